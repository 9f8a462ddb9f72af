"""The tables that pass between stages: one named schema each, and `conform`, which checks it.

Raw text stays beside what was made of it: `name` is what the export says, `name_key` what is
compared. A key that is null means "not given" or "not usable", never "different".
Dates in `*_date`, `*_key` columns that hold dates are ISO text at the precision given:
`1980`, `1980-05` or `1980-05-03`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from orgtransfer.errors import FrameError
from orgtransfer.i18n import N_

MEMBER_FIELDS: Final = (
    "name",  # the name
    "id_number",  # 公民身份号码, or another document's number
    "member_no",  # a number that the system gives the member
    "sex",  # as the export says it: 男, 女 or a code
    "ethnicity",  # 民族
    "birth_date",  # 出生日期
    "education",  # 学历
    "category",  # 人员类别: full, probationary or not a member
    "join_date",  # 入党日期
    "full_date",  # 转正日期: became a full member
    "branch",  # the branch that the row is in, or names
    "branch_code",  # its code in the system
    "parent",  # what is above the branch
    "unit",  # 工作单位: the employer, in a register often the unit of the branch
    "original_unit",  # 原单位: where the relationship was when the member joined the association
    "association",  # 所属协会
    "post",  # 任职类型: full-time, part-time, retired or attached
    "position",  # 职务
    "phone",  # phone or mobile
    "address",  # address
    "state",  # 党籍状态 or another word on how the membership stands
    "lost_since",  # 失联日期, or only that contact is lost
    "flow",  # 是否流动党员
    "flow_since",  # 流出日期
    "moved_in",  # when the relationship came into the branch
    "moved_out",  # when it left, or where to
    "dues_paid_to",  # 党费交至
    "remark",  # 备注
    "former_name",  # 曾用名: what the member was called before
)
ORGANISATION_FIELDS: Final = (
    "org_name",  # 党组织全称
    "org_short_name",  # 党组织简称
    "org_former_name",  # 曾用名; several with a comma or 、 between
    "org_code",  # 党组织代码
    "org_kind",  # 组织类别: 党委, 党总支, 党支部, 功能型, ... or a code
    "parent",  # name of what is above
    "parent_code",  # its code
    "secretary",  # 书记
    "contact",  # whom to ask for
    "contact_phone",  # phone of the contact
    "founded",  # 成立日期
    "term_from",  # the committee was elected on
    "term_to",  # its term ends on
    "functional",  # whether it is a functional one (功能型)
    "may_admit",  # whether it may admit probationary members (审批预备党员权限)
    "members_stated",  # how many members it says to have
    "unit",  # the unit that the organisation stands in
)
TRANSFER_FIELDS: Final = (
    "name",  # the member's name
    "id_number",  # the member's ID number
    "letter_no",  # 介绍信编号
    "from_org",  # 转出单位
    "to_org",  # 转入单位
    "issued",  # the letter's date
    "valid_days",  # 有效期, days
    "received",  # 回执日期
    "receipt",  # whether there is a receipt (回执)
    "transfer_state",  # 转接状态
)
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "members": MEMBER_FIELDS,
    "organisations": ORGANISATION_FIELDS,
    "transfers": TRANSFER_FIELDS,
}
"""The fields of each kind of export: the names used in `columns` and in exported tables."""

_Columns = dict[str, pl.DataType | type[pl.DataType]]

# Where a row stands.
_PLACE: Final[_Columns] = {
    "system": pl.String,  # its key in the configuration
    "file": pl.String,  # relative to the configuration file, with forward slashes
    "sheet": pl.String,  # "" in formats without sheets
    "row": pl.UInt32,  # as the spreadsheet numbers it: the line under a one-line header is 2
}


@dataclass(frozen=True)
class Schema:
    """One table's name and its columns, in order, with their types."""

    name: str
    columns: _Columns
    filled: tuple[str, ...] = ()
    """Columns that are never null."""

    def empty(self) -> pl.DataFrame:
        """A table without rows."""
        return self._empty.clone()

    @functools.cached_property
    def _empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.columns)


