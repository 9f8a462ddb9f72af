"""What `explain` prints about a finding and about a person."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orgtransfer.cli.rules import severity_name
from orgtransfer.findings.person_dossier import Branch, PersonDossier
from orgtransfer.findings.registry import BY_CODE
from orgtransfer.findings.verdict import path
from orgtransfer.i18n import N_, _
from orgtransfer.match.explain import ledger, reason_text
from orgtransfer.models import VERDICTS

INDENT = (0, 0, 0, 2)


def finding(row: dict[str, Any], records: Any) -> list[RenderableType]:  # noqa: ANN401  # a polars frame: the type would load polars for --help
    """One finding: what, where, why, what to do, and the rule it comes from."""
    title = Text(f"{row['code']} {row['rule']}", style="bold")
    title.append(f"  [{severity_name(row['severity'])}]", style="dim")
    facts = (
        (_("How sure"), _unsure(row)),
        (_("Evidence"), row["evidence"]),
        (_("Where"), _place(row)),
        (_("To call"), row["call"]),
        (_("What to do"), row["advice"]),
        (_("Basis"), row["basis"]),
        (_("First seen"), row["first_seen"]),
        (_("Key"), row["key"]),
    )
    lines = [f"{name}: {value}" for name, value in facts if value]
    parts: list[RenderableType] = [title, Text(row["message"]), Text("\n".join(lines))]
    parts += _records(records)
    rule = BY_CODE.get(row["code"])
    if rule is not None:
        why = rule.text("Why it matters")
        parts += [Text(_("Why it matters"), style="bold"), Padding(Text(why), INDENT)]
    return parts


def person(case: PersonDossier) -> list[RenderableType]:
    """A person: records, links with their ledgers, verdicts with their path, findings."""
    names = {row["record"]: _short(row) for row in case.records.iter_rows(named=True)}
    names |= {row["record"]: _short(row) for row in case.others.iter_rows(named=True)}
    title = _("{name} (records: {count})").format(
        name=case.records["name"][0], count=case.records.height
    )
    parts: list[RenderableType] = [Text(title, style="bold"), *_records(case.records)]
    for verdict in case.verdicts.iter_rows(named=True):
        parts += _verdict(verdict, names)
    for pair in case.pairs.iter_rows(named=True):
        parts += _pair(pair, names)
    return [*parts, *_findings(case.findings)]


def branch(found: Branch) -> list[RenderableType]:
    """An organisation: where it stands in each system, and what was found about it."""
    first = found.nodes.row(0, named=True)
    parts: list[RenderableType] = [Text(first["org_name"] or "", style="bold")]
    for row in found.nodes.iter_rows(named=True):
        said = _("{name}; superior: {above}; rows of members: {rows}").format(
            name=row["org_name"], above=row["above"] or _("not given"), rows=row["rows"]
        )
        parts += [Text(f"{row['label']}  {_place(row)}"), Padding(Text(said), INDENT)]
    return [*parts, *_findings(found.findings)]


_MOST: Final = 20


def choice(hits: Any, title: str) -> list[RenderableType]:  # noqa: ANN401  # as above
    """People to choose from: a line each, numbers masked, at most a screen of them."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for head in (_("Key"), _("Full name"), _("ID number"), _("Unit"), _("Branch"), _("System")):
        table.add_column(head, overflow="fold")
    for row in hits.head(_MOST).iter_rows(named=True):
        shown = (row[name] for name in ("person", "name", "number", "unit", "branch", "label"))
        table.add_row(*(Text(str(value or "")) for value in shown))
    parts: list[RenderableType] = [Text(title, style="bold"), table]
    if hits.height > _MOST:
        more = _("and {count} more; type more of the name, or the last digits of the number")
        parts.append(Text(more.format(count=f"{hits.height - _MOST:,}"), style="dim"))
    return parts


def rulings(found: Any) -> Iterator[RenderableType]:  # noqa: ANN401  # as above
    """What clerks ruled: who, when, on what evidence, whether it counts, and its number."""
    from orgtransfer.worklist import ruling_record

    if found.is_empty():
        return
    said = found.with_columns(words=ruling_record.said(), stands=ruling_record.stands())
    yield Text(_("Rulings: {count}").format(count=said.height), style="bold")
    for row in said.iter_rows(named=True):
        title = _("{who}, {when}: {ruling} ({standing}), number {key}").format(
            who=row["handler"] or _("somebody"), when=f"{row['taken']:%Y-%m-%d %H:%M}",
            ruling=row["words"], standing=row["stands"], key=row["key"],
        )  # fmt: skip
        ends = " / ".join(end for end in (row["first"], row["second"]) if end)
        lines = [title, ends]
        lines += [text for text in (chance(row), row["note"], row["evidence"], undone(row)) if text]
        yield Padding(Text("\n".join(lines)), INDENT)


