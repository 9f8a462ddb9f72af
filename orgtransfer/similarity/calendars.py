"""Days of other calendars: by the moon, by 民国 years, by other eras."""

from __future__ import annotations

from typing import Final

import polars as pl

# In other calendars the figures are those of another day. A day in Chinese figures without 日 or 号
# behind it (八月十五, 五月廿三) is how lunar days are written, beside a year of our era as well.
_OTHER: Final = (
    r"[农農阴陰旧舊夏古藏佛回][历曆]|伊斯兰[历曆]|[闰閏][一二三四五六七八九十\d]|民[国國]|^民[\d一二三四五六七八九十元]"
    r"|初[一二三四五六七八九十]|[正腊臘冬寒]月|廿[一二三四五六七八九]?(?:$|[^一二三四五六七八九日号])|月卅$"
    r"|(?:昭和|大正|明治|平成|令和|檀[纪紀]|皇[纪紀]|康德|光[绪緒]|宣[统統])[\d一二三四五六七八九十元]{1,4}年"
    r"|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年|年(?:端午|中秋|除夕|春节|元宵|重阳)|月(?:朔|望)"
    r"|^ *[农農阴陰] *\d|[\d日号] *[(（\[【]? *[农農阴陰] *[)）\]】]?$|[(（\[【][农農阴陰][)）\]】]"
    r"|月[一二三四五六七八九十]{1,3}$|(?i:lunar|\(l\))"
)
"""Words of another calendar in a cell of a date: nothing is read, and that is told."""


def other(text: pl.Expr) -> pl.Expr:
    """Whether a cell names a day by the lunar calendar, by 民国 years or the like.

    Such days are not turned into ours: a lunar month may have stood there twice, and what people write
    of it (五月, 闰五月, 初三) is too often short of a part.
    """
    return text.str.contains(_OTHER)
