"""Rules asked of some people at a time find what they find of all at once, cell for cell."""

from __future__ import annotations

import datetime as dt
import inspect
from dataclasses import replace
from typing import Any, get_args

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orgtransfer import findings, frames, i18n, pipeline
from orgtransfer.config import Config, Rules
from orgtransfer.config.keys import Exemption
from orgtransfer.errors import FrameError
from orgtransfer.findings import counts, finder, parts, registry
from orgtransfer.findings.rule import Rule, Scope
from orgtransfer.findings.world import World
from orgtransfer.models import Earlier, Inputs, Outcome
from tests import builders, examples
from tests.benchmarks import worlds
from tests.findings.test_rule_cases import cases

TODAY = dt.date(2026, 11, 20)
NO_ALIASES = pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})


def assert_same(world: World, rules: Rules, count: int) -> None:
    """All that is found of `count` parts is what is found of one."""
    one = findings.examine(world, rules, strict=True)
    many = parts.examine(world, rules, count, strict=True)
    for name in ("findings", "exempted", "coverage", "counts"):
        assert_frame_equal(getattr(many, name), getattr(one, name))
    assert_frame_equal(many.unit_names, one.unit_names, check_row_order=False)
    assert many.exempted_keys == one.exempted_keys


def world_of(outcome: Outcome) -> World:
    """What the rules looked at in a run."""
    tables = pipeline._tables_of(outcome)
    return pipeline._world(tables, outcome.verdicts, TODAY, NO_ALIASES)


def test_every_rule_says_what_it_rests_on() -> None:
    assert "scope" in inspect.signature(Rule).parameters
    assert inspect.signature(Rule).parameters["scope"].default is inspect.Parameter.empty
    assert {rule.scope for rule in registry.RULES} == set(get_args(Scope))
    for rule in registry.RULES:
        # A part has all records of its people: what is about one of them alone can be asked of it.
        if rule.about in {"member", "person", "record"}:
            assert rule.scope == "person", rule.code
        if rule.about == "pair":
            assert rule.scope == "people", rule.code
        if rule.about in {"organisation", "source"}:
            assert rule.scope == "lists", rule.code


@pytest.mark.slow
@pytest.mark.parametrize(("code", "case"), cases())
def test_a_case_of_a_rule_has_the_same_hits_in_parts(
    code: str, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is counted of each case takes longer than its rule.
    nothing = frames.COUNTS.empty()
    monkeypatch.setattr(finder, "counts", lambda _world: nothing)
    monkeypatch.setattr(counts, "of_people", lambda _world: nothing)
    monkeypatch.setattr(counts, "of_lists", lambda _world: nothing)
    rules = Rules(select=(code,), options={code: case.get("options", {})})
    assert_same(builders.world(case, rules), rules, 3)


@pytest.mark.parametrize("count", [1, 3, 16])
@pytest.mark.slow
def test_the_samples_in_parts(samples_outcome: Outcome, count: int) -> None:
    world = world_of(samples_outcome)
    assert world.transfers.height > 0
    exempt = (
        Exemption(reason="agreed", codes=("RL", "DU"), unit=samples_outcome.findings["call"][0]),
    )
    assert_same(world, Rules(exempt=exempt), count)


def _letters(records: pl.DataFrame) -> pl.DataFrame:
    """A ledger of some of the members: under way, done, long ago, with and without receipts."""
    rows = records.filter(pl.col("unit").is_not_null()).gather_every(9)
    place = pl.int_range(pl.len())

    def turns(*values: str | None) -> pl.Expr:
        return pl.coalesce(
            *(
                pl.when(place % len(values) == at).then(pl.lit(one))
                for at, one in enumerate(values)
            ),
            pl.lit(None, pl.String),
        )

    made = rows.select(
        "name", "id_number", system=pl.lit("ledger"), file=pl.lit("ledger.csv"), sheet=pl.lit(""),
        row=(place + 2).cast(pl.UInt32), from_org="unit", to_org=pl.col("branch").reverse(),
        letter_no=pl.lit("第") + place.cast(pl.String) + "号",
        issued=turns("2026-11-10", "2026-10-01", "2025-03-01"),
        transfer_state=turns("转接中", "已完成", "转接中", None),
        received=turns(None, "2026-10-05", None, None), receipt=turns("是", "否", None),
        valid_days=turns("30", None),
    )  # fmt: skip
    whole = pl.concat([frames.RAW_TRANSFERS.empty(), made], how="diagonal")
    return frames.conform(whole, frames.RAW_TRANSFERS)


def inputs_of(kind: str) -> Inputs:
    inputs = worlds.build(kind, roster=300, register=500, systems=3).inputs
    source = inputs.sources.head(1).with_columns(
        system=pl.lit("ledger"), label=pl.lit("台账"), kind=pl.lit("transfers"),
        file=pl.lit("ledger.csv"),
    )  # fmt: skip
    return replace(
        inputs,
        sources=pl.concat([inputs.sources, source]),
        records=pl.concat([inputs.records, _strangers(inputs.records), _bare(inputs.records)]),
        transfers=_letters(inputs.records),
    )


def _strangers(records: pl.DataFrame) -> pl.DataFrame:
    """Rows of other people with somebody's number: twice, so that three have one."""
    some = records.filter(pl.col("id_number").is_not_null()).gather_every(40)
    others = [("欧阳远航", "1955-05-05", 1), ("司马清溪", "1999-09-09", 2)]
    return pl.concat(
        some.with_columns(
            pl.lit(name).alias("name"), pl.lit(born).alias("birth_date"), phone=pl.lit(None),
            row=pl.col("row") + 100_000 * place,
        ) for name, born, place in others
    ).with_columns(pl.col("phone").cast(pl.String))  # fmt: skip


def _bare(records: pl.DataFrame) -> pl.DataFrame:
    """Rows that may be somebody's second one in the same list, without a number."""
    some = records.filter(system="register").gather_every(25, offset=3)
    return some.with_columns(
        pl.lit(None, pl.String).alias("id_number"), pl.lit(None, pl.String).alias("phone"),
        row=pl.col("row") + 400_000,
    )  # fmt: skip


def _rulings(night: Outcome) -> pl.DataFrame:
    """Some pairs to judge, ruled on both ways."""
    keys = night.records.select("record", "record_key")
    judged = night.matched.pairs.filter(tier="review").select("a", "b").head(40)
    named = judged.join(keys, left_on="a", right_on="record").join(
        keys, left_on="b", right_on="record", suffix="_b"
    )
    ruling = pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit("same"))
    return frames.conform(
        named.select(
            kind=pl.lit("pair"), a_key="record_key", b_key="record_key_b",
            ruling=ruling.fill_null("different"), handler=pl.lit(None, pl.String),
            note=pl.lit(None, pl.String), decided=pl.lit(TODAY),
        ),
        frames.DECISIONS,
    )  # fmt: skip


