"""The table of members (党员基本信息汇总表, annex 4): the form's items, a line a member."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties

from orgtransfer.collection.fields import Member, day
from orgtransfer.documents import clean

_TITLE: Final = "党员基本信息汇总表"
_SEXES: Final = {"M": "男", "F": "女"}
_CATEGORIES: Final = {"full": "正式党员", "probationary": "预备党员"}
_STATES: Final = {"normal": "正常", "suspended": "停止党籍"}
_COLUMNS: Final = (
    ("序号", 5), ("姓名", 9), ("性别", 5), ("民族", 7), ("公民身份证号码", 20), ("出生日期", 16),
    ("学历", 10), ("人员类别", 10), ("所在党支部", 28), ("加入党组织日期", 16),
    ("转为正式党员日期", 16), ("工作岗位", 10), ("联系电话", 14), ("家庭住址", 22), ("党籍状态", 10),
    ("是否为失联党员", 9), ("失去联系日期", 12), ("是否为流动党员", 9), ("外出流向", 14),
)  # fmt: skip
_HEADER: Final = 2
_LINE, _PADDING = 13.0, 4.0  # points


def summary(members: Sequence[Member]) -> Workbook:
    """The table as a workbook; a blank cell is what no source states."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = _TITLE
    sheet.cell(1, 1, _TITLE).font = Font(name="黑体", size=16)
    line = Side(style="thin")
    looks = {
        "font": Font(name="宋体", size=10),
        "border": Border(line, line, line, line),
        "alignment": Alignment(vertical="center", wrap_text=True),
    }
    rows = [[head for head, _width in _COLUMNS]]
    rows += [[str(at), *_texts(member)] for at, member in enumerate(members, start=1)]
    for row, texts in enumerate(rows, start=_HEADER):
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(row, column)
            cell.value, cell.number_format = text, "@"
            cell.data_type = "s"  # never a formula, whatever a name begins with
            cell.font, cell.border, cell.alignment = looks.values()
        room = zip(texts, _COLUMNS, strict=True)
        lines = max(-(-2 * len(text) // (width - 1)) for text, (_head, width) in room)
        sheet.row_dimensions[row].height = _LINE * max(lines, 1) + _PADDING
    for column, (_head, width) in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"C{_HEADER + 1}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"  # A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{_HEADER}:{_HEADER}"
    return workbook


def _texts(member: Member) -> list[str]:
    said = (
        member.name, _SEXES.get(member.sex or ""), member.ethnicity, member.id_number,
        day(member.birth), member.education, _CATEGORIES.get(member.category or ""), member.branch,
        day(member.join), day(member.full), None, member.phone, member.address,
        _STATES.get(member.state or ""), _yes(member.lost), day(member.lost_since),
        _yes(member.flow), member.went_to,
    )  # fmt: skip
    return [clean(text or "") for text in said]


def _yes(said: bool | None) -> str:
    return "" if said is None else "是" if said else "否"
