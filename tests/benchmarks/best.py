"""The best decision that a world allows: `python -m tests.benchmarks.best [--help]`.

Every roster row is weighed against the register's people with the chances by which the world was
made (known_names, known_fields): what share of people has the name, birth and unit; how often each
slip happens and what it makes of a value; who is in the register, and who is on the roster twice.
No tool can know these. The ways of pairing are then weighed together: a person of the register has
no, one or two rows on the roster. What comes out is each pair's probability, and so the best set of
links under a bound on precision, and what a clerk could at most find among three candidates a row.

It is a little more than the best possible where it takes from the truth which rows of the register
are one person (their ID numbers say so), and a little less where two slips met in one name.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from tests.benchmarks import errors, figures, known_fields, known_names, pairings, worlds
from tests.benchmarks.errors import Model

_BIRTH_LENGTH: Final = {"noid": 7, "roster": 4}
PRECISION: Final = {"noid": 0.9995, "roster": 0.997}
SURE: Final = 0.99
QUARTER: Final = 1 / 4
"""At most three pairs of a row can be likelier than this: what a clerk may be shown."""


@dataclass(frozen=True)
class Best:
    """What the best decision reaches."""

    auto: figures.Figures
    """The most links whose precision as a whole keeps the bound."""
    sure: figures.Figures
    """The links that are each sure to 0.99."""
    quarter: float
    """Of the true pairs, the share with a probability above 1/4."""
    pairs: pl.DataFrame
    """`roster`, `register` (rows), `probability`, and the log of each field's ratio."""


def probabilities(world: worlds.World, model: Model) -> pl.DataFrame:
    """The probability of every pair that the world's own chances make worth a look."""
    length = _BIRTH_LENGTH[world.difficulty]
    roster, register = _prepared(world, length)
    names = pl.concat([roster["name"], register["name"]]).unique().sort()
    slips = known_names.slip_table(names, model)
    pairs = _candidates(roster, register, slips)
    ratios = _ratios(pairs, roster, register, slips, model, world.difficulty)
    return pairings.weigh(ratios, roster.height, register["person"].n_unique())


