"""The tables that pass between stages: one named schema each, and `conform`, which checks it.

Raw text stays beside what was made of it: `name` is what the export says, `name_key` what is
compared. A key that is null means "not given" or "not usable", never "different".
Dates in `*_date`, `*_key` columns that hold dates are ISO text at the precision given:
`1980`, `1980-05` or `1980-05-03`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from orgtransfer.errors import FrameError

MEMBER_FIELDS: Final = (
    "name", "id_number", "member_no", "sex", "ethnicity", "birth_date", "education", "category",
    "join_date", "full_date", "branch", "branch_code", "parent", "unit", "original_unit",
    "association", "post", "position", "phone", "address", "state", "lost_since", "flow",
    "flow_since", "moved_in", "moved_out", "dues_paid_to", "remark",
)  # fmt: skip
ORGANISATION_FIELDS: Final = (
    "org_name", "org_short_name", "org_former_name", "org_code", "org_kind", "parent",
    "parent_code", "secretary", "contact", "contact_phone", "founded", "term_from", "term_to",
    "functional", "may_admit", "members_stated", "unit",
)  # fmt: skip
TRANSFER_FIELDS: Final = (
    "name", "id_number", "letter_no", "from_org", "to_org", "issued", "valid_days", "received",
    "receipt", "transfer_state",
)  # fmt: skip
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "members": MEMBER_FIELDS,
    "organisations": ORGANISATION_FIELDS,
    "transfers": TRANSFER_FIELDS,
}
"""The fields of each kind of export: the names used in `columns` and in exported tables."""

_Columns = dict[str, pl.DataType | type[pl.DataType]]

# Where a row stands, as the spreadsheet numbers it: the line under a one-line header is 2.
# `file` is the path relative to the configuration file, with forward slashes; `sheet` is "" in
# formats without sheets.
_PLACE: Final[_Columns] = {
    "system": pl.String, "file": pl.String, "sheet": pl.String, "row": pl.UInt32,
}  # fmt: skip


@dataclass(frozen=True)
class Schema:
    """One table's name and its columns, in order, with their types."""

    name: str
    columns: _Columns

    def empty(self) -> pl.DataFrame:
        """A table without rows."""
        return pl.DataFrame(schema=self.columns)


def _text(*names: str) -> _Columns:
    return dict.fromkeys(names, pl.String)


