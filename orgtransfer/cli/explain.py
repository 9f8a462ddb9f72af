"""`orgtransfer explain`: a rule's text; why a finding, a link or a verdict was made."""

from __future__ import annotations

import difflib
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgtransfer.cli import options
from orgtransfer.errors import UnknownNameError
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import polars as pl
    from rich.console import RenderableType

    from orgtransfer.findings.casebook import Case
    from orgtransfer.findings.rule import Rule
    from orgtransfer.models import Outcome
    from orgtransfer.run.ruling_history import Record
    from orgtransfer.store import Store


@click.command(
    "explain",
    help=N_(
        "Explains a rule by its code, a finding of the last run by its key, a person of the last "
        "run by name, member number or ID number (every record, the links with what speaks for "
        "and against them, the verdict with the questions that led to it, and the findings), or "
        "a branch by name or code. People are found as well by part of a name, pinyin or "
        "initials, the last digits of an ID or telephone number, a unit or branch, a key of ours, "
        "and FILE:ROW; several are listed to choose from.\n\n"
        "Example: orgtransfer explain RL01"
    ),
)
@click.argument("what")
@options.config
@click.option("--json", "as_json", is_flag=True, help=N_("Print a JSON object."))
def command(what: str, config: Path, *, as_json: bool) -> None:
    """Prints the explanation."""
    from orgtransfer.cli.output import console

    if as_json:
        click.echo(_json(what, config))
        return
    out = console()
    for part in _explained(what, config):
        out.print(part, highlight=False)


def _json(what: str, config: Path) -> str:
    """A rule as `rules --json` has it; else what was found, and the lines that are printed."""
    import json
    from io import StringIO

    from rich.console import Console

    from orgtransfer.cli import rules
    from orgtransfer.cli.output import WIDE
    from orgtransfer.findings import registry

    rule = registry.BY_CODE.get(what.upper())
    if rule is not None:
        told: dict[str, Any] = {"rule": rules.entry(rule)}
    else:
        out = Console(file=StringIO(), width=WIDE, color_system=None)
        out.print(*_explained(what, config), sep="\n", highlight=False)
        lines = out.file.getvalue().splitlines()  # type: ignore[attr-defined]  # a StringIO
        told = {**_found(what, config), "lines": lines}
    return json.dumps({"what": what, **told}, ensure_ascii=False, indent=2, default=str)


def _found(what: str, config: Path) -> dict[str, Any]:
    """`finding`, or `people` and `branches`; whom a search finds where there are several: `choice`."""
    from orgtransfer import run
    from orgtransfer.cli import explanation
    from orgtransfer.findings import casebook, search
    from orgtransfer.run.ruling_history import Record

    workspace = run.load(config)
    with workspace.store() as memory:
        outcome = memory.outcome(memory.run().run)
        record = Record(memory.rulings(), outcome, workspace.zone)
        found = explanation.finding(outcome, what, record)
        if found is not None:
            return {"finding": found}
        cases, branches = casebook.people(outcome, what), casebook.branches(outcome, what)
        choice: list[dict[str, Any]] = []
        if not cases and not branches:
            hits = search.people(outcome, what)
            hits = _former(memory, outcome, what) if hits.is_empty() else hits
            choice = hits.to_dicts()
            if len(choice) == 1:
                cases = [casebook.person(outcome, choice[0]["person"])]
    return {
        "people": [explanation.person(case, record) for case in cases],
        "branches": [explanation.branch(one, record) for one in branches],
        "choice": choice if len(choice) > 1 else [],
    }


def _explained(what: str, config: Path) -> Iterable[RenderableType]:
    from orgtransfer.findings import registry

    rule = registry.BY_CODE.get(what.upper())
    if rule is not None:
        return _rule(rule)
    if re.fullmatch(r"[A-Za-z]{1,2}[0-9]{1,3}", what):
        raise _unknown(what)  # meant as a rule's code
    return _of_the_last_run(what, config)


