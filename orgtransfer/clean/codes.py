"""Codes and numbers that stay text: organisation codes, member numbers."""

from __future__ import annotations

import polars as pl

from orgtransfer.clean import text


def usual(expr: pl.Expr) -> pl.Expr:
    """What `code` makes of figures alone; null for anything else."""
    plain = expr.str.strip_chars()
    return pl.when(plain.str.contains(r"^[0-9]+$")).then(plain)


def code(expr: pl.Expr) -> pl.Expr:
    """A code: capitals, no blanks, leading zeros kept.

    Null for a number that a spreadsheet has spoilt: an exponent has lost digits.
    """
    plain = text.unspaced(expr).str.to_uppercase().str.normalize("NFKC")
    whole = plain.str.replace(r"^([0-9]+)\.0+$", "$1")
    return text.given(pl.when(~whole.str.contains(r"^[0-9](?:\.[0-9]+)?E[+-]?[0-9]+$")).then(whole))
