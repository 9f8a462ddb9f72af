"""What each sheet shows: its columns, in order, and the line under its title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from orgtransfer.i18n import N_, _
from orgtransfer.models import SHEETS as TITLES
from orgtransfer.worklist import words

Kind = Literal[
    "text", "wrap", "number", "id", "mark", "status", "ruling", "entry", "figure", "small", "key"
]
"""How a column looks and what may be entered: see `styles`."""


@dataclass(frozen=True)
class Column:
    """One column: the LINES (or PAIR_LINES) column it shows, its header and its width."""

    name: str
    title: str
    width: float
    kind: Kind = "text"
    side: str = ""
    """Which of two rows it belongs to, on the sheets that hold pairs."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of lines."""

    key: str
    columns: tuple[Column, ...]
    hint: str
    frozen: str
    """The last column that stays in sight when the sheet is moved sideways."""
    advice: bool = False
    """Whether what to do stands above the lines, once a rule, and not on every line."""
    always: bool = True
    """Whether the sheet is there even when nothing was found."""
    printed: bool = True
    """Whether its lines are printed with the workbook."""


def _column(name: str) -> Column:
    return COLUMNS[name]


COLUMNS: Final[Mapping[str, Column]] = {
    column.name: column
    for column in (
        Column("mark", N_("New?"), 6, "mark"),
        Column("rule_label", N_("Rule"), 14.5, "wrap"),
        Column("call", N_("Unit to ring"), 22, "wrap"),
        Column("branch", N_("Branch (roster)"), 46.5, "wrap"),
        Column("organisation_name", N_("Party organisation"), 30, "wrap"),
        Column("parent", N_("Parent organisation"), 24, "wrap"),
        Column("label", N_("System"), 24, "wrap"),
        Column("name", N_("Full name"), 8.5, "wrap"),
        Column("id", N_("ID number"), 19, "id"),
        Column("held", N_("Relationship held in (register)"), 42.5, "wrap"),
        Column("post", N_("Kind of post"), 10, "wrap"),
        Column("message", N_("What is the matter"), 74, "wrap"),
        Column("evidence", N_("What is known"), 42.5, "wrap"),
        Column("facts", N_("What is the matter"), 90, "wrap"),
        Column("advice", N_("What to do"), 60, "wrap"),
        Column("way", N_("From → to"), 43, "wrap"),
        Column("first_seen", N_("First seen"), 11, "mark"),
        Column("status", words.STATUS, 9.5, "status"),
        Column("ruling", words.RULING, 12, "ruling"),
        Column("handler", words.HANDLER, 8, "entry"),
        Column("note", words.NOTE, 15, "entry"),
        Column("handled_on", words.HANDLED_ON, 11, "entry"),
        Column("exempt_until", words.EXEMPT_UNTIL, 11, "entry"),
        Column("source", N_("Where it stands (file, sheet, row)"), 56, "small"),
        Column("key", words.KEY, 12, "key"),
    )
}
_PERSON: Final = ("call", "branch", "name", "id")
_ENTRIES: Final = ("status", "handler", "note", "handled_on", "exempt_until", "first_seen")
_MESSAGE: Final = ("rule_label", "call", "name", "id", "message")
LAST_PRINTED: Final = "note"
"""What stands to the right of it needs no paper: it repeats its neighbours, or says where to look."""


def _sheet(
    key: str, names: tuple[str, ...], beyond: tuple[str, ...], hint: str, frozen: str, **flags: bool
) -> Sheet:
    """A sheet.

    Args:
        key: of `models.SHEETS`.
        names: its columns in front of those to fill in, as many as paper has room for.
        beyond: further ones, on the screen only.
        hint: the line under its title.
        frozen: the last column that stays in sight.
        flags: see Sheet.
    """
    columns = tuple(COLUMNS[name] for name in (*names, *_ENTRIES, "mark", *beyond, "source", "key"))
    return Sheet(key, columns, hint, frozen, **flags)


SHEETS: Final = (
    _sheet("due", (*_PERSON, "held"), ("post",), N_("Full-time staff whose relationship has to move to where they work now. One block is one telephone call."), "name", advice=True),
    _sheet("unclear", _MESSAGE, ("branch", "held"), N_("What has to be asked before anything can be said. One block is one telephone call."), "name", advice=True),
    _sheet("transit", ("rule_label", "call", "name", "way", "evidence"), ("id", "branch"), N_("Transfers that have begun and not ended: what to press for, and with whom."), "name", advice=True),
    _sheet("unregistered", (*_PERSON, "evidence"), (), N_("People on a roster whom no register lists: not entered there, or entered so that they are not recognised."), "name", advice=True),
    _sheet("duplicates", _MESSAGE, ("branch", "held"), N_("Two relationships of one person, and people who are entered twice."), "name", advice=True),
    _sheet("branches", ("rule_label", "call", "organisation_name", "message"), ("parent", "label", "advice"), N_("Branches that are orphaned, doubled, empty, or in one system only."), "organisation_name", printed=False),
    _sheet("fields", _MESSAGE, ("branch", "advice"), N_("Details in which the systems contradict each other. Birth dates are not shown beside masked ID numbers: look where it says."), "name", printed=False),
    _sheet("ids", _MESSAGE, ("evidence", "branch", "advice"), N_("ID numbers that cannot be right, or are not there."), "name", printed=False),
    _sheet("members", _MESSAGE, ("branch", "advice"), N_("States and dates of members that the regulations do not allow."), "name", always=False, printed=False),
    _sheet("sources", ("rule_label", "label", "facts"), ("advice",), N_("Exports that are old, incomplete or only partly understood."), "label", always=False, printed=False),
    _sheet("stays", (*_PERSON, "held"), ("post",), N_("Relationships that lawfully stay in the original unit. These people belong on the list for dual organisational life; nothing is to be transferred."), "name", advice=True, printed=False),
)  # fmt: skip
"""Every sheet of findings; the tabs' order is that of `models.SHEETS`."""


