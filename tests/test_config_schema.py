"""The schema of the configuration says what the program takes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli_w

from orgtransfer.config import parse
from orgtransfer.config.schema import schema
from orgtransfer.errors import ConfigError
from orgtransfer.findings import registry
from tests.cli.broken import BROKEN, GOOD, Broken
from tests.cli.conftest import command

ROOT = Path(__file__).parents[1]
SCHEMA = schema(registry.OPTIONS)
CHECK = jsonschema.Draft202012Validator(SCHEMA)


def document(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def test_the_command_prints_it() -> None:
    assert json.loads(command("config", "schema").stdout) == json.loads(json.dumps(SCHEMA))
    CHECK.check_schema(SCHEMA)


def test_the_samples_and_the_page_about_the_configuration_pass() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    blocks = page.split("```toml\n")[1:]
    for text in [
        (ROOT / "config.toml").read_text(encoding="utf-8"),
        blocks[0].split("```")[0],
        GOOD,
    ]:
        assert [error.message for error in CHECK.iter_errors(document(text))] == []


@pytest.mark.parametrize("one", BROKEN, ids=[one.name for one in BROKEN])
def test_what_the_program_refuses_by_its_words_the_schema_refuses(one: Broken) -> None:
    known_to_files = {"a file that is not there", "a folder that is not there"}
    known_to_the_program = {
        "no file in a system", "an unknown rule", "a time zone", "a date in quotes", "a hidden tab",
        "backslashes",
    }  # fmt: skip
    try:
        broken = document(GOOD.replace(one.old, one.new, 1))
    except tomllib.TOMLDecodeError:
        return
    if one.name not in known_to_files | known_to_the_program:
        assert not CHECK.is_valid(broken)


def _tables(part: dict[str, Any], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, below in part.get("properties", {}).items():
        found += [(*path, name), *_tables(below, (*path, name))]
    return found


def test_every_setting_of_the_schema_is_known_to_the_program_and_no_other() -> None:
    for path in [*_tables(SCHEMA), ("match", "nonsense"), ("nonsense",)]:
        if path[0] == "systems":
            continue
        broken: dict[str, Any] = {}
        inner = broken
        for name in path[:-1]:
            inner = inner.setdefault(name, {})
        inner[path[-1]] = {"a": {"b": 1}}
        with pytest.raises(ConfigError) as caught:
            parse(tomli_w.dumps(broken), registry.OPTIONS)
        unknown = f"{'.'.join(path)}: unknown key" in str(caught.value)
        assert unknown == ("nonsense" in path), path


def test_every_key_of_a_system_is_known() -> None:
    keys = SCHEMA["properties"]["systems"]["additionalProperties"]["properties"]
    text = "[systems.a]\n" + "".join(f"{key} = 1979-05-27\n" for key in keys)
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert "unknown key" not in str(caught.value)
