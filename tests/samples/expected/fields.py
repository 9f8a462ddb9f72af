"""FD: what the rows of one person say differently in two systems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final

from tests.samples.expected.finding import Expected, about
from tests.samples.expected.numbers import (
    READABLE,
    born_against_number,
    sex_against_number,
    unlike,
)
from tests.samples.names import LOST
from tests.samples.rows import Row
from tests.samples.truth import Index
from tests.samples.world import World


def owed(world: World, known: Index) -> Iterator[Expected]:
    """One finding a person and field; rows that hold no relationship any more are nobody's work."""
    for person, theirs in known.registers.items():
        rows = [r for r in (*theirs, *known.rosters.get(person, [])) if r.live]
        pairs = [(a, b) for a, b in combinations(rows, 2) if a.system != b.system]
        for code, contradict in _CONTRADICTIONS.items():
            wrong = [pair for pair in pairs if contradict(*pair)]
            if wrong:
                faulty = [r for pair in wrong for r in pair if r.faults] or [wrong[0][1]]
                yield about(code, faulty[0])


def _number_differs(a: Row, b: Row) -> bool:
    sound = {a.id_state, b.id_state} <= READABLE
    return sound and unlike(a.id_number, b.id_number)


def _name_differs(a: Row, b: Row) -> bool:
    if LOST in a.name or LOST in b.name:
        return unlike(a.name, b.name)
    return a.name != b.name


def _at_precision(one: str, other: str) -> bool:
    length = min(len(one), len(other))
    return length > 0 and one[:length] != other[:length]


def _unequal(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _born_differs(a: Row, b: Row) -> bool:
    sound = not born_against_number(a) and not born_against_number(b)
    return sound and _at_precision(a.birth, b.birth)


def _sex_differs(a: Row, b: Row) -> bool:
    sound = not sex_against_number(a) and not sex_against_number(b)
    return sound and a.sex != b.sex


_CONTRADICTIONS: Final[dict[str, Callable[[Row, Row], bool]]] = {
    "FD01": _number_differs,
    "FD02": _name_differs,
    "FD03": _born_differs,
    "FD04": lambda a, b: _at_precision(a.joined, b.joined),
    "FD05": lambda a, b: a.category != b.category,
    "FD06": _sex_differs,
    "FD07": lambda a, b: _unequal(a.ethnicity, b.ethnicity),
    "FD08": lambda a, b: _at_precision(a.full, b.full),
    "FD09": lambda a, b: _unequal(a.education, b.education),
    "FD10": lambda a, b: _unequal(a.phone, b.phone),
}
