"""`orgtransfer store`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command
from tests.cli.test_worklists import BOOK, fill


def test_the_commands_look_after_the_store(run: Command, desk: Path) -> None:
    run("reconcile", "-q")
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


def test_forget_shows_first(run: Command, desk: Path) -> None:
    for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
        run("reconcile", "-q", "--as-of", day)
    shown = run("store", "forget", "--keep-daily", "1", "--keep-monthly", "1")
    assert "Would forget: 2 runs, keep: 1" in shown.stdout
    done = run("store", "forget", "--keep-daily", "1", "--keep-monthly", "1", "--yes")
    assert "Forgotten: 2 runs, kept: 1" in done.stdout
    assert len(run("runs", "--json").stdout.split('"run":')) == 2
