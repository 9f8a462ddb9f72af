"""Every finding that the first rules owe, from the generator's facts: SEMANTICS by the letter.

Nothing of orgtransfer is used here, so that an error there cannot hide.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from tests.samples import expected_states
from tests.samples.branches import ROSTER, Node
from tests.samples.names import LOST
from tests.samples.rows import Letter, Row
from tests.samples.truth import Index, verdict
from tests.samples.world import TODAY, World

RECEIPT_DAYS: Final = 30
_BY_VERDICT: Final = {
    "due": "RL01", "stays": "RL02", "unclear": "RL03", "in_transit": "RL04", "overdue": "RL05",
    "not_registered": "RL07", "double": "RL09",
}  # fmt: skip
_SOUND: Final = {"valid", "fifteen"}


@dataclass(frozen=True)
class Expected:
    """One finding: its code, the row it is about, and what it is about (a person, a branch)."""

    code: str
    system: str
    place: tuple[str, str, int]
    subject: str
    note: str = ""


def _about(code: str, row: Row, note: str = "") -> Expected:
    return Expected(code, row.system, row.place, row.person.key, note)


def findings(world: World, known: Index) -> list[Expected]:
    """All of them, sorted."""
    families: tuple[Callable[[World, Index], Iterator[Expected]], ...] = (
        _relationships, _doubles, _branches, _fields, _numbers, _states,
    )  # fmt: skip
    found = [finding for family in families for finding in family(world, known)]
    return sorted(found, key=lambda f: (f.code, f.system, f.place, f.subject))


# -- RL ------------------------------------------------------------------------------------------


def _relationships(world: World, known: Index) -> Iterator[Expected]:
    for row in world.of(ROSTER):
        code = _BY_VERDICT.get(verdict(row, known))
        if code:
            yield _about(code, row)
    for letter in world.letters:
        if _receipt_overdue(letter):
            yield Expected("RL06", ROSTER, letter.place, letter.person.key)
    places = {n.organisation for n in world.forest.of(ROSTER)}
    for rows in known.registers.values():
        for row in rows:
            absent = id(row.person) not in known.rosters
            if absent and row.live and row.node.organisation in places:
                yield _about("RL08", row)


def _receipt_overdue(letter: Letter) -> bool:
    if letter.received is None or letter.receipt:
        return False
    return letter.received + dt.timedelta(days=RECEIPT_DAYS) < TODAY


# -- DU ------------------------------------------------------------------------------------------


def _doubles(world: World, known: Index) -> Iterator[Expected]:
    said = {id(r.person) for r in world.of(ROSTER) if verdict(r, known) == "double"}
    by_person: dict[tuple[str, int], list[Row]] = defaultdict(list)
    carriers: dict[str, list[Row]] = defaultdict(list)
    for row in world.rows:
        by_person[row.system, id(row.person)].append(row)
        if row.id_state == "valid":
            carriers[row.id_number].append(row)
    for (system, person), rows in by_person.items():
        places = Counter(id(r.node) for r in rows)
        unsure = [r for r in rows if "probable_double" in r.faults]
        for node, count in places.items():
            if count > 1:
                last = [r for r in rows if id(r.node) == node][-1]
                yield _about("DU01", last)
        if len(places) > 1 and (system == ROSTER or person not in said):
            yield _about("DU04" if unsure else "DU02", rows[-1])
    for rows in carriers.values():
        if len({id(r.person) for r in rows}) > 1:
            both = "|".join(sorted({r.person.key for r in rows}))
            wrong = next(r for r in rows if r.id_number != r.person.id_number)
            yield _about("DU03", wrong, both)


# -- BR ------------------------------------------------------------------------------------------


def _branches(world: World, known: Index) -> Iterator[Expected]:
    members: dict[int, list[Row]] = defaultdict(list)
    for row in world.rows:
        members[id(row.node)].append(row)
    for node in world.forest.nodes:
        for code in _faults_of(node, world, members[id(node)], known):
            place = node.place if node.listed else min(r.place for r in members[id(node)])
            yield Expected(code, node.system, place, node.organisation, node.name)


def _faults_of(node: Node, world: World, rows: list[Row], known: Index) -> Iterator[str]:
    if not node.listed:
        yield "BR03"
        return
    if node.stated_parent:
        ring = _ring(node, world)
        if not ring:
            yield "BR01"
        elif node.code == min(n.code for n in ring):
            yield "BR02"
    if _alone(node, world):
        yield "BR04"
    if node.level == "branch" and not rows:
        yield "BR05"
    if node.system == ROSTER and _shadow(node, rows, known):
        yield "BR06"
    yield from _led(node, world)


def _led(node: Node, world: World) -> Iterator[str]:
    if node.term_to and node.term_to < TODAY:
        a_year_on = node.term_to.replace(year=node.term_to.year + 1)
        yield "BR13" if a_year_on < TODAY else "BR12"
    gives = any(n.secretary for n in world.forest.of(node.system))
    if gives and not node.secretary:
        yield "BR14"
    if node.parent and node.level == "branch" and node.secretary:
        same = [
            n
            for n in world.forest.of(node.system)
            if n.parent is node.parent and n.level == "branch" and n.secretary == node.secretary
        ]
        if len(same) > 1 and node.code == min(n.code for n in same):
            yield "BR16"


def _ring(node: Node, world: World) -> list[Node]:
    """The organisations one meets going up from `node`, if the way leads back to it."""
    names = {n.name: n for n in world.forest.of(node.system)}
    ring, here = [node], node
    while here.stated_parent and here.stated_parent[0] in names:
        here = names[here.stated_parent[0]]
        if here is node:
            return ring
        ring.append(here)
    return []


def _alone(node: Node, world: World) -> bool:
    """In one system only, though another knows its parent and lists what is under that."""
    above = node.parent
    if above is None or node.effective() not in {"ordinary", "joint"} or _alone(above, world):
        return False
    for other in world.forest.nodes:
        if other.system == node.system or other.organisation != above.organisation:
            continue
        there = [n for n in world.forest.of(other.system) if n.listed]
        lists_children = any(n.parent is other for n in there)
        if lists_children and all(n.organisation != node.organisation for n in there):
            return True
    return False


def _shadow(node: Node, rows: list[Row], known: Index) -> bool:
    if node.level != "branch" or node.effective() not in {"ordinary", "joint"} or not rows:
        return False
    return not {verdict(r, known) for r in rows} & {"consistent", "not_registered"}


# -- ST ------------------------------------------------------------------------------------------


def _states(world: World, known: Index) -> Iterator[Expected]:
    for code, row in expected_states.owed(world):
        yield _about(code, row)


# -- FD ------------------------------------------------------------------------------------------


def _fields(world: World, known: Index) -> Iterator[Expected]:
    for person, theirs in known.registers.items():
        rows = [*theirs, *known.rosters.get(person, [])]
        pairs = [(a, b) for a, b in combinations(rows, 2) if a.system != b.system]
        for code, contradict in _CONTRADICTIONS.items():
            wrong = [pair for pair in pairs if contradict(*pair)]
            if wrong:
                faulty = [r for pair in wrong for r in pair if r.faults] or [wrong[0][1]]
                yield _about(code, faulty[0])


def _number_differs(a: Row, b: Row) -> bool:
    sound = {a.id_state, b.id_state} <= {*_SOUND, "masked"}
    return sound and _unlike(a.id_number, b.id_number)


def _unlike(one: str, other: str) -> bool:
    if len(one) != len(other):
        return True
    return any(x != y and "*" not in (x, y) for x, y in zip(one, other, strict=True))


def _name_differs(a: Row, b: Row) -> bool:
    if LOST in a.name or LOST in b.name:
        return _unlike(a.name, b.name)
    return a.name != b.name


def _at_precision(one: str, other: str) -> bool:
    length = min(len(one), len(other))
    return length > 0 and one[:length] != other[:length]


def _unequal(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _born_differs(a: Row, b: Row) -> bool:
    sound = not _born_against_number(a) and not _born_against_number(b)
    return sound and _at_precision(a.birth, b.birth)


def _sex_differs(a: Row, b: Row) -> bool:
    sound = not _sex_against_number(a) and not _sex_against_number(b)
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


# -- ID ------------------------------------------------------------------------------------------

_BY_STATE: Final = {
    "checksum": "ID01", "malformed": "ID01", "damaged": "ID02", "fifteen": "ID03", "missing": "ID04",
}  # fmt: skip


def _numbers(world: World, known: Index) -> Iterator[Expected]:
    for row in world.rows:
        if row.id_state in _BY_STATE:
            yield _about(_BY_STATE[row.id_state], row)
        if _born_against_number(row) or _sex_against_number(row):
            yield _about("ID05", row)


def _readable(row: Row) -> bool:
    return row.id_state in {*_SOUND, "masked"}


def _born_against_number(row: Row) -> bool:
    if not _readable(row) or not row.birth:
        return False
    born = row.id_number[6:14]
    return _unlike(row.birth.replace("-", "").ljust(8, "*"), born)


def _sex_against_number(row: Row) -> bool:
    if not _readable(row) or row.id_number[16] == "*":
        return False
    return "FM"[int(row.id_number[16]) % 2] != row.sex
