"""One sheet of lines: title, header, cells, filters, drop-downs, and how it prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from orgtransfer import frames
from orgtransfer.i18n import _
from orgtransfer.models import CLOSED
from orgtransfer.worklist import additions, block, cell_annotations, sheets, timeline, words
from orgtransfer.worklist.block import Block, Book
from orgtransfer.worklist.cells import SheetWriter, lines_needed
from orgtransfer.worklist.page import page
from orgtransfer.worklist.sheets import Column, Sheet
from orgtransfer.worklist.styles import QUIET, Styles

HEADER_ROW: Final = 3
"""Under the title and the hint."""
_FIRST: Final = HEADER_ROW + 1
_TALLEST_HINT: Final = 12
"""Lines of text that the part above the header may take."""
_TITLE_WIDTH: Final = 36
"""What a title of size 16 takes."""
_FILTER_BUTTON: Final = 2.5
_NOTE_SIZE: Final = (90, 260)
"""Height and width of the note on a header, in points."""


_RULINGS: Final = {
    "pairs": words.RULINGS,
    "sample": words.RULINGS | words.UNSURE,
    "branch_pairs": words.BRANCH_RULINGS,
}
"""Sheet of pairs -> what may be ruled there."""


@dataclass(frozen=True)
class Notes:
    """What is said above the lines."""

    advice: Mapping[str, str] = field(default_factory=dict)
    """Rule code -> what to do; where a rule is missing its findings say it."""
    left_out: int = 0
    """How many lines there are that the sheet does not hold."""
    added: pl.DataFrame = field(default_factory=frames.ADDITIONS.empty)
    """ADDITIONS: what clerks added to the sheet and its lines."""
    stories: pl.DataFrame | None = None
    """What has happened to each matter, see `timeline.told`."""


def add(workbook: Book, styles: Styles, sheet: Sheet, lines: pl.DataFrame, notes: Notes) -> None:
    """Adds a sheet of findings; one that may be left out is, when it has no lines.

    Args:
        workbook: the book.
        styles: its styles.
        sheet: what the sheet shows.
        lines: the LINES of this sheet, in order.
        notes: what is said above them, and what clerks added.
    """
    if lines.is_empty() and not sheet.always:
        return
    sheet, lines = additions.with_columns(sheet, lines, notes.added)
    pen = _framed(workbook, styles, sheet, lines, notes)
    _tell(pen, sheet, lines, notes.stories)
    _write(workbook, pen, sheet, lines, _bands(lines, "call"), notes.added)
    _choices(pen, sheet, lines.height, words.STATES)
    _done(pen, sheet, lines.height)


def _tell(
    pen: SheetWriter, sheet: Sheet, lines: pl.DataFrame, stories: pl.DataFrame | None
) -> None:
    """Notes on the cells that say since when: what has happened since."""
    if stories is None or lines.is_empty():
        return
    column = _place(sheet, "first_seen")
    for line, story in enumerate(timeline.notes(lines, stories)):
        if story:
            cell = pen.sheet.cell(row=_FIRST + line, column=column)
            cell.comment = note(story)


def note(text: str) -> Comment:
    """A note of the program's own on a cell, as large as its text."""
    height = 18.0 * (text.count("\n") + 1 + len(text) // 40) + 12
    return Comment(text, cell_annotations.AUTHOR, width=340, height=min(height, 400.0))


def add_pairs(  # what such a sheet has
    workbook: Book,
    styles: Styles,
    sheet: Sheet,
    found: pl.DataFrame,
    most: int,
    added: pl.DataFrame,
) -> None:
    """Adds a sheet of pairs, both rows side by side, differing cells coloured.

    Args:
        workbook: the book.
        styles: its styles.
        sheet: what the sheet shows.
        found: the pairs, those that nobody has ruled on first.
        most: how many of them the sheet may hold.
        added: ADDITIONS: what clerks added to the sheet and its lines.
    """
    if found.is_empty() and not sheet.always:
        return
    sheet, lines = additions.with_columns(sheet, found.head(most), added)
    pen = _framed(workbook, styles, sheet, lines, Notes(left_out=found.height - lines.height))
    _write(workbook, pen, sheet, lines, _bands(lines, "group"), added)
    _choices(pen, sheet, lines.height, _RULINGS[sheet.key])


def _bands(lines: pl.DataFrame, column: str) -> pl.Series:
    """0 or 1 a line, changing with every telephone call."""
    before = pl.col(column).shift()
    change = pl.col(column).ne_missing(before) & (pl.int_range(pl.len()) > 0)
    return lines.select(change.cum_sum() % 2).to_series()


# -- the frame: title, hint, header, what stays in sight, how it prints ---------------------------


def _framed(
    workbook: Book,
    styles: Styles,
    sheet: Sheet,
    lines: pl.DataFrame,
    notes: Notes,
) -> SheetWriter:
    """The sheet with everything but its lines."""
    pen = SheetWriter(workbook.create_sheet(sheets.title(sheet.key)), styles)
    pen.widths([column.width for column in sheet.columns])
    _title(pen, sheet, lines.height + notes.left_out)
    _hint(pen, sheet, _hints(sheet, lines, notes))
    _headers(pen, sheet)
    _filtered(pen, sheet, lines.height)
    _printed(pen, sheet, lines.height)
    return pen


def _title(pen: SheetWriter, sheet: Sheet, count: int) -> None:
    text = _("{title} ({count} lines)").format(title=sheets.title(sheet.key), count=count)
    pen.put(1, 1, text, "title")
    pen.height(1, 1, 24)
    if sheets.title("overview") not in pen.sheet.parent.sheetnames:
        return
    back = pen.put(1, _beyond(sheet, _TITLE_WIDTH), _("← overview"), "back")
    pen.link(back, sheets.title("overview"))


def _beyond(sheet: Sheet, width: float) -> int:
    """The first column that begins at least so far to the right."""
    begins = 0.0
    for place, column in enumerate(sheet.columns, start=1):
        if begins >= width:
            return place
        begins += column.width
    return len(sheet.columns)


def _hints(sheet: Sheet, lines: pl.DataFrame, notes: Notes) -> str:
    """The sheet's hint; how many lines it does not hold; and, of few rules, what to do about each."""
    parts, advice = [_(sheet.hint)], notes.advice
    if not sheet.printed:
        parts[0] += _(" Not printed with the workbook: clear the sheet's print area to print it.")
    if notes.left_out:
        parts.append(
            _(
                "These are the {count} lines that come first. Another {left} are in the workbooks of the "
                "units (orgtransfer worklist --split-by unit) and in: orgtransfer export findings"
            ).format(count=f"{lines.height:,}", left=f"{notes.left_out:,}")
        )
    if sheet.advice:
        rules = lines.unique("code", keep="first", maintain_order=True).sort("code")
        parts += [
            f"{code}  {first_paragraph(advice.get(code) or text)}"
            for code, text in rules.select("code", "advice").iter_rows()
            if advice.get(code) or text
        ]
    if lines.is_empty():
        parts.append(_("Nothing was found."))
    return "\n".join(parts)


def first_paragraph(text: str) -> str:
    """The first paragraph of a rule's section."""
    return text.partition("\n\n")[0]


def _hint(pen: SheetWriter, sheet: Sheet, text: str) -> None:
    columns = _place(sheet, sheets.LAST_PRINTED)
    width = sum(column.width for column in sheet.columns[:columns])
    pen.text(2, 1, text, "hint")
    pen.join(2, 1, columns)
    pen.height(2, min(lines_needed([(text, width)]), _TALLEST_HINT))


def _headers(pen: SheetWriter, sheet: Sheet) -> None:
    heads = [header(column) for column in sheet.columns]
    for place, (column, head) in enumerate(zip(sheet.columns, heads, strict=True), start=1):
        cell = pen.put(HEADER_ROW, place, head, "head")
        if column.name in sheets.NOTES:
            cell.comment = Comment(_(sheets.NOTES[column.name]), "orgtransfer", *_NOTE_SIZE)
        pen.sheet.column_dimensions[get_column_letter(place)].hidden = column.kind == "key"
    widths = [column.width - _FILTER_BUTTON for column in sheet.columns]
    pen.height(HEADER_ROW, lines_needed(zip(heads, widths, strict=True)))


def header(column: Column) -> str:
    """What stands above a column; the key's header is the same in every language."""
    if column.kind == "key":
        return words.KEY
    return f"{_(column.title)} {_(column.side)}".rstrip()


def _filtered(pen: SheetWriter, sheet: Sheet, count: int) -> None:
    last = get_column_letter(len(sheet.columns))
    pen.sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{HEADER_ROW + max(count, 1)}"
    pen.sheet.freeze_panes = f"{get_column_letter(_place(sheet, sheet.frozen) + 1)}{_FIRST}"


def _printed(pen: SheetWriter, sheet: Sheet, count: int) -> None:
    page(pen.sheet)
    pen.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    last = get_column_letter(_place(sheet, sheets.LAST_PRINTED))
    if sheet.printed:
        pen.sheet.print_area = f"A1:{last}{HEADER_ROW + max(count, 1)}"
    else:  # an empty cell: nothing of the sheet is printed until somebody clears the area
        blank = f"{get_column_letter(len(sheet.columns) + 1)}1"
        pen.sheet.print_area = f"{blank}:{blank}"


def _place(sheet: Sheet, name: str) -> int:
    """The number of a column, from 1."""
    return next(i for i, column in enumerate(sheet.columns, start=1) if column.name == name)


# -- the lines ------------------------------------------------------------------------------------


def _write(  # all that lines are made of
    workbook: Book,
    pen: SheetWriter,
    sheet: Sheet,
    lines: pl.DataFrame,
    bands: pl.Series,
    added: pl.DataFrame,
) -> None:
    footer = additions.footer(sheet, added)
    if footer and sheet.printed:
        last = get_column_letter(_place(sheet, sheets.LAST_PRINTED))
        bottom = HEADER_ROW + max(lines.height, 1) + 1 + len(footer)
        pen.sheet.print_area = f"A1:{last}{bottom}"
    if lines.is_empty():
        nothing = pl.Series([], dtype=pl.Int64)
        workbook.blocks.append(
            Block(pen.sheet.title, _FIRST, (), nothing, nothing, pen.styles, footer=footer)
        )
        return
    kinds = lines.select(_kind(column, lines).alias(column.name) for column in sheet.columns)
    made = block.columns(lines.select(kinds.columns), kinds)
    heights = _heights(sheet.columns, lines)
    behind = additions.fills(sheet, lines, added)
    fills = {at: behind[one.name] for at, one in enumerate(sheet.columns) if one.name in behind}
    for line, column, comment in additions.comments(sheet, lines, added):
        pen.sheet.cell(row=_FIRST + line, column=column + 1).comment = comment
    workbook.blocks.append(
        Block(pen.sheet.title, _FIRST, made, bands, heights, pen.styles, fills, footer)
    )


def _heights(columns: Sequence[Column], lines: pl.DataFrame) -> pl.Series:
    """How many lines of text each line of the sheet is tall."""
    # Small print is four fifths of the ordinary one, in width as in height.
    scales = {
        column.name: 0.8 if column.kind == "small" else 1.0
        for column in columns
        if column.kind in {"text", "wrap", "entry", "small"}
        and lines[column.name].dtype == pl.String
    }
    widths = {
        column.name: column.width / scales[column.name]
        for column in columns
        if column.name in scales
    }
    needed = block.lines_of(lines, widths)
    scaled = [needed[name] * scale for name, scale in scales.items()]
    least = pl.repeat(1.0, lines.height, eager=True)
    return pl.select(pl.max_horizontal(least, *scaled).alias("height"))["height"]


def _kind(column: Column, lines: pl.DataFrame) -> pl.Expr:
    """How each cell of a column looks: as the column does, unless the cell says otherwise."""
    kind = pl.lit(column.kind)
    differs = f"{column.name[2:]}_differs"
    if column.name == "mark":
        kind = pl.when("fresh").then(pl.lit("fresh")).otherwise(pl.lit("mark"))
    elif lines[column.name].dtype.is_float() and column.kind == "entry":
        kind = pl.lit("figure")
    elif column.side and differs in lines.columns:
        kind = pl.col(differs).replace("", None).fill_null(column.kind)
    return pl.when(pl.int_range(pl.len()) >= 0).then(kind)


def _choices(pen: SheetWriter, sheet: Sheet, count: int, allowed: Mapping[str, str]) -> None:
    """The drop-down of the column for the state or the ruling."""
    letter = get_column_letter(_place(sheet, "status" if allowed is words.STATES else "ruling"))
    texts = [_(text) for text in allowed.values()]
    choice = DataValidation(type="list", formula1=f'"{",".join(texts)}"', allow_blank=True)
    choice.errorTitle = _("Not one of the choices")
    choice.error = _("Please choose from the list: {choices}").format(choices=" / ".join(texts))
    choice.showErrorMessage = True
    choice.add(f"{letter}{_FIRST}:{letter}{HEADER_ROW + max(count, 1)}")
    pen.sheet.add_data_validation(choice)


def _done(pen: SheetWriter, sheet: Sheet, count: int) -> None:
    """Greys the lines that need nothing more, as soon as the clerk says so."""
    state, until = (
        f"${get_column_letter(_place(sheet, name))}{_FIRST}" for name in ("status", "exempt_until")
    )
    closed = {code: f'{state}="{words.shown(words.STATES, code)}"' for code in CLOSED}
    # Until a day; without one it counts for nothing.
    closed["exempt"] = f'AND({closed["exempt"]},{until}<>"")'
    formula = f"OR({','.join(closed.values())})"
    last = get_column_letter(len(sheet.columns))
    pen.sheet.conditional_formatting.add(
        f"A{_FIRST}:{last}{HEADER_ROW + max(count, 1)}",
        FormulaRule(formula=[formula], font=Font(color=QUIET, strike=True)),
    )
