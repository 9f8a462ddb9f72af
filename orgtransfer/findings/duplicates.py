"""DU: rows that are one person, numbers that are two, and what is probably one of these."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.facts import fill_template
from orgtransfer.findings.world import World
from orgtransfer.i18n import _


def twice_in_branch(world: World) -> pl.DataFrame:
    """{name} stands {times} times in {branch} ({label}): {places}.

    What it finds:
        Two or more live rows of one person in the same branch of one system: one finding.

    Why it matters:
        The branch counts a member too many, in dues and in every statistic.

    Example:
        Row 15 and row 212 of the roster are the same Li, once with a space in the name.

    What to do:
        Have one of the rows deleted, after taking over what only it says.

    Basis:
        党员教育管理工作条例 (2019), Art. 25: every member is placed in a branch.
    """
    return _several(world.alive, ["person", "system", "node"])


def in_two_branches(world: World) -> pl.DataFrame:
    """{name} stands in {times} branches of {label}: {branches}.

    What it finds:
        One person in two or more branches of one system. In a register only where the double
        relationship is not reported already (RL09), and not where two branches share most of their
        members (BR17). A register's row that still waits for the relationship (待转入) is none.

    Why it matters:
        In a register one of the two is wrong. On the association's side taking part in two
        associations is allowed, and it should be known.

    Example:
        A professor sits in the branches of two learned societies.

    What to do:
        In a register: find out which branch is right and have the other row removed. In a roster:
        agree which association leads.

    Basis:
        党员教育管理工作条例 (2019), Art. 25: every member is placed in a branch.

        Belonging to one branch and taking part in several (一方隶属、参加多重组织生活) is usual
        practice in associations.
    """
    doubled = world.roster.filter(pl.col("verdict") == "double").select("person")
    said = world.registered.select("record", "person").join(doubled, on="person", how="semi")
    waits = (pl.col("role") == "register") & (pl.col("state_key") == "incoming")
    rows = (
        world.alive.filter(~waits.fill_null(value=False))
        .select("record", "person", "system", "role", "node", "org_name")
        .filter(pl.col("node").is_not_null())
        .join(said, on="record", how="anti")
        .join(_of_twin_branches(world), on=["system", "person"], how="anti")
    )
    roster = pl.col("role") == "roster"
    return (
        _repeated(rows, "person", "system")
        .group_by("person", "system", maintain_order=True)
        .agg(
            record=pl.col("record").first(),
            other_record=pl.col("record").filter(pl.col("node") != pl.col("node").first()).first(),
            times=pl.col("node").n_unique(),
            branches=pl.col("org_name").unique(maintain_order=True).sort().str.join(_(", ")),
            severity=pl.when(roster.first()).then(pl.lit("info")),
        )
        .filter(pl.col("times") > 1)
        .with_columns(subject=pl.concat_str("person", "system", separator=":"))
    )


def one_number_two_people(world: World) -> pl.DataFrame:
    """{name} and {other_name} carry one and the same ID number ({number}).

    What it finds:
        A full and valid ID number in records that belong to different persons.

    Why it matters:
        An ID number belongs to one person. One of the two was mistyped, copied from the line above
        or belongs to a member who has been entered under another name.

    Example:
        Zhang's number also stands in the line of his colleague, entered the same day.

    What to do:
        Look at both identity cards; correct the wrong number. If it is one person after a change of
        name, judge the pair as the same.

    Basis:
        GB 11643-1999: one number, one citizen.
    """
    numbers = world.alive.select("record", "person", "id_key", "id_state")
    return (
        _repeated(numbers.filter(id_state="valid"), "id_key")
        .unique(["id_key", "person"], keep="first", maintain_order=True)
        .filter(pl.col("id_key").is_duplicated())
        .group_by("id_key", maintain_order=True)
        .agg(
            record=pl.col("record").first(),
            other_record=pl.col("record").get(1),
            subject=pl.col("person").unique().sort().str.join(":"),
        )
        .drop("id_key")
    )


def probable_double(world: World) -> pl.DataFrame:
    """{name} ({branch}, {place}) and {other_name} ({other_branch}, {other_place}) may be one person.

    What it finds:
        Two rows of one system that look like the same person, where no two full ID numbers can
        settle it. One finding a row without such a number, with the likeliest other row.

    Why it matters:
        One member may be counted twice, or two namesakes are about to be taken for one.

    Example:
        Same name, same phone, one row without an ID number.

    What to do:
        Compare both rows and rule in the sheet of pairs to judge: the same, or not.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    sound = pl.col("id_state").is_in(["valid", "fifteen"]).fill_null(value=False)
    rows = world.alive.select("record", "system", "person", sound=sound, place=_place())
    return (
        world.pairs.filter(pl.col("tier") == "review")
        .join(rows, left_on="a", right_on="record")
        .join(rows, left_on="b", right_on="record", suffix="_b")
        .filter(pl.col("system") == pl.col("system_b"), pl.col("person") != pl.col("person_b"))
        .filter(~(pl.col("sound") & pl.col("sound_b")))
        .with_columns(bare=pl.when(pl.col("sound")).then("b").otherwise("a"))
        .sort("probability", "a", "b", descending=[True, False, False])
        .unique("bare", keep="first", maintain_order=True)
        .select(
            record="a",
            other_record="b",
            place="place",
            other_place="place_b",
            subject=pl.concat_str(
                pl.min_horizontal("person", "person_b"),
                pl.max_horizontal("person", "person_b"),
                separator=":",
            ),
        )
    )


