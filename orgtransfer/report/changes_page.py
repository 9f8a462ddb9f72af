"""What changed between two runs on one self-contained page, in the style of the report."""

from __future__ import annotations

from orgtransfer.i18n import _, language
from orgtransfer.report import bundle, changes_tables
from orgtransfer.report.changes_tables import Compared
from orgtransfer.report.page import Card
from orgtransfer.report.sections import Section
from orgtransfer.report.template import template


def render(compared: Compared, name: str) -> str:
    """The page: no script, nothing is loaded, whatever comes from an export is escaped.

    Args:
        compared: what changed.
        name: whose it is.

    Returns:
        A whole HTML document in the language in force. It holds names, and masked ID numbers.
    """
    style = bundle.style()
    return template("changes.html").render(
        lang={"zh": "zh-CN"}.get(language(), language()),
        title=_("What changed"),
        name=name,
        runs=compared.runs,
        cards=_cards(compared),
        notes=_notes(compared),
        sections=[Section(title, table=table) for title, table in changes_tables.tables(compared)],
        foot=_(
            "This page holds names of people, with masked ID numbers. It is for work only: do not pass it on."
        ),
        policy=bundle.safe(bundle.policy(style, "")),
        style=bundle.safe(style),
    )


def _cards(compared: Compared) -> list[Card]:
    changed = compared.changed
    back = changed.counts["reopened"]
    told = _("back again: {count}").format(count=f"{back:,}") if back else ""
    findings = [
        Card(_("new findings"), f"{changed.counts['new']:,}", bool(changed.counts["new"]), told),
        Card(_("changed findings"), f"{changed.counts['changed']:,}"),
        Card(_("resolved findings"), f"{changed.counts['resolved']:,}"),
    ]
    if compared.first or compared.missing:
        return findings
    words = (_("people new in a system"), _("people in it no longer"), _("people moved"))
    people = zip(words, changed.moves.values(), strict=True)
    return [*findings, *(Card(word, f"{count:,}") for word, count in people)]


def _notes(compared: Compared) -> list[str]:
    changed = compared.changed
    if compared.missing:
        return [changes_tables.moves(compared)]
    if changed.findings.is_empty() and changed.members.is_empty():
        return [_("Nothing is new, changed or resolved.")]
    return []