def _text(*names: str) -> _Columns:
    return dict.fromkeys(names, pl.String)


SOURCES: Final = Schema(
    "sources",
    {
        "system": pl.String,  # its key in the configuration
        "label": pl.String,  # what people call the system
        "role": pl.String,  # roster, register
        "kind": pl.String,  # members, organisations, transfers
        "file": pl.String,  # relative to the configuration file, with forward slashes
        "sheet": pl.String,  # "" in formats without sheets
        "format": pl.String,  # xlsx, xls, csv, html, ...
        "encoding": pl.String,  # null where the format has none
        "header_row": pl.UInt32,  # the last header row, as the spreadsheet numbers it
        "rows": pl.UInt32,  # rows kept
        "set_aside": pl.UInt32,  # rows not used, see SET_ASIDE
        "stated": pl.UInt32,  # the total that the file's own 合计 row states; null without one
        "unmapped": pl.List(pl.String),  # headers that no field takes
        "exported": pl.Date,  # from the file's text where it says, else the file's date
        "hidden": pl.UInt32,  # rows read that the program does not show (hidden rows and sheets)
    },
    filled=(
        "system",
        "label",
        "role",
        "kind",
        "file",
        "sheet",
        "format",
        "rows",
        "set_aside",
        "unmapped",
        "hidden",
    ),
)
"""One table that was read: where it is from and how it was understood."""

SET_ASIDE: Final = Schema(
    "set_aside",
    {
        **_PLACE,
        "reason": pl.String,  # why, see below
        "text": pl.String,  # the category, or the stated total; else null
    },
    filled=(*_PLACE, "reason"),
)
"""Rows that were not used. `reason`: total, note, blank, repeated_header, not_member, no_name, example,
deleted (a program marked the row so, and keeps it), other_table (a whole sheet that is no table of a kind that was asked for; `text` counts its rows).
`text` holds the category (not_member) or the stated total (total), never a person's data."""

DAMAGE: Final = Schema(
    "damage",
    {
        **_PLACE,
        "field": pl.String,  # of MEMBER_FIELDS and so on; null where the file is cut off
        "kind": pl.String,  # what has happened, see below
    },
    filled=(*_PLACE, "kind"),
)
"""Cells that a program spoilt. `kind`: number (an ID kept as a number), scientific, error,
lost_character, date_unreadable, short_year (a date with a year of two digits),
other_calendar (a lunar date, 民国 years; not read), several_branches (two branches in one cell; neither
is taken), control, cut_off (the file ends in this row; no field). The row is still used for what is sound in
it."""

RAW_RECORDS: Final = Schema("raw_records", {**_PLACE, **_text(*MEMBER_FIELDS)}, tuple(_PLACE))
"""Members as found: text, stripped of nothing but cell types. A damaged ID keeps its text here
and has a row in DAMAGE."""

RAW_ORGANISATIONS: Final = Schema(
    "raw_organisations", {**_PLACE, **_text(*ORGANISATION_FIELDS)}, tuple(_PLACE)
)
"""Organisations as found."""

RAW_TRANSFERS: Final = Schema("raw_transfers", {**_PLACE, **_text(*TRANSFER_FIELDS)}, tuple(_PLACE))
"""Rows of the transfer ledgers as found."""

