"""What clerks enter in the sheet 介绍信登记簿: receipts, letters that are void, who handles them.

A line is known by the number of its letter, which stands there for everybody to see, never by its
place; the name beside it has to be that letter's. What a cell says is kept as it is (ADDITIONS of the kind `letter`) and shown again; the
register follows it where it contradicts nothing.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from orgtransfer.i18n import _
from orgtransfer.worklist import headers, sheets, words
from orgtransfer.worklist.decided import Problem, day

KIND: Final = "letter"
"""The kind of ADDITIONS whose subject is a letter's number, and whose place is one of FIELDS."""
FIELDS: Final = ("received", "void", "void_reason", "handler")
_TITLES: Final = ("介绍信登记簿", "Register of letters")
_HEADER_WITHIN: Final = 30
_NUMBER: Final = re.compile(r"(?:\D|^)(\d{8,13})(?:\.0)?$")
"""A letter's number, with or without the word before it; a spreadsheet may have made it a figure."""


@dataclass(frozen=True)
class Line:
    """One line of the sheet, in any copy."""

    sheet: str
    row: int
    number: str
    """The letter's; what the cell says where it is none."""
    name: str
    """Whose it is; "" where the column is missing."""
    cells: Mapping[str, str]
    """FIELDS whose column is there -> what the cell says; "" where it is empty."""

    def problem(self, reason: str) -> Problem:
        """What cannot be taken back of this line, with everything that was entered in it."""
        said = (self.cells.get(name, "") for name in FIELDS)
        received, void, why, handler = said
        note = "；".join(filter(None, (self.number, received, why)))
        return Problem(self.sheet, self.row, reason, ("", void, handler, note))


# -- reading -----------------------------------------------------------------------------------


def read(title: str, rows: pl.DataFrame) -> tuple[list[Line], list[Problem]] | None:
    """The lines of the register of letters, and what is wrong with them; None: another sheet.

    Args:
        title: what its tab says.
        rows: all of it, as text.
    """
    ours = title in {sheets.title("letters"), *_TITLES}
    for at, row in enumerate(rows.head(_HEADER_WITHIN).iter_rows()):
        columns = headers.register(row)
        if ours and columns.keys() - {"name"} == {"letter_no"}:
            return [], []  # an earlier version's, without columns to fill in
        if len(columns.keys() & {"letter_no", "received", "void", "void_reason"}) > 1:
            found = list(_lines(title, rows, at, columns))
            if "letter_no" in columns:
                return found, []
            reason = _("the column with the letters' numbers is missing; put it back")
            return [], [one.problem(reason) for one in found]
    if not ours:
        return None
    reason = _("the row with the headers is missing above it; put it back")
    numbered = (
        at
        for at, row in enumerate(rows.iter_rows(), start=1)
        if any(_NUMBER.fullmatch(cell or "") for cell in row)
    )
    return [], [Problem(title, at, reason) for at in numbered][:1]


def _lines(
    title: str, rows: pl.DataFrame, header: int, columns: Mapping[str, int]
) -> Iterator[Line]:
    for at, row in enumerate(rows[header + 1 :].iter_rows(), start=header + 2):
        said = {
            name: (row[place] or "").strip().removesuffix(" 00:00:00")
            for name, place in columns.items()
        }
        number, name = said.pop("letter_no", ""), said.pop("name", "")
        if number or any(said.values()):
            yield Line(title, at, _number(number), name, said)


