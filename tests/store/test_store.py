from __future__ import annotations

import datetime as dt
import sqlite3
import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from orgtransfer import frames, store
from orgtransfer.errors import InputError, OutputError, UnknownNameError
from orgtransfer.models import Block, Inputs, Matched, Outcome
from orgtransfer.store import Export, Run, Store, parts
from orgtransfer.store import store as module
from orgtransfer.store.decisions import Undoing
from tests.examples import examples

DAY = dt.date(2026, 11, 20)


def findings(*keys: str) -> pl.DataFrame:
    """FINDINGS with these keys and nothing else."""
    return pl.DataFrame([{"key": key} for key in keys], schema=frames.FINDINGS.columns)


def outcome(*keys: str) -> Outcome:
    """An outcome with one record and findings of these keys."""
    return Outcome(
        inputs=Inputs(),
        records=pl.DataFrame([{"record": 0, "name": "王䶮"}], schema=frames.RECORDS.columns),
        organisations=frames.ORGANISATIONS.empty(),
        membership=frames.MEMBERSHIP.empty(),
        transfers=frames.TRANSFERS.empty(),
        matched=Matched(
            pairs=frames.PAIRS.empty(),
            persons=frames.PERSONS.empty(),
            ledger_persons=frames.LEDGER_PERSONS.empty(),
            blocks=(Block("name", 7, 5, 3),),
        ),
        branch_pairs=frames.BRANCH_PAIRS.empty(),
        verdicts=frames.VERDICTS.empty(),
        findings=findings(*keys),
        resolved=findings(),
    )


def line(day: dt.date = DAY) -> Run:
    """A line of the history."""
    export = Export("national", "members", "全国系统.csv", 3151, "abc")
    made = dt.datetime.combine(day, dt.time(2, 30), dt.UTC)
    return Run(0, made, day, "0.1.0", (export,), {"new": 3})


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Store]:
    with store.open(tmp_path / "store") as opened:
        yield opened


def test_a_run_comes_back_as_it_was_recorded(memory: Store) -> None:
    made = outcome("RL01:P1", "ID01:R2")
    number = memory.record(made, line(), keep_runs=10)
    run = memory.last_run()
    assert run == Run(number, line().made, DAY, "0.1.0", line().exports, {"new": 3})
    again = memory.outcome(number)
    assert_frame_equal(again.records, made.records)
    assert_frame_equal(again.findings, made.findings)
    assert again.matched.blocks == made.matched.blocks


def test_the_first_night_knows_no_run(memory: Store) -> None:
    assert memory.last_run() is None
    with pytest.raises(UnknownNameError, match="orgtransfer reconcile"):
        memory.run()


def test_a_run_that_is_not_kept_is_named_with_those_that_are(memory: Store) -> None:
    memory.record(outcome(), line(), 10)
    with pytest.raises(UnknownNameError, match="no run 7; runs 1 to 1"):
        memory.run(7)


def test_only_so_many_runs_are_kept_and_numbers_are_never_used_twice(memory: Store) -> None:
    for _ in range(5):
        memory.record(outcome(), line(), keep_runs=2)
    assert [run.run for run in memory.runs()] == [4, 5]


