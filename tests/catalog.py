"""The message catalogs: `python -m tests.catalog` extracts, updates and compiles them.

`--check` changes nothing and fails on a message that is untranslated, unused, or whose
translation loses a `{placeholder}`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "orgtransfer"
PO = PACKAGE / "locale" / "zh_CN" / "LC_MESSAGES" / "orgtransfer.po"

Translation = str | Sequence[str]
"""A text, or the forms of one that counts."""

# A fixed date keeps the file the same where no message has changed.
_MADE = datetime(2026, 1, 1, tzinfo=UTC)


def extract() -> Catalog:
    """Every message of the source, with the files it stands in (no line numbers: they move)."""
    catalog = Catalog(
        project="orgtransfer", creation_date=_MADE, revision_date=_MADE, charset="utf-8"
    )
    keywords = {"_": None, "N_": None, "NP_": (1, 2)}
    found = extract_from_dir(PACKAGE, method_map=[("**.py", "python")], keywords=keywords)
    for filename, _line, message, _comments, _context in sorted(found, key=lambda f: (f[0], f[1])):
        catalog.add(message, locations=[(f"orgtransfer/{Path(filename).as_posix()}", 0)])
    for message, filename in _rule_texts():
        catalog.add(message, locations=[(filename, 0)])
    return catalog


def _rule_texts() -> list[tuple[str, str]]:
    """The rules' documentation: docstrings, which no gettext call marks."""
    try:
        from orgtransfer.findings.registry import texts  # noqa: PLC0415  # absent until there are rules
    except ImportError:
        return []
    return list(texts())


def read() -> Catalog:
    """The catalog as it stands."""
    with PO.open("rb") as stream:
        return read_po(stream, locale="zh_CN")


def write(template: Catalog, translations: Mapping[str, Translation]) -> None:
    """Writes the catalog and its compiled form: the template's messages with `translations`."""
    catalog = Catalog(
        locale="zh_CN",
        project="orgtransfer",
        creation_date=_MADE,
        revision_date=_MADE,
        charset="utf-8",
    )
    for message in template:
        if message.id:
            locations = sorted({(name, 0) for name, _ in message.locations})
            nothing = "" if isinstance(message.id, str) else ("",)
            said = translations.get(str(message.id), nothing)
            catalog.add(message.id, said, locations=locations)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as stream:
        write_po(stream, catalog, sort_output=True, include_lineno=False, width=100)
    with PO.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalog)


def problems() -> list[str]:
    """What is wrong with the catalog: untranslated, unused, or a placeholder lost."""
    template, catalog = extract(), read()
    wanted = {str(m.id) for m in template if m.id}
    have = {str(m.id): _one(m.string) for m in catalog if m.id}
    named = {str(m.id): _one(m.id) for m in template if m.id}
    lines = [f"not in the catalog: {text!r}" for text in sorted(wanted - have.keys())]
    lines += [f"no longer used: {text!r}" for text in sorted(have.keys() - wanted)]
    lines += [f"untranslated: {text!r}" for text in sorted(wanted & have.keys()) if not have[text]]
    lines += [
        f"placeholders differ: {text!r}"
        for text in sorted(wanted & have.keys())
        if have[text] and _placeholders(named[text]) != _placeholders(have[text])
    ]
    return lines


def _one(text: Translation) -> str:
    """A text; of one that counts, that for many: Chinese has no other."""
    return text if isinstance(text, str) else text[-1]


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{[a-z_]+[^{}]*\}", text))


def main() -> int:
    """Updates the catalog, or only checks it."""
    if "--check" not in sys.argv[1:]:
        write(extract(), {str(m.id): m.string for m in read() if m.id})
    lines = problems()
    print("\n".join(lines) or "the catalog is complete")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
