"""Every rule, in one literal table. Codes never change their meaning and are never used again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from orgtransfer.findings import (
    branches,
    duplicates,
    fields,
    identity,
    relationship,
)
from orgtransfer.findings.rule import HEADINGS, Rule
from orgtransfer.findings.verdict import VALID_DAYS
from orgtransfer.i18n import N_, _
from orgtransfer.models import RuleText

FAMILIES: Final[Mapping[str, str]] = {
    "RL": N_("relationship"),
    "DU": N_("duplicates"),
    "BR": N_("branches"),
    "FD": N_("fields that differ between systems"),
    "ID": N_("identity numbers"),
    "ST": N_("member state"),
    "SR": N_("sources"),
}
"""The two letters of a code -> what the family is about."""

# The facts that a finding rests on, for several rules.
_POST = N_("{label}: {branch}; post: {post}; {other_label}: {other_branch} ({other_unit})")
_LETTER = N_("letter {letter}, issued {issued}, valid for {valid_days} days")
_RECEIPT = N_("letter {letter}, from {from_org} to {to_org}, issued {issued}, received {received}")
_ROW = N_("{label}: {branch}")
_TWO_ROWS = N_("{label}: {branch}; {other_label}: {other_branch}")
_NUMBER = N_("{label}: {number}; a valid number stands in: {elsewhere}")
_ELSEWHERE = N_("{label}: {branch}; a valid number stands in: {elsewhere}")
_BRANCH = N_("{label}; superior: {above}")

RULES: Final[tuple[Rule, ...]] = (
    Rule("RL01", N_("due to move"), "error", "member", relationship.due, _POST),
    Rule("RL02", N_("stays by rule"), "info", "member", relationship.stays, _POST),
    Rule("RL03", N_("post unknown"), "warning", "member", relationship.unclear, _POST),
    Rule("RL04", N_("in transit"), "info", "member", relationship.in_transit, _LETTER),
    Rule(
        "RL05",
        N_("letter past its validity"),
        "error",
        "member",
        relationship.overdue,
        _LETTER,
        {"valid_days": VALID_DAYS},
    ),
    Rule(
        "RL06",
        N_("receipt overdue"),
        "warning",
        "transfer",
        relationship.receipt_overdue,
        _RECEIPT,
        {"days": 30},
    ),
    Rule(
        "RL07",
        N_("in no register"),
        "warning",
        "member",
        relationship.not_registered,
        N_("{label}: {branch}; {candidate}"),
    ),
    Rule(
        "RL08",
        N_("missing from the roster"),
        "warning",
        "member",
        relationship.missing_from_roster,
        N_("{label}: {branch}; not in {roster}"),
    ),
    Rule("RL09", N_("double relationship"), "error", "member", relationship.double, _ROW),
    Rule(
        "DU01",
        N_("twice in a branch"),
        "warning",
        "member",
        duplicates.twice_in_branch,
        N_("{label}: {branch}; rows: {times}"),
    ),
    Rule(
        "DU02",
        N_("in several branches"),
        "warning",
        "record",
        duplicates.in_two_branches,
        _TWO_ROWS,
    ),
    Rule(
        "DU03",
        N_("one number, two people"),
        "error",
        "pair",
        duplicates.one_number_two_people,
        _TWO_ROWS,
    ),
    Rule(
        "DU04",
        N_("probable double without ID"),
        "warning",
        "pair",
        duplicates.probable_double,
        N_("{label}: {branch}; {other_branch}; probability {percent} %"),
    ),
    Rule(
        "BR01",
        N_("superior missing"),
        "error",
        "organisation",
        branches.parent_missing,
        N_("{label}; superior as stated: {said}"),
    ),
    Rule("BR02", N_("loop"), "error", "organisation", branches.loop, _BRANCH),
    Rule(
        "BR03",
        N_("named, not listed"),
        "error",
        "organisation",
        branches.unlisted,
        N_("superior by the members' rows: {branch_parent}"),
    ),
    Rule(
        "BR04",
        N_("in one system only"),
        "warning",
        "organisation",
        branches.one_system_only,
        _BRANCH,
    ),
    Rule("BR05", N_("no members"), "warning", "organisation", branches.no_members, _BRANCH),
    Rule("BR06", N_("shadow branch"), "warning", "organisation", branches.shadow, _BRANCH),
    Rule("FD01", N_("ID numbers differ"), "error", "person", fields.id_number, _TWO_ROWS),
    Rule("FD02", N_("names differ"), "warning", "person", fields.name, _TWO_ROWS),
    Rule("FD03", N_("birth dates differ"), "warning", "person", fields.birth_date, _TWO_ROWS),
    Rule("FD04", N_("joining dates differ"), "warning", "person", fields.joining_date, _TWO_ROWS),
    Rule("FD05", N_("categories differ"), "warning", "person", fields.category, _TWO_ROWS),
    Rule("FD06", N_("sexes differ"), "warning", "person", fields.sex, _TWO_ROWS),
    Rule("ID01", N_("wrong ID number"), "error", "record", identity.check_digit, _NUMBER),
    Rule("ID02", N_("damaged by a spreadsheet"), "error", "record", identity.damaged, _ELSEWHERE),
    Rule("ID03", N_("fifteen digits"), "info", "record", identity.fifteen_digits, _ELSEWHERE),
    Rule("ID04", N_("ID number missing"), "warning", "record", identity.missing, _ELSEWHERE),
    Rule("ID05", N_("contradicts the ID number"), "warning", "record", identity.contradicted, _ROW),
)

BY_CODE: Final[Mapping[str, Rule]] = {rule.code: rule for rule in RULES}

OPTIONS: Final[Mapping[str, Mapping[str, Any]]] = {rule.code: rule.options for rule in RULES}
"""Rule code -> option -> default, for `config.parse`."""


def texts() -> Iterator[tuple[str, str]]:
    """(message, source file) of every text that the rules' docstrings hold, for the catalogs."""
    for rule in RULES:
        filename = rule.find.__module__.replace(".", "/") + ".py"
        yield rule.message, filename
        for text in rule.sections.values():
            yield text, filename


def rule_texts() -> Mapping[str, RuleText]:
    """Code -> the rule's documentation in the language in force."""
    return {rule.code: _rule_text(rule) for rule in RULES}


def _rule_text(rule: Rule) -> RuleText:
    what, why, example, todo, basis = (rule.text(heading) for heading in HEADINGS)
    return RuleText(
        rule.code, _(rule.name), rule.severity, _(rule.message), what, why, example, todo, basis
    )
