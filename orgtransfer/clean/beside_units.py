"""What is written beside the name of a unit or branch in its cell, and is no part of it."""

from __future__ import annotations

from typing import Final

import polars as pl

_LABEL: Final = (
    r"^(?:现?工作单位|现?所在单位|单位名称|单位|所[在属]党?支部|所[在属]党组织|党支部名称|党支部|党组织名称|党组织|支部名称"
    r"|组织关系所在(?:党?支部|单位|党组织)?|现任职?|现) ?: ?"
)
# 1. and (1) and ① number a list; 120急救中心 and 301医院 are called so.
_NUMBERED: Final = r"^(?:\([0-9]{1,3}\)(?: ?[0-9]{1,2} )?|[0-9]{1,3} ?[.、)])[ .、]*(\p{Han})"
_COUNTED: Final = r"^[0-9]{1,2} +(\p{Han}{4,})"
_CALLED: Final = r"^[0-9]+ *(?:医院|急救|中心|厂|部队|所)"
_MARKS: Final = " .,;:、，。；：·*-_=`'\"’‘“”/\\|★☆●■◆※•~+&"
# 现江西省人民医院; but 原平市 and 现代医院 are names.
_PRESENT: Final = r"^(?:现|兼|挂靠(?:于|在)?|原)((?:\p{Han}{2,3}[省市]|江西|南昌|中共|中国共产党)\p{Han}{2,}|(?:机关|离退休)?第[一二三四五六七八九十0-9]+党?支部)"
_NOT_NOW: Final = r"^(?:拟|曾|原|前|已离开)(?:\p{Han}{0,4}:|(?:\p{Han}{2,3}[省市]|江西|南昌|中共|第[一二三四五六七八九十0-9]+党?支部))"
NOT_YET: Final = r"^[ *·]*(?:拟|曾|前|原)(?:\p{Han}{0,4}:|任|在)|^[ *·]*(?:拟|曾)(?:\p{Han}{2,3}[省市]|江西|南昌|中共)"
_PHONE: Final = r"[ ,;、:/]*(?:联系)?(?:电话|手机|号码)?:? ?(?:1[3-9][0-9]{9}|0[0-9]{2,3}[- ]?[0-9]{7,8}|(?:电话|手机):?[0-9]{7,8})$"
_NOTE: Final = (
    r" ?\((?:[0-9 -]{7,}|(?:共|现有?)?[0-9]+[人名]|待核实?|待查|兼|兼职|借调|返聘|聘用|聘任|挂靠|挂职|实习|进修|规培|新|现|已?转[入出]"
    r"|(?:副?书记|(?:组织|宣传|纪检|青年|统战)?委员)|(?:自|于)?(?:19|20)[0-9]{2}[年./-][^()]*)\)$"
)
_COUNT: Final = r" ?(?:共|现有)?[0-9]+ ?[人名]$"
_OFFICE: Final = r"(支部(?:委员会)?|总支|党委) ?(?:党?支部)?(?:副?书记|(?:组织|宣传|纪检|青年|统战)委员|(?:党员)?(?:花?名册|名单))$"
_CONTACT: Final = r"[ ,;、]*(?:联系人|经办人|负责人):? ?\p{Han}{2,4}$"
_DOUBT: Final = r"([院会局所校司部委心站厅处科])[?]+$"
_DATE: Final = r"((?:支部|医院|[学协]会|委员会|总支|党委)) ?(?:19|20)[0-9]{2}[年./-][0-9]{1,2}(?:月|[./-][0-9]{1,2}|)日?$"
ODD: Final = (
    r"[0-9]{5,}|[0-9][人名]$|书记$|[织传检年战]委员$|名册$|名单$|^[原现拟兼曾前]|^挂靠|^已离开|^[0-9]|[0-9]\)$|[0-9月日]$"
    r"|[人名核实查兼职调聘用任靠习修培新现入出记员]\)$|联系人|经办人|负责人"
)
"""Names in the usual characters of which something here may be no part."""


def _before(plain: pl.Expr) -> pl.Expr:
    bare = plain.str.strip_chars(_MARKS)
    numbered = bare.str.replace(_NUMBERED, "$1")
    counted = pl.when(numbered.str.contains(_CALLED)).then(numbered)
    plainer = counted.otherwise(numbered.str.replace(_COUNTED, "$1"))
    return plainer.str.replace(_LABEL, "").str.replace(_PRESENT, "$1")


def _behind(plain: pl.Expr) -> pl.Expr:
    return (
        plain.str.replace(_PHONE, "")
        .str.replace(_NOTE, "")
        .str.replace(_COUNT, "")
        .str.replace(_CONTACT, "")
        .str.replace(_OFFICE, "$1")
        .str.replace(_DATE, "$1")
        .str.replace(_DOUBT, "$1")
        .str.replace(r"\( *\)$", "")
    )


def is_past(plain: pl.Expr) -> pl.Expr:
    """Whether the cell names a place where the member was or will be: 原第一党支部, 拟：江西省医学会."""
    return plain.str.strip_chars(_MARKS).str.replace(_NUMBERED, "$1").str.contains(_NOT_NOW)


AROUND: Final = (_before, _behind)
"""The name without what stands before it and behind it, from visible text with its blanks.

Numbers of a list, labels (工作单位：), telephone numbers, how many members, offices behind a branch (书记) and notes
that are no name (兼, 挂靠, 2020年转入) go; 离退休 in brackets stays, since it tells branches apart.
"""
