"""What the page's script and its controls say, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from orgtransfer.i18n import N_, _
from orgtransfer.models import CHANGES, VERDICTS
from orgtransfer.report.words import SEVERITIES, TIERS, WORK

_CONTROLS: Final = {
    "skip": N_("To the content"),
    "contents": N_("Contents"),
    "search": N_("Search"),
    "search_hint": N_("Name, unit, rule, the last digits of a number, or pinyin initials"),
    "rule": N_("Rule"),
    "severity": N_("Severity"),
    "verdict": N_("Verdict"),
    "change": N_("Since last run"),
    "work": N_("State of work"),
    "show_all": N_("Show all"),
    "copy_shown": N_("Copy what is shown"),
    "save_csv": N_("Save what is shown as CSV"),
    "people_found": N_("People found"),
    "how_to": N_("People who fit stand here; Enter opens the first. The key / goes to the search."),
    "first_rows": N_(
        "The first {count} of {all} findings. The whole table, with search, needs a browser that runs scripts; the workbook has every line as well."
    ),
    "list_them": N_("List these in the table of findings"),
    "by_threshold": N_("What another [match] auto is expected to give"),
    "waterfalls": N_(
        "The ledger of a pair, step by step, in log-odds: what held before, and what each field says. Other candidates for the same place are counted after the sum."
    ),
    "tree_search": N_("Search organisations"),
    "tree_hint": N_("Name, code or pinyin initials"),
    "only_faults": N_("only those with findings"),
    "inside": N_("below: faults {count}"),
    "about": N_("members' findings {count}"),
    "more_below": N_("and {count} more without findings"),
    "text_of": N_("What {rule} says"),
    "organisations": N_("organisations: {count}"),
    "faults": N_("faults {count}"),
}

_PLACES: Final = {
    "find": N_("Find people"),
    "verdicts": N_("Verdicts"),
    "flow": N_("Flow"),
    "trend": N_("Trend"),
    "rules": N_("By rule"),
    "units": N_("Units"),
    "ages": N_("How long open"),
    "clarity": N_("Six clarities"),
    "organisations": N_("Organisations"),
    "sure": N_("Links"),
    "sources": N_("Sources"),
}
"""What the sections are called in the line of contents."""

_SAID: Final = {
    "all": N_("all"),
    "count": N_("{count} of {all} findings"),
    "tree_count": N_("{count} organisations fit"),
    "copied": N_("{count} lines copied"),
    "not_copied": N_("The browser does not let this page copy; save the lines as CSV instead."),
    "nobody": N_("People: nobody is called that."),
    "people": N_("People: {count}"),
    "name": N_("Who or what"),
    "full_name": N_("Name"),
    "unit": N_("Unit"),
    "code": N_("Rule"),
    "rule": N_("What was found"),
    "severity": N_("Severity"),
    "message": N_("Message"),
    "first_seen": N_("First seen"),
    "evidence": N_("Evidence"),
    "advice": N_("What to do"),
    "basis": N_("Basis"),
    "where": N_("Where"),
    "row": N_("row {row}"),
    "state": N_("Since last run"),
    "work": N_("State of work"),
    "key": N_("Key"),
    "system": N_("System"),
    "file": N_("File"),
    "row_head": N_("Row"),
    "number": N_("ID number"),
    "branch": N_("Branch"),
    "post": N_("Post"),
    "member_state": N_("Member state"),
    "association": N_("Association"),
    "close": N_("Close"),
    "records": N_("Rows of this person"),
    "verdict": N_("Verdict"),
    "findings": N_("Findings"),
    "no_findings": N_("No findings."),
    "links": N_("Links, and what speaks for and against each"),
    "no_links": N_("No links: nothing was compared, or equal ID numbers were enough."),
    "other": N_("another person"),
    "probability": N_("probability {percent}"),
    "left": N_("left to a clerk: {reason}"),
    "comparison": N_("Compared"),
    "level": N_("How alike"),
    "weight": N_("Weight"),
    "sum": N_("sum"),
    "no": N_("No."),
    "colon": N_(": "),
    "due": N_("due to move"),
    "transit": N_("in transit"),
    "done": N_("transferred"),
    "all_findings": N_("all findings"),
    "new": N_("new"),
    "how_to": _CONTROLS["how_to"],
    "resolved": N_("resolved"),
    "loading": N_("Loading …"),
    "file_name": N_("findings"),
}


def controls() -> dict[str, str]:
    """What stands in the page's own text."""
    return {name: _(text) for name, text in _CONTROLS.items()}


def places() -> dict[str, str]:
    """What stands in the line of contents: a section's place -> its short name."""
    return {key: _(text) for key, text in _PLACES.items()}


def said() -> dict[str, object]:
    """What the script writes."""
    tables: Mapping[str, Mapping[str, str]] = {
        "severities": SEVERITIES,
        "tiers": TIERS,
        "verdicts": VERDICTS,
        "changes": CHANGES,
        "works": WORK,
    }
    words: dict[str, object] = {name: _(text) for name, text in _SAID.items()}
    for name, table in tables.items():
        words[name] = {code: _(text) for code, text in table.items()}
    return words
