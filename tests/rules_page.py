"""docs/rules.md and docs/rules.zh-CN.md, made from the rules: `python -m tests.rules_page`.

`--check` changes nothing and fails where a page is not what the rules say.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from orgtransfer import i18n, models
from orgtransfer.cli.rules import as_toml, severity_name
from orgtransfer.findings import registry
from orgtransfer.findings.rule import HEADINGS, Rule
from orgtransfer.i18n import _

DOCS: Final = Path(__file__).parents[1] / "docs"
FILES: Final = {"en": DOCS / "rules.md", "zh": DOCS / "rules.zh-CN.md"}
_TITLE: Final = {"en": "# The rules", "zh": "# 规则"}
_INTRODUCTION: Final = {
    "en": (
        "Made from the rules themselves by `python -m tests.rules_page`; do not edit. "
        "`orgtransfer rules` prints the table, `orgtransfer explain CODE` one rule's text. "
        "A code never changes its meaning."
    ),
    "zh": (
        "本页由 `python -m tests.rules_page` 根据规则本身生成，请勿手改。"
        "`orgtransfer rules` 列出规则表，`orgtransfer explain 代码` 查看一条规则的全文。"
        "代码的含义永不改变。"
    ),
}


def page(language: str) -> str:
    """The whole page in Markdown."""
    before = i18n.language()
    i18n.use(language)
    try:
        return "\n".join([_TITLE[language], "", _INTRODUCTION[language], *_families()]) + "\n"
    finally:
        i18n.use(before)


def _families() -> Iterator[str]:
    for family, name in models.FAMILIES.items():
        rules = [rule for rule in registry.RULES if rule.code.startswith(family)]
        yield from ("", f"## {family} {_(name)}", "")
        yield from (f"- [{rule.code} {_(rule.name)}](#{rule.code.lower()})" for rule in rules)
        for rule in rules:
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield from ("", f'<a id="{rule.code.lower()}"></a>', "")
    yield from (f"### {rule.code} {_(rule.name)}", "")
    yield from (f"`{_(rule.message)}` ({severity_name(rule.severity)})", "")
    for heading in HEADINGS:
        yield from (f"**{_(heading)}**", "", rule.text(heading), "")
    if rule.options:
        yield from ("```toml", f"[rules.{rule.code}]", *as_toml(rule.options), "```")


def main() -> int:
    """Writes the pages, or only checks them."""
    stale = [language for language, file in FILES.items() if _text(file) != page(language)]
    if "--check" not in sys.argv[1:]:
        DOCS.mkdir(exist_ok=True)
        for language in stale:
            FILES[language].write_text(page(language), encoding="utf-8")
    print(json.dumps({"stale": stale}))
    return 1 if stale and "--check" in sys.argv[1:] else 0


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