def judging(count: int) -> pipeline.Judging:
    """Verdicts of one machine, rules asked in parts."""

    def judged(world: World, rules: Rules) -> tuple[pl.DataFrame, findings.Found]:
        verdicts = pipeline._verdicts(world, rules)
        world = replace(world, verdicts=verdicts)
        return verdicts, parts.examine(world, rules, count, strict=True)

    return judged


@pytest.mark.parametrize("kind", examples.some(["full", "masked", "noid", "roster"], 2))
@pytest.mark.slow
def test_generated_people_in_parts(kind: str) -> None:
    """With a ledger, rulings and a night before: everything that a run works out is the same."""
    inputs, settings = inputs_of(kind), Config(systems=())
    first = pipeline.reconcile(inputs, settings, TODAY, salt=b"s")
    assert first.transfers.height > 50
    assert first.matched.ledger_persons["person"].drop_nulls().len() > 10
    scopes = {registry.BY_CODE[code].scope for code in first.findings["code"]}
    assert scopes == set(get_args(Scope)), sorted(set(first.findings["code"]))
    fewer = replace(inputs, records=inputs.records.gather_every(17, offset=1))
    changed = replace(
        inputs, records=inputs.records.join(fewer.records, on=["system", "row"], how="anti")
    )
    earlier = Earlier(first.records, first.matched.persons, first.organisations, first.membership)
    nights = [
        pipeline.reconcile(
            changed, settings, TODAY + dt.timedelta(days=1), previous=first.findings,
            earlier=earlier, closed=first.closed, decisions=_rulings(first), salt=b"s",
            judging=None if count is None else judging(count),
        )
        for count in (None, 1, 3, 16)
    ]  # fmt: skip
    assert set(nights[0].findings["state"]) == {"new", "changed", "standing"}
    for other in nights[1:]:
        for name in (
            "verdicts", "findings", "resolved", "closed", "exempted", "coverage", "counts",
            "unit_names",
        ):  # fmt: skip
            assert_frame_equal(getattr(other, name), getattr(nights[0], name))


def test_a_rule_that_fails_in_one_part_has_found_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    i18n.use("en")
    rule = registry.BY_CODE["ID04"]

    def failing(world: World) -> pl.DataFrame:
        if "王一" in world.records["name"]:
            raise ValueError
        return rule.find(world)

    failing.__doc__ = rule.find.__doc__
    monkeypatch.setattr(registry, "RULES", (replace(rule, find=failing),))
    rows = [{"name": name, "branch": "甲支部"} for name in ("王一", "李二", "赵三", "钱四")]
    numbered = {"name": "孙五", "branch": "甲支部", "id_number": "990101197001010014"}
    world = builders.world({"records": [*rows, numbered]})
    one = findings.examine(world, Rules())
    many = parts.examine(world, Rules(), 3)
    assert one.crashed == many.crashed == ("ID04",)
    assert_frame_equal(many.findings, one.findings)


def test_a_part_does_not_answer_for_everybody() -> None:
    world = finder.ready(builders.world({"records": [{"name": "王一"}]}), Rules())
    lists = replace(world, records=world.records.select(parts.NARROW))
    part = next(parts.split(world, parts.Common.of(lists), 1, lists.candidates))
    for what in ("strength", "held", "homes"):
        with pytest.raises(FrameError, match="everybody"):
            getattr(part, what)
