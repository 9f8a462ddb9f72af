"""What the rules look at: the tables of one run, and the joins that several rules need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import polars as pl

from orgtransfer import frames
from orgtransfer.similarity.identity import mask

GONE: Final = ("moved_out", "removed", "deceased")
"""The states of a member who is no longer where the record stands."""

DEEPEST: Final = 20
"""No tree of organisations is deeper."""

_COMPARED: Final = (
    "record", "system", "label", "id_key", "id_state", "id_birth", "id_sex", "name_key",
    "birth_key", "sex_key", "ethnicity", "ethnicity_key", "category", "category_key",
    "join_key", "full_key", "education", "education_key", "phone", "phone_key",
)  # fmt: skip
"""What two records of one person are compared on."""

ORDINARY: Final = ("ordinary", "joint")
"""The natures of branches that hold relationships."""


def live() -> pl.Expr:
    """Whether a record still counts: not moved out, removed or deceased."""
    gone = pl.col("state_key").is_in(GONE).fill_null(value=False)
    return ~gone & pl.col("moved_out_key").is_null()


def one_each(rows: pl.DataFrame) -> pl.DataFrame:
    """One record a person, a register's before a roster's: for findings about the person."""
    return (
        rows.sort("role", "record")  # "register" comes before "roster"
        .unique("person", keep="first", maintain_order=True)
        .sort("record")
    )


def _with_call(nodes: pl.DataFrame) -> pl.DataFrame:
    """With `call`, whom to telephone about a branch.

    The unit that the list gives for it, in this system or in another one, or that its members
    name; else its superior's unit, else its superior, else the branch itself.
    """
    own = pl.coalesce("unit", "named")
    elsewhere = pl.when(pl.col("organisation").is_not_null()).then(
        own.drop_nulls().first().over("organisation")
    )
    nodes = nodes.with_columns(home=pl.coalesce(own, elsewhere))
    above = nodes.select(parent_node="node", above_home="home")
    return (
        nodes.join(above, on="parent_node", how="left", maintain_order="left")
        .with_columns(call=pl.coalesce("home", "above_home", "above", "org_name"))
        .drop("named", "home", "above_home")
    )


@dataclass(frozen=True)
class World:
    """One run's tables (see `frames`), the date that counts as today, and the rules' numbers."""

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
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Rule code -> option -> value; `findings.find` fills in the defaults."""

    def in_order(self, options: Mapping[str, Mapping[str, Any]]) -> World:
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
    def members(self) -> pl.DataFrame:
        """RECORDS with `person`, `node`, `label`, `live` and the branch they are in.

        The branch's columns: `org_name` (as listed, else as the record names it), `organisation`,
        `nature`, `level`, `listed`.
        """
        branches = self.organisations.select(
            "node", "organisation", "nature", "level", "listed", "org_name"
        )
        return (
            self.records.join(self.persons, on="record", how="left", maintain_order="left")
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
        return self.members.filter(pl.col("role") == "roster").join(
            self.verdicts, on="record", how="inner", maintain_order="left"
        )

    @cached_property
    def units(self) -> pl.DataFrame:
        """unit_key, called: what a unit is called most often, in the registers where they do."""
        columns = ("unit", "original_unit", "association")
        named = pl.concat(
            self.members.select("role", called=name, unit_key=f"{name}_key") for name in columns
        )
        return (
            named.drop_nulls()
            .group_by("unit_key", "role", "called")
            .len()
            .sort("unit_key", "role", "len", "called", descending=[False, False, True, False])
            .unique("unit_key", keep="first", maintain_order=True)
            .select("unit_key", "called")
        )

    @cached_property
    def calls(self) -> pl.DataFrame:
        """record, call, keeper: whom to telephone about a record.

        `call` is the unit that holds, or last held, the relationship: a register record's own unit;
        for a roster record the person's first register record's, else the original unit that the
        roster names, else the association. `keeper` is whoever keeps the row itself.
        """
        unit = pl.coalesce("unit_key", "parent_key", "branch_key")
        register = self.members.filter(pl.col("role") == "register")
        held = (
            register.sort("live", "record", descending=[True, False])
            .group_by("person", maintain_order=True)
            .agg(held=unit.first())
        )
        here = pl.coalesce("association_key", "unit_key", "original_unit_key", "branch_key")
        roster = pl.col("role") == "roster"
        named = pl.coalesce("held", "original_unit_key", "unit_key", here)
        keys = self.members.join(held, on="person", how="left", maintain_order="left").select(
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
    def nodes(self) -> pl.DataFrame:
        """ORGANISATIONS with what the rules ask of them.

        `label` of the system; `above`, the parent's name; `has_list`, whether the system lists
        organisations at all; `rows`, live records in the branch, and `full`, the full members of
        these; `call`, whom to telephone.
        """
        above = self.organisations.select(parent_node="node", above="org_name")
        lists = self.organisations.group_by("system").agg(has_list=pl.col("listed").any())
        counts = self.alive.group_by("node").agg(
            rows=pl.len(), full=(pl.col("category_key") == "full").sum()
        )
        return (
            self.organisations.join(self.labels, on="system", how="left", maintain_order="left")
            .join(above, on="parent_node", how="left", maintain_order="left")
            .join(lists, on="system", how="left", maintain_order="left")
            .join(counts, on="node", how="left", maintain_order="left")
            .with_columns(
                pl.coalesce("label", "system").alias("label"),
                pl.coalesce("above", "parent").alias("above"),
                pl.col("rows", "full").fill_null(0),
            )
            .join(self._homes, on="node", how="left", maintain_order="left")
            .pipe(_with_call)
        )

    @cached_property
    def known(self) -> pl.DataFrame:
        """The nodes about which a rule may speak: all but those that BR03 reports."""
        return self.nodes.filter(pl.col("listed") | ~pl.col("has_list"))

    @cached_property
    def links(self) -> pl.DataFrame:
        """Pairs of live records of one person in two systems: `person`, `a` < `b`, a_*, b_*.

        The prefixed columns are the keys and the raw text of each field.
        """
        several = self.alive.select("person", *_COMPARED).filter(pl.col("person").is_duplicated())
        one = several.select("person", pl.all().exclude("person").name.prefix("a_"))
        other = several.select("person", pl.all().exclude("person").name.prefix("b_"))
        return (
            one.join(other, on="person", how="inner")
            .filter(
                (pl.col("a_record") < pl.col("b_record"))
                & (pl.col("a_system") != pl.col("b_system"))
            )
            .sort("a_record", "b_record")
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

    @cached_property
    def named(self) -> pl.DataFrame:
        """name_key, organisation: every name that exactly one organisation has."""
        columns = ("name_key", "short_key")
        names = pl.concat(
            [self.organisations.select("organisation", name_key=column) for column in columns]
        ).drop_nulls()
        return names.unique(maintain_order=True).filter(pl.len().over("name_key") == 1)

    @cached_property
    def lines(self) -> pl.DataFrame:
        """node, relative: each node's own organisation and all those above and below it."""
        above = self.ancestors.join(
            self.organisations.select(ancestor="node", relative="organisation"), on="ancestor"
        )
        below = self.ancestors.join(self.organisations.select("node", "organisation"), on="node")
        return pl.concat(
            [
                self.organisations.select("node", relative="organisation"),
                above.select("node", "relative"),
                below.select(node="ancestor", relative="organisation"),
            ]
        ).unique()

    @cached_property
    def ancestors(self) -> pl.DataFrame:
        """node, ancestor: each node with everything above it; what hangs in a loop is left out."""
        parents = self.organisations.filter(pl.col("depth").is_not_null()).select(
            "node", ancestor="parent_node"
        )
        step = parents.drop_nulls()
        found = [step]
        while not step.is_empty() and len(found) < DEEPEST:
            step = step.join(
                parents.rename({"node": "ancestor", "ancestor": "next"}), on="ancestor"
            )
            step = step.select("node", ancestor="next").drop_nulls()
            found.append(step)
        return pl.concat(found)

    @cached_property
    def strength(self) -> pl.DataFrame:
        """organisation, people, full, possible: whose relationship the registers have there.

        Each person counts once, whichever registers list them. `full` are full members, `possible`
        those and the ones whose category no register gives. Taking part on a roster does not count.
        """
        full = (pl.col("category_key") == "full").any()
        unknown = pl.col("category_key").is_null().all()
        return (
            self.registered.filter(pl.col("organisation").is_not_null())
            .group_by("organisation", "person")
            .agg(full=full, possible=full | unknown)
            .group_by("organisation")
            .agg(people=pl.len(), full=pl.col("full").sum(), possible=pl.col("possible").sum())
        )

    @cached_property
    def held(self) -> pl.DataFrame:
        """Organisations that hold relationships: one register node each, with its strength."""
        return (
            self.known.filter(pl.col("role") == "register")
            .sort("node")
            .unique("organisation", keep="first", maintain_order=True)
            .drop("full")
            .join(self.strength, on="organisation", how="inner", maintain_order="left")
        )

    @cached_property
    def homes(self) -> pl.DataFrame:
        """association_key, node, level, nature: which roster branches are an association's own.

        By the unit that the list of organisations gives; where it gives none, by the association
        that most of the branch's members name.
        """
        named = self._homes.select("node", "named_key")
        return (
            self.known.filter(pl.col("role") == "roster")
            .join(named, on="node", how="left", maintain_order="left")
            .select("node", "level", "nature", association_key=pl.coalesce("unit_key", "named_key"))
            .drop_nulls("association_key")
        )

    @cached_property
    def _homes(self) -> pl.DataFrame:
        """node, named, named_key: the association that most of a branch's roster members name."""
        rows = self.alive.filter(
            pl.col("role") == "roster", pl.col("association_key").is_not_null()
        )
        return (
            rows.group_by("node", "association_key", "association")
            .agg(size=pl.len())
            .sort("node", "size", "association", descending=[False, True, False])
            .unique("node", keep="first", maintain_order=True)
            .select("node", named="association", named_key="association_key")
        )
