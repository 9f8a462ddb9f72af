"""Two organisation names, taken apart, against each other.

A short name is found from the full one: its characters stand in the full name in the same order,
and it keeps what `org_masks` says.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from orgtransfer.similarity import pairs
from orgtransfer.similarity.org_arrays import Bits, Prepared, needed

LEVELS: Final = (
    "same",  # the same but for spelling: brackets, 中共, digits, 党支部 for 支部委员会
    "alias",  # the alias table says so
    "short",  # one is an abbreviation of the other, or its name before a reform
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
_ALIKE: Final = 75
"""The rapidfuzz.fuzz.ratio from which names are `similar`."""
_SOMEWHAT: Final = 50
"""The ratio from which a veto is worth a word."""
_EQUAL: Final = 100
Ratios = NDArray[np.uint8]


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
    codes[equal] = np.where(
        names.written[a[equal]] == names.written[b[equal]], CODE["same"], CODE["short"]
    )
    codes[one_missing] = CODE["contained"]
    rest = np.flatnonzero(~equal & ~one_missing)
    ratios = np.full(len(a), _EQUAL, dtype=np.uint8)
    codes[rest], ratios[rest] = _unequal(names, a[rest], b[rest])
    given = np.flatnonzero(~one_missing & (names.unit[a] != 0))
    codes[given] = _vetoed(names, a[given], b[given], codes[given], ratios[given])
    return codes


def _unequal(names: Prepared, a: pairs.Index, b: pairs.Index) -> tuple[pairs.Codes, Ratios]:
    """short, contained, similar or different, vetoes aside; and the ratio where it decided."""
    swap = names.size[a] < names.size[b]
    full, short = np.where(swap, b, a), np.where(swap, a, b)
    fits = np.zeros(len(a), dtype=np.bool_)
    # Hardly any pair is left of those with a character in the short name that the full one lacks.
    inside = (names.characters[short] & ~names.characters[full]) == 0
    for backwards in (False, True):
        rest = np.flatnonzero(inside & ~fits)
        whole, kept = _kept(
            names.points.take(full[rest], axis=1),
            names.points.take(short[rest], axis=1),
            backwards=backwards,
        )
        rest = rest[whole]
        fits[rest] = _enough(names, full[rest], short[rest], kept[whole])
    one_core = (names.core[a] == names.core[b]) & (names.core[a] != 0) & ~_crossed(names, a, b)
    cases = [
        (one_core & (names.unplaced[a] | names.unplaced[b] | names.local[a]), "short"),
        (one_core, "contained"),
        (fits & ~names.telling[short], "similar"),
        (fits & names.local[full], "short"),
        (_suffix(names, full, short, fits), "contained"),
        (fits, "short"),
    ]
    codes = pairs.first([(holds, CODE[level]) for holds, level in cases], len(a))
    rest = np.flatnonzero(codes < 0)
    ratios = np.full(len(a), _EQUAL, dtype=np.uint8)
    ratios[rest] = _ratio(names, a[rest], b[rest])
    codes[rest] = np.where(ratios[rest] >= _ALIKE, CODE["similar"], CODE["different"])
    return codes, ratios


def _ratio(names: Prepared, a: pairs.Index, b: pairs.Index) -> Ratios:
    """How much of their characters the units share, in percent; 0 below what is worth a word."""
    _, first, place = np.unique(
        names.unit[a] * (len(names.unit) + 1) + names.unit[b],
        return_index=True,
        return_inverse=True,
    )
    ratio: Ratios = process.cpdist(
        names.stem[a[first]].tolist(),
        names.stem[b[first]].tolist(),
        scorer=fuzz.ratio,
        score_cutoff=_SOMEWHAT,
        dtype=np.uint8,
    )
    return ratio[place]


def _crossed(names: Prepared, a: pairs.Index, b: pairs.Index) -> pairs.Flags:
    """Whether one names a city and the other a county, which may lie anywhere: 南昌, 进贤县."""
    _, city, county, *_ = names.regions != 0
    first = city[a] & ~county[a] & county[b] & ~city[b]
    crossed: pairs.Flags = first | (city[b] & ~county[b] & county[a] & ~city[a])
    return crossed


def _kept(full: pairs.Points, short: pairs.Points, *, backwards: bool) -> tuple[pairs.Flags, Bits]:
    """Whether the short text stands in the full one in order, and at which places, as bits.

    Each character is looked for from the beginning, or from the end.
    """
    columns = np.arange(full.shape[1])
    size = (short != 0).sum(axis=0)
    next_one = size - 1 if backwards else np.zeros_like(size)
    step = -1 if backwards else 1
    kept = np.zeros(full.shape[1], dtype=np.uint64)
    longest = int(np.count_nonzero(full.any(axis=1)))
    places = range(longest - 1, -1, -1) if backwards else range(longest)
    for place in places:
        inside = (next_one >= 0) & (next_one < size)
        hit = inside & (short[np.clip(next_one, 0, len(short) - 1), columns] == full[place])
        kept |= hit.astype(np.uint64) << np.uint64(place)
        next_one = next_one + step * hit
    done: pairs.Flags = (next_one < 0) if backwards else (next_one >= size)
    return done & (size > 0), kept


def _enough(names: Prepared, full: pairs.Index, short: pairs.Index, kept: Bits) -> pairs.Flags:
    """Whether what was kept tells the unit from others."""
    distinct, row = np.unique(full, return_inverse=True)  # few names are left that are written out
    must = needed([names.parts[name] for name in distinct])
    every = must.every[row]
    enough: pairs.Flags = (kept & every) == every
    for group in must.groups:
        enough &= (group[row] == 0) | ((kept & group[row]) != 0)
    place, kind = must.school_place[row], must.school_kind[row]
    both = ((kept & place) != 0) & ((kept & kind) != 0)
    enough &= (must.school[row] == 0) | both | must.named[row]
    school = names.full_school[short]
    enough &= (school == 0) | (school == names.full_school[full])
    return enough


def _suffix(
    names: Prepared, full: pairs.Index, short: pairs.Index, fits: pairs.Flags
) -> pairs.Flags:
    """Whether the short name fits and is the end of the full one."""
    ends = fits.copy()
    rows = np.flatnonzero(fits)
    texts = zip(names.stem[full[rows]], names.stem[short[rows]], strict=True)
    ends[rows] = [whole.endswith(part) for whole, part in texts]
    return ends


def _vetoed(
    names: Prepared, a: pairs.Index, b: pairs.Index, codes: pairs.Codes, ratios: Ratios
) -> pairs.Codes:
    """Vetoes where names are alike enough to be taken for each other, `different` elsewhere."""
    region = names.regions
    clash = (region[:, a] != region[:, b]) & (region[:, a] != 0) & (region[:, b] != 0)
    rank = (names.rank[a] & names.rank[b]) == 0
    ranks = rank & (names.rank[a] != 0) & (names.rank[b] != 0)
    kinds = (names.kind[a] != names.kind[b]) & ~(names.hospital[a] & names.hospital[b])
    known = (names.kind[a] != 0) & (names.kind[b] != 0)
    towns = names.local[a] & names.local[b] & names.telling[a] & names.telling[b]
    towns &= codes == CODE["similar"]  # what is left when no town is left out or shortened
    vetoes = pairs.first(
        [
            (clash.any(axis=0) | ranks | towns, CODE["veto_region"]),
            (kinds & known, CODE["veto_kind"]),
            (names.ordinal[a] != names.ordinal[b], CODE["veto_ordinal"]),
        ],
        len(a),
    )
    county = names.county
    renamed = (county[a] != county[b]) & (region[2][a] == region[2][b]) & (region[2][a] != 0)
    codes = np.where(renamed, np.maximum(codes, CODE["similar"]), codes)
    veto = (vetoes >= 0) & ((codes <= CODE["similar"]) | (ratios > 0))
    result = np.where(veto, vetoes, codes)
    return np.where((vetoes >= 0) & ~veto, CODE["different"], result).astype(np.int8)


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
