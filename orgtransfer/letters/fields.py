"""What a letter says: its fields, as a template names them, and which of them are blank.

The form and its fields: 组通字〔2006〕45号 (党员组织关系介绍信, of three parts); 中组发〔2004〕10号 on the
validity, as quoted elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from orgtransfer.documents import clean
from orgtransfer.letters import capitals

_FULL, _PROBATIONARY = "full", "probationary"
_CATEGORIES: Final[Mapping[str, str]] = {_FULL: "正式", _PROBATIONARY: "预备"}
_SEXES: Final[Mapping[str, str]] = {"M": "男", "F": "女"}

FIELDS: Final[Mapping[str, tuple[str, int]]] = {
    "number": ("编号", 6),
    "addressee": ("抬头", 16),
    "name": ("姓名", 6),
    "sex": ("性别", 2),
    "age": ("年龄", 3),
    "ethnicity": ("民族", 3),
    "category": ("党员类别", 4),
    "id_number": ("身份证号码", 14),
    "from_org": ("转出党组织", 16),
    "to_org": ("转入党组织", 16),
    "dues_year": ("党费年", 4),
    "dues_month": ("党费月", 2),
    "valid_days": ("有效期", 3),
    "issued_year": ("签发年", 4),
    "issued_month": ("签发月", 2),
    "issued_day": ("签发日", 2),
    "phone": ("党员联系电话", 11),
    "committee": ("原所在基层党委", 14),
    "address": ("通讯地址", 24),
    "office_phone": ("党委电话", 9),
    "fax": ("传真", 8),
    "postcode": ("邮编", 5),
}
"""Field -> the name that a template gives it, and how many characters wide its blank is."""

BY_HAND: Final = frozenset({"address", "fax", "postcode"})
"""What no export says: left for the pen, and not listed each time."""


@dataclass(frozen=True)
class Letter:
    """One letter; a text that is None stays blank on the form."""

    number: str
    issued: dt.date
    valid_days: int
    name: str | None = None
    sex: str | None = None
    """M or F."""
    born: str | None = None
    """The birth date as far as it is known (1985-07-01); the form gives the age."""
    ethnicity: str | None = None
    category: str | None = None
    """full or probationary."""
    id_number: str | None = None
    """Whole; None where it is not sound, or not to be shown."""
    from_org: str | None = None
    to_org: str | None = None
    addressee: str | None = None
    dues: str | None = None
    """The month to which dues are paid: 2026-10."""
    phone: str | None = None
    committee: str | None = None
    """The committee above the branch that the member leaves."""
    office_phone: str | None = None

    def values(self) -> dict[str, str | None]:
        """FIELDS and what the form says for each; None for a blank."""
        dues = capitals.month(self.dues) or (None, None)
        return {
            "number": self.number,
            "addressee": self.addressee,
            "name": self.name,
            "sex": _SEXES.get(self.sex or ""),
            "age": _age(self.born, self.issued),
            "ethnicity": self.ethnicity,
            "category": _CATEGORIES.get(self.category or ""),
            "id_number": self.id_number,
            "from_org": self.from_org,
            "to_org": self.to_org,
            "dues_year": dues[0],
            "dues_month": dues[1],
            "valid_days": capitals.number(self.valid_days),
            "issued_year": str(self.issued.year),
            "issued_month": str(self.issued.month),
            "issued_day": str(self.issued.day),
            "phone": self.phone,
            "committee": self.committee,
            "address": None,
            "office_phone": self.office_phone,
            "fax": None,
            "postcode": None,
        }

    def shown(self) -> dict[str, str]:
        """What a template is filled with: its names, and a space to write in for what is blank."""
        values = self.values()
        return {
            word: clean(values[name] or "") or "\N{IDEOGRAPHIC SPACE}" * width
            for name, (word, width) in FIELDS.items()
        }


def blanks(letter: Letter) -> list[str]:
    """What could have been known and is not: the names that a template gives these fields."""
    values = letter.values()
    named = (name for name in FIELDS if name not in BY_HAND and name != "dues_month")
    return [FIELDS[name][0] for name in named if not values[name]]


def _age(born: str | None, day: dt.date) -> str | None:
    """Full years on a day; None where the birth date leaves two answers."""
    parts = [int(part) for part in (born or "").split("-") if part.isdecimal()]
    whole = 3
    if len(parts) != whole:
        return None
    return str(day.year - parts[0] - ((day.month, day.day) < (parts[1], parts[2])))
