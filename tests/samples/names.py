"""Names as they arrive: spaced, noted, misheard, misread, in other letters, or with letters lost."""

from __future__ import annotations

from itertools import cycle
from typing import Final

from tests.samples import pools
from tests.samples.forest import ROSTER
from tests.samples.rows import Row
from tests.samples.world import World


def _pairs(text: str) -> dict[str, str]:
    """`"晓小 小晓"` as a table from one letter to another."""
    return {pair[0]: pair[1] for pair in text.split()}


_HOMOPHONES: Final = _pairs(
    "晓小 小晓 艳燕 燕艳 志智 丽莉 芳方 英瑛 玲铃 军君 辉晖 明鸣 红虹 华桦 杰洁 婷亭 萍平 涛滔"
)
_LOOKALIKES: Final = _pairs(
    "侯候 凤风 玉王 天夫 金全 春舂 明朋 梅海 莉利 娟绢 国固 未末 史吏 田由 尹伊 冬各"
)
_TRADITIONAL: Final = _pairs(
    "国國 张張 刘劉 伟偉 华華 陈陳 杨楊 丽麗 马馬 兰蘭 东東 龙龍 强強 云雲 峰峯"
)
_VARIANTS: Final = {"喆": "哲", "堃": "坤", "昇": "升"}
_PINYIN: Final = {
    "䶮": "yan", "堃": "kun", "喆": "zhe", "頔": "di", "珺": "jun", "翀": "chong", "燚": "yi",
    "垚": "yao", "犇": "ben", "赟": "yun", "旻": "min", "昇": "sheng", "玥": "yue", "祎": "yi",
}  # fmt: skip
_PARTS: Final = {
    "䶮": "[龙天]", "堃": "[方方土]", "喆": "[吉吉]", "頔": "[由页]", "珺": "[王君]", "翀": "[羽中]",
    "燚": "[火火火火]", "垚": "[土土土]", "犇": "[牛牛牛]", "赟": "[文武贝]", "旻": "[日文]", "昇": "[日升]",
    "玥": "[王月]", "祎": "[礻韦]",
}  # fmt: skip
_NOTES: Final = ("(女)", "（退休）", "（返聘）", "(常务理事)")
_DOTS: Final = "·•・‧∙⋅．."
LOST: Final = "*"
"""In a row's name: a letter that the row does not tell."""


def _say(row: Row, name: str) -> bool:
    changed = name != row.name
    row.name = name
    return changed


def _exchange(row: Row, table: dict[str, str]) -> bool:
    for place, letter in enumerate(row.name):
        if letter in table:
            return _say(row, row.name[:place] + table[letter] + row.name[place + 1 :])
    return False


def spaced(world: World, row: Row) -> bool:
    """刘 洋 for 刘洋, as forms are set."""
    if len(row.name) != 2:
        return False
    row.cells["name"] = row.name[0] + world.random.choice((" ", "  ", "\u3000")) + row.name[1]
    return True


def noted(world: World, row: Row) -> bool:
    """A bracketed note after the name."""
    row.cells["name"] = row.name + world.random.choice(_NOTES)
    return True


def homophone(world: World, row: Row) -> bool:
    """Written as it sounds."""
    return _exchange(row, _HOMOPHONES)


def lookalike(world: World, row: Row) -> bool:
    """Written as it looks."""
    return _exchange(row, _LOOKALIKES)


def traditional(world: World, row: Row) -> bool:
    """In traditional letters, or in a variant."""
    return _exchange(row, _TRADITIONAL)


def dropped(world: World, row: Row) -> bool:
    """The last of three letters left out."""
    return len(row.name) == 3 and _say(row, row.name[:2])


def reordered(world: World, row: Row) -> bool:
    """The given name the other way round."""
    return len(row.name) == 3 and _say(row, row.name[0] + row.name[2] + row.name[1])


def changed(world: World, row: Row) -> bool:
    """The name before it was changed; everything else agrees."""
    new = row.name[0] + pools.given(world.random, row.person.sex, row.person.born.year)
    return bool(row.phone and row.joined) and row.name[1:] not in new and _say(row, new)


def rare(world: World) -> None:
    """People whose name holds a rare letter, which some systems have lost."""
    ways = cycle(("pinyin", "question", "box", "private", "parts"))
    whole = [r for r in world.of(ROSTER) if not r.faults]
    for number, row in enumerate(whole[7 : 42 * 17 : 17]):
        letter = pools.RARE[number % len(pools.RARE)]
        everywhere = [r for r in world.rows if r.person is row.person]
        row.person.name = row.name[:-1] + letter if len(row.name) > 2 else row.name + letter
        for each in everywhere:
            each.name = row.person.name
        if number % 7 == 6:
            continue  # every system shows it as it is
        way = "variant" if letter in _VARIANTS and number % 3 else next(ways)
        _lose(row if len(everywhere) < 3 else world.random.choice(everywhere), letter, way)


def _lose(row: Row, letter: str, way: str) -> None:
    if way == "variant":
        row.name = row.name.replace(letter, _VARIANTS[letter])
        row.fault("name_variant")
        return
    shown = {
        "pinyin": _PINYIN[letter],
        "question": "?",
        "box": "□",
        "private": chr(0xE000 + ord(letter) % 0x700),
        "parts": _PARTS[letter],
    }[way]
    row.cells["name"] = row.name.replace(letter, shown)
    row.name = row.name.replace(letter, LOST)
    row.fault(f"name_lost_{way}")


def minority(world: World) -> None:
    """Names of minorities: each system has its own dot between the parts."""
    dots = cycle(_DOTS)
    rows = [r for r in world.of(ROSTER) if not r.faults]
    chosen = iter(rows[11::23])
    for name, ethnicity, sex in pools.MINORITY:
        row = next(r for r in chosen if r.person.sex == sex)
        row.person.name, row.person.ethnicity = name, ethnicity
        for each in [r for r in world.rows if r.person is row.person]:
            each.name, each.ethnicity = name, ethnicity
            each.cells["name"] = name.replace("·", next(dots))
            each.fault("name_dot")
