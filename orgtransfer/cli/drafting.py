"""The first configuration: what lies in a folder of exports, and the draft made of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from orgtransfer.read import SystemGuess, TableSeen

_IGNORED: Final = frozenset({".md", ".toml", ".py", ".log", ".lock", ".pdf"})
_SELDOM: Final = frozenset({".json", ".db", ".sqlite", ".parquet", ".docx"})
"""Kinds of files that are seldom lists: told where they hold one, and taken where nothing else is."""
_STORE: Final = ".rulings"
_OURS: Final = "工作台账"
ROLES: Final = {
    "roster": N_("roster: who takes part here now"),
    "register": N_("register: where the relationship is held"),
}
KINDS: Final = {
    "members": N_("members"),
    "organisations": N_("organisations"),
    "transfers": N_("transfers"),
}
"""Kind of export -> what it is called on the screen."""


def nothing_found(folder: Path) -> str:
    """The message about a folder without any export."""
    message = _(
        "{folder}: no list of members, organisations or transfers found; look at a file with: "
        "orgtransfer inspect FILE"
    )
    return message.format(folder=folder)


def look(
    folder: Path, output: Path, only: Sequence[Path] = ()
) -> tuple[list[TableSeen], list[str]]:
    """What is in the folder's files, and the messages about those that cannot be read.

    Args:
        folder: the folder with the exports.
        output: the configuration that is drafted; it is no export.
        only: the files and folders below `folder` that count; none: all.
    """
    from orgtransfer.config import Limits
    from orgtransfer.errors import InputError
    from orgtransfer.read import describe as look_into

    seen: list[TableSeen] = []
    seldom: list[TableSeen] = []
    unread: list[str] = []
    wanted = [path.resolve() for path in only] or [folder.resolve()]
    for file in sorted(folder.rglob("*")):
        inside = any(file.resolve().is_relative_to(path) for path in wanted)
        if inside and _is_export(file, folder) and file.resolve() != output.resolve():
            rare = file.suffix.lower() in _SELDOM
            try:
                (seldom if rare else seen).extend(look_into(file, Limits()))
            except InputError as error:
                unread += [] if rare else str(error).splitlines()
    lists = [table for table in seldom if table.kind in KINDS]
    if not any(table.kind in KINDS for table in seen):
        return [*seen, *lists], unread
    return seen, [*unread, *dict.fromkeys(map(_looks_like, lists))]


def _looks_like(table: TableSeen) -> str:
    message = _("{file}: looks like a list ({kind}); name it in the configuration if it is one")
    return message.format(file=table.file, kind=_(KINDS[table.kind]))


def _is_export(file: Path, folder: Path) -> bool:
    parts = file.relative_to(folder).parts
    hidden = any(part.startswith((".", "~$")) or part.endswith(_STORE) for part in parts)
    other = file.suffix.lower() in _IGNORED or file.name.startswith(_OURS)
    return file.is_file() and not hidden and not other


def left_over(seen: Sequence[TableSeen], unread: Sequence[str]) -> list[str]:
    """The lines about what the draft does not use."""
    unknown = _("{file}: no table that is known, not used")
    places = [f"{t.file} [{t.sheet}]" if t.sheet else t.file for t in seen if t.kind == "unknown"]
    return [unknown.format(file=place) for place in places] + list(unread)


def below(folder: Path, output: Path) -> str:
    """The folder as the configuration file sees it, with forward slashes."""
    try:
        below = os.path.relpath(folder.resolve(), output.resolve().parent)
    except ValueError:  # another drive of Windows
        below = str(folder.resolve())
    return Path(below).as_posix()


# -- the draft ------------------------------------------------------------------------------


def draft(name: str, systems: Sequence[SystemGuess], below: str, left: Sequence[str]) -> str:
    """The configuration as text.

    Args:
        name: whose worklists these are.
        systems: what was found.
        below: the folder of the exports as the configuration file sees it.
        left: what was found and is not used, in lines.

    Returns:
        TOML with comments.
    """
    lines = [
        *_comment(
            _(
                "Drafted by orgtransfer init from what lies in {folder}. Paths are relative to "
                "this file; * matches anything, so that the next export is found too."
            ).format(folder=below)
        ),
        "",
        "[project]",
        *_pairs({"name": name or _("our committee")}),
        *_pairs({"timezone": "Asia/Shanghai"}),
    ]
    for one in systems:
        lines += ["", *system(one, below)]
    lines += ["", *_rest()]
    if left:
        lines += ["", *_comment(_("Found, and not used:")), *(f"# {line}" for line in left)]
    return "\n".join(lines) + "\n"


def system(system: SystemGuess, below: str) -> Iterator[str]:
    """The table of one system, a line each."""
    yield f"[systems.{system.key}]"
    yield from _pairs({"label": system.label})
    role = _("{role} (guessed: {why})").format(role=_(ROLES[system.role]), why=system.why)
    yield from _pairs({"role": system.role}, role)
    for kind, patterns in system.files.items():
        paths = [pattern if below == "." else f"{below}/{pattern}" for pattern in patterns]
        yield from _pairs({kind: paths[0] if len(paths) == 1 else paths})
    if system.all_files:
        yield from _pairs({"all_files": True}, _("every file that matches, not only the newest"))
    else:
        yield "# all_files = true"
    yield '# password_env = "ORGTRANSFER_PASSWORD"'
    for kind, fields in system.columns.items():
        yield ""
        yield from _comment(_("Several columns could be meant here; check which is right."))
        yield f"[systems.{system.key}.columns.{kind}]"
        for field, header in fields.items():
            yield from _pairs({field: header})


def _rest() -> Iterator[str]:
    """The settings that have good defaults, so that a reader knows that they are there."""
    from orgtransfer.config import Match, Worklist

    yield from _comment(_("Probabilities from which a pair is linked, or shown to a clerk."))
    yield "[match]"
    yield from _pairs({"auto": Match.auto, "review": Match.review})
    yield ""
    yield from _comment(_("Where the workbook goes; IDs in it are masked."))
    yield "[worklist]"
    yield from _pairs({"path": Worklist.path, "mask_ids": Worklist.mask_ids})


def _pairs(values: Mapping[str, object], comment: str = "") -> Iterator[str]:
    """A line of TOML a value, with the comment behind it."""
    import tomli_w

    for name, value in values.items():
        line = tomli_w.dumps({name: value}).rstrip("\n")
        yield f"{line}  # {comment}" if comment and "\n" not in line else line


def _comment(text: str) -> Iterator[str]:
    yield from (f"# {line}" for line in text.splitlines())
