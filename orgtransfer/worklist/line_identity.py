"""Which matter a line is about: by its hidden key, and by what the line says.

Whoever sorts the columns that can be seen, without the hidden one, leaves every key where it was;
whoever pastes lines into a new workbook, or saves a sheet as text, loses the keys. So a line is
known by its texts as well: name, number as masked, branch, unit, file and row, and the sentences.
Where key and texts disagree, the texts count, if they fit exactly one line of the worklist; a cell
that the clerk has put right fits nobody else's line, and moves nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from orgtransfer.models import Outcome
from orgtransfer.worklist.lines import lines
from orgtransfer.worklist.pairs import SHOWN, branch_pairs, pairs

_LINE: Final = (
    "rule_label", "branch", "organisation_name", "name", "id", "held", "post", "message",
    "evidence", "facts", "advice", "way", "source",
)  # fmt: skip
"""The columns of a finding's line that tell it from others; the unit that is called does not."""
_PROOFS: Final = ("id", "a_id", "b_id", "source", "message", "evidence", "facts", "way")
_NAMES: Final = ("name", "a_name", "b_name")
_LEAD: Final = 2
"""By so many texts another line must fit better than the key's own before the key is overruled."""
_LEAST: Final = 3
"""Texts that a line without a key must share with the one it is taken for."""
_BLANK: Final = r"\s+"


@dataclass(frozen=True)
class Index:
    """What every line of one worklist said when it was written."""

    texts_of: Mapping[str, frozenset[str]]
    """Key -> the texts of its line, without blanks."""
    names_of: Mapping[str, frozenset[str]]
    """Key -> the names of people on its line."""
    sources_of: Mapping[str, str]
    """Key -> where its rows stand, as the line says it."""
    proofs_of: Mapping[str, frozenset[str]]
    """Key -> texts that hardly any namesake's line shows: number, place, the sentences."""

    @cached_property
    def _holders(self) -> Mapping[str, list[str]]:
        """Name or place -> the keys of the lines that show it."""
        held: dict[str, list[str]] = {}
        for key, names in self.names_of.items():
            for text in names:
                held.setdefault(text, []).append(key)
        for key, source in self.sources_of.items():
            held.setdefault(source, []).append(key)
        return held

    def rivals(self, shown: frozenset[str]) -> Counter[str]:
        """Key -> how many of its texts a line shows, for the keys that share a name or a place."""
        keys = {key for text in shown for key in self._holders.get(text, ())}
        return Counter({key: len(self.texts_of[key] & shown) for key in keys})

    def is_proven(self, key: str, shown: frozenset[str]) -> bool:
        """Whether a line shows everyone whom this key is about, and more than names tells them."""
        return self.names_of[key] <= shown and bool(self.proofs_of[key] & shown)

    def is_whole(self, key: str, shown: frozenset[str]) -> bool:
        """Whether a line shows everyone whom this key is about, and where they stand."""
        source = self.sources_of.get(key)
        return self.names_of.get(key, frozenset()) <= shown and (source is None or source in shown)

    @cached_property
    def everyone(self) -> frozenset[str]:
        """Every name on any line."""
        return frozenset().union(*self.names_of.values())


def index(outcome: Outcome, decisions: pl.DataFrame, sampled: pl.DataFrame | None = None) -> Index:
    """What the lines of a run's worklist say.

    Args:
        outcome: the run that wrote it.
        decisions: DECISIONS; only the sheets' making asks for them.
        sampled: the lines of samples (see `sample.lines`).
    """
    sides = [f"{side}_{field}" for side in ("a", "b") for field in SHOWN]
    tables = [
        lines(outcome, decisions).select("key", *_LINE),
        pairs(outcome, decisions).select("key", *sides, "reason", "source"),
    ]
    if sampled is not None:
        tables.append(sampled.select("key", *sides, "source"))
    branches = branch_pairs(outcome, decisions)
    fields = [f"{side}_{field}" for side in ("a", "b") for field in ("name", "parent", "code")]
    tables.append(branches.select("key", *fields, "source"))
    texts: dict[str, frozenset[str]] = {}
    names: dict[str, frozenset[str]] = {}
    sources: dict[str, str] = {}
    proofs: dict[str, frozenset[str]] = {}
    for table in tables:
        plain = table.with_columns(pl.exclude("key").str.replace_all(_BLANK, ""))
        columns = [name for name in plain.columns if name != "key"]
        persons = [name for name in _NAMES if name in columns]
        for row in plain.iter_rows(named=True):
            key = row["key"]
            texts[key] = frozenset(filter(None, (row[name] for name in columns)))
            names[key] = frozenset(filter(None, (row[name] for name in persons)))
            proofs[key] = frozenset(filter(None, (row[name] for name in _PROOFS if name in row)))
            if row["source"]:
                sources[key] = row["source"]
    return Index(texts, names, sources, proofs)


def texts(cells: Iterable[str | None]) -> frozenset[str]:
    """The texts of some cells without blanks; empty ones are left out."""
    return frozenset(filter(None, (re.sub(_BLANK, "", cell or "") for cell in cells)))


def kind(key: str) -> str:
    """What a key is of: a rule's code, or R or O for pairs of records or organisations."""
    code, colon, _rest = key.partition(":")
    return code if colon else key[:1]


def bind(
    key: str, shown: frozenset[str], about: Index, kinds: frozenset[str] = frozenset()
) -> str | None:
    """The key of the matter that a line is about.

    Args:
        key: what its hidden column says; "" without one.
        shown: the texts of its cells, see `texts`.
        about: what the lines of that worklist said.
        kinds: of what the line's sheet has keys (see `kind`): other sheets have lines about the same
            people, which say the same of them.

    Returns:
        `key`, where the line says nothing else; the key whose line this is; None where the line is
        about somebody else than its key, or has no key, and nothing fits alone.
    """
    found = about.rivals(shown)
    here = [one for one in found if kind(one) in kinds and about.is_whole(one, shown)]
    best = max((found[one] for one in here or found), default=0)
    leaders = [one for one in here or found if found[one] == best]
    leader = leaders[0] if len(leaders) == 1 else None
    if not key or key not in about.texts_of:
        # Rows stand elsewhere in each export, so an older copy shows other places. A key of another
        # run is overruled only by a line of the very places: a namesake's has much in common.
        fits = about.is_whole if key else about.is_proven
        told = leader is not None and best >= _LEAST and fits(leader, shown)
        return leader if told else key or None
    own = found.get(key, len(about.texts_of[key] & shown))
    # Two rows of one person in one branch differ by the places alone.
    lead = _LEAD if about.is_whole(key, shown) else 1
    if leader is not None and about.is_whole(leader, shown) and best >= own + lead:
        return leader
    names = about.names_of.get(key, frozenset())
    others = (shown & about.everyone) - names
    return key if names <= shown or not others else None
