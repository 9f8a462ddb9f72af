"""What is proposed to be changed, and for whom."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from orgtransfer import i18n
from orgtransfer.config import Rules
from orgtransfer.findings import find
from orgtransfer.findings.corrections import CORRECTIONS, corrections
from orgtransfer.findings.written import as_written
from tests import builders

NUMBER = "990101198001010014"
OTHER = "990101198001020036"
WRONG = "990101198001010015"


def proposed(*rows: dict[str, Any], off: tuple[str, ...] = ()) -> pl.DataFrame:
    i18n.use("en")
    systems = ("roster", "register", "register2")
    records = [
        {"name": "王大明", "person": "P1", "system": system, **row}
        for system, row in zip(systems, rows, strict=False)
    ]
    world = builders.world({"records": records})
    made = corrections(world, find(world, Rules(ignore=off)))
    assert made.schema == pl.Schema(CORRECTIONS.columns)
    return made


def said(made: pl.DataFrame) -> list[tuple[Any, ...]]:
    return made.select("record", "field", "new", "source", "sure").rows()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # What agrees with a sound number, for the record that does not.
        (
            [{"birth_date": "1980-02-01"}, {"birth_date": "1980-01-01", "id_number": NUMBER}],
            [(0, "birth", "1980-01-01", 1, True)],
        ),
        # What most systems say, for the one that does not.
        (
            [{"join_date": "2001-07-01"}, {"join_date": "2002-07-01"}, {"join_date": "2001-07-01"}],
            [(1, "join", "2001-07-01", 0, True)],
        ),
        # Nobody knows: each side's for the other one, unsure.
        (
            [{"education": "大学本科"}, {"education": "大学专科"}],
            [(0, "education", "大学专科", 1, False), (1, "education", "大学本科", 0, False)],
        ),
        # A sound number for a wrong one, and for none.
        (
            [{"id_number": WRONG, "id_state": "checksum"}, {"id_number": NUMBER}],
            [(0, "id", NUMBER, 1, True)],
        ),
        # Two sound numbers that differ help a third record to neither.
        (
            [{"id_number": WRONG, "id_state": "checksum"}, {"id_number": NUMBER},
             {"id_number": OTHER}],
            [(1, "id", OTHER, 2, False), (2, "id", NUMBER, 1, False)],
        ),
        # A mask is never proposed.
        (
            [{"id_number": "990101********0036"}, {"id_number": NUMBER}],
            [(0, "id", NUMBER, 1, True)],
        ),
        # What the record's own number says, where another system agrees.
        (
            [{"id_number": NUMBER, "sex": "F"}, {"id_number": NUMBER, "sex": "M"}],
            [(0, "sex", "M", 0, True)],
        ),
        (
            [{"id_number": NUMBER, "sex": "F"}, {"id_number": NUMBER}],
            [(0, "sex", "M", 0, False)],
        ),
        ([{"sex": "M"}, {"sex": "M"}], []),
    ],
)  # fmt: skip
def test_what_is_proposed(rows: list[dict[str, Any]], expected: list[tuple[Any, ...]]) -> None:
    assert sorted(said(proposed(*rows))) == sorted(expected)


def test_what_is_switched_off_is_not_corrected() -> None:
    rows = ({"join_date": "2001-07-01"}, {"join_date": "2002-07-01"}, {"join_date": "2001-07-01"})
    assert said(proposed(*rows, off=("FD04", "ID04"))) == []


def test_a_name_with_a_lost_character_is_proposed_to_nobody() -> None:
    made = proposed({"name": "王大?", "id_number": NUMBER}, {"name": "李小红", "id_number": NUMBER})
    assert "?" not in "".join(made["new"])


def test_there_is_at_most_one_line_a_record_and_field() -> None:
    made = proposed(
        {"join_date": "2001-07-01", "id_number": NUMBER},
        {"join_date": "2002-07-01", "id_number": OTHER},
        {"join_date": "2003-07-01", "id_number": "990101198001030058"},
    )
    assert made.height == made.unique(["record", "field"]).height
    assert made.height
    assert made["key"].n_unique() == made.height
    assert not made["key"].str.contains("[0-9]{17}").any()


@pytest.mark.parametrize(
    ("old", "others", "new", "written"),
    [
        ("2001-07-01", [], "2002-01-05", "2002-01-05"),
        ("2001/7/1", [], "2002-01-05", "2002/1/5"),
        ("2001/07/01", [], "2002-01-05", "2002/01/05"),
        ("2001.7", [], "2002-01-05", "2002.1.5"),
        ("2001.07", [], "2002-01", "2002.01"),
        ("20010701", [], "2002-01-05", "20020105"),
        ("2001年7月1日", [], "2002-01-05", "2002年1月5日"),
        ("2001-07-01 00:00:00", [], "2002-01-05", "2002-01-05"),
        ("不详", ["1999.01.02", "1998.01.02", "1998-01-02"], "2002-01-05", "2002.01.05"),
        ("不详", [], "2002-01-05", "2002-01-05"),
    ],
)
def test_a_date_takes_the_form_of_its_column(
    old: str, others: list[str], new: str, written: str
) -> None:
    records = [{"join_date": text} for text in (old, *others)]
    records = [{k: v for k, v in row.items() if k != "join_key"} for row in records]
    frame = builders.records(records)
    line = {"record": 0, "field": "join", "old": old, "new": new, "stated": new}
    made = as_written(pl.DataFrame([line], schema=CORRECTIONS.columns), frame)
    assert made["written"].to_list() == [written]


def test_a_word_is_the_one_that_the_list_uses() -> None:
    texts = ["正式", "正式", "正式党员", "预备"]
    keys = ["full", "full", "full", "probationary"]
    frame = builders.records(
        [{"category": text, "category_key": key} for text, key in zip(texts, keys, strict=True)]
    )
    line = {
        "record": 3,
        "field": "category",
        "old": "预备",
        "new": "full",
        "stated": "正式党员(转正)",
    }
    made = as_written(pl.DataFrame([line], schema=CORRECTIONS.columns), frame)
    assert made["written"].to_list() == ["正式"]
    line |= {"record": 0, "new": "unheard", "stated": "新词"}
    made = as_written(pl.DataFrame([line], schema=CORRECTIONS.columns), frame)
    assert made["written"].to_list() == ["新词"]
