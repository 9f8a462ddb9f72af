"""Whether tonight's exports can be believed: each is held against the last one that was.

An export that was cut off, shifted, emptied in a column, pasted twice or taken from an old file
looks like news: hundreds of people gone, or new. Such a source is set aside by itself, and its last
good tables stand in for it, until a good export comes or somebody lets it through.

Pure: a function of tonight's tables and those of the last run. The shares are our own; they leave
room for a hundred nights of joiners, leavers and corrections at once (`tests/test_intake.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Intake
from orgtransfer.i18n import N_
from orgtransfer.models import Inputs

UNREAD: Final = "unread"
"""The reason of an export that cannot be read at all, told by whoever reads it."""
REASONS: Final[Mapping[str, str]] = {
    UNREAD: N_("cannot be read: {text}"),
    "moving": N_("{file} changed while it was read: it is still being written"),
    "open": N_("{file} is new and open in Excel, WPS or LibreOffice: save and close it"),
    "cut_off": N_("the file ends in the middle of a line"),
    "lost": N_("{count} of {before} rows are gone"),
    "group": N_("nobody of {name} is left ({count} rows)"),
    "emptied": N_("the column {field} is empty in {share} of the rows, before in {before}"),
    "uniform": N_("the column {field} holds {count} different values, before {before}"),
    "changed": N_("the column {field} says something else in {share} of the rows"),
    "doubled": N_("{share} of the rows stand there twice, before {before}"),
    "grown": N_("there are {count} rows, before {before}"),
    "older": N_("the export is of {day}, the last one was of {before}"),
}
"""Why an export is not believed, in the order in which they are told."""

FEW: Final = 40
"""Rows below which shares say nothing; then only a file that ends in mid-line is doubted."""
LEAST: Final = 10
"""Rows that must be concerned, whatever the share."""
_GROUP: Final = 8
"""Members of a branch, unit or association whose leaving together is a question."""
_PLACES: Final = ("association", "unit", "branch", "parent")
_TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "members": (
        "name",
        "id_number",
        "branch",
        "unit",
        "phone",
        "birth_date",
        "join_date",
        "post",
        "sex",
        "ethnicity",
        "category",
        "full_date",
        "education",
        "association",
        "member_no",
        "state",
    ),
    "organisations": ("org_code", "parent", "org_kind", "secretary"),
    "transfers": ("id_number", "from_org", "to_org"),
}
"""Columns that do not say something else in many rows overnight."""
_WHO: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "members": (
        ("id_number",),
        ("name", "branch"),
        ("phone",),
        ("name", "unit"),
        ("name", "join_date"),
        ("name", "birth_date"),
    ),
    "organisations": (("org_code",), ("org_name",)),
    "transfers": (("letter_no",), ("name", "to_org")),
}
"""By what a row is known again: any of these."""
VARIED: Final = ("name", "id_number", "branch", "unit", "association", "phone", "org_name")
"""Columns that hold many different values."""
TABLES: Final = {"members": "records", "organisations": "organisations", "transfers": "transfers"}


@dataclass(frozen=True)
class Doubt:
    """One reason why an export is not believed."""

    system: str
    kind: str
    reason: str
    """A key of REASONS."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What its sentence names; never a person."""
    file: str = ""
    """The export that is to be looked at; where it is several, the first."""


def doubts(now: Inputs, before: Inputs, limits: Intake) -> tuple[Doubt, ...]:
    """What speaks against believing tonight's exports.

    Args:
        now: tonight's tables.
        before: those of the last run, as `earlier` gives them.
        limits: the shares from which an export is doubted.

    Returns:
        All reasons, a system and kind after another; none for a source that the last run had not.
    """
    found: list[Doubt] = []
    cut = now.damage.filter(pl.col("kind") == "cut_off").join(
        now.sources.select("system", "file", source="kind"), on=["system", "file"]
    )
    cut_before = before.damage.filter(pl.col("kind") == "cut_off")["system"].to_list()
    for system, kind in product(sorted(now.sources["system"].unique()), TABLES):
        rows, last = (_rows(side, system, kind) for side in (now, before))
        if last.is_empty():
            continue
        if cut.filter(system=system, source=kind).height and system not in cut_before:
            found.append(Doubt(system, kind, "cut_off"))
        if not _same(rows, last):
            found += _Compared(system, kind, rows, last, limits).doubts()
            found += _older(now, before, system, kind)
    return tuple(found)


