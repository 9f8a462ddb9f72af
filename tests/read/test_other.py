"""Formats of other programs: read to the rows of the plain list, or refused with what to do."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import struct
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.read.limit import Job
from orgtransfer.read.open import grids, of_bytes
from orgtransfer.read.table import Table, tables
from tests.read import other
from tests.read.faults import HEADERS
from tests.read.other import OTHERS, document, paragraph, people, word_table
from tests.read.sheets import Sheet

HEADS, ROWS = people()
BROKEN = 40
"""Broken files of each format."""


def found(data: bytes, name: str = "file") -> list[Table]:
    """The tables of a file."""
    return tables(of_bytes(data, Job(name, Limits(unpacked_mb=64, cells=200_000, seconds=20))), {})


def refused(data: bytes, limits: Limits | None = None) -> str:
    """The message for a file that is not read."""
    with pytest.raises(InputError) as caught:
        of_bytes(data, Job("file", limits or Limits()))
    return str(caught.value)


def rows(table: Table) -> list[list[str]]:
    """The values of the invented people's fields."""
    return [[row[name] or "" for name in HEADERS] for row in table.data.iter_rows(named=True)]


@pytest.mark.parametrize("name", OTHERS)
def test_every_format_is_read_to_the_same_rows(name: str) -> None:
    (table,) = found(OTHERS[name][1](HEADS, ROWS))
    assert table.kind == "members"
    assert rows(table) == ROWS
    assert table.data["row"].to_list() == list(range(2, len(ROWS) + 2))


@pytest.mark.parametrize("name", OTHERS)
def test_one_person_alone_is_read_as_well(name: str) -> None:
    (table,) = found(OTHERS[name][1](HEADS, ROWS[:1]))
    assert rows(table) == ROWS[:1]


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_a_broken_file_gives_rows_or_one_message(name: str) -> None:
    rng = random.Random(name)  # the same files each time
    whole = OTHERS[name][1](HEADS, ROWS)
    started = time.thread_time()
    for number in range(BROKEN):
        broken = bytearray(whole)
        if number % 3 == 0:
            del broken[rng.randrange(1, len(broken)) :]
        for _flip in range(rng.randrange(0 if number % 3 == 0 else 1, 6)):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        try:
            found(bytes(broken))
        except InputError as error:
            assert str(error).startswith("file")  # noqa: PT017  # either is right
    assert time.thread_time() - started < 20


# -- old tables -----------------------------------------------------------------------------


def test_deleted_rows_of_an_old_table_are_set_aside_and_counted() -> None:
    (table,) = found(other.dbf(HEADS, ROWS, deleted=(1, 3)))
    assert [row[0] for row in rows(table)] == [ROWS[n][0] for n in (0, 2, 4, 5, 6)]
    assert table.set_aside.select("row", "reason").rows() == [(3, "deleted"), (5, "deleted")]


def test_an_old_table_that_is_cut_off_is_refused_with_both_numbers() -> None:
    text = refused(other.dbf(HEADS, ROWS)[:-60])
    assert "it has 7 rows" in text
    assert "holds 6" in text


def test_an_old_table_with_a_row_more_than_it_says_is_refused() -> None:
    data = bytearray(other.dbf(HEADS, ROWS))
    data[4] = 6
    assert "it has 6 rows" in refused(bytes(data))


def test_a_name_that_ten_bytes_have_cut_is_known_by_its_beginning() -> None:
    heads = ["姓名", "公民身份号码", "所在党支部", "组织关系转入时间"]
    (table,) = found(other.dbf(heads, [["张三丰", ROWS[0][1], "内科党支部", "2001-07-01"]]))
    assert table.data.select("id_number", "branch").row(0) == (ROWS[0][1], "内科党支部")
    assert table.data["moved_in"].to_list() == [None]  # 组织关系转 may be 转入 or 转出


@pytest.mark.parametrize("page", [0, 0x03, 0x4D, 0x7A, 0x57])
def test_the_mark_of_the_code_page_may_be_wrong(page: int) -> None:
    (table,) = found(other.dbf(HEADS, ROWS, page=page))
    assert rows(table) == ROWS


def test_half_a_character_at_the_end_of_a_column_is_damage() -> None:
    data = other.dbf(
        ["姓名", "入党日期", "所在党支部"], [["张三丰", "2001-07-01", "内科第一党支部"]]
    )
    width = len("内科第一党支部".encode("gbk")) + 1
    cut = data.replace(
        "内科第一党支部".encode("gbk") + b" ", "内科第一党支部人".encode("gbk")[:width]
    )
    (table,) = found(cut)
    assert table.damage["kind"].to_list() == ["lost_character"]


