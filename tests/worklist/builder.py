"""A hand-made run: invented people in an invented province, one finding of every kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Config, Project, System
from orgtransfer.models import Inputs, Matched, Outcome

TODAY = dt.date(2026, 11, 20)
SURNAMES = "欧阳 王 李 张 刘 陈 杨 赵 黄 周 吴".split()
UNITS = ("庐陵大学第一附属医院", "庐陵省疾病预防控制中心", "庐陵省中医院", "庐陵省儿童医院")
CONFIG = Config(
    project=Project(name="庐陵省卫生健康行业综合党委"),
    systems=(
        System("ganpoyun", "赣鄱云(行业综合党委端口)", "roster"),
        System("national", "全国党员管理信息系统", "register"),
    ),
)
CODES = {
    "RL01": "error", "RL02": "info", "RL03": "warning", "RL04": "info", "RL05": "error",
    "RL06": "warning", "RL07": "warning", "RL08": "warning", "RL09": "error", "DU01": "error",
    "BR01": "error", "BR06": "warning", "FD01": "error", "FD03": "warning", "ID01": "error",
    "ID02": "error", "ST01": "warning", "SR01": "warning",
}  # fmt: skip


def frame(schema: frames.Schema, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A table of `schema`: what a row does not say is null."""
    return pl.DataFrame(rows, schema=schema.columns) if rows else schema.empty()


def number(n: int) -> str:
    """The ID number of nobody: a region code that was never assigned."""
    return f"9900001980{n % 12 + 1:02}{n % 28 + 1:02}{n % 1000:03}X"


def record(n: int, system: str, **fields: object) -> dict[str, Any]:
    """One RECORDS row, number `n`, of person `n // 2`."""
    who = n // 2
    name = SURNAMES[who % len(SURNAMES)] + "甲乙丙丁戊己庚辛"[who % 8]
    unit = UNITS[who % len(UNITS)]
    side = "协会" if system == "ganpoyun" else "医院"
    branch = f"中共庐陵省{side}第{who % 5 + 1}支部委员会"
    row = {
        "record": n, "system": system, "file": f"exports/{system}_党员.xlsx", "sheet": "党员",
        "row": n + 2, "role": "roster" if system == "ganpoyun" else "register",
        "record_key": f"R{n:012x}", "name": name, "name_key": name, "id_number": number(who),
        "id_key": number(who), "id_state": "valid", "branch": branch, "branch_key": branch,
        "unit": unit, "unit_key": unit, "phone": f"100{who:08}", "phone_key": f"100{who:08}",
        "birth_date": "1980-05-03", "birth_key": "1980-05-03",
    }  # fmt: skip
    return {**row, **fields}


def records(people: int) -> pl.DataFrame:
    """Two records a person: one in the roster, one in the register."""
    rows = [
        record(2 * who + side, system)
        for who in range(people)
        for side, system in enumerate(("ganpoyun", "national"))
    ]
    return frame(frames.RECORDS, rows)


def finding(code: str, n: int, **fields: object) -> dict[str, Any]:
    """One FINDINGS row about person `n`."""
    row = {
        "code": code, "rule": f"规则{code}", "severity": CODES[code], "key": f"{code}:P{n:012x}",
        "person": f"P{n:012x}", "system": "ganpoyun", "file": "exports/ganpoyun_党员.xlsx",
        "sheet": "党员", "row": 2 * n + 2, "message": f"规则{code}说的事情",
        "evidence": "任职类型:专职", "basis": "党员教育管理工作条例第25条", "advice": f"按{code}办理。",
        "state": "standing" if n % 3 else "new", "first_seen": TODAY, "record": 2 * n,
        "other_record": 2 * n + 1, "call": UNITS[n % len(UNITS)],
    }  # fmt: skip
    if code.startswith(("BR", "SR")):
        row |= {"person": None, "record": None, "other_record": None, "node": n % 2}
    return {**row, **fields}


def organisations() -> pl.DataFrame:
    """Two branches under one committee that is missing."""
    rows = [
        {
            "node": n, "system": "ganpoyun", "file": "exports/组织.xlsx", "sheet": "", "row": n + 2,
            "role": "roster", "org_name": f"中共庐陵省护理学会第{n + 1}支部委员会", "listed": True,
            "name_key": f"护理学会{n}", "parent": "中共庐陵省护理学会委员会",
            "organisation": f"O{n:012x}", "org_code": f"00000000000{n}", "code_key": f"{n}",
        }
        for n in range(2)
    ]  # fmt: skip
    return frame(frames.ORGANISATIONS, rows)


def pair(a: int, b: int, **fields: object) -> dict[str, Any]:
    """One PAIRS row to be judged: same name, another unit."""
    row = {
        "a": a, "b": b, "weight": 1.0, "probability": 0.73, "tier": "review",
        "reason": "below_auto", "prior_weight": -2.0, "name_level": "same", "name_weight": 5.0,
        "unit_level": "different", "unit_weight": -2.0,
    }  # fmt: skip
    return {**row, **fields}


def outcome(people: int = 40, findings: list[dict[str, Any]] | None = None) -> Outcome:
    """A run of `people` persons, three of each kind of finding (or the findings given)."""
    found = findings
    if found is None:
        found = [finding(code, n) for code in CODES for n in range(3)]
    verdicts = ("consistent", "stays", "due", "unclear", "not_registered")
    sources = [
        {"system": s.key, "label": s.label, "role": s.role, "kind": "members", "sheet": "党员",
         "file": f"exports/{s.key}_党员.xlsx", "rows": people, "set_aside": n, "exported": TODAY}
        for n, s in enumerate(CONFIG.systems)
    ]  # fmt: skip
    return Outcome(
        inputs=replace(Inputs(), sources=frame(frames.SOURCES, sources)),
        records=records(people),
        organisations=organisations(),
        membership=frames.MEMBERSHIP.empty(),
        transfers=frames.TRANSFERS.empty(),
        matched=Matched(
            pairs=frame(frames.PAIRS, [
                pair(0, 1, tier="auto", probability=0.999), pair(2, 5), pair(4, 9), pair(6, 8),
            ]),
            persons=frame(frames.PERSONS, [
                {"record": n, "person": f"P{n // 2:012x}"} for n in range(2 * people)
            ]),
            ledger_persons=frames.LEDGER_PERSONS.empty(),
        ),
        branch_pairs=frame(frames.BRANCH_PAIRS, [
            {"a": 0, "b": 1, "weight": 1.0, "probability": 0.6, "tier": "review",
             "evidence": "name|members"},
        ]),
        verdicts=frame(frames.VERDICTS, [
            {"record": 2 * n, "verdict": verdicts[n % len(verdicts)]} for n in range(people)
        ]),
        findings=frame(frames.FINDINGS, found),
        resolved=frame(frames.FINDINGS, [finding("RL01", 30)]),
    )  # fmt: skip
