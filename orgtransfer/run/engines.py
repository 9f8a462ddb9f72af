"""What matches in a run: the code of one machine, or Spark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from orgtransfer import pipeline
from orgtransfer.errors import InputError
from orgtransfer.run.workspace import Workspace

SPARK = "spark"


def check(engine: str) -> None:
    """Says at once what an engine lacks, before anything is read.

    Raises:
        InputError: the engine is not installed.
    """
    if engine == SPARK:
        # Spark is never imported by who does not ask for it.
        from orgtransfer.spark import session

        if told := session.missing():
            raise InputError(told)


@contextmanager
def matching(
    engine: str, master: str | None, workspace: Workspace
) -> Iterator[pipeline.Matching | None]:
    """What is to match; None: the code of one machine.

    What Spark writes is in the store's folder, for nobody else's eyes, and removed when the run has its
    result; a run that was stopped goes on from it.

    Args:
        engine: `polars` or `spark`.
        master: where Spark runs; None: on this machine.
        workspace: where the store is.
    """
    if engine != SPARK:
        yield None
        return
    from orgtransfer.spark import engine as on_spark
    from orgtransfer.spark import session

    store = workspace.path(workspace.config.store.path)
    missing = not store.exists()
    folder = store / "spark"
    # Whoever stops a dry run may leave the folder behind: like the store, it is the user's alone.
    for made in (store, folder):
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
    with session.session(master, folder) as spark:
        yield on_spark.matching(spark, folder.as_uri())
    shutil.rmtree(store if missing else folder)
