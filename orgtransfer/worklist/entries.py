"""What clerks entered in a workbook, read back by the hidden key of each line and by what it says.

Sheets may be moved or renamed, lines sorted, filtered, pasted or deleted, columns added, moved,
hidden or left out: an entry goes to the matter that its line is about (see `bound`), or is named.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.hashes import KEY
from orgtransfer.i18n import _
from orgtransfer.models import AGAINST
from orgtransfer.worklist import bound, headers, opened, words

_HEADER_WITHIN: Final = 30
"""Rows in which the header is looked for: a clerk may have put lines above it."""
_FINDING: Final = re.compile(r"[A-Z]{2}[0-9]{2}:.+")
_PAIR: Final = re.compile(rf"([RO]){KEY}\|\1{KEY}")
_RULED: Final = re.compile(r"D[0-9A-F]{10}")
"""The number of a ruling, which stands in its line for everybody to see."""
_FOOTER: Final = re.compile(r"(制表|填表|填报|审核|复核|负责)(人|单位|日期|时间)?\s*[:：]")
"""Who made a table and when, under it: no entry on any line."""
_KIND: Final = {"R": "pair", "O": "branch_pair"}
_FILLED: Final = ("status", "ruling", "handler", "note")
_WORD: Final = 40
"""Characters that are kept of a word that is not understood."""


@dataclass(frozen=True)
class Manner:
    """What becomes of what is not understood."""

    strict: bool = True
    """Whether a word that is no choice, a moved line or a contradiction is a problem; otherwise the
    word is kept as it is, the line bound by what it says, and both words are taken."""
    states: Mapping[str, str] = field(default_factory=dict)
    """Further words for the state of a finding -> a key of `words.STATES`."""


Cells = Mapping[str, str]
"""Column (a key of `words.HEADERS`) -> what the cell says; "" where it is empty."""


@dataclass(frozen=True)
class Problem:
    """An entry that cannot be taken back, where it stands, and why."""

    sheet: str
    row: int
    reason: str
    entry: tuple[str, ...] = ()
    """State or ruling, handler and note of the line, for whoever keeps what belongs nowhere."""

    def __str__(self) -> str:
        return _("sheet {sheet}, row {row}: {reason}").format(
            sheet=self.sheet, row=self.row, reason=self.reason
        )


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


@dataclass(frozen=True)
class _Line:
    """One line with a key or an entry."""

    sheet: str
    row: int
    cells: Cells
    shown: frozenset[str] = frozenset()
    """Every cell of the line, as `bound.texts` has them."""

    @property
    def key(self) -> str:
        return self.cells.get("key", "")

    def problem(self, reason: str) -> Problem:
        entry = tuple(self.cells.get(name, "") for name in _FILLED)
        return Problem(self.sheet, self.row, reason, entry)


def read(
    workbook: Path,
    today: dt.date,
    known: pl.DataFrame | None = None,
    password: str | None = None,
    about: Callable[[], bound.Index | None] | None = None,
    manner: Manner = Manner(),  # frozen
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

    Raises:
        InputError: it is no workbook, is damaged, or the password is wrong.
    """
    reader = _Reader(today, known, about, manner)
    for title, rows in opened.sheets(workbook, password):
        reader.sheet(title, rows)
    return reader.entries()


