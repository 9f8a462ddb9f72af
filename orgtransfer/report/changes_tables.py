"""What changed between two runs, as tables of text: for the console, the text and the page alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from orgtransfer.i18n import N_, _
from orgtransfer.report.changes import Changed
from orgtransfer.report.sections import Table

CHANGES: Final[Mapping[str, str]] = {
    "new": N_("new"),
    "reopened": N_("back again"),
    "changed": N_("changed"),
    "resolved": N_("resolved"),
    "appeared": N_("new in it"),
    "left": N_("in it no longer"),
    "moved": N_("moved"),
}
"""The values of `change`, of findings and of people, and what each is called."""
_KINDS: Final = ("new", "changed", "resolved")
_PEOPLE: Final = ("appeared", "left", "moved")
MOST: Final = 1000
"""Lines of a table; the whole is for a file."""


@dataclass(frozen=True)
class Compared:
    """Two runs compared, as it is told."""

    runs: str
    """Which two runs, in words."""
    changed: Changed
    labels: Mapping[str, str] = field(default_factory=dict)
    """What people call each system."""
    missing: str = ""
    """Why the members cannot be compared; empty where they are."""
    first: bool = False
    """Whether there is nothing to compare with: then everything is new, and the worklist is read."""


def counts(changed: Changed) -> str:
    """The findings in one line."""
    told = changed.counts
    line = _("new: {new}, changed: {changed}, resolved: {resolved}").format(**told)
    if told["reopened"]:
        line += _(" (of the new ones, back again: {count})").format(count=told["reopened"])
    return line


def moves(compared: Compared) -> str:
    """The people in one line; why there are none where they cannot be compared."""
    if compared.missing:
        return _("People cannot be compared. {reason}").format(reason=compared.missing)
    line = _("people new in a system: {appeared}, in it no longer: {left}, moved: {moved}")
    return line.format(**compared.changed.moves)


def tables(compared: Compared, most: int = MOST, *, ids: bool = True) -> list[tuple[str, Table]]:
    """Title and table of everything that has a line; figures first, then who, then what.

    Args:
        compared: what changed.
        most: lines that a list shows at most; what is left out is said below it.
        ids: with people's masked ID numbers, for which a console is too narrow.
    """
    changed = compared.changed
    made = (
        (_("By system"), _systems(compared)),
        (_("By unit"), _units(changed, most)),
        (_("By rule"), _rules(changed)),
        (_("Who came, left or moved"), _members(compared, most, ids=ids)),
        (_("Findings"), _findings(changed, most)),
    )
    shown = made[2:3] if compared.first else made
    return [(title, table) for title, table in shown if table.rows]


def _systems(compared: Compared) -> Table:
    rows = [
        (_label(compared, row["system"]), *_numbers(row, "before", "after", *_PEOPLE))
        for row in compared.changed.systems.iter_rows(named=True)
    ]
    heads = (_("System"), _("People before"), _("People now"), *_words(*_PEOPLE))
    return Table(heads, tuple(rows), 1)


def _units(changed: Changed, most: int) -> Table:
    rows = [
        (row["unit"] or _("(no unit named)"), *_numbers(row, *_KINDS, *_PEOPLE))
        for row in changed.units.head(most).iter_rows(named=True)
    ]
    note = _("… and {rest} more; all with --part units --format csv")
    return Table(
        (_("Unit"), *_words(*_KINDS, *_PEOPLE)),
        tuple(rows),
        1,
        note=_rest(changed.units, most, note),
    )


def _rules(changed: Changed) -> Table:
    rows = [
        (row["code"], row["title"] or "", *_numbers(row, *_KINDS, "total"))
        for row in changed.rules.iter_rows(named=True)
    ]
    heads = (_("Rule"), _("What was found"), *_words(*_KINDS), _("All now"))
    return Table(heads, tuple(rows), 2)


def _members(compared: Compared, most: int, *, ids: bool) -> Table:
    members = compared.changed.members
    rows = [
        (
            _(CHANGES[row["change"]]),
            _label(compared, row["system"]),
            row["name"] or "",
            *((row["id_number"] or "",) if ids else ()),
            _from_to(row["was_unit"], row["unit"]),
            _from_to(row["was_branch"], row["branch"]),
            _("、").join(_label(compared, other) for other in row["others"]),
        )
        for row in members.head(most).iter_rows(named=True)
    ]
    heads = (
        _("Change"), _("System"), _("Name"), *((_("ID number"),) if ids else ()), _("Unit"),
        _("Branch"), _("Also in"),
    )  # fmt: skip
    note = _("… and {rest} more; all with --part members --format csv")
    return Table(heads, tuple(rows), len(heads), note=_rest(members, most, note))


def _findings(changed: Changed, most: int) -> Table:
    rows = [
        (_(CHANGES[row["change"]]), row["code"], row["message"] or "", _place(row))
        for row in changed.findings.head(most).iter_rows(named=True)
    ]
    heads = (_("Change"), _("Rule"), _("What is the matter"), _("Where"))
    note = _("… and {rest} more; all with --format csv")
    return Table(heads, tuple(rows), len(heads), note=_rest(changed.findings, most, note))


def _words(*changes: str) -> tuple[str, ...]:
    return tuple(_(CHANGES[name]) for name in changes)


def _numbers(row: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """The numbers of a line; zero is left out so that what is there stands out."""
    return tuple(f"{row[name]:,}" if row[name] else "" for name in names)


def _label(compared: Compared, system: str) -> str:
    return compared.labels.get(system, system)


def _from_to(was: str | None, now: str | None) -> str:
    """What it is; what it was before it, where that is another."""
    if was and was != now:
        return _("{before} → {now}").format(before=was, now=now or _("(none)"))
    return now or ""


def _place(row: Mapping[str, Any]) -> str:
    name = (row["file"] or "").rpartition("/")[2]
    return ":".join(part for part in (name, row["sheet"] or "", str(row["row"] or "")) if part)


def _rest(table: pl.DataFrame, most: int, note: str) -> str:
    rest = table.height - most
    return note.format(rest=rest) if rest > 0 else ""
