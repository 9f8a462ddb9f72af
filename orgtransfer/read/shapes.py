"""What stands on one sheet: one table, several, or people who are no rows at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from orgtransfer.i18n import _
from orgtransfer.read import forms
from orgtransfer.read.grid import Grid, Merge, names
from orgtransfer.read.header import Header, find, known_word, lookup, normal, spellings
from orgtransfer.read.titles import branch_in
from orgtransfer.read.words import FIELD_WORDS

_STACKED: Final = 20_000
"""Rows up to which a sheet is searched for a second header: longer lists are no clerk's own."""
_HEADER: Final = 3
_MOST: Final = 0.6
"""Words, and what share of its cells they are, that make a row a header further down."""
_STATISTIC: Final = frozenset(
    ("members_stated", "secretary", "org_kind", "term_from", "term_to", "founded", "functional")
)
"""What only a list of organisations says."""


def parts(grid: Grid) -> list[Grid]:
    """The tables of a sheet, each by itself; nearly always the sheet is one.

    Args:
        grid: a sheet as it stands in the file.

    Returns:
        Tables below one another and side by side apart, forms and turned tables as rows.
    """
    made = forms.people(grid)
    if made:
        return made
    return [part for stacked in _stacked(grid) for part in _beside(stacked)]


# -- below one another ----------------------------------------------------------------------


def _stacked(grid: Grid) -> list[Grid]:
    """Tables below one another: where another header stands, or another branch's title."""
    header = find(grid) if grid.cells.height <= _STACKED else None
    if header is None:
        return [grid]
    tops = [
        row
        for row in _headers(grid, header.body)
        if not _is_same(grid, row, header) or _is_of_another(grid, row)
    ]
    if not tops:
        return [grid]
    starts = [0, *(_title(grid, top) for top in tops)]
    ends = [*starts[1:], grid.cells.height]
    sizes = [end - top - 1 for top, end in zip([header.rows[-1], *tops], ends, strict=True)]
    nameless = [not _subjects(grid.cells.row(top)) for top in tops]
    if any(nameless) and max(sizes) <= 1:
        note = _(
            "what is known of a person stands in several rows, each with a header of its own: the "
            "sheet is not read; put the people into a table with one row a person"
        )
        return [replace(grid, shape="doubtful", notes=(*grid.notes, note))]
    found = [_rows(grid, start, end) for start, end in zip(starts, ends, strict=True)]
    return [
        replace(part, shape="doubtful") if bare else part
        for part, bare in zip(found, [False, *nameless], strict=True)
    ]


def _title(grid: Grid, top: int) -> int:
    """Where a table begins whose header stands at `top`: at its title, the lone cells above."""
    while top > 1 and sum(bool(c and c.strip()) for c in grid.cells.row(top - 1)) == 1:
        top -= 1
    return top


def _is_of_another(grid: Grid, top: int) -> bool:
    """Whether the title above a header names a branch that no title further up names."""
    title = _branches(grid, _title(grid, top), top)
    return bool(title) and not title & _branches(grid, 0, _title(grid, top))


def _branches(grid: Grid, start: int, end: int) -> set[str]:
    """The branches that rows of one cell name as a title does."""
    rows = (
        [c for c in row if c and c.strip()] for row in grid.cells.slice(start, end - start).rows()
    )
    return {branch for row in rows if len(row) == 1 and (branch := branch_in(row[0]))}


def _headers(grid: Grid, start: int) -> list[int]:
    """The rows below `start` that are headers: most of what they hold are its words."""
    words = [word for kind in FIELD_WORDS for word in lookup(kind)]
    body = grid.cells.slice(start)
    known = pl.sum_horizontal(pl.all().str.replace_all(r"\s", "").str.to_uppercase().is_in(words))
    few = body.with_row_index("_at").filter(body.select(known >= _HEADER).to_series())
    found = []
    for at, *cells in few.iter_rows():
        filled = [cell for cell in cells if cell and cell.strip()]
        if sum(known_word(cell) for cell in filled) >= _MOST * len(filled):
            found.append(start + int(at))
    return found


def _is_same(grid: Grid, row: int, header: Header) -> bool:
    """Whether a row is the header once more, each word above its own column."""
    cells = grid.cells.row(row)
    given = [(place, cell) for place, cell in enumerate(cells) if cell and cell.strip()]
    return all(
        place < len(header.texts) and normal(cell) in header.words(place) for place, cell in given
    )


