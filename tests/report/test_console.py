"""The console's tables, drawn on a page of fixed width without colours."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from orgtransfer import i18n
from orgtransfer.models import Summary
from orgtransfer.report import console, progress
from orgtransfer.report.summary import summarise
from tests.worklist import builder


def page(width: int = 110, *, terminal: bool = False) -> Console:
    return Console(
        file=StringIO(), width=width, color_system=None, legacy_windows=False, _environ={},
        force_terminal=terminal,
    )  # fmt: skip


def drawn(
    summary: Summary,
    workbook: str | None = "工作台账.xlsx",
    width: int = 110,
    *,
    details: bool = True,
) -> str:
    to = page(width)
    console.render(summary, to, workbook, details=details)
    assert isinstance(to.file, StringIO)
    return to.file.getvalue()


def summary() -> Summary:
    return summarise(builder.outcome(), builder.CONFIG)


def test_the_tables_of_the_contract_are_there() -> None:
    text = drawn(summary())
    titles = (
        "读取的数据源",
        "匹配结果",
        "组织关系在哪里",
        "按规则统计的问题",
        "事项最多的单位",
        "先做什么",
    )
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert "工作台账.xlsx" in text


def test_the_numbers_in_a_row_are_those_of_the_summary() -> None:
    row = next(line for line in drawn(summary()).splitlines() if "RL01" in line)
    assert row.split() == ["RL01", "规则RL01", "须整改", "3", "1", "2", "1"]


def test_english_says_the_same() -> None:
    i18n.use("en")
    text = drawn(summary())
    assert "Sources read" in text
    assert "What to do first" in text


def test_a_name_that_looks_like_markup_is_shown_as_it_is() -> None:
    found = [builder.finding("RL01", 0, call="[red]院[/red]")]
    assert "[red]院[/red]" in drawn(summarise(builder.outcome(findings=found), builder.CONFIG))


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    from rich.cells import cell_len  # noqa: PLC0415  # only this test measures

    text = drawn(summary(), None, width)
    assert max(cell_len(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_of_the_short_form_is_wider_than_the_terminal(width: int) -> None:
    from rich.cells import cell_len  # noqa: PLC0415  # only this test measures

    text = drawn(summary(), None, width, details=False)
    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_the_short_form_is_one_screen_and_says_where_the_workbook_is() -> None:
    text = drawn(summary(), width=80, details=False)
    titles = ("组织关系在哪里", "按类别统计的问题", "先做什么", "--details", "工作台账.xlsx")
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert len(text.splitlines()) < 24  # and a line for the prompt
    assert "RL01" not in text


def test_the_families_of_the_short_form_add_up_to_the_rules() -> None:
    figures = summary()
    line = next(s for s in drawn(figures, details=False).splitlines() if "RL 组织关系" in s)
    total = sum(rule.total for rule in figures.rules if rule.code.startswith("RL"))
    assert line.split("RL 组织关系 ")[1].split()[0] == str(total)


def test_nothing_to_do_is_said_in_the_short_form() -> None:
    assert "没有要办的事项" in drawn(Summary(), details=False)


def test_nothing_to_do_is_said() -> None:
    assert "没有要办的事项" in drawn(Summary())


def test_one_line_is_one_line() -> None:
    line = console.one_line(summary(), "台账.xlsx")
    assert "\n" not in line
    assert line == "问题 54 条，新增 18 条，已解决 1 条，待核实配对 3 对 → 台账.xlsx"


def test_progress_is_plain_lines_where_there_is_no_terminal() -> None:
    to = page()
    times = iter([0.0, 2.5])
    with progress.shown(to, lambda: next(times)) as tell:
        tell("read", 0, 3)
        tell("read", 1, 3)
        tell("read", 3, 3)
    assert isinstance(to.file, StringIO)
    assert to.file.getvalue().splitlines() == ["读取导出表 …", "读取导出表：2.5 秒"]


def test_progress_is_a_bar_a_stage_on_a_terminal() -> None:
    to = page(terminal=True)
    with progress.shown(to) as tell:
        tell("read", 1, 2)
        tell("match", 0, 0)
    assert isinstance(to.file, StringIO)
    assert "读取导出表" in to.file.getvalue()
    assert "1/2" in to.file.getvalue()


def test_a_stage_of_an_unknown_name_is_shown_under_that_name() -> None:
    to = page()
    with progress.shown(to, lambda: 0.0) as tell:
        tell("export", 0, 0)
    assert isinstance(to.file, StringIO)
    assert to.file.getvalue() == "export …\n"


def test_silence_says_nothing() -> None:
    progress.silent("read", 1, 2)


@pytest.mark.parametrize("details", [True, False])
def test_whoever_is_not_surely_the_same_person_is_never_counted_as_due_without_a_word(
    *, details: bool
) -> None:
    found = [builder.finding("RL01", 2, certainty=0.97), builder.finding("RL01", 7)]
    text = drawn(summarise(builder.outcome(findings=found), builder.CONFIG), details=details)
    line = next(line for line in text.splitlines() if "应转未转" in line)
    assert "先核实身份 1" in line or "其中 1 人先核实身份" in line
    assert "其中 1 人先核实身份。" in text  # in the steps
