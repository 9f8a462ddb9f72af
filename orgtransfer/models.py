"""The plain values that cross stages: frozen dataclasses and the words they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from orgtransfer import frames
from orgtransfer.i18n import N_

Kind = Literal["members", "organisations", "transfers"]
Role = Literal["roster", "register"]
Severity = Literal["error", "warning", "info"]

VERDICTS: Final[Mapping[str, str]] = {
    "consistent": N_("in the right place"),
    "stays": N_("lawfully left in the original unit"),
    "due": N_("due to move"),
    "unclear": N_("to be checked (post unknown)"),
    "in_transit": N_("in transit"),
    "overdue": N_("in transit, letter past its validity"),
    "not_registered": N_("in no register"),
    "double": N_("double relationship"),
}
"""The verdict codes and what they are called."""


@dataclass(frozen=True)
class Inputs:
    """Everything read in one run, as found. Each frame conforms to its schema in `frames`."""

    sources: pl.DataFrame = field(default_factory=frames.SOURCES.empty)
    records: pl.DataFrame = field(default_factory=frames.RAW_RECORDS.empty)
    organisations: pl.DataFrame = field(default_factory=frames.RAW_ORGANISATIONS.empty)
    transfers: pl.DataFrame = field(default_factory=frames.RAW_TRANSFERS.empty)
    set_aside: pl.DataFrame = field(default_factory=frames.SET_ASIDE.empty)
    damage: pl.DataFrame = field(default_factory=frames.DAMAGE.empty)


@dataclass(frozen=True)
class Block:
    """What one blocking rule cost: pairs it proposed, and those no earlier rule had."""

    rule: str
    pairs: int
    added: int
    largest: int
    """The largest block, in pairs."""
    split: int = 0
    """Blocks that were too large and were narrowed by a further field."""


@dataclass(frozen=True)
class Matched:
    """What the matching found out."""

    pairs: pl.DataFrame
    """PAIRS of every tier but `rejected`."""
    persons: pl.DataFrame
    """PERSONS, one row a record."""
    ledger_persons: pl.DataFrame
    """LEDGER_PERSONS, one row a transfer."""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """One run's results: what the workbook, the console, the report and the store are made of."""

    inputs: Inputs
    records: pl.DataFrame
    organisations: pl.DataFrame
    membership: pl.DataFrame
    transfers: pl.DataFrame
    matched: Matched
    branch_pairs: pl.DataFrame
    verdicts: pl.DataFrame
    findings: pl.DataFrame
    resolved: pl.DataFrame
    """FINDINGS of the last run that are gone."""
