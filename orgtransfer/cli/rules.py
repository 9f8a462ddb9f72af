"""`orgtransfer rules`: the rule table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from rich.table import Table

    from orgtransfer.findings.rule import Rule

# Named here too, so that --help need not load the rules; a test holds the two together.
FAMILIES: Final = ("RL", "DU", "BR", "FD", "ID", "ST", "SR")
SEVERITIES: Final = ("error", "warning", "info")


@click.command(
    "rules",
    help=N_(
        "Lists the rules: code, name, severity and the numbers that [rules.CODE] may set. "
        "`orgtransfer explain CODE` gives the whole text of one.\n\n"
        "Example: orgtransfer rules --family RL"
    ),
)
@click.option(
    "--family",
    type=click.Choice(FAMILIES, case_sensitive=False),
    multiple=True,
    help=N_("Only rules of this family (the first two letters of a code)."),
)
@click.option(
    "--severity",
    type=click.Choice(SEVERITIES),
    multiple=True,
    help=N_("Only rules of this severity."),
)
@click.option("--json", "as_json", is_flag=True, help=N_("Print a JSON list."))
def command(family: tuple[str, ...], severity: tuple[str, ...], as_json: bool) -> None:
    """Prints the rules that were asked for."""
    from orgtransfer.findings import registry

    rules = [
        rule
        for rule in registry.RULES
        if rule.code[:2] in (family or FAMILIES) and rule.severity in (severity or SEVERITIES)
    ]
    if as_json:
        import json

        click.echo(json.dumps([entry(rule) for rule in rules], ensure_ascii=False, indent=2))
    else:
        from orgtransfer.cli.output import console

        console().print(_table(rules))


def entry(rule: Rule) -> dict[str, Any]:
    """A rule with its whole text, in the language in force."""
    from orgtransfer.findings.rule import HEADINGS

    keys = ("what", "why", "example", "todo", "basis")
    return {
        "code": rule.code,
        "name": _(rule.name),
        "severity": rule.severity,
        "message": _(rule.message),
        "options": dict(rule.options),
        **{key: rule.text(heading) for key, heading in zip(keys, HEADINGS, strict=True)},
    }


def _table(rules: list[Rule]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(_("Code"), no_wrap=True)
    table.add_column(_("Name"))
    table.add_column(_("Severity"))
    table.add_column(_("Numbers"), no_wrap=True)
    for rule in rules:
        numbers = "\n".join(as_toml(rule.options))
        table.add_row(rule.code, _(rule.name), severity_name(rule.severity), numbers)
    return table


def severity_name(severity: str) -> str:
    """What a severity is called."""
    names = {
        "error": N_("must be put right"),
        "warning": N_("to be looked into"),
        "info": N_("for information"),
    }
    return _(names[severity])


def as_toml(options: Mapping[str, Any]) -> list[str]:
    """A rule's numbers as the configuration writes them, a line each."""
    import json

    # JSON and TOML write numbers, text and lists of these the same way.
    return [f"{name} = {json.dumps(value)}" for name, value in options.items()]
