"""Two organisation names, taken apart, against each other.

A short name is found from the full one: its characters stand in the full name in the same order,
and of every word that tells the unit from others at least the first one is kept (省卫健委, 南大一附院).
What may be left out altogether: places, 附属, and a school before a hospital with a name of its own
(复旦大学附属中山医院, 中山医院).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from orgtransfer.similarity import org_grammar, org_words, pairs
from orgtransfer.similarity.org_grammar import Parts

LEVELS: Final = (
    "same",  # the same but for spelling: brackets, 中共, digits, 党支部 for 支部委员会
    "alias",  # the alias table says so
    "short",  # one is an abbreviation of the other
    "contained",  # one leaves out a part the other has (province, school), nothing contradicts
    "similar",  # much in common, too little to say
    "veto_ordinal",  # 第一 against 第二
    "veto_region",  # other places; county against city
    "veto_kind",  # other kinds of unit: 中医院 against 人民医院; a branch against its committee
    "different",
)
"""What `organisations.compare` says, the strongest evidence of one organisation first, then the
vetoes."""

CODE: Final = {level: code for code, level in enumerate(LEVELS)}
WIDTH: Final = 48
"""Characters of a unit that are looked at; fewer than the bits of a mask."""
_GROUPS: Final = 10
_ALIKE: Final = 75
"""The rapidfuzz.fuzz.ratio from which names are `similar`."""
_SOMEWHAT: Final = 50
"""The ratio from which a veto is worth a word."""

Masks = NDArray[np.uint64]

_SCHOOL: Final = re.compile(
    r"^(?P<place>\w*?)(?P<kind>(?:第[一二三四五六七八九十])?"
    r"(?:医科|中医药|医药|交通|科技|理工|师范|药科|农业|民族|军医|财经|中医|医学|科学)*"
    r"(?:大学|医学院|学院|科学院))(?P<inner>\w{0,4}?医学院)?(?=\w)"
)
_WORD: Final = re.compile(
    "|".join(sorted(map(re.escape, org_words.WORDS), key=lambda w: (-len(w), w)))
)
_BODY: Final = re.compile(org_words.BODIES)
_LEFT_OUT: Final = frozenset({"附属", "研究", "防治", "服务", "专科", "医学院"})
_ANY_CHARACTER: Final = frozenset({"医院", "协会", "学会", "委员会", "研究院", "研究所", "联合会"})
_JOINING: Final = frozenset("与和及暨")


@dataclass(frozen=True)
class Masks64:
    """Which places of a full name a short one must keep, as bits."""

    every: int
    """All of these."""
    groups: tuple[int, ...]
    """One of each of these."""
    school: int
    school_place: int
    school_kind: int
    """A school is kept with one character of both, or left out altogether (see `named`)."""
    named: bool
    """There is a name of its own beside the school and the place."""


def masks(parts: Parts) -> Masks64:
    """What a short form of this unit must keep."""
    stem, start = parts.stem[:WIDTH], len(parts.region)
    place = kind = 0
    school = _SCHOOL.match(stem[start:])
    if school and start + school.end() < len(stem):
        place = _span(start + school.start("place"), start + school.end("place"))
        kind = _span(start + school.start("kind"), start + school.end("kind"))
        start += school.end()
    every, groups, named = _words(stem, start, has_ordinal=bool(parts.ordinal))
    if school and school["place"] in {"中国", "中华", "国家"}:
        place = kind  # 医科院 needs no 中国
    elif (
        school
        and school["place"] not in org_words.provinces().keys() | org_words.prefectures().keys()
    ):
        kind = place  # 复旦, 南华: the school's own name is enough
    return Masks64(every, tuple(groups[:_GROUPS]), place | kind, place, kind, named)


def _span(start: int, end: int) -> int:
    return ((1 << max(end - start, 0)) - 1) << start


def _words(stem: str, start: int, *, has_ordinal: bool) -> tuple[int, list[int], bool]:
    """The places to keep from `start` on: all of a mask, and one of each group."""
    every, groups, named = 0, list[int](), False
    place = start
    while place < len(stem):
        word = _WORD.match(stem, place)
        text = word.group() if word else stem[place]
        after = place + len(text)
        if text == "附属":
            after += _province_at(stem, after)
        elif text in _LEFT_OUT or text in _JOINING or (text == "人民" and has_ordinal):
            pass
        elif text in _ANY_CHARACTER:
            groups.append(_span(place, after))
        elif word:
            groups.append(1 << place)
        else:
            every |= 1 << place
            named = named or text != "院"
        place = after
    return every, groups, named


def _province_at(stem: str, place: int) -> int:
    """The length of a province's name there: 附属北京天坛医院."""
    short = next((p for p in org_words.provinces() if stem.startswith(p, place)), "")
    return len(short)


