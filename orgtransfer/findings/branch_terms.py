"""BR: who leads a branch, since when, and what a temporary one may not do."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.world import LED, ORDINARY, World, lately_founded
from orgtransfer.i18n import _


def term_ended(world: World) -> pl.DataFrame:
    """{organisation_name}: the term ended on {ended}.

    What it finds:
        An organisation whose term is over, by up to a year. Where only the day of election is given,
        the term is counted from it: 5 years for committees and in villages and communities (村, 社区),
        3 for general branches and branches.

    Why it matters:
        Re-election on time is what associations with a branch of their own are examined on.

    Example:
        Elected on 1 November 2023, looked at on 20 November 2026.

    What to do:
        Prepare the election, or have the superior committee approve an extension of at most a year.

    Basis:
        关于党的基层组织任期的意见 (2018): committees 5 years, general branches and branches 3, in
        villages and communities 5, extended by at most 1.
    """
    return world.ended.filter(~pl.col("far_over")).select("node", "ended")


def term_far_over(world: World) -> pl.DataFrame:
    """{organisation_name}: the term ended on {ended}, longer ago than any extension allows.

    What it finds:
        An organisation whose term ended more than a year ago.

    Why it matters:
        An extension is a year at most; the committee in office has no mandate any more.

    Example:
        Elected in 2020 for three years, never again.

    What to do:
        Hold the election now, under the superior committee's guidance.

    Basis:
        关于党的基层组织任期的意见 (2018): committees 5 years, general branches and branches 3, extended
        by at most 1.
    """
    return world.ended.filter(pl.col("far_over")).select("node", "ended")


def no_secretary(world: World) -> pl.DataFrame:
    """{organisation_name}: no secretary is given.

    What it finds:
        An organisation without a secretary, in a list that gives one for others.

    Why it matters:
        Nobody to call, and nobody who answers for the branch.

    Example:
        The secretary retired in spring, and the column has been empty since.

    What to do:
        Have the branch elect a secretary, or the superior committee appoint one, and enter the name.

    Basis:
        支部工作条例(试行) (2018), Art. 4: a branch is led by a secretary, with a committee or without.
    """
    given = pl.col("secretary").is_not_null().any().over("system", "file")
    none = pl.col("secretary").is_null() & pl.col("level").is_in(LED)
    return world.nodes.filter(pl.col("listed") & given & none).select("node")


def no_committee(world: World) -> pl.DataFrame:
    """{organisation_name}: full members: {full}, and no committee was elected by the list.

    What it finds:
        A branch with seven or more full members for which a list that gives terms of office for
        others gives neither a day of election nor an end of term. A branch founded less than a year
        ago (option `months`) is told for information.

    Why it matters:
        From seven full members on a branch elects a committee of three to five, at most seven.

    Example:
        A branch grew from five to nine members, and there is still only a secretary.

    What to do:
        Hold the election, or enter its date.

    Basis:
        支部工作条例(试行) (2018): 7 or more full members elect a branch committee (支部委员会).
    """
    term = pl.col("term_from_key").is_not_null() | pl.col("term_to_key").is_not_null()
    given = term.any().over("system", "file")
    branch = pl.col("level").eq("branch") & pl.col("nature").is_in(["ordinary", "joint"])
    many = pl.col("full") >= world.number("BR15", "members")
    return (
        world.nodes.filter(pl.col("listed") & given & ~term & branch)
        .drop("full")
        .join(world.strength, on="organisation", maintain_order="left")
        .filter(many)
        .unique("organisation", keep="first", maintain_order=True)
        .select("node", "full", severity=lately_founded(world, "BR15"))
    )


def shared_secretary(world: World) -> pl.DataFrame:
    """{secretary} is secretary of {count} branches: {names}.

    What it finds:
        One name as the secretary of two or more branches under the same superior. One finding a
        superior and name. Namesakes are possible. To lead a functional or temporary branch besides the
        own one is usual, and left out.

    Why it matters:
        One person cannot lead several branches; some of them are probably branches on paper.

    Example:
        The office director is entered as secretary of all five branches.

    What to do:
        Ask the superior committee which branch the person leads, and who leads the others.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    branches = world.nodes.filter(
        pl.col("listed") & (pl.col("level") == "branch") & pl.col("secretary_key").is_not_null()
    ).with_columns(own=pl.col("nature").is_in(ORDINARY))
    return (
        branches.filter(pl.col("parent_node").is_not_null())
        .sort("node")
        .group_by("system", "parent_node", "secretary_key", "own", maintain_order=True)
        .agg(
            node=pl.col("node").first(),
            secretary=pl.col("secretary").first(),
            count=pl.len(),
            names=pl.col("org_name").sort().str.join(_(", ")),
        )
        .filter(pl.col("count") > 1)
        .select("node", "secretary", "count", "names")
    )


def temporary_acts(world: World) -> pl.DataFrame:
    """{organisation_name}: a temporary branch that {acts}.

    What it finds:
        A temporary branch (临时党支部) that may admit members by its list, has a term of office, or
        for whose members dues are entered.

    Why it matters:
        Temporary branches do not admit members, collect dues or hold elections; what they did of the
        kind does not count.

    Example:
        A temporary branch of a medical team collected dues for two quarters.

    What to do:
        Have the original branches collect the dues and decide on admissions, and correct the list.

    Basis:
        支部工作条例(试行) (2018), Art. 8: no admission, no dues, no election.
    """
    paid = world.alive.filter(pl.col("dues_key").is_not_null()).select("node").drop_nulls()
    acts = [
        pl.when(pl.col("may_admit_key")).then(pl.lit(_("may admit members"))),
        pl.when(pl.col("term_from_key").is_not_null() | pl.col("term_to_key").is_not_null()).then(
            pl.lit(_("has a term of office"))
        ),
        pl.when(pl.col("paid")).then(pl.lit(_("takes dues"))),
    ]
    return (
        world.known.filter(pl.col("nature") == "temporary")
        .join(paid.unique().with_columns(paid=True), on="node", how="left", maintain_order="left")
        .select("node", acts=pl.concat_str(acts, separator=_(", "), ignore_nulls=True))
        .filter(pl.col("acts") != "")
    )


def temporary_holds(world: World) -> pl.DataFrame:
    """{organisation_name}: a temporary branch in which {people} relationships are held.

    What it finds:
        A temporary branch (临时党支部) of a register in which members' relationships are entered.

    Why it matters:
        Relationships do not move into a temporary branch. These members' own branch counts them no
        longer, and nobody may collect their dues or admit them.

    Example:
        Members of a medical team were transferred into its temporary branch in the national system.

    What to do:
        Have the register corrected: the relationships back to the branches that they came from.

    Basis:
        支部工作条例(试行) (2018), Art. 8: relationships are not moved into temporary branches.
    """
    return world.held.filter(pl.col("nature") == "temporary").select("node", "people")
