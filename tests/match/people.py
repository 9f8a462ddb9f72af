"""Small tables for the matching's tests: a record is a dictionary, everything else has defaults."""

from __future__ import annotations

import polars as pl

from orgtransfer import frames, match
from orgtransfer.config import Match
from orgtransfer.match.weights import TABLE, Weights
from orgtransfer.models import Matched
from orgtransfer.similarity import identity

SALT = b"test"
NO_ALIASES = pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})
ROLES = {"roster": "roster", "roster2": "roster"}


def number(birth: str, sequence: int, region: str = "990101") -> str:
    """A number with a right check digit, of a region that was never assigned."""
    first = f"{region}{birth.replace('-', '')}{sequence:03d}"
    return first + str(pl.select(identity.check_digit(pl.lit(first))).item())


def records(*rows: dict[str, object]) -> pl.DataFrame:
    """RECORDS of the given values (`name_key`, `id_key`, …); `system` decides the role.

    An `id_key` of 18 known characters is `valid` unless `id_state` says otherwise, one with stars
    `masked`; `record` follows the order given, `record_key` the row's content.
    """
    full = [_row(index, row) for index, row in enumerate(rows)]
    return pl.DataFrame(full, schema=frames.RECORDS.columns, orient="row")


def _row(index: int, given: dict[str, object]) -> list[object]:
    number = given.get("id_key")
    state = "missing" if number is None else "masked" if "*" in str(number) else "valid"
    row: dict[str, object] = {
        "record": index,
        "system": "register",
        "file": "members.csv",
        "sheet": "",
        "row": index + 2,
        "id_state": state,
        "record_key": "R" + "/".join(f"{key}={given[key]}" for key in sorted(given)),
    } | given
    row["role"] = ROLES.get(str(row["system"]), "register")
    return [row.get(column) for column in frames.RECORDS.columns]


def rulings(table: pl.DataFrame, *ruled: tuple[int, str, int]) -> pl.DataFrame:
    """DECISIONS about pairs: `(0, "same", 1)` for the first two records."""
    keys = table["record_key"]
    rows = [
        {"kind": "pair", "a_key": keys[a], "b_key": keys[b], "ruling": ruling}
        for a, ruling, b in ruled
    ]
    return pl.DataFrame(rows, schema=frames.DECISIONS.columns)


def run(
    table: pl.DataFrame,
    *,
    limits: Match | None = None,
    decisions: pl.DataFrame | None = None,
    transfers: pl.DataFrame | None = None,
    weights: Weights = TABLE,
) -> Matched:
    """The matching of these records alone: no trees, no aliases."""
    return match.match(
        table,
        frames.ORGANISATIONS.empty(),
        frames.MEMBERSHIP.empty(),
        frames.TRANSFERS.empty() if transfers is None else transfers,
        limits or Match(),
        NO_ALIASES,
        frames.DECISIONS.empty() if decisions is None else decisions,
        SALT,
        weights=weights,
    )


def same(matched: Matched, a: int, b: int) -> bool:
    """Whether two records are one person."""
    person = matched.persons["person"]
    return bool(person[a] == person[b])


def pair(matched: Matched, a: int, b: int) -> dict[str, object] | None:
    """The row of a pair, None where it was dismissed."""
    found = matched.pairs.filter(a=a, b=b)
    return found.row(0, named=True) if len(found) else None
