"""`orgtransfer help TOPIC`: the how-tos, which need no network and no browser."""

from __future__ import annotations

from importlib import resources
from typing import Final

import click

from orgtransfer import i18n
from orgtransfer.i18n import N_, _

TOPICS: Final = (
    "begin", "install", "unrecognised", "names", "handout", "nightly", "year", "moving", "privacy",
    "messages", "glossary",
)  # fmt: skip
"""The how-tos, in the order in which somebody new needs them."""


@click.command(
    "help",
    help=N_(
        "Shows a how-to, or the options of a command; without TOPIC it lists the how-tos. A part "
        "of a title will do.\n\nExample: orgtransfer help begin"
    ),
)
@click.argument(
    "topic",
    required=False,
    metavar="[TOPIC]",
    shell_complete=lambda _ctx, _param, typed: [n for n in TOPICS if n.startswith(typed)],
)
@click.pass_context
def command(ctx: click.Context, topic: str | None) -> None:
    """Prints the list, a how-to, or a command's help."""
    if topic is None:
        for name in TOPICS:
            click.echo(f"  {name:<14}{title(name)}")
        click.echo(_("Show one with: orgtransfer help TOPIC"))
        return
    meant = _meant(topic)
    if meant:
        click.echo(text(meant))
        return
    group = ctx.find_root().command
    assert isinstance(group, click.Group)
    command = group.get_command(ctx, topic)
    if command is None:
        from orgtransfer.errors import UnknownNameError

        message = _("There is no how-to and no command {name}; list them with: orgtransfer help")
        raise UnknownNameError(message.format(name=topic))
    with click.Context(command, info_name=f"orgtransfer {topic}") as asked:
        click.echo(command.get_help(asked))


def text(name: str) -> str:
    """A how-to in the language of this call."""
    file = resources.files("orgtransfer") / "topics" / i18n.language() / f"{name}.md"
    return file.read_text(encoding="utf-8").rstrip()


def title(name: str) -> str:
    """What a how-to is called."""
    return text(name).partition("\n")[0].removeprefix("# ")


def _meant(topic: str) -> str | None:
    """The how-to whose name or title was typed, or a part of the title."""
    if topic in TOPICS:
        return topic
    found = [name for name in TOPICS if topic.casefold() in title(name).casefold()]
    return found[0] if len(found) == 1 else None
