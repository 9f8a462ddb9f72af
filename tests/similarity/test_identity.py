"""Numbers of nobody: the region code 990101 was never assigned."""

from __future__ import annotations

import polars as pl
import pytest

from orgtransfer.similarity import identity
from tests.similarity.tables import wrong


def number(seventeen: str) -> str:
    """The seventeen digits with their check digit."""
    digit = one(identity.check_digit, seventeen)
    assert digit is not None
    return seventeen + digit


def one(function: object, value: str | None) -> str | bool | None:
    frame = pl.DataFrame({"x": pl.Series([value], dtype=pl.String)})
    result: str | bool | None = frame.select(function(pl.col("x"))).item()  # type: ignore[operator]  # any of the module's functions
    return result


A = number("99010119800503123")
TWIN = number("99010119800503127")
SOME_DIGIT = A[:16] + str((int(A[16]) + 1) % 10) + A[17]


def test_the_standards_own_example_is_valid() -> None:
    assert one(identity.check_digit, "11010519491231002") == "X"
    assert one(identity.is_valid, "11010519491231002X") is True


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (A, True),
        (A[:17] + "*", False),
        (SOME_DIGIT, False),
        (number("99010119800230123"), False),  # the 30th of February
        (number("99010118500101123"), False),  # nobody is that old
        (A[:17], False),
        (A.lower() if A.endswith("X") else f" {A}", False),  # cleaning comes first
        ("", False),
        (None, None),
    ],
)
def test_validity_asks_for_form_date_and_check_digit(text: str | None, valid: bool | None) -> None:
    assert one(identity.is_valid, text) is valid


def test_a_single_wrong_digit_never_passes() -> None:
    for place in range(17):
        for digit in "0123456789":
            changed = A[:place] + digit + A[place + 1 :]
            assert digit == A[place] or one(identity.is_valid, changed) is False


def test_fifteen_digits_become_eighteen_and_others_stay() -> None:
    assert one(identity.upgrade15, "110105491231002") == "11010519491231002X"
    assert one(identity.upgrade15, A) == A
    assert one(identity.upgrade15, "11010549123100") == "11010549123100"
    assert one(identity.upgrade15, None) is None


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        (A, "1980-05-03"),
        ("990101198005**123*", "1980-05"),
        ("9901011980****1231", "1980"),
        ("990101********1231", None),
        ("990101198*0503123X", None),
        ("990101198013031231", None),  # a thirteenth month
        ("990101198002301231", None),
        ("990101800503123", "1980-05-03"),
        ("99010180****123", "1980"),
        ("99010119800503", None),
        (None, None),
    ],
)
def test_birth_is_read_at_the_precision_that_shows(text: str | None, birth: str | None) -> None:
    assert one(identity.birth, text) == birth


@pytest.mark.parametrize(
    ("text", "sex"),
    [(A, "M"), ("990101********1241", "F"), ("990101800503123", "M"), ("990101198005031***", None)],
)
def test_sex_is_digit_17(text: str, sex: str | None) -> None:
    assert one(identity.sex, text) == sex


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (A, f"{A[:6]}********{A[14:]}"),
        ("990101800503123", "990101******123"),
        ("99010119800503123", "***************23"),
        ("1234567", "*******"),
        ("", ""),
        (None, None),
    ],
)
def test_masks_hide_the_birth_date_and_more_of_odd_numbers(
    text: str | None, masked: str | None
) -> None:
    assert one(identity.mask, text) == masked


def test_levels() -> None:
    swapped = A[:15] + A[16] + A[15] + A[17]
    cases = [
        (A, A, "same"),
        (A, A[:6] + "********" + A[14:], "masked_10"),
        (A, A[:4] + "********" + A[12:], "masked_10"),
        (A, A[:3] + "*" * 11 + A[14:], "masked_6"),
        (A, A[:6] + "*" * 12, "masked_few"),
        (A, A[:14] + "****", "masked_14"),
        (A[:10] + "********", "********" + A[8:], "masked_few"),
        (A[:9] + "*" * 9, "*" * 9 + A[9:], None),
        ("990101800503123", A, "fifteen_same"),
        ("990101800503123", "990101800503123", "fifteen_same"),
        (A, SOME_DIGIT, "one_digit_check"),
        (SOME_DIGIT, A[:15] + str((int(A[15]) + 1) % 10) + SOME_DIGIT[16:], "one_digit"),
        ("990101********1231", "990101********1241", "masked_one_digit"),
        (A, swapped, "two_swapped"),
        ("990101********1231", "990101********1321", "masked_swapped"),
        ("990101********1231", "990110********1231", "masked_swapped"),
        ("990101**********31", "990101**********13", "same_region"),
        (A, A[:9] + A[10:], "one_missing"),
        (A, A[:9] + A[9] + A[9:], "one_missing"),
        (A, A[:12], "truncated"),
        (A, A[6:], "truncated"),
        (A, TWIN, "same_birth"),
        (A, number("99020219800503456"), "birth_only"),
        (A, number("99010119760812456"), "same_region"),
        (A, number("99020219760812456"), "different"),
        ("12", "12", "malformed_same"),
        ("12", "99", "different"),
        (A, None, None),
        (A, "", None),
    ]
    assert wrong(identity.compare, cases) == []


def test_two_numbers_that_both_fail_the_check_say_one_digit() -> None:
    broken = A[:17] + ("0" if A[17] != "0" else "1")
    also = broken[:10] + str((int(broken[10]) + 1) % 10) + broken[11:]
    levels = identity.compare(pl.Series([broken]), pl.Series([also]))
    assert levels.to_list() == ["one_digit"]
