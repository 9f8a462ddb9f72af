"""The workbook: every sheet in its order, ready to be saved."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import polars as pl
from openpyxl.workbook import Workbook

from orgtransfer import frames
from orgtransfer.config import MAX_LINES, Config
from orgtransfer.i18n import _
from orgtransfer.models import SHEETS, Outcome, RuleText, Summary, TrendPoint
from orgtransfer.worklist import (
    additions,
    calls,
    counts,
    coverage,
    guide,
    overview,
    pairs,
    register,
    ruling_record,
    settled,
    sheets,
    table,
    timeline,
)
from orgtransfer.worklist.block import Book, save
from orgtransfer.worklist.lines import first, lines
from orgtransfer.worklist.styles import Styles
from orgtransfer.worklist.table import Notes


def build(  # noqa: PLR0913  # all that a workbook shows
    outcome: Outcome,
    summary: Summary,
    config: Config,
    today: dt.date,
    decisions: pl.DataFrame | None = None,
    rules: Sequence[RuleText] = (),
    *,
    rulings: pl.DataFrame | None = None,
    added: pl.DataFrame | None = None,
    history: pl.DataFrame | None = None,
    trend: Sequence[TrendPoint] = (),
) -> Book:
    """The whole worklist as a workbook.

    Args:
        outcome: the run's tables.
        summary: its figures (report.summary).
        config: the project's name; whether ID numbers are masked.
        today: the date that the worklist is as of.
        decisions: DECISIONS; what clerks entered before stands in the lines again.
        rules: the rules' texts, for the sheet that explains the book and the advice on each sheet.
        rulings: what `run.ruling_history.described` gives.
        added: ADDITIONS; what clerks added to the worklist comes again.
        history: RULINGS; what has happened to a line stands in a note on it.
        trend: what the runs found, this one last.
    """
    table_ = frames.ADDITIONS.empty() if added is None else added
    content = gather(outcome, summary, config.worklist.mask_ids, decisions, table_)
    since = today - dt.timedelta(days=config.worklist.settled_days)
    known = frames.DECISIONS.empty() if decisions is None else decisions
    late = settled.lines(outcome.closed, known, since, config.worklist.mask_ids, table_)
    content = replace(
        content, settled=late, letters=register.lines(outcome.letters, table_, today),
        counts=outcome.counts, sources=outcome.inputs.sources,
        rulings=pl.DataFrame() if rulings is None else ruling_record.lines(rulings),
        most=config.worklist.max_lines, added=table_, trend=trend,
        stories=None if history is None else _stories(outcome, history),
    )  # fmt: skip
    return assemble(content, summary, config.project.name, today, rules)


@dataclass(frozen=True)
class Content:
    """Everything that a workbook lists (see `lines.lines`, `pairs.pairs`, `pairs.branch_pairs`)."""

    findings: pl.DataFrame
    pairs: pl.DataFrame
    branch_pairs: pl.DataFrame
    coverage: pl.DataFrame = field(default_factory=frames.COVERAGE.empty)
    """COVERAGE; the workbook of one unit has none."""
    counts: pl.DataFrame = field(default_factory=frames.COUNTS.empty)
    """COUNTS; the workbook of one unit has none."""
    sources: pl.DataFrame = field(default_factory=frames.SOURCES.empty)
    settled: pl.DataFrame = field(default_factory=pl.DataFrame)
    """See `settled.lines`; the workbook of one unit has none."""
    most: int = MAX_LINES
    """How many lines a sheet may hold."""
    letters: pl.DataFrame = field(default_factory=pl.DataFrame)
    """See `register.lines`; the workbook of one unit has those of its own people."""
    rulings: pl.DataFrame = field(default_factory=pl.DataFrame)
    """See `ruling_record.lines`; the workbook of one unit has none."""
    added: pl.DataFrame = field(default_factory=frames.ADDITIONS.empty)
    """ADDITIONS."""
    stories: pl.DataFrame | None = None
    """See `timeline.told`."""
    trend: Sequence[TrendPoint] = ()
    """What the runs found; the workbook of one unit has none."""


def _stories(outcome: Outcome, history: pl.DataFrame) -> pl.DataFrame:
    return timeline.told(timeline.events(outcome.findings, outcome.closed, history))


def gather(
    outcome: Outcome,
    summary: Summary,
    mask_ids: bool,
    decisions: pl.DataFrame | None = None,
    added: pl.DataFrame | None = None,
) -> Content:
    """The lines of a run, sorted as they are shown."""
    decided = frames.DECISIONS.empty() if decisions is None else decisions
    found = lines(outcome, decided, summary.units, mask_ids)
    return Content(
        found if added is None else additions.dates(found, added),
        pairs.pairs(outcome, decided, mask_ids),
        pairs.branch_pairs(outcome, decided),
        outcome.coverage,
    )


def assemble(
    content: Content, summary: Summary, name: str, today: dt.date, rules: Sequence[RuleText] = ()
) -> Book:
    """The workbook of lines that are made already: a run's, or those of one unit (see `split`)."""
    workbook = Book()
    front = workbook.worksheets[0]
    front.title = sheets.title("overview")
    styles = Styles(workbook)
    advice = {rule.code: rule.todo for rule in rules}
    if _is_part(summary):
        rules = [rule for rule in rules if rule.code in set(content.findings["code"])]
    others: dict[str, Callable[[], None]] = {
        "pairs": lambda: table.add_pairs(
            workbook, styles, sheets.PAIRS, content.pairs, content.most, content.added
        ),
        "branch_pairs": lambda: table.add_pairs(
            workbook, styles, sheets.BRANCH_PAIRS, content.branch_pairs, content.most, content.added
        ),
        "calls": lambda: calls.add(workbook, styles, summary),
        "settled": lambda: settled.add(
            workbook, styles, content.settled.head(content.most), content.stories
        ),
        "letters": lambda: register.add(workbook, styles, content.letters),
        "rulings": lambda: ruling_record.add(workbook, styles, content.rulings.head(content.most)),
        "counts": lambda: counts.add(workbook, styles, content.counts, content.sources),
        "coverage": lambda: coverage.add(workbook, styles, content.coverage),
        "guide": lambda: guide.add(workbook, styles, rules),
    }
    for key in SHEETS:
        if key in _FINDINGS:
            found = content.findings.filter(tab=key)
            if found.height or not _is_part(summary):
                shown = first(found, content.most)
                notes = Notes(advice, found.height - shown.height, content.added, content.stories)
                table.add(workbook, styles, _FINDINGS[key], shown, notes)
        elif key in others:
            others[key]()
    overview.fill(front, styles, summary, name, today, content.trend)
    _describe(workbook, name)
    return workbook


def _is_part(summary: Summary) -> bool:
    """Whether this is what one unit is given: only what concerns it, no empty sheets."""
    # A part has no verdicts (see `split`), a whole run with a roster has one for each of its rows.
    return bool(summary.findings) and not summary.verdicts


_FINDINGS = {sheet.key: sheet for sheet in sheets.SHEETS}


def _describe(workbook: Workbook, name: str) -> None:
    workbook.properties.title = _("Worklist of organisation relationships")
    workbook.properties.subject = name or None
    workbook.properties.creator = "orgtransfer"
    # The overview's counts of what is done are formulas: worked out when the book is opened.
    workbook.calculation.fullCalcOnLoad = True


def to_bytes(workbook: Workbook, password: str | None = None) -> bytes:
    """The workbook as the bytes of an `.xlsx` file, locked where there is a password."""
    plain = save(workbook)
    if not password:
        return plain
    from msoffcrypto.format.ooxml import OOXMLFile  # it loads cryptography

    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(password, locked)
    return locked.getvalue()
