"""How cells look: one shared style for each kind of cell, so that thousands of them are cheap."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any, Final

from openpyxl.styles import Alignment, Border, Color, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook import Workbook

FONT: Final = "微软雅黑"
"""On Windows and in WPS; elsewhere the program takes another font that has Chinese."""

INK: Final = "1F2937"
QUIET: Final = "7A8594"
ACCENT: Final = "1F4E79"
ALERT: Final = "C00000"
LINE: Final = "D5DAE1"
HEAD: Final = "DCE6F1"
BANDS: Final = (None, "F4F7FA")
"""Behind the lines of one telephone call and of the next."""
ENTRY: Final = "FFFAE5"
"""Behind the cells that are for the clerk to fill in."""
CONTRADICTS: Final = "F8CBAD"
WRITTEN: Final = "FFF2CC"

OURS: Final = frozenset({HEAD, ENTRY, CONTRADICTS, WRITTEN, *filter(None, BANDS), "F4F7FA"})
"""Every colour behind cells of the program's own."""

_HAIR: Final = Side(style="thin", color=LINE)
_BORDER: Final = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)
_WRAP: Final = Alignment(vertical="center", wrap_text=True)
_PLAIN: Final = Alignment(vertical="center")
_CENTRE: Final = Alignment(vertical="center", horizontal="center")
_RIGHT: Final = Alignment(vertical="center", horizontal="right", indent=1)
_INDENTED: Final = Alignment(vertical="center", horizontal="left", indent=1, wrap_text=True)

Style = Any
"""openpyxl's array of style numbers (`cell._style`), shared between cells."""


def _font(size: float = 10, **more: Any) -> Font:  # noqa: ANN401  # openpyxl's own keywords
    return Font(name=FONT, size=size, **{"color": INK, **more})


_KINDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "text": {"font": _font(), "alignment": _WRAP},
    "wrap": {"font": _font(), "alignment": _WRAP},
    "number": {"font": _font(), "alignment": _CENTRE, "number_format": "0%"},
    "id": {"font": _font(), "alignment": _PLAIN, "number_format": "@"},
    "mark": {"font": _font(color=QUIET), "alignment": _CENTRE},
    "fresh": {"font": _font(color=ALERT, bold=True), "alignment": _CENTRE},
    "status": {"font": _font(), "alignment": _CENTRE, "fill": ENTRY},
    "ruling": {"font": _font(bold=True), "alignment": _CENTRE, "fill": ENTRY},
    "entry": {"font": _font(), "alignment": _WRAP, "fill": ENTRY, "number_format": "@"},
    "figure": {"font": _font(), "alignment": _RIGHT, "fill": ENTRY},
    "small": {"font": _font(8, color=QUIET), "alignment": _WRAP},
    "key": {"font": _font(8, color=QUIET), "alignment": _PLAIN, "number_format": "@"},
    "contradicts": {"font": _font(color=ALERT), "alignment": _WRAP, "fill": CONTRADICTS, "number_format": "@"},
    "written": {"font": _font(), "alignment": _WRAP, "fill": WRITTEN, "number_format": "@"},
}  # fmt: skip
"""The kinds of cells in the lines; a fill of their own goes before the band's."""

