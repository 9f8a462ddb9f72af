"""`orgtransfer explain`: a rule's text; why a finding, a link or a verdict was made."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click

from orgtransfer.errors import UnknownNameError
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from rich.console import RenderableType

    from orgtransfer.findings.rule import Rule


@click.command(
    "explain",
    help=N_(
        "Explains a rule by its code: what it finds, why it matters, an example, what to do, and "
        "the regulation it rests on.\n\n"
        "Example: orgtransfer explain RL01"
    ),
)
@click.argument("what")
def command(what: str) -> None:
    """Prints the explanation."""
    from rich.console import Console

    from orgtransfer.findings import registry

    rule = registry.BY_CODE.get(what.upper())
    if rule is None:
        raise UnknownNameError(_unknown(what, list(registry.BY_CODE)))
    Console(width=min(Console().width, 100)).print(_rule(rule))


def _unknown(what: str, codes: list[str]) -> str:
    near = difflib.get_close_matches(what.upper(), codes, n=1)
    hint = _("; did you mean {name}?").format(name=near[0]) if near else ""
    return _("no such rule: {value}").format(value=what) + hint


def _rule(rule: Rule) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    from orgtransfer.cli.rules import as_toml, severity_name
    from orgtransfer.findings.rule import HEADINGS

    title = Text(f"{rule.code} {_(rule.name)}", style="bold")
    parts: list[RenderableType] = [
        title + Text(f"  [{severity_name(rule.severity)}]", style="dim"),
        Text(_(rule.message)),
    ]
    for heading in HEADINGS:
        parts += [
            Text("\n" + _(heading), style="bold"),
            Padding(Text(rule.text(heading)), (0, 0, 0, 2)),
        ]
    if rule.options:
        place = "\n".join([f"[rules.{rule.code}]", *as_toml(rule.options)])
        parts += [
            Text("\n" + _("In the configuration"), style="bold"),
            Padding(Text(place), (0, 0, 0, 2)),
        ]
    return Group(*parts)
