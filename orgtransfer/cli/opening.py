"""Opens a file in the program that the desktop has for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from orgtransfer.i18n import _


def show(path: Path) -> None:
    """Opens `path`, or says where it is: a job that nobody watches has no desktop."""
    try:
        _open(path.absolute())
    except OSError:
        message = _("{file} cannot be opened from here; open it in Excel or WPS yourself.")
        click.echo(message.format(file=path.name), err=True)


def _open(path: Path) -> None:
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606  # the program that Windows has for the file
        return
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        raise FileNotFoundError(2, os.strerror(2), "xdg-open")
    # Not waited for: the spreadsheet stays open when this command has ended.
    subprocess.Popen(  # noqa: S603  # the desktop's own opener, and a path as one word
        [opener, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
