"""How common surnames and given-name characters are in China: a prior for small files."""

from __future__ import annotations

from typing import Final

import polars as pl

RARE_SURNAME: Final = 0.00005
"""The share taken for a surname that is not in the table."""


def surname_shares() -> pl.DataFrame:
    """The national shares of surnames.

    Returns:
        Columns `surname` (text) and `share` (of all people, 0 to 1), the most common first.
    """
    shares = {"王": 0.0725, "李": 0.0719, "张": 0.0683, "刘": 0.0539, "陈": 0.0454}
    return pl.DataFrame({"surname": list(shares), "share": list(shares.values())})


def given_shares() -> pl.DataFrame:
    """The shares of characters in given names.

    Returns:
        Columns `character` (text) and `share` (of all characters of given names, 0 to 1).
    """
    shares = {"英": 0.015, "华": 0.014, "文": 0.013, "明": 0.013, "丽": 0.012}
    return pl.DataFrame({"character": list(shares), "share": list(shares.values())})


def name_share(names: pl.Series) -> pl.Series:
    """The share of all people that a full name is expected to have: its parts' shares multiplied.

    Returns:
        Float, as long as `names`; null for a missing name.
    """
    return pl.select(pl.when(names.is_not_null()).then(1e-5)).to_series().rename("share")
