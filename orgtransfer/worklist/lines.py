"""What the sheets of findings list: one line a finding, in the order of the telephone calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from orgtransfer.i18n import _
from orgtransfer.models import AGAINST, CHANGES, CLOSED, Outcome, UnitLine, sheet_of
from orgtransfer.similarity import identity
from orgtransfer.worklist import words

COLUMNS: Final = (
    "tab", "fresh", "mark", "code", "rule_label", "call", "branch", "organisation_name", "parent",
    "label", "name", "id", "held", "post", "message", "evidence", "facts", "advice",
    "way", "first_seen", "status", "handler", "note", "handled_on", "exempt_until", "source", "key",
)  # fmt: skip
"""The columns of LINES: text, ready to be shown; null where there is nothing to show."""


def lines(
    outcome: Outcome,
    decisions: pl.DataFrame,
    units: Sequence[UnitLine] = (),
    mask_ids: bool = True,
) -> pl.DataFrame:
    """LINES: every finding as a line of its sheet.

    Args:
        outcome: the run's tables.
        decisions: DECISIONS; what the clerks entered stands in the lines again.
        units: whom to telephone first; the others follow by name.
        mask_ids: whether ID numbers are masked and dates beside births left out.

    Returns:
        COLUMNS, sorted so that one telephone call is one block, in it one branch, in it a person.
    """
    people = members(outcome, mask_ids)
    found = (
        outcome.findings.with_columns(
            tab=pl.col("code").replace_strict(_sheets(outcome.findings), return_dtype=pl.String)
        )
        .join(people, on="record", how="left", maintain_order="left")
        .join(_others(people), on="other_record", how="left", maintain_order="left")
        .join(nodes(outcome), on="node", how="left", maintain_order="left")
        .join(_letters(outcome), on="transfer", how="left", maintain_order="left")
        .join(_entries(decisions), on="key", how="left", maintain_order="left")
        .join(labels(outcome.inputs.sources), on="system", how="left", maintain_order="left")
    )
    return _ordered(_shown(found, mask_ids), units).select(COLUMNS)


def first(found: pl.DataFrame, most: int) -> pl.DataFrame:
    """The lines of a sheet that must be done first, at most so many, in their order.

    First those on which somebody has entered something and is not done, then what is new, what is to
    be done, what is for information, and last what is closed.

    Args:
        found: LINES of one sheet.
        most: how many a sheet may hold.
    """
    if found.height <= most:
        return found
    status = pl.col("status").fill_null("")
    closed = status.is_in([words.shown(words.STATES, state) for state in CLOSED])
    begun = (
        pl.col("handler").is_not_null()
        | pl.col("note").is_not_null()
        | ~status.is_in(["", words.shown(words.STATES, "open")])
    )
    rank = (
        pl.when(closed).then(4).when(begun).then(0).when("fresh").then(1)
        .when(status != "").then(2).otherwise(3)
    )  # fmt: skip
    chosen = found.with_row_index("place").with_columns(rank=rank).sort("rank", "place")
    return chosen.head(most).sort("place").select(found.columns)


def _sheets(findings: pl.DataFrame) -> dict[str, str]:
    return {code: sheet_of(code) for code in findings["code"].unique()}


def members(outcome: Outcome, mask_ids: bool = True) -> pl.DataFrame:
    """Every record as a line may show it: name, ID, branch and unit, and where it stands."""
    return shown(outcome, mask_ids).select(
        "record",
        "name",
        id="shown_id",
        branch="shown_branch",
        unit="unit",
        post=pl.coalesce("post", pl.lit(_("not stated"))),
        place=place(),
    )


def shown(outcome: Outcome, mask_ids: bool) -> pl.DataFrame:
    """RECORDS with `shown_id`, masked unless whole numbers were asked for, and `shown_branch`."""
    branches = outcome.organisations.select("node", listed_name="org_name")
    given = pl.when(pl.col("id_state") != "missing").then("id_number")
    number = pl.coalesce("id_key", given)
    return (
        outcome.records.join(outcome.membership, on="record", how="left", maintain_order="left")
        .join(branches, on="node", how="left", maintain_order="left")
        .with_columns(
            shown_id=identity.mask(number) if mask_ids else number,
            shown_branch=pl.coalesce("listed_name", "branch"),
        )
    )


def _others(people: pl.DataFrame) -> pl.DataFrame:
    return people.select(
        other_record="record", other_branch="branch", other_unit="unit", other_place="place"
    )


def nodes(outcome: Outcome) -> pl.DataFrame:
    """Every organisation as a line may show it."""
    return outcome.organisations.select(
        "node",
        organisation_name="org_name",
        parent="parent",
        node_place=place(),
    )


def _letters(outcome: Outcome) -> pl.DataFrame:
    way = fill(_("{start} → {end}"), start=pl.col("from_org"), end=pl.col("to_org"))
    return outcome.transfers.select(
        "transfer",
        way=way,
        letter_name="name",
        letter_place=place(),
    )


def _entries(decisions: pl.DataFrame) -> pl.DataFrame:
    """What clerks entered about findings, in the language in force."""
    latest = _latest(decisions, "finding")
    against = _latest(decisions, AGAINST + "finding").filter(pl.col("ruling") != "open")
    return latest.join(
        against.select("a_key", other="ruling", other_handler="handler", other_note="note"),
        on="a_key",
        how="full",
        coalesce=True,
    ).select(
        "handler",
        "note",
        key="a_key",
        handled_on=pl.when(words.says_something()).then(pl.col("decided").dt.to_string("%Y-%m-%d")),
        exempt_until=pl.lit(None, pl.String),
        status=pl.when(pl.col("other").is_not_null())
        .then(pl.lit(_("disputed")))
        .otherwise(words.in_cells(words.STATES, pl.col("ruling"))),
        dispute=dispute(words.STATES),
    )


def _latest(decisions: pl.DataFrame, kind: str) -> pl.DataFrame:
    return (
        decisions.filter(kind=kind)
        .sort("decided", maintain_order=True)
        .unique("a_key", keep="last", maintain_order=True)
    )


def dispute(table: Mapping[str, str]) -> pl.Expr:
    """What two clerks say against each other; null where `other` is.

    Args:
        table: what the rulings are called.
    """
    unnamed = pl.lit(_("somebody"))
    doubts = {
        code: fill(
            _(text),
            who=pl.coalesce("handler", unnamed),
            what=words.in_cells(table, pl.col("ruling").fill_null("open")),
        )
        for code, text in words.DOUBTED.items()
    }
    told = pl.coalesce(pl.when(pl.col("other") == code).then(text) for code, text in doubts.items())
    return pl.when(pl.col("other").is_in(list(doubts))).then(told).otherwise(_against(table))


def _against(table: Mapping[str, str]) -> pl.Expr:
    unnamed = pl.lit(_("somebody"))
    return fill(
        _("Disputed: {first} says {one}, {second} says {two}. Enter what holds."),
        first=pl.coalesce("handler", unnamed),
        one=words.in_cells(table, pl.col("ruling").fill_null("open")),
        second=pl.concat_str(
            pl.coalesce("other_handler", unnamed),
            pl.when(pl.col("other_note").is_not_null()).then(
                pl.format(_("({})"), pl.col("other_note"))
            ),
            ignore_nulls=True,
        ),
        two=words.in_cells(table, pl.col("other")),
    )


def labels(sources: pl.DataFrame) -> pl.DataFrame:
    """system, label: what each system of SOURCES is called."""
    return sources.group_by("system").agg(label=pl.col("label").drop_nulls().min())


def place() -> pl.Expr:
    """Where a row stands: file (without folders), sheet and row."""
    file = pl.col("file").str.extract(r"([^/\\]+)$")
    row = pl.col("row").cast(pl.String)
    return (
        pl.when(pl.col("row").is_null())
        .then(file)
        .when(pl.col("sheet").fill_null("") == "")
        .then(fill(_("{file}, row {row}"), file=file, row=row))
        .otherwise(
            fill(_("{file}, sheet {sheet}, row {row}"), file=file, sheet=pl.col("sheet"), row=row)
        )
    )


def fill(template: str, **parts: pl.Expr) -> pl.Expr:
    """`template` with its `{placeholders}` filled a row; null where any of them is null."""
    pieces: list[pl.Expr] = []
    rest = template
    while "{" in rest:
        before, _brace, rest = rest.partition("{")
        name, _brace, rest = rest.partition("}")
        pieces += [pl.lit(before), parts[name]]
    return pl.concat_str(*pieces, pl.lit(rest))


def _shown(found: pl.DataFrame, mask_ids: bool) -> pl.DataFrame:
    """With the texts as they are shown: masked, in the language in force, never empty."""
    marks = {state: _(text) for state, text in CHANGES.items()}
    said = {name: redacted(pl.col(name)) if mask_ids else pl.col(name) for name in _SAID}
    own = pl.when(pl.col("file").is_not_null()).then(place())
    return found.with_columns(
        **said,
        # In the first run everything is new, and nothing would stand out if all of it did.
        fresh=(pl.col("state") != "standing") & (pl.col("state") == "standing").any(),
        mark=pl.col("state").fill_null("new").replace(marks),
        rule_label=pl.concat_str("code", "rule", separator="\n", ignore_nulls=True),
        name=pl.coalesce("name", "letter_name"),
        held=pl.coalesce("other_branch", "other_unit"),
        first_seen=pl.col("first_seen").dt.to_string("%Y-%m-%d"),
        label=pl.coalesce("label", "system"),
        source=_source(own),
        status=pl.coalesce(
            "status",
            pl.when(pl.col("severity") != "info").then(pl.lit(words.shown(words.STATES, "open"))),
        ),
    ).with_columns(
        evidence=pl.concat_str(
            remark(),
            _with_dispute(_own_evidence()),
            separator="\n",
            ignore_nulls=True,
        ),
        held=pl.concat_str(remark(), "held", separator="\n", ignore_nulls=True),
        message=pl.when(pl.col("tab").is_in(_HELD))
        .then("message")
        .otherwise(pl.concat_str(remark(), "message", separator="\n", ignore_nulls=True)),
        post=pl.coalesce("post", "message"),
        facts=_with_dispute(
            pl.concat_str(remark(), "message", "evidence", separator="\n", ignore_nulls=True)
        ),
    )


_HELD: Final = ("due", "unclear", "duplicates", "stays")
"""Sheets that say where the relationship is held: what is not sure about that stands there."""


def remark() -> pl.Expr:
    """What a line says whose rows are not surely one person's; null where they are."""
    percent = (pl.col("certainty") * 100).floor().cast(pl.Int64).cast(pl.String)
    return fill(_("First make sure who it is (certainty {percent}%)"), percent=percent)


