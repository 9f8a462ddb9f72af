"""Numbers in capital figures (大写): what a printed form uses where a stroke could be added."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_HIGHEST: Final = 9_999
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})(?:-\d{2})?")


def number(value: int) -> str:
    """A number from 0 to 9,999 in capital figures: 30 is 叁拾, 105 is 壹佰零伍.

    Raises:
        ValueError: it is below 0 or above 9,999.
    """
    if not 0 <= value <= _HIGHEST:
        raise ValueError(value)
    if value == 0:
        return _DIGITS[0]
    digits = str(value)
    said = "".join(
        _DIGITS[int(digit)] + (_PLACES[len(digits) - place] if digit != "0" else "")
        for place, digit in enumerate(digits, start=1)
    )
    # One 零 stands for all that follow one another, and none at the end.
    return re.sub("零+", "零", said).rstrip("零")


def year(value: int) -> str:
    """A year figure by figure: 2026 is 贰零贰陆."""
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def month(key: str | None) -> tuple[str, str] | None:
    """Year and month of a date (2026-11 or 2026-11-20) as the form writes them.

    October is 壹拾 and November 壹拾壹, as on cheques: nothing can be put in front.

    Returns:
        Two texts; None where the date does not say its month.
    """
    found = _MONTH.fullmatch(key or "")
    if found is None or not 1 <= int(found[2]) <= 12:  # months
        return None
    return year(int(found[1])), number(int(found[2]))