def test_early_runs_keep_their_findings_and_say_that_the_rest_is_gone(
    memory: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEEP_TABLES", 1)
    memory.record(outcome("RL01:P1"), line(), 10)
    memory.record(outcome(), line(), 10)
    assert memory.findings(1)["key"].to_list() == ["RL01:P1"]
    with pytest.raises(UnknownNameError, match="keeps only its findings"):
        memory.outcome(1)
    assert memory.outcome(1, "findings").findings["key"].to_list() == ["RL01:P1"]
    with pytest.raises(UnknownNameError, match="keeps only its findings"):
        memory.outcome(1, "counts")


def test_early_runs_no_longer_say_in_which_row_of_which_file_it_was(
    memory: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = outcome("RL01:P2", "RL01:P1")
    where = [pl.lit("a.csv").alias("file"), pl.Series("row", [7, 5], dtype=pl.UInt32)]
    placed = replace(made, findings=made.findings.with_columns(where))
    memory.record(placed, line(), 10)
    assert_frame_equal(memory.findings(1), placed.findings)
    monkeypatch.setattr(module, "KEEP_TABLES", 1)
    memory.record(placed, line(), 10)
    assert_frame_equal(memory.findings(2), placed.findings)
    assert_frame_equal(memory.findings(1), made.findings)


def test_a_table_that_an_earlier_version_did_not_keep_is_empty(memory: Store) -> None:
    memory.record(outcome("RL01:P1"), line(), 10)
    memory._database.execute("DELETE FROM parts WHERE name = 'coverage'")
    assert_frame_equal(memory.outcome(1).coverage, frames.COVERAGE.empty())


def test_a_table_that_has_not_changed_takes_no_further_room(memory: Store) -> None:
    for _ in range(3):
        memory.record(outcome("RL01:P1"), line(), 10)
    before = _blobs(memory)
    memory.record(outcome("RL01:P1"), line(), 10)
    assert _blobs(memory) == before


def _blobs(memory: Store) -> int:
    return int(memory._database.execute("SELECT count(*) FROM blobs").fetchone()[0])


def test_what_no_run_needs_any_longer_is_gone(memory: Store) -> None:
    memory.record(outcome("RL01:P1"), line(), keep_runs=1)
    before = _blobs(memory)
    memory.record(outcome("RL01:P2"), line(), keep_runs=1)
    assert _blobs(memory) == before


def test_a_failed_recording_leaves_the_store_as_it_was(
    memory: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.record(outcome("RL01:P1"), line(), 10)

    def fails(_self: Store, _keep_runs: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "_prune", fails)
    with pytest.raises(KeyboardInterrupt):
        memory.record(outcome("RL01:P2"), line(), 10)
    assert [run.run for run in memory.runs()] == [1]


def test_the_salt_is_made_once_and_differs_between_stores(tmp_path: Path) -> None:
    salts = []
    for name in ("a", "a", "b"):
        with store.open(tmp_path / name) as opened:
            salts.append(opened.salt)
    assert salts[0] == salts[1] != salts[2]
    assert len(salts[0]) == 16


def test_a_dry_look_leaves_no_trace(tmp_path: Path) -> None:
    with store.open(tmp_path / "store", create=False) as opened:
        assert opened.runs() == []
        assert len(opened.salt) == 16
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions otherwise")
def test_only_the_owner_may_look_into_the_store(tmp_path: Path) -> None:
    with store.open(tmp_path / "store") as memory:
        memory.record(outcome(), line(), 10)
        assert stat.S_IMODE(memory.path.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in memory.path.iterdir()} == {0o600}


def rulings(*rows: tuple[str, str, str | None, str, str | None]) -> pl.DataFrame:
    """DECISIONS of (kind, a_key, b_key, ruling, note)."""
    return pl.DataFrame(
        [(kind, a, b, ruling, None, note, DAY) for kind, a, b, ruling, note in rows],
        schema=frames.DECISIONS.columns,
        orient="row",
    )


def test_decisions_are_kept_and_ruled_anew(memory: Store) -> None:
    first = rulings(("pair", "R1", "R2", "same", None), ("finding", "RL01:P1", None, "doing", "x"))
    assert memory.decide(first, memory.tick()) == 2
    assert memory.decide(first, memory.tick()) == 0
    between = memory.tick()
    anew = rulings(("pair", "R2", "R1", "different", "no"))
    assert memory.decide(anew, memory.tick()) == 1
    assert_frame_equal(
        memory.decisions(),
        rulings(
            ("finding", "RL01:P1", None, "doing", "x"), ("pair", "R1", "R2", "different", "no")
        ),
    )
    assert_frame_equal(memory.decisions(until=between), first.sort("kind"))


def test_no_two_acts_bear_the_same_time(memory: Store) -> None:
    ticks = [memory.tick() for _ in range(5)]
    assert ticks == sorted(set(ticks))
    assert all(tick.microsecond == 0 for tick in ticks)


def test_a_file_that_is_no_store_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"no database at all, but long enough" * 99)
    with pytest.raises(InputError, match="damaged"):
        store.open(tmp_path)


def test_a_store_of_a_later_version_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(InputError, match="later version"):
        store.open(tmp_path)


def test_a_store_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        store.open(tmp_path / "file" / "store")


def test_a_long_table_is_kept_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "ROWS", 2)
    rows = [{"record": number, "person": f"P{number}"} for number in range(5)]
    table = pl.DataFrame(rows, schema=frames.PERSONS.columns)
    split = list(parts.split(table))
    assert len(split) == 3
    assert_frame_equal(parts.join([data for _, data in split], frames.PERSONS), table)


Act = tuple[str, int, str]


@examples(30, 100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["rule", "undo"]),
            st.integers(0, 20),
            st.sampled_from(["same", "different", "open"]),
        ),
        max_size=20,
    )
)
def test_undoing_leaves_what_the_other_rulings_say(acts: list[Act]) -> None:
    """Against a plain list of words: the latest on a matter that is not undone counts."""
    said: list[tuple[str, str, bool]] = []
    with store.open(Path("nowhere"), create=False) as memory:
        for act, number, word in acts:
            if act == "rule":
                a, fresh = f"R{number % 3}", rulings(("pair", f"R{number % 3}", "R9", word, None))
                known = next((w for k, w, gone in reversed(said) if k == a and not gone), "open")
                assert memory.decide(fresh, memory.tick()) == (word != known)
                said += [(a, word, False)] if word != known else []
            elif said:
                place = number % len(said)
                undoing = Undoing(memory.tick(), None, "x")
                line_of = memory.rulings().row(place, named=True)
                assert memory.undo(line_of, undoing) is not said[place][2]
                said[place] = (*said[place][:2], True)
        kept = {a: word for a, word, gone in said if not gone}
        assert dict(memory.decisions().select("a_key", "ruling").iter_rows()) == kept
        assert memory.rulings().select("a_key", "ruling").rows() == [row[:2] for row in said]


def test_an_undone_ruling_was_known_before_it_was_undone(memory: Store) -> None:
    memory.decide(rulings(("pair", "R1", "R2", "same", None)), memory.tick())
    between = memory.tick()
    memory.undo(memory.rulings().row(0, named=True), Undoing(memory.tick(), "x", "y"))
    assert memory.decisions().is_empty()
    assert memory.decisions(until=between)["ruling"].to_list() == ["same"]
