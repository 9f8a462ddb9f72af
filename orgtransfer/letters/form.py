"""The form of three parts on one A4 page: stub (存根), letter (介绍信), receipt (回执联).

The wording is that of the form of 组通字〔2006〕45号. It is a Chinese document in every language.
"""

from __future__ import annotations

from typing import Final

from orgtransfer import documents
from orgtransfer.documents import Looks

_HEI, _SONG = "黑体", "宋体"
_MARGINS: Final = (1.6, 2.2)  # cm: above and below, beside; the page holds thirty-six lines of text
_CUT: Final = "…" * 12 + "（加盖骑缝章）" + "…" * 12

STUB: Final = (
    ("title", "中国共产党党员组织关系介绍信存根"),
    ("number", "第 {编号} 号"),
    ("text", "{姓名} 同志系中共{党员类别}党员，组织关系由 {转出党组织} 转到 {转入党组织}。"),
    ("right", "{签发年} 年 {签发月} 月 {签发日} 日"),
)
LETTER: Final = (
    ("title", "中国共产党党员组织关系介绍信"),
    ("number", "第 {编号} 号"),
    ("addressee", "{抬头}："),
    (
        "text",
        (
            "{姓名} 同志（{性别}），{年龄} 岁，{民族}，系中共{党员类别}党员，身份证号码 {身份证号码}，"
            "由 {转出党组织} 去 {转入党组织}，请转接组织关系。该同志党费已交到 {党费年} 年 {党费月} 月。"
        ),
    ),
    ("text", "（有效期 {有效期} 天）"),
    ("right", "（盖章）　　{签发年} 年 {签发月} 月 {签发日} 日"),
    ("line", "党员联系电话（或其他联系方式）：{党员联系电话}"),
    ("line", "党员原所在基层党委：{原所在基层党委}"),
    ("line", "通讯地址：{通讯地址}"),
    ("line", "联系电话：{党委电话}　传真：{传真}　邮编：{邮编}"),
)
RECEIPT: Final = (
    ("title", "中国共产党党员组织关系介绍信回执联"),
    ("number", "第 {编号} 号"),
    ("addressee", "{原所在基层党委}："),
    ("text", "{姓名} 同志的党员组织关系已转达我处，特此回复。"),
    ("right", "（盖章）　　　　　　年　　　月　　　日"),
    ("line", "经办人：　　　　　　　　　　联系电话："),
    (
        "note",
        "注：回执联由接收党员组织关系的基层党委在接收党员后一个月内邮寄或传真至党员原所在基层党委。",
    ),
)
PARTS: Final = (STUB, LETTER, RECEIPT)
"""The three parts: a kind of line and its text, with the fields as a template names them."""


_LOOKS: Final = {
    "title": Looks(18, _HEI, 30, after=6, place="centre", bold=True, ruled=False),
    "cut": Looks(9, _SONG, 14, before=6, after=6, place="centre"),
    "number": Looks(place="right", ruled=False),
    "right": Looks(before=4, after=4, place="right"),
    "text": Looks(indent=True),
    "note": Looks(9, _SONG, 14, before=4, after=0),
}


def build() -> bytes:
    """The form as a Word document, its fields in double braces."""
    made = documents.page("介绍信", _MARGINS)
    for place, part in enumerate(PARTS):
        if place:
            documents.line(made, _LOOKS["cut"], _CUT)
        for kind, text in part:
            documents.line(made, _LOOKS.get(kind, Looks()), text)
    return documents.saved(made)
