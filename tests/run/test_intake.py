"""A bad night and the good one after it, on the samples."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from orgtransfer import read
from orgtransfer.config import Config
from orgtransfer.models import Inputs
from tests.cli.conftest import command

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples after one run."""
    folder = tmp_path_factory.mktemp("samples")
    shutil.copy(ROOT / "config.toml", folder)
    shutil.copytree(ROOT / "sample_exports", folder / "sample_exports")
    assert command("reconcile", "-q", "-c", folder / "config.toml").exit_code == 0
    return folder


def largest_csv(folder: Path) -> Path:
    return max((folder / "sample_exports").glob("*.csv"), key=lambda path: path.stat().st_size)


@pytest.mark.slow
def test_a_cut_export_is_neither_news_nor_the_end_of_the_night(first: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(first, tmp_path / "samples"))
    config = folder / "config.toml"
    export = largest_csv(folder)
    whole = export.read_bytes()
    lines = whole.splitlines(keepends=True)
    export.write_bytes(b"".join(lines[: round(len(lines) * 0.85)]))
    bad = command("reconcile", "-q", "-c", config)
    assert bad.exit_code == 4
    assert "Not believed" in bad.stderr
    assert "rows are gone" in bad.stderr
    assert "new: 0, resolved: 0" in bad.stdout
    first_sheet = openpyxl.load_workbook(folder / "工作台账.xlsx").worksheets[0]
    told = [str(row[0].value) for row in first_sheet.iter_rows(max_row=20)]
    assert any("Not believed" in text for text in told)
    export.write_bytes(whole)
    good = command("reconcile", "-q", "-c", config)
    assert good.exit_code == 0, good.stderr
    assert "new: 0, resolved: 0" in good.stdout


@pytest.mark.slow
def test_what_is_real_is_let_through_once(first: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(first, tmp_path / "samples"))
    config = folder / "config.toml"
    export = largest_csv(folder)
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join(lines[: round(len(lines) * 0.95)]))
    assert command("reconcile", "-q", "-c", config).exit_code == 4
    assert command("reconcile", "-q", "-c", config, "--accept", "intake").exit_code == 0
    assert command("reconcile", "-q", "-c", config).exit_code == 0


@pytest.mark.slow
def test_a_new_export_that_is_still_open_waits_for_another_night(
    first: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(first, tmp_path / "samples"))
    config = folder / "config.toml"
    export = largest_csv(folder)
    mark = export.with_name(f".~lock.{export.name}#")
    mark.touch()
    assert command("reconcile", "-q", "-c", config).exit_code == 0  # it says what was known
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join(lines[:-2]))
    held = command("reconcile", "-q", "-c", config)
    assert held.exit_code == 4
    assert f"{export.name} is new and open" in held.stderr
    assert held.stderr.count("Not believed") == 1
    assert "new: 0, resolved: 0" in held.stdout
    mark.unlink()
    assert command("reconcile", "-q", "-c", config).exit_code == 0


@pytest.mark.slow
def test_an_export_that_changes_while_it_is_read_is_told(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(first, tmp_path / "samples"))
    export = largest_csv(folder)
    whole = export.read_bytes()
    lines = whole.splitlines(keepends=True)
    export.write_bytes(b"".join(lines[:-2]))
    plain = read.read

    def slowly(config: Config, room: Path, progress: read.Progress) -> Inputs:
        made = plain(config, room, progress)
        export.write_bytes(whole)
        return made

    monkeypatch.setattr(read, "read", slowly)
    held = command("reconcile", "-q", "-c", folder / "config.toml")
    assert held.exit_code == 4
    assert f"{export.name} changed while it was read" in held.stderr
