"""The JSON schema of the configuration, for editors: made from the classes that hold it."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, Final

from orgtransfer import config
from orgtransfer.frames import FIELDS

Schema = dict[str, Any]

_TEXTS: Final[Schema] = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
}
_PLAIN: Final = {str: "string", bool: "boolean", int: "integer", float: "number"}
_LIMITS: Final[Mapping[str, Schema]] = {
    "match.auto": {"minimum": 0.5, "maximum": 1},
    "match.review": {"minimum": 0, "maximum": 1},
    "match.sure": {"minimum": 0, "maximum": 1},
    "store.shrink_limit": {"minimum": 0, "maximum": 1},
    "letters.valid_days": {"minimum": 1, "maximum": config.LONGEST_VALIDITY},
    "worklist.max_lines": {"minimum": 1, "maximum": config.MOST_LINES},
    "worklist.split_by": {"enum": list(config.SPLITS)},
    "notify.on": {"enum": list(config.NOTIFY)},
    "notify.format": {"enum": list(config.NOTIFY_FORMATS)},
}
"""What the types do not say."""


def schema(rule_options: config.RuleOptions) -> Schema:
    """The schema (JSON Schema, draft 2020-12).

    Args:
        rule_options: what each rule may be told, with defaults (findings.registry.OPTIONS).

    Returns:
        What `json.dumps` writes; unknown keys are errors, as they are for the program.
    """
    tables = {
        one.name: _table(one.name, typing.get_type_hints(config.Config)[one.name])
        for one in fields(config.Config)
        if one.name not in {"systems", "rules", "words"}
    }
    tables["worklist"]["properties"]["states"] = _mapping({"enum": list(config.STATES)})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "orgtransfer",
        **_object(
            {
                **tables,
                "systems": {**_mapping(_system()), "minProperties": 1},
                "rules": _rules(rule_options),
                "words": _object(
                    {name: _mapping({"enum": list(meant)}) for name, meant in config.WORDS.items()}
                ),
            }
        ),
        "required": ["systems"],
    }


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _mapping(value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value}


def _table(name: str, kind: type) -> Schema:
    """A table of the document, from the dataclass that holds it."""
    hints = typing.get_type_hints(kind)
    made = {}
    for one in fields(kind):
        value = _value(hints[one.name]) | _LIMITS.get(f"{name}.{one.name}", {})
        if one.default is not MISSING and one.default not in (None, ()):
            value["default"] = one.default
        made[one.name] = value
    return {**_object(made), "description": (kind.__doc__ or "").strip()}


def _value(kind: Any) -> Schema:  # noqa: ANN401  # a type as it is annotated
    if isinstance(kind, types.UnionType):
        return _value(next(part for part in kind.__args__ if part is not types.NoneType))
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    return dict(_TEXTS) if typing.get_origin(kind) is tuple else {"type": "object"}


def _system() -> Schema:
    made = _table("system", config.System)
    del made["properties"]["key"]
    made["properties"]["role"] = {"enum": list(config.ROLES)}
    made["properties"]["columns"] = _object(
        {
            kind: _object({name: {"type": "string"} for name in names})
            for kind, names in FIELDS.items()
        }
    )
    return {**made, "required": ["role"]}


def _rules(rule_options: config.RuleOptions) -> Schema:
    codes = {code: _object(_options(defaults)) for code, defaults in rule_options.items()}
    exemption = _table("exempt", config.Exemption)
    exemption["properties"]["until"] = {"type": "string", "format": "date"}
    return _object(
        {
            "select": _TEXTS,
            "ignore": _TEXTS,
            "severity": _mapping({"enum": list(config.SEVERITIES)}),
            "exempt": {"type": "array", "items": {**exemption, "required": ["codes", "reason"]}},
            **codes,
        }
    )


def _options(defaults: Mapping[str, Any]) -> dict[str, Schema]:
    return {
        name: {**(_value(type(value)) if type(value) in _PLAIN else _TEXTS), "default": value}
        for name, value in defaults.items()
    }