def two_numbers(world: World) -> pl.DataFrame:
    """{name} has two ID numbers in {label}: {number} ({branch}) and {other_number} ({other_branch}).

    What it finds:
        One person with two rows in one system, whose ID numbers are both sound and not the same.
        Different numbers in two systems are FD01.

    Why it matters:
        One of the numbers belongs to nobody, or to somebody else.

    Example:
        Entered a second time after moving, with a mistyped day of birth that passes the check digit
        by chance.

    What to do:
        Compare with the identity card, correct the wrong number, delete the row that is too many.

    Basis:
        GB 11643-1999: one number, one citizen.
    """
    numbers = world.alive.select("record", "person", "system", "id_key", "id_state")
    return (
        _repeated(
            numbers.filter(pl.col("id_state").is_in(["valid", "fifteen"])), "person", "system"
        )
        .group_by("person", "system", maintain_order=True)
        .agg(
            record=pl.col("record").first(),
            other_record=pl.col("record")
            .filter(pl.col("id_key") != pl.col("id_key").first())
            .first(),
        )
        .filter(pl.col("other_record").is_not_null())
        .select("record", "other_record")
    )


def _of_twin_branches(world: World) -> pl.DataFrame:
    """system, person: those whose two branches BR17 reports as having the same members."""
    twins = world.twins.select("node", "other_node")
    rows = world.alive.select("system", "person", "node")
    return (
        rows.join(twins, on="node")
        .join(
            rows.rename({"node": "other_node"}), on=["system", "person", "other_node"], how="semi"
        )
        .select("system", "person")
    )


def _repeated(rows: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """The few rows whose keys stand more than once, by record: groups of one are most of the work."""
    return rows.filter(pl.struct(keys).is_duplicated()).sort("record")


def _several(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    return (
        _repeated(rows, *keys)
        .group_by(keys, maintain_order=True)
        .agg(
            record=pl.col("record").first(),
            other_record=pl.col("record").get(1, null_on_oob=True),
            times=pl.len(),
            places=_place().sort_by("record").str.join(_(", ")),
        )
        .filter(pl.col("times") > 1)
        .select("record", "other_record", "times", "places")
    )


def _place() -> pl.Expr:
    """Where a row stands: the sheet, where there is one, and the row."""
    sheet = pl.when(pl.col("sheet") != "").then(pl.col("sheet") + " ")
    return pl.concat_str(sheet.fill_null(""), fill_template(_("row {row}"), ["row"]))
