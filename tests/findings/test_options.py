"""Every rule's numbers can be set in the configuration."""

from __future__ import annotations

import pytest

from orgtransfer import i18n
from orgtransfer.cli.rules import as_toml
from orgtransfer.config import Rules, parse
from orgtransfer.errors import ConfigError
from orgtransfer.findings import examine, registry
from tests import builders

SYSTEM = '[systems.a]\nlabel = "a"\nrole = "roster"\nmembers = "a.csv"\n'


def test_the_defaults_written_out_are_read_as_the_defaults() -> None:
    tables = [
        "\n".join([f"[rules.{rule.code}]", *as_toml(rule.options)])
        for rule in registry.RULES
        if rule.options
    ]
    rules = parse("\n".join([SYSTEM, *tables]), registry.OPTIONS).rules
    assert rules.options == registry.OPTIONS
    assert parse(SYSTEM, registry.OPTIONS).rules.options == registry.OPTIONS


def test_a_number_that_is_set_is_the_one_that_counts() -> None:
    case = {
        "records": [
            {"name": f"王{number}", "branch": "甲支部", "system": "register", "category": "full"}
            for number in range(4)
        ]
    }
    text = SYSTEM + "[rules]\nselect = ['BR07', 'BR08']\n[rules.BR07]\nmembers = 5\n"
    rules = parse(text, registry.OPTIONS).rules
    found = examine(builders.world(case, rules), rules, strict=True).findings
    assert found["code"].to_list() == ["BR07"]


def test_an_option_that_a_rule_has_not_is_an_error_with_a_hint() -> None:
    i18n.use("en")
    with pytest.raises(
        ConfigError, match=r"rules\.BR07\.member: unknown key; did you mean members"
    ):
        parse(SYSTEM + "[rules.BR07]\nmember = 5\n", registry.OPTIONS)


def test_a_rule_that_there_is_not_cannot_be_selected() -> None:
    i18n.use("en")
    with pytest.raises(ConfigError, match="no such rule: RL99"):
        parse(SYSTEM + "[rules]\nselect = ['RL99']\n", registry.OPTIONS)


def test_rules_work_without_any_configuration() -> None:
    assert examine(builders.world({}), Rules(), strict=True).findings.is_empty()
