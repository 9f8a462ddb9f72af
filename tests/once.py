"""What tests begin with is made once: for all pytest-xdist workers (`shared`), or for one (`copied`, `night`).

A first run on a handful of rows costs a second, on the samples three, and hundreds of tests begin
with one. A copy of the folder goes on as the folder itself would: where it lies makes no difference.
Workers share a folder behind a lock, as the documentation of pytest-xdist proposes.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result

from orgtransfer.errors import ProtectedError
from orgtransfer.store import locking


def shared(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made by the first worker to ask for it; tests must not write into it.

    Args:
        factory: pytest's own.
        name: of the folder, one for each thing that is made.
        make: fills the folder, which is there and empty.
    """
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # the workers' folders lie beside each other in it
    folder, done = root / f"shared-{name}", root / f"shared-{name}.done"
    with _held(root / f"shared-{name}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@contextlib.contextmanager
def _held(lock: Path) -> Iterator[None]:
    """Waits until nobody else holds the lock, and holds it."""
    with contextlib.ExitStack() as stack:
        while True:
            try:
                stack.enter_context(locking.hold(lock))
                break
            except ProtectedError:
                time.sleep(0.05)
        yield


_COPIED: dict[object, Path] = {}


def copied(name: object, make: Callable[[Path], object], folder: Path) -> Path:
    """`folder` as `make` fills an empty one: made once a worker for each name, then copied.

    Args:
        name: what is made, with all that it depends on.
        make: fills the folder, which is there.
        folder: where to; what lies there stays.
    """
    if name not in _COPIED:
        kept = _own()
        make(kept)
        _COPIED[name] = kept
    return Path(shutil.copytree(_COPIED[name], folder, dirs_exist_ok=True))


def _own() -> Path:
    """An empty folder that goes with this process."""
    made = tempfile.TemporaryDirectory(prefix="once-", ignore_cleanup_errors=True)
    atexit.register(made.cleanup)
    return Path(made.name)


@dataclass(frozen=True)
class _Night:
    """What a night left behind, and what it said."""

    folder: Path
    at: Path
    """Where it was run: its messages name the place."""
    said: Result


_NIGHTS: dict[str, _Night] = {}


def night(run: Callable[..., Result], folder: Path, *words: object) -> Result:
    """`orgtransfer reconcile WORDS`: run where this very folder is new, else laid down as it came out.

    For what a test begins with. Whoever tests the night itself, or changes the program beforehand, runs
    it: a folder of the same content, asked for the same in the same language on the same day, gives
    the same, and that is all that is looked at here.

    Args:
        run: the command line in this process.
        folder: all that the night reads and writes; it may have had nights before.
        words: options; they may name the folder.
    """
    key = _key(folder, words)
    if key not in _NIGHTS:
        said = run("reconcile", *words)
        _NIGHTS[key] = _Night(_kept(folder), folder, said)
        return said
    known = _NIGHTS[key]
    _lay_down(known.folder, folder)
    return _elsewhere(known, folder)


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _key(folder: Path, words: tuple[object, ...]) -> str:
    seen = [(name, (folder / name).read_bytes()) for name in _files(folder)]
    asked = [str(word).replace(str(folder), "") for word in words]
    spoken = [os.environ.get(name) for name in ("ORGTRANSFER_LANG", "LANGUAGE", "LANG", "TZ")]
    return hashlib.sha256(repr((seen, asked, spoken, dt.date.today())).encode()).hexdigest()  # noqa: DTZ011  # the machine's day, whatever its zone


def _kept(folder: Path) -> Path:
    return Path(shutil.copytree(folder, _own(), dirs_exist_ok=True))


def _lay_down(kept: Path, folder: Path) -> None:
    """`folder` holds what `kept` holds, and nothing else."""
    for name in {*_files(folder)} - {*_files(kept)}:
        (folder / name).unlink()
    shutil.copytree(kept, folder, dirs_exist_ok=True)


def _elsewhere(known: _Night, folder: Path) -> Result:
    old, new = (str(place).encode() for place in (known.at, folder))
    said = known.said
    return Result(
        said.runner,
        *(text.replace(old, new) for text in (said.stdout_bytes, said.stderr_bytes, said.output_bytes)),
        said.return_value, said.exit_code, said.exception, said.exc_info,
    )  # fmt: skip
