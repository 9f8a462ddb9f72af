"""What a clerk would expect of a handful of records, told as stories."""

from __future__ import annotations

import pytest

from tests.match.people import number, pair, records, rulings, run, same

ID = number("1980-05-03", 12)
OTHER_ID = number("1981-06-04", 23)
TWIN_ID = number("1980-05-03", 34)
PERSON = {
    "name_key": "欧阳翀",
    "sex_key": "M",
    "birth_key": "1980-05-03",
    "unit_key": "江西省人民医院",
    "phone_key": "10012345678",
}


def test_the_same_valid_number_and_name_is_one_person() -> None:
    matched = run(
        records(
            {**PERSON, "id_key": ID, "system": "roster"},
            {"name_key": "欧阳翀", "id_key": ID},
            {"name_key": "王芳", "id_key": OTHER_ID},
        )
    )
    assert same(matched, 0, 1)
    assert not same(matched, 0, 2)
    assert pair(matched, 0, 1)["tier"] == "auto"


def test_a_mask_that_fits_joins_the_same_name() -> None:
    matched = run(
        records(
            {**PERSON, "id_key": ID[:6] + "*" * 8 + ID[-4:], "system": "roster"},
            {**PERSON, "phone_key": None, "id_key": ID},
        )
    )
    assert same(matched, 0, 1)


def test_one_number_and_two_clearly_different_names_is_left_to_a_clerk() -> None:
    matched = run(
        records(
            {"name_key": "王芳", "id_key": ID, "system": "roster"},
            {"name_key": "欧阳翀", "id_key": ID},
        )
    )
    assert not same(matched, 0, 1)
    assert pair(matched, 0, 1)["reason"] == "veto_name"


def test_two_valid_numbers_never_join_by_score_however_much_else_agrees() -> None:
    matched = run(
        records({**PERSON, "id_key": ID, "system": "roster"}, {**PERSON, "id_key": OTHER_ID})
    )
    assert not same(matched, 0, 1)
    found = pair(matched, 0, 1)
    assert found is None or found["reason"] == "veto_id"


def test_twins_stay_two() -> None:
    twin = {**PERSON, "name_key": "欧阳翔", "phone_key": None}
    matched = run(
        records(
            {**PERSON, "phone_key": None, "id_key": ID[:6] + "*" * 8 + ID[-4:], "system": "roster"},
            {**twin, "id_key": TWIN_ID},
        )
    )
    assert not same(matched, 0, 1)


@pytest.mark.parametrize("bridge", ["phone_key", "birth_key"])
def test_no_record_joins_two_people_with_different_valid_numbers(bridge: str) -> None:
    weak = {**PERSON, "id_key": None, "system": "roster"}
    del weak[bridge]
    matched = run(
        records(
            {**PERSON, "id_key": ID}, weak, {**PERSON, "id_key": OTHER_ID, "system": "register2"}
        )
    )
    assert not same(matched, 0, 2)


def test_a_ruling_joins_what_nothing_else_would() -> None:
    table = records({"name_key": "王芳", "system": "roster"}, {"name_key": "李娜", "id_key": ID})
    matched = run(table, decisions=rulings(table, (0, "same", 1)))
    assert same(matched, 0, 1)
    assert pair(matched, 0, 1)["tier"] == "decided"


def test_a_ruling_parts_what_a_number_joins() -> None:
    table = records(
        {"name_key": "王芳", "id_key": ID, "system": "roster"}, {"name_key": "王芳", "id_key": ID}
    )
    matched = run(table, decisions=rulings(table, (0, "different", 1)))
    assert not same(matched, 0, 1)


def test_rulings_spread_by_logic() -> None:
    table = records(
        {**PERSON, "id_key": None, "system": "roster"},
        {**PERSON, "id_key": None, "system": "register"},
        {**PERSON, "id_key": None, "system": "register2"},
    )
    matched = run(table, decisions=rulings(table, (0, "same", 1), (1, "different", 2)))
    assert same(matched, 0, 1)
    assert not same(matched, 1, 2)
    assert not same(matched, 0, 2)
    assert pair(matched, 0, 2) is None
