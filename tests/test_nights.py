"""The short form of `python -m tests.nights`."""

from __future__ import annotations

import pytest

from tests import nights
from tests.examples import number


@pytest.mark.slow
@pytest.mark.parametrize("kind", nights.KINDS)
def test_no_night_takes_a_correction_for_a_new_person(kind: str) -> None:
    seen = nights.simulate(kind, number(4, 5), roster=150, register=700)
    assert seen.persons > 2000
    assert seen.renumbered == 0
    assert seen.new > 0
    assert (seen.false_new, seen.wrong_dates) == (0, 0), seen.examples