def _of_the_last_run(what: str, config: Path) -> Iterator[RenderableType]:
    from orgtransfer import run
    from orgtransfer.cli import casework
    from orgtransfer.findings import casebook
    from orgtransfer.run import ruling_history

    workspace = run.load(config)
    with workspace.store() as memory:
        last = memory.run().run
        outcome = memory.outcome(last)
        about = partial(_rulings, ruling_history.Record(memory.rulings(), outcome, workspace.zone))
        finding = casebook.finding(outcome, what)
        if finding is not None:
            yield from (*casework.finding(*finding), *about([what]))
            return
        cases = casebook.people(outcome, what)
        found = casebook.branches(outcome, what)
        if not cases and not found:
            # What is printed before nobody is found stands there, whatever comes after.
            yield from _searched(what, outcome, about, lambda: _former(memory, outcome, what))
    for case in cases:
        yield from (*casework.person(case), *about(_subjects(case)))
    for branch in found:
        yield from (*casework.branch(branch), *about([branch.organisation]))


def _subjects(case: Case) -> list[str]:
    """What rulings about a person name: their rows and findings."""
    return [*case.records["record_key"], *case.findings["key"]]


def _rulings(record: Record, subjects: list[str]) -> Iterator[RenderableType]:
    """Every ruling about rows, branches or findings, the latest first."""
    from orgtransfer.cli import casework

    yield from casework.rulings(record.about(subjects))


def _former(memory: Store, outcome: Outcome, what: str) -> pl.DataFrame:
    """People who were called so in the run before the last, as `search.people` gives them."""
    from orgtransfer.findings import search

    runs = [one.run for one in memory.runs()]
    before = memory.earlier(runs[-2]) if len(runs) > 1 else None
    return search.former(outcome, before, what)


def _searched(
    what: str,
    outcome: Outcome,
    about: Callable[[list[str]], Iterable[RenderableType]],
    former: Callable[[], pl.DataFrame],
) -> Iterator[RenderableType]:
    """The one whom a search finds, or those to choose from.

    Raises:
        UnknownNameError: it finds nobody; the nearest names are given before.
    """
    from orgtransfer.cli import casework
    from orgtransfer.findings import casebook, search

    hits = search.people(outcome, what)
    if hits.is_empty():
        hits = former()
    if hits.height == 1:
        case = casebook.person(outcome, hits["person"][0])
        yield from casework.person(case)
        yield from about(_subjects(case))
        return
    if hits.height:
        title = _("People found: {count}. Explain one of them by the key:").format(
            count=f"{hits.height:,}"
        )
        yield from casework.choice(hits, title)
        return
    near = search.nearest(outcome, what)
    if near.height:
        yield from casework.choice(near, _("Nobody is called that. The nearest names:"))
    raise _unknown(what)


def _unknown(what: str) -> UnknownNameError:
    from orgtransfer.findings import registry

    message = _("No rule, finding, person or branch of the last run is called that.")
    near = difflib.get_close_matches(what.upper(), list(registry.BY_CODE), n=1)
    hint = _(" Did you mean {name}?").format(name=near[0]) if near else ""
    return UnknownNameError(message + hint)


def _rule(rule: Rule) -> list[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    from orgtransfer.cli.rules import as_toml, severity_name
    from orgtransfer.findings.rule import HEADINGS

    def section(heading: str, text: str) -> list[RenderableType]:
        return [Text("\n" + _(heading), style="bold"), Padding(Text(text), (0, 0, 0, 2))]

    title = Text(f"{rule.code} {_(rule.name)}", style="bold")
    title.append(f"  [{severity_name(rule.severity)}]", style="dim")
    parts: list[RenderableType] = [title, Text(_(rule.message))]
    for heading in HEADINGS:
        parts += section(heading, rule.text(heading))
    if rule.options:
        lines = [f"[rules.{rule.code}]", *as_toml(rule.options)]
        parts += section(N_("In the configuration"), "\n".join(lines))
    return parts
