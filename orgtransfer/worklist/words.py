"""The words a clerk may find or enter in a workbook, in both languages.

They are written in the language in force and understood in either one when a workbook comes back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

import polars as pl

from orgtransfer import models
from orgtransfer.i18n import N_, _

KEY: Final = "key"
"""The header of the hidden column that says which finding or pair a line is about."""

STATUS: Final = N_("Status")
RULING: Final = N_("Ruling")
HANDLER: Final = N_("Handled by")
NOTE: Final = N_("Note")
HANDLED_ON: Final = N_("Handled on")
EXEMPT_UNTIL: Final = N_("Exempt until")
NUMBER: Final = N_("Ruling number")
UNDO: Final = N_("Take back")
UNDONE_BY: Final = N_("Taken back by")
UNDONE_WHY: Final = N_("Why taken back")
LETTER: Final = N_("Number")
FULL_NAME: Final = N_("Full name")
RECEIPT: Final = N_("Receipt back on")
MAKE_VOID: Final = N_("Make void")
VOID_WHY: Final = N_("Why void")

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "key": (KEY, "判定编号", NUMBER),
    "status": ("处理状态", STATUS),
    "ruling": ("结论", RULING, "撤销", UNDO),
    "handler": ("经办人", HANDLER, "撤销人", UNDONE_BY),
    "note": ("备注", NOTE, "撤销原因", UNDONE_WHY),
    "handled_on": ("办理日期", HANDLED_ON),
    "exempt_until": ("豁免至", EXEMPT_UNTIL),
}
"""Column -> what its header may read; the key's never changes."""

NEAR_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "status": ("办理状态", "处理情况", "办理情况", "状态"),
    "ruling": ("判定", "核实结论", "是否同一人"),
    "handler": ("办理人", "经办", "经手人"),
    "note": ("备注说明", "说明", "备考", "notes", "remarks"),
    "handled_on": ("办理时间", "办结日期", "处理日期", "联系日期"),
    "exempt_until": ("豁免期限", "豁免截止", "豁免到", "豁免截止日期", "豁免到期"),
}
"""Column -> what people rename its header to; counts where no header reads as it was written."""

REGISTER_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "letter_no": ("编号", "介绍信编号", LETTER),
    "name": ("姓名", FULL_NAME),
    "received": ("收到回执", "收到回执日期", "回执日期", RECEIPT),
    "void": ("作废", "是否作废", MAKE_VOID),
    "void_reason": ("作废原因", VOID_WHY),
    "handler": ("经办人", "经办", HANDLER),
}
"""The same of the register of letters, whose lines are known by the letter's number."""

STATES: Final = models.STATES
"""What a clerk may choose of a finding."""

RULINGS: Final[dict[str, str]] = {
    "same": N_("same person"),
    "different": N_("not the same person"),
}
UNSURE: Final[dict[str, str]] = {"unsure": N_("cannot tell")}
"""What may be said of a drawn pair besides: an answer, and no ruling that the matching goes by."""
BRANCH_RULINGS: Final[Mapping[str, str]] = {
    "same": N_("same branch"),
    "different": N_("not the same branch"),
}

