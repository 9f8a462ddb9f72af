"""Which organisations of two systems are the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.hashes import hashed, told_apart
from orgtransfer.organisations import alike, candidates, decide, members, parts, units, weigh

_ROUNDS: Final = 2
"""How often what is linked says something about what stands above and below it."""
_TREE: Final = ("place", "children", "same_parent", "other_parent")
_FLAGS: Final = ("code", "renamed", "moved", "members", "apart", *_TREE)


def link(
    organisations: pl.DataFrame,
    membership: pl.DataFrame,
    persons: pl.DataFrame,
    aliases: pl.DataFrame,
    decisions: pl.DataFrame,
    salt: bytes,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Finds the organisations that are the same in several systems.

    People say which branches are one only where names, codes and places leave it open, and
    persons were found without any link between branches: nothing rests on itself.

    Args:
        organisations: ORGANISATIONS, as trees gives them.
        membership: MEMBERSHIP.
        persons: PERSONS.
        aliases: `name`, `full_name`: names in use and what they stand for.
        decisions: DECISIONS; those of kind `branch_pair` name organisation keys.
        salt: the secret that keys are hashed with.

    Returns:
        ORGANISATIONS with `organisation` filled: the key of the group's first roster node (its
        first node where it has none), from its system and its code or path of names; and
        BRANCH_PAIRS.
    """
    own = _own_keys(organisations, salt)
    rulings = list(_rulings(decisions, own))
    faces = parts.faces(organisations, aliases)
    meaning = units.clusters(faces.select("unit", side="system"), aliases)
    faces = faces.join(meaning, on="unit", how="left", maintain_order="left")
    first = _first_evidence(organisations, faces, aliases, membership, persons)
    pairs, groups = _settled(first, organisations, rulings)
    linked = groups.table()
    for _ in range(_ROUNDS):
        found = _with_tree(first, faces, organisations, linked)
        pairs, groups = _settled(found, organisations, rulings)
        before, linked = linked, groups.table()
        if linked.equals(before):  # another round would say the same
            break
    filled = (
        organisations.drop("organisation", "node_key")
        .join(own.rename({"key": "node_key"}), on="node", how="left", maintain_order="left")
        .join(_keys(linked, organisations, own), on="node", how="left", maintain_order="left")
    )
    return (
        frames.conform(filled, frames.ORGANISATIONS),
        frames.conform(_with_decided(pairs, rulings), frames.BRANCH_PAIRS),
    )