@dataclass(frozen=True)
class Prepared:
    """Names as arrays, a name a place."""

    whole: NDArray[np.int64]
    """Equal where names are the same in all parts."""
    plain: NDArray[np.int64]
    """The same before aliases."""
    stem: pl.Series
    unit: NDArray[np.int64]
    core: NDArray[np.int64]
    points: pairs.Points
    size: NDArray[np.int64]
    every: Masks
    groups: Masks
    school: Masks
    school_place: Masks
    school_kind: Masks
    named: pairs.Flags
    full_school: NDArray[np.int64]
    telling: pairs.Flags
    """The unit is more than a kind: 人民医院 alone could be any."""
    ordinal: NDArray[np.int64]
    kind: NDArray[np.int64]
    hospital: pairs.Flags
    regions: NDArray[np.int64]
    """Province, city and county, a row each; 0 where none is named."""
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
    """The arrays that `Kernel` compares.

    Args:
        names: the names, aliases applied.
        plain: each name in one spelling, aliases not applied.
        whole: the same, applied.
    """
    numbers = {"": 0}
    for text in (*plain, *whole):
        numbers.setdefault(text, len(numbers))
    mask = [masks(parts) for parts in names]
    stems = pl.Series([parts.stem for parts in names], dtype=pl.String)
    branches = pl.Series([parts.branch for parts in names], dtype=pl.String)
    bits = np.uint64
    return Prepared(
        whole=np.array([numbers[text] for text in whole], dtype=np.int64),
        plain=np.array([numbers[text] for text in plain], dtype=np.int64),
        stem=stems,
        unit=_numbered([parts.stem for parts in names]),
        core=_numbered([p.stem[len(p.region) :] if p.region else "" for p in names]),
        points=np.ascontiguousarray(pairs.matrix(stems, WIDTH).T),
        size=np.array([min(len(parts.stem), WIDTH) for parts in names], dtype=np.int64),
        every=np.array([m.every for m in mask], dtype=bits),
        groups=np.array([[*m.groups, *[0] * (_GROUPS - len(m.groups))] for m in mask], dtype=bits)
        .reshape(-1, _GROUPS)
        .T,
        school=np.array([m.school for m in mask], dtype=bits),
        school_place=np.array([m.school_place for m in mask], dtype=bits),
        school_kind=np.array([m.school_kind for m in mask], dtype=bits),
        named=np.array([m.named for m in mask], dtype=np.bool_),
        full_school=_numbered([_full_school(parts) for parts in names]),
        telling=np.array([bool(parts.head) for parts in names], dtype=np.bool_),
        ordinal=_numbered([parts.ordinal for parts in names]),
        kind=_numbered([parts.kind for parts in names]),
        hospital=np.array([parts.kind in org_words.HOSPITALS for parts in names], dtype=np.bool_),
        regions=np.array(
            [
                _numbered(["" if p.province == "省" else p.province for p in names]),
                _numbered(["" if p.city == "市" else p.city for p in names]),
                _numbered(["" if p.county in {"县", "区"} else p.county for p in names]),
            ]
        ),
        rank=np.array([org_grammar.rank(parts) for parts in names], dtype=np.int64),
        level=_numbered([parts.level for parts in names]),
        nature=_numbered([parts.nature for parts in names]),
        loose_nature=np.array(
            [parts.nature in {"", "functional", "joint"} for parts in names], dtype=np.bool_
        ),
        branch=_numbered([parts.branch for parts in names]),
        department=np.array([not _BODY.search(parts.branch) for parts in names], dtype=np.bool_),
        branch_points=np.ascontiguousarray(pairs.matrix(branches, WIDTH).T),
        branch_ordinal=_numbered([parts.branch_ordinal for parts in names]),
    )


def _full_school(parts: Parts) -> str:
    """The school where its name is written out, to 大学."""
    found = re.match(r"\w+?大学", parts.stem[len(parts.region) :])
    return found.group() if found else ""


