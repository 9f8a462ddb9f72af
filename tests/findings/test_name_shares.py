"""Which of two names is the commoner one among tonight's people."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.findings import name_shares

_SURNAMES = "李张刘陈杨黄赵吴周徐孙朱"


def _people(names: list[str], sexes: list[str | None] | None = None) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person": [f"P{place}" for place in range(len(names))],
            "name_key": names,
            "sex_key": sexes or [None] * len(names),
        },
        schema={"person": pl.String, "name_key": pl.String, "sex_key": pl.String},
    )


def _odds(a: str, b: str, people: pl.DataFrame, sex: str | None = None) -> float:
    pair = pl.DataFrame(
        {"a_name_key": [a], "b_name_key": [b], "a_sex_key": [sex], "b_sex_key": [sex]},
        schema=dict.fromkeys(("a_name_key", "b_name_key", "a_sex_key", "b_sex_key"), pl.String),
    )
    # As in life: the two names stand in the tables too.
    own = _people([a, b], [sex, sex]).with_columns(person=pl.lit("own"))
    everybody = pl.concat([own, people])
    signs, doubled = name_shares.counted(everybody)
    return float(name_shares.log_odds(pair, signs, doubled)[0])


def test_a_character_is_common_in_its_place() -> None:
    people = _people([f"{surname}建国" for surname in _SURNAMES * 9])
    assert _odds("王建国", "王健国", people) > 4
    assert _odds("王国建", "王建国", people) < -4


def test_a_name_does_not_speak_for_itself() -> None:
    """Of two names that nobody else has, neither is the commoner."""
    people = _people([f"{surname}建国" for surname in _SURNAMES * 9])
    assert _odds("王韵之", "王韻芝", people) == pytest.approx(0)


def test_a_character_of_the_other_sex_is_rare() -> None:
    men, women = [f"{s}志强" for s in _SURNAMES * 9], [f"{s}志芳" for s in _SURNAMES * 9]
    people = _people([*men, *women], [*["M"] * len(men), *["F"] * len(women)])
    assert _odds("王志强", "王志芳", people, "M") > 1.5
    assert _odds("王志强", "王志芳", people, "F") < -1.5
    assert _odds("王志强", "王志芳", people) == pytest.approx(0)


def test_a_character_is_lost_rather_than_added() -> None:
    three = [f"{surname}建国" for surname in _SURNAMES * 9]
    two = [f"{surname}国" for surname in _SURNAMES * 3]
    assert _odds("王大明", "王明", _people([*three, *two])) > 1
    # Nobody here has a short name: how common they are is not known.
    assert _odds("王大明", "王明", _people(three)) == 0


def test_a_character_that_stands_twice_was_typed_twice_unless_people_bear_such_names() -> None:
    three = [f"{surname}建国" for surname in _SURNAMES * 9]
    two = [f"{surname}鑫" for surname in _SURNAMES * 3]
    assert _odds("任义伟", "任义义伟", _people(three)) > 4
    assert _odds("刘鑫", "刘鑫鑫", _people([*three, *two])) > 4
    doubled = [f"{surname}婷婷" for surname in _SURNAMES * 9]
    assert _odds("刘鑫", "刘鑫鑫", _people([*three, *two, *doubled])) < -1


def test_another_given_name_of_another_length_says_nothing() -> None:
    three = [f"{surname}建国" for surname in _SURNAMES * 9]
    two = [f"{surname}鑫" for surname in _SURNAMES * 9]
    assert _odds("张雨", "张香一", _people([*three, *two])) == 0


_NAME = st.text("王李建国国明鑫", min_size=1, max_size=6)


@given(a=_NAME, b=_NAME, people=st.lists(_NAME, max_size=60))
def test_what_speaks_for_one_speaks_against_the_other(a: str, b: str, people: list[str]) -> None:
    known = _people(people)
    assert _odds(a, b, known) == pytest.approx(-_odds(b, a, known))


@given(a=_NAME, b=_NAME, people=st.lists(_NAME, max_size=20), seed=st.integers(0, 99))
def test_the_order_of_the_rows_decides_nothing(
    a: str, b: str, people: list[str], seed: int
) -> None:
    known = _people(people)
    assert _odds(a, b, known) == _odds(a, b, known.sample(fraction=1, shuffle=True, seed=seed))
