"""The plain values that cross stages: frozen dataclasses and the words they are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from orgtransfer import frames
from orgtransfer.i18n import N_

Kind = Literal["members", "organisations", "transfers"]
Role = Literal["roster", "register"]
Severity = Literal["error", "warning", "info"]

Progress = Callable[[str, int, int], None]
"""Told by a long stage how far it is: `progress(stage, done, total)`; `total` 0 means not known."""

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

VERDICTS: Final[Mapping[str, str]] = {
    "consistent": N_("in the right place"),
    "stays": N_("lawfully left in the original unit"),
    "due": N_("due to move"),
    "unclear": N_("to be checked (post unknown)"),
    "in_transit": N_("in transit"),
    "overdue": N_("in transit, letter past its validity"),
    "not_registered": N_("in no register"),
    "double": N_("double relationship"),
}
"""The verdict codes and what they are called."""

VERDICT_TEXTS: Final[Mapping[str, str]] = {
    "consistent": N_("The register has the relationship in this same organisation: nothing to do."),
    "stays": N_("The relationship is elsewhere and the rules want it so (functional, temporary or floating branch, or a part-time, retired or attached post): nothing is transferred; dual organisational life."),
    "due": N_("Full-time staff in an ordinary branch whose relationship is elsewhere: it has to be transferred."),
    "unclear": N_("The relationship is elsewhere, and whether the post is full-time is not known: ask."),
    "in_transit": N_("A transfer is under way and its letter still valid: wait, and press in time."),
    "overdue": N_("A transfer is under way and its letter past its validity: cancel it or have it issued anew."),
    "not_registered": N_("No register has such a person: not entered, or entered so that the two cannot be recognised as one."),
    "double": N_("Two registers, or two organisations of one, hold a relationship of the same person: one of them has to end."),
}  # fmt: skip
"""The verdict codes and what they say to do."""

VERDICT_TONES: Final[Mapping[str, str]] = {
    "consistent": "good",
    "stays": "good",
    "due": "bad",
    "unclear": "plain",
    "in_transit": "plain",
    "overdue": "bad",
    "not_registered": "plain",
    "double": "bad",
}
"""The verdict codes and whether each is good, bad or neither: how it is coloured."""

STATES: Final[Mapping[str, str]] = {
    "open": N_("to do"),
    "doing": N_("under way"),
    "done": N_("done"),
    "ignored": N_("nothing to do"),
    "exempt": N_("exempt"),
}
"""What a clerk may say about a finding (the `ruling` of DECISIONS)."""

CHANGES: Final[Mapping[str, str]] = {
    "new": N_("new"),
    "changed": N_("changed"),
    "standing": N_("standing"),
    "reopened": N_("back again"),
}
"""What became of a finding since the last run (FINDINGS.state)."""


@dataclass(frozen=True)
class Inputs:
    """Everything read in one run, as found. Each frame conforms to its schema in `frames`."""

    sources: pl.DataFrame = field(default_factory=frames.SOURCES.empty)
    records: pl.DataFrame = field(default_factory=frames.RAW_RECORDS.empty)
    organisations: pl.DataFrame = field(default_factory=frames.RAW_ORGANISATIONS.empty)
    transfers: pl.DataFrame = field(default_factory=frames.RAW_TRANSFERS.empty)
    set_aside: pl.DataFrame = field(default_factory=frames.SET_ASIDE.empty)
    damage: pl.DataFrame = field(default_factory=frames.DAMAGE.empty)


@dataclass(frozen=True)
class Block:
    """What one blocking rule cost: pairs it proposed, and those no earlier rule had."""

    rule: str
    pairs: int
    added: int
    largest: int
    """The largest block, in pairs."""
    split: int = 0
    """Blocks that were too large and were narrowed by further fields."""
    left: int = 0
    """Records in blocks too large, with nothing to narrow these by: compared with nobody here."""


@dataclass(frozen=True)
class Matched:
    """What the matching found out."""

    pairs: pl.DataFrame
    """PAIRS of every tier but `rejected`."""
    persons: pl.DataFrame
    """PERSONS, one row a record."""
    ledger_persons: pl.DataFrame
    """LEDGER_PERSONS, one row a transfer."""
    blocks: tuple[Block, ...] = ()
    dismissed: pl.DataFrame = field(default_factory=frames.DISMISSED.empty)
    """DISMISSED."""
    unproposed: pl.DataFrame = field(default_factory=frames.UNPROPOSED.empty)
    """UNPROPOSED."""


@dataclass(frozen=True)
class Outcome:
    """One run's results: what the workbook, the console, the report and the store are made of."""

    inputs: Inputs
    records: pl.DataFrame
    organisations: pl.DataFrame
    membership: pl.DataFrame
    transfers: pl.DataFrame
    matched: Matched
    branch_pairs: pl.DataFrame
    verdicts: pl.DataFrame
    findings: pl.DataFrame
    resolved: pl.DataFrame
    """FINDINGS of the last run that are gone."""
    closed: pl.DataFrame = field(default_factory=frames.CLOSED.empty)
    """CLOSED: findings of earlier nights that are settled."""
    exempted: pl.DataFrame = field(default_factory=frames.EXEMPTED.empty)
    """EXEMPTED: what the configuration exempts, and how much that was."""
    coverage: pl.DataFrame = field(default_factory=frames.COVERAGE.empty)
    """COVERAGE: 六个清, one row an association."""
    counts: pl.DataFrame = field(default_factory=frames.COUNTS.empty)
    """COUNTS: 底数."""
    unit_names: pl.DataFrame = field(default_factory=frames.UNIT_NAMES.empty)
    """UNIT_NAMES."""
    letters: pl.DataFrame = field(default_factory=frames.LETTERS.empty)
    """LETTERS that were written by then."""
    rulings: pl.DataFrame = field(default_factory=frames.RULINGS.empty)
    """Every ruling in words (see `run.ruling_history.listing`), where it was asked for."""
    followed: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"key": pl.String, "was": pl.String})
    )
    """Findings that bear another key than in the last run, and that key (see `diff.matters`)."""


