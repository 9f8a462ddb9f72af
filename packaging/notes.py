"""Prints what a release brings, from CHANGELOG.md: `python packaging/notes.py v0.2.0`.

The section of that version, without its heading. Fails where there is none or it is empty, or where
the version is not that of the program: a tag is set after *Unreleased* has been given its number.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
_VERSION: Final = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)


class NoNotesError(Exception):
    """There is nothing to say about a version."""


def notes(changelog: str, version: str) -> str:
    """The text of a version's section.

    Args:
        changelog: in the form of Keep a Changelog.
        version: `0.2.0`, or `Unreleased`.

    Raises:
        NoNotesError: there is no such section, or nothing in it.
    """
    sections = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    found = next((one for one in sections if one.startswith(f"[{version}]")), "")
    text = found.partition("\n")[2].strip()
    if not text:
        raise NoNotesError(f"CHANGELOG.md says nothing about [{version}]")
    return text


def released(source: str) -> str:
    """The version that the source of the package states."""
    return _VERSION.findall(source)[0]


def main(words: list[str]) -> int:
    """Prints the notes of a tag; the exit code."""
    version = words[0].removeprefix("v")
    ours = released((ROOT / "orgtransfer" / "__init__.py").read_text(encoding="utf-8"))
    if version != ours:
        print(f"the tag says {version}, the program {ours}", file=sys.stderr)
        return 2
    try:
        print(notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version))
    except NoNotesError as error:
        print(f"{error}: rename [Unreleased] first", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
