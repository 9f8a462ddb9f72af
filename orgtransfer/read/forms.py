"""People who are no rows: a form a person (what is asked left, the answer right), and tables turned.

What is not sure is not read: such a sheet is marked as doubtful and says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from orgtransfer.i18n import N_, _
from orgtransfer.read import column_values
from orgtransfer.read.grid import Cell, Grid, Merge, frame
from orgtransfer.read.header import Row, lookup, spellings

_LOOKED_AT: Final = 60
"""Rows that are enough to see whether a sheet is one of forms."""
_FIELDS: Final = 4
_ROWS: Final = 3
"""Fields, and rows that ask for them, which make a form."""
_VALUES: Final = ("党员", "流动党员", "党组织", "支部", "协会", "学会", "单位", "其他", "说明")
"""Header words that are as often answers."""
_TELLING: Final = ("id", "phone", "date", "sex_word", "ethnicity", "category")
_EXPLAINED: Final = re.compile(
    "示例|样例|样表|范例|模板|填写说明|填表说明|填报说明|字段说明|数据字典"
)
_NOT_ALIKE: Final = N_(
    "this looks like a form for each person, but the forms are not alike: the sheet is not read; "
    "put the people into a table with one row a person, or one form a sheet"
)
_NOBODY: Final = N_(
    "this looks like a form or a table turned on its side, but where names should be there are none: "
    "the sheet is not read"
)


@dataclass(frozen=True)
class Key:
    """A cell that asks for something, and the cell that answers."""

    row: int
    column: int
    field: str
    text: str
    answer: int
    """The column of the answer, in the same row."""


def people(grid: Grid) -> list[Grid]:
    """The people of forms and of turned tables as rows; none where the sheet is neither.

    Args:
        grid: a sheet.

    Returns:
        Sheets with a header and one row a person. The row of a form is that in which it asks for
        the name; of a turned table the number of the column (A is 1). A sheet that is such a one
        and not sure is returned as it is, `doubtful`.
    """
    if not _maybe(grid):
        return []
    keys = _keys(grid, grid.cells.rows())
    if _are_turned(grid, keys):
        return [_judged(_turned(grid, keys), grid)]
    asked = _in_forms(keys)
    return _forms(grid, asked) if _are_forms(asked) else []


def _maybe(grid: Grid) -> bool:
    """A first look, which ends here for every ordinary list."""
    keys = _keys(grid, grid.cells.head(_LOOKED_AT).rows())
    return _are_turned(grid, keys) or _are_forms(_in_forms(keys))


@cache
def _field(text: str) -> str | None:
    """The field that a cell asks for."""
    known = lookup("members")
    words = [word for word in spellings(text) if word in known and word not in _VALUES]
    return known[words[0]][0] if words and len(text) <= 60 else None


def _keys(grid: Grid, rows: Sequence[Row]) -> list[Key]:
    across = {(m.top, m.left): m.right for m in grid.merges}
    return [
        Key(at, place, field, text, across.get((at, place), place) + 1)
        for at, row in enumerate(rows)
        for place, text in enumerate(row)
        if text and (field := _field(text)) is not None
    ]


def _is_person(key: Key) -> bool:
    """Whether a cell asks for the person's own name."""
    return key.field == "name"


# -- tables on their side -------------------------------------------------------------------


def _are_turned(grid: Grid, keys: Sequence[Key]) -> bool:
    """Whether the header stands in one column, and several people to the right of it."""
    named = [key for key in keys if _is_person(key)]
    if len(named) != 1 or len({key.column for key in keys}) > 1:
        return False
    several = len(_answers(grid, named[0])) > 1
    return several and len({key.field for key in keys}) >= _FIELDS


def _answers(grid: Grid, key: Key) -> list[str]:
    return [cell for cell in grid.cells.row(key.row)[key.answer :] if cell and cell.strip()]


def _turned(grid: Grid, keys: Sequence[Key]) -> Grid:
    first, last = keys[0].row, keys[-1].row
    column = keys[0].column
    rows = grid.cells.slice(first, last - first + 1).rows()
    cells = [
        [row[place] for row in rows] if place >= column else [None] * len(rows)
        for place in range(grid.cells.width)
    ]
    outside = [*grid.cells.head(first).rows(), *grid.cells.slice(last + 1).rows()]
    merges = [Merge(m.left, m.top - first, m.right, m.bottom - first) for m in grid.merges]
    note = _(
        "the table is turned on its side: rows are given as the columns that they are (A is 1)"
    )
    return replace(
        grid,
        cells=frame(cells, len(rows)),
        merges=tuple(m for m in merges if 0 <= m.left <= m.right < len(rows)),
        numbers=_aside(grid.numbers, first, last),
        errors=_aside(grid.errors, first, last),
        hidden_rows=frozenset(),
        above=(*grid.above, *(cell for row in outside for cell in row if cell)),
        shape="turned",
        notes=(*grid.notes, note),
    )


def _aside(cells: Sequence[Cell], first: int, last: int) -> tuple[Cell, ...]:
    return tuple(Cell(c.column, c.row - first, c.text) for c in cells if first <= c.row <= last)


