from __future__ import annotations

import datetime as dt
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from orgtransfer.schedule import FORMS, Job, files

JOB = Job(
    python="/opt/py/bin/python",
    config="/data/核对 100%/config.toml",
    folder="/data/核对 100%",
    at=dt.time(2, 5),
    zone="Asia/Shanghai",
)


def test_the_line_for_cron_says_when_where_and_what() -> None:
    (line,) = files(JOB, "cron").values()
    assert line.startswith("5 2 * * * cd ")
    assert line.endswith(f"# {JOB.name}\n")
    # cron ends the command at a bare %, and hands over the rest as it stands.
    assert "%" not in line.replace("\\%", "")
    command = line.partition("* * * ")[2].replace("\\%", "%")
    words = shlex.split(command, comments=True)
    assert words[:2] == ["cd", JOB.folder]
    assert list(JOB.words) == words[words.index(JOB.python) : words.index(">")]


def test_the_units_for_systemd_keep_to_the_projects_time_zone_and_make_up_for_missed_nights() -> (
    None
):
    made = files(JOB, "systemd")
    assert set(made) == {
        f"{JOB.name}.service",
        f"{JOB.name}.timer",
        f"{JOB.name}-failed.service",
    }
    timer = made[f"{JOB.name}.timer"]
    assert "OnCalendar=*-*-* 02:05:00 Asia/Shanghai\n" in timer
    assert "Persistent=true" in timer
    service = made[f"{JOB.name}.service"]
    assert "WorkingDirectory=/data/核对 100%%\n" in service
    assert '"/data/核对 100%%/config.toml"' in service
    assert "UMask=0077" in service


def test_the_task_for_windows_is_sound_xml_with_quoted_paths() -> None:
    job = replace(
        JOB, python=r"C:\Py & Co\python.exe", folder=r"D:\核 对", config=r"D:\核 对\c.toml"
    )
    (text,) = files(job, "windows").values()
    root = ET.fromstring(text.partition("?>")[2])  # noqa: S314  # our own text
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    assert root.findtext(".//t:Command", namespaces=space) == job.python
    assert root.findtext(".//t:WorkingDirectory", namespaces=space) == job.folder
    arguments = root.findtext(".//t:Arguments", namespaces=space)
    assert arguments == r'-m orgtransfer reconcile --quiet --config "D:\核 对\c.toml"'
    assert "T02:05:00" in (root.findtext(".//t:StartBoundary", namespaces=space) or "")


def test_a_configuration_keeps_its_jobs_name_and_two_have_two() -> None:
    assert JOB.name == replace(JOB, at=dt.time(3)).name
    assert JOB.name != replace(JOB, config="/other/config.toml").name


@pytest.mark.parametrize("form", FORMS)
def test_no_entry_holds_a_line_break_within_a_command(form: str) -> None:
    for text in files(JOB, form).values():
        assert text.endswith("\n")
        assert "\r" not in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_task_for_windows_is_sound_however_it_is_saved(encoding: str) -> None:
    (text,) = files(JOB, "windows").values()
    saved = text.encode(encoding)
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    root = ET.fromstring(saved)  # noqa: S314  # our own text
    assert root.findtext(".//t:WorkingDirectory", namespaces=space) == JOB.folder
    assert root.findtext(".//t:WakeToRun", namespaces=space) == "true"


WINDOWS = replace(
    JOB,
    python=r"C:\Py & Co\python.exe",
    folder=r"D:\核 对",
    config=r"D:\核 对\c.toml",
    user=r"OFFICE\王",
)


@pytest.mark.parametrize("within", [None, 26])
@pytest.mark.parametrize("user", ["", r"OFFICE\王"])
def test_the_task_for_windows_is_what_the_documented_schema_allows(
    within: int | None, user: str
) -> None:
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("task.xsd")))
    (text,) = files(replace(WINDOWS, within=within, user=user), "windows").values()
    schema.assertValid(etree.fromstring(text.encode("utf-16")))


def test_the_task_for_windows_runs_though_nobody_is_logged_on() -> None:
    (text,) = files(WINDOWS, "windows").values()
    root = etree.fromstring(text.encode())
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    assert root.findtext(".//t:Principal/t:UserId", namespaces=space) == WINDOWS.user
    assert root.findtext(".//t:LogonType", namespaces=space) == "S4U"
    assert root.findtext(".//t:StartBoundary", namespaces=space) == "2026-01-01T02:05:00+08:00"
    assert root.find("t:Actions", space).get("Context") == "Author"


def test_cron_goes_by_the_machines_own_clock() -> None:
    (line,) = files(replace(JOB, here=dt.time(18, 5)), "cron").values()
    assert line.startswith("5 18 * * * cd ")


def test_what_goes_wrong_is_left_to_cron_which_mails_it() -> None:
    (line,) = files(JOB, "cron").values()
    assert " > /dev/null " in line
    assert "2>" not in line


def test_the_job_that_watches_is_another_one_and_asks() -> None:
    watch = replace(JOB, within=26, at=dt.time(9))
    assert watch.name == f"{JOB.name}-check"
    assert {"--check", "--within", "26"} <= set(watch.words)
    assert set(files(watch, "systemd")) == {f"{watch.name}.service", f"{watch.name}.timer"}


def test_a_run_that_is_ended_from_outside_is_told_of() -> None:
    made = files(JOB, "systemd")
    service = made[f"{JOB.name}.service"]
    assert f"OnFailure={JOB.name}-failed.service\n" in service
    assert "TimeoutStartSec=4h\n" in service
    assert '"--failed"' in made[f"{JOB.name}-failed.service"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("within", [None, 26])
def test_systemd_finds_nothing_wrong_and_little_exposed(tmp_path: Path, within: int | None) -> None:
    job = replace(
        JOB, python=sys.executable, folder=str(tmp_path), config=str(tmp_path / "c.toml"),
        within=within, writes=(str(tmp_path / "别处 2"),),
    )  # fmt: skip
    for name, text in files(job, "systemd").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for unit in sorted(tmp_path.glob("*.*")):
        done = subprocess.run(
            ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
    for unit in tmp_path.glob("*.service"):
        words = ["systemd-analyze", "security", "--offline=true", "--threshold=40", unit]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-300:]
