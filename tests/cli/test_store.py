"""`orgtransfer store`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import once
from tests.cli.conftest import Command
from tests.cli.test_worklists import BOOK, fill


@pytest.mark.slow
def test_the_commands_look_after_the_store(run: Command, desk: Path) -> None:
    once.night(run, desk, "-q")
    fill(desk / BOOK, "note", "打过电话")
    run("reconcile", "-q")
    assert run("store", "check").stdout.strip() == "The store is whole."
    listed = run("store", "list").stdout
    assert "rulings 0" in listed
    name = listed.split(":")[0]
    assert run("store", "backup", "mine.sqlite").exit_code == 0
    damaged = desk / ".orgtransfer" / "store.sqlite"
    damaged.write_bytes(damaged.read_bytes()[:-9000])
    assert run("store", "check").exit_code == 2
    assert run("reconcile", "-q").exit_code == 2
    assert run("store", "restore", "mine.sqlite").exit_code == 0
    assert run("store", "check").exit_code == 0
    assert "打过电话" in run("rulings", "--format", "csv").stdout
    assert run("store", "restore", name).exit_code == 0
    assert "打过电话" not in run("rulings", "--format", "csv").stdout
    assert run("store", "restore", "nowhere.sqlite").exit_code == 2
    # What was entered comes again from the worklist.
    assert run("reconcile", "-q", "--accept", "clock").exit_code == 0
    assert "打过电话" in run("rulings", "--format", "csv").stdout


@pytest.mark.slow
def test_forget_shows_first(run: Command, desk: Path) -> None:
    for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
        once.night(run, desk, "-q", "--as-of", day)
    shown = run("store", "forget", "--keep-daily", "1", "--keep-monthly", "1")
    assert "Would forget: 2 runs, keep: 1" in shown.stdout
    done = run("store", "forget", "--keep-daily", "1", "--keep-monthly", "1", "--yes")
    assert "Forgotten: 2 runs, kept: 1" in done.stdout
    assert len(run("runs", "--json").stdout.split('"run":')) == 2


@pytest.mark.slow
def test_runs_and_copies_that_are_too_many_or_too_old_go_with_a_run(
    run: Command, desk: Path
) -> None:
    config = desk / "config.toml"
    config.write_text(
        config.read_text(encoding="utf-8") + "\n[store]\nkeep_copies = 2\nkeep_days = 3\n",
        encoding="utf-8",
    )
    for day in range(1, 6):
        if day > 1:
            fill(desk / BOOK, "note", f"打过{day}次电话")
        once.night(run, desk, "-q", "--as-of", f"2026-11-0{day}")
    assert len(list(desk.glob("工作台账_*.xlsx"))) == 2
    assert [one["as_of"][-2:] for one in json.loads(run("runs", "--json").stdout)] == [
        "02", "03", "04", "05",
    ]  # fmt: skip
    config.write_text(
        config.read_text(encoding="utf-8").replace("keep_copies = 2", "keep_copies = 1"),
        encoding="utf-8",
    )
    assert run("store", "forget").stdout.count("copy 工作台账_") == 1
    assert len(list(desk.glob("工作台账_*.xlsx"))) == 2
    run("store", "forget", "--yes")
    assert len(list(desk.glob("工作台账_*.xlsx"))) == 1
