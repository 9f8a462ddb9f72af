"""Configurations as people break them: one line each that says where, what and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.broken import BROKEN, GOOD, Broken
from tests.cli.conftest import REGISTER, ROSTER, Command

LANGUAGES = ("zh", "en")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two exports, and the good configuration."""
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "config.toml").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_enough_of_them() -> None:
    assert len({one.name for one in BROKEN}) == len(BROKEN) >= 25


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_good_one_is_in_order(run: Command, room: Path, lang: str) -> None:
    assert run("--lang", lang, "config", "check").exit_code == 0


@pytest.mark.parametrize("command", [("config", "check"), ("reconcile", "-q")], ids=" ".join)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("one", BROKEN, ids=[one.name for one in BROKEN])
def test_each_gets_its_line(
    run: Command, room: Path, one: Broken, lang: str, command: tuple[str, ...]
) -> None:
    assert one.old in GOOD
    (room / "config.toml").write_text(GOOD.replace(one.old, one.new, 1), encoding="utf-8")
    result = run("--lang", lang, *command)
    assert result.exit_code == 2
    said = (one.zh if lang == "zh" else one.en).replace("{folder}", str(room))
    assert result.stderr == f"{said}\n"
    assert sorted(path.name for path in room.iterdir() if path.suffix == ".xlsx") == []


def test_what_the_line_proposes_is_read_further(run: Command, room: Path) -> None:
    for one in BROKEN:
        _before, proposed, line = one.zh.partition("应改为：")
        if not proposed:
            continue
        number = int(one.zh.partition("第 ")[2].partition(" 行")[0])
        lines = GOOD.replace(one.old, one.new, 1).splitlines()
        lines[number - 1] = line
        (room / "config.toml").write_text("\n".join(lines), encoding="utf-8")
        assert "不是有效的 TOML" not in run("--lang", "zh", "config", "check").stderr, one.name


@pytest.mark.parametrize(
    ("encoding", "named"), [("gb18030", "GB18030"), ("utf-16", "UTF-16"), ("utf-8-sig", "")]
)
def test_what_notepad_saves_is_read_with_a_hint(
    run: Command, room: Path, encoding: str, named: str
) -> None:
    (room / "config.toml").write_bytes(GOOD.replace("\n", "\r\n").encode(encoding))
    result = run("--lang", "zh", "config", "check")
    assert result.exit_code == 0
    hint = (
        f"config.toml 是以 {named} 保存的：本程序能读，别的程序不一定能；下次保存时请选 UTF-8。\n"
    )
    assert result.stderr == (hint if named else "")
