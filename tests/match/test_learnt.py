"""Weights as a file keeps them: what they mean, read back, and every way of being broken."""

from __future__ import annotations

import math

import pytest

from orgtransfer.errors import ConfigError
from orgtransfer.match import learnt
from orgtransfer.match.weights import TABLE
from tests.match.people import pair, records, run

SEX = {"sex": {"same": 0.97, "different": 0.03}}
GOOD = "[sex]\nsame = 0.97\ndifferent = 0.03\n"


@pytest.mark.parametrize("comparison", learnt.KINDS)
def test_the_shipped_shares_sum_to_one_and_give_the_shipped_weights(comparison: str) -> None:
    shares = learnt.shipped(comparison)
    assert sum(shares.values()) == pytest.approx(1)
    made = learnt.weights({comparison: shares})
    for level, entry in TABLE[comparison].items():
        assert made[comparison][level].m == pytest.approx(entry.m)
        assert made[comparison][level].u == entry.u


def test_without_shares_the_weights_are_the_shipped_ones() -> None:
    assert learnt.weights({}) == TABLE
    assert learnt.digest({}) == ""


def test_every_level_of_a_kind_changes_by_the_same_factor_and_no_other_does() -> None:
    shares = {"unit": {"same": 0.8, "different": 0.2}}
    made = learnt.weights(shares)
    for kind, levels in learnt.KINDS["unit"].items():
        factor = shares["unit"][kind] / learnt.shipped("unit")[kind]
        for level in levels:
            step = made["unit"][level].weight - TABLE["unit"][level].weight
            assert step == pytest.approx(math.log(factor))
    assert made["unit"]["people"] == TABLE["unit"]["people"]
    assert made["name"] == TABLE["name"]


def test_what_is_written_is_read_back_and_known_again() -> None:
    shares = {**SEX, "unit": {"same": 0.8, "different": 0.2}}
    text = learnt.text(shares, "One line.\nAnother.")
    assert text.startswith("# One line.\n# Another.\n")
    assert learnt.parse(text, "weights.toml") == shares
    assert learnt.digest(learnt.parse(text, "weights.toml")) == learnt.digest(shares)
    assert learnt.digest(shares) != learnt.digest(SEX)


def test_the_order_in_the_file_says_nothing() -> None:
    turned = "[unit]\ndifferent = 0.2\nsame = 0.8\n[sex]\ndifferent = 0.03\nsame = 0.97\n"
    shares = learnt.parse(turned, "weights.toml")
    assert list(shares) == ["sex", "unit"]
    assert list(shares["sex"]) == ["same", "different"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[sex\n", "weights.toml: is no TOML"),
        ("[id]\nsame = 0.9\n", "weights.toml: id: no comparison"),
        ("sex = 1\n", "weights.toml: sex: must be a table"),
        (GOOD + "near = 0.1\n", "weights.toml: sex.near: no such level"),
        ("[sex]\nsame = 0.97\n", "weights.toml: sex.different: is missing"),
        ("[sex]\nsame = 1\ndifferent = 0\n", "weights.toml: sex.same: must lie between 0 and 1"),
        ("[sex]\nsame = 0.97\ndifferent = -0.1\n", "weights.toml: sex.different: must lie"),
        ("[sex]\nsame = 0.97\ndifferent = nan\n", "weights.toml: sex.different: must lie"),
        ("[sex]\nsame = 0.97\ndifferent = 'x'\n", "weights.toml: sex.different: must lie"),
        ("[sex]\nsame = 0.97\ndifferent = true\n", "weights.toml: sex.different: must lie"),
        ("[sex]\nsame = 0.9\ndifferent = 0.03\n", "weights.toml: sex: the shares must sum to 1"),
    ],
)
def test_a_broken_file_is_told_with_file_and_key(content: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        learnt.parse(content, "weights.toml")
    assert any(problem.startswith(said) for problem in raised.value.problems)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as raised:
        learnt.parse("[id]\nx = 1\n[sex]\nsame = 2\nnear = 0.1\n", "w.toml")
    assert len(raised.value.problems) == 4


def test_the_matching_weighs_by_what_it_is_given() -> None:
    common = {"name_key": "欧阳靖怡", "birth_key": "1980-05-03", "phone_key": "10012345678"}
    table = records({**common, "sex_key": "F"}, {**common, "sex_key": "M", "system": "roster"})
    shipped, other = (pair(run(table, weights=learnt.weights(one)), 0, 1) for one in ({}, SEX))
    assert shipped is not None
    assert other is not None
    step = float(str(other["sex_weight"])) - float(str(shipped["sex_weight"]))
    assert step == pytest.approx(math.log(0.03 / learnt.shipped("sex")["different"]))
    assert float(str(other["weight"])) - float(str(shipped["weight"])) == pytest.approx(step)
