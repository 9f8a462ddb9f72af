"""How common names are: to the last digit the same, whatever the order of the rows."""

from __future__ import annotations

import random

import polars as pl

from orgtransfer.match import frequency

_SURNAMES = "王李张刘陈杨黄赵"
_GIVEN = "伟芳娜敏静丽强磊"
_SYSTEMS = ("a", "b", "c", "d")


def _people(rows: int) -> pl.DataFrame:
    """Rows of four systems, names repeated as in life: the first ones of the lists more often."""
    draw = random.Random(5)  # a test's people

    def sign(signs: str) -> str:
        return signs[int(draw.random() ** 2 * len(signs))]

    return pl.DataFrame(
        {
            "system": [draw.choice(_SYSTEMS) for _row in range(rows)],
            "name": [sign(_SURNAMES) + sign(_GIVEN) + sign(_GIVEN) for _row in range(rows)],
            "entity": range(rows),
        }
    )


def test_shares_of_four_systems_do_not_show_the_order_of_their_rows() -> None:
    people = _people(1_500)
    told = people.select("entity", share=frequency._names(people)["name"])
    for seed in range(4):
        mixed = people.sample(fraction=1.0, shuffle=True, seed=seed)
        again = mixed.select("entity", share=frequency._names(mixed)["name"])
        assert again.sort("entity").equals(told)
