"""The short form of `python -m tests.clerks`."""

from __future__ import annotations

import pytest

from tests import clerks
from tests.examples import number


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 5, 119][: number(1, 3)])
def test_no_note_is_lost_or_with_somebody_else(seed: int) -> None:
    desk, wrong = clerks.sequence(seed)
    assert desk.model.typed
    assert wrong == [], desk.done