RECORDS: Final = Schema(
    "records",
    {
        "record": pl.UInt32,  # 0, 1, 2, ... in an order made of what the rows say
        **_PLACE,
        "role": pl.String,  # of the row's system: roster, register
        **_text(*MEMBER_FIELDS),
        # A keyed hash of the row's content, not of its place: the same row keeps it over nights.
        # A row that was corrected keeps the key it had (see succession).
        "record_key": pl.String,
        "content_key": pl.String,  # the hash of what the row says tonight; null: record_key is it
        "name_key": pl.String,  # as names are compared (clean.names.name); null: it names nobody
        # 18 characters, `*` for one that is unknown. Fifteen-digit numbers are brought to 18.
        # `malformed` ones keep what is there, whatever its length.
        "id_key": pl.String,
        "id_state": pl.String,  # valid, checksum, fifteen, masked, damaged, document, malformed, missing
        "id_birth": pl.String,  # from a readable birth part
        "id_sex": pl.String,  # M, F
        "member_no_key": pl.String,  # capitals, no blanks, leading zeros kept
        "birth_key": pl.String,  # birth date as stated
        "sex_key": pl.String,  # M, F
        "ethnicity_key": pl.String,  # the group's name with 族
        "education_key": pl.String,  # postgraduate, bachelor, college, vocational, high, middle, primary
        "category_key": pl.String,  # full, probationary
        "join_key": pl.String,  # joining date
        "full_key": pl.String,  # became a full member on
        "branch_key": pl.String,  # the branch's name in its usual form
        "branch_code_key": pl.String,  # capitals, no blanks, leading zeros kept
        "parent_key": pl.String,  # the usual form of the name
        "unit_key": pl.String,  # the usual form of the name
        "original_unit_key": pl.String,  # the usual form of the name
        "association_key": pl.String,  # the usual form of the name
        "post_key": pl.String,  # fulltime, parttime, retired, attached (挂靠)
        "phone_key": pl.String,  # digits; null: masked, or spoilt by a spreadsheet
        "state_key": pl.String,  # see clean.states.state; null beside a text: a word not known
        "lost_key": pl.String,  # out of contact since
        "flow_key": pl.Boolean,  # whether a floating member (流动党员)
        "flow_since_key": pl.String,  # away since
        "moved_in_key": pl.String,  # came into the branch on
        "moved_out_key": pl.String,  # left the branch on
        "dues_key": pl.String,  # dues paid up to
        "former_key": pl.String,  # former names, by the column or behind the name; joined by "|"
    },
    filled=("record", *_PLACE, "role", "record_key", "id_state"),
)
"""Members, cleaned. `record` numbers the rows 0, 1, 2, ... in an order that depends on their
content alone, so that the order of rows and files changes nothing further on."""

ORGANISATIONS: Final = Schema(
    "organisations",
    {
        "node": pl.UInt32,  # 0, 1, 2, ...
        **_PLACE,  # an unlisted branch has the place of the first member that names it
        "role": pl.String,  # of its system: roster, register
        **_text(*ORGANISATION_FIELDS),
        "listed": pl.Boolean,  # false: named by members only
        "name_key": pl.String,  # the usual form of the name
        "short_key": pl.String,  # the usual form of the short name
        "former_key": pl.String,  # several, joined by "|"
        "code_key": pl.String,  # capitals, no blanks, leading zeros kept
        "parent_key": pl.String,  # the usual form of the superior's name
        "parent_code_key": pl.String,  # capitals, no blanks, leading zeros kept
        "unit_key": pl.String,  # the usual form of the unit's name
        "level": pl.String,  # committee, general_branch, branch, group
        "nature": pl.String,  # ordinary, joint, functional, temporary, floating
        "parent_node": pl.UInt32,  # null: a root, or a parent that is missing (see parent_state)
        "parent_state": pl.String,  # root, found, missing, loop
        "depth": pl.UInt32,  # 0 for a root; null in a loop
        "founded_key": pl.String,  # founding date
        "term_from_key": pl.String,  # the committee was elected on
        "term_to_key": pl.String,  # its term ends on
        "secretary_key": pl.String,  # the secretary's name as names are compared
        "may_admit_key": pl.Boolean,  # whether it may admit probationary members
        "node_key": pl.String,  # a keyed hash of system and code or path; kept through a renaming
        "organisation": pl.String,  # equal where branches are the same in several systems
    },
    filled=("node", "system", "role", "listed", "parent_state", "node_key", "organisation"),
)
"""One tree a system: every organisation that is listed or named, cleaned, with its parent."""

