"""The JSON schema of the configuration, for editors: made from the table of its keys."""

from __future__ import annotations

from orgtransfer.config.keys import Config
from orgtransfer.config.setting import RuleOptions
from orgtransfer.config.table_types import Table, object_of
from orgtransfer.config.value_types import Schema, like


def schema(rule_options: RuleOptions) -> Schema:
    """The schema (JSON Schema, draft 2020-12).

    Args:
        rule_options: what each rule may be told, with defaults (findings.registry.OPTIONS).

    Returns:
        What `json.dumps` writes; unknown keys are errors, as they are for the program. What each key
        is for is told in the user's language.
    """
    made = Table(Config).schema()
    made["properties"]["rules"]["properties"] |= {
        code: object_of(
            {
                name: {**like(default).schema(), "default": default}
                for name, default in defaults.items()
            }
        )
        for code, defaults in rule_options.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "orgtransfer",
        **made,
        "required": ["systems"],
    }
