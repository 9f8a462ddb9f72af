"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

import click

from orgtransfer.i18n import N_, _


class Day(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click only
    """A date: 2026-11-20, 2026/11/20 or 20261120."""

    name = "date"

    def convert(
        self,
        value: Any,  # noqa: ANN401  # click hands over whatever it has
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> dt.date:
        """The date that `value` writes."""
        try:
            return dt.date.fromisoformat(str(value).replace("/", "-"))
        except ValueError as error:
            message = _("{value} is not a date such as 2026-11-20").format(value=value)
            raise click.BadParameter(message, ctx, param) from error


FILE: Final = click.Path(path_type=Path)

config = click.option(
    "-c",
    "--config",
    type=FILE,
    default="config.toml",
    show_default=True,
    help=N_("The configuration file; its paths are relative to its own folder."),
)
show_id = click.option(
    "--show-id",
    is_flag=True,
    help=N_("Give whole ID numbers; without it they are masked."),
)
open_it = click.option(
    "--open", "open_it", is_flag=True, help=N_("Open what was written, in this machine's program.")
)
