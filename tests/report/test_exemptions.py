"""Exemptions are shown: on the console and on the page."""

from __future__ import annotations

import datetime as dt
from io import StringIO

from rich.console import Console

from orgtransfer import i18n
from orgtransfer.models import ExemptionLine, Summary
from orgtransfer.report import console as tables
from orgtransfer.report import sections

LINES = (
    ExemptionLine(1, "RL01", "agreed with the hospital", dt.date(2026, 12, 31), "used", 3),
    ExemptionLine(2, "", "was agreed", dt.date(2026, 1, 31), "expired", 0),
)


def test_the_console_lists_each_with_its_reason_its_end_and_its_count() -> None:
    i18n.use("en")
    out = StringIO()
    screen = Console(file=out, width=100, color_system=None, legacy_windows=False, _environ={})
    tables.render(Summary(exemptions=LINES), screen)
    lines = out.getvalue().splitlines()
    assert any("agreed with the hospital" in x and "2026-12-31" in x and " 3" in x for x in lines)
    assert any("every rule" in x and "expired" in x for x in lines)


def test_the_page_has_a_section_where_there_are_any() -> None:
    i18n.use("en")
    section = sections.exemptions(Summary(exemptions=LINES))
    assert section is not None
    assert section.table is not None
    assert section.table.rows[0] == (
        "agreed with the hospital",
        "RL01",
        "2026-12-31",
        "in use",
        "3",
    )
    assert sections.exemptions(Summary()) is None
