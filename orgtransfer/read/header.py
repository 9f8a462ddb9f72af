"""Where the header stands: the row, or the two rows, among the first twenty that bear its words."""

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
    """What the header says of each column, "" where nothing: parent and child joined."""
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
    return _double(rows, best, extra, grid.merges) or single(rows, best)


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


def _double(
    rows: Sequence[Row], best: int, extra: Collection[str], merges: Sequence[Merge]
) -> Header | None:
    """The header of two rows, where two rows say more than the best one alone."""
    alone = _hits(rows[best], extra)
    for top in (best, best - 1):
        if top < 0 or top + 1 >= len(rows) or not _parental(rows, top, extra, merges):
            continue
        header = _joined(rows, top, merges)
        words = sum(any(_is_word(text, extra) for text in tried) for tried in header.tried)
        if words > alone:
            return header
    return None


def _parental(
    rows: Sequence[Row], top: int, extra: Collection[str], merges: Sequence[Merge]
) -> bool:
    """Whether the row under `top` can be a second header row: words or merged cells, no data."""
    child = [cell for cell in rows[top + 1] if cell and cell.strip()]
    if not child or any(re.search(r"\d{4}", cell) for cell in child):
        return False
    if not any(cell and cell.strip() for cell in rows[top]):
        return False
    if any(m.top == top and m.bottom == top + 1 for m in merges):
        return True
    joined = _joined(rows, top, merges)
    words = [
        any(_is_word(text, extra) for text in tried)
        for tried, cell in zip(joined.tried, rows[top + 1], strict=True)
        if cell and cell.strip()
    ]
    return sum(words) * 2 >= len(words)


def _joined(rows: Sequence[Row], top: int, merges: Sequence[Merge]) -> Header:
    parents = _spread(rows[top], rows[top + 1], [m for m in merges if m.top == top])
    children = [(cell or "").strip() for cell in rows[top + 1]]
    texts, tried = [], []
    for parent, child in zip(parents, children, strict=True):
        texts.append(parent + child if child != parent else child)
        spelt = (parent + child, child) if child else (parent,)
        tried.append(tuple(dict.fromkeys(text for text in spelt if text)))
    return Header(
        (top, top + 1), tuple(texts), tuple(tried), tuple(zip(parents, children, strict=True))
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
