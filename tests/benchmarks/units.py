"""Work units for the benchmark worlds: full names, the short forms people write, and sizes.

The short forms are written from how the units are called in ordinary use (a university hospital by
two characters and its ordinal, a commission by its customary contraction), not from the code under
test, which derives its own from the full names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

CITIES: Final = "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶".split()
COUNTIES: Final = (
    "南昌县 进贤县 安义县 浮梁县 乐平市 莲花县 上栗县 芦溪县 武宁县 修水县 永修县 德安县 都昌县 湖口县 "
    "彭泽县 瑞昌市 共青城市 庐山市 分宜县 贵溪市 余江区 信丰县 大余县 上犹县 崇义县 安远县 定南县 全南县 "
    "宁都县 于都县 兴国县 会昌县 寻乌县 石城县 瑞金市 龙南市 吉安县 吉水县 峡江县 新干县 永丰县 泰和县 "
    "遂川县 万安县 安福县 永新县 井冈山市 奉新县 万载县 上高县 宜丰县 靖安县 铜鼓县 丰城市 樟树市 高安市 "
    "南城县 黎川县 南丰县 崇仁县 乐安县 宜黄县 金溪县 资溪县 广昌县 东乡区 玉山县 铅山县 横峰县 弋阳县 "
    "余干县 鄱阳县 万年县 婺源县 德兴市 广丰区 广信区 临川区 柴桑区 湘东区 渝水区 月湖区 青原区 袁州区"
).split()
TOWNS: Final = (
    "城关 文坊 白石 罗溪 温圳 石岗 黄洲 长埠 双港 鲤塘 三江 塘南 武阳 泾口 南新 广福 梅庄 池溪 前坊 架桥 "
    "下埠 衙前 民和 李渡 文港 七里 二塘 钟陵 三里 三阳"
).split()
_PROVINCE: Final = (
    ("江西省卫生健康委员会", ("省卫健委", "江西省卫健委", "省卫生健康委"), 300),
    ("江西省疾病预防控制中心", ("省疾控中心", "省疾控", "江西省疾控中心"), 420),
    ("江西省人民医院", ("省人民医院", "江西省人民医院"), 2600),
    ("江西省妇幼保健院", ("省妇幼", "省妇幼保健院", "省妇保院"), 1500),
    ("江西省肿瘤医院", ("省肿瘤医院", "省肿瘤"), 900),
    ("江西省儿童医院", ("省儿童医院", "省儿医"), 1100),
    ("江西省胸科医院", ("省胸科医院",), 400),
    ("江西省皮肤病专科医院", ("省皮肤病专科医院", "省皮肤病医院"), 250),
    ("江西省血液中心", ("省血液中心", "省血站"), 150),
    ("江西省职业病防治研究院", ("省职防院", "省职业病防治研究院"), 200),
    ("江西省中医药研究院", ("省中医药研究院", "省中研院"), 180),
    ("江西省卫生健康监督局", ("省卫监局", "省卫生健康监督局"), 90),
    ("江西省急救中心", ("省急救中心",), 60),
    ("江西省寄生虫病防治研究所", ("省寄防所", "省寄生虫病防治研究所"), 90),
    ("江西省老年医学中心", ("省老年医学中心",), 60),
    ("江西省医学会", ("省医学会",), 40),
    ("江西省护理学会", ("省护理学会",), 20),
    ("南昌大学第一附属医院", ("南大一附院", "昌大一附院", "南昌大学一附院"), 3000),
    ("南昌大学第二附属医院", ("南大二附院", "昌大二附院", "南昌大学二附院"), 2800),
    ("南昌大学第三附属医院", ("南大三附院", "南昌大学三附院"), 1200),
    ("南昌大学第四附属医院", ("南大四附院", "南昌大学四附院"), 1000),
    ("南昌大学附属口腔医院", ("南大口腔医院", "南大附属口腔医院"), 450),
    ("南昌大学附属眼科医院", ("南大眼科医院", "南大附属眼科医院"), 300),
    ("江西中医药大学附属医院", ("江中附院", "江中大附院", "江西中医药大学附院"), 1500),
    ("江西中医药大学第二附属医院", ("江中二附院", "江中大二附院"), 600),
    ("赣南医科大学第一附属医院", ("赣医一附院", "赣南医大一附院"), 1600),
    ("赣南医科大学第二附属医院", ("赣医二附院", "赣南医大二附院"), 500),
    ("九江学院附属医院", ("九江学院附院", "九院附院"), 900),
    ("井冈山大学附属医院", ("井大附院", "井冈山大学附院"), 600),
    ("江西卫生职业学院", ("江西卫职院", "江西卫生职院"), 300),
)
_CITY_KINDS: Final = (
    ("市人民医院", ("市人民医院", "市医院"), 900),
    ("市第一人民医院", ("市一医院", "市一院", "市第一医院"), 1100),
    ("市第二人民医院", ("市二医院", "市二院"), 500),
    ("市第三人民医院", ("市三医院", "市三院"), 450),
    ("市中医院", ("市中医院",), 600),
    ("市妇幼保健院", ("市妇幼", "市妇保院"), 500),
    ("市疾病预防控制中心", ("市疾控中心", "市疾控"), 220),
    ("市卫生健康委员会", ("市卫健委",), 120),
    ("市中心血站", ("市血站", "市中心血站"), 60),
    ("市精神病医院", ("市精神病医院", "市精神病院"), 160),
    ("市卫生学校", ("市卫校",), 120),
    ("市急救中心", ("市急救中心", "市120急救中心"), 50),
)
_COUNTY_KINDS: Final = (
    ("人民医院", ("人民医院", "医院"), 320),
    ("中医院", ("中医院",), 180),
    ("妇幼保健院", ("妇幼", "妇保院", "妇幼保健院"), 110),
    ("疾病预防控制中心", ("疾控中心", "疾控"), 60),
    ("卫生健康委员会", ("卫健委",), 50),
)


@dataclass(frozen=True)
class Unit:
    """One employer: its registered name, the ways people shorten it, and staff who are members."""

    name: str
    short: tuple[str, ...]
    size: float


def units() -> tuple[Unit, ...]:
    """About 1,400 units of one province, from the commission down to the town's health centre."""
    return tuple(Unit(*entry) for entry in (*_PROVINCE, *_cities(), *_counties()))


def _cities() -> Iterator[tuple[str, tuple[str, ...], float]]:
    for city in CITIES:
        for kind, short, size in _CITY_KINDS:
            forms = tuple(city + form for form in short)
            yield city + kind, forms, size


def _counties() -> Iterator[tuple[str, tuple[str, ...], float]]:
    for number, county in enumerate(COUNTIES):
        for kind, short, size in _COUNTY_KINDS:
            yield county + kind, tuple(county + form for form in short), size
        for town in (TOWNS[(number * 7 + step * 3) % len(TOWNS)] for step in range(8)):
            yield f"{county}{town}镇中心卫生院", (f"{county}{town}卫生院", f"{town}镇卫生院"), 12


def sizes(all_units: tuple[Unit, ...]) -> np.ndarray:
    """The share of all members that each unit has."""
    weight = np.array([unit.size for unit in all_units])
    return weight / weight.sum()