MEMBERSHIP: Final = Schema(
    "membership",
    {
        "record": pl.UInt32,  # RECORDS.record
        "node": pl.UInt32,  # ORGANISATIONS.node; null: the record names no branch
    },
    filled=("record",),
)
"""The branch each record is in; `node` is null where the record names none."""

TRANSFERS: Final = Schema(
    "transfers",
    {
        "transfer": pl.UInt32,  # 0, 1, 2, ... in an order made of what the rows say
        **_PLACE,
        **_text(*TRANSFER_FIELDS),
        "name_key": pl.String,  # as in RECORDS
        "id_key": pl.String,  # as in RECORDS
        "id_state": pl.String,  # as in RECORDS
        "from_key": pl.String,  # the usual form of the name
        "to_key": pl.String,  # the usual form of the name
        "issued_key": pl.String,  # the letter's date
        "valid_days_key": pl.UInt32,  # days that the letter is valid; null: it states none
        "received_key": pl.String,  # arrived on
        "receipt_key": pl.Boolean,  # whether the receipt is back
        # under_way, done, rejected, withdrawn
        "state_key": pl.String,
    },
    filled=("transfer", *_PLACE, "id_state"),
)
"""The transfer ledgers, cleaned."""

COMPARISONS: Final[Mapping[str, str]] = {
    "id": N_("ID number"),
    "name": N_("name"),
    "birth": N_("birth date"),
    "sex": N_("sex"),
    "ethnicity": N_("ethnic group"),
    "unit": N_("unit"),
    "branch": N_("branch"),
    "phone": N_("phone"),
    "join": N_("joining date"),
    "member_no": N_("member number"),
}
"""The comparisons of a pair of records, in the order of their columns, and what each is called.
Each gives a level and a weight (natural log-odds)."""

_LEDGER: Final[_Columns] = {
    "prior_weight": pl.Float64,  # log-odds before anything is compared
    **{
        column: dtype
        for name in COMPARISONS
        for column, dtype in ((f"{name}_level", pl.String), (f"{name}_weight", pl.Float64))
    },
}

PAIRS: Final = Schema(
    "pairs",
    {
        "a": pl.UInt32,  # record; a < b
        "b": pl.UInt32,  # record
        "weight": pl.Float64,  # the log-odds: prior_weight plus every *_weight
        "probability": pl.Float64,  # that the two are one person, rivals weighed
        "tier": pl.String,  # auto, decided, parted (ruled different), review, rejected
        # Why it was not decided: below_auto, close_second, veto_*, conflict, contested_third,
        # contested_number; of an auto pair: through, joined by other records only.
        "reason": pl.String,
        **_LEDGER,
    },
    filled=(
        "a",
        "b",
        "weight",
        "probability",
        "tier",
        "prior_weight",
        *(f"{name}_weight" for name in COMPARISONS),
    ),
)
"""Pairs that were compared and not dismissed, with the ledger that explains each."""

DISMISSED: Final = Schema("dismissed", PAIRS.columns, PAIRS.filled)
"""Pairs of tier `rejected` that are not quite impossible, each with its ledger: so that what was
not linked can be estimated, and shown."""

UNPROPOSED: Final = Schema(
    "unproposed",
    {
        "one": pl.String,  # systems
        "other": pl.String,  # system
        "expected": pl.Float64,  # pairs, a sum of chances
    },
    filled=("one", "other", "expected"),
)
"""How many pairs of one person were never compared at all, as expected (see match.unproposed)."""

PERSONS: Final = Schema(
    "persons",
    {
        "record": pl.UInt32,  # RECORDS.record
        "person": pl.String,  # a keyed hash, the same over nights
    },
    filled=("record", "person"),
)
"""Which person each record is: every record has exactly one. `person` stays the same over nights
as long as the record that names it does (see match.persons)."""

