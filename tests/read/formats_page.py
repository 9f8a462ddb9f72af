"""Writes `docs/formats.md` from the tests: `python -m tests.read.formats_page`.

A cell of the table is a test of `test_formats.py`: a file of that format with that fault, made by
the tests and read to the same rows as the plain list.
"""

from __future__ import annotations

from pathlib import Path

from tests.read.faults import FAULTS
from tests.read.other import OTHERS
from tests.read.test_formats import corpus, fits
from tests.read.test_fuzz import BY_NIGHT, SEEDS
from tests.read.test_other import BROKEN
from tests.read.writers import WRITERS

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"

_HEAD = """# What can be read

Written by `python -m tests.read.formats_page` from the tests; a test fails where it is out of date.

A file's format is told by its content, never by its ending. Each `✓` below is a file that the tests
write in that format with that fault, and that is read to the same rows, the same rows set aside and
the same damage as the plain list. `–` means that the format cannot have the fault: delimited text has
no sheets, and a web page has no hidden ones.

No library that is still cared for writes `.xls` (BIFF) or `.xlsb`, so the tests have the smallest
writers of both that [MS-XLS], [MS-CFB] and [MS-XLSB] allow (`tests/read/binary.py`); `.et` of WPS is
BIFF inside.
"""
_TAIL = """
## Several faults at once

{corpus} files of the corpus bear three to eight of these faults together. {files:,} broken files
(cut off, bits flipped, pieces spliced, one part of a package broken) of {seeds} formats give rows or
one clear message; all of them are tried every week, a part in each run. Only delimited text that ends exactly at the end of a line can be shorter than it
was without anybody being able to tell; where it ends inside a row, that row is reported as cut off.

## What other programs hand over

Each is read to the same rows as the plain list, one person alone as well, and {broken} broken files of
them give rows or one message (`tests/read/test_other.py`). Nothing is written to disk on the way.

| format | what is read | what is told |
|---|---|---|
| Word (`.docx`) | every table, with the lines above it as its title; a table that goes on behind a page break is one; tracked changes as if they were accepted | a document without a table |
| dBase, FoxPro (`.dbf`) | text in GBK or UTF-8 whatever the mark says; numbers, days, yes and no; names that ten bytes have cut | rows marked as deleted (set aside, counted), columns kept in another file (memo), a number of rows that is not the one stated (refused) |
| SQLite | every plain table; integers keep all digits | views, triggers, generated columns and virtual tables are never run; a database that is open elsewhere (`-wal`) is refused |
| XML of platforms | rows as elements, values as elements, attributes or `<field name="…">`; ADO and .NET datasets; rows inside the element of their branch | |
| JSON | lists of objects, one object a line, columns and rows apart, lists of lists; objects in a row become columns; people inside their branch bear its name | one page of a longer list (`total`), as a stated total |
| Parquet | names of columns are the header; whole numbers keep their digits | numbers with a fraction are told as damaged |

`init` and `start` tell of `.docx`, `.json`, `.parquet`, `.db` and `.sqlite` that hold a list, and take them only where a folder has
nothing else, since such files are seldom lists:
name them in the configuration; `inspect` shows how they are read.

## Names and dates that are none

`inspect` counts both. What names nobody (待定, 同上, 男, 测试, 以下空白, a branch's name) is set aside, with an ID number the row
is kept without a name; 张三（示例） is the form's own example (`tests/read/test_names.py`). A former name, in its own column or
behind the name (曾用名, 原名, 又名, 现名), is the field `former_name`, and evidence where names differ. Lunar days and 民国 years
are not read, since their figures are those of another day (`tests/clean/test_calendars.py`); 公历, 阳历 and 公元 may stand before
a day. Of a form's boxes the ticked one counts (☑专职□兼职); what is doubted, planned, denied, over or said of a relative (专职？, 拟除名,
失联：否, 原专职, 父亲去世) is no value, and `inspect` counts such words as not understood (`tests/clean/test_notes.py`). Sub-headings by
department (心内科（3人）, 外科：) are set aside. Two branches in one cell (第一党支部 第二党支部, 第一、二党支部) name none of the two, and
`inspect` counts such cells; a blank inside one name (南昌市 第三医院 党支部) and a superior before it (机关党委 第一党支部) part nothing
(`tests/clean/test_branches.py`). Numbers, labels, telephone numbers and offices around such a name are taken away
(`tests/clean/test_beside_units.py`).
`python -m tests.read.corpus` reads awkward lists (titles, examples, sub-headings, several faults in every cell) in every format to
the last cell.
`python -m tests.read.broken --files 5000` reads as many broken files of all formats as asked for, each within 20 s and 2 GB.

## Shapes of sheets

What is not sure is not read: the sheet is named, and what to do (`tests/read/test_shapes.py`).

- Tables **side by side**: the same header again, or another table with names behind an empty column.
  Figures about branches beside a list give nobody a branch. Each part is called `Sheet1 E-H`.
- Tables **below one another** with other columns, or of another branch by their titles: `Sheet1 12-40`.
- A table **on its side**, headers in the first column: its rows are given as the columns they are (A is 1).
- **Forms**, what is asked left and the answer right: one a sheet, several below one another or side by
  side. Forms that are not alike, and cards with several headers, are refused.
- **Headers** of up to three rows, merged or not.
- **One file a branch in a tree of folders** (`members = "党员/**/*.xlsx"`, `all_files = true`): where no column,
  title or sheet names branch, unit or association, the names of file and folders do
  (内科第一党支部.xlsx in 某某医院), and `inspect` says so.

## What is refused, with a message that says what to do

Access (`.mdb`, `.accdb`), `.doc`, `.wps`, `.rtf`, `.odt`, PDF, OFD, XPS, pictures, slides, messages of Outlook, dumps of MySQL,
PostgreSQL, Oracle and SQL Server, RAR, 7z, gzip, tar, xz and other archives, archives whose password is
missing or wrong, workbooks from before Excel 95, workbooks in a form that only WPS reads, empty files,
damaged workbooks, workbooks whose password is missing or wrong, and whatever passes a limit of `[limits]`:
`unpacked_mb`, `cells`, `columns`, `seconds`, and archives more than three deep. Time is looked at between steps and
in every loop over rows; the one step that cannot be interrupted, loading a sheet, is bounded by the other limits, which are checked
before it. Macros are never run, links never followed, XML entities never resolved, and names inside
an archive are labels only.
"""


def page() -> str:
    """The page as it should be."""
    lines = [_HEAD, "| fault | " + " | ".join(WRITERS) + " |"]
    lines.append("|---|" + ":-:|" * len(WRITERS))
    lines.append("| none | " + " | ".join("✓" for _name in WRITERS) + " |")
    for fault in FAULTS:
        told = (fault.__doc__ or "").strip().rstrip(".").replace("|", "\\|")
        cells = ("✓" if fits(name, fault) else "–" for name in WRITERS)
        lines.append(f"| {told} | " + " | ".join(cells) + " |")
    tail = _TAIL.format(
        corpus=len(corpus()), files=BY_NIGHT, seeds=len(SEEDS), broken=BROKEN * len(OTHERS)
    )
    return "\n".join(lines) + "\n" + tail


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
