"""Members: RAW_RECORDS to RECORDS."""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.clean import (
    categories,
    codes,
    dates,
    former_names,
    identity,
    keys,
    names,
    phones,
    posts,
    sexes,
    short_years,
    states,
    units,
)  # fmt: skip
from orgtransfer.clean.text import over_distinct, patched
from orgtransfer.hashes import hashed
from orgtransfer.threads import pool

_PLACE: Final = ("system", "file", "sheet", "row")
_DATES: Final = {
    "birth_date": "birth_key", "join_date": "join_key", "full_date": "full_key",
    "lost_since": "lost_key", "flow_since": "flow_since_key", "moved_in": "moved_in_key",
    "moved_out": "moved_out_key", "dues_paid_to": "dues_key",
}  # fmt: skip
# Dues may be paid to a day that is still to come.
_CERTAIN: Final = {raw: key for raw, key in _DATES.items() if raw != "dues_paid_to"}
_UNITS: Final = {
    "parent": "parent_key", "unit": "unit_key",
    "original_unit": "original_unit_key", "association": "association_key",
}  # fmt: skip
_CODES: Final = {"branch_code": "branch_code_key", "member_no": "member_no_key"}
_SINGLE: Final = (
    ("name", "name_key", names.name, names.usual),
    ("branch", "branch_key", units.branch, units.usual_branch),
    ("ethnicity", "ethnicity_key", categories.ethnicity, None),
    ("education", "education_key", categories.education, None),
    ("category", "category_key", categories.category, None),
    ("post", "post_key", posts.post, None),
    ("phone", "phone_key", phones.phone, phones.usual),
    ("state", "state_key", states.state, None),
)
ORDER: Final = (
    "system", "name_key", "id_key", "birth_key", "branch_code_key", "branch_key", "phone_key",
    "member_no_key", "unit_key", "join_key",
)  # fmt: skip


def clean_records(
    raw: pl.DataFrame, damage: pl.DataFrame, sources: pl.DataFrame, salt: bytes
) -> pl.DataFrame:
    """The members, with a key beside each raw value.

    Args:
        raw: RAW_RECORDS.
        damage: DAMAGE: which cells a program has spoilt.
        sources: SOURCES: the role of each system.
        salt: the secret that record keys are hashed with.

    Returns:
        RECORDS, numbered in an order that depends on their content alone.
    """
    # The numbers take about as long as all the rest, and neither needs the other; nor do the
    # hashes and the order.
    with pool(raw.height, 1) as second:
        numbered = second.submit(with_numbers, with_role(raw, sources), damage, sources)
        keyed = given_keys(raw)
        cleaned = with_keys(numbered.result(), keyed, newest(sources)).pipe(_epochs)
        named = second.submit(hashed, identity_texts(cleaned), "R", salt)
        order = keys.order(cleaned, ORDER, frames.MEMBER_FIELDS)
        ordered = frames.light(sexes.keys(cleaned))[order].pipe(frames.numbered, "record")
        # Else every key is held twice for as long as the hashes take.
        del cleaned, keyed, numbered
    record_key = keys.numbered(named.result().gather(order))
    return frames.conform(
        ordered.with_columns(record_key=record_key, content_key=pl.lit(None, pl.String)),
        frames.RECORDS,
    )


def given_keys(raw: pl.DataFrame) -> list[pl.Series | pl.Expr]:
    """The keys that rest on nothing but their own cells, but for the number's."""
    return [
        *over_distinct(raw, _DATES, dates.date, dates.usual),
        *over_distinct(raw, _UNITS, units.unit, units.usual),
        *over_distinct(raw, _CODES, codes.code, codes.usual),
        *(
            over_distinct(raw, {column: key}, cleaner, usual)[0]
            for column, key, cleaner, usual in _SINGLE
        ),
        *over_distinct(raw, {"flow": "flow_key"}, states.says_yes, dtype=pl.Boolean),
        *over_distinct(raw, {"lost_since": "_lost"}, states.yes, dtype=pl.Boolean),
    ]


def with_keys(
    numbered: pl.DataFrame, keyed: list[pl.Series | pl.Expr], latest: dt.date | None
) -> pl.DataFrame:
    """Rows with all keys that need no other row.

    Args:
        numbered: rows with role, `id_key` and `id_state`.
        keyed: what `given_keys` says of them.
        latest: the day of the newest export; see `short_years.read`.
    """
    return (
        numbered.with_columns(keyed)
        .with_columns(state_key=_with_lost(pl.col("state_key")))
        .pipe(identity.stated)
        .pipe(short_years.read, _CERTAIN, latest)
        .pipe(former_names.with_keys)
    )


def newest(sources: pl.DataFrame) -> dt.date | None:
    """The day of the newest export; None where no table says."""
    day = sources["exported"].max()
    return day if isinstance(day, dt.date) else None


