"""Where a membership, a member away from home or a transfer stands."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import text, words

_STATES: Final[words.Patterns] = (
    (r"去世|死亡|已故|逝世|病故|亡故|身故", "deceased"),
    (r"除名|开除|脱党|退党|出党|取消.*资格|劝退|注销|^removed$", "removed"),
    (r"停止党籍|停党籍|党籍停止", "suspended"),
    # One that is only being moved is still here.
    (r"未转出|待转出|转出中|转出审核|转接中", "normal"),
    (r"转出|迁出|调出|转走|转往|moved_out", "moved_out"),
    (r"未失|非失|没有失", "normal"),
    (r"失联|失去联系|联系不上", "lost"),
    (r"正常|在册|恢复|有效|现有", "normal"),
)
_TRANSFERS: Final[words.Patterns] = (
    (r"驳回|退回|拒绝|不同意", "rejected"),
    (r"撤销|撤回|取消|作废", "withdrawn"),
    (r"待|中$|审核|审批中|在途|under_way|未接收|未完成|未办结|转接中|办理中", "under_way"),
    (r"完成|已接收|办结|接收成功|转入成功|已转入|已报到|^接收$", "done"),
    (r"已转出|已开具|已发起|发起|开出|提交", "under_way"),
)
_NO: Final = r"否|非|未|不|没|无|^0$|^n$|^no$|^false$|^×$"
_YES: Final = r"是|有|已|^1$|^y$|^yes$|^true$|^√$|^✓$|具备|具有"


def state(expr: pl.Expr) -> pl.Expr:
    """`normal`, `lost`, `suspended`, `removed`, `moved_out`, `deceased`, or null."""
    return words.coded(expr, _STATES)


def transfer(expr: pl.Expr) -> pl.Expr:
    """`under_way`, `done`, `rejected`, `withdrawn`, or null."""
    return words.coded(expr, _TRANSFERS)


def yes(expr: pl.Expr) -> pl.Expr:
    """True for 是, 有, 已…; False for 否, 无, 未…; null for an empty cell and anything else."""
    return words.flag(expr, _NO, _YES)


def says_yes(expr: pl.Expr) -> pl.Expr:
    """`yes`, and any other text, a place or a date, says yes as well: 外出流向, 回执日期."""
    said = pl.when(text.tidy(expr).is_not_null()).then(pl.lit(value=True))
    return pl.coalesce(yes(expr), said)
