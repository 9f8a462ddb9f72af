"""The words that organisation names are made of: short words, kinds, places, Party terms.

Short words stand for words, never for organisations: what an organisation is called for short is
found by `org_pairs` from its full name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Final

from orgtransfer.similarity import character_tables

SHORT_WORDS: Final = (
    (r"卫健委|卫生健康委(?!员)|卫生和健康委(?:员会)?", "卫生健康委员会"),
    (r"卫健局", "卫生健康局"),
    (r"疾控(?:中心|(?!局))|疾病控制中心|疾病预防控制局?中心", "疾病预防控制中心"),
    (r"疾控局", "疾病预防控制局"),
    (r"医保局", "医疗保障局"),
    (r"药监局", "药品监督管理局"),
    (r"市监局|市场监管局", "市场监督管理局"),
    (r"发改委|发展改革委(?:员会)?", "发展和改革委员会"),
    (r"人社(?=[厅局])", "人力资源和社会保障"),
    (r"国资委", "国有资产监督管理委员会"),
    (r"中医药局", "中医药管理局"),
    (r"计生协(?:会)?", "计划生育协会"),
    (r"妇幼保健(?:计划生育)?(?:服务)?院|妇保院|妇幼(?![保医健儿和])", "妇幼保健院"),
    (r"中医医院", "中医院"),
    (r"社区卫生中心|社区卫生服务站?中心", "社区卫生服务中心"),
    (r"附院", "附属医院"),
    (r"附(?=医院|院|$)", "附属"),
    (r"(?<=附属)院?$", "医院"),
    (r"儿院|儿医(?![院学科])", "儿童医院"),
    (r"卫校", "卫生学校"),
    (r"卫职院", "卫生职业学院"),
    (r"职院", "职业学院"),
    (r"(?<=[省市县区])(肿瘤|胸科|口腔|眼科|妇产|传染病|皮肤病|精神病)$", r"\1医院"),
    (r"(?<=[省市])中研院", "中医药研究院"),
    (r"卫监(?=[局所])", "卫生监督"),
    (r"(?<=机关)工委", "工作委员会"),
)
"""Words that offices shorten, and what they stand for; tried in this order."""

KINDRED: Final = (
    (
        r"卫计委|卫生计生委(?:员会)?|卫生(?:[和与]|)(?:计划生育|计生)(?:委员会|委|局)|卫计局|(?<![国共岸])卫生[厅局]|卫生健康局",
        "卫生健康委员会",
    ),
    (r"卫生防疫站|(?<=[省市县区州旗盟])防疫站", "疾病预防控制中心"),
    (r"妇幼保健[所站]|妇幼(?:保健)?[和与]?计划生育服务中心", "妇幼保健院"),
    (r"(?:中心)?血站|血液中心", "血站"),
    (r"(?:120|紧急|医疗)*(?:急救|医疗救援)(?:医疗|指挥|调度)*中心", "急救中心"),
    (
        r"(?:健康教育|健教)(?:[与和]?(?:健康)?促进)?(?:中心|所)|健康促进[与和](?:健康)?教育中心",
        "健康教育中心",
    ),
    (r"卫生(?:健康|计生|和?计划生育)?(?:综合)?监督(?=[局所])", "卫生监督"),
    (r"(?<=\w)中心卫生院", "卫生院"),
)
"""What one office of the health system is called from place to place and from reform to reform, and
one word for all of it: no place has two of them. The commissions were departments and bureaus (厅, 局)
of health until 2013 and of health and family planning until 2018, the centres for disease control
were anti-epidemic stations."""

NUMBERS: Final = "一二三四五六七八九"


@functools.cache
def numerals() -> Mapping[str, int]:
    """Chinese numerals, 一 to 九十九, and what they count."""
    table = {word: place for place, word in enumerate(NUMBERS, start=1)}
    table |= {"十": 10} | {f"十{word}": 10 + place for place, word in enumerate(NUMBERS, start=1)}
    for tens, word in enumerate(NUMBERS[1:], start=2):
        table[f"{word}十"] = tens * 10
        table |= {f"{word}十{one}": tens * 10 + unit for unit, one in enumerate(NUMBERS, start=1)}
    return table


KINDS: Final = (
    (r"中西医结合医院", "中西医结合医院"),
    (r"中医院", "中医院"),
    (r"妇幼保健院|妇女儿童医(?:院|疗中心)|妇幼医院|妇婴保健院|妇儿医院", "妇幼保健院"),
    (r"(?:儿童|儿科)(?:医院|医学中心)", "儿童医院"),
    (r"妇产(?:科)?医院", "妇产医院"),
    (r"肿瘤(?:医院|防治\w*)", "肿瘤医院"),
    (r"口腔(?:医院|医疗中心)", "口腔医院"),
    (r"眼科(?:医院|中心)", "眼科医院"),
    (r"(?:胸科|肺科)医院", "胸科医院"),
    (r"(?:精神病|精神卫生|精神专科|精神病专科)(?:医?院|中心)|脑科医院", "精神病院"),
    (r"皮肤病?(?:专科)?(?:医院|防治\w*)", "皮肤病医院"),
    (r"传染病医院|公共卫生临床中心", "传染病医院"),
    (r"康复医院", "康复医院"),
    (r"(?:骨科|骨伤)(?:科)?医院", "骨科医院"),
    (r"心血管病?医院", "心血管病医院"),
    (r"总医院", "总医院"),
    (r"中心人民医院|中心医院", "中心医院"),
    (r"人民医院", "人民医院"),
    (r"卫生院", "卫生院"),
    (r"福利院|敬老院|养老院", "福利院"),
    (r"卫生健康(?:委员会|局)", "卫生健康委员会"),
    (r"疾病预防控制中心", "疾病预防控制中心"),
    (r"社区卫生服务(?:中心|站)", "社区卫生服务中心"),
    (r"医院", "医院"),
    (r"(?:医学|医药|医科|中医科学|医学科学)?(?:科学院|研究院)", "研究院"),
    (r"研究所|防治所|监督所|研所|防所", "研究所"),
    (r"防治?院", "研究院"),
    (r"血站", "血站"),
    (r"大学", "大学"),
    (r"学院|学校", "学院"),
    (r"学会", "学会"),
    (r"协会", "协会"),
    (r"(?:商|联合|促进|研究|总|基金|红十字)会", ""),
    (r"委员会", "委员会"),
    (r"[厅局]", "局"),
    (r"中心", "中心"),
    (r"分会|公司|集团|门诊部|诊所|所|站|队|办公室|党校", ""),
    (r"院", "医院"),
)
"""How the kind of a unit is told from the end of its name, the most special first; "" keeps what is
there."""

HOSPITALS: Final = frozenset({"医院", "人民医院"})
"""Kinds that short names do not tell apart: 市一院 is 市第一医院 or 市第一人民医院."""

WORDS: Final = [
    "卫生",
    "健康",
    "委员会",
    "疾病",
    "预防",
    "控制",
    "中心",
    "医疗",
    "保障",
    "药品",
    "监督",
    "管理",
    "市场",
    "计划",
    "生育",
    "协会",
    "学会",
    "妇幼",
    "保健",
    "社区",
    "服务",
    "附属",
    "人民",
    "医院",
    "医科",
    "中医药",
    "医药",
    "中医",
    "中西医",
    "结合",
    "大学",
    "医学院",
    "学院",
    "科学院",
    "研究院",
    "研究所",
    "研究",
    "防治",
    "职业病",
    "寄生虫病",
    "结核病",
    "血吸虫病",
    "皮肤病",
    "地方病",
    "精神",
    "专科",
    "肿瘤",
    "口腔",
    "眼科",
    "胸科",
    "儿童",
    "妇女",
    "妇产",
    "康复",
    "传染病",
    "急救",
    "紧急",
    "救援",
    "血液",
    "血站",
    "监测",
    "评价",
    "教育",
    "促进",
    "交通",
    "科技",
    "科学",
    "理工",
    "师范",
    "农业",
    "民族",
    "军医",
    "医学",
    "药科",
    "财经",
    "发展",
    "改革",
    "人力",
    "资源",
    "社会",
    "保险",
    "红十字会",
    "联合会",
    "基金会",
    "医师",
    "护理",
    "药学",
    "医学会",
    "行业",
    "综合",
    "组织",
    "机关",
    "直属",
    "国有",
    "资产",
    "中心血站",
]
"""Words of which a short name keeps at least the first character."""

UNIT_ENDS: Final = (
    # Each begins with a character, not a set of them: so `re` skips all that none begins with.
    r"医院(?!协会|管理|学会)|附院|一院|二院|三院|四院|五院|六院|七院|八院|九院|十院|卫生院|保健院|妇保院|妇幼(?=机关|党|支|儿科|妇产科|妇科|产科|[内外感门急检药护麻影超骨眼口重康呼消神心泌肿耳离行])"
    r"|福利院|防治院|研究院|科学院|职防院|卫生健康委员会|卫健委|卫生健康委(?!员)|委员会|疾控中心|疾控(?!中心|局)"
    r"|医疗中心|健康中心|服务中心|健教(?:中心|所)|健康教育所|急救中心|血液中心|中心(?!医院|血站|人民|卫生院)|血站|协会|学会|商会|联合会|基金会|促进会"
    r"|研究会|红十字会|总会|计生协(?!会)|卫计委|卫生计生委(?!员)|防疫站|妇幼保健[所站]|儿医(?![院学科])|厅(?!机关.*学院)|局(?!机关.*学院)|研究所|防治所|监督所|卫监所|研所|防所|卫生服务站|公司|集团"
)
"""Where a unit's name ends and a branch's own begins: the first of these from the left."""

SOCIETIES: Final = frozenset({"协会", "学会", "商会", "联合会", "促进会", "研究会"})
"""Ends of units that have sections, which may be named after hospitals: 医师协会医院管理分会."""

SECOND_ENDS: Final = r"医科大学|大学|医学院|学院|学校|门诊部|诊所|[所站队院校]"
"""Where it ends if none of UNIT_ENDS is there."""

OWN_COMMITTEE: Final = (
    r"(?:卫生健康|卫生和计划生育|发展和改革|国有资产监督管理|政法|纪律检查|编制|宗教事务|宗教|民族事务|民族"
    r"|爱国卫生运动|体育运动|城乡建设|教育工作|管理|村民|居民|专业|工作)$"
)
"""What a 委员会 that is a unit, not a Party committee, follows."""

SCHOOL_WORDS: Final = r"大学|医科|医学(?!会)|中医药(?!学会)|医药(?!学会|行业)|药科|学院|师范|理工|科技|交通|财经|农业|科学|医大|交大|科大|农大"
"""What makes a place the beginning of a school's name instead: 江西医学院, 南昌大学."""

