"""Writes the exports as the three systems hand them over."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Final

from tests.samples import further
from tests.samples.forest import NATIONAL, ROSTER, SZJG, Node
from tests.samples.rows import Applicant, Letter, Row
from tests.samples.sheets import Cells, Sheet
from tests.samples.world import Table, World

MEMBERS: Final = {
    NATIONAL: "全国系统_党员信息_20261120.csv",
    SZJG: "省直机关党建_党员信息_20261116.xlsx",
    ROSTER: "赣鄱云_党员花名册_20261118.xlsx",
}
ORGANISATIONS: Final = {
    NATIONAL: "全国系统_党组织信息_20261113.xlsx",
    SZJG: "省直机关党建_党组织信息_20261110.xlsx",
    ROSTER: "赣鄱云_党组织信息_20261118.xlsx",
}
LEDGER: Final = "赣鄱云_组织关系转接台账_20261118.xlsx"
SHEETS: Final = {"members": "党员信息", "organisations": "党组织信息", "ledger": "转接台账"}
_SEX: Final = {"M": "男", "F": "女"}
_MISCOUNTED: Final = 3
"""So many more does the total of one list say than it has rows."""


def _cell(row: Row, field: str, default: object) -> object:
    return row.cells.get(field, default)


# -- members -------------------------------------------------------------------------------------

_NATIONAL: Final = (
    "姓名", "公民身份号码", "性别", "民族", "出生日期", "学历", "人员类别", "加入党组织日期", "转为正式党员日期",
    "组织关系所在党支部", "党组织代码", "工作单位", "用工形式", "手机号码", "党籍状态", "转出日期",
    "失去联系日期", "是否流动党员", "流出日期", "党费交至", "备注",
)  # fmt: skip


def _national(row: Row) -> Cells:
    return (
        _cell(row, "name", row.name),
        _cell(row, "id_number", f"\t{row.id_number}" if row.id_number else ""),
        _cell(row, "sex", _SEX[row.sex]),
        row.ethnicity,
        _cell(row, "birth", row.birth),
        row.education,
        row.category,
        _cell(row, "joined", row.joined),
        row.full,
        row.node.name,
        row.node.code,
        row.unit,
        row.post,
        _cell(row, "phone", f"\t{row.phone}"),
        row.state,
        row.moved_out,
        row.lost,
        "是" if row.floating else "否",
        row.away,
        row.dues,
        row.remark,
    )


_SZJG: Final = (
    "序号", "人员姓名", "身份证号码", "性别", "民族", "出生年月", "政治面貌", "入党时间", "所属党支部", "党组织编码",
    "单位名称", "联系方式", "党员状态", "学习积分",
)  # fmt: skip


def _szjg(row: Row) -> Cells:
    return (
        _cell(row, "name", row.name),
        _cell(row, "id_number", row.id_number),
        _cell(row, "sex", _SEX[row.sex]),
        row.ethnicity,
        _cell(row, "birth", row.birth.replace("-", ".")),
        row.category,
        _cell(row, "joined", row.joined),
        row.node.name,
        row.node.code,
        row.unit,
        _cell(row, "phone", row.phone),
        row.state,
        str(1000 + int(row.person.key[1:]) * 7919 % 9000),
    )


_ROSTER: Final = (
    "序号", "*姓名", "*公民身份证号", "*性别", "民族", "出生日期", "学历\n(最高)", "*人员类别", "入党日期", "转正日期",
    "*所在党支部", "*社会组织名称", "原工作单位", "任职类型", "联系电话", "备注",
)  # fmt: skip
_BY_HAND: Final = tuple(head for head in _ROSTER if head != "*公民身份证号")


def _roster(row: Row) -> Cells:
    return (
        _cell(row, "name", row.name),
        _cell(row, "id_number", row.id_number),
        _cell(row, "sex", _SEX[row.sex]),
        row.ethnicity,
        _cell(row, "birth", row.birth),
        row.education,
        row.category,
        _cell(row, "joined", row.joined),
        _cell(row, "full", row.full),
        _cell(row, "branch", row.node.name),
        row.association or row.node.unit,
        _cell(row, "original_unit", row.original_unit),
        row.post,
        _cell(row, "phone", row.phone),
        _cell(row, "remark", row.remark),
    )


def _by_hand(row: Row) -> Cells:
    name, _number, *rest = _roster(row)
    return name, *rest


def _applicant(row: Applicant) -> Cells:
    person = row.person
    return (
        person.name, person.id_number, _SEX[person.sex], person.ethnicity, person.born.isoformat(),
        person.education, row.category, "", "", row.node.name, row.node.unit, "", "", person.phone, "",
    )  # fmt: skip


# -- organisations and letters -------------------------------------------------------------------

_KIND: Final = {"committee": "611", "general_branch": "621", "branch": "631"}
_KIND_WORD: Final = {"committee": "党委", "general_branch": "党总支", "branch": "党支部"}
_OWN_KIND: Final = {"joint": ("632", "联合党支部"), "temporary": ("931", "临时党支部")}


def _kind(node: Node, place: int) -> str:
    own = _OWN_KIND.get(node.nature)
    return own[place] if own else (_KIND, _KIND_WORD)[place][node.level]


def _parent(node: Node) -> tuple[str, str]:
    if node.stated_parent:
        return node.stated_parent
    return (node.parent.name, node.parent.code) if node.parent else ("", "")


def _functional(node: Node) -> str:
    if node.nature == "functional":
        return "是"
    return "" if node.effective() == "functional" else "否"


def _founded(node: Node) -> str:
    seed = sum(map(ord, node.organisation)) * 37
    return f"{1996 + seed % 27}-{1 + seed % 12:02}-{1 + seed % 28:02}"


_NATIONAL_ORGS: Final = (
    "党组织唯一标识", "党组织全称", "党组织简称", "党组织曾用名", "组织类别", "上一级党组织唯一标识", "上级党组织名称", "成立日期",
    "党组织书记", "领导班子当选日期", "领导班子届满日期", "党组织所在单位",
)  # fmt: skip
_SZJG_ORGS: Final = ("序号", "党组织编码", "党组织名称", "党组织类别", "上级党组织", "成立日期")
_ROSTER_ORGS: Final = (
    "序号", "党组织代码", "*党组织全称", "党组织简称", "党组织曾用名", "*组织类别", "功能型党组织", "*上级党组织名称", "成立日期",
    "*党组织书记", "联系电话", "领导班子\n当选日期", "领导班子\n届满日期", "社会组织名称",
)  # fmt: skip
_ORGANISATION_HEADS: Final = {
    NATIONAL: _NATIONAL_ORGS, SZJG: _SZJG_ORGS, ROSTER: _ROSTER_ORGS,
}  # fmt: skip


def _organisation(node: Node) -> Cells:
    parent, parent_code = _parent(node)
    term = (_iso(node.term_from), _iso(node.term_to))
    match node.system:
        case "national":
            return (node.code, node.name, node.short, node.former, _kind(node, 0), parent_code,
                    parent, _founded(node), node.secretary, *term, node.unit)  # fmt: skip
        case "ganpoyun_szjg":
            return (node.code, node.name, _kind(node, 1), parent, _founded(node))
    return (node.code, node.name, node.short, node.former, _kind(node, 1), _functional(node),
            parent, _founded(node), node.secretary, node.phone, *term, node.unit)  # fmt: skip


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


_LETTERS: Final = (
    "序号", "介绍信编号", "姓名", "公民身份号码", "转出单位", "转入单位", "办理时间", "介绍信有效期天数", "接收日期", "是否有回执",
    "转接状态",
)  # fmt: skip


def _letter(letter: Letter) -> Cells:
    receipt = {None: "", True: "是", False: "否"}[letter.receipt]
    valid = letter.valid_text or ("" if letter.valid_days is None else str(letter.valid_days))
    return (
        letter.number, letter.person.name, letter.id_number, letter.from_org, letter.to_org,
        letter.issued.isoformat(), valid, _iso(letter.received),
        receipt, letter.state,
    )  # fmt: skip


# -- files ---------------------------------------------------------------------------------------


def write(world: World, folder: Path) -> None:
    """Writes every export into `folder`, notes in each row where it went, and in `world` what."""
    folder.mkdir(parents=True, exist_ok=True)
    world.tables.clear()
    _write_csv(world, folder / MEMBERS[NATIONAL])
    szjg = Sheet(SHEETS["members"], _SZJG)
    szjg.fill(world.of(SZJG), MEMBERS[SZJG], _szjg)
    total = len(world.of(SZJG)) + _MISCOUNTED
    szjg.append(["合计", f"{total}人"])
    szjg.save(folder / MEMBERS[SZJG])
    _note(world, SZJG, "members", MEMBERS[SZJG], szjg, total)
    _write_roster(world, folder)
    for system in _ORGANISATION_HEADS:
        _write_organisations(world, system, folder)
    ledger = Sheet(SHEETS["ledger"], _LETTERS, ["党员组织关系转接台账(2026年)"])
    ledger.fill(world.letters, LEDGER, _letter)
    ledger.save(folder / LEDGER)
    _note(world, ROSTER, "transfers", LEDGER, ledger)


def _note(
    world: World, system: str, kind: str, file: str, sheet: Sheet, stated: int | None = None
) -> None:
    table = Table(system, kind, file, sheet.name, sheet.header_row, sheet.head, _day(file), stated)
    world.tables.append(table)


def _day(file: str) -> dt.date:
    """The day in a file's name."""
    return dt.date.fromisoformat(file.rpartition(".")[0][-8:])


