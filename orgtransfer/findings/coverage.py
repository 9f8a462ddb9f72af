"""六个清: what is clear about each association, and what is missing, as far as the exports tell.

The six are 隶属关系 (belongs to whom), 运营状况 (running), 从业人员 (staff), 组织设置 (organisation set
up), 党员人数 (members), 业主身份 (the head's identity). The words for the organisation set up are those
that 组通字〔1998〕6号 and its statistics use.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.findings.facts import fill_template
from orgtransfer.findings.world import World
from orgtransfer.i18n import N_, _

_LEVELS: Final = ("committee", "general_branch", "branch")


def coverage(world: World) -> pl.DataFrame:
    """COVERAGE: one row an association that a roster names, sorted by its name.

    Each of the six is null where it is clear, else says what is missing.
    """
    table = (
        _members(world)
        .join(_set_up(world), on="association_key", how="left", maintain_order="left")
        .with_columns(setup=_setup(world.number("BR10", "members")))
        .with_columns(
            belongs=_first(
                (pl.col("nodes").is_null(), N_("no organisation of its own is listed")),
                (pl.col("lost") > 0, N_("organisations without a superior: {lost}")),
            ),
            running=_first((pl.lit(value=True), N_("no export says whether it is running"))),
            staff=_first((pl.col("posts_unknown") > 0, N_("posts unknown: {posts_unknown}"))),
            setting=_first(
                (pl.col("setup") == "due", N_("a branch is due to be set up")),
                (pl.col("setup") == "single", N_("single members are in no branch")),
            ),
            counted=_first(
                (pl.col("unsure") > 0, N_("members whose relationship is not found: {unsure}"))
            ),
            head=_first(
                (pl.col("nodes").is_null(), N_("no organisation of its own is listed")),
                (pl.col("heads") == 0, N_("no secretary or head is given")),
            ),
        )
        .with_columns(_clear())
        .sort("association", "association_key")
    )
    return frames.conform(table, frames.COVERAGE)


def _members(world: World) -> pl.DataFrame:
    """Associations by their roster: people, staff, and how much is not known of them."""
    rows = world.roster.filter(pl.col("live"), pl.col("association_key").is_not_null())
    fulltime, full = pl.col("post_key") == "fulltime", pl.col("category_key") == "full"
    unsure = pl.col("verdict").is_in(["not_registered", "unclear"])
    person = pl.col("person")
    counted = rows.group_by("association_key").agg(
        system=pl.col("system").min(),
        people=person.n_unique(),
        fulltime=person.filter(fulltime).n_unique(),
        fulltime_full=person.filter(fulltime & full).n_unique(),
        posts_unknown=person.filter(pl.col("post_key").is_null()).n_unique(),
        unsure=person.filter(unsure).n_unique(),
        joint=(pl.col("nature") == "joint").any(),
    )
    names = world.units.select(association_key="unit_key", association="called")
    return counted.join(names, on="association_key", how="left").with_columns(
        association=pl.coalesce("association", "association_key")
    )


def _set_up(world: World) -> pl.DataFrame:
    """Associations by their own organisations: levels, natures, superiors, heads."""
    nodes = world.homes.join(
        world.nodes.select("node", "listed", "parent_state", "secretary", "contact"), on="node"
    )
    ordinary = pl.col("nature") == "ordinary"
    named = pl.any_horizontal(pl.col("secretary", "contact").is_not_null())
    return (
        nodes.filter(pl.col("listed"))
        .group_by("association_key")
        .agg(
            *(((pl.col("level") == level) & ordinary).any().alias(level) for level in _LEVELS),
            nodes=pl.len(),
            functional=(pl.col("nature") == "functional").any(),
            lost=pl.col("parent_state").is_in(["missing", "loop"]).sum(),
            heads=named.sum(),
        )
    )


def _setup(least: int) -> pl.Expr:
    """The first of `models.SETUPS` that holds."""
    own = [pl.when(pl.col(level)).then(pl.lit(level)) for level in _LEVELS]
    eligible = pl.col("fulltime_full")
    return pl.coalesce(
        *own,
        pl.when(eligible >= least).then(pl.lit("due")),
        pl.when(pl.col("joint")).then(pl.lit("joint")),
        pl.when(pl.col("functional")).then(pl.lit("functional")),
        pl.when(eligible > 0).then(pl.lit("single")),
        pl.lit("none"),
    )


def _first(*missing: tuple[pl.Expr, str]) -> pl.Expr:
    """What the first condition that holds says is missing; null where none does."""
    columns = ["lost", "posts_unknown", "unsure"]
    said = [pl.when(asked).then(fill_template(_(template), columns)) for asked, template in missing]
    return pl.coalesce(*said)


def _clear() -> pl.Expr:
    six = ("belongs", "running", "staff", "setting", "counted", "head")
    return pl.sum_horizontal(pl.col(*six).is_null()).cast(pl.UInt32).alias("clear")
