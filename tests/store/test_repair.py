"""What can be repaired is what was written, and nothing else is called repaired."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from orgtransfer import store
from orgtransfer.errors import UnknownNameError
from orgtransfer.store import health, repair
from tests.store.test_damage import folder, said  # noqa: F401  # a fixture
from tests.store.test_store import rulings

NOW = dt.datetime(2026, 11, 27, 9, 30)  # noqa: DTZ001  # names a file
SPOILT = "UPDATE blobs SET data = x'00' WHERE digest = (SELECT digest FROM parts WHERE run = {} AND name = 'findings')"


def sql(folder: Path, statement: str) -> None:  # noqa: F811
    with contextlib.closing(sqlite3.connect(folder / "store.sqlite")) as raw, raw:
        raw.execute(statement)


def copied(folder: Path) -> None:  # noqa: F811
    with store.open(folder) as memory:
        memory.backup(NOW)


@pytest.mark.parametrize("run", [1, 2])
def test_a_damaged_table_is_taken_from_a_copy(folder: Path, run: int) -> None:  # noqa: F811
    before = said(folder)
    copied(folder)
    sql(folder, SPOILT.format(run))
    done = repair.repair(folder, NOW)
    assert (done.whole, done.healed, done.gone, done.copy) == (True, 1, (), None)
    assert said(folder) == before
    assert health.check(folder) == ()
    assert done.aside is not None


def test_a_run_that_is_nowhere_whole_leaves_the_history(folder: Path) -> None:  # noqa: F811
    with store.open(folder) as memory:
        known = memory.rulings().rows()
    sql(folder, SPOILT.format(2))
    assert repair.repair(folder, NOW).gone == (2,)
    with store.open(folder) as memory:
        assert [one.run for one in memory.runs()] == [1]
        assert memory.findings(1)["key"].to_list() == ["RL01:P1"]
        assert memory.rulings().rows() == known
    assert health.check(folder) == ()


def test_damaged_rulings_come_from_the_latest_copy_and_from_the_file_beside(folder: Path) -> None:  # noqa: F811
    copied(folder)
    with store.open(folder) as memory:
        memory.decide(rulings(("pair", "R7", "R9", "same", None)), memory.tick())
    before = said(folder)
    sql(folder, "UPDATE decisions SET ruling = 'different'")
    done = repair.repair(folder, NOW)
    assert done.copy is not None
    assert done.recalled == 1
    with store.open(folder) as memory:
        now = memory.rulings().rows()
    assert repr(now) in before


def test_without_a_copy_nothing_is_touched(folder: Path) -> None:  # noqa: F811
    sql(folder, "UPDATE decisions SET ruling = 'different'")
    before = (folder / "store.sqlite").read_bytes()
    assert not repair.repair(folder, NOW).whole
    assert (folder / "store.sqlite").read_bytes() == before
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_an_index_is_made_anew(folder: Path) -> None:  # noqa: F811
    before = said(folder)
    file = folder / "store.sqlite"
    with contextlib.closing(sqlite3.connect(file)) as raw:
        (page,) = raw.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'parts_digest'"
        ).fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    content = bytearray(file.read_bytes())
    content[page * size - 40 : page * size - 30] = b"0" * 10
    file.write_bytes(content)
    assert health.check(folder)
    assert repair.repair(folder, NOW).whole
    assert said(folder) == before
    assert health.check(folder) == ()


def test_a_missing_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no store"):
        repair.repair(tmp_path, NOW)
