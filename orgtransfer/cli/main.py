"""The command group: the commands by name, each loaded when it is asked for.

Nothing heavy is imported here, so that `--help` answers at once.
"""

from __future__ import annotations

import contextlib
import copy
import gc
import gettext
import importlib
import locale
import os
import signal
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

import click

import orgtransfer
from orgtransfer import i18n
from orgtransfer.cli import exits
from orgtransfer.i18n import N_, NP_, _

COMMANDS: Final[Mapping[str, str]] = {
    "start": N_("The first run, step by step; later the run by itself."),
    "init": N_("Look at a folder of exports and draft the configuration."),
    "inspect": N_("Show how a file is read: sheet, header, columns, rows set aside."),
    "reconcile": N_("Read the exports, say where each relationship stands, write the worklist."),
    "worklist": N_("Write worklists again from the last run, one workbook a unit if asked."),
    "letters": N_("Write the letters that move a relationship, and keep their register."),
    "corrections": N_("List what should be changed in which system, and write what is accepted."),
    "judge": N_("Judge the pairs that may be the same person, one after another."),
    "decide": N_("Take filled-in worklists back."),
    "quality": N_("Say how good the links are, and draw a sample to judge."),
    "learn": N_("Learn from these exports and rulings how much each agreement is worth."),
    "rulings": N_("List what clerks have ruled, and take a ruling back."),
    "diff": N_("Show what changed between two runs."),
    "runs": N_("List the runs so far, with the trend."),
    "export": N_("Write a table of a run as csv, parquet or json."),
    "report": N_("Write one self-contained page about the last run."),
    "rules": N_("List the rules."),
    "explain": N_("Explain a rule, a finding, or a person's links and verdict."),
    "schedule": N_("Print or install the nightly job."),
    "store": N_("Check, save, restore or prune what is remembered."),
    "config": N_("Check the configuration and the files that it names, or print its schema."),
    "completion": N_("Print the script with which a shell completes commands."),
    "help": N_("Show a how-to, or list them."),
}
"""Command -> the line that `--help` shows for it, in the order of a clerk's day."""

# click's own messages that users of these commands can meet. click takes them from the
# process's gettext domain, which `_speak` makes ours.
_CLICK: Final = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Choose from:\n\t{choices}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Invalid value: {message}"),
    N_("Option {name!r} does not take a value."),
    N_("Argument {name!r} takes {nargs} values."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    N_("Could not open file {filename!r}: {message}"),
    N_("default: {default}"),
    N_("env var: {var}"),
    N_("required"),
    N_("file"),
    N_("path"),
    N_("directory"),
    N_("[OPTIONS]"),
    N_("COMMAND [ARGS]..."),
    NP_("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    NP_("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    NP_("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    NP_("Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given."),
)
_NUMBERS: Final = (N_("integer"), N_("integer range"), N_("float"), N_("float range"))
"""What click calls numbers; it does not translate these."""


class Commands(click.Group):
    """The group: loads a command when it is named, and ends with the contract's exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Every command's name, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """The command in the language of this call; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"orgtransfer.cli.{cmd_name}")
        command: click.Command = module.command
        return _translated(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """The table of commands, without loading one of them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(line)) for name, line in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a hint at the nearest command."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(_no_such_command(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; a reader of `--help` who has left is no failure."""
        try:
            return super().parse_args(ctx, args)
        except BrokenPipeError as error:
            raise click.exceptions.Exit(exits.hang_up()) from error

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # whatever the command returns
        """Runs the command; a reader of stdout who has left is no failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return exits.hang_up()

    def main(  # type: ignore[override]  # click overloads this on the flag; here the flag only decides who exits
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,  # noqa: ANN401  # click's signature
    ) -> int:
        """Runs the command line; exits with the code, or returns it outside standalone mode."""
        words = list(sys.argv[1:] if args is None else args)
        _speak(words)
        _print_anything()
        spoken = cast(Commands, _translated(self))
        code = exits.guard(
            lambda: super(Commands, spoken).main(
                args, prog_name or "orgtransfer", complete_var, standalone_mode=False, **extra
            ),
            words,
            debug="--debug" in words,
        )
        if standalone_mode:
            sys.exit(code)
        return code


def _no_such_command(name: str) -> str:
    import difflib

    message = _("No such command {name!r}.").format(name=name)
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    return message + exits.did_you_mean(near)


def _translated(command: click.Command) -> click.Command:
    """A copy of the command whose texts are in the language of this call.

    Command modules are imported once, perhaps before the language was chosen, so they hold the
    source strings. Each also takes `--lang` and `--debug`, wherever a user puts them.
    """
    command = copy.copy(command)
    command.help = command.help and _(command.help)
    command.options_metavar = _("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("COMMAND [ARGS]...")
        command.commands = {name: _translated(sub) for name, sub in command.commands.items()}
    command.params = [_translated_parameter(parameter) for parameter in command.params]
    command.params += [_translated_parameter(option) for option in _everywhere()]
    return command


def _translated_parameter(parameter: click.Parameter) -> click.Parameter:
    parameter = copy.copy(parameter)
    if isinstance(parameter, click.Option):
        parameter.help = parameter.help and _(parameter.help)
    if parameter.type.name in _NUMBERS:
        parameter.type = copy.copy(parameter.type)
        parameter.type.name = _(parameter.type.name)
    return parameter


def _everywhere() -> list[click.Option]:
    """`--lang` and `--debug`: read from the words of the command line before click sees them."""
    return [
        click.Option(
            ["--lang"],
            type=click.Choice(i18n.LANGUAGES),
            expose_value=False,
            help=N_("The language of messages, workbooks and reports."),
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            expose_value=False,
            help=N_("Show the traceback of an unexpected failure (it may show personal data)."),
        ),
    ]


def _speak(words: Sequence[str]) -> None:
    """Chooses the language, for our messages and for click's."""
    system = locale.getlocale()[0] if sys.platform == "win32" else None
    lang = i18n.choose(_asked(words), os.environ, system)
    i18n.use(lang)
    # gettext looks its language up in the environment at each message.
    os.environ["LANGUAGE"] = {"zh": "zh_CN"}.get(lang, lang)
    folder = Path(orgtransfer.__file__).with_name("locale")
    gettext.bindtextdomain(i18n.DOMAIN, str(folder))
    gettext.textdomain(i18n.DOMAIN)


def _asked(words: Sequence[str]) -> str | None:
    """What `--lang` says, wherever it stands."""
    for place, word in enumerate(words):
        if word == "--lang" or word.startswith("--lang="):
            return word.partition("=")[2] or "".join(words[place + 1 : place + 2])
    return None


def _print_anything() -> None:
    """A Windows pipe in GBK cannot hold every rare character: better an escape than a crash."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a plain stream has no such method


@click.command(
    "orgtransfer",
    cls=Commands,
    help=N_(
        "Who is the same member across systems, and where each relationship stands.\n\n"
        "Example: orgtransfer reconcile -c config.toml"
    ),
)
@click.version_option(orgtransfer.__version__, message="%(prog)s %(version)s")
def group() -> None:
    """The command line."""


def main() -> None:
    """The console script."""
    # A scheduler that ends the job is to leave no half-written file either.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Loading the libraries makes many objects that stay: looking through them again and again took
    # a sixth of the time.
    gc.set_threshold(50_000, 20, 100)
    warnings.filterwarnings("error", exits.OLD_PROCESSOR, RuntimeWarning)
    group.main()
