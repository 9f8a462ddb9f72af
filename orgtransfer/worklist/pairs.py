"""What the sheets of pairs list: two rows side by side, what agrees, what does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from orgtransfer.frames import COMPARISONS
from orgtransfer.i18n import N_, _
from orgtransfer.models import AGAINST, CONTESTED, Outcome
from orgtransfer.worklist import words
from orgtransfer.worklist.lines import dispute, fill, place
from orgtransfer.worklist.lines import shown as shown_rows

FIELDS: Final[Mapping[str, str]] = {
    **COMPARISONS,
    "code": N_("code"),
    "short": N_("short name"),
    "former": N_("former name"),
    "members": N_("members"),
    "tree": N_("place in the tree"),
}
"""What a comparison, or a branch pair's evidence, is called."""

REASONS: Final[Mapping[str, str]] = {
    "below_auto": N_("not certain enough"),
    "close_second": N_("another row fits nearly as well"),
    "conflict": N_("contradicts another link"),
    "veto": N_("a contradiction that only a person can explain"),
    "through": N_("joined only through a third row; is it one person?"),
}
"""Why the matching did not decide a pair (PAIRS.reason, by its first word)."""

_GUARDS: Final = " \t\u00a0'=\""
"""What exports put around a number so that it stays text."""

SHOWN: Final = ("name", "id", "unit", "branch", "phone")
"""The fields that stand side by side."""


def pairs(outcome: Outcome, decisions: pl.DataFrame, mask_ids: bool = True) -> pl.DataFrame:
    """PAIR_LINES: the pairs of people that a clerk must judge or has judged.

    Args:
        outcome: the run's tables.
        decisions: DECISIONS; rulings already made stand in the lines, so that one can be changed.
        mask_ids: whether ID numbers are masked. Birth dates are never shown: whether they agree is.

    Returns:
        The columns of `sheets.PAIRS`, and `FIELD_differs` (written, contradicts, or null) for
        every field of SHOWN; undecided ones first, one unit a block, the alternatives of one row
        (`group`) together, the likeliest first.
    """
    rows = _rows(outcome, mask_ids)
    undecided = outcome.matched.pairs.filter(_is_asked() | pl.col("tier").is_in(RULED))
    found = _beside(undecided, rows, "record").with_columns(
        block=pl.coalesce("b_unit", "b_branch", "a_unit", "a_branch"),
        chance=_chance(),
        reason=_why(),
        source=_places(),
        key=pl.concat_str("a_record_key", "b_record_key", separator="|"),
        **{f"{field}_differs": _differs(field) for field in SHOWN},
    )
    judged = _with_rulings(_grouped(found), decisions, "pair", words.RULINGS)
    return judged.sort(
        pl.col("ruling").is_not_null(), "group_block", -pl.col("best"), "group", -pl.col("chance"),
        "a_name", "key", nulls_last=True,
    )  # fmt: skip


def blind(outcome: Outcome, drawn: pl.DataFrame, mask_ids: bool = True) -> pl.DataFrame:
    """PAIR_LINES of any pairs, without what the tool thinks of them.

    Args:
        outcome: the run's tables.
        drawn: `a`, `b` (records).
        mask_ids: whether ID numbers are masked.

    Returns:
        As `pairs`, in the order of `drawn`, with nothing entered; `FIELD_differs` only says that two
        cells are not the same.
    """
    nothing = pl.lit(None, pl.String)
    found = _beside(drawn, _rows(outcome, mask_ids), "record")
    return found.with_columns(
        block=pl.int_range(pl.len()),
        group=pl.int_range(pl.len()),
        source=_places(),
        key=pl.concat_str("a_record_key", "b_record_key", separator="|"),
        ruling=nothing,
        handler=nothing,
        note=nothing,
        **{f"{field}_differs": nothing if field == "id" else _unequal(field) for field in SHOWN},
    )


