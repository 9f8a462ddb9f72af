"""Lines of text that break between Chinese characters, not only at spaces."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len

_TOKEN: Final = re.compile(r"[!-~]+|.")
"""A word in Latin letters or a number stays together; any other character stands alone."""
_CLOSING: Final = "，。；：、？！）”》〕,.;:)"
"""What may not begin a line."""


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns; a mark that closes may hang over by one."""
    lines = [""]
    for token in _TOKEN.findall(text):
        fits = cell_len(lines[-1] + token) <= width
        if fits or (token in _CLOSING and cell_len(lines[-1]) <= width):
            lines[-1] += token
        elif not token.isspace():
            lines[-1] = lines[-1].rstrip()
            lines += _cut(token, width)
    return lines


def _cut(token: str, width: int) -> list[str]:
    """A token that is longer than a line, in pieces."""
    return [token[start : start + width] for start in range(0, len(token), width)]
