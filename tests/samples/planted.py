"""What is broken in the samples, and where: every broken value of DOMAIN.md section 4.

A row gets at most one of these, so that each stands alone. A fault that changes what the row says
changes its facts; one that only changes how it is written goes into its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tests.samples import formats, names, numbers
from tests.samples.forest import NATIONAL, ROSTER, SZJG
from tests.samples.rows import Row
from tests.samples.world import World

Change = Callable[[World, Row], bool]
"""Breaks a row; false where the row does not lend itself to it."""

_GUARDS: Final[dict[str, Callable[[str], str]]] = {
    "id_full_width": formats.wide,
    "id_spaces": lambda n: f"{n[:6]} {n[6:14]} {n[14:]}",
    "id_nbsp": lambda n: n + "\u00a0",
    "id_tab": lambda n: f"\t{n}\t",
    "id_zero_width": lambda n: f"{n[:6]}\u200b{n[6:]}",
    "id_bom": lambda n: "\ufeff" + n,
    "id_apostrophe": lambda n: "'" + n,
    "id_formula": lambda n: f'="{n}"',
}


def _guard(kind: str) -> Change:
    def change(world: World, row: Row) -> bool:
        row.cells["id_number"] = _GUARDS[kind](row.id_number)
        return row.id_state == "valid"

    return change


def _rewrite_date(field: str, style: str) -> Change:
    def change(world: World, row: Row) -> bool:
        iso = getattr(row, field)
        if len(iso) < 10:
            return False
        row.cells[field] = formats.date(iso, style)
        return True

    return change


def _no_date(field: str) -> Change:
    def change(world: World, row: Row) -> bool:
        setattr(row, field, "")
        row.cells[field] = "0000-00-00"
        return True

    return change


def _wrong_date(field: str) -> Change:
    """Another month; the day and the year stay."""

    def change(world: World, row: Row) -> bool:
        value = getattr(row, field)
        if len(value) < 7:
            return False
        month = int(value[5:7]) % 12 + 1
        wrong = f"{value[:5]}{month:02}{value[7:]}"
        if wrong[8:] > "28":
            return False
        setattr(row, field, wrong)
        cell = row.cells.get(field)
        if row.system == SZJG:
            row.cells[field] = wrong.replace("-", ".") if field == "birth" else wrong
        elif cell is not None:
            row.cells[field] = wrong
        return True

    return change


def _wrong_sex(world: World, row: Row) -> bool:
    row.sex = "F" if row.sex == "M" else "M"
    if "sex" in row.cells:
        row.cells["sex"] = {"M": "1", "F": "2"}[row.sex]
    return True


def _no_number_and(then: Change) -> Change:
    def change(world: World, row: Row) -> bool:
        if not then(world, row) or not row.phone:
            return False
        numbers.missing(world, row)
        return True

    return change


def _other(field: str, *values: str) -> Change:
    """Another value of the kind."""

    def change(world: World, row: Row) -> bool:
        before = getattr(row, field)
        setattr(row, field, world.random.choice([v for v in values if v != before]))
        row.cells.pop(field, None)
        return bool(before)

    return change


def _stale_category(world: World, row: Row) -> bool:
    row.category = "预备党员"
    row.full = ""
    row.cells["full"] = ""
    return True


_ELSEWHERE: Final = {
    "ethnicity_differs",
    "education_differs",
    "phone_differs",
    "full_differs",
    "name_",
    "born_differs",
    "joined_differs",
    "category_differs",
    "sex_differs",
    "id_differs",
    "id_masked",
}

_PLAN: Final[tuple[tuple[str, str, int, Change], ...]] = (
    ("id_number_cell", ROSTER, 14, numbers.number_cell),
    ("id_scientific", NATIONAL, 6, numbers.scientific),
    ("id_mistyped", ROSTER, 9, numbers.mistyped),
    ("id_mistyped", NATIONAL, 5, numbers.mistyped),
    ("id_swapped", ROSTER, 3, numbers.swapped),
    ("id_short", ROSTER, 3, numbers.short),
    ("id_long", ROSTER, 1, numbers.long),
    ("id_fifteen", ROSTER, 9, numbers.fifteen),
    ("id_fifteen", NATIONAL, 11, numbers.fifteen),
    ("id_lower_x", ROSTER, 9, numbers.lower_x),
    ("id_lower_x", NATIONAL, 4, numbers.lower_x),
    *((kind, ROSTER, 3, _guard(kind)) for kind in _GUARDS),
    ("id_formula", NATIONAL, 3, _guard("id_formula")),
    ("id_apostrophe", NATIONAL, 3, _guard("id_apostrophe")),
    ("id_missing", ROSTER, 28, numbers.missing),
    ("id_missing", NATIONAL, 5, numbers.missing),
    ("id_missing", SZJG, 4, numbers.missing),
    ("id_masked", ROSTER, 18, numbers.masked),
    ("id_differs", SZJG, 2, numbers.differs),
    ("id_differs", ROSTER, 2, numbers.differs),
    ("name_spaced", ROSTER, 14, names.spaced),
    ("name_spaced", NATIONAL, 4, names.spaced),
    ("name_note", ROSTER, 7, names.noted),
    ("name_homophone", ROSTER, 8, names.homophone),
    ("name_lookalike", ROSTER, 6, names.lookalike),
    ("name_traditional", ROSTER, 5, names.traditional),
    ("name_traditional", SZJG, 2, names.traditional),
    ("name_dropped", ROSTER, 3, names.dropped),
    ("name_order", ROSTER, 2, names.reordered),
    ("name_changed", ROSTER, 2, names.changed),
    ("born_0000", NATIONAL, 5, _no_date("birth")),
    ("born_0000", ROSTER, 3, _no_date("birth")),
    ("born_serial", ROSTER, 8, _rewrite_date("birth", "serial")),
    ("joined_serial", ROSTER, 5, _rewrite_date("joined", "serial")),
    ("joined_0000", NATIONAL, 4, _no_date("joined")),
    ("joined_words", NATIONAL, 5, _rewrite_date("joined", "slashes")),
    ("born_against_id", ROSTER, 6, _wrong_date("birth")),
    ("born_against_id", NATIONAL, 3, _wrong_date("birth")),
    ("sex_against_id", ROSTER, 5, _wrong_sex),
    ("sex_against_id", NATIONAL, 2, _wrong_sex),
    ("born_differs", SZJG, 4, _wrong_date("birth")),
    ("born_differs", ROSTER, 3, _no_number_and(_wrong_date("birth"))),
    ("sex_differs", ROSTER, 3, _no_number_and(_wrong_sex)),
    ("joined_differs", ROSTER, 9, _wrong_date("joined")),
    ("joined_differs", NATIONAL, 3, _wrong_date("joined")),
    ("category_differs", ROSTER, 6, _stale_category),
    ("ethnicity_differs", ROSTER, 2, _other("ethnicity", "汉族", "回族", "畲族")),
    ("education_differs", ROSTER, 4, _other("education", "大学本科", "大学专科")),
    ("phone_differs", ROSTER, 5, _other("phone", *(f"1008888000{n}" for n in range(9)))),
    ("full_differs", ROSTER, 3, _wrong_date("full")),
)  # fmt: skip


def plant(world: World) -> None:
    """Breaks what the plan says, each in a row of its own that was whole before."""
    names.rare(world)
    names.minority(world)
    numbers.two_people(world)
    numbers.probable_doubles(world)
    numbers.undecidable(world)
    linked = _people_in_two_systems(world)
    queues = {s: _whole_rows(world, s) for s in (NATIONAL, ROSTER, SZJG)}
    for kind, system, count, change in _PLAN:
        needs_other = any(kind.startswith(prefix) for prefix in _ELSEWHERE)
        left = count
        for row in queues[system]:
            if left == 0:
                break
            if row.faults or (needs_other and id(row.person) not in linked):
                continue
            left -= _try(world, row, kind, change)
        if left:
            raise ValueError(f"{kind} in {system}: no row for {left} more")


def _try(world: World, row: Row, kind: str, change: Change) -> bool:
    before = {**row.__dict__, "cells": dict(row.cells)}
    if change(world, row):
        row.fault(kind)
        return True
    row.__dict__.update(before)
    return False


def _people_in_two_systems(world: World) -> set[int]:
    """People whose relationship the national system holds and whom another one lists too."""
    systems: dict[int, set[str]] = {}
    for row in world.rows:
        if row.live:
            systems.setdefault(id(row.person), set()).add(row.system)
    return {person for person, found in systems.items() if NATIONAL in found and len(found) > 1}


def _whole_rows(world: World, system: str) -> list[Row]:
    """The system's live rows in an order of chance; people with a broken row are out."""
    touched = {id(r.person) for r in world.rows if r.faults}
    rows = [r for r in world.of(system) if id(r.person) not in touched and r.live]
    world.random.shuffle(rows)
    return rows


def kinds(rows: list[Row]) -> Iterator[tuple[str, Row]]:
    """Each fault with the row that has it."""
    for row in rows:
        for kind in row.faults:
            yield kind, row
