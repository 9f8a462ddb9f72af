"""Finds people of a run by whatever a clerk types: part of a name, pinyin, digits, a unit, a key."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl
from rapidfuzz import fuzz, process

from orgtransfer.findings.person_dossier import labels
from orgtransfer.models import Earlier, Outcome
from orgtransfer.similarity import characters, names
from orgtransfer.similarity.identity import mask

_FEWEST_DIGITS: Final = 4
_INITIALS: Final = 4
_LONGEST: Final = 6
"""Characters of a name that is asked for by pinyin."""
_NEAREST: Final = 5
_NEAR: Final = 50.0
"""Of 100: two of three characters in common."""
_LETTERS: Final = re.compile(r"[A-Za-zÜü]{2,36}")
_PLACE: Final = re.compile(r"(?P<file>.*\D)[:：#](?P<row>[0-9]{1,7})")
_IN: Final = ("unit", "branch", "association", "unit_key", "branch_key", "association_key")


def places() -> pl.Expr:
    """FILE:ROW of each record, without folders: what an exact row is called."""
    file = pl.col("file").str.extract(r"([^/]*)$")
    return pl.concat_str(file, pl.col("row").cast(pl.String), separator=":")


def people(outcome: Outcome, asked: str) -> pl.DataFrame:
    """The people that a search finds.

    Args:
        outcome: one run.
        asked: a key of ours (P…, R…, or two of a pair), `file:row`, part of a name, its pinyin or
            initials, four or more digits at the end of an ID number or telephone number (a number
            with stars as well), or part of a unit's, branch's or association's name; or several of
            these with blanks between them, which must all hold.

    Returns:
        A row a person, by what it was found by and then by name: person, name, number (masked),
        unit, branch, label (the systems), rows. What is found by a more exact way hides the rest.
    """
    wanted = "".join(unicodedata.normalize("NFKC", asked).split())
    ways = _ways(outcome, wanted) if wanted else iter(())
    found = next((found for found in ways if len(found)), _nobody(outcome))
    several = unicodedata.normalize("NFKC", asked).split()
    if found.is_empty() and len(several) > 1:
        return _listed(outcome, _all_of(outcome, several))
    return _listed(outcome, found)


def nearest(outcome: Outcome, asked: str) -> pl.DataFrame:
    """The people whose names are most like what was typed, with the columns of `people`."""
    names = outcome.records["name_key"].drop_nulls().unique().sort().to_list()
    wanted = "".join(asked.split())
    near = process.extract(wanted, names, scorer=fuzz.ratio, limit=_NEAREST, score_cutoff=_NEAR)
    called = pl.Series([name for name, _score, _place in near], dtype=pl.String)
    hits = outcome.records.filter(pl.col("name_key").is_in(called.implode()))
    return _listed(outcome, hits["record"])


def _all_of(outcome: Outcome, several: list[str]) -> pl.Series:
    """The records of people whom each of several words finds: a name and a unit, or the last digits."""
    persons, left = outcome.matched.persons, outcome
    # Digits tell most; what they leave is quickly searched for the rest.
    for word in sorted(several, key=lambda one: -sum(map(str.isdigit, one))):
        hits = pl.concat(list(_ways(left, word))).unique()
        mine = persons.filter(pl.col("record").is_in(hits.implode()))["person"]
        rows = persons.filter(pl.col("person").is_in(mine.implode()))
        left = replace(left, records=left.records.join(rows, on="record", how="semi"))
    return left.records["record"]


def former(outcome: Outcome, before: Earlier | None, asked: str) -> pl.DataFrame:
    """The people who bore a name in an earlier run and bear another one now.

    Args:
        outcome: one run.
        before: the tables of an earlier one; None: there is none.
        asked: the name, or a part of it.

    Returns:
        The columns of `people`.
    """
    wanted = "".join(asked.split())
    if before is None or not wanted:
        return _listed(outcome, _nobody(outcome))
    bare = pl.col("name").str.replace_all(r"\s+", "")
    rows = before.records.filter(bare.str.contains(wanted, literal=True).fill_null(value=False))
    return _listed(
        outcome, _where(outcome, pl.col("record_key").is_in(rows["record_key"].implode()))
    )


def _ways(outcome: Outcome, wanted: str) -> Iterator[pl.Series]:
    """The records found in each way, the most exact first."""
    yield _by_key(outcome, wanted)
    yield _by_place(outcome, wanted)
    bare = pl.col("name").str.replace_all(r"\s+", "")
    yield _where(outcome, bare.str.contains(wanted, literal=True))
    yield _by_variant(outcome, wanted)
    yield _by_digits(outcome, wanted)
    if _LETTERS.fullmatch(wanted):
        yield _by_pinyin(outcome, wanted.lower().replace("ü", "v"))
    yield _where(
        outcome, pl.any_horizontal(pl.col(*_IN).str.contains(wanted.upper(), literal=True))
    )


def _by_variant(outcome: Outcome, wanted: str) -> pl.Series:
    """Names that hold what was typed in another form of the same characters."""
    typed = names.fold(pl.Series([wanted]))[0]
    folded = names.fold(outcome.records["name_key"])
    return outcome.records["record"].filter(
        folded.str.contains(typed or wanted, literal=True).fill_null(value=False)
    )


def _where(outcome: Outcome, condition: pl.Expr) -> pl.Series:
    return outcome.records.filter(condition.fill_null(value=False))["record"]


def _nobody(outcome: Outcome) -> pl.Series:
    # Not a filter by a literal: from some 50,000 rows on polars refuses `lit(False).fill_null(False)`.
    return outcome.records["record"].clear()


def _by_key(outcome: Outcome, wanted: str) -> pl.Series:
    keys = wanted.split("|")
    persons = outcome.matched.persons.filter(pl.col("person").is_in(keys))["record"]
    return pl.concat([persons, _where(outcome, pl.col("record_key").is_in(keys))])


def _by_place(outcome: Outcome, wanted: str) -> pl.Series:
    place = _PLACE.fullmatch(wanted)
    if place is None:
        return _nobody(outcome)
    file = pl.col("file").str.replace_all(r"\s+", "")
    named = (file == place["file"]) | file.str.contains(place["file"], literal=True)
    return _where(outcome, named & (pl.col("row") == int(place["row"])))


def _by_digits(outcome: Outcome, wanted: str) -> pl.Series:
    """Ends of numbers; with stars, numbers that fit what is left to see."""
    plain = wanted.upper()
    if len(re.sub(r"[^0-9X]", "", plain)) < _FEWEST_DIGITS:
        return _nobody(outcome)
    if re.fullmatch(r"[0-9*]+X?", plain) and "*" in plain:
        form = "^" + plain.replace("*", "[0-9*]") + "$"
        return _where(outcome, pl.col("id_key").str.contains(form))
    if not re.fullmatch(r"[0-9]+X?", plain):
        return _nobody(outcome)
    ends = pl.any_horizontal(pl.col("id_key", "phone_key").str.ends_with(plain))
    return _where(outcome, ends)


def _by_pinyin(outcome: Outcome, wanted: str) -> pl.Series:
    """Names that begin with these syllables, or with characters of these initials."""
    readings = _readings()
    spelt = list(_spellings(wanted, frozenset(readings["syllable"])))
    if not spelt:
        return _nobody(outcome)
    names = outcome.records.select("name_key").drop_nulls().unique()
    read = (
        names.with_columns(character=pl.col("name_key").str.split(""))
        .with_columns(place=pl.int_ranges(pl.col("character").list.len()))
        .explode("character", "place")
        .join(readings, on="character")
    )
    parts = pl.concat(
        [
            read.select("name_key", "place", part="syllable"),
            read.select("name_key", "place", part=pl.col("syllable").str.slice(0, 1)),
        ]
    ).unique()
    called = _beginning(parts, spelt)
    return _where(outcome, pl.col("name_key").is_in(called.implode()))


def _beginning(parts: pl.DataFrame, spelt: list[tuple[str, ...]]) -> pl.Series:
    """The names whose first characters can be read as one of the spellings."""
    asked = pl.DataFrame(
        [
            (way, place, part, len(spelling))
            for way, spelling in enumerate(spelt)
            for place, part in enumerate(spelling)
        ],
        schema={"way": pl.UInt32, "place": pl.Int64, "part": pl.String, "length": pl.UInt32},
        orient="row",
    )
    fits = parts.join(asked, on=["place", "part"])
    count = fits.group_by("name_key", "way", "length").agg(places=pl.col("place").n_unique())
    return count.filter(pl.col("places") == pl.col("length"))["name_key"].unique()


def _spellings(text: str, known: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Syllables, then initials for what is left: wangxiaoming, wangxm, wxm."""
    for end in range(max(len(text) - _INITIALS, 0), len(text) + 1):
        for syllables in _syllables(text[:end], known):
            if len(syllables) + len(text) - end <= _LONGEST:
                yield (*syllables, *text[end:])


