"""Every finding that the rules owe on the samples, from the generator's facts alone.

Nothing of orgtransfer is used here, so that an error there cannot hide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tests.samples.expected import (
    branches,
    doubles,
    fields,
    numbers,
    relationships,
    sizes,
    sources,
    states,
)  # fmt: skip
from tests.samples.expected.finding import Expected
from tests.samples.truth import Index
from tests.samples.world import World

_FAMILIES: Final[tuple[Callable[[World, Index], Iterator[Expected]], ...]] = (
    relationships.owed, doubles.owed, branches.owed, sizes.owed, fields.owed, numbers.owed,
    states.owed, sources.owed,
)  # fmt: skip


def findings(world: World, known: Index) -> list[Expected]:
    """All of them, sorted."""
    found = [finding for family in _FAMILIES for finding in family(world, known)]
    return sorted(found, key=lambda f: (f.code, f.system, f.place, f.subject))
