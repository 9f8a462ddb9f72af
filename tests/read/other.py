"""Lists in the formats of other programs: text documents, old tables, databases, exchange files."""

from __future__ import annotations

import html
import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing

from tests.read.faults import HEADERS, PEOPLE
from tests.read.sheets import Sheet
from tests.read.writers import plain

Line = Sequence[str]
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(body: str) -> bytes:
    """A text document of Open XML around the inside of its body."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        text = f'<?xml version="1.0" encoding="UTF-8"?><w:document {_W}><w:body>{body}</w:body></w:document>'
        package.writestr("word/document.xml", text)
    return target.getvalue()


def paragraph(text: str) -> str:
    """A paragraph; a line break stays one."""
    lines = "<w:br/>".join(f"<w:t>{html.escape(line)}</w:t>" for line in text.split("\n"))
    return f"<w:p><w:r>{lines}</w:r></w:p>"


def docx(sheets: Sequence[Sheet]) -> bytes:
    """A text document with a table a sheet."""
    return document("".join(word_table(sheet) + paragraph("") for sheet in sheets))


def word_table(sheet: Sheet) -> str:
    """A table of a text document, with its merged cells."""
    width = max(len(row) for row in sheet.rows)
    rows = []
    for at, row in enumerate(sheet.rows):
        filled = [*row, *[None] * (width - len(row))]
        cells = [_word_cell(sheet, at, place, plain(value)) for place, value in enumerate(filled)]
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def _word_cell(sheet: Sheet, at: int, place: int, text: str) -> str:
    marks = ""
    for top, left, bottom, right in sheet.merges:
        if top <= at <= bottom and left < place <= right:
            return ""
        if top <= at <= bottom and place == left:
            across = f'<w:gridSpan w:val="{right - left + 1}"/>' if right > left else ""
            begun = "<w:vMerge/>" if at > top else '<w:vMerge w:val="restart"/>'
            marks = across + (begun if bottom > top else "")
    return f"<w:tc><w:tcPr>{marks}</w:tcPr>{paragraph(text)}</w:tc>"


def dbf(heads: Line, rows: Sequence[Line], *, deleted: Sequence[int] = (), page: int = 0) -> bytes:
    """A table of dBase III in GBK; `deleted` rows are counted from 0."""
    columns = list(zip(*[heads, *rows], strict=True))
    widths = [min(254, max(len(c.encode("gbk")) for c in column)) + 1 for column in columns]
    fields = b"".join(
        struct.pack("<11sc4xBB14x", head.encode("gbk")[:10], b"C", width, 0)
        for head, width in zip(heads, widths, strict=True)
    )
    begin = 32 + len(fields) + 1
    head = struct.pack("<BBBBIHH17xB2x", 3, 126, 11, 28, len(rows), begin, 1 + sum(widths), page)
    body = b"".join(
        (b"*" if at in deleted else b" ")
        + b"".join(v.encode("gbk")[:w].ljust(w) for v, w in zip(row, widths, strict=True))
        for at, row in enumerate(rows)
    )
    return head + fields + b"\r" + body + b"\x1a"


def sqlite(heads: Line, rows: Sequence[Line], name: str = "党员") -> bytes:
    """A database with one table."""
    with closing(sqlite3.connect(":memory:")) as base:
        columns = ", ".join(f'"{head}" TEXT' for head in heads)
        base.execute(f'CREATE TABLE "{name}" ({columns})')
        marks = ", ".join("?" for _head in heads)
        base.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)  # noqa: S608  # ours
        base.commit()
        return bytes(base.serialize())


def xml_elements(heads: Line, rows: Sequence[Line]) -> bytes:
    """Rows as elements, values as elements named as the columns are."""
    inner = "".join(
        "<Table>"
        + "".join(f"<{h}>{html.escape(v)}</{h}>" for h, v in zip(heads, row, strict=True) if v)
        + "</Table>"
        for row in rows
    )
    return f'<?xml version="1.0" encoding="utf-8"?><NewDataSet>{inner}</NewDataSet>'.encode()


def xml_attributes(heads: Line, rows: Sequence[Line]) -> bytes:
    """Rows as elements, values as attributes, in GB2312 as old servers write it."""
    inner = "".join(f"<row {_attributes(heads, row)}/>" for row in rows)
    return f'<?xml version="1.0" encoding="gb2312"?><data><rows>{inner}</rows></data>'.encode(
        "gb18030"
    )


def _attributes(heads: Line, row: Line) -> str:
    pairs = zip(heads, row, strict=True)
    return " ".join(f'{head}="{html.escape(value)}"' for head, value in pairs)


def xml_named(heads: Line, rows: Sequence[Line]) -> bytes:
    """Values in elements that all are called `field`, with the column's name as an attribute."""
    inner = "".join(
        "<record>"
        + "".join(
            f'<field name="{h}">{html.escape(v)}</field>' for h, v in zip(heads, row, strict=True)
        )
        + "</record>"
        for row in rows
    )
    return f"<export>{inner}</export>".encode()


def xml_rowset(heads: Line, rows: Sequence[Line]) -> bytes:
    """A recordset as ADO saves it: a schema, then rows with short names."""
    kinds = "".join(
        f'<s:AttributeType name="c{at}" rs:name="{head}"/>' for at, head in enumerate(heads)
    )
    short = [f"c{at}" for at in range(len(heads))]
    inner = "".join(f"<z:row {_attributes(short, row)}/>" for row in rows)
    return (
        '<xml xmlns:s="uuid:BDC6E3F0-6DA3-11d1-A2A3-00AA00C14882" '
        'xmlns:rs="urn:schemas-microsoft-com:rowset" xmlns:z="#RowsetSchema">'
        f'<s:Schema id="RowsetSchema"><s:ElementType name="row">{kinds}</s:ElementType></s:Schema>'
        f"<rs:data>{inner}</rs:data></xml>"
    ).encode()


def json_objects(heads: Line, rows: Sequence[Line]) -> bytes:
    """What a platform's interface answers."""
    listed = [dict(zip(heads, row, strict=True)) for row in rows]
    return json.dumps({"code": 0, "data": {"records": listed}}, ensure_ascii=False).encode()


def json_split(heads: Line, rows: Sequence[Line]) -> bytes:
    """Columns and rows apart."""
    return json.dumps({"columns": heads, "data": rows}, ensure_ascii=False).encode()


def json_lists(heads: Line, rows: Sequence[Line]) -> bytes:
    """Lists in a list, the header first."""
    return json.dumps([heads, *rows], ensure_ascii=False).encode()


OTHERS: Mapping[str, tuple[str, Callable[[Line, Sequence[Line]], bytes]]] = {
    "dbf": ("a.dbf", dbf),
    "sqlite": ("a.db", sqlite),
    "docx": ("a.docx", lambda heads, rows: docx([Sheet("", (tuple(heads), *map(tuple, rows)))])),
    "xml, elements": ("a.xml", xml_elements),
    "xml, attributes": ("a.xml", xml_attributes),
    "xml, named fields": ("a.xml", xml_named),
    "xml, ADO": ("a.xml", xml_rowset),
    "json, objects": ("a.json", json_objects),
    "json, columns and rows": ("a.json", json_split),
    "json, lists": ("a.json", json_lists),
}
"""Format -> a file name, and a writer of header and rows."""


def people() -> tuple[list[str], list[list[str]]]:
    """The invented people of `faults` without the one whom GBK cannot write."""
    rows = [list(person.values()) for person in PEOPLE if "䶮" not in person["name"]]
    return list(HEADERS.values()), rows