def _rows(grid: Grid, start: int, end: int) -> Grid:
    """Some rows of a sheet, as a sheet of their own."""
    inside = [m for m in grid.merges if start <= m.top < end]
    return replace(
        grid,
        cells=grid.cells.slice(start, end - start),
        merges=tuple(
            m._replace(top=m.top - start, bottom=min(m.bottom, end - 1) - start) for m in inside
        ),
        numbers=tuple(c._replace(row=c.row - start) for c in grid.numbers if start <= c.row < end),
        errors=tuple(c._replace(row=c.row - start) for c in grid.errors if start <= c.row < end),
        hidden_rows=frozenset(row - start for row in grid.hidden_rows if start <= row < end),
        deleted=frozenset(row - start for row in grid.deleted if start <= row < end),
        cut_off=grid.cut_off and end == grid.cells.height,
        top=start,
        part=f"{start + 1}-{end}",
        notes=(
            *grid.notes,
            _("one of several tables below one another: rows {rows}").format(
                rows=f"{start + 1}-{end}"
            ),
        ),
    )


# -- side by side ---------------------------------------------------------------------------


def _beside(grid: Grid) -> list[Grid]:
    """Tables side by side: the same header again, or another table behind an empty column."""
    header = find(grid)
    if header is None or grid.shape:
        return [grid]
    blocks = _repeated(header) or _separate(grid, header)
    if len(blocks) < 2:
        return [grid]
    return [_columns(grid, left, right) for left, right in blocks]


def _subjects(row: Sequence[str | None]) -> list[int]:
    """The columns whose header asks for a name: a person's, or an organisation's full one."""
    members, organisations = lookup("members"), lookup("organisations")
    return [
        place
        for place, cell in enumerate(row)
        if cell
        and any(
            members.get(word) == ("name", 0) or organisations.get(word) == ("org_name", 0)
            for word in spellings(cell)
        )
    ]


def _repeated(header: Header) -> list[tuple[int, int]]:
    """Blocks of columns that bear the same header, word for word."""
    people = _subjects([tried[-1] if tried else None for tried in header.tried])
    if len(people) < 2:
        return []
    texts = [normal(text) for text in header.texts]
    first = next(place for place, text in enumerate(texts) if text)
    period = people[1] - people[0]
    starts = [first + number * period for number in range(len(people))]
    ends = [*starts[1:], max(len(texts), starts[-1])]
    blocks = [texts[start:end] for start, end in zip(starts, ends, strict=True)]
    bare = [[text for text in block if text] for block in blocks]
    alike = len(bare[0]) > 1 and all(block == bare[0] for block in bare[1:])
    return list(zip(starts, ends, strict=True)) if alike and period > 1 else []


def _separate(grid: Grid, header: Header) -> list[tuple[int, int]]:
    """Blocks between empty columns, where each by itself is a table."""
    body = grid.cells.slice(header.rows[0])
    filled = body.select((pl.all().str.strip_chars().fill_null("") != "").any()).row(0)
    blocks = list(_runs(filled))
    if len(blocks) < 2:
        return []
    tried = [words[-1] if words else None for words in header.tried]
    told = [_tells(tried[left:right]) for left, right in blocks]
    return blocks if all(told) else []


def _tells(texts: Sequence[str | None]) -> bool:
    """Whether a block has a name of its own: a person's, or an organisation's beside figures."""
    if _subjects(texts):
        return True
    known = lookup("organisations")
    fields = {known[word][0] for text in texts if text for word in spellings(text) if word in known}
    return "org_name" in fields and bool(fields & _STATISTIC)


def _runs(filled: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Begin and end of each run of columns that are not empty."""
    begin = None
    for place, full in enumerate([*filled, False]):
        if full and begin is None:
            begin = place
        elif not full and begin is not None:
            yield begin, place
            begin = None


def _columns(grid: Grid, left: int, right: int) -> Grid:
    """Some columns of a sheet, as a sheet of their own; a title over all of them is theirs too."""
    cells = grid.cells.select(grid.cells.columns[left:right])
    cells = cells.rename(dict(zip(cells.columns, names(cells.width), strict=True)))
    over = [m for m in grid.merges if m.left < left <= m.right]
    titles = [str(grid.cells[m.top, m.left]) for m in over if grid.cells[m.top, m.left]]
    return replace(
        grid,
        cells=cells,
        merges=tuple(_clipped(m, left, right) for m in grid.merges if left <= m.left < right),
        numbers=tuple(
            c._replace(column=c.column - left) for c in grid.numbers if left <= c.column < right
        ),
        errors=tuple(
            c._replace(column=c.column - left) for c in grid.errors if left <= c.column < right
        ),
        above=(*grid.above, *titles),
        part=" ".join(filter(None, (grid.part, f"{_letters(left)}-{_letters(right - 1)}"))),
        notes=(
            *grid.notes,
            _("one of several tables side by side: columns {columns}").format(
                columns=f"{_letters(left)}-{_letters(right - 1)}"
            ),
        ),
    )


def _clipped(merge: Merge, left: int, right: int) -> Merge:
    return merge._replace(left=merge.left - left, right=min(merge.right, right - 1) - left)


def _letters(column: int) -> str:
    """0 -> A, 27 -> AB: as a spreadsheet calls its columns."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
