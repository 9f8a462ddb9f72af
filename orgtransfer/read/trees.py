"""Lists of objects inside a document that is a tree: JSON, and the XML exports of platforms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard, cast

from orgtransfer.i18n import _
from orgtransfer.read.fill import BLOCKS
from orgtransfer.read.grid import Grid, frame
from orgtransfer.read.header import known_word, lookup, spellings
from orgtransfer.read.limit import Job

Scalar = str | bool | None
Row = dict[str, Scalar]

_DEEPEST: Final = 8
_TOTALS: Final = frozenset(
    ("total", "totalcount", "total_count", "recordstotal", "totalelements", "totalrows", "总数")
)
"""What a page of a list says of the whole list."""
_PERSONAL: Final = re.compile(
    r"^(?:person|(?:party_?)?member|user|bas(?:e|ic)_?(?:info)?|info)$|^(?:基本|个人|人员|党员|身份|详细)",
    re.IGNORECASE,
)
"""Objects inside a row that are about the person, so that their `name` is the person's."""
_TOLD: Final = 2
"""Known headers that a lone object must have to be a row."""


@dataclass
class _List:
    """One list of objects, put together from every place that has it."""

    rows: list[Row] = field(default_factory=list)
    stated: int = 0


def grids(document: object, kind: str, encoding: str | None, why: str, job: Job) -> list[Grid]:
    """Each list of objects, or of lists, as a sheet with its keys as the header.

    Objects inside an object are columns; a list inside the rows of another is a sheet of its own,
    whose rows bear the branch and the unit of the row that they stand in.

    Args:
        document: mappings, sequences, and texts, as JSON has them.
        kind: the format.
        encoding: how its text was encoded.
        why: what that was told by.
        job: what the file is called and may cost.

    Raises:
        InputError: a limit is passed.
    """
    found: dict[str, _List] = {}
    _walk(document, "", {}, found, job)
    listed = {path: one for path, one in found.items() if any(one.rows)}
    tables = [(path, *_table(one.rows, job), one.stated) for path, one in listed.items()]
    tables += [(path, head, rows, 0) for path, head, rows in _rectangles(document, "", job)]
    if not tables:
        whole = [_flat(document)] if isinstance(document, Mapping) else []
        lone = max([*whole, *_objects(document, _DEEPEST)], key=_known, default=None)
        if lone is None or _known(lone) < _TOLD:
            return []
        tables = [("", *_table([lone], job), 0)]
    several = len(tables) > 1
    return [
        Grid(
            format=kind,
            sheet=path if several else "",
            cells=frame([head, *rows], len(head)),
            encoding=encoding,
            why=why,
            stated=stated or None,
            notes=_notes(stated, len(rows)),
        )
        for path, head, rows, stated in tables
    ]


def _notes(stated: int, held: int) -> tuple[str, ...]:
    if stated <= held:
        return ()
    message = _("one page of a list: {stated} rows in all, {held} of them here")
    return (message.format(stated=stated, held=held),)


def _table(rows: Sequence[Row], job: Job) -> tuple[list[str], list[list[str | None]]]:
    heads = list(dict.fromkeys(key for row in rows for key in row))
    job.shape(len(rows) + 1, len(heads))
    return heads, [[_said(row.get(head)) for head in heads] for row in rows]


def _said(value: Scalar) -> str | None:
    return value if value is None or isinstance(value, str) else _YES[value]


_YES: Final[Mapping[bool, str]] = {True: "是", False: "否"}


def _walk(
    node: object, path: str, above: Mapping[str, Scalar], found: dict[str, _List], job: Job
) -> None:
    """Gathers the lists below `node`; `above` is what the objects around say of their rows."""
    if path.count("/") > _DEEPEST:
        return
    if isinstance(node, Mapping):
        around = {**above, **_inherited(_flat(node))}
        for key, value in node.items():
            _walk(value, f"{path}/{key}".strip("/"), around, found, job)
            one = found.get(f"{path}/{key}".strip("/"))
            if one is not None and _is_rows(value):
                one.stated = max(one.stated, _stated(node))
    elif _is_rows(node):
        one = found.setdefault(path, _List())
        for item in node:
            job.clock()
            own = _flat(item)
            one.rows.append({**{k: v for k, v in above.items() if k not in own}, **own})
            around = {**above, **_inherited(own)}
            for key, value in item.items():
                if isinstance(value, Mapping | list):
                    _walk(value, f"{path}/{key}".strip("/"), around, found, job)