def _prepared(world: worlds.World, length: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    raw = world.inputs.records.join(world.truth, on=["system", "row"], maintain_order="left")
    name = pl.col("name")
    number = pl.col("id_number").str.strip_chars()
    sound = number.str.contains(r"^99\d{15}[\dX]$") & (
        number.str.slice(17) == _check(number)
    ).fill_null(value=False)
    told = pl.concat_str(
        number.str.slice(6, 4), number.str.slice(10, 2), number.str.slice(12, 2), separator="-"
    )
    columns = (
        pl.col("row"),
        known_names.canonical(name).alias("name"),
        known_names.touched(name).alias("touched"),
        pl.col("sex"), pl.col("unit"), pl.col("phone"), pl.col("person"),
    )  # fmt: skip
    roster = raw.filter(system="roster").select(*columns, birth="birth_date")
    # The register's number holds the birth date, and a right check digit vouches for it.
    register = raw.filter(system="register").select(
        *columns, birth=pl.when(sound).then(told).otherwise("birth_date")
    )
    return roster, register.with_columns(month=pl.col("birth").str.slice(0, length))


def _check(number: pl.Expr) -> pl.Expr:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = pl.sum_horizontal(
        number.str.slice(i, 1).cast(pl.Int32, strict=False) * w for i, w in enumerate(weights)
    )
    return (total % 11).replace_strict(list(range(11)), list("10X98765432"), return_dtype=pl.String)


def _candidates(roster: pl.DataFrame, register: pl.DataFrame, slips: pl.DataFrame) -> pl.DataFrame:
    """`i`, `j`: pairs by name or any slip of it either way, by phone, by birth and surname or unit."""
    left = roster.with_row_index("i").with_columns(family=pl.col("name").str.slice(0, 1))
    right = register.with_row_index("j").with_columns(family=pl.col("name").str.slice(0, 1))
    forward = right.join(slips, left_on="name", right_on="true").select("j", name="written")
    backward = left.join(slips, left_on="name", right_on="true").select("i", name="written")
    phones = [
        left.select("i", key=pl.col("phone").str.slice(*part)).join(
            right.select("j", key=pl.col("phone").str.slice(*part)), on="key"
        )
        for part in ((0, 6), (5, 6))
        if left["phone"].is_not_null().any()
    ]
    born = left.with_columns(month="birth").drop_nulls("birth")
    found = [
        left.join(right, on="name"),
        left.join(forward, on="name"),
        backward.join(right, on="name"),
        left.join(right, on=["phone"]),
        born.join(right, on=["month", "family", "sex"]),
        *phones,
    ]  # fmt: skip
    return pl.concat([pairs.select("i", "j") for pairs in found]).unique().sort("i", "j")


def _ratios(  # the two tables, and the chances they are weighed with
    pairs: pl.DataFrame,
    roster: pl.DataFrame,
    register: pl.DataFrame,
    slips: pl.DataFrame,
    model: Model,
    difficulty: str,
) -> pl.DataFrame:
    """`pairs` with the log ratios `name` (with sex), `birth`, `unit`, `phone`, and `person`."""
    left, right = roster[pairs["i"]], register[pairs["j"]]
    table = pl.concat(
        [left.select(pl.all().name.suffix("_a")), right.select(pl.all().name.suffix("_b"))],
        how="horizontal",
    )
    columns = {
        "name": _name(table, slips, model),
        "birth": _birth(table, model, _BIRTH_LENGTH[difficulty]),
        "unit": _unit(table, model, shorter=difficulty == "roster"),
        "phone": pl.Series(np.log(known_fields.phone_ratio(left["phone"], right["phone"], model))),
    }
    return pairs.with_columns(
        roster=left["row"], register=right["row"], person=right["person"], **columns
    ).filter(pl.sum_horizontal(*columns).is_finite())


def _name(table: pl.DataFrame, slips: pl.DataFrame, model: Model) -> pl.Series:
    wrong = model.sex_wrong
    tenth = 0.1
    read = known_names.chance_to_read(
        table.select(name="name_a", sex="sex_a").unique(), slips, model, wrong, 1.0
    ).rename({"share": "share_a", "chance": "chance_a"})
    held = known_names.chance_to_read(
        table.select(name="name_b", sex="sex_b").unique(), slips, model, wrong * tenth, tenth
    ).rename({"share": "share_b", "chance": "chance_b"})
    there = slips.rename({"true": "name_b", "written": "name_a", "chance": "there"})
    back = slips.rename({"true": "name_a", "written": "name_b", "chance": "back"})
    both = (
        table.select("name_a", "name_b", "sex_a", "sex_b", "touched_a")
        .join(read, left_on=["name_a", "sex_a"], right_on=["name", "sex"], how="left", maintain_order="left")
        .join(held, left_on=["name_b", "sex_b"], right_on=["name", "sex"], how="left", maintain_order="left")
        .join(there, on=["name_a", "name_b"], how="left", maintain_order="left")
        .join(back, on=["name_a", "name_b"], how="left", maintain_order="left")
    )  # fmt: skip
    a, b = pl.col("name_a"), pl.col("name_b")
    intact = known_names.unslipped(model)
    intact_b = 1 - tenth * (1 - intact)
    written = pl.when("touched_a").then(
        pl.when(a == b).then(1.0).otherwise(0.0)
    ).otherwise(
        pl.when(a == b).then(intact).otherwise(0.0)
        + pl.col("there").fill_null(0.0) + known_names.by_formula(b, a, model)
    )  # fmt: skip
    slipped_there = pl.col("back").fill_null(0.0) + known_names.by_formula(a, b, model)
    kept = pl.when("touched_a").then(1.0).otherwise(intact)
    chance = (
        written * pl.col("share_b") * intact_b + kept * pl.col("share_a") * tenth * slipped_there
    ) / pl.col("chance_b")
    off = wrong * (1 + tenth)
    sex = pl.when(pl.col("sex_a") == pl.col("sex_b")).then(1 - off).otherwise(off)
    unknown = pl.when("touched_a").then("share_a").otherwise("chance_a")
    return both.select(((chance * sex) / unknown).log()).to_series()


def _birth(table: pl.DataFrame, model: Model, length: int) -> pl.Series:
    chances = known_fields.birth_chances(table["birth_b"], model, length)
    born = known_fields.born(length)
    return (
        table.select("birth_a", "birth_b")
        .join(chances, left_on=["birth_b", "birth_a"], right_on=["true", "written"], how="left", maintain_order="left")
        .join(born, left_on="birth_a", right_on="written", how="left", maintain_order="left")
        .select(
            pl.when(pl.col("birth_a").is_null() | pl.col("birth_b").is_null())
            .then(0.0)
            .otherwise((pl.col("chance").fill_null(0.0) / pl.col("share").fill_null(1e-7)).log())
        )
        .to_series()
    )  # fmt: skip


def _unit(table: pl.DataFrame, model: Model, *, shorter: bool) -> pl.Series:
    forms, shares = known_fields.unit_chances(model, shorter=shorter)
    stayed = pl.col("chance").fill_null(0.0) / pl.col("share")
    return (
        table.select("unit_a", "unit_b")
        .join(forms, left_on=["unit_b", "unit_a"], right_on=["unit", "written"], how="left", maintain_order="left")
        .join(shares, left_on="unit_a", right_on="written", how="left", maintain_order="left")
        .select(
            pl.when(pl.col("unit_a").is_null())
            .then(0.0)
            .otherwise(((1 - model.unit_moved) * stayed + model.unit_moved).log())
        )
        .to_series()
    )  # fmt: skip


def decide(world: worlds.World, pairs: pl.DataFrame, precision_kept: float | None = None) -> Best:
    """The most links whose precision keeps the bound (found on the truth), and the rest.

    Args:
        world: the world.
        pairs: each pair's probability (see `probabilities`).
        precision_kept: the bound; else that of the difficulty.
    """
    bound = PRECISION[world.difficulty] if precision_kept is None else precision_kept
    true = figures.true_pairs(world.truth)
    ranked = pairs.join(
        true.with_columns(true=pl.lit(value=True)), on=["roster", "register"], how="left"
    ).with_columns(pl.col("true").fill_null(value=False))
    ranked = ranked.sort(["probability", "roster", "register"], descending=[True, False, False])
    precision = ranked["true"].cum_sum() / (pl.int_range(1, ranked.height + 1, eager=True))
    allowed = np.flatnonzero((precision >= bound).to_numpy())
    linked = ranked.head(int(allowed[-1]) + 1)
    return Best(
        auto=figures.measure(linked, world.truth),
        sure=figures.measure(ranked.filter(pl.col("probability") >= SURE), world.truth),
        quarter=ranked.filter("true", pl.col("probability") > QUARTER).height / true.height,
        pairs=ranked,
    )


def best(world: worlds.World, model: Model, precision_kept: float | None = None) -> Best:
    """The best decision on a world of difficulty `noid` or `roster`."""
    return decide(world, probabilities(world, model), precision_kept)


def main() -> None:
    """Prints the best decision of the worlds that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roster", type=int, default=10_000)
    parser.add_argument("--register", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", choices=[*errors.MODELS, "all"], default="all")
    parser.add_argument("--difficulty", choices=[*PRECISION, "all"], default="all")
    parser.add_argument("--precision", type=float, help="keep this one, such as 0.9995")
    asked = parser.parse_args()
    for name in errors.MODELS if asked.model == "all" else [asked.model]:
        for difficulty in PRECISION if asked.difficulty == "all" else [asked.difficulty]:
            model = errors.MODELS[name]
            world = worlds.build(
                difficulty, roster=asked.roster, register=asked.register, seed=asked.seed, model=model
            )  # fmt: skip
            start = time.perf_counter()
            found = best(world, model, asked.precision)
            print(f"{difficulty} ({name} errors): {time.perf_counter() - start:.1f} s")
            print(f"  best links   {found.auto}")
            print(f"  each at 0.99 {found.sure}")
            print(f"  above 1/4    R {found.quarter:.5f}")
            print(figures.calibration(found.pairs, world.truth))


if __name__ == "__main__":
    main()