def _own_evidence() -> pl.Expr:
    """The evidence, without what other columns of its sheet say."""
    told = pl.coalesce("evidence", "message")
    # System and branch, which come first, stand beside it there.
    short = pl.col("evidence").str.replace(r"^[^;；]*[;；]\s*", "")
    return pl.when(pl.col("code") == "RL07").then(short).otherwise(told)


def _with_dispute(text: pl.Expr) -> pl.Expr:
    return pl.concat_str("dispute", text, separator="\n", ignore_nulls=True)


_SAID: Final = ("message", "evidence", "advice")


def _source(own: pl.Expr) -> pl.Expr:
    """All the places a finding rests on, each once, one a line."""
    places = pl.concat_list("place", "other_place", "letter_place", "node_place", own)
    return places.list.drop_nulls().list.unique(maintain_order=True).list.join("\n")


_ID: Final = r"([0-9]{6})[0-9]{8}([0-9]{3}[0-9Xx])"
_DATE: Final = r"(?:18|19|20)[0-9]{2}(?:-[0-9]{2}){1,2}"


def redacted(text: pl.Expr) -> pl.Expr:
    """`text` without whole ID numbers, and without dates where it speaks of a birth.

    The findings leave both out themselves; nothing of the kind may slip through a new rule.
    """
    safe = text.str.replace_all(_ID, "${1}********${2}")
    birth = safe.str.contains(r"出生|生日|(?i)birth|born")
    return pl.when(birth).then(safe.str.replace_all(_DATE, "****")).otherwise(safe)


def _ordered(found: pl.DataFrame, units: Sequence[UnitLine]) -> pl.DataFrame:
    """By telephone call, the unit with most to do first; in it branch, person, rule, what is sure first."""
    first: Mapping[str, int] = {unit.call: order for order, unit in enumerate(units)}
    order = pl.col("call").replace_strict(first, default=len(first), return_dtype=pl.UInt32)
    # What has to be made sure of first stands behind what is sure, in the same call.
    unsure = pl.col("certainty").is_not_null()
    return found.with_columns(order=order, unsure=unsure).sort(
        "order", "call", "unsure", "branch", "organisation_name", "name", "code", "key",
        nulls_last=True,
    )  # fmt: skip
