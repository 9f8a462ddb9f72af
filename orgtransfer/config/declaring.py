"""How a key is declared: one line in a dataclass of `keys.py`, by the function named after its type.

Each function makes a field of the dataclass. The type that the checker sees is that of the value;
what else is known of the key goes into the field's metadata, and `keys_of` finds it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Final

from orgtransfer.config import value_types as types
from orgtransfer.config.setting import Toml

_KEY: Final = "orgtransfer"


class Section:
    """A table of the configuration."""

    def contradictions(self, path: str) -> Iterator[str]:
        """What is wrong with its values taken together, each line with its path."""
        del path
        yield from ()


@dataclass(frozen=True)
class Key:
    """A key of the configuration."""

    name: str
    type: types.ValueType
    default: Toml
    """None: there is none."""
    text: str
    """What it is for, in English; translated where it is shown."""
    example: str
    """What the page about the keys shows, as TOML; empty: the default."""


def keys_of(section: type) -> tuple[Key, ...]:
    """The keys of a section, in the order of the page and of messages."""
    return tuple(
        Key(one.name, default=None if one.default is MISSING else one.default, **one.metadata[_KEY])
        for one in fields(section)
        if _KEY in one.metadata
    )


def declared(value_type: types.ValueType, says: str, example: str = "", **default: Toml) -> Toml:
    """A key of any type. Without `default` (or `default_factory`) it has none."""
    known = {"type": value_type, "text": says, "example": example}
    made: Toml = field(metadata={_KEY: known}, **default)
    return made


def text(default: str, says: str, *, example: str = "") -> str:
    """A text; an empty one is the default."""
    made: str = declared(types.Text(), says, example, default=default)
    return made


def optional_text(says: str, *, example: str, empty: bool = True) -> str | None:
    """A text that need not be there; `empty`: an empty one is kept as one."""
    made: str | None = declared(types.Text(empty=empty), says, example, default=None)
    return made


def flag(says: str, *, default: bool, example: str = "") -> bool:
    """True or false."""
    made: bool = declared(types.Flag(), says, example, default=default)
    return made


def number(default: float, low: float, high: float, says: str) -> float:
    """A number from `low` to `high`."""
    made: float = declared(types.Number(low, high), says, default=default)
    return made


def integer(
    default: int, low: int, says: str, *, high: int | None = None, too_high: str = ""
) -> int:
    """A whole number from `low` on, up to `high`; above it the message is `too_high`."""
    made: int = declared(types.Integer(low, high, too_high), says, default=default)
    return made


def choice(default: str, words: tuple[str, ...], says: str) -> str:
    """One of the words."""
    made: str = declared(types.Choice(words), says, default=default)
    return made


def optional_choice(words: tuple[str, ...], says: str, *, example: str) -> str | None:
    """One of the words, or nothing."""
    made: str | None = declared(types.Choice(words), says, example, default=None)
    return made


def texts(says: str, *, example: str) -> tuple[str, ...]:
    """A text or a list of texts; none where there is nothing."""
    made: tuple[str, ...] = declared(types.Texts(), says, example, default=())
    return made


def codes(says: str, *, example: str) -> tuple[str, ...]:
    """Codes of rules or of their families; none where there is nothing."""
    made: tuple[str, ...] = declared(types.Codes(), says, example, default=())
    return made


def table(value_type: types.ValueType, says: str, *, example: str = "") -> Mapping[str, Any]:
    """A table whose keys are the user's; empty where there is none."""
    made: Mapping[str, Any] = declared(value_type, says, example, default_factory=dict)
    return made
