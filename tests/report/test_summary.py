"""Every figure that people read, against a run that is small enough to count by hand."""

from __future__ import annotations

import dataclasses

import polars as pl

from orgtransfer import frames
from orgtransfer.models import Outcome, RuleText, Summary
from orgtransfer.report.summary import summarise
from tests.worklist import builder


def of(outcome: Outcome, decisions: pl.DataFrame | None = None) -> Summary:
    return summarise(outcome, builder.CONFIG, decisions)


def test_records_people_and_sides_are_counted() -> None:
    summary = of(builder.outcome(people=10))
    assert (summary.records, summary.people) == (20, 10)
    assert (summary.roster, summary.register) == (10, 10)


def test_sources_stand_in_the_order_of_the_configuration() -> None:
    labels = [line.label for line in of(builder.outcome()).sources]
    assert labels == [system.label for system in builder.CONFIG.systems]


def test_links_are_told_apart_by_tier_and_by_whether_they_cross_systems() -> None:
    tiers = {line.tier: (line.between, line.within) for line in of(builder.outcome()).links}
    assert tiers == {"auto": (1, 0), "review": (2, 1)}


def test_verdicts_add_up_to_the_roster_records_that_have_one() -> None:
    summary = of(builder.outcome(people=40))
    assert sum(line.records for line in summary.verdicts) == 40
    assert [line.verdict for line in summary.verdicts][:2] == ["consistent", "stays"]


def test_findings_by_rule_add_up_and_resolved_ones_count_apart() -> None:
    summary = of(builder.outcome())
    assert sum(line.total for line in summary.rules) == summary.findings == len(builder.CODES) * 3
    (due,) = [line for line in summary.rules if line.code == "RL01"]
    assert (due.total, due.new, due.changed, due.standing, due.resolved) == (3, 1, 0, 2, 1)
    assert summary.resolved == 1


def test_a_rule_whose_findings_are_all_resolved_still_has_its_line() -> None:
    (line,) = of(builder.outcome(findings=[])).rules
    assert (line.code, line.total, line.resolved) == ("RL01", 0, 1)


def test_a_rules_title_comes_from_its_text() -> None:
    text = RuleText("RL01", "应转未转", "error", "", "", "", "", "", "")
    summary = summarise(builder.outcome(), builder.CONFIG, None, [text])
    assert {line.title for line in summary.rules if line.code == "RL01"} == {"应转未转"}


def test_the_first_run_is_recognised_by_having_nothing_to_compare_with() -> None:
    fresh = [builder.finding("RL01", 0, state="new")]
    first = dataclasses.replace(builder.outcome(findings=fresh), resolved=frames.FINDINGS.empty())
    assert of(first).first_run
    assert not of(builder.outcome(findings=fresh)).first_run


def test_lines_a_sheet_add_up_to_findings_and_pairs() -> None:
    summary = of(builder.outcome())
    pairs = summary.sheets["pairs"] + summary.sheets["branch_pairs"]
    assert sum(summary.sheets.values()) == summary.findings + pairs
    assert (summary.sheets["pairs"], summary.sheets["branch_pairs"]) == (3, 1)


def test_units_hold_what_is_to_be_done_and_not_what_is_for_information() -> None:
    found = [builder.finding("RL02", 0), builder.finding("RL03", 0), builder.finding("RL01", 1)]
    units = of(builder.outcome(findings=found)).units
    assert [(unit.call, unit.total, unit.errors) for unit in units] == [
        (builder.UNITS[1], 1, 1),
        (builder.UNITS[0], 1, 0),
    ]


def test_a_unit_has_its_other_names_and_the_number_of_its_secretary() -> None:
    who = builder.record(0, "national")
    listed = builder.organisations().with_columns(
        unit=pl.lit(builder.UNITS[0]),
        unit_key=pl.lit(builder.UNITS[0]),
        secretary=pl.lit(who["name"]),
    )
    made = dataclasses.replace(
        builder.outcome(findings=[builder.finding("RL01", 0)]),
        organisations=listed,
        unit_names=pl.DataFrame({"call": [builder.UNITS[0]], "name": ["庐大一附院"]}),
    )
    (unit,) = of(made).units
    assert (unit.contact, unit.phone) == (who["name"], who["phone_key"])
    assert unit.others == ("庐大一附院",)


def test_a_number_is_nobodys_where_two_of_one_name_have_two() -> None:
    listed = builder.organisations().with_columns(
        unit=pl.lit(builder.UNITS[0]), unit_key=pl.lit(builder.UNITS[0]), secretary=pl.lit("王甲")
    )
    rows = [
        builder.record(2 * n, "national", name_key="王甲", unit_key=builder.UNITS[0])
        for n in range(2)
    ]
    made = dataclasses.replace(
        builder.outcome(findings=[builder.finding("RL01", 0)]),
        organisations=listed,
        records=builder.frame(frames.RECORDS, rows),
    )
    (unit,) = of(made).units
    assert (unit.contact, unit.phone) == ("王甲", "")


def test_what_a_clerk_has_closed_is_no_longer_work() -> None:
    found = [builder.finding("RL01", n) for n in range(2)]
    closed = builder.frame(
        frames.DECISIONS,
        [{"kind": "finding", "a_key": found[0]["key"], "ruling": "done", "decided": builder.TODAY}],
    )
    summary = of(builder.outcome(findings=found), closed)
    assert [unit.call for unit in summary.units] == [builder.UNITS[1]]
    assert [step.count for step in summary.steps if step.sheet == "due"] == [1]
    assert summary.findings == 2


def test_steps_name_the_unit_with_most_of_them() -> None:
    found = [builder.finding("RL01", n, call=builder.UNITS[min(n, 1)]) for n in range(4)]
    (text,) = [s.text for s in of(builder.outcome(findings=found)).steps if s.sheet == "due"]
    assert builder.UNITS[1] in text
    assert "4" in text
    assert "3" in text


def test_steps_are_few_and_each_leads_to_a_sheet_with_lines() -> None:
    summary = of(builder.outcome())
    assert 0 < len(summary.steps) <= 8
    assert all(summary.sheets.get(step.sheet) for step in summary.steps)


def test_a_run_with_nothing_in_it_is_a_summary_of_nothing() -> None:
    summary = of(dataclasses.replace(builder.outcome(0, []), resolved=frames.FINDINGS.empty()))
    assert (summary.records, summary.findings, summary.units, summary.rules) == (0, 0, (), ())
