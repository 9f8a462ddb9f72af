"""What `explain A B` says: why two rows are, or are not, one person, and what would tip it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from rich.table import Table
from rich.text import Text

from orgtransfer.i18n import N_, _
from orgtransfer.match.explain import comparison_text, ledger, reason_text
from orgtransfer.similarity.identity import mask

if TYPE_CHECKING:
    from rich.console import RenderableType

    from orgtransfer.models import Outcome
    from orgtransfer.run.why import Why

_STATES: Final = {
    "linked": N_("These two rows are one person."),
    "review": N_("These two rows are left to a clerk to judge."),
    "dismissed": N_("These two rows were compared and not linked."),
    "unproposed": N_("These two rows were never compared: nothing that is looked for is the same."),
}


def told(outcome: Outcome, found: Why) -> Iterator[RenderableType]:
    """The two rows, what became of them, the ledger, and each change that would link them."""
    yield _rows(outcome, found)
    yield Text(_(_STATES[found.state]), style="bold")
    if found.reason:
        yield _("Not decided: {reason}.").format(reason=reason_text(found.reason))
    elif found.veto and found.state != "linked":
        yield _("Not decided: {reason}.").format(reason=reason_text(f"veto_{found.veto}"))
    yield _("Probability: {chance}").format(chance=f"{found.probability:.2%}")
    yield _ledger(found)
    if found.state == "linked":
        return
    if not found.changes:
        yield _("No single field would link them, were it the same in both rows.")
        return
    yield Text(_("Any one of these would link them, were it the same in both rows:"), style="bold")
    for change in found.changes:
        yield f"  {comparison_text(change.comparison)}  → {change.probability:.2%}"


def data(outcome: Outcome, found: Why) -> dict[str, Any]:
    """The same as data."""
    entries = [
        {"comparison": one.comparison, "level": one.level, "weight": one.weight}
        for one in ledger(found.ledger)
    ]
    return {
        "rows": _places(outcome, found),
        "state": found.state,
        "probability": found.probability,
        "reason": found.reason,
        "veto": found.veto,
        "rules": list(found.rules),
        "ledger": entries,
        "changes": [asdict(change) for change in found.changes],
    }


def _places(outcome: Outcome, found: Why) -> list[dict[str, Any]]:
    chosen = outcome.records[[found.a, found.b]].with_columns(number=mask(pl.col("id_key")))
    return [
        {
            "name": row["name"],
            "number": row["number"],
            "unit": row["original_unit"] or row["unit"],
            "branch": row["branch"],
            "file": row["file"],
            "sheet": row["sheet"],
            "row": row["row"],
        }
        for row in chosen.iter_rows(named=True)
    ]


def _rows(outcome: Outcome, found: Why) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2))
    for side, row in zip((_("A"), _("B")), _places(outcome, found), strict=True):
        place = f"{row['file'].rpartition('/')[2]}:{row['row']}"
        table.add_row(
            side,
            *(Text(row[name] or "") for name in ("name", "number", "unit", "branch")),
            place,
        )
    return table


def _ledger(found: Why) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2))
    for entry in ledger(found.ledger):
        table.add_row(f"{entry.weight:+.1f}", entry.what, entry.text)
    table.add_row(f"{float(str(found.ledger['weight'])):+.1f}", _("sum"), "")
    return table
