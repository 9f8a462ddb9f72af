"""The store: one SQLite file with the runs, their tables, what clerks have ruled, and the salt.

A run's tables are kept as compressed parts under the digest of their content, so that a table
that has not changed since the last run takes no further room. One transaction records a run.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import polars as pl

from orgtransfer import frames
from orgtransfer.errors import OutputError, UnknownNameError
from orgtransfer.frames import Schema
from orgtransfer.i18n import _
from orgtransfer.models import Block, Earlier, Inputs, Matched, Outcome
from orgtransfer.store import (
    backups,
    database,
    decisions,
    finding_places,
    locking,
    parts,
    rulings_file,
    seals,
)
from orgtransfer.store.additions import Additions
from orgtransfer.store.decisions import Undoing
from orgtransfer.store.exports import Export
from orgtransfer.store.letters import Register

FILE: Final = "store.sqlite"
KEEP_TABLES: Final = 30
"""So many runs keep all their tables; earlier ones keep what `diff` and `runs` need, see _LASTING."""

_TABLES: Final[Mapping[str, Schema]] = {
    schema.name: schema
    for schema in (
        frames.SOURCES, frames.SET_ASIDE, frames.DAMAGE, frames.RECORDS, frames.ORGANISATIONS,
        frames.MEMBERSHIP, frames.TRANSFERS, frames.PAIRS, frames.PERSONS, frames.LEDGER_PERSONS,
        frames.BRANCH_PAIRS, frames.VERDICTS, frames.FINDINGS,
        frames.EXEMPTED, frames.COVERAGE, frames.COUNTS, frames.UNIT_NAMES, frames.CLOSED,
        frames.LETTERS, frames.DISMISSED, frames.UNPROPOSED, finding_places.SCHEMA,
    )
} | {"resolved": frames.FINDINGS}  # fmt: skip
_LASTING: Final = ("sources", "findings")
"""What every run keeps; findings without the places of their rows (see `finding_places`)."""


_KEY: Final = ("record", "record_key")
_RUNS: Final = "SELECT run, made, as_of, version, exports, summary FROM runs "


@dataclass(frozen=True)
class Run:
    """One line of the history."""

    run: int
    made: dt.datetime
    as_of: dt.date
    version: str
    exports: tuple[Export, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)
    """The numbers of `models.Summary`, as JSON holds them."""

    @property
    def findings(self) -> int:
        """All findings of the run."""
        return sum(int(self.summary.get(name, 0)) for name in ("new", "changed", "standing"))


def open_store(path: Path, *, create: bool = True) -> Store:
    """Opens the store in the folder `path`.

    Args:
        path: the folder.
        create: make it where it is missing; otherwise a missing store is an empty one in memory,
            so that a dry run leaves no trace.

    Raises:
        OutputError: the folder cannot be made or written.
        InputError: the file in it is damaged, no store of ours, or of a later version.
    """
    if not (path / FILE).exists() and not create:
        return Store(path, database.connect(":memory:"))
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
        # SQLite would make the file readable by others, if only for a moment.
        os.close(os.open(path / FILE, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise OutputError(
            _("{folder}: the store cannot be written ({reason}); see [store] path.").format(
                folder=path, reason=error.strerror
            )
        ) from error
    connection = database.connect(str(path / FILE), keep=True)
    with database.trouble(path / FILE), database.reading(connection):
        whole = seals.is_whole(connection)
    if whole:
        return Store(path, connection)
    connection.close()
    raise database.damaged(path / FILE, _("its history or its rulings have changed"))


def is_new(path: Path) -> bool:
    """Whether there is no store in the folder `path` yet, or an emptied file."""
    file = path / FILE
    return not file.exists() or (file.is_file() and file.stat().st_size == 0)


class Store:
    """What is remembered from run to run. Close it, or use it in a `with` block."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._database = connection
        self._salt: bytes | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the file free."""
        self._database.close()

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Keeps other runs out as long as the block runs.

        Raises:
            ProtectedError: another run is at work: which, and since when.
        """
        with locking.hold(self.path / "lock"):
            yield

    @property
    def salt(self) -> bytes:
        """The secret that keys every hash of a person: made once, for this store alone."""
        if self._salt is None:
            self._salt = self._kept_salt()
        return self._salt

    def _kept_salt(self) -> bytes:
        with self._writing():
            self._database.execute(
                "INSERT OR IGNORE INTO facts VALUES ('salt', ?)", (secrets.token_bytes(16),)
            )
            row = self._database.execute("SELECT value FROM facts WHERE name = 'salt'").fetchone()
        return bytes(row[0])

    @property
    def identity(self) -> str:
        """What this store's workbooks say that they are of: a name that tells nothing of the salt."""
        return hashlib.blake2b(b"identity", key=self.salt, digest_size=6).hexdigest()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction; what it changed is sealed in it."""
        with database.trouble(self.path / FILE), self._database:
            yield
            seals.put(self._database)

    @contextlib.contextmanager
    def _acting(self) -> Iterator[None]:
        """One transaction; what clerks have decided is kept a second time as well."""
        with self._writing():
            yield
        self.catch_up()
        with database.trouble(self.path / FILE):
            rulings_file.keep(self._database, self.path)

    def catch_up(self) -> int:
        """Takes in what clerks have decided since, where this file was put back from an earlier copy.

        Returns:
            How many acts the file beside the store held and the store did not.
        """
        with database.trouble(self.path / FILE):
            kept = rulings_file.ahead(self._database, self.path)
        if kept is None:
            return 0
        with self._writing():
            return rulings_file.put(self._database, kept)

    def write_beside(self) -> None:
        """Writes the file of rulings anew, with what it held and this store did not know."""
        kept = rulings_file.read(rulings_file.beside(self.path))
        if kept is not None and kept.salt == self.salt:
            with self._writing():
                rulings_file.put(self._database, kept)
        rulings_file.beside(self.path).unlink(missing_ok=True)
        with database.trouble(self.path / FILE):
            rulings_file.keep(self._database, self.path)

    @property
    def is_rebuilt(self) -> bool:
        """Whether it was made again from what a lost one had left, see `rebuilt`."""
        with database.trouble(self.path / FILE):
            question = "SELECT 1 FROM facts WHERE name = 'rebuilt'"
            return self._database.execute(question).fetchone() is not None

    def rebuilt(self, now: dt.datetime) -> None:
        """Notes that it was made again: worklists of the lost one have been taken back."""
        with self._writing():
            value = now.isoformat(timespec="seconds")
            self._database.execute("REPLACE INTO facts VALUES ('rebuilt', ?)", (value,))

    def recall(self, kept: rulings_file.RulingsFile) -> int:
        """Takes in what the file beside the store holds and the store does not; how many acts."""
        with self._acting():
            return rulings_file.put(self._database, kept)

    def backup(self, now: dt.datetime) -> Path:
        """Keeps a copy of the store, see `backups.make`."""
        with database.trouble(self.path / FILE):
            return backups.make(self._database, self.path, now)

    def copy(self, target: Path) -> None:
        """Copies the store to a file, see `backups.write`."""
        with database.trouble(self.path / FILE):
            backups.write(self._database, target)

    def forget(self, runs: Sequence[int]) -> None:
        """Drops runs with their tables; what clerks have ruled stays, whichever run it was in."""
        with self._writing():
            for number in runs:
                self._database.execute("DELETE FROM parts WHERE run = ?", (number,))
                self._database.execute("DELETE FROM runs WHERE run = ?", (number,))
            self._database.execute(
                "DELETE FROM blobs WHERE digest NOT IN (SELECT digest FROM parts)"
            )
        self._database.execute("VACUUM")

    # -- runs -------------------------------------------------------------------------------

    def runs(self) -> list[Run]:
        """Every run that is kept, the first one first."""
        return self._runs("ORDER BY run")

    def last_run(self) -> Run | None:
        """The run before the one at hand; None on the first night."""
        return next(iter(self._runs("ORDER BY run DESC LIMIT 1")), None)

    def days(self) -> list[dt.date]:
        """The date of every run that is kept, the first one first."""
        with database.trouble(self.path / FILE):
            rows = self._database.execute("SELECT as_of FROM runs ORDER BY run").fetchall()
        return [dt.date.fromisoformat(day) for (day,) in rows]

    def _runs(self, which: str, *values: int) -> list[Run]:
        with database.trouble(self.path / FILE):
            rows = self._database.execute(_RUNS + which, values).fetchall()
        return [_run(row) for row in rows]

    def run(self, number: int | None = None) -> Run:
        """Run `number`, or the last one.

        Raises:
            UnknownNameError: there is no such run; the message names those that are kept.
        """
        last = self.last_run()
        if last is None:
            raise UnknownNameError(_("There is no run yet; start with: orgtransfer reconcile"))
        if number is None:
            return last
        for run in self._runs("WHERE run = ?", number):
            return run
        runs = self.runs()
        raise UnknownNameError(
            _("There is no run {number}; runs {first} to {last} are kept.").format(
                number=number, first=runs[0].run, last=runs[-1].run
            )
        )

    def findings(self, run: int) -> pl.DataFrame:
        """FINDINGS of a run."""
        return self.table(run, "findings")

    def table(self, run: int, name: str) -> pl.DataFrame:
        """One table of a run, as `frames` names it.

        Raises:
            UnknownNameError: the run is so long ago that only its findings are kept, without the
                places of rows.
            InputError: the table is not what was recorded.
        """
        rows = self._parts(run, name)
        if not rows and self._is_whole(run):
            # A version that did not know this table recorded the run.
            return _TABLES[name].empty()
        if not rows:
            raise UnknownNameError(
                _("Run {run} keeps only its findings: all tables are kept for {kept} runs.").format(
                    run=run, kept=KEEP_TABLES
                )
            )
        table = self._joined(run, name, rows)
        places = self._parts(run, finding_places.SCHEMA.name) if name == "findings" else []
        if not places:
            return table
        return finding_places.together(table, self._joined(run, finding_places.SCHEMA.name, places))

    def _parts(self, run: int, name: str) -> list[tuple[str, bytes]]:
        """The parts of a table and their digests."""
        with database.trouble(self.path / FILE):
            return self._database.execute(
                "SELECT digest, data FROM parts LEFT JOIN blobs USING (digest)"
                " WHERE run = ? AND name = ? ORDER BY part",
                (run, name),
            ).fetchall()

    def _joined(self, run: int, name: str, kept: list[tuple[str, bytes]]) -> pl.DataFrame:
        if not all(parts.is_intact(digest, data) for digest, data in kept):
            what = _("run {run}, table {table}").format(run=run, table=name)
            raise database.damaged(self.path / FILE, what)
        return parts.join([data for _digest, data in kept], _TABLES[name])

    def _is_whole(self, run: int) -> bool:
        """Whether a run still has all the tables that it was recorded with."""
        question = "SELECT 1 FROM parts WHERE run = ? AND name = 'records' LIMIT 1"
        with database.trouble(self.path / FILE):
            return self._database.execute(question, (run,)).fetchone() is not None

    def outcome(self, run: int, only: str | None = None) -> Outcome:
        """The results of a run, without the raw tables of its exports.

        Args:
            run: which one.
            only: the one table that is asked for, so that the others may be missing.

        Raises:
            UnknownNameError: the run is so long ago that only its findings are kept.
        """
        table = {
            name: self.table(run, name) if only in {None, name} else schema.empty()
            for name, schema in _TABLES.items()
        }
        with database.trouble(self.path / FILE):
            question = "SELECT blocks FROM runs WHERE run = ?"
            row = self._database.execute(question, (run,)).fetchone()
        return Outcome(
            inputs=Inputs(**{name: table[name] for name in ("sources", "set_aside", "damage")}),
            matched=Matched(
                pairs=table["pairs"],
                persons=table["persons"],
                ledger_persons=table["ledger_persons"],
                blocks=tuple(Block(**block) for block in json.loads(row[0])),
                dismissed=table["dismissed"],
                unproposed=table["unproposed"],
            ),
            **{
                name: table[name]
                for name in (
                    "records", "organisations", "membership", "transfers", "branch_pairs",
                    "verdicts", "findings", "resolved", "closed", "exempted", "coverage",
                    "counts", "unit_names", "letters",
                )
            },
        )  # fmt: skip

    def earlier(self, run: int) -> Earlier:
        """The tables of a run by which the next one knows its people and branches again."""
        names = ("records", "persons", "organisations", "membership")
        with database.trouble(self.path / FILE):
            ruled = decisions.ruled(self._database)
        return Earlier(**{name: self.table(run, name) for name in names}, ruled=ruled)

    def inputs(self, run: int) -> dict[str, pl.DataFrame]:
        """The tables of a run from which its exports can be told: see `intake.earlier`."""
        names = ("sources", "set_aside", "damage", "records", "organisations", "transfers")
        return {name: self.table(run, name) for name in names}

    def record(self, outcome: Outcome, run: Run, keep_runs: int) -> int:
        """Records a run, all of it or nothing, and drops what need not be kept any longer.

        Args:
            outcome: the results.
            run: its line of the history; its number is ignored.
            keep_runs: how many runs to keep.

        Returns:
            The run's number.
        """
        with self._acting():
            number = self._database.execute(
                "INSERT INTO runs (made, as_of, version, exports, summary, blocks)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    run.made.isoformat(timespec="seconds"),
                    run.as_of.isoformat(),
                    run.version,
                    _json([asdict(export) for export in run.exports]),
                    _json(run.summary),
                    _json([asdict(block) for block in outcome.matched.blocks]),
                ),
            ).lastrowid
            self._keep(int(number or 0), _tables_of(outcome))
            self._prune(keep_runs)
        self._database.execute("PRAGMA incremental_vacuum")
        return int(number or 0)

    def repeat(self, run: Run, keep_runs: int) -> int:
        """Records a run whose tables are those of the run before, see `record`."""
        with self._writing():
            last = self._database.execute("SELECT max(run) FROM runs").fetchone()[0]
            number = self._database.execute(
                "INSERT INTO runs (made, as_of, version, exports, summary, blocks)"
                " SELECT ?, ?, ?, exports, ?, blocks FROM runs WHERE run = ?",
                (
                    run.made.isoformat(timespec="seconds"),
                    run.as_of.isoformat(),
                    run.version,
                    _json(run.summary),
                    last,
                ),
            ).lastrowid
            self._database.execute(
                "INSERT INTO parts SELECT ?, name, part, digest FROM parts WHERE run = ?",
                (number, last),
            )
            self._prune(keep_runs)
        return int(number or 0)

    def _keep(self, run: int, tables: Mapping[str, pl.DataFrame]) -> None:
        """Keeps the tables of a run, as what differs from the run before where that is shorter."""
        last = self._database.execute("SELECT max(run) FROM runs WHERE run < ?", (run,)).fetchone()
        before = {name: parts.Base(self._intact(last[0], name), _TABLES[name]) for name in tables}
        records = (before["records"].table.select(*_KEY), tables["records"].select(*_KEY))
        for name, table in tables.items():
            made = parts.differing(name, table, before.pop(name), records)
            for place, (digest, data) in enumerate(made):
                self._database.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (digest, data))
                self._database.execute(
                    "INSERT INTO parts VALUES (?, ?, ?, ?)", (run, name, place, digest)
                )

    def _intact(self, run: int | None, name: str) -> list[tuple[str, bytes]]:
        """The parts of a table that others may rest on: none where one of them is damaged."""
        kept = [] if run is None else self._parts(run, name)
        return kept if all(parts.is_intact(*part) for part in kept) else []

    def _prune(self, keep_runs: int) -> None:
        oldest = "(SELECT run FROM runs ORDER BY run DESC LIMIT 1 OFFSET ?)"
        lasting = ", ".join(f"'{name}'" for name in _LASTING)
        self._database.execute(f"DELETE FROM runs WHERE run <= {oldest}", (keep_runs,))  # noqa: S608  # the text is all ours
        self._database.execute(
            f"DELETE FROM parts WHERE run <= {oldest} AND name NOT IN ({lasting})",  # noqa: S608  # as above
            (KEEP_TABLES,),
        )
        self._database.execute("DELETE FROM blobs WHERE digest NOT IN (SELECT digest FROM parts)")

    # -- letters ----------------------------------------------------------------------------

    @property
    def letters(self) -> Register:
        """The register of letters."""
        return Register(self._database, self.path)

    @property
    def additions(self) -> Additions:
        """What clerks added to worklists besides their rulings."""
        return Additions(self._database, self.path)

    # -- samples ----------------------------------------------------------------------------

    def samples(self) -> list[dict[str, Any]]:
        """Every sample that was drawn, the latest last, as `keep_sample` was given it."""
        with database.trouble(self.path / FILE):
            row = self._database.execute(
                "SELECT value FROM facts WHERE name = 'samples'"
            ).fetchone()
        return [] if row is None else list(json.loads(row[0]))

    def keep_sample(self, sample: Mapping[str, Any]) -> None:
        """Keeps a sample: which pairs were drawn, and from what."""
        kept = _json([*self.samples(), sample])
        with self._writing():
            self._database.execute("REPLACE INTO facts VALUES ('samples', ?)", (kept,))

    # -- decisions --------------------------------------------------------------------------

    def tick(self) -> dt.datetime:
        """The time of an act on the store: see `decisions.tick`."""
        with self._writing():
            return decisions.tick(self._database)

    def decisions(self, until: dt.datetime | None = None) -> pl.DataFrame:
        """DECISIONS: the latest word of clerks on each matter, now or as it was known then."""
        with database.trouble(self.path / FILE):
            return decisions.kept(self._database, until)

    def decide(
        self, ruled: pl.DataFrame, taken: dt.datetime, grounds: pl.DataFrame | None = None
    ) -> int:
        """Takes DECISIONS in; how many say something that was not known.

        Args:
            ruled: at most one a matter; what was ruled before is ruled anew, and the old word kept.
            taken: the time of this act, see `tick`.
            grounds: GROUNDS; what the new ones among them rest on.
        """
        with self._acting():
            return decisions.take(self._database, ruled, taken, grounds)

    def follow(self, effects: Iterable[tuple[Any, ...]]) -> None:
        """Keeps what followed from rulings, see `decisions.follow`."""
        with self._writing():
            decisions.follow(self._database, effects)

    def rulings(self) -> pl.DataFrame:
        """RULINGS: every word of clerks, the oldest first, and whether it is in force."""
        with database.trouble(self.path / FILE):
            return decisions.history(self._database)

    def undo(self, ruling: dict[str, Any], undoing: Undoing) -> bool:
        """Takes a ruling back, see `decisions.undo`."""
        with self._acting():
            return decisions.undo(self._database, ruling, undoing)


def _tables_of(outcome: Outcome) -> dict[str, pl.DataFrame]:
    """Table -> what of an outcome is kept under its name."""
    holders = (outcome, outcome.matched, outcome.inputs)
    tables = {
        name: next(getattr(holder, name) for holder in holders if hasattr(holder, name))
        for name in _TABLES
        if name != finding_places.SCHEMA.name
    }
    findings, places = finding_places.apart(outcome.findings)
    return tables | {"findings": findings, finding_places.SCHEMA.name: places}


def _run(row: Sequence[Any]) -> Run:
    number, made, as_of, version, exports, summary = row
    return Run(
        run=number,
        made=dt.datetime.fromisoformat(made),
        as_of=dt.date.fromisoformat(as_of),
        version=version,
        exports=tuple(Export(**export) for export in json.loads(exports)),
        summary=json.loads(summary),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
