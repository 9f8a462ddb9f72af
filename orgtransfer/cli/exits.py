"""Exit codes: the one place where what happened becomes a number and a line on stderr.

click alone exits with 1 for a refused file, Ctrl-C, a broken pipe and a crash, so that a nightly
job could not tell them apart. `guard` gives the codes of the contract, in a shell and in tests.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from orgtransfer import __version__
from orgtransfer.errors import (
    EXIT_BUG,
    EXIT_DONE,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    OrgtransferError,
)
from orgtransfer.i18n import _

OLD_PROCESSOR: Final = "Missing required CPU features"
"""How polars begins its warning before it crashes; `cli.main` makes it an error."""


def guard(work: Callable[[], object], words: list[str], *, debug: bool) -> int:
    """Runs a command and says how it ended.

    Args:
        work: the command; what it returns is the exit code where that is a number.
        words: the command line, of which a log keeps the command and the options' names only.
        debug: show the traceback of an unexpected failure (it may hold personal data).

    Returns:
        The exit code: see `orgtransfer.errors`.
    """
    try:
        code = work()
        sys.stdout.flush()
    except BrokenPipeError:
        return hang_up()
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Interrupted; nothing was left half-written."), err=True)
        return EXIT_INTERRUPTED
    except BaseException as error:  # noqa: BLE001  # a panic in native code is no Exception, and this is the last stop
        return _failed(error, words, debug=debug)
    return code if type(code) is int else EXIT_DONE


def hang_up() -> int:
    """The reader of stdout (`| head`) has left: no fault, and nothing more can be said to it."""
    # Python flushes stdout once more while it shuts down and would complain there.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_DONE


def did_you_mean(names: Sequence[str]) -> str:
    """The hint after a mistyped name; empty where nothing is near."""
    return _(" Did you mean {name}?").format(name=names[0]) if names else ""


def _failed(error: BaseException, words: list[str], *, debug: bool) -> int:
    match error:
        case SystemExit():
            return error.code if type(error.code) is int else EXIT_USAGE
        case click.NoSuchOption() if error.possibilities:
            # click words this one as a plural, which the catalogs do not hold.
            message = error.message + did_you_mean(error.possibilities)
            click.UsageError(message, error.ctx).show()
            return EXIT_USAGE
        case click.ClickException():
            error.show()
            return EXIT_USAGE
        case OrgtransferError() if error.exit_code != EXIT_BUG:
            _say(str(error))
            return error.exit_code
    about = _machine(error)
    if about:
        _say(about)
        return EXIT_USAGE
    return _fault(error, words, debug=debug)


def _machine(error: BaseException) -> str | None:
    """What to say of the machine's trouble, which is no fault of ours; None for anything else."""
    if isinstance(error, OSError) and error.strerror:
        # A full disk, a share that is gone.
        name = Path(os.fsdecode(error.filename)).name if error.filename else ""
        if name == "tty":
            return _("this asks for keys: run it in a terminal, not as a job or in a pipe")
        return f"{name}: {error.strerror}" if name else error.strerror
    if isinstance(error, RuntimeWarning) and str(error).startswith(OLD_PROCESSOR):
        return _(
            "this processor is too old for this build (it lacks AVX2 or the like). Take the zip "
            "whose name ends with compat, or install orgtransfer[compat]."
        )
    return None


def _say(message: str) -> None:
    """Each line on its own, so that three mistakes give three lines."""
    for line in message.splitlines():
        click.echo(_("Error: {message}").format(message=line), err=True)


def _fault(error: BaseException, words: list[str], *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    log = _write_log(report(error, words))
    _say(
        _(
            "a fault in orgtransfer itself ({kind}). Please send {log} to whoever looks after the "
            "tool: it holds no personal data."
        ).format(kind=type(error).__name__, log=log)
    )
    return EXIT_BUG


def report(error: BaseException, words: list[str]) -> str:
    """What a maintainer needs to know of a fault, and nothing of what was being worked on.

    Messages and values may quote a person's row, so only types, places and function names are
    told; of the command line only the words that cannot be somebody's data.
    """
    lines = [
        f"orgtransfer {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"command: {' '.join(_harmless(words))}",
    ]
    for link in _chain(error):
        lines.append("")
        lines += [
            f"  {_shorten(frame.f_code.co_filename)}:{line} in {frame.f_code.co_qualname}"
            for frame, line in traceback.walk_tb(link.__traceback__)
        ]
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
    return "\n".join(lines) + "\n"


def _harmless(words: list[str]) -> Iterator[str]:
    command = next((word for word in words if word.isascii() and word.isalpha()), None)
    yield from ([command] if command else [])
    yield from (word.partition("=")[0] for word in words if word.startswith("-"))


def _chain(error: BaseException) -> list[BaseException]:
    """The failure and what caused it, the first cause first."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return chain[::-1]


def _shorten(filename: str) -> str:
    """A source file without the folders above its package, which may name a user."""
    parts = Path(filename).parts
    for root in ("site-packages", "orgtransfer"):
        if root in parts:
            start = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[start + (root == "site-packages") :])
    return parts[-1]


def _write_log(text: str) -> str:
    """Writes the log into the working folder, or the one for temporary files; its path."""
    name = f"orgtransfer-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.log"
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError):
            log = folder / name
            handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            return str(log)
    return name