def compare(names: Prepared, a: pairs.Index, b: pairs.Index) -> pairs.Codes:
    """The level codes of pairs."""
    unit = _units(names, a, b)
    codes = _parties(names, a, b, unit)
    aliased = names.whole[a] == names.whole[b]
    codes[aliased] = CODE["alias"]
    codes[names.plain[a] == names.plain[b]] = CODE["same"]
    return codes


def _units(names: Prepared, a: pairs.Index, b: pairs.Index) -> pairs.Codes:
    """The level codes of the units alone; "same" too where neither names one."""
    equal = names.unit[a] == names.unit[b]
    one_missing = (names.unit[a] == 0) != (names.unit[b] == 0)
    codes = np.full(len(a), CODE["different"], dtype=np.int8)
    codes[equal] = CODE["same"]
    codes[one_missing] = CODE["contained"]
    rest = np.flatnonzero(~equal & ~one_missing)
    codes[rest] = _unequal(names, a[rest], b[rest])
    given = np.flatnonzero(~one_missing & (names.unit[a] != 0))
    codes[given] = _vetoed(names, a[given], b[given], codes[given])
    return codes


def _unequal(names: Prepared, a: pairs.Index, b: pairs.Index) -> pairs.Codes:
    """short, contained, similar or different, vetoes aside."""
    swap = names.size[a] < names.size[b]
    full, short = np.where(swap, b, a), np.where(swap, a, b)
    fits = np.zeros(len(a), dtype=np.bool_)
    for backwards in (False, True):
        rest = np.flatnonzero(~fits)
        whole, kept = _kept(
            names.points.take(full[rest], axis=1),
            names.points.take(short[rest], axis=1),
            backwards=backwards,
        )
        fits[rest] = whole & _enough(names, full[rest], short[rest], kept)
    ratio = process.cpdist(
        names.stem.gather(a),
        names.stem.gather(b),
        scorer=fuzz.ratio,
        score_cutoff=_SOMEWHAT,
        dtype=np.uint8,
    )
    cases = [
        ((names.core[a] == names.core[b]) & (names.core[a] != 0), "contained"),
        (fits & ~names.telling[short], "similar"),
        (fits & _suffix(names, full, short), "contained"),
        (fits, "short"),
        (ratio >= _ALIKE, "similar"),
        (ratio >= 0, "different"),
    ]
    return pairs.first([(holds, CODE[level]) for holds, level in cases], len(a))


def _kept(full: pairs.Points, short: pairs.Points, *, backwards: bool) -> tuple[pairs.Flags, Masks]:
    """Whether the short text stands in the full one in order, and at which places, as bits.

    Each character is looked for from the beginning, or from the end.
    """
    columns = np.arange(full.shape[1])
    size = (short != 0).sum(axis=0)
    next_one = size - 1 if backwards else np.zeros_like(size)
    step = -1 if backwards else 1
    kept = np.zeros(full.shape[1], dtype=np.uint64)
    places = range(len(full) - 1, -1, -1) if backwards else range(len(full))
    for place in places:
        inside = (next_one >= 0) & (next_one < size)
        hit = inside & (short[np.clip(next_one, 0, len(short) - 1), columns] == full[place])
        kept |= hit.astype(np.uint64) << np.uint64(place)
        next_one = next_one + step * hit
    done: pairs.Flags = (next_one < 0) if backwards else (next_one >= size)
    return done & (size > 0), kept


def _enough(names: Prepared, full: pairs.Index, short: pairs.Index, kept: Masks) -> pairs.Flags:
    """Whether what was kept tells the unit from others."""
    every = names.every[full]
    enough: pairs.Flags = (kept & every) == every
    for group in names.groups:
        enough &= (group[full] == 0) | ((kept & group[full]) != 0)
    place, kind = names.school_place[full], names.school_kind[full]
    both = ((kept & place) != 0) & ((kept & kind) != 0)
    enough &= (names.school[full] == 0) | both | names.named[full]
    school = names.full_school[short]
    enough &= (school == 0) | (school == names.full_school[full])
    return enough


def _suffix(names: Prepared, full: pairs.Index, short: pairs.Index) -> pairs.Flags:
    """Whether the short name is the end of the full one."""
    frame = pl.DataFrame({"full": names.stem.gather(full), "short": names.stem.gather(short)})
    ends = frame.select(pl.col("full").str.ends_with(pl.col("short")))
    return ends.to_series().to_numpy()


