"""Weights that were learnt on the data at hand, as a file keeps them: shares of pairs by kind of level.

A file holds, of each comparison that it changes, how often each kind of level is seen on two records
of one person that both give the field. How often levels are seen on two people (`u`) stays as it is
shipped, or is the share of the value at hand.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from orgtransfer.errors import ConfigError
from orgtransfer.i18n import _
from orgtransfer.match.weights import TABLE, Level, Weights

Shares = Mapping[str, Mapping[str, float]]
"""Comparison -> kind of level -> share of the pairs of one person; each comparison's sum to one."""

_DATES: Final = MappingProxyType(
    {
        "exact": ("exact", "month", "year"),
        "swapped": ("swapped",),
        "other_year": ("other_year", "other_year_month"),
        "one_digit": ("one_digit", "one_digit_month"),
        "lunar": ("lunar",),
        "next_month": ("next_month",),
        "near": ("near",),
        "different": ("different",),
    }
)
KINDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        # A lost character is seen on right and wrong pairs alike, and is no kind of its own.
        "name": {name: (name,) for name in TABLE["name"] if name != "wildcard"},
        "birth": _DATES,
        "sex": {"same": ("same",), "different": ("different",)},
        # In which form an organisation is written tells nothing of the person.
        "unit": {
            "same": ("same", "alias", "short", "contained", "similar"),
            "different": ("veto_ordinal", "veto_region", "veto_kind", "different"),
        },
        "phone": {
            "exact": ("exact", "masked", "last", "local"),
            "one_digit": ("one_digit",),
            "swapped": ("swapped",),
            "one_missing": ("one_missing",),
            "different": ("different",),
        },
        "join": _DATES,
    }
)
"""Comparison -> kind -> the levels that are seen more or less often together; the first one agrees.

The ID number is not among them: it is what the others are learnt by.
"""
_CLOSE: Final = 0.001
"""By how much shares may fail to sum to one."""


def shipped(comparison: str) -> dict[str, float]:
    """The shares that the shipped weights stand for, summing to one."""
    rates = {kind: TABLE[comparison][levels[0]].m for kind, levels in KINDS[comparison].items()}
    return {kind: rate / sum(rates.values()) for kind, rate in rates.items()}


def weights(shares: Shares) -> Weights:
    """The weights with these shares; what they do not name is as shipped."""
    made = {comparison: dict(levels) for comparison, levels in TABLE.items()}
    for comparison, learnt in shares.items():
        before = shipped(comparison)
        for kind, share in learnt.items():
            for name in KINDS[comparison][kind]:
                level = TABLE[comparison][name]
                rate = min(level.m * share / before[kind], 1.0)
                made[comparison][name] = Level(rate, level.u, by_value=level.by_value)
    return made


def digest(shares: Shares) -> str:
    """What shares are known by; empty: the shipped weights."""
    if not shares:
        return ""
    text = repr(sorted((name, sorted(kinds.items())) for name, kinds in shares.items()))
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def text(shares: Shares, head: str) -> str:
    """The file, `head` as a comment above it."""
    lines = [f"# {line}" for line in head.splitlines()]
    for comparison, kinds in shares.items():
        lines += ["", f"[{comparison}]"]
        lines += [f"{kind} = {share:.6f}" for kind, share in kinds.items()]
    return "\n".join(lines) + "\n"


def parse(content: str, file: str) -> Shares:
    """Reads a file.

    Args:
        content: TOML.
        file: its name, for messages.

    Raises:
        ConfigError: it is broken: all that is wrong, one a line, each with file and key.
    """
    try:
        tables = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        message = _("{file}: is no TOML ({reason})").format(file=file, reason=error)
        raise ConfigError([message]) from error
    problems = [f"{file}: {problem}" for problem in _problems(tables)]
    if problems:
        raise ConfigError(problems)
    # In the order of the comparisons and kinds, so that the order in the file says nothing.
    return {
        name: {kind: float(tables[name][kind]) for kind in kinds}
        for name, kinds in KINDS.items()
        if name in tables
    }


def _problems(tables: Mapping[str, Any]) -> Iterator[str]:
    for comparison, table in tables.items():
        if comparison not in KINDS:
            known = ", ".join(KINDS)
            yield _("{key}: no comparison that is learnt; they are {known}").format(
                key=comparison, known=known
            )
        elif not isinstance(table, dict):
            yield _("{key}: must be a table, got {value}").format(key=comparison, value=table)
        else:
            yield from _wrong(comparison, table)


def _wrong(comparison: str, table: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the shares of one comparison."""
    kinds = KINDS[comparison]
    wrong = []
    for kind, share in table.items():
        key = f"{comparison}.{kind}"
        if kind not in kinds:
            wrong.append(
                _("{key}: no such level; they are {known}").format(key=key, known=", ".join(kinds))
            )
        elif isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 < share < 1:
            wrong.append(
                _("{key}: must lie between 0 and 1, got {value}").format(key=key, value=share)
            )
    wrong += [
        _("{key}: is missing").format(key=f"{comparison}.{kind}")
        for kind in kinds
        if kind not in table
    ]
    yield from wrong
    if not wrong and abs(sum(table.values()) - 1.0) > _CLOSE:
        yield _("{key}: the shares must sum to 1, got {value}").format(
            key=comparison, value=f"{sum(table.values()):.4f}"
        )
