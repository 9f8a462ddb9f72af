"""Letters of our own among the ledgers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from orgtransfer import frames, issued
from orgtransfer.models import Matched

DAY = dt.date(2026, 11, 20)
LETTER: dict[str, Any] = {
    "letter_no": "20260001", "year": 2026, "serial": 1, "reserved": "t", "written": "t",
    "person": "P1", "name": "王小明", "from_org": "甲", "to_org": "乙", "issued": DAY,
    "valid_days": 30, "state": "open",
}  # fmt: skip


def letters(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([LETTER | row for row in rows], schema=frames.LETTERS.columns)


def sources(day: dt.date | None) -> pl.DataFrame:
    row = {"role": "register", "kind": "members", "exported": day}
    return pl.DataFrame([row], schema=frames.SOURCES.columns)


def states(made: pl.DataFrame) -> list[str]:
    return made["transfer_state"].to_list()


def test_void_and_unfinished_letters_do_not_count() -> None:
    made = issued.rows(letters({"state": "void"}, {"written": None}, {}), sources(DAY))
    assert made["row"].to_list() == [1]
    assert issued.rows(letters(), sources(None)).is_empty()


def test_an_export_of_before_the_arrival_cannot_know_of_it() -> None:
    came = letters({"state": "received", "closed": DAY})
    assert states(issued.rows(came, sources(DAY))) == ["在途"]
    assert states(issued.rows(came, sources(DAY + dt.timedelta(days=1)))) == ["已接收"]
    assert states(issued.rows(came, sources(None))) == ["在途"]


def ledger(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=frames.TRANSFERS.columns)


OWN = {"transfer": 0, "system": issued.SYSTEM, "letter_no": "20260001", "issued_key": "2026-11-20"}
PERSONS = pl.DataFrame({"record": [0, 1], "person": ["P1", "P2"]}, schema=frames.PERSONS.columns)


def settled(transfers: pl.DataFrame, said: list[str | None], came: str | None = None) -> Any:  # noqa: ANN401  # two tables
    found = pl.DataFrame(
        {"transfer": transfers["transfer"], "person": said}, schema=frames.LEDGER_PERSONS.columns
    )
    matched = Matched(pairs=frames.PAIRS.empty(), persons=PERSONS, ledger_persons=found)
    records = pl.DataFrame(
        [{"record": 0, "role": "register", "moved_in_key": came}], schema=frames.RECORDS.columns
    )
    return issued.with_letter_register(transfers, matched, records, letters({}))


def test_a_letter_is_its_persons_whatever_the_name_resembles() -> None:
    for said in (None, "P2"):
        _transfers, persons = settled(ledger(OWN), [said])
        assert persons["person"].to_list() == ["P1"]


def test_the_day_of_arrival_is_the_registers() -> None:
    for came, day in ((None, None), ("2026-11-19", None), ("2026-11-25", "2026-11-25")):
        transfers, _persons = settled(ledger(OWN), [None], came)
        assert transfers["received_key"].to_list() == [day]


def test_a_systems_own_ledger_comes_first() -> None:
    theirs = {"transfer": 1, "system": "national", "issued_key": "2026-11-21"}
    transfers, persons = settled(ledger(OWN, theirs), [None, "P1"])
    assert transfers["transfer"].to_list() == persons["transfer"].to_list() == [1]
    earlier = theirs | {"issued_key": "2026-01-21"}
    transfers, persons = settled(ledger(OWN, earlier), [None, "P1"])
    assert transfers["transfer"].to_list() == persons["transfer"].to_list() == [0, 1]


def test_without_letters_nothing_changes() -> None:
    row = {"transfer": 0, "system": "national", "letter_no": "20260001"}
    transfers, persons = settled(ledger(row), ["P2"])
    assert transfers.equals(ledger(row))
    assert persons["person"].to_list() == ["P2"]
