"""Names of units that no register knows, put together among themselves."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from orgtransfer.organisations.called import called, same
from orgtransfer.similarity import organisations

PAIRS = pl.read_csv(Path(__file__).parent / "unit_pairs.csv")
NONE = pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})


def test_no_two_units_are_one_and_nearly_all_names_of_one_are_found() -> None:
    level = organisations.compare(PAIRS["a"], PAIRS["b"])
    found = PAIRS.with_columns(level=level, found=same(PAIRS.with_columns(level=level)))
    assert PAIRS.height == 300
    assert found.filter(pl.col("found"), same=0).rows() == []
    assert found.filter(same=1)["found"].mean() >= 0.95  # type: ignore[operator]  # of booleans


def test_the_fullest_name_is_shown() -> None:
    names = pl.Series(
        ["抚州市一院", "抚州市第一人民医院", None, "汇仁药业", "江西汇仁药业股份有限公司"]
    )
    full, firm = names[1], names[4]
    assert called(names, NONE).to_list() == [full, full, None, firm, firm]


def test_pairs_of_the_call_list_are_one_each() -> None:
    pairs = {"康宁医管": "江西省康宁医院管理有限公司", "吉安市中心医院": "吉安市中心人民医院"}
    names = pl.Series([*pairs, *pairs.values()])
    assert called(names, NONE).to_list() == [*pairs.values(), *pairs.values()]


def test_no_names_are_no_names() -> None:
    names = pl.Series([None], dtype=pl.String)
    assert called(names, NONE).to_list() == [None]


def test_a_name_without_its_city_stays_alone() -> None:
    names = pl.Series(["市三医院", "南昌市第三医院"])
    assert called(names, NONE).to_list() == names.to_list()


def test_a_group_and_its_company_stay_apart() -> None:
    names = pl.Series(
        ["江西汇仁集团有限公司", "江西汇仁药业股份有限公司", "南昌市一院", "九江市一院"]
    )
    assert called(names, NONE).to_list() == names.to_list()


def test_the_order_of_the_names_changes_nothing() -> None:
    names = pl.Series(sorted({*PAIRS["a"], *PAIRS["b"]}))
    assert called(names.reverse(), NONE).to_list() == called(names, NONE).reverse().to_list()


def test_the_alias_file_says_which_city() -> None:
    names = pl.Series(["市三医院", "南昌市第三医院", "九江市第三医院"])
    aliases = pl.DataFrame({"name": ["市三医院"], "full_name": ["南昌市第三医院"]})
    assert called(names, aliases).to_list() == [names[1], names[1], names[2]]


def test_companies_of_two_legal_forms_are_two_and_their_short_form_is_neither() -> None:
    names = pl.Series(["仁和药业", "江西仁和药业有限公司", "江西仁和药业股份有限公司"])
    assert called(names, NONE).to_list() == names.to_list()


def _of(*said: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(said, schema=["person", "name"], orient="row")


def test_people_who_are_named_with_both_names_say_which_city() -> None:
    short, full, other = "市三医院", "南昌市第三医院", "九江市第三人民医院"
    names = pl.Series([short, full, other])
    both = [(person, name) for person in "pq" for name in (short, full)]
    assert called(names, NONE, _of(*both, ("r", short))).to_list() == [full, full, other]
    assert called(names, NONE, _of(*both[:2])).to_list() == names.to_list()  # one may be a slip
    against = [(person, name) for person in "st" for name in (short, other)]
    assert called(names, NONE, _of(*both, *against)).to_list() == names.to_list()


def test_people_do_not_make_two_units_one_that_contradict_each_other() -> None:
    names = pl.Series(["九江市第一人民医院", "南昌市第一人民医院"])
    both = [(person, name) for person in "pqr" for name in names]
    assert called(names, NONE, _of(*both)).to_list() == names.to_list()


def test_a_unit_is_called_by_its_name_and_not_by_its_committees() -> None:
    names = pl.Series(["中国共产党抚州市第一人民医院委员会", "抚州市一院", "抚州市第一人民医院"])
    assert called(names, NONE).to_list() == [names[2]] * 3
    alone = pl.Series(["中共抚州市第一人民医院委员会", "江西省人民医院"])
    assert called(alone, NONE).to_list() == alone.to_list()


def test_a_name_that_stands_for_itself_in_the_alias_file_stays_alone() -> None:
    names = pl.Series(["抚州市一院", "抚州市第一人民医院"])
    aliases = pl.DataFrame({"name": ["抚州市一院"], "full_name": ["抚州市一院"]})
    assert called(names, aliases).to_list() == names.to_list()