def is_known(now: Inputs, before: Inputs, system: str, kind: str) -> bool:
    """Whether a source says what the last run knew, or is one that the last run had not."""
    rows, last = (_rows(side, system, kind) for side in (now, before))
    return last.is_empty() or _same(rows, last)


def _rows(inputs: Inputs, system: str, kind: str) -> pl.DataFrame:
    table: pl.DataFrame = getattr(inputs, TABLES[kind])
    fields = [name for name in frames.FIELDS[kind] if name in table.columns]
    return (
        table.filter(pl.col("system") == system)
        .select(
            pl.col(name).str.replace_all(r"[\s\-/.年月日]+0*|^0+", "").alias(name)
            for name in fields
        )
        .with_columns(pl.all().replace("", None))
    )


def _same(rows: pl.DataFrame, last: pl.DataFrame) -> bool:
    """Whether both hold the same rows, in whatever order."""
    if rows.height != last.height:
        return False
    sums = [side.hash_rows(seed=1).sort() for side in (rows, last)]
    return sums[0].equals(sums[1])


def _older(now: Inputs, before: Inputs, system: str, kind: str) -> Iterator[Doubt]:
    days = [
        side.sources.filter(system=system, kind=kind)["exported"].max() for side in (now, before)
    ]
    if days[0] is not None and days[1] is not None and str(days[0]) < str(days[1]):
        yield Doubt(system, kind, "older", {"day": str(days[0]), "before": str(days[1])})


@dataclass(frozen=True)
class _Compared:
    """One source tonight and in the last run."""

    system: str
    kind: str
    rows: pl.DataFrame
    last: pl.DataFrame
    limits: Intake

    def doubts(self) -> Iterator[Doubt]:
        """Everything but the file's end and its date."""
        if self.last.height < FEW:
            return
        gone = self.last.filter(~self._known(self.last, self.rows))
        if gone.height >= LEAST and gone.height > self.limits.lost * self.last.height:
            yield self._doubt("lost", count=gone.height, before=self.last.height)
        yield from self._groups(gone)
        yield from self._columns()
        yield from self._changed()
        yield from self._grown()

    def _doubt(self, reason: str, **facts: object) -> Doubt:
        return Doubt(
            self.system, self.kind, reason, {name: str(value) for name, value in facts.items()}
        )

    def _known(self, asked: pl.DataFrame, there: pl.DataFrame) -> pl.Series:
        """Which rows of `asked` are known again among those of `there`."""
        known = pl.Series([False] * asked.height)
        for fields in _WHO[self.kind]:
            if set(fields) <= set(asked.columns):
                keys = [
                    side.select(pl.concat_str(*fields, separator="|")).to_series()
                    for side in (asked, there)
                ]
                known |= keys[0].is_in(keys[1].drop_nulls().implode()).fill_null(value=False)
        return known

    def _groups(self, gone: pl.DataFrame) -> Iterator[Doubt]:
        """Branches, units and associations that have left as a whole."""
        told: list[str] = []
        for place in _PLACES:
            if place not in self.last.columns:
                continue
            sizes = self.last.drop_nulls(place).group_by(place).len("size")
            left = gone.drop_nulls(place).group_by(place).len("left")
            whole = (
                sizes.join(left, on=place)
                .filter(pl.col("size") >= _GROUP, pl.col("left") >= 0.9 * pl.col("size"))
                .sort("size", place, descending=[True, False])
            )
            for name, size, _left in whole.head(3).iter_rows():
                if not told:
                    yield self._doubt("group", name=name, count=size)
                told.append(name)

    def _columns(self) -> Iterator[Doubt]:
        """Columns that are emptier, or less varied, than they were."""
        for name in self.last.columns:
            before, now = (
                side[name].null_count() / max(side.height, 1) for side in (self.last, self.rows)
            )
            if before <= 0.8 and now - before > self.limits.emptied:
                yield self._doubt("emptied", field=name, share=f"{now:.0%}", before=f"{before:.0%}")
        for name in VARIED:
            if name in self.last.columns:
                sizes = [side[name].drop_nulls().n_unique() for side in (self.last, self.rows)]
                if sizes[0] >= 4 and sizes[1] and sizes[1] < self.limits.uniform * sizes[0]:
                    yield self._doubt("uniform", field=name, count=sizes[1], before=sizes[0])

    def _changed(self) -> Iterator[Doubt]:
        """Columns that say something else about the same people."""
        for name in _TOLD[self.kind]:
            if name not in self.last.columns:
                continue
            joined = self._beside(name)
            if joined.height < FEW:
                continue
            other = joined.filter(pl.col("now") != pl.col("was"))
            if name in _PLACES:
                other = other.join(_renamed(joined), on=["was", "now"], how="anti")
            share = other.height / joined.height
            if share > self.limits.changed:
                yield self._doubt("changed", field=name, share=f"{share:.0%}")

    def _beside(self, name: str) -> pl.DataFrame:
        """`now` and `was` of a column, for the rows that are known again by something else."""
        tables = []
        for fields in _WHO[self.kind]:
            on = list(fields)
            if name in on or not set(on) <= set(self.last.columns):
                continue
            sides = [
                side.drop_nulls([*on, name]).filter(pl.len().over(on) == 1).select(*on, name)
                for side in (self.rows, self.last)
            ]
            tables.append(
                sides[0].join(sides[1], on=on, suffix="_was").select(now=name, was=f"{name}_was")
            )
        return max(tables, key=lambda table: table.height) if tables else pl.DataFrame()

    def _grown(self) -> Iterator[Doubt]:
        if self.rows.height > (1 + self.limits.grown) * self.last.height:
            yield self._doubt("grown", count=self.rows.height, before=self.last.height)
        twice = [
            float(side.select(_WHO[self.kind][1]).is_duplicated().sum()) / max(side.height, 1)
            for side in (self.rows, self.last)
        ]
        if twice[0] - twice[1] > self.limits.doubled:
            yield self._doubt("doubled", share=f"{twice[0]:.0%}", before=f"{twice[1]:.0%}")


