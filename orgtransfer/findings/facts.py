"""What a finding's sentence may name: the facts about a record, a branch or a ledger row.

Names of people may stand in a message; identity numbers are masked, and birth dates are left out
altogether, since a mask of first 6 and last 4 beside a birth date gives the number back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import polars as pl

from orgtransfer.findings.world import World
from orgtransfer.i18n import N_, _


def fill_template(template: str, columns: list[str]) -> pl.Expr:
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


_ELSEWHERE = frozenset({"export", "file", "row", "place", "places", "other_place"})
"""Facts about where something stands: they change with every export."""
_WORDS = frozenset(
    {"acts", "ask", "branch_parent", "candidate", "elsewhere", "field", "kind", "likelier", "part",
     "reasons", "side", "there", "what"}
)  # fmt: skip
"""Facts that are words of ours, in the language in force, and follow from the others."""
_SPOKEN = (N_("male"), N_("female"))
"""Words of ours that are facts by themselves."""
_JOINTS = r"[\s、，,：:；;]"
"""What stands between the parts of a fact: another language has other signs."""


def fact_digest(templates: Sequence[str]) -> pl.Expr:
    """The facts that some sentences name, in the order of their names, whatever the language.

    Two findings that tell the same facts say the same, however it is worded.

    Args:
        templates: messages with `{placeholders}`.
    """
    named = {name for text in templates for name in re.findall(r"\{(\w+)\}", text)}
    facts = sorted(named - _ELSEWHERE - _WORDS)
    words = {_(word): word for word in _SPOKEN}
    return pl.concat_str(
        [
            pl.lit(""),
            *(pl.col(name).cast(pl.String).fill_null("").replace(words) for name in facts),
        ],
        separator="\x1f",
    ).str.replace_all(_JOINTS, "")


def with_facts(subjects: pl.DataFrame, world: World) -> pl.DataFrame:
    """`subjects` with the facts that its `record`, `other_record`, `node`, `transfer` stand for.

    A record's are `name`, `label` (of its system), `branch`, `unit`, `post`, `number` (masked);
    the other record's start with `other_`; a branch's are `organisation_name`, `kind`, `above`;
    a ledger row's `letter`, `from_org`, `to_org`, `issued`.
    A column that the rule gave itself is left alone. It gives at least what its finding's key is made
    of (`finder._ABOUT`) as far as these facts do not: `subject` where it is about a source or a ledger
    row. `severity` and `call` win over what would be taken otherwise.
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
