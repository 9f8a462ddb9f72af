"""Workbooks are saved, read back, and asked what a clerk would see in them."""

from __future__ import annotations

import dataclasses
import io
import re
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer import frames, i18n, worklist
from orgtransfer.findings import registry
from orgtransfer.models import SHEETS, Outcome, sheet_of
from orgtransfer.report.summary import summarise
from orgtransfer.worklist import sheets
from orgtransfer.worklist.table import HEADER_ROW
from tests.worklist import builder

ISSUED = (
    "总览", "应转未转", "待核", "在途", "重复", "党组织问题", "信息不一致", "身份证号问题",
    "待核实配对", "说明",
)  # fmt: skip


def saved(
    outcome: Outcome, *, mask: bool = True, decisions: pl.DataFrame | None = None
) -> Workbook:
    """The workbook of a run, written and read back."""
    config = dataclasses.replace(
        builder.CONFIG, worklist=dataclasses.replace(builder.CONFIG.worklist, mask_ids=mask)
    )
    summary = summarise(outcome, config, decisions)
    book = worklist.build(outcome, summary, config, builder.TODAY, decisions=decisions)
    return openpyxl.load_workbook(io.BytesIO(worklist.to_bytes(book)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    i18n.use("zh")
    return saved(builder.outcome())


def heads(sheet: Worksheet) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[HEADER_ROW] if cell.value}


def column(sheet: Worksheet, head: str) -> list[Any]:
    place = heads(sheet)[head]
    return [sheet.cell(row, place).value for row in range(HEADER_ROW + 1, sheet.max_row + 1)]


def texts(book: Workbook) -> list[str]:
    return [
        cell.value for sheet in book for row in sheet for cell in row if isinstance(cell.value, str)
    ]


def test_every_sheet_of_the_contract_is_there_even_when_nothing_was_found() -> None:
    empty = saved(builder.outcome(findings=[]))
    assert set(ISSUED) <= set(empty.sheetnames)
    assert "本次没有发现" in str(empty["应转未转"].cell(2, 1).value)


def test_every_rule_has_a_sheet_that_lists_it() -> None:
    keys = {sheet.key for sheet in sheets.SHEETS}
    assert {sheet_of(rule.code) for rule in registry.RULES} <= keys
    assert keys <= set(SHEETS)


def test_every_finding_is_on_exactly_one_line(book: Workbook) -> None:
    outcome = builder.outcome()
    found = [
        key for sheet in book if "处理状态" in heads(sheet) for key in column(sheet, "key") if key
    ]
    assert sorted(found) == sorted(outcome.findings["key"])


def test_a_finding_of_an_unknown_family_is_to_be_checked() -> None:
    assert sheet_of("ZZ01") == "unclear"


@pytest.mark.parametrize("text", ["=1+1", "+8613", "-无", "@here", "\t=cmd|'/c calc'!A0", "＝1+1"])
def test_no_cell_from_an_export_becomes_a_formula(text: str) -> None:
    outcome = builder.outcome(findings=[builder.finding("RL03", 0, message=text, evidence=None)])
    sheet = saved(outcome)["待核"]
    cell = sheet.cell(HEADER_ROW + 1, heads(sheet)["问题"])
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == text


def test_only_our_own_counts_are_formulas(book: Workbook) -> None:
    formulas = {
        (sheet.title, cell.value.partition("(")[0])
        for sheet in book
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {("总览", "=COUNTIF")}


def test_control_characters_and_what_excel_would_decode_do_no_harm() -> None:
    text = "坏\x00字\x1f符\ufffe_x0041_"
    outcome = builder.outcome(findings=[builder.finding("RL03", 0, message=text, evidence=None)])
    assert column(saved(outcome)["待核"], "问题") == ["坏字符_x005F_x0041_"]


def test_ids_are_masked_text_and_no_birth_date_stands_anywhere(book: Workbook) -> None:
    sheet = book["应转未转"]
    ids = column(sheet, "身份证号")
    assert all(re.fullmatch(r"990000\*{8}\d{3}X", text) for text in ids)
    cell = sheet.cell(HEADER_ROW + 1, heads(sheet)["身份证号"])
    assert (cell.data_type, cell.number_format) == ("s", "@")
    everything = "\n".join(texts(book))
    assert "1980-05-03" not in everything
    assert not re.search(r"\d{17}[\dX]", everything)


def test_a_message_cannot_slip_a_number_or_a_birth_date_past_the_mask() -> None:
    message = f"号码 {builder.number(1)}，出生日期 1980-02-02 与 1980-02"
    outcome = builder.outcome(findings=[builder.finding("FD03", 0, message=message)])
    (problem,) = column(saved(outcome)["信息不一致"], "问题")
    assert builder.number(1) not in problem
    assert "1980" not in problem


def test_ids_are_shown_in_full_where_the_user_says_so() -> None:
    sheet = saved(builder.outcome(), mask=False)["应转未转"]
    assert builder.number(0) in column(sheet, "身份证号")


def test_one_unit_is_one_block_and_in_it_one_branch(book: Workbook) -> None:
    for sheet in book:
        if "联系单位" not in heads(sheet) or sheet.title == "联络单":
            continue
        calls = column(sheet, "联系单位")
        blocks = [
            call for call, before in zip(calls, [None, *calls], strict=False) if call != before
        ]
        assert len(blocks) == len(set(blocks)), sheet.title


def test_the_unit_with_most_to_do_comes_first() -> None:
    found = [builder.finding("RL01", n, call=builder.UNITS[0 if n == 0 else 1]) for n in range(3)]
    sheet = saved(builder.outcome(findings=found))["应转未转"]
    assert column(sheet, "联系单位") == [builder.UNITS[1], builder.UNITS[1], builder.UNITS[0]]


def test_lines_say_file_sheet_and_row_of_both_sides(book: Workbook) -> None:
    source = column(book["应转未转"], "出处（文件、工作表、行）")[0]
    assert "ganpoyun_党员.xlsx〔党员〕第" in source
    assert "national_党员.xlsx〔党员〕第" in source


def test_headers_stay_in_sight_and_can_be_filtered(book: Workbook) -> None:
    for title in ISSUED[1:-1]:
        sheet = book[title]
        assert sheet.freeze_panes.endswith(str(HEADER_ROW + 1)), title
        assert sheet.auto_filter.ref.startswith(f"A{HEADER_ROW}:"), title


def test_every_sheet_prints_on_a4_landscape_as_wide_as_the_page(book: Workbook) -> None:
    for sheet in book:
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize) == (
            "landscape",
            9 if setup.paperSize == 9 else "9",
        )
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (setup.fitToWidth, setup.fitToHeight) == (1, 0)
        assert "&P" in sheet.oddFooter.center.text
    assert book["应转未转"].print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"


def test_paper_shows_what_one_works_with_and_no_more(book: Workbook) -> None:
    for title in ("应转未转", "待核", "在途", "登记系统查无", "重复"):
        sheet = book[title]
        area = CellRange(sheet.print_area.rpartition("!")[2].replace("$", "")).max_col
        printed = {head for head, place in heads(sheet).items() if place <= area}
        assert len(printed) <= 9, title
        assert {"联系单位", "姓名", "处理状态", "经办人", "备注"} <= printed, title
        assert not printed & {"标记", "首次发现", "出处（文件、工作表、行）", "key"}, title
        widths = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, area + 1)]
        assert sum(widths) <= 175, title  # at this width a page shrinks size 10 to 8


