"""The register of letters: who was given which number, and that no number is given out twice.

The highest number stands in two places: the store, and a small file beside the store's folder to
which a line is added before the store takes the numbers in. A store that was put back from a copy
goes on after the higher of the two. Whatever breaks off between these steps leaves numbers unused,
never one used twice.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.errors import OutputError, UnknownNameError
from orgtransfer.i18n import _
from orgtransfer.store import database, rulings_file, seals

_LINE: Final = re.compile(r"^(\d{4}) (\d{1,9})$")
_DIGITS: Final = 4
_HANDLER: Final = (
    "SELECT value FROM additions WHERE kind = 'letter' AND subject = letter_no"
    " AND place = 'handler' ORDER BY taken DESC LIMIT 1"
)
_HEAD: Final = "# orgtransfer: highest letter numbers given out; do not delete\n"


@dataclass(frozen=True)
class Draft:
    """A letter before it has a number."""

    person: str
    name: str | None
    id_number: str | None
    """Masked: the register is for finding a letter again, not for writing it again."""
    from_org: str | None
    to_org: str | None
    valid_days: int


@dataclass(frozen=True)
class Register:
    """The letters of one store."""

    connection: sqlite3.Connection
    store: Path
    """The store's folder."""

    @property
    def beside(self) -> Path:
        """The file that outlives the store."""
        return self.store.with_name(f"{self.store.name}.letters")

    def reserve(self, drafts: Sequence[Draft], issued: dt.date, first: int) -> list[str]:
        """Gives each draft the next number; once this returns, they are on the disk.

        Args:
            drafts: the letters.
            issued: their date; numbers begin anew each year.
            first: the lowest number to give, where a register on paper came before.

        Returns:
            The numbers, in the order of the drafts.

        Raises:
            OutputError: the numbers cannot be written down; none is given out then.
        """
        if not drafts:
            return []
        with database.trouble(self.store):
            # The lock is taken before the highest number is looked at.
            self.connection.execute("BEGIN IMMEDIATE")
            with self.connection:
                start = max(self._last(issued.year) + 1, first)
                serials = range(start, start + len(drafts))
                _append(self.beside, f"{issued.year} {serials[-1]}")
                numbers = [f"{issued.year}{serial:0{_DIGITS}d}" for serial in serials]
                now = _now()
                self.connection.executemany(
                    "INSERT INTO letters (year, serial, letter_no, reserved, person, name,"
                    " id_number, from_org, to_org, issued, valid_days, state)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')",
                    [
                        (
                            issued.year, serial, number, now, draft.person, draft.name,
                            draft.id_number, draft.from_org, draft.to_org, issued.isoformat(),
                            draft.valid_days,
                        )
                        for serial, number, draft in zip(serials, numbers, drafts, strict=True)
                    ],
                )  # fmt: skip
                seals.put(self.connection)
            rulings_file.keep_letters(self.connection, self.store, numbers)
        return numbers

    def _last(self, year: int) -> int:
        row = self.connection.execute(
            "SELECT max(serial) FROM letters WHERE year = ?", (year,)
        ).fetchone()
        return max(int(row[0] or 0), _noted(self.beside, year))

    def finished(self, numbers: Sequence[str]) -> None:
        """Notes that the files of these letters are there."""
        self._set("written = ?", (_now(),), numbers)

    def close(
        self, numbers: Sequence[str], state: str, day: dt.date | None, reason: str | None
    ) -> None:
        """Makes letters void, arrived or received; or open again.

        Args:
            numbers: the letters.
            state: `void`, `arrived`, `received` or `open`.
            day: since when; None for one that is open.
            reason: why.
        """
        values = (state, day.isoformat() if day else None, reason)
        self._set("state = ?, closed = ?, reason = ?", values, numbers)

    def _set(self, change: str, values: tuple[str | None, ...], numbers: Sequence[str]) -> None:
        with database.trouble(self.store), self.connection:
            self.connection.executemany(
                f"UPDATE letters SET {change} WHERE letter_no = ?",  # noqa: S608  # the text is all ours
                [(*values, number) for number in numbers],
            )
            seals.put(self.connection)
        with database.trouble(self.store):
            rulings_file.keep_letters(self.connection, self.store, numbers)

    def all(self) -> pl.DataFrame:
        """LETTERS, in the order of their numbers."""
        columns = ", ".join(name for name in frames.LETTERS.columns if name != "handler")
        with database.trouble(self.store):
            rows = self.connection.execute(
                f"SELECT {columns}, ({_HANDLER}) AS handler FROM letters ORDER BY year, serial"  # noqa: S608  # names of ours
            ).fetchall()
        texts = {
            name: pl.String if dtype == pl.Date else dtype
            for name, dtype in frames.LETTERS.columns.items()
        }
        kept = pl.DataFrame(rows, schema=texts, orient="row")
        return kept.with_columns(pl.col("issued", "closed").str.to_date())

    def named(self, number: str) -> dict[str, object]:
        """One letter, as a row of LETTERS.

        Raises:
            UnknownNameError: no letter has the number.
        """
        found = self.all().filter(letter_no=number.strip())
        if found.is_empty():
            raise UnknownNameError(
                _("There is no letter {number}; see: orgtransfer letters list").format(
                    number=number
                )
            )
        return found.row(0, named=True)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _noted(path: Path, year: int) -> int:
    """The highest number of a year that the file names; what it cannot mean is passed over."""
    try:
        lines = path.read_bytes().decode("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise _unusable(path, error) from error
    found = [match for line in lines if (match := _LINE.match(line.strip()))]
    return max((int(match[2]) for match in found if int(match[1]) == year), default=0)


def _append(path: Path, line: str) -> None:
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        with os.fdopen(handle, "r+b") as stream:
            size = stream.seek(0, os.SEEK_END)
            before = _HEAD if size == 0 else ""
            if size:
                stream.seek(size - 1)
                # A line that broke off must not run into the next one.
                before = "" if stream.read(1) == b"\n" else "\n"
            stream.write(f"{before}{line}\n".encode())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        _(
            "{file}: the numbers of the letters cannot be written down ({reason}), so none was "
            "given out."
        ).format(file=path, reason=error.strerror)
    )
