"""Former names: 曾用名 in its own column, or behind the name, as 王小芳（曾用名：王芳）."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import names, text

_MARKS: Final = ("曾用名", "曾用姓名", "曾名", "原名", "原姓名", "又名", "别名", "旧名")
_LATER: Final = ("现名", "更名", "改名", "现用名")
_BEHIND: Final = rf"(?:{'|'.join(_MARKS)})[:是为]? ?([\p{{Han}}·][\p{{Han}}·、,;/ ]*)"
_BETWEEN: Final = r"[、,;/|\s]+|(?:和|及)"
_LABEL: Final = rf"^(?:{'|'.join(_MARKS)})[:是为]? ?"
_NOTE: Final = r"[(\[].*?[)\]]"
_PADDED: Final = r"(^|[、,;/|])(\p{Han}) (\p{Han})($|[、,;/|])"  # 王 芳
_NONE: Final = r"[0-9]|^(?:无.*|没有.*|未改.*|未曾.*|不详|不明|同上|同现名|是|否|有)$"
# A sentence is no name: 由王芳改名而来.
_NAME: Final = r"^(?:\p{Han}{2,4}|\p{Han}+(?:·\p{Han}+)+|[\p{Latin}][\p{Latin} '·-]+)$"


def with_keys(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds `former_key`: the former names of each row, joined by `|`; null where it gives none.

    Args:
        frame: with name, name_key and former_name.

    Returns:
        `frame` with the former names as names are compared, without the name itself. A row without
        such words costs no more than a look.
    """
    return frame.with_columns(_keys(frame))


def _keys(frame: pl.DataFrame) -> pl.Series:
    behind = pl.col("name").str.contains_any([*_MARKS, *_LATER])
    told = frame.select("name", "name_key", "former_name").with_row_index().filter(
        behind | pl.col("former_name").is_not_null()
    )  # fmt: skip
    missing = pl.repeat(None, frame.height, dtype=pl.String, eager=True).alias("former_key")
    if told.is_empty():
        return missing
    plain = text.visible(pl.col("name"))
    stated = text.visible(pl.col("former_name")).str.replace(_LABEL, "").str.replace_all(_NOTE, "")
    found = (
        told.select(
            "index",
            "name_key",
            called=pl.concat_list(
                plain.str.extract_all(_BEHIND)
                .list.join("、")
                .str.replace_all(_LABEL[1:], "、")
                .str.strip_chars(" 、"),
                plain.str.extract(names.NOW, 1),
                stated,
            ),
        )
        .explode("called")
        .with_columns(
            called=pl.col("called")
            .str.replace_all(_PADDED, "$1$2$3$4")
            .str.replace_all(_BETWEEN, " ")
            .str.split(" ")
        )
        .explode("called")
        .filter(~pl.col("called").str.contains(_NONE))
        .with_columns(called=names.name(pl.col("called")))
        .filter(pl.col("called").str.contains(_NAME))
        .filter(pl.col("called").ne_missing(pl.col("name_key")))
        .unique(["index", "called"], maintain_order=True)
        .group_by("index", maintain_order=True)
        .agg(pl.col("called").str.join("|"))
    )
    return missing.scatter(found["index"], found["called"])
