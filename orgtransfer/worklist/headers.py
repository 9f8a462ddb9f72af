"""The headers of the columns to fill in, as people leave them: near spellings, notes in brackets."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from orgtransfer import i18n
from orgtransfer.i18n import _
from orgtransfer.worklist import words
from orgtransfer.worklist.sheets import BRANCH_PAIRS, COLUMNS, PAIRS, SHEETS

_ADDED: Final = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]|[\s*＊:：]")
"""What people add to a header: notes in brackets, blanks, stars, colons."""


def plain(header: str | None) -> str:
    """A header without blanks and what people add in brackets, in small letters."""
    return _ADDED.sub("", header or "").lower()


_NAMED: Final = {plain(text): name for name, texts in words.HEADERS.items() for text in texts}
_NEAR: Final = {text: name for name, texts in words.NEAR_HEADERS.items() for text in texts}


_REGISTER: Final = {
    plain(text): name for name, texts in words.REGISTER_HEADERS.items() for text in texts
}


def register(row: Sequence[str | None]) -> dict[str, int]:
    """The same for the register of letters (see `words.REGISTER_HEADERS`)."""
    found: dict[str, int] = {}
    for place, head in enumerate(map(plain, row)):
        if head in _REGISTER:
            found.setdefault(_REGISTER[head], place)
    return found


def columns(row: Sequence[str | None]) -> dict[str, int]:
    """Which column stands where; of two with one name ours is the first, an added one is not.

    A header of which nothing is left (备注 that became 心得) is known by its neighbours on both
    sides, as long as these are ours.
    """
    heads = [plain(cell) for cell in row]
    found: dict[str, int] = {}
    for named in (_NAMED, _NEAR):
        for place, head in enumerate(heads):
            if head in named:
                found.setdefault(named[head], place)
    return found | dict(_by_place(heads, found))


def _by_place(heads: Sequence[str], found: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    ours, after = _titles(i18n.language())
    state = found.get("status", found.get("ruling"))
    handler, note = found.get("handler"), found.get("note")

    def strange(place: int) -> bool:
        return 0 <= place < len(heads) and bool(heads[place]) and heads[place] not in ours

    end = next((place for place, head in enumerate(heads) if head in after), 0)
    if note is None and end and strange(end - 1) and end - 2 in {state, handler}:
        yield "note", end - 1
    if handler is None and state is not None and note == state + 2 and strange(state + 1):
        yield "handler", state + 1
    if state is None and handler is not None and note == handler + 1 and strange(handler - 1):
        yield ("ruling" if _REASON & set(heads) else "status"), handler - 1


@functools.cache
def _titles(lang: str) -> tuple[frozenset[str], frozenset[str]]:
    """Every header of ours, and those that stand behind the notes, in English and in `lang`."""
    del lang  # the cache's key: `_` speaks the language in force
    every = {column.title for sheet in (*SHEETS, PAIRS, BRANCH_PAIRS) for column in sheet.columns}
    after = {COLUMNS[name].title for name in ("handled_on", "first_seen", "source")}
    both = [
        frozenset(plain(text) for one in some for text in (one, _(one))) for some in (every, after)
    ]
    return both[0], both[1]


_REASON: Final = frozenset({plain("Why it is for you to judge"), plain("为什么要人工判断")})
"""A header that only sheets of pairs have."""
