"""The workbooks 更正 (what should be changed in one system) and 补录 (whom no register has)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from orgtransfer.i18n import N_, _
from orgtransfer.worklist import words, workbook_rows
from orgtransfer.worklist.cells import SheetWriter, lines_needed
from orgtransfer.worklist.page import page
from orgtransfer.worklist.styles import Styles

FIELDS: Final[Mapping[str, str]] = {
    "id": N_("ID number"),
    "name": N_("Full name"),
    "birth": N_("Birth date"),
    "sex": N_("Sex"),
    "ethnicity": N_("Ethnic group"),
    "category": N_("Category"),
    "join": N_("Joining date"),
    "full": N_("Date of full membership"),
    "education": N_("Education"),
    "phone": N_("Phone"),
}
"""Field -> what it is called."""

ADOPT: Final = N_("Adopt")
_YES: Final = frozenset(
    {"是", "√", "✓", "✔", "对", "采用", "同意", "yes", "y", "1", "true", "x", "v"}
)
_NO: Final = frozenset({"否", "×", "✗", "✘", "不", "不采用", "不同意", "no", "n", "0", "false"})
_HEADS: Final = {"key": (words.KEY,), "adopt": ("采用", ADOPT), "name": ("姓名", "Full name")}
"""Column -> what its header reads, in either language."""
_COLUMNS: Final = (
    ("name", N_("Full name"), 10, "wrap"),
    ("id", N_("ID number"), 20, "id"),
    ("branch", N_("Branch"), 26, "wrap"),
    ("field", N_("What"), 12, "wrap"),
    ("old", N_("In this system"), 22, "wrap"),
    ("new", N_("Should be"), 22, "written"),
    ("source", N_("As in"), 36, "wrap"),
    ("why", N_("Why it is likelier right"), 24, "wrap"),
    ("chance", N_("How sure"), 8, "number"),
    ("adopt", ADOPT, 8, "ruling"),
    ("place", N_("Where it stands (file, sheet, row)"), 34, "small"),
    ("key", words.KEY, 12, "key"),
)
_ABSENT: Final = (
    ("how", N_("Way of addition (增加方式)"), 16, "entry"),
    ("name", N_("Full name"), 10, "wrap"),
    ("id", N_("Citizen's ID number (公民身份号码)"), 22, "id"),
    ("lost", N_("Out of contact (是否失联)"), 12, "wrap"),
    ("category", N_("Category"), 12, "wrap"),
    ("why", N_("Why no register has the member"), 22, "wrap"),
    ("sex", N_("Sex"), 6, "wrap"),
    ("ethnicity", N_("Ethnic group"), 8, "wrap"),
    ("education", N_("Education"), 11, "wrap"),
    ("join", N_("Joining date"), 12, "wrap"),
    ("full", N_("Date of full membership"), 12, "wrap"),
    ("branch", N_("Branch (roster)"), 30, "wrap"),
    ("unit", N_("Unit"), 24, "wrap"),
    ("phone", N_("Phone"), 14, "id"),
    ("place", N_("Where it stands (file, sheet, row)"), 34, "small"),
)
_HEADER: Final = 3
_CENTRE: Final = Alignment(horizontal="center", vertical="center")


def build(label: str, lines: pl.DataFrame, day: dt.date) -> Workbook:
    """The workbook of one system.

    Args:
        label: the system.
        lines: the columns of _COLUMNS but for `adopt`, which may be there: what was ticked before.
        day: the date that the run is as of.
    """
    title = _("Corrections for {system} as of {day} (lines: {count})").format(
        system=label, day=day.isoformat(), count=lines.height
    )
    hint = _(
        "Enter 是 under “Adopt” on each line that is to be changed, save, and call: orgtransfer "
        "corrections accept. Where it cannot be told who is right, ask the member or look at the file "
        "(档案) first. Each line says what another system has; nothing is made up."
    )
    workbook = Workbook()
    pen = _sheet(workbook, _("Corrections"), title, hint, _COLUMNS, lines)
    letter = get_column_letter([name for name, *_rest in _COLUMNS].index("adopt") + 1)
    choice = DataValidation(
        type="list", formula1='"是,否"', allow_blank=True, showErrorMessage=False
    )
    choice.add(f"{letter}{_HEADER + 1}:{letter}{_HEADER + max(lines.height, 1)}")
    pen.sheet.add_data_validation(choice)
    pen.sheet.column_dimensions[get_column_letter(len(_COLUMNS))].hidden = True
    return workbook


def absent(lines: pl.DataFrame, day: dt.date) -> Workbook:
    """The workbook of the people whom no register has, with what the national system asks.

    Args:
        lines: the columns of _ABSENT but for `how`, which the clerk enters.
        day: the date that the run is as of.
    """
    title = _("To be added to the registers as of {day} (lines: {count})").format(
        day=day.isoformat(), count=lines.height
    )
    hint = _(
        "People on a roster whom no register has, those admitted lately first. Make sure with the "
        "member's file before anybody is added; the way of addition is for you to enter. Who moved out "
        "and has not arrived needs the transfer, and who is deceased or was removed is not added."
    )
    workbook = Workbook()
    how = lines.with_columns(how=pl.lit(None, pl.String))
    _sheet(workbook, _("To be added"), title, hint, _ABSENT, how)
    return workbook


def _sheet(  # what a sheet is made of
    workbook: Workbook,
    name: str,
    title: str,
    hint: str,
    columns: tuple[tuple[str, str, int, str], ...],
    lines: pl.DataFrame,
) -> SheetWriter:
    sheet = workbook.worksheets[0]
    sheet.title = name
    pen = SheetWriter(sheet, Styles(workbook))
    pen.widths([width for _name, _head, width, _kind in columns])
    pen.put(1, 1, title, "title")
    pen.height(1, 1, 24)
    pen.put(2, 1, hint, "hint")
    shown = min(len(columns), 9)
    pen.join(2, 1, shown)
    pen.height(2, lines_needed([(hint, sum(column[2] for column in columns[:shown]))]))
    heads = [head if name == "key" else _(head) for name, head, _width, _kind in columns]
    for column, head in enumerate(heads, start=1):
        pen.put(_HEADER, column, head, "head")
    pen.height(_HEADER, lines_needed((h, c[2] - 2.5) for h, c in zip(heads, columns, strict=True)))
    for row, line in enumerate(lines.iter_rows(named=True), start=_HEADER + 1):
        _line(pen, row, line, columns)
    last = get_column_letter(len(columns))
    sheet.auto_filter.ref = f"A{_HEADER}:{last}{_HEADER + max(lines.height, 1)}"
    sheet.freeze_panes = f"B{_HEADER + 1}"
    page(sheet)
    sheet.print_title_rows = f"{_HEADER}:{_HEADER}"
    workbook.properties.creator = "orgtransfer"
    return pen


def _line(
    pen: SheetWriter,
    row: int,
    line: Mapping[str, Any],
    columns: tuple[tuple[str, str, int, str], ...],
) -> None:
    for column, (name, _head, _width, kind) in enumerate(columns, start=1):
        value = line[name]
        if isinstance(value, float):
            pen.put(row, column, value, kind)
        else:
            pen.text(row, column, value or "", kind)
    texts = [(str(line[name] or ""), width) for name, _h, width, kind in columns
             if kind in {"wrap", "written"}]  # fmt: skip
    pen.height(row, lines_needed(texts))


def ticked(file: Path, password: str | None = None) -> pl.DataFrame:
    """What a clerk has entered under `Adopt`: row, key, name, adopt.

    Args:
        file: the workbook, as Excel, WPS or LibreOffice saved it; sorted or filtered as it may be.
        password: opens it where it is locked.

    Returns:
        A line for each that has an entry; `adopt` is null where the entry says neither yes nor no.

    Raises:
        InputError: it cannot be read.
    """
    found: list[tuple[int, str, str, bool | None]] = []
    for _title, rows in workbook_rows.sheets(file, workbook_rows.unlocked(file, password)):
        found += _entries(rows)
    return pl.DataFrame(
        found,
        schema={"row": pl.Int64, "key": pl.String, "name": pl.String, "adopt": pl.Boolean},
        orient="row",
    )


def _entries(rows: pl.DataFrame) -> Iterable[tuple[int, str, str, bool | None]]:
    places: dict[str, int] | None = None
    for row, cells in enumerate(rows.iter_rows(), start=1):
        texts = [str(cell or "").strip() for cell in cells]
        if places is None:
            places = _places(texts)
            continue
        said = texts[places["adopt"]].casefold()
        key = texts[places["key"]]
        if said and key:
            answer = True if said in _YES else False if said in _NO else None
            yield row, key, texts[places["name"]], answer


def _places(texts: list[str]) -> dict[str, int] | None:
    """Where the columns stand that count; None in a row that is not the header."""
    found = {
        name: texts.index(hit)
        for name, heads in _HEADS.items()
        if (hit := next((text for text in texts if text in heads), None)) is not None
    }
    return found if found.keys() == _HEADS.keys() else None
