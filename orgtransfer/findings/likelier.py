"""Which of two sides that differ is likelier right, why, and with what probability.

Asked in this order, the first question that tells the two apart answers: does the value agree with
a sound ID number; is the other one only a mask; do more systems say so; is it plausible beside the
record's other dates; is the other name one that hardly anybody bears.

The probabilities were measured on worlds with known truth and are rounded down: of 877 lines that a
question decided, 873 were right (`python -m tests.benchmarks.bench_likelier`). Where two systems alone
give a value, half of the lines stay open; where a third or fourth one gives it too, hardly one in a
hundred does. How many of all lines stay open depends on how many people two systems alone know; phone
numbers apart, in worlds of three systems 79 of 609 (`--size 3000 6000 --systems 3`) or 65 of 273
(10,000 and 50,000 people, no numbers), of four 124 of 1,063 or 76 of 453; of the 2,054 that were
decided, 2,052 rightly. That holds for systems whose slips are independent: a list copied from another
one is no second voice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log
from typing import Final

import polars as pl

from orgtransfer.findings.dates import contradict, earliest, latest
from orgtransfer.findings.identity import masks_exclude
from orgtransfer.findings.world import World
from orgtransfer.i18n import N_, _

_SOUND = ("valid", "fifteen")
_VOTES = N_("more systems say so")
_RARE_NAME = N_("the other name is hardly ever borne")
_BY_NUMBER, _BY_VOTES, _BY_PLAUSIBILITY = 0.99, 0.98, 0.95
_SURE: Final = 0.985
"""From which probability on a name is said to be likelier right."""
_REGISTER: Final = log(9)
"""Log-odds that of a register and a roster that differ the register is right: nine in ten of the
names, birth dates and sexes of worlds where a list kept by hand has ten times the slips of a system."""
_FIRST_KNOWN: Final = 0.5
"""Added to the count of a surname or character, so that one never seen is rare and not impossible."""
_EITHER: Final = 0.5


def _fits(column: str, other: str) -> pl.Expr:
    """Whether a date agrees with what either side's birth date, or sound number, says."""
    if other == "birth":
        said = [(f"{side}_birth_key", pl.lit(value=True)) for side in "ab"]
    else:
        said = [(f"{side}_id_birth", pl.col(f"{side}_id_state").is_in(_SOUND)) for side in "ab"]
    return pl.any_horizontal(
        sound & pl.col(name).is_not_null() & ~contradict(column, name) for name, sound in said
    )


def _is_id_sex(side: str) -> pl.Expr:
    own = pl.col(f"{side}_sex_key")
    return pl.any_horizontal(
        pl.col(f"{other}_id_state").is_in(_SOUND) & (own == pl.col(f"{other}_id_sex"))
        for other in "ab"
    )


def _of_age(side: str) -> pl.Expr:
    born = pl.coalesce("a_id_birth", "b_id_birth", "a_birth_key", "b_birth_key")
    return latest(f"{side}_join_key") >= earliest(born).dt.offset_by("18y")


def _a_year(side: str) -> pl.Expr:
    return latest(f"{side}_full_key") >= earliest(f"{side}_join_key").dt.offset_by("1y")


def _has_full_date(side: str) -> pl.Expr:
    return pl.col(f"{side}_full_key").is_not_null()


def _mobile(side: str) -> pl.Expr:
    return pl.col(f"{side}_phone_key").str.contains(r"^1[0-9]{10}$")


def _masked(side: str) -> pl.Expr:
    other = "b" if side == "a" else "a"
    return pl.col(f"{side}_id_state").is_in(_SOUND) & (pl.col(f"{other}_id_state") == "masked")


