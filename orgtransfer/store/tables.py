"""The tables that `export` writes: their columns are a contract with whoever reads them.

Columns may be added, none renamed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import polars as pl

from orgtransfer import frames, through
from orgtransfer.models import Outcome
from orgtransfer.similarity import identity

ID_COLUMNS: Final = ("id_number", "id_key")
_BIRTH: Final = ("birth_date", "birth_key", "id_birth")
_PLACE: Final = ("system", "file", "sheet", "row")
_FIRST: Final = (*_PLACE, "person", "name", "branch", "unit", "verdict")
_GONE: Final = ("moved_out", "removed", "historical", "deceased")
_HIDDEN: Final = ("record", "role")
LINKED: Final = ("auto", "decided")
"""The tiers of `links`."""
FINDINGS: Final = (
    "code", "rule", "severity", "key", "person", "organisation", *_PLACE, "message", "evidence",
    "basis", "advice", "state", "first_seen", "certainty",
)  # fmt: skip


def table(outcome: Outcome, name: str, *, show_id: bool = False) -> pl.DataFrame:
    """One of TABLES, made from a run's outcome.

    Args:
        outcome: the run.
        name: a key of TABLES.
        show_id: give whole ID numbers and birth dates; otherwise numbers are masked and birth
            dates left empty, since a date beside a mask gives the number back.

    Returns:
        The table, in an order that depends on its content alone.
    """
    return TABLES[name](outcome, show_id)


def _records(outcome: Outcome, show_id: bool) -> pl.DataFrame:
    return records(
        outcome.records.join(outcome.matched.persons, on="record", how="left")
        .join(outcome.verdicts.select("record", "verdict", "because"), on="record", how="left")
        .sort("system", "file", "sheet", "row"),
        show_id=show_id,
    )


def records(made: pl.DataFrame, *, show_id: bool) -> pl.DataFrame:
    """The table `records`, or a part of it.

    Args:
        made: RECORDS with `person`, `verdict` and `because`.
        show_id: see `table`.
    """
    rest = [name for name in made.columns if name not in (*_FIRST, *_HIDDEN)]
    made = made.select(*_FIRST, "role", *rest)
    return made if show_id else _masked(made)


def _masked(records: pl.DataFrame) -> pl.DataFrame:
    masked = identity.mask(pl.coalesce("id_key", "id_number"))
    return records.with_columns(
        masked.alias("id_number"),
        identity.mask(pl.col("id_key")),
        *(pl.lit(None, pl.String).alias(name) for name in _BIRTH),
        pl.col("remark").str.replace_all(r"[0-9]{14,17}[0-9Xx]", "***"),
    )


def _links(outcome: Outcome, _show_id: bool) -> pl.DataFrame:
    return _pairs(outcome, *LINKED)


def _candidates(outcome: Outcome, _show_id: bool) -> pl.DataFrame:
    return _pairs(outcome, "review")


def _pairs(outcome: Outcome, *tiers: str) -> pl.DataFrame:
    matched = outcome.matched
    return pairs(matched.pairs, outcome.records.select("record", *_PLACE), matched.persons, tiers)


def pairs(
    found: pl.DataFrame, places: pl.DataFrame, persons: pl.DataFrame, tiers: Sequence[str]
) -> pl.DataFrame:
    """The table `links` or `candidates`, or a part of it.

    Args:
        found: PAIRS; of a part of `links` at least all links of its persons.
        places: `record`, `system`, `file`, `sheet`, `row`.
        persons: PERSONS.
        tiers: those of the table.
    """
    return (
        found.filter(pl.col("tier").is_in(tiers))
        .with_columns(evidence=evidence())
        .join(through.via(found), on=["a", "b"], how="left")
        .join(places.select(via="record", **_prefixed("via")), on="via", how="left")
        .join(persons, left_on="a", right_on="record", how="left")
        .join(places.select(a="record", **_prefixed("a")), on="a", how="left")
        .join(places.select(b="record", **_prefixed("b")), on="b", how="left")
        .select(
            "person", *_prefixed("a"), *_prefixed("b"), "probability", "tier", "evidence",
            "weight", "reason", *_prefixed("via"),
        )
        .sort(*_prefixed("a"), *_prefixed("b"))
    )  # fmt: skip


def _prefixed(side: str) -> dict[str, str]:
    return {f"{side}_{name}": name for name in _PLACE}


def evidence() -> pl.Expr:
    """The ledger of a pair: `id:same +21.3; name:exact +6.0`, comparisons in their fixed order."""
    return pl.concat_list(
        pl.when(pl.col(f"{name}_weight").fill_null(0) != 0).then(
            pl.concat_str(
                pl.lit(f"{name}:"),
                f"{name}_level",
                pl.when(pl.col(f"{name}_weight") > 0).then(pl.lit(" +")).otherwise(pl.lit(" ")),
                pl.col(f"{name}_weight").round(1).cast(pl.String),
            )
        )
        for name in frames.COMPARISONS
    ).list.drop_nulls().list.join("; ")  # fmt: skip


def _findings(outcome: Outcome, _show_id: bool) -> pl.DataFrame:
    return outcome.findings.select(FINDINGS).sort("code", "key")


def _coverage(outcome: Outcome, _show_id: bool) -> pl.DataFrame:
    return outcome.coverage.sort("association", "system")


def _counts(outcome: Outcome, _show_id: bool) -> pl.DataFrame:
    return outcome.counts


def _letters(outcome: Outcome, _show_id: bool) -> pl.DataFrame:
    return outcome.letters.sort("year", "serial")


def _organisations(outcome: Outcome, _show_id: bool) -> pl.DataFrame:
    nodes = outcome.organisations
    above = nodes.select(parent_node="node", above_code=_code())
    return (
        nodes.join(above, on="parent_node", how="left")
        .join(_members(outcome), on="node", how="left")
        .join(_found(outcome), on="node", how="left")
        .sort("system", "file", "sheet", "row", "node")
        .select(
            "system",
            code=_code(),
            name="org_name",
            kind=pl.coalesce("org_kind", "level"),
            parent_code=pl.coalesce("parent_code_key", "above_code"),
            organisation="organisation",
            members=pl.col("members").fill_null(0),
            full_members=pl.col("full_members").fill_null(0),
            findings=pl.col("findings").fill_null(0),
            level="level",
            nature="nature",
            parent="parent",
            listed="listed",
            file="file",
            sheet="sheet",
            row="row",
        )
    )


def _code() -> pl.Expr:
    return pl.coalesce("code_key", "org_code")


def _members(outcome: Outcome) -> pl.DataFrame:
    """node, members, full_members: who still counts in each branch itself."""
    gone = pl.col("state_key").is_in(_GONE).fill_null(value=False)
    return (
        outcome.membership.join(outcome.records, on="record")
        .filter(~gone, pl.col("moved_out_key").is_null(), pl.col("node").is_not_null())
        .group_by("node")
        .agg(members=pl.len(), full_members=(pl.col("category_key") == "full").sum())
    )


def _found(outcome: Outcome) -> pl.DataFrame:
    """node, findings: what was found about each branch itself."""
    return (
        outcome.findings.filter(pl.col("node").is_not_null(), pl.col("record").is_null())
        .group_by("node")
        .agg(findings=pl.len())
    )


def _closed(outcome: Outcome, _show_id: bool) -> pl.DataFrame:
    return outcome.closed.sort("closed", "code", "key", descending=[True, False, False])


def _decisions(outcome: Outcome, _show_id: bool) -> pl.DataFrame:
    return outcome.rulings


TABLES: Final[Mapping[str, Callable[[Outcome, bool], pl.DataFrame]]] = {
    "records": _records,
    "links": _links,
    "candidates": _candidates,
    "findings": _findings,
    "organisations": _organisations,
    "coverage": _coverage,
    "counts": _counts,
    "letters": _letters,
    "closed": _closed,
    "decisions": _decisions,
}
"""What may be exported: name -> how it is made."""

ALONE: Final = frozenset({"findings", "coverage", "counts", "letters", "closed"})
"""Exports that are made of the one table of their name, whatever else is kept of a run."""
