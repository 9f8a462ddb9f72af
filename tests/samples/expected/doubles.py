"""DU: people who are there twice, and numbers that two people carry."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.samples.expected.finding import Expected, about
from tests.samples.expected.sizes import twins
from tests.samples.forest import ROSTER
from tests.samples.rows import Row
from tests.samples.truth import Index, verdict
from tests.samples.world import World


def owed(world: World, known: Index) -> Iterator[Expected]:
    """One finding a person and place, or a number."""
    by_person: dict[tuple[str, int], list[Row]] = defaultdict(list)
    carriers: dict[str, list[Row]] = defaultdict(list)
    for row in world.rows:
        if "undecidable" in row.faults:
            continue  # nobody can tell whose second row it is
        by_person[row.system, id(row.person)].append(row)
        if row.id_state == "valid":
            carriers[row.id_number].append(row)
    told = _told(world, known, by_person)
    for key, rows in by_person.items():
        yield from _of_person(rows, said=key in told)
    for rows in carriers.values():
        if len({id(r.person) for r in rows}) > 1:
            both = "|".join(sorted({r.person.key for r in rows}))
            wrong = next(r for r in rows if r.id_number != r.person.id_number)
            yield about("DU03", wrong, both)


def _told(
    world: World, known: Index, by_person: dict[tuple[str, int], list[Row]]
) -> set[tuple[str, int]]:
    """Whose two branches another finding names: RL09 in a register, BR17 about both branches."""
    doubled = {id(r.person) for r in world.of(ROSTER) if verdict(r, known) == "double"}
    close = [{id(n) for n in pair} for pair in twins(world)]
    return {
        key
        for key, rows in by_person.items()
        if (key[0] != ROSTER and key[1] in doubled)
        or any(pair <= {id(r.node) for r in rows} for pair in close)
    }


def _of_person(rows: list[Row], *, said: bool) -> Iterator[Expected]:
    """What the rows of one person in one system owe."""
    places = Counter(id(r.node) for r in rows)
    for node, count in places.items():
        if count > 1:
            last = [r for r in rows if id(r.node) == node][-1]
            yield about("DU01", last)
    if len({r.id_number for r in rows if r.live and r.id_state in {"valid", "fifteen"}}) > 1:
        yield about("DU05", rows[-1])
    if len(places) > 1 and not said:
        unsure = any("probable_double" in r.faults for r in rows)
        yield about("DU04" if unsure else "DU02", rows[-1])
