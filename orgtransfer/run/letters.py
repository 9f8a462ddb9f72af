"""Letters: for whom, with which number, in which file; and what became of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from orgtransfer import letters as forms
from orgtransfer.errors import InputError, UnknownNameError
from orgtransfer.findings import person_dossier, search
from orgtransfer.i18n import _
from orgtransfer.models import CLOSED, VERDICTS, Outcome
from orgtransfer.run import letter_files
from orgtransfer.run.workspace import Workspace
from orgtransfer.worklist import register

_ASKED: Final = ("due", "overdue")
"""The verdicts on which a letter is written without further ado."""


@dataclass(frozen=True)
class Wanted:
    """Which letters are wanted."""

    people: tuple[str, ...] = ()
    """As `explain` finds them: a name, a key, a number, FILE:ROW; or a finding's key."""
    unit: str | None = None
    """Everybody of this unit (part of its name will do) who is due to move."""
    everybody: bool = False
    """Everybody who is due to move."""
    anyway: bool = False
    """Also for people who are not due to move, or who have a letter already."""
    issued: dt.date | None = None
    """The letters' date; today where not given."""
    valid_days: int | None = None
    show_id: bool = False
    """Whether the ID number stands on the letter; without it there is a blank."""


@dataclass(frozen=True)
class Written:
    """What came of it."""

    file: Path | None
    """None after a trial."""
    letters: tuple[forms.Letter, ...]
    passed_over: int = 0
    """How many who are due have an open letter already."""
    show_id: bool = False
    """Whether the ID numbers stand on them."""

    @property
    def blanks(self) -> tuple[list[str], dict[str, list[str]]]:
        """What no export says: on every letter; and on single ones, by number and name."""
        hidden = set() if self.show_id else {forms.FIELDS["id_number"][0]}
        blank = [[word for word in forms.blanks(one) if word not in hidden] for one in self.letters]
        every = [word for word in blank[0] if all(word in words for words in blank)]
        rest = {
            f"{one.number} {one.name or ''}".strip(): left
            for one, words in zip(self.letters, blank, strict=True)
            if (left := [word for word in words if word not in every])
        }
        return every, rest


def write(
    workspace: Workspace, wanted: Wanted, target: Path | None, *, trial: bool = False
) -> Written:
    """Writes letters, each with the next number of the register.

    Args:
        workspace: the configuration.
        wanted: which.
        target: the file, .docx or .xlsx; one in the configured folder where not given.
        trial: only say which letters would be written; no number is given out.

    Raises:
        UnknownNameError: there is no run yet, nobody fits, or more than one person does.
        InputError: somebody is not due to move or has an open letter; the template is broken.
        OutputError: the file cannot be written. Numbers given out by then stay unused.
    """
    with workspace.store() as memory:
        outcome, decisions = memory.outcome(memory.run().run), memory.decisions()
        letters = memory.letters.all()
    facts = forms.about(outcome)
    if wanted.everybody or wanted.unit is not None:
        chosen, passed = _due(facts, decisions, letters, wanted)
    else:
        chosen, passed = _named(outcome, facts, letters, wanted), 0
    day = wanted.issued or workspace.now().date()
    days = wanted.valid_days or workspace.config.letters.valid_days
    if chosen.is_empty() or trial:
        made = letter_files.letters(chosen, [""] * chosen.height, day, days, wanted.show_id)
        return Written(None, tuple(made), passed, wanted.show_id)
    file, written = letter_files.issue(workspace, chosen, target, day, days, wanted.show_id)
    return Written(file, written, passed, wanted.show_id)


def again(
    workspace: Workspace,
    numbers: Sequence[str],
    reason: str | None,
    target: Path | None,
    wanted: Wanted,
) -> Written:
    """Writes letters anew, under new numbers, and makes the old ones void.

    Args:
        workspace: the configuration.
        numbers: the old letters; none: all that are past their validity.
        reason: why the old ones are void.
        target: as in `write`.
        wanted: date, validity and whether the ID number is shown.

    Raises:
        InputError: an old letter is void or received; its person is in the last run no more.
        UnknownNameError: there is no such letter, or none is past its validity.
    """
    word = workspace.config.letters.word
    with workspace.store() as memory:
        late = memory.letters.all().with_columns(now=register.state(workspace.now().date()))
        known = [number.removeprefix(word) for number in dict.fromkeys(numbers)]
        known = known or late.filter(now="late")["letter_no"].to_list()
        old = [memory.letters.named(number) for number in known]
        outcome = memory.outcome(memory.run().run)
    if not old:
        raise UnknownNameError(_("No letter is past its validity."))
    today = workspace.now().date()
    for one in old:
        _check_open(one)
        _check_day(one, today, today)
    order = pl.DataFrame(
        {"person": [str(one["person"]) for one in old], "old": known},
        schema={"person": pl.String, "old": pl.String},
    )
    chosen = order.join(forms.about(outcome), on="person", how="left", maintain_order="left")
    gone = chosen.filter(pl.col("record").is_null())["old"].to_list()
    if gone:
        raise InputError(
            _("The person of letter {number} is in no list of the last run.").format(number=gone[0])
        )
    days = wanted.valid_days or workspace.config.letters.valid_days
    file, made = letter_files.issue(
        workspace, chosen, target, wanted.issued or today, days, wanted.show_id
    )
    with workspace.store(create=True) as memory, memory.lock():
        for number, letter in zip(known, made, strict=True):
            why = reason or _("replaced by {number}").format(number=letter.number)
            memory.letters.close([number], "void", today, why)
    return Written(file, made, show_id=wanted.show_id)


