"""Organisations: RAW_ORGANISATIONS with a key beside each value."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.clean import codes, dates, names, states, units
from orgtransfer.clean.keys import ordered
from orgtransfer.clean.records import with_role
from orgtransfer.clean.text import over_distinct

_NAMES: Final = {
    "org_name": "name_key", "org_short_name": "short_key", "parent": "parent_key", "unit": "unit_key",
}  # fmt: skip
_CODES: Final = {"org_code": "code_key", "parent_code": "parent_code_key"}
_DATES: Final = {"founded": "founded_key", "term_from": "term_from_key", "term_to": "term_to_key"}


def clean_organisations(raw: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """The organisations, with a key beside each raw value.

    Args:
        raw: RAW_ORGANISATIONS.
        sources: SOURCES: the role of each system.

    Returns:
        The columns of ORGANISATIONS that a row gives by itself (place, role, raw fields and
        keys), in an order that depends on their content alone. Level, nature and place in the
        tree are found by organisations.trees.
    """
    cleaned = with_role(raw, sources).with_columns(
        *over_distinct(raw, _NAMES, units.unit, units.usual),
        *over_distinct(raw, _CODES, codes.code, codes.usual),
        *over_distinct(raw, _DATES, dates.date, dates.usual),
        *over_distinct(raw, {"org_former_name": "former_key"}, units.several),
        *over_distinct(raw, {"secretary": "secretary_key"}, names.name, names.usual),
        *over_distinct(raw, {"may_admit": "may_admit_key"}, states.yes, dtype=pl.Boolean),
    )
    order = ("system", "code_key", "name_key", "parent_code_key", "parent_key")
    return ordered(cleaned, order, frames.ORGANISATION_FIELDS)
