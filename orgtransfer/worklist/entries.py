"""What clerks entered in a workbook, read back by the hidden key of each line.

Sheets may be moved or renamed, lines sorted, filtered or deleted, columns added, moved or hidden:
only the key, and the headers of the columns to fill in, have to be as they were.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import fastexcel
import msoffcrypto
import polars as pl

from orgtransfer import frames
from orgtransfer.errors import InputError
from orgtransfer.hashes import KEY
from orgtransfer.i18n import _
from orgtransfer.worklist import bound, headers, words
from orgtransfer.worklist.bound import Names

_HEADER_WITHIN: Final = 30
"""Rows in which the header is looked for: a clerk may have put lines above it."""
_FINDING: Final = re.compile(r"[A-Z]{2}[0-9]{2}:.+")
_PAIR: Final = re.compile(rf"([RO]){KEY}\|\1{KEY}")
_CREATED: Final = re.compile(r"<dcterms:created[^>]*>([-0-9T:]{19})")
_FOOTER: Final = re.compile(r"(制表|填表|填报|审核|复核|负责)(人|单位|日期|时间)?\s*[:：]")
"""Who made a table and when, under it: no entry on any line."""
_KIND: Final = {"R": "pair", "O": "branch_pair"}
_FILLED: Final = ("status", "ruling", "handler", "note")

Cells = Mapping[str, str]
"""Column (a key of `words.HEADERS`) -> what the cell says; "" where it is empty."""


@dataclass(frozen=True)
class Problem:
    """An entry that cannot be taken back, where it stands, and why."""

    sheet: str
    row: int
    reason: str

    def __str__(self) -> str:
        return _("sheet {sheet}, row {row}: {reason}").format(
            sheet=self.sheet, row=self.row, reason=self.reason
        )


@dataclass(frozen=True)
class Entries:
    """What a workbook holds of its clerk's work."""

    decisions: pl.DataFrame = field(default_factory=frames.DECISIONS.empty)
    """DECISIONS: the lines on which something was entered, or taken away again."""
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

    def problem(self, reason: str) -> Problem:
        return Problem(self.sheet, self.row, reason)


def read(
    workbook: Path,
    today: dt.date,
    known: pl.DataFrame | None = None,
    password: str | None = None,
    about: Names | None = None,
) -> Entries:
    """Takes the clerk's entries out of a workbook.

    Args:
        workbook: the file, as the clerk saved it.
        today: the date that the decisions bear.
        known: DECISIONS that are kept already; what says the same is left out.
        password: opens the workbook where it is locked.
        about: the names on each line as it was written (see `bound.names`); None: not known.

    Raises:
        InputError: it is no workbook, is damaged, or the password is wrong.
    """
    keyed: list[_Line] = []
    lost: list[_Line] = []
    recognised = False
    headless: list[Problem] = []
    for title, rows in _sheets(workbook, password):
        header = _header(rows)
        if header is None:
            headless += _headless(title, rows)
        else:
            has_key = "key" in header.columns
            recognised |= has_key
            (keyed if has_key else lost).extend(_lines(title, rows, header))
    taken, problems = _together(_whole(keyed, known))
    problems += _moved(keyed, about or {})
    problems += [line.problem(_("the column of keys is missing")) for line in lost]
    problems += headless
    fresh = _fresh(_frame(taken, today), known)
    return Entries(fresh, tuple(sorted(problems, key=_by_place)), recognised or bool(headless))


def _moved(lines: Iterable[_Line], about: Names) -> list[Problem]:
    """The first line of each sheet whose key was left behind when the others were sorted."""
    everyone = frozenset().union(*about.values())
    first: dict[str, Problem] = {}
    for line in lines:
        if bound.is_elsewhere(line.cells.get("key", ""), line.shown, about, everyone):
            reason = _(
                "the line is about somebody else than its hidden key: were the columns that can be "
                "seen sorted or pasted without the others? Undo that, and sort with all columns"
            )
            first.setdefault(line.sheet, line.problem(reason))
    return list(first.values())


def _headless(title: str, rows: pl.DataFrame) -> Iterator[Problem]:
    """A sheet with lines of ours whose header is gone: nothing tells which entry is which."""
    for number, row in enumerate(rows.iter_rows(), start=1):
        if any(_FINDING.fullmatch(cell or "") or _PAIR.fullmatch(cell or "") for cell in row):
            reason = _("the row with the headers is missing above it; put it back")
            yield Problem(title, number, reason)
            return


def _by_place(problem: Problem) -> tuple[str, int]:
    return problem.sheet, problem.row


