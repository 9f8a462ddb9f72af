"""What each sheet shows: its columns, in order, and the line under its title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from orgtransfer.i18n import N_, _
from orgtransfer.models import SHEETS as TITLES
from orgtransfer.worklist import words

Kind = Literal["text", "wrap", "number", "id", "mark", "status", "ruling", "entry", "small", "key"]
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


def _column(name: str) -> Column:
    return COLUMNS[name]


COLUMNS: Final[Mapping[str, Column]] = {
    column.name: column
    for column in (
        Column("mark", N_("New?"), 6, "mark"),
        Column("rule_label", N_("Rule"), 13, "wrap"),
        Column("call", N_("Unit to ring"), 21, "wrap"),
        Column("branch", N_("Branch (roster)"), 24, "wrap"),
        Column("organisation_name", N_("Party organisation"), 28, "wrap"),
        Column("parent", N_("Parent organisation"), 24, "wrap"),
        Column("label", N_("System"), 16, "wrap"),
        Column("name", N_("Full name"), 9, "wrap"),
        Column("id", N_("ID number"), 19.5, "id"),
        Column("held", N_("Relationship held in (register)"), 26, "wrap"),
        Column("post", N_("Kind of post"), 10, "wrap"),
        Column("message", N_("What is the matter"), 40, "wrap"),
        Column("evidence", N_("What is known"), 38, "wrap"),
        Column("facts", N_("What is the matter"), 46, "wrap"),
        Column("advice", N_("What to do"), 30, "wrap"),
        Column("way", N_("From → to"), 28, "wrap"),
        Column("first_seen", N_("First seen"), 11, "mark"),
        Column("status", words.STATUS, 10, "status"),
        Column("ruling", words.RULING, 13, "ruling"),
        Column("handler", words.HANDLER, 9, "entry"),
        Column("note", words.NOTE, 16, "entry"),
        Column("handled_on", words.HANDLED_ON, 11, "entry"),
        Column("exempt_until", words.EXEMPT_UNTIL, 11, "entry"),
        Column("source", N_("Where it stands (file, sheet, row)"), 34, "small"),
        Column("key", words.KEY, 12, "key"),
    )
}
_PERSON: Final = ("call", "branch", "name", "id")
_ENTRIES: Final = (
    "status", "handler", "note", "handled_on", "exempt_until", "first_seen", "source", "key",
)  # fmt: skip
_MARK: Final = ("mark",)
_RULE: Final = ("mark", "rule_label")


def _sheet(key: str, names: tuple[str, ...], hint: str, frozen: str, **flags: bool) -> Sheet:
    columns = tuple(COLUMNS[name] for name in (*names, *_ENTRIES))
    return Sheet(key, columns, hint, frozen, **flags)


SHEETS: Final = (
    _sheet("due", (*_MARK, *_PERSON, "held", "post"), N_("Full-time staff whose relationship has to move to where they work now. One block is one telephone call."), "name", advice=True),
    _sheet("unclear", (*_RULE, *_PERSON, "held", "message"), N_("What has to be asked before anything can be said. One block is one telephone call."), "name", advice=True),
    _sheet("transit", (*_RULE, *_PERSON, "way", "evidence"), N_("Transfers that have begun and not ended: what to press for, and with whom."), "name", advice=True),
    _sheet("unregistered", (*_MARK, *_PERSON, "evidence"), N_("People on a roster whom no register lists: not entered there, or entered so that they are not recognised."), "name", advice=True),
    _sheet("duplicates", (*_RULE, *_PERSON, "held", "message"), N_("Two relationships of one person, and people who are entered twice."), "name", advice=True),
    _sheet("branches", (*_RULE, "call", "organisation_name", "parent", "label", "message", "advice"), N_("Branches that are orphaned, doubled, empty, or in one system only."), "organisation_name"),
    _sheet("fields", (*_RULE, *_PERSON, "message", "advice"), N_("Details in which the systems contradict each other. Birth dates are not shown beside masked ID numbers: look where it says."), "name"),
    _sheet("ids", (*_RULE, *_PERSON, "facts", "advice"), N_("ID numbers that cannot be right, or are not there."), "name"),
    _sheet("members", (*_RULE, *_PERSON, "message", "advice"), N_("States and dates of members that the regulations do not allow."), "name", always=False),
    _sheet("sources", (*_RULE, "label", "facts", "advice"), N_("Exports that are old, incomplete or only partly understood."), "label", always=False),
    _sheet("stays", (*_MARK, *_PERSON, "held", "post"), N_("Relationships that lawfully stay in the original unit. These people belong on the list for dual organisational life; nothing is to be transferred."), "name", advice=True),
)  # fmt: skip
"""Every sheet of findings; the tabs' order is that of `models.SHEETS`."""


def _pair(name: str, title: str, width: float, kind: Kind = "wrap") -> tuple[Column, Column]:
    return (
        Column(f"a_{name}", title, width, kind, N_("A")),
        Column(f"b_{name}", title, width, kind, N_("B")),
    )


_JUDGED: Final = (
    Column("chance", N_("Chance"), 7, "number"),
    Column("reason", N_("Why it is for you to judge"), 27, "wrap"),
)
_PAIR_ENTRIES: Final = (_column("ruling"), _column("handler"), _column("note"))

PAIRS: Final = Sheet(
    "pairs",
    (
        *_pair("name", N_("Full name"), 8.5),
        *_pair("id", N_("ID number"), 19.5, "id"),
        *_pair("unit", N_("Unit"), 16),
        *_pair("branch", N_("Branch"), 19),
        *_pair("phone", N_("Phone"), 12, "id"),
        *_JUDGED,
        *_PAIR_ENTRIES,
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
        *_pair("name", N_("Party organisation"), 30),
        *_pair("parent", N_("Parent organisation"), 26),
        *_pair("code", N_("Code"), 15, "id"),
        *_JUDGED,
        *_PAIR_ENTRIES,
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
    tuple(column for column in PAIRS.columns if column not in _JUDGED),
    N_(
        "These pairs were drawn at random. Are A and B the same person? Enter what you find; where the rows and a look at the files do not tell, “cannot tell”. Yellow cells are not written alike. Hand the workbook back with: orgtransfer decide"
    ),
    "b_name",
)
"""Pairs that were drawn to see how good the links are: without the tool's own opinion."""

_APART: Final = {"sample": N_("Sample")}
"""The same for sheets that are in workbooks of their own."""


def title(key: str) -> str:
    """What the tab of a sheet (a key of `models.SHEETS`) is called in the language in force."""
    return _(TITLES.get(key) or _APART[key])