def _number(said: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", said).split())
    found = _NUMBER.search(plain)
    return found[1] if found else said


# -- what it means -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What becomes of one letter in the register."""

    state: str
    """`received`, `void`, or `open` again: what was entered was taken away."""
    day: dt.date | None = None
    reason: str | None = None


_NOTHING: Final = Change("")


def changes(
    letters: pl.DataFrame, before: pl.DataFrame, now: pl.DataFrame, today: dt.date
) -> dict[str, Change]:
    """What becomes of letters by what clerks entered; what the register says already is left out.

    Args:
        letters: LETTERS as they are.
        before: ADDITIONS as they were when the register last followed them.
        now: ADDITIONS as they are.
        today: no receipt is of a later day.

    Returns:
        Number of a letter -> its change.
    """
    old, new = entries(before), entries(now)
    made = {
        letter["letter_no"]: _change(letter, old.get(letter["letter_no"], {}), entry, today)
        for letter, entry in _entered(
            letters, {number: new.get(number, {}) for number in old | new}
        )
    }
    return {number: one for number, one in made.items() if isinstance(one, Change)}


def doubts(letters: pl.DataFrame, additions: pl.DataFrame, today: dt.date) -> dict[str, str]:
    """Number of a letter -> why the register does not follow what was entered for it.

    Args:
        letters: LETTERS, after `changes`.
        additions: ADDITIONS.
        today: no receipt is of a later day.
    """
    told = {
        letter["letter_no"]: _change(letter, entry, entry, today)
        for letter, entry in _entered(letters, entries(additions))
    }
    return {number: one for number, one in told.items() if isinstance(one, str)}


def entries(additions: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Number of a letter -> FIELDS that say something.

    Args:
        additions: ADDITIONS.
    """
    found: dict[str, dict[str, str]] = {}
    said = additions.filter(kind=KIND).drop_nulls("value").select("subject", "place", "value")
    for number, place, value in said.iter_rows():
        found.setdefault(number, {})[place] = value
    return found


def _entered(
    letters: pl.DataFrame, said: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[dict[str, Any], Mapping[str, str]]]:
    listed = letters.filter(pl.col("letter_no").is_in(list(said)))
    for letter in listed.iter_rows(named=True):
        yield letter, said[letter["letter_no"]]


def _change(
    letter: Mapping[str, Any], before: Mapping[str, str], entry: Mapping[str, str], today: dt.date
) -> Change | str | None:
    """What becomes of a letter; a text: why nothing does; None: nothing is to become of it."""
    wanted = _wanted(entry)
    if isinstance(wanted, str):
        return wanted
    ours = _follows(letter, _wanted(before))
    if wanted == _NOTHING:
        return Change("open") if ours else None
    if _follows(letter, wanted):
        retold = ours and wanted.state == "void" and wanted.reason != letter["reason"]
        return Change("void", letter["closed"], wanted.reason) if retold else None
    if wanted.day is not None and (doubt := _impossible(letter, wanted.day, today)):
        return doubt
    if letter["state"] in {"void", "received"} and not ours:
        return _closed(letter, wanted)
    return wanted if wanted.day else Change(wanted.state, today, wanted.reason)


def _wanted(entry: Mapping[str, str]) -> Change | str:
    """What a line asks for: a Change, of `_NOTHING` where it asks for none; a text: what is wrong."""
    received, void = entry.get("received", ""), entry.get("void", "")
    if received and void:
        return _("a letter is void or its receipt is back, not both")
    if received:
        since = day(received)
        return Change("received", since) if since else _no_day(received)
    if not void:
        return _NOTHING
    since = day(void)
    if since is None and words.plain_word(void) not in words.VOID:
        return _("{entry} is not understood: choose {word}, or enter since which day").format(
            entry=f"“{void[:20]}”", word=_(words.MAKE_VOID)
        )
    if not entry.get("void_reason"):
        return _("say why the letter is void: enter it beside")
    return Change("void", since, entry["void_reason"])


def _no_day(said: str) -> str:
    return _("{entry} is no date: enter when the receipt came back, such as 2026-12-10").format(
        entry=f"“{said[:20]}”"
    )


def _follows(letter: Mapping[str, Any], wanted: Change | str) -> bool:
    """Whether the register says of a letter what a line asks for."""
    if isinstance(wanted, str) or letter["state"] != wanted.state:
        return False
    return wanted.day in {None, letter["closed"]}


def _impossible(letter: Mapping[str, Any], since: dt.date, today: dt.date) -> str | None:
    if since > today:
        return _("{day} is still to come").format(day=since)
    if since < letter["issued"]:
        return _("the letter is of {issued}: {day} cannot be right").format(
            issued=letter["issued"], day=since
        )
    return None


def _closed(letter: Mapping[str, Any], wanted: Change) -> str | None:
    if letter["state"] == "void":
        # Void is void, whoever said so first and why.
        again = wanted.state == "void" and wanted.day is None
        told = _("the letter is void since {day}").format(day=letter["closed"])
        return None if again else told
    return _("by the register its receipt is back since {day}").format(day=letter["closed"])


def followed(
    letters: pl.DataFrame, made: Mapping[str, Change], additions: pl.DataFrame
) -> pl.DataFrame:
    """LETTERS as they are after changes, with who handles them.

    Args:
        letters: LETTERS.
        made: see `changes`.
        additions: ADDITIONS.
    """
    rows = [(number, one.state, one.day, one.reason) for number, one in made.items()]
    names = {"letter_no": pl.String, "state": pl.String, "closed": pl.Date, "reason": pl.String}
    changed = pl.DataFrame(rows, schema=names, orient="row")
    who = additions.filter(kind=KIND, place="handler").select("value", letter_no="subject")
    return (
        letters.update(changed, on="letter_no", include_nulls=True)
        .drop("handler")
        .join(who.rename({"value": "handler"}), on="letter_no", how="left", maintain_order="left")
        .select(letters.columns)
    )


def contradicting(lines: Sequence[Line]) -> Iterator[Problem]:
    """The lines about a letter of which another line says something else."""
    said: dict[tuple[str, str], tuple[Line, str]] = {}
    for line in lines:
        for name, value in line.cells.items():
            first, other = said.setdefault((line.number, name), (line, value))
            if not other:
                said[line.number, name] = (line, value)
            elif value and value != other:
                reason = _(
                    "sheet {sheet}, row {row} is about the same letter and says something else"
                )
                yield line.problem(reason.format(sheet=first.sheet, row=first.row))
                break
