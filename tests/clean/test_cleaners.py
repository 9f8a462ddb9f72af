from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import example, given
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
from orgtransfer.similarity import identity as similarity
from tests.clean import cases
from tests.examples import examples

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
SPELLINGS = st.sampled_from([found for _, table in TABLE for found, _ in table if found])
FOUND = st.one_of(
    st.text(AWKWARD, max_size=24),
    st.text(max_size=24),
    SPELLINGS,
    # Spellings run into each other, with something awkward between them.
    st.builds("{}{}{}".format, SPELLINGS, st.text(AWKWARD, max_size=2), SPELLINGS),
)


def apply(cleaner: text.Cleaner, values: Sequence[str | None]) -> list[object]:
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
@examples(10, 40)
@given(values=st.lists(FOUND, min_size=1, max_size=30))
def test_cleaning_twice_changes_nothing_more(
    cleaner: text.Cleaner, values: list[str | None]
) -> None:
    once = apply(cleaner, values)
    assert apply(cleaner, once) == once


@pytest.mark.parametrize("cleaner", [numerals.whole, states.says_yes, dates.is_serial])
@examples(10, 40)
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


@examples(20, 60)
@example(["0(0["])
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


@examples(10, 30)
@given(st.lists(NUMBERS.filter(lambda n: 64 <= int(n[15:]) < 900), min_size=1, max_size=20))
def test_a_number_that_was_spoilt_never_contradicts_the_true_one(numbers: list[str]) -> None:
    pairs = [(true, read) for true in numbers for read in readings(true)]
    found = number([read for _, read in pairs], [True] * len(pairs))
    for (true, read), row in zip(pairs, found, strict=True):
        key = row["id_key"] or "*" * 18
        assert len(key) == 18, read
        assert all(k in ("*", t) for k, t in zip(key, true, strict=True)), (read, key)


# Spellings that `usual` knows, or nearly: right and wrong dates, masked numbers, short words.
SPELT = st.one_of(
    st.from_regex(r"\A[0-9]{4}([-/.]?)[0-9]{2}\1?[0-9]{2}( 00:00:00)?\Z"),
    st.from_regex(r"\A(19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}\Z"),
    st.dates().map(str),
    st.from_regex(r"\A1?[0-9]{10}\Z"),
    st.text("0123456789*X", min_size=17, max_size=19),
    st.text("王芳无不详空白同志未填写说明豈 \u3000", min_size=2, max_size=5),
    st.text("中共省医院党支部3A(（)）", min_size=4, max_size=9),
)


@pytest.mark.parametrize(
    ("cleaner", "usual"),
    [
        (dates.date, dates.usual),
        (dates.is_serial, dates.usually_none),
        (names.name, names.usual),
        (phones.phone, phones.usual),
        (units.unit, units.usual),
        (codes.code, codes.usual),
        (identity.compact, identity.usual),
    ],
    ids=["date", "serial", "name", "phone", "unit", "code", "number"],
)
@examples(12, 100)
@given(
    values=st.lists(
        st.builds(
            "{}{}{}".format,
            st.sampled_from(["", "\t", " ", "\u3000", "\n"]),
            st.one_of(FOUND, SPELT),
            st.sampled_from(["", " ", "\xa0", "\x1f"]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_what_is_made_of_usual_spellings_is_what_the_cleaner_makes_of_them(
    cleaner: text.Cleaner, usual: text.Cleaner, values: list[str]
) -> None:
    pairs = zip(apply(usual, values), apply(cleaner, values), strict=True)
    assert [quick for quick, made in pairs if quick is not None and quick != made] == []


@pytest.mark.parametrize(
    ("usual", "known", "unknown"),
    [
        (dates.usual, ["2010-07-01 00:00:00", "2010/7/1", "20100701", " 2010.07.01"], "2010-02-30"),
        (names.usual, ["王芳", "王\u3000芳", "阿依古丽"], "没有"),
        (phones.usual, ["10012345678", "\t10012345678"], "86000000"),
        (units.usual, ["江西省人民医院", "省人民医院（本部）"], "未填写"),
        (codes.usual, ["036000000012"], "A01"),
        (identity.usual, ["\t00000019800503002X", "000000********0014"], "无"),
    ],
    ids=["date", "name", "phone", "unit", "code", "number"],
)
def test_usual_spellings_are_known_at_sight(
    usual: text.Cleaner, known: list[str], unknown: str
) -> None:
    assert None not in apply(usual, [*known])
    assert apply(usual, [unknown]) == [None]


@examples(20, 60)
@given(st.lists(st.one_of(NUMBERS, st.text("0123456789xX*", min_size=13, max_size=19)), min_size=1))
def test_a_number_says_the_same_birth_and_sex_whichever_way_it_is_read(found: list[str]) -> None:
    frame = pl.DataFrame({"id_number": found}).with_columns(spoilt=pl.lit(value=False))
    stated = identity.stated(identity.number(frame))
    read = stated.filter(pl.col("id_state") != "malformed")
    assert read["id_birth"].to_list() == apply(similarity.birth, read["id_key"].to_list())
    assert read["id_sex"].to_list() == apply(similarity.sex, read["id_key"].to_list())
    malformed = stated.filter(id_state="malformed")
    assert malformed["id_birth"].null_count() == malformed["id_sex"].null_count() == len(malformed)
