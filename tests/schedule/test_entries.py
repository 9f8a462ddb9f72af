from __future__ import annotations

import datetime as dt
import shlex
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

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
    assert list(JOB.words) == words[words.index(JOB.python) : words.index(">>")]


def test_the_units_for_systemd_keep_to_the_projects_time_zone_and_make_up_for_missed_nights() -> (
    None
):
    made = files(JOB, "systemd")
    assert set(made) == {f"{JOB.name}.service", f"{JOB.name}.timer"}
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