def _grouped(found: pl.DataFrame) -> pl.DataFrame:
    """With `group`, the row that its alternatives stand together for, and how many there are.

    The row is the one of the two that stands in more pairs; the roster's where both do.
    """
    a_pairs = pl.len().over("a_record_key")
    b_pairs = pl.len().over("b_record_key")
    group = pl.when(b_pairs > a_pairs).then("b_record_key").otherwise("a_record_key")
    told = fill(
        _("one of {count} possible pairs of this person"), count=pl.col("size").cast(pl.String)
    )
    return (
        found.with_columns(group=group)
        .with_columns(
            size=pl.len().over("group"),
            best=pl.col("chance").max().over("group"),
            group_block=pl.col("block").sort_by("chance", descending=True).first().over("group"),
        )
        .with_columns(
            reason=pl.concat_str(
                pl.when(pl.col("size") > 1).then(told), "reason", separator="\n", ignore_nulls=True
            )
        )
    )


RULED: Final = ("decided", "parted")
"""Tiers of pairs that clerks have ruled on."""
_WEAK: Final = 0.5
"""A pair less likely than this that a third row joins is shown to a clerk."""


def _is_asked() -> pl.Expr:
    """Whether a pair is for a clerk to judge.

    Besides those that the matching left open: what rulings contradict, and what only a third row
    joins though the two rows by themselves are more likely two people.
    """
    joined = pl.col("reason") == "through"
    contested = pl.col("reason").is_in(CONTESTED)
    weak = joined & (pl.col("probability") < _WEAK)
    return (pl.col("tier") == "review") | (contested | weak).fill_null(value=False)


def _rows(outcome: Outcome, mask_ids: bool) -> pl.DataFrame:
    """Every record as it is shown (text) and as it is compared (`*_same`)."""
    return shown_rows(outcome, mask_ids).select(
        "record",
        "role",
        "record_key",
        "name",
        "unit",
        phone=pl.col("phone").str.strip_chars(_GUARDS),
        id="shown_id",
        branch="shown_branch",
        source=place(),
        id_same="id_key",
        name_same="name_key",
        unit_same="unit_key",
        branch_same="branch_key",
        phone_same="phone_key",
    )


