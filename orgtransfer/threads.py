"""Two things at a time, where there is enough of them: a thread costs more than a few rows do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, Final

FEW: Final = 2_000
"""Rows up to which nothing is gained: threads of so small steps mostly wait for each other."""


def pool(rows: int, workers: int) -> Executor:
    """Who does what is submitted: threads, or for few rows the caller, one thing after another.

    Args:
        rows: how many rows are worked on.
        workers: how many threads.
    """
    return ThreadPoolExecutor(max_workers=workers) if rows > FEW else _Here()


class _Here(Executor):
    """Does everything at once, where it is asked."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401  # whatever the task takes
        made: Future[Any] = Future()
        try:
            made.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # it is raised where the result is asked for
            made.set_exception(error)
        return made
