"""The people of a small committee, and what the exports say of them from night to night."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rapidfuzz.distance import OSA

from tests.samples.people import check_digit

CONFIG: Final = """
[systems.roster]
role = "roster"
members = "roster.csv"
[systems.register]
role = "register"
members = "register.csv"
"""
_HEAD: Final = (
    "姓名",
    "公民身份号码",
    "性别",
    "所在党支部",
    "工作单位",
    "岗位",
    "手机号码",
    "入党日期",
)
_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN: Final = "安博辰丹恩方庚涵静凯澜明宁佩清睿诗桐薇欣雅哲"


@dataclass
class Person:
    """One member: what both systems say, and every name ever borne."""

    names: list[str]
    number: str
    branch: str
    held: str | None
    """The branch in the register; None: in no register."""
    post: str
    phone: str
    rows: int = 1
    """How often the roster has the row."""

    @property
    def name(self) -> str:
        """The name in the exports of today."""
        return self.names[-1]


@dataclass
class Members:
    """A folder, and the people in its exports."""

    folder: Path
    rng: random.Random
    people: list[Person] = field(default_factory=list)
    serial: int = 0
    size: int = 14
    """How many there are in the beginning."""
    mixed: bool = False
    """Whether some have no number, and some stand in the roster twice."""

    def joiner(self) -> Person:
        """Somebody new."""
        self.serial += 1
        rng = self.rng
        name = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, 2))
        # Whom nothing but one slip in the name tells from somebody who leaves, nobody can tell apart.
        while any(OSA.distance(name, old) < 2 for one in self.people for old in one.names):
            name = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, 2))
        held = rng.choice(["医院第一支部", "医院第二支部", "医院第三支部", None])
        post = rng.choice(["专职", "专职", "兼职", ""])
        branch = f"协会第{rng.choice('一二')}支部"
        made = Person([name], self._number(), branch, held, post, f"1{self.serial:010d}")
        if self.mixed and rng.random() < 0.25:
            made.number, made.rows = rng.choice([("", 1), (made.number, 2)])
        return made

    def _number(self) -> str:
        at = self.serial
        # The region 999999 is nobody's.
        number = f"999999{1950 + at % 50}{at % 12 + 1:02d}{at % 28 + 1:02d}{at:03d}"
        return number + check_digit(number)

    def write(self) -> None:
        """Writes the exports."""
        roster = [one for one in self.people if one.branch for _row in range(one.rows)]
        self._write("roster.csv", roster)
        self._write("register.csv", [one for one in self.people if one.held], register=True)

    def _write(self, name: str, people: list[Person], *, register: bool = False) -> None:
        rows = [
            (one.name, one.number, "男", one.held if register else one.branch,
             "某某医院" if register else "某某协会", "" if register else one.post, one.phone, "2010-07-01")
            for one in people
        ]  # fmt: skip
        self.rng.shuffle(rows)
        with (self.folder / name).open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([_HEAD, *rows])

    def correct(self) -> None:
        """One person's name, number, phone, post or branch is put right; a branch is renamed."""
        one = self.rng.choice(self.people)
        what = self.rng.choice(["name", "number", "phone", "post", "held", "branch"])
        if what == "name":
            one.names.append(one.name[:-1] + self.rng.choice(_GIVEN))
        elif what == "number":
            self._correct_number(one)
        elif what == "phone":
            one.phone = one.phone[:-1] + str((int(one.phone[-1]) + 1) % 10)
        elif what == "post":
            one.post = {"专职": "兼职", "兼职": "", "": "专职"}[one.post]
        elif what == "held" and one.held:
            old, fresh = one.held, f"{one.held}改"[-8:]
            for each in self.people:
                each.held = fresh if each.held == old else each.held
        else:
            one.branch = "协会第三支部" if "三" not in one.branch else "协会第一支部"

    def _correct_number(self, one: Person) -> None:
        if one.number:
            body = one.number[:14] + f"{(int(one.number[14:17]) + 10) % 1000:03d}"
            one.number = body + check_digit(body)
        else:
            self.serial += 1
            one.number = self._number()
