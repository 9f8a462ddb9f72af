"""A place of the configuration as it was written, and where mistakes about it are collected."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from orgtransfer.i18n import _

Toml = Any
"""A value as `tomllib` gives it: nobody has looked yet what it is. Also: what was made of it."""
RuleOptions = Mapping[str, Mapping[str, Any]]
"""Rule code -> option -> default: what `[rules.CODE]` may set (see findings.registry)."""


@dataclass(frozen=True)
class Setting:
    """What stands at one path of the document."""

    value: Toml
    """As `tomllib` gave it; None: nothing stands there."""
    mistakes: list[str]
    """Every mistake that was found so far, each with its path; shared by the whole document."""
    rule_options: RuleOptions
    path: str = ""
    key: str = ""
    """The last part of the path. A key may have dots in it, so it cannot be cut off the path."""
    table: str = ""
    """The key of the table that this stands in."""

    def inner(self, key: str) -> Setting:
        """What stands below a key of this table."""
        path = f"{self.path}.{key}" if self.path else key
        return replace(self, value=self.value.get(key), path=path, key=key, table=self.key)

    def opened(self) -> Setting:
        """The same as a table: empty where nothing, or something else, stands there."""
        if isinstance(self.value, dict):
            return self
        if self.value is not None:
            self.wrong(_("must be a table, got {value}"))
        return replace(self, value={})

    def wrong(self, message: str, value: object = None) -> None:
        """Notes a mistake; `{value}` is what stands there, where no other value is given."""
        said = message.format(value=self.value if value is None else value)
        self.mistakes.append(f"{self.path}: {said}")

    def checked(self, default: object, good: Callable[[Toml], bool], message: str) -> Toml:
        """The value where it is good; else the default, and what is wrong is noted."""
        if self.value is None:
            return default
        if good(self.value):
            return self.value
        if good(_unquoted(self.value)):
            message = _("must stand without quotes: {key} = {value}").replace("{key}", self.key)
        self.wrong(message)
        return default

    def allow(self, keys: Collection[str]) -> None:
        """Notes every key of this table that is not one of these."""
        for key in self.value:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1, cutoff=0.5)
                path = self.inner(key).path
                self.mistakes.append(
                    _("{path}: unknown key").format(path=path) + did_you_mean(near)
                )


def did_you_mean(names: Sequence[str]) -> str:
    """The hint behind a message; empty where nothing is near."""
    return _("; did you mean {name}?").format(name=names[0]) if names else ""


def _unquoted(value: object) -> object:
    """What a text says that should have been a number, or true or false; else itself."""
    if not isinstance(value, str):
        return value
    try:
        return tomllib.loads(f"value = {value.strip().lower()}")["value"]
    except tomllib.TOMLDecodeError:
        return value
