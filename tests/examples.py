"""How many examples, nights or files a test takes: a profile says so, `HYPOTHESIS_PROFILE=NAME python -m pytest`.

| profile | long series (`some`) | numbers (`number`, `examples`) | who |
|---|---|---|---|
| `daily`, by default | a part, in which each kind is | the smaller ones | whoever changes the program |
| `change` | whole | the smaller ones | `.ci/run`, and the workflow of every change |
| `nightly` | whole | the larger ones | the weekly workflow |

Only tests that take long have two numbers, or a series that is cut.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final, TypeVar

import hypothesis

DAILY: Final = "daily"
CHANGE: Final = "change"
NIGHTLY: Final = "nightly"
PROFILE: Final = os.environ.get("HYPOTHESIS_PROFILE", DAILY)
"""One of these three."""
_Case = TypeVar("_Case")


def number(daily: int, nightly: int) -> int:
    """How many of something this run takes."""
    return nightly if PROFILE == NIGHTLY else daily


def some(cases: Iterable[_Case], each: int) -> list[_Case]:
    """Cases of a long series: in the daily run the first and each so-many-th after it, else all."""
    return list(cases)[:: each if PROFILE == DAILY else 1]


def whole() -> bool:
    """Whether this run takes long series whole."""
    return PROFILE != DAILY


def examples(daily: int, nightly: int | None = None) -> hypothesis.settings:
    """Settings of a property: how many examples, in the nightly run as many unless said otherwise."""
    return hypothesis.settings(max_examples=number(daily, nightly or daily), deadline=None)


def register() -> None:
    """Registers the profiles and loads the one that is asked for."""
    # A busy machine is no failure; where an automatic run fails, it has to fail again.
    for name in (DAILY, CHANGE, NIGHTLY):
        hypothesis.settings.register_profile(name, deadline=None, derandomize="CI" in os.environ)
    hypothesis.settings.load_profile(PROFILE)
