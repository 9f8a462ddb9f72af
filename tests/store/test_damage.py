"""A damaged store is named and never read as truth."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from orgtransfer import store
from orgtransfer.errors import InputError, OutputError
from orgtransfer.store import Store, backups, database, seals
from orgtransfer.store.decisions import Undoing
from tests import examples, once
from tests.store.test_store import line, outcome, rulings

FLIPS = examples.number(75, 300)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with two runs, rulings, and one that was undone."""
    return once.copied("two runs, and rulings", _two_runs, tmp_path) / "store"


def _two_runs(folder: Path) -> None:
    # The file of rulings lies beside the store.
    with store.open(folder / "store") as memory:
        assert len(memory.salt) == 16
        for key in ("RL01:P1", "RL01:P2"):
            memory.record(outcome(key), line(), 10)
        for number in range(3):
            memory.decide(rulings(("pair", f"R{number}", "R9", "same", None)), memory.tick())
        ruling = memory.rulings().row(0, named=True)
        memory.undo(ruling, Undoing(memory.tick(), "王干事", "看错了"))


def said(folder: Path) -> str:
    """Everything that the store says."""
    with store.open(folder) as memory:
        tables = [memory.outcome(run.run) for run in memory.runs()]
        return repr((memory.runs(), memory.salt, memory.rulings().rows(), tables))


def refusal(folder: Path, before: str) -> str | None:
    """What a damaged store is refused with; None where it says what it said before."""
    try:
        assert said(folder) == before
    except InputError as error:
        return str(error)
    return None


@pytest.mark.slow
def test_a_flipped_bit_is_named_or_changes_nothing(folder: Path) -> None:
    file = folder / "store.sqlite"
    whole, before = file.read_bytes(), said(folder)
    chance = random.Random(1)
    named = 0
    # Much of a small file is room that nothing uses.
    used = [place for place, byte in enumerate(whole) if byte]
    for _ in range(FLIPS):
        place, bit = chance.choice(used), chance.randrange(8)
        broken = bytearray(whole)
        broken[place] ^= 1 << bit
        file.write_bytes(broken)
        message = refusal(folder, before)
        assert message is None or "store.sqlite" in message, f"byte {place}, bit {bit}"
        named += message is not None
    assert named > FLIPS // 3


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_store_that_is_cut_off_is_named(folder: Path, share: float) -> None:
    file = folder / "store.sqlite"
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match="damaged"):
        said(folder)


def test_a_damaged_table_is_named_with_its_run(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "store.sqlite")) as raw, raw:
        raw.execute(
            "UPDATE blobs SET data = x'00' WHERE digest ="
            " (SELECT digest FROM parts WHERE run = 2 AND name = 'findings')"
        )
    with store.open(folder) as memory:
        with pytest.raises(InputError, match="run 2, table findings"):
            memory.findings(2)
        assert memory.findings(1)["key"].to_list() == ["RL01:P1"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE decisions SET ruling = 'different'",
        "DELETE FROM decisions",
        "DELETE FROM undone",
        "UPDATE facts SET value = x'00' WHERE name = 'salt'",
        "DELETE FROM parts WHERE run = 1",
        "UPDATE runs SET as_of = '2020-01-01'",
    ],
)
def test_what_was_changed_from_outside_is_noticed(folder: Path, change: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / "store.sqlite")) as raw, raw:
        raw.execute(change)
    with pytest.raises(InputError, match="its history or its rulings have changed"):
        store.open(folder)


def test_a_store_that_an_earlier_version_wrote_is_sealed_when_it_is_written(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "store.sqlite")) as raw, raw:
        raw.execute("DELETE FROM facts WHERE name = 'seal'")
    with store.open(folder) as memory:
        memory.tick()
        assert memory._database.execute("SELECT 1 FROM facts WHERE name = 'seal'").fetchone()


def test_a_database_of_another_program_is_told_from_a_store(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "store.sqlite")) as raw, raw:
        raw.execute("CREATE TABLE contacts (name TEXT)")
    before = (tmp_path / "store.sqlite").read_bytes()
    with pytest.raises(InputError, match="no store of orgtransfer"):
        store.open(tmp_path)
    assert (tmp_path / "store.sqlite").read_bytes() == before


def test_a_store_in_use_is_told_from_a_damaged_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = database.sqlite3.connect
    monkeypatch.setattr(
        database.sqlite3, "connect", lambda name, timeout: connect(name, timeout=0)
    )  # as connect is called
    with contextlib.closing(connect(folder / "store.sqlite")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OutputError, match="cannot be used just now"):
            store.open(folder)


def test_a_store_that_is_being_written_is_not_taken_for_a_damaged_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody writes between reading the seal and reading what it seals."""
    kept, acts = seals._kept, iter([True])
    with store.open(folder) as other:
        other._database.execute("PRAGMA busy_timeout = 0")

        def interrupted(connection: sqlite3.Connection) -> object:
            seal = kept(connection)
            if next(acts, False):
                with contextlib.suppress(OutputError):
                    other.tick()
            return seal

        monkeypatch.setattr(seals, "_kept", interrupted)
        store.open(folder).close()
        assert next(acts, None) is None


def copies(memory: Store, *days: str) -> list[str]:
    """The names of the copies after one on each of these days."""
    for day in days:
        memory.backup(dt.datetime.fromisoformat(f"{day}T02:30:00"))
    return sorted(path.name for path in (memory.path / backups.FOLDER).iterdir())


def test_three_copies_are_kept_and_one_of_each_month(folder: Path) -> None:
    days = ("2026-09-01", "2026-09-30", "2026-10-05", *(f"2026-11-{day:02}" for day in range(1, 7)))
    with store.open(folder) as memory:
        kept = copies(memory, *days)
    wanted = ("20260930", "20261005", "20261104", "20261105", "20261106")
    assert kept == [f"store_{day}-023000.sqlite" for day in wanted]


def test_a_copy_put_back_says_what_the_store_said(folder: Path) -> None:
    before = said(folder)
    with store.open(folder) as memory:
        copy = memory.backup(dt.datetime(2026, 11, 20, 2, 30))  # noqa: DTZ001  # a name, no moment
    (folder / "store.sqlite").write_bytes(copy.read_bytes())
    assert said(folder) == before
    if sys.platform != "win32":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
