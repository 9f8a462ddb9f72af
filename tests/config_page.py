"""docs/configuration.md and its Chinese, made from the table of keys: `python -m tests.config_page`.

`--check` changes nothing and fails where a page is not what `orgtransfer/config/keys.py` says.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import tomli_w

from orgtransfer import i18n
from orgtransfer.config import WORDS, Config, Exemption, System
from orgtransfer.config.declaring import Key, Section, keys_of
from orgtransfer.config.table_types import Columns, Meanings
from orgtransfer.i18n import _

DOCS: Final = Path(__file__).parents[1] / "docs"
FILES: Final = {"en": DOCS / "configuration.md", "zh": DOCS / "configuration.zh-CN.md"}
_WIDTH: Final = 40


@dataclass(frozen=True)
class Prose:
    """What a page says besides the keys, in one language."""

    head: str
    tail: str
    exemption: str
    rule: str
    words: str
    no_default: str
    default: str
    join: str
    brackets: str


PROSE: Final = {
    "en": Prose(
        head="""\
# The configuration

<!-- Made from `orgtransfer/config/keys.py` by `python -m tests.config_page`; do not edit. -->

One TOML file, `config.toml` unless `-c` names another. `orgtransfer init FOLDER` drafts it from a
folder of exports. Paths are relative to the file itself. `orgtransfer config check` examines it, and `orgtransfer config schema` prints a JSON
schema for editors. An unknown key is an error that names the nearest right one, and all mistakes are told at once, each with its path. What follows shows every
key; values are the defaults unless the comment says otherwise.
""",
        tail="""\
Before each run the store is copied into `backups` in its folder: the last three copies are kept, and the last
one of each of twelve months. Where a message says that the store is damaged, put one of them in its place as
`store.sqlite`; what has been entered in the worklist since is taken back by the next run.
""",
        exemption="An exemption says which findings are known and accepted, why, and until when:",
        rule="what a rule counts with: see docs/rules.md for each rule's numbers and where they come from",
        words="`orgtransfer inspect FILE` lists the words that are not understood, and how often",
        no_default="no default",
        default="default: {value}",
        join="; ",
        brackets=" ({})",
    ),
    "zh": Prose(
        head="""\
# 配置

<!-- 由 `python -m tests.config_page` 根据 `orgtransfer/config/keys.py` 生成，请勿手改。 -->

一个 TOML 文件：默认是 `config.toml`，用 `-c` 可指定别的。`orgtransfer init 文件夹` 根据导出文件起草一份。
路径均相对于该文件本身。`orgtransfer config check` 检查配置；`orgtransfer config schema` 输出供编辑器使用的 JSON schema。
写错的设置项会报错，并给出最接近的正确写法；所有错误一次列全，各带位置。下面列出全部设置项，
除注释另有说明外，所写的值就是默认值。
""",
        tail="""\
