"""Bar charts that Excel draws from a table beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.title import Title
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

ROW_POINTS: Final = 18.0
"""The height of the rows beside a chart."""
_ROW_CM: Final = ROW_POINTS / 72 * 2.54
_BAR_CM: Final = 0.62
_FRAME_CM: Final = 1.9
"""What title and axis take."""


@dataclass(frozen=True)
class Bars:
    """A table's rows to be drawn: names in its first column, numbers in others."""

    title: str
    first: int
    last: int
    columns: Sequence[int]
    """The later one is drawn over the earlier one, of which it is a part."""
    colours: Sequence[str]


def draw(sheet: Worksheet, bars: Bars, column: str, width: float = 11.5) -> int:
    """Draws a chart beside its table.

    Args:
        sheet: holds the table, and is to hold the chart.
        bars: what to draw; the table's header stands in the row above `first`.
        column: the letter of the column where the chart begins.
        width: in centimetres.

    Returns:
        The last row that the chart covers.
    """
    chart = BarChart()
    chart.type, chart.legend = "bar", None
    chart.title = _title(bars.title)
    for place in bars.columns:
        data = Reference(sheet, min_col=place, min_row=bars.first - 1, max_row=bars.last)
        chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=bars.first, max_row=bars.last))
    for series, colour in zip(chart.series, bars.colours, strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
    _look(chart, overlaid=len(bars.columns) > 1)
    chart.height = max(4.5, _BAR_CM * (bars.last - bars.first + 1) + _FRAME_CM)
    chart.width = width
    sheet.add_chart(chart, f"{column}{bars.first - 1}")
    height: float = chart.height
    return bars.first - 2 + math.ceil(height / _ROW_CM)


def _title(text: str) -> Title:
    """A title of a size that does not shout."""
    size = CharacterProperties(sz=1100, b=True)
    chart = BarChart()
    chart.title = text
    title: Title = chart.title
    for paragraph in title.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=size)
        for run in paragraph.r:
            run.rPr = size
    title.overlay = False
    return title


def _look(chart: BarChart, *, overlaid: bool) -> None:
    # Excel hides axes that do not say that they are there, and names that it finds too many.
    chart.x_axis.delete, chart.y_axis.delete = False, True
    chart.x_axis.tickLblSkip = 1
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = 0
    small = CharacterProperties(sz=1000)
    chart.x_axis.txPr = RichText(
        p=[Paragraph(pPr=ParagraphProperties(defRPr=small), endParaRPr=small)]
    )
    chart.gapWidth, chart.overlap = 45, 100 if overlaid else None
    # Of a part drawn over its whole only the whole is numbered: two numbers would overlap.
    labels = DataLabelList()
    labels.showVal = True
    for off in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(labels, off, False)
    chart.series[0].dLbls = labels
