"""Dates: ISO text at the precision that the export gives, or nothing."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import text
from orgtransfer.similarity import calendars

# Words before a date: 缴至2026年10月, 生于1980年, 出生日期：1980年. The first day of a range
# (二〇一〇年七月至…) is none of them.
_WORDS: Final = (
    r"^(?:[\p{Han}:--〇零○一二三四五六七八九十廿年月日号]*?(?:至|到|于|于|自|从)"
    r"|\p{Han}{0,8}(?:日期|时间|年月):?)"
)
# A bound, a plan or a guess is no day: 早于2010年, 拟于2026年转正, 推迟至2012年.
_NO_DAY: Final = r"(?:[不未非无拟将应可]|[早晚先迟大小多少低高]|预计|计划|推测)\p{Han}*于|(?:推迟|延迟|顺延|拟|预计|计划)\p{Han}*[至到]"
_AROUND: Final = " ;,。、…*()[]【】√"
# What stands behind a day and says no more than its column does.
_BEHIND: Final = r"出?生$|\((?:公历|阳历|新历|档案|身份证|本人|已?核实)\)?$"
# Times of day as .NET, Java, SQL Server and people write them: 0:00:00, 上午 12:00, 9时05分, with
# fractions and zones. Something must part them from the date: 1985/7/120:00 could be two days.
_HALF: Final = "(?:上午|下午|凌晨|早上|早晨|中午|晚上|夜间|[AP]\\.?M\\.?)"
_CLOCK: Final = "(?:[0-9]{1,2}(?::[0-9]{1,2}){1,2}(?:[.,][0-9]+)?|[0-9]{1,2}[时点](?:整|[0-9]{1,2}分(?:[0-9]{1,2}秒)?)?)"
_ZONE: Final = (
    "(?:Z|\\(?(?:UTC|GMT|CST)?\\)?(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?|北京时间|中国标准时间)"
)
_WEEKDAY: Final = "[ (]*(?:星期|周|礼拜)[一二三四五六日天][ )]*"
_TIME: Final = f"{_CLOCK} *{_HALF}? *{_ZONE}$"
_TIMES: Final = (
    (f"(?i) *{_HALF} *{_TIME}", ""),
    (f"(?i)(?: *T *| +){_TIME}", ""),
    (f"(?i)([日号]){_TIME}", "$1"),
    (f"{_WEEKDAY}$", ""),
)
# An hour alone, and blanks for separators. Where the blank may also stand inside a number
# (1985/7/1 0 is the 1st at midnight or the 10th) only what both readings share is kept.
_BLANKS: Final = (
    (r"^(.*[日号]) +[0-9]{1,2}$", "$1"),
    (r"^([0-9]{4}[^0-9 ][0-9]{1,2}[^0-9 ](?:[0-9]{2}|[4-9])) +[0-9]{1,2}$", "$1"),
    (r"^([0-9]{4}[^0-9 ][0-9]{1,2}[^0-9 ][1-3]) +[0-9]{2}$", "$1"),
    (r"^([0-9]{4}[^0-9 ][0-9]{1,2})[^0-9 ][0-3] +[0-9]$", "$1"),
    (r"^([0-9]{4})[^0-9 ]1 +[0-2](?:[^0-9].*)?$", "$1"),
    (r"^([0-9]{4}) +([0-9]{1,2})(?: +([0-9]{1,2}))?$", "$1-$2-$3"),
    (r"^([0-9]{4}) +([0-9]{1,2})([^0-9 ])", "$1-$2$3"),
)
# English months, as Java, Oracle and SQL Server write them where nobody told them the country.
_MONTH: Final = "(?i:(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
_ENGLISH: Final = (
    (rf"^([0-9]{{1,2}})[- ]{_MONTH}[-, ]+([0-9]{{4}})$", "$3-$2-$1"),
    (rf"^(?i:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?{_MONTH} ([0-9]{{1,2}}),?(?: [0-9:]+(?: ?[AP]M)?(?: [A-Z]{{3}})?)? ([0-9]{{4}})(?: [0-9:]+(?: ?[AP]M)?)?$", "$3-$1-$2"),
)  # fmt: skip
_MONTHS: Final = dict(
    zip(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        map(str, range(1, 13)),
        strict=True,
    )
)
# Milliseconds since 1970 as platforms hand them over; only a midnight is a date.
_EPOCH: Final = r"^(?:/?Date\()?(-?[0-9]{11,13})(?:[+-][0-9]{4})?(?:\)/?)?$"
_DAY: Final = 86_400_000
_BEIJING: Final = 8 * 3_600_000
# 2010年7、8月 and 2010年7-8月 are two months, no day.
_TWO_MONTHS: Final = r"[0-9]{4}[年.] ?[0-9]{1,2}月? ?[、,，/~～至到—–-] ?[0-9]{1,2} ?月|[0-9]{4}\.[0-9]{1,2}[~～—–-][0-9]{1,2}$"
_OUR_ERA: Final = r"^(?:公元|西元|公历|公曆|阳历|陽曆|新历|新曆|西历|西曆) ?[:：]?"
_DIGITS: Final = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_EARLIEST: Final = 1901  # 1900 is what a spreadsheet shows for an empty date
_LATEST: Final = 2099
_SHIFT_1904: Final = 1462  # days between the two epochs of Excel


def date(expr: pl.Expr) -> pl.Expr:
    """A date as ISO text: `1980-05-03`, `1980-05` or `1980`.

    Args:
        expr: the text of the export: 2010-07-01, 2010/7/1, 20100701, 2010.07, 2010年7月,
            二〇一〇年七月, an Excel serial of the 1900 system, with or without a time.

    Returns:
        Text; null for what is no date, for 0000-00-00 and 1900-01-00, and for years of two
        digits, which are refused rather than guessed. 2010.1 gives the year only: a spreadsheet
        makes it of 2010.10 as well. 7/1/2010 gives no more than the year unless one of its
        numbers can only be a day.
    """
    return text.staged(
        expr, text.unmarked, text.visible, _plain, without_time, text.unspaced, separated, _read
    )


def _plain(visible: pl.Expr) -> pl.Expr:
    """Days in English and in milliseconds as figures; null for those of another calendar."""
    other = calendars.other(visible) | visible.str.contains(_TWO_MONTHS)
    visible = visible.str.replace(_OUR_ERA, "")
    english = visible.str.replace_all(r" +", " ")
    for pattern, order in _ENGLISH:
        english = english.str.replace(pattern, order)
    named = english.str.to_lowercase().str.replace_many(_MONTHS)
    found = pl.when(english == visible).then(visible).otherwise(named)
    return pl.when(~other).then(pl.coalesce(_milliseconds(visible), found))


def _milliseconds(visible: pl.Expr) -> pl.Expr:
    stated = visible.str.extract(_EPOCH).cast(pl.Int64, strict=False)
    local = stated + _BEIJING
    midnight = (local % _DAY == 0) | (stated % _DAY == 0)
    day = pl.from_epoch(local.floordiv(_DAY).cast(pl.Int32, strict=False), time_unit="d")
    sound = midnight & day.dt.year().is_between(_EARLIEST, _LATEST)
    return pl.when(sound).then(day.dt.to_string("iso"))


def usual(expr: pl.Expr) -> pl.Expr:
    """What `date` makes of a day: 2010-07-01, also 00:00:00, 2010/7/1, 20100701; null otherwise."""
    return text.staged(expr, _trimmed, _day, _in_range)


def _trimmed(expr: pl.Expr) -> pl.Expr:
    return expr.str.strip_chars().str.strip_suffix(" 00:00:00")


def _day(plain: pl.Expr) -> pl.Expr:
    # The pattern comes first: the parser takes months and days of one digit without hyphens too.
    # Two kinds of signs in one date are looked at more closely: 2010.7-8 may be two months.
    form = plain.str.contains(
        r"^[0-9]{4}(?:[0-9]{4}|-[0-9]{1,2}-[0-9]{1,2}|/[0-9]{1,2}/[0-9]{1,2}|\.[0-9]{1,2}\.[0-9]{1,2})$"
    )
    hyphens = plain.str.replace_many(["/", "."], ["-"]).str.to_date("%Y-%m-%d", strict=False)
    figures = pl.when(plain.str.len_bytes() == len("20100701")).then(plain)
    return pl.when(form).then(pl.coalesce(hyphens, figures.str.to_date("%Y%m%d", strict=False)))


def _in_range(day: pl.Expr) -> pl.Expr:
    return pl.when(day.dt.year().is_between(_EARLIEST, _LATEST)).then(day.dt.to_string("iso"))


def _read(plain: pl.Expr) -> pl.Expr:
    numbers = plain.str.extract_groups(
        r"^(?<y>[0-9]{4})(?:-(?<m>[0-9]{1,2})(?:-(?<d>[0-9]{1,2}))?)?$"
    )
    foreign = plain.str.extract_groups(r"^(?<a>[0-9]{1,2})-(?<b>[0-9]{1,2})-(?<y>[0-9]{4})$")
    return pl.coalesce(
        _iso(*(numbers.struct.field(part) for part in "ymd")),
        _day_and_month(foreign),
        _serial(plain),
    )


def shift_1904(iso: pl.Expr) -> pl.Expr:
    """The date that a serial means in a workbook of the 1904 system, from its 1900 reading."""
    return (iso.str.to_date("%Y-%m-%d", strict=False) + pl.duration(days=_SHIFT_1904)).dt.strftime(
        "%Y-%m-%d"
    )


def is_serial(expr: pl.Expr) -> pl.Expr:
    """Whether a cell's text is an Excel serial rather than a date."""
    return text.unspaced(expr).str.contains(r"^[1-7][0-9]{4}(?:\.[0-9]+)?$")