def _keys(groups: pl.DataFrame, nodes: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """node, organisation: the key that names each node's group.

    A roster's node goes first: findings are about rosters, and the night on which a register's
    node joins the group must not make all of them new.
    """
    named = (
        groups.join(nodes.select("node", "role"), on="node")
        .sort(pl.col("role") != "roster", "node")
        .group_by("organisation", maintain_order=True)
        .agg(node=pl.col("node").first())
        .join(own, on="node", how="left")
    )
    return groups.join(named.select("organisation", "key"), on="organisation", how="left").select(
        "node", organisation="key"
    )


def _first_evidence(
    nodes: pl.DataFrame,
    faces: pl.DataFrame,
    aliases: pl.DataFrame,
    membership: pl.DataFrame,
    persons: pl.DataFrame,
) -> pl.DataFrame:
    """All that codes, names and members say: a, b and the flags of weigh.weighed."""
    codes = candidates.by_code(nodes).with_columns(code=pl.lit(value=True))
    names = candidates.by_name(faces).rename({"evidence": "named"})
    people = weigh.member_flags(members.shared(nodes, membership, persons), nodes)
    likeness = alike.by_people(people, nodes, aliases)
    found = names.join(codes, on=["a", "b"], how="full", coalesce=True)
    telling = people.filter(pl.col("renamed") | pl.col("moved") | pl.col("mutual"))
    inside = alike.in_one_unit(telling, faces).with_columns(inside=pl.lit(value=True))
    facts = (
        people.join(inside, on=["a", "b"], how="left")
        .join(likeness, on=["a", "b"], how="left")
        .with_columns(pl.col("inside").fill_null(value=False))
        .pipe(weigh.renamed)
        .select("a", "b", "members", "renamed", "moved", "likeness")
    )
    asked = pl.concat([found.select("a", "b"), telling.select("a", "b")]).unique()
    evidence = (
        asked.join(found, on=["a", "b"], how="left")
        .join(facts, on=["a", "b"], how="left")
        .pipe(_apart, membership, persons, nodes)
        .with_columns(pl.lit(value=False).alias(flag) for flag in _TREE)
    )
    return _codes_shared(_flagged(evidence), nodes)


def _flagged(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.with_columns(pl.col(flag).fill_null(value=False) for flag in _FLAGS)


def _apart(
    pairs: pl.DataFrame, membership: pl.DataFrame, persons: pl.DataFrame, nodes: pl.DataFrame
) -> pl.DataFrame:
    """Adds `apart`: two registers both know enough of the people, and share none of them."""
    counts = members.known(nodes, membership, persons)
    facts = nodes.select("node", "system", "role")
    joined = (
        pairs.join(facts.rename({"node": "a", "system": "a_system", "role": "a_role"}), on="a")
        .join(facts.rename({"node": "b", "system": "b_system", "role": "b_role"}), on="b")
        .join(counts.rename({"node": "a", "other": "b_system", "known": "a_known"}),
              on=["a", "b_system"], how="left")
        .join(counts.rename({"node": "b", "other": "a_system", "known": "b_known"}),
              on=["b", "a_system"], how="left")
    )  # fmt: skip
    same_role = pl.col("a_role") == pl.col("b_role")
    many = pl.min_horizontal(pl.col("a_known").fill_null(0), pl.col("b_known").fill_null(0)) >= 5
    apart = same_role & many & pl.col("members").is_null()
    return joined.with_columns(apart=apart).select(*pairs.columns, "apart")


def _codes_shared(pairs: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
    """Adds `coded`: most nodes of two systems with one code also have one name."""
    systems = nodes.select("node", "system")
    placed = pairs.join(systems.rename({"node": "a", "system": "_of_a"}), on="a").join(
        systems.rename({"node": "b", "system": "_of_b"}), on="b"
    )
    agree = (pl.col("code") & pl.col("named").is_not_null()).sum().over("_of_a", "_of_b")
    total = pl.col("code").sum().over("_of_a", "_of_b")
    return placed.with_columns(coded=(agree >= 3) & (agree >= 0.8 * total)).drop("_of_a", "_of_b")


def _with_tree(
    first: pl.DataFrame, faces: pl.DataFrame, nodes: pl.DataFrame, linked: pl.DataFrame
) -> pl.DataFrame:
    """The evidence with what the links so far say about the nodes above and below them."""
    places = (
        pl.concat(
            [candidates.by_place(faces, nodes, linked), alike.by_ending(faces, nodes, linked)]
        )
        .unique()
        .with_columns(place=pl.lit(value=True))
    )
    children = candidates.by_children(nodes, linked).with_columns(children=pl.lit(value=True))
    bare = first.drop(_TREE)
    both = bare.join(places, on=["a", "b"], how="full", coalesce=True).join(
        children, on=["a", "b"], how="full", coalesce=True
    )
    return _flagged(both.pipe(_parents, nodes, linked)).with_columns(
        pl.col("coded").fill_null(value=False)
    )


def _parents(pairs: pl.DataFrame, nodes: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """Adds `same_parent`, and `other_parent`: both systems have both parents, and they differ."""
    homes = (
        nodes.select("node", "system", "parent_node")
        .join(linked.rename({"node": "parent_node", "organisation": "parent"}), on="parent_node")
        .select("node", "system", "parent")
    )
    spread = homes.select("parent", other="system").unique()
    of_a = homes.rename({"node": "a", "system": "_sa", "parent": "_pa"})
    of_b = homes.rename({"node": "b", "system": "_sb", "parent": "_pb"})
    in_b = spread.rename({"parent": "_pa", "other": "_sb"}).with_columns(
        _a_there=pl.lit(value=True)
    )
    in_a = spread.rename({"parent": "_pb", "other": "_sa"}).with_columns(
        _b_there=pl.lit(value=True)
    )
    joined = (
        pairs.join(of_a, on="a", how="left")
        .join(of_b, on="b", how="left")
        .join(in_b, on=["_pa", "_sb"], how="left")
        .join(in_a, on=["_pb", "_sa"], how="left")
    )
    other = (pl.col("_pa") != pl.col("_pb")) & pl.col("_a_there") & pl.col("_b_there")
    same = pl.col("_pa") == pl.col("_pb")
    return joined.with_columns(same_parent=same, other_parent=other).select(
        *pairs.columns, "same_parent", "other_parent"
    )


def _settled(
    evidence: pl.DataFrame, nodes: pl.DataFrame, rulings: list[tuple[int, int, str]]
) -> tuple[pl.DataFrame, decide.Groups]:
    groups = decide.ruled(nodes, rulings)
    ruled = pl.DataFrame(
        [(a, b) for a, b, _ in rulings], schema={"a": pl.UInt32, "b": pl.UInt32}, orient="row"
    )
    open_pairs = evidence.join(ruled, on=["a", "b"], how="anti")
    tiered = decide.tiers(weigh.weighed(open_pairs), nodes)
    return decide.joined(tiered, groups), groups


def _with_decided(pairs: pl.DataFrame, rulings: list[tuple[int, int, str]]) -> pl.DataFrame:
    """The pairs that were linked or wait for a clerk, with those that clerks have linked."""
    decided = pl.DataFrame(
        [(a, b) for a, b, ruling in rulings if ruling == "same"],
        schema={"a": pl.UInt32, "b": pl.UInt32},
        orient="row",
    ).with_columns(
        weight=pl.lit(None, pl.Float64),
        probability=pl.lit(1.0),
        tier=pl.lit("decided"),
        evidence=pl.lit(""),
    )
    columns = list(frames.BRANCH_PAIRS.columns)
    return pl.concat([pairs.select(columns), decided.select(columns)]).unique().sort("a", "b")


def _own_keys(nodes: pl.DataFrame, salt: bytes) -> pl.DataFrame:
    """node, key: what each node's organisation is called as long as it is the first of its group.

    The `node_key` that it bears already; else from the system and the code; without one, from the
    names from the root down.
    """
    paths = dict(nodes.select("node", pl.coalesce("code_key", "name_key", pl.lit(""))).iter_rows())
    coded = dict(nodes.select("node", pl.col("code_key").is_not_null()).iter_rows())
    above = dict(nodes.select("node", "parent_node").iter_rows())
    seen: dict[str, int] = {}
    texts = []
    for node, system in nodes.select("node", "system").iter_rows():
        text = system + "\x1f" + (paths[node] if coded[node] else _path(node, paths, above))
        seen[text] = seen.get(text, 0) + 1
        text += f"\x1f{seen[text]}" if seen[text] > 1 else ""
        texts.append(text)
    made = nodes.select(
        pl.col("node").cast(pl.UInt32),
        "node_key",
        key=hashed(pl.Series(texts, dtype=pl.String), "O", salt),
    )
    # A new branch under the name that another one had before it was renamed.
    own = made.filter(pl.col("node_key").is_null())["key"]
    names = told_apart(own, set(made["node_key"].drop_nulls()))
    return made.select("node", key=pl.coalesce("node_key", pl.col("key").replace(names)))


def _path(node: int, names: dict[int, str], above: dict[int, int | None]) -> str:
    steps: list[str] = []
    here: int | None = node
    while here is not None and len(steps) < 8:
        steps.append(names[here])
        here = above[here]
    return "\x1e".join(reversed(steps))


def _rulings(decisions: pl.DataFrame, own: pl.DataFrame) -> Iterator[tuple[int, int, str]]:
    """Node, node and ruling of each decision about branches that are still there."""
    nodes = {key: node for node, key in own.iter_rows()}
    ruled = decisions.filter(pl.col("kind") == "branch_pair").select("a_key", "b_key", "ruling")
    for a_key, b_key, ruling in ruled.unique().sort("a_key", "b_key", "ruling").iter_rows():
        if a_key in nodes and b_key in nodes and a_key != b_key:
            a, b = sorted((nodes[a_key], nodes[b_key]))
            yield a, b, ruling
