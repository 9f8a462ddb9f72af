"""What people and forms write around a value: boxes, doubts, plans, what is over, notes: the value or none."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.clean import categories, dates, identity, names, phones, posts, states
from orgtransfer.clean.text import Cleaner, over_distinct
from orgtransfer.read import damage
from tests.examples import examples

Said = str | bool | None
CASES: tuple[tuple[Callable[[pl.Expr], pl.Expr], dict[str, Said]], ...] = (
    (posts.post, {
        "■专职□兼职": "fulltime", "□专职■兼职": "parttime", "☑专职 □兼职": "fulltime", "专职√兼职□": "fulltime", "专职×兼职√": "parttime",
        "□专职□兼职": None, "☑专职☑兼职": None, "□专职": None, "√专职": "fulltime", "专职：否": "parttime", "是否专职：否": "parttime",
        "兼职：否": None, "退休：否": None, "未退休": None, "即将退休": None, "延迟退休": None, "拟专职": None, "原专职": None, "曾专职": None,
        "专职改兼职": None, "由兼职转专职": None, "专职至2020": None, "专职（聘期至2028）": "fulltime", "专职副会长兼秘书长": "fulltime",
        "专职副书记兼秘书长": "fulltime", "专职秘书长（兼）": None, "名誉院长（专职）": None, "专职（已离职）": None, "专职人员家属": None,
        "专职律师": None, "不再专职": None, "提前退休": "retired",
    }),
    (states.state, {
        "转出党员": "moved_out", "流出党员": "floating", "失联：否": None, "出国（否）": None, "失联？": None, "疑似失联": None, "拟除名": None,
        "建议除名": None, "撤销除名": None, "取消停止党籍": None, "解除失联": None, "不再失联": None, "曾出国": None, "曾停止党籍": None,
        "父亲去世": None, "配偶出国": None, "除名（手续未办）": None, "停止党籍（未批准）": None, "停止党籍审批中": None, "去世（待核）": None,
        "拟转出": "normal", "申请转出": "normal", "转出（已撤销）": None, "☑正常□失联": "normal", "□正常☑失联": "lost", "被清除出党": "removed",
    }),
    (states.yes, {
        "☑是□否": True, "□是☑否": False, "□是□否": None, "是√否□": True, "是？": None, "不详": None, "不清楚": None, "待定": None,
        "是/否": None, "不适用": None, "曾是": None, "已不是": False, "√": True,
    }),
    (states.says_yes, {"不清楚": None, "待定": None, "广东省": True, "否": False, "□是☑否": False}),
    (states.transfer, {"审核不通过": "rejected", "不接收": "rejected", "拒收": "rejected", "撤销申请中": None, "完成？": None, "待定": None}),
    (categories.category, {
        "非正式党员": None, "拟转正式": None, "正式工": None, "预备役": None, "取消预备资格": None, "正式（待核）": None, "☑正式党员□预备党员": "full",
    }),
    (categories.education, {"本科（在读）": None, "研究生肄业": None, "大专以上": None, "高中/中专": None, "大学预科": None, "本科": "bachelor"}),
    (categories.ethnicity, {"男": None, "江西": None, "党员": None, "少数民族": None, "汉/回": None, "维族": "维吾尔族", "漢族": "汉族", "穿青人": "穿青族"}),
    (dates.date, {
        "早于2010年": None, "不晚于2010-07-01": None, "拟于2026年7月": None, "推迟至2012-08-01": None, "2010年前": None, "2010年7月1日前": None,
        "二〇一〇年七月至2012-08-01": None, "2010年7月1日1": None, "2010年7月1日 08": "2010-07-01", "2010/7/1①": "2010-07-01", "①2010年": "2010",
        "2010.7.1²": "2010-07-01", "出生日期：2010年7月1日": "2010-07-01", "2010年7月1日生": "2010-07-01", "2010-07-01（公历）": "2010-07-01",
        "（2010年7月1日）": "2010-07-01", "2010年7月1日；": "2010-07-01", "缴至2026年10月": "2026-10", "2010年7月1日左右": None, "约2010年": None,
    }),
    (phones.phone, {
        "13800138000（原号13900139000）": "13800138000", "0791-86000000 原13900139000": "079186000000", "13900139000（停机）13800138000": "13800138000",
        "13800138000（停机）": "13800138000", "(父)13900139000 13800138000": "13800138000", "0791-86000000转8001 13800138000": "13800138000",
        "013800138000": "13800138000", "13800138000①": "13800138000", "010-650012341": None, "010-65001234": "01065001234",
    }),
    (names.name, {
        "王芳副主任医师": "王芳", "王芳组织委员": "王芳", "王芳护士": "王芳", "李小红 汉族": "李小红", "王芳在职": "王芳", "王芳返聘": "王芳", "王芳 内科": "王芳",
        "王芳内科": "王芳", "内科王芳": "王芳", "心内科：王芳": "王芳", "护士长 王芳": "王芳", "女：王芳": "王芳", "男王芳": "王芳", "王芳35岁": "王芳", "王芳注1": "王芳", "王芳 注": "王芳", "王芳 签": "王芳", "王芳签字": "王芳", "李关注": "李关注", "张如签": "张如签",
        "Dr. 王芳": "王芳", "新党员王芳": "王芳", "妻子：王芳": None, "备注：王芳": None, "入党介绍人：王芳": None, "曾用名王芳": None, "王芳之妻": None,
        "王芳家属": None, "李四 李小红": None, "李四和李小红": None, "王芳等三名党员": None, "欧阳建国 李四": None, "李小红**": "李小红", "李小红？": "李小红",
        "李教授": None, "王护士": None, "王芳改名李四": "李四", "王芳女": "王芳女", "原名轩": "原名轩", "书记": "书记", "苏都毕力格": "苏都毕力格",
        "阿依古丽·买买提副主任医师": "阿依古丽·买买提", "夏依买尔旦": "夏依买尔旦",
    }),
)  # fmt: skip


@pytest.mark.parametrize(
    ("cleaner", "cases"), CASES, ids=lambda part: getattr(part, "__name__", "")
)
def test_the_value_or_none(cleaner: Callable[[pl.Expr], pl.Expr], cases: dict[str, Said]) -> None:
    found = pl.DataFrame({"text": list(cases)}).select(cleaner(pl.col("text"))).to_series()
    assert dict(zip(cases, found.to_list(), strict=True)) == cases


@pytest.mark.parametrize(
    "text", ["①990101********0018", "990101********0018①", "1 990101********0018", "990101********00181"]
)  # fmt: skip
def test_what_stands_beside_a_masked_number_joins_it_never(text: str) -> None:
    frame = pl.DataFrame({"id_number": [text], "spoilt": [False]})
    key, state = identity.number(frame).select("id_key", "id_state").row(0)
    assert key == "990101********0018" or state == "malformed"


WORDS = {
    "fulltime": "专职", "parttime": "兼职", "retired": "退休", "attached": "挂靠",
}  # fmt: skip


BEFORE = ("", "非", "拟", "原", "曾", "未", "不再", "即将", "父亲", "□", "☑", "√")
BEHIND = ("", "？", "（待核）", "：否", "（否）", "√", "至2020年", "，已辞去", "家属", "□其他")


def test_only_a_plain_word_says_what_post() -> None:
    said = {
        before + word + behind: (code, before in {"", "☑", "√"} and behind in {"", "√", "□其他"})
        for code, word in WORDS.items()
        for before in BEFORE
        for behind in BEHIND
    }
    found = pl.DataFrame({"x": list(said)}).select(posts.post(pl.col("x"))).to_series()
    for (text, (code, plain)), post in zip(said.items(), found, strict=True):
        # Whoever is not full-time is part-time: the column 是否专职.
        no = "parttime" if code == "fulltime" else None
        assert post in ({code, None} if plain else {None, no}), text


@examples(25, 100)
@given(
    st.sampled_from(["2010-07-01", "2010年7月1日", "2010/7/1", "二〇一〇年七月一日"]),
    st.sampled_from(["", "约", "早于", "不晚于", "拟于", "出生日期：", "①", "（", "1."]),
    st.sampled_from(["", "左右", "前", "以前", "至今", "？", "①", "（公历）", "生", "）", "至2012-08-01", "。", "（2次）"]),
)  # fmt: skip
def test_a_day_with_whatever_around_it_is_that_day_or_none(
    day: str, before: str, behind: str
) -> None:
    cleaner: Cleaner = dates.date
    found = over_distinct(
        pl.DataFrame({"x": [before + day + behind]}), {"x": "y"}, cleaner, dates.usual
    )[0].item()
    assert found in {"2010-07-01", None}


def test_inspect_calls_no_day_unreadable_that_is_read_and_none_readable_that_is_not() -> None:
    read = [
        "1964-10-03 00:00:00 +0800", "1987-10-03T00:00:00+08:00", "1965/3/9 上午 12:00:00", "1988/3/9 12:00:00 AM", "1988-03-09T00:00:00Z",
        "1961/7/12 0:00:00", "1985-12-25",
    ]  # fmt: skip
    unread = ["2010年前", "约2010", "早于2010-07-01"]
    rows = pl.DataFrame({"row": range(len(read + unread)), "join_date": read + unread})
    found = damage.of_values(rows.cast({"row": pl.UInt32}), ["join_date"])
    told = rows.filter(pl.col("row").is_in(found["row"].implode()))["join_date"].to_list()
    assert told == unread
    days = rows.select(dates.date(pl.col("join_date"))).to_series()
    assert days.is_null().to_list() == [False] * len(read) + [True] * len(unread)


# Characters that end the words which stand beside names, and others.
_GIVEN = "注签字师长员生记任科室部院会支干事家人备核芳洋伟思明"


@examples(25, 100)
@given(
    st.lists(
        st.builds("{}{}{}".format, *map(st.sampled_from, ("王李张刘", _GIVEN, _GIVEN))), min_size=1
    )
)
def test_a_name_of_three_characters_is_never_cut_short(given_names: list[str]) -> None:
    found = pl.DataFrame({"x": given_names}).select(names.name(pl.col("x"))).to_series()
    for name, read in zip(given_names, found, strict=True):
        assert read in {name, None}, name


AROUND = ("", "1.", "（1）", "★", " ", "　", "“")
OF_ONCE = (
    "（拟）",
    "（原）",
    "（曾）",
    "（已撤销）",
    "（未办）",
    "审批中",
    "以前",
    "（待核）",
    "？",
    "家属",
    "不详",
    "至2020年",
    "（否）",
    "改兼职",
)


def test_a_post_that_is_asked_for_or_over_makes_nobody_full_time() -> None:
    cells = [
        a + word + b
        for a in AROUND
        for word in ("专职", "全职", "专职人员", "专职秘书长")
        for b in OF_ONCE
    ]
    found = pl.DataFrame({"x": cells}).select(posts.post(pl.col("x"))).to_series()
    assert "fulltime" not in found.to_list()


def test_a_state_of_once_is_not_the_state() -> None:
    words = ("正常", "失联", "停止党籍", "出国（境）", "流动党员")
    cells = [
        a + word + b
        for a in AROUND
        for word in words
        for b in ("（原）", "（曾）", "以前", "至2020年", "不详")
    ]
    found = pl.DataFrame({"x": cells}).select(states.state(pl.col("x"))).to_series()
    assert found.null_count() == found.len()


def test_notes_that_say_nothing_about_the_post_change_nothing() -> None:
    cells = [
        a + "专职" + b
        for a in AROUND
        for b in ("", "（2020年起）", "。", "（已核实）", "①", " 张三", "（3年）")
    ]
    found = pl.DataFrame({"x": cells}).select(posts.post(pl.col("x"))).to_series()
    assert set(found) == {"fulltime"}