def test_kinds_of_old_columns() -> None:
    columns = [
        (b"XM", b"C", 8, 0, "王芳".encode("gbk").ljust(8)), (b"RDSJ", b"D", 8, 0, b"20010701"),
        (b"GH", b"N", 6, 0, b"   123"), (b"SFLD", b"L", 1, 0, b"T"), (b"BZ", b"M", 10, 0, b" " * 10),
        (b"SL", b"N", 3, 0, b"***"), (b"RQ", b"T", 8, 0, struct.pack("<ii", 2_452_092, 30_600_000)),
        (b"ZS", b"I", 4, 0, struct.pack("<i", -7)),
    ]  # fmt: skip
    fields = b"".join(struct.pack("<11sc4xBB14x", n, k, w, d) for n, k, w, d, _value in columns)
    size = 1 + sum(column[2] for column in columns)
    head = struct.pack("<BBBBIHH20x", 0x30, 126, 1, 1, 1, 32 + len(fields) + 1, size)
    body = b" " + b"".join(column[4] for column in columns)
    (grid,) = of_bytes(head + fields + b"\r" + body + b"\x1a", Job("file"))
    assert grid.cells.row(0) == ("XM", "RDSJ", "GH", "SFLD", "SL", "RQ", "ZS")
    assert grid.cells.row(1) == (
        "王芳",
        "2001-07-01",
        "123",
        "是",
        "#NUM!",
        "2001-07-01 08:30:00",
        "-7",
    )
    assert "BZ" in grid.notes[0]


# -- databases ------------------------------------------------------------------------------


def database(*statements: str) -> bytes:
    """A database that these statements make."""
    with closing(sqlite3.connect(":memory:")) as base:
        for statement in statements:
            base.execute(statement)
        base.commit()
        return bytes(base.serialize())


def test_nothing_that_a_database_holds_is_run() -> None:
    data = database(
        'CREATE TABLE m ("姓名" TEXT, "入党日期" TEXT, x TEXT AS (zeroblob(900000000)))',
        "INSERT INTO m VALUES ('王芳', '2001-07-01')",
        "CREATE VIEW v AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c) SELECT n FROM c",
        "CREATE VIRTUAL TABLE f USING fts5(a)",
    )
    sheets = {grid.sheet: grid for grid in of_bytes(data, Job("file"))}
    assert sheets["m"].cells.row(1) == ("王芳", "2001-07-01")
    assert not {"v", "f"} & set(sheets)


def test_values_of_a_database() -> None:
    data = database(
        'CREATE TABLE m ("姓名", "身份证号", "入党日期")',
        "INSERT INTO m VALUES ('王芳', 990101198005030013, NULL)",
        "INSERT INTO m VALUES ('李明', 990101198005030013.0, x'00ff')",
        "INSERT INTO m VALUES (CAST(x'c1f5d1f3' AS TEXT), '990101198005030013', NULL)",
    )
    (table,) = found(data)
    assert table.data["name"].to_list() == ["王芳", "李明", "刘洋"]
    assert table.data["id_number"][0] == table.data["id_number"][2] == "990101198005030013"
    assert table.damage.rows() == [(3, "id_number", "number")]


def test_a_database_that_is_open_elsewhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(OTHERS["sqlite"][1](HEADS, ROWS))
    path.with_name("a.db-wal").write_bytes(b"newer rows")
    with pytest.raises(InputError, match=r"a\.db: .* open in another program"):
        grids(path, "a.db", Limits())
    path.with_name("a.db-wal").write_bytes(b"")
    assert len(grids(path, "a.db", Limits())) == 1


def test_a_database_with_a_write_ahead_log_is_read_when_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute('CREATE TABLE m ("姓名", "入党日期")')
        base.execute("INSERT INTO m VALUES ('王芳', '2001-07-01')")
        base.commit()
    (grid,) = grids(path, "a.db", Limits())
    assert grid.cells.height == 2
    assert [file.name for file in tmp_path.iterdir()] == ["a.db"]


@pytest.mark.parametrize("name", ["dbf", "sqlite", "docx", "xml, elements", "json, lists"])
def test_limits_hold(name: str) -> None:
    data = OTHERS[name][1](["姓名", "入党日期"], [["王芳", "2001-07-01"]] * 400)
    assert "limits.cells" in refused(data, Limits(cells=500))
    assert "limits.columns" in refused(data, Limits(columns=1))
    assert "limits.seconds = 0" in refused(data, Limits(seconds=0))


# -- text documents -------------------------------------------------------------------------

