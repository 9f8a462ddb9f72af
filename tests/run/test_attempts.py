"""The journal of attempts, and who is told of them."""

from __future__ import annotations

import json
import re
import stat
import sys
from pathlib import Path

import lxml.html
import pytest

from orgtransfer import pipeline, run
from orgtransfer.run import notification
from tests import once
from tests.cli.conftest import Command, command, lay_out
from tests.worklist import builder


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A configuration and two small exports."""
    return lay_out(tmp_path)


@pytest.fixture
def go(desk: Path) -> Command:
    """A command line about the desk."""
    return lambda *words: command(words[0], "-c", desk / "config.toml", *words[1:])


def begin(desk: Path, nights: int = 1) -> None:
    """Nights that a test begins with."""
    for _night in range(nights):
        once.night(command, desk, "-q", "-c", desk / "config.toml")


def add(desk: Path, text: str) -> None:
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write(text)


def listed(desk: Path) -> list[run.Attempt]:
    return run.attempts(run.load(desk / "config.toml"))


def journal(desk: Path) -> Path:
    return desk / ".orgtransfer" / "attempts.jsonl"


@pytest.mark.slow
def test_every_attempt_is_written_down_refused_ones_too(desk: Path, go: Command) -> None:
    for day in ("2026-11-20", "2026-11-21", "2026-11-22", "2026-11-01"):
        go("reconcile", "-q", "--as-of", day)
    (desk / "register.csv").unlink()
    go("reconcile", "-q", "--as-of", "2026-11-23")
    go("reconcile", "-q", "--dry-run")
    found = listed(desk)
    # The first one began before there was a store; it is there since it ended.
    assert [(one.result, one.exit_code) for one in found] == [
        ("done", 0), ("done", 0), ("quiet", 0), ("refused", 4), ("refused", 2),
    ]  # fmt: skip
    assert found[0].counts["findings"] > 0
    assert all(re.fullmatch(r".*[+-]\d\d:\d\d", one.started) for one in found)
    shown = go("runs", "--attempts", "--json").stdout
    assert [one["result"] for one in json.loads(shown)] == [one.result for one in found]
    assert "refused" in go("runs", "--attempts").stdout


@pytest.mark.slow
def test_the_journal_names_nobody_and_is_its_owners_alone(desk: Path, go: Command) -> None:
    begin(desk, 2)
    assert not re.search(r"王小明|李小红|\d{15}", journal(desk).read_text(encoding="utf-8"))
    if sys.platform != "win32":
        assert stat.S_IMODE(journal(desk).stat().st_mode) == 0o600


@pytest.mark.slow
def test_a_killed_run_shows_as_one_that_never_ended(desk: Path, go: Command) -> None:
    begin(desk, 2)
    lines = journal(desk).read_text(encoding="utf-8").splitlines()
    journal(desk).write_text("\n".join([*lines[:-1], lines[-1][:40]]), encoding="utf-8")
    assert [one.result for one in listed(desk)] == ["done", "unfinished"]


@pytest.mark.slow
def test_an_interrupted_run_is_told(
    desk: Path, go: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(desk)
    with (desk / "register.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")  # so that the next run has something to do

    def interrupt(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "reconcile", interrupt)
    monkeypatch.setattr(pipeline, "again", interrupt)
    assert go("reconcile", "-q").exit_code == 130
    last = listed(desk)[-1]
    assert (last.result, last.exit_code) == ("interrupted", 130)


def test_the_journal_is_rotated(desk: Path, go: Command) -> None:
    begin(desk)
    line = journal(desk).read_text(encoding="utf-8").splitlines()[0]
    journal(desk).write_text((line + "\n") * (600_000 // len(line)), encoding="utf-8")
    go("reconcile", "-q")
    assert journal(desk).stat().st_size < 10_000
    assert len(listed(desk)) == 2


TELL = """
[notify]
command = ["{python}", "-c", "import sys; open('told.txt', 'a', encoding='utf-8').write(sys.stdin.buffer.read().decode())"]
on = "{on}"
seconds = 20
"""


@pytest.mark.slow
@pytest.mark.parametrize(("on", "told"), [("always", 3), ("change", 2), ("failure", 1)])
def test_the_users_own_command_is_told(
    desk: Path, go: Command, monkeypatch: pytest.MonkeyPatch, on: str, told: int
) -> None:
    monkeypatch.chdir(desk)
    add(desk, TELL.format(python=Path(sys.executable).as_posix(), on=on))
    for day in ("2026-11-20", "2026-11-20", "2026-11-01"):
        go("reconcile", "-q", "--as-of", day)
    text = (desk / "told.txt").read_text(encoding="utf-8")
    assert len(re.findall(r"(?m)^orgtransfer 20", text)) == told
    assert "refused (4)" in text
    assert not re.search(r"王小明|\d{15}", text)


@pytest.mark.slow
@pytest.mark.parametrize("days", [["2026-11-20"], ["2026-11-20", "2026-11-01"]])
def test_mail_gets_a_page_that_loads_nothing_and_names_nobody(
    desk: Path, go: Command, monkeypatch: pytest.MonkeyPatch, days: list[str]
) -> None:
    monkeypatch.chdir(desk)
    add(desk, TELL.format(python=Path(sys.executable).as_posix(), on="always"))
    add(desk, 'format = "html"\n')
    for day in days:
        (desk / "told.txt").unlink(missing_ok=True)
        go("reconcile", "-q", "--as-of", day)
    text = (desk / "told.txt").read_text(encoding="utf-8")
    page = lxml.html.fromstring(text)
    assert text.startswith("<!doctype html>")
    assert not re.search(r"王小明|\d{15}|<script|<link|src=|url\(|http", text)
    shown = [cell.text_content() for cell in page.iter("td")]
    if len(days) == 1:
        assert page.findtext(".//title").startswith("orgtransfer: came through")
        assert shown[0] == f"{listed(desk)[0].counts['new']}new"
    else:
        assert page.findtext(".//title").startswith("orgtransfer: refused")
        assert "refused (4)" in text
        assert any("2026-11-20" in line.text_content() for line in page.iter("p"))


def test_what_a_message_holds_is_text_in_the_page() -> None:
    message = notification.Message("refused", "", ["导出<b>1</b>.xlsx & 其他"])
    page = notification.page(builder.CONFIG, message)
    assert "导出&lt;b&gt;1&lt;/b&gt;.xlsx &amp; 其他" in page


def test_a_form_of_messages_that_is_not_known_is_named(desk: Path, go: Command) -> None:
    add(desk, '\n[notify]\nformat = "pdf"\n')
    refused = go("reconcile", "-q")
    assert refused.exit_code == 2
    assert "notify.format" in refused.stderr
    assert "html" in refused.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "broken", ['["no-such-program-anywhere"]', '["{python}", "-c", "import time; time.sleep(60)"]']
)
def test_a_command_that_fails_or_hangs_does_no_harm(
    desk: Path, go: Command, capfd: pytest.CaptureFixture[str], broken: str
) -> None:
    program = broken.replace("{python}", Path(sys.executable).as_posix())
    add(desk, f'\n[notify]\ncommand = {program}\non = "always"\nseconds = 1\n')
    assert go("reconcile", "-q").exit_code == 0
    assert "[notify]" in capfd.readouterr().err


@pytest.mark.slow
def test_a_night_that_never_came_is_told(
    desk: Path, go: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk)
    add(desk, TELL.format(python=Path(sys.executable).as_posix(), on="failure"))
    assert go("schedule", "--check").exit_code == 1
    assert "no run has come through" in (desk / "told.txt").read_text(encoding="utf-8")
    go("reconcile", "-q")
    fresh = go("schedule", "--check")
    assert fresh.exit_code == 0, fresh.stderr
    assert "last run that came through: 20" in fresh.stdout
    text = re.sub(r'"20\d\d-', '"2020-', journal(desk).read_text(encoding="utf-8"))
    journal(desk).write_text(text, encoding="utf-8")
    assert go("schedule", "--check").exit_code == 1
