"""What a finding's sentence may name: the facts about a record, a branch or a ledger row.

Names of people may stand in a message; identity numbers are masked, and birth dates are left out
altogether, since a mask of first 6 and last 4 beside a birth date gives the number back.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from orgtransfer.findings.world import World
from orgtransfer.i18n import _


def say(template: str, columns: list[str]) -> pl.Expr:
    """A column of sentences: `template`'s placeholders filled from the columns of those names.

    Args:
        template: a message in the language to be spoken, with `{placeholders}`.
        columns: the columns of the frame; a placeholder without a column is a fault of ours.

    Raises:
        KeyError: the template names a fact that the frame has not.
    """
    parts = re.split(r"\{(\w+)\}", template)
    missing = set(parts[1::2]) - set(columns)
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    blank = _("not given")
    return pl.concat_str(
        pl.lit(part) if place % 2 == 0 else pl.col(part).cast(pl.String).fill_null(blank)
        for place, part in enumerate(parts)
    )


def with_facts(subjects: pl.DataFrame, world: World) -> pl.DataFrame:
    """`subjects` with the facts that its `record`, `other_record`, `node`, `transfer` stand for.

    A record's are `name`, `label` (of its system), `branch`, `unit`, `post`, `number` (masked);
    the other record's start with `other_`; a branch's are `organisation_name`, `kind`, `above`;
    a ledger row's `letter`, `from_org`, `to_org`, `issued`.
    A column that the rule gave itself is left alone.
    """
    tables: dict[str, Callable[[], pl.DataFrame]] = {
        "record": lambda: world.facts,
        "other_record": lambda: world.facts.select(pl.all().name.prefix("other_")),
        "node": lambda: _branches(world),
        "transfer": lambda: _letters(world),
    }
    for key, make in tables.items():
        if key in subjects.columns:
            table = make()
            fresh = [key, *(name for name in table.columns if name not in subjects.columns)]
            subjects = subjects.join(table.select(fresh), on=key, how="left", maintain_order="left")
    return subjects


def _branches(world: World) -> pl.DataFrame:
    return world.nodes.select(
        "node",
        "organisation",
        "system",
        "file",
        "sheet",
        "row",
        "label",
        organisation_name="org_name",
        above="above",
        branch_unit="unit",
    )


def _letters(world: World) -> pl.DataFrame:
    return world.transfers.select(
        "transfer",
        "system",
        "file",
        "sheet",
        "row",
        "name",
        "from_org",
        "to_org",
        "issued",
        "received",
        letter="letter_no",
        valid_days="valid_days_key",
    )
