"""The page of a run of real size, in a real browser: how large, how soon ready, how quick a key.

    python -m tests.benchmarks.bench_page [--size 34000x120000] [--tries 5]

A world is written as two csv files and reconciled; `orgtransfer report` writes both pages, each in
a process of its own. Then headless Chromium opens the one with people as often as asked.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from tests.benchmarks import bench_command
from tests.report.chromium import KEY, Visit, launched

KEYS: Final = ("w", "wx", "wxm", "王", "王小", "江西省人民", "rl01", "rl01 王", "1234", "jxsr", "")


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="34000x120000")
    parser.add_argument("--tries", type=int, default=5)
    asked = parser.parse_args()
    roster, register = map(int, asked.size.split("x"))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        bench_command.write(folder, "full", roster, register)
        _run(folder, "reconcile", "-q")
        for name, words in (("page", ()), ("people", ("--people",))):
            seconds = _run(folder, "report", *words, "-o", f"{name}.html")
            size = (folder / f"{name}.html").stat().st_size / 1e6
            print(f"{name}: {size:.2f} MB, written in {seconds:.1f} s")
        with launched() as browser:
            look(Visit(browser, folder / "people.html"), asked.tries)


def look(one: Visit, tries: int) -> None:
    """Prints how soon the page is ready and how quickly keys are answered."""
    ready = [int(one.open().get_attribute("html", "data-ready") or 0) for _try in range(tries)]
    print(f"{one.page.inner_text('#count')}; ready after {_told(ready)} ms")
    one.page.wait_for_timeout(1000)
    for typed in KEYS:
        times = [one.page.evaluate(KEY, typed) for _try in range(tries)]
        print(f"key {typed!r}: {_told(times)} ms")


def _told(times: list[Any]) -> str:
    return f"{min(times):.0f} at best, {max(times):.0f} at worst"


def _run(folder: Path, *words: str) -> float:
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "orgtransfer", "--lang", "zh", *words],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
