"""Each system's organisations as a tree, with the faults of each, opened by clicking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from orgtransfer.i18n import _
from orgtransfer.models import Outcome
from orgtransfer.report.sections import Section

MOST: Final = 3_000
"""Organisations that a page shows; those with faults, and above such, come first."""
_STATES: Final = ("missing", "loop")


@dataclass(frozen=True)
class Branch:
    """One organisation, and those below it."""

    name: str
    code: str
    members: str
    """How many rows of members it has itself; empty without any."""
    faults: tuple[str, ...]
    """The rules that found something about the organisation itself, with the count."""
    people: int
    """Findings about members of it and of all below it."""
    inside: int
    """Findings about organisations below it."""
    marks: tuple[str, ...]
    """What else is to be known: superior missing, in no list, linked with another system."""
    below: tuple[Branch, ...] = ()
    left: int = 0
    """Organisations below it that are not shown."""


@dataclass(frozen=True)
class Tree:
    """One system's organisations."""

    label: str
    count: int
    faults: int
    roots: tuple[Branch, ...]
    left: int = 0


def section(outcome: Outcome) -> Section | None:
    """The trees of all systems that list organisations, or name them."""
    if outcome.organisations.is_empty():
        return None
    return Section(
        _("Organisations of each system"),
        _("Open an organisation to see those below it. Red: faults of the organisation itself; then findings about its members and all below it. ⇄: linked with the same organisation of another system."),
        key="organisations",
        trees=tuple(_trees(outcome)),
        prints=False,
    )  # fmt: skip


def _trees(outcome: Outcome) -> Iterator[Tree]:
    nodes = _summed(_counted(outcome))
    kept = nodes.sort((pl.col("own") + pl.col("inside") + pl.col("people")) == 0, "depth", "node")
    shown = kept.head(MOST)
    below: defaultdict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for row in shown.sort("org_name", "node", nulls_last=True).iter_rows(named=True):
        below[row["above"]].append(row)
    all_below = dict(nodes.group_by("above").len().iter_rows())
    builder = _Builder(below, all_below)
    for system, label in _labels(outcome).items():
        mine = nodes.filter(system=system)
        if mine.height:
            roots = [row for row in below[None] if row["system"] == system]
            all_roots = mine["above"].null_count()
            yield Tree(
                label,
                mine.height,
                int(mine["own"].sum()),
                tuple(builder.branch(row) for row in roots),
                all_roots - len(roots),
            )


@dataclass(frozen=True)
class _Builder:
    below: Mapping[int | None, list[dict[str, Any]]]
    all_below: Mapping[int | None, int]

    def branch(self, row: dict[str, Any]) -> Branch:
        under = self.below.get(row["node"], [])
        return Branch(
            name=row["org_name"] or row["org_code"] or _("not given"),
            code=row["org_code"] or "",
            members=_("{count} members").format(count=f"{row['members']:,}") if row["members"] else "",
            faults=tuple(row["faults"] or ()),
            people=row["people"],
            inside=row["inside"],
            marks=tuple(_marks(row)),
            below=tuple(self.branch(one) for one in under),
            left=self.all_below.get(row["node"], 0) - len(under),
        )  # fmt: skip


def _marks(row: dict[str, Any]) -> Iterator[str]:
    if row["others"]:
        yield "⇄ " + _(", ").join(row["others"])
    if row["parent_state"] == "missing":
        yield _("superior missing: {name}").format(name=row["parent"] or _("not given"))
    if row["parent_state"] == "loop":
        yield _("superiors go round in a circle")
    if not row["listed"]:
        yield _("in no list, named by members only")


def _labels(outcome: Outcome) -> dict[str, str]:
    sources = outcome.inputs.sources
    found = sources.group_by("system", maintain_order=True).agg(
        pl.coalesce("label", "system").first().alias("label")
    )
    known = dict(found.iter_rows())
    return known | {
        system: system
        for system in outcome.organisations["system"].unique().sort()
        if system not in known
    }


def _counted(outcome: Outcome) -> pl.DataFrame:
    """Organisations with own faults, findings about their members, and the systems linked."""
    about = outcome.findings.filter(pl.col("node").is_not_null(), pl.col("person").is_null())
    faults = (
        about.group_by("node", "code", "rule")
        .len()
        .sort("code")
        .with_columns(text=pl.format("{} {} {}", "code", "rule", "len"))
        .group_by("node")
        .agg(faults=pl.col("text"), own=pl.col("len").sum())
    )
    work = outcome.findings.filter(pl.col("severity") != "info").select("record").drop_nulls()
    people = work.join(outcome.membership, on="record").group_by("node").agg(people=pl.len())
    members = outcome.membership.drop_nulls("node").group_by("node").agg(members=pl.len())
    labels = pl.DataFrame(
        list(_labels(outcome).items()), schema=["system", "label"], orient="row"
    ).cast(pl.String)
    linked = outcome.organisations.join(labels, on="system", how="left").select(
        "organisation", other_system="system", label="label"
    )
    others = (
        outcome.organisations.select("node", "system", "organisation")
        .drop_nulls("organisation")
        .join(linked, on="organisation")
        .filter(pl.col("system") != pl.col("other_system"))
        .group_by("node")
        .agg(others=pl.col("label").unique().sort())
    )
    looped = pl.col("depth").is_null()
    made = outcome.organisations.with_columns(
        above=pl.when(~looped).then("parent_node"), depth=pl.col("depth").fill_null(0)
    )
    for table in (faults, people, members, others):
        made = made.join(table, on="node", how="left", maintain_order="left")
    return made.with_columns(pl.col("own", "people", "members").fill_null(0).cast(pl.Int64))


def _summed(nodes: pl.DataFrame) -> pl.DataFrame:
    """With `inside` (faults of organisations below), and `people` of all below added in."""
    inside = nodes.select("node", "above", "depth", "own", "people", inside=pl.lit(0, pl.Int64))
    for depth in range(int(str(nodes["depth"].max() or 0)), 0, -1):
        up = (
            inside.filter(pl.col("depth") == depth)
            .group_by(node="above")
            .agg(
                more=(pl.col("own") + pl.col("inside")).sum(),
                more_people=pl.col("people").sum(),
            )
            .drop_nulls("node")
        )
        inside = inside.join(up, on="node", how="left", maintain_order="left").select(
            "node", "above", "depth", "own",
            people=pl.col("people") + pl.col("more_people").fill_null(0),
            inside=pl.col("inside") + pl.col("more").fill_null(0),
        )  # fmt: skip
    sums = inside.select("node", "people", "inside")
    return nodes.drop("people").join(sums, on="node", how="left", maintain_order="left")