LIST = Sheet("", (("姓名", "入党日期"), ("王芳", "2001-07-01"), ("李明", "2002-07-01")))


def test_the_lines_above_a_table_of_a_document_name_its_branch() -> None:
    body = (
        paragraph("内科第一党支部党员花名册")
        + paragraph("填报日期:2026年3月4日")
        + word_table(LIST)
    )
    (table,) = found(document(body))
    assert table.data["branch"].to_list() == ["内科第一党支部"] * 2
    assert str(table.exported) == "2026-03-04"
    assert table.data["row"].to_list() == [2, 3]


def test_a_table_that_goes_on_behind_a_page_break_is_one() -> None:
    rest = Sheet("", (("赵敏", "2003-07-01"),))
    (table,) = found(document(word_table(LIST) + paragraph("") + word_table(rest)))
    assert table.data["name"].to_list() == ["王芳", "李明", "赵敏"]


def test_two_lists_in_a_document_stay_two() -> None:
    body = "".join(
        paragraph(f"{name}党支部党员名册") + word_table(LIST) for name in ("内科", "外科")
    )
    first, second = found(document(body))
    assert (first.grid.sheet, second.grid.sheet) == ("#1", "#2")
    assert second.data["branch"].to_list() == ["外科党支部"] * 2


def test_struck_out_text_and_text_that_older_programs_show_is_not_read() -> None:
    fallback = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:t>芳</w:t></mc:Choice><mc:Fallback><w:t>芳</w:t></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    changed = (
        "<w:p><w:del><w:r><w:delText>李</w:delText></w:r></w:del>"
        f"<w:ins><w:r><w:t>王</w:t></w:r></w:ins><w:r>{fallback}</w:r></w:p>"
    )
    row = "<w:tr>{}<w:tc><w:p>{}</w:p></w:tc><w:tc>" + paragraph("2001-07-01") + "</w:tc></w:tr>"
    gone = row.format("<w:trPr><w:del/></w:trPr>", "<w:r><w:t>张三</w:t></w:r>")
    head = word_table(Sheet("", (("姓名", "入党日期"),))).removesuffix("</w:tbl>")
    body = head + row.replace("<w:p>{}</w:p>", changed).format("") + gone + "</w:tbl>"
    (table,) = found(document(body))
    assert table.data["name"].to_list() == ["王芳"]


def test_a_document_without_a_table_says_so_and_is_left_in_an_archive() -> None:
    bare = document(paragraph("通知"))
    assert "holds no table" in refused(bare)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("通知.docx", bare)
        package.writestr("名册.docx", document(word_table(LIST)))
    (grid,) = of_bytes(target.getvalue(), Job("a.zip"))
    assert grid.member == "名册.docx"


def test_one_wide_row_does_not_make_a_short_document_a_large_table() -> None:
    wide = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="500"/></w:tcPr></w:tc></w:tr>'
    rows = "<w:tr><w:tc></w:tc></w:tr>" * 3000
    assert "limits.cells" in refused(
        document(f"<w:tbl>{wide}{rows}</w:tbl>"), Limits(cells=1_000_000)
    )


# -- exchange -------------------------------------------------------------------------------


def test_people_inside_their_branch_bear_its_name() -> None:
    nested = [
        {"支部名称": "内科党支部", "联系电话": "10000000001", "党员列表": [
            {"姓名": "王芳", "入党日期": "2001-07-01"}, {"姓名": "李明", "入党日期": "2002-07-01"}]},
        {"支部名称": "外科党支部", "联系电话": "10000000002", "党员列表": [{"姓名": "赵敏"}]},
    ]  # fmt: skip
    for data in (json.dumps(nested).encode(), json.dumps({"data": {"list": nested}}).encode()):
        members = [table for table in found(data) if table.kind == "members"]
        (table,) = members
        assert table.data.select("name", "branch", "phone").rows() == [
            ("王芳", "内科党支部", None), ("李明", "内科党支部", None), ("赵敏", "外科党支部", None),
        ]  # fmt: skip


def test_a_branch_with_one_member_beside_others_with_several() -> None:
    xml = (
        '<all><branch 党支部名称="内科党支部"><m><姓名>王芳</姓名></m><m><姓名>李明</姓名></m></branch>'
        '<branch 党支部名称="外科党支部"><m><姓名>赵敏</姓名></m></branch><branch 党支部名称="空"/></all>'
    )
    table = next(table for table in found(xml.encode()) if table.kind == "members")
    assert table.data.select("name", "branch").rows() == [
        ("王芳", "内科党支部"), ("李明", "内科党支部"), ("赵敏", "外科党支部"),
    ]  # fmt: skip


