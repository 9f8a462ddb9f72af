"""What clerks entered in a workbook, read back by the hidden key of each line and by what it says.

Sheets may be moved or renamed, lines sorted, filtered, pasted or deleted, columns added, moved,
hidden or left out: an entry goes to the matter that its line is about (see `bound`), or is named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.i18n import _, language, speaking
from orgtransfer.worklist import (
    cell_annotations,
    decided,
    headers,
    line_identity,
    read_additions,
    register_entries,
    workbook_rows,
)
from orgtransfer.worklist.cell_annotations import Annotations
from orgtransfer.worklist.decided import EntryRules, Line, Problem
from orgtransfer.worklist.read_additions import Layout, ReadAdditions

_HEADER_WITHIN: Final = 30
"""Rows in which the header is looked for: a clerk may have put lines above it."""
_FOOTER: Final = re.compile(r"(制表|填表|填报|审核|复核|负责)(人|单位|日期|时间)?\s*[:：]")
"""Who made a table and when, under it: no entry on any line."""


@dataclass(frozen=True)
class Entries:
    """What a workbook holds of its clerk's work."""

    decisions: pl.DataFrame = field(default_factory=frames.DECISIONS.empty)
    """DECISIONS: the lines on which something was entered, or taken away again."""
    others: pl.DataFrame = field(default_factory=frames.DECISIONS.empty)
    """DECISIONS of further lines about a matter that say something else."""
    lines: int = 0
    """Lines that were read."""
    problems: tuple[Problem, ...] = ()
    """Entries that cannot be taken back; nothing is taken of a line that has one."""
    is_worklist: bool = False
    """Whether any sheet has the column of keys; if not, this is somebody's own workbook."""
    added: pl.DataFrame = field(default_factory=frames.ADDITIONS.empty)
    """ADDITIONS that stand in it, and those that it showed and that are gone (value null)."""
    letters: tuple[register_entries.Line, ...] = ()
    """The lines of its register of letters."""


def read(  # noqa: PLR0913, PLR0917  # what a copy showed, and how it is read
    workbook: Path,
    today: dt.date,
    known: pl.DataFrame | None = None,
    password: str | None = None,
    about: Callable[[], line_identity.Index | None] | None = None,
    manner: EntryRules = EntryRules(),  # noqa: B008  # frozen
    added: ReadAdditions | None = None,
) -> Entries:
    """Takes the clerk's entries out of a workbook.

    Args:
        workbook: the file, as the clerk saved it.
        today: the date that the decisions bear.
        known: DECISIONS that its lines showed; what says the same is left out.
        password: opens the workbook where it is locked.
        about: gives what each line said when it was written, and is asked only where something
            was entered; None: not known, only keys count.
        manner: what becomes of words and lines that are not understood.
        added: what the workbook showed of clerks' own when it was written.

    Raises:
        InputError: it is no workbook, is damaged, or the password is wrong.
    """
    own = ReadAdditions(frames.ADDITIONS.empty()) if added is None else added
    reader = _Reader(today, known, about, manner, own)
    content = workbook_rows.unlocked(workbook, password)
    marked = cell_annotations.read(content)
    for title, rows in workbook_rows.sheets(workbook, content):
        reader.sheet(title, rows, None if marked is None else marked.get(title))
    return reader.entries()