def _vetoed(names: Prepared, a: pairs.Index, b: pairs.Index, codes: pairs.Codes) -> pairs.Codes:
    """Vetoes where names are alike enough to be taken for each other, `different` elsewhere."""
    region = names.regions
    clash = (region[:, a] != region[:, b]) & (region[:, a] != 0) & (region[:, b] != 0)
    rank = (names.rank[a] & names.rank[b]) == 0
    ranks = rank & (names.rank[a] != 0) & (names.rank[b] != 0)
    kinds = (names.kind[a] != names.kind[b]) & ~(names.hospital[a] & names.hospital[b])
    known = (names.kind[a] != 0) & (names.kind[b] != 0)
    vetoes = pairs.first(
        [
            (clash.any(axis=0) | ranks, CODE["veto_region"]),
            (kinds & known, CODE["veto_kind"]),
            (names.ordinal[a] != names.ordinal[b], CODE["veto_ordinal"]),
        ],
        len(a),
    )
    alike = codes <= CODE["similar"]
    veto = (vetoes >= 0) & (alike | _somewhat(names, a, b, alike, vetoes))
    result = np.where(veto, vetoes, codes)
    return np.where((vetoes >= 0) & ~veto, CODE["different"], result).astype(np.int8)


def _somewhat(
    names: Prepared, a: pairs.Index, b: pairs.Index, alike: pairs.Flags, vetoes: pairs.Codes
) -> pairs.Flags:
    """Whether names that something vetoes are alike enough for the veto to be worth a word."""
    found: pairs.Flags = np.zeros(len(a), dtype=np.bool_)
    rest = np.flatnonzero(~alike & (vetoes >= 0))
    left, right = names.stem.gather(a[rest]), names.stem.gather(b[rest])
    ratio = process.cpdist(left, right, scorer=fuzz.ratio, score_cutoff=_SOMEWHAT, dtype=np.uint8)
    found[rest] = ratio > 0
    return found


def _parties(names: Prepared, a: pairs.Index, b: pairs.Index, unit: pairs.Codes) -> pairs.Codes:
    """What the Party's part of the names adds to the verdict on the units."""
    one_unit = (names.level[a] == 0) != (names.level[b] == 0)
    levels = (names.level[a] != names.level[b]) & ~one_unit
    ordinals = names.branch_ordinal[a] != names.branch_ordinal[b]
    natures = names.nature[a] != names.nature[b]
    loose = names.loose_nature[a] & names.loose_nature[b]
    left, right = names.branch[a], names.branch[b]
    parts = (left != right) & (left != 0) & (right != 0)
    part_missing = (left == 0) != (right == 0)
    nothing_else = (names.unit[a] == 0) != (names.unit[b] == 0)
    shortened = np.zeros(len(a), dtype=np.bool_)
    rest = np.flatnonzero(parts)
    shortened[rest] = _part_shortened(names, a[rest], b[rest])
    alike = unit <= CODE["similar"]
    units = (names.level[a] == 0) & (names.level[b] == 0)
    departments = names.department[a] & names.department[b]
    cases = [
        (~alike, unit),
        (units & departments & (left != right), np.maximum(unit, CODE["contained"])),
        (levels, CODE["veto_kind"]),
        (one_unit & (ordinals | part_missing), CODE["similar"]),
        (one_unit, np.maximum(unit, CODE["contained"])),
        (ordinals, CODE["veto_ordinal"]),
        (natures & ~loose, CODE["veto_kind"]),
        (natures | part_missing, CODE["similar"]),
        (parts & ~shortened, CODE["different"]),
        (nothing_else & (left == 0), CODE["similar"]),
        (parts, np.maximum(unit, CODE["short"])),
    ]
    codes = unit.copy()
    for holds, code in reversed(cases):
        codes = np.where(holds, code, codes)
    return codes.astype(np.int8)


def _part_shortened(names: Prepared, a: pairs.Index, b: pairs.Index) -> pairs.Flags:
    """Whether one branch's own part is the other's, shortened: same beginning, same order."""
    left, right = names.branch_points.take(a, axis=1), names.branch_points.take(b, axis=1)
    found = left[0] == right[0]
    inside, _ = _kept(left, right, backwards=False)
    outside, _ = _kept(right, left, backwards=False)
    shortened: pairs.Flags = found & (inside | outside)
    return shortened
