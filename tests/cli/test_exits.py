"""The exit codes are a contract: every way a command can end, with what it says on stderr."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from orgtransfer import errors
from orgtransfer.cli import exits
from orgtransfer.cli import main as program

PERSON = "王小明 990000198001011234"


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[object]:
    """A command `rules` that ends as the test wants: it returns or raises what the list holds."""
    wanted: list[object] = []

    @click.command()
    def command() -> object:
        if isinstance(wanted[0], BaseException):
            raise wanted[0]
        return wanted[0]

    monkeypatch.setattr(program.Commands, "get_command", lambda *_: program._translated(command))
    monkeypatch.chdir(tmp_path)
    return wanted


def run(*words: str) -> Result:
    """The command line in this process."""
    return CliRunner().invoke(program.group, list(words))


ENDS = [
    pytest.param(None, 0, "", id="done"),
    pytest.param(1, 1, "", id="changed"),
    pytest.param(errors.ConfigError(["a: x", "b: y", "c: z"]), 2, "a: x|b: y|c: z", id="config"),
    pytest.param(errors.InputError("missing"), 2, "missing", id="input"),
    pytest.param(errors.OutputError("open"), 2, "open", id="output"),
    pytest.param(errors.UnknownNameError("no run"), 2, "no run", id="unknown"),
    pytest.param(click.FileError("a.csv", "why"), 2, "", id="click"),
    pytest.param(OSError(28, "No space left", "/data/x.csv"), 2, "x.csv: No space left", id="disk"),
    pytest.param(errors.ProtectedError("shrank"), 4, "shrank", id="protected"),
    pytest.param(KeyboardInterrupt(), 130, "", id="interrupt"),
    pytest.param(click.Abort(), 130, "", id="abort"),
    pytest.param(BrokenPipeError(), 0, "", id="pipe"),
]


@pytest.mark.parametrize(("end", "code", "lines"), ENDS)
def test_each_end_has_its_code_and_says_why(
    ending: list[object], end: object, code: int, lines: str
) -> None:
    ending.append(end)
    result = run("rules")
    assert result.exit_code == code
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    if lines:
        assert result.stderr.splitlines() == [f"Error: {line}" for line in lines.split("|")]


@pytest.mark.parametrize("fault", [ValueError(PERSON), errors.FrameError("table records: x")])
def test_a_fault_of_ours_is_three_with_one_line_and_a_log(
    ending: list[object], tmp_path: Path, fault: Exception
) -> None:
    ending.append(fault)
    result = run("rules", "--lang", "en")
    assert result.exit_code == errors.EXIT_BUG
    (log,) = tmp_path.glob("orgtransfer-*.log")
    assert len(result.stderr.splitlines()) == 1
    assert str(log) in result.stderr
    assert PERSON not in result.stderr
    text = log.read_text(encoding="utf-8")
    assert type(fault).__name__ in text
    assert "test_exits.py:" in text
    assert "command: rules --lang\n" in text
    if sys.platform != "win32":
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_log_holds_no_message_no_value_and_no_word_of_the_command_line() -> None:
    def fails() -> None:
        try:
            {}[PERSON]
        except KeyError as error:
            raise RuntimeError(PERSON) from error

    with pytest.raises(RuntimeError) as caught:
        fails()
    text = exits.report(caught.value, ["explain", PERSON, "--unit=省医院"])
    assert "builtins.KeyError" in text
    assert "builtins.RuntimeError" in text
    assert "command: explain --unit\n" in text
    assert not {"王小明", "990000198001011234", "省医院"} & set(text.split())
    assert str(Path.cwd()) not in text


def test_a_traceback_is_shown_only_on_request(ending: list[object]) -> None:
    ending.append(ValueError("details"))
    assert "Traceback" in run("rules", "--debug").stderr
    assert "Traceback" in run("--debug", "rules").stderr


@pytest.mark.parametrize(
    "words",
    [("no-such",), ("runs", "--no-such"), ("runs", "--last", "x"), ("export", "nothing"), ()],
)
def test_bad_usage_is_two(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == errors.EXIT_USAGE
    assert result.stdout == ""
    assert "Usage:" in result.stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [(("recncile",), "Did you mean reconcile?"), (("runs", "--lst"), "Did you mean --last?")],
)
def test_a_mistyped_word_is_answered_with_the_nearest(words: tuple[str, ...], hint: str) -> None:
    assert hint in run(*words).stderr


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("runs", "--help")])
def test_help_and_version_are_zero(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == errors.EXIT_DONE


def shell(*words: str, **more: object) -> subprocess.CompletedProcess[str]:
    """The command line as a shell starts it."""
    command = [sys.executable, "-m", "orgtransfer", *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, encoding="utf-8", **more
    )  # type: ignore[call-overload, no-any-return]  # options passed through


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "code", "last"),
    [
        (("--lang", "en", "--version"), 0, ""),
        (("--lang", "en", "runs", "-c", "none.toml"), 2, "Error: none.toml is not there."),
        (("--lang", "en", "no-such"), 2, "Error: No such command 'no-such'."),
        (("runs", "-c", "none.toml"), 2, "错误："),
    ],
)
def test_a_shell_sees_the_same_codes(
    tmp_path: Path, words: tuple[str, ...], code: int, last: str
) -> None:
    env = {**os.environ, "LANG": "C.UTF-8"}
    env.pop("LANGUAGE", None)
    done = shell(*words, cwd=tmp_path, env=env)
    assert done.returncode == code
    assert (done.stderr.splitlines() or [""])[-1].startswith(last)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one child")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_ctrl_c_and_the_schedulers_end_are_130(name: str) -> None:
    code = (
        "import os, signal, click\n"
        "from orgtransfer.cli import main\n"
        f"main.Commands.invoke = lambda *_: os.kill(os.getpid(), signal.{name})\n"
        "main.main()"
    )
    done = subprocess.run([sys.executable, "-c", code, "runs"], check=False, capture_output=True)
    assert done.returncode == errors.EXIT_INTERRUPTED


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX pipe")
def test_a_reader_who_leaves_early_is_no_failure() -> None:
    command = f"{sys.executable} -m orgtransfer --help | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], check=False, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("0", "")


@pytest.mark.slow
def test_a_reader_that_has_left_is_no_failure_for_tables_either() -> None:
    command = [sys.executable, "-m", "orgtransfer", "rules"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.wait(60) == 0
