"""People who do not exist: names, dates and ID numbers that can belong to nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.samples import pools

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
REGIONS: Final = tuple(
    f"99{city:02}{county:02}" for city in range(1, 12) for county in range(1, 13)
)
"""Region codes that were never assigned: no province has the number 99."""


_SEXES: Final[tuple[pools.Sex, ...]] = ("M", "F", "F", "M", "F")


@dataclass
class Person:
    """One invented human being, as he or she really is."""

    key: str
    name: str
    sex: pools.Sex
    born: dt.date
    id_number: str
    ethnicity: str
    education: str
    joined: dt.date
    full: dt.date | None
    phone: str
    retired: bool

    @property
    def category(self) -> str:
        """The word of the exports for a full or a probationary member."""
        return "正式党员" if self.full else "预备党员"


def check_digit(seventeen: str) -> str:
    """The last character of an ID number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


class Registry:
    """Makes people, and sees to it that no two get one ID number or one phone by chance."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.people: list[Person] = []
        self._numbers: set[str] = set()
        self._phones = random.sample(range(10**8), 20_000)

    def number(self, region: str, born: dt.date, sex: pools.Sex) -> str:
        """A fresh ID number with a right check digit."""
        while True:
            serial = self.random.randrange(500) * 2 + (sex == "M")
            body = f"{region}{born:%Y%m%d}{serial:03}"
            if body not in self._numbers:
                self._numbers.add(body)
                return body + check_digit(body)

    def phone(self) -> str:
        """A number of a range that no operator has."""
        return f"100{self._phones.pop():08}"

    def born(self, retired: bool) -> dt.date:
        """A plausible date of birth."""
        first, last = (1936, 1965) if retired else (1967, 2000)
        mode = 1956 if retired else 1982
        year = int(self.random.triangular(first, last, mode))
        return dt.date(year, 1, 1) + dt.timedelta(days=self.random.randrange(365))

    def person(
        self,
        *,
        retired: bool = False,
        name: str | None = None,
        like: Person | None = None,
    ) -> Person:
        """A new person; `like` gives a twin: the same surname, date of birth and region."""
        random = self.random
        sex = random.choice(_SEXES)
        born = like.born if like else self.born(retired)
        region = like.id_number[:6] if like else random.choice(REGIONS)
        chosen = name or pools.surname(random) + pools.given(random, sex, born.year)
        joined, full = self._joined(born)
        education = pools.EDUCATIONS_OLD if born.year < 1966 else pools.EDUCATIONS
        person = Person(
            key=f"p{len(self.people):05}",
            name=chosen,
            sex=sex,
            born=born,
            id_number=self.number(region, born, sex),
            ethnicity=pools.pick(random, pools.ETHNICITIES),
            education=pools.pick(random, education),
            joined=joined,
            full=full,
            phone=self.phone(),
            retired=retired,
        )
        self.people.append(person)
        return person

    def _joined(self, born: dt.date) -> tuple[dt.date, dt.date | None]:
        """When somebody joined and became a full member; between 1969 and 1977 on one day."""
        earliest = born.year + 19
        year = min(int(self.random.triangular(earliest, earliest + 22, earliest + 6)), 2026)
        joined = dt.date(year, self.random.randint(1, 10), self.random.randint(1, 28))
        if dt.date(1969, 4, 1) <= joined <= dt.date(1977, 8, 18):
            return joined, joined
        if joined > dt.date(2025, 11, 1):
            return joined, None
        return joined, joined.replace(year=joined.year + 1)