def test_objects_inside_a_row_are_its_columns() -> None:
    listed = [
        {"基本信息": {"姓名": "王芳", "性别": "女"}, "所在党支部": {"名称": "内科党支部", "联系电话": "1"},
         "joinDate": "2001"},
        {"基本信息": {"姓名": "李明", "性别": "男"}, "所在党支部": {"名称": "外科党支部"}},
    ]  # fmt: skip
    (table,) = found(json.dumps(listed).encode())
    assert table.data.select("name", "sex", "phone").rows() == [
        ("王芳", "女", None),
        ("李明", "男", None),
    ]
    english = [
        {"xm": "王芳", "org": {"name": "内科党支部"}},
        {"xm": "李明", "org": {"name": "外科党支部"}},
    ]
    (table,) = found(json.dumps(english).encode())
    assert table.data["name"].to_list() == ["王芳", "李明"]


def test_dates_in_milliseconds_and_in_english_are_no_damage() -> None:
    listed = [{"姓名": "王芳", "入党日期": 1277913600000}, {"姓名": "李明", "入党日期": "Jul  1 2010 12:00AM"},
              {"姓名": "赵敏", "入党日期": "/Date(1277913600000+0800)/"}]  # fmt: skip
    (table,) = found(json.dumps(listed).encode())
    assert table.damage.height == 0


def test_one_page_of_a_list_says_that_there_is_more() -> None:
    page = {"total": 5000, "rows": [dict(zip(HEADS, row, strict=True)) for row in ROWS]}
    (table,) = found(json.dumps(page).encode())
    assert table.stated == 5000
    assert "5000" in table.notes[0]


@pytest.mark.parametrize("escaped", ["_x59D3__x540D_", "姓名"])
def test_names_that_dot_net_has_escaped(escaped: str) -> None:
    row = f"<r><{escaped}>王芳</{escaped}><_x5165__x515A__x65E5__x671F_>2001-07-01</_x5165__x515A__x65E5__x671F_></r>"
    (table,) = found(f"<a>{row}{row}</a>".encode())
    assert table.data.select("name", "join_date").row(0) == ("王芳", "2001-07-01")


def test_entities_of_an_exchange_file_are_never_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    head = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY a "ha"><!ENTITY b "{"&a;" * 1000}"><!ENTITY c "{"&b;" * 1000}">]>'
    body = "<a><r><姓名>&x;&c;</姓名></r><r><姓名>王芳</姓名></r></a>"
    try:
        listed = found((head + body).encode())
    except InputError:
        return
    assert "geheim" not in str(listed[0].data.rows())
    assert all(len(name or "") < 1000 for name in listed[0].data["name"])


# -- refused --------------------------------------------------------------------------------

REFUSED: dict[str, tuple[bytes, str]] = {
    "mdb": (b"\0\1\0\0Standard Jet DB\0" + b"\0" * 64, "Access"),
    "accdb": (b"\0\1\0\0Standard ACE DB\0" + b"\0" * 64, "Access"),
    "tar": (b"a" * 257 + b"ustar\0", "tar"),
    "xz": (b"\xfd7zXZ\0\0", "xz"),
    "tiff": (b"II*\0\x08\0\0\0", "picture"),
    "webp": (b"RIFF\0\0\0\0WEBPVP8 ", "picture"),
    "heic": (b"\0\0\0\x18ftypheic", "picture"),
    "oracle": (b"\3\0\x16EXPORT:V10", "Oracle"),
    "sql server": (b"TAPE\0\0\3\0", "SQL Server"),
    "mysql": (b"-- MySQL dump 10.13", "MySQL"),
    "program": (b"MZ\x90\0\3\0\0\0", "program"),
    "shortcut": (b"L\0\0\0\1\x14\2\0\0\0", "shortcut"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_read_says_what_it_is_and_what_to_do(name: str) -> None:
    data, word = REFUSED[name]
    text = refused(data)
    assert text.startswith("file: ")
    assert word in text
    assert len(text.split("; ")) >= 2


def packed(**parts: bytes) -> bytes:
    """A package with these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: packed(ppt__presentation_xml=b"<a/>"), "slides"),
        (lambda: packed(OFD_xml=b"<a/>"), "OFD"),
        (
            lambda: packed(
                mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<a/>",
                **{"META-INF__manifest_xml": b"<a/>"},
            ),
            "text document",
        ),
    ],
)  # fmt: skip
def test_packages_that_hold_no_table(make: Callable[[], bytes], word: str) -> None:
    assert word in refused(make())
