"""Salt, rulings, letters and additions a second time: a small file beside the store, apart from the runs.

A store that is lost is rebuilt from it. Each line is one act with the digest of the line before its
text; lines are only ever added. What an act says is what `chain` links, so the file and the store
can be held against each other by the number and the digest of the last link.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from orgtransfer.errors import OutputError
from orgtransfer.store import atomic, chain

_FORM: Final = 1
_TAIL: Final = 64 * 1024
"""Bytes at the end of the file in which its last act is looked for first."""
_TABLES: Final = {"ruled": ("decisions", "grounds"), "undone": ("undone",)}


@dataclass(frozen=True)
class RulingsFile:
    """What a file holds."""

    salt: bytes
    acts: tuple[dict[str, Any], ...]
    """The links of the chain, each with the rows of its tables."""
    letters: tuple[tuple[Any, ...], ...]
    """Rows of `letters`, as they were last."""
    additions: tuple[tuple[Any, ...], ...] = ()
    """Rows of `additions`."""
    damaged: int = 0
    """Lines that do not say any more what was written; they are left out."""


def beside(store: Path) -> Path:
    """The file of the store in a folder; it does not lie in it, since whole folders are lost."""
    return store.with_name(f"{store.name.lstrip('.') or 'orgtransfer'}.rulings")


def keep(connection: sqlite3.Connection, store: Path) -> None:
    """Adds what the store says and the file does not. What goes wrong is made up for next time.

    A file of another store, or one that goes further (see `ahead`), is kept under another name.

    Args:
        connection: the store's database.
        store: its folder.
    """
    if not connection.execute("PRAGMA database_list").fetchone()[2]:
        return  # in memory: a dry run leaves no trace
    path = beside(store)
    with contextlib.suppress(OSError, OutputError):
        last = _last(path)
        if last is not None and not _is_of(connection, path):
            _set_aside(path)
            last = None
        elif last is not None and not _continues(connection, last):
            if ahead(connection, store) is not None:
                _set_aside(path)
            last = None
        if last is None:
            atomic.write(path, "".join(_lines(connection, 0, head=True)).encode())
            return
        text = "".join(_lines(connection, last[0], head=False))
        if text:
            _append(path, text)


def ahead(connection: sqlite3.Connection, store: Path) -> RulingsFile | None:
    """What the file beside a store holds, where it is this store's and goes further; else None."""
    path = beside(store)
    try:
        last = _last(path)
        if last is None or not _is_of(connection, path) or _continues(connection, last):
            return None
    except OSError:
        return None
    kept = read(path)
    return kept if kept is not None and missing(connection, kept) else None


def keep_letters(connection: sqlite3.Connection, store: Path, numbers: Sequence[str]) -> None:
    """Adds these letters as they are now, see `keep`."""
    if ahead(connection, store) is None:
        keep(connection, store)
    rows = [
        row
        for number in numbers
        for row in connection.execute("SELECT * FROM letters WHERE letter_no = ?", (number,))
    ]
    with contextlib.suppress(OSError):
        _append(beside(store), "".join(_line({"letter": list(row)}) for row in rows))


def keep_additions(
    connection: sqlite3.Connection, store: Path, rows: Sequence[Sequence[Any]]
) -> None:
    """Adds rows of `additions` that the store has just taken in, see `keep`."""
    if ahead(connection, store) is None:
        keep(connection, store)
    with contextlib.suppress(OSError):
        _append(beside(store), "".join(_line({"addition": list(row)}) for row in rows))


def read(path: Path) -> RulingsFile | None:
    """What a file holds; None where there is none, or nothing of it can be read."""
    try:
        texts = path.read_bytes().decode("utf-8", "replace").rstrip("\n").split("\n")
    except OSError:
        return None
    parsed = [_parsed(text) for text in texts]
    found = [one for one in parsed if one is not None]
    salts = [one["salt"] for one in found if "salt" in one]
    if not salts:
        return None
    letters = {tuple(one["letter"][:2]): tuple(one["letter"]) for one in found if "letter" in one}
    acts = tuple(one for one in found if "act" in one)
    additions = tuple(tuple(one["addition"]) for one in found if "addition" in one)
    return RulingsFile(
        bytes.fromhex(salts[0]), acts, tuple(letters.values()), additions, len(texts) - len(found)
    )