LEDGER_PERSONS: Final = Schema(
    "ledger_persons",
    {
        "transfer": pl.UInt32,  # TRANSFERS.transfer
        "person": pl.String,  # PERSONS.person; null: nobody fits
    },
    filled=("transfer",),
)
"""Which person each row of a transfer ledger is about; null where nobody fits."""

BRANCH_PAIRS: Final = Schema(
    "branch_pairs",
    {
        "a": pl.UInt32,  # node; a < b
        "b": pl.UInt32,  # node
        "weight": pl.Float64,  # log-odds
        "probability": pl.Float64,  # from 0 to 1
        "tier": pl.String,  # auto, decided, review
        "evidence": pl.String,  # level codes joined by "|": code, name, short, former, members, tree
    },
    filled=("a", "b", "weight", "probability", "tier", "evidence"),
)
"""Organisations of two systems that are, or may be, the same."""

VERDICTS: Final = Schema(
    "verdicts",
    {
        "record": pl.UInt32,  # a roster record
        "verdict": pl.String,  # see models.VERDICTS
        "because": pl.String,  # the row of the table that applied: see findings/verdict.py
        "register_record": pl.UInt32,  # the register record it rests on; null without one
        "other_record": pl.UInt32,  # the second one of `double`
        "transfer": pl.UInt32,  # the ledger row of in_transit and overdue
    },
    filled=("record", "verdict", "because"),
)
"""Where each roster record's relationship stands."""

FINDINGS: Final = Schema(
    "findings",
    {
        "code": pl.String,  # the rule's code
        "rule": pl.String,  # the rule's name, in the language of the run
        "severity": pl.String,  # error, warning, info
        "key": pl.String,  # the code, and what it is about: the same over nights
        "person": pl.String,  # PERSONS.person; null: it is not about a person
        "organisation": pl.String,  # ORGANISATIONS.organisation; null: it is not about one
        **_PLACE,
        "message": pl.String,  # one sentence, in the language of the run
        "evidence": pl.String,  # the facts that it rests on, in the language of the run
        "basis": pl.String,  # the regulation that it follows from
        "advice": pl.String,  # what to do
        "state": pl.String,  # new, changed, standing, reopened; what a clerk ruled is in DECISIONS
        "first_seen": pl.Date,  # the day of the run that had it first
        # For the worklist, which shows both rows and sorts by whom to call.
        "record": pl.UInt32,  # RECORDS.record of the row that it is about
        "other_record": pl.UInt32,  # RECORDS.record of the second row
        "node": pl.UInt32,  # ORGANISATIONS.node
        "transfer": pl.UInt32,  # TRANSFERS.transfer
        "call": pl.String,  # the unit or organisation to telephone
        # The facts that message and evidence name, without words of a language.
        "told": pl.String,
        # How sure it is that the two rows are one person's; null where that is sure enough.
        "certainty": pl.Float64,
    },
    filled=("code", "rule", "severity", "key", "message"),
)
"""What the rules found. `key` is made of the code and of what it is about, never of the message."""

CLOSED: Final = Schema(
    "closed",
    {
        **_text("code", "rule", "severity", "key", "person", "organisation", "message", "call"),
        "first_seen": pl.Date,
        "closed": pl.Date,  # the first day on which it was not found any more
        "reason": pl.String,  # see models.SETTLED
        "record_key": pl.String,  # RECORDS.record_key of the row that it was about; null: of none
    },
    filled=("code", "key", "closed", "reason"),
)
"""Findings of earlier nights that are settled, the latest end of each."""

