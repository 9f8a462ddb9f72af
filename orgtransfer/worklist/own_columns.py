"""Which columns of a worklist are a clerk's own: whatever stands beside ours, under any header."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from orgtransfer.i18n import _
from orgtransfer.models import SHEETS as TITLES
from orgtransfer.models import sheet_of
from orgtransfer.worklist import headers, words
from orgtransfer.worklist.additions import OWN
from orgtransfer.worklist.decided import FINDING, PAIR
from orgtransfer.worklist.sheets import BRANCH_PAIRS, PAIRS, SHEETS, Sheet

_SHEETS: Final[Mapping[str, Sheet]] = {sheet.key: sheet for sheet in (*SHEETS, PAIRS, BRANCH_PAIRS)}
_LEAST: Final = 5
"""So many headers must be ours for a sheet to be known by them."""
_PAIRS: Final = {"R": PAIRS, "O": BRANCH_PAIRS}


def sheet(title: str, keys: Sequence[str], head: Sequence[str | None] = ()) -> Sheet | None:
    """Which of our sheets this is: by the keys of its lines, else by its title, else by its headers.

    Args:
        title: what its tab says.
        keys: the keys of its lines, as far as it has any.
        head: the row of the headers.
    """
    for key in keys:
        if FINDING.fullmatch(key):
            return _SHEETS.get(sheet_of(key[:4]))
        pair = PAIR.fullmatch(key)
        if pair:
            return _PAIRS[pair[1]]
    named = {text: key for key, english in TITLES.items() for text in (english, _(english))}
    # A sheet of ours that has nothing to fill in, as Settled, has headers that others have too.
    return _SHEETS.get(named[title]) if title in named else _by_headers(head)


def _by_headers(head: Sequence[str | None]) -> Sheet | None:
    """The sheet that most of the headers are from; of several the one that lacks the fewest of its own."""
    read = {headers.plain(cell) for cell in head} - {""}

    def fit(one: Sheet) -> tuple[int, int]:
        shown = sum(bool(read & texts) for texts in _written(one))
        return shown, shown - len(one.columns)

    best = max(_SHEETS.values(), key=fit)
    return best if fit(best)[0] >= _LEAST else None


@dataclass(frozen=True)
class Columns:
    """What the columns of a sheet are: place in the row, from 0 -> name."""

    own: Mapping[int, str] = field(default_factory=dict)
    """The clerk's own, by their headers."""
    ours: Mapping[int, str] = field(default_factory=dict)
    """Ours, by their names in LINES."""

    @property
    def names(self) -> dict[int, str]:
        """All of them, the clerk's own told apart (see `additions.OWN`)."""
        return {**self.ours, **{place: OWN + name for place, name in self.own.items()}}


def found(head: Sequence[str | None], ours: Sheet) -> Columns:
    """Tells the clerk's own columns from ours.

    A header of ours that somebody wrote over stands between the same neighbours as before, and is
    no column of the clerk's. The second column of one name is called so with a number.

    Args:
        head: the row of the headers.
        ours: the sheet as it is written.
    """
    plain = [headers.plain(cell) for cell in head]
    fields = {place: name for name, place in headers.columns(head).items()}
    written = _written(ours)
    known = [_named(text, fields.get(place), written) for place, text in enumerate(plain)]
    taken: dict[int, int] = {}
    own: list[int] = []
    for place, at in enumerate(known):
        if at is not None and at not in taken:
            taken[at] = place
        elif plain[place]:
            own.append(place)
    places = dict(zip(own, _distinct([str(head[place]).strip() for place in own]), strict=True))
    renamed = set(_renamed(plain, written))
    return Columns(
        {place: name for place, name in places.items() if place not in renamed},
        {place: ours.columns[at].name for at, place in taken.items()},
    )


def _written(ours: Sheet) -> list[frozenset[str]]:
    """What each header of a sheet may read."""
    return [_ours(column.title, column.side, column.name) for column in ours.columns]


def _ours(title: str, side: str, name: str) -> frozenset[str]:
    """What a header of ours may read, in either language; the column's name for those to fill in."""
    texts = {
        f"{one} {other}".rstrip()
        for one, other in ((title, side), (_(title), _(side) if side else ""))
    }
    return frozenset({*map(headers.plain, texts), f"={name}"})


def _named(text: str, field: str | None, written: Sequence[frozenset[str]]) -> int | None:
    wanted = f"={field}" if field else text
    return next((at for at, texts in enumerate(written) if wanted in texts), None)


def _renamed(plain: Sequence[str], written: Sequence[frozenset[str]]) -> Iterator[int]:
    """The places of headers that stand where one of ours is missing, as many as are missing."""
    labels = [min(texts - {text for text in texts if text.startswith("=")}) for texts in written]
    read = [
        next((label for label, texts in zip(labels, written, strict=True) if text in texts), text)
        for text in plain
    ]
    if words.KEY not in plain:
        # Nobody writes over the key's header, which is hidden: what stands in its place was added.
        labels.remove(words.KEY)
    matcher = difflib.SequenceMatcher(None, labels, read, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "replace" and last - first == end - start:
            yield from range(start, end)


def _distinct(names: Sequence[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"