def usually_none(expr: pl.Expr) -> pl.Expr:
    """What `is_serial` says of days that are written out: false; null for anything else."""
    return pl.when(usual(expr).is_not_null()).then(pl.lit(value=False))


def without_time(visible: pl.Expr) -> pl.Expr:
    """The date alone, before blanks are taken away: without them an hour would join the day."""
    day = visible.str.strip_chars(_AROUND).str.replace(_WEEKDAY, " ")
    for pattern, rest in _TIMES:
        day = day.str.replace(pattern, rest)
    day = day.str.strip_chars()
    for pattern, rest in _BLANKS:
        day = day.str.replace(pattern, rest)
    return day.str.replace(_BEHIND, "")


def separated(plain: pl.Expr) -> pl.Expr:
    """Numbers between single hyphens: no words, no Chinese figures. A time that is left stays."""
    return (
        pl.when(~plain.str.contains(_NO_DAY))
        .then(plain)
        .str.replace(_WORDS, "")
        .str.replace_many({"三十": "3十", "二十": "2十", "廿": "2十"})
        .str.replace_all(r"([23])十([一二三四五六七八九])", "$1$2")
        .str.replace_all(r"([23])十", "${1}0")
        .str.replace_all(r"十([一二三四五六七八九])", "1$1")
        .str.replace_all("十", "10", literal=True)
        .str.replace_many(_DIGITS)
        .str.replace(r"^([12][0-9]{3})\.1$", "$1")
        .str.replace(r"^([1-7][0-9]{4}|[12][0-9]{5}|[12][0-9]{7})\.[0-9]+$", "$1")
        .str.replace_all(r"[年月]$|(?:止|底|份|初)$", "")
        .str.replace(r"[日号]([^0-9\p{Han}]|$)", "$1")
        .str.replace_all(r"[年月./\\、,，。_–—~]", "-")
        .str.replace_all(r"-+", "-")
        .str.strip_chars("-")
        .str.replace(r"^([0-9]{4})([0-9]{2})(?:[0-9]{6})?$", "$1-$2")
        .str.replace(r"^([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{6})?$", "$1-$2-$3")
    )