def _write_organisations(world: World, system: str, folder: Path) -> None:
    title = ["江西省卫生健康行业综合党委党组织信息表"] if system == ROSTER else []
    sheet = Sheet(SHEETS["organisations"], _ORGANISATION_HEADS[system], title)
    listed = [n for n in world.forest.of(system) if n.listed]
    sheet.fill(listed, ORGANISATIONS[system], _organisation)
    sheet.save(folder / ORGANISATIONS[system])
    _note(world, system, "organisations", ORGANISATIONS[system], sheet)


def _write_roster(world: World, folder: Path) -> None:
    title = [
        "江西省卫生健康行业综合党委党员花名册",
        "填报单位:江西省卫生健康行业综合党委(盖章)        填报日期:2026年11月18日",
    ]
    sheet = Sheet(SHEETS["members"], _ROSTER, title)
    order = {id(node): place for place, node in enumerate(world.forest.nodes)}
    usual = [r for r in world.of(ROSTER) if not r.sheet]
    everybody: list[Row | Applicant] = [*usual, *world.applicants]
    everybody.sort(key=lambda r: order[id(r.node)])
    sheet.fill(
        everybody,
        MEMBERS[ROSTER],
        lambda r: _roster(r) if isinstance(r, Row) else _applicant(r),
    )
    sheet.append(["合计", f"{len(everybody)}人"])
    sheet.append(["审核人:", "", "", "", "填表人:"])
    more = Sheet(further.SHEET, _BY_HAND, book=sheet.book)
    more.fill([r for r in world.of(ROSTER) if r.sheet], MEMBERS[ROSTER], _by_hand)
    sheet.save(folder / MEMBERS[ROSTER])
    _note(world, ROSTER, "members", MEMBERS[ROSTER], sheet, len(everybody))
    _note(world, ROSTER, "members", MEMBERS[ROSTER], more)


def _write_csv(world: World, path: Path) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_NATIONAL)
    for number, row in enumerate(world.of(NATIONAL), start=2):
        writer.writerow(_national(row))
        row.place = (path.name, "", number)
    path.write_bytes(buffer.getvalue().encode("gb18030"))
    world.tables.append(Table(NATIONAL, "members", path.name, "", 1, _NATIONAL, _day(path.name)))
