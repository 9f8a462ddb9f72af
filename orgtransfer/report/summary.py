"""The figures of one run, counted here and nowhere else.

Console, workbook, page and exit code all read the same `models.Summary`, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Config
from orgtransfer.models import (
    CLOSED,
    SHEETS,
    VERDICTS,
    ExemptionLine,
    Outcome,
    RuleLine,
    RuleText,
    SourceLine,
    Summary,
    TierLine,
    VerdictLine,
    sheet_of,
)
from orgtransfer.quality import belief
from orgtransfer.report import steps, units

TIERS: Final = ("decided", "auto", "review")
"""What a clerk rules about a finding that needs nothing more."""


def summarise(
    outcome: Outcome,
    config: Config,
    decisions: pl.DataFrame | None = None,
    rules: Sequence[RuleText] = (),
) -> Summary:
    """Counts one run.

    Args:
        outcome: the run's tables.
        config: names the systems, in their order.
        decisions: DECISIONS; a finding that a clerk has closed is no longer in the units' work
            nor in what to do first.
        rules: the rules' texts; where a rule is missing its findings give its name.

    Returns:
        The figures, every table in the order in which it is shown.
    """
    findings = outcome.findings.with_columns(sheet=_sheets(outcome.findings["code"]))
    open_ = still_open(findings, decisions)
    sheets = _per_sheet(findings, outcome)
    states = dict(findings.group_by("state").len().iter_rows())
    standing, changed = states.get("standing", 0), states.get("changed", 0)
    return Summary(
        sources=tuple(_sources(outcome.inputs.sources, config)),
        records=outcome.records.height,
        people=outcome.matched.persons["person"].n_unique(),
        roster=outcome.records.filter(role="roster").height,
        register=outcome.records.filter(role="register").height,
        links=tuple(_tiers(outcome.matched.pairs, outcome.records, "record")),
        branch_links=tuple(_tiers(outcome.branch_pairs, outcome.organisations, "node")),
        verdicts=tuple(_verdicts(outcome)),
        rules=tuple(_rules(findings, outcome.resolved, rules)),
        units=units.units(open_, outcome),
        steps=(
            *(steps.about_entries(decisions) if decisions is not None else ()),
            *steps.steps(open_, sheets),
        ),
        exemptions=tuple(ExemptionLine(**row) for row in outcome.exempted.iter_rows(named=True)),
        sheets=sheets,
        new=findings.height - standing - changed,
        changed=changed,
        standing=standing,
        resolved=outcome.resolved.height,
        first_run=not (standing or changed or outcome.resolved.height),
        blocks=outcome.matched.blocks,
        **_believed(outcome),
    )


def _believed(outcome: Outcome) -> dict[str, Any]:
    """How many links there are, and how many are expected to be wrong or missing."""
    found = belief.of(outcome.matched, outcome.records)
    return {
        "linked": int(found["links"]),
        "wrong_links": round(found["wrong"], 2),
        "missed_links": round(found["missed"], 2),
    }


def _sheets(codes: pl.Series) -> pl.Series:
    known = {code: sheet_of(code) for code in codes.unique()}
    return codes.replace_strict(known, return_dtype=pl.String)


def still_open(findings: pl.DataFrame, decisions: pl.DataFrame | None) -> pl.DataFrame:
    """Findings that somebody still has to do something about.

    Args:
        findings: FINDINGS.
        decisions: DECISIONS; what clerks have closed is left out.
    """
    work = findings.filter(pl.col("severity") != "info")
    if decisions is None:
        return work
    closed = decisions.filter(pl.col("ruling").is_in(CLOSED), kind="finding").select(key="a_key")
    return work.join(closed, on="key", how="anti", maintain_order="left")


def _per_sheet(findings: pl.DataFrame, outcome: Outcome) -> dict[str, int]:
    """Lines a sheet, in the order of the tabs; sheets without lines are left out."""
    counts = dict(findings.group_by("sheet").len().iter_rows())
    counts["pairs"] = outcome.matched.pairs.filter(tier="review").height
    counts["branch_pairs"] = outcome.branch_pairs.filter(tier="review").height
    return {sheet: counts[sheet] for sheet in SHEETS if counts.get(sheet)}


def _sources(sources: pl.DataFrame, config: Config) -> list[SourceLine]:
    order = {system.key: place for place, system in enumerate(config.systems)}
    lines = [
        SourceLine(
            system=row["system"],
            label=row["label"] or row["system"],
            role=row["role"],
            kind=row["kind"],
            file=row["file"],
            sheet=row["sheet"] or "",
            rows=row["rows"] or 0,
            set_aside=row["set_aside"] or 0,
            exported=row["exported"],
        )
        for row in sources.iter_rows(named=True)
    ]
    kinds = list(frames.FIELDS)
    return sorted(
        lines,
        key=lambda s: (order.get(s.system, len(order)), kinds.index(s.kind), s.file, s.sheet),
    )


def _tiers(pairs: pl.DataFrame, ends: pl.DataFrame, key: str) -> list[TierLine]:
    """Pairs a tier, between two systems and inside one."""
    systems = ends.select(key, "system")
    counts = (
        pairs.select("a", "b", "tier")
        .join(systems.rename({key: "a", "system": "a_system"}), on="a")
        .join(systems.rename({key: "b", "system": "b_system"}), on="b")
        .group_by("tier")
        .agg(
            between=(pl.col("a_system") != pl.col("b_system")).sum(),
            within=(pl.col("a_system") == pl.col("b_system")).sum(),
        )
    )
    found = {tier: TierLine(tier, between, within) for tier, between, within in counts.iter_rows()}
    return [found[tier] for tier in TIERS if tier in found]


def _verdicts(outcome: Outcome) -> list[VerdictLine]:
    doubted = outcome.findings.filter(
        pl.col("certainty").is_not_null(), pl.col("code").str.starts_with("RL")
    )
    unsure = pl.col("record").is_in(doubted["record"].drop_nulls().implode())
    counts = (
        outcome.verdicts.join(outcome.matched.persons, on="record", how="left")
        .group_by("verdict")
        .agg(
            records=pl.len(),
            people=pl.col("person").n_unique(),
            unsure=pl.col("person").filter(unsure).n_unique(),
        )
    )
    found = {row["verdict"]: VerdictLine(**row) for row in counts.iter_rows(named=True)}
    return [found[verdict] for verdict in VERDICTS if verdict in found]


def _rules(
    findings: pl.DataFrame, resolved: pl.DataFrame, rules: Sequence[RuleText]
) -> list[RuleLine]:
    """One line a rule that found something or whose findings are gone, by code."""
    texts = {rule.code: rule for rule in rules}
    counts = (
        pl.concat(
            [
                findings.select("code", "rule", "severity", "state"),
                resolved.select("code", "rule", "severity", state=pl.lit("resolved")),
            ]
        )
        .group_by("code")
        .agg(
            # One rule may be told to be a warning today that was an error in the last run.
            pl.col("rule", "severity").sort_by(pl.col("state") == "resolved").first(),
            total=(pl.col("state") != "resolved").sum(),
            changed=(pl.col("state") == "changed").sum(),
            standing=(pl.col("state") == "standing").sum(),
            resolved=(pl.col("state") == "resolved").sum(),
        )
        .sort("code")
    )
    return [
        RuleLine(
            **row,
            title=texts[row["code"]].name if row["code"] in texts else row["rule"],
            new=row["total"] - row["changed"] - row["standing"],
        )
        for row in counts.iter_rows(named=True)
    ]