def test_nothing_that_is_printed_is_smaller_than_eight_points(book: Workbook) -> None:
    for sheet in book:
        area = CellRange((sheet.print_area or "A1").rpartition("!")[2].replace("$", ""))
        if area.size["rows"] == 1:
            continue  # printed only where asked for
        places = range(area.min_col, area.max_col + 1)
        width = sum(sheet.column_dimensions[get_column_letter(place)].width for place in places)
        shrunk = min(138 / width, 1)  # A4, across
        cells = sheet.iter_rows(max_row=area.max_row, max_col=area.max_col)
        sizes = {cell.font.sz for row in cells for cell in row if cell.value is not None}
        assert min(sizes) * shrunk >= 7.85, (sheet.title, width, sizes)


def test_what_is_put_right_at_a_desk_is_printed_only_where_asked_for(book: Workbook) -> None:
    for title in ("双重组织生活名单", "信息不一致", "身份证号问题", "党组织问题"):
        sheet = book[title]
        area = sheet.print_area.rpartition("!")[2].replace("$", "").partition(":")[0]
        assert sheet[area].value is None, title
        assert "打印区域" in sheet["A2"].value, title


def test_headers_explain_themselves(book: Workbook) -> None:
    sheet = book["应转未转"]
    noted = {cell.value for cell in sheet[HEADER_ROW] if cell.comment}
    assert {"联系单位", "组织关系现在", "处理状态", "备注", "标记"} <= noted
    assert not any(cell.comment for row in sheet.iter_rows(min_row=HEADER_ROW + 1) for cell in row)


