"""What followed from rulings in the first run that went by them."""

from __future__ import annotations

import polars as pl

from orgtransfer.models import Earlier, Outcome


def followed(
    outcome: Outcome, before: Earlier | None, acted: pl.DataFrame
) -> list[tuple[str, str]]:
    """What a run has that the one before had not, and the other way round, about each ruling's subject.

    Args:
        outcome: the first run after the rulings.
        before: the tables of the run before.
        acted: RULINGS on pairs of people or of branches.

    Returns:
        For each row of `acted` the codes of findings that came, and of those that went, joined by
        blanks, each code as often as there are findings.
    """
    persons = [
        outcome.matched.persons.join(outcome.records.select("record", "record_key"), on="record")
    ]
    if before is not None:
        rows = before.records.select("record", "record_key")
        persons.append(before.persons.join(rows, on="record"))
    every = pl.concat([table.select("record_key", "person") for table in persons]).unique()
    ends = acted.with_row_index("at").select("at", "a_key", "b_key")
    keys = pl.concat([ends.select("at", key=end) for end in ("a_key", "b_key")]).drop_nulls()
    about = pl.concat(
        [
            keys.join(every, left_on="key", right_on="record_key").select("at", subject="person"),
            keys.select("at", subject="key"),
        ]
    ).unique()
    fresh = outcome.findings.filter(pl.col("state").is_in(["new", "reopened"]))
    told = [_codes(about, table) for table in (fresh, outcome.resolved)]
    return [(told[0].get(at, ""), told[1].get(at, "")) for at in range(acted.height)]


def _codes(about: pl.DataFrame, findings: pl.DataFrame) -> dict[int, str]:
    """Place of a ruling -> the codes of the findings about its people or branches."""
    subjects = pl.concat(
        [findings.select("key", "code", subject=name) for name in ("person", "organisation")]
    ).drop_nulls("subject")
    found = about.join(subjects, on="subject").unique(["at", "key"]).sort("at", "code")
    made = found.group_by("at", maintain_order=True).agg(pl.col("code").str.join(" "))
    return dict(made.iter_rows())
