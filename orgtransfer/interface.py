"""The interface for Python: `from orgtransfer import reconcile`. Frames in, an outcome out.

Nothing is read, written or remembered; the same frames and date give the same outcome.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from orgtransfer import frames, pipeline
from orgtransfer.config import Config, System
from orgtransfer.errors import InputError
from orgtransfer.findings import registry
from orgtransfer.i18n import _
from orgtransfer.models import Inputs, Outcome

Tables = Mapping[str, pl.DataFrame]
"""System -> its table. Columns are named as in `orgtransfer.frames`; values are text."""


def reconcile(  # each by its name
    rosters: Tables,
    registers: Tables,
    *,
    today: dt.date,
    organisations: Tables | None = None,
    transfers: Tables | None = None,
    config: Config | None = None,
) -> Outcome:
    """Says who is the same person in every system, and where each relationship stands.

    Args:
        rosters: members of the systems that say who takes part here: one frame a system, with any
            of the columns `orgtransfer.frames.MEMBER_FIELDS` (`name` is needed).
        registers: members of the systems where relationships are held, in the same form.
        today: the date that counts as today.
        organisations: branches of any of these systems (`ORGANISATION_FIELDS`).
        transfers: ledgers of transfers of any of these systems (`TRANSFER_FIELDS`).
        config: thresholds and rules; its systems are not looked at. Without it: the defaults.

    Returns:
        The outcome: `records` and `verdicts` of each row, `matched` with links and persons, and
        `findings`. Row numbers begin with 2, as in a spreadsheet with a header.

    Raises:
        InputError: no members at all, a column that is no field, or rows without names.

    Example:
        >>> import datetime, polars
        >>> from orgtransfer import reconcile
        >>> here = polars.DataFrame({"name": ["王小明"], "id_number": ["990000198001011234"]})
        >>> reconcile({"ours": here}, {"theirs": here}, today=datetime.date(2026, 11, 20)).records.height
        2
    """
    roles = {**dict.fromkeys(registers, "register"), **dict.fromkeys(rosters, "roster")}
    systems = tuple(System(key=name, label=name, role=role) for name, role in roles.items())
    given: dict[str, Tables] = {
        "members": {**registers, **rosters},
        "organisations": organisations or {},
        "transfers": transfers or {},
    }
    if not given["members"]:
        raise InputError(_("no members were given"))
    schemas = {
        "members": frames.RAW_RECORDS,
        "organisations": frames.RAW_ORGANISATIONS,
        "transfers": frames.RAW_TRANSFERS,
    }
    raw = {kind: _raw(kind, given[kind], schema) for kind, schema in schemas.items()}
    inputs = Inputs(
        sources=_sources(given, roles, today),
        records=raw["members"],
        organisations=raw["organisations"],
        transfers=raw["transfers"],
    )
    base = config or Config()
    options = {code: dict(defaults) for code, defaults in registry.OPTIONS.items()}
    wanted = {code: {**options[code], **base.rules.options.get(code, {})} for code in options}
    rules = replace(base.rules, options=wanted)
    return pipeline.reconcile(inputs, replace(base, systems=systems, rules=rules), today)


def _raw(kind: str, tables: Tables, schema: frames.Schema) -> pl.DataFrame:
    """The tables of a kind below one another, with where each row stands."""
    parts = [schema.empty()]
    fields = frames.FIELDS[kind]
    for system, table in tables.items():
        unknown = [name for name in table.columns if name not in fields]
        if unknown:
            message = _("{system}: no such field: {names}")
            raise InputError(message.format(system=system, names=", ".join(unknown)))
        if kind == "members" and "name" not in table.columns:
            raise InputError(_("{system}: the column name is missing").format(system=system))
        placed = frames.numbered(table.with_columns(pl.all().cast(pl.String)), "row", 2)
        placed = placed.with_columns(system=pl.lit(system), file=pl.lit(system), sheet=pl.lit(""))
        parts.append(placed)
    return frames.conform(pl.concat(parts, how="diagonal"), schema)


def _sources(given: Mapping[str, Tables], roles: Mapping[str, str], day: dt.date) -> pl.DataFrame:
    rows: list[dict[str, object]] = [
        {
            "system": system, "label": system, "role": roles.get(system, "register"), "kind": kind,
            "file": system, "sheet": "", "format": "frame", "encoding": None, "header_row": 1,
            "rows": table.height, "set_aside": 0, "stated": None, "unmapped": [], "exported": day,
            "hidden": 0,
        }
        for kind, tables in given.items()
        for system, table in tables.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=frames.SOURCES.columns)
