"""The first sheet: what to do first, how far it is, where the relationships stand, with charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer.i18n import N_, _
from orgtransfer.models import FAMILIES, VERDICTS, Summary, TrendPoint
from orgtransfer.quality.wording import believed
from orgtransfer.worklist import sheets, words
from orgtransfer.worklist.cells import SheetWriter, lines_needed
from orgtransfer.worklist.charts import ROW_POINTS, Bars, draw
from orgtransfer.worklist.page import page
from orgtransfer.worklist.styles import Styles

_WIDTHS: Final = (27, 13, 13, 13, 13, 13, 8, 13, 13, 13, 13, 13)
"""Six columns of tables, a gap, and room for the charts."""
_CHARTS: Final = "H"
_MOST_UNITS: Final = 15
_LEAST_POINTS: Final = 3
"""With fewer runs there is no trend to see."""
_MOST_POINTS: Final = 12
_SEVERITIES: Final = {
    "error": N_("must be put right"),
    "warning": N_("to be looked into"),
    "info": N_("for information"),
}


def fill(  # what it is about
    sheet: Worksheet,
    styles: Styles,
    summary: Summary,
    name: str,
    today: dt.date,
    trend: Sequence[TrendPoint] = (),
) -> None:
    """Writes the overview into `sheet`; the other sheets must be there, for the links.

    Args:
        sheet: the empty sheet.
        styles: the workbook's.
        summary: a run's figures.
        name: the project's.
        today: the date that the worklist is as of.
        trend: what the runs found, this one last.
    """
    page(sheet)
    writer = _Writer(SheetWriter(sheet, styles))
    writer.heading(name, today, summary)
    writer.steps(summary)
    writer.progress(summary)
    writer.verdicts(summary)
    writer.units(summary)
    writer.families(summary)
    writer.trend(trend)
    writer.sources(summary)
    # Seventy rules are looked up on the screen; on paper their families are enough.
    sheet.print_area = f"A1:L{writer.row}"
    writer.rules(summary)


class _Writer:
    """Writes one section under the other and remembers where it is."""

    def __init__(self, pen: SheetWriter) -> None:
        self._pen = pen
        self._sheet = pen.sheet
        pen.widths(_WIDTHS)
        self.row = 1
        pen.sheet.sheet_format.defaultRowHeight = ROW_POINTS
        pen.sheet.sheet_format.customHeight = True

    # -- sections -------------------------------------------------------------------------------

    def heading(self, name: str, today: dt.date, summary: Summary) -> None:
        self._pen.put(1, 1, _("Worklist of organisation relationships"), "title")
        self._pen.height(1, 1, 28)
        line = _("as of {date}").format(date=today.isoformat())
        text = f"{name}    {line}" if name else line
        self._pen.text(2, 1, text, "subtitle")
        self._figures(summary)
        self._believed(summary)
        self.row = 7

    def _figures(self, summary: Summary) -> None:
        """The handful of numbers that one looks for first."""
        lines = {line.verdict: line.records for line in summary.verdicts}
        figures = (
            (_("people"), summary.people, "bignumber"),
            (sheets.title("due"), lines.get("due", 0), "bigalert"),
            (sheets.title("pairs"), summary.sheets.get("pairs", 0), "bigalert"),
            (_("new or changed"), summary.new + summary.changed, "bignumber"),
            (_("standing"), summary.standing, "bignumber"),
            (_("resolved"), summary.resolved, "bignumber"),
        )
        for column, (label, value, style) in enumerate(figures, start=1):
            cell = self._pen.put(4, column, value, style)
            cell.number_format = "#,##0"
            self._pen.put(5, column, label, "biglabel")
        self._pen.height(4, 1, 30)

    def _believed(self, summary: Summary) -> None:
        """How many links are expected to be wrong or missing; of a part nothing is said."""
        if summary.verdicts and (said := believed(summary)):
            self._pen.text(6, 1, said, "hint")
            self._pen.join(6, 1, 6)
            self._pen.height(6, lines_needed([(said, sum(_WIDTHS[:6]) * 0.9)]))

    def steps(self, summary: Summary) -> None:
        self._section(_("What to do first"))
        texts = [(step.text, step.sheet) for step in summary.steps]
        for number, (text, key) in enumerate(texts, start=1):
            self._step(number, text, sheets.title(key))
        if not texts:
            self._pen.put(self.row, 1, _("Nothing is to be done."), "step")
            self.row += 1
        self.row += 1

    def _step(self, number: int, text: str, title: str) -> None:
        line = f"{number}.  {text}"
        self._pen.text(self.row, 1, line, "step")
        self._pen.join(self.row, 1, 6)
        self._pen.height(self.row, lines_needed([(line, sum(_WIDTHS[:6]) * 0.9)]), 17)
        if title in self._sheet.parent.sheetnames:
            self._link(8, title)
        self.row += 1

    def _link(self, column: int, title: str) -> None:
        cell = self._pen.put(self.row, column, f"→ {title}", "goto")
        self._pen.link(cell, title)

    def progress(self, summary: Summary) -> None:
        """Each sheet's lines, and how many of them the clerks have closed: worked out live."""
        self._section(_("How far the work is"))
        self._head(_("Sheet"), _("Lines"), *(_(text) for text in words.STATES.values()))
        start = self.row
        for sheet in sheets.SHEETS:
            title = sheets.title(sheet.key)
            if sheet.key == "stays" or title not in self._sheet.parent.sheetnames:
                continue
            names = [column.name for column in sheet.columns]
            self._sheet_line(title, summary.sheets.get(sheet.key, 0), names.index("status"))
        self._chart(Bars(_("Lines a sheet"), start, self.row - 1, (2,), ("1F4E79",)))
        self.row += 1

    def _sheet_line(self, title: str, count: int, status: int) -> None:
        letter = get_column_letter(status + 1)
        cell = self._pen.put(self.row, 1, title, "link")
        self._pen.link(cell, title)
        self._pen.put(self.row, 2, count, "count")
        for column, text in enumerate(words.STATES.values(), start=3):
            formula = f"=COUNTIF('{title}'!{letter}:{letter},\"{_(text)}\")"
            self._pen.put(self.row, column, formula, "count")
        self.row += 1

    def verdicts(self, summary: Summary) -> None:
        if not summary.verdicts:
            return
        self._new_page()
        self._section(_("Where the relationships stand"))
        self._head(_("Verdict"), _("Roster rows"), _("People"), _("Share"))
        start, whole = self.row, sum(line.records for line in summary.verdicts)
        for line in summary.verdicts:
            name = _(VERDICTS[line.verdict])
            if line.unsure:
                name = _("{verdict} (of {count}, first make sure who it is)").format(
                    verdict=name, count=f"{line.unsure:,}"
                )
            self._pen.put(self.row, 1, name, "cell")
            self._pen.height(self.row, lines_needed([(name, _WIDTHS[0] - 2)]))
            self._pen.put(self.row, 2, line.records, "count")
            self._pen.put(self.row, 3, line.people, "count")
            self._pen.put(self.row, 4, line.records / whole, "share")
            self.row += 1
        title = _("Where the relationships stand (roster rows)")
        self._chart(Bars(title, start, self.row - 1, (2,), ("2E75B6",)))
        self.row += 1

    def units(self, summary: Summary) -> None:
        if not summary.units:
            return
        self._section(_("Units with most to do"))
        self._head(_("Unit"), _("Must be put right"), _("Lines"), _("People"), _("Mostly on sheet"))
        start = self.row
        for line in summary.units[:_MOST_UNITS]:
            self._pen.text(self.row, 1, line.call, "cell")
            for column, value in enumerate((line.errors, line.total, line.people), start=2):
                self._pen.put(self.row, column, value, "count")
            self._pen.put(self.row, 5, sheets.title(line.top), "cell")
            self._pen.height(self.row, lines_needed([(line.call, _WIDTHS[0] - 2)]))
            self.row += 1
        title = _("Units with most to do (red: must be put right)")
        bars = Bars(title, start, self.row - 1, (3, 2), ("9DC3E6", "C00000"))
        self._more(len(summary.units) - _MOST_UNITS)
        self._chart(bars)
        self.row += 1

    def _more(self, count: int) -> None:
        if count > 0:
            text = _("and {count} more units on the sheet {name}").format(
                count=count, name=sheets.title("calls")
            )
            cell = self._pen.put(self.row, 1, text, "goto")
            self._pen.link(cell, sheets.title("calls"))
            self.row += 1

    def families(self, summary: Summary) -> None:
        """Findings by family of rules, the sum of those by rule."""
        found = {
            family: [line for line in summary.rules if line.code[:2] == family]
            for family in FAMILIES
        }
        if not any(found.values()):
            return
        self._new_page()
        self._section(_("Findings by family"))
        self._head(_("Family"), _("All"), _("Must be put right"), _("New"), _("Resolved"))
        start = self.row
        for family, lines in found.items():
            if not lines:
                continue
            self._pen.put(self.row, 1, f"{family}  {_(FAMILIES[family])}", "cell")
            errors = sum(line.total for line in lines if line.severity == "error")
            new = sum(line.new + line.changed for line in lines)
            counts = (sum(line.total for line in lines), errors, new)
            for column, value in enumerate(
                (*counts, sum(line.resolved for line in lines)), start=2
            ):
                self._pen.put(self.row, column, value, "count")
            self.row += 1
        title = _("Findings by family (red: must be put right)")
        self._chart(Bars(title, start, self.row - 1, (2, 3), ("9DC3E6", "C00000")))
        self.row += 1

    def trend(self, points: Sequence[TrendPoint]) -> None:
        """How many findings the last runs had, a line and a bar a day."""
        if len(points) < _LEAST_POINTS:
            return
        self._section(_("Findings of the last runs"))
        self._head(_("As of"), _("All"), _("New"), _("Resolved"))
        start = self.row
        for point in points[-_MOST_POINTS:]:
            self._pen.put(self.row, 1, point.day.isoformat(), "cell")
            for column, value in enumerate((point.findings, point.new, point.resolved), start=2):
                self._pen.put(self.row, column, value, "count")
            self.row += 1
        title = _("Findings of the last runs (red: new)")
        self._chart(Bars(title, start, self.row - 1, (2, 3), ("9DC3E6", "C00000")))
        self.row += 1

    def rules(self, summary: Summary) -> None:
        if not summary.rules:
            return
        self.row += 1
        self._section(_("Findings by rule"))
        self._head(
            _("What was found"), _("Severity"), _("All"), _("New"), _("Standing"), _("Resolved")
        )
        for line in summary.rules:
            text = f"{line.code}  {line.title}"
            self._pen.put(self.row, 1, text, "cell")
            self._pen.put(self.row, 2, _(_SEVERITIES[line.severity]), "cell")
            counts = (line.total, line.new + line.changed, line.standing, line.resolved)
            for column, value in enumerate(counts, start=3):
                self._pen.put(self.row, column, value, "count")
            self._pen.height(self.row, lines_needed([(text, _WIDTHS[0] - 2)]))
            self.row += 1
        self.row += 1

    def sources(self, summary: Summary) -> None:
        self._section(_("Sources read"))
        self._head(_("System"), _("File"), "", "", _("Rows"), _("Exported"))
        self._join(self.row - 1)
        for line in summary.sources:
            name = line.file.rpartition("/")[2]
            file = f"{name} [{line.sheet}]" if line.sheet else name
            self._pen.text(self.row, 1, line.label, "cell")
            self._pen.text(self.row, 2, file, "cell")
            for column in (3, 4):
                self._pen.put(self.row, column, None, "cell")
            self._join(self.row)
            self._pen.put(self.row, 5, line.rows, "count")
            exported = "" if line.exported is None else line.exported.isoformat()
            self._pen.put(self.row, 6, exported, "cell")
            needed = [(line.label, _WIDTHS[0]), (file, sum(_WIDTHS[1:4]))]
            self._pen.height(self.row, lines_needed(needed))
            self.row += 1

    def _join(self, row: int) -> None:
        self._pen.join(row, 2, 4)

    # -- pieces ---------------------------------------------------------------------------------

    def _section(self, title: str) -> None:
        self._pen.put(self.row, 1, title, "section")
        self._pen.height(self.row, 1, 20)
        self.row += 1

    def _head(self, *titles: str) -> None:
        for column, title in enumerate(titles, start=1):
            self._pen.put(self.row, column, title, "head")
        self.row += 1

    def _chart(self, bars: Bars) -> None:
        """The chart beside a table; what follows begins under both."""
        if bars.last >= bars.first:
            end = draw(self._sheet, bars, _CHARTS)
            self.row = max(self.row, end + 1)

    def _new_page(self) -> None:
        self._sheet.row_breaks.append(Break(id=self.row - 1))
