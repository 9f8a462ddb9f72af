"""`orgtransfer start` on a folder as offices have it, through a terminal."""

from __future__ import annotations

import re
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import examples
from tests.cli.terminal import Terminal
from tests.read.sheets import Sheet
from tests.read.writers import delimited, locked, page_gbk, xls, zipped

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")]

BOOK = "工作台账.xlsx"
HEAD = ("姓名", "身份证号", "所在党支部", "人员类别", "任职类型")
ROSTER = (
    ("王小明", "990000198001011234", "某协会党支部", "正式党员", "专职"),
    ("李小红", "990000198501012348", "某协会党支部", "正式党员", "兼职"),
    ("张大山", "990000197001013411", "某协会党支部", "正式党员", "退休"),
)
REGISTER_HEAD = ("姓名", "公民身份号码", "所在党支部", "人员类别", "工作单位")
REGISTER = (
    ("王小明", "990000198001011234", "某医院第一党支部", "正式党员", "某医院"),
    ("李小红", "990000198501012348", "某医院第一党支部", "正式党员", "某医院"),
    ("张大山", "990000197001013411", "某医院离退休党支部", "正式党员", "某医院"),
)
TITLE = ("党员花名册（内部资料）", "", "", "", "")
SUM = ("合计", "3", "", "", "")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Exports in five formats, with a title and a sum, among what else lies in such a folder."""
    folder = tmp_path / "导出 (新) 2026"
    (folder / "以前的").mkdir(parents=True)
    roster = [Sheet("花名册", [TITLE, HEAD, *ROSTER, SUM])]
    register = [Sheet("党员", [REGISTER_HEAD, *REGISTER])]
    (folder / "赣鄱云_党员花名册 20261118.xls").write_bytes(xls(roster))
    (folder / "赣鄱云_党员花名册 20261011.xls").write_bytes(xls(roster))
    (folder / "全国系统_党员信息_20261120.csv").write_bytes(delimited(",", "gb18030")(register))
    (folder / "省直机关党建_党员信息_20261116.xls").write_bytes(page_gbk(register))
    (folder / "以前的" / "某市_党员花名册.zip").write_bytes(zipped(register))
    (folder / "加密_党员花名册.xlsx").write_bytes(locked(register))
    (folder / "~$全国系统_党员信息.xlsx").write_bytes(b"\x00" * 165)
    (folder / "合影.jpg").write_bytes(b"\xff\xd8\xff\xe0 no table")
    (folder / "空.xlsx").write_bytes(b"")
    (folder / "说明.docx").write_bytes(b"PK\x03\x04 no table")
    return folder


def started(office: Path, *answers: str, words: tuple[str, ...] = ()) -> Terminal:
    """The command on the folder's parent, with each question answered in turn."""
    terminal = Terminal(["start", "--no-open", *words], office.parent)
    for answer in answers:
        terminal.answer(": ", f"{answer}\n")
    return terminal


def configured(office: Path) -> dict[str, Any]:
    """The configuration that was written, by the systems' labels."""
    text = (office.parent / "config.toml").read_text(encoding="utf-8")
    systems: dict[str, dict[str, Any]] = tomllib.loads(text)["systems"]
    return {system["label"]: system for system in systems.values()}


def due(office: Path) -> list[str]:
    """Who the workbook says is due to move."""
    book = openpyxl.load_workbook(office.parent / BOOK, read_only=True)
    names = {who for who, *_rest in ROSTER}
    rows = book["应转未转"].iter_rows(values_only=True)
    return [str(cell) for row in rows for cell in row if cell in names]


def test_what_lies_there_is_sorted_out(office: Path) -> None:
    terminal = started(office, office.name, "", "江西省卫生健康行业综合党委", "n")
    assert terminal.finish() == 0
    found = configured(office)
    roles = {label: system["role"] for label, system in found.items()}
    rosters = {label for label, role in roles.items() if role == "roster"}
    assert [label for label in rosters if "赣鄱云" in label], roles
    assert any("全国" in label for label in roles.keys() - rosters)
    assert "加密_党员花名册.xlsx" in terminal.shown
    assert set(due(office)) == {"王小明"}


def test_wrong_answers_are_asked_again_and_nothing_is_lost(office: Path) -> None:
    answers = [
        "没有这个文件夹",
        "合影.jpg",
        f'"{office}"',
        "九",
        "99",
        "-99",
        "1.5",
        "-1",
        "-1",
        "",
    ]
    terminal = started(office, *answers, "我们委", "也许", "n")
    assert terminal.finish() == 0
    text = (office.parent / "config.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["project"]["name"] == "我们委"
    assert set(due(office)) == {"王小明"}


def test_a_system_can_be_left_out_but_not_all(office: Path) -> None:
    first = started(office, office.name)
    first.answer(": ", "-1\n")
    count = max(map(int, re.findall(r"^(\d+)\. ", first.shown, re.MULTILINE)))
    for number in range(2, count + 1):
        first.answer(": ", f"-{number}\n")
    first.answer(": ", "\n")
    first.answer(": ", f"-{count}\n")
    first.answer(": ", "\n")
    first.answer(": ", "\n")
    first.answer(": ", "n\n")
    assert first.finish() == 0
    assert "至少要留一个系统" in first.shown
    assert len(configured(office)) == 1


def test_the_second_start_asks_nothing(office: Path) -> None:
    assert started(office, office.name, "", "", "n").finish() == 0
    before = (office.parent / "config.toml").read_bytes()
    again = started(office, words=(office.name,))
    assert again.finish() == 0
    assert "导出文件所在" not in again.shown
    assert "config.toml 已经在这里：读什么以它为准" in again.shown
    assert "应转未转 1 人" in again.shown
    assert (office.parent / "config.toml").read_bytes() == before


def test_files_that_were_dropped_are_all_that_counts(office: Path) -> None:
    files = [next(office.glob("赣鄱云*1118*")), next(office.glob("全国*.csv"))]
    terminal = started(office, "", "", "n", words=tuple(map(str, files)))
    assert terminal.finish() == 0
    assert len(configured(office)) == 2
    assert set(due(office)) == {"王小明"}


@pytest.mark.parametrize("seconds", examples.some([0.6, 1.8, 0.0, 1.2][: examples.number(2, 4)], 2))
def test_a_window_closed_in_the_middle_of_the_run(office: Path, seconds: float) -> None:
    terminal = started(office, office.name, "", "")
    time.sleep(seconds)
    terminal.close()
    # Whatever was there when it was closed is whole, and the next start goes on from it.
    if (office.parent / "config.toml").exists():
        configured(office)
        assert started(office).finish() == 0
    else:
        assert started(office, office.name, "", "", "n").finish() == 0
    assert set(due(office)) == {"王小明"}


def test_a_configuration_that_was_spoilt_is_told_and_kept(office: Path) -> None:
    assert started(office, office.name, "", "", "n").finish() == 0
    file = office.parent / "config.toml"
    spoilt = file.read_text(encoding="utf-8").replace("[match]", "【match】")
    file.write_text(spoilt, encoding="utf-8")
    again = started(office)
    assert again.finish() == 2
    assert "应改为：[match]" in again.shown
    assert file.read_text(encoding="utf-8") == spoilt
