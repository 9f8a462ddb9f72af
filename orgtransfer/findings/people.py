"""The tables of one run, and the joins about people that several rules need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Self

import polars as pl

from orgtransfer import frames
from orgtransfer.findings import name_shares, units
from orgtransfer.similarity.identity import mask

GONE: Final = ("moved_out", "removed", "historical", "deceased")
"""The states of a member who is no longer where the record stands."""

_RETIRED: Final = r"离退休|离休|退休|老干部|老干支部"
# 离退休, 退休人员, 离退休党员 alone in a cell: 退休干部处处长 is at work.
_RETIRED_WORDS: Final = r"(?:^|\s)已?(?:办理)?(?:离退休|退休|离休)的?(?:干部|职工|教师|医生|人员|党员)*(?:[(（].*)?(?:\s|$)"

_COMPARED: Final = (
    "record", "record_key", "system", "label", "id_key", "id_state", "id_birth", "id_sex", "name_key",
    "birth_key", "sex_key", "ethnicity", "ethnicity_key", "category", "category_key",
    "join_key", "full_key", "education", "education_key", "phone", "phone_key",
)  # fmt: skip
"""What two records of one person are compared on."""


def live() -> pl.Expr:
    """Whether a record still counts: not moved out, removed, historical or deceased."""
    gone = pl.col("state_key").is_in(GONE).fill_null(value=False)
    return ~gone & pl.col("moved_out_key").is_null()


def standing() -> pl.Expr:
    """The state that has to be settled before a transfer; null for the normal one and for none.

    `gone` for members who no longer count, `unknown` for a word that is not known.
    """
    state = pl.col("state_key")
    # 是否流动党员 and 外出流向 say it beside a state that is normal or not given.
    abroad = pl.col("flow").str.contains(r"国外|境外|出国|出境")
    return (
        pl.when(state.is_null() & pl.col("state").is_not_null())
        .then(pl.lit("unknown"))
        .when(state.is_in(GONE))
        .then(pl.lit("gone"))
        .when(state != "normal")
        .then(state)
        .when(pl.col("flow_key") & abroad)
        .then(pl.lit("abroad"))
        .when(pl.col("flow_key"))
        .then(pl.lit("floating"))
    )


def for_retired() -> pl.Expr:
    """Whether the branch is one of retired members (离退休支部), whatever the row says of the post."""
    return pl.col("org_name").str.contains(_RETIRED).fill_null(value=False)


def says_retired() -> pl.Expr:
    """Whether a register has the member as retired: by the post, the branch, the state or the place of work."""
    words = pl.concat_str("state", "category", "position", separator=" ", ignore_nulls=True)
    post = (pl.col("post_key") == "retired").fill_null(value=False)
    return post | for_retired() | words.str.contains(_RETIRED_WORDS).fill_null(value=False)


def one_each(rows: pl.DataFrame) -> pl.DataFrame:
    """One record a person, a register's before a roster's: for findings about the person."""
    if rows.is_empty():
        return rows
    return (
        rows.sort("role", "record")  # "register" comes before "roster"
        .unique("person", keep="first", maintain_order=True)
        .sort("record")
    )


@dataclass(frozen=True)
class People:
    """One run's tables (see `frames`), the date that counts as today, and the rules' numbers.

    Joined here is what concerns people; `world.World` adds the organisations.
    """

    today: dt.date
    records: pl.DataFrame = field(default_factory=frames.RECORDS.empty)
    organisations: pl.DataFrame = field(default_factory=frames.ORGANISATIONS.empty)
    membership: pl.DataFrame = field(default_factory=frames.MEMBERSHIP.empty)
    persons: pl.DataFrame = field(default_factory=frames.PERSONS.empty)
    pairs: pl.DataFrame = field(default_factory=frames.PAIRS.empty)
    verdicts: pl.DataFrame = field(default_factory=frames.VERDICTS.empty)
    transfers: pl.DataFrame = field(default_factory=frames.TRANSFERS.empty)
    ledger_persons: pl.DataFrame = field(default_factory=frames.LEDGER_PERSONS.empty)
    sources: pl.DataFrame = field(default_factory=frames.SOURCES.empty)
    set_aside: pl.DataFrame = field(default_factory=frames.SET_ASIDE.empty)
    damage: pl.DataFrame = field(default_factory=frames.DAMAGE.empty)
    aliases: pl.DataFrame = field(default_factory=units.no_aliases)
    """`name`, `full_name`: what the clerk says a unit's name stands for."""
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Rule code -> option -> value; `findings.find` fills in the defaults."""

    def in_order(self, options: Mapping[str, Mapping[str, Any]]) -> Self:
        """The same world with `options`, and with every table sorted by what its rows are."""
        place = ("system", "file", "sheet", "row")
        return replace(
            self,
            records=self.records.sort("record"),
            organisations=self.organisations.sort("node"),
            membership=self.membership.sort("record"),
            persons=self.persons.sort("record"),
            pairs=self.pairs.sort("a", "b"),
            verdicts=self.verdicts.sort("record"),
            transfers=self.transfers.sort("transfer"),
            ledger_persons=self.ledger_persons.sort("transfer"),
            sources=self.sources.sort("system", "file", "sheet", "kind"),
            set_aside=self.set_aside.sort(*place, "reason"),
            damage=self.damage.sort(*place, "field", "kind"),
            options=options,
        )

    def number(self, code: str, option: str) -> int:
        """The number that the rule `code` is to use."""
        return int(self.options[code][option])

    @cached_property
    def labels(self) -> pl.DataFrame:
        """system, label: what each system is called."""
        return self.sources.group_by("system").agg(pl.col("label").drop_nulls().min())

    @cached_property
    def numbered(self) -> pl.DataFrame:
        """PERSONS with `who`: the person as a number, the first record of theirs."""
        first = self.persons.group_by("person").agg(who=pl.col("record").min())
        return self.persons.join(first, on="person", how="left", maintain_order="left")

    @cached_property
    def members(self) -> pl.DataFrame:
        """RECORDS with `person`, `node`, `label`, `live` and the branch they are in.

        `who` is the person as a number, which is quicker to join and to group by than the name.
        The branch's columns: `org_name` (as listed, else as the record names it), `organisation`,
        `nature`, `level`, `listed`.
        """
        branches = self.organisations.select(
            "node", "organisation", "nature", "level", "listed", "org_name"
        )
        return (
            self.records.join(self.numbered, on="record", how="left", maintain_order="left")
            .join(self.membership, on="record", how="left", maintain_order="left")
            .join(branches, on="node", how="left", maintain_order="left")
            .join(self.labels, on="system", how="left", maintain_order="left")
            .with_columns(
                live=live(),
                org_name=pl.coalesce("org_name", "branch"),
                label=pl.coalesce("label", "system"),
            )
        )

    @cached_property
    def facts(self) -> pl.DataFrame:
        """What a sentence may say of a record: the number masked, and no birth date."""
        return self.members.select(
            "record", "person", "organisation", "system", "file", "sheet", "row",
            "label", "association", "unit", "original_unit", "post",
            name=pl.col("name").str.replace_all(r"\s+", ""),
            branch="org_name",
            number=mask(pl.col("id_key")),
        )  # fmt: skip

    @cached_property
    def alive(self) -> pl.DataFrame:
        """The members that still count."""
        return self.members.filter(pl.col("live"))

    @cached_property
    def registered(self) -> pl.DataFrame:
        """The members that still count in a register."""
        return self.alive.filter(pl.col("role") == "register")

    @cached_property
    def roster(self) -> pl.DataFrame:
        """Roster members with their `verdict`, `because`, `register_record`, `other_record`."""
        rows = self.members.filter(pl.col("role") == "roster")
        # Each has a verdict: to look it up leaves the other columns where they are.
        judged = rows.join(self.verdicts, on="record", how="left", maintain_order="left")
        return judged.filter(pl.col("verdict").is_not_null())

    @cached_property
    def units(self) -> pl.DataFrame:
        """unit_key, called: what a unit is called most often, in the registers where they do.

        A short form is called by the name of the register unit that it means.
        """
        columns = ("unit", "original_unit", "association")
        named = pl.concat(
            # Most members of a unit write it alike: each list is counted by itself first.
            self.members.group_by("role", called=name, unit_key=f"{name}_key").agg(len=pl.len())
            for name in columns
        )
        called = (
            named.drop_nulls()
            .group_by("unit_key", "role", "called")
            .agg(pl.col("len").sum())
            .sort("unit_key", "role", "len", "called", descending=[False, False, True, False])
            .unique("unit_key", keep="first", maintain_order=True)
            .select("unit_key", "called")
        )
        full = units.registered_names(self.members, self.aliases)
        meant = full.join(called.rename({"unit_key": "full_key"}), on="full_key")
        return pl.concat(
            [
                called.join(full, on="unit_key", how="anti", maintain_order="left"),
                meant.select("unit_key", "called"),
            ]
        )

    @cached_property
    def _named(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        return name_shares.counted(self.alive)

    @property
    def signs(self) -> pl.DataFrame:
        """See `name_shares.counted`: the characters of the live members' names."""
        return self._named[0]

    @property
    def doubled(self) -> pl.DataFrame:
        """See `name_shares.counted`."""
        return self._named[1]

    @cached_property
    def first_records(self) -> pl.DataFrame:
        """system, first: each system's first record."""
        return self.records.group_by("system").agg(first=pl.col("record").min())

    @cached_property
    def numbering(self) -> pl.DataFrame:
        """system, file, sheet: the lists that give an ID number for some live member."""
        given = self.alive.filter(pl.col("id_number").is_not_null())
        return given.select("system", "file", "sheet").unique()

    @cached_property
    def unit_names(self) -> pl.DataFrame:
        """person, name, text: of which unit somebody is said to be, as it is called and as it is written.

        `person` is a number (see `members`), the rows are in no order. By the members' lists and by the ledgers.
        """
        columns = ("unit", "original_unit", "association")
        said = [self.members.select("who", text=name, unit_key=f"{name}_key") for name in columns]
        numbers = self.numbered.select("person", "who").unique("who")
        moved = self.transfers.join(self.ledger_persons, on="transfer").join(
            numbers, on="person", how="left"
        )
        said += [
            moved.select("who", text=f"{end}_org", unit_key=f"{end}_key") for end in ("from", "to")
        ]
        named = pl.concat(said).filter(pl.col("unit_key").is_not_null())
        called = named.join(self.units, on="unit_key", how="left")
        return called.select("text", person="who", name=pl.coalesce("called", "text")).unique()

    @cached_property
    def calls(self) -> pl.DataFrame:
        """record, call, keeper: whom to telephone about a record.

        `call` is the unit that holds, or last held, the relationship: a register record's own unit;
        for a roster record the person's first register record's, else the original unit that the
        roster names, else the association. `keeper` is whoever keeps the row itself.
        """
        rows = self.members.select(
            "record", "who", "role", "live", "unit_key", "parent_key", "branch_key",
            "original_unit_key", "association_key",
        )  # fmt: skip
        unit = pl.coalesce("unit_key", "parent_key", "branch_key")
        register = rows.filter(pl.col("role") == "register").select("who", "live", held=unit)
        # The rows stand in the order of their records.
        held = pl.concat([register.filter("live"), register.filter(~pl.col("live"))])
        held = held.select("who", "held").unique("who", keep="first", maintain_order=True)
        here = pl.coalesce("association_key", "unit_key", "original_unit_key", "branch_key")
        roster = pl.col("role") == "roster"
        named = pl.coalesce("held", "original_unit_key", "unit_key", here)
        keys = rows.join(held, on="who", how="left", maintain_order="left").select(
            "record",
            call=pl.when(roster).then(named).otherwise(unit),
            keeper=pl.when(roster).then(here).otherwise(unit),
        )
        return keys.select("record", *(self._called(keys, name) for name in ("call", "keeper")))

    def _called(self, rows: pl.DataFrame, column: str) -> pl.Series:
        """The names of the units whose keys stand in a column."""
        names = self.units.rename({"unit_key": column})
        found = rows.select(column).join(names, on=column, how="left", maintain_order="left")
        return found.select(pl.coalesce("called", column).alias(column)).to_series()

    @cached_property
    def linked(self) -> pl.DataFrame:
        """Pairs of live records of one person in two systems, `a` before `b`: their rows in `alive`."""
        ends = self.alive.select(
            "who", "record", "system", at=pl.int_range(pl.len(), dtype=pl.get_index_type())
        ).filter(pl.col("who").is_duplicated())
        return (
            ends.join(ends, on="who", suffix="_b")
            .filter(
                (pl.col("record") < pl.col("record_b")) & (pl.col("system") != pl.col("system_b"))
            )
            .sort("record", "record_b")
            .select(a="at", b="at_b")
        )

    def links(self, holds: pl.Expr) -> pl.DataFrame:
        """Pairs of live records of one person in two systems, of which something holds: `person`, a_*, b_*.

        The prefixed columns are the keys and the raw text of each field. They are fetched for the
        pairs that are asked for: of most fields few differ, and all of them together are large.

        Args:
            holds: what has to hold, of prefixed columns.
        """
        asked = dict.fromkeys(name[2:] for name in holds.meta.root_names())
        held = self._sides(self.linked, asked).select(holds).to_series()
        return self._sides(self.linked.filter(held), _COMPARED)

    def _sides(self, pairs: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
        """`person` and both sides' columns of some rows of `linked`."""
        table = self.alive.select(*columns)
        return pl.concat(
            [
                self.alive.select("person")[pairs["a"]],
                *(
                    table[pairs[side]].select(pl.all().name.prefix(f"{side}_"))
                    for side in ("a", "b")
                ),
            ],
            how="horizontal",
        )

    @cached_property
    def candidates(self) -> pl.DataFrame:
        """record, candidate: the likeliest live register record among a record's pairs to judge."""
        review = self.pairs.filter(pl.col("tier") == "review").select("a", "b", "probability")
        either = pl.concat([review, review.select(a="b", b="a", probability="probability")])
        return (
            either.join(self.registered.select(b="record"), on="b", how="semi")
            .sort("a", "probability", "b", descending=[False, True, False])
            .group_by("a", maintain_order=True)
            .agg(candidate=pl.col("b").first())
            .rename({"a": "record"})
        )