BODIES: Final = (
    r"(?:分会|专委会|委员会|学组|院区|分院|公司|中心|[所站]|分部|[^社]会|学院|学校|大学|医院)$"
)
"""How the name of a part ends that is an organisation of its own; other parts are departments."""

NO_PLACES: Final = frozenset({"中山", "朝阳", "兴安", "白山", "海北", "海东", "海西", "和田"})
"""Prefectures whose short names are, in names of units, more often something else."""


SEATS: Final = frozenset(
    {
        "喀什",
        "阿克苏",
        "和田",
        "塔城",
        "阿勒泰",
        "恩施",
        "楚雄",
        "文山",
        "大理",
        "临夏",
        "玉树",
        "昌吉",
    }
)
"""Prefectures that hold a city of a county's rank of the same name: 大理市 lies in 大理白族自治州."""

LOCAL: Final = frozenset({"卫生院", "社区卫生服务中心"})
"""Kinds of units of a town or street, which go by the town's name, with or without 镇 and county."""


@functools.cache
def provinces() -> Mapping[str, str]:
    """Short name of a province -> its full name."""
    return {short: short + rest for short, rest, *_ in character_tables.lines("places")}


@functools.cache
def short_provinces() -> Mapping[str, str]:
    """Full name of a province -> its short name."""
    return {full: short for short, full in provinces().items()}


