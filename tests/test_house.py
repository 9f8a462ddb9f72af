"""What those who carry the program on rely on: pages, templates, workflows and hooks are what they say."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

import notes
import orgtransfer
from tests import examples

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / ".github").glob("*.md")),
    *sorted((ROOT / "docs" / "development").rglob("*.md")),
]
YAML = [
    ROOT / ".pre-commit-config.yaml",
    *sorted((ROOT / ".github").rglob("*.yml")),
]
FORMS = sorted(set((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")) - {
    ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml"
})  # fmt: skip
DECISIONS = sorted((ROOT / "docs" / "development" / "decisions").glob("[0-9]*.md"))
CHANGELOG = """# Changelog

## [Unreleased]

## [0.2.0] - 2026-12-01

### Added

- One thing.

## [0.1.0] - 2026-11-01

- Another.
"""


MATCHING = sorted((ROOT / "orgtransfer" / "match").glob("*.py"))
NO_THRESHOLDS = {
    "block._HALF", "compare._MONTH", "compare._NUMBER", "frequency._PLACES", "frequency._MONTHS",
    "frequency._YEARS", "frequency._DAYS", "learning._NONE", "learning._DIGITS", "learnt._CLOSE",
    "learnt_steps._DIGITS",
    "patterns._LENGTH",
}  # fmt: skip
"""Numbers of the matching that are what they are: lengths of a form, digits that are written, a calendar."""


def _numbers(path: Path) -> set[str]:
    """The constants of a module that are numbers, as `module.NAME`."""
    found = set()
    for line in ast.parse(_text(path)).body:
        if not isinstance(line, ast.Assign | ast.AnnAssign) or line.value is None:
            continue
        target = line.targets[0] if isinstance(line, ast.Assign) else line.target
        parts = [
            part
            for part in ast.walk(line.value)
            if not isinstance(part, ast.operator | ast.unaryop)
        ]
        sums = ast.Constant | ast.BinOp | ast.UnaryOp
        numbers = [part for part in parts if isinstance(part, ast.Constant)]
        if (
            isinstance(target, ast.Name)
            and all(isinstance(part, sums) for part in parts)
            and all(isinstance(part.value, int | float) for part in numbers)
        ):
            found.add(f"{path.stem}.{target.id}")
    return found


def test_every_number_of_the_matching_that_decides_stands_among_the_thresholds() -> None:
    elsewhere = [path for path in MATCHING if path.stem not in {"thresholds", "weights"}]
    found = set().union(*(_numbers(path) for path in elsewhere))
    # Of a column's length, and of a calendar, the names stay with what reads them.
    assert found - NO_THRESHOLDS == set()
    assert "thresholds.LARGEST_BLOCK" in _numbers(ROOT / "orgtransfer" / "match" / "thresholds.py")


def test_every_threshold_is_used_and_says_what_it_is() -> None:
    used = "".join(_text(path) for path in (ROOT / "orgtransfer").rglob("*.py"))
    path = ROOT / "orgtransfer" / "match" / "thresholds.py"
    body = ast.parse(_text(path)).body
    for line, after in pairwise(body):
        if isinstance(line, ast.AnnAssign):
            assert isinstance(after, ast.Expr)
            assert isinstance(after.value, ast.Constant)
    for name in _numbers(path):
        assert used.count(name.partition(".")[2]) > 1, name


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _yaml(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_text(path))
    return found


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", _text(path))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_what_a_page_says_to_run_is_there(path: Path) -> None:
    text = " ".join(_text(path).split())
    modules = set(re.findall(r"python -m (tests[.\w]*\w)", text))
    assert [name for name in modules if importlib.util.find_spec(name) is None] == []
    scripts = set(re.findall(r"python (packaging/[\w.]+)", text))
    assert [name for name in scripts if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", YAML, ids=_name)
def test_it_is_yaml_and_says_something(path: Path) -> None:
    assert _yaml(path)


@pytest.mark.parametrize("path", FORMS, ids=_name)
def test_a_form_asks_in_both_languages_and_warns_first(path: Path) -> None:
    form = _yaml(path)
    assert set(form) == {"name", "description", "labels", "body"}
    first, *rest = form["body"]
    assert first["type"] == "markdown"
    assert "请" in first["attributes"]["value"]
    assert "invented" in first["attributes"]["value"]
    assert len({part["id"] for part in rest}) == len(rest)
    for part in rest:
        assert part["type"] in {"textarea", "input"}
        assert part["attributes"]["label"]


@pytest.mark.parametrize("path", YAML[1:], ids=_name)
def test_a_file_that_is_named_there_is_there(path: Path) -> None:
    text = _text(path)
    named = set(
        re.findall(r"(?<![\w/.*$-])((?:packaging|tests|orgtransfer|docs)/[\w./-]*\w)", text)
    )
    named |= set(re.findall(r"uses: \./(\S+)", text))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_a_hook_runs_what_a_checkout_has() -> None:
    (repo,) = _yaml(ROOT / ".pre-commit-config.yaml")["repos"]
    for hook in repo["hooks"]:
        program, *words = hook["entry"].split()
        assert shutil.which(program), hook["id"]
        if words[:1] == ["-m"]:
            assert importlib.util.find_spec(words[1]), hook["id"]
        assert re.compile(hook.get("files", ""))


def test_decisions_are_numbered_and_listed() -> None:
    numbers = [int(path.name.partition("-")[0]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    listed = _text(DECISIONS[0].parent / "README.md")
    for number, path in zip(numbers, DECISIONS, strict=True):
        title = _text(path).splitlines()[0].removeprefix(f"# {number}. ")
        assert f"{number}. [{title}]({path.name})" in listed


@pytest.mark.parametrize("path", DECISIONS, ids=_name)
def test_a_decision_says_what_why_and_at_what_cost(path: Path) -> None:
    parts = re.findall(r"^\*\*(.+?)\*\*", _text(path), re.MULTILINE)
    assert parts[:3] == ["Decided.", "Why.", "Costs."]
    assert parts[3:] == ["Another decision would need"]


def test_the_notes_of_a_release_are_its_section() -> None:
    assert notes.notes(CHANGELOG, "0.2.0") == "### Added\n\n- One thing."
    assert notes.notes(CHANGELOG, "0.1.0") == "- Another."
    assert notes.notes(_text(ROOT / "CHANGELOG.md"), "Unreleased")


@pytest.mark.parametrize("version", ["0.3.0", "0.2", "Unreleased"])
def test_a_release_without_notes_is_stopped(version: str) -> None:
    with pytest.raises(notes.NoNotesError):
        notes.notes(CHANGELOG, version)


def test_a_tag_has_the_version_of_the_program(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert notes.released(_text(ROOT / "orgtransfer" / "__init__.py")) == orgtransfer.__version__
    (tmp_path / "orgtransfer").mkdir()
    (tmp_path / "orgtransfer" / "__init__.py").write_text('__version__ = "0.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    monkeypatch.setattr(notes, "ROOT", tmp_path)
    assert notes.main(["v0.2.0"]) == 0
    assert "One thing" in capsys.readouterr().out
    assert notes.main(["v0.1.0"]) == 2
    assert "the tag says 0.1.0, the program 0.2.0" in capsys.readouterr().err
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG.replace("[0.2.0]", "[Unreleased]"))
    assert notes.main(["v0.2.0"]) == 2
    assert "rename [Unreleased] first" in capsys.readouterr().err


def test_pages_say_nothing_about_a_machine() -> None:
    found = [
        _name(path)
        for path in [*PAGES, *YAML]
        if re.search(r"/home/|/Users/|localhost", _text(path))
    ]
    assert found == []


def test_every_change_takes_long_series_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _yaml(ROOT / ".github" / "workflows" / "test.yml")["jobs"]["tests"]["env"]
    assert asked["HYPOTHESIS_PROFILE"] == examples.CHANGE
    assert f"HYPOTHESIS_PROFILE={examples.CHANGE} python -m pytest" in _text(ROOT / ".ci" / "run")
    monkeypatch.setattr(examples, "PROFILE", examples.DAILY)
    assert examples.some(range(7), 3) == [0, 3, 6]
    for profile in (examples.CHANGE, examples.NIGHTLY):
        monkeypatch.setattr(examples, "PROFILE", profile)
        assert examples.some(range(7), 3) == list(range(7))
        assert examples.whole()


def test_every_week_the_tests_run_in_their_full_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = _yaml(ROOT / ".github" / "workflows" / "test.yml")["jobs"]["newest"]["steps"]
    asked = [step["run"] for step in steps if "pytest" in step.get("run", "")]
    assert asked == [f"env -u CI HYPOTHESIS_PROFILE={examples.NIGHTLY} python -m pytest"]
    assert examples.number(1, 2) == (2 if examples.PROFILE == examples.NIGHTLY else 1)
    monkeypatch.setattr(examples, "PROFILE", examples.NIGHTLY)
    assert examples.number(1, 2) == 2
    assert examples.examples(1, 2).max_examples == 2
    assert examples.examples(2).max_examples == 2
