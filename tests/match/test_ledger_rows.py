"""Whom a row of a transfer ledger is about."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest

from orgtransfer import frames
from tests.match.people import number, records, run

ID = number("1980-05-03", 12)
OTHER_ID = number("1981-06-04", 23)
HOSPITAL, CENTRE = "江西省人民医院", "江西省血液中心"
SOCIETY, COUNCIL = "江西省医学会", "江西省营养学会"


def person(unit: str, society: str, **more: object) -> dict[str, object]:
    """A roster row of 王芳, who works at `unit` and takes part in `society`."""
    return {
        "system": "roster", "name_key": "王芳", "original_unit_key": unit,
        "association_key": society, "branch_key": f"{society}党支部",
    } | more  # fmt: skip


def owner(letter: Mapping[str, object], *rows: dict[str, object]) -> int | None:
    """The place of the first row whose person the letter is about."""
    state = "valid" if letter.get("id_key") else "missing"
    full: dict[str, object] = {"transfer": 0, "name_key": "王芳", "id_state": state, **letter}
    transfers = pl.DataFrame([full], schema=frames.TRANSFERS.columns)
    matched = run(records(*rows), transfers=transfers)
    found = matched.ledger_persons["person"].item()
    people = matched.persons["person"].to_list()
    return people.index(found) if found else None


ONE = person(HOSPITAL, SOCIETY, id_key=ID)
OTHER = person(CENTRE, COUNCIL, id_key=OTHER_ID)
BARE = person(CENTRE, COUNCIL)


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ({}, None),
        ({"to_key": f"{SOCIETY}党支部"}, 0),
        ({"to_key": f"中共{COUNCIL}支部委员会"}, 1),
        ({"from_key": CENTRE}, 1),
        ({"from_key": "省人民医院"}, 0),
        ({"from_key": HOSPITAL, "to_key": f"{COUNCIL}党支部"}, None),  # each fits one
        ({"from_key": HOSPITAL, "to_key": "江西省护理学会党支部"}, 0),
        ({"from_key": "南昌市第一医院", "to_key": "江西省护理学会党支部"}, None),
    ],
)
def test_of_two_people_of_one_name_the_letter_is_about_whom_its_organisations_fit(
    letter: dict[str, object], expected: int | None
) -> None:
    assert owner(letter, ONE, OTHER) == expected


def test_both_organisations_say_more_than_one() -> None:
    both = {"from_key": HOSPITAL, "to_key": f"{COUNCIL}党支部"}
    assert owner(both, ONE, person(HOSPITAL, COUNCIL, id_key=OTHER_ID)) == 1


def test_a_name_that_one_person_has_is_enough_without_a_number() -> None:
    assert owner({}, ONE) == 0


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ({"to_key": f"{COUNCIL}党支部"}, 0),
        ({"from_key": CENTRE}, 0),
        ({"to_key": f"{SOCIETY}党支部"}, None),
        ({}, None),
    ],
)
def test_a_number_that_no_record_carries_leaves_the_name_and_the_organisations(
    letter: dict[str, object], expected: int | None
) -> None:
    assert owner({"id_key": ID, **letter}, BARE) == expected


def test_a_letter_goes_to_nobody_who_has_another_number() -> None:
    assert owner({"id_key": ID, "to_key": f"{COUNCIL}党支部"}, OTHER) is None
    assert owner({"id_key": ID, "to_key": f"{COUNCIL}党支部"}, OTHER, BARE) == 1


def test_a_number_says_more_than_the_organisations() -> None:
    assert owner({"id_key": ID, "to_key": f"{COUNCIL}党支部"}, ONE, OTHER) == 0
