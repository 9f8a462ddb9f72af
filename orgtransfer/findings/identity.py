"""ID: what is wrong with an identity number, read on its own."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.dates import contradict
from orgtransfer.findings.world import World
from orgtransfer.i18n import _

READABLE = ("valid", "fifteen", "masked")
"""The states of numbers whose readable parts can be relied on."""


def check_digit(world: World) -> pl.DataFrame:
    """{name} ({branch}): the ID number {number} cannot be right.

    What it finds:
        A number whose check digit does not fit, or that has neither 18 nor 15 characters. Other
        findings about the same number are left out; what the other systems have is said here.

    Why it matters:
        With a mistyped number nobody can be found, and the wrong person may be.

    Example:
        The last digit is 4; by the standard it must be X.

    What to do:
        Compare with the identity card and have the number corrected in the system named.

    Basis:
        GB 11643-1999, ISO 7064 MOD 11-2: the 18th character is computed from the first 17.
    """
    return _of_state(world, ["checksum", "malformed"])


def damaged(world: World) -> pl.DataFrame:
    """{name} ({branch}): a spreadsheet has damaged the ID number.

    What it finds:
        A number that was kept as a number and not as text: from the 16th digit on it is no longer
        what was typed, even where it looks like an ordinary number.

    Why it matters:
        The last digits are lost for good in this file; 9 in 100 such numbers even pass the check
        digit.

    Example:
        …011235 became …011008 when the list was opened and saved in Excel.

    What to do:
        Export again without opening the file in a spreadsheet program, or set the column to text
        before the numbers are typed in.

    Basis:
        GB 11643-1999: 18 characters; spreadsheet programs keep 15 digits of a number.
    """
    return _of_state(world, ["damaged"])


def fifteen_digits(world: World) -> pl.DataFrame:
    """{name} ({branch}): the ID number still has fifteen digits.

    What it finds:
        A number of the old form. It is brought to 18 characters for comparing.

    Why it matters:
        Fifteen-digit numbers are out of use, and systems that compare text do not find them.

    Example:
        A record that nobody has touched since 2004.

    What to do:
        Replace it by the 18 characters on the identity card.

    Basis:
        GB 11643-1999: the number has 18 characters.
    """
    return _of_state(world, ["fifteen"])


def missing(world: World) -> pl.DataFrame:
    """{name} ({branch}): no ID number is given.

    What it finds:
        A record without an ID number, in a file that has the column. A file without the column is
        a matter of the source and gives no finding a row.

    Why it matters:
        Namesakes cannot be told apart, and the relationship cannot be found with certainty.

    Example:
        Twelve members of one branch were entered by name and phone only.

    What to do:
        Have the number added in the system named.

    Basis:
        组通字〔2006〕45号, form of the letter: the ID number is one of its fields.
    """
    given = pl.col("id_number").is_not_null().any().over("system", "file", "sheet")
    rows = world.alive.filter((pl.col("id_state") == "missing") & given)
    return rows.select("record", elsewhere=pl.lit(None, pl.String)).pipe(_elsewhere, world)


def contradicted(world: World) -> pl.DataFrame:
    """{name} ({branch}): {what} does not fit the ID number.

    What it finds:
        A birth date or sex that contradicts what the record's own number says, at the precision
        given. Numbers that are wrong or damaged are reported as such only.

    Why it matters:
        Either the number belongs to somebody else, or the birth date in the system is wrong.

    Example:
        The column says 女, and the 17th digit is odd, which means a man.

    What to do:
        Compare with the identity card. A birth date that differs from the card is a matter for the
        member's file (干部档案), which the organisation department decides.

    Basis:
        GB 11643-1999: digits 7 to 14 are the birth date, digit 17 is odd for men.
    """
    birth, sex = contradict("birth_key", "id_birth"), contradict("sex_key", "id_sex")
    what = (
        pl.when(birth & sex)
        .then(pl.lit(_("birth date and sex")))
        .when(birth)
        .then(pl.lit(_("birth date")))
        .otherwise(pl.lit(_("sex")))
    )
    readable = pl.col("id_state").is_in(READABLE).fill_null(value=False)
    return world.alive.filter(readable & (birth | sex)).select("record", what=what)


def _of_state(world: World, states: list[str]) -> pl.DataFrame:
    rows = world.alive.filter(pl.col("id_state").is_in(states)).select("record")
    return rows.with_columns(elsewhere=pl.lit(None, pl.String)).pipe(_elsewhere, world)


def _elsewhere(rows: pl.DataFrame, world: World) -> pl.DataFrame:
    """With `elsewhere`: which other systems hold a valid number of the same person."""
    sound = world.alive.filter(pl.col("id_state") == "valid").select("person", "system", "label")
    mine = world.members.select("record", "person", "system")
    held = (
        rows.select("record")
        .join(mine, on="record")
        .join(sound, on="person", suffix="_sound")
        .filter(pl.col("system") != pl.col("system_sound"))
        .group_by("record")
        .agg(elsewhere=pl.col("label").unique().sort().str.join(_(", ")))
    )
    rows = rows.drop("elsewhere").join(held, on="record", how="left", maintain_order="left")
    return rows.with_columns(pl.col("elsewhere").fill_null(_("no system")))