def _pair(name: str, title: str, width: float, kind: Kind = "wrap") -> tuple[Column, Column]:
    return (
        Column(f"a_{name}", title, width, kind, N_("A")),
        Column(f"b_{name}", title, width, kind, N_("B")),
    )


_CHANCE: Final = Column("chance", N_("Chance"), 7, "number")
_REASON: Final = Column("reason", N_("Why it is for you to judge"), 43, "wrap")
_PAIR_ENTRIES: Final = (_column("ruling"), _column("handler"), _column("note"))

PAIRS: Final = Sheet(
    "pairs",
    (
        *_pair("name", N_("Full name"), 8.5),
        *_pair("id", N_("ID number"), 19, "id"),
        *_pair("unit", N_("Unit"), 16),
        _CHANCE,
        _REASON,
        *_PAIR_ENTRIES,
        *_pair("branch", N_("Branch"), 19),
        *_pair("phone", N_("Phone"), 12, "id"),
        _column("source"),
        _column("key"),
    ),
    N_(
        "Are A and B the same person? Enter the ruling; it holds from the next run on. Red cells contradict each other, yellow ones are only written differently."
    ),
    "b_name",
)
"""Pairs of rows that a clerk must judge, both side by side on one line."""

BRANCH_PAIRS: Final = Sheet(
    "branch_pairs",
    (
        *_pair("name", N_("Party organisation"), 24),
        *_pair("parent", N_("Parent organisation"), 20),
        _CHANCE,
        _REASON,
        *_PAIR_ENTRIES,
        *_pair("code", N_("Code"), 15, "id"),
        _column("source"),
        _column("key"),
    ),
    N_(
        "Are A and B the same branch? Enter the ruling; it holds from the next run on. Red cells contradict each other, yellow ones are only written differently."
    ),
    "b_name",
    always=False,
)
"""Pairs of organisations that a clerk must judge."""


SAMPLE: Final = Sheet(
    "sample",
    tuple(column for column in PAIRS.columns if column not in {_CHANCE, _REASON}),
    N_(
        "These pairs were drawn at random. Are A and B the same person? Enter what you find; where the rows and a look at the files do not tell, “cannot tell”. Yellow cells are not written alike. Hand the workbook back with: orgtransfer decide"
    ),
    "b_name",
)
"""Pairs that were drawn to see how good the links are: without the tool's own opinion."""

_APART: Final = {"sample": N_("Sample")}
"""The same for sheets that are in workbooks of their own."""
NOTES: Final[Mapping[str, str]] = {
    "rule_label": N_("The rule that found it; the sheet “How to use” explains each, as does: orgtransfer explain CODE"),
    "call": N_("Whom to telephone: the unit that holds the relationship, or that keeps the row."),
    "branch": N_("The branch in which the roster has the member."),
    "held": N_("The branch in which a register has the relationship. “First make sure who it is”: the two rows are linked, but not for certain."),
    "id": N_("Masked: the first six and the last four characters. The whole number stands in the export."),
    "post": N_("Full-time, part-time, retired or attached (挂靠), as the roster says."),
    "evidence": N_("What the finding rests on."),
    "way": N_("From which organisation to which, as the letter says."),
    "status": N_("Yours to choose. What is done or needs nothing is struck through."),
    "handler": N_("Yours: who looks after it."),
    "note": N_("Yours: whatever has to be remembered. It stands in the next workbook again."),
    "handled_on": N_("The day of the last entry; put it right where it was another."),
    "exempt_until": N_("With the status “exempt”: the last day. The reason goes into the note."),
    "first_seen": N_("The day of the run that found it first. A note tells what has happened since."),
    "mark": N_("New: not there in the last run. Changed: other facts. Standing: as before. Back again: it had been settled."),
    "source": N_("The file, sheet and row of each export that the line speaks of."),
    "chance": N_("How likely the two are one, by the weights of what agrees and what does not."),
    "reason": N_("Why it was not decided, and what speaks for and against."),
    "ruling": N_("Yours: the ruling holds for every run to come, and can be changed."),
}  # fmt: skip
"""Column -> the note on its header."""


def title(key: str) -> str:
    """What the tab of a sheet (a key of `models.SHEETS`) is called in the language in force."""
    return _(TITLES.get(key) or _APART[key])
