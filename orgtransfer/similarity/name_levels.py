"""The levels of name comparisons and the signs that cleaned names use."""

from __future__ import annotations

from typing import Final

LOST: Final = "?"
"""Stands for one character that could not be kept."""
DOT: Final = "·"
"""Between the parts of a minority name."""

LEVELS: Final = (
    "exact",
    "variant",  # the same in simplified, usual forms: 昇 升, 喆 哲, 堃 坤, 甯 宁
    "wildcard",  # equal but for lost characters
    "order",  # the same characters in another order
    "reading",  # other characters, the same reading
    "lookalike",  # other characters, easily taken for each other: 未 末
    "near_reading",  # readings that are easily mixed: zh z, n l, -ng -n
    "minority",  # a name with dots, shortened or spelt otherwise
    "dropped",  # a character dropped, added or doubled
    "one_other",  # one given-name character of three differs
    "surname",  # another surname, the same given name of two or more characters
    "different",
)
"""What `names.compare` says, the strongest evidence of one person first."""

CODE: Final = {level: code for code, level in enumerate(LEVELS)}
NONE: Final = -1
"""The code of a pair about which nothing can be said."""
HAN_LENGTH: Final = 4
"""Han names have up to four characters."""
FULL_LENGTH: Final = 24
"""Of longer names this many characters are looked at."""
