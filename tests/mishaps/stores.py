"""Stores that are lost, old, foreign, moved or emptied: the message helps, and no entry is lost."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from click.testing import Result

from orgtransfer import run
from orgtransfer.run import Workspace
from orgtransfer.store import database, seals
from tests.cli.conftest import command
from tests.mishaps import desk

STORE: Final = ".orgtransfer"
NOTES: Final = ("三年的心血", "刚刚写的", "还没有取回")
RULINGS: Final = 4
"""So many acts have been decided before: a note, and three rulings on pairs."""


def _file(folder: Path) -> Path:
    return folder / STORE / "store.sqlite"


def _sql(folder: Path, *statements: str, sealed: bool = False) -> None:
    with contextlib.closing(sqlite3.connect(_file(folder))) as raw, raw:
        for statement in statements:
            raw.execute(statement)
        if sealed:
            seals.put(raw)


def _only_the_folder(folder: Path) -> None:
    shutil.rmtree(folder / STORE)


def _with_its_file(folder: Path) -> None:
    shutil.rmtree(folder / STORE)
    (folder / "orgtransfer.rulings").unlink()
    (folder / "orgtransfer.rulings_gone").touch()


def _no_copies(folder: Path) -> None:
    shutil.rmtree(folder / STORE / "backups")


def _foreign(folder: Path) -> None:
    _file(folder).unlink()
    _sql(folder, "CREATE TABLE contacts (name TEXT)")


def _of_another_committee(folder: Path) -> None:
    other = folder.with_name("other")
    desk.settle(other)
    shutil.rmtree(folder / STORE)
    shutil.move(other / STORE, folder / STORE)
    shutil.rmtree(other)


def _moved(folder: Path) -> None:
    with (folder / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[store]\npath = "记录"\n')


def _an_old_copy(folder: Path) -> None:
    oldest = min((folder / STORE / "backups").iterdir())
    shutil.copyfile(oldest, _file(folder))


def _cut(folder: Path, share: float) -> None:
    content = _file(folder).read_bytes()
    _file(folder).write_bytes(content[: int(len(content) * share)])


def _damaged_file_of_rulings(folder: Path) -> None:
    _only_the_folder(folder)
    path = folder / "orgtransfer.rulings"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(bytes(content))


KINDS: Final[Mapping[str, Callable[[Path], object]]] = {
    "the file is gone": lambda folder: _file(folder).unlink(),
    "the folder is gone": _only_the_folder,
    "the folder and the file beside it are gone": _with_its_file,
    "the folder is gone, the file beside it is damaged": _damaged_file_of_rulings,
    "the file is empty": lambda folder: _file(folder).write_bytes(b""),
    "the file is empty, and there are no copies": lambda folder: (
        _no_copies(folder), _file(folder).write_bytes(b""),
    ),
    "it was moved": _moved,
    "an old copy was put in its place": _an_old_copy,
    "another program's database": _foreign,
    "another program's database, and no copies": lambda folder: (
        _no_copies(folder), _foreign(folder),
    ),
    "another committee's": _of_another_committee,
    "a later version's": lambda folder: _sql(folder, "PRAGMA user_version = 99"),
    "its head is damaged": lambda folder: _file(folder).write_bytes(
        b"x" * 40 + _file(folder).read_bytes()[40:]
    ),
    "cut in half": lambda folder: _cut(folder, 0.5),
    "cut in half, and no copies": lambda folder: (_no_copies(folder), _cut(folder, 0.5)),
    "a text": lambda folder: _file(folder).write_text("no store\n" * 999, encoding="utf-8"),
    "another salt": lambda folder: _sql(
        folder, "UPDATE facts SET value = x'00112233445566778899aabbccddeeff' WHERE name = 'salt'"
    ),
    "another salt, sealed": lambda folder: _sql(
        folder, "UPDATE facts SET value = x'00112233445566778899aabbccddeeff' WHERE name = 'salt'",
        sealed=True,
    ),
    "no rulings": lambda folder: _sql(folder, "DELETE FROM decisions"),
    "no runs": lambda folder: _sql(folder, "DELETE FROM parts", "DELETE FROM runs"),
    "no runs, sealed": lambda folder: _sql(
        folder, "DELETE FROM parts", "DELETE FROM runs", sealed=True
    ),
    "everything deleted, sealed": lambda folder: _sql(
        folder, *map("DELETE FROM {}".format, (
            "parts", "runs", "blobs", "decisions", "undone", "grounds", "chain", "effects", "facts",
        )), sealed=True,
    ),
    "a folder in its place": lambda folder: (_file(folder).unlink(), _file(folder).mkdir()),
}  # fmt: skip
"""What may have become of a store."""


def lost(folder: Path, *kinds: str) -> Counter[str]:
    """Loses the store in each way, does what the messages say, and asks whether all is there.

    Returns:
        Counts of `lost`, `no help`, `stopped`, and of what went well.
    """
    desk.settled(folder / "spare")
    found: Counter[str] = Counter()
    for kind in kinds or KINDS:
        place = folder / "desk"
        shutil.copytree(folder / "spare", place)
        desk.enter(place / desk.BOOK, *NOTES[1:], first=1)
        KINDS[kind](place)
        wrong = _recovered(place)
        print(f"{kind}: {'; '.join(wrong) or 'nothing lost'}", flush=True)
        found.update(line.partition(":")[0] for line in wrong)
        found["kinds"] += 1
        shutil.rmtree(place)
    return found


def _recovered(folder: Path) -> list[str]:
    """What is wrong once the messages have been followed."""
    workspace = run.load(folder / "config.toml")
    for _step in range(4):
        done = _orgtransfer(folder, "reconcile", "-q")
        if done.exit_code == 0:
            return _missing(workspace)
        if done.exit_code not in {2, 4}:
            return [f"stopped: {done.exit_code} {done.stderr}"]
        if not _followed(folder, done.stderr):
            return [f"no help: {done.stderr}"]
        workspace = run.load(folder / "config.toml")
    return [f"stopped: {done.stderr}"]


def _orgtransfer(folder: Path, *words: str) -> Result:
    result: Result = command("--lang", "en", *words, *(["-c", folder / "config.toml"]))
    return result


def _store(folder: Path, *words: str) -> Result:
    result: Result = command("--lang", "en", "store", "-c", folder / "config.toml", *words)
    return result


def _followed(folder: Path, message: str) -> bool:
    """Does what a message says, the first that works; whether anything did."""
    if "[store] path" in message and "记录" in message:
        text = (folder / "config.toml").read_text(encoding="utf-8")
        (folder / "config.toml").write_text(text.partition("\n[store]")[0], encoding="utf-8")
        return True
    if "later version" in message:  # as updating the program would
        _sql(folder, f"PRAGMA user_version = {database.VERSION}")
        return True
    if "Is a directory" in message:
        (folder / STORE / "store.sqlite").rmdir()
        return True
    if "store check --repair" in message and _store(folder, "check", "--repair").exit_code == 0:
        return True
    if "store restore FILE" in message:
        for line in _store(folder, "list").stdout.splitlines():
            name = re.match(r"store_[-0-9]+\.sqlite", line)
            if name and _store(folder, "restore", name[0]).exit_code == 0:
                return True
    return "store rebuild" in message and _store(folder, "rebuild").exit_code == 0


def _missing(workspace: Workspace) -> list[str]:
    notes, kept = desk.shown(workspace.folder / desk.BOOK), desk.kept(workspace)
    lost_ = [f"lost: {note}" for note in NOTES if note not in notes or note not in kept]
    with workspace.store() as memory:
        rulings = memory.rulings().filter(kind="pair").height
    if (workspace.folder / "orgtransfer.rulings_gone").exists():
        return lost_  # rulings on pairs that no worklist shows were nowhere any more
    return [*lost_, *([f"rulings: {rulings}"] if rulings < RULINGS - 1 else [])]
