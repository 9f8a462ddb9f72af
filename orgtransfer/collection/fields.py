"""What the form asks of a member: its sixteen items, as a template names their fields.

党员基本信息采集表 is annex 2 of the notice of 2017 on collecting the basic data of organisations and
members (annex 1 is an organisation's, 3 and 4 are the tables of each); the items and their order as
public copies of the form have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from orgtransfer.documents import clean

_TICKED, _OPEN = "☑", "□"
_SEXES: Final[Mapping[str, str]] = {"M": "男", "F": "女"}

FIELDS: Final[Mapping[str, tuple[str, int]]] = {
    "name": ("姓名", 8),
    "sex": ("性别", 3),
    "ethnicity": ("民族", 6),
    "id_number": ("公民身份证号码", 18),
    "birth": ("出生日期", 14),
    "education": ("学历", 12),
    "full_member": ("正式党员", 0),
    "probationary": ("预备党员", 0),
    "branch": ("所在党支部", 28),
    "join": ("加入党组织日期", 14),
    "full": ("转为正式党员日期", 14),
    "work": ("工作岗位", 16),
    "mobile": ("手机号码", 14),
    "landline": ("固定电话", 14),
    "address": ("家庭住址", 28),
    "normal": ("党籍正常", 0),
    "suspended": ("停止党籍", 0),
    "lost": ("失联", 0),
    "not_lost": ("未失联", 0),
    "lost_since": ("失去联系日期", 12),
    "floating": ("流动", 0),
    "not_floating": ("未流动", 0),
    "went_to": ("外出流向", 24),
}
"""Field -> the name that a template gives it, and how many characters wide its blank is; 0: a box."""


@dataclass(frozen=True)
class Member:
    """One form; what is None is stated by no source, or by two that contradict each other."""

    name: str | None = None
    sex: str | None = None
    """M or F."""
    ethnicity: str | None = None
    id_number: str | None = None
    """Whole; None where it is not sound, or not to be shown."""
    birth: str | None = None
    """A date as far as it is known: 1985-07, as the following ones."""
    education: str | None = None
    category: str | None = None
    """full or probationary."""
    branch: str | None = None
    join: str | None = None
    full: str | None = None
    phone: str | None = None
    address: str | None = None
    state: str | None = None
    """normal or suspended."""
    lost: bool | None = None
    lost_since: str | None = None
    flow: bool | None = None
    went_to: str | None = None

    def shown(self) -> dict[str, str]:
        """What a template is filled with: its names, and a space to write in for what is blank."""
        phone = self.phone or ""
        mobile = phone.startswith("1") and len(phone) == len("13800000000")
        values = {
            "name": self.name,
            "sex": _SEXES.get(self.sex or ""),
            "ethnicity": self.ethnicity,
            "id_number": self.id_number,
            "birth": day(self.birth),
            "education": self.education,
            "full_member": _box(self.category == "full"),
            "probationary": _box(self.category == "probationary"),
            "branch": self.branch,
            "join": day(self.join),
            "full": day(self.full),
            # It is a code of the form's own list, which no export names.
            "work": None,
            "mobile": phone if mobile else None,
            "landline": None if mobile else phone,
            "address": self.address,
            "normal": _box(self.state == "normal"),
            "suspended": _box(self.state == "suspended"),
            "lost": _box(self.lost is True),
            "not_lost": _box(self.lost is False),
            "lost_since": day(self.lost_since),
            "floating": _box(self.flow is True),
            "not_floating": _box(self.flow is False),
            "went_to": self.went_to,
        }
        return {
            word: clean(values[name] or "") or "\N{IDEOGRAPHIC SPACE}" * width
            for name, (word, width) in FIELDS.items()
        }


_ASKED: Final[Mapping[str, str]] = {
    "name": "姓名", "sex": "性别", "ethnicity": "民族", "id_number": "公民身份证号码",
    "birth": "出生日期", "education": "学历", "category": "人员类别", "branch": "所在党支部",
    "join": "加入党组织日期", "full": "转为正式党员日期", "phone": "联系电话", "address": "家庭住址",
    "state": "党籍状态", "lost": "是否为失联党员", "flow": "是否为流动党员",
}  # fmt: skip


def blanks(member: Member) -> list[str]:
    """The items that a form leaves to the pen, but for the work's code, which every form does."""
    blank = [word for name, word in _ASKED.items() if getattr(member, name) is None]
    # Who is on probation has no such date.
    probation = member.category == "probationary" and "转为正式党员日期" in blank
    return [word for word in blank if not (probation and word == "转为正式党员日期")]


def day(date: str | None) -> str | None:
    """A date as the form writes it, as far as it is known: 1985年7月."""
    parts = (date or "").split("-")
    said = "".join(
        f"{part.lstrip('0')}{sign}" for part, sign in zip(parts, "年月日", strict=False) if part
    )
    return said or None


def _box(ticked: bool) -> str:
    return _TICKED if ticked else _OPEN
