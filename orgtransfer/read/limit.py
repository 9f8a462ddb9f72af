"""What one file may cost; each refusal names the limit and the setting."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Final

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.i18n import _

NESTING: Final = 3
"""How many archives may stand one inside the other."""
_MB: Final = 1024 * 1024


@dataclass
class _Spent:
    """What a file has cost so far, archives inside it included."""

    started: float = field(default_factory=time.monotonic)
    unpacked: int = 0


@dataclass(frozen=True)
class Job:
    """One file being read: what it is called, what it may cost, what opens it."""

    place: str
    """What messages call it; of a file in an archive, the archive and the file."""
    limits: Limits = field(default_factory=Limits)
    password: str | None = None
    depth: int = 0
    _spent: _Spent = field(default_factory=_Spent)

    def within(self, member: str) -> Job:
        """The job of a file inside this one; both share what they may cost.

        Raises:
            InputError: too many archives stand one inside the other.
        """
        place = f"{self.place}/{member}"
        if self.depth + 1 > NESTING:
            message = _("{file}: {number} archives one inside the other; unpack them and try again")
            raise InputError(message.format(file=place, number=self.depth + 1))
        return replace(self, place=place, depth=self.depth + 1)

    def clock(self) -> None:
        """Stops a file that takes too long: looked at between steps and in loops over rows.

        Raises:
            InputError: the time is over.
        """
        taken = time.monotonic() - self._spent.started
        if taken > self.limits.seconds:
            raise self._passed(int(taken), self.limits.seconds, "limits.seconds")

    def unpacked(self, size: int) -> None:
        """Counts bytes that were unpacked.

        Raises:
            InputError: the file has unpacked to more than it may.
        """
        self._spent.unpacked += size
        if self._spent.unpacked > self.limits.unpacked_mb * _MB:
            size = -(-self._spent.unpacked // _MB)
            raise self._passed(size, self.limits.unpacked_mb, "limits.unpacked_mb")

    def shape(self, rows: int, columns: int) -> None:
        """Refuses a sheet of too many columns or cells.

        Raises:
            InputError: a limit is passed.
        """
        if columns > self.limits.columns:
            raise self._passed(columns, self.limits.columns, "limits.columns")
        if rows * columns > self.limits.cells:
            raise self._passed(rows * columns, self.limits.cells, "limits.cells")

    def damaged(self) -> InputError:
        """The message for a workbook that cannot be read."""
        message = _(
            "{file}: the file is damaged and cannot be read; open it in Excel or WPS and save it "
            "again as .xlsx, or export it once more"
        )
        return InputError(message.format(file=self.place))

    def _passed(self, found: int, allowed: int, setting: str) -> InputError:
        message = _(
            "{file}: {found} is above the limit {setting} = {allowed}; if the file is right, "
            "raise the limit in the configuration"
        )
        return InputError(
            message.format(file=self.place, found=f"{found:,}", setting=setting, allowed=allowed)
        )
