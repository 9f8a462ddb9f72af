"""One row of an export: what it says about whom, before it is written down in a system's way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from tests.samples.forest import Node
from tests.samples.people import Person


@dataclass(eq=False)
class Row:
    """A member's row. The fields hold what the row says, at the precision at which it says it.

    `id_number` is 18 characters with `*` for those that cannot be read; `id_state` is valid,
    checksum, fifteen, masked, damaged, malformed or missing. `cells` overrules how a field is
    written, without changing what it says.
    """

    person: Person
    node: Node
    name: str
    id_number: str
    birth: str
    sex: str
    joined: str
    full: str
    category: str
    unit: str
    phone: str
    post: str = ""
    id_state: str = "valid"
    state: str = "正常"
    moved_out: str = ""
    ethnicity: str = ""
    education: str = ""
    lost: str = ""
    away: str = ""
    floating: bool = False
    dues: str = ""
    remark: str = ""
    original_unit: str = ""
    association: str = ""
    """Where it is not the branch's own."""
    sheet: str = ""
    """Where it is not the usual one."""
    faults: list[str] = field(default_factory=list)
    cells: dict[str, object] = field(default_factory=dict)
    place: tuple[str, str, int] = ("", "", 0)

    @property
    def system(self) -> str:
        """The system whose export holds the row."""
        return self.node.system

    @property
    def live(self) -> bool:
        """Whether the row still holds the relationship."""
        return self.state not in {"已去世", "历史党员", "已转出", "除名"} and not self.moved_out

    def fault(self, kind: str) -> None:
        """Notes that something was planted here."""
        self.faults.append(kind)


@dataclass(eq=False)
class Applicant:
    """A row of the roster that is about somebody who is not a member."""

    person: Person
    node: Node
    category: str
    place: tuple[str, str, int] = ("", "", 0)


@dataclass(eq=False)
class Letter:
    """A row of the transfer ledger."""

    number: str
    person: Person
    from_org: str
    to: Node
    issued: dt.date
    valid_days: int | None
    state: str
    received: dt.date | None = None
    receipt: bool | None = None
    id_number: str = ""
    valid_text: str = ""
    place: tuple[str, str, int] = ("", "", 0)

    @property
    def to_org(self) -> str:
        """How the ledger writes where the letter goes."""
        return self.to.short or self.to.name

    @property
    def under_way(self) -> bool:
        """Whether the transfer is still open."""
        return self.state in {"待转出审核", "待转入审核", "跨省转接中"}


def row(person: Person, node: Node, unit: str, post: str = "") -> Row:
    """A faultless row about `person`."""
    return Row(
        person=person,
        node=node,
        name=person.name,
        id_number=person.id_number,
        birth=person.born.isoformat(),
        sex=person.sex,
        joined=person.joined.isoformat(),
        full=person.full.isoformat() if person.full else "",
        category=person.category,
        unit=unit,
        phone=person.phone,
        post=post,
        ethnicity=person.ethnicity,
        education=person.education,
    )