MEMBER_CHANGES: Final = Schema(
    "member_changes",
    {
        "change": pl.String,  # appeared, left, moved
        "system": pl.String,  # in which system
        "person": pl.String,  # PERSONS.person
        "name": pl.String,  # as the row says it
        "id_number": pl.String,  # masked
        "unit": pl.String,  # today's; of those who left, the last one
        "branch": pl.String,  # the same
        "was_unit": pl.String,  # before; of those who moved only
        "was_branch": pl.String,  # before; of those who moved only
        "others": pl.List(pl.String),  # other systems that have the person in the later run
        **{name: dtype for name, dtype in _PLACE.items() if name != "system"},
    },
    filled=("change", "system", "person"),
)
"""People who are new in a system, in it no longer, or in another branch or unit of it. The place of
whoever left is that of the earlier run."""

_FINDING_CHANGES: Final[_Columns] = {
    "new": pl.UInt32,  # findings that the earlier run had not, those that came back among them
    "reopened": pl.UInt32,  # of these, findings that had been settled before
    "changed": pl.UInt32,  # findings that say something else
    "resolved": pl.UInt32,  # findings of the earlier run that are gone
}
_PEOPLE_CHANGES: Final[_Columns] = {
    "appeared": pl.UInt32,  # people who are new
    "left": pl.UInt32,  # people who are gone
    "moved": pl.UInt32,  # people in another branch or unit
}

RULE_CHANGES: Final = Schema(
    "rule_changes",
    {
        "code": pl.String,  # the rule's code
        "title": pl.String,  # what it is called, in the language of the later run
        **_FINDING_CHANGES,
        "total": pl.UInt32,  # all its findings in the later run
    },
    filled=("code",),
)
"""What changed between two runs, a line a rule."""

UNIT_CHANGES: Final = Schema(
    "unit_changes",
    {
        "unit": pl.String,  # as the worklist calls it; null: no unit is named
        **_FINDING_CHANGES,
        **_PEOPLE_CHANGES,
    },
)
"""What changed between two runs, a line a unit. Who moved counts in the unit of the later run."""

SYSTEM_CHANGES: Final = Schema(
    "system_changes",
    {
        "system": pl.String,  # its key in the configuration
        "before": pl.UInt32,  # people in the earlier run
        "after": pl.UInt32,  # people in the later run
        **_PEOPLE_CHANGES,
    },
    filled=("system",),
)
"""What changed between two runs, a line a system."""

COVERAGE: Final = Schema(
    "coverage",
    {
        "association": pl.String,  # its name
        "system": pl.String,  # the roster that names it
        "people": pl.UInt32,  # members in it
        "fulltime": pl.UInt32,  # of these with a full-time post
        "fulltime_full": pl.UInt32,  # of these full members
        "setup": pl.String,  # see findings.coverage.SETUPS
        # The six, each null where it is clear, else what is missing.
        "belongs": pl.String,  # 隶属关系
        "running": pl.String,  # 运营状况
        "staff": pl.String,  # 从业人员
        "setting": pl.String,  # 组织设置
        "counted": pl.String,  # 党员人数
        "head": pl.String,  # 业主身份
        "clear": pl.UInt32,  # how many of the six are clear
    },
    filled=("association", "system", "people", "fulltime", "fulltime_full", "setup", "clear"),
)
"""六个清: one row an association."""

COUNTS: Final = Schema(
    "counts",
    {
        "scope": pl.String,  # system, unit, association, branch
        "system": pl.String,
        "name": pl.String,  # the unit's, association's or branch's; null: no row names one
        "parent": pl.String,  # of a branch
        "organisation": pl.String,  # of a branch: tells two of one name apart
        # people (all that are counted), verdict, absence, service, branch_kind, state, age,
        # membership, sex, ethnicity, education, category: people, each once; rows: rows of the
        # list, by what they count as; organisations, units: by level; stated: what the export says.
        "dimension": pl.String,
        "value": pl.String,  # null: not stated
        "count": pl.UInt32,  # how many
    },
    filled=("scope", "system", "dimension", "count"),
)
"""底数: how many people each scope has, counted by one dimension at a time.

In each scope the counts of every dimension that counts people sum up to `people`, and those of
`rows` to the rows of the list. Units, associations and branches sum up to the system."""

