"""What the lines of a workbook say: the decisions that clerks entered, and what is not understood."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.hashes import KEY
from orgtransfer.i18n import _
from orgtransfer.models import AGAINST
from orgtransfer.worklist import words

FINDING: Final = re.compile(r"[A-Z]{2}[0-9]{2}:.+")
PAIR: Final = re.compile(rf"([RO]){KEY}\|\1{KEY}")
RULED: Final = re.compile(r"D[0-9A-F]{10}")
"""The number of a ruling, which stands in its line for everybody to see."""
_DAY: Final = re.compile(r"((?:19|20)\d{2})[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?(?: .*)?")
_KIND: Final = {"R": "pair", "O": "branch_pair"}
FILLED: Final = ("status", "ruling", "handler", "note")
_WORD: Final = 40
"""Characters that are kept of a word that is not understood."""


@dataclass(frozen=True)
class EntryRules:
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
class Line:
    """One line with a key or an entry."""

    sheet: str
    row: int
    cells: Cells
    shown: frozenset[str] = frozenset()
    """Every cell of the line, as `line_identity.texts` has them."""
    added: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Kind and place of an addition (see `frames.ADDITIONS`) -> its value and author, "" without."""

    @property
    def key(self) -> str:
        """What the line is about, as its hidden column says; "" without one."""
        return self.cells.get("key", "")

    def problem(self, reason: str) -> Problem:
        """What cannot be taken back of this line, with everything that was entered in it."""
        *entry, note = (self.cells.get(name, "") for name in FILLED)
        beside = [
            f"{place}：{value}"
            for (kind, place), (value, _who) in self.added.items()
            if kind in {"column", "comment"}
        ]
        return Problem(
            self.sheet, self.row, reason, (*entry, "；".join(filter(None, [note, *beside])))
        )


def is_filled(cells: Cells) -> bool:
    """Whether a clerk entered something: a status of "to do" stands there from the beginning."""
    status = words.UNDERSTOOD.get(words.plain_word(cells.get("status", "")), cells.get("status"))
    others = any(cells.get(name) for name in FILLED if name != "status")
    return others or status not in {None, "", "open"}


@dataclass(frozen=True)
class Decision:
    """What one line says: a row of DECISIONS without its day."""

    kind: str
    a_key: str
    b_key: str | None
    ruling: str
    handler: str | None
    note: str | None


def together(
    lines: Iterable[Line], manner: EntryRules
) -> tuple[list[Decision], list[Decision], list[Problem]]:
    """One decision a key, the others that say something else, and what cannot be taken back."""
    by_key: dict[str, list[Line]] = {}
    for line in lines:
        by_key.setdefault(line.key, []).append(line)
    taken: list[Decision] = []
    others: list[Decision] = []
    problems: list[Problem] = []
    for same in by_key.values():
        made, wrong = _agreed(same, manner)
        taken += made[:1]
        others += made[1:]
        problems += wrong
    return taken, others, problems


def _agreed(same: Sequence[Line], manner: EntryRules) -> tuple[list[Decision], list[Problem]]:
    """What the lines with one key say, each thing once: a copy that nobody filled in says nothing."""
    filled = [line for line in same if is_filled(line.cells)] or same[:1]
    made = [_decision(line, manner) for line in filled]
    problems = [one for one in made if isinstance(one, Problem)]
    decisions = [one for one in made if isinstance(one, Decision)]
    if not manner.strict:
        return list(dict.fromkeys(decisions)), problems
    reason = _("sheet {sheet}, row {row} is about the same matter and says something else").format(
        sheet=filled[0].sheet, row=filled[0].row
    )
    against = [line for line, one in zip(filled, made, strict=True) if one != made[0]]
    wrong = problems or [line.problem(reason) for line in against]
    return ([], wrong) if wrong else (decisions[:1], [])


def _undoing(line: Line) -> Decision | Problem:
    """A line about a ruling, which can only be taken back."""
    entered = line.cells.get("ruling", "")
    if entered and words.plain_word(entered) not in words.UNDOING:
        return line.problem(_not_a_choice(entered, (words.UNDO,)))
    ruling = "undo" if entered else "open"
    handler, note = (line.cells.get(name) or None for name in ("handler", "note"))
    return Decision("undo", line.key, None, ruling, handler, note)


def _not_a_choice(entered: str, choices: Iterable[str]) -> str:
    return _("{entry} is not one of the choices: {choices}").format(
        entry=f"“{entered[:20]}”", choices=_(", ").join(map(_, choices))
    )


def _decision(line: Line, manner: EntryRules) -> Decision | Problem:
    key = line.key
    if RULED.fullmatch(key):
        return _undoing(line)
    pair = PAIR.fullmatch(key)
    if not pair and not FINDING.fullmatch(key):
        return line.problem(_("the key is not one of ours; was it changed?"))
    entered = line.cells.get("ruling" if pair else "status", "")
    known = words.RULED if pair else {**words.UNDERSTOOD, **manner.states}
    ruling = known.get(words.plain_word(entered), None if entered else "open")
    if entered.startswith(words.OWN) or words.plain_word(entered) in words.DISPUTES:
        ruling = entered if entered.startswith(words.OWN) else words.DISPUTED
    elif ruling is None and not manner.strict:
        ruling = words.OWN + entered[:_WORD]
    unfounded = ruling == "exempt" and not pair and not _is_founded(line.cells)
    if unfounded and manner.strict:
        return line.problem(
            _("an exemption needs its reason in the note, and its last day under “{head}”").format(
                head=_(words.EXEMPT_UNTIL)
            )
        )
    if unfounded:
        ruling = words.UNFOUNDED
    if ruling is None:
        choices = words.RULINGS if pair else words.STATES
        return line.problem(_not_a_choice(entered, choices.values()))
    a_key, _bar, b_key = key.partition("|") if pair else (key, "", "")
    return Decision(
        kind=_KIND[pair[1]] if pair else "finding",
        a_key=a_key,
        b_key=b_key or None,
        ruling=ruling,
        handler=line.cells.get("handler") or None,
        note=line.cells.get("note") or None,
    )


def _is_founded(cells: Cells) -> bool:
    """Whether an exemption says why, and until when."""
    return bool(cells.get("note")) and day(cells.get("exempt_until", "")) is not None


def day(text: str) -> dt.date | None:
    """A day as clerks write it, with the year in four digits; None where it is none."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def frame(decisions: Sequence[Decision], today: dt.date) -> pl.DataFrame:
    """DECISIONS of this day."""
    rows = [{**vars(decision), "decided": today} for decision in decisions]
    return pl.DataFrame(rows, schema=frames.DECISIONS.columns)


def fresh(entered: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """What says something else than what is known; a line nobody touched says "open"."""
    if entered.is_empty():
        return entered
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
