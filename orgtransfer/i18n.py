"""Message catalogs: source strings are English, `zh_CN` is complete and the default.

`_` translates now; `N_` only marks a string, for tables that are built at import time and
translated where they are shown. Plurals are not needed: Chinese has none, and our English messages
are worded so that they read well with any number ("members: 3"); `NP_` marks those of click.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import gettext
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Final

DOMAIN: Final = "orgtransfer"
LANGUAGES: Final = ("zh", "en")
_CATALOGS: Final = {"zh": "zh_CN"}

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for "mark, translate later"
    """Marks `message` for the catalogs and returns it unchanged."""
    return message


def NP_(one: str, many: str) -> tuple[str, str]:  # noqa: N802  # as above
    """Marks a message of a library that counts, which asks for either, and returns both."""
    return one, many


def _(message: str) -> str:
    """`message` in the language that was chosen; the English text where there is none."""
    return _current.gettext(message) if message else ""


def language() -> str:
    """The language in force: `zh` or `en`."""
    return _language


def use(lang: str) -> None:
    """Chooses the language of every message from here on (`zh` or `en`)."""
    global _current, _language  # noqa: PLW0603  # one process speaks one language; gettext.install does the same
    _language = lang
    _current = _load(lang)


@contextlib.contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Every message meanwhile is in this language, for what was written in it."""
    before = language()
    use(lang)
    try:
        yield
    finally:
        use(before)


@functools.cache
def _load(lang: str) -> gettext.NullTranslations:
    folder = _CATALOGS.get(lang)
    if folder is None:
        return gettext.NullTranslations()
    messages = resources.files("orgtransfer") / "locale" / folder / "LC_MESSAGES"
    try:
        with (messages / f"{DOMAIN}.mo").open("rb") as stream:
            return gettext.GNUTranslations(stream)
    except FileNotFoundError:
        # A checkout that was never installed has only the source of the catalog.
        return _Uncompiled((messages / f"{DOMAIN}.po").read_text(encoding="utf-8"))


class _Uncompiled(gettext.NullTranslations):
    """A catalog read from its source, for a checkout in which nothing has compiled it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self._messages = dict(_translations(source))

    def gettext(self, message: str) -> str:
        """The translation of `message`."""
        return self._messages.get(message) or message


def _translations(source: str) -> Iterator[tuple[str, str]]:
    """Message and translation of each entry; contexts our catalogs have not, and Chinese one plural."""
    for paragraph in re.split(r"\n\n+", source.replace("\r\n", "\n")):
        lines = [line for line in paragraph.splitlines() if line and not line.startswith("#")]
        entry = "\n".join(lines).replace("\nmsgstr[0] ", "\nmsgstr ")
        message, _translated, translation = entry.partition("\nmsgstr ")
        message = message.partition("\nmsgid_plural ")[0]
        yield _unquoted(message.removeprefix("msgid ")), _unquoted(translation)


def _unquoted(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.splitlines() if line.startswith('"'))


def choose(asked: str | None, environ: Mapping[str, str], system_locale: str | None = None) -> str:
    """The language to speak: what was asked, else what the environment says, else Chinese.

    Args:
        asked: the value of `--lang`, if it was given.
        environ: the environment (`ORGTRANSFER_LANG`, then `LC_ALL`, `LC_MESSAGES`, `LANG`).
        system_locale: what the operating system says where the environment is silent
            (Windows: "English_United States").

    Returns:
        `zh` or `en`. `C` and `POSIX` say nothing about a person, so they mean Chinese.
    """
    for value in (asked, environ.get("ORGTRANSFER_LANG")):
        if value and value[:2].lower() in LANGUAGES:
            return value[:2].lower()
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name)
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "en" if (system_locale or "").lower().startswith("en") else "zh"
