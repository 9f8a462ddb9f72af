"""Writes `sample_exports/` and the truth about it: `python -m tests.samples [FOLDER [TRUTH]]`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.samples import answers, exports
from tests.samples.build import build

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def main(arguments: list[str]) -> None:
    """Writes into the folders given, or where the repository keeps them."""
    folders = [Path(argument) for argument in arguments]
    folder, facts = (*folders, *(ROOT / "sample_exports", HERE / "truth")[len(folders) :])
    world = build()
    exports.write(world, folder)
    answers.write(world, facts)


if __name__ == "__main__":
    main(sys.argv[1:])
