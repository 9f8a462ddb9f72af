from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgtransfer.clean import (
    categories,
    codes,
    dates,
    identity,
    names,
    numerals,
    phones,
    posts,
    states,
    text,
    units,
)
from tests.clean import cases

TABLE = [
    (names.name, cases.NAMES),
    (dates.date, cases.DATES),
    (phones.phone, cases.PHONES),
    (units.unit, cases.UNITS),
    (categories.category, cases.CATEGORIES),
    (categories.ethnicity, cases.ETHNICITIES),
    (categories.education, cases.EDUCATION),
    (posts.post, cases.POSTS),
    (states.state, cases.STATES),
    (states.transfer, cases.TRANSFER_STATES),
    (states.says_yes, cases.YES),
    (codes.code, cases.CODES),
    (numerals.whole, cases.WHOLE),
]
TEXT_CLEANERS = [cleaner for cleaner, _ in TABLE[:-3]] + [codes.code, units.several, text.tidy]
# Characters that the cleaners treat in some special way, and a few ordinary ones.
AWKWARD = (
    "王芳刘洋石羡同志无年月日十二三至是否未转出退休党支部aZxX0123456789 \t\u3000\xa0\u200b\ufeff\u00ad"
    "·•・.．-—–_/／\\\"“”'’`=?？□*＊×()（）[]【】〔〕{}<>+:：,，。、|\ue863�⿰⿲éÉﬁΌ\u0301㈱①〇䶮𠮷"
)
FOUND = st.one_of(
    st.text(AWKWARD, max_size=24),
    st.text(max_size=24),
    st.sampled_from([found for _, table in TABLE for found, _ in table if found]),
)


def apply(cleaner: text.Cleaner, values: list[str | None]) -> list[object]:
    frame = pl.DataFrame({"x": values}, schema={"x": pl.String})
    return frame.select(cleaner(pl.col("x"))).to_series().to_list()


@pytest.mark.parametrize(
    ("cleaner", "found", "expected"),
    [
        pytest.param(cleaner, *row, id=f"{cleaner.__module__.rpartition('.')[2]}-{row[0]!r}")
        for cleaner, table in TABLE
        for row in table
    ],
)
def test_a_value_is_cleaned_as_the_table_says(
    cleaner: text.Cleaner, found: str | None, expected: object
) -> None:
    assert apply(cleaner, [found]) == [expected]


@pytest.mark.parametrize("cleaner", TEXT_CLEANERS, ids=lambda c: f"{c.__module__}.{c.__name__}")
@settings(max_examples=40, deadline=None)
@given(values=st.lists(FOUND, min_size=1, max_size=30))
def test_cleaning_twice_changes_nothing_more(
    cleaner: text.Cleaner, values: list[str | None]
) -> None:
    once = apply(cleaner, values)
    assert apply(cleaner, once) == once


@pytest.mark.parametrize("cleaner", [numerals.whole, states.says_yes, dates.is_serial])
@settings(max_examples=40, deadline=None)
@given(values=st.lists(FOUND, min_size=1, max_size=30))
def test_other_cleaners_never_raise(cleaner: text.Cleaner, values: list[str | None]) -> None:
    assert len(apply(cleaner, values)) == len(values)


def number(found: list[str | None], spoilt: list[bool]) -> list[dict[str, str | None]]:
    schema = {"id_number": pl.String, "spoilt": pl.Boolean}
    frame = pl.DataFrame({"id_number": found, "spoilt": spoilt}, schema=schema)
    return identity.number(frame).select("id_key", "id_state").to_dicts()


@pytest.mark.parametrize(("found", "spoilt", "key", "state"), cases.IDENTITY)
def test_a_number_becomes_a_pattern_and_a_state(
    found: str | None, spoilt: bool, key: str | None, state: str
) -> None:
    assert number([found], [spoilt]) == [{"id_key": key, "id_state": state}]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(FOUND, st.text("0123456789xX*", min_size=13, max_size=19)), min_size=1))
def test_a_cleaned_number_stays_what_it_is(found: list[str | None]) -> None:
    once = [row["id_key"] for row in number(found, [False] * len(found))]
    twice = [row["id_key"] for row in number(once, [False] * len(once))]
    assert twice == once


def readings(true: str) -> list[str]:
    """What programs make of a number: its float neighbour, cut, both, and six digits shown."""
    cut = true[:15] + "000"
    return [str(int(float(true))), cut, f"{float(cut):.0f}", f"{float(true):.5E}"]


NUMBERS = st.from_regex(
    r"[1-9][0-9]{5}19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9])[0-9]{4}", fullmatch=True
)


@settings(max_examples=30, deadline=None)
@given(st.lists(NUMBERS.filter(lambda n: 64 <= int(n[15:]) < 900), min_size=1, max_size=20))
def test_a_number_that_was_spoilt_never_contradicts_the_true_one(numbers: list[str]) -> None:
    pairs = [(true, read) for true in numbers for read in readings(true)]
    found = number([read for _, read in pairs], [True] * len(pairs))
    for (true, read), row in zip(pairs, found, strict=True):
        key = row["id_key"] or "*" * 18
        assert len(key) == 18, read
        assert all(k in ("*", t) for k, t in zip(key, true, strict=True)), (read, key)


@pytest.mark.parametrize(
    ("cleaner", "sound"),
    [(dates.date, dates.sound), (names.name, names.sound), (phones.phone, phones.sound)],
    ids=["date", "name", "phone"],
)
@settings(max_examples=100, deadline=None)
@given(
    values=st.lists(
        st.one_of(
            FOUND,
            st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"),
            st.from_regex(r"\A1[0-9]{10}\Z"),
            st.text("王芳无不详空白同志未填写豈", min_size=2, max_size=3),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_a_value_that_looks_sound_is_one_that_the_cleaner_leaves_alone(
    cleaner: text.Cleaner, sound: text.Cleaner, values: list[str | None]
) -> None:
    as_is = [v for v in values if v is not None and apply(sound, [v]) == [True]]
    assert apply(cleaner, as_is) == as_is