def made(workbook: Path, password: str | None = None) -> dt.datetime | None:
    """When a workbook was made (UTC, as the run set it): its author's saving leaves that alone.

    Returns:
        None where the file does not say.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(_opened(workbook, password))) as parts:
            found = _CREATED.search(parts.read("docProps/core.xml").decode("utf-8", "replace"))
        return dt.datetime.fromisoformat(found[1]) if found else None
    except (zipfile.BadZipFile, KeyError, ValueError):
        return None


# -- the file ---------------------------------------------------------------------------------


def _sheets(workbook: Path, password: str | None) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every sheet's title and rows, all of them text, blank rows kept so that rows can be named."""
    try:
        book = fastexcel.read_excel(_opened(workbook, password))
        for title in book.sheet_names:
            sheet = book.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
            yield title, sheet.to_polars()
    except (fastexcel.FastExcelError, OSError) as error:
        raise InputError(
            _(
                "{file} cannot be read as a workbook. Save it as .xlsx in Excel or WPS and try again."
            ).format(file=workbook.name)
        ) from error


def _opened(workbook: Path, password: str | None) -> bytes:
    """The workbook's bytes, unlocked."""
    content = workbook.read_bytes()
    if not content.startswith(b"\xd0\xcf\x11\xe0"):
        return content
    try:
        locked = msoffcrypto.OfficeFile(io.BytesIO(content))
        locked.load_key(password=password or "")
        plain = io.BytesIO()
        locked.decrypt(plain)
    except Exception as error:  # msoffcrypto raises many kinds, all of them mean the same here
        raise InputError(
            _(
                "{file} is locked or an old .xls. Give its password (worklist.password_env), or save "
                "it as .xlsx without one."
            ).format(file=workbook.name)
        ) from error
    return plain.getvalue()


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


def _whole(lines: Iterable[_Line], known: pl.DataFrame | None) -> Iterator[_Line]:
    """Lines with what is known in place of columns that are gone: absence erases nothing."""
    said: dict[str, Mapping[str, str]] = {}
    for row in (frames.DECISIONS.empty() if known is None else known).iter_rows(named=True):
        shown = {name: row[name] or "" for name in ("ruling", "handler", "note")}
        a_key, b_key = row["a_key"], row["b_key"]
        said[f"{a_key}|{b_key}" if b_key else a_key] = shown
        said[f"{b_key}|{a_key}" if b_key else a_key] = shown
    for line in lines:
        key = line.cells.get("key", "")
        before = said.get(key, {})
        state = "ruling" if _PAIR.fullmatch(key) else "status"
        gone = {state: before.get("ruling", ""), **{n: before.get(n, "") for n in _FILLED[2:]}}
        yield replace(line, cells={**gone, **line.cells})


def _together(lines: Iterable[_Line]) -> tuple[list[_Decision], list[Problem]]:
    """One decision a key, and what cannot be taken back."""
    by_key: dict[str, list[_Line]] = {}
    for line in lines:
        by_key.setdefault(line.cells.get("key", ""), []).append(line)
    decisions: list[_Decision] = []
    problems: list[Problem] = []
    for same in by_key.values():
        made = _agreed(same)
        if isinstance(made, _Decision):
            decisions.append(made)
        else:
            problems += made
    return decisions, problems


def _agreed(same: Sequence[_Line]) -> _Decision | list[Problem]:
    """What the lines with one key say together: a copy that nobody filled in says nothing."""
    filled = [line for line in same if _is_filled(line.cells)] or same[:1]
    made = [_decision(line) for line in filled]
    problems = [one for one in made if isinstance(one, Problem)]
    first = made[0]
    if problems or isinstance(first, Problem):
        return problems
    reason = _("sheet {sheet}, row {row} is about the same matter and says something else").format(
        sheet=filled[0].sheet, row=filled[0].row
    )
    against = [line for line, one in zip(filled, made, strict=True) if one != first]
    return [line.problem(reason) for line in against] or first


def _decision(line: _Line) -> _Decision | Problem:
    key = line.cells.get("key", "")
    if not key:
        return line.problem(_("the line has no key; was it added by hand?"))
    pair = _PAIR.fullmatch(key)
    if not pair and not _FINDING.fullmatch(key):
        return line.problem(_("the key is not one of ours; was it changed?"))
    entered = line.cells.get("ruling" if pair else "status", "")
    ruling = (words.RULED if pair else words.UNDERSTOOD).get(
        _word(entered), None if entered else "open"
    )
    if ruling is None:
        choices = words.RULINGS if pair else words.STATES
        return line.problem(
            _("{entry} is not one of the choices: {choices}").format(
                entry=f"“{entered[:20]}”", choices=_(", ").join(map(_, choices.values()))
            )
        )
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
    said = before.sort("decided", maintain_order=True).select(
        _subject().alias("subject"), old=_said()
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
