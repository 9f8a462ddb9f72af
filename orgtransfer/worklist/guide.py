"""The last sheet: how to use the book, and what each verdict and rule means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer.i18n import N_, _
from orgtransfer.models import VERDICT_TEXTS, VERDICTS, RuleText, sheet_of
from orgtransfer.worklist import sheets
from orgtransfer.worklist.cells import SheetWriter, lines_needed
from orgtransfer.worklist.page import page
from orgtransfer.worklist.styles import Styles

_WIDTHS: Final = (18, 20, 46, 46, 40)

HOW: Final = (
    N_("Begin with the overview: it says what to do first, and its links lead to the sheets."),
    N_("On each sheet the lines of one unit stand together, so that one telephone call settles one block; the background changes from unit to unit."),
    N_("Yellow columns are yours: choose the status from the list, enter who handles it and a note. You may sort, filter, hide or add columns and delete lines; do not change the hidden last column, by it your entries are found again."),
    N_("What you add comes again: columns, colours, comments, rows under the lines. To be rid of a column, empty it first. To exempt a line, choose “exempt”, give the reason in the note and the last day beside it; after that day it is to be done again."),
    N_("Your entries are taken over at the next run, into the new workbook as well; the old one is kept as a dated copy."),
    N_("Pairs to judge: look at both rows, choose whether they are the same person. The ruling holds for every run to come."),
    N_('"New" was not there in the last run, "standing" was; what has been settled disappears by itself when the next exports show it.'),
    N_("ID numbers are masked. Birth dates are left out on purpose: beside a masked number they would give the whole number away. The last column says in which file, sheet and row to look."),
    N_("The book holds personal data: do not send it by e-mail or chat, and do not leave printed pages lying about."),
)  # fmt: skip


def add(workbook: Workbook, styles: Styles, rules: Sequence[RuleText]) -> None:
    """Adds the sheet.

    Args:
        workbook: the book.
        styles: its styles.
        rules: the rules' texts, in the language in force.
    """
    sheet: Worksheet = workbook.create_sheet(sheets.title("guide"))
    pen = SheetWriter(sheet, styles)
    pen.widths(_WIDTHS)
    page(sheet)
    pen.put(1, 1, _("How to use this book"), "title")
    pen.height(1, 1, 24)
    row = _how(pen, 3)
    row = _verdicts(pen, row + 1)
    # The rules' texts are looked up on the screen, or with `orgtransfer rules`.
    sheet.print_area = f"A1:E{row - 1}"
    _rules(pen, row + 1, rules)


def _how(pen: SheetWriter, row: int) -> int:
    for number, text in enumerate(HOW, start=1):
        line = f"{number}.  {_(text)}"
        pen.put(row, 1, line, "step")
        pen.join(row, 1, 4)
        pen.height(row, lines_needed([(line, sum(_WIDTHS[:4]) * 0.9)]), 17)
        row += 1
    return row


def _verdicts(pen: SheetWriter, row: int) -> int:
    pen.put(row, 1, _("The verdicts"), "section")
    row += 1
    for verdict, text in VERDICT_TEXTS.items():
        pen.put(row, 1, _(VERDICTS[verdict]), "strong")
        pen.put(row, 2, _(text), "cell")
        for column in (3, 4):
            pen.put(row, column, None, "cell")
        pen.join(row, 2, 4)
        cells = [(_(VERDICTS[verdict]), _WIDTHS[0]), (_(text), sum(_WIDTHS[1:4]))]
        pen.height(row, lines_needed(cells))
        row += 1
    return row


def _rules(pen: SheetWriter, row: int, rules: Sequence[RuleText]) -> None:
    if not rules:
        return
    pen.put(row, 1, _("The rules"), "section")
    heads = (_("Rule"), _("Sheet"), _("What it finds"), _("What to do"), _("Basis"))
    for column, head in enumerate(heads, start=1):
        pen.put(row + 1, column, head, "head")
    for line, rule in enumerate(rules, start=row + 2):
        cells = (
            f"{rule.code}\n{rule.name}",
            sheets.title(sheet_of(rule.code)),
            rule.what,
            rule.todo,
            rule.basis,
        )
        for column, text in enumerate(cells, start=1):
            pen.put(line, column, text, "strong" if column == 1 else "cell")
        pen.height(line, lines_needed(zip(cells, _WIDTHS, strict=True)))
