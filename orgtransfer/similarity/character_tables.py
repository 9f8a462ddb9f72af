"""The shipped tables of characters as text; `characters` makes arrays of them.

They stand in `data/`, each with its source and licence, and are read when first asked for.
"""

from __future__ import annotations

import functools
from importlib import resources


def lines(table: str) -> list[list[str]]:
    """The rows of a shipped table, split at blanks, without comments."""
    text = resources.files("orgtransfer.similarity").joinpath(f"data/{table}.txt")
    rows = text.read_text(encoding="utf-8").splitlines()
    return [row.split() for row in rows if row and not row.startswith("#")]


@functools.cache
def usual() -> dict[str, str]:
    """Variant form -> usual form."""
    return {form: target for target, forms in lines("variants") for form in forms}
