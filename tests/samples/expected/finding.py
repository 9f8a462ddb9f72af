"""One finding that a run owes."""

from __future__ import annotations

from dataclasses import dataclass

from tests.samples.rows import Row


@dataclass(frozen=True)
class Expected:
    """One finding: its code, the row it is about, and what it is about (a person, a branch)."""

    code: str
    system: str
    place: tuple[str, str, int]
    subject: str
    note: str = ""


def about(code: str, row: Row, note: str = "") -> Expected:
    """A finding about a member's row."""
    return Expected(code, row.system, row.place, row.person.key, note)
