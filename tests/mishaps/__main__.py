"""`python -m tests.mishaps [WHAT...]`: each mishap so many times, and what was lost, left or not told.

    python -m tests.mishaps damage    500 flipped bits and 100 cut files of a store
    python -m tests.mishaps stores    each kind of lost, old, foreign, moved and emptied store
    python -m tests.mishaps kills     200 runs that are killed
    python -m tests.mishaps disks     60 full disks, size limits, temporary folders, shares that go
    python -m tests.mishaps race      a worklist saved at 40 moments of a run, in two sizes
    python -m tests.mishaps watch     failing, absent and hanging nights, and who hears of them
    python -m tests.mishaps cron      one of these, run by a real cron (as root, where there is one)

Without WHAT all of them; `--times 0.1` does a tenth of each. The exit code is 1 where anything was lost,
left, or not told.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.mishaps import damage, race, stops, stores, watch

MISHAPS: Final[dict[str, Callable[[Path, float], Counter[str]]]] = {
    "damage": lambda folder, share: damage.damaged(folder, round(500 * share), round(100 * share)),
    "stores": lambda folder, _share: stores.lost(folder),
    "kills": lambda folder, share: stops.killed(folder, round(200 * share)),
    "disks": lambda folder, share: stops.filled(folder, round(60 * share)),
    "race": lambda folder, share: race.raced(folder, round(40 * share)),
    "watch": lambda folder, _share: watch.watched(folder),
    "cron": lambda folder, _share: watch.heard_by_cron(folder),
}

_WELL: Final = re.compile(r"found|harmless|saved|killed|done before|kinds|heard of|\w+ -?\d+")
"""What may be counted where everything is as it should be; the last one is a way and its exit code."""


def main() -> int:
    """Prints the figures of each, and says whether all was well."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", choices=[*MISHAPS, []])
    parser.add_argument("--times", type=float, default=1.0)
    given = parser.parse_args()
    well = True
    for name in given.what or [name for name in MISHAPS if name != "cron"]:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="mishaps-") as folder:
            found = MISHAPS[name](Path(folder), given.times)
        print(f"{name}: {dict(found)} ({time.monotonic() - began:.0f} s)", flush=True)
        well &= not any(count for what, count in found.items() if not _WELL.fullmatch(what))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
