"""Copies handed in: nobody's word is lost, and none is overruled by an older one."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer import frames
from orgtransfer.run.merging import merged, together

DAY = dt.date(2026, 11, 27)
KEY = "RL01:P0123456789ab:O0123456789ab"

Said = tuple[str, str | None, str | None]
NOTHING: Said = ("open", None, None)


def table(*said: Said, kind: str = "finding") -> pl.DataFrame:
    rows = [(kind, KEY, None, *one, DAY) for one in said if one != NOTHING]
    return pl.DataFrame(rows, schema=frames.DECISIONS.columns, orient="row")


def entered(said: Said) -> pl.DataFrame:
    return pl.DataFrame(
        [("finding", KEY, None, *said, DAY)], schema=frames.DECISIONS.columns, orient="row"
    )


def after(made: pl.DataFrame) -> dict[str, tuple[str, str | None, str | None]]:
    return {row[0]: row[3:6] for row in made.iter_rows()}


@pytest.mark.parametrize(
    ("copy", "shown", "now", "expected"),
    [
        # Nobody else changed anything.
        (("done", "周", "x"), NOTHING, NOTHING, ("done", "周", "x")),
        # The copy is as it was written: what was said since stands.
        (NOTHING, NOTHING, ("done", "周", "x"), ("done", "周", "x")),
        (("doing", None, "a"), ("doing", None, "a"), ("done", None, "b"), ("done", None, "b")),
        # Field by field.
        (("open", None, "x"), NOTHING, ("done", "周", None), ("done", "周", "x")),
        # Taken away in the copy, and by nobody changed since.
        (NOTHING, ("doing", "周", "x"), ("doing", "周", "x"), NOTHING),
        # Taken away in the copy, and changed since: what was said stands.
        (("open", None, None), ("doing", None, "a"), ("done", None, "b"), ("done", None, "b")),
        # Both wrote a note: both stand.
        (("open", "李", "y"), NOTHING, ("open", "周", "x"), ("open", "周、李", "x；y")),
        # A word of their own.
        (("?等批", None, None), NOTHING, NOTHING, ("?等批", None, None)),
    ],
)
def test_three_ways(copy: Said, shown: Said, now: Said, expected: Said) -> None:
    assert after(merged(entered(copy), table(shown), table(now))) == {"finding": expected}


def test_two_states_are_a_dispute_until_one_is_entered() -> None:
    now = table(("done", "周", None))
    made = merged(entered(("doing", "李", None)), table(), now, "李的台账.xlsx")
    assert after(made) == {
        "finding": ("done", "周、李", None),
        "disputed_finding": ("doing", "李", "李的台账.xlsx"),
    }
    stored = together(now, made)
    # The next worklist shows the dispute; whoever leaves it alone changes nothing.
    left = merged(entered(("disputed", "周、李", None)), stored, stored)
    assert after(left) == {"finding": ("done", "周、李", None)}
    chosen = merged(entered(("done", "周、李", None)), stored, stored)
    assert after(chosen) == {
        "finding": ("done", "周、李", None),
        "disputed_finding": ("open", None, None),
    }


WORDS = st.sampled_from(["open", "doing", "done", "ignored"])
TEXTS = st.sampled_from([None, "一", "二", "三"])
SAYS = st.tuples(WORDS, TEXTS, TEXTS)


@pytest.mark.slow
@given(SAYS, SAYS, SAYS)
def test_no_word_is_lost_and_no_older_copy_wins(copy: Said, shown: Said, now: Said) -> None:
    made = after(merged(entered(copy), table(shown), table(now)))
    state, handler, note = made["finding"]
    for field, was, is_, result in zip(copy, shown, now, (state, handler, note), strict=True):
        if field == was:
            assert result == is_
        elif is_ == was:
            assert result == field
    # What was newly said by either stands, or is disputed.
    if now[0] not in {shown[0], "open"}:
        assert state == now[0]
    if copy[0] not in {shown[0], "open"}:
        assert copy[0] in {state, made.get("disputed_finding", ("",))[0]}
    for at, result in ((1, handler), (2, note)):
        for side in (copy, now):
            if side[at] not in {shown[at], None}:
                assert side[at] in (result or "")


@pytest.mark.slow
@given(st.lists(SAYS, min_size=2, max_size=4))
def test_the_order_of_hand_ins_loses_nothing(copies: list[Said]) -> None:
    """All copies were written before anybody had said anything; each order is a line of its own."""
    orders = {f"RL01:P{place:012x}": order for place, order in enumerate(permuted(copies))}
    now = table()
    heard: dict[str, set[str]] = {key: set() for key in orders}
    for place in range(len(copies)):
        made = merged(lines({key: order[place] for key, order in orders.items()}), table(), now)
        now = together(now, made)
        for key, state in made.select("a_key", "ruling").iter_rows():
            heard[key] |= {state} - {"open"}
    words = {copy[0] for copy in copies} - {"open"}
    notes = {copy[2] for copy in copies} - {None}
    for key in orders:
        assert heard[key] == words
        (note,) = now.filter(kind="finding", a_key=key)["note"].to_list()
        assert set((note or "").split("；")) - {""} == notes


def permuted(copies: list[Said]) -> list[tuple[Said, ...]]:
    """Every order, once: copies that say the same may change places."""
    return sorted(set(itertools.permutations(copies)), key=repr)


def lines(said: Mapping[str, Said]) -> pl.DataFrame:
    """What one copy says in each of its lines."""
    rows = [("finding", key, None, *one, DAY) for key, one in said.items()]
    return pl.DataFrame(rows, schema=frames.DECISIONS.columns, orient="row")
