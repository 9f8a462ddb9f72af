"""A driver that is killed leaves what the next one goes on with."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgtransfer.spark import session
from tests.spark import stopped


@pytest.mark.slow
def test_a_driver_that_is_killed_in_the_middle_is_gone_on_with(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    if told := session.missing():
        pytest.skip(told)
    asked = ["--kind", "noid", "--size", "60", "120", "--light", "--after", "values", "scored"]
    assert stopped.to_the_end(asked, tmp_path) == 0
    told = capfd.readouterr().out
    assert "2 drivers killed" in told
    assert "equal" in told
