"""What the examples of `tests/recipes.py` do, looked at in a copy in which they have been done."""

from __future__ import annotations

import dataclasses
import sys
import tomllib
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import orgtransfer
from orgtransfer import frames, i18n, models
from orgtransfer.clean import clean_records
from orgtransfer.cli import main
from orgtransfer.config import Limits, Rules, parse
from orgtransfer.config.schema import schema
from orgtransfer.errors import ConfigError
from orgtransfer.findings import examine
from orgtransfer.match import explain
from orgtransfer.read import open as opening
from orgtransfer.read import words
from orgtransfer.read.limit import Job
from orgtransfer.report import summary as figures
from orgtransfer.worklist import book, pairs, sheets
from tests import builders, config_page
from tests.match import people
from tests.read.sheets import Sheet
from tests.read.writers import WRITERS
from tests.worklist import builder

ROOT = Path(__file__).parents[1]


def rule() -> None:
    """Its cases come out as they say."""
    only = Rules(select=("SR09",))
    text = (ROOT / "tests" / "findings" / "cases" / "SR09.toml").read_text(encoding="utf-8")
    for case in tomllib.loads(text)["case"]:
        found = examine(builders.world(case, only), only, strict=True).findings
        assert found["message"].to_list() == [f"{hit}." for hit in case["hits"]]


def file_format() -> None:
    """A file of it is recognised and read."""
    _name, write = WRITERS["headed"]
    data = write([Sheet("", (("姓名", "性别"), ("王大明", "男")))])
    (grid,) = opening.of_bytes(data, Job("a.csv", Limits()))
    assert grid.cells.rows()[-1] == ("王大明", "男")


def field() -> None:
    """Its header is known, its text kept, and its key made."""
    assert words.MEMBERS["blood_type"] == ("血型",)
    place = {"system": "a", "file": "a", "sheet": ""}
    row = {**place, "row": 2, "name": "王大明", "blood_type": "ab"}
    raw = builders.table(frames.RAW_RECORDS, [row])
    source = {**place, "role": "roster", "kind": "members"}
    sources = builders.table(frames.SOURCES, [source])
    cleaned = clean_records(raw, frames.DAMAGE.empty(), sources, b"")
    assert cleaned.select("blood_type", "blood_type_key").rows() == [("ab", "AB")]


def comparison() -> None:
    """It weighs, and is told in words."""
    same = {"name_key": "欧阳翀", "birth_key": "1980-05-03", "education_key": "college"}
    (pair,) = people.run(people.records({"system": "roster", **same}, same)).pairs.to_dicts()
    (entry,) = (one for one in explain.ledger(pair) if one.comparison == "education")
    assert (entry.level, round(entry.weight, 3)) == ("same", 1.099)
    assert (entry.what, entry.text) == ("education", "the same")
    assert pairs.FIELDS["education"] == "education"


def verdict() -> None:
    """It is reached."""
    member = {"name": "王大明", "branch": "甲", "post": "fulltime"}
    abroad = {"name": "王大明", "branch": "乙", "system": "register", "state": "abroad"}
    found = builders.world({"records": [member, abroad]}).verdicts
    assert found["verdict"].to_list() == ["abroad"]


def sheet() -> None:
    """It is in the workbook, and so is what the verdict means."""
    assert models.sheet_of("ID09") == "documents"
    outcome = builder.outcome()
    one = outcome.findings.head(1).with_columns(code=pl.lit("ID09"), key=pl.lit("ID09:P1:a"))
    outcome = dataclasses.replace(outcome, findings=pl.concat([outcome.findings, one]))
    summary = figures.summarise(outcome, builder.CONFIG, frames.DECISIONS.empty(), ())
    made = book.build(outcome, summary, builder.CONFIG, builder.TODAY)
    assert sheets.title("documents") in made.sheetnames
    texts = [cell.value for row in made[sheets.title("guide")].iter_rows() for cell in row]
    assert models.VERDICTS["abroad"] in texts


def command() -> None:
    """It answers, and the check of a build runs it."""
    said = CliRunner().invoke(main.group, ["--lang", "en", "hello"], standalone_mode=False)
    assert said.output == "hello\n"
    sys.path.insert(0, str(ROOT / "packaging"))
    import check  # noqa: PLC0415  # lies beside the package, and is only there in a checkout

    assert ("hello",) in check.BEFORE


def configuration_key() -> None:
    """It is read, refused out of range, and stands in the schema and on the page."""
    text = "[systems.a]\nrole = 'roster'\nmembers = 'a.csv'\n[store]\nkeep_logs = {}"
    assert dataclasses.asdict(parse(text.format(3)).store)["keep_logs"] == 3
    assert (
        dataclasses.asdict(parse("[systems.a]\nrole='roster'\nmembers='a'").store)["keep_logs"]
        == 10
    )
    with pytest.raises(
        ConfigError, match=r"store\.keep_logs: must be a whole number from 1 on, got 0"
    ):
        parse(text.format(0))
    described = schema({})["properties"]["store"]["properties"]["keep_logs"]
    assert (described["minimum"], described["description"]) == (1, "so many logs are kept")
    shown = f"{'keep_logs = 10':<39} # so many logs are kept (1 or more)\n"
    assert shown in config_page.page("en")


if __name__ == "__main__":
    assert Path(orgtransfer.__file__).is_relative_to(ROOT), orgtransfer.__file__
    i18n.use("en")
    for look in (rule, file_format, field, comparison, verdict, sheet, command, configuration_key):
        look()
        print(look.__name__)