def _renamed(joined: pl.DataFrame) -> pl.DataFrame:
    """was, now: places that nearly all of their people bear another name of: renamed, or merged.

    Where many are, the column holds fewer different values, which is doubted as such.
    """
    counted = joined.group_by("was", "now").len("together")
    sizes = joined.group_by("was").len("size")
    whole = counted.join(sizes, on="was").filter(
        pl.col("size") >= _GROUP, pl.col("together") >= 0.9 * pl.col("size")
    )
    return whole.select("was", "now")


def stand_in(now: Inputs, before: Inputs, doubtful: Sequence[Doubt]) -> Inputs:
    """Tonight's inputs with the last good tables of the doubtful sources.

    Args:
        now: tonight's tables.
        before: those of the last run.
        doubtful: what speaks against which source.
    """
    made = {
        name: getattr(now, name) for name in ("sources", "set_aside", "damage", *TABLES.values())
    }
    for system, kind in sorted({(one.system, one.kind) for one in doubtful}):
        place = (pl.col("system") == system) & (pl.col("kind") == kind)
        files = [
            side.sources.filter(place).select("system", "file").unique() for side in (now, before)
        ]
        made["sources"] = _swapped(made["sources"].filter(~place), before.sources.filter(place))
        for name in ("set_aside", "damage"):
            made[name] = _swapped(
                made[name].join(files[0], on=["system", "file"], how="anti"),
                getattr(before, name).join(files[1], on=["system", "file"], how="semi"),
            )
        table = TABLES[kind]
        own = pl.col("system") == system
        made[table] = _swapped(made[table].filter(~own), getattr(before, table).filter(own))
    return Inputs(**made)


def _swapped(kept: pl.DataFrame, fresh: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([kept, fresh.select(kept.columns)])


def earlier(
    tables: Mapping[str, pl.DataFrame],
) -> Inputs:
    """The inputs that a run was made of, from the tables that are kept of it.

    Args:
        tables: `sources`, `set_aside`, `damage`, `records`, `organisations` and `transfers`.
    """
    listed = tables["organisations"].filter("listed")
    return Inputs(
        sources=tables["sources"],
        set_aside=tables["set_aside"],
        damage=tables["damage"],
        records=frames.conform(tables["records"], frames.RAW_RECORDS),
        organisations=frames.conform(listed, frames.RAW_ORGANISATIONS),
        transfers=frames.conform(tables["transfers"], frames.RAW_TRANSFERS),
    )
