"""Names of persons that last, and whom a row of a transfer ledger is about."""

from __future__ import annotations

import polars as pl
import pytest

from orgtransfer import frames
from tests.match.people import number, records, rulings, run, same

ID = number("1980-05-03", 12)
OTHER = number("1981-06-04", 23)
ROSTER = {"name_key": "欧阳翀", "id_key": ID, "system": "roster"}
REGISTER = {"name_key": "欧阳翀", "id_key": ID, "unit_key": "江西省人民医院"}


def _person(*rows: dict[str, object], record: int = 0) -> str:
    return str(run(records(*rows)).persons["person"][record])


@pytest.mark.slow
def test_a_person_keeps_the_name_when_other_records_come_and_go() -> None:
    other = {"name_key": "王芳", "id_key": OTHER}
    assert _person(ROSTER) == _person(ROSTER, REGISTER) == _person(ROSTER, other)
    assert _person(REGISTER) == _person(ROSTER, REGISTER)


def test_without_a_number_the_roster_record_names_the_person() -> None:
    roster = {"name_key": "欧阳翀", "phone_key": "10012345678", "system": "roster"}
    register = {"name_key": "欧阳翀", "phone_key": "10012345678", "birth_key": "1980-05-03"}
    alone, both = _person(roster), run(records(roster, register))
    if same(both, 0, 1):
        assert both.persons["person"][0] == alone


def test_two_people_with_one_number_have_two_names() -> None:
    matched = run(records(ROSTER, {"name_key": "王芳", "id_key": ID}))
    assert matched.persons["person"].n_unique() == 2


def test_the_salt_changes_every_name() -> None:
    person = _person(ROSTER)
    assert person.startswith("P")
    assert ID not in person


def _transfers(**fields: object) -> pl.DataFrame:
    row = {"transfer": 0, "system": "roster", "file": "t.csv", "sheet": "", "row": 2} | fields
    return pl.DataFrame([row], schema=frames.TRANSFERS.columns)


@pytest.mark.parametrize(
    ("fields", "record"),
    [
        ({"name_key": "欧阳翀", "id_key": ID, "id_state": "valid"}, 0),
        ({"name_key": "欧阳冲", "id_key": ID, "id_state": "valid"}, 0),
        ({"name_key": "欧阳翀", "id_key": ID[:6] + "*" * 8 + ID[-4:], "id_state": "masked"}, 0),
        ({"name_key": "王芳", "id_state": "missing"}, 1),
        ({"name_key": "李娜", "id_state": "missing"}, None),
        ({"name_key": "刘洋", "id_state": "missing"}, None),
    ],
)
def test_whom_a_ledger_row_is_about(fields: dict[str, object], record: int | None) -> None:
    namesakes = ({"name_key": "李娜", "id_key": number("1970-01-01", place)} for place in (1, 3))
    table = records(ROSTER, {"name_key": "王芳", "id_key": OTHER}, *namesakes)
    matched = run(table, transfers=_transfers(**fields))
    expected = None if record is None else matched.persons["person"][record]
    assert matched.ledger_persons["person"].to_list() == [expected]


def test_a_ruling_about_a_record_that_is_gone_says_nothing() -> None:
    table = records(ROSTER, REGISTER)
    old = rulings(table, (0, "different", 1)).with_columns(b_key=pl.lit("Rgone"))
    assert same(run(table, decisions=old), 0, 1)


def test_a_ruling_holds_wherever_the_rows_stand() -> None:
    table = records(ROSTER, REGISTER)
    ruled = rulings(table, (0, "different", 1))
    turned = records(REGISTER, ROSTER)
    assert not same(run(turned, decisions=ruled), 0, 1)


def test_a_third_record_of_the_number_goes_to_one_of_two_that_were_ruled_apart() -> None:
    table = records(ROSTER, REGISTER, {**REGISTER, "system": "register2"})
    matched = run(table, decisions=rulings(table, (0, "different", 1)))
    assert not same(matched, 0, 1)
    assert same(matched, 0, 2) != same(matched, 1, 2)


def test_two_numbers_that_a_clerk_joined_still_take_what_fits() -> None:
    masked = ID[:6] + "*" * 8 + ID[-4:]
    table = records(
        {**REGISTER, "phone_key": "10012345678"},
        {**REGISTER, "id_key": OTHER, "system": "register2"},
        {**ROSTER, "id_key": masked, "phone_key": "10012345678"},
    )
    matched = run(table, decisions=rulings(table, (0, "same", 1)))
    assert same(matched, 0, 1)
    assert same(matched, 0, 2)