def _syllables(text: str, known: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Every way to part letters into syllables: xian is one, and also xi'an."""
    if not text:
        yield ()
    for end in range(1, min(len(text), 6) + 1):
        if text[:end] in known:
            for rest in _syllables(text[end:], known):
                yield (text[:end], *rest)


@functools.cache
def _readings() -> pl.DataFrame:
    """character, syllable (ü as v), those of surnames included."""
    rows = [
        (character, syllable.replace("ü", "v"))
        for syllable, text in characters.lines("readings")
        for character in text
    ]
    surnames = [
        (name, syllable.replace("ü", "v"))
        for name, *found in characters.lines("surname_readings")
        for syllable in found
        if len(name) == 1
    ]
    return pl.DataFrame(rows + surnames, schema=["character", "syllable"], orient="row").unique()


def _listed(outcome: Outcome, records: pl.Series) -> pl.DataFrame:
    found = outcome.matched.persons.filter(pl.col("record").is_in(records.unique().implode()))
    mine = outcome.matched.persons.filter(pl.col("person").is_in(found["person"].implode()))
    return (
        mine.select("person", "record")
        .join(outcome.records, on="record")
        .join(labels(outcome), on="system", how="left")
        .sort("role", "record", descending=[True, False])
        .group_by("person", maintain_order=True)
        .agg(
            pl.col("name").drop_nulls().first(),
            mask(pl.col("id_key")).drop_nulls().first().alias("number"),
            pl.coalesce("unit", "original_unit", "association").drop_nulls().first().alias("unit"),
            pl.col("branch").drop_nulls().first(),
            pl.coalesce("label", "system")
            .unique(maintain_order=True)
            .str.join("、")
            .alias("label"),
            rows=pl.len(),
        )
        .sort("name", "person", nulls_last=True)
    )