# Besides the drop-downs' words, what clerks type when they paste over them.
UNDERSTOOD: Final[Mapping[str, str]] = {
    "未处理": "open", "未办理": "open", "已联系": "doing", "转接中": "doing", "待核实": "doing",
    "待处理": "open", "待办理": "open", "联系中": "doing", "核实中": "doing", "正在办理": "doing",
    "已转": "done", "已转接": "done", "已处理": "done", "√": "done", "✓": "done", "✔": "done",
    "已转出": "done", "已转入": "done", "已核实": "done", "已办理": "done", "ok": "done",
    "无需转接": "ignored", "无需处理": "ignored", "不需转接": "ignored", "不用转": "ignored",
    "不转": "ignored",
    "待办": "open", "未办": "open", "to do": "open", "open": "open",
    "办理中": "doing", "在办": "doing", "处理中": "doing", "under way": "doing", "doing": "doing",
    "已办": "done", "已办结": "done", "办结": "done", "完成": "done", "已完成": "done", "done": "done",
    "无需办理": "ignored", "不需办理": "ignored", "不用办": "ignored", "nothing to do": "ignored",
    "ignored": "ignored",
    "豁免": "exempt", "暂缓": "exempt", "缓办": "exempt", "exempt": "exempt",
    "豁免?": "exempt", "exempt?": "exempt",
}  # fmt: skip
RULED: Final[Mapping[str, str]] = {
    "同一人": "same", "是同一人": "same", "是": "same", "同一党组织": "same", "same person": "same",
    "same branch": "same", "same": "same", "yes": "same",
    "不是同一人": "different", "非同一人": "different", "不是": "different", "否": "different",
    "不是同一党组织": "different", "not the same person": "different",
    "not the same branch": "different", "different": "different", "no": "different",
    "无法判断": "unsure", "判断不了": "unsure", "说不准": "unsure", "不确定": "unsure",
    "cannot tell": "unsure", "unsure": "unsure",
}  # fmt: skip
UNDOING: Final = frozenset({"撤销", "撤回", "take back", "undo", "是", "yes", "√", "✓", "✔"})
"""What takes a ruling back, in its line."""
VOID: Final = frozenset({"作废", "注销", "make void", "void", "是", "yes", "√", "✓", "✔"})
"""What makes a letter void, in its line."""
OWN: Final = "?"
"""Begins a ruling of DECISIONS that is a clerk's own word, kept as it is."""
UNFOUNDED: Final = f"{OWN}exempt"
"""The ruling of an exemption that says not why, or not until when: it counts for nothing yet."""
DISPUTED: Final = "disputed"
"""The ruling that a line says where two clerks contradict each other, until one is chosen."""
DOUBTS: Final[Mapping[str, str]] = {
    "contested_third": N_("disputed"),
    "contested_number": N_("disputed"),
    "pending": N_("to be confirmed by another"),
    "changed": N_("to be confirmed again"),
}
"""Why a ruling waits for a clerk (the `ruling` of a DECISIONS of kind `disputed_…`) -> the cell."""
DOUBTED: Final[Mapping[str, str]] = {
    "contested_third": N_(
        "This ruling contradicts others through a third row, so it does not count. Change the one that is wrong; or enter this one again, and the others wait."
    ),
    "contested_number": N_(
        "This ruling contradicts ID numbers, so it does not count: enter it again where it holds all the same."
    ),
    "pending": N_(
        "{who} says {what}. It counts as soon as another clerk enters the same, with the name under “Handled by”."
    ),
    "changed": N_(
        "{who} said {what} when a row had another name or number. It counts; enter what holds now."
    ),
}
"""The same -> what the line says."""
DISPUTES: Final = frozenset(
    {
        "有分歧", "disputed", "待复核", "to be confirmed by another", "待重新确认",
        "to be confirmed again",
    }
)  # fmt: skip
"""What the cell then reads: no word of a clerk's."""


def plain_word(entered: str) -> str:
    """An entry as the tables of words have it: `已 办` is 已办, "to  do" is "to do"."""
    text = " ".join(unicodedata.normalize("NFKC", entered).lower().split())
    return text if text.isascii() else text.replace(" ", "")


def says_something() -> pl.Expr:
    """Whether a decision on a finding says more than that it is to be done."""
    return (pl.col("ruling").fill_null("open") != "open") | pl.any_horizontal(
        pl.col("handler", "note").is_not_null()
    )


def in_cells(table: Mapping[str, str], ruling: pl.Expr) -> pl.Expr:
    """Rulings of DECISIONS as a cell shows them: a choice by its name, a clerk's own word as it is.

    Args:
        table: STATES or one of the tables of rulings.
        ruling: the column.
    """
    names = {code: _(text) for code, text in table.items()} | {DISPUTED: _("disputed")}
    names[UNFOUNDED] = _("exempt?")
    names |= {code: _(text) for code, text in UNSURE.items()}
    own = pl.when(ruling.str.starts_with(OWN)).then(ruling.str.slice(1))
    return pl.coalesce(ruling.replace_strict(names, default=None, return_dtype=pl.String), own)


def shown(table: Mapping[str, str], code: str) -> str:
    """What a code of one of these tables is called in the language in force."""
    return _(table[code])
