"""How many examples, nights or files a test takes: fewer in the daily run, more in the nightly one.

`HYPOTHESIS_PROFILE=nightly python -m pytest`, which the weekly workflow runs, takes the larger numbers.
Only tests that take long have two numbers.
"""

from __future__ import annotations

import os
from typing import Final

import hypothesis

NIGHTLY: Final = "nightly"
PROFILE: Final = os.environ.get("HYPOTHESIS_PROFILE", "daily")
"""`daily` or `nightly`."""


def number(daily: int, nightly: int) -> int:
    """How many of something this run takes."""
    return nightly if PROFILE == NIGHTLY else daily


def examples(daily: int, nightly: int | None = None) -> hypothesis.settings:
    """Settings of a property: how many examples, in the nightly run as many unless said otherwise."""
    return hypothesis.settings(max_examples=number(daily, nightly or daily), deadline=None)


def register() -> None:
    """Registers both profiles and loads the one that is asked for."""
    # A busy machine is no failure; where an automatic run fails, it has to fail again.
    for name in ("daily", NIGHTLY):
        hypothesis.settings.register_profile(name, deadline=None, derandomize="CI" in os.environ)
    hypothesis.settings.load_profile(PROFILE)
