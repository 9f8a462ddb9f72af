"""What a value of the configuration may be: how it is read, told in the schema, and named on the page.

Ours because pydantic and its like tell mistakes in English and in their own terms; here each is told
in the user's language, with its path and the nearest right word.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import re
import zoneinfo
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from orgtransfer.config.setting import Setting, Toml, did_you_mean
from orgtransfer.config.words import MEANT
from orgtransfer.i18n import _

Schema = dict[str, Any]
TEXTS: Final[Mapping[str, Any]] = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
}
_PROMISE: Final = re.compile(r"[1-9][0-9]{0,5}/[1-9][0-9]{1,8}")
"""Wrong links among how many links."""


class ValueType(ABC):
    """A kind of value."""

    needed = False
    """Whether the schema asks for it wherever its table stands."""

    @abstractmethod
    def read(self, setting: Setting, default: Toml) -> Toml:
        """The value; the default where nothing is written. Mistakes are noted in the setting."""

    def check(self, setting: Setting, value: Toml) -> None:
        """Notes what is wrong with a value that is of this kind; after the whole table was read."""
        del setting, value

    @abstractmethod
    def schema(self) -> Schema:
        """The same in JSON Schema."""

    def allowed(self) -> str:
        """The range or the words, for the page about the keys; empty where anything goes."""
        return ""


@dataclass(frozen=True)
class Text(ValueType):
    """Text; an empty one is none, except where it says something of its own."""

    empty: bool = False

    def read(self, setting: Setting, default: Toml) -> Toml:
        message = _("must be text, got {value}")
        text = setting.checked(default, lambda value: isinstance(value, str), message)
        _printable(setting, text)
        return text if self.empty else text or default

    def schema(self) -> Schema:
        return {"type": "string"}


@dataclass(frozen=True)
class NeededText(Text):
    """Text that has to be there."""

    missing: str = ""
    """What is said where it is not; `{path}` is the table that it should stand in."""
    needed = True

    def read(self, setting: Setting, default: Toml) -> str:
        del default
        if not setting.value:
            table = setting.path.removesuffix(f".{setting.key}")
            setting.mistakes.append(_(self.missing).format(path=table))
        return str(super().read(setting, ""))


@dataclass(frozen=True)
class Label(Text):
    """Text that is the table's own key where none is given."""

    def read(self, setting: Setting, default: Toml) -> str:
        del default
        return str(super().read(setting, setting.table))


@dataclass(frozen=True)
class TimeZone(Text):
    """The name of a time zone."""

    usual: str = ""

    def check(self, setting: Setting, value: str) -> None:
        # To list them takes as long as all the rest, and the usual one is known.
        if value != self.usual and value not in _time_zones():
            near = difflib.get_close_matches(value, _time_zones(), n=1, cutoff=0.7)
            setting.wrong(_("no such time zone: {value}") + did_you_mean(near or [self.usual]))


@dataclass(frozen=True)
class Promise(Text):
    """So many in so many, or nothing."""

    def check(self, setting: Setting, value: str) -> None:
        if value and not _PROMISE.fullmatch(value):
            setting.wrong(_("must be so many in so many, such as 1/2000, got {value}"))


@dataclass(frozen=True)
class Flag(ValueType):
    """True or false."""

    def read(self, setting: Setting, default: Toml) -> bool:
        message = _("must be true or false, got {value}")
        return bool(setting.checked(default, lambda value: isinstance(value, bool), message))

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Number(ValueType):
    """A number between two others."""

    low: float
    high: float

    def read(self, setting: Setting, default: Toml) -> float:
        message = _("must be between {low} and {high}, got {value}")
        message = message.replace("{low}", f"{self.low:g}").replace("{high}", f"{self.high:g}")
        value = setting.value
        if _is_number(value) and not self._fits(value) and self._fits(value / 100):
            message += did_you_mean([f"{value / 100:g}"])
        return float(setting.checked(default, self._fits, message))

    def _fits(self, value: Toml) -> bool:
        return _is_number(value) and self.low <= value <= self.high

    def schema(self) -> Schema:
        top = {} if self.high == float("inf") else {"maximum": self.high}
        return {"type": "number", "minimum": self.low, **top}

    def allowed(self) -> str:
        return _("{low} to {high}").format(low=f"{self.low:g}", high=f"{self.high:g}")


