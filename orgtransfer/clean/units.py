"""Names of units and Party organisations: one spelling for one name; no guess at what it means."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import beside_units, text
from orgtransfer.similarity import named_branches

_HAN: Final = r"\x{4E00}-\x{9FFF}"  # without the compatibility forms, which NFKC changes


def usual(expr: pl.Expr) -> pl.Expr:
    """What `unit` makes of a name in Han characters, figures and capitals; null for anything else.

    Four Han characters begin it: whatever says that nothing was given (无, 未填写, NULL) does not.
    """
    plain = expr.str.strip_chars().str.replace_many({"（": "(", "）": ")"})
    form = rf"^[{_HAN}]{{4}}(?:[{_HAN}0-9A-Z]|\([{_HAN}0-9A-Z]+\))*$"
    return pl.when(plain.str.contains(form) & ~plain.str.contains(beside_units.ODD)).then(plain)


def unit(expr: pl.Expr) -> pl.Expr:
    """A name of an organisation: width, blanks, brackets and dashes unified, capitals.

    What stands around it (1. or 工作单位： or a telephone number, see `beside_units`) is gone; null for a place
    where somebody will be or was (拟：…, 曾…). What the name says (region, core, ordinal, kind) is read by
    similarity.organisations.
    """
    visible = text.visible(text.unmarked(expr))
    return text.settled(visible, _present, *beside_units.AROUND, _one_form)


def keys(names: pl.Series) -> pl.Series:
    """What `unit` makes of every name."""
    table = names.alias("raw").to_frame()
    made = text.over_distinct(table, {"raw": "key"}, unit, usual)
    return table.with_columns(*made)["key"]


def _present(plain: pl.Expr) -> pl.Expr:
    return pl.when(~plain.str.contains(beside_units.NOT_YET)).then(plain)


def _one_form(plain: pl.Expr) -> pl.Expr:
    return text.given(
        text.unspaced(plain)
        .str.to_uppercase()
        .str.normalize("NFKC")
        .str.replace_many(dict.fromkeys("〔【［[", "(") | dict.fromkeys("〕】］]", ")"))
        .str.replace_all(r"[‐–—―─]+", "-")
        .str.replace_all(r"\(+\)+", "")
        .str.normalize("NFKC")  # a mark that a bracket kept apart from its letter
        .str.strip_chars(" .,;:、，。；：·*-_=`'\"’‘“”")
    )


def usual_branch(expr: pl.Expr) -> pl.Expr:
    """What `usual` says of a name that speaks of one branch; null for anything else."""
    return text.staged(expr, lambda raw: pl.when(~named_branches.several(raw)).then(usual(raw)))


def branch(expr: pl.Expr) -> pl.Expr:
    """A name of a branch, as `unit`; null where the cell names several, none of which is the member's for sure."""
    return text.staged(text.visible(text.unmarked(expr)), _one_branch)


def _one_branch(plain: pl.Expr) -> pl.Expr:
    other = named_branches.several(plain) | beside_units.is_past(plain)
    return pl.when(~other).then(unit(plain))


def several(expr: pl.Expr) -> pl.Expr:
    """Several names in one cell (曾用名), cleaned, joined by `|`."""
    parts = text.visible(expr).str.replace_all(r"[;；,，、|/\n]+|\s{2,}", "|").str.split("|")
    return text.given(
        parts.list.eval(unit(pl.element())).list.drop_nulls().list.unique(maintain_order=True)
        .list.join("|")
    )  # fmt: skip
