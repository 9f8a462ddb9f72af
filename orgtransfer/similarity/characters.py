"""What single characters are: their readings, usual forms, and those they are taken for.

The tables stand in `data/`, each with its source and licence; they are read when first asked for.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer.similarity import pairs
from orgtransfer.similarity.character_tables import lines, usual

__all__ = [
    "POINTS",
    "Bits",
    "Readings",
    "alike",
    "fold",
    "fold_points",
    "lines",
    "look_points",
    "lookalikes",
    "looks",
    "near",
    "ordered_keys",
    "pair_keys",
    "readings",
    "shared",
    "usual",
    "usual_points",
]

POINTS: Final = 0x34000
"""Code points from here on (private use, mostly) are in no table."""
Bits = NDArray[np.uint64]
_WORD: Final = 64


@functools.cache
def usual_points() -> pairs.Points:
    """The code point of the usual form, by code point."""
    table = np.arange(POINTS, dtype=np.uint32)
    table[_points("".join(usual()))] = _points("".join(usual().values()))
    return table


def fold_points(grid: pairs.Points) -> pairs.Points:
    """A matrix of code points with every variant form replaced by the usual one."""
    return _through(usual_points(), grid)


def looks(grid: pairs.Points) -> pairs.Points:
    """A matrix of code points with one character for all that are taken for each other."""
    return _through(look_points(), grid)


def _through(table: pairs.Points, grid: pairs.Points) -> pairs.Points:
    """What the table says of each code point; those past its end stay."""
    return np.where(grid < POINTS, table[np.minimum(grid, POINTS - 1)], grid)


def fold(texts: pl.Series) -> pl.Series:
    """Texts with every variant form replaced by the usual one."""
    return texts.str.replace_many(list(usual()), list(usual().values()))


@functools.cache
def lookalikes() -> NDArray[np.uint64]:
    """The sorted keys (see `pair_keys`) of characters that are easily taken for each other."""
    groups = [_points(group) for (group,) in lines("lookalikes")]
    keys = [pair_keys(np.repeat(g, len(g)), np.tile(g, len(g))) for g in groups]
    return np.unique(np.concatenate(keys))


@functools.cache
def look_points() -> pairs.Points:
    """One character for all that are easily taken for each other, or for one in between."""
    table = usual_points().copy()
    for (group,) in lines("lookalikes"):
        together = np.isin(table, table[_points(group)])
        table[together] = table[together].min()
    return table


def alike(a: pairs.Points, b: pairs.Points) -> pairs.Flags:
    """Whether two characters, as code points, are easily taken for each other."""
    known, keys = lookalikes(), pair_keys(a, b)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found: pairs.Flags = known[place] == keys
    return found


def pair_keys(a: pairs.Points, b: pairs.Points) -> NDArray[np.uint64]:
    """One number for two code points, whichever comes first."""
    return ordered_keys(np.minimum(a, b), np.maximum(a, b))


def ordered_keys(a: pairs.Points, b: pairs.Points) -> NDArray[np.uint64]:
    """One number for two code points in their order."""
    return (a.astype(np.uint64) << np.uint64(21)) | b


def near(syllable: str) -> str:
    """The class of syllables that speakers of Jiangxi mix with this one.

    zh z, ch c, sh s; n l and r l; h f before u, and hong feng; -ng -n except -ong. After the
    descriptions of Gan in 汉语方言地图集 (2008): Nanchang keeps no retroflex initials, mixes n and l,
    and has f for Mandarin hu-.
    """
    if syllable.startswith("hu") or syllable == "hong":
        bare = {"hu": "fu", "hui": "fei", "hun": "fen", "huo": "fo", "hong": "feng"}
        syllable = bare.get(syllable, "f" + syllable[2:])
    if syllable[:2] in {"zh", "ch", "sh"}:
        syllable = syllable[0] + syllable[2:]
    if syllable[0] in "nr" and len(syllable) > 1 and syllable != "ng":
        syllable = "l" + syllable[1:]
    return syllable[:-1] if syllable.endswith(("ang", "eng", "ing")) else syllable


@dataclass(frozen=True)
class Readings:
    """The readings of characters as sets of bits; a character's set is a row.

    Row 0 is empty: no reading is known.
    """

    row: NDArray[np.int32]
    """Row by code point."""
    surname_row: NDArray[np.int32]
    """Row by code point where the character is a surname."""
    compound: dict[str, tuple[int, int]]
    """Rows of the two characters of each compound surname."""
    exact: Bits
    near: Bits


@functools.cache
def readings() -> Readings:
    """The table of readings, those of surnames apart."""
    table = {syllable: _points(text) for syllable, text in lines("readings")}
    known = np.unique(np.concatenate(list(table.values())))
    row = np.zeros(POINTS, dtype=np.int32)
    row[known] = np.arange(1, len(known) + 1)
    surnames = [(name, found) for name, *found in lines("surname_readings")]
    units = [
        [r.split("'")[place] for r in found]
        for name, found in surnames
        for place in range(len(name))
    ]
    exact = _sets(table, row, units, {syllable: syllable for syllable in table})
    close = _sets(table, row, units, {syllable: near(syllable) for syllable in table})
    surname_row, compound = row.copy(), {}
    place = len(known) + 1
    for name, _ in surnames:
        if len(name) == 1:
            surname_row[ord(name)] = place
        else:
            compound[name] = (place, place + 1)
        place += len(name)
    return Readings(row, surname_row, compound, exact, close)


def _sets(
    table: dict[str, pairs.Points],
    row: NDArray[np.int32],
    units: list[list[str]],
    classes: dict[str, str],
) -> Bits:
    """Bit sets of classes of syllables: a row a character, then a row a unit of a surname."""
    number = {name: place for place, name in enumerate(sorted(set(classes.values())))}
    characters = int(row.max()) + 1
    bits = np.zeros((characters + len(units), len(number) // _WORD + 1), dtype=np.uint64)
    for syllable, points in table.items():
        word, bit = divmod(number[classes[syllable]], _WORD)
        bits[row[points], word] |= np.uint64(1 << bit)
    for place, syllables in enumerate(units, start=characters):
        for syllable in syllables:
            word, bit = divmod(number[classes[syllable]], _WORD)
            bits[place, word] |= np.uint64(1 << bit)
    return bits


def shared(bits: Bits, a: NDArray[np.int32], b: NDArray[np.int32]) -> pairs.Flags:
    """Whether two rows have a reading in common."""
    common: pairs.Flags = np.zeros(len(a), dtype=np.bool_)
    for word in bits.T:
        common |= (word[a] & word[b]) != 0
    return common


def _points(text: str) -> pairs.Points:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
