"""What `explain --json` says: the same as is printed, as data; ID numbers masked, no birth dates."""

from __future__ import annotations

from typing import Any

import polars as pl

from orgtransfer.findings.person_dossier import Branch, PersonDossier
from orgtransfer.findings.verdict import path
from orgtransfer.i18n import _
from orgtransfer.match.explain import ledger
from orgtransfer.run.ruling_history import Record
from orgtransfer.store.tables import FINDINGS

_RULING = (
    "key", "kind", "ruling", "standing", "doubt", "handler", "taken", "note", "first", "second",
    "probability", "evidence", "origin", "undone", "undone_by", "reason",
)  # fmt: skip


def finding(row: dict[str, Any], rows: pl.DataFrame, record: Record) -> dict[str, Any]:
    """A finding with the rows that it speaks of and the rulings on it."""
    return {
        **{name: row[name] for name in (*FINDINGS, "call")},
        "records": rows.to_dicts(),
        "story": _story(record, row["key"]),
        "rulings": _rulings(record, [row["key"]]),
    }


def person(case: PersonDossier, record: Record) -> dict[str, Any]:
    """A person: rows, verdicts with the questions that led to them, links, findings and rulings."""
    return {
        "person": case.person,
        "records": case.records.to_dicts(),
        "others": case.others.to_dicts(),
        "verdicts": [
            {
                "record": row["record"],
                "verdict": row["verdict"],
                "because": row["because"],
                "path": [
                    {"question": question, "answer": answer or _("No.")}
                    for question, answer in path(row["because"])
                ],
            }
            for row in case.verdicts.iter_rows(named=True)
        ],
        "links": [_link(pair) for pair in case.pairs.iter_rows(named=True)],
        "findings": case.findings.select(FINDINGS).to_dicts(),
        "story": _story(record, case.person),
        "rulings": _rulings(record, case.subjects),
    }


def branch(found: Branch, record: Record) -> dict[str, Any]:
    """An organisation: where it stands in each system, its findings, and the rulings on it."""
    return {
        "organisation": found.organisation,
        "nodes": found.nodes.to_dicts(),
        "findings": found.findings.select(FINDINGS).to_dicts(),
        "story": _story(record, found.organisation),
        "rulings": _rulings(record, [found.organisation]),
    }


def _link(pair: dict[str, Any]) -> dict[str, Any]:
    said = ("a", "b", "probability", "tier", "reason", "via", "weight")
    entries = [
        {"comparison": one.comparison, "level": one.level, "weight": one.weight}
        for one in ledger(pair)
    ]
    return {**{name: pair.get(name) for name in said}, "ledger": entries}


def _story(record: Record, subject: str) -> list[dict[str, Any]]:
    """What has happened: day and text, the earliest first."""
    return record.story(subject).select("day", "text").to_dicts()


def _rulings(record: Record, subjects: list[str]) -> list[dict[str, Any]]:
    return record.about(subjects).select(_RULING).to_dicts()
