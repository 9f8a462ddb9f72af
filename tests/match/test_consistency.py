"""Rulings that cannot all be true: which of them count."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer import frames
from orgtransfer.match import consistency

# Numbers of a region that is nobody's.
ONE, OTHER = "999999196001010017", "999999196001010025"


def records(**numbers: str | None) -> pl.DataFrame:
    """RECORDS by key, with the number of each."""
    return pl.DataFrame(
        {
            "record_key": list(numbers),
            "id_key": list(numbers.values()),
            "name_key": ["赵安博"] * len(numbers),
        },
        schema={"record_key": pl.String, "id_key": pl.String, "name_key": pl.String},
    )


def decisions(*said: tuple[str, str, str] | tuple[str, str, str, int]) -> pl.DataFrame:
    """DECISIONS on pairs with `repeats`, the oldest first."""
    rows: list[dict[str, Any]] = [
        {"kind": "pair", "a_key": one[0], "b_key": one[1], "ruling": one[2],
         "handler": None, "note": None, "decided": None, "repeats": one[3] if len(one) > 3 else 1}
        for one in said
    ]  # fmt: skip
    return pl.DataFrame(rows, schema={**frames.DECISIONS.columns, "repeats": pl.UInt32})


NOBODY = {"A": None, "B": None, "C": None, "D": None}


@pytest.mark.parametrize(
    ("said", "rows", "expected"),
    [
        # What agrees counts.
        ([("A", "B", "same"), ("B", "C", "same")], NOBODY, ["same", "same"]),
        ([("A", "B", "same"), ("C", "D", "different")], NOBODY, ["same", "different"]),
        # Through a third row, in any order: the last one waits.
        ([("A", "B", "same"), ("B", "C", "same"), ("A", "C", "different")], NOBODY,
         ["same", "same", "contested_third"]),
        ([("A", "C", "different"), ("A", "B", "same"), ("B", "C", "same")], NOBODY,
         ["different", "same", "contested_third"]),
        # Through two rows.
        ([("A", "B", "same"), ("C", "D", "same"), ("A", "D", "different"), ("B", "C", "same")], NOBODY,
         ["same", "same", "different", "contested_third"]),
        # What was entered again in a dispute comes first.
        ([("A", "B", "same"), ("B", "C", "same"), ("A", "C", "different", 2)], NOBODY,
         ["same", "contested_third", "different"]),
        # One row, two numbers.
        ([("A", "B", "same"), ("A", "C", "same")], {"A": None, "B": ONE, "C": OTHER},
         ["same", "contested_number"]),
        # Whoever sees both numbers knows of the mistake in one of them.
        ([("B", "C", "same")], {"B": ONE, "C": OTHER}, ["same"]),
        # One number and one name, ruled apart: only where it is said again.
        ([("B", "C", "different")], {"B": ONE, "C": ONE}, ["contested_number"]),
        ([("B", "C", "different", 2)], {"B": ONE, "C": ONE}, ["different"]),
        # Half a number says nothing; a row that is gone neither.
        ([("A", "B", "same"), ("A", "C", "same")], {"A": None, "B": ONE[:10] + "********", "C": OTHER},
         ["same", "same"]),
        ([("A", "B", "same"), ("B", "C", "same"), ("A", "C", "different")], {"A": None, "C": None},
         ["same", "same", "different"]),
    ],
)  # fmt: skip
def test_what_contradicts_waits(
    said: list[tuple[str, str, str]], rows: dict[str, str | None], expected: list[str]
) -> None:
    found = consistency.sifted(decisions(*said), records(**rows))
    assert found["ruling"].to_list() == expected


def test_other_decisions_stay_as_they_are() -> None:
    rows = decisions(("A", "B", "same")).with_columns(kind=pl.lit("branch_pair"))
    found = consistency.sifted(rows, records(**NOBODY))
    assert found.equals(rows.drop("repeats"))
    assert consistency.sifted(frames.DECISIONS.empty(), records()).is_empty()


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("ABCDEF"), st.booleans()).filter(
            lambda one: one[0] != one[1]
        ),
        max_size=15,
        unique_by=lambda one: frozenset(one[:2]),
    )
)
def test_those_that_count_can_all_be_true_and_no_other_could_be_added(
    pairs: list[tuple[str, str, bool]],
) -> None:
    said = decisions(*((a, b, "same" if one else "different") for a, b, one in pairs))
    found = consistency.sifted(said, records(**dict.fromkeys("ABCDEF")))
    taken: list[tuple[str, str, bool]] = []
    for pair, ruling in zip(pairs, found["ruling"], strict=True):
        possible = _possible([*taken, pair])
        assert (ruling in {"same", "different"}) == possible
        if possible:
            taken.append(pair)


def _possible(pairs: list[tuple[str, str, bool]]) -> bool:
    groups = [{key} for key in "ABCDEF"]
    for a, b, one in pairs:
        if one:
            joined = next(g for g in groups if a in g) | next(g for g in groups if b in g)
            groups = [g for g in groups if not g & joined] + [joined]
    return not any({a, b} <= g for g in groups for a, b, one in pairs if not one)
