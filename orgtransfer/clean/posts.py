"""The kind of post: what decides whether a relationship has to move (组通字〔1998〕6号)."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import words

_POSTS: Final[words.Patterns] = (
    (r"非专职|不是专职|不专职", "parttime"),
    (r"专兼职|专职/兼职", None),
    (r"退休|离休|离退|退养", "retired"),
    (r"挂靠|代管", "attached"),
    (r"兼", "parttime"),
    (r"专职|全职|专任", "fulltime"),
    # The column 是否专职.
    (r"^(?:否|不是|n|no|false)$", "parttime"),
    (r"^(?:是|y|yes|true|√|✓)$", "fulltime"),
)


def post(expr: pl.Expr) -> pl.Expr:
    """`fulltime` (专职), `parttime` (兼职), `retired` (离退休), `attached` (挂靠), or null.

    在职, 聘用 and the like say nothing about the post in the association and give null.
    """
    return words.coded(expr, _POSTS)
