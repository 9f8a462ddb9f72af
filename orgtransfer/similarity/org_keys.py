"""One spelling for an organisation, the keys of blocking, and the alias table."""

from __future__ import annotations

import functools
import re
from typing import Final

import polars as pl

from orgtransfer.similarity import org_grammar, org_masks, org_words
from orgtransfer.similarity.org_grammar import Parts

_COMMON_WORDS: Final = frozenset(
    [
        "附属",
        "医院",
        "大学",
        "人民",
        "中心",
        "委员会",
        "协会",
        "学会",
        "卫生",
        "健康",
        "疾病",
        "预防",
        "控制",
        "服务",
        "管理",
        "研究",
        "研究院",
        "研究所",
        "防治",
        "医学院",
        "学院",
    ]
)
"""Words that so many names hold that meeting under them says nothing."""
_APART: Final = re.compile(f"({org_masks.WORD.pattern})")
_COMMON: Final = frozenset("省市县区镇乡第院会局所站科")


def spelling(parts: Parts, *, renamed: bool = False) -> str:
    """The name in one spelling; "" where nothing was understood.

    `renamed`: by the words of today for its kind.
    """
    unit = parts.place + (parts.core if renamed else parts.written)
    pieces = [f"{unit}#{parts.ordinal}" if parts.ordinal else unit]
    if parts.level or parts.branch:
        pieces += [parts.branch, parts.branch_ordinal, parts.nature, parts.level]
    return "/".join(pieces) if unit or parts.level else ""


@functools.lru_cache(maxsize=1 << 17)  # as org_grammar.parse: one name is asked for stage by stage
def plain(name: str) -> str:
    """A name in one spelling, aliases not applied; the name itself where nothing was understood."""
    return spelling(org_grammar.parse(name)) or name


def keys(parts: Parts) -> list[str]:
    """The keys under which the name meets those it may be the same as.

    Full and short name of one unit share a character that few others have, or both have none (省卫健委)
    and share the kind.
    """
    kind = "医院" if parts.kind in org_words.HOSPITALS else parts.kind
    party = (parts.level, parts.branch_ordinal, parts.branch[:1])
    base = "|".join((kind, parts.ordinal, *party))
    own = sorted(_own(parts.core) - _COMMON)
    if own:
        return [f"{base}|{character}" for character in own]
    return [f"{base}|{rank}" for rank in _ranks(parts)]


def _own(core: str) -> set[str]:
    """The characters that a short name would keep: the first of each word, all outside words."""
    pieces = _APART.split(core)  # what stands between words, and the words, by turns
    words = {word[0] for word in pieces[1::2] if word not in _COMMON_WORDS}
    return words.union(*pieces[::2])


def _ranks(parts: Parts) -> list[str]:
    rank = org_grammar.rank(parts)
    return [name for bit, name in ((1, "省"), (2, "市"), (4, "县")) if rank & bit or not rank]


class Aliases:
    """What clerks say that names stand for."""

    def __init__(self, table: pl.DataFrame | None) -> None:
        rows = [] if table is None else table.select("name", "full_name").drop_nulls().rows()
        self._full = {
            spelling(org_grammar.parse(name)): org_grammar.parse(full) for name, full in rows
        }

    def __bool__(self) -> bool:
        """Whether any name stands for another."""
        return bool(self._full)

    def apply(self, parts: Parts) -> Parts:
        """The name as its alias has it: of the whole name, else of its unit."""
        for _ in range(len(self._full)):
            replaced = self._once(parts)
            if replaced == parts:
                break
            parts = replaced
        return parts

    def _once(self, parts: Parts) -> Parts:
        whole = self._full.get(spelling(parts))
        if whole is not None:
            return whole
        unit = parts._replace(branch="", branch_ordinal="", level="", nature="")
        full = self._full.get(spelling(unit)) if parts.unit else None
        if full is None:
            return parts
        return full._replace(
            branch=parts.branch, branch_ordinal=parts.branch_ordinal, level=parts.level,
            nature=parts.nature,
        )  # fmt: skip
