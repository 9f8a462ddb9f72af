"""One run's worklist, cut into what one unit or one branch is to be given."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from orgtransfer.errors import UnknownNameError
from orgtransfer.i18n import _
from orgtransfer.models import Inputs, Matched, Outcome
from orgtransfer.worklist.lines import members, nodes

By = Literal["unit", "branch", "association"]

_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST: Final = 60
"""Characters of a file's name; Windows allows 255 bytes of a whole path in places."""


@dataclass(frozen=True)
class Part:
    """What one unit or branch is to be given."""

    name: str
    file: str
    """A name for its workbook, without ending, that every system allows; no two are equal."""
    outcome: Outcome
    """The run's tables, with nothing in them about other units."""


def parts(outcome: Outcome, by: By = "unit", only: str | None = None) -> Iterator[Part]:
    """Cuts a run's worklist.

    Args:
        outcome: the run's tables.
        by: the unit to telephone, the branch on the roster's side, or the association.
        only: the one of these that is wanted.

    Yields:
        The parts by name. Findings that name no unit (sources, for one) are in none of them.

    Raises:
        UnknownNameError: nothing is to be done for `only`; the message names what comes near.
    """
    names = _names(outcome, by)
    wanted = sorted(set(names.drop_nulls()))
    if only is not None:
        wanted = [_known(only, wanted)]
    taken: set[str] = set()
    for name in wanted:
        file = file_name(name, taken)
        taken.add(file.casefold())
        yield Part(name, file, _part(outcome, names == name, by))


def _names(outcome: Outcome, by: By) -> pl.Series:
    """Which part each finding belongs to."""
    if by == "unit":
        return outcome.findings["call"]
    if by == "association":
        return _associations(outcome)
    branches = members(outcome).select("record", "branch")
    listed = nodes(outcome).select("node", "organisation_name")
    return (
        outcome.findings.join(branches, on="record", how="left", maintain_order="left")
        .join(listed, on="node", how="left", maintain_order="left")
        .select(pl.coalesce("branch", "organisation_name"))
        .to_series()
    )


def _associations(outcome: Outcome) -> pl.Series:
    """The association that each finding is about: the row's, else the person's only one, else the branch's."""
    roster = outcome.records.filter(role="roster").drop_nulls("association_key")
    named = roster.with_columns(
        association=pl.col("association").str.strip_chars().mode().min().over("association_key")
    )
    own = named.select("record", own="association")
    only = (
        named.join(outcome.matched.persons, on="record")
        .group_by("person")
        .agg(only=pl.col("association").unique())
        .filter(pl.col("only").list.len() == 1)
        .select("person", pl.col("only").list.first())
    )
    listed = outcome.organisations.filter(role="roster").select("node", listed="unit")
    return (
        outcome.findings.join(own, on="record", how="left", maintain_order="left")
        .join(only, on="person", how="left", maintain_order="left")
        .join(listed, on="node", how="left", maintain_order="left")
        .select(pl.coalesce("own", "only", "listed"))
        .to_series()
    )


def _known(name: str, names: Collection[str]) -> str:
    if name in names:
        return name
    within = [known for known in names if name in known]
    if len(within) == 1:
        return within[0]
    near = within or difflib.get_close_matches(name, names, n=3, cutoff=0.3)
    hint = _("; did you mean {names}?").format(names=_(", ").join(near[:5])) if near else ""
    raise UnknownNameError(_("There is nothing to do for {name}").format(name=name) + hint)


def _part(outcome: Outcome, chosen: pl.Series, by: By) -> Outcome:
    """What belongs to one part, put together from nothing: a table that is not named here is empty.

    A pair to judge belongs where both its rows do. Where one is somebody else's member, the
    committee judges it: its workbook has all pairs.
    """
    findings = outcome.findings.filter(chosen.fill_null(value=False))
    own = pl.concat([findings["record"], findings["other_record"]]).drop_nulls().unique().implode()
    records = outcome.records.filter(pl.col("record").is_in(own))
    transfer = findings["transfer"].drop_nulls().unique().implode()
    node = findings["node"].drop_nulls().unique().implode()
    matched = outcome.matched
    return Outcome(
        inputs=Inputs(
            sources=outcome.inputs.sources.join(records, on=["system", "file", "sheet"], how="semi")
        ),
        records=records,
        # Names and telephone numbers of the branches that its lines are about; no list of them all
        # is ever written.
        organisations=outcome.organisations,
        membership=outcome.membership.filter(pl.col("record").is_in(own)),
        transfers=outcome.transfers.filter(pl.col("transfer").is_in(transfer)),
        matched=Matched(
            pairs=matched.pairs.filter(pl.col("a").is_in(own) & pl.col("b").is_in(own)),
            persons=matched.persons.filter(pl.col("record").is_in(own)),
            ledger_persons=matched.ledger_persons.filter(pl.col("transfer").is_in(transfer)),
        ),
        branch_pairs=outcome.branch_pairs.filter(pl.col("a").is_in(node) & pl.col("b").is_in(node)),
        # Shares of a whole mean nothing for a part, and a unit need not know of the others.
        verdicts=outcome.verdicts.clear(),
        findings=findings,
        resolved=_gone(outcome.resolved, findings, by),
        letters=_letters(outcome.letters, findings),
    )


def _letters(letters: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """Those of the people whose relationship a part's own lines are about."""
    own = findings.filter(pl.col("code").str.starts_with("RL")).select("person").drop_nulls()
    return letters.join(own.unique(), on="person", how="semi")


def _gone(resolved: pl.DataFrame, findings: pl.DataFrame, by: By) -> pl.DataFrame:
    """What is settled in this unit; which branch or association it was in is no longer known."""
    if by != "unit":
        return resolved.clear()
    return resolved.filter(pl.col("call").is_in(findings["call"].unique().implode()))


def file_name(name: str, taken: Collection[str] = ()) -> str:
    """A file's name made of `name`: no character that a system forbids, no device, no repetition.

    Args:
        name: a unit's or branch's name, from an export.
        taken: names given already, case folded.
    """
    safe = _FORBIDDEN.sub("_", name).strip(" ._")[:_LONGEST].rstrip(" .") or "_"
    if _RESERVED.fullmatch(safe):
        safe = f"_{safe}"
    number, free = 2, safe
    while free.casefold() in taken:
        free, number = f"{safe} ({number})", number + 1
    return free
