"""The page about a run: `orgtransfer report`, and every run's where the configuration asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from orgtransfer.findings import registry
from orgtransfer.findings.units import registered_names
from orgtransfer.findings.verdict import BECAUSE, QUESTIONS
from orgtransfer.i18n import _
from orgtransfer.match.wording import COMPARISON, LEVEL, REASON
from orgtransfer.models import Outcome, Summary
from orgtransfer.report import page
from orgtransfer.report import summary as figures
from orgtransfer.report.page_tables import PageTables, Words
from orgtransfer.report.sections import Night
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Run, atomic


def report(workspace: Workspace, path: Path, *, people: bool = False) -> None:
    """Writes the page about the last run.

    Args:
        workspace: the configuration.
        path: where to.
        people: with the findings and the people whom they are about, masked.

    Raises:
        UnknownNameError: there is no run yet.
        OutputError: the file cannot be written.
    """
    with workspace.store() as memory:
        run = memory.run()
        outcome, decisions = memory.outcome(run.run), memory.decisions()
        history = memory.runs()
    rules = tuple(registry.rule_texts().values())
    summary = figures.summarise(outcome, workspace.config, decisions, rules)
    made = material(outcome, decisions, people=people)
    put(path, text(workspace, summary, made, run.as_of, history))


def text(
    workspace: Workspace, summary: Summary, made: PageTables, today: dt.date, history: Sequence[Run]
) -> str:
    """The page of one run.

    Args:
        workspace: the configuration.
        summary: the run's figures.
        made: the run's tables, and whether people are wanted.
        today: the date that it is as of.
        history: the runs up to this one, which is the last.
    """
    rules = tuple(registry.rule_texts().values())
    match = workspace.config.match
    made = replace(made, auto=None if match.wrong_links else match.auto)
    return page.render(
        summary, workspace.config.project.name, today, rules, list(map(night, history)), made
    )


def put(path: Path, content: str) -> None:
    """Writes a page in one step.

    Raises:
        OutputError: the file cannot be written.
    """
    atomic.replace(path, lambda fresh: fresh.write_text(content, encoding="utf-8", newline="\n"))


def nightly(
    workspace: Workspace, outcome: Outcome, summary: Summary, decisions: pl.DataFrame, run: Run,
    history: Sequence[Run],
) -> Path | None:  # fmt: skip
    """Writes the page that `[report] path` asks of every run; None where it asks for none.

    Args:
        workspace: the configuration.
        outcome: the run.
        summary: its figures.
        decisions: DECISIONS.
        run: the run as it will be remembered.
        history: the runs before it.

    Raises:
        OutputError: the file cannot be written.
    """
    wanted = workspace.config.report
    if wanted.path is None:
        return None
    path = workspace.path(wanted.path)
    made = material(outcome, decisions, people=wanted.people)
    put(path, text(workspace, summary, made, run.as_of, [*history, run]))
    return path


def material(outcome: Outcome, decisions: pl.DataFrame, *, people: bool) -> PageTables:
    """What a page is made of, with the words of the other stages and what units are called."""
    members = outcome.records.join(outcome.matched.persons, on="record")
    return PageTables(outcome, decisions, words(), registered_names(members), people)


def night(run: Run) -> Night:
    """A run's figures, for the trend."""
    told = run.summary
    due = [line for line in told.get("verdicts", ()) if line["verdict"] == "due"]
    return Night(
        day=run.as_of,
        findings=run.findings,
        people=_number(told.get("people")),
        roster=_number(told.get("roster")),
        due=sum(line["records"] for line in due),
        to_judge=_number(told.get("sheets", {}).get("pairs")),
        # Nothing is new where there was nothing to compare with.
        new=0 if told.get("first_run") else _number(told.get("new")) + _number(told.get("changed")),
        resolved=_number(told.get("resolved")),
    )


def words() -> Words:
    """The words of the stages that the page quotes, in the language in force."""
    return Words(
        because={code: _(said) for code, said in BECAUSE.items()},
        questions=tuple((_(question), tuple(ends)) for question, ends in QUESTIONS),
        reasons={code: _(said) for code, said in REASON.items()},
        comparisons={code: _(said) for code, said in COMPARISON.items()},
        levels={
            name: {code: _(said) for code, said in levels.items()} for name, levels in LEVEL.items()
        },
        not_given=_("not given on both sides"),
    )


def _number(value: Any) -> int:  # noqa: ANN401  # a summary as some version wrote it
    return int(value or 0)
