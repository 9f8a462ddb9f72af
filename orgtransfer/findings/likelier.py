"""Which of two sides that differ is likelier right, why, and with what probability.

Asked in this order, the first question that tells the two apart answers: does the value agree with
a sound ID number; is the other one only a mask; do more systems say so; is it plausible beside the
record's other dates; which name is the commoner one, and does a register say so (`name_shares`).

The probabilities were measured on worlds with known truth and are rounded down. Of the lines of two, three
and four systems (`python -m tests.benchmarks.bench_likelier --systems 2`, both error models, all
difficulties, phone numbers apart) so many are decided, and so many of these rightly:

| people | two systems | three | four |
|---|---|---|---|
| 10,000 and 50,000 | 1,295 of 1,505: 1,286 | 2,197 of 2,668: 2,196 | 3,512 of 4,075: 3,505 |
| 3,000 and 6,000 (`--size 3000 6000`) | 371 of 464: 363 | 561 of 609: 561 | 973 of 1,063: 972 |

Where a third or fourth system gives the value too, hardly one line in a hundred stays open; where two
alone do, a seventh of a register and a roster, and four of ten names of two registers. That holds for
systems whose slips are independent: a list copied from another one is no second voice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log
from typing import Final

import polars as pl

from orgtransfer.findings import name_shares
from orgtransfer.findings.dates import contradict, earliest, latest
from orgtransfer.findings.identity import masks_exclude
from orgtransfer.findings.world import World
from orgtransfer.i18n import N_, _

_SOUND = ("valid", "fifteen")
_VOTES = N_("more systems say so")
_RARE_NAME = N_("the other name is hardly ever borne")
_LENGTH = N_("a character is missing or doubled in the other name")
_IN_REGISTER = N_("in a register, and the commoner name")
_COMMONER_NAME = N_("the commoner name")
_BY_NUMBER, _BY_VOTES, _BY_PLAUSIBILITY = 0.99, 0.98, 0.95
_WITH_REGISTER, _BY_NAME, _AGAINST_REGISTER = 0.9, 0.97, 0.985
"""From which probability on a name is said to be likelier right: where it is the register's, where no
register differs from a roster, and where it is the roster's. A hand that writes a common character for
a rare one makes the wrong name the commoner: so that alone does not outweigh a register."""
_MOST: Final = 0.985
"""What is said at most of a name: rounded down, as the other probabilities are."""
_REGISTER: Final = log(9)
"""Log-odds that of a register and a roster that differ the register is right: nine in ten of the
names, birth dates and sexes of worlds where a list kept by hand has ten times the slips of a system."""


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


def _by_name_and_role() -> pl.Expr:
    return pl.max_horizontal("chance_a", 1 - pl.col("chance_a")).clip(upper_bound=_MOST)


def _settled_and(also: pl.Expr) -> Callable[[str], pl.Expr]:
    return lambda side: (pl.col("right") == side) & also


_Question = tuple[str, Callable[[str], pl.Expr], float | pl.Expr]
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
    "name": tuple(
        (why, _settled_and(also), _by_name_and_role())
        for why, also in (
            (_LENGTH, pl.col("a_name_key").str.len_chars() != pl.col("b_name_key").str.len_chars()),
            (_RARE_NAME, _by_name_and_role() >= _MOST),
            (_IN_REGISTER, pl.col("_odds_role") * pl.col("_odds_name") > 0),
            (_COMMONER_NAME, pl.lit(value=True)),
        )
    ),
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
        .drop("_found", "right", "chance_a", "_odds_role", "_odds_name")
    )


def _when(holds: pl.Expr, side: str, why: str, sure: float | pl.Expr) -> pl.Expr:
    chance = sure if isinstance(sure, pl.Expr) else pl.lit(sure)
    answer = pl.struct(side=pl.lit(side), why=pl.lit(_(why)), chance=chance)
    return pl.when(holds).then(answer)


def _by_name(links: pl.DataFrame, world: World, field: str) -> pl.DataFrame:
    """What role and name alone say.

    Returns:
        The links, with `_odds_role` and `_odds_name`, the log-odds of each for `a`; `chance_a`, what they
        say together; and `right`, the side they settle.
    """
    told = _with_roles(links, world)
    registers = [(pl.col(f"{side}_role") == "register").cast(pl.Int8) for side in ("a", "b")]
    by_role = _REGISTER * (registers[0] - registers[1]).fill_null(0)
    told = told.with_columns(
        _odds_role=by_role if field in _OF_A_PERSON else pl.lit(0.0),
        _odds_name=name_shares.log_odds(links, world.signs, world.doubled)
        if field == "name"
        else pl.lit(0.0),
    ).drop("a_role", "b_role")
    chance_a = _chance(pl.col("_odds_role") + pl.col("_odds_name"))
    # A register that differs from a roster settles nothing by itself.
    return told.with_columns(chance_a=chance_a, right=_settled())


def _with_roles(links: pl.DataFrame, world: World) -> pl.DataFrame:
    roles = world.alive.select("record", "role")
    for side in ("a", "b"):
        own = roles.rename({"record": f"{side}_record", "role": f"{side}_role"})
        links = links.join(own, on=f"{side}_record", how="left", maintain_order="left")
    return links


def _chance(odds: pl.Expr) -> pl.Expr:
    return 1 / (1 + (-odds).exp())


def _settled() -> pl.Expr:
    """The side that role and name settle: the name has to speak for it, with or without the role."""
    role, name = pl.col("_odds_role"), pl.col("_odds_name")
    least = (
        pl.when(role == 0)
        .then(_BY_NAME)
        .when(role.sign() == name.sign())
        .then(_WITH_REGISTER)
        .otherwise(_AGAINST_REGISTER)
    )
    sure = (name != 0) & (_chance((role + name).abs()) >= least)
    return pl.when(sure).then(pl.when(role + name > 0).then(pl.lit("a")).otherwise(pl.lit("b")))


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
