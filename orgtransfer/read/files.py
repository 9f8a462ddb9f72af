"""Which files the configuration means."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from orgtransfer.config import Config, System
from orgtransfer.errors import InputError
from orgtransfer.frames import FIELDS
from orgtransfer.i18n import _
from orgtransfer.read import exported


def chosen(system: System, kind: str, folder: Path) -> list[Path]:
    """The files of one kind of a system: of several matches the newest, or all of them.

    Args:
        system: whose files.
        kind: members, organisations or transfers.
        folder: where the configuration stands; paths are relative to it.

    Raises:
        InputError: a pattern matches nothing.
    """
    files: list[Path] = []
    for pattern in getattr(system, kind):
        found = sorted(_matches(folder, pattern))
        if not found:
            message = _(
                "systems.{system}.{kind}: no file matches {pattern} in {folder}; put the export "
                "there, or correct the pattern in the configuration"
            )
            raise InputError(
                message.format(system=system.key, kind=kind, pattern=pattern, folder=folder)
                + _nearest(folder, pattern)
            )
        files += found if system.all_files else [max(found, key=_age)]
    return list(dict.fromkeys(files))


def wanted(system: System, folder: Path) -> dict[Path, list[str]]:
    """File -> the kinds of table that the configuration expects in it.

    Raises:
        InputError: a file is missing.
    """
    made: dict[Path, list[str]] = {}
    for kind in FIELDS:
        for file in chosen(system, kind, folder):
            made.setdefault(file, []).append(kind)
    return made


def every(config: Config, folder: Path) -> list[Path]:
    """Every file that a run reads, in its order.

    Raises:
        InputError: a file is missing.
    """
    return [file for system in config.systems for file in wanted(system, folder)]


def named(system: System, kind: str, folder: Path) -> list[Path]:
    """Every file that the patterns of a system mean, the older ones too."""
    return [file for pattern in getattr(system, kind) for file in _matches(folder, pattern)]


def _matches(folder: Path, pattern: str) -> Iterator[Path]:
    """Files that match; what an open program leaves beside them is not an export."""
    path = Path(pattern)
    root, relative = (
        (Path(path.anchor), path.relative_to(path.anchor)) if path.anchor else (folder, path)
    )
    try:
        found = list(root.glob(str(relative)))
    except (OSError, ValueError, NotImplementedError, IndexError):
        found = []
    exact = root / relative
    if not found and exact.is_file():
        found = [exact]  # brackets in a name are no pattern where the file is there
    for file in found:
        if file.is_file() and not file.name.startswith(("~$", ".")):
            yield file


def _nearest(folder: Path, pattern: str) -> str:
    """A hint at the file that was probably meant; nothing where none is alike."""
    wanted = folder / pattern
    if not wanted.parent.is_dir() and "*" not in str(wanted.parent):
        # It is named relative to the configuration, as it stands there.
        return _("; there is no folder {name}").format(name=shown(wanted.parent, folder))
    try:
        there = [file.name for file in wanted.parent.iterdir() if not file.name.startswith(".")]
    except (OSError, ValueError):
        there = []
    near = difflib.get_close_matches(wanted.name, there, n=1, cutoff=0.5)
    if not near:
        return ""
    return _("; did you mean {name}?").format(name=shown(wanted.parent / near[0], folder))


def _age(file: Path) -> tuple[str, float, str]:
    """Newest last: by the date in the name, then by the file's own, then by name."""
    date = exported.from_name(file.name)
    return (date.isoformat() if date else "", file.stat().st_mtime, file.name)


def shown(file: Path, folder: Path) -> str:
    """A file as tables and messages call it: relative to the configuration, forward slashes."""
    try:
        return file.relative_to(folder).as_posix()
    except ValueError:
        return file.as_posix()
