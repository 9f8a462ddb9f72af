"""Four hundred raw values a field, with what each means: `python -m tests.clean.values`.

The values are written as systems, spreadsheets and people write them; what a value means is put
together from the same parts and never by a cleaner. A value that may mean two things, or nothing
of its kind, means nothing: null. Right is what comes out as it was meant; refused is null where
something was meant; wrong is anything else, and may never happen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from orgtransfer.clean import dates, identity, names, phones, posts, states, units
from tests.samples.people import check_digit

Value = tuple[str, str | None]
"""As found, and what it means."""
_FULL = str.maketrans(dict(zip("0123456789-/.:X", "０１２３４５６７８９－／．：Ｘ", strict=True)))
_NUMERALS = "〇一二三四五六七八九"


def _around(plain: str) -> list[str]:
    """What programs and clerks put around a value so that it stays as it is."""
    return [plain, f" {plain}", f"{plain} ", f"\t{plain}", f"'{plain}", f'="{plain}"', f"\ufeff{plain}",
            f"{plain}\u200b", f"\xa0{plain}\u3000", f'"{plain}"', f"{plain}\r\n", f"`{plain}"]  # fmt: skip


# -- dates ----------------------------------------------------------------------------------

_DAYS = (
    dt.date(2010, 7, 1),
    dt.date(1985, 12, 25),
    dt.date(1999, 10, 10),
    dt.date(1978, 1, 31),
    dt.date(2021, 3, 9),
)


def _spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else _NUMERALS[tens])
        + ("十" if tens else "")
        + (_NUMERALS[ones] if ones else "")
    )


def _days(day: dt.date) -> Iterator[str]:
    """One day in every form."""
    y, m, d = day.year, day.month, day.day
    iso, short, slashed = day.isoformat(), f"{y}-{m}-{d}", f"{y}/{m}/{d}"
    year = "".join(_NUMERALS[int(sign)] for sign in str(y))
    serial = (day - dt.date(1899, 12, 30)).days
    yield from _around(iso)
    yield from (
        short,
        slashed,
        f"{y}/{m:02}/{d:02}",
        f"{y}.{m}.{d}",
        f"{y}.{m:02}.{d:02}",
        f"{y}{m:02}{d:02}",
    )
    yield from (
        f"{y}年{m}月{d}日",
        f"{y}年{m:02}月{d:02}日",
        f"{y} 年 {m} 月 {d} 日",
        f"{y}年{m}月{d}号",
        f"{y}年{m}月{d}",
    )
    yield from (
        f"{y}、{m}、{d}",
        f"{y}，{m}，{d}",
        f"{y}。{m}。{d}",
        f"{y}—{m:02}—{d:02}",
        f"{y}_{m:02}_{d:02}",
        f"{y} {m:02} {d:02}",
    )
    yield from (
        f"{y}．{m}．{d}",
        iso.translate(_FULL),
        slashed.translate(_FULL),
        f"{y}-{m:02}-{d:02}.",
        f"{y}.{m}.{d}.",
    )
    yield from (
        f"{year}年{_spoken(m)}月{_spoken(d)}日",
        f"{year.replace('〇', '零')}年{_spoken(m)}月{_spoken(d)}日",
    )
    yield from (
        f"{year.replace('〇', '○')}年{_spoken(m)}月{_spoken(d)}日",
        f"{year}年{_spoken(m)}月{_spoken(d)}号",
    )
    for clock in (
        "00:00:00",
        "0:00:00",
        "00:00",
        "0:00",
        "08:30:15",
        "23:59:59",
        "00:00:00.0",
        "00:00:00.000",
        "12:00:00 AM",
    ):
        yield f"{iso} {clock}"
        yield f"{slashed} {clock}"
    for clock in (
        "00:00:00",
        "00:00:00Z",
        "00:00:00.000Z",
        "00:00:00+08:00",
        "00:00:00.000+0800",
        "08:30",
    ):
        yield f"{iso}T{clock}"
    yield from (
        f"{slashed} 上午 12:00:00",
        f"{slashed} 下午 3:05",
        f"{y}年{m}月{d}日 0时0分",
        f"{y}年{m}月{d}日0:00:00",
    )
    yield from (str(serial), f"{serial}.0", f"{serial}.5", f"{serial}.354166667")
    yield from (
        f"{iso}星期四",
        f"{iso}（周四）",
        f"于{y}年{m}月{d}日",
        f"自{iso}",
        f"{y}{m:02}{d:02}000000",
    )
    month = day.strftime("%b")
    yield from (
        f"{d:02}-{month}-{y}",
        f"{d} {day:%B} {y}",
        f"{month} {d}, {y}",
        f"{month} {d:>2} {y} 12:00AM",
        f"{day:%a} {month} {d:02} 00:00:00 CST {y}",
    )
    midnight = (
        int(dt.datetime(y, m, d, tzinfo=dt.timezone(dt.timedelta(hours=8))).timestamp()) * 1000
    )
    yield from (
        str(midnight),
        f"/Date({midnight})/",
        f"/Date({midnight}+0800)/",
        f"{iso} 00:00:00.0000000",
        f"{slashed} 00:00:00 +0800",
    )
    yield from (f"{y}/{m}/{d} 0:00:00 +08:00", f"{iso} 00:00:00 CST", f"{iso} 00:00:00 北京时间")


_NO_DATES = (
    "0000-00-00", "1900-01-00", "1900/1/0", "1899-12-30", "9999-12-31", "2010-02-30", "2010-13-01", "2010-00-15x",
    "85.7.1", "85-7-1", "850701", "80.05", "八五年七月", "农历1980年五月初三", "阴历1980年5月3日", "1980年五月初三", "民国69年5月3日", "民国六十九年五月",
    "2010-07-01至2011-07-01", "2010.07-2011.07", "2010年7月至2011年8月", "2010-07-01/2011-07-01", "2010-07-01,2011-07-01", "2010-07-01 2011-07-01",
    "无", "不详", "—", "/", "待定", "未知", "N/A", "#VALUE!", "#######", "是", "否", "12", "7月1日", "07-01", "江西省人民医院",
    "990101198507120012", "10012345678", "0791-86000000", "1", "0", "-1", "20100732", "20101301", "201013", "2010-07-011",
    "1980-05-03（农历）", "1980年5月3日(阴历)", "25-DEC-85", "01-7月 -10", "1277913600001", "10012345678", "2010-07-01或2010-08-01",
    "12010-07-01", "2010-7-1-2", "2010年7月1日1980年5月3日", "99999", "100000", "2010/07", "1.2010", "三十岁", "25岁",
)  # fmt: skip
_MONTHS = ("{y}年{m}月", "{y}年{m:02}月", "{y}-{m:02}", "{y}/{m:02}", "{y}.{m:02}", "{y}{m:02}", "{y}年{m}月份", "{y}年{m}月底", "截至{y}年{m}月")  # fmt: skip


def dates_as_found() -> Iterator[Value]:
    """Days, months, years, and what is no date."""
    for day in _DAYS:
        yield from ((raw, day.isoformat()) for raw in _days(day))
    for y, m in ((2010, 7), (1985, 12), (1999, 3)):
        yield from ((form.format(y=y, m=m), f"{y}-{m:02}") for form in _MONTHS)
    yield from (
        (raw, "2010")
        for raw in (
            "2010",
            "2010年",
            "2010.0",
            "二〇一〇年",
            "2010年初",
            "2010.1",
            "7/1/2010",
            "2010-00-00",
        )
    )
    readable = {"2010/07": "2010-07", "2010-00-15x": None}
    yield from ((raw, readable.get(raw)) for raw in _NO_DATES)


# -- identity numbers -----------------------------------------------------------------------


def checked(first: str) -> str:
    """A number with its check digit; region 99…, which was never assigned."""
    return first + check_digit(first)


_NUMBERS = tuple(checked(f"990101{born}{tail}") for born, tail in (
    ("19850712", "001"), ("19701231", "014"), ("20000229", "107"), ("19680101", "252"), ("19991010", "333"), ("19550505", "019"), ("19830617", "108"),
))  # fmt: skip


def _written(number: str) -> Iterator[str]:
    yield from _around(number)
    region, born, tail = number[:6], number[6:14], number[14:]
    yield from (
        f"{region} {born} {tail}",
        f"{region}-{born}-{tail}",
        f"{number[:3]} {number[3:6]} {born} {tail}",
        f"{number}.0" if "X" not in number else number,
    )
    yield from (
        number.translate(_FULL),
        number.lower(),
        f"身份证号：{number}",
        f"公民身份号码:{number}",
        f"{number}(本人)",
        f"{number}（已核）",
    )
    yield from (
        f"\u202d{number}\u202c",
        f"\u2060{number}",
        f"{number[:6]}\u00ad{number[6:]}",
        f"身份证{number}",
        f"{number[:9]}\n{number[9:]}",
    )
    yield from (f"‘{number}’", f"“{number}”", f" '{number}", f"＇{number}")
    yield from (
        f"王芳{number}",
        f"{number}王芳",
        f"[{number}]",
        f"（{number}）",
        f"居民身份证 {number}",
        f"{number}；",
    )


def _hidden(number: str) -> Iterator[Value]:
    for sign in "*＊×●•#_":
        yield f"{number[:6]}{sign * 8}{number[14:]}", f"{number[:6]}{'*' * 8}{number[14:]}"
        yield f"{number[:3]}{sign * 11}{number[14:]}", f"{number[:3]}{'*' * 11}{number[14:]}"
    yield f"{number[:14]}****", f"{number[:14]}****"
    yield f"{number[:6]}XXXXXXXX{number[14:]}", f"{number[:6]}{'*' * 8}{number[14:]}"
    fifteen = number[:6] + number[8:17]
    if number[6:8] == "19":
        yield fifteen, number


_NO_NUMBERS = (
    "无", "不详", "—", "遗失", "待补", "办理中", "/", "N/A", "#N/A", "#REF!", "", " ", "身份证遗失", "未提供", "军人", "null",
    "9901011985071200188", "99010119850712001", "990101198507120018 990101197012310149", "990101198507120018/990101197012310149",
    "王芳", "10012345678", "1985-07-12", "党员", "0", "123456",
    "同上", "见附件", "空", "未知", "＊＊＊", "***", "暂无", "none", "-", "未填写",
)  # fmt: skip


def numbers_as_found() -> Iterator[Value]:
    """Whole, fifteen digits, masked, and what is no number."""
    for number in _NUMBERS:
        yield from ((raw, number) for raw in _written(number))
        yield from _hidden(number)
        slip = f"{number[:16]}{(int(number[16]) + 1) % 10}{number[17]}"
        yield slip, slip
    yield from ((raw, None) for raw in _NO_NUMBERS)


# -- telephone numbers ----------------------------------------------------------------------

_MOBILES = (
    "10012345678",
    "13800138000",
    "18970912345",
    "17007911234",
    "19979100001",
    "15179123456",
)
_LANDLINES = (("0791", "86000000"), ("010", "65001234"), ("0797", "8200123"), ("021", "54321678"))


def _called(mobile: str) -> Iterator[str]:
    yield from _around(mobile)
    a, b, c = mobile[:3], mobile[3:7], mobile[7:]
    yield from (
        f"{a} {b} {c}",
        f"{a}-{b}-{c}",
        f"{a}.{b}.{c}",
        f"{a}{b} {c}",
        f"({a}){b}{c}",
        f"{mobile[:5]} {mobile[5:]}",
    )
    yield from (
        f"+86{mobile}",
        f"+86 {mobile}",
        f"+86-{mobile}",
        f"86{mobile}",
        f"86-{mobile}",
        f"0086{mobile}",
        f"0086-{mobile}",
        f"(+86){mobile}",
        f"（86）{mobile}",
        f"+86 {a} {b} {c}",
    )
    yield from (
        f"{mobile}.0",
        mobile.translate(_FULL),
        f"手机：{mobile}",
        f"手机{mobile}",
        f"电话:{mobile}",
        f"{mobile}（本人）",
        f"{mobile}(微信同号)",
        f"{mobile}本人",
        f"本人{mobile}",
        f"{mobile}，",
    )
    yield from (
        f"{mobile}/{_LANDLINES[0][1]}",
        f"0791-86000000/{mobile}",
        f"0791-86000000 {mobile}",
        f"{mobile} 0791-86000000",
        f"{mobile}、86000000",
        f"办0791-86000000 手机{mobile}",
    )


def _rung(area: str, number: str) -> Iterator[str]:
    yield from (
        f"{area}-{number}",
        f"({area}){number}",
        f"（{area}）{number}",
        f"{area} {number}",
        f"{area}{number}",
        f"{area}－{number}",
        f"{area}—{number}",
    )
    yield from (
        f"{area}-{number[:4]} {number[4:]}",
        f"{area}-{number}-8012",
        f"{area}-{number}转8012",
        f"{area}-{number} 转 801",
        f"{area}-{number}ext.12",
        f"'{area}-{number}",
        f"\t{area}-{number}",
    )
    yield from (
        f"+86-{area[1:]}-{number}",
        f"+86 {area[1:]} {number}",
        f"{area}-{number}(办)",
        f"电话：{area}-{number}",
        f"{area}/{number}",
    )


_NO_PHONES = (
    "无", "—", "/", "不详", "100****5678", "138****8000", "13800138", "138001380", "1380013800", "138001380001", "1.38001E+10", "1.00E+10", "11111111111",
    "00000000000", "99999999999", "990101198507120012", "2010-07-01", "12345", "110", "王芳", "#N/A", "停机", "空号", "同上", "138001380oo", "0", "", "188******", "*******5678", "2010年7月1日", "未提供",
    "20100701", "2010/7/1", "2010.07.01", "2010-07-01 00:00:00", "990101850712001", "内科党支部", "86", "+86", "1-3", "13800138000138", "138001380001380013800",
)  # fmt: skip


def phones_as_found() -> Iterator[Value]:
    """Mobile numbers, landlines, both in one cell, and what is none."""
    for mobile in _MOBILES:
        yield from ((raw, mobile) for raw in _called(mobile))
    for area, number in _LANDLINES:
        yield from ((raw, area + number) for raw in _rung(area, number))
        yield number, number
        yield f"{number}.0", number
    yield from ((f"{a} {b}", a) for a in _MOBILES for b in _MOBILES if a != b)
    yield from ((f"{a}/{b}", a) for a in _MOBILES for b in _MOBILES if a != b)
    yield from ((f"{a}、{b}", a) for a in _MOBILES for b in _MOBILES if a != b)
    yield from ((raw, None) for raw in _NO_PHONES)


# -- names ----------------------------------------------------------------------------------

_NAMES = ("王芳", "刘洋", "欧阳建国", "李小红", "张䶮", "诸葛明", "司马光明", "丁一", "万里红")


def _named(name: str) -> Iterator[str]:
    yield from _around(name)
    yield from (
        " ".join(name),
        "\u3000".join(name) if len(name) == 2 else name,
        f"{name}（女）",
        f"{name}(男)",
        f"{name}[退休]",
        f"{name}【预备】",
    )
    yield from (
        f"{name}（曾用名：王小芳）",
        f"{name}(原名李芳)",
        f"{name}（又名李芳）",
        f"{name} 曾用名李芳",
        f"{name}（已转出）",
        f"{name}同志",
        f"{name}（小）",
        f"{name}A",
        f"{name}1",
        f"{name}（1）",
    )
    yield from (f"姓名：{name}", f"姓名:{name}", f"{name}，", f"{name}。")
    yield from (
        f"{name}（党支部书记）",
        f"{name} 书记",
        f"{name}　男",
        f"{name}（返聘）",
        f"{name}(离休)",
        f"{name}（重名）",
        f"{name}、男",
        f"{name}(Wang Fang)",
        f"{name} WangFang",
    )
    yield from (
        f"\u202a{name}\u202c",
        f"{name[0]}\u00a0{name[1:]}",
        f"{name[0]}\u200b{name[1:]}",
        f"{name}（已故）",
        f"{name}(病休)",
        f"{name}〔借调〕",
    )


_MINORITY = ("阿依古丽·买买提", "买买提·吐尔逊", "扎西·多吉")
_NO_NAMES = (
    "无", "—", "/", "??", "□□", "123", "", "王芳 李四", "王芳、李四", "王芳/李四", "王芳和李四", "王芳等3人", "王芳等人", "李主任", "王书记", "张老师",
    "N/A", "null", "#N/A", "...", "暂无", "不详", "未填",
)  # fmt: skip


def names_as_found() -> Iterator[Value]:
    """Names with what stands beside them, of minorities, with lost characters, and of nobody."""
    for name in _NAMES:
        yield from ((raw, name) for raw in _named(name))
    for name in _MINORITY:
        yield from ((name.replace("·", dot), name) for dot in "·•・‧∙⋅.．-。﹒")
        yield from ((raw, name) for raw in _around(name))
        yield from ((f"{name}（女）", name), (name.replace("·", " · "), name))
    for lost in "?？□■\ue863\ufffd○◻":
        yield from ((f"张{lost}", "张?"), (f"李{lost}明", "李?明"), (f"欧阳{lost}", "欧阳?"))
    yield from ((raw, None) for raw in _NO_NAMES)


# -- units ----------------------------------------------------------------------------------

_UNITS = ("江西省人民医院", "南昌大学第一附属医院", "中共江西省医学会支部委员会", "省直机关工委(卫健口)", "某某医院第12党支部", "江西省儿童医院ICU党支部")  # fmt: skip


def _unit(name: str) -> Iterator[str]:
    yield from _around(name)
    wide = name.replace("(", "（").replace(")", "）")
    yield from (
        wide,
        name.replace("(", "【").replace(")", "】"),
        name.replace("(", "〔").replace(")", "〕"),
        name.replace("(", "[").replace(")", "]"),
    )
    yield from (
        " ".join(name),
        f"{name[:3]} {name[3:]}",
        f"{name[:3]}\n{name[3:]}",
        f"{name[:4]}\u3000{name[4:]}",
        f"{name}。",
        f"{name}；",
        f"，{name}",
        f"{name}、",
        f"·{name}",
        f"{name}:",
        f"-{name}",
    )
    yield from (
        name.lower(),
        name.translate(str.maketrans("ICU12", "ＩＣＵ１２")),
        f"{name}()",
        f"{name}（）",
        f"\u200e{name}",
        f"{name[:2]}\u00ad{name[2:]}",
    )
    yield from (
        f"{name}*",
        f"*{name}",
        f"{name} .",
        f"“{name}”",
        f"‘{name}’",
        f"{name[:5]}\t{name[5:]}",
        f"{name[:5]}\u200b{name[5:]}",
        f"{name}\u2028",
        f"{name[:3]}\xa0{name[3:]}",
    )


_NO_UNITS = ("无", "—", "——", "/", "、", "不详", "暂无", "N/A", "null", "#N/A", "#REF!", "...", "*", "（）", "", " ", "未填写", "空", "未知", "-", "待补", "none", "NULL", "\u3000", "“”", '=""')  # fmt: skip


def units_as_found() -> Iterator[Value]:
    """Names of units and branches in every width, with what copying leaves behind."""
    more = (
        "某某县中医院",
        "南昌市青山湖区卫生健康委员会",
        "某某市第三医院",
        "赣州市人民医院党委",
        "九江市中医医院门诊第一党支部",
    )
    for name in (*_UNITS, *more):
        yield from ((raw, name) for raw in _unit(name))
    yield from ((raw, None) for raw in _NO_UNITS)


# -- posts and states -----------------------------------------------------------------------

_POST_WORDS: Mapping[str | None, tuple[str, ...]] = {
    "fulltime": ("专职", "全职", "专职人员", "专职工作人员", "专职副秘书长", "专任", "专职（聘用）", "专职驻会", "专职，合同制", "驻会专职", "是"),
    "parttime": ("兼职", "兼任", "兼职副会长", "非专职", "不是专职", "兼职（挂职）", "名誉会长", "名誉职务", "荣誉理事", "志愿者", "志愿服务", "兼", "否"),
    "retired": ("退休", "离休", "离退休", "退休人员", "已退休", "退休返聘", "专职（退休返聘）", "退休医师", "内部退养", "退休干部"),
    "attached": ("挂靠", "代管", "组织关系挂靠", "挂靠人员", "代管人员"),
    None: ("驻会", "驻会副会长", "借调", "借用", "挂职", "劳务派遣", "派遣制", "聘用", "聘任", "返聘", "专职（返聘）", "合同制", "专兼职", "专职/兼职",
           "在职", "在岗", "实习", "见习", "临时工", "外包", "轮岗", "抽调", "无", "—", "其他", "待定", "专职（借调）", "专职（劳务派遣）", "全职（挂职）"),
}  # fmt: skip
_STATE_WORDS: Mapping[str | None, tuple[str, ...]] = {
    "normal": ("正常", "在册", "在籍", "正常党员", "有效", "恢复党籍", "已恢复", "已回国", "未失联", "待转出", "转出审核中", "在职"),
    "lost": ("失联", "失去联系", "联系不上", "失联党员", "与党组织失去联系"),
    "suspended": ("停止党籍", "停党籍", "党籍停止", "已停止党籍", "停止党籍（未恢复）"),
    "removed": ("除名", "已除名", "开除党籍", "自行脱党", "取消预备党员资格", "劝退", "退党", "出党"),
    "moved_out": ("已转出", "转出", "组织关系已转出", "迁出", "已调出"),
    "deceased": ("去世", "已去世", "死亡", "病故", "已故", "因病逝世", "身故"),
    "historical": ("历史党员", "转入历史党员库", "历史", "历史库党员"),
    "abroad": ("出国", "出国（境）", "出国(境)定居", "因公出境", "在国外", "未回国"),
    "floating": ("流动党员", "流出", "流动", "外出流动"),
    "hanging": ("口袋党员", "组织关系空挂", "空挂", "未落实组织关系"),
    "incoming": ("待转入", "待接收", "未报到", "转入审核中"),
    None: ("待定", "待核实", "留党察看", "不正常", "异常", "未停止党籍", "非历史党员", "无", "—", "其他", "待恢复", "拟恢复党籍"),
}  # fmt: skip


def _worded(words: Mapping[str | None, tuple[str, ...]]) -> Iterator[Value]:
    for meant, listed in words.items():
        for word in listed:
            yield from ((raw, meant) for raw in _around(word)[:9])
            yield from ((" ".join(word), meant), (f"{word}。" if len(word) > 1 else word, meant))


def posts_as_found() -> Iterator[Value]:
    """What associations write of a post."""
    yield from _worded(_POST_WORDS)


def states_as_found() -> Iterator[Value]:
    """What registers write of a member's state."""
    yield from _worded(_STATE_WORDS)