@pytest.mark.slow
def test_the_alternatives_of_one_person_stand_together() -> None:
    run = builder.outcome()
    pairs = [
        builder.pair(0, 5),
        builder.pair(2, 7, probability=0.7),
        builder.pair(0, 9, probability=0.6),
    ]
    matched = dataclasses.replace(run.matched, pairs=builder.frame(frames.PAIRS, pairs))
    sheet = saved(dataclasses.replace(run, matched=matched))["待核实配对"]
    names = column(sheet, "姓名 甲")
    assert names[0] == names[1] != names[2] or names[0] != names[1] == names[2]
    assert sum("此人共有 2 个可能的配对" in why for why in column(sheet, "为什么要人工判断")) == 2


def test_what_is_not_surely_the_same_person_says_so_and_stands_last_in_its_call() -> None:
    found = [
        builder.finding("RL01", n, call=builder.UNITS[0], certainty=0.968 if n == 0 else None)
        for n in range(3)
    ]
    book = saved(builder.outcome(findings=found))
    rows = list(book["应转未转"].iter_rows(min_row=4, values_only=True))
    marked = ["先核实身份（把握 96%）" in str(row) for row in rows]
    assert marked == [False, False, True]
    assert rows[-1][-1] == found[0]["key"]


def test_drop_downs_offer_the_statuses_and_the_rulings(book: Workbook) -> None:
    (status,) = book["应转未转"].data_validations.dataValidation
    assert status.formula1 == '"待办,办理中,已办,无需办理,豁免"'
    (ruling,) = book["待核实配对"].data_validations.dataValidation
    assert ruling.formula1 == '"同一人,不是同一人"'


def test_the_key_column_is_hidden_and_last(book: Workbook) -> None:
    sheet = book["应转未转"]
    place = heads(sheet)["key"]
    assert place == len(heads(sheet))
    assert sheet.column_dimensions[sheet.cell(1, place).column_letter].hidden


def test_new_findings_are_marked_and_say_since_when_they_are_there(book: Workbook) -> None:
    marks = column(book["应转未转"], "标记")
    assert sorted(marks) == ["持续", "持续", "新增"]
    assert set(column(book["应转未转"], "首次发现")) == {"2026-11-20"}


def test_pairs_stand_side_by_side_with_what_differs_coloured(book: Workbook) -> None:
    sheet = book["待核实配对"]
    named = heads(sheet)
    assert named["姓名 乙"] == named["姓名 甲"] + 1
    fills = {
        head: sheet.cell(HEADER_ROW + 1, named[head]).fill.start_color.rgb[-6:]
        for head in ("单位 甲", "单位 乙", "姓名 甲", "身份证号 甲")
    }
    assert fills == {
        "单位 甲": "F8CBAD",
        "单位 乙": "F8CBAD",
        "姓名 甲": "FFF2CC",
        "身份证号 甲": "000000",
    }
    assert column(sheet, "可能性") == [0.73] * 3


def test_the_roster_stands_on_the_left_of_a_pair(book: Workbook) -> None:
    keys = column(book["待核实配对"], "key")
    # Records with even numbers are the roster's; pair 4-9 and 2-5 mix, 6-8 is inside it.
    assert sorted(keys) == sorted(f"R{a:012x}|R{b:012x}" for a, b in ((2, 5), (4, 9), (6, 8)))


@pytest.mark.slow
def test_entries_stand_in_the_next_workbook_again() -> None:
    rows = [
        {"kind": "finding", "a_key": "RL01:P000000000000", "ruling": "doing", "handler": "小周",
         "note": "已联系", "decided": builder.TODAY},
        {"kind": "pair", "a_key": f"R{5:012x}", "b_key": f"R{2:012x}", "ruling": "different",
         "decided": builder.TODAY},
    ]  # fmt: skip
    decisions = builder.frame(frames.DECISIONS, rows)
    book = saved(builder.outcome(), decisions=decisions)
    sheet = book["应转未转"]
    line = column(sheet, "key").index("RL01:P000000000000")
    found = [column(sheet, head)[line] for head in ("处理状态", "经办人", "备注")]
    assert found == ["办理中", "小周", "已联系"]
    pairs = book["待核实配对"]
    # What is judged already comes last.
    assert column(pairs, "结论") == [None, None, "不是同一人"]


