"""Workbooks of the samples as units are given them: nothing in any part is about anybody else."""

from __future__ import annotations

import html
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import polars as pl
import pytest

from orgtransfer import run, worklist
from orgtransfer.i18n import _
from orgtransfer.models import SHEETS, Outcome
from orgtransfer.run import worklists
from orgtransfer.similarity import identity
from orgtransfer.worklist import Part
from orgtransfer.worklist.split import By
from orgtransfer.worklist.stamp import Stamp
from tests.examples import number

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LETTER = "On the organisation relationships of Party members"


@pytest.fixture(scope="module")
def whole(
    samples_done: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[run.Workspace, Outcome]:
    """The samples' run."""
    folder = tmp_path_factory.mktemp("samples")
    shutil.copytree(samples_done, folder, dirs_exist_ok=True)
    workspace = run.load(folder / "config.toml")
    with workspace.store() as memory:
        return workspace, memory.outcome(memory.run().run)


@pytest.fixture(scope="module")
def texts(whole: tuple[run.Workspace, Outcome]) -> Callable[[By, Part], str]:
    """Every part of a workbook's zip, one under the other, as text; each workbook is made once."""
    workspace, _outcome = whole
    made: dict[tuple[By, str], str] = {}

    def text(by: By, part: Part) -> str:
        if (by, part.name) not in made:
            made[by, part.name] = written(part, workspace)
        return made[by, part.name]

    return text


def written(part: Part, workspace: run.Workspace) -> str:
    """Every part of the zip of a workbook that is made now, as text."""
    with workspace.store() as memory:
        last = memory.run()
        _summary, book = worklists.book(
            part.outcome, workspace, memory.decisions(), Stamp("", last.made.replace(tzinfo=None)),
            today=last.as_of, unit=part.name,
        )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        files = [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
    return html.unescape("\n".join(files))


def others(outcome: Outcome, part: Part) -> Mapping[str, set[str]]:
    """What is only said of people that the part has nothing to do with."""
    said = outcome.records.select(
        "record",
        "name",
        phone=pl.col("phone").str.extract(r"(1[0-9]{10})"),
        masked=identity.mask(pl.coalesce("id_key", "id_number")),
    )
    own = part.outcome.records["record"].implode()
    mine = said.filter(pl.col("record").is_in(own))
    foreign = said.filter(~pl.col("record").is_in(own))
    only = {
        column: set(foreign[column].drop_nulls()) - set(mine[column].drop_nulls())
        for column in ("name", "phone", "masked")
    }
    # A mask of stars is nobody's; who has a letter in the ledger, or is whom to telephone, is named.
    only["masked"] = {mask for mask in only["masked"] if len(re.sub(r"[^0-9]", "", mask)) > 4}
    listed = outcome.organisations
    for named in (part.outcome.transfers["name"], listed["secretary"], listed["contact"]):
        only["name"] -= set(named.drop_nulls())
    return only


def within(text: str, values: Iterable[str]) -> set[str]:
    """Which of many values stand anywhere in a text, looked for all at once."""
    wanted = pl.Series([*values], dtype=pl.String).implode()
    found = pl.Series([text]).str.extract_many(wanted, overlapping=True)
    return set(found.explode().drop_nulls())


def test_what_stands_in_a_text_is_found_wherever_it_stands() -> None:
    assert within("王小明月光", ["小明", "王小明", "明月", "李", "小明月光了"]) == {
        "小明",
        "王小明",
        "明月",
    }
    assert not within("王小明", [])


@pytest.mark.parametrize(
    ("by", "every"),
    [("unit", number(6, 1)), ("branch", number(60, 10)), ("association", number(12, 4))],
)
def test_no_part_of_a_units_workbook_is_about_anybody_else(
    whole: tuple[run.Workspace, Outcome], texts: Callable[[By, Part], str], by: By, every: int
) -> None:
    _workspace, outcome = whole
    found = list(worklist.parts(outcome, by))
    # In the nightly run every part of the units, and some of the many branches and associations.
    for part in found[::every]:
        text = texts(by, part)
        foreign = others(outcome, part)
        cells = set(re.findall(r">([^<>]+)<", text))
        assert not cells & foreign["name"], part.name
        # Two characters may stand in any sentence by chance; three and more do not.
        assert not within(text, (name for name in foreign["name"] if len(name) > 2)), part.name
        for column in ("phone", "masked"):
            assert not within(text, foreign[column]), part.name
        assert _(SHEETS["coverage"]) not in cells, part.name
        assert part.outcome.coverage.is_empty()


def test_what_lawfully_stays_or_is_for_information_asks_for_no_letter(
    whole: tuple[run.Workspace, Outcome], texts: Callable[[By, Part], str]
) -> None:
    _workspace, outcome = whole
    unasked = 0
    for part in list(worklist.parts(outcome))[:: number(6, 1)]:
        findings, pairs = part.outcome.findings, part.outcome.matched.pairs
        work = findings.filter(pl.col("code") != "RL02", pl.col("severity") != "info")
        asked = work.height + pairs.filter(tier="review").height
        unasked += not asked
        assert (_(LETTER) in texts("unit", part)) == bool(asked)
    assert unasked
