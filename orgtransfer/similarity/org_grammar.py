"""One organisation name taken apart: 中国共产党|中共 + unit + 第N + 支部委员会|总支部委员会|委员会."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final, NamedTuple

from orgtransfer.similarity import character_tables, org_words

_DIGITS: Final = tuple("一二三四五六七八九十")
_NUMBER: Final = rf"[{''.join(_DIGITS)}]{{1,3}}|(?<!\d)\d{{1,2}}"
_LEVELS: Final = tuple(
    (level, character, re.compile(pattern))
    for level, character, pattern in (
        ("group", "组", r"(?:党小组|小组)$"),
        ("general_branch", "支", r"(?:中共)?(?:党?总支(?:部)?(?:委员会)?|总党支部)$"),
        ("branch", "支", r"(?:中共)?党?支部(?:党?委员会|党?支委会)?$|党支$"),
        ("committee", "", r"(?:中共)?(?:党委(?:会)?|党工委|党组)$|(?<=[省市县区州旗])委$"),
    )
)
"""Each level, a character without which no word of it is there, and its words."""
_USUAL: Final = "支部委员会"
_UNUSUAL: Final = f"总{_USUAL}"
_LEVEL_ENDS: Final = ("组", "支", "部", "会", "委")
"""What the words of `_LEVELS` end with."""
_NATURES: Final = tuple(
    (nature, word, re.compile(word + more))
    for nature, word, more in (
        ("functional", "功能", r"型?(?:性)?(?=党|支|总支|委|第|$)"),
        ("temporary", "临时", r"(?=党|支|总支|委|第|联合|\d|[一二三四五六七八九十]支)"),
        ("floating", "流动", r"(?:党员)?(?=党|支|总支|委|第|临时|\d|[一二三四五六七八九十]支)"),
        ("joint", "联合", r"(?=党|支|总支|第|\d|[一二三四五六七八九十]支)"),
    )
)
_LONGEST_LEVEL: Final = len("中共党总支部委员会")
"""No word of `_LEVELS` is longer: what stands further from the end need not be looked at."""
_PARTY: Final = re.compile(r"中国共产党|中共")
_NOTE: Final = re.compile(
    r"\((?:总院|本部|院本部|秘书处|筹|筹备组|暂定|简称[^)]*|原[^)]*|曾用名[^)]*"
    # A second name of the same unit: 江西省人民医院(江西省心血管病医院).
    r"|[^)]{4,}(?:医院|中心|研究所|研究院|保健院)|[ -~]*)\)"
)
_PART_BEHIND: Final = re.compile(
    rf"(第?(?:{_NUMBER}))?(党?支部(?:委员会)?|党?总支部?(?:委员会)?)\(([^()]+)\)$"
)
"""第一党支部(内科) says what 内科第一党支部 does."""
_DROPPED: Final = re.compile(
    r"[\s()\[\]{}<>《》“”\"'·•.,、,。;:_/\\|*\-]|[\u200b-\u200f\ufeff\u2060]"
)
_TAIL_NUMBER: Final = re.compile(rf"第?({_NUMBER})$")
_LONGEST_NUMBER: Final = len("第二十一")
_UNIT_NUMBER: Final = re.compile(
    rf"第({_NUMBER})(?!医科|军医|大学|军)"
    rf"|({_NUMBER})(?=附|医院|人民医院|中心医院|中医院|妇幼|分院|医?院|医$)|(?<=附)({_NUMBER})"
)
_UNIT_END: Final = re.compile(org_words.UNIT_ENDS)
_SECOND_END: Final = re.compile(rf"^.*(?:{org_words.SECOND_ENDS})")
_HOSPITAL: Final = re.compile(r"医院(?!协会|管理|学会)")
_OWN: Final = re.compile(org_words.OWN_COMMITTEE)
_SHORT_WORDS: Final = [(re.compile(short), full) for short, full in org_words.SHORT_WORDS]
_ANY_SHORT_WORD: Final = re.compile("|".join(short for short, _ in org_words.SHORT_WORDS))
_ANY_KINDRED: Final = re.compile("|".join(pattern for pattern, _ in org_words.KINDRED))
_KINDRED: Final = [(re.compile(pattern), kind) for pattern, kind in org_words.KINDRED]
_KINDS: Final = [
    (re.compile(rf"(?:{pattern})(?=$|\w{{2,8}}(?:院区|分院|园区)$)"), kind)
    for pattern, kind in org_words.KINDS
]
_NO_TOWN: Final = re.compile(rf"^(?:街道|镇|乡)(?=(?:{'|'.join(sorted(org_words.LOCAL))})$)")
_PARTY_WORDS: Final = re.compile(r"^(?:党委|党总支部?|总支部?|委员会|党组)|(?:党委|党总支部?|党)$")
_PART_END: Final = re.compile(r"(?:党员|科室|科|部|室|处|组)$")


class Unit(NamedTuple):
    """What one name says of the unit: the first fields of `Parts`, which describe them."""

    unit: str
    stem: str
    written: str
    ordinal: str
    kind: str
    head: str
    province: str
    city: str
    county: str
    region: str
    town_kind: str
    place: str


class Parts(NamedTuple):
    """What one name says."""

    unit: str
    """The unit, short words written out; "" where the name says none."""
    stem: str
    """The unit without its ordinals, its kind named as it is today."""
    written: str
    """What follows the places, without ordinals, as it was written."""
    ordinal: str
    kind: str
    head: str
    """What stands in the stem before the kind."""
    province: str
    city: str
    county: str
    region: str
    """The places as they stand at the beginning of the stem; a town counts as the unit's own name."""
    town_kind: str
    place: str
    """The region in one spelling: a prefecture makes its province superfluous, 江西 and 江西省 are one."""
    branch: str
    branch_ordinal: str
    level: str
    nature: str

    @property
    def core(self) -> str:
        """The stem without the places it begins with."""
        return self.stem[len(self.region) :]


