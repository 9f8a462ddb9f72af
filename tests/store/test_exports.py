from __future__ import annotations

import pytest

from orgtransfer.store import Export, Shrunk, shrunk


def members(rows: int, file: str = "a.csv") -> Export:
    """An export of members."""
    return Export("national", "members", file, rows, "")


@pytest.mark.parametrize(
    ("before", "now", "stops"),
    [
        (100, 80, False),  # exactly the limit is still allowed
        (100, 79, True),
        (100, 140, False),
        (100, 0, True),
        (0, 0, True),  # nobody has a register without members
        (None, 0, True),  # an empty first export is no export either
        (None, 5, False),
    ],
)
def test_an_export_that_shrank_stops_the_run(before: int | None, now: int, stops: bool) -> None:
    old = () if before is None else (members(before),)
    found = shrunk(old, (members(now),), 0.2)
    assert found == ((Shrunk("national", "members", before or 0, now),) if stops else ())


def test_files_of_one_kind_are_counted_together() -> None:
    before = (members(50, "a.csv"), members(50, "b.csv"))
    assert not shrunk(before, (members(95, "c.csv"),), 0.2)


def test_an_empty_ledger_is_no_loss_where_it_was_empty_before() -> None:
    ledger = Export("roster", "transfers", "a.xlsx", 0, "")
    assert not shrunk((ledger,), (ledger,), 0.2)
    assert not shrunk((), (ledger,), 0.2)
    assert shrunk((Export("roster", "transfers", "a.xlsx", 9, ""),), (ledger,), 0.2)


def test_a_system_that_the_configuration_no_longer_names_is_not_missed() -> None:
    assert not shrunk(
        (members(100), Export("old", "members", "o.csv", 9, "")), (members(100),), 0.2
    )