def close(
    workspace: Workspace, numbers: Sequence[str], state: str, day: dt.date, reason: str | None
) -> list[str]:
    """Notes what became of letters.

    Args:
        workspace: the configuration.
        numbers: the letters; with or without what stands before the number.
        state: `void`; `arrived` (the other side has received the member); `received` (the receipt
            is back).
        day: since when.
        reason: why a letter is void.

    Returns:
        The letters' numbers, as the register has them.

    Raises:
        UnknownNameError: there is no such letter; nothing is noted then.
        InputError: a letter is void already, or its receipt is back, or the day lies before its
            date or ahead.
    """
    word = workspace.config.letters.word
    with workspace.store(create=True) as memory, memory.lock():
        found = [memory.letters.named(number.removeprefix(word)) for number in numbers]
        for one in found:
            _check_open(one)
            _check_day(one, day, workspace.now().date())
        known = [str(one["letter_no"]) for one in found]
        memory.letters.close(known, state, day, reason)
    return known


def listed(workspace: Workspace) -> pl.DataFrame:
    """LETTERS, with what they are today.

    `now` (a key of `worklist.register.STATES`), `expires` (the last day of validity) and `shown`
    (the number with its word).
    """
    with workspace.store() as memory:
        letters = memory.letters.all()
    return letters.with_columns(
        now=register.state(workspace.now().date()),
        expires=register.expires(),
        shown=pl.lit(workspace.config.letters.word) + pl.col("letter_no"),
    )


def _check_open(letter: Mapping[str, Any]) -> None:
    if letter["state"] in {"void", "received"}:
        message = (
            _("Letter {number} is void since {day}.")
            if letter["state"] == "void"
            else _("The receipt of letter {number} is back since {day}.")
        )
        raise InputError(message.format(number=letter["letter_no"], day=letter["closed"]))


def _check_day(letter: Mapping[str, Any], day: dt.date, today: dt.date) -> None:
    if not letter["issued"] <= day <= today:
        raise InputError(
            _("Letter {number} is of {issued}: {day} cannot be right.").format(
                number=letter["letter_no"], issued=letter["issued"], day=day
            )
        )


# -- for whom --------------------------------------------------------------------------------


def _open(letters: pl.DataFrame) -> pl.DataFrame:
    """The letters that are on their way: written, neither void nor received."""
    return letters.filter(
        pl.col("state").is_in(["open", "arrived"]), pl.col("written").is_not_null()
    )


def _due(
    facts: pl.DataFrame, decisions: pl.DataFrame, letters: pl.DataFrame, wanted: Wanted
) -> tuple[pl.DataFrame, int]:
    """Who is due to move and has no letter yet; and how many have one.

    What a clerk has closed in the worklist is not asked for.
    """
    closed = decisions.filter(pl.col("kind") == "finding", pl.col("ruling").is_in(CLOSED))
    due = facts.filter(pl.col("verdict") == "due").join(
        closed.select(key="a_key"), on="key", how="anti"
    )
    if wanted.unit is not None:
        due = due.filter(pl.col("call").str.contains(wanted.unit, literal=True))
        if due.is_empty():
            raise UnknownNameError(_("Nobody of {unit} is due to move.").format(unit=wanted.unit))
    free = due.join(_open(letters).select("person"), on="person", how="anti")
    return (due if wanted.anyway else free).sort("call", "record"), due.height - free.height


def _named(
    outcome: Outcome, facts: pl.DataFrame, letters: pl.DataFrame, wanted: Wanted
) -> pl.DataFrame:
    """The people asked for by name or number, in that order."""
    if not wanted.people:
        raise UnknownNameError(
            _("For whom? Name people, or a unit with --unit, or give --all: everybody who is due.")
        )
    keys = list(dict.fromkeys(_person(outcome, who) for who in wanted.people))
    order = pl.DataFrame({"person": keys}, schema={"person": pl.String})
    chosen = order.join(facts, on="person", how="left", maintain_order="left")
    carried = dict(_open(letters).select("person", "letter_no").iter_rows())
    for who, row in zip(wanted.people, chosen.iter_rows(named=True), strict=False):
        if row["record"] is None:
            raise InputError(
                _("{who} is on no roster: it is not known where to move to.").format(who=who)
            )
        if wanted.anyway:
            continue
        if row["person"] in carried:
            raise InputError(
                _(
                    "{who} has letter {number} already. `orgtransfer letters reissue {number}` "
                    "replaces it; --anyway writes a second one."
                ).format(who=who, number=carried[row["person"]])
            )
        if row["verdict"] not in _ASKED:
            raise InputError(
                _("{who} is not due to move ({verdict}). --anyway writes a letter all the same.")
                .format(who=who, verdict=_(VERDICTS[row["verdict"]]))
            )  # fmt: skip
    return chosen


def _person(outcome: Outcome, who: str) -> str:
    """The one person that a text means.

    Raises:
        UnknownNameError: it means nobody, or more than one.
    """
    found = person_dossier.finding(outcome, who)
    if found is not None and found[0]["person"]:
        return str(found[0]["person"])
    keys = [case.person for case in person_dossier.people(outcome, who)]
    if not keys:
        keys = search.people(outcome, who)["person"].to_list()
    if len(keys) == 1:
        return str(keys[0])
    if not keys:
        raise UnknownNameError(_("Nobody of the last run is called {who}.").format(who=who))
    raise UnknownNameError(
        _("{who}: {count} people. `orgtransfer explain {who}` lists them with their keys.").format(
            who=who, count=len(keys)
        )
    )
