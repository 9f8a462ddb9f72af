"""What a workbook says of its origin: which store wrote it, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Stamp:
    """Stands among the document's properties (keywords), where saving leaves it alone."""

    store: str
    """`Store.identity`; "" in workbooks of versions that did not say."""
    written: dt.datetime
    """UTC; see `Store.tick`: tells what could be seen in the workbook."""

    def __str__(self) -> str:
        return f"orgtransfer:{self.store}:{self.written.isoformat(timespec='seconds')}"

    @classmethod
    def parsed(cls, text: str) -> Self | None:
        """The stamp that a text is; None where it is none."""
        maker, _colon, rest = text.partition(":")
        store, _colon, written = rest.partition(":")
        if maker != "orgtransfer":
            return None
        try:
            return cls(store, dt.datetime.fromisoformat(written))
        except ValueError:
            return None