UNIT_NAMES: Final = Schema(
    "unit_names",
    {
        "call": pl.String,  # the name that it is called by here
        "name": pl.String,  # another one
    },
    filled=("call", "name"),
)
"""What a unit (FINDINGS.call) is called otherwise in the exports: one row a name."""

EXEMPTED: Final = Schema(
    "exempted",
    {
        "exemption": pl.UInt32,  # its number in the configuration, from 1 on
        "codes": pl.String,  # joined by ", "; empty for every rule
        "reason": pl.String,  # as the configuration says it
        "until": pl.Date,  # null: without an end
        "state": pl.String,  # used, unused (nothing to exempt any more), expired
        "findings": pl.UInt32,  # how many it took out
    },
    filled=("exemption", "codes", "state", "findings"),
)
"""What the configuration exempts, and how much that was: one row an exemption."""

DECISIONS: Final = Schema(
    "decisions",
    {
        "kind": pl.String,  # pair, branch_pair, finding
        "a_key": pl.String,  # record_key, organisation key, or a finding's key
        "b_key": pl.String,  # null for findings
        "ruling": pl.String,  # same, different; or the finding's state: open, doing, done, ignored
        "handler": pl.String,  # who says so, as entered
        "note": pl.String,  # as entered
        "decided": pl.Date,  # the day of the entry
    },
    filled=("kind", "a_key"),
)
"""What clerks have ruled, kept over every run to come."""

GROUNDS: Final = Schema(
    "grounds",
    {
        "kind": pl.String,  # as in DECISIONS
        "a_key": pl.String,  # as in DECISIONS
        "b_key": pl.String,  # as in DECISIONS
        "origin": pl.String,  # the workbook's name, or the command
        "run": pl.Int64,  # the run that the clerk looked at
        "a_text": pl.String,  # what the subject was then, in words; ID numbers masked
        "b_text": pl.String,  # the same of the second one
        "probability": pl.Float64,  # of the pair, then
        "tier": pl.String,  # of the pair, then
        "evidence": pl.String,  # the ledger, as `export` has it
        "a_rests": pl.String,  # keyed digest of name and number: another one is to be confirmed
        "b_rests": pl.String,  # the same of the second one
        "a_row": pl.String,  # keyed digest of all that tells the row from others
        "b_row": pl.String,  # the same of the second one
    },
)
"""What a ruling rested on when it was made: a row a matter, the smaller key first."""

RULINGS: Final = Schema(
    "rulings",
    {
        **DECISIONS.columns,
        **{
            name: GROUNDS.columns[name]
            for name in GROUNDS.columns
            if not name.endswith("_key") and name != "kind"
        },
        "taken": pl.Datetime("us"),  # UTC: when the store took it in
        "undone": pl.Datetime("us"),  # UTC; null where it was not taken back
        "undone_by": pl.String,  # who took it back
        "reason": pl.String,  # why it was taken back
        "followed": pl.Int64,  # the first run that went by it
        "came": pl.String,  # codes of findings about the subject that this run was the first to have
        "went": pl.String,  # codes of those that it had no longer
        "standing": pl.String,  # in_force, superseded (by a later word), undone
    },
)
"""Every word of a clerk's that the store was ever told: nothing is deleted from it."""

UNDOINGS: Final = Schema(
    "undoings",
    {
        "kind": pl.String,  # as in DECISIONS
        "a_key": pl.String,  # as in DECISIONS
        "b_key": pl.String,  # as in DECISIONS
        "taken": pl.Datetime("us"),  # UTC: when the store took in the ruling that is taken back
        "by": pl.String,  # who takes it back
        "why": pl.String,  # the reason given
    },
)
"""Rulings that a workbook takes back: which, who says so, and why."""

