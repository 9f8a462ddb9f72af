"""How many branches one cell names."""

from __future__ import annotations

from typing import Final

import polars as pl

_BLANKS_INSIDE: Final = r"([支党总])\s+([支部])"
_NOTES: Final = r"[(（][^()（）]*[)）]"
_BRANCH: Final = r"支部(?:委员会)?"
_NUMBER: Final = r"[一二三四五六七八九十百0-9]{1,4}"
_ORDINAL: Final = rf"第\s*{_NUMBER}\s*党?{_BRANCH}"
_MARK: Final = r"(?:\s*[、,，;；/\\|+&→>~～—–-]\s*|\s+|\s*(?:和|与|及|以及|转|现|至|到)\s*)"
_SEVERAL: Final = (
    # 党支部 支部委员会 is one that somebody wrote twice.
    rf"(?:^|[^总]){_BRANCH}{_MARK}+[^支]*[^支总\s、,，;；/\\|][^支]*{_BRANCH}"
    rf"|{_ORDINAL}\P{{Cn}}*?{_ORDINAL}"
    # 第一、二党支部; but 第一、二联合党支部 is one, and so is that of 第一、第二医院.
    rf"|第\s*{_NUMBER}{_MARK}第?\s*{_NUMBER}\s*党?支部"
    # 甲党委、乙党委; apart by a stroke or a blank one is the other's superior.
    r"|党委\s*[、,，;；]\P{Cn}*党委$|党总支(?:部)?(?:\s*[、,，;；/|]\s*|\s+)\P{Cn}*党总支(?:部)?$"
)


def several(text: pl.Expr) -> pl.Expr:
    """Whether a cell names two branches or more: 第一党支部 第二党支部, 第一、二党支部, 甲党支部；乙党支部.

    A superior before its branch (机关党委 第一党支部, 第一党总支 第二党支部) is none of them, nor is what a
    bracket says beside a branch (原第二党支部), nor a joint branch of several units.
    """
    whole = (
        text.str.strip_chars()
        .str.replace_all(_BLANKS_INSIDE, "$1$2")
        .str.replace_all(_BLANKS_INSIDE, "$1$2")
    )
    outside = whole.str.replace_all(_NOTES, "")
    inside = ~outside.str.contains("支部") & whole.str.contains(_SEVERAL)
    return outside.str.contains(_SEVERAL) | inside