SOURCES: Final = Schema(
    "sources",
    {
        "system": pl.String,
        "label": pl.String,
        "role": pl.String,  # roster, register
        "kind": pl.String,  # members, organisations, transfers
        "file": pl.String,
        "sheet": pl.String,
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
)
"""One table that was read: where it is from and how it was understood."""

SET_ASIDE: Final = Schema("set_aside", {**_PLACE, **_text("reason", "text")})
"""Rows that were not used. `reason`: total, note, blank, repeated_header, not_member, no_name, example,
deleted (a program marked the row so, and keeps it), other_table (a whole sheet that is no table of a kind that was asked for; `text` counts its rows).
`text` holds the category (not_member) or the stated total (total), never a person's data."""

DAMAGE: Final = Schema("damage", {**_PLACE, **_text("field", "kind")})
"""Cells that a program spoilt. `kind`: number (an ID kept as a number), scientific, error,
lost_character, date_unreadable, short_year (a date with a year of two digits), control, cut_off
(the file ends in this row; no field). The row is still used for what is sound in it."""

RAW_RECORDS: Final = Schema("raw_records", {**_PLACE, **_text(*MEMBER_FIELDS)})
"""Members as found: text, stripped of nothing but cell types. A damaged ID keeps its text here
and has a row in DAMAGE."""

RAW_ORGANISATIONS: Final = Schema("raw_organisations", {**_PLACE, **_text(*ORGANISATION_FIELDS)})
"""Organisations as found."""

RAW_TRANSFERS: Final = Schema("raw_transfers", {**_PLACE, **_text(*TRANSFER_FIELDS)})
"""Rows of the transfer ledgers as found."""

RECORDS: Final = Schema(
    "records",
    {
        "record": pl.UInt32,
        **_PLACE,
        "role": pl.String,
        **_text(*MEMBER_FIELDS),
        # A keyed hash of the row's content, not of its place: the same row keeps it over nights.
        # A row that was corrected keeps the key it had (see succession).
        "record_key": pl.String,
        "content_key": pl.String,  # the hash of what the row says tonight; null: record_key is it
        "name_key": pl.String,
        # 18 characters, `*` for one that is unknown. Fifteen-digit numbers are brought to 18.
        # `malformed` ones keep what is there, whatever its length.
        "id_key": pl.String,
        "id_state": pl.String,  # valid, checksum, fifteen, masked, damaged, document, malformed, missing
        "id_birth": pl.String,  # from a readable birth part
        "id_sex": pl.String,  # M, F
        "member_no_key": pl.String,
        "birth_key": pl.String,
        "sex_key": pl.String,  # M, F
        "ethnicity_key": pl.String,
        "education_key": pl.String,
        "category_key": pl.String,  # full, probationary
        "join_key": pl.String,
        "full_key": pl.String,
        "branch_key": pl.String,
        "branch_code_key": pl.String,
        "parent_key": pl.String,
        "unit_key": pl.String,
        "original_unit_key": pl.String,
        "association_key": pl.String,
        "post_key": pl.String,  # fulltime, parttime, retired, attached (挂靠)
        "phone_key": pl.String,
        "state_key": pl.String,  # see clean.states.state; null beside a text: a word not known
        "lost_key": pl.String,
        "flow_key": pl.Boolean,
        "flow_since_key": pl.String,
        "moved_in_key": pl.String,
        "moved_out_key": pl.String,
        "dues_key": pl.String,
    },
)
"""Members, cleaned. `record` numbers the rows 0, 1, 2, ... in an order that depends on their
content alone, so that the order of rows and files changes nothing further on."""

ORGANISATIONS: Final = Schema(
    "organisations",
    {
        "node": pl.UInt32,
        **_PLACE,  # an unlisted branch has the place of the first member that names it
        "role": pl.String,
        **_text(*ORGANISATION_FIELDS),
        "listed": pl.Boolean,  # false: named by members only
        "name_key": pl.String,
        "short_key": pl.String,
        "former_key": pl.String,  # several, joined by "|"
        "code_key": pl.String,
        "parent_key": pl.String,
        "parent_code_key": pl.String,
        "unit_key": pl.String,
        "level": pl.String,  # committee, general_branch, branch, group
        "nature": pl.String,  # ordinary, joint, functional, temporary, floating
        "parent_node": pl.UInt32,  # null: a root, or a parent that is missing (see parent_state)
        "parent_state": pl.String,  # root, found, missing, loop
        "depth": pl.UInt32,  # 0 for a root; null in a loop
        "founded_key": pl.String,
        "term_from_key": pl.String,
        "term_to_key": pl.String,
        "secretary_key": pl.String,
        "may_admit_key": pl.Boolean,
        "node_key": pl.String,  # a keyed hash of system and code or path; kept through a renaming
        "organisation": pl.String,  # equal where branches are the same in several systems
    },
)
"""One tree a system: every organisation that is listed or named, cleaned, with its parent."""

MEMBERSHIP: Final = Schema("membership", {"record": pl.UInt32, "node": pl.UInt32})
"""The branch each record is in; `node` is null where the record names none."""

TRANSFERS: Final = Schema(
    "transfers",
    {
        "transfer": pl.UInt32,
        **_PLACE,
        **_text(*TRANSFER_FIELDS),
        "name_key": pl.String,
        "id_key": pl.String,
        "id_state": pl.String,
        "from_key": pl.String,
        "to_key": pl.String,
        "issued_key": pl.String,
        "valid_days_key": pl.UInt32,
        "received_key": pl.String,
        "receipt_key": pl.Boolean,
        # under_way, done, rejected, withdrawn
        "state_key": pl.String,
    },
)
"""The transfer ledgers, cleaned."""

COMPARISONS: Final = (
    "id", "name", "birth", "sex", "ethnicity", "unit", "branch", "phone", "join", "member_no",
)  # fmt: skip
"""The comparisons of a pair of records; each gives a level and a weight (natural log-odds)."""

_LEDGER: Final[_Columns] = {
    "prior_weight": pl.Float64,
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
        "b": pl.UInt32,
        "weight": pl.Float64,  # the log-odds: prior_weight plus every *_weight
        "probability": pl.Float64,
        "tier": pl.String,  # auto, decided, parted (ruled different), review, rejected
        # Why it was not decided: below_auto, close_second, veto_*, conflict, contested_third,
        # contested_number; of an auto pair: through, joined by other records only.
        "reason": pl.String,
        **_LEDGER,
    },
)
"""Pairs that were compared and not dismissed, with the ledger that explains each."""

