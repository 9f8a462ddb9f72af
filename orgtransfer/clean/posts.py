"""The kind of post: what decides whether a relationship has to move (组通字〔1998〕6号)."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import words

_POSTS: Final[words.Patterns] = (
    # Whoever asks does not know; and no second post says nothing about the first.
    (r"[??]|待定|待核|存疑|不详", None),
    (r"非专职|不是专职|不专职", "parttime"),
    (r"(?:非|不是|无|未|没有|不)兼", None),
    (r"专兼职|专职/兼职", None),
    (r"退休|离休|离退|退养", "retired"),
    (r"挂靠|代管", "attached"),
    (r"兼", "parttime"),
    # Not on the staff at all (组通字〔1998〕6号 speaks of 专职人员): the employer keeps the relationship.
    (r"名誉|荣誉|志愿", "parttime"),
    # Somebody else's staff, or retired before: whatever else the cell says, it has to be asked.
    (r"借调|借用|挂职|派遣|外包|返聘|抽调|轮岗|见习|实习|非全日制|临时", None),
    (r"专职|全职|专任", "fulltime"),
    # The column 是否专职.
    (r"^(?:否|不是|n|no|false)$", "parttime"),
    (r"^(?:是|y|yes|true|√|✓)$", "fulltime"),
)


def post(expr: pl.Expr) -> pl.Expr:
    """`fulltime` (专职), `parttime` (兼职), `retired` (离退休), `attached` (挂靠), or null.

    名誉 and 志愿者 are no staff: part-time. 借调, 挂职, 劳务派遣 and 返聘 are decided by no source, not even
    beside 专职; nor are 驻会, 聘用 and 合同制 alone, and 在职 says nothing about the association: null.
    """
    return words.coded(expr, _POSTS)
