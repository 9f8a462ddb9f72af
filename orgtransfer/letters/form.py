"""The form of three parts on one A4 page: stub (存根), letter (介绍信), receipt (回执联).

The wording is that of the form of 组通字〔2006〕45号. It is a Chinese document in every language.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from orgtransfer.letters.fields import FIELDS

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_TITLE, _TEXT, _NOTE = 18.0, 13.0, 9.0  # points
_HEI, _FANG, _SONG = "黑体", "仿宋", "宋体"
_A4: Final = (21.0, 29.7)  # cm
_MARGINS: Final = (1.6, 2.2)  # cm: above and below, beside
_LEADING: Final = {"title": 30.0, "note": 14.0, "cut": 14.0}
_TEXT_LEADING: Final = 20.5
"""In points and exact: the same page in every font; an A4 page holds thirty-six such lines."""
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


def build() -> bytes:
    """The form as a Word document, its fields in double braces."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = (Cm(size) for size in _A4)
    section.top_margin = section.bottom_margin = Cm(_MARGINS[0])
    section.left_margin = section.right_margin = Cm(_MARGINS[1])
    for place, part in enumerate(PARTS):
        if place:
            _line(made, "cut", _CUT)
        for kind, text in part:
            _line(made, kind, text)
    properties = made.core_properties
    properties.author, properties.title, properties.comments = "orgtransfer", "介绍信", ""
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


_SIZES: Final = {"title": _TITLE, "note": _NOTE, "cut": _NOTE}
_FONTS: Final = {"title": _HEI, "cut": _SONG, "note": _SONG}
_SPACES: Final = {"title": (0, 6), "cut": (6, 6), "right": (4, 4), "note": (4, 0)}
_WORDS: Final = frozenset(word for word, _width in FIELDS.values())


def _line(made: Document, kind: str, text: str) -> None:
    paragraph = made.add_paragraph()
    paragraph.alignment = {
        "title": ALIGN.CENTER, "cut": ALIGN.CENTER, "number": ALIGN.RIGHT, "right": ALIGN.RIGHT,
    }.get(kind, ALIGN.LEFT)  # fmt: skip
    size = _SIZES.get(kind, _TEXT)
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after = (Pt(points) for points in _SPACES.get(kind, (0, 2)))
    layout.line_spacing = Pt(_LEADING.get(kind, _TEXT_LEADING))
    if kind == "text":
        layout.first_line_indent = Pt(2 * size)
    rest = text
    while rest:
        before, brace, after = rest.partition("{")
        _run(paragraph, before, kind, filled=False)
        if not brace:
            break
        word, _brace, rest = after.partition("}")
        _run(paragraph, f"{{{{ {word} }}}}", kind, filled=True)


def _run(paragraph: Paragraph, text: str, kind: str, *, filled: bool) -> None:
    if not text:
        return
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(_SIZES.get(kind, _TEXT)), "Times New Roman"
    # The Chinese font is another one than the Latin one, and has no property of its own.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(  # noqa: SLF001  # see above
        qn("w:eastAsia"), _FONTS.get(kind, _FANG)
    )
    language = run._element.get_or_add_rPr().makeelement(qn("w:lang"))  # noqa: SLF001  # as above
    # Without it a word processor may set commas and full stops as in Taiwan, in the middle.
    language.set(qn("w:eastAsia"), "zh-CN")
    run._element.get_or_add_rPr().append(language)  # noqa: SLF001  # as above
    run.bold = kind == "title"
    run.underline = filled and kind not in {"title", "number"}
