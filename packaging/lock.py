"""Writes the lock files: `python packaging/lock.py`, with uv at hand (`pip install uv`).

`lock.txt` holds what the program needs, for every system and Python that it supports, with the
hash of each file; `lock-dev.txt` the same with the tools that test and build it. `--upgrade` takes
the newest versions that `pyproject.toml` allows; without it only what must change changes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent

_HEAD: Final = "# Written by `python packaging/lock.py`; installed with --require-hashes.\n"
LOCKS: Final = {
    "lock.txt": (),
    "lock-dev.txt": ("--extra", "dev", "--extra", "build"),
}


def main(words: list[str]) -> int:
    """Writes both; the exit code."""
    for name, extras in LOCKS.items():
        subprocess.run(
            ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",  # noqa: S607  # as installed
             "--generate-hashes", "--no-annotate", "--no-header", *extras, *words,
             "--output-file", str(HERE / name), "pyproject.toml"],
            cwd=ROOT, check=True,
        )  # fmt: skip
        text = (HERE / name).read_text(encoding="utf-8")
        (HERE / name).write_text(_HEAD + text.removeprefix(_HEAD), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
