"""What scripts and terminals expect: colours, width, JSON."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Command

COLOUR = r"\x1b\[[0-9;]*3[0-7]m"


def in_a_shell(words: list[str], folder: Path, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "orgtransfer", *words], cwd=folder, capture_output=True, text=True,
        encoding="utf-8", check=True, env={**os.environ, **env},
    )  # fmt: skip
    return done.stdout


@pytest.mark.slow
def test_colours_reach_nobody_who_does_not_want_them(busy_desk: Path) -> None:
    forced = in_a_shell(["reconcile"], busy_desk, FORCE_COLOR="1")
    assert re.search(COLOUR, forced)
    assert not re.search(COLOUR, in_a_shell(["reconcile"], busy_desk))
    unwanted = in_a_shell(["reconcile"], busy_desk, FORCE_COLOR="1", NO_COLOR="1")
    assert not re.search(COLOUR, unwanted)


@pytest.mark.slow
@pytest.mark.parametrize("width", [60, 100])
def test_lines_are_as_wide_as_is_asked(busy_desk: Path, width: int) -> None:
    from rich.cells import cell_len  # noqa: PLC0415  # only here

    printed = in_a_shell(["reconcile"], busy_desk, COLUMNS=str(width), ORGTRANSFER_LANG="zh")
    assert max(cell_len(line) for line in printed.splitlines()) <= width


@pytest.mark.slow
def test_the_summary_as_json_has_the_counts_and_nobody(run: Command, desk: Path) -> None:
    first = run("reconcile", "--json")
    assert first.exit_code == 0
    told = json.loads(first.stdout)
    assert (told["run"], told["workbook"], told["doubts"]) == (1, "工作台账.xlsx", [])
    assert told["summary"]["records"] == 8
    verdicts = {line["verdict"]: line["people"] for line in told["summary"]["verdicts"]}
    assert verdicts["due"] == 1
    assert not re.search("王小明|李小红|990000", first.stdout)
    again = json.loads(run("reconcile", "--json").stdout)
    assert (again["run"], again["summary"]["new"]) == (2, 0)


def test_an_explanation_as_json(run: Command, busy_desk: Path) -> None:
    rule = json.loads(run("explain", "rl01", "--json").stdout)["rule"]
    (listed,) = [one for one in json.loads(run("rules", "--json").stdout) if one["code"] == "RL01"]
    assert rule == listed
    printed = run("explain", "王小明").stdout
    told = json.loads(run("explain", "王小明", "--json").stdout)
    lines = told["lines"]
    (person,) = told["people"]
    assert {row["name"] for row in person["records"]} == {"王小明"}
    assert person["findings"]
    assert all(
        {"question", "answer"} == set(step) for one in person["verdicts"] for step in one["path"]
    )
    for link in person["links"]:
        assert sum(entry["weight"] for entry in link["ledger"]) == pytest.approx(link["weight"])
    key = person["findings"][0]["key"]
    found = json.loads(run("explain", key, "--json").stdout)["finding"]
    assert (found["key"], found["message"]) == (key, person["findings"][0]["message"])
    assert not re.search(r"\d{17}", json.dumps(told))
    assert [line.strip() for line in lines if line.strip()] == [
        line.strip() for line in printed.splitlines() if line.strip()
    ]
    assert not re.search(r"\d{17}", "".join(lines))
    assert run("explain", "没有的", "--json").exit_code == 2


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows reads keys from its console")
def test_a_command_that_asks_for_keys_says_so_where_there_is_no_terminal(samples: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orgtransfer", "--lang", "zh", "judge", "--by", "x"], cwd=samples,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", check=False,
        start_new_session=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert (
        done.stderr == "错误：这条命令要用键盘回答：请在终端里运行，不要作为任务或接在管道里运行\n"
    )


@pytest.mark.slow
def test_a_folder_that_the_configuration_names_is_made(run: Command, desk: Path) -> None:
    text = (desk / "config.toml").read_text(encoding="utf-8")
    path = "新建 文件夹/台账/核对.xlsx"
    (desk / "config.toml").write_text(f'{text}[worklist]\npath = "{path}"\n', encoding="utf-8")
    assert run("reconcile", "-q").exit_code == 0
    assert (desk / path).exists()
    mistyped = run("reconcile", "-q", "-o", "没有/核对.xlsx")
    assert mistyped.exit_code == 2
    assert not (desk / "没有").exists()


@pytest.mark.slow
def test_a_rehearsal_has_no_run(run: Command, desk: Path) -> None:
    told = json.loads(run("reconcile", "--json", "--dry-run").stdout)
    assert told["run"] is None
    assert not (desk / "工作台账.xlsx").exists()
