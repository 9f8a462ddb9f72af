"""The numbers that the page's charts draw: the same as stand in the tables beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from orgtransfer.i18n import _
from orgtransfer.models import VERDICT_TONES, VERDICTS, Summary
from orgtransfer.report.flow import Flow
from orgtransfer.report.sections import Night
from orgtransfer.report.words import SEVERITIES, TIERS

_MOST_NIGHTS: Final = 400


def verdicts(summary: Summary) -> list[dict[str, Any]]:
    """A bar a verdict."""
    return [
        {
            "code": line.verdict,
            "label": _(VERDICTS[line.verdict]),
            "value": line.records,
            "tone": VERDICT_TONES[line.verdict],
        }
        for line in summary.verdicts
    ]


def trend(nights: Sequence[Night]) -> list[dict[str, Any]]:
    """A point a run; of very many the last ones."""
    return [
        {
            "day": night.day.isoformat(),
            "findings": night.findings,
            "due": night.due,
            "new": night.new,
            "resolved": night.resolved,
        }
        for night in nights[-_MOST_NIGHTS:]
    ]


def flow(found: Flow) -> dict[str, Any]:
    """Nodes and links."""
    return asdict(found)


def ages(lines: Sequence[tuple[str, int, int]]) -> dict[str, Any]:
    """Two bars a span of days."""
    return {
        "labels": [name for name, _errors, _warnings in lines],
        "series": [
            {"name": _(SEVERITIES["error"]), "tone": "bad", "values": [line[1] for line in lines]},
            {"name": _(SEVERITIES["warning"]), "tone": "warn", "values": [line[2] for line in lines]},
        ],
    }  # fmt: skip


def sure(lines: Sequence[tuple[str, int, int, int]]) -> dict[str, Any]:
    """Two bars a span of probabilities, the least sure first: what was, and what is to be judged.

    The sure links, nearly all there are, would leave nothing else to be seen.
    """
    tiers = (("decided", "good"), ("review", "bad"))
    shown = lines[::-1] if any(any(line[2:]) for line in lines) else []
    return {
        "labels": [line[0] for line in shown],
        "series": [
            {"name": _(TIERS[tier]), "tone": color, "values": [line[place] for line in shown]}
            for place, (tier, color) in enumerate(tiers, start=2)
        ],
    }


def as_json(figures: Mapping[str, Any]) -> str:
    """Text that may stand in a script element: nothing in it can end one, or begin a comment."""
    text = json.dumps(figures, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
