"""What clerks have decided is kept a second time, and brings a lost store back."""

from __future__ import annotations

import shutil
import stat
import sys
from pathlib import Path

import polars as pl
import pytest

from orgtransfer import frames, store
from orgtransfer.store import health, rulings_file
from tests.store.test_damage import folder  # noqa: F401  # a fixture
from tests.store.test_letters import reserve
from tests.store.test_store import rulings


def kept(folder: Path) -> rulings_file.RulingsFile:  # noqa: F811
    """What the file beside a store holds."""
    found = rulings_file.read(rulings_file.beside(folder))
    assert found is not None
    return found


def decide(folder: Path, key: str) -> None:  # noqa: F811
    with store.open(folder) as memory:
        memory.decide(rulings(("pair", key, "R9", "same", None)), memory.tick())


def put_back_older(folder: Path, copy: Path) -> None:  # noqa: F811
    """Puts a copy of the store in its place that knows nothing of the ruling on R7."""
    shutil.copytree(folder, copy)
    decide(folder, "R7")
    shutil.rmtree(folder)
    copy.rename(folder)


def recalled(folder: Path) -> list[tuple[object, ...]]:  # noqa: F811
    """The rulings of a new store that was made from the file."""
    found = kept(folder)
    shutil.rmtree(folder)
    with store.open(folder) as memory:
        memory.recall(found)
        assert memory.salt == found.salt
        rows = memory.rulings().rows()
    assert health.check(folder) == ()
    return rows


def test_a_lost_store_has_its_salt_and_every_word_again(folder: Path) -> None:  # noqa: F811
    with store.open(folder) as memory:
        before = memory.rulings().rows()
    assert recalled(folder) == before


def test_each_act_is_added_and_nothing_is_written_anew(folder: Path) -> None:  # noqa: F811
    before = rulings_file.beside(folder).read_bytes()
    decide(folder, "R7")
    after = rulings_file.beside(folder).read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == before.count(b"\n") + 1


def test_letters_are_kept_as_they_were_last(folder: Path) -> None:  # noqa: F811
    number = reserve(folder, 2)[0]
    with store.open(folder) as memory:
        memory.letters.close([number], "void", memory.runs()[0].as_of, "写错")
        before = memory.letters.all().rows()
    recalled(folder)
    with store.open(folder) as memory:
        assert memory.letters.all().rows() == before


def test_what_clerks_added_comes_back_as_well(folder: Path) -> None:  # noqa: F811
    added = pl.DataFrame(
        [("column", "RL01:P1", "联系结果", "下周答复", None), ("row", "due", "1", "制表人：王科员", None)],
        schema=frames.ADDITIONS.columns, orient="row",
    )  # fmt: skip
    with store.open(folder) as memory:
        assert memory.additions.take(added, memory.tick()) == 2
        assert memory.additions.take(added, memory.tick()) == 0
    recalled(folder)
    with store.open(folder) as memory:
        assert memory.additions.kept().equals(added)


def test_a_line_that_broke_off_costs_no_other(folder: Path) -> None:  # noqa: F811
    path = rulings_file.beside(folder)
    path.write_bytes(path.read_bytes()[:-20])
    decide(folder, "R7")
    assert {act["link"] for act in kept(folder).acts} >= {1, 2, 3, 5}
    assert kept(folder).damaged == 1


def test_a_store_put_back_from_a_copy_takes_in_what_came_after(
    folder: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    put_back_older(folder, tmp_path / "copy")
    with store.open(folder) as memory:
        assert memory.catch_up() == 1
        assert "R7" in memory.decisions()["a_key"].to_list()
    assert health.check(folder) == ()
    decide(folder, "R8")
    assert len(kept(folder).acts) == 6


def test_the_file_of_another_store_is_kept_under_another_name(folder: Path) -> None:  # noqa: F811
    before = rulings_file.beside(folder).read_bytes()
    shutil.rmtree(folder)
    decide(folder, "R7")
    (aside,) = folder.parent.glob("store.rulings_*")
    assert aside.read_bytes() == before
    assert len(kept(folder).acts) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions otherwise")
def test_only_its_owner_may_read_it(folder: Path) -> None:  # noqa: F811
    decide(folder, "R7")
    assert stat.S_IMODE(rulings_file.beside(folder).stat().st_mode) == 0o600


def test_a_dry_look_writes_none(tmp_path: Path) -> None:
    with store.open(tmp_path / "store", create=False) as memory:
        memory.decide(rulings(("pair", "R1", "R9", "same", None)), memory.tick())
    assert list(tmp_path.iterdir()) == []


def test_a_flipped_bit_in_it_is_found(folder: Path) -> None:  # noqa: F811
    path = rulings_file.beside(folder)
    whole = path.read_bytes()
    for place in range(20, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert health.check_beside(folder), place
    path.write_bytes(whole)
    assert health.check_beside(folder) == ()
    with store.open(folder) as memory:
        memory.write_beside()
    assert len(kept(folder).acts) == 4


def test_a_note_may_hold_every_sign_that_parts_lines(folder: Path) -> None:  # noqa: F811
    with store.open(folder) as memory:
        note = "一\u2028二\x85三\x0b四\n五\r六"
        memory.decide(rulings(("pair", "R7", "R9", "same", note)), memory.tick())
        before = memory.rulings().rows()
    assert kept(folder).damaged == 0
    assert recalled(folder) == before


def test_letters_written_after_a_copy_was_put_back_cost_no_ruling(
    folder: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    put_back_older(folder, tmp_path / "copy")
    reserve(folder, 1)
    assert health.lacking(folder) == 1
    decide(folder, "R8")
    with store.open(folder) as memory:
        assert {"R7", "R8"} <= set(memory.decisions()["a_key"])
    assert (len(kept(folder).acts), len(kept(folder).letters)) == (6, 1)
