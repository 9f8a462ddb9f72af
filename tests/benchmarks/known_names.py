"""How likely a written name is, by the rates at which the benchmark worlds are made.

Chances of names and of slips, taken from the generator's own tables: a name's share in the
population, what slips make of it, and the chance to read it at all.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import polars as pl

from tests.benchmarks import errors, population, slips
from tests.benchmarks.errors import Model

WOMEN: Final = 0.58
_TWINS, _TWIN_NAMES = 1 / 600, 40
_MINORITY_SHARE: Final = 0.003
_ONE_CHARACTER: Final = 0.18
_CLEAN: Final = ("spaced", "note")
"""Changes that any reader undoes, and that exclude another slip: a row has one at most."""
_BY_FORMULA: Final = ("renamed", "other")
_WILD: Final = r"\[石羡\]|[?□\x{e123}]"
_COMMON: Final = Counter(errors._COMMON)  # the generator's own table
_STAND_IN: Final = "甲"


def canonical(name: pl.Expr) -> pl.Expr:
    """The name without the blanks and notes that clerks add."""
    return name.str.replace_all(r"\(退休\)|\(组长\)|（女）| ", "")


def touched(name: pl.Expr) -> pl.Expr:
    """Whether a row bears a blank or a note, and so no other slip."""
    return name != canonical(name)


def _zipf(text: str) -> dict[str, float]:
    pool = list(dict.fromkeys(text))
    return dict(zip(pool, population._zipf(len(pool), 0.8).tolist(), strict=True))


def _surnames() -> dict[str, float]:
    shares = {
        re.sub(r"[0-9.]", "", e): float(re.sub(r"[^0-9.]", "", e)) for e in population._SURNAMES
    }
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()}


_SURNAMES: Final = _surnames()
_FIRST: Final = _zipf(population._FIRST + population._MALE + population._FEMALE)
_LAST: Final = {"男": _zipf(population._MALE), "女": _zipf(population._FEMALE)}
_TWIN: Final = dict.fromkeys(population._MALE[:_TWIN_NAMES], 1 / _TWIN_NAMES)


def _of(column: pl.Expr, shares: dict[str, float]) -> pl.Expr:
    return column.replace_strict(
        list(shares), list(shares.values()), default=0.0, return_dtype=pl.Float64
    )


def _parts(name: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    long = name.str.slice(0, 2).is_in([s for s in _SURNAMES if len(s) > 1])
    return (
        pl.when(long).then(name.str.slice(0, 2)).otherwise(name.str.slice(0, 1)),
        pl.when(long).then(name.str.slice(2)).otherwise(name.str.slice(1)),
    )


def _share_by_sex(name: pl.Expr, sex: str) -> pl.Expr:
    surname, given = _parts(name)
    length = given.str.len_chars()
    last = _LAST[sex]
    one = _ONE_CHARACTER * _of(given, last) * (1 - _TWINS) + _TWINS * _of(given, _TWIN)
    two = (1 - _ONE_CHARACTER) * _of(given.str.slice(0, 1), _FIRST) * _of(given.str.slice(1), last)
    # A lost character: what stood in its place may have been any of the list.
    wild = given.str.replace_all(_WILD, "*")
    shape = (
        pl.when(wild == "*").then(_ONE_CHARACTER)
        .when(wild.str.starts_with("*")).then(_lost(wild.str.slice(1), last))
        .when(wild.str.ends_with("*")).then(_lost_last(wild.str.slice(0, 1)))
        .when(length == 1).then(one)
        .when(length == 2).then(two)
        .otherwise(0.0)
    )  # fmt: skip
    minority = pl.when(name.is_in(list(population._MINORITY))).then(1.0).otherwise(0.0)
    return _of(surname, _SURNAMES) * shape * (1 - _MINORITY_SHARE) + minority * (
        _MINORITY_SHARE / len(population._MINORITY)
    )


def _lost(given: pl.Expr, last: dict[str, float]) -> pl.Expr:
    return (1 - _ONE_CHARACTER) * _of(given, last)


def _lost_last(first: pl.Expr) -> pl.Expr:
    return (1 - _ONE_CHARACTER) * _of(first, _FIRST)


def share(name: pl.Expr, sex: pl.Expr, wrong: float) -> pl.Expr:
    """The joint share of a name (or a pattern of one) and a sex as written; sex null: the name's."""
    men, women = _share_by_sex(name, "男"), _share_by_sex(name, "女")
    is_man = pl.when(sex == "男").then(1 - wrong).otherwise(wrong)
    told = (1 - WOMEN) * men * is_man + WOMEN * women * (1 - is_man)
    return pl.when(sex.is_null()).then((1 - WOMEN) * men + WOMEN * women).otherwise(told)


