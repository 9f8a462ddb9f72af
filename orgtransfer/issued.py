"""Letters that this program wrote, as rows of a transfer ledger: the rules watch them like any other.

A letter counts from the night after it was written, without anybody keying it into a system. Where
a system's own ledger has the person's transfer as well, that one counts.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.i18n import N_, _
from orgtransfer.models import Matched

SYSTEM: Final = "letters"
"""The `system` of their rows."""
LEDGER: Final = N_("Register of letters")
_MOVING, _DONE = "在途", "已接收"
_ISSUED: Final = "%Y-%m-%d"


def rows(letters: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """RAW_TRANSFERS of the letters that count; void ones, and ones never written, do not.

    A letter is done when the other side has received the member. Registers that were exported by
    that day cannot show it yet: against them it is still on its way.

    Args:
        letters: LETTERS.
        sources: SOURCES.
    """
    lists = sources.filter(role="register", kind="members")
    seen = pl.lit(lists["exported"].min(), pl.Date)
    done = (pl.col("closed") < seen).fill_null(value=False)
    day = pl.col("closed").dt.to_string(_ISSUED)
    made = letters.filter(pl.col("state") != "void", pl.col("written").is_not_null()).select(
        pl.lit(SYSTEM).alias("system"),
        pl.lit(_(LEDGER)).alias("file"),
        pl.lit("").alias("sheet"),
        pl.col("serial").cast(pl.UInt32).alias("row"),
        "name",
        pl.lit(None, pl.String).alias("id_number"),
        "letter_no",
        "from_org",
        "to_org",
        pl.col("issued").dt.to_string(_ISSUED).alias("issued"),
        # What has arrived does not run out.
        pl.when(pl.col("state") == "open").then(pl.col("valid_days").cast(pl.String))
        .alias("valid_days"),
        pl.when(pl.col("state").is_in(["arrived", "received"])).then(day).alias("received"),
        pl.when(pl.col("state") == "received").then(pl.lit("是")).otherwise(pl.lit("否"))
        .alias("receipt"),
        pl.when(done).then(pl.lit(_DONE)).otherwise(pl.lit(_MOVING)).alias("transfer_state"),
    )  # fmt: skip
    return frames.conform(made, frames.RAW_TRANSFERS)


def with_letter_register(
    transfers: pl.DataFrame, matched: Matched, records: pl.DataFrame, letters: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """TRANSFERS and LEDGER_PERSONS, with what the register of letters knows better.

    A letter is its person's, whatever the name resembles. The day on which a register received the
    person is the letter's, where nobody has entered one. A letter that a system's ledger has as
    well is left to that ledger.

    Args:
        transfers: TRANSFERS, the letters' rows among them.
        matched: the persons, and whom each row was found to be about.
        records: RECORDS.
        letters: LETTERS.
    """
    own = transfers.filter(system=SYSTEM).select("transfer", "letter_no", "issued_key")
    if own.is_empty():
        return transfers, matched.ledger_persons
    known = own.join(letters.select("letter_no", whose="person"), on="letter_no").join(
        matched.persons, left_on="whose", right_on="person", how="semi"
    )
    persons = (
        matched.ledger_persons.join(known.select("transfer", "whose"), on="transfer", how="left")
        .with_columns(person=pl.coalesce("whose", "person"))
        .sort("transfer")
    )
    persons = frames.conform(persons, frames.LEDGER_PERSONS)
    mine = persons.join(own, on="transfer").drop_nulls("person")
    kept = transfers.join(_told_twice(transfers, persons, mine), on="transfer", how="anti")
    return (
        frames.conform(_arrived(kept, mine, matched.persons, records), frames.TRANSFERS),
        persons.join(kept.select("transfer"), on="transfer", how="semi"),
    )


def _told_twice(transfers: pl.DataFrame, persons: pl.DataFrame, mine: pl.DataFrame) -> pl.DataFrame:
    """transfer: the letters whose person a system's ledger moves too, from that day or later on."""
    theirs = (
        transfers.filter(pl.col("system") != SYSTEM)
        .join(persons, on="transfer")
        .drop_nulls(["person", "issued_key"])
        .select("person", theirs="issued_key")
    )
    return (
        mine.join(theirs, on="person")
        .filter(pl.col("theirs") >= pl.col("issued_key"))
        .select("transfer")
        .unique()
    )


def _arrived(
    transfers: pl.DataFrame, mine: pl.DataFrame, persons: pl.DataFrame, records: pl.DataFrame
) -> pl.DataFrame:
    """With `received_key` from the register that lists the person since the letter was written."""
    listed = (
        records.filter(pl.col("role") == "register", pl.col("moved_out_key").is_null())
        .drop_nulls("moved_in_key")
        .join(persons, on="record")
        .select("person", came="moved_in_key")
    )
    days = (
        mine.join(listed, on="person")
        .filter(pl.col("came") >= pl.col("issued_key"))
        .group_by("transfer")
        .agg(came=pl.col("came").min())
    )
    return transfers.join(days, on="transfer", how="left", maintain_order="left").with_columns(
        received=pl.coalesce("received", "came"), received_key=pl.coalesce("received_key", "came")
    )
