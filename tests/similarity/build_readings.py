"""Writes the table of readings that the package ships, from pypinyin.

Run `python tests/similarity/build_readings.py > orgtransfer/similarity/data/readings.txt` to make
it again; a test compares the two.
"""

from __future__ import annotations

import functools

from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.phrases_dict import phrases_dict

HEADER = """\
# The readings of Chinese characters without tones: a syllable, then every character that has it.
# Made from pypinyin (MIT licence, https://github.com/mozillazg/python-pinyin): of a character that
# stands in its table of phrases its first reading and those that the phrases use, of any other all
# readings. Made again by tests/similarity/build_readings.py. Surnames: surname_readings.txt.
"""


@functools.cache
def in_phrases() -> dict[str, set[str]]:
    """The readings of each character that stands in a phrase."""
    used: dict[str, set[str]] = {}
    for phrase, syllables in phrases_dict.items():
        for character, readings in zip(phrase, syllables, strict=False):
            used.setdefault(character, set()).add(to_normal(readings[0]))
    return used


def readings(character: str) -> set[str]:
    """The readings that are alive: archaic ones (王 yu, 平 beng) make strangers alike."""
    first, *others = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    used = in_phrases().get(character)
    return {first, *(other for other in others if used is None or other in used)}


def table() -> dict[str, str]:
    """Syllable -> the characters that are read so, in the order of their code points."""
    syllables: dict[str, list[str]] = {}
    for point in sorted(PINYIN_DICT):
        character = chr(point)
        for syllable in sorted(readings(character)):
            syllables.setdefault(syllable, []).append(character)
    return {syllable: "".join(syllables[syllable]) for syllable in sorted(syllables)}


def text() -> str:
    """The whole file."""
    return HEADER + "".join(
        f"{syllable} {characters}\n" for syllable, characters in table().items()
    )


if __name__ == "__main__":
    print(text(), end="")