@functools.lru_cache(maxsize=1 << 17)  # the same few thousand names are asked for stage by stage
def parse(name: str) -> Parts:
    """Takes a name apart; what it does not say is ""."""
    text = normalise(name)
    party = _PARTY.match(text)
    text, nature = _nature(text[party.end() :] if party else text)
    text, level = _level(text, party=party is not None)
    branch_ordinal = ""
    if level:
        text, branch_ordinal = _tail_number(text)
    unit, branch = _split(text, level)
    return Parts(*_unit(unit), _part(branch), branch_ordinal, level, nature)


def normalise(name: str) -> str:
    """One spelling: NFKC, usual characters, no blanks, no marks, no notes in brackets."""
    text = unicodedata.normalize("NFKC", name)
    usual = character_tables.usual()
    if not usual.keys().isdisjoint(text):
        text = "".join(map(usual.get, text, text))
    if text.isalnum():  # neither brackets nor anything to drop, as in most names
        return text
    text = _PART_BEHIND.sub(r"\3\1\2", text)
    return _DROPPED.sub("", _NOTE.sub("", text))


def _nature(text: str) -> tuple[str, str]:
    found = ""
    for nature, word, pattern in _NATURES:
        if word not in text:
            continue
        text, times = pattern.subn("", text)
        if times and not found:
            found = nature
    return text, found


def _level(text: str, *, party: bool) -> tuple[str, str]:
    """The text before the Party term at its end, and the level this means."""
    if text.endswith(_USUAL) and not text.endswith(_UNUSUAL):  # as nearly all branches
        return text[: -len(_USUAL)].removesuffix("党").removesuffix("中共"), "branch"
    if not text.endswith(_LEVEL_ENDS):  # as nearly all units
        return text, "committee" if party else ""
    start = max(len(text) - _LONGEST_LEVEL, 0)
    for level, character, pattern in _LEVELS:
        match = character in text and pattern.search(text, start)
        if match:
            return text[: match.start()], level
    if text.endswith(("机关委员会", "综合委员会")) or (party and text.endswith("委员会")):
        head = text.removesuffix("委员会")
        return (text if _OWN.search(head) else head), "committee"
    return text, "committee" if party else ""


def _tail_number(text: str) -> tuple[str, str]:
    if not (text.endswith(_DIGITS) or text[-1:].isdecimal()):  # as nearly all
        return text, ""
    match = _TAIL_NUMBER.search(text, max(len(text) - _LONGEST_NUMBER, 0))
    number = _number(match.group(1)) if match else ""
    return (text[: match.start()], number) if match and number else (text, "")


def _number(word: str) -> str:
    if word.isdigit():
        return str(int(word))
    return str(org_words.numerals().get(word, ""))


def _split(text: str, level: str) -> tuple[str, str]:
    """The unit, and what follows it: a branch's own part, a department, a section."""
    if text.endswith("综合"):  # 行业综合党委: named after what it is over, not after a unit
        return text, ""
    ends = _UNIT_END.search(text)
    if ends and ends.group() not in org_words.SOCIETIES and _HOSPITAL.search(text, ends.end()):
        ends = _UNIT_END.search(text, ends.end())  # 中国医学科学院肿瘤医院, 红十字会医院
    if ends:
        return text[: ends.end()], text[ends.end() :]
    if not level:
        return text, ""
    ends = _SECOND_END.search(text)
    if ends:
        return text[: ends.end()], text[ends.end() :]
    places = org_words.place_start().match(text)
    return (text, "") if places and places.end() else ("", text)


