"""One file a branch in a tree of folders: what the names of file and folders say of the people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

import polars as pl

from orgtransfer.i18n import _
from orgtransfer.read.table import Table
from orgtransfer.read.titles import branch_in
from orgtransfer.read.words import ASSOCIATIONS

_NUMBER: Final = re.compile(
    r"^[\s(（]*\d{1,3}[\s)）.、_-]+|[\s_-]*(?:20\d{2}[-_.年]?\d{0,2}[-_.月]?\d{0,2}日?)$"
)
"""A running number in front, or a date behind."""
_ENDINGS: Final = (
    ("parent", re.compile("(?:党委|委员会|党总支|总支部|党组)$")),
    ("association", re.compile(f"(?:{'|'.join(ASSOCIATIONS)})$")),
    ("unit", re.compile("(?:医院|卫生院|诊所|门诊部|中心|保健院|防治院|血站|学校|学院|大学|公司|集团|研究院|研究所|卫健委|卫生局)$")),
)  # fmt: skip
"""Field -> how the name of such a folder ends."""
_OWN: Final = ("branch", "branch_code", "unit", "association")
"""Columns that say themselves where somebody belongs."""


def named(tables: Sequence[Table], place: str) -> list[Table]:
    """The tables, with the branch and the unit that their file's place names.

    Only for lists of members that have neither in a column, a title or a sheet's name.

    Args:
        tables: the tables of one file.
        place: the file, relative to the configuration, folders apart by `/`.
    """
    return [_named(table, place) if _is_open(table) else table for table in tables]


def _is_open(table: Table) -> bool:
    fields = table.mapped.fields()
    return (
        table.kind == "members"
        and not table.branch
        and not any(name in fields for name in _OWN)
        and table.data.get_column("branch").null_count() == table.data.height
    )


def _named(table: Table, place: str) -> Table:
    """The nearest name counts: the file's own before the folder's that it lies in."""
    path = PurePosixPath("/".join(filter(None, (place, table.grid.member))))
    names = [_bare(part) for part in (path.stem, *(folder.name for folder in path.parents))]
    found = {"branch": next((b for name in names if (b := branch_in(name))), None)}
    for field, ending in _ENDINGS:
        found[field] = next((name for name in names[1:] if ending.search(name)), None)
    fields = table.mapped.fields()
    told = {k: name for k, name in found.items() if name and k not in fields}
    message = _("{field}, from the name of the file or its folder: {name}")
    notes = [message.format(field=field, name=name) for field, name in told.items()]
    data = table.data.with_columns(pl.lit(name).alias(field) for field, name in told.items())
    return replace(table, data=data, notes=(*table.notes, *notes))


def _bare(name: str) -> str:
    return _NUMBER.sub("", name.removesuffix(".zip")).strip()
