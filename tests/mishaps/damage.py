"""Flipped bits and files that were cut off: named, found by `store check`, never read as truth."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from orgtransfer.errors import OrgtransferError, UnknownNameError
from orgtransfer.store import health, repair
from tests.mishaps import desk

NOW: Final = dt.datetime(2026, 11, 27, 9, 30)  # noqa: DTZ001  # names a file


def flips(whole: bytes, times: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """The file with one bit changed, many times over."""
    for _time in range(times):
        place, bit = chance.randrange(len(whole)), chance.randrange(8)
        broken = bytearray(whole)
        broken[place] ^= 1 << bit
        yield f"byte {place}, bit {bit}", bytes(broken)


def cuts(whole: bytes, times: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """The file without its end, many times over."""
    for _time in range(times):
        length = chance.randrange(len(whole))
        yield f"cut at {length}", whole[:length]


def damaged(folder: Path, flipped: int, cut: int, seed: int = 1) -> Counter[str]:
    """Damages a store so many times; what came of it.

    Returns:
        `silent`: another answer without a word; `raw`: an error that is none of ours; `missed`: what
        `check` did not find; `lost`: what a copy held and repairing did not bring back; and counts of
        what went well.
    """
    workspace = desk.settled(folder)
    store = workspace.path(workspace.config.store.path)
    file, spare = store / "store.sqlite", folder / "spare"
    before = desk.said(store)
    with workspace.store() as memory:
        memory.backup(workspace.now())
    shutil.copytree(store, spare)
    chance = random.Random(seed)
    whole = file.read_bytes()
    found: Counter[str] = Counter()
    for what, broken in (*flips(whole, flipped, chance), *cuts(whole, cut, chance)):
        file.write_bytes(broken)
        for result in _looked(store, before):
            found[result] += 1
            if result in {"silent", "raw", "missed", "lost", "not repaired"}:
                print(result, what, flush=True)
        shutil.rmtree(store)
        shutil.copytree(spare, store)
    return found


def _looked(store: Path, before: str) -> Iterator[str]:
    """What reading and checking a damaged store gives."""
    answer = _answer(store, before)
    yield answer
    try:
        faults: object = health.check(store)
    except OrgtransferError as error:
        faults = error
    except Exception as error:  # noqa: BLE001  # what is looked for
        print(repr(error), flush=True)
        yield "raw"
        return
    if not faults and answer != "same":
        yield "missed"
    yield "found" if faults else "harmless"
    if faults:
        yield _mended(store, before)


def _mended(store: Path, before: str) -> str:
    """Whether repairing brings back what the copies hold: here everything."""
    try:
        whole = repair.repair(store, NOW).whole
    except UnknownNameError:  # nothing is left of it
        whole = False
    if not whole or health.check(store):
        return "not repaired"
    return "repaired" if desk.said(store) == before else "lost"


def _answer(store: Path, before: str) -> str:
    try:
        return "same" if desk.said(store) == before else "silent"
    except OrgtransferError:
        return "named"
    except Exception as error:  # noqa: BLE001  # what is looked for
        print(repr(error), flush=True)
        return "raw"
