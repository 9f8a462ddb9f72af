"""What matches and judges in a run: the code of one machine, or Spark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orgtransfer import pipeline
from orgtransfer.errors import InputError, OutputError
from orgtransfer.i18n import _
from orgtransfer.models import Outcome
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import unit_folders

SPARK = "spark"


@dataclass(frozen=True)
class Engine:
    """What a run is worked out by; None: the code of one machine."""

    matching: pipeline.Matching | None = None
    judging: pipeline.Judging | None = None


def check(engine: str, by_unit: str | None = None) -> None:
    """Says at once what an engine lacks, before anything is read.

    Args:
        engine: `polars` or `spark`.
        by_unit: see `hand_on`.

    Raises:
        InputError: the engine is not installed, or cannot write tables by unit.
        OutputError: there are tables by unit already.
    """
    if by_unit is not None:
        if engine != SPARK:
            raise InputError(
                _(
                    "--by-unit is for --engine spark; on one machine `orgtransfer export records "
                    "--split-by unit` writes the same."
                )
            )
        if "://" not in by_unit and (Path(by_unit) / unit_folders.MARK).exists():
            raise OutputError(
                _("{folder} holds a finished result; name another folder.").format(folder=by_unit)
            )
    if engine == SPARK:
        # Spark is never imported by who does not ask for it.
        from orgtransfer.spark import session

        if told := session.missing():
            raise InputError(told)


@contextmanager
def at_work(engine: str, master: str | None, workspace: Workspace) -> Iterator[Engine]:
    """What is to match and to judge.

    What Spark writes is in the store's folder, for nobody else's eyes, and removed when the run has its
    result; a run that was stopped goes on from it.

    Args:
        engine: `polars` or `spark`.
        master: where Spark runs; None: on this machine.
        workspace: where the store is.
    """
    if engine != SPARK:
        yield Engine()
        return
    from orgtransfer.spark import engine as on_spark
    from orgtransfer.spark import session

    with _folder(workspace) as folder, session.session(master, folder) as spark:
        place = _address(folder)
        yield Engine(on_spark.matching(spark, place), on_spark.judging(spark, place))


@contextmanager
def _folder(workspace: Workspace) -> Iterator[Path]:
    """The folder in which Spark writes, removed if all goes well."""
    store = workspace.path(workspace.config.store.path)
    missing = not store.exists()
    folder = store / "spark"
    # Whoever stops a dry run may leave the folder behind: like the store, it is the user's alone.
    for made in (store, folder):
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
    yield folder
    shutil.rmtree(store if missing else folder)


def hand_on(  # whose tables, and where
    outcome: Outcome,
    by_unit: str,
    master: str | None,
    workspace: Workspace,
    salt: bytes,
    *,
    show_id: bool,
) -> None:
    """Writes records, links and findings as parquet, a folder a unit.

    Args:
        outcome: the run.
        by_unit: where: a folder, or an address that Spark knows (`hdfs://...`).
        master: see `at_work`.
        workspace: where the store is.
        salt: keys the names of the folders.
        show_id: whether ID numbers and birth dates are written whole.

    Raises:
        OutputError: a finished result is there already.
    """
    from orgtransfer.spark import engine as on_spark
    from orgtransfer.spark import session

    address = by_unit if "://" in by_unit else _address(Path(by_unit).resolve())
    with _folder(workspace) as folder, session.session(master, folder) as spark:
        on_spark.hand_on(spark, _address(folder), outcome, address, salt, show_id=show_id)


def _address(folder: Path) -> str:
    """A folder as Spark is told it: as it is written. What a URL spells as `%20` would be another folder."""
    name = folder.absolute().as_posix()
    return f"file://{name}" if name.startswith("/") else f"file:///{name}"
