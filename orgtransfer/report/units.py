"""Whom to telephone: a line a unit, with what is to be done there and whom to ask for."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.models import SHEETS, Outcome, UnitLine

_MOST_NAMES: Final = 4
"""So many other names of a unit are told."""


def units(findings: pl.DataFrame, outcome: Outcome) -> tuple[UnitLine, ...]:
    """One line a unit, the one with most errors, then most lines, first.

    Args:
        findings: FINDINGS that are open, with `sheet` (a key of SHEETS).
        outcome: the run, for the contacts and for what else units are called.
    """
    named = findings.filter(pl.col("call").is_not_null())
    counts = (
        named.with_columns(on_sheet=pl.len().over("call", "sheet"))
        .group_by("call")
        .agg(
            total=pl.len(),
            errors=(pl.col("severity") == "error").sum(),
            people=pl.col("person").drop_nulls().n_unique(),
            top=pl.col("sheet").sort_by(["on_sheet", "sheet"], descending=[True, False]).first(),
        )
        .join(_contacts(outcome), on="call", how="left", maintain_order="left")
        .with_columns(pl.col("contact", "phone").fill_null(""))
        .sort(["errors", "total", "call"], descending=[True, True, False])
    )
    sheets, others = _per_sheet(named), _others(outcome.unit_names)
    return tuple(
        UnitLine(**row, sheets=sheets[row["call"]], others=others.get(row["call"], ()))
        for row in counts.iter_rows(named=True)
    )


def _others(names: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """Unit -> what else it is called, the shortest names first."""
    ordered = names.sort(pl.col("name").str.len_chars(), "name")
    listed = ordered.group_by("call", maintain_order=True).agg(pl.col("name").head(_MOST_NAMES))
    return {call: tuple(found) for call, found in listed.iter_rows()}


def _per_sheet(findings: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Unit -> sheet -> lines, in the order of the tabs."""
    counts: dict[str, dict[str, int]] = {}
    for call, sheet, count in findings.group_by("call", "sheet").len().iter_rows():
        counts.setdefault(call, {})[sheet] = count
    return {
        call: {sheet: found[sheet] for sheet in SHEETS if sheet in found}
        for call, found in counts.items()
    }


def _contacts(outcome: Outcome) -> pl.DataFrame:
    """call, contact, phone: of each unit's highest organisation that names somebody.

    Where the lists give no number, that of the secretary in the members' lists.
    """
    somebody = pl.coalesce("contact", "secretary")
    listed = outcome.organisations.filter(
        somebody.is_not_null() | pl.col("contact_phone").is_not_null()
    ).with_columns(somebody=somebody.str.replace_all(r"\s", ""))
    numbers = _numbers(outcome.records)
    shown = dict(outcome.unit_names.select("name", "call").iter_rows())
    by_name = [
        listed.with_columns(call=pl.col(name), told=pl.coalesce("unit_key", name))
        .join(numbers, left_on=["told", "somebody"], right_on=["unit_key", "name_key"], how="left")
        .select(
            call=pl.col("call").replace(shown),
            contact=pl.col("somebody").fill_null(""),
            phone=pl.coalesce("contact_phone", "number").fill_null(""),
            # A number is what one needs most; then the highest organisation.
            without=pl.coalesce("contact_phone", "number").is_null(),
            depth=pl.col("depth").fill_null(99),
        )
        for name in ("unit", "unit_key", "org_name")
    ]
    return (
        pl.concat(by_name)
        .filter(pl.col("call").is_not_null())
        .sort("call", "without", "depth", "contact", "phone")
        .unique("call", keep="first", maintain_order=True)
        .select("call", "contact", "phone")
    )


def _numbers(records: pl.DataFrame) -> pl.DataFrame:
    """unit_key, name_key, number: where all rows of a name in a unit give one telephone number."""
    rows = records.select("unit_key", "name_key", number="phone_key").drop_nulls().unique()
    return rows.filter(pl.len().over("unit_key", "name_key") == 1)