_Question = tuple[str, Callable[[str], pl.Expr], float]
# Field -> the reason given, whether it speaks for a side ("a" or "b") of a pair, and how surely.
_BEFORE: Final[Mapping[str, tuple[_Question, ...]]] = {
    "id": (
        (
            N_("agrees with the birth date"),
            lambda side: _fits(f"{side}_id_birth", "birth"),
            _BY_NUMBER,
        ),
        (N_("whole, and its check digit fits"), _masked, _BY_NUMBER),
    ),
    "birth": (
        (
            N_("agrees with the ID number"),
            lambda side: _fits(f"{side}_birth_key", "id"),
            _BY_NUMBER,
        ),
    ),
    "sex": ((N_("agrees with the ID number"), _is_id_sex, _BY_NUMBER),),
}
_AFTER: Final[Mapping[str, tuple[_Question, ...]]] = {
    "join": (
        (N_("of age then"), _of_age, _BY_PLAUSIBILITY),
        (N_("a year before full membership"), _a_year, _BY_PLAUSIBILITY),
    ),
    "full": ((N_("a year after joining"), _a_year, _BY_PLAUSIBILITY),),
    "category": ((N_("has a date of full membership"), _has_full_date, _BY_PLAUSIBILITY),),
    "phone": ((N_("is a mobile number"), _mobile, _BY_PLAUSIBILITY),),
    "name": ((_RARE_NAME, lambda side: pl.col("right") == side, _SURE),),
}
_DATES: Final = ("birth", "join", "full")
_OF_A_PERSON: Final = ("id", "name", "birth", "sex")
"""Where a list kept by hand is likelier wrong; a phone is as likely new as mistyped."""


def with_likelier(links: pl.DataFrame, world: World, field: str) -> pl.DataFrame:
    """`links` with `likelier`: the system that is likelier right about `field`, and the reason.

    Args:
        links: rows of `World.links` that differ on the field.
        world: the run's tables; other systems' records of the person have a say.
        field: id, name, birth, sex, ethnicity, category, join, full, education or phone.

    Returns:
        The links, with `side` ("a" or "b"; null where it cannot be told), `chance` (the probability
        that this side is right, or that `a` is where it cannot be told), `why` and `likelier`.
    """
    voted = links.pipe(_votes, world, field).pipe(_by_name, world, field)
    questions = [
        *((why, ask("a"), ask("b"), sure) for why, ask, sure in _BEFORE.get(field, ())),
        (
            _VOTES,
            pl.col("a_votes") > pl.col("b_votes"),
            pl.col("b_votes") > pl.col("a_votes"),
            _BY_VOTES,
        ),
        *((why, ask("a"), ask("b"), sure) for why, ask, sure in _AFTER.get(field, ())),
    ]
    answers = [
        (_when(for_a & ~for_b, "a", why, sure), _when(for_b & ~for_a, "b", why, sure))
        for why, for_a, for_b, sure in (
            (why, a.fill_null(value=False), b.fill_null(value=False), sure)
            for why, a, b, sure in questions
        )
    ]
    found = pl.coalesce(*(answer for pair in answers for answer in pair))
    return (
        voted.with_columns(_found=found)
        .with_columns(
            side=pl.col("_found").struct.field("side"),
            why=pl.col("_found").struct.field("why"),
            chance=pl.coalesce(pl.col("_found").struct.field("chance"), "chance_a"),
        )
        .with_columns(
            likelier=pl.when(pl.col("side").is_null())
            .then(pl.lit(_("cannot be told")))
            .otherwise(
                pl.concat_str(
                    pl.when(pl.col("side") == "a").then("a_label").otherwise("b_label"),
                    pl.lit(_(" ({reason})").partition("{reason}")[0]),
                    "why",
                    pl.lit(_(" ({reason})").partition("{reason}")[2]),
                )
            )
        )
        .drop("_found", "right", "chance_a")
    )


def _when(holds: pl.Expr, side: str, why: str, sure: float) -> pl.Expr:
    answer = pl.struct(side=pl.lit(side), why=pl.lit(_(why)), chance=pl.lit(sure))
    return pl.when(holds).then(answer)


