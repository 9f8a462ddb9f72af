"""What kind of organisation each node is: its level and its nature."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import polars as pl

from orgtransfer.similarity import organisations as similar

# Kind codes: the first digit tells temporary ones (9) from standing ones (6), the second the
# level; 632 and 932 are joint branches.
_CODE: Final = r"^([69])([1-4])([12])(?:[^0-9]|$)"
_LEVEL_OF_DIGIT: Final = {"1": "committee", "2": "general_branch", "3": "branch", "4": "group"}
_LEVEL_WORDS: Final = (
    (r"小组$", "group"),
    (r"总支", "general_branch"),
    (r"支部", "branch"),
    (r"党委|委员会|工委|党组", "committee"),
)
_NATURE_WORDS: Final = (
    ("功能型", "functional"),
    (r"临时", "temporary"),
    (r"流动党员", "floating"),
    (r"联合", "joint"),
    (r"实体", "ordinary"),
)
_YES: Final = r"^(?:是|1|y|yes|true|√|✓|有|功能型.*)$"
_NO_WORDS: Final[Mapping[str, str]] = MappingProxyType({})
INHERITED: Final = ("functional", "temporary", "floating")
"""Natures that hold for everything below an organisation."""


def with_kinds(nodes: pl.DataFrame, words: Mapping[str, str] = _NO_WORDS) -> pl.DataFrame:
    """Adds `level` and the nature that an organisation itself states.

    Args:
        nodes: with org_kind, functional and name_key.
        words: what the user says that a word of the kind column means: word -> nature.

    Returns:
        The nodes. The kind column goes before the name, a code before words; without either a
        node is a branch, since members name branches.
    """
    parts = similar.parse(nodes["name_key"], ["level"])
    kind = pl.col("org_kind").str.replace_all(r"\s", "")
    digits = kind.str.extract_groups(_CODE).struct
    level = pl.coalesce(
        digits.field("2").replace_strict(_LEVEL_OF_DIGIT, default=None, return_dtype=pl.String),
        _first(kind, _LEVEL_WORDS),
        pl.col("_level"),
        _first(pl.col("name_key"), _LEVEL_WORDS),
        pl.lit("branch"),
    )
    by_code = (
        pl.when(digits.field("1") == "9")
        .then(pl.lit("temporary"))
        .when((digits.field("2") == "3") & (digits.field("3") == "2"))
        .then(pl.lit("joint"))
    )
    functional = pl.col("functional").str.to_lowercase().str.strip_chars().str.contains(_YES)
    nature = pl.coalesce(
        pl.when(functional).then(pl.lit("functional")),
        _meant(words),
        by_code,
        _first(kind, _NATURE_WORDS),
        _first(pl.col("name_key"), _NATURE_WORDS),
        pl.lit("ordinary"),
    )
    return (
        nodes.with_columns(parts["level"].alias("_level"))
        .with_columns(level=level, nature=nature)
        .drop("_level")
    )


def not_understood(counted: Mapping[str, int], words: Mapping[str, str]) -> dict[str, int]:
    """The words of a kind column that say neither a level nor a nature.

    Args:
        counted: word as the cells have it -> how often.
        words: what the user says of them, as for `with_kinds`.
    """
    schema = {"org_kind": pl.String, "times": pl.Int64}
    listed = pl.DataFrame(list(counted.items()), schema=schema, orient="row")
    kind = pl.col("org_kind").str.replace_all(r"\s", "")
    known = (
        kind.str.contains(_CODE)
        | _first(kind, _LEVEL_WORDS).is_not_null()
        | _first(kind, _NATURE_WORDS).is_not_null()
        | _meant(words).is_not_null()
    )
    left = listed.filter(~known).sort("times", "org_kind", descending=[True, False])
    return dict(left.select("org_kind", "times").iter_rows())


def _meant(words: Mapping[str, str]) -> pl.Expr:
    """The nature that the user gives to the whole of a cell."""
    written = {_as_written(word): nature for word, nature in words.items()}
    kind = pl.col("org_kind").str.normalize("NFKC").str.replace_all(r"\s", "").str.to_lowercase()
    return kind.replace_strict(written, default=None, return_dtype=pl.String)


def _as_written(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).split()).lower()


def inherited(nodes: pl.DataFrame) -> pl.DataFrame:
    """The nodes with their effective `nature`: what holds for an organisation holds below it.

    Args:
        nodes: with node, parent_node, parent_state and nature.
    """
    for _ in range(nodes.height):
        above = nodes.select(parent_node="node", _above="nature")
        joined = nodes.join(above, on="parent_node", how="left", maintain_order="left")
        takes = pl.col("_above").is_in(INHERITED) & ~pl.col("nature").is_in(INHERITED)
        takes &= pl.col("parent_state") == "found"
        if not joined.select(takes.any()).item():
            break
        nature = pl.when(takes).then("_above").otherwise("nature")
        nodes = joined.with_columns(nature=nature).drop("_above")
    return nodes


def _first(text: pl.Expr, words: tuple[tuple[str, str], ...]) -> pl.Expr:
    """The code of the first pattern that is found."""
    found = pl.lit(None, pl.String)
    for pattern, code in reversed(words):
        found = pl.when(text.str.contains(pattern)).then(pl.lit(code)).otherwise(found)
    return found
