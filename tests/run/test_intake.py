"""A bad night and the good one after it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from orgtransfer import read
from orgtransfer.config import Config
from orgtransfer.models import Inputs
from tests import once
from tests.clerk_people import CONFIG, Members
from tests.cli.conftest import AS_OF, command

NIGHT = ("reconcile", "-q", "--as-of", AS_OF, "-c")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Two exports of a few hundred people after a night."""
    return once.copied("a night of hundreds", _one_night, tmp_path)


def _one_night(folder: Path) -> None:
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    members = Members(folder, random.Random(7))
    for _one in range(200):
        members.people.append(members.joiner())
    members.write()
    done = command("--lang", "en", *NIGHT, folder / "config.toml")
    assert done.exit_code == 0, done.stderr


def largest_csv(folder: Path) -> Path:
    return max(folder.glob("*.csv"), key=lambda path: path.stat().st_size)


@pytest.mark.slow
def test_a_cut_export_is_neither_news_nor_the_end_of_the_night(office: Path) -> None:
    config = office / "config.toml"
    export = largest_csv(office)
    whole = export.read_bytes()
    lines = whole.splitlines(keepends=True)
    export.write_bytes(b"".join(lines[: round(len(lines) * 0.85)]))
    bad = command(*NIGHT, config)
    assert bad.exit_code == 4
    assert "Not believed" in bad.stderr
    assert "rows are gone" in bad.stderr
    assert "new: 0, resolved: 0" in bad.stdout
    first_sheet = openpyxl.load_workbook(office / "工作台账.xlsx").worksheets[0]
    told = [str(row[0].value) for row in first_sheet.iter_rows(max_row=20)]
    assert any("Not believed" in text for text in told)
    export.write_bytes(whole)
    good = command(*NIGHT, config)
    assert good.exit_code == 0, good.stderr
    assert "new: 0, resolved: 0" in good.stdout


@pytest.mark.slow
def test_what_is_real_is_let_through_once(office: Path) -> None:
    config = office / "config.toml"
    export = largest_csv(office)
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join(lines[: round(len(lines) * 0.95)]))
    assert command(*NIGHT, config).exit_code == 4
    assert command(*NIGHT, config, "--accept", "intake").exit_code == 0
    assert command(*NIGHT, config).exit_code == 0


@pytest.mark.slow
def test_a_new_export_that_is_still_open_waits_for_another_night(office: Path) -> None:
    config = office / "config.toml"
    export = largest_csv(office)
    mark = export.with_name(f".~lock.{export.name}#")
    mark.touch()
    assert command(*NIGHT, config).exit_code == 0  # it says what was known
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join(lines[:-2]))
    held = command(*NIGHT, config)
    assert held.exit_code == 4
    assert f"{export.name} is new and open" in held.stderr
    assert held.stderr.count("Not believed") == 1
    assert "new: 0, resolved: 0" in held.stdout
    mark.unlink()
    assert command(*NIGHT, config).exit_code == 0


@pytest.mark.slow
def test_an_export_that_changes_while_it_is_read_is_told(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = largest_csv(office)
    whole = export.read_bytes()
    lines = whole.splitlines(keepends=True)
    export.write_bytes(b"".join(lines[:-2]))
    plain = read.read

    def slowly(
        config: Config, room: Path, progress: read.Progress, kept: Mapping[str, Inputs]
    ) -> Inputs:
        made = plain(config, room, progress, kept)
        export.write_bytes(whole)
        return made

    monkeypatch.setattr(read, "read", slowly)
    held = command(*NIGHT, office / "config.toml")
    assert held.exit_code == 4
    assert f"{export.name} changed while it was read" in held.stderr
