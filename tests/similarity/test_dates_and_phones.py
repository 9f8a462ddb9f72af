from __future__ import annotations

from orgtransfer.similarity import dates, phones
from tests.similarity.tables import wrong


def test_dates_are_compared_at_the_coarser_precision() -> None:
    cases = [
        ("1980-05-03", "1980-05-03", "exact"),
        ("1980-05-03", "1980-05", "month"),
        ("1980-05", "1980-05", "month"),
        ("1980-05-03", "1980", "year"),
        ("1980", "1980", "year"),
        ("1980-05-03", "1980-03-05", "swapped"),
        ("1980-05-03", "1980-05-08", "one_digit"),
        ("1980-05-03", "1990-05-03", "one_digit"),
        ("1980-05-13", "1980-05-31", "one_digit"),  # neighbours changed places
        ("1989-05-03", "1998-05-03", "one_digit"),
        ("1980-05-03", "1980-06-15", "lunar"),  # the third of the fifth month, as a lunar date
        ("1980-12-20", "1981-01-25", "lunar"),
        ("1980-05-17", "1980-06-29", "lunar"),
        ("1980-05-17", "1980-07-08", "near"),
        ("1980-05-03", "1981-04-29", "near"),
        ("1980-12", "1981-01", "next_month"),
        ("1980-05-31", "1980-06", "next_month"),
        ("1980-05", "1990-05", "one_digit_month"),
        ("1980-05", "1980-08", "one_digit_month"),
        ("1989-05", "1998-05", "one_digit_month"),  # neighbours changed places
        ("1980-05", "1981-04", "near"),
        ("1980", "1981", "near"),
        ("1980", "1982", "different"),
        ("1980-05-03", "1975-11-20", "different"),
        ("1980-13-41", "1980-13-41", "exact"),
        ("1980-05-03", "", None),
        ("1980-05-03", None, None),
        ("1980-05-03", "1980-5-3", None),  # no ISO date: cleaning comes first
    ]
    assert wrong(dates.compare, cases) == []


def test_phones_masks_and_land_lines() -> None:
    cases = [
        ("10012345678", "10012345678", "exact"),
        ("10012345678", "100****5678", "masked"),
        ("100****5678", "100****5678", "masked"),
        ("10012345678", "5678", "last"),
        ("10012345678", "*******5678", "last"),
        ("10012345678", "********678", None),
        ("10012345678", "10012345679", "one_digit"),
        ("10012345678", "10012345687", "swapped"),
        ("10012345678", "1001234567", "one_missing"),
        ("10012345678", "100123456788", "one_missing"),
        ("079100123456", "00123456", "local"),
        ("10012345678", "10098765432", "different"),
        ("10012345678", "100****9999", "different"),
        ("10012345678", None, None),
    ]
    assert wrong(phones.compare, cases) == []
