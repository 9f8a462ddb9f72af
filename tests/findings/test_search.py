"""People are found by whatever a clerk types, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer import run
from orgtransfer.findings import search
from orgtransfer.models import Outcome
from tests.examples import examples
from tests.findings.test_commands import CONFIG, command

HEADER = "姓名,身份证号,所在党支部,人员类别,工作单位,联系电话\n"
ROSTER = """张博宇,990101198001010013,某针灸学会党支部,正式党员,某市第一医院,13800000001
张博,990101198102020021,某针灸学会党支部,正式党员,某市第二医院,13800000002
欧阳大山,,某护理学会党支部,正式党员,某市第一医院,13811112222
王小明,990101197503030038,某护理学会党支部,正式党员,某药业公司,0791-88880001
王晓明,990101197604040046,某护理学会党支部,正式党员,某药业公司,
单晓红,990101196905050053,某护理学会党支部,正式党员,某疾控中心,13822223333
阿依古丽·买买提,99010119900606004X,某口腔学会党支部,正式党员,某口腔医院,
吕西安,990101198807070079,某口腔学会党支部,正式党员,某口腔医院,
"""
REGISTER = """张博宇,990101198001010013,某医院第一党支部,正式党员,某市第一医院,13800000001
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("search")
    texts = {
        "config.toml": CONFIG,
        "roster.csv": HEADER + ROSTER,
        "register.csv": HEADER + REGISTER,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert command("reconcile", "--as-of", "2026-11-20", "-q").exit_code == 0
        with run.load(Path("config.toml")).store() as memory:
            return memory.outcome(memory.run().run)


def names(found: pl.DataFrame) -> set[str]:
    return set(found["name"])


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("张博", {"张博", "张博宇"}), ("博宇", {"张博宇"}), ("大山", {"欧阳大山"}), ("欧 阳", {"欧阳大山"}),
        ("古丽", {"阿依古丽·买买提"}), ("买买提", {"阿依古丽·买买提"}), ("明", {"王小明", "王晓明"}),
        ("zhangboyu", {"张博宇"}), ("zhang bo", {"张博", "张博宇"}), ("ZhangBo", {"张博", "张博宇"}),
        ("zb", {"张博", "张博宇"}), ("zby", {"张博宇"}), ("wxm", {"王小明", "王晓明"}), ("wangxm", {"王小明", "王晓明"}),
        ("wangxiaom", {"王小明", "王晓明"}), ("ouyangdashan", {"欧阳大山"}), ("oyds", {"欧阳大山"}), ("ouyangds", {"欧阳大山"}),
        ("shanxiaohong", {"单晓红"}), ("danxiaohong", {"单晓红"}), ("sxh", {"单晓红"}), ("lvxian", {"吕西安"}), ("lüxian", {"吕西安"}),
        ("lxa", {"吕西安"}), ("ayiguli", {"阿依古丽·买买提"}),
        ("0013", {"张博宇"}), ("004x", {"阿依古丽·买买提"}), ("010013", {"张博宇"}), ("990101********0038", {"王小明"}), ("990101197604040046", {"王晓明"}),
        ("13811112222", {"欧阳大山"}), ("2222", {"欧阳大山"}), ("88880001", {"王小明"}),
        ("第一医院", {"张博宇", "欧阳大山"}), ("口腔医院", {"阿依古丽·买买提", "吕西安"}), ("护理学会", {"欧阳大山", "王小明", "王晓明", "单晓红"}),
        ("某疾控中心", {"单晓红"}), ("roster.csv:4", {"欧阳大山"}), ("roster.csv#2", {"张博宇"}), ("register:2", {"张博宇"}),
        ("register.csv:2", {"张博宇"}), ("roster.csv：9", {"吕西安"}),
        ("张博 第二医院", {"张博"}), ("第一医院 zb", {"张博宇"}), ("wxm 0038", {"王小明"}), ("００１３", {"张博宇"}), ("王小明 口腔", set()), ("張博宇", {"张博宇"}),
        ("李四", set()), ("xyz", set()), ("999", set()), ("", set()), (".*", set()), ("张.宇", set()), ("[", set()),
        ("9999********0038", set()), ("roster.csv:99", set()), ("roster.csv:99999999999999999999", set()), pytest.param("xian" * 9, set(), marks=pytest.mark.slow), ("xian" * 300, set()),
    ],
)  # fmt: skip
def test_a_search_finds_whom_it_means(outcome: Outcome, asked: str, expected: set[str]) -> None:
    assert names(search.people(outcome, asked)) == expected


def test_each_key_of_ours_finds_its_person(outcome: Outcome) -> None:
    records = outcome.records.join(outcome.matched.persons, on="record")
    for key, person in records.select("record_key", "person").iter_rows():
        assert set(search.people(outcome, key)["person"]) == {person}
        assert set(search.people(outcome, person)["person"]) == {person}
    first, last = records["record_key"][0], records["record_key"][-1]
    found = set(search.people(outcome, f"{first}|{last}")["person"])
    assert found == {records["person"][0], records["person"][-1]}


def test_what_is_listed_is_masked(outcome: Outcome) -> None:
    found = search.people(outcome, "张博宇")
    assert found.row(0, named=True)["number"] == "990101********0013"
    assert found["rows"].to_list() == [2]


def test_the_nearest_names_are_told(outcome: Outcome) -> None:
    assert "张博宇" in names(search.nearest(outcome, "张搏宇"))
    assert names(search.nearest(outcome, "赵钱孙李")) == set()


@pytest.mark.slow
@examples(25, 100)
@given(st.text(max_size=12))
def test_no_text_breaks_a_search(outcome: Outcome, asked: str) -> None:
    found = search.people(outcome, asked)
    assert found["person"].is_unique().all()
    assert search.nearest(outcome, asked).height <= outcome.records.height


@pytest.mark.slow
def test_a_search_on_many_rows_is_answered(outcome: Outcome) -> None:
    many = replace(outcome, records=pl.concat([outcome.records] * 7_000).rechunk())
    for asked in ("wangxm", "2222", "张博", "护理学会", "nobody.csv:2", "查无此人", "xqz"):
        assert names(search.people(many, asked)) == names(search.people(outcome, asked))
