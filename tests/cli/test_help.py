from __future__ import annotations

import importlib
import re
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from orgtransfer.cli import main as program


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault would leave its log in the working folder."""
    monkeypatch.chdir(tmp_path)


def help_of(*words: str) -> str:
    """What `--help` prints."""
    result = CliRunner().invoke(program.group, [*words, "--help"], terminal_width=300)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("name", program.COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    text = help_of(name)
    assert "Example:" in text
    assert f"orgtransfer {name}" in text.split("Example:")[1]


@pytest.mark.parametrize("name", program.COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    command: click.Command = importlib.import_module(f"orgtransfer.cli.{name}").command
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert not silent


@pytest.mark.parametrize("name", ["", *program.COMMANDS])
def test_help_is_chinese_where_chinese_is_spoken(chinese: None, name: str) -> None:
    text = help_of(*([name] if name else []))
    # What is left in Latin letters: commands, options, placeholders, formats, file names.
    words = re.findall(r"(?<![\w./*<$~-])[a-z]{4,}(?![\w./*=-])", text)
    known = {
        *program.COMMANDS,
        "orgtransfer",
        "parquet",
        "json",
        "table",
        "undo",
        "path",
        "false",
        "true",
    }
    values = {"cron", "systemd", "windows", "unit", "branch", "records", "links", "candidates",
              "findings", "organisations", "coverage", "counts", "closed", "auto", "write", "reissue", "void", "arrived", "received", "template", "accept", "forms", "members", "transfers", "error", "warning", "check", "clock",
              "store", "confirm", "approve", "decisions", "rulings", "shrink", "intake", "backup", "restore", "rebuild", "forget", "list", "notify",
              "info", "pattern", "same", "text", "html", "units", "systems", "tier", "begin", "association", "schema", "bash", "fish", "powershell", "polars", "spark"}  # fmt: skip
    assert set(words) <= known | values
    assert "例" in text


@pytest.mark.parametrize(
    "words",
    [
        "nothing", "diff --nothing", "diff --format nothing", "diff --format", "rules some words",
        "decide", "decide gone.xlsx", "reconcile --quiet=1", "worklist --split-by nobody", "export",
        "export nothing", "quality --sample many", "quality --sample 0",
    ],
)  # fmt: skip
def test_a_mistake_is_explained_in_chinese(chinese: None, words: str) -> None:
    result = CliRunner().invoke(program.group, words.split())
    assert result.exit_code == 2
    # Two English words on end that are none of ours: options, values and file names stand alone.
    said = result.stderr.replace("orgtransfer ", "").replace("some words", "")
    assert re.search(r"[\u4e00-\u9fff]", said)
    assert not re.search(r"(?<![\w'-])[A-Za-z]{2,} [a-z]{2,}(?![\w'-])", said), said


def test_the_language_changes_between_two_calls_of_one_process() -> None:
    assert "Options:" in help_of("--lang", "en", "runs")
    assert "选项:" in help_of("--lang", "zh", "runs")
    assert "Options:" in help_of("runs", "--lang", "en")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, orgtransfer.cli.main as m\n"
        "m.group.main(['--help'], standalone_mode=False)\n"
        "sys.exit(str(sys.modules.keys() & {'polars', 'rich', 'openpyxl', 'rapidfuzz'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "set()"


def test_help_answers_within_four_tenths_of_a_second() -> None:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "orgtransfer", "--help"], check=True, capture_output=True
        )
        times.append(time.perf_counter() - start)
    assert min(times) < 0.4