@dataclass(frozen=True)
class Earlier:
    """Last night's tables, by which tonight's people and branches are known again."""

    records: pl.DataFrame
    """RECORDS."""
    persons: pl.DataFrame
    """PERSONS."""
    organisations: pl.DataFrame
    """ORGANISATIONS."""
    membership: pl.DataFrame
    """MEMBERSHIP."""
    ruled: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"record_key": pl.String, "row": pl.String})
    )
    """record_key, row: the rows that clerks ruled on (see `succession.row_digests`)."""


@dataclass(frozen=True)
class RuleText:
    """One rule's documentation, in the language in force: what 说明 and `explain` print."""

    code: str
    name: str
    severity: str
    title: str
    """The first line: what the rule says."""
    what: str
    why: str
    example: str
    todo: str
    basis: str


@dataclass(frozen=True)
class SourceLine:
    """One table that was read."""

    system: str
    label: str
    role: str
    kind: str
    file: str
    sheet: str
    rows: int
    set_aside: int
    exported: dt.date | None


@dataclass(frozen=True)
class TierLine:
    """How many pairs of one tier there are: between systems, and inside one (duplicates)."""

    tier: str
    between: int
    within: int


@dataclass(frozen=True)
class VerdictLine:
    """How many roster records, and how many people, one verdict holds."""

    verdict: str
    records: int
    people: int
    unsure: int = 0
    """People among them of whom one must first make sure that it is they."""


@dataclass(frozen=True)
class RuleLine:
    """One rule's findings, by what became of them since the last run."""

    code: str
    rule: str
    title: str
    severity: str
    total: int
    new: int
    changed: int
    standing: int
    resolved: int


@dataclass(frozen=True)
class UnitLine:
    """What one telephone call is about: a unit, and what is to be done there."""

    call: str
    total: int
    errors: int
    people: int
    top: str
    """The sheet with most of its lines (a key of SHEETS)."""
    sheets: Mapping[str, int] = field(default_factory=dict)
    """Its lines on each sheet (keys of SHEETS)."""
    contact: str = ""
    """Whom to ask for, as the organisation lists say; else the secretary."""
    phone: str = ""
    others: tuple[str, ...] = ()
    """What the exports call it otherwise."""


@dataclass(frozen=True)
class ExemptionLine:
    """One exemption of the configuration, and what it took out."""

    exemption: int
    """Its number in the configuration, from 1 on."""
    codes: str
    """The rules it holds for; empty for all."""
    reason: str
    until: dt.date | None
    state: str
    """used, unused (nothing to exempt any more) or expired"""
    findings: int


@dataclass(frozen=True)
class Step:
    """One thing to do first: the sentence, where it is listed, and how much of it there is."""

    text: str
    sheet: str
    """A key of SHEETS."""
    count: int


@dataclass(frozen=True)
class TrendPoint:
    """How much one run found."""

    day: dt.date
    """The date that it was as of."""
    findings: int
    new: int
    """Of these, what was new, changed or back again."""
    resolved: int


