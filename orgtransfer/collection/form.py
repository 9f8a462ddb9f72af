"""The form 党员基本信息采集表 on one A4 page a member. It is a Chinese document in every language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orgtransfer import documents as word
from orgtransfer.collection.fields import FIELDS, Member
from orgtransfer.documents import Looks
from orgtransfer.errors import InputError
from orgtransfer.i18n import _

_MARGINS: Final = (2.2, 2.4)  # cm: above and below, beside
_LOOKS: Final = {
    "title": Looks(20, "黑体", 34, after=14, place="centre", bold=True, ruled=False),
    "item": Looks(13, leading=24, after=5),
    # A box is ticked, not underlined.
    "boxes": Looks(13, leading=24, after=5, ruled=False),
    "signed": Looks(13, leading=24, before=12, after=5),
    "note": Looks(10, "宋体", 16, before=10),
}

LINES: Final = (
    ("title", "党员基本信息采集表"),
    ("item", "1. 姓名：{姓名}　　2. 性别：{性别}　　3. 民族：{民族}"),
    ("item", "4. 公民身份证号码：{公民身份证号码}"),
    ("item", "5. 出生日期：{出生日期}"),
    ("item", "6. 学历：{学历}"),
    ("boxes", "7. 人员类别：正式党员 {正式党员}　　预备党员 {预备党员}"),
    ("item", "8. 所在党支部：{所在党支部}"),
    ("item", "9. 加入党组织日期：{加入党组织日期}"),
    ("item", "10. 转为正式党员日期：{转为正式党员日期}"),
    ("item", "11. 工作岗位（代码）：{工作岗位}"),
    ("item", "12. 联系电话：手机 {手机号码}　固定电话 {固定电话}"),
    ("item", "13. 家庭住址（具体到门牌号）：{家庭住址}"),
    ("boxes", "14. 党籍状态：正常 {党籍正常}　　停止党籍 {停止党籍}"),
    ("boxes", "15. 是否为失联党员：是 {失联}　　否 {未失联}"),
    ("item", "　　失去联系日期：{失去联系日期}"),
    ("boxes", "16. 是否为流动党员（由流出地党组织采集）：是 {流动}　　否 {未流动}"),
    ("item", "　　外出流向：{外出流向}"),
    ("signed", "党员（签字）：　　　　　　　　　　信息采集员（签字）："),
    ("item", "　　　　　年　　月　　日　　　　　　　　　　年　　月　　日"),
    ("signed", "党支部书记（签字）：　　　　　　　基层党委（盖章）："),
    ("item", "　　　　　年　　月　　日　　　　　　　　　　年　　月　　日"),
    ("note", "注：此表由党员本人确认，党支部（党总支、党委）初核，基层党委复核。"),
)
"""A kind of line and its text, with the fields as a template names them."""


def build() -> bytes:
    """The form as a Word document, the names of FIELDS in double braces."""
    made = word.page("党员基本信息采集表", _MARGINS)
    for kind, text in LINES:
        word.line(made, _LOOKS[kind], text)
    return word.saved(made)


def documents(members: Sequence[Member], form: bytes | None = None, name: str = "") -> bytes:
    """One document of forms, each on a page of its own.

    Args:
        members: what each says; at least one.
        form: a form of the user's own (.docx): its body is one form, and what stands in double braces
            is filled in; without it the program's.
        name: that file, for a message about it.

    Raises:
        InputError: the user's form is no Word document, or names what no form has.
    """
    try:
        return word.filled(form or build(), [member.shown() for member in members])
    except word.FormError as error:
        known = "、".join(field for field, _width in FIELDS.values())
        raise InputError(
            _(
                "{file} cannot be used as a collection form ({reason}). Between double braces it may "
                "name: {fields}. `orgtransfer corrections template` writes one to start from."
            ).format(file=name or "docx", reason=error, fields=known)
        ) from error