def _by_name(links: pl.DataFrame, world: World, field: str) -> pl.DataFrame:
    """With `chance_a`, what role and name alone say of `a`; and `right`, the side that they settle."""
    roles = world.alive.select("record", "role")
    told = links
    for side in ("a", "b"):
        told = told.join(
            roles.rename({"record": f"{side}_record", "role": f"{side}_role"}),
            on=f"{side}_record",
            how="left",
            maintain_order="left",
        )
    registers = [(pl.col(f"{side}_role") == "register").cast(pl.Int8) for side in ("a", "b")]
    odds = _REGISTER * (registers[0] - registers[1]) if field in _OF_A_PERSON else pl.lit(0.0)
    if field == "name":
        odds += _commoner(told, world)
    told = told.with_columns(chance_a=(1 / (1 + (-odds).exp())).fill_null(_EITHER))
    chance = pl.col("chance_a")
    settled = pl.when(chance >= _SURE).then(pl.lit("a")).when(chance <= 1 - _SURE).then(pl.lit("b"))
    # A register that differs from a roster settles nothing by itself.
    right = settled if field == "name" else pl.lit(None, pl.String)
    return told.with_columns(right=right).drop("a_role", "b_role")


def _commoner(links: pl.DataFrame, world: World) -> pl.Series:
    """Log-odds by which the name of `a` is commoner than that of `b`; 0 where their lengths differ.

    A name is as common as its surname and each further character by themselves: most full names are
    borne by one person only, and say nothing.
    """
    said = [_rarity(world.signs, links[f"{side}_name_key"]) for side in ("a", "b")]
    same = links["a_name_key"].str.len_chars() == links["b_name_key"].str.len_chars()
    return (said[0] - said[1]).zip_with(
        same.fill_null(value=False), pl.zeros(links.height, eager=True)
    )


def _rarity(known: pl.DataFrame, asked: pl.Series) -> pl.Series:
    """The log of how common each name is, by its characters; `known` are `People.signs`."""
    place = [pl.col("name").str.slice(0, 1), pl.col("name").str.slice(1)]
    total = pl.zeros(len(asked), eager=True)
    for number, part in enumerate(place):
        counted = known.filter(place=number).select("sign", "count")
        every = max(counted["count"].sum(), 1)
        signs = (
            asked.to_frame("name").with_row_index("line")
            .select("line", sign=part.str.split("")).explode("sign")
            .join(counted, on="sign", how="left", maintain_order="left")
        )  # fmt: skip
        common = ((pl.col("count").fill_null(0) + _FIRST_KNOWN) / every).log()
        each = signs.group_by("line").agg(common.sum().alias("common"))
        lines = asked.to_frame("name").with_row_index("line")
        total += lines.join(each, on="line", how="left", maintain_order="left")["common"]
    return total


def _votes(links: pl.DataFrame, world: World, field: str) -> pl.DataFrame:
    """With `a_votes`, `b_votes`: how many systems say what one side says, and not what the other does.

    A date without its day, or a masked number, speaks for the one side that it does not contradict.
    """
    key = f"{field}_key"
    people = world.alive.select("person", "system", said=key).drop_nulls()
    asked = links.select("person", "a_record", "b_record", a=f"a_{key}", b=f"b_{key}")
    told = asked.join(people, on="person").with_columns(
        for_a=_agree(field, "said", "a") & ~_agree(field, "said", "b"),
        for_b=_agree(field, "said", "b") & ~_agree(field, "said", "a"),
    )
    pair = ["a_record", "b_record"]
    votes = told.group_by(pair).agg(
        pl.col("system").filter(f"for_{side}").n_unique().alias(f"{side}_votes") for side in "ab"
    )
    return links.join(votes, on=pair, how="left", maintain_order="left")


def _agree(field: str, one: str, other: str) -> pl.Expr:
    """Whether two values do not exclude each other."""
    if field in _DATES:
        return ~contradict(one, other)
    if field == "id":
        return ~masks_exclude(one, other)
    return pl.col(one) == pl.col(other)
