"""Transfer ledgers: RAW_TRANSFERS to TRANSFERS."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.clean import dates, names, numerals, states, units
from orgtransfer.clean.keys import ordered
from orgtransfer.clean.records import with_numbers
from orgtransfer.clean.text import over_distinct

_UNITS: Final = {"from_org": "from_key", "to_org": "to_key"}
_DATES: Final = {"issued": "issued_key", "received": "received_key"}
_ORDER: Final = (
    "system", "name_key", "id_key", "letter_no", "issued_key", "from_key", "to_key", "state_key",
)  # fmt: skip


def clean_transfers(raw: pl.DataFrame, damage: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """The rows of the ledgers, with a key beside each raw value.

    Args:
        raw: RAW_TRANSFERS.
        damage: DAMAGE: which cells a program has spoilt.
        sources: SOURCES: the format of each table.

    Returns:
        TRANSFERS, numbered in an order that depends on their content alone.
    """
    if raw.is_empty():  # most committees keep no ledger
        return frames.TRANSFERS.empty()
    cleaned = with_numbers(raw, damage, sources).with_columns(
        *over_distinct(raw, {"name": "name_key"}, names.name, names.usual),
        *over_distinct(raw, _UNITS, units.unit, units.usual),
        *over_distinct(raw, _DATES, dates.date, dates.usual),
        *over_distinct(raw, {"valid_days": "valid_days_key"}, numerals.whole, dtype=pl.UInt32),
        *over_distinct(raw, {"receipt": "receipt_key"}, states.says_yes, dtype=pl.Boolean),
        *over_distinct(raw, {"transfer_state": "state_key"}, states.transfer),
    )
    numbered = ordered(cleaned, _ORDER, frames.TRANSFER_FIELDS).pipe(frames.numbered, "transfer")
    return frames.conform(numbered, frames.TRANSFERS)