@dataclass(frozen=True)
class Summary:
    """Every number that people read, counted once (report.summary)."""

    sources: tuple[SourceLine, ...] = ()
    records: int = 0
    people: int = 0
    roster: int = 0
    register: int = 0
    links: tuple[TierLine, ...] = ()
    branch_links: tuple[TierLine, ...] = ()
    verdicts: tuple[VerdictLine, ...] = ()
    rules: tuple[RuleLine, ...] = ()
    units: tuple[UnitLine, ...] = ()
    """Every unit, the one with most to do first."""
    steps: tuple[Step, ...] = ()
    exemptions: tuple[ExemptionLine, ...] = ()
    """Every exemption of the configuration, in its order."""
    sheets: Mapping[str, int] = field(default_factory=dict)
    """Lines on each sheet of the workbook (keys of SHEETS)."""
    new: int = 0
    changed: int = 0
    standing: int = 0
    resolved: int = 0
    first_run: bool = False
    """Whether there was nothing to compare with."""
    blocks: tuple[Block, ...] = ()
    """How rows came to be compared, and what it cost, in the order of the rules."""
    linked: int = 0
    """Links between rows of two systems."""
    wrong_links: float = 0.0
    """How many of them are expected to be wrong (see quality.belief)."""
    missed_links: float = 0.0
    """How many are expected to be missing."""

    @property
    def findings(self) -> int:
        """All findings of this run."""
        return self.new + self.changed + self.standing


ABSENCES: Final[Mapping[str, str]] = {
    "waiting": N_("a likely record waits among the pairs to judge"),
    "admitted": N_("admitted lately and never entered; to be added (补录)"),
    "left": N_("moved out, and not arrived in any register"),
    "ended": N_("deceased or removed by the register"),
    "unknown": N_("no likely record was found"),
}
"""Why a register has no live record of a roster member: code -> what it says."""

SETUPS: Final[Mapping[str, str]] = {
    "committee": N_("set up: a committee"),
    "general_branch": N_("set up: a general branch"),
    "branch": N_("set up: a branch"),
    "joint": N_("set up: a joint branch"),
    "functional": N_("functional branches only"),
    "due": N_("not set up, though it is due"),
    "single": N_("not set up, single members"),
    "none": N_("not set up, no members among the staff"),
}
"""How an association's organisation stands: code -> what it says."""

PAIR_KINDS: Final = ("pair", "branch_pair")
"""The kinds of DECISIONS that say whether two are one."""

CLOSED: Final = ("done", "ignored", "exempt")
"""The states of a finding (`ruling` of DECISIONS) in which nothing more is to be done about it."""

AGAINST: Final = "disputed_"
"""Before the kind of a DECISION: a word or a doubt against another, until somebody chooses."""

CONTESTED: Final = ("contested_third", "contested_number")
"""Why a ruling cannot be true beside others: through a third row, or by ID numbers (PAIRS.reason)."""

SETTLED: Final[Mapping[str, str]] = {
    "rule_off": N_("the rule is switched off"),
    "exempted": N_("exempted in the configuration"),
    "reweighed": N_("the weights of the links were changed"),
    "gone": N_("the person is in no export any more"),
    "branch_gone": N_("the branch is in no export any more"),
    "other": N_("another finding of the kind has taken its place"),
    "moved": N_("the relationship has been moved"),
    "corrected": N_("the exports show it no longer"),
}
"""Why a finding is settled (CLOSED.reason), in the order in which it is asked."""

SHEETS: Final[Mapping[str, str]] = {
    "overview": N_("Overview"),
    "calls": N_("Calls"),
    "due": N_("Due to move"),
    "unclear": N_("To be checked"),
    "transit": N_("In transit"),
    "unregistered": N_("In no register"),
    "duplicates": N_("Doubles"),
    "branches": N_("Branch problems"),
    "fields": N_("Differing details"),
    "ids": N_("ID number problems"),
    "members": N_("Member state"),
    "sources": N_("Source problems"),
    "pairs": N_("Pairs to judge"),
    "branch_pairs": N_("Branches to judge"),
    "stays": N_("Dual organisational life"),
    "settled": N_("Settled"),
    "rulings": N_("Record of rulings"),
    "letters": N_("Register of letters"),
    "counts": N_("Base figures"),
    "coverage": N_("Six clarities"),
    "guide": N_("How to use"),
}
"""The sheets of the workbook, in order, and what their tabs are called."""

SHEET_OF: Final[Mapping[str, str]] = {
    "RL": "unclear",
    "RL01": "due",
    "RL02": "stays",
    "RL04": "transit",
    "RL05": "transit",
    "RL06": "transit",
    "RL07": "unregistered",
    "RL09": "duplicates",
    "DU": "duplicates",
    "BR": "branches",
    "FD": "fields",
    "ID": "ids",
    "ST": "members",
    "SR": "sources",
}
"""Which sheet a finding is on: by its code, else by its code's family (the two letters)."""


def sheet_of(code: str) -> str:
    """The sheet that lists findings of rule `code`; an unknown family goes to be checked."""
    return SHEET_OF.get(code) or SHEET_OF.get(code[:2]) or "unclear"