DISMISSED: Final = Schema("dismissed", PAIRS.columns)
"""Pairs of tier `rejected` that are not quite impossible, each with its ledger: so that what was
not linked can be estimated, and shown."""

UNPROPOSED: Final = Schema(
    "unproposed",
    {
        "one": pl.String,  # systems
        "other": pl.String,
        "expected": pl.Float64,
    },
)
"""How many pairs of one person were never compared at all, as expected (see match.unproposed)."""

PERSONS: Final = Schema("persons", {"record": pl.UInt32, "person": pl.String})
"""Which person each record is: every record has exactly one. `person` stays the same over nights
as long as the record that names it does (see match.persons)."""

LEDGER_PERSONS: Final = Schema("ledger_persons", {"transfer": pl.UInt32, "person": pl.String})
"""Which person each row of a transfer ledger is about; null where nobody fits."""

BRANCH_PAIRS: Final = Schema(
    "branch_pairs",
    {
        "a": pl.UInt32,  # node; a < b
        "b": pl.UInt32,
        "weight": pl.Float64,
        "probability": pl.Float64,
        "tier": pl.String,  # auto, decided, review
        "evidence": pl.String,  # level codes joined by "|": code, name, short, former, members, tree
    },
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
)
"""Where each roster record's relationship stands."""

FINDINGS: Final = Schema(
    "findings",
    {
        "code": pl.String,
        "rule": pl.String,
        "severity": pl.String,  # error, warning, info
        "key": pl.String,
        "person": pl.String,
        "organisation": pl.String,
        **_PLACE,
        "message": pl.String,
        "evidence": pl.String,
        "basis": pl.String,
        "advice": pl.String,
        "state": pl.String,  # new, changed, standing, reopened; what a clerk ruled is in DECISIONS
        "first_seen": pl.Date,
        # For the worklist, which shows both rows and sorts by whom to call.
        "record": pl.UInt32,
        "other_record": pl.UInt32,
        "node": pl.UInt32,
        "transfer": pl.UInt32,
        "call": pl.String,  # the unit or organisation to telephone
        # The facts that message and evidence name, without words of a language.
        "told": pl.String,
        # How sure it is that the two rows are one person's; null where that is sure enough.
        "certainty": pl.Float64,
    },
)
"""What the rules found. `key` is made of the code and of what it is about, never of the message."""

CLOSED: Final = Schema(
    "closed",
    {
        **_text("code", "rule", "severity", "key", "person", "organisation", "message", "call"),
        "first_seen": pl.Date,
        "closed": pl.Date,  # the first day on which it was not found any more
        "reason": pl.String,  # see models.SETTLED
    },
)
"""Findings of earlier nights that are settled, the latest end of each."""