def slip_table(names: pl.Series, model: Model) -> pl.DataFrame:
    """`true`, `written`, `chance` for all slips but those that may give any name."""
    kinds = {k: r for k, r in model.names.items() if k not in (*_CLEAN, *_BY_FORMULA)}
    both = pl.DataFrame({"true": names}).select(
        "true", first=pl.col("true").str.slice(0, 1), rest=pl.col("true").str.slice(1)
    )
    rests = [_STAND_IN + rest for rest in both["rest"].unique().sort()]
    made = slips.table(rests, kinds, errors.NAMES).with_columns(
        rest=pl.col("true").str.slice(1), true=None
    )
    return (
        both.join(made.drop("true"), on="rest")
        .with_columns(written=pl.col("written").str.replace(_STAND_IN, pl.col("first")))
        .group_by("true", "written")
        .agg(pl.col("chance").sum())
    )


def unslipped(model: Model) -> float:
    """The chance that a row without blank or note bears no slip of the name."""
    return 1 - sum(model.names.values())


def _one_of_common(character: pl.Expr) -> pl.Expr:
    total = sum(_COMMON.values())
    return _of(character, {c: n / total for c, n in _COMMON.items()})


def by_formula(true: pl.Expr, written: pl.Expr, model: Model) -> pl.Expr:
    """The chance of the slips that may give any name: a new given name, or any other character."""
    same_family = true.str.slice(0, 1) == written.str.slice(0, 1)
    first, second = written.str.slice(1, 1), written.str.slice(2, 1)
    new = _one_of_common(first) * _one_of_common(second) * model.names.get("renamed", 0.0)
    renamed = pl.when(same_family & (written.str.len_chars() == 3)).then(new).otherwise(0.0)
    length = true.str.len_chars()
    one_other = sum(
        pl.when(
            (true.str.slice(0, at) == written.str.slice(0, at))
            & (true.str.slice(at + 1) == written.str.slice(at + 1))
            & (length > at) & (length == written.str.len_chars())
        ).then(_one_of_common(written.str.slice(at, 1)) / (length - 1)).otherwise(0.0)
        for at in (1, 2, 3)
    )  # fmt: skip
    return renamed + one_other * model.names.get("other", 0.0)


def chance_to_read(
    written: pl.DataFrame, table: pl.DataFrame, model: Model, wrong: float, scale: float
) -> pl.DataFrame:
    """`name`, `sex` with `share` (the name as it is) and `chance` (to read it, slips included).

    The names from which a slip leads here are taken to be those to which one leads from here: most
    slips go both ways alike.
    """
    near = (
        written.join(table, left_on="name", right_on="true")
        .filter(pl.col("written") != pl.col("name"))
        .with_columns(source=share(pl.col("written"), pl.col("sex"), wrong))
        .group_by("name", "sex")
        .agg(slipped=(pl.col("source") * pl.col("chance")).sum())
    )
    name, sex = pl.col("name"), pl.col("sex")
    wild = name.str.contains(_WILD)
    at_sex = pl.when(sex == "男").then(1 - WOMEN).when(sex == "女").then(WOMEN).otherwise(1.0)
    surname, given = _parts(name)
    any_given = (
        pl.when(given.str.len_chars() == 2)
        .then(_one_of_common(given.str.slice(0, 1)) * _one_of_common(given.str.slice(1)))
        .otherwise(0.0)
    )
    lost = model.names.get("lost", 0.0) / len(errors._RARE)
    doubled = name.str.slice(1, 1) == name.str.slice(2, 1)
    once = pl.concat_str(name.str.slice(0, 2), name.str.slice(3))
    made = (
        model.names.get("renamed", 0.0) * _of(surname, _SURNAMES) * at_sex * any_given
        + pl.when(wild).then(pl.col("share") * lost / 2).otherwise(0.0)
        + pl.when(doubled).then(share(once, sex, wrong)).otherwise(0.0)
        * model.names.get("doubled", 0.0)
    )
    return (
        written.with_columns(share=share(name, sex, wrong))
        .join(near, on=["name", "sex"], how="left")
        .with_columns(
            chance=pl.when(wild).then(0.0).otherwise("share") * (1 - scale * (1 - unslipped(model)))
            + scale * (pl.col("slipped").fill_null(0.0) + made)
        )
        .drop("slipped")
    )
