"""Words that invented worlds are made of: names at realistic frequencies, units, associations.

Nothing here depends on the samples, so that other generators can draw from the same pools.
Surname weights are the national shares of the commonest surnames in per mille, rounded; given
names are weighted so that real namesakes (王芳, 刘伟) arise by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final, Literal

Sex = Literal["M", "F"]

_SURNAME_SHARES: Final = (
    "王72 李72 张68 刘53 陈45 杨31 黄24 赵23 吴23 周22 徐18 孙15 马13 朱13 胡13 郭12 何12 高12 林11 "
    "罗10 郑9 梁9 谢8 宋8 唐8 许7 韩7 冯7 邓7 曹7 彭7 曾7 肖6 田6 董6 袁6 潘6 于6 蒋5 蔡5 余5 杜5 "
    "叶5 程5 苏5 魏5 吕5 丁5 任4 沈4 姚4 卢4 姜4 崔4 钟4 谭4 陆4 汪4 范4 金4 石4 廖4 贾4 夏4 韦4 "
    "付4 方4 白4 邹4 孟3 熊6 秦3 邱4 江4 尹3 薛3 闫3 段3 雷3 侯3 龙3 史3 陶3 黎3 贺3 顾2 毛3 郝2 龚3 "
    "邵2 万4 钱2 严2 覃2 武2 戴2 莫2 孔2 向2 汤2 温2 康1 施1 文2 牛1 樊2 葛1 邢1 安1 齐1 易2 乔1 伍2 "
    "庞1 颜1 倪1 庄1 聂2 章2 鲁1 岳1 翟1 殷1 詹2 申1 欧2 耿1 关1 兰1 焦1 俞1 左1 柳1 甘2 祝2 包1 宁1 "
    "尚1 符1 舒2 阮1 柯1 纪1 梅1 童1 凌1 毕1 单1 季1 裴1 霍1 涂2 成1 苗1 谷1 盛1 曲1 翁1 冉1 骆1 蓝1 "
    "路1 游2 辛1 靳1 欧阳2 管1 柴1 蒙1 鲍1 华1 喻2 祁1 解1 缪1 仇1 查1 区1 盖1 上官1 司马1 诸葛1 尉迟1"
)
"""Two-letter surnames and those whose reading tables get wrong (单 曾 仇 查 区 盖 覃 翟 缪 解) are in."""

_GIVEN: Final[dict[tuple[Sex, str], str]] = {
    (
        "M",
        "old",
    ): "建国9 国强5 建华8 志强5 国华6 建平6 国平5 小平4 德明3 文华4 志明4 明5 平4 华5 建军6 "
    "新华4 卫国3 卫东4 光明3 水根3 火根3 根生3 金生2 福生2 庆华2 和平4 援朝2 跃进2 长生2 世昌1 祖荣1",
    (
        "F",
        "old",
    ): "秀英8 桂英6 玉兰6 秀兰5 桂兰5 玉珍5 淑芬4 淑英4 凤英4 秀珍4 玉英4 金花2 水英3 菊英3 "
    "爱华4 建华3 小红3 丽华4 月娥2 春香2 细妹1 冬英2 素珍3 慧珍2 美玲3 玲4 萍5 红4 英3",
    ("M", "mid"): "伟14 勇9 军10 强7 斌6 波6 辉6 刚5 健4 明6 俊5 鹏6 涛6 杰5 峰6 志刚3 海波2 建军3 "
    "志勇3 文斌2 小军3 晓东4 小明2 春生2 永红2 剑2 凯3 亮4 毅2 敏2 宏伟2 国辉2 少华2",
    ("F", "mid"): "芳12 敏10 丽10 静9 艳9 娟8 霞7 燕7 萍6 红6 玲6 莉5 英4 梅5 慧5 琴4 洁3 蓉2 琳3 "
    "丽萍4 晓燕4 小燕3 丽娟3 春燕2 海燕3 红梅3 晓红3 小红2 小芳2 艳红2 建平1 文娟2",
    (
        "M",
        "new",
    ): "浩6 磊6 超5 杰5 鑫5 宇4 俊杰3 浩然3 子豪2 宇航2 志鹏3 文杰2 佳伟2 凯3 晨3 博2 帆2 "
    "志豪2 俊2 翔3 阳2 鹏飞2 嘉诚1 梓轩1 睿1 思远2 家豪1 一鸣1 天宇2",
    (
        "F",
        "new",
    ): "婷8 婷婷4 雪4 欣怡3 静4 颖5 倩5 佳3 丹4 琪3 雨婷2 思琪2 慧3 梦婷2 玉婷2 佳怡2 雅婷2 "
    "雅琴1 诗琪1 晨曦1 雯3 莹4 露2 瑶3 璐3 文静2 晓雯2 嘉怡1 可欣1",
}
_FIRST: Final[dict[tuple[Sex, str], str]] = {
    ("M", "old"): "国建志文德世光明永兴庆祖家长金水福仁义忠宝学贤昌荣", ("F", "old"): "秀桂玉淑凤爱菊金春月素慧美细兰梅莲翠",
    ("M", "mid"): "志文国海晓小建永宏少俊伟剑学春云贤立正新耀", ("F", "mid"): "丽晓小春海红艳文雪美慧玉素秋冬爱雅云淑",
    ("M", "new"): "子宇浩俊嘉文志思家天佳泽一明梓睿晨博", ("F", "new"): "雨思佳欣雅诗梦文晓玉嘉可紫晨静若语子",
}  # fmt: skip
_SECOND: Final[dict[tuple[Sex, str], str]] = {
    ("M", "old"): "华明生强平国根荣昌林发民清祥安保才贵庭元辉", ("F", "old"): "英兰珍芬花香娥莲妹琴云芳凤华梅仙娣",
    ("M", "mid"): "军勇刚斌波辉峰平林华东明涛鹏生文龙飞江清", ("F", "mid"): "燕红娟萍芳玲霞琴华梅英珍丽兰蓉云菊",
    ("M", "new"): "豪轩杰航鹏然宇涛辰阳博伟超凡翔飞霖坤", ("F", "new"): "婷琪怡欣涵颖雯瑶萱彤妍洁琳璐莹菲",
}  # fmt: skip

RARE: Final = "䶮堃喆頔珺翀燚垚犇赟旻昇玥祎"
"""Letters that systems lose: shown as pinyin, ?, □, a private code point or taken apart."""

MINORITY: Final = (
    ("阿布都热西提·买买提", "维吾尔族", "M"), ("古丽娜尔·艾合买提", "维吾尔族", "F"),
    ("艾力·吐尔逊", "维吾尔族", "M"), ("帕提古丽·肉孜", "维吾尔族", "F"),
    ("巴哈提·努尔兰", "哈萨克族", "M"), ("扎西·次仁", "藏族", "M"), ("卓玛·央金", "藏族", "F"),
    ("阿迪力·库尔班", "维吾尔族", "M"), ("热依汗·玉素甫", "维吾尔族", "F"), ("那仁·巴特尔", "蒙古族", "M"),
)  # fmt: skip

ETHNICITIES: Final = "汉族960 畲族12 回族9 苗族5 土家族4 壮族4 满族3 瑶族2 侗族1"
EDUCATIONS: Final = "大学本科50 硕士研究生18 大学专科18 博士研究生8 中专5 高中1"
EDUCATIONS_OLD: Final = "大学专科35 中专25 大学本科22 高中10 初中6 硕士研究生2"


@dataclass(frozen=True)
class Unit:
    """A health unit: its full name, the short names in use, its former name, kind and size."""

    full: str
    short: tuple[str, ...]
    former: str
    level: Literal["committee", "general_branch", "branch"]
    branches: int
    members: int
    departments: tuple[str, ...] = ()


_CLINICAL: Final = (
    "门诊", "内科", "外科", "医技", "药学", "护理", "急诊", "妇产", "儿科", "影像", "检验", "麻醉",
    "机关", "后勤", "科教", "肿瘤", "心血管", "神经", "骨科", "感染", "重症", "康复", "五官", "消化",
    "呼吸", "肾内",
)  # fmt: skip
_CENTRE: Final = (
    "机关",
    "传染病",
    "慢性病",
    "检验",
    "卫生监测",
    "免疫规划",
    "应急",
    "职业卫生",
    "地方病",
)
_OFFICE: Final = ("办公室", "人事", "规划财务", "医政", "疾控", "基层卫生", "科教")

UNITS: Final = (
    Unit("南昌大学第一附属医院", ("南大一附院", "南昌大学一附院"), "江西医学院第一附属医院", "committee", 34, 720, _CLINICAL),
    Unit("南昌大学第二附属医院", ("南大二附院", "南昌大学二附院"), "江西医学院第二附属医院", "committee", 30, 640, _CLINICAL),
    Unit("江西省人民医院", ("省人民医院", "省人医"), "", "committee", 26, 560, _CLINICAL),
    Unit("江西中医药大学附属医院", ("江中附院", "江西中医药大学附院"), "江西中医学院附属医院", "committee", 18, 380, _CLINICAL),
    Unit("江西省疾病预防控制中心", ("省疾控中心", "江西省疾控中心"), "江西省卫生防疫站", "committee", 11, 230, _CENTRE),
    Unit("江西省卫生健康委员会", ("省卫健委", "江西省卫健委"), "江西省卫生和计划生育委员会", "committee", 9, 210, _OFFICE),
    Unit("江西省妇幼保健院", ("省妇保院", "省妇幼保健院"), "江西省妇产医院", "general_branch", 6, 150, ("妇产", "儿保", "医技", "机关")),
    Unit("江西省血液中心", ("省血液中心",), "江西省中心血站", "general_branch", 4, 90, ("机关", "业务", "采供血")),
    Unit("江西省皮肤病专科医院", ("省皮肤病医院", "省皮肤病专科医院"), "江西省皮肤病研究所", "general_branch", 3, 90, ("临床", "行政")),
    Unit("江西省医疗急救中心", ("省急救中心",), "", "branch", 1, 27),
    Unit("江西省卫生健康人才服务中心", ("省卫健人才中心",), "江西省卫生人才交流中心", "branch", 1, 27),
    Unit("江西省健康教育与促进中心", ("省健教中心",), "江西省健康教育所", "branch", 1, 27),
)  # fmt: skip
"""Twelve units: 6 committees, 3 general branches, 3 branches; 144 branches; 3,151 members."""

OTHER_UNITS: Final = (
    ("南昌市第一医院", "市一医院"), ("南昌市第三医院", "市三医院"), ("九江市第一人民医院", "九江市一院"),
    ("赣州市人民医院", "赣州市人民医院"), ("赣南医科大学第一附属医院", "赣医一附院"), ("上饶市人民医院", "上饶市人民医院"),
    ("宜春市人民医院", "宜春市人民医院"), ("吉安市中心人民医院", "吉安市中心医院"), ("萍乡市中医院", "萍乡市中医院"),
    ("景德镇市第二人民医院", "景德镇市二院"), ("抚州市第一人民医院", "抚州市一院"), ("鹰潭市人民医院", "鹰潭市人民医院"),
    ("新余市人民医院", "新余市人民医院"), ("江西省康宁医院管理有限公司", "康宁医管"), ("江西汇仁药业股份有限公司", "汇仁药业"),
)  # fmt: skip
"""Units outside the registers at hand."""

ASSOCIATIONS: Final = (
    "江西省医学会", "江西省护理学会", "江西省预防医学会", "江西省中医药学会", "江西省医院协会", "江西省医师协会",
    "江西省药学会", "江西省康复医学会", "江西省口腔医学会", "江西省中西医结合学会", "江西省抗癌协会", "江西省针灸学会",
    "江西省营养学会", "江西省心理卫生协会", "江西省健康管理学会", "江西省老年医学学会", "江西省妇幼保健协会", "江西省卫生经济学会",
    "江西省性病艾滋病防治协会", "江西省防痨协会", "江西省输血协会", "江西省研究型医院学会", "江西省整合医学学会", "江西省基层卫生协会",
    "江西省非公立医疗机构协会", "江西省医疗器械行业协会", "江西省医药行业协会", "江西省健康教育协会", "江西省卫生监督协会", "江西省地方病防治协会",
    "江西省病理学会", "江西省微循环学会", "江西省生殖健康学会", "江西省眼健康学会", "江西省睡眠医学会", "江西省急诊医学会",
    "江西省护工服务行业协会", "江西省养老健康产业商会", "江西省医学美容行业商会", "江西省中药材商会",
)  # fmt: skip

SECTIONS: Final = (
    "心血管病学分会", "神经病学分会", "骨科学分会", "儿科学分会", "妇产科学分会", "影像学分会", "麻醉学分会", "检验学分会",
    "消化病学分会", "呼吸病学分会", "肾脏病学分会", "急诊医学分会", "肿瘤学专业委员会", "护理管理专业委员会", "感染管理专业委员会",
    "药事管理专业委员会", "糖尿病学分会", "眼科学分会",
)  # fmt: skip


def weighted(words: str) -> tuple[list[str], list[int]]:
    """`"王72 李72"` as the words and their weights."""
    pairs = [(w.rstrip("0123456789"), w) for w in words.split()]
    return [word for word, _ in pairs], [int(whole[len(word) :]) for word, whole in pairs]


def pick(random: Random, words: str) -> str:
    """One of the weighted words."""
    names, weights = weighted(words)
    return random.choices(names, weights)[0]


_SURNAMES: Final = weighted(_SURNAME_SHARES)


def surname(random: Random) -> str:
    """A surname, at national frequency."""
    return random.choices(*_SURNAMES)[0]


def given(random: Random, sex: Sex, born: int) -> str:
    """A given name as people of that sex and year of birth have it."""
    era = "old" if born < 1962 else "mid" if born < 1986 else "new"
    if random.random() < 0.42:
        return pick(random, _GIVEN[sex, era])
    return random.choice(_FIRST[sex, era]) + random.choice(_SECOND[sex, era])