_SINGLE: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {"font": _font(16, bold=True, color=ACCENT), "alignment": _PLAIN, "border": None},
    "subtitle": {"font": _font(10, color=QUIET), "alignment": _PLAIN, "border": None},
    "section": {"font": _font(12, bold=True, color=ACCENT), "alignment": _PLAIN, "border": None},
    "hint": {"font": _font(10, color="4B5563"), "alignment": Alignment(vertical="top", wrap_text=True), "border": None},
    "hint_line": {"font": _font(10, color="4B5563"), "alignment": _PLAIN, "border": None},
    "head": {"font": _font(10, bold=True, color=ACCENT), "alignment": Alignment(vertical="center", horizontal="center", wrap_text=True), "fill": HEAD},
    "cell": {"font": _font(), "alignment": _INDENTED},
    "strong": {"font": _font(bold=True), "alignment": _INDENTED},
    "count": {"font": _font(), "alignment": _RIGHT, "number_format": "#,##0;-#,##0;"},
    "count_link": {"font": _font(color="0563C1"), "alignment": _RIGHT, "number_format": "#,##0"},
    "share": {"font": _font(), "alignment": _RIGHT, "number_format": "0.0%"},
    "link": {"font": _font(color="0563C1", underline="single"), "alignment": _INDENTED},
    "goto": {"font": _font(color="0563C1", underline="single"), "alignment": _PLAIN, "border": None},
    "back": {"font": _font(color="0563C1", underline="single"), "alignment": _RIGHT, "border": None},
    "bignumber": {"font": _font(20, bold=True, color=ACCENT), "alignment": _CENTRE, "fill": "F4F7FA", "border": None},
    "bigalert": {"font": _font(20, bold=True, color=ALERT), "alignment": _CENTRE, "fill": "F4F7FA", "border": None},
    "biglabel": {"font": _font(color=QUIET), "alignment": _CENTRE, "fill": "F4F7FA", "border": None},
    "step": {"font": _font(11), "alignment": _WRAP, "border": None},
    "under": {"font": _font(), "alignment": _PLAIN, "border": None},
    "todo": {"font": _font(11, bold=True, color=ALERT), "alignment": _CENTRE, "border": None},
}  # fmt: skip


def _colour(fill: str) -> Color:
    """A colour as `marks` reads it: `rgb FFFF00`, `theme 4 0.6`, `indexed 13 0`."""
    kind, value, *tint = fill.split(" ")
    if kind == "rgb":
        return Color(rgb=f"FF{value}")
    return Color(**{kind: int(value)}, tint=float(tint[0]))


class Styles:
    """The styles of one workbook, made when first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._sheet = workbook.worksheets[0]
        self._workbook = workbook
        self._made: dict[tuple[str, int, bool, str], Style] = {}

    def __getitem__(self, kind: str) -> Style:
        """The style of a kind of cell outside the lines."""
        return self.of(kind)

    def of(self, kind: str, band: int = 0, quoted: bool = False, fill: str = "") -> Style:
        """The style of a kind of cell.

        Args:
            kind: a key of the tables above.
            band: 0 or 1, by telephone call.
            quoted: whether the text could be taken for a formula when the cell is edited.
            fill: the colour that a clerk put behind the cell, see `marks.Marks`; "" for none.
        """
        key = (kind, band, quoted, fill)
        if key not in self._made:
            self._made[key] = (
                self._filled(kind, band, quoted, fill) if fill else self._make(kind, band, quoted)
            )
        return self._made[key]

    def _filled(self, kind: str, band: int, quoted: bool, fill: str) -> Style:
        """The style with a colour of the clerk's own."""
        cell = self._sheet.cell(row=1_048_576, column=16_384)
        cell._style = copy(self.of(kind, band, quoted))  # noqa: SLF001  # as in `_make`
        cell.fill = PatternFill("solid", fgColor=_colour(fill))
        made = copy(cell._style)  # noqa: SLF001  # as above
        del self._sheet._cells[1_048_576, 16_384]  # noqa: SLF001  # as above
        return made

    def _make(self, kind: str, band: int, quoted: bool) -> Style:
        looks = {"border": _BORDER, **(_KINDS.get(kind) or _SINGLE[kind])}
        fill = looks.pop("fill", None) or (BANDS[band] if kind in _KINDS else None)
        if fill:
            looks["fill"] = PatternFill("solid", start_color=fill)
        if looks["border"] is None:
            looks.pop("border")
        name = f"orgtransfer {kind} {band}"
        if name not in self._workbook.named_styles:
            self._workbook.add_named_style(NamedStyle(name=name, **looks))
        # A cell far outside lends its style array and is taken away again.
        cell = self._sheet.cell(row=1_048_576, column=16_384)
        cell.style = name
        made = copy(cell._style)  # noqa: SLF001  # sharing it is what makes many cells cheap
        del self._sheet._cells[1_048_576, 16_384]  # noqa: SLF001  # openpyxl has no public way to take a cell away
        if quoted:
            made.quotePrefix = 1
        return made
