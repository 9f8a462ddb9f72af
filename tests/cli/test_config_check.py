"""`orgtransfer config check`, and opening what was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgtransfer.cli import opening
from tests.cli.conftest import Command


def test_it_names_each_file_that_a_run_would_read(desk: Path, run: Command) -> None:
    result = run("config", "check")
    assert result.exit_code == 0
    assert "花名册 [roster] roster\n  members: roster.csv\n" in result.stdout
    assert "The configuration is in order." in result.stdout
    assert not (desk / ".orgtransfer").exists()


def test_a_file_that_is_missing_is_told_with_all_others(desk: Path, run: Command) -> None:
    for file in desk.glob("*.csv"):
        file.rename(file.with_name(f"x{file.name}"))
    result = run("config", "check")
    assert result.exit_code == 2
    assert "systems.roster.members: no file matches" in result.stderr
    assert "systems.register.members: no file matches" in result.stderr
    assert "did you mean xregister.csv?" in result.stderr


def test_what_is_seldom_meant_is_remarked(desk: Path, run: Command) -> None:
    text = (desk / "config.toml").read_text(encoding="utf-8").replace('register"', 'roster"')
    text += "\n[worklist]\npassword_env = 'NO_SUCH_PASSWORD'\n"
    (desk / "config.toml").write_text(text, encoding="utf-8")
    result = run("config", "check")
    assert result.exit_code == 0
    assert "Only one kind of system" in result.stderr
    assert "NO_SUCH_PASSWORD" in result.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("words", [("reconcile", "-q", "--open"), ("report", "--open")])
def test_what_was_written_is_opened(
    run: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(opening, "_open", lambda path: opened.append(path.name))
    assert run("reconcile", "-q").exit_code == 0
    assert run(*words).exit_code == 0
    assert opened == ["工作台账.xlsx" if "reconcile" in words else "report.html"]


def test_a_machine_without_a_desktop_is_told_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    opening.show(tmp_path / "x.xlsx")
    assert "x.xlsx cannot be opened from here" in capsys.readouterr().err
