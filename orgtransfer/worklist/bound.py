"""Whether a line still stands beside its own hidden key.

Whoever sorts the columns that can be seen, without the hidden one, leaves every key where it was:
the entries of a line would be taken for somebody else's. A line whose own name is not on it, but
somebody else's of the same worklist is, was moved; a name that the clerk put right is nobody
else's, and moves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from orgtransfer.models import Outcome
from orgtransfer.worklist.lines import lines
from orgtransfer.worklist.pairs import pairs

Names = Mapping[str, frozenset[str]]
"""Key -> the names on its line, without blanks; only lines about people are in it."""


def names(outcome: Outcome, decisions: pl.DataFrame) -> Names:
    """The names on each line of a run's worklist.

    Args:
        outcome: the run that wrote it.
        decisions: DECISIONS; only the sheets' making asks for them.
    """
    found = lines(outcome, decisions).select("key", a_name="name", b_name=pl.lit(None, pl.String))
    judged = pairs(outcome, decisions).select("key", "a_name", "b_name")
    rows = pl.concat([found, judged]).filter(pl.col("a_name").is_not_null())
    return {key: texts(shown) for key, *shown in rows.iter_rows()}


def texts(cells: Iterable[str | None]) -> frozenset[str]:
    """The texts of some cells without blanks; empty ones are left out."""
    return frozenset(filter(None, (re.sub(r"\s+", "", cell or "") for cell in cells)))


def is_elsewhere(key: str, shown: frozenset[str], about: Names, everyone: frozenset[str]) -> bool:
    """Whether the line that shows these texts is about somebody else than its key says."""
    own = about.get(key)
    return bool(own and not own <= shown and (shown & everyone) - own)
