"""One tree a system, from codes, parent codes and names."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames

_DEEPEST: Final = 16
_NATURES: Final = (("functional", "功能型"), ("temporary", "临时"), ("floating", "流动党员"), ("joint", "联合"))


def short(name: pl.Expr) -> pl.Expr:
    """A Party organisation's name without its formal parts, for equality."""
    return (
        name.str.replace(r"^(?:中国共产党|中共)", "")
        .str.replace(r"总支部委员会$|总支部$", "党总支")
        .str.replace(r"支部委员会$|([^党])支部$", "${1}党支部")
        .str.replace(r"([^党])委员会$", "${1}党委")
        .str.replace_all("党党", "党", literal=True)
    )


def trees(listed: pl.DataFrame, records: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """ORGANISATIONS (with `organisation` null) and MEMBERSHIP."""
    nodes = _nodes(listed, records)
    nodes = _parents(nodes)
    nodes = _depth(nodes)
    nodes = _kinds(nodes)
    return frames.conform(nodes, frames.ORGANISATIONS), _membership(nodes, records)


def _nodes(listed: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    known = listed.with_columns(listed=pl.lit(value=True), _short=short(pl.col("name_key")))
    named = (
        records.filter(pl.col("branch_key").is_not_null())
        .with_columns(_short=short(pl.col("branch_key")))
        .sort("system", "_short", "record")
        .unique(["system", "_short"], keep="first", maintain_order=True)
    )
    unlisted = named.join(known, on=["system", "_short"], how="anti", maintain_order="left")
    codes = known.select("system", branch_code_key="code_key").drop_nulls()
    unlisted = unlisted.join(codes, on=["system", "branch_code_key"], how="anti", maintain_order="left")
    extra = unlisted.select(
        "system", "file", "sheet", "row", "role", "_short",
        org_name="branch", name_key="branch_key", code_key="branch_code_key", parent="parent",
        parent_key="parent_key", unit_key="unit_key", listed=pl.lit(value=False),
    )  # fmt: skip
    both = pl.concat([known, extra], how="diagonal")
    return both.with_row_index("node")


def _parents(nodes: pl.DataFrame) -> pl.DataFrame:
    codes = nodes.filter(pl.col("code_key").is_not_null()).unique(["system", "code_key"], keep="first", maintain_order=True)
    names = nodes.unique(["system", "_short"], keep="first", maintain_order=True)
    by_code = codes.select("system", _pc="node", parent_code_key="code_key")
    by_name = names.select("system", _pn="node", _ps="_short")
    joined = (
        nodes.with_columns(_ps=short(pl.col("parent_key")))
        .join(by_code, on=["system", "parent_code_key"], how="left", maintain_order="left")
        .join(by_name, on=["system", "_ps"], how="left", maintain_order="left")
    )
    stated = pl.col("parent_code_key").is_not_null() | pl.col("parent_key").is_not_null()
    return joined.with_columns(parent_node=pl.coalesce("_pc", "_pn")).with_columns(
        parent_state=pl.when(pl.col("parent_node").is_not_null())
        .then(pl.lit("found"))
        .when(stated)
        .then(pl.lit("missing"))
        .otherwise(pl.lit("root"))
    )


def _depth(nodes: pl.DataFrame) -> pl.DataFrame:
    up = dict(zip(nodes["node"], nodes["parent_node"], strict=True))
    depths: list[int | None] = []
    loops: list[bool] = []
    for node in nodes["node"]:
        seen, here = [node], up[node]
        while here is not None and here not in seen and len(seen) <= _DEEPEST:
            seen.append(here)
            here = up[here]
        depths.append(len(seen) - 1 if here is None else None)
        loops.append(here == node)
    return nodes.with_columns(
        depth=pl.Series(depths, dtype=pl.UInt32),
        parent_state=pl.when(pl.Series(loops)).then(pl.lit("loop")).otherwise("parent_state"),
    )


def _kinds(nodes: pl.DataFrame) -> pl.DataFrame:
    said = pl.concat_str(
        pl.col("org_kind").fill_null(""), pl.col("name_key").fill_null("")
    )
    kind = pl.lit(None, pl.String)
    for nature, word in reversed(_NATURES):
        kind = pl.when(said.str.contains(word)).then(pl.lit(nature)).otherwise(kind)
    functional = pl.col("functional").str.contains("^(?:是|1|Y|功能型)").fill_null(value=False)
    name = short(pl.col("name_key"))
    level = (
        pl.when(name.str.contains("党小组$"))
        .then(pl.lit("group"))
        .when(name.str.contains("党支部$"))
        .then(pl.lit("branch"))
        .when(name.str.contains("党总支$"))
        .then(pl.lit("general_branch"))
        .when(name.str.contains("党委$|工委$"))
        .then(pl.lit("committee"))
        .otherwise(pl.lit("branch"))
    )
    nodes = nodes.with_columns(
        nature=pl.when(functional).then(pl.lit("functional")).otherwise(kind), level=level
    )
    for _step in range(4):
        above = nodes.select(parent_node="node", _above="nature")
        nodes = nodes.join(above, on="parent_node", how="left", maintain_order="left")
        inherited = pl.col("_above").is_in(["functional", "temporary", "floating"])
        nodes = nodes.with_columns(
            nature=pl.coalesce("nature", pl.when(inherited).then("_above"))
        ).drop("_above")
    return nodes.with_columns(
        pl.col("nature").fill_null("ordinary"), organisation=pl.lit(None, pl.String)
    )


def _membership(nodes: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    codes = nodes.filter(pl.col("code_key").is_not_null()).unique(["system", "code_key"], keep="first", maintain_order=True)
    names = nodes.unique(["system", "_short"], keep="first", maintain_order=True) if "_short" in nodes.columns else nodes
    names = nodes.with_columns(_short=short(pl.col("name_key"))).unique(["system", "_short"], keep="first", maintain_order=True)
    return (
        records.select("record", "system", "branch_code_key", _short=short(pl.col("branch_key")))
        .join(codes.select("system", _c="node", branch_code_key="code_key"), on=["system", "branch_code_key"], how="left", maintain_order="left")
        .join(names.select("system", _n="node", _short="_short"), on=["system", "_short"], how="left", maintain_order="left")
        .select("record", node=pl.coalesce("_c", "_n"))
    )
