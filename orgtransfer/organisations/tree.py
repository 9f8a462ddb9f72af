"""One tree a system: who is above whom, by codes, names, or the nesting of codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer import frames
from orgtransfer.organisations import kinds, nicknames, unlisted
from orgtransfer.organisations.names import distinct, index, resolve
from orgtransfer.organisations.spelling import spelled, with_spellings

_SUPERIOR: Final = ("committee", "general_branch")
_STEP: Final = 3  # digits a level, in codes that nest
_DOUBLINGS: Final = 22  # 2 to this power steps upwards leave every chain that ends


def trees(
    listed: pl.DataFrame, records: pl.DataFrame, words: Mapping[str, str] | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Builds one tree a system and puts every record into its branch.

    Args:
        listed: what clean.clean_organisations gives.
        records: RECORDS.
        words: what the user says that words of the kind column mean: word -> nature.

    Returns:
        ORGANISATIONS, with `organisation` still null, and MEMBERSHIP, one row a record. A branch
        that members name and the list does not hold has a row of its own, `listed` false, with
        the place of the first member that names it.
    """
    known = (
        listed.with_columns(listed=pl.lit(value=True))
        .unique(
            ["system", "code_key", "name_key", "parent_key", "parent_code_key"],
            keep="first",
            maintain_order=True,
        )
        .pipe(with_spellings)
        .pipe(frames.numbered, "node")
    )
    said, answer = answers(records)
    named = unlisted.branches(records, homes(known, said).gather(answer))
    above = unlisted.superiors(records, known["system"].unique())
    added = with_spellings(pl.concat([listed.clear(), named, above], how="diagonal"))
    nodes = kinds.with_kinds(
        frames.numbered(pl.concat([known.drop("node"), added], how="diagonal"), "node"),
        words or {},
    )
    placed, home = _without_nicknames(nodes, said)
    home = home.gather(answer)
    placed = kinds.inherited(placed)
    membership = records.select("record").with_columns(home.alias("node"))
    tree = placed.with_columns(
        node_key=pl.lit(None, pl.String), organisation=pl.lit(None, pl.String)
    )
    return (
        frames.conform(tree, frames.ORGANISATIONS),
        frames.conform(membership, frames.MEMBERSHIP),
    )


def _without_nicknames(nodes: pl.DataFrame, said: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The nodes in their trees, and the node of each answer.

    An unlisted name that is only short for a listed one is no node of its own.
    """
    placed = _placed(nodes)
    home = homes(placed, said)
    short = nicknames.known(placed)
    if short.is_empty():
        return placed, home
    kept = nodes.join(short, on="node", how="anti", maintain_order="left")
    numbers = frames.numbered(kept.select(old="node"), "node")
    meant = home.replace(short["node"], short["listed_node"]).replace_strict(
        numbers["old"], numbers["node"], default=None, return_dtype=pl.UInt32
    )
    return _placed(frames.numbered(kept.drop("node"), "node")), meant


def answers(records: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """What records say of their branch: a few thousand answers of all the people in it.

    Returns:
        The distinct answers, as names.resolve wants them, and which of them each record gives.
    """
    said = records.select(
        "system",
        code="branch_code_key",
        name="branch_key",
        parent="parent_key",
        unit=pl.coalesce("association_key", "unit_key"),
    )
    once, answer = distinct(said)
    return once.with_columns(name=spelled(once["name"]), parent=spelled(once["parent"])), answer


def homes(nodes: pl.DataFrame, said: pl.DataFrame) -> pl.Series:
    """The node that each answer names as its branch; null where it names none of them."""
    return resolve(said, index(nodes), nodes)


def _placed(nodes: pl.DataFrame) -> pl.DataFrame:
    """Adds parent_node, parent_state and depth."""
    asked, row = distinct(
        nodes.select(
            "system",
            code="parent_code_key",
            name="_parent",
            parent=pl.lit(None, pl.String),
            unit="unit_key",
        )
    )
    # A committee and one of its branches may share a short name: what has something below it is
    # a committee or a general branch, if there is one of that name.
    found = resolve(asked, index(nodes.filter(pl.col("level").is_in(_SUPERIOR))), nodes)
    if (found.is_null() & asked["name"].is_not_null()).any():
        found = found.zip_with(found.is_not_null(), resolve(asked, index(nodes), nodes))
    found = found.gather(row)
    stated = pl.col("parent_code_key").is_not_null() | pl.col("parent_key").is_not_null()
    joined = nodes.with_columns(_found=found).join(
        _nested(nodes), on="node", how="left", maintain_order="left"
    )
    parent = pl.when(stated).then("_found").otherwise("_nested")
    placed = joined.with_columns(parent_node=parent).drop("_found", "_nested")
    depth, ringed = _depths(placed["parent_node"])
    state = (
        pl.when(ringed)
        .then(pl.lit("loop"))
        .when(pl.col("parent_node").is_not_null())
        .then(pl.lit("found"))
        .when(stated)
        .then(pl.lit("missing"))
        .otherwise(pl.lit("root"))
    )
    return placed.with_columns(depth=depth, parent_state=state)


def _nested(nodes: pl.DataFrame) -> pl.DataFrame:
    """The node whose code is the longest beginning of a node's own: node, _nested.

    Codes have three digits a level, with or without zeros to the full length.
    """
    places = nodes.filter(pl.col("code_key").str.contains(r"^[0-9]{3,}$")).select(
        "system", "node", code=pl.col("code_key").str.replace(r"(?:000)+$", "")
    )
    longest = places.select(pl.col("code").str.len_chars().max()).item() or 0
    found = [
        pl.DataFrame(schema={"node": pl.UInt32, "_nested": pl.UInt32, "size": pl.Int32}),
        *(_beginning(places, size) for size in range(_STEP, longest, _STEP)),
    ]
    return (
        pl.concat(found)
        .sort("node", "size", "_nested", descending=[False, True, False])
        .unique("node", keep="first", maintain_order=True)
        .select("node", "_nested")
    )


def _beginning(places: pl.DataFrame, size: int) -> pl.DataFrame:
    """The nodes whose code begins with the whole code of another, `size` digits long."""
    length = pl.col("code").str.len_chars()
    above = places.filter(length == size).select("system", "code", _nested="node")
    below = places.filter(length > size).select(
        "system", "node", code=pl.col("code").str.slice(0, size)
    )
    return below.join(above, on=["system", "code"]).select(
        "node", "_nested", size=pl.lit(size, pl.Int32)
    )


def _depths(parents: pl.Series) -> tuple[pl.Series, pl.Series]:
    """How far below a root each node is (null in and below a loop), and who is in a loop."""
    count = len(parents)
    up: NDArray[np.int64] = np.append(
        parents.cast(pl.Int64).fill_null(count).to_numpy().astype(np.int64), count
    )
    jump, depth = up, (up != count).astype(np.int64)
    for _ in range(_DOUBLINGS):
        depth = depth + depth[jump]
        jump = jump[jump]
        if (jump == count).all():
            break
    lost = jump != count
    ringed = np.zeros(count + 1, dtype=bool)
    ringed[jump[lost]] = True
    depths = pl.Series(np.where(lost, -1, depth)[:count], dtype=pl.Int64)
    known = depths.set(depths < 0, None).cast(pl.UInt32)
    return known.alias("depth"), pl.Series(ringed[:count]).alias("ringed")
