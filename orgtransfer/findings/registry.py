"""Every rule, in one literal table. Codes never change their meaning and are never used again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from orgtransfer.findings import (
    admission,
    branch_sizes,
    branch_terms,
    branches,
    duplicates,
    fields,
    identity,
    member_state,
    relationship,
    sources,
    standing,
    transit,
    vocabulary,
)
from orgtransfer.findings.obstacles import VALID_DAYS
from orgtransfer.findings.rule import HEADINGS, Rule
from orgtransfer.i18n import N_, _
from orgtransfer.models import RuleText

# The facts that a finding rests on, for several rules.
_POST = N_("{label}: {branch}; post: {post}; {other_label}: {other_branch} ({other_unit})")
_POST_ASKED = N_(
    "{label}: {branch}; post: {post}; {other_label}: {other_branch} ({other_unit}); to ask: {ask}"
)
_LETTER = N_("letter {letter}, issued {issued}, valid for {valid_days} days")
_RECEIPT = N_("letter {letter}, from {from_org} to {to_org}, issued {issued}, received {received}")
_ROW = N_("{label}: {branch}")
_TWO_ROWS = N_("{label}: {branch}; {other_label}: {other_branch}")
_SIDES = N_("{label}: {branch}; {other_label}: {other_branch}; likelier right: {likelier}")
_VALUES = N_(
    "{label}: {value} ({branch}); {other_label}: {other_value} ({other_branch}); likelier right: {likelier}"
)
_NUMBERS = N_(
    "{label}: {number} ({branch}); {other_label}: {other_number} ({other_branch}); likelier right: {likelier}"
)
_NAMES = N_(
    "{label}: {name} ({branch}); {other_label}: {other_name} ({other_branch}); likelier right: {likelier}"
)
_NUMBER = N_("{label}: {number}; a valid number stands in: {elsewhere}")
_NUMBER_ALONE = N_("{label}: {number}")
_ELSEWHERE = N_("{label}: {branch}; a valid number stands in: {elsewhere}")
_STATE = N_("{label}: joined {joined}")
_BRANCH = N_("{label}; superior: {above}")

# fmt: off
RULES: Final[tuple[Rule, ...]] = (
    Rule("RL01", N_("due to move"), "error", "member", "person", relationship.due, _POST),
    Rule("RL02", N_("stays by rule"), "info", "member", "person", relationship.stays, _POST),
    Rule("RL03", N_("post unknown"), "warning", "member", "person", relationship.unclear, _POST_ASKED),
    Rule("RL04", N_("in transit"), "info", "member", "person", transit.in_transit, _LETTER),
    Rule("RL05", N_("letter past its validity"), "error", "member", "person", transit.overdue, _LETTER, {"valid_days": VALID_DAYS}),
    Rule("RL06", N_("receipt overdue"), "warning", "transfer", "lists", transit.receipt_overdue, _RECEIPT, {"days": 30}, dated=True),
    Rule("RL07", N_("in no register"), "warning", "member", "person", relationship.not_registered, N_("{label}: {branch}; {candidate}"), {"months": 24}, dated=True),
    Rule("RL08", N_("missing from the roster"), "warning", "member", "person", relationship.missing_from_roster, N_("{label}: {branch}; not in {roster}")),
    Rule("RL09", N_("double relationship"), "error", "member", "person", relationship.double, N_("{first}; {second}")),
    Rule("RL10", N_("left and not arrived"), "error", "member", "person", transit.pocketed, N_("{label}: {branch}; {other_label}: moved out of {other_branch} on {left}"), {"days": VALID_DAYS}, dated=True),
    Rule("RL11", N_("sent to another branch"), "warning", "transfer", "person", transit.sent_elsewhere, N_("{label}: {branch}; letter {letter}, from {from_org} to {to_org}, issued {issued}"), dated=True),
    Rule("RL12", N_("counted as staff"), "warning", "member", "person", relationship.counted_as_staff, _POST),
    Rule("RL13", N_("state to be settled first"), "warning", "member", "person", standing.state_first, _POST),
    Rule("RL14", N_("deceased by the register"), "warning", "member", "person", standing.deceased, N_("{label}: {branch}; {said_by}: {said}")),

    Rule("DU01", N_("twice in a branch"), "warning", "member", "person", duplicates.twice_in_branch, N_("{label}: {branch}; rows: {times}")),
    Rule("DU02", N_("in several branches"), "warning", "record", "person", duplicates.in_two_branches, N_("{label}: {branches}")),
    Rule("DU03", N_("one number, two people"), "error", "pair", "people", duplicates.one_number_two_people, _TWO_ROWS),
    Rule("DU04", N_("probable double without ID"), "warning", "pair", "people", duplicates.probable_double, N_("{label}: {branch}; {other_branch}")),
    Rule("DU05", N_("one person, two numbers"), "error", "record", "person", duplicates.two_numbers, _TWO_ROWS),

    Rule("BR01", N_("superior missing"), "error", "organisation", "lists", branches.parent_missing, N_("{label}; superior as stated: {said}")),
    Rule("BR02", N_("loop"), "error", "organisation", "lists", branches.loop, _BRANCH),
    Rule("BR03", N_("named, not listed"), "error", "organisation", "lists", branches.unlisted, N_("superior by the members' rows: {branch_parent}")),
    Rule("BR04", N_("in one system only"), "warning", "organisation", "lists", branches.one_system_only, _BRANCH),
    Rule("BR05", N_("no members"), "warning", "organisation", "lists", branches.no_members, _BRANCH, {"months": 12}, dated=True),
    Rule("BR06", N_("shadow branch"), "warning", "organisation", "lists", branches.shadow, _BRANCH, {"months": 12}, dated=True),
    Rule("BR07", N_("fewer than three full members"), "warning", "organisation", "lists", branch_sizes.too_few, N_("{label}; full members: {possible}"), {"members": 3, "months": 12}, dated=True),
    Rule("BR08", N_("more than fifty members"), "warning", "organisation", "lists", branch_sizes.too_many, N_("{label}; members: {people}"), {"members": 50}),
    Rule("BR09", N_("joint branch over many units"), "warning", "organisation", "lists", branch_sizes.joint_over_many, N_("{label}; units: {units}"), {"units": 5}),
    Rule("BR10", N_("branch to be set up"), "error", "source", "lists", branch_sizes.due_to_be_set_up, N_("{label}; full-time full members: {eligible}"), {"members": 3}),
    Rule("BR11", N_("single members"), "info", "source", "lists", branch_sizes.single_members, N_("{label}; full-time full members: {eligible}")),
    Rule("BR12", N_("term ended"), "warning", "organisation", "lists", branch_terms.term_ended, N_("{label}; term ended on {ended}"), {"committee_years": 5, "branch_years": 3}, dated=True),
    Rule("BR13", N_("term ended long ago"), "error", "organisation", "lists", branch_terms.term_far_over, N_("{label}; term ended on {ended}"), {"extension_months": 12}, dated=True),
    Rule("BR14", N_("no secretary"), "warning", "organisation", "lists", branch_terms.no_secretary, _BRANCH),
    Rule("BR15", N_("no committee"), "warning", "organisation", "lists", branch_terms.no_committee, N_("{label}; full members: {full}"), {"members": 7, "months": 12}, dated=True),
    Rule("BR16", N_("one secretary, several branches"), "warning", "organisation", "lists", branch_terms.shared_secretary, N_("{label}; superior: {above}; branches: {count}")),
    Rule("BR17", N_("two branches, the same members"), "warning", "organisation", "lists", branches.same_members, N_("{label}; {twin}; members of both: {shared}"), {"percent": 80, "members": 3}),
    Rule("BR18", N_("superiors differ"), "warning", "organisation", "lists", branches.superiors_differ, N_("{label}: {above}; {other_label}: {other_above}")),
    Rule("BR19", N_("temporary branch acts as a permanent one"), "warning", "organisation", "lists", branch_terms.temporary_acts, _BRANCH),
    Rule("BR20", N_("small general branch"), "info", "organisation", "lists", branch_sizes.small_general_branch, N_("{label}; members: {people}"), {"members": 50}),
    Rule("BR21", N_("small committee"), "info", "organisation", "lists", branch_sizes.small_committee, N_("{label}; members: {people}"), {"members": 100}),
    Rule("BR22", N_("temporary branch holds relationships"), "warning", "organisation", "lists", branch_terms.temporary_holds, _BRANCH),

    Rule("FD01", N_("ID numbers differ"), "error", "person", "person", fields.id_number, _NUMBERS),
    Rule("FD02", N_("names differ"), "warning", "person", "person", fields.name, _NAMES),
    Rule("FD03", N_("birth dates differ"), "warning", "person", "person", fields.birth_date, _SIDES),
    Rule("FD04", N_("joining dates differ"), "warning", "person", "person", fields.joining_date, _VALUES),
    Rule("FD05", N_("categories differ"), "warning", "person", "person", fields.category, _VALUES),
    Rule("FD06", N_("sexes differ"), "warning", "person", "person", fields.sex, _VALUES),
    Rule("FD07", N_("ethnic groups differ"), "info", "person", "person", fields.ethnicity, _VALUES),
    Rule("FD08", N_("regularisation dates differ"), "warning", "person", "person", fields.full_date, _VALUES),
    Rule("FD09", N_("education differs"), "info", "person", "person", fields.education, _VALUES),
    Rule("FD10", N_("phones differ"), "info", "person", "person", fields.phone, _SIDES),

    Rule("ID01", N_("wrong ID number"), "error", "record", "person", identity.check_digit, _NUMBER),
    Rule("ID02", N_("damaged by a spreadsheet"), "error", "record", "person", identity.damaged, _ELSEWHERE),
    Rule("ID03", N_("fifteen digits"), "info", "record", "person", identity.fifteen_digits, _ELSEWHERE),
    Rule("ID04", N_("ID number missing"), "warning", "record", "person", identity.missing, _ELSEWHERE),
    Rule("ID05", N_("contradicts the ID number"), "warning", "record", "person", identity.contradicted, N_("{label}: {branch}; {what}")),
    Rule("ID06", N_("masked on every side"), "info", "person", "person", identity.masked_everywhere, N_("{label}: {number}")),
    Rule("ID07", N_("impossible age by the number"), "warning", "record", "person", identity.impossible_birth, _ROW, {"youngest": 18, "oldest": 110}, dated=True),
    Rule("ID08", N_("no such region"), "warning", "record", "person", identity.unknown_region, N_("{label}: {number}"), {"also": ("99", "00")}),
    Rule("ID09", N_("another document"), "info", "record", "person", identity.another_document, _NUMBER_ALONE),

    Rule("ST01", N_("probation over"), "warning", "person", "person", admission.probation_over, _STATE, {"months": 12}, dated=True),
    Rule("ST02", N_("probation far over"), "error", "person", "person", admission.probation_far_over, _STATE, {"months": 12}, dated=True),
    Rule("ST03", N_("full member before joining"), "error", "person", "person", admission.full_before_joining, N_("{label}: joined {joined}, full member {regularised}")),
    Rule("ST04", N_("short probation"), "warning", "person", "person", admission.short_probation, N_("{label}: joined {joined}, full member {regularised}"), {"window_from": "1969-04", "window_to": "1977-08"}),
    Rule("ST05", N_("joined under age"), "error", "person", "person", admission.joined_under_age, N_("{label}: joined {joined}"), {"years": 18}),
    Rule("ST06", N_("out of contact"), "warning", "person", "person", member_state.lost, N_("{label}: out of contact since {since}; state: {standing}"), {"months": 6}, dated=True),
    Rule("ST07", N_("suspended for long"), "error", "person", "person", member_state.suspended_long, N_("{label}: out of contact since {since}"), {"months": 24}, dated=True),
    Rule("ST08", N_("away, neither moved nor floating"), "warning", "person", "person", member_state.away, N_("{label}: away since {since}"), {"months": 6}, dated=True),
    Rule("ST09", N_("dues unpaid"), "warning", "person", "person", member_state.dues, N_("{label}: dues paid up to {paid_to}"), {"months": 6}, dated=True),
    Rule("ST10", N_("graduate still with the school"), "warning", "person", "person", member_state.graduate, N_("{label}: {branch}; graduated in {year}"), {"months": 24}, dated=True),

    Rule("SR01", N_("old export"), "warning", "source", "lists", sources.old_export, N_("{label}: {exported}"), {"days": 7}, dated=True),
    Rule("SR02", N_("exports of different days"), "warning", "source", "lists", sources.exports_apart, N_("{label}: {exported}; newest: {newest}"), {"days": 3}),
    Rule("SR03", N_("rows set aside"), "info", "source", "lists", sources.rows_set_aside, N_("{label}: {reasons}")),
    Rule("SR04", N_("columns not used"), "info", "source", "lists", sources.unmapped_columns, N_("{label}: {columns}")),
    Rule("SR05", N_("total does not agree"), "warning", "source", "lists", sources.wrong_total, N_("{label}: {stated}, {rows}")),
    Rule("SR06", N_("no ID numbers at all"), "warning", "source", "lists", sources.no_id_column, N_("{label}: {rows}")),
    Rule("SR07", N_("spoilt cells"), "info", "source", "lists", sources.spoilt_cells, N_("{label}: {reasons}")),
    Rule("SR08", N_("states not known"), "warning", "source", "lists", vocabulary.unknown_states, N_("{label}: {words}")),
)
# fmt: on

BY_CODE: Final[Mapping[str, Rule]] = {rule.code: rule for rule in RULES}

DATED: Final[tuple[str, ...]] = tuple(rule.code for rule in RULES if rule.dated)
"""The rules that read the date."""

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
