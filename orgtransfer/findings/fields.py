"""FD: what linked records of two systems say differently. One finding a person and field."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.findings.dates import contradict
from orgtransfer.findings.identity import READABLE, masks_exclude
from orgtransfer.findings.likelier import with_likelier
from orgtransfer.findings.world import World
from orgtransfer.i18n import _


def id_number(world: World) -> pl.DataFrame:
    """{name}: {label} and {other_label} have different ID numbers ({number}, {other_number}).

    What it finds:
        Two sound numbers that are not the same, or a masked number that excludes the other. A
        number that is wrong or damaged by itself is reported as such only (ID01, ID02).

    Why it matters:
        Either one of the records belongs to somebody else, or the person has two entries.

    Example:
        One digit of the day of birth differs, and both numbers pass the check digit.

    What to do:
        Compare with the identity card; correct the wrong number, or judge the pair as not the same.

    Basis:
        GB 11643-1999: one number, one citizen.
    """
    return _one_each(world, "id", differences(world, "id"))


def name(world: World) -> pl.DataFrame:
    """{name} in {label} is {other_name} in {other_label}.

    What it finds:
        Linked records whose names differ by more than spaces, dots or a character that a program
        lost.

    Why it matters:
        Lists that are compared by name lose the person.

    Example:
        李小明 and 李晓明, with one ID number.

    What to do:
        Compare with the identity card; a change of name needs its record in both systems.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    return _one_each(world, "name", differences(world, "name"))


def birth_date(world: World) -> pl.DataFrame:
    """{name}: {label} and {other_label} have different birth dates ({part}).

    What it finds:
        Birth dates that exclude each other at the precision given. Where a record's date already
        contradicts its own ID number (ID05), that finding is enough.

    Why it matters:
        Age decides on admission, retirement and honours.

    Example:
        One system has the lunar date, the other the one on the identity card.

    What to do:
        Compare with the identity card and the member's file.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    return _one_each(world, "birth", differences(world, "birth"), part=_part("birth_key"))


def joining_date(world: World) -> pl.DataFrame:
    """{name}: {label} has {value} as the joining date, {other_label} has {other_value}.

    What it finds:
        Joining dates that exclude each other at the precision given.

    Why it matters:
        The years of membership are counted from this day.

    Example:
        One system has the day of admission, the other the day of becoming a full member.

    What to do:
        Look at the application form (入党志愿书): the day on which the branch meeting admitted the
        member counts.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    return _contradicting(world, "join")


def category(world: World) -> pl.DataFrame:
    """{name}: {value} in {label}, {other_value} in {other_label}.

    What it finds:
        A full member in one system who is on probation in the other.

    Why it matters:
        Only full members vote and are counted for a branch's size.

    Example:
        Regularised in May, and the roster was never brought up to date.

    What to do:
        Take the later stage if the branch meeting's decision is on file, and correct the other.

    Basis:
        支部工作条例(试行) (2018), Art. 4: only full members are counted.
    """
    return _unequal(world, "category")


def sex(world: World) -> pl.DataFrame:
    """{name}: {label} and {other_label} have a different sex ({value}, {other_value}).

    What it finds:
        Sex given in both systems and not the same. Where one already contradicts the record's own
        ID number (ID05), that finding is enough.

    Why it matters:
        A mistyped code, or two people taken for one.

    Example:
        Code 1 means a man in one system and a woman in the other.

    What to do:
        Compare with the identity card.

    Basis:
        GB 11643-1999: digit 17 is odd for men, even for women.
    """
    words = {"M": _("male"), "F": _("female")}
    said = [pl.col(key).replace_strict(words) for key in ("a_sex_key", "b_sex_key")]
    both = differences(world, "sex")
    return _one_each(world, "sex", both, value=said[0], other_value=said[1])


def ethnicity(world: World) -> pl.DataFrame:
    """{name}: {value} in {label}, {other_value} in {other_label}.

    What it finds:
        Ethnic groups (民族) that are not the same in two systems.

    Why it matters:
        A mistyped code, or two people taken for one.

    Example:
        汉族 in one system, 回族 in the other.

    What to do:
        Compare with the identity card.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    return _unequal(world, "ethnicity")


def full_date(world: World) -> pl.DataFrame:
    """{name}: full member from {value} in {label}, from {other_value} in {other_label}.

    What it finds:
        Dates of becoming a full member that exclude each other at the precision given.

    Why it matters:
        Rights to vote and to be elected begin with this day.

    Example:
        One system has the day of the meeting, the other the day of the superior's approval.

    What to do:
        Look at the application form (入党志愿书) and correct the other one.

    Basis:
        中国共产党发展党员工作细则 (2014), Art. 32: full membership follows a year's probation.
    """
    return _contradicting(world, "full")


def education(world: World) -> pl.DataFrame:
    """{name}: {value} in {label}, {other_value} in {other_label}.

    What it finds:
        Degrees of education that are not the same in two systems.

    Why it matters:
        Statistics by education differ; mostly one list was never brought up to date.

    Example:
        大学本科 in the register, 硕士研究生 on the roster.

    What to do:
        Take the higher one if its certificate is on file.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    return _unequal(world, "education")


