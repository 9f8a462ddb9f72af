"""SR: the exports themselves: old, apart, incomplete or only partly understood."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.world import World
from orgtransfer.i18n import _

_PLACE = ("system", "file", "sheet")
_USED = ("label", "exported", "rows")


def old_export(world: World) -> pl.DataFrame:
    """{export}: exported on {exported}, more than {days} days ago.

    What it finds:
        An export that is more than the configured days old.

    Why it matters:
        What was corrected since is reported again, and new members are missing.

    Example:
        The nightly job still reads the list of two weeks ago, because nobody exported a new one.

    What to do:
        Export again from the system named and put the file where the configuration looks for it.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    age = (pl.lit(world.today) - pl.col("exported")).dt.total_days()
    days = world.number("SR01", "days")
    # How old it is would be another number every night, and every night news.
    return _once_a_file(world.sources.filter(age > days).with_columns(days=pl.lit(days)))


def exports_apart(world: World) -> pl.DataFrame:
    """{export}: exported on {exported}, {apart} days before the newest export ({newest}).

    What it finds:
        Lists of members of two systems that were exported more than the configured days apart. One
        finding, at the oldest.

    Why it matters:
        Whoever moved in between stands in both systems, or in neither.

    Example:
        The roster is of 20 November, the national system's list of 2 November.

    What to do:
        Export all systems on one day.

    Basis:
        Not a rule of the regulations: a check on the data.

        The national system's statistics follow a day late, so one day apart is no difference.
    """
    members = world.sources.filter(pl.col("kind") == "members", pl.col("exported").is_not_null())
    newest = pl.col("exported").max()
    apart = (newest - pl.col("exported")).dt.total_days()
    rows = members.with_columns(newest=newest, apart=apart)
    late = rows.filter(pl.col("apart") > world.number("SR02", "days"))
    return _once_a_file(late.sort("exported", *_PLACE).head(1)).with_columns(
        subject=pl.lit("members")
    )


def rows_set_aside(world: World) -> pl.DataFrame:
    """{export}: rows that were not used: {count} ({reasons}).

    What it finds:
        Rows of a list of members that are no members (发展对象, 积极分子, 申请人), have no name, or that
        an old program (.dbf) keeps as deleted.
        Totals, notes, blank and repeated header rows are not counted.

    Why it matters:
        They are in no figure of this run. If the list was to hold members only, somebody filtered
        wrongly.

    Example:
        Four 入党积极分子 stand between the members of a branch.

    What to do:
        Nothing, if they belong there. Else export again with members only.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    words = {
        "not_member": _("not members"),
        "no_name": _("without a name"),
        "deleted": _("marked as deleted"),
    }
    return _labelled(_counted(world.set_aside, words), world)


def unmapped_columns(world: World) -> pl.DataFrame:
    """{export}: columns that nothing was made of: {columns}.

    What it finds:
        Headers that no field takes. Serial numbers (序号) are not counted.

    Why it matters:
        If one of them holds ID numbers, posts or branches under an unusual header, the checks that
        need it stay silent.

    Example:
        任职情况 holds what other lists call 专兼职.

    What to do:
        Name the column in the configuration: columns.members = { post = "任职情况" }. `orgtransfer
        inspect FILE` shows how the file is read.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    serial = ["序号", "编号", "No.", "NO", "No"]
    left = pl.col("unmapped").list.set_difference(pl.lit(serial, pl.List(pl.String)))
    rows = world.sources.with_columns(left=left).filter(pl.col("left").list.len() > 0)
    return _once_a_file(rows.with_columns(columns=pl.col("left").list.sort().list.join(_(", "))))


