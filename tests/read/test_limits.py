"""Bombs, traps, and files that hold no table: each stops early with a message that helps."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.read.limit import Job
from orgtransfer.read.open import grids, of_bytes
from tests.read import faults
from tests.read.writers import ods, page, xlsx, xml

PLAIN = faults.sheets(faults.draft(), "xlsx")


def refused(data: bytes, limits: Limits | None = None) -> str:
    """The message for a file that is not read."""
    with pytest.raises(InputError) as caught:
        of_bytes(data, Job("a.xlsx", limits or Limits()))
    text = str(caught.value)
    assert text.startswith("a.xlsx")
    return text


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    """A package with one part replaced."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return target.getvalue()


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_bomb_stops_at_the_limit_of_unpacked_bytes(part: str) -> None:
    bomb = repacked(xlsx(PLAIN), part, b"<a>" + b" " * 40_000_000)
    started = time.monotonic()
    text = refused(bomb, Limits(unpacked_mb=8))
    assert "limits.unpacked_mb = 8" in text
    assert time.monotonic() - started < 5


def test_a_bomb_in_an_archive_counts_as_a_whole() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(4):
            package.writestr(f"{number}.csv", b"\n" * 3_000_000 + b"a")
    assert "limits.unpacked_mb" in refused(target.getvalue(), Limits(unpacked_mb=8))


def test_archives_in_archives_have_an_end() -> None:
    data = xlsx(PLAIN)
    for depth in range(5):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            package.writestr(f"{depth}.zip", data)
        data = target.getvalue()
        if depth < 2:
            assert of_bytes(data, Job("a.zip"))
    assert "one inside the other" in refused(data)


def test_a_far_cell_makes_no_room_for_all_between() -> None:
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="%s1048576"><v>1</v></c></row>'
    wide = repacked(xlsx(PLAIN), "xl/worksheets/sheet1.xml", sheet % (far % b"XFD"))
    assert "limits.columns = 512" in refused(wide)
    deep = repacked(xlsx(PLAIN), "xl/worksheets/sheet1.xml", sheet % (far % b"CZ"))
    assert "limits.cells" in refused(deep)
    odd = b"<row r='1'><c r='A1'><v>1</v></c></row><row r='9'><c s='1' r='XFD9'><v>1</v></c></row>"
    assert "limits.columns" in refused(
        repacked(xlsx(PLAIN), "xl/worksheets/sheet1.xml", sheet % odd)
    )


def test_far_cells_that_hold_only_a_format_are_nothing() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx(PLAIN))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    styled = sheet.replace(b"</row>", b'<c r="XFD1" s="0"/></row>', 1)
    found = of_bytes(repacked(xlsx(PLAIN), "xl/worksheets/sheet1.xml", styled), Job("a"))
    assert found[0].cells.height == 9


@pytest.mark.parametrize(
    "data",
    [
        page(PLAIN).replace(b"<td>", b"<td colspan=900000>", 1),
        ods(PLAIN),
        xml(PLAIN).replace(b'ss:Index="2"', b'ss:Index="70000"', 1),
        "\n".join([",".join(["姓名"] * 30)] * 3).encode(),
    ],
    ids=["html", "ods", "xml", "csv"],
)
def test_too_many_columns_are_refused_in_every_format(data: bytes) -> None:
    text = refused(data, Limits(columns=5))
    assert "limits.columns = 5" in text
    assert "raise the limit in the configuration" in text


def test_too_many_cells_are_refused() -> None:
    assert "limits.cells = 20" in refused(xlsx(PLAIN), Limits(cells=20))


def test_a_repeated_row_of_an_open_document_is_no_bomb() -> None:
    with zipfile.ZipFile(io.BytesIO(ods(PLAIN))) as package:
        content = package.read("content.xml")
    many = content.replace(
        b"<table:table-row>", b'<table:table-row table:number-rows-repeated="999999999">', 1
    )
    assert "limits.cells" in refused(repacked(ods(PLAIN), "content.xml", many))


@pytest.mark.parametrize("data", [xlsx(PLAIN), page(PLAIN), ods(PLAIN), xml(PLAIN), b"a,b\n1,2\n"])
def test_a_file_that_takes_too_long_is_stopped(data: bytes) -> None:
    assert "limits.seconds = 0" in refused(data, Limits(seconds=0))


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    outside = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    body = xml(PLAIN).decode().partition("?>")[2].replace("张三丰", "&x;")
    for head in (f'<?xml version="1.0"?>{outside}', f'<?xml version="1.0"?>{_laughs()}'):
        try:
            found = of_bytes((head + body).encode(), Job("a.xls"))
        except InputError:
            continue
        assert "geheim" not in str(found[0].cells.rows())
        assert max(len(cell or "") for row in found[0].cells.rows() for cell in row) < 1000


def _laughs() -> str:
    lines = ['<!ENTITY x0 "ha">']
    lines += [f'<!ENTITY x{i} "{f"&x{i - 1};" * 10}">' for i in range(1, 12)]
    return f"<!DOCTYPE a [{''.join(lines)}<!ENTITY x '&x11;'>]>"


def test_deep_nesting_is_a_message_not_a_shorter_table() -> None:
    deep = page(PLAIN).replace(b"<table>", b"<div>" * 3000 + b"<table>")
    try:
        found = of_bytes(deep, Job("a.xls"))
    except InputError:
        return
    assert found[0].cells.height == 9


def test_names_inside_an_archive_lead_nowhere(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("../../outside.csv", "姓名,入党日期\n张某,2001-07-01\n")
        package.writestr("/etc/members.csv", "姓名,入党日期\n李某,2001-07-01\n")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.zip").write_bytes(target.getvalue())
    assert len(grids(folder / "a.zip", "a.zip", Limits())) == 2
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.zip"]


REFUSED = {
    "PDF": b"%PDF-1.7\n...",
    "RAR": b"Rar!\x1a\x07\x00",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "gzip": b"\x1f\x8b\x08\x00" + b"x" * 20,
    "picture": b"\x89PNG\r\n\x1a\n",
    "text document": b"{\\rtf1 }",
    "before Excel 95": b"\x09\x02\x06\x00\x00\x00\x10\x00" + b"\x00" * 40,
    "empty": b"",
    "damaged": b"PK\x03\x04" + b"\x00" * 60,
}


@pytest.mark.parametrize("word", REFUSED)
def test_a_file_that_holds_no_table_is_named_for_what_it_is(word: str) -> None:
    text = refused(REFUSED[word])
    assert word in text
    assert "once more" in text or "save" in text


def test_a_text_document_in_an_archive_of_exports_is_left_and_named() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("说明.pdf", b"%PDF-1.7")
        package.writestr("名册.csv", "姓名,入党日期\n张某,2001-07-01\n")
    found = of_bytes(target.getvalue(), Job("a.zip"))
    assert [grid.member for grid in found] == ["名册.csv"]
    assert "说明.pdf" in found[0].notes[0]


def test_a_workbook_only_wps_reads_says_how_to_save_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.read import binary  # noqa: PLC0415  # patched here only

    data = binary.xls(PLAIN).replace("Workbook".encode("utf-16-le"), "EtStream".encode("utf-16-le"))
    text = refused(data)
    assert "WPS" in text
    assert ".xlsx" in text


def test_a_missing_file_is_a_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        grids(tmp_path / "none.xlsx", "none.xlsx", Limits())