def phone(world: World) -> pl.DataFrame:
    """{name}: {label} and {other_label} have different phone numbers.

    What it finds:
        Phone numbers that are not the same in two systems.

    Why it matters:
        Whoever has to call the member calls in vain.

    Example:
        The office's number in one system, the mobile phone in the other.

    What to do:
        Ask the member, and enter the number in use on both sides.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    return _unequal(world, "phone").drop("value", "other_value")


CODES: Final = {
    "id": "FD01", "name": "FD02", "birth": "FD03", "join": "FD04", "category": "FD05", "sex": "FD06",
    "ethnicity": "FD07", "full": "FD08", "education": "FD09", "phone": "FD10",
}  # fmt: skip
"""Field -> the rule about it."""


def differences(world: World, field: str) -> pl.DataFrame:
    """The rows of `World.links` that contradict each other in a field (a key of CODES)."""
    a, b = f"a_{field}_key", f"b_{field}_key"
    if field == "id":
        both = pl.col("a_id_state").is_in(READABLE) & pl.col("b_id_state").is_in(READABLE)
        return world.links(both & (pl.col(a) != pl.col(b))).filter(masks_exclude(a, b))
    if field == "name":
        from orgtransfer.similarity import names

        unequal = world.links(pl.col(a) != pl.col(b))
        return unequal.filter(names.compare(unequal[a], unequal[b]) != "wildcard")
    own = contradict("a_birth_key", "a_id_birth") | contradict("b_birth_key", "b_id_birth")
    if field == "birth":
        return world.links(contradict(a, b) & ~own)
    if field in {"join", "full"}:
        return world.links(contradict(a, b))
    unequal = world.links(pl.col(a) != pl.col(b))
    if field == "sex":
        own = contradict("a_sex_key", "a_id_sex") | contradict("b_sex_key", "b_id_sex")
        return unequal.filter(~own)
    return unequal


def _unequal(world: World, field: str) -> pl.DataFrame:
    links = differences(world, field)
    return _one_each(
        world, field, links, value=pl.col(f"a_{field}"), other_value=pl.col(f"b_{field}")
    )


def _contradicting(world: World, field: str) -> pl.DataFrame:
    a, b = f"a_{field}_key", f"b_{field}_key"
    return _one_each(
        world, field, differences(world, field), value=pl.col(a), other_value=pl.col(b)
    )


def _one_each(world: World, field: str, links: pl.DataFrame, **facts: pl.Expr) -> pl.DataFrame:
    """The first contradicting pair of each person, with the side that is likelier right."""
    # By the systems in their order, by what the rows say, and by their keys: the order of the rows
    # in tonight's files would name another pair, and keys alone are others in another store.
    said = (f"{field}_key", field, "branch_key", "record_key")
    stays = [f"{side}_{name}" for name in said for side in ("a", "b")]
    known = [name for name in stays if name in links.columns]
    if links.is_empty():  # as for most fields on most nights
        likelier = pl.lit(None, pl.String).alias("likelier")
        return links.select(likelier, record="a_record", other_record="b_record", **facts)
    first = dict(world.first_records.iter_rows())
    systems = [
        pl.col(f"{side}_system").replace_strict(first, return_dtype=pl.UInt32).alias(f"_{side}")
        for side in ("a", "b")
    ]
    each = (
        links.with_columns(systems)
        .sort("_a", "_b", *known, nulls_last=True)
        .unique("person", keep="first", maintain_order=True)
        .drop("_a", "_b")
    )
    judged = with_likelier(each, world, field)
    return judged.select("likelier", record="a_record", other_record="b_record", **facts)


def _part(field: str) -> pl.Expr:
    """Which parts of two dates differ, without giving the dates away."""
    a, b = pl.col(f"a_{field}"), pl.col(f"b_{field}")
    parts = [
        pl.when(
            a.str.slice(start, size) != b.str.slice(start, size), b.str.len_chars() > start
        ).then(pl.when(a.str.len_chars() > start).then(pl.lit(word)))
        for start, size, word in ((0, 4, _("year")), (5, 2, _("month")), (8, 2, _("day")))
    ]
    return pl.concat_str(*parts, separator=_(", "), ignore_nulls=True)
