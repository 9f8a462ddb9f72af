"""Organisation names that were taken apart, as arrays: a place a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer.similarity import org_grammar, org_words, pairs
from orgtransfer.similarity.org_grammar import Parts
from orgtransfer.similarity.org_masks import GROUPS, WIDTH, masks

Bits = NDArray[np.uint64]
"""A set of places in a name."""
_BODY: Final = re.compile(org_words.BODIES)
_SCHOOL: Final = re.compile(r"\w+?大学")
_COUNTY_END: Final = re.compile(r"(?:县区|[县区市])$")


@dataclass(frozen=True)
class Prepared:
    """Names as arrays, a name a place."""

    parts: Sequence[Parts]
    whole: NDArray[np.int64]
    """Equal where names are the same in all parts."""
    plain: NDArray[np.int64]
    """The same before aliases."""
    stem: NDArray[np.object_]
    unit: NDArray[np.int64]
    written: NDArray[np.int64]
    """What follows the places, before old and local words of a kind were made one."""
    core: NDArray[np.int64]
    points: pairs.Points
    size: NDArray[np.int64]
    characters: Bits
    """Which characters there are, as a set of 64 into which all characters fall: what is missing here
    is missing in the name."""
    full_school: NDArray[np.int64]
    telling: pairs.Flags
    """The unit is more than a kind: 人民医院 alone could be any."""
    ordinal: NDArray[np.int64]
    kind: NDArray[np.int64]
    hospital: pairs.Flags
    local: pairs.Flags
    """A town's or street's own unit."""
    unplaced: pairs.Flags
    """The name says whose unit it is, but not which place's: 省, 市."""
    regions: NDArray[np.int64]
    """Province, city, county, kind of town and the city whose own unit it is, a row each; 0 where the
    name does not say."""
    county: NDArray[np.int64]
    """The county with what it is, 余江县 or 余江区; `regions` takes these for one."""
    rank: NDArray[np.int64]
    """Bits: 1 a province's, 2 a city's, 4 a county's unit; 0 unknown."""
    level: NDArray[np.int64]
    nature: NDArray[np.int64]
    loose_nature: pairs.Flags
    branch: NDArray[np.int64]
    department: pairs.Flags
    """The part is none, or no organisation of its own."""
    branch_points: pairs.Points
    branch_ordinal: NDArray[np.int64]


def _numbered(values: Sequence[str]) -> NDArray[np.int64]:
    """A number for each distinct text, 0 for ""."""
    numbers = {"": 0}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)


def prepare(names: Sequence[Parts], plain: Sequence[str], whole: Sequence[str]) -> Prepared:
    """The arrays that `org_pairs.compare` looks at.

    Args:
        names: the names, aliases applied.
        plain: each name in one spelling, aliases not applied.
        whole: the same, applied.
    """
    numbers = {"": 0}
    for text in (*plain, *whole):
        numbers.setdefault(text, len(numbers))
    stems = [parts.stem for parts in names]
    points = _points(stems)
    return Prepared(
        parts=names,
        whole=np.array([numbers[text] for text in whole], dtype=np.int64),
        plain=np.array([numbers[text] for text in plain], dtype=np.int64),
        stem=np.array(stems, dtype=np.object_),
        unit=_numbered(stems),
        written=_numbered([parts.written for parts in names]),
        core=_numbered([parts.core if parts.region else "" for parts in names]),
        points=points,
        size=np.array([min(len(stem), WIDTH) for stem in stems], dtype=np.int64),
        characters=_sets(points),
        full_school=_numbered([_full_school(parts) for parts in names]),
        telling=np.array([bool(parts.head) for parts in names], dtype=np.bool_),
        ordinal=_numbered([parts.ordinal for parts in names]),
        kind=_numbered([parts.kind for parts in names]),
        hospital=np.array([parts.kind in org_words.HOSPITALS for parts in names], dtype=np.bool_),
        local=np.array([parts.kind in org_words.LOCAL for parts in names], dtype=np.bool_),
        unplaced=np.array(
            [parts.region in {"省", "市", "县", "区"} for parts in names], dtype=np.bool_
        ),
        regions=np.array(
            [
                _numbered(["" if p.province == "省" else p.province for p in names]),
                _numbered(["" if p.city == "市" else p.city for p in names]),
                _numbered([_county(p.county) for p in names]),
                _numbered([p.town_kind for p in names]),
                _numbered([_own_city(p) for p in names]),
            ]
        ),
        county=_numbered([parts.county for parts in names]),
        rank=np.array([org_grammar.rank(parts) for parts in names], dtype=np.int64),
        level=_numbered([parts.level for parts in names]),
        nature=_numbered([parts.nature for parts in names]),
        loose_nature=np.array(
            [parts.nature in {"", "functional", "joint"} for parts in names], dtype=np.bool_
        ),
        branch=_numbered([parts.branch for parts in names]),
        department=np.array([not _BODY.search(parts.branch) for parts in names], dtype=np.bool_),
        branch_points=_points([parts.branch for parts in names]),
        branch_ordinal=_numbered([parts.branch_ordinal for parts in names]),
    )


@dataclass(frozen=True)
class Needed:
    """What a short form of each name must keep, a name a place: the fields of `org_masks.Masks`."""

    every: Bits
    groups: Bits
    school: Bits
    school_place: Bits
    school_kind: Bits
    named: pairs.Flags


def needed(names: Sequence[Parts]) -> Needed:
    """What short forms of the names must keep."""
    mask = [masks(parts) for parts in names]
    bits = np.uint64
    return Needed(
        every=np.array([m.every for m in mask], dtype=bits),
        groups=np.array([[*m.groups, *[0] * (GROUPS - len(m.groups))] for m in mask], dtype=bits)
        .reshape(-1, GROUPS)
        .T,
        school=np.array([m.school for m in mask], dtype=bits),
        school_place=np.array([m.school_place for m in mask], dtype=bits),
        school_kind=np.array([m.school_kind for m in mask], dtype=bits),
        named=np.array([m.named for m in mask], dtype=np.bool_),
    )


def _points(texts: Sequence[str]) -> pairs.Points:
    """The code points of the texts, a text a column."""
    return np.ascontiguousarray(pairs.matrix(pl.Series(texts, dtype=pl.String), WIDTH).T)


def _sets(points: pairs.Points) -> Bits:
    """The set of characters of each column, a bit for those of equal remainder."""
    bits = np.uint64(1) << (points % 64).astype(np.uint64)
    sets: Bits = np.bitwise_or.reduce(np.where(points == 0, np.uint64(0), bits), axis=0)
    return sets


def _county(name: str) -> str:
    """A county by its name alone: 余江县 became 余江区, 龙南县 became 龙南市."""
    bare = _COUNTY_END.sub("", name)
    return bare if len(bare) != 1 else bare + name[1:2]


def _own_city(parts: Parts) -> str:
    """The city, of whichever rank, that the unit is the city's own of: 上饶市, 德兴市."""
    if parts.county.endswith("市"):
        return parts.county
    explicit = not parts.county and parts.city != "市" and parts.region.endswith("市")
    return parts.city + "市" if explicit and parts.city else ""


def _full_school(parts: Parts) -> str:
    """The school where its name is written out, to 大学."""
    found = "大学" in parts.stem and _SCHOOL.match(parts.core)
    return found.group() if found else ""
