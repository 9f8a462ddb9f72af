"""What changed between two runs: findings that are new, changed, standing or resolved."""

from __future__ import annotations

import datetime as dt

import polars as pl

from orgtransfer import frames


def compare(
    previous: pl.DataFrame | None, findings: pl.DataFrame, today: dt.date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Says of each finding whether the last run had it.

    A finding is known by its key alone. `changed` means that what it rests on reads differently:
    its severity or its evidence. Where it stands (file, sheet, row) changes with every export and
    is no change, nor is the wording of the message.

    Args:
        previous: FINDINGS of the last run; None on the first night.
        findings: FINDINGS of this run.
        today: what `first_seen` of a new finding is.

    Returns:
        FINDINGS with `state` and `first_seen`, in the order given, and the previous FINDINGS that
        are gone, by code and key.
    """
    if previous is None:
        previous = frames.FINDINGS.empty()
    before = previous.unique("key", keep="first", maintain_order=True).select(
        "key",
        seen="first_seen",
        told=pl.struct("severity", "evidence"),
        known=pl.lit(value=True),
    )
    same = pl.struct("severity", "evidence") == pl.col("told")
    compared = findings.join(before, on="key", how="left", maintain_order="left").with_columns(
        state=pl.when(pl.col("known").is_null())
        .then(pl.lit("new"))
        .when(same)
        .then(pl.lit("standing"))
        .otherwise(pl.lit("changed")),
        first_seen=pl.coalesce("seen", pl.lit(today)),
    )
    resolved = previous.join(findings, on="key", how="anti", maintain_order="left")
    return (
        frames.conform(compared, frames.FINDINGS),
        frames.conform(resolved.sort("code", "key"), frames.FINDINGS),
    )
