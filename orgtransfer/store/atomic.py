"""Files that are either the old one or the new one, never half of it.

Ours because atomicwrites is no longer looked after, and renaming is the least of it: a workbook that
is open in Excel or WPS, what killed runs left, permissions, and a message that says what to do.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from orgtransfer.errors import OutputError
from orgtransfer.i18n import _

_FRESH = re.compile(r"\.(?:([0-9a-f]{4})-([0-9]+)-)?[a-z0-9_]{8}~(\.\w+)?(-journal|-wal|-shm)?")
"""What the files that `_replace` makes are called, and what SQLite puts beside them: the machine and
the process that writes them stand in front; earlier versions left these out."""
_LEFT_AFTER = 3600
"""Seconds after which such a file is no longer being written."""
_MACHINE = hashlib.blake2b(platform.node().encode(), digest_size=2).hexdigest()
_MARK_HOLDS = 86_400
"""Seconds for which a mark beside a workbook says that it is open: a program that crashed leaves its mark."""
PRIVATE = 0o600
"""What is written is about people: nobody but its owner reads it."""


class InUseError(OutputError):
    """The file is open in a spreadsheet program; another name is free to be written."""


def replace(path: Path, write: Callable[[Path], object], mode: int = PRIVATE) -> None:
    """Writes a file beside `path` and then puts it in its place.

    Args:
        path: the file to make or to replace.
        write: writes the whole content to the path it is given, which ends as `path` does.
        mode: the permissions of the new file.

    Raises:
        OutputError: it cannot be written, or the file there is open in a spreadsheet program.
            What was there before is untouched.
    """
    check(path)
    try:
        _replace(path, write, mode)
    except OSError as error:
        raise OutputError(_unwritable(path, error)) from error


def write(path: Path, content: bytes) -> None:
    """Writes a whole file as `replace` does.

    Args:
        path: the file to make or to replace.
        content: all of it.

    Raises:
        OutputError: as `replace`.
    """
    replace(path, lambda fresh: fresh.write_bytes(content))


def make_folder(folder: Path) -> None:
    """Makes a folder for the user alone, unless it is there.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise OutputError(
            _("The folder {folder} cannot be made ({reason}).").format(
                folder=folder, reason=error.strerror
            )
        ) from error


def check(path: Path) -> None:
    """Makes sure that `path` can be written, before hours of work go into its content.

    Raises:
        OutputError: its folder is missing, it is a folder itself, or may not be written.
        InUseError: it is open in a spreadsheet program.
    """
    if not path.parent.is_dir():
        raise OutputError(
            _("{file}: the folder {folder} does not exist; make it first.").format(
                file=path.name, folder=path.parent
            )
        )
    if path.is_dir():
        raise OutputError(_("{file} is a folder; name a file.").format(file=path))
    _check_closed(path)
    try:
        if path.exists():
            # On Windows this fails while Excel or WPS holds the file.
            with path.open("r+b"):
                pass
        elif not os.access(path.parent, os.W_OK):
            raise PermissionError(13, os.strerror(13))
    except OSError as error:
        kind = InUseError if isinstance(error, PermissionError) and path.exists() else OutputError
        raise kind(_unwritable(path, error)) from error


def sweep(folder: Path) -> int:
    """Removes what runs that were killed between writing and renaming have left in a folder.

    Returns:
        How many files were removed. One that cannot be removed is left for the next time.
    """
    removed = 0
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if _is_left(path):
                path.unlink()
                removed += 1
    return removed


def _is_left(path: Path) -> bool:
    """Whether a file is one that nobody is writing any longer."""
    name = _FRESH.fullmatch(path.name)
    if name is None:
        return False
    return (name[1] == _MACHINE and not _is_alive(int(name[2]))) or (
        path.stat().st_mtime < time.time() - _LEFT_AFTER
    )


def _is_alive(process: int) -> bool:
    """Whether a process of this machine may be at work."""
    if sys.platform == "win32":
        return True  # asking there would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _check_closed(path: Path) -> None:
    """Where replacing an open workbook is possible, saving it later would undo the run."""
    mark = mark_beside(path)
    if mark is not None and path.exists():
        raise InUseError(
            _(
                "{file} is open in Excel, WPS or LibreOffice: close it and try again. "
                "If it is not open, delete {mark} beside it. Nothing was changed."
            ).format(file=path.name, mark=mark.name)
        )


def mark_beside(path: Path) -> Path | None:
    """What Excel, WPS or LibreOffice leaves beside a file it holds open; not one left by a crash."""
    names = (f"~${path.name}", f".~{path.name}", f".~lock.{path.name}#")
    return next((path.with_name(name) for name in names if _is_recent(path.with_name(name))), None)


def _is_recent(mark: Path) -> bool:
    try:
        return mark.stat().st_mtime > time.time() - _MARK_HOLDS
    except OSError:
        return False


def _unwritable(path: Path, error: OSError) -> str:
    if isinstance(error, PermissionError) and path.exists():
        return _(
            "{file} cannot be written: close it if it is open in Excel or WPS, and see that it is "
            "not read-only. Nothing was changed."
        ).format(file=path)
    return _("{file} cannot be written ({reason}). Nothing was changed.").format(
        file=path, reason=error.strerror or type(error).__name__
    )


def _replace(path: Path, write: Callable[[Path], object], mode: int) -> None:
    sweep(path.parent)
    # In the same folder, for only there a rename is one step.
    handle, name = tempfile.mkstemp(
        dir=path.parent, prefix=f".{_MACHINE}-{os.getpid()}-", suffix=f"~{path.suffix}"
    )
    os.close(handle)
    fresh = Path(name)
    try:
        write(fresh)
        with fresh.open("r+b") as stream:
            os.fsync(stream.fileno())
        fresh.chmod(mode)
        fresh.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """The new name must survive a power cut too; Windows has no such call and needs none."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
