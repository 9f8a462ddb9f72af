"""A configuration, the folder it stands in, and what is found from there."""

from __future__ import annotations

import codecs
import datetime as dt
import os
import re
import zoneinfo
from dataclasses import dataclass
from pathlib import Path

from orgtransfer import store
from orgtransfer.config import Config, parse, syntax
from orgtransfer.errors import ConfigError
from orgtransfer.findings import registry
from orgtransfer.i18n import _
from orgtransfer.store import Store


@dataclass(frozen=True)
class Workspace:
    """A configuration and the folder that its paths are relative to."""

    config: Config
    file: Path

    @property
    def folder(self) -> Path:
        """The folder of the configuration file."""
        return self.file.parent

    def path(self, name: str) -> Path:
        """A path of the configuration, made absolute."""
        return self.folder / name

    @property
    def sample_sheet(self) -> Path:
        """Where the sheet of the sample is: beside the worklist."""
        return self.path(self.config.worklist.path).with_name("抽查.xlsx")

    def now(self) -> dt.datetime:
        """The time in the project's time zone: a night in Nanchang is one date everywhere."""
        return dt.datetime.now(self.zone)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The project's time zone."""
        return zoneinfo.ZoneInfo(self.config.project.timezone)

    @property
    def password(self) -> str | None:
        """The password of the worklists, from the environment variable that is configured."""
        variable = self.config.worklist.password_env
        return os.environ.get(variable) if variable else None

    def store(self, *, create: bool = False) -> Store:
        """Opens the store; without `create` a missing one is empty and stays missing."""
        return store.open(self.path(self.config.store.path), create=create)


def load(path: Path) -> Workspace:
    """Reads the configuration file.

    Raises:
        ConfigError: it is missing, no text, or has mistakes: all of them, one a line.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(
            [
                _(
                    "{file} is not there. Name the configuration with -c, or draft one with: "
                    "orgtransfer init FOLDER"
                ).format(file=path)
            ]
        ) from error
    except OSError as error:
        raise ConfigError(
            [_("{file} cannot be read ({reason}).").format(file=path, reason=error.strerror)]
        ) from error
    try:
        text = _text(content)
    except UnicodeDecodeError as error:
        message = _("{file} is no text; save it again with the encoding UTF-8.")
        raise ConfigError([message.format(file=path.name)]) from error
    try:
        config = parse(text, registry.OPTIONS)
    except ConfigError as error:
        raise ConfigError(
            _placed(problem, path.name, text) for problem in error.problems
        ) from error
    return Workspace(config, path.absolute())


def _placed(problem: str, name: str, text: str) -> str:
    """A mistake with the file and, where it begins with a setting, the line that it stands in."""
    setting = re.match(r"[^:：\s]+", problem)
    number = syntax.line_of(text, setting[0]) if setting else None
    if number is None:
        return f"{name}: {problem}"
    return _("{file}, line {number}: {problem}").format(file=name, number=number, problem=problem)


def encoding(content: bytes) -> str:
    """How an editor saved a configuration: `utf-8`, `utf-16` or `gb18030`."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _text(content: bytes) -> str:
    """A configuration as an editor saved it: Notepad offers UTF-8 with a mark, "Unicode", "ANSI".

    "ANSI" on a Chinese Windows is GB18030's older part. What is valid UTF-8 is that: Chinese text
    in GB18030 is not, but for chance pairs of rare characters.
    """
    found = encoding(content)
    return content.decode("utf-8-sig" if found == "utf-8" else found)
