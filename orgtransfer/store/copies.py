"""Dated copies: what a clerk has filled in is never overwritten without one."""

from __future__ import annotations

import datetime as dt
import filecmp
import os
import re
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
    changed = path.stat().st_mtime
    copy = _free(path, dt.datetime.fromtimestamp(changed, zone))

    def write(fresh: Path) -> None:
        shutil.copyfile(path, fresh)
        # By this it is told later whether somebody has written in the copy.
        os.utime(fresh, (changed, changed))

    atomic.replace(copy, write)
    return copy


def superfluous(path: Path, keep: int, oldest: dt.date, zone: dt.tzinfo) -> list[Path]:
    """The dated copies of the file `path` that need not be kept any longer, the oldest first.

    A copy that somebody has saved since is nobody's copy any more, and stays.

    Args:
        path: the file.
        keep: how many of the latest are kept.
        oldest: the first day whose copies are kept.
        zone: in which the copies' dates are.
    """
    named = re.compile(re.escape(path.stem) + r"_(\d{8}-\d{4})(?:-(\d+))?" + re.escape(path.suffix))
    dated = sorted(
        (found[1], int(found[2] or 1), other)
        for other in path.parent.iterdir()
        if (found := named.fullmatch(other.name)) and _saved(other, zone) == found[1]
    )
    latest = len(dated) - keep
    return [
        copy
        for place, (day, _number, copy) in enumerate(dated)
        if place < latest or day[:8] < f"{oldest:%Y%m%d}"
    ]


def _saved(path: Path, zone: dt.tzinfo) -> str:
    return f"{dt.datetime.fromtimestamp(path.stat().st_mtime, zone):%Y%m%d-%H%M}"


def _free(path: Path, when: dt.datetime) -> Path:
    stem = f"{path.stem}_{when:%Y%m%d-%H%M}"
    copy = path.with_name(f"{stem}{path.suffix}")
    number = 2
    while copy.exists():
        copy = path.with_name(f"{stem}-{number}{path.suffix}")
        number += 1
    return copy
