from __future__ import annotations

import datetime as dt
import sys
import zoneinfo
from dataclasses import replace
from pathlib import Path

import pytest

from orgtransfer.errors import OutputError
from orgtransfer.schedule import Job, install, lingers, remove, upcoming, usual

JOB = Job("/py", "/data/config.toml", "/data", dt.time(2, 30), "Asia/Shanghai")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stands in for POSIX programs")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose programs are shell scripts of the test's, and whose home is empty."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def program(machine: Path, name: str, script: str) -> None:
    """Puts a program on the machine."""
    (machine / name).write_text(f"#!/bin/sh\ncd {machine}\n{script}\n", encoding="utf-8")
    (machine / name).chmod(0o755)


CRONTAB = """
case "$1" in
  -l) test -f table || { echo "no crontab for you" >&2; exit 1; }; cat table ;;
  -) cat > table ;;
esac
"""


def test_cron_keeps_the_users_own_lines_and_replaces_the_earlier_job(machine: Path) -> None:
    program(machine, "crontab", CRONTAB)
    install(JOB, "cron")
    own = "0 8 * * 1 echo own\n"
    table = machine / "table"
    table.write_text(own + table.read_text(encoding="utf-8"), encoding="utf-8")
    install(replace(JOB, at=dt.time(4, 0)), "cron")
    install(replace(JOB, config="/other.toml"), "cron")
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[0] + "\n" == own
    assert [line.split()[:2] for line in lines[1:]] == [["0", "4"], ["30", "2"]]


def test_systemd_gets_its_units_and_is_told(machine: Path) -> None:
    program(machine, "systemctl", 'echo "$@" >> told')
    install(JOB, "systemd")
    units = machine / "config" / "systemd" / "user"
    assert {path.suffix for path in units.iterdir()} == {".service", ".timer"}
    told = (machine / "told").read_text(encoding="utf-8").splitlines()
    assert told == ["--user daemon-reload", f"--user enable --now {JOB.name}.timer"]


def test_windows_gets_the_task_in_utf_16(machine: Path) -> None:
    program(machine, "schtasks", 'cp "$6" task.xml; echo "$@" > told')
    install(replace(JOB, folder=str(machine)), "windows")
    assert not [path for path in machine.iterdir() if path.name.startswith(".orgtransfer")]
    assert "<Task" in (machine / "task.xml").read_text(encoding="utf-16")
    assert f"/TN {JOB.name}" in (machine / "told").read_text(encoding="utf-8")


def test_a_scheduler_that_is_not_there_is_named(machine: Path) -> None:
    with pytest.raises(OutputError, match="no schtasks"):
        install(replace(JOB, folder=str(machine)), "windows")


def test_what_a_scheduler_refuses_is_told(machine: Path) -> None:
    program(machine, "schtasks", 'echo "access is denied" >&2; exit 5')
    with pytest.raises(OutputError, match="access is denied"):
        install(replace(JOB, folder=str(machine)), "windows")


def test_the_scheduler_of_this_machine_is_one_of_those_that_there_are() -> None:
    assert usual() in ("cron", "systemd", "windows")


def test_a_refused_installation_leaves_no_unit_behind(machine: Path) -> None:
    program(machine, "systemctl", 'test "$2" = daemon-reload || { echo "no bus" >&2; exit 1; }')
    with pytest.raises(OutputError, match="no bus"):
        install(JOB, "systemd")
    assert not list((machine / "config" / "systemd" / "user").iterdir())


def test_a_refused_installation_leaves_the_earlier_job_as_it_was(machine: Path) -> None:
    program(machine, "systemctl", "")
    install(JOB, "systemd")
    units = machine / "config" / "systemd" / "user"
    before = {path.name: path.read_bytes() for path in units.iterdir()}
    program(machine, "systemctl", 'echo "no bus" >&2; exit 1')
    with pytest.raises(OutputError, match="no bus"):
        install(replace(JOB, at=dt.time(5, 0)), "systemd")
    assert {path.name: path.read_bytes() for path in units.iterdir()} == before


def test_cron_loses_this_job_and_no_other_line(machine: Path) -> None:
    program(machine, "crontab", CRONTAB)
    watch = replace(JOB, within=26)
    own = "0 8 * * 1 echo own\n"
    (machine / "table").write_text(own, encoding="utf-8")
    install(JOB, "cron")
    install(watch, "cron")
    assert remove(JOB, "cron")
    assert not remove(JOB, "cron")
    assert remove(watch, "cron")
    assert (machine / "table").read_text(encoding="utf-8") == own


def test_systemd_loses_its_units(machine: Path) -> None:
    program(machine, "systemctl", 'echo "$@" >> told')
    install(JOB, "systemd")
    assert remove(JOB, "systemd")
    assert not list((machine / "config" / "systemd" / "user").iterdir())
    told = (machine / "told").read_text(encoding="utf-8").splitlines()
    assert told[-2:] == [f"--user disable --now {JOB.name}.timer", "--user daemon-reload"]
    assert not remove(JOB, "systemd")


def test_windows_loses_the_task(machine: Path) -> None:
    program(machine, "schtasks", 'echo "$1" >> told; test "$1" != /Query -o -f there')
    assert not remove(JOB, "windows")
    (machine / "there").touch()
    assert remove(JOB, "windows")
    told = (machine / "told").read_text(encoding="utf-8").split()
    assert told == ["/Query", "/Query", "/Delete"]


@pytest.mark.parametrize(("may", "confined"), [(True, True), (False, False)])
def test_the_sandbox_leaves_out_what_the_users_manager_may_not(
    machine: Path, may: bool, confined: bool
) -> None:
    program(machine, "systemctl", "")
    program(machine, "systemd-run", "" if may else "exit 226")
    install(JOB, "systemd")
    units = machine / "config" / "systemd" / "user"
    for name in (f"{JOB.name}.service", f"{JOB.name}-failed.service"):
        text = (units / name).read_text(encoding="utf-8")
        assert ("ProtectSystem=strict" in text) == confined
        assert "NoNewPrivileges=yes" in text


@pytest.mark.parametrize(("said", "known"), [("yes", True), ("no", False)])
def test_whether_timers_run_while_nobody_is_logged_in(
    machine: Path, said: str, known: bool
) -> None:
    program(machine, "loginctl", f"echo {said}")
    assert lingers() is known


def test_the_next_run_is_told_by_what_is_installed(machine: Path) -> None:
    program(machine, "crontab", CRONTAB)
    program(machine, "systemctl", "")
    now = dt.datetime(2026, 11, 27, 9, 0, tzinfo=zoneinfo.ZoneInfo("Asia/Shanghai"))
    assert upcoming(JOB, "cron", now) is None
    install(JOB, "systemd")
    assert upcoming(JOB, "systemd", now) == now.replace(day=28, hour=2, minute=30)
    install(JOB, "cron")
    found = upcoming(JOB, "cron", now)
    assert found is not None
    assert (found.hour, found.minute) == (2, 30)
    assert dt.timedelta() < found - now <= dt.timedelta(days=1)
