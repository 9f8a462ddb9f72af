"""Clerks at work: `python -m tests.clerks --sequences 2000` does to worklists what people do.

Each sequence is a small committee over some nights: entries typed in and typed over, lines sorted without
the hidden key, cut, pasted, inserted and deleted; headers and sheets renamed, cells merged, columns
removed, columns of their own added; copies sent out, split, filled in late, handed in as workbooks or as
text, and sent again; and meanwhile exports with corrected names and numbers, renamed branches, other
posts, joiners and leavers. A plain model knows which note was typed for whom, and whom each copy was
typed in about. Asked at the end: is every note there, with the right person, and none back that was typed
over? And asked whenever something is handed in: did it change anything about somebody it says nothing of?
In every twenty-fifth sequence, or with `--libreoffice` in all, worklists are also saved by LibreOffice,
and handed in as .xls and .ods.

A sequence is its seed: `--first 500 --sequences 100` does the seeds 500 to 599, so that a long run can be done in
pieces that add up. What goes wrong is printed with its seed and what was done; `--first SEED
--sequences 1` does it again.
"""

from __future__ import annotations

import argparse
import copy
import functools
import gc
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Final

from orgtransfer import i18n
from tests.clerk_books import NOTES, OWN, PROGRAMS, libreoffice
from tests.clerk_desk import BOOK, CONFIG, Desk, Person

__all__ = ["BOOK", "CONFIG", "NOTES", "OWN", "Desk", "Person", "libreoffice", "tell"]

ACTS: Final[dict[str, int]] = {
    "type_notes": 6, "type_over": 3, "sort_without_key": 2, "cut_block": 1, "insert_line": 1,
    "delete_lines": 1, "rename_header": 1, "rename_sheet": 1, "merge_cells": 1, "remove_column": 1,
    "send_copy": 2, "split_copy": 1, "hand_in": 2, "send_again": 1,
    "correct": 4, "join_and_leave": 1, "next_night": 2,
}  # fmt: skip
"""What may happen -> how often."""
_WORLDS: Final = 12
"""How many first nights there are; sequences begin with a copy of one."""
_RULES: Final = """
[rules]
select = ["RL01", "RL02", "RL03", "RL07", "RL08", "DU01", "DU02", "DU04", "DU05", "BR07", "FD01", "FD02",
  "FD10", "ID01", "ID04", "ID05"]
"""
"""Rules that find something in so small a committee; the others only take their time."""
_OFFICE_EVERY: Final = 25


def sequence(seed: int, length: int = 14, *, programs: bool = False) -> tuple[Desk, list[str]]:
    """One sequence of acts: the desk at its end, and what is wrong there.

    Args:
        seed: of the sequence.
        length: how many acts.
        programs: whether LibreOffice saves worklists, too.
    """
    rng = random.Random(seed)
    acts = {**ACTS, "save_elsewhere": 4} if programs else ACTS
    chosen = rng.choices(list(acts), weights=list(acts.values()), k=length)
    with tempfile.TemporaryDirectory() as folder:
        begun = _begun(seed % _WORLDS)
        shutil.copytree(begun.folder, folder, dirs_exist_ok=True)
        desk = replace(
            copy.deepcopy(begun),
            folder=Path(folder),
            rng=rng,
            programs=PROGRAMS if programs else (),
        )
        try:
            for act in chosen:
                desk.do(act)
            desk.finish()
        except Exception as error:  # noqa: BLE001  # whatever it is, the night has stopped
            desk.wrong.append(f"stopped: {type(error).__name__}: {error}")
    return desk, desk.wrong


@functools.cache
def _begun(world: int) -> Desk:
    """A committee after its first night; its folder is gone when the program ends."""
    folder = tempfile.TemporaryDirectory()
    desk = Desk(Path(folder.name), random.Random(-1 - world), size=8 + world % 4, mixed=True)
    _ROOMS.append(folder)
    desk.begin(CONFIG + _RULES)
    return desk


_ROOMS: Final[list[tempfile.TemporaryDirectory[str]]] = []
"""Kept until the program ends, and then deleted."""


def tell(seed: int, first: int, sequences: int) -> None:
    """Says on the standard error how far a long run is, every ten sequences."""
    done = seed - first + 1
    if done % 10 == 0:
        print(f"{done} of {sequences}", file=sys.stderr, flush=True)


def main() -> None:
    """Prints what went wrong, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=50)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--libreoffice", action="store_true")
    given = parser.parse_args()
    i18n.use("en")
    # What stays for good need not be looked through again and again.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    wrong, acts = Counter[str](), Counter[str]()
    for seed in range(given.first, given.first + given.sequences):
        office = given.libreoffice or (seed % _OFFICE_EVERY == 0 and shutil.which("soffice"))
        desk, found = sequence(seed, programs=bool(office))
        acts.update(desk.counts)
        wrong.update(line.partition(":")[0] for line in found)
        if found:
            print(seed, found[:3], desk.done, flush=True)
        tell(seed, given.first, given.sequences)
    told = ", ".join(f"{act} {times}" for act, times in sorted(acts.items()))
    print(f"{given.sequences} sequences from {given.first} on; {told}")
    print(f"{dict(wrong) or 'nothing lost, moved, overruled or stopped'}; ", end="")
    print(f"{time.process_time() / given.sequences:.2f} CPU seconds a sequence")


if __name__ == "__main__":
    main()
