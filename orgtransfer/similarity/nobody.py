"""What stands in the column of names and is nobody's name: 待定, 同上, 男, 内科党支部."""

from __future__ import annotations

from typing import Final

import polars as pl

DEPARTMENT: Final = (
    "(?:(?:心血管|心|神经|消化|呼吸|肾|血液|内分泌|普|骨|胸|泌尿|肿瘤|老年病?|急诊|儿|妇产?|眼|耳鼻喉|口腔|皮肤|中医|康复|麻醉|检验|放射|药剂|门诊|护理"
    "|医务|财务|人事|后勤|信息|行政|总务|设备|保卫|手术|重症)(?:内|外)?|内|外)(?:科|部|室)"
)
"""Departments of a hospital, by closed words: a name may end in 科 or 室 as well."""
# A closed list, and none of it can be read as a surname with a given name: 安静, 高兴, 石头 and 党建国
# are names.
_NOBODY: Final = (
    r"^(?:[男女是否略缺空例无]|男女|未知|不详|没有|未填写?|暂无|待定|未定|暂定|人员待定|待分配|待补充?|待填|待录入|待核实?|空缺|暂缺|缺编|缺失|招聘中"
    r"|同上|同前|测试(?:数据|人员|用户)?\d*|无此人|查无此人|无人|无名氏|未命名|已?删除|作废|已作废|请填写|请输入|未录入|未登记"
    r"|(?:中共)?(?:正式|预备)?党员[\d甲乙丙丁]?|(?:员工|人员|职工|成员|用户)[\dA-Za-z甲乙丙丁]?|姓名|名字|党员姓名|序号"
    r"|(?:此行)?以下(?:空白|无正文|为空|无内容)|签[字名]|盖章|[Xx]{2,}|(?i:test\d*|admin|null|none|n/a|unknown)"
    r"|\d+[人名]|\d[\d./:-]*)$"
    r"|^.{2,}(?:党支部|党总支|支部委员会|党小组|党委)$|^.{3,}(?:医院|卫生院|委员会|协会|学会|办公室)$"
    # Sub-headings of a list: 心内科（3人）, 外科：, 行政后勤（共12名）.
    rf"|^{DEPARTMENT}[一二三四五六七八九1-9]?(?:病区|病房)?(?:[(（].*[)）])?[:：]?$"
    r"|^\p{Han}{2,12}[(（]共?\d+[人名][)）][:：]?$"
    r"|^[\p{P}\p{S}]+$|^[(（\[【](?:空|无|待定|缺|略)[)）\]】]$"
)


def nobody(text: pl.Expr) -> pl.Expr:
    """Whether a cell without blanks names nobody, although something stands there."""
    return text.str.contains(_NOBODY)
