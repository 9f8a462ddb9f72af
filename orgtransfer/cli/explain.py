"""`orgtransfer explain`: a rule's text; why a finding, a link or a verdict was made."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgtransfer.cli import options
from orgtransfer.errors import UnknownNameError
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import polars as pl
    from rich.console import RenderableType

    from orgtransfer.findings.person_dossier import Branch, PersonDossier
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
        "With two of them, why these two rows are or are not one person: what speaks for and against, "
        "and which single change would link them.\n\n"
        "Example: orgtransfer explain RL01"
    ),
)
@click.argument("what")
@click.argument("other", required=False)
@options.config
@click.option("--json", "as_json", is_flag=True, help=N_("Print a JSON object."))
def command(what: str, other: str | None, config: Path, *, as_json: bool) -> None:
    """Prints the explanation."""
    from orgtransfer.findings import registry

    if other is not None:
        _two(what, other, config, as_json=as_json)
        return
    rule = registry.BY_CODE.get(what.upper())
    if rule is None and re.fullmatch(r"[A-Za-z]{1,2}[0-9]{1,3}", what):
        raise _unknown(what)  # meant as a rule's code
    if as_json:
        click.echo(_json(what, rule, config))
        return
    from orgtransfer.cli.output import console

    out = console()
    for part in _rule(rule) if rule else _told(_look(what, config)):
        out.print(part, highlight=False)


def _two(one: str, other: str, config: Path, *, as_json: bool) -> None:
    """Why two rows are, or are not, one person."""
    import json

    from orgtransfer import run
    from orgtransfer.cli import reasons
    from orgtransfer.cli.output import console
    from orgtransfer.match import learnt
    from orgtransfer.run import nightly, weighing
    from orgtransfer.run import why as looked

    workspace = run.load(config)
    with workspace.store() as memory:
        summary = memory.run().summary
        outcome = memory.outcome(memory.run().run)
    aliases, weights = nightly.aliases_of(workspace), learnt.weights(weighing.of(summary))
    found = looked.why(outcome, aliases, workspace.config.match, one, other, weights)
    if as_json:
        told = {**reasons.data(outcome, found), "weights": summary.get(weighing.WEIGHTS, "")}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    out = console()
    for part in (*reasons.told(outcome, found), weighing.told(summary)):
        out.print(part, highlight=False)


def _json(what: str, rule: Rule | None, config: Path) -> str:
    """A rule as `rules --json` has it; else what was found, and the lines that are printed."""
    import json

    from orgtransfer.cli import rules

    if rule is not None:
        told: dict[str, Any] = {"rule": rules.entry(rule)}
    else:
        found = _look(what, config)
        told = {**_data(found), "lines": _lines(_told(found))}
    return json.dumps({"what": what, **told}, ensure_ascii=False, indent=2, default=str)


def _lines(parts: Iterable[RenderableType]) -> list[str]:
    """Parts as they are printed, without colours."""
    from io import StringIO

    from rich.console import Console

    from orgtransfer.cli.output import WIDE

    text = StringIO()
    Console(file=text, width=WIDE, color_system=None).print(*parts, sep="\n", highlight=False)
    return text.getvalue().splitlines()


@dataclass(frozen=True)
class _Found:
    """What the last run knows by a name or a key; the rest is empty."""

    what: str
    record: Record
    finding: tuple[dict[str, Any], pl.DataFrame] | None = None
    """A finding, and the rows that it speaks of."""
    people: Sequence[PersonDossier] = ()
    branches: Sequence[Branch] = ()
    choice: pl.DataFrame | None = None
    """Several people whom a search finds, with the columns of `search.people`."""
    weights: str = ""
    """Which weights the run linked by, in words."""
    near: pl.DataFrame | None = None
    """Where nobody is found: people with the nearest names."""


def _look(what: str, config: Path) -> _Found:
    """Looks for a finding, people or branches; then searches as clerks type."""
    from orgtransfer import run
    from orgtransfer.findings import person_dossier, search
    from orgtransfer.run import weighing
    from orgtransfer.run.ruling_history import Record

    workspace = run.load(config)
    with workspace.store() as memory:
        outcome = memory.outcome(memory.run().run)
        found = _Found(
            what,
            Record(memory.rulings(), outcome, workspace.zone),
            weights=weighing.told(memory.run().summary),
        )
        finding = person_dossier.finding(outcome, what)
        if finding is not None:
            return replace(found, finding=finding)
        people, branches = (
            person_dossier.people(outcome, what),
            person_dossier.branches(outcome, what),
        )
        if people or branches:
            return replace(found, people=people, branches=branches)
        hits = search.people(outcome, what)
        if hits.is_empty():
            hits = _former(memory, outcome, what)
    if hits.is_empty():
        return replace(found, near=search.nearest(outcome, what))
    if hits.height == 1:
        return replace(found, people=[person_dossier.person(outcome, hits["person"][0])])
    return replace(found, choice=hits)


def _former(memory: Store, outcome: Outcome, what: str) -> pl.DataFrame:
    """People who were called so in the run before the last, as `search.people` gives them."""
    from orgtransfer.findings import search

    runs = [one.run for one in memory.runs()]
    before = memory.earlier(runs[-2]) if len(runs) > 1 else None
    return search.former(outcome, before, what)


def _told(found: _Found) -> Iterator[RenderableType]:
    """What was found, in words.

    Raises:
        UnknownNameError: it is nothing; the nearest names are given before.
    """
    from orgtransfer.cli import explain_output

    if found.finding is not None:
        yield from explain_output.finding(*found.finding)
        yield from explain_output.story(found.record.story(found.what))
        yield from explain_output.rulings(found.record.about([found.what]))
    for case in found.people:
        yield from explain_output.person(case)
        if case.pairs.height:
            yield found.weights
        yield from explain_output.story(found.record.story(case.person))
        yield from explain_output.rulings(found.record.about(case.subjects))
    for branch in found.branches:
        yield from explain_output.branch(branch)
        yield from explain_output.story(found.record.story(branch.organisation))
        yield from explain_output.rulings(found.record.about([branch.organisation]))
    if found.choice is not None:
        title = _("People found: {count}. Explain one of them by the key:").format(
            count=f"{found.choice.height:,}"
        )
        yield from explain_output.choice(found.choice, title)
    if found.near is not None:
        if found.near.height:
            yield from explain_output.choice(
                found.near, _("Nobody is called that. The nearest names:")
            )
        raise _unknown(found.what)


def _data(found: _Found) -> dict[str, Any]:
    """`finding`, or `people` and `branches`; whom a search finds where there are several: `choice`."""
    from orgtransfer.cli import explanation

    if found.finding is not None:
        return {"finding": explanation.finding(*found.finding, found.record)}
    return {
        "people": [explanation.person(case, found.record) for case in found.people],
        "branches": [explanation.branch(one, found.record) for one in found.branches],
        "choice": [] if found.choice is None else found.choice.to_dicts(),
    }


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
