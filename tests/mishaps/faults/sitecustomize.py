"""Makes what writes fail: Python imports this by itself where its folder is on `PYTHONPATH`.

`FAULT_AT`: which write, sync, rename or connection of the process fails first; `FAULT`: the error's
number, negative where every later one fails as well.
"""

from __future__ import annotations

import os
import sys
from typing import Any

_AT = int(os.environ.get("FAULT_AT", "0"))
_NUMBER = int(os.environ.get("FAULT", "28"))
_EVENTS = {"open", "os.rename", "os.mkdir", "os.chmod", "os.truncate", "os.remove"}
_count = 0


def _fail() -> None:
    global _count  # noqa: PLW0603  # one process, one count
    _count += 1
    if _AT and (_count == _AT or (_NUMBER < 0 and _count > _AT)):
        number = abs(_NUMBER)
        raise OSError(number, os.strerror(number))


def _is_write(event: str, args: tuple[Any, ...]) -> bool:
    if event == "open":
        path, mode, flags = args
        if not isinstance(path, str) or "/proc/" in path or "__pycache__" in path:
            return False
        writing = flags & (os.O_WRONLY | os.O_RDWR) if isinstance(flags, int) else 0
        return bool(writing) or (isinstance(mode, str) and set(mode) & set("wax+") != set())
    return event in _EVENTS


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if _is_write(event, args):
        _fail()


_fsync, _write = os.fsync, os.write


def _failing_fsync(handle: int) -> None:
    _fail()
    _fsync(handle)


os.fsync = _failing_fsync
if _AT:
    sys.addaudithook(_watch)
