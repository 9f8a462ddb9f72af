"""The chain of rulings: each act holds the digest of the one before.

So none can be changed, taken out or slipped in without the rest not fitting any more. An act is a ruling, with what it rested on, or the taking back of one. What followed from it in
later runs is no act, and not in the chain.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

_ACT: Final = "SELECT * FROM {} WHERE kind = ? AND a_key = ? AND b_key = ? AND taken = ?"
CONTENT: Final = {
    "ruled": (_ACT.format("decisions"), _ACT.format("grounds")),
    "undone": (_ACT.format("undone"),),
}
"""An act -> the questions for what it says, by kind, keys and time."""
_UNCHAINED: Final = """
SELECT 'ruled' AS act, kind, a_key, b_key, taken, taken AS at FROM decisions
UNION ALL SELECT 'undone', kind, a_key, b_key, taken, undone FROM undone
EXCEPT SELECT act, kind, a_key, b_key, chain.taken,
    CASE act WHEN 'ruled' THEN chain.taken ELSE undone END
FROM chain LEFT JOIN undone USING (kind, a_key, b_key, taken)
ORDER BY at, act, kind, a_key, b_key
"""


def extend(connection: sqlite3.Connection) -> None:
    """Adds the acts that are in no link yet, the oldest first; within the transaction that made them."""
    last = connection.execute(
        "SELECT link, digest FROM chain ORDER BY link DESC LIMIT 1"
    ).fetchone()
    link, before = last or (0, "")
    for act, *names, _at in connection.execute(_UNCHAINED).fetchall():
        link += 1
        before = _digest(connection, before, act, names)
        connection.execute(
            "INSERT INTO chain VALUES (?, ?, ?, ?, ?, ?, ?)", (link, act, *names, before)
        )


@dataclass(frozen=True)
class Break:
    """An act that does not fit into the chain."""

    act: str
    """`ruled` or `undone`; `unchained` where an act is in no link."""
    kind: str
    a_key: str
    b_key: str
    taken: str


def breaks(connection: sqlite3.Connection) -> Iterator[Break]:
    """The links that do not say any more what they said, and acts that are in none."""
    before, expected = "", 1
    rows = connection.execute("SELECT * FROM chain ORDER BY link").fetchall()
    for link, act, kind, a_key, b_key, taken, digest in rows:
        names = (kind, a_key, b_key, taken)
        fits = link == expected and digest == _digest(connection, before, act, names)
        if not fits:
            yield Break(act, *names)
        before, expected = digest, link + 1
    for _act, kind, a_key, b_key, taken, _at in connection.execute(_UNCHAINED).fetchall():
        yield Break("unchained", kind, a_key, b_key, taken)


def _digest(connection: sqlite3.Connection, before: str, act: str, names: Any) -> str:  # noqa: ANN401  # kind, keys and time, as they come out of the file
    made = hashlib.blake2b(f"{before} {act}".encode(), digest_size=16)
    for question in CONTENT.get(act, ()):
        made.update(repr(connection.execute(question, tuple(names)).fetchall()).encode())
    return made.hexdigest()
