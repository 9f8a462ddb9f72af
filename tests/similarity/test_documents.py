"""Documents of another kind: known by their form, compared whole, and never an identity number."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.similarity import documents, identity
from orgtransfer.similarity.documents import FORMS
from tests.examples import examples

KINDS = [
    ("H12345678", "hk_macao"), ("M12345678", "hk_macao"), ("M1234567800", "hk_macao"),
    ("E12345678", "passport"), ("G12345678", "passport"), ("EA1234567", "passport"),
    ("M0123456", "passport"), ("军字第1234567号", "military"), ("军官证军字第1234567号", "military"),
    ("USA530101750101", "permanent"), ("台胞证12345678", "taiwan"),
    ("12345678", None), ("990101198005030011", None), ("99010119800503001X", None),
    ("990101800503001", None), ("990101********0011", None), ("无", None), (None, None),
]  # fmt: skip


@pytest.mark.parametrize(("number", "kind"), KINDS)
def test_a_document_is_known_by_its_form(number: str | None, kind: str | None) -> None:
    found = documents.document(pl.lit(number, pl.String))
    assert pl.select(documents.kind(found)).item() == kind
    assert kind is None or pl.select(found).item() == number


@examples(200)
@given(
    st.integers(0, 999999),
    st.dates(dt.date(1900, 1, 1), dt.date(2030, 1, 1)),
    st.integers(0, 999),
)
def test_a_sound_number_is_never_another_document(region: int, born: dt.date, serial: int) -> None:
    first = f"{region:06}{born:%Y%m%d}{serial:03}"
    number = first + str(pl.select(identity.check_digit(pl.lit(first))).item())
    for text in (number, number.lower(), f"\t{number}", f"身份证{number}"):
        assert pl.select(documents.document(pl.lit(text))).item() is None
    if number[:2] <= "71" or number[:2] == "99":
        assert pl.select(documents.resident(pl.lit(number))).item() is None


@given(st.one_of(*(st.from_regex(f"\\A(?:{form})\\Z".replace(r"\p{Han}", "军"), fullmatch=True)
                   for form in FORMS.values())))  # fmt: skip
def test_a_document_stays_what_it_is_and_says_no_birth(text: str) -> None:
    number = pl.lit(text)
    assert pl.select(documents.document(number)).item() == text
    assert pl.select(identity.birth(number)).item() is None
    assert pl.select(identity.sex(number)).item() is None


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("H12345678", "H12345678", "malformed_same"),
        ("H12345678", "H12345679", "different"),
        ("H12345678", "H1234567801", "different"),
        ("H12345678", "E12345678", None),
        ("H12345678", "990101198005030011", None),
        ("军字第1234567号", "军字第1234568号", "different"),
        ("1234567", "军字第1234567号", None),
    ],
)
def test_a_document_is_the_same_or_not(a: str, b: str, level: str | None) -> None:
    assert identity.compare(pl.Series([a]), pl.Series([b])).to_list() == [level]
    assert identity.compare(pl.Series([b]), pl.Series([a])).to_list() == [level]
