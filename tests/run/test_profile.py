"""What each stage of a run costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgtransfer import run as runs
from orgtransfer.report.progress import STAGES
from orgtransfer.run.profile import Profile
from tests.cli.conftest import Command, command, lay_out


def test_a_stage_ends_where_the_next_one_begins() -> None:
    told: list[tuple[str, int, int]] = []
    profile = Profile(lambda *said: told.append(said))
    for stage in ("read", "read", "clean", "read"):
        profile(stage, 0, 1)
    profile.end()
    profile.end()
    assert list(profile.costs) == ["read", "clean"]
    assert [stage for stage, _done, _total in told] == ["read", "read", "clean", "read"]
    assert all(cost.seconds >= 0 and cost.processor >= 0 for cost in profile.costs.values())


@pytest.mark.slow
def test_the_profile_is_printed_and_kept_with_the_attempt(tmp_path: Path) -> None:
    run: Command = command
    desk = lay_out(tmp_path)
    shown = run("reconcile", "-c", desk / "config.toml", "--profile")
    assert shown.exit_code == 0, shown.stderr
    assert "Rows a second" in shown.stderr
    (attempt,) = runs.attempts(runs.load(desk / "config.toml"))
    assert list(attempt.stages) == [stage for stage in STAGES if stage != "report"]
    assert set(attempt.stages["match"]) == {"seconds", "processor", "megabytes"}
    dry = run("reconcile", "-c", desk / "config.toml", "--profile", "--dry-run")
    assert dry.exit_code == 0
    assert "Rows a second" not in dry.stderr
