"""Which of two sides that differ is likelier right, and why.

Asked in this order, the first question that tells the two apart answers: does the value agree with
a sound ID number; do more systems say so; is it plausible beside the record's other dates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from orgtransfer.findings.dates import contradict, earliest, latest
from orgtransfer.findings.world import World
from orgtransfer.i18n import N_, _

_SOUND = ("valid", "fifteen")
_VOTES = N_("more systems say so")


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


# Field -> the reason given, and whether it speaks for a side ("a" or "b") of a pair.
_BEFORE: Final[Mapping[str, tuple[tuple[str, Callable[[str], pl.Expr]], ...]]] = {
    "id": ((N_("agrees with the birth date"), lambda side: _fits(f"{side}_id_birth", "birth")),),
    "birth": ((N_("agrees with the ID number"), lambda side: _fits(f"{side}_birth_key", "id")),),
    "sex": ((N_("agrees with the ID number"), _is_id_sex),),
}
_AFTER: Final[Mapping[str, tuple[tuple[str, Callable[[str], pl.Expr]], ...]]] = {
    "join": (
        (N_("of age then"), _of_age),
        (N_("a year before full membership"), _a_year),
    ),
    "full": ((N_("a year after joining"), _a_year),),
    "category": ((N_("has a date of full membership"), _has_full_date),),
    "phone": ((N_("is a mobile number"), _mobile),),
}


def with_likelier(links: pl.DataFrame, world: World, field: str) -> pl.DataFrame:
    """`links` with `likelier`: the system that is likelier right about `field`, and the reason.

    Args:
        links: rows of `World.links` that differ on the field.
        world: the run's tables; other systems' records of the person have a say.
        field: id, name, birth, sex, ethnicity, category, join, full, education or phone.
    """
    voted = links.pipe(_votes, world, f"{field}_key")
    questions = [
        *((reason, ask("a"), ask("b")) for reason, ask in _BEFORE.get(field, ())),
        (_VOTES, pl.col("a_votes") > pl.col("b_votes"), pl.col("b_votes") > pl.col("a_votes")),
        *((reason, ask("a"), ask("b")) for reason, ask in _AFTER.get(field, ())),
    ]
    answers = [
        pl.when(for_a & ~for_b)
        .then(_answer("a_label", reason))
        .when(for_b & ~for_a)
        .then(_answer("b_label", reason))
        for reason, for_a, for_b in (
            (reason, a.fill_null(value=False), b.fill_null(value=False))
            for reason, a, b in questions
        )
    ]
    return voted.with_columns(likelier=pl.coalesce(*answers, pl.lit(_("cannot be told"))))


def _answer(label: str, reason: str) -> pl.Expr:
    return pl.concat_str(pl.col(label), pl.lit(_(" ({reason})").format(reason=_(reason))))


def _votes(links: pl.DataFrame, world: World, key: str) -> pl.DataFrame:
    """With `a_votes`, `b_votes`: how many systems give the person each side's value."""
    people = world.alive.select("person", "system", key).join(links, on="person", how="semi")
    counts = people.drop_nulls(key).group_by("person", key).agg(votes=pl.col("system").n_unique())
    for side in ("a", "b"):
        renamed = counts.rename({key: f"{side}_{key}", "votes": f"{side}_votes"})
        links = links.join(
            renamed, on=["person", f"{side}_{key}"], how="left", maintain_order="left"
        )
    return links
