"""Builds the world of the samples: always the same one."""

from __future__ import annotations

from random import Random

from tests.samples import associations, branches, world
from tests.samples.people import Registry


def build() -> world.World:
    """Everybody, everywhere, with everything that was planted."""
    random = Random(world.SEED)
    made = world.World(random, Registry(random), branches.build())
    world.fill_national(made)
    world.extra_rows(made)
    world.fill_szjg(made)
    for step in (
        associations.staff,
        associations.absent,
        associations.members,
        associations.strangers,
        associations.left,
        associations.doubles,
        associations.twice,
        associations.applicants,
        associations.ledger,
    ):
        step(made)
    for row in made.of(branches.SZJG):
        row.birth = row.birth[:7]
        row.id_number = row.id_number[:6] + "********" + row.id_number[14:]
        row.id_state = "masked"
    return made
