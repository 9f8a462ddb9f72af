"""The first letters of characters' readings, so that 欧阳小明 is found by oyxm.

Taken from the readings that names are compared by (similarity/data/readings.txt, and
surname_readings.txt for characters that are read otherwise as a surname).
"""

from __future__ import annotations

import functools
from collections import defaultdict

from orgtransfer.similarity import characters


def initials(text: str) -> dict[str, str]:
    """For each letter the characters of `text` that have a reading beginning with it, sorted."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for character in sorted(set(text)):
        for letter in sorted(_letters().get(character, ())):
            found[letter].append(character)
    return {letter: "".join(found[letter]) for letter in sorted(found)}


@functools.cache
def _letters() -> dict[str, set[str]]:
    letters: defaultdict[str, set[str]] = defaultdict(set)
    for syllable, text in characters.lines("readings"):
        for character in text:
            letters[character].add(syllable[0])
    for surname, *readings in characters.lines("surname_readings"):
        if len(surname) == 1:
            letters[surname].update(reading[0] for reading in readings)
        for reading in readings if len(surname) > 1 else ():
            for character, syllable in zip(surname, reading.split("'"), strict=False):
                letters[character].add(syllable[0])
    return letters