class _Reader:
    """The lines of all sheets, and what they say together."""

    def __init__(
        self,
        today: dt.date,
        known: pl.DataFrame | None,
        about: Callable[[], line_identity.Index | None] | None,
        manner: EntryRules,
        added: ReadAdditions,
    ) -> None:
        self.today, self.known, self.manner = today, known, manner
        self.added = added
        self.layouts: dict[str, Layout] = {}
        self.under: list[tuple[str, Layout, pl.DataFrame, int | None]] = []
        self._index = about
        self.said = _said_before(known)
        self.lines: list[Line] = []
        self.problems: list[Problem] = []
        self.letters: list[register_entries.Line] = []
        self.recognised = False
        self.language = language()

    @cached_property
    def about(self) -> line_identity.Index | None:
        """What each line said when it was written, in the language of the workbook."""
        with speaking(self.language):
            return self._index() if self._index else None

    @cached_property
    def kinds(self) -> Mapping[str, frozenset[str]]:
        """Sheet -> of what its lines have keys."""
        found: dict[str, set[str]] = {}
        for line in self.lines:
            found.setdefault(line.sheet, set()).update({line_identity.kind(line.key)} - {""})
        return {title: frozenset(kinds) for title, kinds in found.items()}

    def sheet(self, title: str, rows: pl.DataFrame, marked: Annotations | None) -> None:
        """Reads one sheet."""
        register = register_entries.read(title, rows)
        if register is not None:
            self.recognised = True
            self.letters += register[0]
            self.problems += register[1]
            return
        header = _header(rows)
        if header is None:
            headless = list(_headless(title, rows))
            self.recognised |= bool(headless)
            self.problems += headless
            return
        self.recognised |= "key" in header.columns
        self.language = _language(rows.row(header.row))
        layout = read_additions.layout(title, rows, header.row, header.columns, marked)
        self.lines += _lines(title, rows, header, layout)
        self.layouts[title] = layout
        self.under.append((title, layout, rows, header.columns.get("key")))

    def entries(self) -> Entries:
        """What was entered, bound to the matters that the lines are about."""
        self.lines = [line for line in self.lines if not self._is_own_row(line)]
        bound_ = [line for line in map(self._bound, self.lines) if line is not None]
        whole = [self._whole(line) for line in bound_]
        self._additions(bound_)
        taken, others, problems = decided.together(whole, self.manner)
        return Entries(
            self._fresh(taken),
            self._fresh(others),
            len(self.lines),
            tuple(sorted([*self.problems, *problems], key=_by_place)),
            self.recognised or bool(taken) or bool(self.problems),
            self.added.table(),
            tuple(self.letters),
        )

    def _additions(self, lines: Sequence[Line]) -> None:
        """What clerks added to the sheets, and to lines."""
        places = {title: set[int]() for title, *_rest in self.under}
        for line in self.lines:
            places[line.sheet].add(line.row - 1)
        for title, layout, rows, key in self.under:
            found = list(read_additions.under(rows, layout.header, places[title], key))
            # What the lines said is worked out only where somebody wrote something.
            names = self.about.everyone if found and self.about is not None else frozenset()
            self.added.sheet(layout, read_additions.nobodys(found, names))
        self.added.lines(lines, self.layouts)

    def _is_own_row(self, line: Line) -> bool:
        """Whether a line without a key is a row of the clerk's own, and none that lost its key."""
        if line.key or "key" not in line.cells or decided.is_filled(line.cells):
            return False
        return self.about is None or not line.shown & self.about.everyone

    def _bound(self, line: Line) -> Line | None:
        """The line with the key of what it is about; None, and a problem, where nothing fits."""
        filled = decided.is_filled(line.cells) or bool(line.added)
        if decided.RULED.fullmatch(line.key) or (not filled and line.key not in self.said):
            return line if line.key else None
        about = self.about
        if about is None and line.key:
            return line
        if about is None:
            self._lost(line)
            return None
        key = line_identity.bind(line.key, line.shown, about, self.kinds[line.sheet])
        if key == line.key and key:
            return line
        if key is not None and not self.manner.strict:
            return replace(line, cells={**line.cells, "key": key})
        if filled:
            self._lost(line)
        return None

    def _lost(self, line: Line) -> None:
        if "key" not in line.cells:
            reason = _("the column of keys is missing")
        elif line.key:
            reason = _(
                "the line is about somebody else than its hidden key: were the columns that can be "
                "seen sorted or pasted without the others? Undo that, and sort with all columns"
            )
        else:
            reason = _("the line has no key; was it added by hand?")
        self.problems.append(line.problem(reason))

    def _whole(self, line: Line) -> Line:
        """With what is known in place of columns that are gone: absence erases nothing."""
        before = self.said.get(line.key, {})
        state = "ruling" if decided.PAIR.fullmatch(line.key) else "status"
        gone = {
            state: before.get("ruling", ""),
            "exempt_until": self.added.said("exempt_until", line.key),
            **{name: before.get(name, "") for name in decided.FILLED[2:]},
        }
        return replace(line, cells={**gone, **line.cells})

    def _fresh(self, decisions: Sequence[decided.Decision]) -> pl.DataFrame:
        return decided.fresh(decided.frame(decisions, self.today), self.known)


def _language(header: Sequence[str | None]) -> str:
    """The language that most of a sheet's headers are in; some may be the clerk's own."""
    own = [cell for cell in header if cell]
    return "en" if sum(cell.isascii() for cell in own) * 2 > len(own) else "zh"


def _said_before(known: pl.DataFrame | None) -> dict[str, Mapping[str, str]]:
    """Key of a line -> what was known about it."""
    said: dict[str, Mapping[str, str]] = {}
    for row in (frames.DECISIONS.empty() if known is None else known).iter_rows(named=True):
        shown = {name: row[name] or "" for name in ("ruling", "handler", "note")}
        a_key, b_key = row["a_key"], row["b_key"]
        said[f"{a_key}|{b_key}" if b_key else a_key] = shown
        said[f"{b_key}|{a_key}" if b_key else a_key] = shown
    return said


def _headless(title: str, rows: pl.DataFrame) -> Iterator[Problem]:
    """A sheet with lines of ours whose header is gone: nothing tells which entry is which."""
    for number, row in enumerate(rows.iter_rows(), start=1):
        if any(
            decided.FINDING.fullmatch(cell or "") or decided.PAIR.fullmatch(cell or "")
            for cell in row
        ):
            reason = _("the row with the headers is missing above it; put it back")
            yield Problem(title, number, reason)
            return


def _by_place(problem: Problem) -> tuple[str, int]:
    return problem.sheet, problem.row


# -- the header and the lines -------------------------------------------------------------------


@dataclass(frozen=True)
class _Header:
    row: int
    columns: Mapping[str, int]
    """Column (a key of `words.HEADERS`) -> its place in a row."""


def _header(rows: pl.DataFrame) -> _Header | None:
    """The first row that names a column to fill in; None where the sheet has none."""
    for number, row in enumerate(rows.head(_HEADER_WITHIN).iter_rows()):
        columns = headers.columns(row)
        if columns.keys() & {"key", "status", "ruling"} and len(columns) > 1:
            return _Header(number, columns)
    return None


def _lines(title: str, rows: pl.DataFrame, header: _Header, layout: Layout) -> Iterator[Line]:
    """The lines under the header that have a key, or in which something was entered."""
    first = header.row + 2
    # A note that is a date comes with the hour that it has not.
    cells = pl.nth(*header.columns.values()).fill_null("").str.strip_chars()
    shown = rows[header.row + 1 :].select(cells.str.strip_suffix(" 00:00:00"))
    shown.columns = list(header.columns)
    for number, row in enumerate(shown.iter_rows(named=True), start=first):
        whole = rows.row(number - 1)
        added = layout.of(number - 1, whole, row)
        filled = decided.is_filled(row) or bool(added)
        if row.get("key") or (filled and not any(map(_FOOTER.match, row.values()))):
            yield Line(title, number, row, line_identity.texts(whole), added)