def _iso(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """ISO text at the precision given; null where a part is impossible. 00 means not known."""
    years = year.cast(pl.Int32, strict=False)
    sound = years.is_between(_EARLIEST, _LATEST)
    known_month = month.cast(pl.Int32, strict=False).fill_null(0)
    known_day = pl.when(known_month > 0).then(day.cast(pl.Int32, strict=False)).fill_null(0)
    months = pl.concat_str(year, pl.lit("-"), month.str.zfill(2))
    days = pl.concat_str(months, pl.lit("-"), day.str.zfill(2))
    exists = days.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    return (
        pl.when(sound & (known_month == 0))
        .then(year)
        .when(sound & (known_month <= 12) & (known_day == 0))
        .then(months)
        .when(sound & exists)
        .then(days)
    )


def _day_and_month(parts: pl.Expr) -> pl.Expr:
    """Dates that end in the year: the year alone where day and month cannot be told apart."""
    a, b, year = (parts.struct.field(part) for part in ("a", "b", "y"))
    first, second = a.cast(pl.Int32, strict=False), b.cast(pl.Int32, strict=False)
    return (
        pl.when((first > 12) | (first == second))
        .then(_iso(year, b, a))
        .when(second > 12)
        .then(_iso(year, a, b))
        .when(first.is_between(1, 12) & second.is_between(1, 12))
        .then(_iso(year, pl.lit(None, pl.String), pl.lit(None, pl.String)))
    )


def _serial(plain: pl.Expr) -> pl.Expr:
    """Days since 1899-12-30; five digits, 1927 to 2099."""
    days = plain.str.extract(r"^([1-7][0-9]{4})$").cast(pl.Int32, strict=False)
    made = (pl.date(1899, 12, 30) + pl.duration(days=days)).dt
    return pl.when(made.year().is_between(_EARLIEST, _LATEST)).then(made.strftime("%Y-%m-%d"))
