"""What one file may cost; each refusal names the limit and the setting."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.i18n import _


def shape(rows: int, columns: int, limits: Limits, place: str) -> None:
    """Refuses a sheet of too many columns or cells.

    Raises:
        InputError: a limit is passed.
    """
    if columns > limits.columns:
        raise _passed(place, columns, limits.columns, "limits.columns")
    if rows * columns > limits.cells:
        raise _passed(place, rows * columns, limits.cells, "limits.cells")


def unpacked(size: int, limits: Limits, place: str) -> None:
    """Refuses what unpacks to too many bytes.

    Raises:
        InputError: the limit is passed.
    """
    if size > limits.unpacked_mb * 1024 * 1024:
        raise _passed(place, size // (1024 * 1024), limits.unpacked_mb, "limits.unpacked_mb")


def _passed(place: str, found: int, allowed: int, setting: str) -> InputError:
    message = _(
        "{file}: {found} is above the limit {setting} = {allowed}; if the file is right, raise "
        "the limit in the configuration"
    )
    return InputError(
        message.format(file=place, found=f"{found:,}", setting=setting, allowed=allowed)
    )


@dataclass(frozen=True)
class Clock:
    """The time one file may take. It is looked at between steps and in every loop over rows."""

    place: str
    seconds: int
    started: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """Stops a file that takes too long.

        Raises:
            InputError: the time is over.
        """
        taken = time.monotonic() - self.started
        if taken > self.seconds:
            raise _passed(self.place, int(taken), self.seconds, "limits.seconds")
