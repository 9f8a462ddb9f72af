"""Invented members for the benchmark worlds, with namesakes at the rate that real names produce.

Surnames follow the shares of the 2020 national name report (Ministry of Public Security, 2021),
rounded. Given names are drawn by sex and generation from characters in common use with a Zipf
law whose exponent was set so that about three in ten of 50,000 people share their full name with
another, which is what makes a lookup by name alone reach an F1 of only about 0.82.
ID numbers carry the region codes 99xxxx, which were never assigned, and a right check digit; phone
numbers begin with 100, which no operator has.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import polars as pl

from tests.benchmarks.units import sizes, units

_SURNAMES: Final = (
    "王7.10 李7.00 张6.74 刘5.10 陈4.61 杨3.22 黄2.45 吴2.08 赵2.05 周1.91 徐1.75 孙1.61 马1.47 朱1.39 胡1.35 "
    "林1.28 郭1.27 何1.24 高1.20 罗1.15 郑0.93 梁0.92 谢0.86 宋0.80 唐0.75 许0.73 邓0.71 冯0.70 韩0.69 曹0.65 "
    "曾0.62 彭0.61 萧0.05 肖0.58 蔡0.55 潘0.52 田0.51 董0.50 袁0.49 于0.48 余0.47 叶0.46 蒋0.46 杜0.45 苏0.44 "
    "魏0.43 程0.42 吕0.41 丁0.40 沈0.39 任0.38 姚0.37 卢0.36 傅0.18 付0.18 钟0.35 姜0.34 崔0.33 谭0.32 廖0.31 "
    "范0.31 汪0.30 陆0.29 金0.28 石0.27 戴0.27 贾0.26 韦0.25 夏0.25 邱0.24 方0.24 侯0.23 邹0.23 熊0.35 孟0.21 "
    "秦0.21 白0.20 江0.20 阎0.10 闫0.10 薛0.19 尹0.19 段0.18 雷0.18 黎0.17 史0.17 龙0.17 陶0.16 贺0.16 顾0.15 "
    "毛0.15 郝0.14 龚0.20 邵0.14 万0.30 钱0.13 严0.13 赖0.20 覃0.12 洪0.12 武0.12 莫0.11 孔0.11 汤0.11 温0.11 "
    "游0.11 饶0.12 聂0.10 章0.10 涂0.12 占0.06 詹0.08 单0.05 仇0.03 查0.04 解0.03 区0.02 盖0.01 翟0.06 缪0.03 "
    "欧阳0.07 上官0.02 司马0.004 诸葛0.004 尉迟0.002 皇甫0.002"
).split()
_MALE: Final = "伟强磊军勇涛明超杰斌辉鹏飞波刚建平华文志国俊峰林海龙浩宇云凯亮宏东永新荣春生家成金玉福祥德庆忠义立学良清景世兴元昌泽睿博轩天一子瑞晨阳毅翔诚坤鑫旭康胜利民安泉松柏根水火木贵富顺发喜全开启达功勤宝先先奇才仁和信哲喆堃钧"
_FEMALE: Final = "芳娜敏静丽艳娟霞秀英玲红燕萍梅兰凤洁云莉琴琳婷雪颖倩玉珍桂香春华慧晶晓小丹蕾璐瑶佳怡欣雅思梦雨涵子文美淑惠娥菊荣爱莲月仙翠彩素芬茜琪媛嘉宁悦心语可妍菲珊珍巧银水金秋冬青叶花枝蓉薇馨诗韵昕玥甯"
_FIRST: Final = "建国志文晓小玉永春家海俊明金德华新世光庆立学宏少子天一思雨佳嘉梓宇浩欣雅美秀淑桂丽红爱云振景长兴伟东卫克正大水仁"
_MINORITY: Final = (
    "阿依古丽·买买提 艾力·吐尔逊 迪丽热巴·艾合买提 古丽娜尔·阿不都 买买提江·玉素甫 扎西·次仁 卓玛·央金 "
    "次仁·多吉 努尔兰·叶尔肯 巴特尔·乌力吉 格桑·德吉 阿卜杜拉·木合塔尔"
).split()
_ETHNIC: Final = ("汉族", "畲族", "回族", "壮族", "苗族", "满族", "土家族")
_ID_WEIGHTS: Final = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECK: Final = np.array(list("10X98765432"))


def _zipf(count: int, exponent: float) -> np.ndarray:
    weight = 1 / np.arange(1, count + 1) ** exponent
    return weight / weight.sum()


def _draw(
    rng: np.random.Generator, text: str | list[str], size: int, exponent: float
) -> np.ndarray:
    pool = np.array(list(dict.fromkeys(text)))
    return rng.choice(pool, size, p=_zipf(len(pool), exponent))


def _names(rng: np.random.Generator, sex: np.ndarray) -> np.ndarray:
    size = len(sex)
    share = np.array([float(re.sub(r"[^0-9.]", "", entry)) for entry in _SURNAMES])
    written = np.array([re.sub(r"[0-9.]", "", entry) for entry in _SURNAMES])
    surname = rng.choice(written, size, p=share / share.sum())
    last = np.where(sex == "男", _draw(rng, _MALE, size, 0.8), _draw(rng, _FEMALE, size, 0.8))
    first = np.where(rng.random(size) < 0.18, "", _draw(rng, _FIRST + _MALE + _FEMALE, size, 0.8))
    names = np.char.add(np.char.add(surname, first), last).astype(object)
    minority = rng.random(size) < 0.003
    names[minority] = rng.choice(np.array(_MINORITY, dtype=object), int(minority.sum()))
    return names


def _identity(rng: np.random.Generator, birth: np.ndarray, male: np.ndarray) -> np.ndarray:
    """ID numbers: a region of the never-assigned 99xxxx, the birth date, a sequence by sex."""
    size = len(birth)
    pool = 990100 + np.arange(260)
    region = rng.choice(pool, size, p=_zipf(len(pool), 0.9))
    sequence = rng.integers(0, 250, size) * 2 + male
    day = np.char.replace(birth, "-", "")
    body = np.char.add(np.char.add(region.astype(str), day), np.char.zfill(sequence.astype(str), 3))
    digits = np.array([list(text) for text in body], dtype=int) if size else np.zeros((0, 17), int)
    return np.char.add(body, _CHECK[(digits @ _ID_WEIGHTS) % 11]).astype(object)


def people(rng: np.random.Generator, size: int) -> pl.DataFrame:
    """`size` members with different ID numbers: person, name, sex, birth, id_number, ethnicity, join, phone, unit, department.

    About one in three hundred is one of twins: same surname, birth date and region, and the next
    sequence number of the same sex.
    """
    # Some more than wanted: of two with one number by chance only one stays, and their number grows
    # with the square of the size.
    wanted, size = size, size + size // 500 + 5 + (size // 100_000) ** 2 * 16
    sex = rng.choice(np.array(["男", "女"]), size, p=[0.42, 0.58])
    start = np.datetime64("1940-01-01")
    age = rng.normal(14_500, 4_800, size).astype(int)
    outside = (age < 200) | (age > 23_600)
    age[outside] = rng.integers(200, 23_600, int(outside.sum()))
    birth = (start + age.astype("timedelta64[D]")).astype(str)
    names = _names(rng, sex)
    identity = _identity(rng, birth, (sex == "男").astype(int))
    joined = np.datetime64("1940-01-01") + (age + 365 * 18 + rng.integers(200, 7000, size)).astype(
        "timedelta64[D]"
    )
    joined = np.minimum(joined, np.datetime64("2026-10-01")).astype(str)
    unit = rng.choice(len(units()), size, p=sizes(units()))
    phone = np.char.add("100", np.char.zfill(rng.integers(0, 10**8, size).astype(str), 8)).astype(
        object
    )
    frame = pl.DataFrame(
        {
            "person": np.arange(size),
            "name": names.astype(str),
            "sex": sex,
            "birth": birth,
            "id_number": identity.astype(str),
            "ethnicity": rng.choice(
                np.array(_ETHNIC), size, p=[0.97, 0.01, 0.006, 0.004, 0.004, 0.003, 0.003]
            ),
            "join": joined,
            "phone": phone.astype(str),
            "unit": unit,
            "department": rng.integers(0, 12, size),
        }
    )
    distinct = (
        _twins(rng, frame).unique("id_number", keep="first", maintain_order=True).head(wanted)
    )
    return distinct.with_columns(person=pl.int_range(pl.len()))


def _twins(rng: np.random.Generator, frame: pl.DataFrame) -> pl.DataFrame:
    """Makes every 600th person the twin of the one before."""
    given = pl.Series("given", rng.choice(np.array(list(_MALE[:40])), frame.height))
    twin = (pl.col("person") % 600 == 599) & (pl.col("name").str.len_chars() <= 3)
    shared = ("sex", "birth", "ethnicity", "join")
    number = pl.col("id_number").shift(1)
    sequence = (number.str.slice(14, 3).cast(pl.Int32) + 2) % 1000
    body = number.str.slice(0, 14) + sequence.cast(pl.String).str.zfill(3)
    return (
        frame.with_columns(twin.alias("_twin"), body.alias("_body"))
        .with_columns(
            *(pl.when("_twin").then(pl.col(c).shift(1)).otherwise(c).alias(c) for c in shared),
            pl.when("_twin")
            .then(pl.col("name").shift(1).str.head(1) + given)
            .otherwise("name")
            .alias("name"),
            pl.when("_twin")
            .then(pl.col("_body") + _check_character("_body"))
            .otherwise("id_number")
            .alias("id_number"),
        )
        .drop("_twin", "_body")
    )


def _check_character(body: str) -> pl.Expr:
    total = pl.sum_horizontal(
        pl.col(body).str.slice(i, 1).cast(pl.Int32) * int(w) for i, w in enumerate(_ID_WEIGHTS)
    )
    return (total % 11).replace_strict(list(range(11)), list("10X98765432"), return_dtype=pl.String)
