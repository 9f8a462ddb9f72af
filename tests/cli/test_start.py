"""`orgtransfer start`: the first run through a terminal, as a clerk goes through it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import REGISTER, ROSTER, Command
from tests.cli.terminal import Terminal

BOOK = "工作台账.xlsx"


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with nothing but a folder of exports, named as people name them."""
    folder = tmp_path / "我的 导出"
    folder.mkdir()
    (folder / "赣鄱云_党员花名册20261120.csv").write_text(ROSTER, encoding="gb18030")
    (folder / "全国系统_党员20261119.csv").write_text(REGISTER, encoding="utf-8-sig")
    (folder / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0 no table")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.slow
def test_without_a_terminal_the_guesses_are_taken(exports: Path, run: Command) -> None:
    result = run("start", exports.name, "--no-open")
    assert result.exit_code == 0
    assert Path(BOOK).exists()
    text = Path("config.toml").read_text(encoding="utf-8")
    assert 'role = "roster"' in text
    assert 'role = "register"' in text
    assert "Due to move: 1 people" in result.stdout


@pytest.mark.slow
def test_the_second_time_it_goes_straight_to_the_run(exports: Path, run: Command) -> None:
    assert run("start", exports.name, "--no-open").exit_code == 0
    before = Path("config.toml").read_bytes()
    assert run("start", "--no-open").exit_code == 0
    assert Path("config.toml").read_bytes() == before


def test_a_folder_without_exports_is_told(tmp_path: Path, run: Command) -> None:
    (tmp_path / "leer").mkdir()
    result = run("start", tmp_path / "leer", "-c", tmp_path / "config.toml")
    assert result.exit_code == 2
    assert "no list of members" in result.stderr
    assert not (tmp_path / "config.toml").exists()


in_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")


def through_terminal(answers: Sequence[str], folder: Path, *, leave: bool = False) -> str:
    """What the command shows while each prompt is answered in turn; `leave` closes the window."""
    terminal = Terminal(["start", "--no-open"], folder)
    for answer in answers:
        terminal.answer(": ", answer)
    if leave:
        terminal.close()
    else:
        terminal.finish()
    return terminal.shown


@pytest.mark.slow
@in_a_terminal
def test_a_clerk_is_led_to_the_worklist(exports: Path) -> None:
    # A folder that is not there, the right one in quotes, one role turned and turned back, the
    # name as proposed, no nightly job.
    answers = ["nowhere\n", f"'{exports}'\n", "1\n", "1\n", "0\n", "\n", "n\n"]
    shown = through_terminal(answers, exports.parent)
    assert "应转未转 1 人" in shown
    assert "工作台账.xlsx，请从第一张表看起" in shown
    assert (exports.parent / BOOK).exists()


@pytest.mark.slow
@in_a_terminal
@pytest.mark.parametrize("answers", [[], ["."], [f"{'我的 导出'}\n"]])
def test_a_closed_window_leaves_nothing_behind(exports: Path, answers: list[str]) -> None:
    through_terminal(answers, exports.parent, leave=True)
    assert sorted(path.name for path in exports.parent.iterdir() if path.name != "home") == [
        exports.name
    ]
