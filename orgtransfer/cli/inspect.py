"""`orgtransfer inspect`: how a file is read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from rich.console import Console

    from orgtransfer.read import ColumnSeen, TableSeen

KINDS: Final = {
    "members": N_("members"),
    "organisations": N_("organisations"),
    "transfers": N_("transfers"),
    "unknown": N_("no table that is known"),
}
REASONS: Final = {
    "blank": N_("blank"),
    "repeated_header": N_("the header once more"),
    "example": N_("the form's own example"),
    "total": N_("totals"),
    "note": N_("notes and signatures"),
    "not_member": N_("not members (applicants and the like)"),
    "no_name": N_("without a name"),
    "deleted": N_("marked as deleted"),
    "other_table": N_("a sheet of another kind"),
}
DAMAGE: Final = {
    "number": N_("kept as a number: digits are lost"),
    "scientific": N_("turned into 1.23E+17: digits are lost"),
    "error": N_("an error value such as #N/A"),
    "lost_character": N_("a character was lost (? or □)"),
    "short_year": N_("a year of two digits, read where only one century is possible"),
    "other_calendar": N_("a lunar date, or one by 民国 years: not read"),
    "several_branches": N_("several branches in one cell: none of them is taken"),
    "date_unreadable": N_("a date that cannot be read"),
    "control": N_("control characters"),
    "cut_off": N_("the last row is cut off"),
}
WHY: Final = {
    "header": N_("header"),
    "part": N_("part of the header"),
    "values": N_("values"),
    "config": N_("configuration"),
}


@click.command(
    "inspect",
    help=N_(
        "Shows how each file is read: format and encoding and why, sheet, header rows, the field "
        "of each column with its confidence and three masked examples, rows kept and set aside by "
        "reason, damaged cells by kind. Needs no configuration.\n\n"
        "Example: orgtransfer inspect 花名册.xlsx"
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=options.FILE)
@click.option("--json", "as_json", is_flag=True, help=N_("Print a JSON list."))
@click.option(
    "--password-env",
    metavar="NAME",
    help=N_("The environment variable that holds the password of locked workbooks."),
)
def command(files: tuple[Path, ...], as_json: bool, password_env: str | None) -> None:
    """Looks at every file; those that cannot be read are named at the end."""
    from orgtransfer.config import Limits
    from orgtransfer.errors import InputError
    from orgtransfer.read import describe

    password = os.environ.get(password_env) if password_env else None
    seen: list[TableSeen] = []
    wrong: list[str] = []
    for file in files:
        try:
            seen += describe(file, Limits(), password)
        except InputError as error:
            wrong.append(str(error))
    if as_json:
        click.echo(_json(seen))
    else:
        from orgtransfer.cli.output import console

        out = console()
        for table in seen:
            _show(table, out)
    if wrong:
        raise InputError("\n".join(wrong))


def _json(seen: list[TableSeen]) -> str:
    import json

    return json.dumps([_entry(table) for table in seen], ensure_ascii=False, indent=2)


def _entry(table: TableSeen) -> dict[str, Any]:
    return {
        "file": table.file,
        "format": table.format,
        "encoding": table.encoding,
        "sheet": table.sheet,
        "kind": table.kind,
        "header_rows": list(table.header_rows),
        "rows": table.rows,
        "set_aside": dict(table.set_aside),
        "damage": dict(table.damage),
        "columns": [
            {
                "header": column.header,
                "field": column.field,
                "confidence": column.confidence,
                "why": column.why,
                "examples": list(column.examples),
            }
            for column in table.columns
        ],
        "why": table.why,
        "stated": table.stated,
        "exported": table.exported.isoformat(),
        "branch": table.branch,
        "hidden": table.hidden,
        "hidden_rows": table.hidden_rows,
        "not_understood": _not_understood(table),
        "notes": list(table.notes),
        "problems": list(table.problems),
    }


def _show(table: TableSeen, console: Console) -> None:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    place = f"{table.file} [{table.sheet}]" if table.sheet else table.file
    console.print(f"[bold]{escape(place)}[/bold]", soft_wrap=True)
    for line in _facts(table):
        console.print(f"  {escape(line)}", soft_wrap=True)
    for line in _unknown_words(table):
        console.print(f"  [yellow]{escape(line)}[/yellow]", soft_wrap=True)
    for problem in table.problems:
        console.print(f"  [red]{escape(problem)}[/red]", soft_wrap=True)
    if table.kind != "unknown":
        grid = Table(box=box.SIMPLE_HEAD)
        for title in (_("Header"), _("Field"), _("Confidence"), _("Told by"), _("Examples")):
            grid.add_column(title, overflow="fold")
        for column in table.columns:
            grid.add_row(*(escape(cell) for cell in _cells(column)))
        console.print(grid)


def _not_understood(table: TableSeen) -> dict[str, dict[str, int]]:
    """Field -> word that is not understood -> how often."""
    from orgtransfer import clean, organisations

    kinds = organisations.not_understood(table.words.get("org_kind", {}), {})
    found = clean.not_understood(table.words, {}) | ({"org_kind": kinds} if kinds else {})
    return {name: words for name, words in found.items() if table.kind != "unknown"}


def _unknown_words(table: TableSeen) -> list[str]:
    """A line a field, with the line of the configuration that gives a word its meaning."""
    from orgtransfer.config import WORDS

    message = _(
        "words of {field} that are not understood: {words}; say what each means under [words.{field}]: "
        '"{first}" = "…" (one of {choices})'
    )
    lines = []
    for name, words in sorted(_not_understood(table).items()):
        told = [f"{word} {times:,}" for word, times in words.items()]
        more = ["…"] if len(told) > _MOST_WORDS else []
        lines.append(
            message.format(
                field=name,
                words=", ".join(told[:_MOST_WORDS] + more),
                first=next(iter(words)),
                choices=", ".join(WORDS[name]),
            )
        )
    return lines


_MOST_WORDS: Final = 8


def _cells(column: ColumnSeen) -> tuple[str, ...]:
    sure = f"{column.confidence:.0%}" if column.field else ""
    why = _(WHY[column.why]) if column.why else ""
    return (column.header, column.field or "–", sure, why, " · ".join(column.examples))


def _facts(table: TableSeen) -> list[str]:
    """The lines above the columns."""
    lines = [
        _("format {format}, taken for: {kind}").format(
            format=table.format, kind=_(KINDS[table.kind])
        )
    ]
    if table.encoding:
        lines.append(
            _("encoding {encoding} ({why})").format(encoding=table.encoding, why=table.why)
        )
    if table.kind == "unknown":
        return lines
    rows = ", ".join(str(row) for row in table.header_rows) or _("none")
    lines.append(_("header rows: {rows}").format(rows=rows))
    lines.append(_("made on {date}").format(date=table.exported.isoformat()))
    lines.append(_("rows kept: {rows}").format(rows=f"{table.rows:,}") + _stated(table))
    lines += _counted(_("rows set aside: {counts}"), table.set_aside, REASONS)
    lines += _counted(_("damaged cells: {counts}"), table.damage, DAMAGE)
    if table.branch:
        lines.append(_("branch, from the title or the sheet: {name}").format(name=table.branch))
    if table.hidden:
        lines.append(_("the sheet is hidden; it is read all the same"))
    if table.hidden_rows:
        lines.append(_("hidden rows, read all the same: {rows}").format(rows=table.hidden_rows))
    return lines + list(table.notes)


def _stated(table: TableSeen) -> str:
    if table.stated is None:
        return ""
    return _("; the file's own total says {number}").format(number=f"{table.stated:,}")


def _counted(line: str, counts: Mapping[str, int], names: dict[str, str]) -> list[str]:
    if not counts:
        return []
    told = ", ".join(f"{_(names.get(name, name))} {number:,}" for name, number in counts.items())
    return [line.format(counts=told)]
