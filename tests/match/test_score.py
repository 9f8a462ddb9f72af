"""The ledger: by hand, and as it must always be."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.frames import COMPARISONS, CONTRIBUTIONS
from orgtransfer.match import compare, explain, frequency, prior, score, weights
from orgtransfer.match.values import VALUES
from orgtransfer.similarity import dates, identity, names, organisations, phones
from tests.examples import examples
from tests.match.people import number, records, run

LEVELS = {
    "id": identity.LEVELS,
    "name": (*names.LEVELS, "given", "former"),
    "birth": (
        *dates.LEVELS,
        "other_year",
        "other_year_month",
        "exact_number",
        "month_number",
        "year_number",
    ),
    "join": (*dates.LEVELS, "other_year", "other_year_month"),
    "unit": (*organisations.LEVELS, "people"),
    "phone": phones.LEVELS,
}


@pytest.mark.parametrize("comparison", COMPARISONS)
def test_every_level_has_a_weight_and_words(comparison: str) -> None:
    levels = LEVELS.get(comparison, ("same", "different"))
    assert set(weights.TABLE[comparison]) == set(levels)
    for level in levels:
        assert explain.level_text(comparison, level)


@pytest.mark.parametrize("comparison", COMPARISONS)
def test_levels_of_plain_weight_fall_with_likeness(comparison: str) -> None:
    for level in weights.TABLE[comparison].values():
        assert 0 < level.m <= 1
        assert level.u > 0


def _table(**fields: list[str | None]) -> pl.DataFrame:
    size = len(next(iter(fields.values())))
    columns: dict[str, list[object]] = {name: [None] * size for name in VALUES}
    columns |= {
        "record": list(range(size)),
        "entity": list(range(size)),
        "sound": [False] * size,
        "profile": [0] * size,
    } | fields
    return pl.DataFrame(columns, schema=VALUES | {"entity": pl.UInt32})


def test_a_ledger_reckoned_by_hand() -> None:
    values = _table(
        system=["a", "b"],
        name=["王芳", "王芳"],
        sex=["F", "F"],
        phone=["10011112222", "10099998888"],
    )
    texts = pl.DataFrame(schema={"profile": pl.UInt32, "text": pl.String, "employs": pl.Boolean})
    aliases = pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})
    around = compare.units(values, texts, aliases)
    pairs = pl.DataFrame({"a": [0], "b": [1]}, schema={"a": pl.UInt32, "b": pl.UInt32})
    shares = frequency.shares(values)
    scored = score.score(compare.levels(pairs, values, around), shares)
    overlaps = pl.DataFrame({"one": ["a"], "other": ["b"], "matched": [0.8]})
    row = prior.weigh(scored, prior.systems(scored, values), overlaps).row(0, named=True)
    free = (1 - 0.8) * (1 - 0.8 / weights.FEWEST)
    assert row["prior_weight"] == pytest.approx(math.log(0.8 / free / weights.FEWEST))
    assert row["name_weight"] == pytest.approx(
        math.log(weights.TABLE["name"]["exact"].m / shares["name"][0])
    )
    assert row["sex_weight"] == pytest.approx(math.log(0.996 / 0.5))
    assert row["phone_weight"] == pytest.approx(math.log(0.14 / 0.999))
    assert row["birth_weight"] == 0.0
    assert row["weight"] == pytest.approx(
        row["prior_weight"] + row["name_weight"] + row["sex_weight"] + row["phone_weight"]
    )
    assert row["alone"] == pytest.approx(1 / (1 + math.exp(-row["weight"])))


def test_a_rare_name_says_more_than_a_common_one() -> None:
    crowd = [{"name_key": "王芳", "system": "register"} for _ in range(40)]
    table = records(
        {
            "name_key": "王芳",
            "unit_key": "江西省人民医院",
            "phone_key": "10012345678",
            "system": "roster",
        },
        {"name_key": "王芳", "unit_key": "江西省人民医院", "phone_key": "10012345678"},
        {"name_key": "欧阳翀", "phone_key": "10087654321", "system": "roster"},
        {"name_key": "欧阳翀", "phone_key": "10087654321"},
        *crowd,
    )
    pairs = run(table).pairs
    common, rare = (pairs.filter(a=a, b=b)["name_weight"].item() for a, b in ((0, 1), (2, 3)))
    assert rare > common + 2


_names = st.sampled_from(["王芳", "王方", "欧阳翀", "李娜", "李那", "张?", "张伟", "刘洋", "洋刘"])
_births = st.sampled_from([None, "1980", "1980-05", "1980-05-03", "1981-05-03", "1980-03-05"])
_numbers = st.sampled_from(
    [
        None,
        number("1980-05-03", 12),
        number("1980-05-03", 34),
        "990101********0127",
        "990101198005030***",
    ]
)
_units = st.sampled_from([None, "江西省人民医院", "南昌大学第一附属医院", "江西省儿童医院"])
_phones = st.sampled_from([None, "10012345678", "10012345679", "10087654321"])
_people = st.fixed_dictionaries(
    {
        "system": st.sampled_from(["roster", "register", "register2"]),
        "name_key": _names,
        "birth_key": _births,
        "id_key": _numbers,
        "unit_key": _units,
        "phone_key": _phones,
        "sex_key": st.sampled_from([None, "M", "F"]),
    }
)


@pytest.mark.slow
@examples(5, 15)
@given(st.lists(_people, min_size=2, max_size=12))
def test_contributions_add_up_to_the_score(rows: list[dict[str, object]]) -> None:
    pairs = run(records(*rows)).pairs
    total = pairs.select(pl.sum_horizontal("prior_weight", *CONTRIBUTIONS))
    for said, reckoned in zip(pairs["weight"], total.to_series(), strict=True):
        assert said == pytest.approx(reckoned, abs=1e-9)
    for said in explain.sentences(pairs):
        assert said
    for row in pairs.iter_rows(named=True):
        ledger = explain.ledger(row)
        assert sum(entry.weight for entry in ledger) == pytest.approx(row["weight"], abs=1e-9)
