"""`orgtransfer completion`: scripts that a shell takes, and what they answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from orgtransfer.cli.completion import SHELLS, WHERE
from tests.cli.conftest import Command


@pytest.mark.parametrize("shell", SHELLS)
def test_the_first_line_says_how_to_install_it(run: Command, shell: str) -> None:
    result = run("--lang", "zh", "completion", shell)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == f"# 安装方法：{WHERE[shell]}"
    assert result.stdout.count("orgtransfer") > 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_finds_no_fault_in_its_script(run: Command, shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not on this machine")
    script = run("completion", shell).stdout
    done = subprocess.run(
        [program, "-n"], input=script, text=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("typed", "place", "wanted"),
    [
        ("orgtransfer re", 1, {"reconcile", "report"}),
        ("orgtransfer letters wr", 2, {"write"}),
        ("orgtransfer reconcile --acc", 2, {"--accept-shrink", "--accept"}),
        ("orgtransfer reconcile --accept sh", 3, {"shrink"}),
        ("orgtransfer help b", 2, {"begin"}),
    ],
)
def test_what_is_proposed(typed: str, place: int, wanted: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orgtransfer"], capture_output=True, text=True, check=False,
        env={**os.environ, "_ORGTRANSFER_COMPLETE": "bash_complete", "COMP_WORDS": typed,
             "COMP_CWORD": str(place)},
    )  # fmt: skip
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == wanted
