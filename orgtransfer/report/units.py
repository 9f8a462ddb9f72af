"""Whom to telephone: a line a unit, with what is to be done there and whom to ask for."""

from __future__ import annotations

import polars as pl

from orgtransfer.models import SHEETS, UnitLine


def units(findings: pl.DataFrame, organisations: pl.DataFrame) -> tuple[UnitLine, ...]:
    """One line a unit, the one with most errors, then most lines, first.

    Args:
        findings: FINDINGS that are open, with `sheet` (a key of SHEETS).
        organisations: ORGANISATIONS, for the contacts.
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
        .join(_contacts(organisations), on="call", how="left", maintain_order="left")
        .with_columns(pl.col("contact", "phone").fill_null(""))
        .sort(["errors", "total", "call"], descending=[True, True, False])
    )
    sheets = _per_sheet(named)
    return tuple(
        UnitLine(**row, sheets=sheets[row["call"]]) for row in counts.iter_rows(named=True)
    )


def _per_sheet(findings: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Unit -> sheet -> lines, in the order of the tabs."""
    counts: dict[str, dict[str, int]] = {}
    for call, sheet, count in findings.group_by("call", "sheet").len().iter_rows():
        counts.setdefault(call, {})[sheet] = count
    return {
        call: {sheet: found[sheet] for sheet in SHEETS if sheet in found}
        for call, found in counts.items()
    }


def _contacts(organisations: pl.DataFrame) -> pl.DataFrame:
    """call, contact, phone: of each unit's highest organisation that names somebody."""
    somebody = pl.coalesce("contact", "secretary")
    listed = organisations.filter(somebody.is_not_null() | pl.col("contact_phone").is_not_null())
    by_name = [
        listed.select(
            call=pl.col(name),
            contact=somebody.fill_null(""),
            phone=pl.col("contact_phone").fill_null(""),
            # A number is what one needs most; then the highest organisation.
            without=pl.col("contact_phone").is_null(),
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
