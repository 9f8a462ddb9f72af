"""XML exports of platforms: rows as elements, their values as elements or attributes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from orgtransfer.read import trees
from orgtransfer.read.cell_types import xml
from orgtransfer.read.encoding import decode
from orgtransfer.read.grid import Grid
from orgtransfer.read.limit import Job

_PROLOGUE: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING: Final = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w-]+)""")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How .NET and ADO write a character that a name must not have."""
_NAMES: Final = ("name", "key", "column", "field", "fieldname", "columnname", "title", "caption")
"""Attributes that name the value of an element called `field` or the like."""
_CALLED: Final = frozenset(("field", "column", "col", "data", "item", "cell", "property", "value"))
_SCHEMA: Final = ("http://www.w3.org/2001/XMLSchema", "uuid:BDC6E3F0-6DA3-11d1-A2A3-00AA00C14882")
_ROWSET: Final = "{urn:schemas-microsoft-com:rowset}name"
_CHINESE: Final = ("gb2312", "gbk", "gb18030", "x-gbk")


@dataclass(frozen=True)
class _Shapes:
    """What the whole document says of its elements."""

    titles: Mapping[str, str]
    """Short name of a column -> its own one, where a rowset of ADO has both."""
    repeated: frozenset[tuple[object, object]]
    """Element and child, where one of them has several such children: rows, also if it has one."""


def read(data: bytes, job: Job) -> list[Grid]:
    """The lists of an XML document, each as a sheet.

    Args:
        data: the document.
        job: what it is called and may cost.

    Raises:
        InputError: the document is damaged, or passes a limit.
    """
    named = _ENCODING.search(data[:200])
    declared = named.group(1).decode() if named else None
    wide = "gb18030" if declared and declared.lower() in _CHINESE else declared
    decoded = decode(data, job.place, wide)
    try:
        root = xml(_PROLOGUE.sub("", decoded.text).strip().encode())
    except (etree.LxmlError, ValueError) as error:
        raise job.damaged() from error
    shapes = _Shapes(dict(_titles(root)), frozenset(_repeated(root)))
    document = {_name(root.tag): _tree(root, shapes, job)}
    return trees.grids(document, "xml", decoded.encoding, decoded.why, job)


def _repeated(root: etree._Element) -> Iterator[tuple[object, object]]:
    for element in root.iter("*"):
        counted = Counter(child.tag for child in element)
        yield from ((element.tag, tag) for tag, times in counted.items() if times > 1)


def _titles(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("{*}AttributeType"):
        if element.get(_ROWSET):
            yield str(element.get("name", "")), str(element.get(_ROWSET))


def _name(tag: object) -> str:
    plain = str(tag).rpartition("}")[2]
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), plain)


def _children(element: etree._Element) -> list[etree._Element]:
    """The elements in an element; what describes a schema is none of them."""
    return [
        child
        for child in element
        if isinstance(child.tag, str) and not str(child.tag)[1:].startswith(_SCHEMA)
    ]


def _tree(element: etree._Element, shapes: _Shapes, job: Job) -> Any:  # noqa: ANN401  # as JSON has it
    """An element as JSON would have it: a mapping, or its text."""
    job.clock()
    children = _children(element)
    attributes = {
        shapes.titles.get(_name(key), _name(key)): str(value)
        for key, value in element.attrib.items()
        if not str(key).startswith("{http://www.w3.org/2001/XMLSchema-instance}")
    }
    if not children:
        text = "".join(element.itertext()).strip() or None
        if not attributes:
            return text
        return {**attributes, **({_name(element.tag): text} if text else {})}
    found: dict[str, Any] = dict(attributes)
    for child in children:
        key, value = _pair(child, shapes, job)
        if (element.tag, child.tag) not in shapes.repeated or key != _name(child.tag):
            found.setdefault(key, value)
        elif isinstance(there := found.setdefault(key, []), list):
            there.append(value)
    return {key: _settled(key, value) for key, value in found.items()}


def _settled(key: str, value: Any) -> Any:  # noqa: ANN401  # as JSON has it
    """Elements that come again: rows, of which some may be empty; else texts side by side."""
    if not isinstance(value, list):
        return value
    if any(isinstance(one, dict) for one in value):
        return [one if isinstance(one, dict) else {key: one} for one in value]
    return "、".join(one for one in value if one) or None


def _pair(child: etree._Element, shapes: _Shapes, job: Job) -> tuple[str, Any]:
    """Name and value; of `<field name="姓名">…</field>` the name is the attribute's."""
    name = _name(child.tag)
    label = next((str(child.get(a)) for a in _NAMES if child.get(a)), None)
    if label and name.lower() in _CALLED and not _children(child):
        return label, "".join(child.itertext()).strip() or child.get("value")
    return name, _tree(child, shapes, job)
