"""The rules' documentation: complete, in both languages, and with its basis."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orgtransfer import i18n, models
from orgtransfer.findings import registry
from orgtransfer.findings.rule import HEADINGS, Rule
from tests import catalog, rules_page

EVERY = pytest.mark.parametrize("rule", registry.RULES, ids=lambda rule: rule.code)
SOURCES = (
    "党员教育管理工作条例 (2019)",
    "支部工作条例(试行) (2018)",
    "中国共产党发展党员工作细则 (2014)",
    "关于党的基层组织任期的意见 (2018)",
    "组通字〔1998〕6号",
    "组通字〔2006〕45号",
    "GB 11643-1999",
    "个人信息保护法",
    "Guidance from manuals",
    "Not a rule of the regulations",
)


def test_codes_are_unique_and_of_a_known_family() -> None:
    codes = [rule.code for rule in registry.RULES]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[A-Z]{2}\d\d", code) for code in codes)
    assert {code[:2] for code in codes} == set(models.FAMILIES)


def test_the_codes_of_a_family_are_numbered_without_gaps() -> None:
    for family in models.FAMILIES:
        numbers = [int(rule.code[2:]) for rule in registry.RULES if rule.code[:2] == family]
        assert numbers == list(range(1, len(numbers) + 1))


@EVERY
def test_a_rule_has_every_heading_in_order(rule: Rule) -> None:
    assert tuple(rule.sections) == HEADINGS
    assert all(rule.sections.values())
    assert rule.message.endswith(".")


@EVERY
def test_a_rule_names_its_basis(rule: Rule) -> None:
    assert any(source in rule.sections["Basis"] for source in SOURCES)


@pytest.fixture(scope="module")
def translations() -> dict[str, str]:
    """Every message and its Chinese."""
    return {str(m.id): str(m.string) for m in catalog.read() if m.id}


@EVERY
def test_a_rule_has_its_whole_text_in_chinese(rule: Rule, translations: dict[str, str]) -> None:
    texts = [rule.name, rule.message, rule.evidence, *rule.sections.values()]
    for text in texts:
        translated = translations.get(text, "")
        assert re.search(r"[一-鿿]|\{", translated), text
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", translated))


def test_the_rules_can_be_read_in_the_language_in_force() -> None:
    i18n.use("zh")
    assert registry.rule_texts()["RL01"].name == "应转未转"
    i18n.use("en")
    assert registry.rule_texts()["RL01"].name == "due to move"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_rule_page_is_fresh(language: str) -> None:
    page = rules_page.FILES[language]
    fresh = rules_page.page(language)
    assert Path(page).read_text(encoding="utf-8") == fresh, "run: python -m tests.rules_page"
