"""Runs that are killed, and disks that are full: nothing lost, nothing left, one clear message."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import openpyxl

from orgtransfer import run
from orgtransfer.errors import OrgtransferError
from orgtransfer.run import Workspace
from tests.mishaps import desk

_WRITES: Final = 45
"""So often a run of the small folder opens, renames or syncs a file that it writes."""
_FAULTS: Final = Path(__file__).with_name("faults")
"""A folder whose `sitecustomize` makes the n-th write fail."""


class Office:
    """A settled folder that is put back before each mishap, and a temporary folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._spare, self.temporary = folder / "desk", folder / "spare", folder / "tmp"
        self.temporary.mkdir()
        desk.settled(self._spare)
        desk.add(self._spare, "孙立新,990000199201014573,某协会党支部,正式党员,兼职\n")
        desk.enter(self._spare / desk.BOOK, "刚刚写的", first=1)

    def reset(self) -> Workspace:
        """The folder as it was; its configuration."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._spare, self.folder)
        return run.load(self.folder / "config.toml")

    def start(self, **env: str) -> subprocess.Popen[str]:
        """A run in a process of its own."""
        return desk.start(self.folder, "reconcile", "-q", **{"TMPDIR": str(self.temporary), **env})

    def trouble(self, workspace: Workspace) -> list[str]:
        """What is wrong in the folder now, and after the next run."""
        wrong = [] if self._is_whole() else ["no whole workbook"]
        try:
            with workspace.store() as memory:
                if memory.rulings().height < 4:
                    wrong.append("rulings lost")
        except OrgtransferError as error:
            wrong.append(f"store: {error}")
        with self.start() as after:
            _out, err = after.communicate()
        if after.returncode:
            return [*wrong, f"the next run: {after.returncode} {err}"]
        notes = desk.shown(self.folder / desk.BOOK)
        kept = desk.kept(workspace)
        wrong += [
            f"lost: {note}"
            for note in ("三年的心血", "刚刚写的")
            if note not in notes or note not in kept
        ]
        left = desk.litter(self.folder, self.temporary)
        return [*wrong, *(f"left: {path.name}" for path in left)]

    def _is_whole(self) -> bool:
        try:
            openpyxl.load_workbook(self.folder / desk.BOOK).close()
        except Exception:  # noqa: BLE001  # whatever is wrong with it
            return False
        return True


def killed(folder: Path, times: int, seed: int = 1, seconds: float | None = None) -> Counter[str]:
    """Kills a run at so many moments of the `seconds` that it takes; what was wrong afterwards."""
    office, chance = Office(folder), random.Random(seed)
    seconds = _measured(office) if seconds is None else seconds
    found: Counter[str] = Counter()
    for moment in range(times):
        workspace = office.reset()
        # The first half of a run only reads; most moments fall into the half that writes.
        share = chance.uniform(0.45, 1.02) if moment % 4 else chance.uniform(0.1, 0.5)
        with office.start() as running:
            time.sleep(seconds * share)
            running.kill()
            running.communicate()
        found["killed" if running.returncode < 0 else "done before"] += 1
        for line in office.trouble(workspace):
            print(f"{share:.2f}", line, flush=True)
            found[line.partition(":")[0]] += 1
        _told(moment + 1, found)
    return found


def _told(done: int, found: Counter[str]) -> None:
    """The figures so far, now and then: a long form that is broken off has shown something."""
    if done % 10 == 0:
        print(f"{done}: {dict(found)}", flush=True)


def _measured(office: Office) -> float:
    office.reset()
    began = time.monotonic()
    with office.start() as whole:
        whole.communicate()
    return time.monotonic() - began


# -- full disks ---------------------------------------------------------------------------------


def filled(folder: Path, times: int, seed: int = 1) -> Counter[str]:
    """Lets so many runs meet a full disk in one way or another; what was wrong."""
    office, chance = Office(folder), random.Random(seed)
    ways: list[Way] = [_no_room, _no_room, _size_limit, _full_temporary, _gone]
    if _may_mount(folder):
        ways.append(_small_disk)
    found: Counter[str] = Counter()
    for number in range(times):
        way = ways[number % len(ways)]
        workspace = office.reset()
        with _in_the_way(office, way, chance) as running:
            _out, err = running.communicate()
        found[f"{way.__name__} {running.returncode}"] += 1
        if running.returncode not in {0, 2} or "Traceback" in err or "fault" in err:
            print(way.__name__, running.returncode, err, flush=True)
            found["no clear message"] += 1
        if running.returncode == 2 and not err.startswith("Error: "):
            print(way.__name__, err, flush=True)
            found["no clear message"] += 1
        with _room(office, way):
            wrong = office.trouble(workspace)
        for line in wrong:
            print(way.__name__, line, flush=True)
            found[line.partition(":")[0]] += 1
        _told(number + 1, found)
    return found


Way = Callable[[Office, random.Random], subprocess.Popen[str]]


@contextlib.contextmanager
def _in_the_way(office: Office, way: Way, chance: random.Random) -> Iterator[subprocess.Popen[str]]:
    with way(office, chance) as running:
        yield running
    shutil.rmtree(office.temporary, ignore_errors=True)
    office.temporary.mkdir()


def _no_room(office: Office, chance: random.Random) -> subprocess.Popen[str]:
    """The n-th write, sync or rename fails: no space left on the device."""
    return _failing(office, chance, "28")


def _may_mount(folder: Path) -> bool:
    """Whether a small file system can be made here: on Linux, as root."""
    place = folder / "mounted"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if (
        sys.platform != "linux"
        or subprocess.run(words, check=False, capture_output=True).returncode
    ):
        return False
    subprocess.run(["umount", str(place)], check=True)
    return True


def _small_disk(office: Office, chance: random.Random) -> subprocess.Popen[str]:
    """The folder lies on a file system that is full after so many bytes more."""
    used = sum(path.stat().st_size for path in office.folder.rglob("*") if path.is_file())
    aside = office.folder.rename(office.folder.with_name("aside"))
    office.folder.mkdir()
    # Each file takes whole pages.
    room = used // 1024 + 100 + chance.randrange(4, 700, 4)
    words = ["mount", "-t", "tmpfs", "-o", f"size={room}k", "tmpfs", str(office.folder)]
    subprocess.run(words, check=True)
    shutil.copytree(aside, office.folder, dirs_exist_ok=True)
    shutil.rmtree(aside)
    return office.start()


@contextlib.contextmanager
def _room(office: Office, way: Way) -> Iterator[None]:
    """A small disk has room again for the run that comes next, and is gone after it."""
    if way is not _small_disk:
        yield
        return
    subprocess.run(["mount", "-o", "remount,size=64m", str(office.folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(office.folder)], check=True)


def _gone(office: Office, chance: random.Random) -> subprocess.Popen[str]:
    """The n-th one fails, and all after it: the share is gone."""
    return _failing(office, chance, "-5")


def _failing(office: Office, chance: random.Random, number: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(_FAULTS), str(desk.ROOT)])
    return office.start(PYTHONPATH=path, FAULT_AT=str(chance.randrange(1, _WRITES)), FAULT=number)


def _size_limit(office: Office, chance: random.Random) -> subprocess.Popen[str]:
    """No file may be longer than so many bytes."""
    limit = chance.choice([512, 4096, 20_000, 60_000, 150_000, 300_000])
    code = (
        f"import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
        "sys.argv = ['orgtransfer', 'reconcile', '-q']; runpy.run_module('orgtransfer', run_name='__main__')"
    )
    return desk.start(office.folder, "-c", code, module=(), TMPDIR=str(office.temporary))


def _full_temporary(office: Office, _chance: random.Random) -> subprocess.Popen[str]:
    """The system's temporary folder takes nothing."""
    return office.start(TMPDIR="/proc/self/nowhere", TEMP="/proc/self/nowhere", TMP="/proc/self/x")
