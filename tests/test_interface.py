"""`from orgtransfer import reconcile`: frames in, an outcome out."""

from __future__ import annotations

import datetime as dt
import doctest
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import orgtransfer
from orgtransfer import interface, reconcile
from orgtransfer.errors import InputError

TODAY = dt.date(2026, 11, 20)
HERE = pl.DataFrame(
    {
        "name": ["王小明", "李小红"], "id_number": ["990000198001011234", "990000198501012348"],
        "branch": ["某协会党支部"] * 2, "post": ["专职", "兼职"], "category": ["正式党员"] * 2,
    }
)  # fmt: skip
THERE = pl.DataFrame(
    {
        "name": ["王小明", "李小红"], "id_number": ["990000198001011234", "990000198501012348"],
        "branch": ["某医院第一党支部"] * 2, "unit": ["某医院"] * 2,
    }
)  # fmt: skip


@pytest.mark.slow
def test_who_is_due_to_move() -> None:
    outcome = reconcile({"ours": HERE}, {"national": THERE}, today=TODAY)
    assert outcome.records.height == 4
    said = outcome.verdicts.join(outcome.records, on="record").select("name", "verdict", "row")
    assert sorted(said.rows()) == [("李小红", "stays", 3), ("王小明", "due", 2)]
    assert outcome.findings.filter(code="RL01").height == 1


@pytest.mark.slow
def test_the_same_frames_give_the_same_outcome() -> None:
    first, second = (reconcile({"a": HERE}, {"b": THERE}, today=TODAY) for _again in range(2))
    assert first.findings.equals(second.findings)


@pytest.mark.parametrize(
    ("rosters", "said"),
    [
        ({}, "no members were given"),
        ({"a": HERE.rename({"post": "job"})}, "a: no such field: job"),
        ({"a": HERE.drop("name")}, "a: the column name is missing"),
    ],
)
def test_what_is_no_table_of_members_is_refused(
    rosters: dict[str, pl.DataFrame], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        reconcile(rosters, {}, today=TODAY)


def test_the_example_in_its_documentation_runs() -> None:
    assert doctest.testmod(interface) == (0, 4)


@pytest.mark.slow
def test_the_page_about_it_runs() -> None:
    page = (Path(__file__).parents[1] / "docs" / "python.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    (printed,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    assert done.stdout == printed


def test_types_are_shipped_and_nothing_heavy_is_loaded_for_the_version() -> None:
    assert (Path(orgtransfer.__file__).with_name("py.typed")).exists()
    code = "import orgtransfer, sys; orgtransfer.__version__; print('polars' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    with pytest.raises(AttributeError):
        orgtransfer.nothing  # type: ignore[attr-defined]  # noqa: B018  # it is not there