ADDITIONS: Final = Schema(
    "additions",
    {
        "kind": pl.String,  # column, handled_on, exempt_until, fill, comment; header, row: see worklist.additions
        # The key of a line (a finding's, or both of a pair with | between), or of a sheet.
        "subject": pl.String,
        "place": pl.String,  # a column: its name in LINES, or the header that a clerk gave it
        "value": pl.String,  # null: taken away
        "author": pl.String,  # of a comment
    },
)
"""What clerks added to a worklist besides rulings: columns, dates, fills, comments, rows."""

LETTERS: Final = Schema(
    "letters",
    {
        "letter_no": pl.String,  # the year and a serial number of four digits or more
        "year": pl.Int64,  # of the number
        "serial": pl.Int64,  # of the number, from 1 on in each year
        "reserved": pl.String,  # UTC: when the number was given out
        "written": pl.String,  # UTC; null: the file was never finished
        "person": pl.String,  # PERSONS.person
        "name": pl.String,  # the member's name
        "id_number": pl.String,  # masked
        "from_org": pl.String,  # 转出单位
        "to_org": pl.String,  # 转入单位
        "issued": pl.Date,  # the letter's date
        "valid_days": pl.Int64,  # days
        "state": pl.String,  # open, void, received
        "closed": pl.Date,  # when it became void, or was received
        "reason": pl.String,  # why it is void
        "handler": pl.String,  # who handles it, as entered in the sheet
    },
)
"""The register of letters: every number that was ever given out."""

CONTRIBUTIONS: Final = tuple(f"{name}_weight" for name in COMPARISONS)


def conform(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """`frame` with exactly the schema's columns in its order; further columns are dropped. See `light`.

    Raises:
        FrameError: a column is missing or has another type.
    """
    if pl.get_index_type() != pl.UInt32:
        frame = _narrowed(frame, schema)
    given = frame.schema  # polars makes it anew each time
    wrong = [
        f"{name}: {given.get(name)}, not {dtype}"
        for name, dtype in schema.columns.items()
        if given.get(name) != dtype
    ]
    if wrong:
        raise FrameError(f"table {schema.name}: " + "; ".join(wrong))
    return light(frame.select(schema.columns.keys()))


def light(frame: pl.DataFrame) -> pl.DataFrame:
    """The same table, of which columns that say nothing take no room, here and in what is made of it.

    Most exports have a third of the columns that a schema has; the others would cost as much as
    they, in memory and each time that rows are filtered, sorted or put together.
    """
    if frame.is_empty():
        return frame
    nulls = frame.null_count().row(0)
    columns = zip(frame.columns, frame.dtypes, nulls, strict=True)
    silent = [(name, dtype) for name, dtype, count in columns if count == frame.height]
    return frame.with_columns(_nothing(*one) for one in silent) if silent else frame


@functools.cache
def _nothing(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column that says nothing."""
    return pl.lit(None, dtype).alias(name)


def numbered(frame: pl.DataFrame, name: str, offset: int = 0) -> pl.DataFrame:
    """`frame` with a first column of places from `offset` on, UInt32 in every build of polars."""
    places = frame.with_row_index(name, offset)
    return places.with_columns(pl.col(name).cast(pl.UInt32))


def _narrowed(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Counts and positions as the schema has them.

    polars' runtime for old processors counts rows with 64 bits, the ordinary one with 32.
    """
    wide = [
        name
        for name, dtype in schema.columns.items()
        if dtype == pl.UInt32 and frame.schema.get(name) == pl.get_index_type()
    ]
    return frame.with_columns(pl.col(wide).cast(pl.UInt32))


def collected(query: pl.LazyFrame) -> pl.DataFrame:
    """The rows of a query on tables that are in memory.

    For some thousand rows the streaming engine, polars' default, takes up to three times as long.
    """
    return query.collect(engine="in-memory")
