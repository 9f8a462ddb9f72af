"""The short form of `python -m tests.clerks`."""

from __future__ import annotations

import pytest

from tests import clerks


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 5, 119])
def test_no_note_is_lost_or_with_somebody_else(seed: int) -> None:
    desk, wrong = clerks.sequence(seed)
    assert desk.model.typed
    assert wrong == [], desk.done