# -- forms ----------------------------------------------------------------------------------


def _in_forms(keys: Sequence[Key]) -> list[Key]:
    """The cells that ask, without the headers of small tables inside a form (family, career)."""
    places = {(key.row, key.column) for key in keys}
    heads = {key.row for key in keys if (key.row, key.answer) in places}
    return [key for key in keys if key.row not in heads]


def _are_forms(keys: Sequence[Key]) -> bool:
    return (
        any(_is_person(key) for key in keys)
        and len({key.field for key in keys}) >= _FIELDS
        and len({key.row for key in keys}) >= _ROWS
    )


def _forms(grid: Grid, keys: Sequence[Key]) -> list[Grid]:
    """The forms of a sheet, those beside one another apart."""
    starts = sorted({key.column for key in keys if _is_person(key)})
    left = min(key.column for key in keys)
    # Columns of forms begin where the first one does, so many columns before the name.
    begins = [start - (starts[0] - left) for start in starts]
    made = []
    for number, begin in enumerate(begins):
        end = begins[number + 1] if number + 1 < len(begins) else grid.cells.width
        mine = [key for key in keys if begin <= key.column < end]
        together = _apart(mine)
        if together is None or any(key.answer >= end < grid.cells.width for key in mine):
            return [_doubtful(grid, _(_NOT_ALIKE))]
        part = f"{number + 1}/{len(begins)}" if len(begins) > 1 else grid.part
        made.append(_judged(replace(_in_rows(grid, together), part=part), grid))
    doubtful = [one for one in made if one.shape == "doubtful"]
    return doubtful[:1] or made


def _apart(keys: Sequence[Key]) -> list[list[Key]] | None:
    """The cells that ask, form by form; None where the forms are not alike."""
    names = [key.row for key in keys if _is_person(key)]
    if not names or len(set(names)) < len(names):
        return None
    lead = names[0] - min(key.row for key in keys)
    tops = [name - lead for name in names]
    groups: list[list[Key]] = [[] for _top in tops]
    for key in keys:
        groups[max(n for n, top in enumerate(tops) if top <= key.row or n == 0)].append(key)
    layouts = {
        tuple((key.row - top, key.column, key.field) for key in group)
        for top, group in zip(tops, groups, strict=True)
    }
    return groups if len(layouts) == 1 else None


def _in_rows(grid: Grid, forms: Sequence[Sequence[Key]]) -> Grid:
    """A header, and each form as one row."""
    rows = grid.cells.rows()
    places = [next(key.row for key in form if _is_person(key)) for form in forms]
    down = 0 if places[0] else 1  # the header needs a row above the first form's
    cells: list[list[str | None]] = [[] for _row in range(places[-1] + down + 1)]
    cells[places[0] + down - 1] = [key.text for key in forms[0]]
    moved: dict[tuple[int, int], tuple[int, int]] = {}
    for place, form in zip(places, forms, strict=True):
        cells[place + down] = [next(iter(rows[key.row][key.answer :]), None) for key in form]
        moved |= {(key.row, key.answer): (place + down, number) for number, key in enumerate(form)}
    first = min(key.row for key in forms[0])
    texts = [cell for row in rows[:first] for cell in row if cell]
    return replace(
        grid,
        cells=frame(cells, len(forms[0])),
        merges=(),
        numbers=_moved(grid.numbers, moved),
        errors=_moved(grid.errors, moved),
        hidden_rows=frozenset(),
        above=(*grid.above, *texts),
        shape="forms",
        notes=(*grid.notes, _("forms, each of them one person: {count}").format(count=len(forms))),
    )


def _moved(
    cells: Sequence[Cell], moved: dict[tuple[int, int], tuple[int, int]]
) -> tuple[Cell, ...]:
    return tuple(Cell(*moved[c.row, c.column], c.text) for c in cells if (c.row, c.column) in moved)


# -- whether it is sure ---------------------------------------------------------------------


def _judged(made: Grid, original: Grid) -> Grid:
    """The rows, where they are people's; else the sheet as it was, doubtful."""
    texts = [original.sheet, *made.above]
    explained = any(_EXPLAINED.search(text) for text in texts)
    return _doubtful(original, _(_NOBODY)) if explained or not _are_people(made) else made


def _are_people(made: Grid) -> bool:
    """Whether every name looks like one, and something else like what it is asked for."""
    rows = [row for row in made.cells.rows() if any(row)]
    heads, body = rows[0], frame(rows[1:], made.cells.width)
    fields = [_field(head or "") for head in heads]
    seen = column_values.profiles(body)
    names = list(_named(fields, seen, "name"))
    return (
        bool(names)
        and all(profile.share("name") == 1 and profile.given for profile in names)
        and any(profile.share(shape) >= 0.5 for profile in seen.values() for shape in _TELLING)
    )


def _named(
    fields: Sequence[str | None], seen: dict[str, column_values.Profile], wanted: str
) -> Iterator[column_values.Profile]:
    for place, name in enumerate(fields):
        if name == wanted:
            yield seen[str(place)]


def _doubtful(grid: Grid, why: str) -> Grid:
    return replace(grid, shape="doubtful", notes=(*grid.notes, why))
