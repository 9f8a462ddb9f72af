"""Which characters of a unit's full name a short name must keep.

Of every word that tells the unit from others at least the first character is kept (省卫健委, 南大一附院). What
may be left out altogether: places, 附属, and a school before a hospital with a name of its own
(复旦大学附属中山医院, 中山医院).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final

from orgtransfer.similarity import org_words
from orgtransfer.similarity.org_grammar import Parts

WIDTH: Final = 48
"""Characters of a unit that are looked at; fewer than the bits of a mask."""
GROUPS: Final = 16
"""Words of a unit that are looked at."""

_SCHOOL: Final = re.compile(
    r"^(?P<place>\w*?)(?P<kind>(?:第[一二三四五六七八九十])?"
    r"(?:医科|中医药|医药|交通|科技|理工|师范|药科|农业|民族|军医|财经|中医|医学|科学)*"
    r"(?:大学|医学院|学院|科学院))(?P<inner>\w{0,4}?医学院)?(?=\w)"
)
_SCHOOL_KINDS: Final = ("大学", "学院", "科学院")
"""One of these is in every name that `_SCHOOL` fits: most names need not be asked."""
WORD: Final = re.compile(
    "|".join(sorted(map(re.escape, org_words.WORDS), key=lambda w: (-len(w), w)))
)
_LEFT_OUT: Final = frozenset({"附属", "研究", "防治", "服务", "专科", "医学院"})
_ANY_CHARACTER: Final = frozenset({"医院", "协会", "学会", "委员会", "研究院", "研究所", "联合会"})
_JOINING: Final = frozenset("与和及暨")


@dataclass(frozen=True)
class Masks:
    """Which places of a full name a short one must keep, as bits."""

    every: int
    """All of these."""
    groups: tuple[int, ...]
    """One of each of these."""
    school: int
    school_place: int
    school_kind: int
    """A school is kept with one character of both, or left out altogether (see `named`)."""
    named: bool
    """There is a name of its own beside the school and the place."""


@functools.lru_cache(maxsize=1 << 16)  # as org_grammar.parse: one name is asked for stage by stage
def masks(parts: Parts) -> Masks:
    """What a short form of this unit must keep."""
    stem, start = parts.stem[:WIDTH], len(parts.region)
    place = kind = 0
    schooled = any(kind in stem for kind in _SCHOOL_KINDS)
    school = _SCHOOL.match(stem[start:]) if schooled else None
    if school and start + school.end() < len(stem):
        place = _span(start + school.start("place"), start + school.end("place"))
        kind = _span(start + school.start("kind"), start + school.end("kind"))
        start += school.end()
    every, groups, named = _words(stem, start, has_ordinal=bool(parts.ordinal))
    if school and school["place"] in {"中国", "中华", "国家"}:
        place = kind  # 医科院 needs no 中国
    elif school and school["kind"].startswith("医科"):
        first = kind & -kind
        kind = first | first << 1  # 南大 is no 赣南医科大学
    elif (
        school
        and school["place"] not in org_words.provinces().keys() | org_words.prefectures().keys()
    ):
        kind = place  # 复旦, 南华: the school's own name is enough
    return Masks(every, tuple(groups[:GROUPS]), place | kind, place, kind, named)


def _span(start: int, end: int) -> int:
    return ((1 << max(end - start, 0)) - 1) << start


def _words(stem: str, start: int, *, has_ordinal: bool) -> tuple[int, list[int], bool]:
    """The places to keep from `start` on: all of a mask, and one of each group."""
    every, groups, named = 0, list[int](), False
    place = start
    if start and stem[start:] == "人民医院" and not has_ordinal:
        # 赣州市医院, but not 赣州医院; 赣州人民医院.
        groups, place = [_span(start - 1, start + 1)], start + 2
    while place < len(stem):
        word = WORD.match(stem, place)
        text = word.group() if word else stem[place]
        after = place + len(text)
        if text == "附属":
            after += _province_at(stem, after)
        elif text in _LEFT_OUT or text in _JOINING or (text == "人民" and has_ordinal):
            pass
        elif text in _ANY_CHARACTER:
            groups.append(_span(place, after))
        elif word:
            groups.append(1 << place)
        else:
            every |= 1 << place
            named = named or text != "院"
        place = after
    return every, groups, named


def _province_at(stem: str, place: int) -> int:
    """The length of a province's name there: 附属北京天坛医院."""
    short = next((p for p in org_words.provinces() if stem.startswith(p, place)), "")
    return len(short)
