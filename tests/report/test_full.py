"""What stands on the page that can be searched, read back as a document and as data."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
import tomllib
import zlib
from importlib import resources
from pathlib import Path
from typing import Any

import lxml.html
import polars as pl
import pytest

from orgtransfer import frames
from orgtransfer.models import Outcome, RuleText
from orgtransfer.report import (
    ages,
    bundle,
    charts,
    flow,
    initials,
    linkage,
    page,
    people,
    strings,
    trees,
)
from orgtransfer.report.page_tables import PageTables
from orgtransfer.report.sections import Night
from orgtransfer.report.summary import summarise
from orgtransfer.run import pages
from tests.report import crowd
from tests.worklist import builder

NIGHTS = [
    Night(dt.date(2026, 11, day), 60 - day, people=40, roster=50 - day, due=9, to_judge=3)
    for day in (18, 19, 20)
]
RULE = RuleText("RL01", "应转未转", "error", "", "查什么", "为什么", "例子", "怎么办", "依据")


def made(outcome: Outcome | None = None, *, wanted: bool = False) -> str:
    run = outcome or builder.outcome()
    material = PageTables(run, words=pages.words(), people=wanted)
    summary = summarise(run, builder.CONFIG)
    return page.render(summary, "某委", builder.TODAY, [RULE], NIGHTS, material)


def test_the_sections_are_there_in_their_order_and_the_contents_lead_to_them() -> None:
    document = lxml.html.fromstring(made(wanted=True))
    keys = document.xpath("//section/@id")
    assert keys == [
        "find", "verdicts", "flow", "trend", "rules", "units", "ages", "organisations", "sure",
        "judge", "links", "sources", "sheets",
    ]  # fmt: skip
    links = [link.lstrip("#") for link in document.xpath("//nav//a/@href")]
    assert links == [key for key in keys if key in strings.places()]


@pytest.mark.slow
def test_by_default_nobody_stands_on_it(desk: Path) -> None:
    html = (desk / "page.html").read_text(encoding="utf-8")
    records = pl.read_parquet(desk / "records.parquet")
    names = records["name"].drop_nulls().unique().to_list()
    # A name of two characters may be part of an organisation's; of three there is none.
    assert [name for name in names if len(name) > 2 and name in html] == []
    numbers = records["id_number"].drop_nulls().unique().to_list()
    assert [number for number in numbers if len(number) > 5 and number in html] == []
    assert "不含任何人的姓名" in html


@pytest.mark.slow
def test_with_people_numbers_are_masked_and_the_page_says_so(desk: Path) -> None:
    html = (desk / "people.html").read_text(encoding="utf-8")
    assert "本页含有人员姓名" in html
    told = json.dumps(_data(html), ensure_ascii=False)
    records = pl.read_parquet(desk / "records.parquet")
    assert records["name"].drop_nulls()[0] in told
    assert re.search(r"\d{6}\*{8}\d{3}[\dX]", told)
    assert not re.search(r"(?<!\d)\d{17}[\dX](?!\d)", told)
    births = {"birth_date", "birth_key", "id_birth"}
    assert not births & set(_data(html)["records"])


def _data(html: str) -> dict[str, Any]:
    packed = lxml.html.fromstring(html).get_element_by_id("people").text
    return json.loads(zlib.decompress(base64.b64decode(packed)))  # type: ignore[no-any-return]


@pytest.mark.parametrize("wanted", [False, True])
def test_the_policy_names_exactly_what_runs_and_nothing_is_loaded(*, wanted: bool) -> None:
    html = made(wanted=wanted)
    policy = lxml.html.fromstring(html).xpath("//meta[@http-equiv]/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    runs = re.findall(r"<script>(.*?)</script>|<style>(.*?)</style>", html, re.DOTALL)
    digests = {
        f"'sha256-{base64.b64encode(hashlib.sha256(''.join(one).encode()).digest()).decode()}'"
        for one in runs
    }
    assert set(re.findall(r"'sha256-[^']*'", policy)) == digests
    own = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"\bsrc=|url\(|@import|<link|<iframe|https?://", own)
    assert set(re.findall(r'href="(.)', own)) == {"#"}
    assert " style=" not in own


def test_what_comes_from_an_export_ends_no_script() -> None:
    evil = "</script><script>alert(1)</script>"
    run = builder.outcome(findings=[builder.finding("RL01", 0, call=evil)])
    sources = run.inputs.sources.with_columns(label=pl.lit(evil))
    named = run.records.with_columns(name=pl.lit(evil), association=pl.lit(evil))
    run = builder.replace(run, records=named, inputs=builder.replace(run.inputs, sources=sources))
    for wanted in (False, True):
        html = made(run, wanted=wanted)
        assert "<script>alert" not in html
        assert html.count("</script>") == (5 if wanted else 4)
    with pytest.raises(ValueError, match="end its element"):
        bundle.safe("x</SCRIPT >")


def test_the_library_is_the_one_that_is_recorded() -> None:
    there = resources.files("orgtransfer.report").joinpath("bundled")
    record = tomllib.loads(there.joinpath("echarts.toml").read_text(encoding="utf-8"))
    code = there.joinpath("echarts.min.js").read_bytes()
    assert hashlib.sha256(code).hexdigest() == record["sha256"]
    licence = there.joinpath("echarts.LICENSE.txt").read_text(encoding="utf-8")
    for name in ("Apache License", "BSD 3-Clause", "Mike Bostock", "Baidu Inc."):
        assert name in licence


def test_the_cards_say_what_changed_since_the_last_run() -> None:
    document = lxml.html.fromstring(made())
    changes = [one.text for one in document.xpath("//ul[@class='cards']//span[@class='change']")]
    # Now 40 people, 40 roster rows, 8 due, 3 pairs; the night before 40, 31, 9, 3.
    assert changes == ["与上次相同", "▲ 增 9", "▼ 减 1", "与上次相同"]


def _flow_outcome() -> Outcome:
    run = builder.outcome(40)
    verdicts = pl.Series(["due", "overdue", "in_transit", "consistent", "stays"])
    roster = pl.col("role") == "roster"
    records = run.records.with_columns(
        original_unit=pl.when(roster & (pl.col("record") < 60)).then(
            pl.format("第{}医院", pl.col("record") // 2 % 15)
        ),
        association=pl.when(roster).then(pl.format("第{}学会", pl.col("record") // 2 % 3)),
    )
    judged = run.verdicts.with_columns(verdict=verdicts.gather(pl.Series(range(40)) % 5))
    return builder.replace(run, records=records, verdicts=judged)


def test_the_flow_counts_each_roster_row_once_and_gathers_the_small() -> None:
    run = _flow_outcome()
    table = flow.table(run)
    # 30 rows name an original unit: a fifth each due, overdue, in transit, done, left. Without
    # one the unit of the row says from where, but not of what is done.
    assert table["done"].sum() == 6
    assert table["due"].sum() == 8
    assert table["transit"].sum() == 16
    drawn = flow.flow(table)
    for side in ("from", "to"):
        ends = [link for link in drawn.links if side in f"{link['source']} {link['target']}"]
        assert sum(int(str(link["value"])) for link in ends) == 30
    assert len([node for node in drawn.nodes if node["side"] == "from"]) == 11
    assert {"name": "from:其他单位", "label": "其他单位", "side": "from"} in drawn.nodes


def test_the_flow_calls_a_unit_as_the_register_does() -> None:
    run = _flow_outcome()
    records = run.records.with_columns(original_unit_key="original_unit")
    units = pl.DataFrame({"unit_key": ["第0医院"], "full_key": ["江西省第零医院"]})
    table = flow.table(builder.replace(run, records=records), units)
    assert "江西省第零医院" in table["source"]
    assert "第0医院" not in table["source"]


def test_a_mark_instead_of_a_unit_is_no_unit() -> None:
    run = _flow_outcome()
    records = run.records.with_columns(original_unit=pl.lit("/"))
    assert flow.table(builder.replace(run, records=records)).is_empty()


def test_ages_count_every_open_finding_in_its_span() -> None:
    days = {0: "7", 7: "7", 8: "8", 30: "8", 31: "31", 90: "31", 91: "91", 181: "180"}
    findings = builder.frame(
        frames.FINDINGS,
        [
            builder.finding("RL01", n, first_seen=builder.TODAY - dt.timedelta(days=age))
            for n, age in enumerate(days)
        ],
    )
    lines = ages.counts(findings, builder.TODAY)
    assert [errors for _name, errors, _warnings in lines] == [2, 2, 2, 1, 1]
    assert {warnings for _name, _errors, warnings in lines} == {0}


def test_settling_is_told_by_how_it_ended() -> None:
    closed = builder.frame(
        frames.CLOSED,
        [
            {"reason": reason, "first_seen": builder.TODAY - dt.timedelta(days=age),
             "closed": builder.TODAY}
            for reason, age in (("moved", 1), ("moved", 3), ("moved", 80), ("gone", 5))
        ],
    )  # fmt: skip
    section = ages.settled(closed)
    assert section is not None
    assert section.table is not None
    assert section.table.rows == (
        ("组织关系已转接", "3", "3", "80", "80"),
        ("该人员已不在任何导出表中", "1", "5", "5", "5"),
    )
    assert ages.settled(frames.CLOSED.empty()) is None


def test_probabilities_are_counted_by_span_and_tier() -> None:
    pairs = builder.frame(frames.PAIRS, [
        builder.pair(0, 1, tier="auto", probability=1.0),
        builder.pair(2, 3, tier="auto", probability=0.9999),
        builder.pair(4, 5, tier="review", probability=0.95),
        builder.pair(6, 7, tier="review", probability=0.2),
        builder.pair(8, 9, tier="decided", probability=0.5),
    ])  # fmt: skip
    found = {name: numbers for name, *numbers in linkage.counts(pairs)}
    assert found == {
        "> 99.99 %": [2, 0, 0], "99.9–99.99 %": [0, 0, 0], "99–99.9 %": [0, 0, 0],
        "95–99 %": [0, 0, 1], "80–95 %": [0, 0, 0], "50–80 %": [0, 1, 0], "< 50 %": [0, 0, 1],
    }  # fmt: skip
    assert sum(charts.sure(linkage.counts(pairs))["series"][1]["values"]) == 2


def _nodes(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return builder.frame(
        frames.ORGANISATIONS,
        [{"system": "ganpoyun", "listed": True, "parent_state": "found", **row} for row in rows],
    )


def test_a_tree_adds_up_what_lies_below() -> None:
    nodes = _nodes([
        {"node": 0, "org_name": "委员会", "depth": 0, "parent_state": "root", "organisation": "O0"},
        {"node": 1, "org_name": "总支", "depth": 1, "parent_node": 0, "organisation": "O1"},
        {"node": 2, "org_name": "一支部", "depth": 2, "parent_node": 1, "organisation": "O2"},
        {"node": 3, "org_name": "孤支部", "depth": 0, "parent_state": "missing", "parent": "不在"},
        {"node": 4, "org_name": "圈甲", "parent_state": "loop", "parent_node": 5},
        {"node": 5, "org_name": "圈乙", "parent_state": "loop", "parent_node": 4, "listed": False},
        {"node": 6, "org_name": "一支部", "system": "national", "depth": 0, "organisation": "O2"},
    ])  # fmt: skip
    findings = [
        builder.finding("BR01", 0, node=2), builder.finding("BR06", 1, node=2),
        builder.finding("RL01", 0), builder.finding("RL02", 0),
    ]  # fmt: skip
    membership = pl.DataFrame({"record": [0, 2], "node": [2, 2]}, schema=frames.MEMBERSHIP.columns)
    run = builder.replace(
        builder.outcome(findings=findings), organisations=nodes, membership=membership
    )
    section = trees.section(run)
    assert section is not None
    own, national = section.trees
    assert (own.count, own.faults, own.left) == (6, 2, 0)
    committee = next(root for root in own.roots if root.name == "委员会")
    assert (committee.inside, committee.people, committee.faults) == (2, 1, ())
    branch = committee.below[0].below[0]
    assert branch.faults == ("BR01 规则BR01 1", "BR06 规则BR06 1")
    assert (branch.members, branch.people) == ("2 名党员", 1)
    assert branch.marks == ("⇄ 全国党员管理信息系统",)
    marks = {root.name: root.marks for root in own.roots}
    assert marks["孤支部"] == ("上级缺失：不在",)
    assert marks["圈甲"] == ("上下级循环",)
    assert marks["圈乙"] == ("上下级循环", "组织清单中没有，仅党员所填")
    assert national.roots[0].marks == ("⇄ 赣鄱云(行业综合党委端口)",)


def test_of_very_many_organisations_those_with_faults_are_shown() -> None:
    count = trees.MOST + 500
    nodes = _nodes(
        [{"node": 0, "org_name": "委员会", "depth": 0, "parent_state": "root"}]
        + [
            {"node": n, "org_name": f"支部{n:05}", "depth": 1, "parent_node": 0}
            for n in range(1, count)
        ]
    )
    run = builder.outcome(findings=[builder.finding("BR01", 0, node=count - 1)])
    section = trees.section(builder.replace(run, organisations=nodes))
    assert section is not None
    root = section.trees[0].roots[0]
    assert root.below[-1].name == f"支部{count - 1:05}"
    assert len(root.below) + root.left == count - 1
    assert root.left == 500


@pytest.mark.slow
def test_without_people_the_page_stays_small_at_any_size() -> None:
    nodes = _nodes(
        [
            {"node": n, "org_name": f"中共庐陵省第{n}人民医院外科第一支部委员会", "depth": min(n, 1),
             "parent_node": 0 if n else None, "parent_state": "found" if n else "root"}
            for n in range(30_000)
        ]
    )  # fmt: skip
    findings = [
        builder.finding("BR01", n, node=n, call=f"庐陵省第{n}人民医院") for n in range(30_000)
    ]
    run = builder.replace(builder.outcome(findings=findings), organisations=nodes)
    assert len(made(run).encode()) < 3_000_000


@pytest.mark.slow
def test_fifty_thousand_findings_stay_under_the_limit() -> None:
    assert len(made(crowd.outcome(30_000, 50_000), wanted=True).encode()) < 12_000_000


@pytest.mark.slow
def test_the_samples_stay_under_the_limit(desk: Path) -> None:
    for name in ("page.html", "people.html"):
        assert (desk / name).stat().st_size < 3_000_000


@pytest.mark.slow
def test_the_data_hold_every_finding_of_the_export(desk: Path) -> None:
    data = _data((desk / "people.html").read_text(encoding="utf-8"))["findings"]
    export = pl.read_csv(desk / "findings.csv", infer_schema=False)
    for name in ("code", "rule", "severity", "key", "message", "evidence", "state", "first_seen"):
        column = data[name]
        told = [column["d"][place] for place in column["i"]]
        assert sorted(told) == sorted(export[name]), name


def test_who_is_in_a_register_only_and_asks_nothing_stays_away() -> None:
    run = builder.outcome(6, findings=[builder.finding("RL01", 2)])
    roster = run.records.with_columns(
        role=pl.when(pl.col("record") < 4).then("role").otherwise(pl.lit("register"))
    )
    pairs = builder.frame(frames.PAIRS, [builder.pair(8, 10), builder.pair(0, 1, tier="auto")])
    matched = builder.replace(run.matched, pairs=pairs)
    found = people.columns(builder.replace(run, records=roster, matched=matched))
    # Two in the roster, one with a finding, two to be judged; the sixth is nobody's business.
    keys = found["persons"]["key"]["d"]
    assert keys == [f"P{n:012x}" for n in (0, 1, 2, 4, 5)]
    assert len(found["records"]["row"]) == 10
    assert len(found["pairs"]["a"]) == 2


@pytest.mark.parametrize(
    ("character", "letters"),
    [("王", "w"), ("曾", "cz"), ("单", "ds"), ("阳", "y"), ("龙", "l"), ("吕", "l")],
)
def test_initials_hold_the_readings_of_surnames(character: str, letters: str) -> None:
    found = initials.initials(character)
    assert set(letters) <= set(found)
    assert "1" not in initials.initials("1王")


def test_a_run_that_found_nothing_is_a_page_too() -> None:
    empty = Outcome(
        *(part for part in (builder.Inputs(),)),
        *(schema.empty() for schema in (
            frames.RECORDS, frames.ORGANISATIONS, frames.MEMBERSHIP, frames.TRANSFERS,
        )),
        builder.Matched(
            frames.PAIRS.empty(), frames.PERSONS.empty(), frames.LEDGER_PERSONS.empty()
        ),
        frames.BRANCH_PAIRS.empty(), frames.VERDICTS.empty(), frames.FINDINGS.empty(),
        frames.FINDINGS.empty(),
    )  # fmt: skip
    for wanted in (False, True):
        assert "没有要办的事项" in made(empty, wanted=wanted)


def _palettes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", bundle.style(), re.DOTALL)
    read = [dict(re.findall(r"--([a-z]+): (#[0-9a-f]+)", text)) for text in (light, dark)]
    return {"light": read[0], "dark": read[0] | read[1]}


def _luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(2 * one for one in color[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_marks_stand_out_from_every_ground(scheme: str) -> None:
    colors = _palettes()[scheme]
    for ground in ("paper", "wash", "hover"):
        for text in ("ink", "quiet", "accent", "alert", "good", "warn"):
            assert _contrast(colors[text], colors[ground]) >= 4.5, (text, ground)
    for mark in ("plain", "good", "alert", "transit", "accent"):
        assert _contrast(colors[mark], colors["paper"]) >= 3, mark
