"""The configuration: what it takes, and that every mistake is told at once with its path."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer import config
from orgtransfer.config import Config, parse
from orgtransfer.errors import ConfigError
from orgtransfer.findings import registry

ROOT = Path(__file__).parents[1]
SYSTEM = '[systems.a]\nrole = "roster"\nmembers = "a.xlsx"\n'


def problems(text: str) -> tuple[str, ...]:
    """The mistakes of a configuration."""
    with pytest.raises(ConfigError) as caught:
        parse(text, registry.OPTIONS)
    return caught.value.problems


def test_the_smallest_configuration_has_the_documented_defaults() -> None:
    made = parse(SYSTEM, registry.OPTIONS)
    assert made.project.timezone == "Asia/Shanghai"
    assert (made.match.auto, made.match.review) == (0.95, 0.50)
    assert made.worklist.path == "工作台账.xlsx"
    assert made.worklist.mask_ids
    assert made.store.path == ".orgtransfer"
    assert made.store.shrink_limit == 0.2
    assert made.system("a").label == "a"


def test_the_configuration_of_the_samples_is_right() -> None:
    made = parse((ROOT / "config.toml").read_text(encoding="utf-8"), registry.OPTIONS)
    roles = {system.key: system.role for system in made.systems}
    assert roles == {"ganpoyun": "roster", "national": "register", "ganpoyun_szjg": "register"}


MISTAKES = [
    ("", "systems: at least one"),
    ("[project", "not a TOML file"),
    (SYSTEM + "[worklst]", "worklst: unknown key; did you mean worklist?"),
    (SYSTEM + '[systems.b]\nrole = "register"', "systems.b: no files"),
    (SYSTEM.replace("roster", "rooster"), "systems.a.role: must be one of roster, register"),
    (SYSTEM.replace('role = "roster"\n', ""), "systems.a.role"),
    (SYSTEM + "rolle = 1", "systems.a.rolle: unknown key; did you mean role?"),
    (SYSTEM + "members_ = 1", "systems.a.members_: unknown key; did you mean members?"),
    (SYSTEM.replace('"a.xlsx"', "7"), "systems.a.members: must be text or a list"),
    (SYSTEM + 'all_files = "yes"', "systems.a.all_files: must be true or false"),
    (SYSTEM + "[systems.a.columns.members]\nnmae = 'x'", "systems.a.columns.members.nmae"),
    (SYSTEM + "[systems.a.columns.people]\nname = 'x'", "systems.a.columns.people: unknown key"),
    (SYSTEM + "[match]\nauto = 3", "match.auto: must be between 0.5 and 1, got 3"),
    (SYSTEM + "[match]\nauto = true", "match.auto"),
    (SYSTEM + "[match]\nauto = 0.6\nreview = 0.7", "match.review: must not be above match.auto"),
    (SYSTEM + '[project]\ntimezone = "Mars/Phobos"', "project.timezone: no such time zone"),
    (SYSTEM + "[store]\nkeep_runs = 1", "store.keep_runs: must be a whole number from 2"),
    (SYSTEM + "[store]\nkeep_days = 1", "store.keep_days: must be a whole number from 2"),
    (SYSTEM + "[store]\nkeep_copies = 0", "store.keep_copies: must be a whole number from 1"),
    (SYSTEM + "[store]\nshrink_limit = 2", "store.shrink_limit"),
    (SYSTEM + "[report]\npeople = 3", "report.people: must be true or false"),
    (SYSTEM + "[report]\nfile = 3", "report.file: unknown key"),
    (SYSTEM + '[worklist]\nsplit_by = "moon"', "worklist.split_by: must be one of unit, branch"),
    (SYSTEM + "[match]\nsure = 1.5", "match.sure: must be between 0 and 1, got 1.5"),
    (SYSTEM + "[worklist]\nmax_lines = 0", "worklist.max_lines: must be a whole number from 1"),
    (SYSTEM + "[worklist]\nmax_lines = 1000000", "worklist.max_lines: at most 200,000 lines"),
    (
        SYSTEM + "[letters]\nvalid_days = 93",
        "letters.valid_days: a letter is valid for three months",
    ),
    (SYSTEM + "[letters]\nfirst = 0", "letters.first: must be a whole number from 1"),
    (SYSTEM + '[rules]\nselect = ["XX99"]', "rules.select: no such rule: XX99"),
    (SYSTEM + '[rules.severity]\nRL01 = "bad"', "rules.severity.RL01: must be one of"),
    (SYSTEM + "[rules.RL06]\nno_such = 3", "rules.RL06.no_such: unknown key"),
    (SYSTEM + '[[rules.exempt]]\ncodes = ["RL01"]', "rules.exempt[1].reason: is needed"),
    (SYSTEM + "[limits]\ncells = 0", "limits.cells: must be a whole number from 1"),
    (SYSTEM + "match = 3", "unknown key"),
    ("match = 3\n" + SYSTEM, "match: must be a table"),
]


@pytest.mark.parametrize(("text", "problem"), MISTAKES, ids=[problem for _, problem in MISTAKES])
def test_a_mistake_is_told_with_its_path(text: str, problem: str) -> None:
    found = problems(text)
    assert any(problem in line for line in found), found


def test_all_mistakes_are_told_at_once() -> None:
    text = '[systems.a]\nrole = "x"\nmembers = 1\n[match]\nauto = 3\n[store]\nkeep_runs = "all"\n'
    assert len(problems(text)) == 5  # the four values, and a system without files


def test_a_family_of_rules_may_be_named_by_its_letters() -> None:
    text = SYSTEM + '[rules]\nignore = ["FD"]\nseverity = { DU = "off" }'
    made = parse(text, registry.OPTIONS)
    assert made.rules.ignore == ("FD",)
    assert made.rules.severity == {"DU": "off"}


def test_every_rule_has_all_its_options_with_the_configured_ones_on_top() -> None:
    code, options = next((code, o) for code, o in registry.OPTIONS.items() if o)
    name, default = next((n, v) for n, v in options.items() if isinstance(v, int))
    made = parse(f"{SYSTEM}[rules.{code}]\n{name} = {default + 1}", registry.OPTIONS)
    assert made.rules.options[code] == {**options, name: default + 1}
    assert made.rules.options.keys() == registry.OPTIONS.keys()


def sections(document: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Every key of a document, dotted; a system's name is `*`."""
    for key, value in document.items():
        place = f"{path}{'*' if path == 'systems.' else key}"
        yield place
        if isinstance(value, dict):
            yield from sections(value, f"{place}.")


