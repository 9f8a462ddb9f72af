"""Dated copies: what a clerk has filled in is never overwritten without one."""

from __future__ import annotations

import datetime as dt
import filecmp
import shutil
from pathlib import Path

from orgtransfer.store import atomic


def keep(path: Path, zone: dt.tzinfo) -> Path | None:
    """Copies the file `path` beside itself under the time it was last changed.

    工作台账.xlsx becomes 工作台账_20261120-0230.xlsx. The same content is not copied twice.

    Returns:
        The copy, new or already there; None where there is no such file.

    Raises:
        OutputError: the copy cannot be written.
    """
    if not path.is_file():
        return None
    # A name may hold brackets, which a glob would take for a pattern.
    earlier = sorted(
        other
        for other in path.parent.iterdir()
        if other.name.startswith(f"{path.stem}_") and other.suffix == path.suffix
    )
    for other in earlier:
        if filecmp.cmp(path, other, shallow=False):
            return other
    copy = _free(path, dt.datetime.fromtimestamp(path.stat().st_mtime, zone))
    atomic.replace(copy, lambda fresh: shutil.copyfile(path, fresh))
    return copy


def _free(path: Path, when: dt.datetime) -> Path:
    stem = f"{path.stem}_{when:%Y%m%d-%H%M}"
    copy = path.with_name(f"{stem}{path.suffix}")
    number = 2
    while copy.exists():
        copy = path.with_name(f"{stem}-{number}{path.suffix}")
        number += 1
    return copy
