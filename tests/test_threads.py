"""What is done beside something else: by threads, or at once where there is little of it."""

from __future__ import annotations

import threading

import pytest

from orgtransfer import threads


@pytest.mark.parametrize("rows", [threads.FEW, threads.FEW + 1])
def test_the_results_are_the_same(rows: int) -> None:
    with threads.pool(rows, 2) as both:
        assert both.submit(divmod, 7, 2).result() == (3, 1)
        assert list(both.map(str.upper, ["a", "b"])) == ["A", "B"]
        failed = both.submit(int, "x")
    with pytest.raises(ValueError, match="invalid literal"):
        failed.result()


def test_few_rows_start_no_thread() -> None:
    with threads.pool(threads.FEW, 2) as both:
        assert both.submit(threading.get_ident).result() == threading.get_ident()
    with threads.pool(threads.FEW + 1, 2) as both:
        assert both.submit(threading.get_ident).result() != threading.get_ident()
