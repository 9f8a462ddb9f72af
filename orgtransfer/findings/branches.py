"""BR: the tree of organisations: what is missing, orphaned, empty or only a shadow."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.world import ORDINARY, World, lately_founded
from orgtransfer.i18n import _

_BRANCHES = ("branch", "group")


def parent_missing(world: World) -> pl.DataFrame:
    """{organisation_name}: the superior organisation {above} is not in the list of {label}.

    What it finds:
        An organisation that names a superior (by name or code) which its system does not list.

    Why it matters:
        Nobody supervises the branch, and it drops out of every total that runs down the tree.

    Example:
        The parent's code ends in 07, and the list has no such code since two committees merged.

    What to do:
        Find the present name or code of the superior and have it corrected in the system.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    return world.known.filter(pl.col("listed") & (pl.col("parent_state") == "missing")).select(
        "node", said=pl.coalesce("parent", "parent_code")
    )


def loop(world: World) -> pl.DataFrame:
    """{organisation_name} and its superiors form a loop: {ring}.

    What it finds:
        Organisations each of which is, over one or more steps, its own superior. One finding a
        loop, at the member with the smallest code.

    Why it matters:
        No committee stands above these organisations, and totals along the tree never end.

    Example:
        A general branch names a committee as its superior, and the committee the general branch.

    What to do:
        Correct the superior of the one that was changed last.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    ringed = world.nodes.filter(pl.col("parent_state") == "loop")
    parents = dict(ringed.select("node", "parent_node").iter_rows())
    names = {
        row["node"]: (row["code_key"] or row["name_key"] or "", row["org_name"] or "")
        for row in ringed.select("node", "code_key", "name_key", "org_name").iter_rows(named=True)
    }
    lines = []
    for ring in _rings(parents):
        start = ring.index(min(ring, key=lambda node: names[node]))
        turned = ring[start:] + ring[: start + 1]
        lines.append((turned[0], " → ".join(names[node][1] for node in turned)))
    return pl.DataFrame(lines, schema={"node": pl.UInt32, "ring": pl.String}, orient="row")


def unlisted(world: World) -> pl.DataFrame:
    """{organisation_name}: named by members ({rows}), not in the list of {label}.

    What it finds:
        A branch that members name and that the system's own list of organisations does not hold.
        One finding a branch, none for each of its members.

    Why it matters:
        The branch was renamed, abolished or never set up; its members hang in the air.

    Example:
        Nine members are in 第三党支部, the list ends at the second.

    What to do:
        If it was renamed, enter both names in the alias table. If it was abolished, have the
        members placed. If it exists, have it listed.

    Basis:
        党员教育管理工作条例 (2019), Art. 25: every member is placed in a branch.
    """
    return world.nodes.filter(~pl.col("listed") & pl.col("has_list")).select(
        "node", "rows", branch_parent=pl.coalesce("above", pl.lit(_("not given")))
    )


def one_system_only(world: World) -> pl.DataFrame:
    """{organisation_name}: in {label}, and not in {missing_in}, which lists its superior.

    What it finds:
        An ordinary or joint organisation whose superior is in another system too, with branches
        listed below it there, while the organisation itself is not. Functional, temporary and
        floating branches are left alone, and so is all that hangs below one already reported.

    Why it matters:
        Without the branch in the other system no relationship can move into it.

    Example:
        The association's new branch is in 赣鄱云 and was never entered in the national system.

    What to do:
        Have the branch entered where it is missing, or judge the pair if it has another name there.

    Basis:
        Not a rule of the regulations: a check on the data.

        A relationship can only move into a branch that the system on the other side knows.
    """
    listed = world.nodes.filter(pl.col("listed"))
    if listed.is_empty():
        return listed
    homes = listed.select("organisation", other="system").drop_nulls().unique()
    parents = listed.select(parent_node="node", parent_organisation="organisation")
    keeping = (
        listed.join(parents, on="parent_node")
        .select(parent_organisation="parent_organisation", other="system")
        .drop_nulls()
        .unique()
    )
    names = world.labels.select(other="system", missing_in="label")
    return (
        listed.filter(pl.col("nature").is_in(ORDINARY) & (pl.col("level") != "group"))
        .join(parents, on="parent_node")
        .join(keeping, on="parent_organisation")
        .filter(pl.col("other") != pl.col("system"))
        .join(homes, on=["organisation", "other"], how="anti")
        .join(names, on="other", how="left")
        .sort("node", "other")
        .unique("node", keep="first", maintain_order=True)
        .select("node", missing_in=pl.coalesce("missing_in", "other"))
    )


def no_members(world: World) -> pl.DataFrame:
    """{organisation_name} ({label}): listed, and no member is in it.

    What it finds:
        A listed branch without a single row of a member, in itself or in a group below it. A
        functional, temporary or floating branch of a register is left out: it holds no relationships. A
        branch founded less than a year ago (option `months`) is told for information.

    Why it matters:
        An empty branch (空壳党支部) has to be filled or abolished; or its members stand under
        another name.

    Example:
        Set up for an inspection two years ago, never used.

    What to do:
        Ask the superior committee: abolish it, or have the members entered.

    Basis:
        支部工作条例(试行) (2018), Arts. 4, 7 and 8: at least 3 full members; when the conditions no
        longer hold, the branch is adjusted or abolished. Relationships do not move into functional and
        temporary branches.
    """
    holds = (pl.col("role") != "register") | pl.col("nature").is_in(ORDINARY)
    used = world.members.select("node", "system").drop_nulls()
    above = world.nodes.join(used, on="node", how="semi").select(node="parent_node").drop_nulls()
    return (
        world.nodes.filter(pl.col("listed") & pl.col("level").is_in(_BRANCHES) & holds)
        .join(used, on="system", how="semi")
        .join(pl.concat([used.select("node"), above]), on="node", how="anti")
        .select("node", severity=lately_founded(world, "BR05"))
    )


def shadow(world: World) -> pl.DataFrame:
    """{organisation_name}: the relationships of all its members ({rows}) are elsewhere.

    What it finds:
        An ordinary or joint branch on the association's side all of whose members have their
        relationship in other organisations. Members in no register do not make a shadow. A branch
        founded less than a year ago (option `months`) is told for information: its members may still
        be on their way.

    Why it matters:
        Such a branch exists on paper (影子党支部): it cannot admit members, and it has nobody to
        elect a committee.

    Example:
        Six members, six hospitals.

    What to do:
        Move those who must move (RL01). If nobody must, ask the superior committee to turn the
        branch into a functional one or to abolish it.

    Basis:
        支部工作条例(试行) (2018), Arts. 4, 7 and 8: counted are full members whose relationship is
        in the branch; relationships do not move into functional branches.
    """
    away = ["due", "unclear", "stays", "double", "in_transit", "overdue"]
    members = (
        world.roster.filter(pl.col("live"))
        .group_by("node")
        .agg(rows=pl.len(), away=pl.col("verdict").is_in(away).all())
    )
    return (
        world.known.filter(pl.col("nature").is_in(ORDINARY) & pl.col("level").is_in(_BRANCHES))
        .drop("rows")
        .join(members, on="node", how="inner", maintain_order="left")
        .filter(pl.col("away"))
        .select("node", "rows", severity=lately_founded(world, "BR06"))
    )


def same_members(world: World) -> pl.DataFrame:
    """{organisation_name} and {twin} have the same members: {shared} of {smaller}.

    What it finds:
        Two branches of one system that share most of the smaller one's members (option `percent`;
        at least `members` of them). The single members are not reported as well (DU02).

    Why it matters:
        One branch was listed twice, or was renamed and the old one never closed.

    Example:
        学会第一党支部 and 学会一支部, eleven members each, ten the same.

    What to do:
        Close one of the two and have its members moved in the system.

    Basis:
        党员教育管理工作条例 (2019), Art. 25: every member is placed in a branch.
    """
    return world.twins


def superiors_differ(world: World) -> pl.DataFrame:
    """{organisation_name}: under {above} in {label}, under {other_above} in {other_label}.

    What it finds:
        A branch that two systems list under different superiors, although each of these superiors
        is in both systems.

    Why it matters:
        Two committees count the branch, or each leaves it to the other.

    Example:
        Moved from one association's committee to another's in 赣鄱云 only.

    What to do:
        Find the decision on the subordination and correct the other system.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    parents = world.nodes.select(parent_node="node", superior="organisation")
    listed = world.nodes.filter(pl.col("listed")).join(parents, on="parent_node", how="inner")
    homes = world.nodes.filter(pl.col("listed")).select("system", superior="organisation").unique()
    facts = listed.select("node", "organisation", "system", "superior", "above", "label")
    return (
        facts.join(facts, on="organisation", suffix="_b")
        .filter(pl.col("node") < pl.col("node_b"), pl.col("system") != pl.col("system_b"))
        .filter(pl.col("superior") != pl.col("superior_b"))
        .join(homes, left_on=["system_b", "superior"], right_on=["system", "superior"], how="semi")
        .join(homes, left_on=["system", "superior_b"], right_on=["system", "superior"], how="semi")
        .sort("node", "node_b")
        .unique("organisation", keep="first", maintain_order=True)
        .select("node", other_above="above_b", other_label="label_b")
    )


def _rings(parents: dict[int, int]) -> list[list[int]]:
    """The loops among `node -> parent`, each once, starting anywhere."""
    rings, seen = [], set[int]()
    for node in sorted(parents):
        path: list[int] = []
        step: int | None = node
        while step is not None and step not in seen:
            seen.add(step)
            path.append(step)
            step = parents.get(step)
        if step in path:
            rings.append(path[path.index(step) :])
    return rings
