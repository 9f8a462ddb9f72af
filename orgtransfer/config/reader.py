"""TOML text in, a frozen `Config` out, or every mistake at once."""

from __future__ import annotations

from types import MappingProxyType

from orgtransfer.config import syntax
from orgtransfer.config.keys import Config
from orgtransfer.config.setting import RuleOptions, Setting
from orgtransfer.config.table_types import Table
from orgtransfer.errors import ConfigError
from orgtransfer.i18n import _


def parse(text: str, rule_options: RuleOptions = MappingProxyType({})) -> Config:
    """Reads the configuration.

    Args:
        text: the TOML document.
        rule_options: what each rule may be told, with defaults (findings.registry.OPTIONS).

    Raises:
        ConfigError: with every mistake found, one a line, each starting with its path.
    """
    try:
        document = syntax.document(text)
    except ValueError as error:
        raise ConfigError(
            _("not a TOML file: {error}").format(error=problem) for problem in error.args
        ) from error
    mistakes: list[str] = []
    config = Table(Config).read(Setting(document, mistakes, rule_options), None)
    if mistakes:
        raise ConfigError(mistakes)
    return config
