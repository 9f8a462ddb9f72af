"""Writes `docs/formats.md` from the tests: `python -m tests.read.formats_page`.

A cell of the table is a test of `test_formats.py`: a file of that format with that fault, made by
the tests and read to the same rows as the plain list.
"""

from __future__ import annotations

from pathlib import Path

from tests.read.faults import FAULTS
from tests.read.test_formats import corpus, fits
from tests.read.test_fuzz import FILES, SEEDS
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
one clear message. Only delimited text that ends exactly at the end of a line can be shorter than it
was without anybody being able to tell; where it ends inside a row, that row is reported as cut off.

## What other programs hand over

Parquet (names of columns are the header; whole numbers keep their digits, numbers with a fraction
are told as damaged), JSON lists of objects and one object a line, each read to the same rows as the
plain list (`tests/read/test_typed.py`).

## What is refused, with a message that says what to do

PDF, pictures, text documents, RAR, 7z and gzip archives, workbooks from before Excel 95, workbooks
in a form that only WPS reads, empty files, damaged workbooks, workbooks whose password is missing or
wrong, and whatever passes a limit of `[limits]`: `unpacked_mb`, `cells`, `columns`, `seconds`, and
archives more than three deep. Time is looked at between steps and in every loop over rows; the one
step that cannot be interrupted, loading a sheet, is bounded by the other limits, which are checked
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
    tail = _TAIL.format(corpus=len(corpus()), files=FILES, seeds=len(SEEDS))
    return "\n".join(lines) + "\n" + tail


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
