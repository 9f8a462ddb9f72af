"""Every format with every fault: read to the same rows as the plain list."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from orgtransfer.config import Limits
from orgtransfer.read.open import grids
from orgtransfer.read.table import Table, tables
from tests import examples
from tests.read import faults
from tests.read.faults import APART, FAULTS, NEEDS_SHEETS, Draft, Fault
from tests.read.writers import PASSWORD, TEXT, WRITERS

COMPARED = ("name", "id_number", "birth_date", "join_date", "branch", "unit", "phone", "category")


def fits(name: str, *chosen: Fault) -> bool:
    """Whether a format can have these faults, all in one file."""
    names = {fault.__name__ for fault in chosen}
    if name in TEXT and names & NEEDS_SHEETS:
        return False
    if "HTML" in name and "hidden_sheet" in names:
        return False
    if name == "mht" and "hidden_sheet" in names:
        return False
    return all(len(names & apart) < 2 for apart in APART)


def check(name: str, draft: Draft, folder: Path) -> None:
    """Writes a draft in a format, reads it, and compares."""
    file, write = WRITERS[name]
    path = folder / file
    made = faults.sheets(draft, name)
    path.write_bytes(write(made))
    found = tables(grids(path, file, Limits(), PASSWORD), {})
    members = [table for table in found if table.kind == "members"]
    rows = [_row(row) for table in members for row in table.data.iter_rows(named=True)]
    assert rows == [{key: person[key] for key in COMPARED} for person in _expected(draft, rows)]
    reasons: Counter[str] = sum((Counter(t.set_aside["reason"]) for t in members), Counter())
    assert reasons == faults.reasons(draft)
    assert _damage(members, name) == draft.damage
    _check_rest(draft, members, found)


def _check_rest(draft: Draft, members: list[Table], found: list[Table]) -> None:
    if draft.stated is not None:
        assert members[0].stated == draft.stated
    if draft.exported is not None:
        assert members[0].exported == draft.exported
    if any(line.hidden for line in draft.people()):
        assert sum(table.hidden_rows for table in members) == 2
    if draft.hidden:
        assert all(table.grid.hidden for table in members)
    beside = [sheet for sheet in draft.more if sheet.name == "党组织"]
    assert len(beside) == sum(table.kind == "organisations" for table in found)


def _row(row: dict[str, str | None]) -> dict[str, str]:
    """A row as it is compared: guards off, line breaks gone, dates without a time of day."""
    text = {key: "".join((row[key] or "").split()) for key in COMPARED}
    text["id_number"] = text["id_number"].strip("'=\"")
    for key in ("birth_date", "join_date"):
        text[key] = (row[key] or "").removesuffix(" 00:00:00")
    return text


def _expected(draft: Draft, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """What is expected; of an ID kept as a number the fifteen digits that are left."""
    expected = [dict(person) for person in draft.expected]
    for person, row in zip(expected, rows, strict=False):
        number = person["id_number"]
        if len(number) == 15 and row["id_number"].startswith((number[:15], number[:1] + ".")):
            person["id_number"] = row["id_number"]
    return expected


def _damage(members: list[Table], name: str) -> Counter[str]:
    """Text has no cell types: there a number shows as 9.9E+17."""
    kinds = Counter(kind for table in members for kind in table.damage["kind"])
    if name in TEXT and "scientific" in kinds:
        kinds["number"] += kinds.pop("scientific")
    return kinds


@pytest.mark.parametrize("name", WRITERS)
def test_a_plain_list_is_read(name: str, tmp_path: Path) -> None:
    check(name, faults.draft(), tmp_path)


CELLS = [(name, fault) for name in WRITERS for fault in FAULTS if fits(name, fault)]


QUICK = ("xlsx", "csv, UTF-8")
"""Formats that are tried with every fault by whoever leaves out what is slow."""


def tried() -> list[tuple[str, Fault]]:
    """Every fault in every format; in the daily run each fault in a fourth of the slow formats."""
    places = {name: place for place, name in enumerate(WRITERS)}
    return [
        (name, fault)
        for name, fault in CELLS
        if examples.whole() or name in QUICK or (places[name] + FAULTS.index(fault)) % 4 == 0
    ]


def test_each_format_and_each_fault_is_tried() -> None:
    assert {name for name, _fault in tried()} == set(WRITERS)
    assert {fault for _name, fault in tried()} == set(FAULTS)
    assert min(Counter(fault for _name, fault in tried()).values()) >= 3


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        pytest.param(
            name,
            fault,
            id=f"{name}-{fault.__name__}",
            marks=() if name in QUICK else pytest.mark.slow,
        )
        for name, fault in tried()
    ],
)
def test_one_fault_changes_nothing(name: str, fault: Fault, tmp_path: Path) -> None:
    check(name, faults.draft(fault), tmp_path)


def corpus() -> list[tuple[str, tuple[Fault, ...]]]:
    """At least sixty files, each with three faults or more, every fault in many of them."""
    rng = random.Random(20261120)
    files: list[tuple[str, tuple[Fault, ...]]] = []
    while len(files) < 96:
        name = list(WRITERS)[len(files) % len(WRITERS)]
        chosen = tuple(rng.sample(FAULTS, rng.randint(3, 8)))
        if fits(name, *chosen):
            files.append((name, chosen))
    return files


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "chosen"),
    examples.some(corpus(), 2),
    ids=lambda value: value if isinstance(value, str) else "+".join(f.__name__ for f in value),
)
def test_many_faults_at_once_change_nothing(
    name: str, chosen: tuple[Fault, ...], tmp_path: Path
) -> None:
    check(name, faults.draft(*chosen), tmp_path)


def test_every_fault_meets_others_in_the_daily_part_too() -> None:
    met = Counter(fault for _name, chosen in examples.some(corpus(), 2) for fault in chosen)
    assert set(met) == set(FAULTS)


def test_every_fault_meets_others_in_the_corpus() -> None:
    met = Counter(fault for _name, chosen in corpus() for fault in chosen)
    assert set(met) == set(FAULTS)
    assert min(met.values()) >= 5


def test_rows_are_numbered_as_the_spreadsheet_does(tmp_path: Path) -> None:
    draft = faults.draft(faults.title_rows, faults.blank_rows)
    path = tmp_path / "a.xlsx"
    path.write_bytes(WRITERS["xlsx"][1](faults.sheets(draft, "xlsx")))
    table = tables(grids(path, "a.xlsx", Limits()), {})[0]
    assert table.data["row"].to_list() == [4, 5, 7, 8, 9, 11, 12, 13]
    assert table.set_aside.filter(pl.col("reason") == "blank")["row"].to_list() == [6, 10]
