"""Writes the truth down, a CSV file a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.samples import expected, truth
from tests.samples.expected import sources
from tests.samples.forest import ROSTER
from tests.samples.rows import Row
from tests.samples.world import World

_PLACE = ("system", "file", "sheet", "row")


def save(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes one table of the truth, UTF-8, a line a row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def write(world: World, folder: Path) -> None:
    """Writes every table into `folder`; the exports must have been written before.

    `records.csv` says which rows are one person and the verdict of each roster row (`group` marks
    part-time members of functional branches, of whom nobody is ever due, and rows about one of two
    namesakes that nothing tells apart), `branches.csv`
    which branches are one organisation (a branch that only members name has no row), `findings.csv`
    what each rule owes, `faults.csv` what was planted where.
    """
    known = truth.index(world)
    records = sorted(
        (
            r.system,
            *r.place,
            r.person.key,
            truth.verdict(r, known) if r.system == ROSTER else "",
            _group(r),
            r.association or (r.node.unit if r.system == ROSTER else ""),
        )
        for r in world.rows
    )
    save(folder / "records.csv", (*_PLACE, "person", "verdict", "group", "association"), records)
    branches = [(n.system, *_listed(n.place), n.name, n.organisation) for n in world.forest.nodes]
    save(folder / "branches.csv", (*_PLACE, "name", "organisation"), branches)
    owed = [
        (f.code, f.system, *f.place, f.subject, f.note) for f in expected.findings(world, known)
    ]
    save(folder / "findings.csv", ("code", *_PLACE, "subject", "note"), owed)
    faults = [(kind, r.system, *r.place) for r in world.rows for kind in r.faults]
    faults += [("not_a_member", ROSTER, *a.place) for a in world.applicants]
    faults += [(code, n.system, *n.place) for n in world.forest.nodes for code in _planted(n.tags)]
    faults += [
        (f"{code}_near", t.system, t.file, t.sheet, t.header_row)
        for t in world.tables
        for code in sources.near(t)
    ]
    save(folder / "faults.csv", ("kind", *_PLACE), sorted(faults))


def _group(row: Row) -> str:
    if "undecidable" in row.faults:
        return "undecidable"
    return "control" if truth.is_control(row) else ""


def _listed(place: tuple[str, str, int]) -> tuple[object, ...]:
    return place if place[2] else ("", "", "")


def _planted(tags: set[str]) -> list[str]:
    return sorted(t for t in tags if t.startswith("BR") and (len(t) == 4 or t.endswith("_near")))
