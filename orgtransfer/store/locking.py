"""One run at a time: a lock that ends with its process, so that a crash leaves none behind.

Ours because the file says who holds it: filelock empties it on each try, and refuses where a network
share knows no locks.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from orgtransfer.errors import ProtectedError
from orgtransfer.i18n import _

# The byte that Windows locks lies behind the text: a locked byte cannot be read by others.
_BYTE = 4096


@contextlib.contextmanager
def hold(path: Path) -> Iterator[None]:
    """Holds the lock file `path` as long as the block runs.

    The operating system drops the lock when its process ends, however it ends; the file stays,
    and says who holds it.

    Raises:
        ProtectedError: another process holds it: which, and since when.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _locked(handle):
            raise ProtectedError(_held_by(handle))
        _sign(handle)
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
            _release(handle)
    finally:
        os.close(handle)


def _sign(handle: int) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "host": platform.node(), "since": since}
    os.write(handle, json.dumps(holder).encode())


def _held_by(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    holder = {"pid": "?", "host": "?", "since": "?"}
    with contextlib.suppress(ValueError, OSError):
        holder |= json.loads(os.read(handle, _BYTE))
    return _(
        "Another run is at work here since {since} (process {pid} on {host}). "
        "Wait until it is done, then try again."
    ).format(**holder)


if sys.platform == "win32":
    import msvcrt

    def _locked(handle: int) -> bool:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(handle: int) -> None:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # Some network shares know no locks; a run there is better than none.
            return True
        return True

    def _release(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
