"""The page is read back as a document: what stands in it, and what never may."""

from __future__ import annotations

import datetime as dt
import re

import lxml.html
import pytest

from orgtransfer import i18n
from orgtransfer.models import RuleText, Summary
from orgtransfer.report import page
from orgtransfer.report.sections import Night
from orgtransfer.report.summary import summarise
from tests.worklist import builder

NIGHTS = [Night(dt.date(2026, 11, day), 60 - day) for day in (18, 19, 20)]


def made(**more: object) -> str:
    found = more.pop("findings", None)
    summary = summarise(builder.outcome(findings=found), builder.CONFIG)  # type: ignore[arg-type]
    return page.render(summary, builder.CONFIG.project.name, builder.TODAY, **more)  # type: ignore[arg-type]


def test_the_sections_are_there_in_their_order() -> None:
    rule = RuleText("RL01", "应转未转", "error", "", "查什么", "", "", "怎么办", "依据")
    heads = [h.text for h in lxml.html.fromstring(made(nights=NIGHTS, rules=[rule])).iter("h2")]
    assert heads == [
        "先做什么", "组织关系在哪里", "各表条数", "事项最多的单位（红色为须整改）", "历次问题数",
        "按规则统计的问题", "匹配结果", "读取的数据源", "规则说明",
    ]  # fmt: skip


def test_nothing_is_loaded_from_anywhere_and_nothing_runs() -> None:
    html = made(nights=NIGHTS)
    assert not re.search(
        r"(\bsrc=|\bhref=|url\(|@import|<script|<link|<iframe)", html, re.IGNORECASE
    )
    assert "default-src 'none'" in html


def test_no_name_and_no_number_of_a_person_is_in_it() -> None:
    html = made()
    for record in builder.records(10).iter_rows(named=True):
        assert record["name"] not in html
        assert record["id_number"] not in html


def test_what_comes_from_an_export_is_escaped() -> None:
    html = made(findings=[builder.finding("RL01", 0, call='<script>alert("x")</script>')])
    assert "<script" not in html
    assert "&lt;script" in html


def test_the_longest_bar_has_the_whole_length_and_the_others_their_share() -> None:
    document = lxml.html.fromstring(made())
    verdicts = document.xpath("//section[1]//rect/@width")
    assert set(verdicts) == {"420.0"}
    for part in document.xpath("//rect[@class='part']"):
        whole = part.getprevious()
        assert float(part.get("width")) <= float(whole.get("width"))


def test_a_trend_needs_two_runs() -> None:
    assert "历次问题数" not in made(nights=NIGHTS[:1])
    document = lxml.html.fromstring(made(nights=NIGHTS))
    assert len(document.xpath("//circle")) == 3


def test_an_empty_run_is_still_a_page() -> None:
    html = page.render(Summary(), "", builder.TODAY)
    assert "没有要办的事项" in html


@pytest.mark.parametrize(("lang", "said"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_says_its_language(lang: str, said: str) -> None:
    i18n.use(lang)
    assert lxml.html.fromstring(made()).get("lang") == said