class _Reader:
    """The lines of all sheets, and what they say together."""

    def __init__(
        self,
        today: dt.date,
        known: pl.DataFrame | None,
        about: Callable[[], bound.Index | None] | None,
        manner: Manner,
    ) -> None:
        self.today, self.known, self.manner = today, known, manner
        self._index = about
        self.said = _said_before(known)
        self.lines: list[_Line] = []
        self.problems: list[Problem] = []
        self.recognised = False

    @cached_property
    def about(self) -> bound.Index | None:
        """What each line said when it was written."""
        return self._index() if self._index else None

    def sheet(self, title: str, rows: pl.DataFrame) -> None:
        """Reads one sheet."""
        header = _header(rows)
        if header is None:
            headless = list(_headless(title, rows))
            self.recognised |= bool(headless)
            self.problems += headless
            return
        self.recognised |= "key" in header.columns
        self.lines += _lines(title, rows, header)

    def entries(self) -> Entries:
        """What was entered, bound to the matters that the lines are about."""
        bound_ = [line for line in map(self._bound, self.lines) if line is not None]
        whole = [self._whole(line) for line in bound_]
        taken, others, problems = _together(whole, self.manner)
        return Entries(
            self._fresh(taken),
            self._fresh(others),
            len(self.lines),
            tuple(sorted([*self.problems, *problems], key=_by_place)),
            self.recognised or bool(taken) or bool(self.problems),
        )

    def _bound(self, line: _Line) -> _Line | None:
        """The line with the key of what it is about; None, and a problem, where nothing fits."""
        filled = _is_filled(line.cells)
        if _RULED.fullmatch(line.key) or (not filled and line.key not in self.said):
            return line if line.key else None
        about = self.about
        if about is None and line.key:
            return line
        if about is None:
            self._lost(line)
            return None
        key = bound.bind(line.key, line.shown, about)
        if key == line.key and key:
            return line
        if key is not None and not self.manner.strict:
            return replace(line, cells={**line.cells, "key": key})
        if filled:
            self._lost(line)
        return None

    def _lost(self, line: _Line) -> None:
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

    def _whole(self, line: _Line) -> _Line:
        """With what is known in place of columns that are gone: absence erases nothing."""
        before = self.said.get(line.key, {})
        state = "ruling" if _PAIR.fullmatch(line.key) else "status"
        gone = {state: before.get("ruling", ""), **{n: before.get(n, "") for n in _FILLED[2:]}}
        return replace(line, cells={**gone, **line.cells})

    def _fresh(self, decisions: Sequence[_Decision]) -> pl.DataFrame:
        return _fresh(_frame(decisions, self.today), self.known)


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
        if any(_FINDING.fullmatch(cell or "") or _PAIR.fullmatch(cell or "") for cell in row):
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


def _lines(title: str, rows: pl.DataFrame, header: _Header) -> Iterator[_Line]:
    """The lines under the header that have a key, or in which something was entered."""
    first = header.row + 2
    # A note that is a date comes with the hour that it has not.
    cells = pl.nth(*header.columns.values()).fill_null("").str.strip_chars()
    shown = rows[header.row + 1 :].select(cells.str.strip_suffix(" 00:00:00"))
    shown.columns = list(header.columns)
    for number, row in enumerate(shown.iter_rows(named=True), start=first):
        if row.get("key") or (_is_filled(row) and not any(map(_FOOTER.match, row.values()))):
            yield _Line(title, number, row, bound.texts(rows.row(number - 1)))


def _word(entered: str) -> str:
    """An entry as the tables of words have it: `已 办` is 已办, "to  do" is "to do"."""
    text = " ".join(unicodedata.normalize("NFKC", entered).lower().split())
    return text if text.isascii() else text.replace(" ", "")


def _is_filled(cells: Cells) -> bool:
    """Whether a clerk entered something: a status of "to do" stands there from the beginning."""
    status = words.UNDERSTOOD.get(_word(cells.get("status", "")), cells.get("status"))
    others = any(cells.get(name) for name in _FILLED if name != "status")
    return others or status not in {None, "", "open"}


# -- the decisions -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Decision:
    kind: str
    a_key: str
    b_key: str | None
    ruling: str
    handler: str | None
    note: str | None


def _together(
    lines: Iterable[_Line], manner: Manner
) -> tuple[list[_Decision], list[_Decision], list[Problem]]:
    """One decision a key, the others that say something else, and what cannot be taken back."""
    by_key: dict[str, list[_Line]] = {}
    for line in lines:
        by_key.setdefault(line.key, []).append(line)
    taken: list[_Decision] = []
    others: list[_Decision] = []
    problems: list[Problem] = []
    for same in by_key.values():
        made, wrong = _agreed(same, manner)
        taken += made[:1]
        others += made[1:]
        problems += wrong
    return taken, others, problems


def _agreed(same: Sequence[_Line], manner: Manner) -> tuple[list[_Decision], list[Problem]]:
    """What the lines with one key say, each thing once: a copy that nobody filled in says nothing."""
    filled = [line for line in same if _is_filled(line.cells)] or same[:1]
    made = [_decision(line, manner) for line in filled]
    problems = [one for one in made if isinstance(one, Problem)]
    decisions = [one for one in made if isinstance(one, _Decision)]
    if not manner.strict:
        return list(dict.fromkeys(decisions)), problems
    reason = _("sheet {sheet}, row {row} is about the same matter and says something else").format(
        sheet=filled[0].sheet, row=filled[0].row
    )
    against = [line for line, one in zip(filled, made, strict=True) if one != made[0]]
    wrong = problems or [line.problem(reason) for line in against]
    return ([], wrong) if wrong else (decisions[:1], [])


