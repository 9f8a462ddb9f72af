"""DU: people who are there twice, and numbers that two people carry."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.samples.expected.finding import Expected, about
from tests.samples.forest import ROSTER
from tests.samples.rows import Row
from tests.samples.truth import Index, verdict
from tests.samples.world import World


def owed(world: World, known: Index) -> Iterator[Expected]:
    """One finding a person and place, or a number."""
    said = {id(r.person) for r in world.of(ROSTER) if verdict(r, known) == "double"}
    by_person: dict[tuple[str, int], list[Row]] = defaultdict(list)
    carriers: dict[str, list[Row]] = defaultdict(list)
    for row in world.rows:
        if "undecidable" in row.faults:
            continue  # nobody can tell whose second row it is
        by_person[row.system, id(row.person)].append(row)
        if row.id_state == "valid":
            carriers[row.id_number].append(row)
    for (system, person), rows in by_person.items():
        places = Counter(id(r.node) for r in rows)
        unsure = [r for r in rows if "probable_double" in r.faults]
        for node, count in places.items():
            if count > 1:
                last = [r for r in rows if id(r.node) == node][-1]
                yield about("DU01", last)
        if len(places) > 1 and (system == ROSTER or person not in said):
            yield about("DU04" if unsure else "DU02", rows[-1])
    for rows in carriers.values():
        if len({id(r.person) for r in rows}) > 1:
            both = "|".join(sorted({r.person.key for r in rows}))
            wrong = next(r for r in rows if r.id_number != r.person.id_number)
            yield about("DU03", wrong, both)