# -- figures --------------------------------------------------------------------------------


def _id_key(expr: pl.Expr) -> pl.Expr:
    def run(values: pl.Series) -> pl.Series:
        frame = values.to_frame("id_number").with_columns(spoilt=pl.lit(value=False))
        found = identity.number(frame)
        # A malformed number is kept to be shown, and identifies nobody.
        return found.select(pl.when(pl.col("id_state") != "malformed").then("id_key")).to_series()

    return expr.map_batches(run, return_dtype=pl.String)


FIELDS: Mapping[str, tuple[Callable[[], Iterator[Value]], Callable[[pl.Expr], pl.Expr]]] = {
    "dates": (dates_as_found, dates.date),
    "numbers": (numbers_as_found, _id_key),
    "phones": (phones_as_found, phones.phone),
    "names": (names_as_found, names.name),
    "units": (units_as_found, units.unit),
    "posts": (posts_as_found, posts.post),
    "states": (states_as_found, states.state),
}
"""Field -> its values, and its cleaner."""


@dataclass
class Counted:
    """How a field's values came out."""

    values: int = 0
    right: int = 0
    refused: list[Value] = field(default_factory=list)
    wrong: list[tuple[str, str | None, str]] = field(default_factory=list)
    """As found, what it means, what came out."""


def counted(name: str) -> Counted:
    """What the cleaner of a field makes of its values."""
    make, cleaner = FIELDS[name]
    meant = dict(make())
    raw = pl.DataFrame({"x": list(meant)}, schema={"x": pl.String})
    made = raw.select(cleaner(pl.col("x"))).to_series()
    result = Counted(values=len(meant))
    for (found, means), came in zip(meant.items(), made, strict=True):
        if came == means:
            result.right += 1
        elif came is None:
            result.refused.append((found, means))
        else:
            result.wrong.append((found, means, came))
    return result


if __name__ == "__main__":
    for name in FIELDS:
        one = counted(name)
        share = one.right / one.values
        print(
            f"{name}: {one.values} values, right {share:.2%}, refused {len(one.refused)}, wrong {len(one.wrong)}"
        )
        for line in (*one.refused, *one.wrong):
            print("   ", *(repr(part) for part in line))