每次运行之前，运行记录先复制到其文件夹下的 `backups`：保留最近三份，以及最近十二个月每月的最后一份。
提示运行记录损坏时，取其中一份改名为 `store.sqlite` 放回原处；此后在台账中填写的内容，下次运行会重新收回。
""",
        exemption="豁免写明哪些问题是已知并认可的、理由和期限：",
        rule="规则所用的数值：各规则有哪些数值、出自何处，见 docs/rules.zh-CN.md",
        words="`orgtransfer inspect 文件` 列出看不懂的词及其出现次数",
        no_default="默认不设",
        default="默认：{value}",
        join="；",
        brackets="（{}）",
    ),
}
_RULE: Final = "days = 30"
_REGISTER: Final = ('role = "register"', 'members = "导出/全国*.csv"')
_WORDS: Final = {
    "post": '"驻会" = "fulltime"',
    "state": '"待核实" = "suspended"',
    "org_kind": '"专业委员会党的工作小组" = "functional"',
}
"""Field -> an example of what may be said of its words."""


def page(language: str) -> str:
    """The whole page in Markdown."""
    with i18n.speaking(language):
        prose = PROSE[language]
        keys = [*_document(prose)]
        exemption = ["[[rules.exempt]]", *(_line(key, prose) for key in keys_of(Exemption))]
        return "\n".join(
            [
                prose.head,
                *_fenced(keys),
                "",
                prose.tail,
                prose.exemption,
                "",
                *_fenced(exemption),
                "",
            ]
        )


def _fenced(lines: list[str]) -> list[str]:
    return ["```toml", *lines, "```"]


def _document(prose: Prose) -> Iterator[str]:
    """Every table with its keys."""
    for number, table in enumerate(keys_of(Config)):
        if number:
            yield ""
        if table.name == "systems":
            yield f"# {_(table.text)}"
            yield from _table("systems.ganpoyun", keys_of(System), prose)
            yield from ("", "[systems.national]", *_REGISTER)
        elif table.name == "words":
            yield from _words(table, prose)
        else:
            yield _noted(f"[{table.name}]", _(table.text))
            yield from list(_table(table.name, keys_of(type(table.default)), prose))[1:]
        if table.name == "rules":
            yield from ("", _noted("[rules.RL06]", prose.rule), _RULE)


def _table(path: str, keys: tuple[Key, ...], prose: Prose) -> Iterator[str]:
    """Its heading and its keys; tables inside it come last, as TOML wants it."""
    yield f"[{path}]"
    inner = [key for key in keys if _is_table(key)]
    yield from (_line(key, prose) for key in keys if key not in inner)
    for key in inner:
        kind = ".members" if isinstance(key.type, Columns) else ""
        yield from ("", _noted(f"[{path}.{key.name}{kind}]", _comment(key, prose)), key.example)


def _is_table(key: Key) -> bool:
    return isinstance(key.type, Columns | Meanings) and not key.example.startswith("{")


def _words(table: Key, prose: Prose) -> Iterator[str]:
    yield f"# {_(table.text)}{prose.join}{prose.words}"
    for name, meanings in WORDS.items():
        yield f"# {name}: {', '.join(meanings)}"
    for number, (name, example) in enumerate(_WORDS.items()):
        yield from ([""] if number else []) + [f"[words.{name}]", example]


def _line(key: Key, prose: Prose) -> str:
    return _noted(f"{key.name} = {key.example or _toml(key.default)}", _comment(key, prose))


def _noted(text: str, comment: str) -> str:
    """A line with a comment behind it; a Chinese character is as wide as two letters."""
    wide = sum(unicodedata.east_asian_width(one) in "FW" for one in text)
    return f"{text:<{_WIDTH - wide - 1}} # {comment}"


def _comment(key: Key, prose: Prose) -> str:
    """What the key is for; its range or words, and the default where the example is another one."""
    about = prose.join.join(filter(None, [key.type.allowed(), _default(key, prose)]))
    return _(key.text) + (prose.brackets.format(about) if about else "")


def _default(key: Key, prose: Prose) -> str:
    if key.type.needed or key.example in ("", "[]") or key.name in ("label", "severity", "columns"):
        return ""
    if key.default in (None, ()):
        return prose.no_default
    return prose.default.format(value=_toml(key.default))


def _toml(value: Any) -> str:  # noqa: ANN401  # what a default may be
    return tomli_w.dumps({"value": value}).strip().removeprefix("value = ")


def undescribed() -> list[str]:
    """Keys without a text, or without a value that the page could show."""
    sections = [Config, System, Exemption, *(type(key.default) for key in keys_of(Config))]
    return [
        key.name
        for section in sections
        if issubclass(section, Section)
        for key in keys_of(section)
        if not key.text or not (key.example or section is Config or key.default is not None)
    ]


def main() -> int:
    """Writes the pages, or only checks them."""
    if "--check" not in sys.argv[1:]:
        for language, file in FILES.items():
            file.write_text(page(language), encoding="utf-8")
    old = [
        file.name
        for language, file in FILES.items()
        if file.read_text(encoding="utf-8") != page(language)
    ]
    print(f"not what keys.py says: {', '.join(old)}" if old else "the pages are up to date")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
