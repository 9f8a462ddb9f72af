"""Which rows were compared is shown: every rule in words, and what was left out is said."""

from __future__ import annotations

import dataclasses
import datetime as dt
from io import StringIO

import lxml.html
import polars as pl
import pytest
from rich.console import Console

from orgtransfer import i18n
from orgtransfer.match import block, patterns
from orgtransfer.models import Block, Summary
from orgtransfer.report import blocks, page, words
from orgtransfer.report import console as tables
from orgtransfer.report.summary import summarise
from tests.worklist import builder

COSTS = (
    Block("id_111111********1111", 20, 20, 4),
    Block("member_no", 0, 0, 0),
    Block("phone", 1_500, 1_480, 9),
    Block("name", 30, 25, 45_000, split=3),
)
CROWDED = (*COSTS, Block("name_folded", 0, 0, 90_000, split=2, left=2))


def printed(summary: Summary, width: int = 100) -> str:
    out = StringIO()
    screen = Console(file=out, width=width, color_system=None, legacy_windows=False, _environ={})
    tables.render(summary, screen)
    return out.getvalue()


def document(summary: Summary) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(page.render(summary, "", dt.date(2026, 11, 20)))


def test_the_words_are_those_of_the_rules_there_are() -> None:
    assert list(words.ALIKE) == [rule.name for rule in block.RULES]


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_no_two_rules_have_the_same_words(lang: str) -> None:
    i18n.use(lang)
    said = [blocks.alike(rule.name) for rule in block.RULES]
    assert len(set(said)) == len(said)
    assert said == [i18n._(text) for text in words.ALIKE.values()]


def test_each_rule_on_masked_numbers_says_which_digits() -> None:
    masks = ("990000********0018", "9900001980****0018", "***************018", "990000198005030018")
    values = pl.DataFrame({"record": range(len(masks)), "id": masks})
    said = {name: blocks.alike(name) for name, _sides in patterns.keys(values)}
    assert said["id_111111********1111"] == "身份证号第 1–6、15–18 位相同"
    assert said["id_1111111111****1111"] == "身份证号第 1–10、15–18 位相同"
    assert all("1" in text and "*" not in text for text in said.values())


def test_a_single_digit_is_no_span() -> None:
    assert blocks.alike("id_1*11************11") == "身份证号第 1、3–4、17–18 位相同"


def test_a_rule_of_the_past_is_shown_under_its_name() -> None:
    assert blocks.alike("former") == "former"


def test_the_sentence_on_narrowing_names_what_blocks_are_narrowed_by() -> None:
    i18n.use("en")
    said = ("year of birth", "year of joining the Party", "unit", "phone number")
    section = blocks.section(Summary(blocks=COSTS))
    assert section is not None
    assert len(said) == len(block._BY)
    assert all(text in section.text for text in said)
    unsplit = blocks.section(Summary(blocks=COSTS[:3]))
    assert unsplit is not None
    assert "narrowed:" not in unsplit.text


def test_the_summary_holds_what_the_matching_says() -> None:
    made = builder.outcome()
    made = dataclasses.replace(made, matched=dataclasses.replace(made.matched, blocks=COSTS))
    assert summarise(made, builder.CONFIG).blocks == COSTS


def test_a_rule_that_proposed_nothing_is_not_shown_and_one_that_left_all_out_is() -> None:
    section = blocks.section(Summary(blocks=CROWDED))
    assert section is not None
    assert section.table is not None
    assert [row[1:] for row in section.table.rows] == [
        ("20", "20", "4", "", ""),
        ("1,500", "1,480", "9", "", ""),
        ("30", "25", "45,000", "3", ""),
        ("", "", "90,000", "2", "2"),
    ]
    assert blocks.section(Summary(blocks=COSTS[1:2])) is None


def test_where_nothing_was_too_large_there_are_no_columns_about_it() -> None:
    section = blocks.section(Summary(blocks=COSTS[:3]))
    assert section is not None
    assert section.table is not None
    assert {len(section.table.heads), *map(len, section.table.rows)} == {4}


def test_the_totals_are_those_of_the_table() -> None:
    section = blocks.section(Summary(blocks=COSTS, records=1_000))
    assert section is not None
    assert "1,000 行记录两两配对共 499,500 对" in section.text
    assert "1,525 对" in section.text


def test_the_section_is_folded_unless_something_was_left_out() -> None:
    assert document(Summary(blocks=COSTS)).xpath("//details/summary/h2/text()") == [
        "比对了哪些记录"
    ]
    opened = document(Summary(blocks=CROWDED))
    assert not opened.xpath("//details")
    assert "没有与姓名等相同" in opened.xpath("//section[h2='比对了哪些记录']/p")[0].text


def test_the_console_says_it_only_where_something_was_left_out() -> None:
    assert "没有与姓名等相同" not in printed(Summary(blocks=COSTS))
    said = printed(Summary(blocks=CROWDED)).replace("\n", "")
    assert blocks.left_out(Summary(blocks=CROWDED)) in said
    assert "至少 2 行" in said


def test_rows_that_several_rules_come_upon_are_not_added_up() -> None:
    same = [Block(rule, 0, 0, 90_000, left=count) for rule, count in (("name", 2), ("phone", 1))]
    assert "至少 2 行" in blocks.left_out(Summary(blocks=tuple(same)))
