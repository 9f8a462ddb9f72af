"""The headers of the columns to fill in, as people leave them: near spellings, notes in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from orgtransfer.worklist import words

_ADDED: Final = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]|[\s*＊:：]")
"""What people add to a header: notes in brackets, blanks, stars, colons."""


def _plain(header: str | None) -> str:
    return _ADDED.sub("", header or "").lower()


_NAMED: Final = {_plain(text): name for name, texts in words.HEADERS.items() for text in texts}
_NEAR: Final = {text: name for name, texts in words.NEAR_HEADERS.items() for text in texts}


def columns(row: Sequence[str | None]) -> dict[str, int]:
    """Which column stands where; of two with one name ours is the first, an added one is not."""
    heads = [_plain(cell) for cell in row]
    found: dict[str, int] = {}
    for named in (_NAMED, _NEAR):
        for place, head in enumerate(heads):
            if head in named:
                found.setdefault(named[head], place)
    return found
