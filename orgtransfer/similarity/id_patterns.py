"""Two identity numbers as patterns: 18 characters, `*` for one that is not known."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from orgtransfer.similarity import documents, pairs
from orgtransfer.similarity.id_levels import CHECK_DIGITS, LEVELS, WEIGHTS


def remainders(numbers: pairs.Octets) -> NDArray[np.int16]:
    """The weighted sum of 17 digits, a column each, modulo 11."""
    digits = numbers[:17].astype(np.int16) - ord("0")
    total = (digits * np.array(WEIGHTS, dtype=np.int16)[:, None]).sum(axis=0, dtype=np.int16)
    remainders: NDArray[np.int16] = total % 11
    return remainders


_STAR: Final = ord("*")
_WIDTH: Final = 18
_CODE: Final = {level: code for code, level in enumerate(LEVELS)}


def prepare(values: pl.Series) -> pairs.Kernel:
    """Brings every number to 18 characters; a fifteen-digit one gets 19 and a star."""
    upper = values.str.to_uppercase()
    fifteen = upper.str.contains(r"^[0-9*]{15}$")
    numbers = upper
    if fifteen.any():
        as_eighteen = upper.str.slice(0, 6) + "19" + upper.str.slice(6, 9) + "*"
        numbers = as_eighteen.zip_with(fifteen, upper)
    formed = numbers.str.contains(r"^[0-9*]{17}[0-9X*]$").to_numpy()
    grid = pairs.octets(numbers, _WIDTH)
    short = fifteen.to_numpy()

    def kernel(a: pairs.Index, b: pairs.Index) -> pairs.Codes:
        codes = _patterns(grid.take(a, axis=1), grid.take(b, axis=1), short[a] | short[b])
        odd = np.flatnonzero(~(formed[a] & formed[b]))
        codes[odd] = _malformed(upper.gather(a[odd]), upper.gather(b[odd]))
        return codes

    return kernel


def _patterns(left: pairs.Octets, right: pairs.Octets, short: pairs.Flags) -> pairs.Codes:
    """Compares numbers of 18 characters, a column each, place by place."""
    shown = (left != _STAR) & (right != _STAR)
    differ = shown & (left != right)
    known, wrong = _count(shown), _count(differ)
    telling = known - _count(shown[:6])
    agree = wrong == 0
    region = shown[:6].all(axis=0) & ~differ[:6].any(axis=0)
    birth_date = shown[6:14].all(axis=0) & ~differ[6:14].any(axis=0)
    swapped = _swapped(left, right, differ, wrong)
    cases = [
        (agree & short & (known >= 17), "fifteen_same"),
        (agree & (known == 18), "same"),
        (agree & (known >= 14), "masked_14"),
        (agree & (known >= 10), "masked_10"),
        (agree & (known >= 6) & (telling >= 4), "masked_6"),
        (agree & (known > 0), "masked_few"),
        (_told_by_check(left, right, known, wrong), "one_digit_check"),
        ((wrong == 1) & (known >= 17), "one_digit"),
        ((wrong == 1) & (known >= 10), "masked_one_digit"),
        (swapped & (known >= 17), "two_swapped"),
        (swapped & (known >= 10), "masked_swapped"),
        (region & birth_date, "same_birth"),
        (birth_date, "birth_only"),
        (region, "same_region"),
        (known > 0, "different"),
    ]
    return pairs.first([(holds, _CODE[level]) for holds, level in cases], left.shape[1])


def _count(flags: pairs.Flags) -> NDArray[np.int8]:
    count: NDArray[np.int8] = flags.sum(axis=0, dtype=np.int8)
    return count


def _told_by_check(
    left: pairs.Octets, right: pairs.Octets, known: NDArray[np.int8], wrong: NDArray[np.int8]
) -> pairs.Flags:
    """Whether one character differs and exactly one of the two has a right check digit."""
    told: pairs.Flags = (wrong == 1) & (known == 18)
    place = np.flatnonzero(told)
    told[place] = _checked(left[:, place]) != _checked(right[:, place])
    return told


def _checked(numbers: pairs.Octets) -> pairs.Flags:
    """Whether the check digit of complete numbers is right."""
    expected = np.frombuffer(CHECK_DIGITS.encode(), dtype=np.uint8)[remainders(numbers)]
    right: pairs.Flags = expected == numbers[17]
    return right


def _swapped(
    left: pairs.Octets, right: pairs.Octets, differ: pairs.Flags, wrong: NDArray[np.int8]
) -> pairs.Flags:
    """Whether exactly two neighbouring characters differ, and crosswise they are equal."""
    swapped: pairs.Flags = wrong == 2
    place = np.flatnonzero(swapped)
    one, other, apart = left[:, place], right[:, place], differ[:, place]
    crosswise = apart[:-1] & apart[1:] & (one[:-1] == other[1:]) & (one[1:] == other[:-1])
    swapped[place] = crosswise.any(axis=0)
    return swapped


def _malformed(left: pl.Series, right: pl.Series) -> pairs.Codes:
    """Compares texts of which at least one has no known form."""
    apart = process.cpdist(left, right, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
    frame = pl.DataFrame({"a": left, "b": right})
    shorter = pl.min_horizontal(pl.col("a").str.len_chars(), pl.col("b").str.len_chars())
    a, b = pl.col("a"), pl.col("b")
    part = (shorter >= 8) & (
        a.str.starts_with(b) | b.str.starts_with(a) | a.str.ends_with(b) | b.str.ends_with(a)
    )
    lengths = (a.str.len_chars() != b.str.len_chars()).alias("lengths")
    kinds = (documents.kind(a).alias("kind_a"), documents.kind(b).alias("kind_b"))
    told = frame.select(part.alias("part"), lengths, *kinds)
    cut, uneven = told["part"].to_numpy(), told["lengths"].to_numpy()
    # Another document is the same or not; beside a number of another kind it says nothing.
    other = told.select(pl.any_horizontal(pl.col("kind_a", "kind_b").is_not_null())).to_series()
    alike = told.select(pl.col("kind_a").eq_missing(pl.col("kind_b"))).to_series()
    document, unlike = other.to_numpy(), (other & ~alike).to_numpy()
    cases = [
        (apart == 0, "malformed_same"),
        (document, "different"),
        ((apart == 1) & uneven & ~cut, "one_missing"),
        (cut, "truncated"),
        (apart == 1, "one_digit"),
        (apart >= 0, "different"),
    ]
    codes = pairs.first([(holds, _CODE[level]) for holds, level in cases], len(left))
    codes[unlike & (apart != 0)] = -1
    return codes