@functools.lru_cache(maxsize=1 << 16)  # ten or a hundred branches begin with one unit
def _unit(unit: str) -> Unit:
    ordinals: list[str] = []

    def take(match: re.Match[str]) -> str:
        number = _number(match.group(1) or match.group(2) or match.group(3))
        ordinals.append(number)
        return "" if number else match.group()

    whole = _written_out(_UNIT_NUMBER.sub(take, unit))
    places = org_words.place_start().match(whole)
    assert places is not None  # every part of the pattern is optional
    end = places.end("county") if places["county"] else places.start("town")
    end = end if end >= 0 else places.end()
    region, core = _today(places, whole, end)
    names = _places(places)
    return Unit(
        unit=_written_out(unit) if ordinals else whole,
        stem=region + core,
        written=whole[end:],
        ordinal=".".join(filter(None, ordinals)),
        **_kind(region + core),
        **names,
        region=region,
        town_kind=places["town_kind"] or "",
        place=_place(region, **names),
    )


def _written_out(unit: str) -> str:
    if _ANY_SHORT_WORD.search(unit) is None:
        return unit
    for short, full in _SHORT_WORDS:
        unit = short.sub(full, unit)
    return unit


def _today(places: re.Match[str], whole: str, end: int) -> tuple[str, str]:
    """The places and what follows them, by the words of today: 地区 is 市, 卫生局 is 卫生健康委员会."""
    stem = whole
    for pattern, kind in _KINDRED if _ANY_KINDRED.search(whole) else ():
        stem = pattern.sub(kind, stem)
    core, town = stem[end:], places["town"]
    if town and _kind(core)["kind"] in org_words.LOCAL:
        core = town.removesuffix(places["town_kind"]) + core.removeprefix(town)
    core = _NO_TOWN.sub("", core)
    city = (places["city"] or "").removesuffix("地区")
    region = whole[:end]
    if city and city not in org_words.SEATS:
        region = region.replace(f"{city}地区", f"{city}市")
    return region, core


def _kind(stem: str) -> dict[str, str]:
    for pattern, kind in _KINDS:
        match = pattern.search(stem)
        if match:
            return {"kind": kind or match.group(), "head": stem[: match.start()]}
    return {"kind": "", "head": stem}


def _places(match: re.Match[str]) -> dict[str, str]:
    """The places as short names, so that 江西 and 江西省 are one; 省, 市, 县, 区 where no more is said."""
    province = match["province"] or ""
    city = match["city"] or ""
    county = match["county"] or ""
    short = org_words.short_provinces().get(province, province)
    known = org_words.prefectures()
    stripped = city if city == "市" else re.sub(r"(?:市|地区|盟|自治州)$", "", city)
    if city.endswith("自治州"):  # 大理白族自治州
        stripped = next((name for name in known if stripped.startswith(name)), stripped)
    seat = city.endswith("市") and stripped in org_words.SEATS
    if not county and stripped not in {"", "市"} and (stripped not in known or seat):
        # A city that is no prefecture stands where another name gives a county: 丰城市.
        stripped, county = "", city
    return {
        "province": short or known.get(stripped or county.removesuffix("市"), ""),
        "city": stripped,
        "county": county,
    }


def _place(region: str, province: str, city: str, county: str) -> str:
    if city in org_words.prefectures():
        kind = "" if city in org_words.SEATS else "市"
        return f"{city}{kind}{county}"
    full = org_words.provinces().get(province)
    if full is None or province in org_words.prefectures():
        return region
    for name in (full, province):
        if region.startswith(name):
            return full + region.removeprefix(name)
    return region


@functools.lru_cache(maxsize=1 << 16)  # 内科 and 机关 are parts of hundreds of units
def _part(branch: str) -> str:
    """A branch's own part without Party words and the word for a department: 放疗科 and 放疗 are one."""
    branch = _PARTY_WORDS.sub("", _PARTY_WORDS.sub("", branch))
    bare = _PART_END.sub("", branch)
    return bare if len(bare) >= 2 else branch


def rank(parts: Parts) -> int:
    """Whose unit it is, as bits: 1 a province's, 2 a city's, 4 a county's; 0 if not said.

    A bare name (南昌) may be a city's or that of a county there, never the province's. The unit of a municipality (上海市) counts as a province's and a city's, that of a city that is no
    prefecture as a city's and a county's.
    """
    if parts.county.removesuffix("市") in org_words.SEATS:
        return 4
    if parts.county:
        return 6 if parts.county.endswith("市") else 4
    if parts.city == "市":
        return 2
    if parts.city:
        explicit = f"{parts.city}市" in parts.region or not parts.region.endswith(parts.city)
        return 2 if explicit else 6
    if parts.province in {"北京", "天津", "上海", "重庆"}:
        return 3
    return 1 if parts.province else 0
