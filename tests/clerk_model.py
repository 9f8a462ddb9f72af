"""What a plain model knows of clerks' entries, and what it asks of the store and of the worklist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer.models import Outcome
from orgtransfer.store import Store
from tests import clerk_books
from tests.clerk_books import numbered
from tests.clerk_people import Person

Ruled = Mapping[tuple[str, str], tuple[str | None, ...]]
"""Kind and key of a matter -> what is ruled: state, handler, note."""
_PERSON: Final = re.compile(r"P[0-9a-f]{12}(?:-[0-9]+)?")


@dataclass
class Model:
    """Which note was typed for whom, and what was typed over."""

    typed: dict[str, int] = field(default_factory=dict)
    """Note -> the place of its person among the people."""
    gone: dict[str, str] = field(default_factory=dict)
    """A note that was typed over -> the one that stands in its place."""
    bearers: dict[str, set[str]] = field(default_factory=dict)
    """Person in the store -> every name in its rows of any night."""
    today: dict[str, set[str]] = field(default_factory=dict)
    """The same of the last night alone."""
    timeless: set[str] = field(default_factory=set)
    """Notes in copies that do not tell when they were written: of two equal lines of one person they may
    come to stand on the other one than what took their place."""
    asked: set[str] = field(default_factory=set)
    """Notes that the store keeps, and whoever handed them in was asked about: no line fits them."""

    def learn(self, outcome: Outcome) -> None:
        """Remembers who the persons of a run are."""
        self.today = names_of(outcome)
        for person, names in self.today.items():
            self.bearers.setdefault(person, set()).update(names)

    def touched(
        self, before: Ruled, after: Ruled, people: Iterable[Person], *, timeless: bool = False
    ) -> list[str]:
        """What changed about others than `people`, of what somebody had ruled before or rules now.

        A copy that does not tell when it was written (text, cells pasted anew) may ask about what was
        entered since, and put an older note beside the newer one.
        """
        names = {name for one in people for name in one.names}
        wrong = []
        for (kind, key), said in after.items():
            old = before.get((kind, key))
            if kind not in {"finding", "disputed_finding"} or old == said:
                continue
            if timeless and (kind == "disputed_finding" or (old is not None and _adds(old, said))):
                continue
            person = _PERSON.search(key)
            whose = self.bearers.get(person[0], set()) if person else set()
            if whose and not whose & names:
                wrong.append(f"overruled: {kind} {old} {said}")
        return wrong

    def check(self, memory: Store, people: list[Person]) -> list[str]:
        """Notes that are lost, or with somebody else."""
        kept = pl.concat(
            [
                memory.decisions().select("kind", "a_key", "note"),
                memory.additions.kept().select("kind", a_key="subject", note="value"),
            ]
        ).drop_nulls("note")
        rows = [(kind, key, set(numbered(note))) for kind, key, note in kept.iter_rows()]
        self.asked = set().union(*(texts for kind, _key, texts in rows if kind == "unbound"))
        wrong = []
        for text, who in self.typed.items():
            found = [(kind, key) for kind, key, texts in rows if text in texts]
            if not found:
                wrong.append(f"lost: {text}")
            wrong += [
                f"with somebody else: {text}"
                for kind, key in found
                if kind != "unbound" and self._elsewhere(key, people[who])
            ]
        return wrong

    def _elsewhere(self, key: str, person: Person) -> bool:
        found = _PERSON.search(key)
        bearers = self.today.get(found[0], set()) if found else set()
        return bool(bearers) and not bearers & set(person.names)

    def read(self, book: Path) -> list[str]:
        """Notes that are nowhere in the worklist, or were typed over and are back without what took their place."""
        rows = [(lines, set(numbered(" ".join(row)))) for lines, row in clerk_books.rows(book)]
        shown = set().union(*(texts for _lines, texts in rows))
        back = [
            f"overruled: {old} is back without {self._last(old)}"
            for old in self.gone
            # Typed over where nothing is to be entered, it is asked where it belongs; the old one stands.
            if self._last(old) not in self.asked
            and old not in self.timeless
            and any(old in texts and self._last(old) not in texts for lines, texts in rows if lines)
        ]
        return back + [
            f"not shown: {text}" for text in self.typed if text not in shown | self.asked
        ]

    def _last(self, text: str) -> str:
        while text in self.gone:
            text = self.gone[text]
        return text


def _adds(old: tuple[str | None, ...], said: tuple[str | None, ...]) -> bool:
    """Whether only something was put beside a handler or a note."""
    texts = zip(old[1:], said[1:], strict=True)
    return old[0] == said[0] and all((new or "").startswith(was or "") for was, new in texts)


def note(serial: int) -> str:
    """A note that is like no other."""
    return f"注{serial}号"


def ruled(memory: Store) -> Ruled:
    """What is ruled of each matter."""
    rows = memory.decisions().select("kind", "a_key", "ruling", "handler", "note").iter_rows()
    return {
        (kind, key): ("" if ruling == "open" else ruling, handler, note_)
        for kind, key, ruling, handler, note_ in rows
    }


def names_of(outcome: Outcome) -> dict[str, set[str]]:
    """Person -> the names in its rows."""
    names = (
        outcome.matched.persons.join(outcome.records.select("record", "name"), on="record")
        .group_by("person")
        .agg(pl.col("name").unique())
    )
    return {person: set(found) for person, found in names.iter_rows()}
