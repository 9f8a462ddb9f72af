from __future__ import annotations

import re

import pytest
from babel.messages.mofile import read_mo

from orgtransfer import i18n
from tests import catalog


@pytest.mark.slow
def test_every_message_is_translated_used_and_keeps_its_placeholders() -> None:
    assert catalog.problems() == []


def plain(text: catalog.Translation) -> tuple[str, ...]:
    """A text, or the forms of one that counts."""
    return (text,) if isinstance(text, str) else tuple(text)


def test_no_chinese_message_was_left_in_english() -> None:
    same = [
        str(message.id)
        for message in catalog.read()
        if message.id == message.string and re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", str(message.id))
    ]
    assert same == []


def test_chinese_messages_use_chinese_punctuation() -> None:
    wrong = [
        str(message.string)
        for message in catalog.read()
        if message.id
        and re.search(r"[\u4e00-\u9fff][,;!?]|[\u4e00-\u9fff]\.(\s|$)", str(message.string))
    ]
    assert wrong == []


def test_the_compiled_catalog_is_that_of_the_source() -> None:
    with catalog.PO.with_suffix(".mo").open("rb") as stream:
        compiled = {plain(m.id): plain(m.string) for m in read_mo(stream) if m.id}
    assert compiled == {plain(m.id): plain(m.string) for m in catalog.read() if m.id and m.string}


@pytest.mark.parametrize(
    ("asked", "environ", "system", "lang"),
    [
        (None, {}, None, "zh"),
        ("en", {"ORGTRANSFER_LANG": "zh"}, None, "en"),
        (None, {"ORGTRANSFER_LANG": "en", "LANG": "zh_CN.UTF-8"}, None, "en"),
        (None, {"LANG": "en_GB.UTF-8"}, None, "en"),
        (None, {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, None, "zh"),
        (None, {"LANG": "C.UTF-8"}, None, "zh"),  # says nothing about a person
        (None, {"LANG": "de_DE.UTF-8"}, None, "zh"),
        (None, {}, "English_United States", "en"),
        (None, {}, "Chinese (Simplified)_China", "zh"),
        ("fr", {"LANG": "en_US"}, None, "en"),
    ],
)
def test_the_language_is_what_was_asked_else_the_locale_else_chinese(
    asked: str | None, environ: dict[str, str], system: str | None, lang: str
) -> None:
    assert i18n.choose(asked, environ, system) == lang


def test_an_unmarked_text_comes_back_as_it_is(chinese: None) -> None:
    assert i18n._("no such message anywhere") == "no such message anywhere"
    assert i18n._("") == ""
    assert i18n.language() == "zh"
