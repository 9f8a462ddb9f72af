"""Names with dots, and long ones: Uyghur, Kazakh, Tibetan, Mongolian names in Chinese characters.

Registers shorten them (阿依古丽·买买提 to 阿依古丽), leave the dot out, and write the same sound with
other characters (买买提, 麦麦提).
"""

from __future__ import annotations

import functools

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA

from orgtransfer.similarity import by_position, characters, pairs
from orgtransfer.similarity.name_levels import CODE, DOT, FULL_LENGTH, NONE


def prepare(names: pl.Series) -> pairs.Kernel:
    """The kernel for pairs of which at least one is a long name or has dots."""
    folded = characters.fold(names)
    bare = folded.str.replace_all(DOT, "", literal=True)
    spelt = _respelt(bare)
    first = _respelt(folded.str.split(DOT).list.first())
    grid = by_position.grid(bare, FULL_LENGTH)
    texts = pl.DataFrame({"spelt": spelt, "first": first, "length": bare.str.len_chars()})
    length = texts["length"].to_numpy().astype(np.int64)
    raw = bare.to_numpy()

    def kernel(a: pairs.Index, b: pairs.Index) -> pairs.Codes:
        codes = np.full(len(a), CODE["different"], dtype=np.int8)
        even = np.flatnonzero((length[a] == length[b]) & (length[a] > 0))
        codes[even] = _as_minority(by_position.compare(grid, a[even], b[even]), a[even] == b[even])
        codes[np.flatnonzero((length[a] == 0) | (length[b] == 0))] = NONE
        other = np.flatnonzero(codes == CODE["different"])
        one_apart = _one_apart(raw, a[other], b[other])
        codes[other[one_apart & (length[a[other]] != length[b[other]])]] = CODE["dropped"]
        codes[other[_respelling(texts, a[other], b[other])]] = CODE["minority"]
        return codes

    return kernel


def _as_minority(codes: pairs.Codes, identical: pairs.Flags) -> pairs.Codes:
    """A missing dot and another spelling of one sound are what minority names go through.

    Codes of names without their dots: what is equal without them is a minority level. A long
    name has no surname that could have changed.
    """
    spelling = np.isin(
        codes, [CODE["reading"], CODE["near_reading"], CODE["exact"], CODE["variant"]]
    )
    codes = np.where(spelling & ~identical, CODE["minority"], codes)
    return np.where(codes == CODE["surname"], CODE["one_other"], codes).astype(np.int8)


def _one_apart(raw: np.ndarray, a: pairs.Index, b: pairs.Index) -> pairs.Flags:
    apart = process.cpdist(raw[a], raw[b], scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
    one: pairs.Flags = apart == 1
    return one


def _respelling(texts: pl.DataFrame, a: pairs.Index, b: pairs.Index) -> pairs.Flags:
    """Whether two names are one after respelling, or one is the other's first part."""
    left, right = texts[a], texts[b].rename(lambda name: f"{name}_b")
    both = pl.concat([left, right], how="horizontal")
    long_enough = pl.min_horizontal("length", "length_b") >= 2
    shortened = (pl.col("first") == pl.col("spelt_b")) | (pl.col("first_b") == pl.col("spelt"))
    told = (pl.col("spelt") == pl.col("spelt_b")) | (shortened & long_enough)
    return both.select(told.alias("told"))["told"].to_numpy()


@functools.cache
def _spellings() -> tuple[list[str], list[str]]:
    table = {form: usual for usual, *forms in characters.lines("spellings") for form in forms}
    return list(table), list(table.values())


def _respelt(texts: pl.Series) -> pl.Series:
    forms, usual = _spellings()
    return texts.str.replace_many(forms, usual, leftmost=True)
