"""What the page with script is made of, beyond the run's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from orgtransfer.config import Match
from orgtransfer.frames import DECISIONS
from orgtransfer.models import Outcome


@dataclass(frozen=True)
class Words:
    """The words of other stages, in the language in force."""

    because: Mapping[str, str] = field(default_factory=dict)
    """VERDICTS.because -> what it says."""
    questions: Sequence[tuple[str, Sequence[str]]] = ()
    """The questions of the verdict in their order, and the answers that end each."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """PAIRS.reason -> what it says."""
    comparisons: Mapping[str, str] = field(default_factory=dict)
    """Comparison -> what it is called, `prior` among them."""
    levels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Comparison -> level -> what it says."""
    not_given: str = ""
    """What is said of a comparison for which a side gives nothing."""

    def for_script(self) -> dict[str, Any]:
        """As the page's script takes them."""
        return {
            "because": dict(self.because),
            "questions": [[question, list(ends)] for question, ends in self.questions],
            "reasons": dict(self.reasons),
            "comparisons": dict(self.comparisons),
            "levels": {name: dict(levels) for name, levels in self.levels.items()},
            "not_given": self.not_given,
        }


@dataclass(frozen=True)
class PageTables:
    """A run's tables, and what is wanted of them."""

    outcome: Outcome
    decisions: pl.DataFrame = field(default_factory=DECISIONS.empty)
    words: Words = field(default_factory=Words)
    units: pl.DataFrame | None = None
    """`unit_key`, `full_key`: which register unit the name of a unit in a roster means."""
    people: bool = False
    """Whether findings and people are on the page, masked."""
    auto: float | None = Match.auto
    """The probability from which a pair is linked; None: a promise says, night by night."""
