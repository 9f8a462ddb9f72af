"""How every sheet prints: A4, as wide as the page, numbered, marked as confidential."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer.i18n import _


def page(sheet: Worksheet) -> None:
    """Sets up A4 landscape, one page wide, with a footer; and hides the grid on the screen."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    _margins(sheet)
    _footer(sheet)


def _margins(sheet: Worksheet) -> None:
    """In inches; narrow, since the lines are long."""
    margins = sheet.page_margins
    margins.left = margins.right = 0.35
    margins.top, margins.bottom = 0.35, 0.45
    margins.header, margins.footer = 0.2, 0.25


def _footer(sheet: Worksheet) -> None:
    footer = sheet.oddFooter
    footer.left.text = "&A"
    footer.center.text = _("page {page} of {pages}").format(page="&P", pages="&N")
    footer.right.text = _("personal data: keep confidential")
    for part in (footer.left, footer.center, footer.right):
        part.size = 10  # it shrinks with the page
