"""How long findings have been open, and how long settling them took."""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from orgtransfer.i18n import N_, _
from orgtransfer.models import SETTLED
from orgtransfer.report.sections import Section, Table
from orgtransfer.report.words import SEVERITIES

_EDGES: Final = (7, 30, 90, 180)
"""Days: the last day of each span."""
_SPANS: Final = (
    N_("up to 7 days"), N_("8 to 30 days"), N_("31 to 90 days"), N_("91 to 180 days"),
    N_("more than 180 days"),
)  # fmt: skip
_ASKED: Final = ("error", "warning")


def counts(open_: pl.DataFrame, today: dt.date) -> list[tuple[str, int, int]]:
    """For each span of days: its name, errors, warnings.

    Args:
        open_: FINDINGS that somebody still has to do something about.
        today: the date that the page is as of.
    """
    days = (pl.lit(today) - pl.col("first_seen")).dt.total_days()
    span = pl.sum_horizontal(*((days > edge).cast(pl.UInt8) for edge in _EDGES))
    found = {
        (place, severity): count
        for place, severity, count in open_.drop_nulls("first_seen")
        .group_by(span.alias("span"), "severity")
        .len()
        .iter_rows()
    }
    return [
        (_(name), *(found.get((place, severity), 0) for severity in _ASKED))
        for place, name in enumerate(_SPANS)
    ]


def section(lines: list[tuple[str, int, int]]) -> Section | None:
    """The age of what is open."""
    if not any(errors or warnings for _name, errors, warnings in lines):
        return None
    rows = [(name, f"{errors:,}", f"{warnings:,}") for name, errors, warnings in lines]
    heads = (_("Open for"), *(_(SEVERITIES[severity]) for severity in _ASKED))
    return Section(
        _("How long findings have been open"),
        _("Counted from the run that first saw them; what clerks have closed is left out."),
        table=Table(heads, tuple(rows), 1),
        key="ages",
        chart="ages",
    )


def settled(closed: pl.DataFrame) -> Section | None:
    """How long what is settled was open, by why it ended."""
    done = closed.drop_nulls(["first_seen", "closed"])
    if done.is_empty():
        return None
    days = (pl.col("closed") - pl.col("first_seen")).dt.total_days()
    figures = (
        done.with_columns(days=days)
        .group_by("reason")
        .agg(
            pl.len(),
            half=pl.col("days").median(),
            nine=pl.col("days").quantile(0.9, "higher"),
            longest=pl.col("days").max(),
        )
        .sort("len", "reason", descending=[True, False], nulls_last=True)
    )
    rows = [
        (_(SETTLED[reason]) if reason in SETTLED else reason or "", f"{count:,}",
         *(f"{value:,.0f}" for value in spans))
        for reason, count, *spans in figures.iter_rows()
    ]  # fmt: skip
    heads = (
        _("How it ended"), _("Findings"), _("Half within (days)"), _("Nine of ten within (days)"),
        _("Longest (days)"),
    )  # fmt: skip
    return Section(_("How long settling takes"), table=Table(heads, tuple(rows), 1), key="settled")
