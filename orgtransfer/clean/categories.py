"""What kind of member: full or probationary; ethnic group; education."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import text, words

_CATEGORIES: Final[words.Patterns] = (
    (r"积极分子|发展对象|申请人|申请书|群众|团员|入党对象", None),
    # 非中共党员 is none, and who is said to be both (正式/预备, 预备党员（已转正）) has to be looked up.
    (r"非(?:中共|中国共产党)?党员", None),
    (
        r"(?:非|不是|未|拟|待)(?:转为?)?正式|正式[职员]?工|预备(?:役|军官|队)|取消.*预备|预备.*(?:取消|资格$)",
        None,
    ),
    (r"正式.*预备|预备.*(?:正式|已转正)", None),
    (r"预备|probation|^0?2$", "probationary"),
    # 政治面貌 (GB/T 4762) says 中共党员 for full members and 中共预备党员 for the others.
    (r"正式|中共党员|中国共产党党员|^0?1$", "full"),
)
_EDUCATION: Final[words.Patterns] = (
    # GB/T 4658: the first digit is the level. Degrees and courses are one level here: one
    # export says 硕士, another 研究生.
    # Not finished, a range, or two levels of a form's option: no level of its own.
    (r"在读|肄业|未毕业|以上|以下|预科|^非|高中.*中专|中专.*高中", None),
    (r"研究生|博士|硕士|^1[0-9]?$", "postgraduate"),
    (r"大专|专科|高职|^3[0-9]?$", "college"),
    (r"本科|大学|学士|^2[0-9]?$", "bachelor"),
    (r"中专|中等专业|中技|技校|职高|职业高中|职业中学|^4[0-9]?$", "vocational"),
    (r"高中|^6[0-9]?$", "high"),
    (r"初中|^7[0-9]?$", "middle"),
    (r"小学|文盲|^[89][0-9]?$", "primary"),
)
# GB/T 3304-1991, in the order of its numbers, 01 to 56.
_GROUPS: Final = [
    "汉",
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "乌孜别克",
    "俄罗斯",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "京",
    "塔塔尔",
    "独龙",
    "鄂伦春",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
]
_GROUP_NUMBERS: Final = {
    form: f"{group}族"
    for number, group in enumerate(_GROUPS, start=1)
    for form in (str(number), f"{number:02}", group)
}


def category(expr: pl.Expr) -> pl.Expr:
    """`full`, `probationary`, or null for what says neither (积极分子 and others are no members)."""
    return words.coded(expr, _CATEGORIES)


def education(expr: pl.Expr) -> pl.Expr:
    """`postgraduate`, `bachelor`, `college`, `vocational`, `high`, `middle`, `primary` or null."""
    return words.coded(expr, _EDUCATION)


# Short names that are in use, and people of whom GB/T 3304 has none (97, 98), as registers write them.
_GROUP_NAMES: Final = {
    "维": "维吾尔族", "蒙": "蒙古族", "漢": "汉族", "汉人": "汉族", "滿": "满族", "藏人": "藏族", "壯": "壮族",
    "穿青": "穿青族", "穿青人": "穿青族", "革家": "革家族", "革家人": "革家族", "亻革家人": "革家族",
}  # fmt: skip


def ethnicity(expr: pl.Expr) -> pl.Expr:
    """The name of the ethnic group with 族, from a name or its number in GB/T 3304.

    Null for whatever is no group's name: 男, 江西, 少数民族, two groups in one cell.
    """
    plain = text.unspaced(expr).str.replace(r"[民族]+$", "")
    return plain.replace_strict(_GROUP_NUMBERS | _GROUP_NAMES, default=None, return_dtype=pl.String)
