"""What the title of a list says: whose branch it is."""

from __future__ import annotations

import re
from typing import Final

from orgtransfer.read.words import BRANCH_ENDINGS

# A title that names a committee is about all its branches.
_BRANCHES: Final = tuple(e for e in BRANCH_ENDINGS if e not in ("党委", "委员会", "党组"))

# A note in brackets that decides where relationships belong is part of the name.
_NATURE: Final = "(?:功能|临时|联合|流动)"


def branch_in(text: str) -> str | None:
    """`填报单位:某某医院第一党支部` -> the branch; a title with 党员名册 after the branch too."""
    ending = "|".join(sorted(_BRANCHES, key=len, reverse=True))
    body = re.sub(r"\s+", "", text)
    found = re.search(
        rf"(?:[:：]|^)([^:：]*?(?:{ending})(?:[(（]{_NATURE}[^)）]*[)）])?)"
        r"(?=$|[(（,，;；]|党员|花?名册|基本信息|信息)",
        body,
    )
    return found.group(1) if found and "填" not in found.group(1) else None
