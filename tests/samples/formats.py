"""How the systems and their clerks write things down: dates, masks, fillers."""

from __future__ import annotations

import datetime as dt
from typing import Final

_EPOCH: Final = dt.date(1899, 12, 30)
DATE_STYLES: Final = (
    "cell", "dashes", "slashes", "solid", "dots", "month_dots", "month_words", "dashes", "cell",
    "solid",
)  # fmt: skip
"""One a roster association, in turn. `month_*` tell the month only."""


def date(iso: str, style: str) -> object:
    """`iso` (a full date) as a cell in the style; `serial` is how Excel counts days."""
    day = dt.date.fromisoformat(iso)
    written: dict[str, object] = {
        "cell": day,
        "dashes": iso,
        "slashes": f"{day.year}/{day.month}/{day.day}",
        "solid": f"{day:%Y%m%d}",
        "dots": f"{day:%Y.%m.%d}",
        "month_dots": f"{day:%Y.%m}",
        "month_words": f"{day.year}年{day.month}月",
        "serial": (day - _EPOCH).days,
    }
    return written[style]


def precision(iso: str, style: str) -> str:
    """What a reader learns from a cell of that style."""
    return iso[:7] if style.startswith("month") else iso


def mask(number: str, head: int, tail: int, stars: int | None = None) -> str:
    """`number` with its middle hidden; `stars` other than the digits hidden loses its length."""
    hidden = len(number) - head - tail
    return number[:head] + "*" * (hidden if stars is None else stars) + number[len(number) - tail :]


def fifteen(number: str) -> str:
    """The number as it was before 1999."""
    return number[:6] + number[8:17]


def damaged(number: str) -> float:
    """What Excel keeps of an ID that was typed into a cell for numbers: fifteen digits."""
    return float(int(number[:15] + "000"))


def wide(text: str) -> str:
    """Full-width digits and letters."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
