"""Every key of the configuration, whichever there are: read, refused, described, and on the pages."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import tomli_w

from orgtransfer import i18n
from orgtransfer.config import Config, Exemption, System, parse
from orgtransfer.config.declaring import Key, keys_of
from orgtransfer.config.schema import schema
from orgtransfer.config.table_types import Columns, Meanings
from orgtransfer.config.value_types import Codes, Date, Integer, Promise, Text, Texts, TimeZone
from orgtransfer.errors import ConfigError
from orgtransfer.findings import registry
from tests import catalog, config_page

SYSTEM: dict[str, Any] = {"role": "roster", "members": "a.xlsx"}
VALUES: tuple[Any, ...] = (
    "", "x", "0.5", "true", 0, 1, 2, 3, 11, 92, 93, 100, 200_000, 200_001, -1, 0.0, 0.4, 0.5, 1.0,
    1.5, 5.5, 10.5, True, False, [], ["a", "b"], ["a", 3], [[1]], {}, {"x": 1}, {"x": "done"},
    {"RL01": "off"}, {"members": {"name": "姓名"}}, {"members": {"nmae": "姓名"}}, dt.date(2027, 6, 30),
    "roster", "unit", "all", "due", "change", "text", "html", "Asia/Shanghai",
)  # fmt: skip
"""Some of these are right for each kind of value, some are not."""


def _places() -> Iterator[tuple[str, Key]]:
    """Path of a table -> a key of it."""
    for table in keys_of(Config):
        if table.name not in {"systems", "words"}:
            yield from ((table.name, key) for key in keys_of(type(table.default)))
    yield from (("systems.a", key) for key in keys_of(System))
    yield from (("rules.exempt", key) for key in keys_of(Exemption))


PLACES = dict((f"{path}.{key.name}", (path, key)) for path, key in _places())  # noqa: C402  # a tuple is the value
EVERY = pytest.mark.parametrize("place", PLACES)


def document(path: str, name: str, value: object) -> dict[str, Any]:
    """A configuration that is right but for one value."""
    if path == "systems.a":
        return {"systems": {"a": {**SYSTEM, name: value}}}
    if path == "rules.exempt":
        entry = {"codes": ["BR06"], "reason": "x", name: value}
        return {"systems": {"a": SYSTEM}, "rules": {"exempt": [entry]}}
    return {"systems": {"a": SYSTEM}, path: {name: value}}


def mistakes(written: dict[str, Any]) -> tuple[str, ...]:
    """What the program says of it."""
    try:
        parse(tomli_w.dumps(written), registry.OPTIONS)
    except ConfigError as error:
        return error.problems
    return ()


def _says_more_than_a_schema(key: Key, value: object) -> bool:
    """Where the program looks at what a value means: days, zones, codes and files that there are."""
    named = isinstance(key.type, Codes | Date | TimeZone | Promise) or key.name in {
        "severity",
        "exempt",
    }
    no_files = key.name == "members" and value == []
    no_reason = key.name == "reason" and value == ""
    return named or no_files or no_reason or key.name == "review"


@functools.cache
def _check() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(registry.OPTIONS))


@functools.cache
def _chinese() -> dict[str, str]:
    return {str(one.id): str(one.string) for one in catalog.read()}


@EVERY
def test_program_and_schema_take_the_same_values(place: str) -> None:
    path, key = PLACES[place]
    for value in VALUES:
        written = document(path, key.name, value)
        refused = mistakes(written)
        if isinstance(value, dt.date) or (
            isinstance(value, float) and isinstance(key.type, Integer)
        ):
            continue  # JSON has no dates, and 1.0 is a whole number there
        if not (refused and _says_more_than_a_schema(key, value)):
            assert _check().is_valid(written) == (not refused), (value, refused)


@EVERY
def test_a_wrong_value_is_told_in_one_line_with_its_path(place: str) -> None:
    path, key = PLACES[place]
    wrong: object = [["a"]] if isinstance(key.type, Text | Texts) else [1]
    table = "rules.exempt[1]" if path == "rules.exempt" else path
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            lines = mistakes(document(path, key.name, wrong))
        said = [line for line in lines if line.startswith(f"{table}.{key.name}")]
        assert len(said) == 1, lines
        assert "[" in said[0]


@EVERY
def test_what_a_key_is_for_is_said_in_both_languages(place: str) -> None:
    _path, key = PLACES[place]
    assert key.text
    assert not key.text.endswith(".")
    assert _chinese()[key.text]


@EVERY
def test_a_default_and_an_example_are_right_themselves(place: str) -> None:
    path, key = PLACES[place]
    if key.default not in (None, ()) and not isinstance(key.type, Meanings | Columns):
        assert mistakes(document(path, key.name, key.default)) == ()
    for file in config_page.FILES.values():
        page = file.read_text(encoding="utf-8")
        assert key.example in page
        assert key.name in page


@pytest.mark.parametrize("language", config_page.FILES)
def test_the_pages_are_up_to_date(language: str) -> None:
    written = config_page.FILES[language].read_text(encoding="utf-8")
    assert written == config_page.page(language), "run: python -m tests.config_page"


@pytest.mark.parametrize("language", config_page.FILES)
def test_what_the_pages_show_is_a_right_configuration(language: str) -> None:
    shown, exemption = config_page.page(language).split("```toml\n")[1:]
    parse(shown.split("```")[0], registry.OPTIONS)
    text = tomli_w.dumps({"systems": {"a": SYSTEM}}) + exemption.split("```")[0]
    assert len(parse(text, registry.OPTIONS).rules.exempt) == 1


def test_every_key_can_be_shown() -> None:
    assert config_page.undescribed() == []


@pytest.mark.parametrize("written", [["BR06"], [1], [["BR06"]], "BR06"])
def test_an_exemption_that_is_no_table_is_a_mistake_and_no_crash(written: object) -> None:
    (line,) = mistakes({"systems": {"a": SYSTEM}, "rules": {"exempt": written}})
    assert line == f"rules.exempt: must be written as [[rules.exempt]], got {written}"


def test_a_word_with_a_dot_in_it_is_a_word() -> None:
    states = {"待.领导批": "doing"}
    text = tomli_w.dumps({"systems": {"a": SYSTEM}, "worklist": {"states": states}})
    assert parse(text).worklist.states == states
    wrong = {"systems": {"a": SYSTEM}, "worklist": {"states": {"待.批": "doin"}}}
    (line,) = mistakes(wrong)
    assert line.startswith("worklist.states.待.批: must be one of open, doing")
    assert line.endswith("got doin; did you mean doing?")


def test_mistakes_are_told_in_the_same_order_each_time() -> None:
    words = dict.fromkeys(("org_kind", "education", "post", "state", "category"), 3)
    lines = mistakes({"systems": {"a": SYSTEM}, "words": words})
    assert [line.partition(":")[0] for line in lines] == [
        f"words.{name}" for name in ("post", "state", "category", "education", "org_kind")
    ]


def test_the_schema_tells_what_keys_are_for_in_the_language_of_the_user() -> None:
    for language, said in (("en", "which rules run"), ("zh", "用哪些规则")):
        with i18n.speaking(language):
            made = schema(registry.OPTIONS)
        assert said in made["properties"]["rules"]["description"]
