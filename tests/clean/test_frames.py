from __future__ import annotations

from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from orgtransfer import frames
from orgtransfer.clean import clean_organisations, clean_records, clean_transfers
from tests.clean import cases
from tests.examples import examples

SALT = b"salt of the tests"
PLACE = ("system", "file", "sheet", "row")


def raw(schema: frames.Schema, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows of one table `s/f.xlsx/1`, numbered from 2 unless they say otherwise."""
    place = {"system": "s", "file": "f.xlsx", "sheet": "1"}
    filled = [place | {"row": number} | row for number, row in enumerate(rows, start=2)]
    return pl.DataFrame(filled, schema=schema.columns)


def sources(**roles: str) -> pl.DataFrame:
    rows = [{"system": system, "role": role} for system, role in roles.items()]
    return pl.DataFrame(rows, schema=frames.SOURCES.columns)


def cleaned(
    rows: list[dict[str, object]],
    damage: list[dict[str, object]] | None = None,
    written: str = "xlsx",
) -> pl.DataFrame:
    read = sources(s="roster").with_columns(
        file=pl.lit("f.xlsx"), sheet=pl.lit("1"), format=pl.lit(written)
    )
    return clean_records(
        raw(frames.RAW_RECORDS, rows), raw(frames.DAMAGE, damage or []), read, SALT
    )


def test_no_rows_give_empty_tables() -> None:
    damage = frames.DAMAGE.empty()
    assert clean_transfers(frames.RAW_TRANSFERS.empty(), damage, sources()).is_empty()
    assert clean_organisations(frames.RAW_ORGANISATIONS.empty(), sources()).is_empty()
    assert cleaned([]).is_empty()


def test_a_row_keeps_its_place_and_its_text() -> None:
    row = {"name": " 刘 洋", "sex": "男", "birth_date": "1980.05", "flow": "否", "row": 7}
    record = cleaned([row]).row(0, named=True)
    assert (record["row"], record["name"], record["name_key"]) == (7, " 刘 洋", "刘洋")
    assert (record["role"], record["sex_key"], record["birth_key"]) == ("roster", "M", "1980-05")
    assert record["flow_key"] is False
    assert record["id_state"] == "missing"


def test_a_damaged_cell_is_known_by_its_place() -> None:
    rows = [{"name": "王芳", "id_number": "000000198005030011"}] * 2
    records = cleaned(rows, [{"row": 3, "field": "id_number", "kind": "number"}]).sort("row")
    assert records["id_state"].to_list() == ["valid", "damaged"]
    assert records["id_key"].to_list() == ["000000198005030011", "000000198005030***"]


def test_numbers_cut_by_a_spreadsheet_make_their_table_doubtful() -> None:
    cut = [{"name": "王芳", "id_number": f"99010219800101{n}000"} for n in (0, 1, 2)]
    chance = {"name": "李娜", "id_number": "000000198005275000"}
    assert cleaned([chance], written="csv")["id_state"].to_list() == ["valid"]
    assert set(cleaned([*cut, chance], written="csv")["id_state"]) == {"damaged"}


def test_where_cells_have_a_type_a_valid_number_may_end_in_three_zeros() -> None:
    cut = [{"name": "王芳", "id_number": f"99010219800101{n}000"} for n in (0, 1, 2)]
    typed = {"name": "李娜", "id_number": "000000198005275000"}
    for written in ("xlsx", "xls", "ods", "html"):
        states = cleaned([*cut, typed], written=written).sort("row")["id_state"].to_list()
        assert states == ["damaged", "damaged", "damaged", "valid"]
    spoilt = [{"row": 5, "field": "id_number", "kind": "number"}]
    assert set(cleaned([*cut, typed], spoilt)["id_state"]) == {"damaged"}


def sexes(codes: list[str], digits: list[int], **more: object) -> list[str | None]:
    # Digit 17 says the sex; a wrong check digit does not matter for it.
    rows = [
        {"name": "王芳", "sex": code, "id_number": f"0000001980050300{digit}*", **more}
        for code, digit in zip(codes, digits, strict=True)
    ]
    return cleaned(rows).sort("row")["sex_key"].to_list()


def test_sex_codes_are_learnt_from_the_numbers() -> None:
    assert sexes(["1", "2"], [2, 1]) == ["M", "F"]
    assert sexes(["0", "0", "1"], [2, 4, 1]) == ["F", "F", "M"]
    assert sexes(["0", "0", "1"], [1, 3, 2]) == ["M", "M", "F"]
    assert sexes(["1", "1", "1"], [1, 3, 2]) == ["M", "M", "M"]


def test_a_sex_code_without_evidence_is_not_guessed() -> None:
    rows = [{"name": "王芳", "sex": code} for code in ("0", "1", "女")]
    assert cleaned(rows).sort("row")["sex_key"].to_list() == [None, None, "F"]


def test_serial_dates_follow_the_epoch_that_the_numbers_prove() -> None:
    # 1980-05-03 is 29344 days after 1899-12-30 and 27882 after 1904-01-01.
    late = {"name": "王芳", "id_number": "000000198005030011", "birth_date": "27882"}
    record = cleaned([late | {"join_date": "38898"}]).row(0, named=True)
    assert (record["birth_key"], record["join_key"]) == ("1980-05-03", "2010-07-01")
    early = cleaned([late | {"birth_date": "29344"}])
    assert early["birth_key"].to_list() == ["1980-05-03"]


def test_the_key_of_a_row_survives_its_move_and_a_change_of_branch() -> None:
    row = {"name": "王芳", "id_number": "000000198005030011", "branch": "甲党支部"}
    (key,) = cleaned([row])["record_key"]
    assert cleaned([row | {"row": 90, "branch": "乙党支部"}])["record_key"].to_list() == [key]
    assert key[0] == "R"
    assert len(key) == 13


def test_equal_rows_get_different_keys() -> None:
    keys = cleaned([{"name": "王芳", "branch": "甲党支部"}] * 3)["record_key"].to_list()
    assert keys[1:] == [f"{keys[0]}-2", f"{keys[0]}-3"]


def test_another_salt_gives_other_keys() -> None:
    table = raw(frames.RAW_RECORDS, [{"name": "王芳"}])
    made = [
        clean_records(table, frames.DAMAGE.empty(), sources(s="roster"), salt)["record_key"][0]
        for salt in (b"one", b"two")
    ]
    assert made[0] != made[1]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["王芳", "刘洋", None]),
            "id_number": st.sampled_from(["000000198005030011", "000000****0011", None]),
            "branch": st.sampled_from(["甲党支部", "乙党支部"]),
            "remark": st.sampled_from(["a", "b", None]),
            "file": st.sampled_from(["f", "g"]),
        }
    ),
    max_size=12,
)


@examples(10, 30)
@given(rows=ROWS, random=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, object]], random: Random) -> None:
    table = raw(frames.RAW_RECORDS, rows)
    places = list(range(table.height))
    random.shuffle(places)
    empty, roles = frames.DAMAGE.empty(), sources(s="roster")
    one = clean_records(table, empty, roles, SALT)
    assert_frame_equal(one, clean_records(table[places], empty, roles, SALT))
    assert one.height == table.height
    assert one["record_key"].n_unique() == table.height


def test_an_organisation_is_cleaned_field_by_field() -> None:
    row = {
        "org_name": "中共 江西省人民医院委员会",
        "org_code": " 036001 ",
        "org_former_name": "省人民医院党委、江西省立医院党委",
        "founded": "1953年",
        "may_admit": "否",
        "secretary": "王 芳",
    }
    table = clean_organisations(raw(frames.RAW_ORGANISATIONS, [row]), sources(s="register"))
    made = table.row(0, named=True)
    assert made["name_key"] == "中共江西省人民医院委员会"
    assert (made["code_key"], made["founded_key"]) == ("036001", "1953")
    assert made["former_key"] == "省人民医院党委|江西省立医院党委"
    assert (made["may_admit_key"], made["secretary_key"]) == (False, "王芳")


def test_a_ledger_row_is_cleaned_field_by_field() -> None:
    row = {
        "name": "王 芳",
        "id_number": "000000****0011",
        "issued": "2026年9月1日",
        "valid_days": "玖拾天",
        "receipt": "未回执",
        "transfer_state": "待转入审核",
    }
    ledger = clean_transfers(
        raw(frames.RAW_TRANSFERS, [row]), frames.DAMAGE.empty(), sources(s="roster")
    )
    made = ledger.row(0, named=True)
    assert (made["issued_key"], made["valid_days_key"]) == ("2026-09-01", 90)
    assert (made["receipt_key"], made["state_key"]) == (False, "under_way")
    assert (made["id_key"], made["id_state"]) == ("000000********0011", "masked")


# Fields that are cleaned value by value: nothing is learnt from the other rows of the table.
ALONE = st.fixed_dictionaries(
    {
        field: st.sampled_from([None, *(found for found, *_ in table)])
        for field, table in (
            ("name", cases.NAMES),
            ("id_number", cases.IDENTITY),
            ("birth_date", cases.DATES),
            ("join_date", cases.DATES),
            ("unit", cases.UNITS),
            ("branch", cases.UNITS),
            ("branch_code", cases.CODES),
            ("phone", cases.PHONES),
            ("category", cases.CATEGORIES),
            ("state", cases.STATES),
            ("flow", cases.YES),
            ("lost_since", cases.YES),
        )
    }
)


@pytest.mark.slow
@examples(6, 20)
@given(rows=st.lists(ALONE, min_size=2, max_size=12), data=st.data())
def test_rows_are_cleaned_alike_in_one_table_and_in_two(
    rows: list[dict[str, object]], data: st.DataObject
) -> None:
    numbered = [{"row": number} | row for number, row in enumerate(rows)]
    cut = data.draw(st.integers(1, len(rows) - 1))
    parts = pl.concat([cleaned(numbered[:cut]), cleaned(numbered[cut:])])
    by_place = ("record", "record_key")  # the second of two equal rows has another key
    assert_frame_equal(
        cleaned(numbered).drop(by_place), parts.drop(by_place), check_row_order=False
    )
