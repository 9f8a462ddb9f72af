"""RL: where relationships stand, and the letters about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from tests.samples.expected.finding import Expected, about
from tests.samples.forest import ROSTER, Node
from tests.samples.rows import Letter, Row
from tests.samples.truth import Index, verdict
from tests.samples.world import TODAY, World

RECEIPT_DAYS: Final = 30
POCKET_DAYS: Final = 90
_BY_VERDICT: Final = {
    "due": "RL01", "stays": "RL02", "unclear": "RL03", "in_transit": "RL04", "overdue": "RL05",
    "not_registered": "RL07", "double": "RL09",
}  # fmt: skip


def owed(world: World, known: Index) -> Iterator[Expected]:
    """The findings about roster rows, about letters, and about people the roster lacks."""
    for row in world.of(ROSTER):
        for code in _about_row(row, known):
            yield about(code, row)
    for letter in world.letters:
        for code in _about_letter(letter, known):
            yield Expected(code, ROSTER, letter.place, letter.person.key)
    places = {n.organisation for n in world.forest.of(ROSTER)}
    for rows in known.registers.values():
        for row in rows:
            absent = id(row.person) not in known.rosters
            if absent and row.live and row.node.organisation in places:
                yield about("RL08", row)


def _about_row(row: Row, known: Index) -> Iterator[str]:
    answer = verdict(row, known)
    there = known.registers[id(row.person)]
    if answer == "not_registered" and any(map(_left_long_ago, there)):
        yield "RL10"  # says more than RL07, and one cause is one finding
    elif answer == "not_registered" and any(r.state == "已去世" for r in there):
        yield "RL14"
    elif answer == "unclear" and any(r.live and r.state != "正常" for r in there):
        yield "RL13"
    elif answer == "unclear" and row.post == "专职":
        pass  # RL12 says why
    elif answer in _BY_VERDICT:
        yield _BY_VERDICT[answer]
    if row.post == "专职" and any(r.live and r.post == "退休" for r in there):
        yield "RL12"


def _about_letter(letter: Letter, known: Index) -> Iterator[str]:
    if _receipt_overdue(letter):
        yield "RL06"
    if _misdirected(letter, known):
        yield "RL11"


def _receipt_overdue(letter: Letter) -> bool:
    if letter.received is None or letter.receipt:
        return False
    return letter.received + dt.timedelta(days=RECEIPT_DAYS) < TODAY


def _misdirected(letter: Letter, known: Index) -> bool:
    """Whether an open or finished letter goes where the roster does not have the person."""
    if letter.state in {"已驳回", "已撤销"}:
        return False
    places = [row.node for row in known.rosters[id(letter.person)]]
    return not any(_in_line(letter.to, node) or _in_line(node, letter.to) for node in places)


def _in_line(above: Node, node: Node | None) -> bool:
    while node:
        if node is above:
            return True
        node = node.parent
    return False


def _left_long_ago(row: Row) -> bool:
    if not row.moved_out:
        return False
    return dt.date.fromisoformat(row.moved_out) + dt.timedelta(days=POCKET_DAYS) < TODAY
