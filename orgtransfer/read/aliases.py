"""The alias table: names in use, and the full names that they stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.read.open import grids

_SCHEMA: Final = {"name": pl.String, "full_name": pl.String}
# What a first row says that is no alias itself.
_HEADERS: Final = ("全称", "规范名称", "标准名称", "full_name", "full name")


def read(path: Path, place: str, limits: Limits) -> pl.DataFrame:
    """Reads the alias table.

    Args:
        path: a csv file or a workbook: the first column a name in use, the second the full name.
        place: what messages call the file.
        limits: what the file may cost.

    Returns:
        `name`, `full_name`; rows where either is empty, and a header, are left out.

    Raises:
        InputError: the file is missing, cannot be read, or has fewer than two columns.
    """
    cells = grids(path, place, limits)[0].cells
    if cells.width < 2:
        raise InputError(
            _("{file}: two columns are needed, a name in use and its full name").format(file=place)
        )
    texts = cells.select(cells.columns[:2]).rename(
        dict(zip(cells.columns[:2], _SCHEMA, strict=True))
    )
    stripped = texts.select(pl.all().str.strip_chars())
    return stripped.filter(
        pl.all_horizontal(pl.all().str.len_chars() > 0),
        ~pl.col("full_name").str.to_lowercase().is_in(_HEADERS),
    ).unique(maintain_order=True)
