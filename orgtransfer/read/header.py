"""Where the header stands: the row, or up to three rows, among the first twenty that bear its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from orgtransfer.read.grid import Grid, Merge
from orgtransfer.read.words import FIELD_WORDS, SERIAL

SEARCHED: Final = 20
_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_NOISE: Final = re.compile(r"[\s*:;,.、。\"'“”‘’`~!?#_\-—·•\u200b-\u200f\u2060\ufeff]+")

Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Header:
    """The header of a table. Rows are counted from 0; empty `rows` mean that there is none."""

    rows: tuple[int, ...]
    texts: tuple[str, ...]
    """What the header says of each column, "" where nothing: its rows joined."""
    tried: tuple[tuple[str, ...], ...]
    """The spellings to look up for each column, the surest first."""
    parts: tuple[tuple[str, ...], ...]
    """The header's own cells, column by column."""

    def words(self, index: int) -> frozenset[str]:
        """What a cell of a column may say where the header stands once more."""
        tried = (self.texts[index], *self.tried[index], *self.parts[index])
        return frozenset(normal(text) for text in tried if text)

    @property
    def body(self) -> int:
        """The first row under the header, counted from 0."""
        return self.rows[-1] + 1 if self.rows else 0


@cache
def normal(text: str) -> str:
    """A header word without stars, spaces, line breaks, colons, in half-width letters."""
    folded = unicodedata.normalize("NFKC", text)
    return _NOISE.sub("", folded).upper().removesuffix("(必填)").removesuffix("(选填)")


@cache
def spellings(text: str) -> tuple[str, ...]:
    """What a header may be looked up as: whole, without its brackets, without the marks of them."""
    whole = normal(text)
    bare = normal(_BRACKETED.sub("", unicodedata.normalize("NFKC", text)))
    inside = re.sub(r"[()\[\]【】〔〕<>/]", "", whole)
    return tuple(dict.fromkeys(word for word in (whole, bare, inside) if word))


@cache
def lookup(kind: str) -> Mapping[str, tuple[str, int]]:
    """Normalised header word -> its field and tier, for one kind of table."""
    return {
        normal(word): (field, tier)
        for field, tiers in reversed(list(FIELD_WORDS[kind].items()))
        for tier, words in reversed(list(enumerate(tiers)))
        for word in words.split()
    }


@cache
def known_word(text: str) -> bool:
    """Whether `text` is a header word of any kind of table."""
    return len(text) <= 60 and any(
        word in lookup(kind) for word in spellings(text) for kind in FIELD_WORDS
    )


def is_serial(text: str) -> bool:
    """Whether a header belongs to a running number."""
    return any(word in {normal(serial) for serial in SERIAL} for word in spellings(text))


def find(grid: Grid, asked: Collection[str] = ()) -> Header | None:
    """The header of a grid.

    Args:
        grid: the sheet.
        asked: headers that the configuration names; they count as header words.

    Returns:
        The header; null where no row has header words.
    """
    rows = grid.cells.head(SEARCHED + 1).rows()
    extra = {word for text in asked for word in spellings(text)}
    hits = [_hits(row, extra) for row in rows]
    best = max(range(min(len(rows), SEARCHED)), key=lambda i: (hits[i], -i), default=None)
    if best is None or not _enough(rows, best, hits[best]):
        return None
    return _several(rows, best, extra, grid.merges) or single(rows, best)


def _hits(row: Row, extra: Collection[str]) -> int:
    return len({normal(cell) for cell in row if cell and _is_word(cell, extra)})


def _is_word(cell: str, extra: Collection[str]) -> bool:
    return known_word(cell) or any(word in extra for word in spellings(cell))


def _enough(rows: Sequence[Row], best: int, hits: int) -> bool:
    """Two words make a header; one does where the table has hardly more columns."""
    filled = [cell for cell in rows[best] if cell and cell.strip()]
    return hits >= 2 or (hits == 1 and len(filled) <= 2 and len(rows) > best + 1)


def single(rows: Sequence[Row], at: int) -> Header:
    """A header of one row."""
    texts = tuple((cell or "").strip() for cell in rows[at])
    tried = tuple((text,) if text else () for text in texts)
    return Header((at,), texts, tried, tried)


def _several(
    rows: Sequence[Row], best: int, extra: Collection[str], merges: Sequence[Merge]
) -> Header | None:
    """The header of two or three rows, where they say more than the best one alone."""
    most, found = _hits(rows[best], extra), None
    for depth in range(1, _DEEPEST):
        for top in range(best, best - depth - 1, -1):
            if top < 0 or top + depth >= len(rows):
                continue
            below = range(top + 1, top + depth + 1)
            if not all(_is_parental(rows, top, row, extra, merges) for row in below):
                continue
            header = _joined(rows, top, depth, merges)
            words = sum(any(_is_word(text, extra) for text in tried) for tried in header.tried)
            if words > most:
                most, found = words, header
                break
    return found


_DEEPEST: Final = 3
"""Rows that a header may have."""


def _is_parental(
    rows: Sequence[Row], top: int, row: int, extra: Collection[str], merges: Sequence[Merge]
) -> bool:
    """Whether `row` can be a further header row under `top`: words or merged cells, no data."""
    child = [cell for cell in rows[row] if cell and cell.strip()]
    if not child or any(re.search(r"\d{4}", cell) for cell in child):
        return False
    if not any(cell and cell.strip() for cell in rows[row - 1]):
        return False
    if any(top <= m.top < row and m.bottom == row for m in merges):
        return True
    joined = _joined(rows, top, row - top, merges)
    words = [
        any(_is_word(text, extra) for text in tried)
        for tried, cell in zip(joined.tried, rows[row], strict=True)
        if cell and cell.strip()
    ]
    return sum(words) * 2 >= len(words)


def _joined(rows: Sequence[Row], top: int, depth: int, merges: Sequence[Merge]) -> Header:
    """The header of the rows from `top` on, `depth` of them below it."""
    levels = [
        _spread(rows[at], rows[at + 1], [m for m in merges if m.top == at])
        for at in range(top, top + depth)
    ]
    levels.append([(cell or "").strip() for cell in rows[top + depth]])
    columns = list(zip(*levels, strict=True))
    parts = [tuple(dict.fromkeys(text for text in column if text)) for column in columns]
    tried = [tuple("".join(part[at:]) for at in range(len(part))) for part in parts]
    return Header(
        tuple(range(top, top + depth + 1)),
        tuple("".join(part) for part in parts),
        tuple(tried),
        tuple(tuple(column) for column in columns),
    )


def _spread(parent: Row, child: Row, merges: Sequence[Merge]) -> list[str]:
    """The parent's texts over the columns that it covers."""
    texts = [(cell or "").strip() for cell in parent]
    for merge in merges:
        for column in range(merge.left + 1, min(merge.right + 1, len(texts))):
            texts[column] = texts[column] or texts[merge.left]
    if not merges:
        for column in range(1, len(texts)):
            if not texts[column] and child[column]:
                texts[column] = texts[column - 1]
    return texts