def test_links_lead_to_the_sheets_and_back(book: Workbook) -> None:
    targets = {cell.hyperlink.location for row in book["总览"] for cell in row if cell.hyperlink}
    assert "'应转未转'!A1" in targets
    back = [cell.hyperlink.location for cell in book["应转未转"][1] if cell.hyperlink]
    assert back == ["'总览'!A1"]


@pytest.mark.slow
def test_the_overview_has_charts_that_excel_draws(book: Workbook) -> None:
    assert len(saved(builder.outcome())["总览"]._charts) == 4


def test_in_english_every_word_of_ours_is_english() -> None:
    i18n.use("en")
    book = saved(builder.outcome(findings=[]))
    assert book.sheetnames[:2] == ["Overview", "Due to move"]
    assert "Status" in heads(book["Due to move"])


@pytest.mark.slow
def test_the_same_run_in_another_order_gives_the_same_cells() -> None:
    run = builder.outcome()
    shuffled = dataclasses.replace(
        run,
        findings=run.findings.sample(fraction=1, shuffle=True, seed=7),
        records=run.records.sample(fraction=1, shuffle=True, seed=8),
        matched=dataclasses.replace(
            run.matched, pairs=run.matched.pairs.sample(fraction=1, shuffle=True, seed=9)
        ),
    )
    assert texts(saved(run)) == texts(saved(shuffled))


def test_a_record_without_a_number_or_a_place_is_still_a_line() -> None:
    bare = builder.finding("ID01", 0, record=None, other_record=None, call=None, file=None)
    sheet = saved(builder.outcome(findings=[bare]))["身份证号问题"]
    assert column(sheet, "key") == [bare["key"]]


def test_lines_of_one_call_share_a_background_and_the_next_call_has_another(book: Workbook) -> None:
    sheet = book["重复"]
    calls = column(sheet, "联系单位")
    fills = [sheet.cell(HEADER_ROW + 1 + n, 4).fill.fill_type for n in range(len(calls))]
    assert len({fill for call, fill in zip(calls, fills, strict=True) if call == calls[0]}) == 1
    assert len(set(fills)) == 2


def test_frames_of_another_shape_do_not_pass() -> None:
    with pytest.raises(pl.exceptions.PolarsError):
        saved(dataclasses.replace(builder.outcome(), findings=pl.DataFrame({"code": ["RL01"]})))


def test_what_needs_nothing_to_be_done_is_not_to_do(book: Workbook) -> None:
    assert set(column(book["双重组织生活名单"], "处理状态")) == {None}
    assert set(column(book["应转未转"], "处理状态")) == {"待办"}


@pytest.mark.slow
def test_the_list_of_calls_says_whom_to_ask_for_and_where_the_lines_are() -> None:
    run = builder.outcome()
    named = run.organisations.with_columns(
        pl.lit(builder.UNITS[0]).alias("unit"), pl.lit("10012345678").alias("contact_phone"),
        pl.lit("黄书记").alias("secretary"), depth=pl.lit(1, pl.UInt32),
    )  # fmt: skip
    sheet = saved(dataclasses.replace(run, organisations=named))["联络单"]
    calls = column(sheet, "联系单位")
    assert sorted(calls) == sorted(set(run.findings["call"]))
    line = calls.index(builder.UNITS[0])
    assert column(sheet, "联系人")[line] == "黄书记"
    assert column(sheet, "电话")[line] == "10012345678"
    total = column(sheet, "条数")[line]
    parts = [column(sheet, head)[line] or 0 for head in heads(sheet) if head in ISSUED]
    assert 0 < sum(parts) <= total


@pytest.mark.slow
def test_many_lines_need_no_more_styles_than_few() -> None:
    few, many = (
        saved(builder.outcome(n, [builder.finding("RL01", k) for k in range(n)])) for n in (40, 200)
    )
    assert len(few._cell_styles) == len(many._cell_styles) < 120
