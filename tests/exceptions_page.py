"""Writes `docs/development/exceptions.md`: what each rule's source allows. `python -m tests.exceptions_page`."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from orgtransfer import i18n
from orgtransfer.findings import registry

LIST: Final = Path(__file__).parent / "findings" / "exceptions.toml"
PAGE: Final = Path(__file__).parents[1] / "docs" / "development" / "exceptions.md"
_HEAD: Final = """# What the sources allow

Made by `python -m tests.exceptions_page` from `tests/findings/exceptions.toml`; do not edit. For each rule what its
source lets stand, and the case in `tests/findings/cases/CODE.toml` that shows that the rule leaves it alone, asks
first or tells it for information. A test fails where a rule is missing here, or a case is not there.
"""


def exceptions() -> dict[str, dict[str, Any]]:
    """Rule code -> `allowed` (lines of source, what it allows, title of the case), or `none`, the reason."""
    return tomllib.loads(LIST.read_text(encoding="utf-8"))


def page() -> str:
    """The whole page in Markdown."""
    before = i18n.language()
    i18n.use("en")
    try:
        return _HEAD + "\n".join(_lines()) + "\n"
    finally:
        i18n.use(before)


def _lines() -> Iterator[str]:
    listed = exceptions()
    for rule in registry.RULES:
        said = listed[rule.code]
        yield f"\n## {rule.code} {rule.name}\n"
        if "none" in said:
            yield f"None. {said['none']}"
            continue
        yield "| source | what it allows | case |"
        yield "|---|---|---|"
        yield from (f"| {source} | {allows} | {case} |" for source, allows, case in said["allowed"])


def main() -> int:
    """Writes the page, or only checks it (`--check`)."""
    stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page()
    if stale and "--check" not in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