def put(connection: sqlite3.Connection, kept: RulingsFile) -> int:
    """Takes into a store what a file holds and the store does not; within a transaction.

    Returns:
        How many acts were new.
    """
    connection.execute("INSERT OR IGNORE INTO facts VALUES ('salt', ?)", (kept.salt,))
    new = 0
    for act in kept.acts:
        new += (
            sum(
                _insert(connection, table, rows)
                for table, rows in zip(_TABLES[act["act"]], act["rows"], strict=True)
            )
            > 0
        )
    _insert(connection, "letters", kept.letters)
    _insert(connection, "additions", kept.additions)
    chain.extend(connection)
    return new


def missing(connection: sqlite3.Connection, kept: RulingsFile) -> int:
    """How many acts of a file a store does not know."""
    known = set(connection.execute("SELECT act, kind, a_key, b_key, taken FROM chain"))
    return sum((act["act"], *act["rows"][0][0][:3], _taken(act)) not in known for act in kept.acts)


def _taken(act: dict[str, Any]) -> str:
    """When the ruling was taken in that an act is about: where its table has it."""
    return str(act["rows"][0][0][7 if act["act"] == "ruled" else 3])


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[Sequence[Any]]) -> int:
    new = 0
    for row in rows:
        places = ", ".join("?" * len(row))
        done = connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({places})", tuple(row))  # noqa: S608  # names of ours
        new += done.rowcount
    return new


def salt(connection: sqlite3.Connection) -> bytes | None:
    """A store's salt; None where it has none yet."""
    row = connection.execute("SELECT value FROM facts WHERE name = 'salt'").fetchone()
    return None if row is None else bytes(row[0])


def _lines(connection: sqlite3.Connection, after: int, *, head: bool) -> Iterator[str]:
    """The file's lines from the link `after` on."""
    if head:
        yield _line({"orgtransfer": _FORM, "salt": (salt(connection) or b"").hex()})
    for link, act, kind, a_key, b_key, taken, digest in connection.execute(
        "SELECT * FROM chain WHERE link > ? ORDER BY link", (after,)
    ).fetchall():
        rows = [
            connection.execute(question, (kind, a_key, b_key, taken)).fetchall()
            for question in chain.CONTENT[act]
        ]
        yield _line({"link": link, "act": act, "digest": digest, "rows": rows})
    if head:
        for row in connection.execute("SELECT * FROM letters ORDER BY year, serial"):
            yield _line({"letter": list(row)})
        for row in connection.execute("SELECT * FROM additions ORDER BY taken"):
            yield _line({"addition": list(row)})


def _line(said: dict[str, Any]) -> str:
    text = json.dumps(said, ensure_ascii=False)
    return f"{_digest(text)} {text}\n"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _parsed(line: str) -> dict[str, Any] | None:
    """What a line says; None where it is not what was written."""
    digest, _blank, text = line.partition(" ")
    if digest != _digest(text):
        return None
    said: dict[str, Any] = json.loads(text)
    return said


def _last(path: Path) -> tuple[int, str] | None:
    """Link and digest of the file's last act, (0, "") where it has none; None without a file."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return None
    for start in (max(size - _TAIL, 0), 0):
        with path.open("rb") as stream:
            stream.seek(start)
            lines = stream.read().decode("utf-8", "replace").split("\n")
        for line in reversed(lines):
            said = _parsed(line)
            if said is not None and "act" in said:
                return said["link"], said["digest"]
    return 0, ""


def _is_of(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether a file is this store's, by its first line."""
    with path.open("rb") as stream:
        head = _parsed(stream.readline().decode("utf-8", "replace").rstrip("\n"))
    own = salt(connection)
    return head is not None and own is not None and head.get("salt") == own.hex()


def _continues(connection: sqlite3.Connection, last: tuple[int, str]) -> bool:
    """Whether the store goes on from where its file ends."""
    link, digest = last
    row = connection.execute("SELECT digest FROM chain WHERE link = ?", (link,)).fetchone()
    return link == 0 or (row is not None and row[0] == digest)


def _set_aside(path: Path) -> None:
    when = dt.datetime.now(dt.UTC)
    while (aside := path.with_name(f"{path.name}_{when:%Y%m%d-%H%M%S}")).exists():
        when += dt.timedelta(seconds=1)
    path.replace(aside)


def _append(path: Path, text: str) -> None:
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(size - 1, 0))
        # A line that broke off must not run into the next one.
        broken = size and stream.read(1) != b"\n"
        stream.write((("\n" if broken else "") + text).encode())
        stream.flush()
        os.fsync(stream.fileno())