COVERAGE: Final = Schema(
    "coverage",
    {
        **_text("association", "system"),
        **dict.fromkeys(("people", "fulltime", "fulltime_full"), pl.UInt32),
        "setup": pl.String,  # see findings.coverage.SETUPS
        # 六个清, null where it is clear, else what is missing: 隶属关系, 运营状况, 从业人员,
        # 组织设置, 党员人数, 业主身份
        **_text("belongs", "running", "staff", "setting", "counted", "head"),
        "clear": pl.UInt32,  # how many of the six are clear
    },
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
        "count": pl.UInt32,
    },
)
"""底数: how many people each scope has, counted by one dimension at a time.

In each scope the counts of every dimension that counts people sum up to `people`, and those of
`rows` to the rows of the list. Units, associations and branches sum up to the system."""

UNIT_NAMES: Final = Schema("unit_names", _text("call", "name"))
"""What a unit (FINDINGS.call) is called otherwise in the exports: one row a name."""

EXEMPTED: Final = Schema(
    "exempted",
    {
        "exemption": pl.UInt32,  # its number in the configuration, from 1 on
        "codes": pl.String,  # joined by ", "; empty for every rule
        "reason": pl.String,
        "until": pl.Date,  # null: without an end
        "state": pl.String,  # used, unused (nothing to exempt any more), expired
        "findings": pl.UInt32,  # how many it took out
    },
)
"""What the configuration exempts, and how much that was: one row an exemption."""

DECISIONS: Final = Schema(
    "decisions",
    {
        "kind": pl.String,  # pair, branch_pair, finding
        "a_key": pl.String,  # record_key, organisation key, or a finding's key
        "b_key": pl.String,  # null for findings
        "ruling": pl.String,  # same, different; or the finding's state: open, doing, done, ignored
        "handler": pl.String,
        "note": pl.String,
        "decided": pl.Date,
    },
)
"""What clerks have ruled, kept over every run to come."""

GROUNDS: Final = Schema(
    "grounds",
    {
        "kind": pl.String,
        "a_key": pl.String,
        "b_key": pl.String,
        "origin": pl.String,  # the workbook's name, or the command
        "run": pl.Int64,  # the run that the clerk looked at
        "a_text": pl.String,  # what the subject was then, in words; ID numbers masked
        "b_text": pl.String,
        "probability": pl.Float64,
        "tier": pl.String,
        "evidence": pl.String,  # the ledger, as `export` has it
        "a_rests": pl.String,  # keyed digest of name and number: another one is to be confirmed
        "b_rests": pl.String,
        "a_row": pl.String,  # keyed digest of all that tells the row from others
        "b_row": pl.String,
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
        "undone_by": pl.String,
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
        "kind": pl.String,
        "a_key": pl.String,
        "b_key": pl.String,
        "taken": pl.Datetime("us"),
        "by": pl.String,
        "why": pl.String,
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
        "year": pl.Int64,
        "serial": pl.Int64,
        "reserved": pl.String,  # UTC: when the number was given out
        "written": pl.String,  # UTC; null: the file was never finished
        "person": pl.String,
        "name": pl.String,
        "id_number": pl.String,  # masked
        "from_org": pl.String,
        "to_org": pl.String,
        "issued": pl.Date,
        "valid_days": pl.Int64,
        "state": pl.String,  # open, void, received
        "closed": pl.Date,  # when it became void, or was received
        "reason": pl.String,  # why it is void
    },
)
"""The register of letters: every number that was ever given out."""

CONTRIBUTIONS: Final = tuple(f"{name}_weight" for name in COMPARISONS)


def conform(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """`frame` with exactly the schema's columns in its order; further columns are dropped.

    Raises:
        FrameError: a column is missing or has another type.
    """
    if pl.get_index_type() != pl.UInt32:
        frame = _narrowed(frame, schema)
    wrong = [
        f"{name}: {frame.schema.get(name)}, not {dtype}"
        for name, dtype in schema.columns.items()
        if frame.schema.get(name) != dtype
    ]
    if wrong:
        raise FrameError(f"table {schema.name}: " + "; ".join(wrong))
    return frame.select(schema.columns.keys())


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