def story(events: Any) -> Iterator[RenderableType]:  # noqa: ANN401  # as above
    """What has happened, a line an event."""
    if events.is_empty():
        return
    yield Text(_("What has happened:"), style="bold")
    lines = [f"{day:%Y-%m-%d}  {text}" for day, text in events.select("day", "text").iter_rows()]
    yield Padding(Text("\n".join(lines)), INDENT)


def chance(ruling: dict[str, Any]) -> str | None:
    """How likely a pair was when it was ruled on; None where that is not known."""
    if ruling["probability"] is None:
        return None
    # What an earlier version took in was not kept with what it rested on: the last run says.
    text = N_("probability then {percent}") if ruling["run"] else N_("probability now {percent}")
    return _(text).format(percent=f"{ruling['probability']:.0%}")


def undone(ruling: dict[str, Any]) -> str | None:
    """Who took a ruling back, when and why; None where nobody did."""
    if ruling["undone"] is None:
        return None
    return _("undone {when} by {who}: {reason}").format(
        when=f"{ruling['undone']:%Y-%m-%d %H:%M}",
        who=ruling["undone_by"] or "?",
        reason=ruling["reason"],
    )


def _findings(findings: Any) -> Iterator[RenderableType]:  # noqa: ANN401  # as above
    yield Text(_("Findings: {count}").format(count=findings.height), style="bold")
    colon = _(": ")
    for row in findings.iter_rows(named=True):
        said = "\n".join(filter(None, (row["message"], _unsure(row), row["key"])))
        line = f"{row['code']} {row['rule']}{colon}{said}"
        yield Padding(Text(line), INDENT)


def _unsure(row: dict[str, Any]) -> str | None:
    """What a finding says whose rows are not surely one person's."""
    if row["certainty"] is None:
        return None
    percent = math.floor(row["certainty"] * 100)
    return _("First make sure who it is (certainty {percent}%)").format(percent=percent)


def _records(records: Any) -> Iterator[RenderableType]:  # noqa: ANN401  # as above
    """Two lines a record: where it stands, and what it says."""
    for row in records.iter_rows(named=True):
        said = ("name", "number", "branch", "unit", "post", "state")
        yield Text(f"{row['label']}  {_place(row)}")
        yield Padding(Text("  ".join(row[cell] for cell in said if row[cell])), INDENT)


def _verdict(verdict: dict[str, Any], names: dict[int, str]) -> Iterator[RenderableType]:
    code, record = verdict["verdict"], names[verdict["record"]]
    title = _("Verdict on {record}: {verdict}").format(record=record, verdict=_(VERDICTS[code]))
    yield Text(title, style="bold")
    for question, answer in path(verdict["because"]):
        said = answer or _("No.")
        yield Padding(Text(f"{question} {said}"), INDENT)


def _pair(pair: dict[str, Any], names: dict[int, str]) -> Iterator[RenderableType]:
    title = _("{a} and {b}: probability {percent}").format(
        a=names[pair["a"]], b=names[pair["b"]], percent=_percent(pair["probability"])
    )
    yield Text(title, style="bold")
    if pair.get("via") is not None and pair["via"] in names:
        told = _("Joined only through {record}; by themselves the two would not be.")
        yield Padding(Text(told.format(record=names[pair["via"]])), INDENT)
    elif pair["reason"] == "through":
        yield Padding(Text(_("Joined only through several other rows.")), INDENT)
    if pair["tier"] == "parted":
        yield Padding(Text(_("Ruled to be different people.")), INDENT)
    if pair["tier"] == "review":
        yield Padding(
            Text(_("To be judged: {reason}").format(reason=reason_text(pair["reason"]))), INDENT
        )
    table = Table(box=None, show_header=False, padding=(0, 2))
    for entry in ledger(pair):
        table.add_row(entry.what, entry.text, f"{entry.weight:+.1f}")
    table.add_row(_("sum"), "", f"{pair['weight']:+.1f}", style="bold")
    yield table


def _percent(probability: float) -> str:
    """Never 100 %: nothing is certain that rests on a score."""
    return "> 99.99 %" if probability > 0.9999 else f"{probability:.2%}"


def _short(row: dict[str, Any]) -> str:
    line = _("row {row}").format(row=row["row"])
    return f"{row['label']} {line} {row['name']}"


def _place(row: dict[str, Any]) -> str:
    if not row["file"]:
        return ""
    file = row["file"].rpartition("/")[2]
    line = _("row {row}").format(row=row["row"])
    return " ".join(part for part in (file, row["sheet"], line) if part)
