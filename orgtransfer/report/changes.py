"""The figures of what changed between two runs: counted here for console, text, page, csv and json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import polars as pl

from orgtransfer import frames

PARTS: Final = ("findings", "members", "systems", "units", "rules")
"""The tables that a comparison of two runs consists of."""
_PEOPLE: Final = ("appeared", "left", "moved")
_FINDINGS: Final = ("new", "reopened", "changed", "resolved")


@dataclass(frozen=True)
class Changed:
    """What changed between two runs, and what it is counted by."""

    findings: pl.DataFrame
    """FINDINGS with `change`: new, reopened, changed, resolved."""
    total: pl.DataFrame
    """code, count: all findings of the later run."""
    members: pl.DataFrame = field(default_factory=frames.MEMBER_CHANGES.empty)
    """MEMBER_CHANGES."""
    people: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(
            schema={"system": pl.String, "before": pl.UInt32, "after": pl.UInt32}
        )
    )
    """How many people each system has in the two runs."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What units are called by the worklist that the exports call otherwise."""

    @cached_property
    def rules(self) -> pl.DataFrame:
        """RULE_CHANGES."""
        return by_rule(self)

    @cached_property
    def units(self) -> pl.DataFrame:
        """UNIT_CHANGES."""
        return by_unit(self)

    @cached_property
    def systems(self) -> pl.DataFrame:
        """SYSTEM_CHANGES."""
        return by_system(self)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Findings: new (those that came back among them), reopened, changed, resolved."""
        return {name: int(self.rules[name].sum()) for name in _FINDINGS}

    @cached_property
    def moves(self) -> dict[str, int]:
        """People of all systems together: appeared, left, moved."""
        return {name: int(self.systems[name].sum()) for name in _PEOPLE}


def by_rule(changed: Changed) -> pl.DataFrame:
    """RULE_CHANGES of the rules whose findings changed, by code."""
    found = changed.findings.group_by("code").agg(title=pl.col("rule").first(), **_findings())
    made = found.join(changed.total.rename({"count": "total"}), on="code", how="left")
    return _whole(made.with_columns(pl.col("total").fill_null(0)).sort("code"), frames.RULE_CHANGES)


def by_unit(changed: Changed) -> pl.DataFrame:
    """UNIT_CHANGES, the unit with most of it first."""
    found = changed.findings.group_by(unit="call").agg(**_findings())
    called = changed.members.with_columns(pl.col("unit").replace(changed.names))
    people = called.group_by("unit").agg(**_people())
    made = found.join(people, on="unit", how="full", coalesce=True, nulls_equal=True).fill_null(0)
    most = pl.sum_horizontal(pl.col("new", "changed", "resolved", *_PEOPLE).cast(pl.Int64))
    ordered = made.sort(pl.col("unit").is_null(), -most, "unit")
    return _whole(ordered, frames.UNIT_CHANGES)


def by_system(changed: Changed) -> pl.DataFrame:
    """SYSTEM_CHANGES, every system."""
    people = changed.members.group_by("system").agg(**_people())
    made = changed.people.join(people, on="system", how="left").fill_null(0)
    return _whole(made.sort("system"), frames.SYSTEM_CHANGES)


def _findings() -> dict[str, pl.Expr]:
    change = pl.col("change")
    return {
        "new": change.is_in(["new", "reopened"]).sum(),
        **{name: (change == name).sum() for name in _FINDINGS[1:]},
    }


def _people() -> dict[str, pl.Expr]:
    return {name: pl.col("person").filter(pl.col("change") == name).n_unique() for name in _PEOPLE}


def _whole(made: pl.DataFrame, schema: frames.Schema) -> pl.DataFrame:
    numbers = [name for name, dtype in schema.columns.items() if dtype == pl.UInt32]
    return frames.conform(made.with_columns(pl.col(numbers).cast(pl.UInt32)), schema)
