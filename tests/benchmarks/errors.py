"""Two error models: what clerks and systems do to a value between a person and an export.

`ORDINARY` is the one weights may be measured on. `HELD_OUT` has other rates, other kinds of slip and
other habits, and is only for the final check, so that nothing is fitted to it.

Where the rates come from:
* Sex and birth date differ in 0.11 % of linked hospital records, an address part in 53 %: Harron et
  al., "Utilising identifier error variation in linkage of large administrative data sources", BMC Med
  Res Methodol 17:23 (2017). Hand-kept lists are worse than hospital systems: taken three times that.
* Characters are typed by their reading, so most slips keep the reading: Lam et al., "Alternative Name
  Encodings: Using Jyutping or Pinyin as tonal representations of Chinese names for data linkage",
  IJPDS 8(5), 2025, doi:10.23889/ijpds.v8i5.2935.
* Spreadsheet damage, fifteen-digit numbers, masks, lost characters and abbreviated units: the kinds
  are observed in such exports; their rates are assumptions, stated here and varied in `HELD_OUT`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
from pypinyin import Style, pinyin

Rates = dict[str, float]
_DIGITS: Final = np.array(list("0123456789"))


@dataclass(frozen=True)
class Model:
    """Rates a row of the roster side; the register side has a tenth of them."""

    name: str
    names: Rates
    ids: Rates
    births: Rates
    phones: Rates
    sex_wrong: float
    phone_changed: float
    unit_short: float
    """Of the rows: the unit is written in a short form (half of the others too in `roster`)."""
    unit_missing: float
    unit_moved: float
    """Of the rows: the person has changed employers and one side does not know."""
    unit_renamed: float
    """Of the units: known to the roster by a former name."""
    keep: dict[str, dict[str, float]] = field(default_factory=dict)
    """Difficulty -> field -> how often it is given."""


_KEEP: Final = {
    "full": {"id_number": 0.995, "birth_date": 0.9, "phone": 0.6, "join_date": 0.5},
    "masked": {"id_number": 0.999, "phone": 0.5},
    "noid": {"birth_date": 1.0, "phone": 0.5},
    "roster": {"birth_date": 0.20, "phone": 0.10},
}
ORDINARY: Final = Model(
    name="ordinary",
    names={"homophone": 0.010, "lookalike": 0.003, "variant": 0.002, "spaced": 0.02, "lost": 0.003,
           "dropped": 0.0005, "order": 0.0005, "renamed": 0.002, "note": 0.004},
    ids={"one_digit": 0.006, "swapped": 0.003, "fifteen": 0.004, "number": 0.010, "short": 0.001,
         "lower": 0.02, "guard": 0.03},
    births={"one_digit": 0.003, "swapped": 0.001, "year_off": 0.002},
    phones={"one_digit": 0.01},
    sex_wrong=0.003, phone_changed=0.12, unit_short=0.62, unit_missing=0.02, unit_moved=0.04,
    unit_renamed=0.02, keep=_KEEP,
)  # fmt: skip
HELD_OUT: Final = Model(
    name="held out",
    names={"homophone": 0.006, "near": 0.006, "lookalike": 0.004, "other": 0.002, "variant": 0.004,
           "lost": 0.006, "doubled": 0.0005, "order": 0.001, "renamed": 0.003, "surname": 0.001},
    ids={"one_digit": 0.004, "two_digits": 0.001, "swapped": 0.004, "fifteen": 0.010, "number": 0.004,
         "long": 0.001, "lower": 0.01},
    births={"one_digit": 0.002, "swapped": 0.002, "year_off": 0.004, "month_off": 0.002},
    phones={"one_digit": 0.01, "swapped": 0.005},
    sex_wrong=0.002, phone_changed=0.16, unit_short=0.55, unit_missing=0.04, unit_moved=0.05,
    unit_renamed=0.03,
    keep={
        **_KEEP,
        "noid": {"birth_date": 1.0, "phone": 0.5},
        "roster": {"birth_date": 0.25, "phone": 0.08},
    },
)  # fmt: skip
MODELS: Final = {"ordinary": ORDINARY, "held-out": HELD_OUT}

Change = Callable[[str, np.random.Generator], str]


def corrupt(
    values: np.ndarray,
    rates: Rates,
    changes: dict[str, Change],
    rng: np.random.Generator,
    scale: float,
) -> np.ndarray:
    """`values` (object array of text) with each kind of change in its share of the rows."""
    out = values.copy()
    pick = rng.random(len(out))
    low = 0.0
    for kind, rate in rates.items():
        hit = np.flatnonzero((pick >= low) & (pick < low + rate * scale))
        low += rate * scale
        for index in hit:
            out[index] = changes[kind](out[index], rng)
    return out


# -- names ---------------------------------------------------------------------------------------

_COMMON: Final = (
    "伟强磊军勇涛明超杰斌辉鹏飞波刚建平华文志国俊峰林海龙浩宇云凯亮宏东永新荣春生家成金玉福祥德庆忠义立学良清景世兴元昌泽睿博轩"
    "天一子瑞晨阳毅翔诚坤鑫旭康胜利民安泉松柏根水火木贵富顺发喜全开启达功勤宝先奇才仁和信哲芳娜敏静丽艳娟霞秀英玲红燕萍梅兰凤洁"
    "莉琴琳婷雪颖倩珍桂香慧晶晓小丹蕾璐瑶佳怡欣雅思梦雨涵美淑惠娥菊爱莲月仙翠彩素芬茜琪媛嘉宁悦心语可妍菲珊巧银秋冬青叶花枝蓉薇"
    "馨诗韵昕玥炜玮薇巍维微卫为威娴贤咸弦显现宪县献健剑鉴见渐件键箭舰江姜将蒋讲奖匠玲铃灵零龄凌陵岭领令萧肖筱潇消"
    "宵晓孝笑校效章张彰仗杖障丈帐胀婕捷杰洁结劫节截竭姐解介界借戒届姗珊衫删山杉煽扇善汕擅瑜渝榆虞愉余于与予语雨宇羽"
)  # fmt: skip
_LOOKALIKE: Final = (
    "未末 己已 土士 天夫 王玉 大太 日曰 田由 人入 千干 刀力 戊戍 柏伯 侯候 奇琦 清青 晴睛 祥详 桦华 泽译 恒桓 微徽 淳谆 "
    "颖颍 洁浩 佳住 帅师 乐东 宁丁 春舂 杰木 娟绢 娜那 倩债 怡治 铭明 栋拣 楠南 钰玉 晟成 炜伟 玮伟 俪丽 珊姗 萍苹 云去 兰三"
).split()
_VARIANTS: Final = "升昇 峰峯 喆哲 堃坤 甯宁 国國 华華 强強 丽麗 兰蘭 云雲 军軍 东東 凤鳳 红紅 玉钰 群羣 逊遜 咏詠 杰傑 伦倫".split()
_RARE: Final = ("(石羡)", "?", "□", "\ue123")
_NEAR: Final = (
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("n", "l"),
    ("ang", "an"),
    ("eng", "en"),
    ("ing", "in"),
    ("h", "f"),
)


@cache
def _by_reading() -> dict[str, list[str]]:
    readings: dict[str, list[str]] = {}
    for character in dict.fromkeys(_COMMON):
        readings.setdefault(_reading(character), []).append(character)
    return readings


@cache
def _reading(character: str) -> str:
    return str(pinyin(character, style=Style.NORMAL)[0][0])


@cache
def _pairs(table: Sequence[str]) -> dict[str, str]:
    return {a: b for pair in table for a, b in (pair, pair[::-1])}


def _given(name: str, rng: np.random.Generator) -> int:
    """The position of a character of the given name."""
    return int(rng.integers(1, len(name))) if len(name) > 1 else 0


def _put(name: str, at: int, character: str) -> str:
    return name[:at] + character + name[at + 1 :]


def _from(table: Sequence[str]) -> Change:
    def change(name: str, rng: np.random.Generator) -> str:
        pairs = _pairs(tuple(table))
        places = [i for i, character in enumerate(name) if i and character in pairs]
        return _put(name, places[0], pairs[name[places[0]]]) if places else _homophone(name, rng)

    return change


def _homophone(name: str, rng: np.random.Generator) -> str:
    at = _given(name, rng)
    same = [c for c in _by_reading().get(_reading(name[at]), []) if c != name[at]]
    return _put(name, at, same[int(rng.integers(len(same)))]) if same else name


def _near(name: str, rng: np.random.Generator) -> str:
    at = _given(name, rng)
    reading = _reading(name[at])
    for a, b in _NEAR:
        for old, new in ((a, b), (b, a)):
            swapped = reading.replace(old, new, 1)
            if swapped != reading and (same := _by_reading().get(swapped)):
                return _put(name, at, same[int(rng.integers(len(same)))])
    return _homophone(name, rng)


def _other(name: str, rng: np.random.Generator) -> str:
    return _put(name, _given(name, rng), _COMMON[int(rng.integers(len(_COMMON)))])


def _renamed(name: str, rng: np.random.Generator) -> str:
    given = rng.integers(len(_COMMON), size=2)
    return name[0] + "".join(_COMMON[int(i)] for i in given)


def _order(name: str, _rng: np.random.Generator) -> str:
    return name[0] + name[:0:-1] if len(name) == 3 else name


NAMES: Final[dict[str, Change]] = {
    "homophone": _homophone,
    "near": _near,
    "lookalike": _from(_LOOKALIKE),
    "variant": _from(_VARIANTS),
    "other": _other,
    "spaced": lambda name, _: " ".join(name) if len(name) == 2 else name + " ",
    "lost": lambda name, rng: _put(
        name,
        _given(name, rng),
        _RARE[int(rng.integers(len(_RARE)))].replace("(", "[").replace(")", "]"),
    ),
    "dropped": lambda name, rng: _put(name, _given(name, rng), "") if len(name) > 2 else name,
    "doubled": lambda name, rng: name[:2] + name[1:],
    "order": _order,
    "renamed": _renamed,
    "surname": lambda name, rng: "王李张刘陈杨黄吴"[int(rng.integers(8))] + name[1:],
    "note": lambda name, rng: name + ("(退休)", "(组长)", "（女）")[int(rng.integers(3))],
}


# -- numbers -------------------------------------------------------------------------------------


def _one_digit(text: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(len(text) - 1)) if len(text) > 1 else 0
    others = _DIGITS[text[at] != _DIGITS]
    return _put(text, at, str(others[int(rng.integers(len(others)))]))


def _swapped(text: str, rng: np.random.Generator) -> str:
    places = [i for i in range(len(text) - 1) if text[i] != text[i + 1]]
    if not places:
        return text
    at = places[int(rng.integers(len(places)))]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _doubled(text: str, at: int) -> str:
    return text[: at + 1] + text[at:]


def _at_random(text: str, rng: np.random.Generator) -> int:
    return int(rng.integers(len(text)))


IDS: Final[dict[str, Change]] = {
    "one_digit": _one_digit,
    "two_digits": lambda t, rng: _one_digit(_one_digit(t, rng), rng),
    "swapped": _swapped,
    "fifteen": lambda t, _: t[:6] + t[8:17] if t[6:8] == "19" else t,
    "number": lambda t, _: t[:15] + "000",
    "short": lambda t, rng: _put(t, _at_random(t, rng), ""),
    "long": lambda t, rng: _doubled(t, _at_random(t, rng)),
    "lower": lambda t, _: t.lower(),
    "guard": lambda t, _: "\t" + t,
}
PHONES: Final[dict[str, Change]] = {"one_digit": _one_digit, "swapped": _swapped}


# -- dates ---------------------------------------------------------------------------------------


def _move(text: str, part: slice, by: int, lowest: int, highest: int) -> str:
    value = min(max(int(text[part]) + by, lowest), highest)
    width = part.stop - part.start
    return text[: part.start] + f"{value:0{width}d}" + text[part.stop :]


def _step(rng: np.random.Generator) -> int:
    return 1 if rng.random() < 0.5 else -1


def _day_and_month(text: str, _rng: np.random.Generator) -> str:
    year, month, day = text.split("-")
    return f"{year}-{day}-{month}" if int(day) <= 12 else text


BIRTHS: Final[dict[str, Change]] = {
    "one_digit": lambda t, rng: _move(t, slice(8, 10), 10 * _step(rng), 1, 28),
    "swapped": _day_and_month,
    "year_off": lambda t, rng: _move(t, slice(0, 4), _step(rng), 1930, 2008),
    "month_off": lambda t, rng: _move(t, slice(5, 7), _step(rng), 1, 12),
}
