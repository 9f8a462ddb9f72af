from __future__ import annotations

import pytest

from tests.match.people import number, records, run


@pytest.mark.parametrize(
    ("stated", "said", "level"),
    [
        ("1981-05-03", "1980-05-03", "exact_number"),
        ("1981-05-03", "1980-05", "month_number"),
        ("1981-05", "1980", "year_number"),
        ("1980-05-03", "1980-05", "month"),
        ("1981-05-03", "1981-05", "month"),
        ("1981-05-03", "1982-05", "other_year_month"),
    ],
)
def test_a_date_that_only_the_number_bears_out_agrees(stated: str, said: str, level: str) -> None:
    shared: dict[str, object] = {
        "name_key": "欧阳翀",
        "unit_key": "江西省人民医院",
        "phone_key": "10012345678",
    }
    registered: dict[str, object] = {
        "id_key": number("1980-05-03", 12),
        "birth_key": stated,
        **shared,
    }
    listed: dict[str, object] = {"system": "roster", "birth_key": said, **shared}
    found = run(records(registered, listed)).pairs
    assert found["birth_level"].to_list() == [level]


def test_between_two_numbers_the_stated_dates_stay_as_they_are() -> None:
    shared: dict[str, object] = {"name_key": "欧阳翀", "id_key": number("1980-05-03", 12)}
    found = run(
        records(
            {"birth_key": "1985-11-20", **shared},
            {"system": "roster", "birth_key": "1980-05-03", **shared},
        )
    ).pairs
    assert found["birth_level"].to_list() == ["different"]
