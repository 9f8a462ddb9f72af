"""Tiny tables for tests: each row gives only what the test is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Rules
from orgtransfer.findings import World, verdicts
from orgtransfer.models import Matched

TODAY: Final = dt.date(2026, 11, 20)

_KEY_OF: Final[Mapping[str, str]] = {
    "id_number": "id_key", "birth_date": "birth_key", "join_date": "join_key",
    "full_date": "full_key", "lost_since": "lost_key", "dues_paid_to": "dues_key",
    "org_name": "name_key", "org_code": "code_key", "org_short_name": "short_key",
    "transfer_state": "state_key", "from_org": "from_key", "to_org": "to_key",
}  # fmt: skip
"""Raw column -> its cleaned one, where that is not called `<raw>_key`."""

Row = Mapping[str, Any]


def table(schema: frames.Schema, rows: Iterable[Row]) -> pl.DataFrame:
    """A table of `schema`: what a row leaves out is null, and a raw text is its own key."""
    return pl.DataFrame([_keyed(row, schema) for row in rows], schema=schema.columns)


def _keyed(row: Row, schema: frames.Schema) -> dict[str, Any]:
    unknown = row.keys() - schema.columns.keys()
    assert not unknown, f"not in {schema.name}: {sorted(unknown)}"
    keys = {
        key: value
        for name, value in row.items()
        if (key := _KEY_OF.get(name, f"{name}_key")) in schema.columns
    }
    raw = {
        name: str(value) if schema.columns[name] == pl.String and value is not None else value
        for name, value in row.items()
    }
    # TOML has no null: an empty key is none.
    given = {**keys, **raw}
    return {
        name: None if value == "" and name.endswith("_key") else value
        for name, value in given.items()
    }


def role(system: str) -> str:
    """Systems whose name starts with `roster` are rosters, all others registers."""
    return "roster" if system.startswith("roster") else "register"


def records(rows: Iterable[Row]) -> pl.DataFrame:
    """RECORDS. `system` is `roster` unless given; `id_state` follows from the number.

    A person's row is numbered by its place; `file` is the system's name with `.xlsx`.
    """
    return table(frames.RECORDS, [_record(place, row) for place, row in enumerate(rows)])


def _record(place: int, row: Row) -> dict[str, Any]:
    given = {"system": "roster", **row}
    number = given.get("id_number")
    seen = {
        "record": place,
        "file": f"{given['system']}.xlsx",
        "sheet": "",
        "row": place + 2,
        "role": role(given["system"]),
        "record_key": f"R{place:012x}",
        "id_state": _id_state(number),
    }
    if number and len(number) == 18:
        birth, sex = number[6:14], number[16]
        if "*" not in birth:
            seen["id_birth"] = f"{birth[:4]}-{birth[4:6]}-{birth[6:]}"
        if sex != "*":
            seen["id_sex"] = "M" if int(sex) % 2 else "F"
    return {**seen, **given}


def _id_state(number: str | None) -> str:
    if not number:
        return "missing"
    return "masked" if "*" in number else "valid"


def world(case: Mapping[str, Any], rules: Rules | None = None) -> World:
    """A whole world from a case: `records`, `organisations`, `transfers`, `pairs`, `sources`, ...

    A record's `person` is its name unless given; its branch is the organisation of that name in its
    system, which is made if the case does not list it. Organisations of one name are the same one
    in every system, unless `organisation` says otherwise; `under` names the parent. A pair's `a`
    and `b` are the places of two records, and so is a transfer's `person` a name.
    """
    rows = [dict(row) for row in case.get("records", [])]
    persons = [row.pop("person", row.get("name", f"#{place}")) for place, row in enumerate(rows)]
    people = records(rows)
    trees = _trees(case.get("organisations", []), people)
    places = trees.select("system", "node", branch="org_name")
    membership = people.join(places, on=["system", "branch"], how="left").select("record", "node")
    ledger = [dict(row) for row in case.get("transfers", [])]
    owners = [row.pop("person", row.get("name")) for row in ledger]
    transfers = table(frames.TRANSFERS, [_letter(place, row) for place, row in enumerate(ledger)])
    matched = Matched(
        pairs=table(frames.PAIRS, case.get("pairs", [])),
        persons=_numbered("record", persons, "person", frames.PERSONS),
        ledger_persons=_numbered("transfer", owners, "person", frames.LEDGER_PERSONS),
    )
    return World(
        today=case.get("today", TODAY),
        records=people,
        organisations=trees,
        membership=membership,
        persons=matched.persons,
        pairs=matched.pairs,
        verdicts=verdicts(
            people,
            trees,
            membership,
            matched,
            transfers,
            rules or Rules(),
            case.get("today", TODAY),
        ),
        transfers=transfers,
        ledger_persons=matched.ledger_persons,
        sources=table(frames.SOURCES, case.get("sources", [])),
        set_aside=table(frames.SET_ASIDE, case.get("set_aside", [])),
        damage=table(frames.DAMAGE, case.get("damage", [])),
    )


def _numbered(key: str, values: list[Any], name: str, schema: frames.Schema) -> pl.DataFrame:
    return pl.DataFrame({key: range(len(values)), name: values}, schema=schema.columns)


def _letter(place: int, row: Row) -> dict[str, Any]:
    seen = {
        "transfer": place, "system": "roster", "file": "ledger.xlsx", "sheet": "", "row": place + 2,
        "transfer_state": "under_way",
    }  # fmt: skip
    given = {**seen, **row}
    if "receipt" in given:
        given["receipt_key"] = given["receipt"] == "是"
    return given


def _trees(listed: Iterable[Row], people: pl.DataFrame) -> pl.DataFrame:
    rows = [_organisation(row) for row in listed]
    systems = {row["system"] for row in rows}
    known = {(row["system"], row["org_name"]) for row in rows}
    readable = people.filter(pl.col("branch_key").is_not_null())
    named = readable.select("system", "branch").drop_nulls().unique(maintain_order=True)
    rows += [
        _organisation({"system": system, "org_name": name, "listed": system not in systems})
        for system, name in named.iter_rows()
        if (system, name) not in known
    ]
    numbers = {(row["system"], row["org_name"]): place for place, row in enumerate(rows)}
    for place, row in enumerate(rows):
        under = row.pop("under", None)
        row.update(node=place, row=place + 2)
        if under:
            row.setdefault("parent", under)
            row["parent_node"] = numbers.get((row["system"], under))
            row.setdefault("parent_state", "found" if row["parent_node"] is not None else "missing")
    return table(frames.ORGANISATIONS, rows)


def _organisation(row: Row) -> dict[str, Any]:
    seen = {
        "system": "roster", "file": "organisations.xlsx", "sheet": "", "listed": True,
        "level": "branch", "nature": "ordinary", "organisation": f"O{row['org_name']}",
    }  # fmt: skip
    given = {**seen, **row}
    given.setdefault("role", role(given["system"]))
    if "under" not in given:
        given.setdefault("parent_state", "root")
    return given
