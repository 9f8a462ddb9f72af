"""Nobody is asked to transfer where any source says that the relationship may stay.

The table below was written from the regulations alone, not from the code: what each allows, and how
a list says so. Thousands of people are drawn from everything that lists can say of them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests import builders

Drawn = dict[str, Any]
HOSPITAL, RETIRED, ABROAD = "医院支部", "医院离退休支部", "驻外流动党员支部"
FRESH, LONG_AGO = "2025届毕业生党支部", "2022届毕业生党支部"
STUDENTS, OVERSEAS, AGENCY = "南昌大学研究生第二党支部", "境外党支部", "某某劳务派遣公司党支部"
UNDATED, OFFICERS, LOST = "南昌大学毕业生党支部", "军休所第一党支部", "失联党员党支部"
STAFF_OFFICE, COMMITTEE, TWO = "学生处党支部", "协会党委", "协会支部 医院支部"
FOR_WHOM = (STUDENTS, OVERSEAS, AGENCY, UNDATED, OFFICERS, LOST)
GONE = ("deceased", "removed", "historical", "moved_out")
STATES = (None, None, None, "normal", "lost", "suspended", "abroad", "floating", "hanging",
          "incoming", "待定", *GONE)  # fmt: skip
CHOICES: dict[str, tuple[Any, ...]] = {
    "nature": ("ordinary", "ordinary", "joint", "functional", "temporary", "floating", None),
    "post": ("fulltime", "fulltime", "fulltime", "parttime", "retired", "attached", None),
    "category": ("full", "full", "probationary", None),
    "own_state": STATES,
    "state": STATES,
    "other_state": (None, None, None, None, "deceased", "removed", "moved_out", "historical"),
    "held": (HOSPITAL, HOSPITAL, HOSPITAL, RETIRED, ABROAD, FRESH, LONG_AGO, *FOR_WHOM, STAFF_OFFICE,
             COMMITTEE, TWO, None),
    "held_post": (None, None, None, "fulltime", "parttime", "retired", "attached"),
    "lost_since": (None, None, None, "2026-01-10"),
    "own_left": (None, None, None, "2026-02-01"),
    "flow": (None, None, False, True),
    "letter": (None, None, None, "open", "old", "arrived", "arrived long ago", "rejected"),
    "remark": (None, None, None, None, "党费已交", "退休返聘", "借调至2027年", "保留组织关系", "未脱钩"),
    "second": (None, None, None, None, "fulltime", "parttime"),
}  # fmt: skip

SOURCES: tuple[tuple[str, Callable[[Drawn], bool]], ...] = (
    ("支部工作条例 Art. 8: relationships do not move into functional and temporary branches",
     lambda p: p["nature"] in {"functional", "temporary"}),
    ("条例 Art. 32: branches of floating members rest on associations; relationships are not moved",
     lambda p: p["nature"] == "floating"),
    ("组通字〔1998〕6号 2: only where the association has a Party organisation",
     lambda p: p["nature"] is None),
    ("组通字〔1998〕6号 2: only full-time staff", lambda p: p["post"] != "fulltime"),
    ("条例 Art. 25: a fixed employer with a Party organisation", lambda p: p["second"] == "fulltime"),
    ("条例 Art. 25: retired members stay with the unit that they retired from",
     lambda p: p["held_post"] == "retired" or p["held"] in {RETIRED, OFFICERS} or p["remark"] == "退休返聘"),
    ("条例 Art. 25: employed by the agency that hires out staff", lambda p: p["held"] == AGENCY),
    ("条例 Art. 25: where the relationship is has to be known", lambda p: p["held"] in {TWO, None}),
    ("组通字〔1998〕6号 2: into the association's own organisation, where the relationship is already",
     lambda p: p["held"] == COMMITTEE and p["nature"] in {"ordinary", "joint"}),
    ("DOMAIN: attached members stay", lambda p: p["held_post"] == "attached"),
    ("条例 Art. 25: away for six months or more; seconded for less stays",
     lambda p: p["remark"] == "借调至2027年"),
    ("条例 Art. 24: out of contact is settled first",
     lambda p: "lost" in {p["state"], p["own_state"]} or (
         p["lost_since"] is not None and p["state"] in {None, "normal"}) or p["held"] == LOST),
    ("条例 Art. 24: suspended is settled first", lambda p: "suspended" in {p["state"], p["own_state"]}),
    ("条例, members abroad: the unit that was left keeps the relationship",
     lambda p: "abroad" in {p["state"], p["own_state"]} or p["held"] == OVERSEAS),
    ("条例 Art. 32: floating members are members whose relationship was not moved",
     lambda p: "floating" in {p["state"], p["own_state"]} or p["held"] == ABROAD or (
         p["flow"] is True and p["state"] in {None, "normal"})),
    ("条例 Art. 34: a graduate's for two years", lambda p: p["held"] in {FRESH, STUDENTS, UNDATED}),
    ("条例 Art. 25: after leaving and until received the old organisation stays responsible",
     lambda p: p["letter"] in {"open", "old", "arrived"} or bool(
         {"hanging", "incoming"} & {p["state"], p["own_state"]})),
    ("common sense: the dead, and whoever is no member, are not asked",
     lambda p: bool({p["state"], p["own_state"]} & {*GONE}) or p["own_left"] is not None
     or p["other_state"] in {"deceased", "removed"}),
    ("common sense: a word that nobody knows is asked about first",
     lambda p: "待定" in {p["state"], p["own_state"]}),
    ("组通字〔1998〕6号, preamble, and the decoupling of associations", lambda p: p["remark"] == "未脱钩"),
    ("中组发〔2004〕10号: kept by agreement", lambda p: p["remark"] == "保留组织关系"),
)  # fmt: skip
LETTERS = {
    "open": {"issued": "2026-11-01", "valid_days": 30},
    "old": {"issued": "2026-08-01", "valid_days": 30},
    "arrived": {"issued": "2026-10-20", "received": "2026-11-10", "transfer_state": "done"},
    "arrived long ago": {
        "issued": "2020-01-01",
        "received": "2020-01-20",
        "transfer_state": "done",
    },
    "rejected": {"issued": "2026-11-01", "transfer_state": "rejected"},
}
BRANCHES = [
    {"org_name": COMMITTEE, "level": "committee"},
    *({"org_name": f"协会{nature}", "nature": nature, "under": COMMITTEE}
      for nature in ("ordinary", "joint", "functional", "temporary", "floating")),
    {"org_name": "学会支部"},
    {"system": "register", "org_name": HOSPITAL}, {"system": "register", "org_name": RETIRED},
    {"system": "register", "org_name": ABROAD, "nature": "floating"},
    {"system": "register", "org_name": FRESH}, {"system": "register", "org_name": LONG_AGO},
    *({"system": "register", "org_name": name} for name in (*FOR_WHOM, STAFF_OFFICE)),
    {"system": "register", "org_name": COMMITTEE, "level": "committee"},
    {"system": "register2", "org_name": HOSPITAL},
]  # fmt: skip


def of(state: str | None) -> dict[str, Any]:
    """A state as a list has it; a word that no cleaner knows has no key."""
    return {"state": state, "state_key": None if state == "待定" else state}


def drawn(seed: int, count: int) -> list[Drawn]:
    rng = random.Random(seed)
    return [
        # Mostly one or two things are out of the ordinary, seldom all of them.
        {
            name: rng.choice(values) if rng.random() < 0.35 else values[0]
            for name, values in CHOICES.items()
        }
        for _person in range(count)
    ]


def world_of(people: list[Drawn]) -> dict[str, Any]:
    rows, letters = [], []
    for place, person in enumerate(people):
        name = f"甲{place}"
        branch = person["nature"] and f"协会{person['nature']}"
        rows.append({
            "name": name, "branch": branch, "post": person["post"], "category": person["category"],
            "moved_out": person["own_left"], "remark": person["remark"], **of(person["own_state"]),
        })  # fmt: skip
        rows.append({
            "name": name, "system": "register", "branch": person["held"],
            **({"branch_key": ""} if person["held"] in {TWO, None} else {}), "post": person["held_post"],
            "category": person["category"], "lost_since": person["lost_since"],
            "flow": person["flow"] and "是", "flow_key": person["flow"], **of(person["state"]),
        })  # fmt: skip
        if person["other_state"]:
            rows.append(
                {
                    "name": name,
                    "system": "register2",
                    "branch": HOSPITAL,
                    **of(person["other_state"]),
                }
            )
        if person["second"]:
            rows.append(
                {"name": name, "system": "roster2", "branch": "学会支部", "post": person["second"]}
            )
        if person["letter"]:
            letters.append({"name": name, **LETTERS[person["letter"]]})
    return {"records": rows, "organisations": BRANCHES, "transfers": letters}


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_due_where_a_source_says_may_stay_and_everybody_else_is(seed: int) -> None:
    people = drawn(seed, 2_000)
    world = builders.world(world_of(people))
    first = world.records.filter(system="roster").join(
        world.verdicts, on="record", maintain_order="left"
    )
    found = dict(first.select("name", "verdict").rows())
    asked = 0
    for place, person in enumerate(people):
        allowed = [source for source, says in SOURCES if says(person)]
        due = found[f"甲{place}"] == "due"
        assert due == (not allowed), (person, found[f"甲{place}"], allowed)
        asked += due
    assert 50 < asked < 1_000


@pytest.mark.parametrize("source", [source for source, _says in SOURCES])
def test_every_source_alone_keeps_a_person_from_being_asked(source: str) -> None:
    says = dict(SOURCES)[source]
    usual = {name: values[0] for name, values in CHOICES.items()}
    told = [
        person for name, values in CHOICES.items() for value in values
        if says(person := {**usual, name: value})
    ]  # fmt: skip
    assert told
    verdicts = builders.world(world_of(told)).verdicts
    assert "due" not in verdicts.filter(record=0)["verdict"].to_list()
    assert set(verdicts["verdict"]) <= {
        "stays",
        "unclear",
        "in_transit",
        "overdue",
        "not_registered",
        "consistent",
    }