def _undoing(line: _Line) -> _Decision | Problem:
    """A line about a ruling, which can only be taken back."""
    entered = line.cells.get("ruling", "")
    if entered and _word(entered) not in words.UNDOING:
        return line.problem(_not_a_choice(entered, (words.UNDO,)))
    ruling = "undo" if entered else "open"
    handler, note = (line.cells.get(name) or None for name in ("handler", "note"))
    return _Decision("undo", line.key, None, ruling, handler, note)


def _not_a_choice(entered: str, choices: Iterable[str]) -> str:
    return _("{entry} is not one of the choices: {choices}").format(
        entry=f"“{entered[:20]}”", choices=_(", ").join(map(_, choices))
    )


def _decision(line: _Line, manner: Manner) -> _Decision | Problem:
    key = line.key
    if _RULED.fullmatch(key):
        return _undoing(line)
    pair = _PAIR.fullmatch(key)
    if not pair and not _FINDING.fullmatch(key):
        return line.problem(_("the key is not one of ours; was it changed?"))
    entered = line.cells.get("ruling" if pair else "status", "")
    known = words.RULED if pair else {**words.UNDERSTOOD, **manner.states}
    ruling = known.get(_word(entered), None if entered else "open")
    if entered.startswith(words.OWN) or _word(entered) in words.DISPUTES:
        ruling = entered if entered.startswith(words.OWN) else words.DISPUTED
    elif ruling is None and not manner.strict:
        ruling = words.OWN + entered[:_WORD]
    if ruling is None:
        choices = words.RULINGS if pair else words.STATES
        return line.problem(_not_a_choice(entered, choices.values()))
    a_key, _bar, b_key = key.partition("|") if pair else (key, "", "")
    return _Decision(
        kind=_KIND[pair[1]] if pair else "finding",
        a_key=a_key,
        b_key=b_key or None,
        ruling=ruling,
        handler=line.cells.get("handler") or None,
        note=line.cells.get("note") or None,
    )


def _frame(decisions: Sequence[_Decision], today: dt.date) -> pl.DataFrame:
    rows = [{**vars(decision), "decided": today} for decision in decisions]
    return pl.DataFrame(rows, schema=frames.DECISIONS.columns)


def _fresh(entered: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """What says something else than what is known; a line nobody touched says "open"."""
    before = frames.DECISIONS.empty() if known is None else known
    disputed = before.filter(
        pl.col("kind").str.starts_with(AGAINST), pl.col("ruling") != "open"
    ).with_columns(pl.col("kind").str.strip_prefix(AGAINST))
    disputed = disputed.select(_subject().alias("subject"), disputed=pl.lit(value=True)).unique()
    said = (
        before.with_columns(_subject().alias("subject"))
        .join(disputed, on="subject", how="left", maintain_order="left")
        # Where the cell says that something is disputed, to enter what stands is an answer.
        .with_columns(ruling=pl.when("disputed").then(pl.lit(words.DISPUTED)).otherwise("ruling"))
        .sort("decided", maintain_order=True)
        .select("subject", old=_said())
    )
    return (
        entered.with_columns(_subject().alias("subject"), new=_said())
        .join(said.unique("subject", keep="last"), on="subject", how="left", maintain_order="left")
        .filter(pl.col("new") != pl.col("old").fill_null("open||"))
        .select(frames.DECISIONS.columns.keys())
        .sort("kind", "a_key", "b_key")
    )


def _subject() -> pl.Expr:
    """What a decision is about; a pair is the same pair either way round."""
    ends = pl.concat_list("a_key", "b_key").list.drop_nulls().list.sort().list.join("|")
    return pl.concat_str("kind", ends, separator=":")


def _said() -> pl.Expr:
    return pl.concat_str(
        pl.col("ruling"),
        pl.col("handler").fill_null(""),
        pl.col("note").fill_null(""),
        separator="|",
    )
