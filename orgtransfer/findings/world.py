"""What the rules look at: the tables of one run, and the joins that several rules need."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import polars as pl

from orgtransfer.findings.dates import latest
from orgtransfer.findings.people import People

DEEPEST: Final = 20
"""No tree of organisations is deeper."""

ORDINARY: Final = ("ordinary", "joint")
"""The natures of branches that hold relationships."""


def lately_founded(world: World, code: str) -> pl.Expr:
    """The severity of a finding about a branch that is still being filled; else null, the rule's own.

    How long is the option `months` of the rule `code`. A founding known to the year is its last day.
    """
    end = latest("founded_key").dt.offset_by(f"{world.number(code, 'months')}mo")
    return pl.when(end > world.today).then(pl.lit("info"))


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


# 前进村党支部, 红谷社区第二党支部; a community's health centre (社区卫生服务中心) is none.
_VILLAGE: Final = r"(?:村|社区|居委会|村委会)(?:第[一二三四五六七八九十0-9]+)?(?:联合)?(?:党?总支|党?支部|党委|委员会)"
LED: Final = ("committee", "general_branch", "branch")
"""The levels of organisations that have a secretary and a term."""


class World(People):
    """One run, with the joins about organisations."""

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

    @cached_property
    def twins(self) -> pl.DataFrame:
        """node, other_node, twin (its name), shared, smaller, subject: branches with the same members.

        Of one system, sharing most of the smaller one's members: as many as the options of BR17 say.
        """
        rows = self.alive.select("system", "person", "node").drop_nulls()
        # Few people have several rows: only these, and the branches they are in, are counted.
        several = rows.filter(pl.struct("system", "person").is_duplicated()).unique()
        several = several.filter(pl.len().over("system", "person") > 1)
        sizes = (
            rows.join(several, on="node", how="semi")
            .group_by("node")
            .agg(size=pl.col("person").n_unique())
        )
        # Who takes part in a functional or temporary branch has a branch of their own besides.
        names = self.known.select(
            "node", "organisation", "org_name", own=pl.col("nature").is_in(ORDINARY)
        )
        pairs = (
            several.join(several, on=["system", "person"], suffix="_b")
            .filter(pl.col("node") < pl.col("node_b"))
            .group_by("node", "node_b")
            .agg(shared=pl.len())
            .join(sizes, on="node")
            .join(sizes, left_on="node_b", right_on="node", suffix="_b")
            .with_columns(smaller=pl.min_horizontal("size", "size_b"))
        )
        most = pl.col("shared") * 100 >= pl.col("smaller") * self.number("BR17", "percent")
        enough = pl.col("shared") >= self.number("BR17", "members")
        return (
            pairs.filter(most & enough)
            .join(names, on="node")
            .join(names, left_on="node_b", right_on="node", suffix="_b")
            .filter(pl.col("own") == pl.col("own_b"))
            .sort("node", "node_b")
            .select(
                "node",
                "shared",
                "smaller",
                other_node="node_b",
                twin="org_name_b",
                subject=pl.concat_str("organisation", "organisation_b", separator=":"),
            )
        )

    @cached_property
    def ended(self) -> pl.DataFrame:
        """Organisations whose term is over: `ended`, and `far_over` where by more than a year."""
        years = self.options["BR12"]
        term = (
            pl.when((pl.col("level") == "committee") | pl.col("org_name").str.contains(_VILLAGE))
            .then(years["committee_years"])
            .otherwise(years["branch_years"])
        )
        counted = latest("term_from_key").dt.offset_by(term.cast(pl.String) + "y")
        # One system may know of an election that another has not heard of yet.
        ends = pl.coalesce(latest("term_to_key"), counted).max().over("organisation")
        extended = pl.col("ended").dt.offset_by(f"{self.number('BR13', 'extension_months')}mo")
        led = pl.col("listed") & pl.col("level").is_in(LED)
        permanent = pl.col("nature") != "temporary"
        return (
            self.nodes.with_columns(ended=ends)
            .filter(led & permanent & (pl.col("ended") < self.today))
            .with_columns(
                ended=pl.col("ended").dt.to_string("%Y-%m-%d"),
                far_over=extended < self.today,
            )
            .unique("organisation", keep="first", maintain_order=True)
        )
