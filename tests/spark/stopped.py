"""A driver that is killed after its steps, and begun again until it has the result."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from orgtransfer.models import Inputs, Outcome
from orgtransfer.spark import engine, session
from tests.spark.tables import worked_out

_STEPS: Final = "steps"


def to_the_end(asked: Sequence[str], folder: Path) -> int:
    """The exit code of the last driver, each one before it having been killed.

    Args:
        asked: what `python -m tests.spark` is asked; each driver compares what it finds by itself.
        folder: an empty one.
    """
    command = [sys.executable, "-m", "tests.spark", *asked, "--killed-in", str(folder)]
    killed = 0
    while (ended := subprocess.run(command, check=False).returncode) == -signal.SIGKILL:
        killed += 1
    steps = (folder / _STEPS).read_text(encoding="utf-8").split()
    if twice := sorted({step for step in steps if steps.count(step) > 1}):
        print(f"made again though finished: {', '.join(twice)}")
        return 1
    print(f"{killed} drivers killed; {len(steps)} steps, each made once", flush=True)
    return ended


def attempt(
    inputs: Inputs, master: str, further: dict[str, str], folder: Path, after: Collection[str]
) -> Outcome:
    """One driver, which kills itself after its first step, if any is left.

    Args:
        inputs: what is worked out.
        master: where Spark runs.
        further: settings of Spark's own.
        folder: where the steps are kept, those of drivers before it too.
        after: the steps after which it kills itself; none: after each.
    """

    def stop(step: str) -> None:
        with (folder / _STEPS).open("a", encoding="utf-8") as steps:
            steps.write(f"{step}\n")
        if not after or step in after:
            os.kill(os.getpid(), signal.SIGKILL)

    with session.session(master, folder, further) as spark:
        place = folder.as_uri()
        return worked_out(
            inputs, engine.matching(spark, place, stop), engine.judging(spark, place, stop)
        )