@functools.cache
def prefectures() -> Mapping[str, str]:
    """Short name of a prefecture -> the short name of its province."""
    return {
        city: short for short, _, *cities in character_tables.lines("places") for city in cities
    }


@functools.cache
def place_start() -> re.Pattern[str]:
    """The places that open a name and are no school's name: groups province, city, county, town."""
    longest_first = functools.partial(sorted, key=lambda name: (-len(name), name))
    full = "|".join(longest_first(provinces().values()))
    short = "|".join(longest_first(provinces()))
    cities = "|".join(longest_first(prefectures()))
    bare_cities = "|".join(longest_first(prefectures().keys() - NO_PLACES))
    no_school = rf"(?!\w{{0,2}}(?:{SCHOOL_WORDS}))"
    no_word = r"(?!场|立|政|民[政族办间营防警主用革盟建进宗委兵])"
    return re.compile(
        rf"(?P<province>(?:{short})(?=省立)|{full}|(?:{short})(?!市){no_school}|省(?!立))?"
        rf"(?P<city>(?:{cities})(?:市|地区|盟|(?:\w{{1,6}}?族)*自治州)"
        rf"|(?:{bare_cities})(?![县区市门]){no_school}|市{no_word})?"
        rf"(?P<county>[^\W省市县区第医院]{{1,6}}?(?:自治县|县(?:区(?!域))?|(?<![社院])区|旗|市{no_word})|[县区])?"
        r"(?P<town>[^\W省市县区第医院]{2,4}?(?P<town_kind>街道|镇|乡))?"
    )
