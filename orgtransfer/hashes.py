"""Names that tell nothing of what they stand for: keyed hashes of records, persons and branches."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import Final

import polars as pl

_DIGEST: Final = 6  # bytes, 12 hexadecimal digits


_AT_ONCE: Final = 200_000
"""Texts that are hashed at a time: as objects of Python each takes some hundred bytes."""
KEY: Final = rf"[0-9a-f]{{{2 * _DIGEST}}}(?:-[0-9]+)?"
"""What follows the letter of a key, as a pattern: the hash, and a counter where rows are equal."""


def counted(key: pl.Expr, place: pl.Expr) -> pl.Expr:
    """A key, told apart from equal ones by its place among them, from 1 on."""
    return pl.when(place == 1).then(key).otherwise(key + "-" + place.cast(pl.String))


def told_apart(own: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """New names for keys that others bear already: the first counter that nobody has.

    Args:
        own: keys, each of somebody else.
        taken: keys that are borne already.

    Returns:
        Key -> name, for those of `own` that are taken.
    """
    mine = set(own)
    used = mine.union(taken)
    names: dict[str, str] = {}
    for key in sorted(mine.intersection(taken)):
        count = 2
        while (made := f"{key.partition('-')[0]}-{count}") in used:
            count += 1
        names[key] = made
        used.add(made)
    return names


def hashed(texts: pl.Series, letter: str, salt: bytes) -> pl.Series:
    """Keyed BLAKE2b of each text: a letter and 12 hexadecimal digits; null for null.

    Keyed, so that nobody without the store can try out names and numbers against the keys. In
    Python, since hashlib works text by text; nearly all texts are distinct, and to find those that
    are not would take as long as to hash them again.
    """
    parts = [
        _hashed(texts.slice(at, _AT_ONCE), letter, salt) for at in range(0, len(texts), _AT_ONCE)
    ]
    return pl.concat([pl.Series(texts.name, [], dtype=pl.String), *parts], rechunk=True)


def _hashed(texts: pl.Series, letter: str, salt: bytes) -> pl.Series:
    # A copy of the keyed state is quicker than a new one.
    keyed = hashlib.blake2b(key=salt[:64], digest_size=_DIGEST).copy
    made: list[str | None] = []
    for text in texts.cast(pl.Binary).to_list():
        if text is None:
            made.append(None)
            continue
        state = keyed()
        state.update(text)
        made.append(letter + state.hexdigest())
    return pl.Series(texts.name, made, dtype=pl.String)