def _is_rows(value: object) -> TypeGuard[list[Mapping[str, Any]]]:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _flat(node: Mapping[str, Any], parent: str = "", deep: int = 0) -> Row:
    """The values of an object, then those of the objects in it; lists of objects are left out."""
    row: Row = {}
    for key, value in node.items():
        if isinstance(value, list):
            if value and not _is_rows(value):
                row[_named(parent, key)] = json.dumps(value, ensure_ascii=False)
        elif not isinstance(value, Mapping):
            row[_named(parent, key)] = value
    for key, value in node.items():
        if isinstance(value, Mapping) and deep < _DEEPEST:
            inner = _flat(value, key, deep + 1)
            row |= {name: said for name, said in inner.items() if name not in row}
    return row


def _named(parent: str, key: str) -> str:
    """`org.name` is another thing than `name`, and 基本信息.姓名 is 姓名."""
    plain = not parent or (_PERSONAL.search(parent) and not known_word(f"{parent}{key}"))
    return key if plain else f"{parent}.{key}"


def _inherited(row: Row) -> Row:
    """What an object says that holds for the rows of a list in it: the branch, the unit."""
    return {key: value for key, value in row.items() if value and _field(key) in BLOCKS}


def _field(key: str) -> str | None:
    known = lookup("members")
    return next((known[word][0] for word in spellings(key) if word in known), None)


def _stated(node: Mapping[str, Any]) -> int:
    """How many rows there are in all, where the object around a list says it."""
    totals = (str(value) for key, value in node.items() if key.lower() in _TOTALS)
    return max((int(text) for text in totals if text.isdigit() and len(text) < 10), default=0)


def _rectangles(
    node: object, path: str, job: Job
) -> Iterator[tuple[str, list[str], list[list[str | None]]]]:
    """Lists of lists: their header is a list of texts beside them, else their first row."""
    if isinstance(node, Mapping) and path.count("/") <= _DEEPEST:
        heads = [v for v in node.values() if _is_header(v)]
        for key, value in node.items():
            place = f"{path}/{key}".strip("/")
            wide = len(value[0]) if _is_rectangle(value) else -1
            beside = [h for h in heads if len(h) == wide]
            yield from _rectangle(value, next(iter(beside), None), place, job)
            yield from _rectangles(value, place, job)
    elif not path:
        yield from _rectangle(node, None, "", job)


def _rectangle(
    value: object, head: list[str] | None, path: str, job: Job
) -> Iterator[tuple[str, list[str], list[list[str | None]]]]:
    if not _is_rectangle(value):
        return
    rows = [[_cell(cell) for cell in row] for row in value]
    job.shape(len(rows) + 1, max(len(row) for row in rows))
    first = head or [cell or "" for cell in rows.pop(0)]
    wide = max([len(first), *(len(row) for row in rows)])
    yield path, [*first, *[""] * (wide - len(first))], rows


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, str | bool):
        return _said(value)
    return json.dumps(value, ensure_ascii=False)


def _is_rectangle(value: object) -> TypeGuard[list[list[Any]]]:
    return isinstance(value, list) and bool(value) and all(isinstance(v, list) and v for v in value)


def _is_header(value: object) -> TypeGuard[list[str]]:
    texts = isinstance(value, list) and all(isinstance(v, str) for v in value)
    return texts and sum(known_word(text) for text in cast("list[str]", value)) >= _TOLD


def _objects(node: object, deep: int) -> Iterator[Row]:
    """Every object of a document, as a row of its own."""
    if isinstance(node, Mapping) and deep:
        yield {key: v for key, v in node.items() if v is None or isinstance(v, str | bool)}
        for value in node.values():
            yield from _objects(value, deep - 1)


def _known(row: Row) -> int:
    return sum(known_word(key) for key in row)