def with_role(raw: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Adds the role of each row's system."""
    roles = sources.select("system", "role").unique("system", maintain_order=True)
    return raw.with_columns(
        role=raw["system"].replace_strict(
            roles["system"], roles["role"], default=None, return_dtype=pl.String
        )
    )


def with_numbers(raw: pl.DataFrame, damage: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Adds `id_key` and `id_state`."""
    numbered = identity.number(with_spoilt(raw, damage)).drop("spoilt")
    return identity.with_cut_numbers(numbered, formats(sources))


def with_spoilt(raw: pl.DataFrame, damage: pl.DataFrame) -> pl.DataFrame:
    """Adds `spoilt`: whether a program spoilt the number of the row."""
    spoilt = (
        damage.filter(
            (pl.col("field") == "id_number") & pl.col("kind").is_in(["number", "scientific"])
        )
        .select(*_PLACE, spoilt=pl.lit(value=True))
        .unique()
    )
    if spoilt.is_empty():
        return raw.with_columns(spoilt=pl.lit(value=False))
    # By the places alone: a join copies what it carries along.
    marked = raw.select(_PLACE).join(spoilt, on=_PLACE, how="left", maintain_order="left")
    return raw.with_columns(marked["spoilt"].fill_null(value=False))


def formats(sources: pl.DataFrame) -> pl.DataFrame:
    """system, file, sheet, format: one row a table."""
    table = list(_PLACE[:-1])
    return sources.select(*table, "format").unique(table, maintain_order=True)


def _epochs(frame: pl.DataFrame) -> pl.DataFrame:
    """Reads the serial dates of a table in the 1904 system where its birth dates prove it.

    A workbook's own mark of its system is lost in text; but four years and a day lie between the
    two readings, and the birth date in the identity number says which is meant.
    """
    return in_1904(frame, epoch_votes(frame).filter(pl.col("votes") > 0))


def epoch_votes(frame: pl.DataFrame) -> pl.DataFrame:
    """system, file, sheet, votes: how many more rows speak for the 1904 system than against it."""
    table = list(_PLACE[:-1])
    if not frame["birth_date"].str.contains(r"^\D*[1-7][0-9]{4}(?:\.[0-9]*)?\D*$").any():
        return frame.select(table).clear().with_columns(votes=pl.lit(0, pl.Int64))
    birth = over_distinct(
        frame, {"birth_date": "_serial"}, dates.is_serial, dates.usually_none, dtype=pl.Boolean
    )
    serial = pl.col("_serial") & (pl.col("id_state") == "valid")
    shifted = dates.shift_1904(pl.col("birth_key"))
    votes = (serial & (shifted == pl.col("id_birth"))).sum().cast(pl.Int64) - (
        serial & (pl.col("birth_key") == pl.col("id_birth"))
    ).sum().cast(pl.Int64)
    return frame.with_columns(birth).group_by(table).agg(votes=votes)


def in_1904(frame: pl.DataFrame, late: pl.DataFrame) -> pl.DataFrame:
    """The rows with the serial dates of these tables read in the 1904 system.

    Args:
        frame: the rows.
        late: system, file, sheet.
    """
    if late.is_empty():
        return frame
    table = list(_PLACE[:-1])
    read = {column: f"_{column}_serial" for column in _DATES}
    marks = late.select(*table, _late=pl.lit(value=True)).unique()
    marked = frame.with_columns(
        over_distinct(frame, read, dates.is_serial, dates.usually_none, dtype=pl.Boolean)
    ).join(marks, on=table, how="left", maintain_order="left")
    return marked.with_columns(
        pl.when(pl.col("_late") & pl.col(read[column]))
        .then(dates.shift_1904(pl.col(key)))
        .otherwise(key)
        .alias(key)
        for column, key in _DATES.items()
    ).drop("_late", *read.values())


def _with_lost(state: pl.Expr) -> pl.Expr:
    """The column 是否为失联党员 says it where the state is the normal one, or none is given."""
    said = pl.col("_lost").fill_null(value=False)
    silent = (state == "normal") | pl.col("state").is_null()
    return pl.when(silent & said).then(pl.lit("lost")).otherwise(state)


def identity_texts(frame: pl.DataFrame) -> pl.Series:
    """What makes a row this row and no other, as far as it goes.

    With a number, the name and the number: the branch may change. Without one, what is there.
    """
    numberless = frame["id_key"].is_null()
    by_number = frame.select(_joined("1", "system", "name_key", "id_key"))
    without = frame.filter(numberless).select(
        _joined(
            "0", "system", "name_key", "member_no_key", "birth_key", "phone_key",
            "branch_code_key", "branch_key", "unit_key",
        )
    )  # fmt: skip
    return patched(by_number, numberless, without)["identity"]


def _joined(mark: str, *columns: str) -> pl.Expr:
    parts = [pl.col(column).fill_null("") for column in columns]
    return (mark + pl.concat_str(parts, separator="\x1f")).alias("identity")