def test_the_reference_shows_every_key_and_only_real_ones() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    shown = set(sections(tomllib.loads(text.split("```toml\n")[1].split("```")[0])))
    tables = {
        "project": config.Project, "systems.*": config.System, "match": config.Match,
        "rules": config.Rules, "worklist": config.Worklist, "store": config.Store,
        "limits": config.Limits, "intake": config.Intake,
        "notify": config.Notify, "letters": config.Letters, "rulings": config.Rulings,
        "report": config.Report,
    }  # fmt: skip
    for table, kind in tables.items():
        names = {field.name for field in fields(kind)} - {"key", "options"}
        missing = {f"{table}.{name}" for name in names} - shown
        assert not missing


def test_the_reference_is_itself_a_right_configuration() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    made = parse(text.split("```toml\n")[1].split("```")[0], registry.OPTIONS)
    assert made.match == config.Match(aliases="简称对照表.csv")
    assert made.limits == config.Limits()


toml_values = st.one_of(
    st.booleans(), st.integers(-5, 5), st.floats(0, 5), st.sampled_from(['"x"', '"roster"', "[]"])
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["project.name", "project.timezone", "match.auto", "match.review", "match.aliases",
             "match.wrong_links", "match.weights",
             "rules.select", "rules.severity", "worklist.path", "worklist.mask_ids",
             "store.keep_runs", "store.path", "limits.cells", "systems.a", "nothing"]
        ),
        toml_values,
    )
)  # fmt: skip
def test_any_values_give_a_configuration_or_mistakes_and_never_a_crash(
    entries: dict[str, object],
) -> None:
    lines = [f"{key} = {str(value).lower()}" for key, value in entries.items()]
    text = "\n".join(lines) + "\n[systems.z]\nrole = 'roster'\nmembers = 'a'\n"
    with contextlib.suppress(ConfigError):
        assert isinstance(parse(text, registry.OPTIONS), Config)


@pytest.mark.parametrize("promised", ["0/2000", "1", "2000", "1/1", "1:2000", "x"])
def test_a_promise_that_means_nothing_is_a_mistake(promised: str) -> None:
    text = f"[match]\nwrong_links = '{promised}'\n[systems.z]\nrole = 'roster'\nmembers = 'a'\n"
    with pytest.raises(ConfigError, match=r"match\.wrong_links"):
        parse(text, registry.OPTIONS)
    made = parse(text.replace(promised, "1/2000"), registry.OPTIONS)
    assert made.match.wrong_links == "1/2000"