def wrong_total(world: World) -> pl.DataFrame:
    """{export}: its own total says {stated}, {rows} rows were read.

    What it finds:
        A total row (合计) that does not agree with the rows read, with or without those that are no
        members.

    Why it matters:
        Rows were lost on the way, or the total was typed by hand.

    Example:
        合计 1,300, and the file ends after 1,250 rows because the export was cut off.

    What to do:
        Export again. If the total is wrong in the system too, tell whoever keeps it.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    others = (
        world.set_aside.filter(pl.col("reason") == "not_member")
        .group_by(*_PLACE)
        .agg(others=pl.len().cast(pl.UInt32))
    )
    rows = world.sources.join(others, on=_PLACE, how="left", maintain_order="left")
    all_rows = pl.col("rows") + pl.col("others").fill_null(0)
    stated = pl.col("stated")
    return _once_a_file(rows.filter((stated != pl.col("rows")) & (stated != all_rows)))


def no_id_column(world: World) -> pl.DataFrame:
    """{export}: no row gives an ID number.

    What it finds:
        A list of members without a single ID number. One finding a file, none for each member.

    Why it matters:
        Everybody in it has to be found by name and what else is known; namesakes stay undecided.

    Example:
        The export was made with the form that leaves the numbers out.

    What to do:
        Export again with the ID column, masked if need be.

    Basis:
        组通字〔2006〕45号, form of the letter: the ID number is one of its fields.
    """
    empty = (
        world.records.group_by(*_PLACE)
        .agg(none=pl.col("id_number").is_null().all())
        .filter(pl.col("none"))
    )
    members = world.sources.filter(pl.col("kind") == "members")
    return _once_a_file(members.join(empty, on=_PLACE, how="semi"))


def spoilt_cells(world: World) -> pl.DataFrame:
    """{export}: cells that could not be read in full: {count} ({reasons}).

    What it finds:
        Cells that a program spoilt: error values, dates that are none, control characters, rare
        characters that were lost, and a file that ends in the middle of a row. ID numbers kept as
        numbers are reported for each member (ID02).

    Why it matters:
        What such a cell said is missing from every check. A file that ends in the middle has lost
        rows too.

    Example:
        Six names with □ for a rare character, and three dates that show as ########.

    What to do:
        Export again, as .xlsx or in UTF-8, without opening the file in between. If the cells are
        spoilt in the system itself, have them entered again.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    words = {
        "error": _("error values"),
        "date_unreadable": _("unreadable dates"),
        "short_year": _("years of two digits"),
        "other_calendar": _("dates of another calendar"),
        "several_branches": _("several branches in one cell"),
        "control": _("control characters"),
        "lost_character": _("lost characters"),
        "cut_off": _("the file is cut off"),
    }
    counted = _counted(world.damage.rename({"kind": "reason"}), words)
    cut = pl.col("reasons").str.contains(words["cut_off"], literal=True)
    severity = pl.when(cut).then(pl.lit("error"))
    return _labelled(counted.with_columns(severity=severity), world)


def _counted(rows: pl.DataFrame, words: dict[str, str]) -> pl.DataFrame:
    """One row a table: `count`, the first `row`, and `reasons`, each with its number."""
    return (
        rows.filter(pl.col("reason").is_in(list(words)))
        .group_by(*_PLACE, "reason")
        .agg(count=pl.len(), row=pl.col("row").min())
        .sort(*_PLACE, "reason")
        .with_columns(
            reason=pl.concat_str(
                pl.col("reason").replace_strict(words, return_dtype=pl.String),
                pl.lit(_(": ")),
                pl.col("count"),
            )
        )
        .group_by(*_PLACE, maintain_order=True)
        .agg(pl.col("count").sum(), pl.col("row").min(), reasons=pl.col("reason").str.join(_(", ")))
    )


def _once_a_file(rows: pl.DataFrame) -> pl.DataFrame:
    """With what a source's finding needs: its place, its label and its key."""
    return rows.with_columns(
        row=pl.col("header_row"),
        export=_export(),
        subject=pl.concat_str("system", "kind", "sheet", separator=":"),
    ).drop("set_aside", "unmapped", "role", "format", "encoding", "header_row")


def _labelled(rows: pl.DataFrame, world: World) -> pl.DataFrame:
    return rows.join(world.labels, on="system", how="left", maintain_order="left").with_columns(
        pl.coalesce("label", "system").alias("label"),
        export=_export(),
        subject=pl.concat_str("system", "sheet", separator=":"),
    )


def _export() -> pl.Expr:
    """The file's name, without its folders."""
    return pl.col("file").str.extract(r"([^/]*)$")