def _beside(found: pl.DataFrame, rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Each pair with both its rows, `a_*` and `b_*`; the roster's row is A."""
    a, b = (rows.select(pl.all().name.prefix(side)) for side in ("a_", "b_"))
    roster = rows.filter(role="roster")[key].implode()
    turn = ~pl.col("a").is_in(roster) & pl.col("b").is_in(roster)
    return (
        found.with_columns(
            a=pl.when(turn).then("b").otherwise("a"), b=pl.when(turn).then("a").otherwise("b")
        )
        .join(a, left_on="a", right_on=f"a_{key}", how="left", maintain_order="left")
        .join(b, left_on="b", right_on=f"b_{key}", how="left", maintain_order="left")
    )


def _chance() -> pl.Expr:
    """The probability as one may say it to people: never nothing, never everything."""
    return pl.col("probability").clip(0.01, 0.99)


def _places() -> pl.Expr:
    """Where both rows stand, one a line."""
    return pl.concat_str(
        pl.lit(_("A") + ": "), "a_source", pl.lit("\n" + _("B") + ": "), "b_source"
    )


def _differs(field: str) -> pl.Expr:
    """How two cells differ: `contradicts` where that speaks against the pair, else `written`."""
    a, b = pl.col(f"a_{field}_same"), pl.col(f"b_{field}_same")
    against = pl.col(f"{field}_weight").fill_null(0) < 0
    # Masked and full numbers that agree are no difference: the shorter form hides, it does not say.
    unequal = pl.lit(value=False) if field == "id" else a != b
    return (
        pl.when(a.is_null() | b.is_null())
        .then(None)
        .when(against & (a != b))
        .then(pl.lit("contradicts"))
        .when(unequal)
        .then(pl.lit("written"))
    )


def _why() -> pl.Expr:
    """Why it was not decided, then what speaks for and against."""
    known = {reason: _(text) for reason, text in REASONS.items()}
    reason = (
        pl.col("reason")
        .str.extract(r"^(below_auto|close_second|conflict|veto|through)")
        .replace_strict(known, default=None, return_dtype=pl.String)
    )
    return pl.concat_str(
        reason,
        fill(_("for: {fields}"), fields=_named(lambda weight: weight > 0)),
        fill(_("against: {fields}"), fields=_named(lambda weight: weight < 0)),
        separator="\n",
        ignore_nulls=True,
    )


def _named(holds: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """The names of the comparisons whose weight `holds`, joined; null where there are none."""
    names = [
        pl.when(holds(pl.col(f"{comparison}_weight"))).then(pl.lit(_(FIELDS[comparison])))
        for comparison in COMPARISONS
    ]
    joined = pl.concat_list(names).list.drop_nulls().list.join(_(", "))
    return pl.when(joined != "").then(joined)


def _with_rulings(
    found: pl.DataFrame, decisions: pl.DataFrame, kind: str, shown: Mapping[str, str]
) -> pl.DataFrame:
    """With what was ruled about each pair, whichever way round it was kept."""
    ordered = pl.concat_str(
        pl.min_horizontal("a_key", "b_key"), pl.max_horizontal("a_key", "b_key"), separator="|"
    )
    latest, against = (
        decisions.filter(kind=one)
        .sort("decided", maintain_order=True)
        .select("handler", "note", "ruling", pair=ordered)
        .unique("pair", keep="last", maintain_order=True)
        for one in (kind, AGAINST + kind)
    )
    others = against.filter(pl.col("ruling") != "open").select(
        "pair", other="ruling", other_handler="handler", other_note="note"
    )
    rulings = latest.join(others, on="pair", how="full", coalesce=True).select(
        "pair",
        "handler",
        "note",
        dispute=dispute(shown),
        ruling=pl.when(pl.col("other").is_not_null())
        .then(
            pl.col("other").replace_strict(
                {code: _(text) for code, text in words.DOUBTS.items()}, default=_("disputed")
            )
        )
        .otherwise(words.in_cells(shown, pl.col("ruling"))),
    )
    ends = found["key"].str.split_exact("|", 1).struct.unnest()
    pair = pl.concat_str(
        pl.min_horizontal("field_0", "field_1"), pl.max_horizontal("field_0", "field_1"),
        separator="|",
    )  # fmt: skip
    judged = found.with_columns(ends.select(pair=pair)["pair"]).join(
        rulings, on="pair", how="left", maintain_order="left"
    )
    return judged.with_columns(
        reason=pl.concat_str("dispute", "reason", separator="\n", ignore_nulls=True)
    )


def branch_pairs(outcome: Outcome, decisions: pl.DataFrame) -> pl.DataFrame:
    """PAIR_LINES of organisations: those that a clerk must judge or has judged.

    Returns:
        The columns of `sheets.BRANCH_PAIRS`, and `FIELD_differs` for name, parent and code.
    """
    rows = outcome.organisations.select(
        "node",
        "role",
        "organisation",
        "parent",
        name="org_name",
        code="org_code",
        source=place(),
        name_same="name_key",
        parent_same="parent_key",
        code_same="code_key",
    )
    undecided = outcome.branch_pairs.filter(pl.col("tier").is_in(["review", "decided"]))
    found = (
        _beside(undecided, rows, "node")
        .with_columns(
            block=pl.coalesce("a_parent", "b_parent"),
            group=pl.coalesce("a_parent", "b_parent"),
            chance=_chance(),
            reason=_evidence(),
            source=_places(),
            key=pl.concat_str("a_organisation", "b_organisation", separator="|"),
            **{f"{field}_differs": _unequal(field) for field in ("name", "parent", "code")},
        )
        # What was ruled the same is one organisation by now, and has no second key to rule on.
        .filter(pl.col("a_organisation") != pl.col("b_organisation"))
    )
    judged = _with_rulings(found, decisions, "branch_pair", words.BRANCH_RULINGS)
    return judged.sort(
        pl.col("ruling").is_not_null(), "block", -pl.col("chance"), "a_name", "key",
        nulls_last=True,
    )  # fmt: skip


def _unequal(field: str) -> pl.Expr:
    a, b = pl.col(f"a_{field}_same"), pl.col(f"b_{field}_same")
    return pl.when(a != b).then(pl.lit("written"))


def _evidence() -> pl.Expr:
    """A branch pair's evidence codes in words."""
    known = {code: _(text) for code, text in FIELDS.items()}
    codes = pl.col("evidence").str.split("|")
    shown = codes.list.eval(pl.element().replace(known)).list.join(_(", "))
    return pl.when(pl.col("evidence") != "").then(fill(_("for: {fields}"), fields=shown))