@dataclass(frozen=True)
class Integer(ValueType):
    """A whole number from `low` on."""

    low: int
    high: int | None = None
    too_high: str = ""
    """What is said of a number above `high`; `{most}` is that bound."""

    def read(self, setting: Setting, default: Toml) -> int:
        message = _("must be a whole number from {low} on, got {value}")
        message = message.replace("{low}", str(self.low))
        return int(setting.checked(default, self._fits, message))

    def check(self, setting: Setting, value: int) -> None:
        if self.high is not None and value > self.high:
            setting.wrong(_(self.too_high).replace("{most}", f"{self.high:,}"))

    def _fits(self, value: Toml) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and value >= self.low

    def schema(self) -> Schema:
        top = {} if self.high is None else {"maximum": self.high}
        return {"type": "integer", "minimum": self.low, **top}

    def allowed(self) -> str:
        if self.high is None:
            return _("{low} or more").format(low=self.low)
        return _("{low} to {high}").format(low=self.low, high=self.high)


@dataclass(frozen=True)
class Choice(ValueType):
    """One of some words."""

    words: tuple[str, ...]
    needed: bool = False
    hint: bool = True
    """Whether the nearest word is named."""

    def read(self, setting: Setting, default: Toml) -> str:
        value = setting.value
        if value in self.words or (value is None and not self.needed):
            return default if value is None else str(value)
        message = _("must be one of {choices}, got {value}")
        message = message.replace("{choices}", ", ".join(self.words))
        near = self._near(str(value)) if self.hint else []
        setting.wrong(message + did_you_mean(near), _("nothing") if value is None else value)
        return self.words[0]

    def _near(self, value: str) -> list[str]:
        meant = MEANT.get(value)
        return [meant] if meant in self.words else difflib.get_close_matches(value, self.words, n=1)

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.words)}

    def allowed(self) -> str:
        return ", ".join(self.words)


@dataclass(frozen=True)
class Texts(ValueType):
    """A text or a list of texts."""

    needed: bool = False

    def read(self, setting: Setting, default: Toml) -> Toml:
        value = [setting.value] if isinstance(setting.value, str) else setting.value
        if value is None:
            return default
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            for item in value:
                _printable(setting, item)
            return tuple(value)
        setting.wrong(_("must be text or a list of texts, got {value}"))
        return ()

    def schema(self) -> Schema:
        return dict(TEXTS)


@dataclass(frozen=True)
class Codes(Texts):
    """Codes of rules, or the first letters of a family's."""

    def read(self, setting: Setting, default: Toml) -> Toml:
        codes = super().read(setting, default)
        for code in codes:
            check_code(setting, code)
        return codes


def check_code(setting: Setting, code: str) -> None:
    """Notes a code that no rule has, and no family."""
    known = setting.rule_options
    if known and not any(one.startswith(code) for one in known):
        setting.wrong(_("no such rule: {value}"), code)


@dataclass(frozen=True)
class Date(ValueType):
    """A day, as ISO text."""

    def read(self, setting: Setting, default: Toml) -> str | None:
        if setting.value is None or isinstance(setting.value, dt.date):
            return default if setting.value is None else setting.value.isoformat()
        setting.wrong(_("must be a date such as 2026-12-31 (without quotes), got {value}"))
        return None

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


def like(default: object) -> ValueType:
    """What a rule's option may be: the same kind of value as its default."""
    if isinstance(default, bool):
        return Flag()
    if isinstance(default, int):
        return Integer(0)
    if isinstance(default, float):
        return Number(0, float("inf"))
    return Text(empty=True) if isinstance(default, str) else Texts()


def _printable(setting: Setting, text: str | None) -> None:
    r"""Between double quotes `D:\temp` is a tab and "emp": no file of that name is meant."""
    if text and not text.isprintable():
        message = _(
            "holds a character that cannot be seen; in a Windows path write / for each \\, "
            "or put the path in single quotes: {value}"
        )
        setting.wrong(message, repr(text))


@functools.cache
def _time_zones() -> frozenset[str]:
    """Every name; to list them, the system's folders are walked."""
    return frozenset(zoneinfo.available_timezones())


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
