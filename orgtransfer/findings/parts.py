"""The rules asked of some people at a time, and of all of them together the same.

A part holds all records of each of its people. What counts over all people is worked out first
(`Common`) and handed to each part; rules about two people and about lists are asked once. Nothing here
is a rule of its own: a `Part` is a World whose answers about everybody come from `Common`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NoReturn

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Rules
from orgtransfer.errors import FrameError
from orgtransfer.findings import counts, finder
from orgtransfer.findings.finder import Found
from orgtransfer.findings.people import live
from orgtransfer.findings.world import World

NARROW: Final = (
    "record", "system", "role", "file", "sheet", "row", "name_key", "id_number", "state", "state_key",
    "moved_out_key", "sex_key", "branch", "unit", "unit_key", "original_unit", "original_unit_key", "association",
    "association_key", "category_key", "post_key", "position", "remark", "dues_key",
)  # fmt: skip
"""Columns of RECORDS that `Common` and the rules about lists rest on."""

_UNREAD: Final = frozenset(
    ("member_no", "member_no_key", "join_date", "branch_code", "branch_code_key", "address", "lost_since",
     "flow_since", "moved_in", "moved_in_key", "dues_paid_to", "former_name", "former_key", "content_key")
)  # fmt: skip

READ: Final = tuple(name for name in frames.RECORDS.columns if name not in _UNREAD)
"""Columns of RECORDS that rules about people, and what is counted of people, may read."""

SHARED: Final = ("record", "system", "state_key", "moved_out_key", "id_key", "id_state")
"""Columns of RECORDS that tell which people rules about two people are asked of."""


@dataclass(frozen=True)
class Common:
    """What rules about a person ask of all people, worked out once."""

    units: pl.DataFrame
    nodes: pl.DataFrame
    twins: pl.DataFrame
    signs: pl.DataFrame
    doubled: pl.DataFrame
    first_records: pl.DataFrame
    numbering: pl.DataFrame

    @classmethod
    def of(cls, world: World) -> Common:
        """From a whole run, of whose records the columns of NARROW are enough."""
        twins = world.twins.select("node", "other_node")
        return cls(
            world.units, world.nodes, twins, world.signs, world.doubled, world.first_records,
            world.numbering,
        )  # fmt: skip


def _of_everybody(name: str) -> cached_property[pl.DataFrame]:
    """What a part answers from what is common to all."""

    def common(part: Part) -> pl.DataFrame:
        table: pl.DataFrame = getattr(part.common, name)
        return table

    return cached_property(common)


@dataclass(frozen=True, kw_only=True)
class Part(World):
    """Some of a run's people, with all their records and nobody else's."""

    common: Common
    waiting: pl.DataFrame
    """What `People.candidates` gives of their records: the other record is somebody else's."""

    units = _of_everybody("units")
    nodes = _of_everybody("nodes")
    twins = _of_everybody("twins")
    signs = _of_everybody("signs")
    doubled = _of_everybody("doubled")
    first_records = _of_everybody("first_records")
    numbering = _of_everybody("numbering")

    @cached_property
    def candidates(self) -> pl.DataFrame:
        """See `People.candidates`."""
        return self.waiting

    @cached_property
    def strength(self) -> pl.DataFrame:
        """Nothing that a part could tell."""
        _refuse("strength")

    @cached_property
    def homes(self) -> pl.DataFrame:
        """Nothing that a part could tell."""
        _refuse("homes")


def _refuse(what: str) -> NoReturn:
    raise FrameError(f"parts: {what} is counted over everybody")


def examine(world: World, rules: Rules, count: int, strict: bool = False) -> Found:
    """What `finder.examine` gives, asked of so many parts of the people one after another.

    Args:
        world: one run's tables.
        rules: selection, severities, exemptions and numbers.
        count: into how many parts; only one of them is held beside the run at a time.
        strict: let a fault in a rule through.
    """
    world = finder.ready(world, rules)
    lists = replace(world, records=world.records.select(NARROW))
    common = Common.of(lists)
    found = finder.asked(lists, rules, ("lists",), strict)
    found += finder.asked(meeting(world, common), rules, ("people",), strict)
    counted = frames.COUNTS.empty()
    for part in split(world, common, count, lists.candidates):
        found += finder.asked(part, rules, ("person",), strict)
        # Added up at once: a part counts nearly every branch there is.
        counted = counts.summed([counted, counts.of_people(part)])
    everybody = counts.together([counted, counts.of_lists(lists)])
    return finder.told(finder.joined(found), lists, rules, everybody, lists.unit_names)


def meeting(world: World, common: Common) -> Part:
    """Those people who have a number or a pair to judge in common with somebody else."""
    ends = world.records.select(SHARED).join(world.persons, on="record", maintain_order="left")
    return part_of(world, common, sharing(ends, world.pairs))


def sharing(ends: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """`person`: who has a number or a pair to judge within a system in common with somebody else.

    Args:
        ends: SHARED of RECORDS, and `person`.
        pairs: PAIRS.
    """
    numbers = ends.filter(live(), pl.col("id_state") == "valid").select("id_key", "person").unique()
    two = numbers.filter(pl.col("id_key").is_duplicated()).select("person")
    at = ends.select("record", "system", "person")
    judged = (
        pairs.filter(pl.col("tier") == "review")
        .select("a", "b")
        .join(at, left_on="a", right_on="record")
        .join(at, left_on="b", right_on="record", suffix="_b")
        .filter(pl.col("system") == pl.col("system_b"), pl.col("person") != pl.col("person_b"))
    )
    return pl.concat([two, judged.select("person"), judged.select(person="person_b")]).unique()


def split(world: World, common: Common, count: int, waiting: pl.DataFrame) -> Iterator[Part]:
    """All people in so many parts.

    Args:
        world: what `finder.ready` gives.
        common: what counts over all of them.
        count: how many parts.
        waiting: `People.candidates` of all of them.
    """
    part = pl.col("person").hash(seed=0) % count
    placed = world.persons.select("person", part=part).unique("person")
    for number in range(count):
        yield part_of(world, common, placed.filter(part=number).select("person"), waiting)


def part_of(
    world: World, common: Common, people: pl.DataFrame, waiting: pl.DataFrame | None = None
) -> Part:
    """Some people of a run.

    Args:
        world: what `finder.ready` gives.
        common: what counts over all people.
        people: `person`.
        waiting: `People.candidates`; None: rules about one person are not asked, but those that look
            at the pairs to judge.
    """

    def theirs(table: pl.DataFrame) -> pl.DataFrame:
        return table.join(people, on="person", how="semi", nulls_equal=True, maintain_order="left")

    def own(table: pl.DataFrame) -> pl.DataFrame:
        return table.join(persons, on="record", how="semi", maintain_order="left")

    persons, ledger = theirs(world.persons), theirs(world.ledger_persons)
    return Part(
        today=world.today,
        records=own(world.records.select(READ)),
        organisations=world.organisations,
        membership=own(world.membership),
        persons=persons,
        pairs=world.pairs if waiting is None else frames.PAIRS.empty(),
        verdicts=own(world.verdicts),
        transfers=world.transfers.join(ledger, on="transfer", how="semi", maintain_order="left"),
        ledger_persons=ledger,
        sources=world.sources,
        options=world.options,
        common=common,
        waiting=frames.MEMBERSHIP.empty() if waiting is None else own(waiting),
    )
