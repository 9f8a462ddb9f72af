"""Builds the world of the samples: always the same one."""

from __future__ import annotations

from random import Random

from tests.samples import (
    associations,
    branches,
    further,
    officers,
    planted,
    standing,
    states,
    strange,
    styles,
    world,
)  # fmt: skip
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
        associations.twins,
        associations.twice,
        associations.applicants,
        associations.ledger,
        associations.misdirect,
        associations.hide_numbers,
        associations.retired_staff,
        further.joint_branches,
        further.temporary_branch,
        further.twin_branches,
        further.staff_of_two_and_one,
    ):
        step(made)
    styles.apply(made)
    further.by_hand(made)
    planted.plant(made)
    states.plant(made)
    strange.plant(made)
    further.sizes(made)
    standing.plant(made)
    officers.lead(made)
    return made
