"""What a run knows for a letter: one row a roster record whose relationship is to move."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.models import Outcome

PERSON_FACTS: Final = frames.Schema(
    "person_facts",
    {
        "person": pl.String,
        "record": pl.UInt32,  # of the roster
        "verdict": pl.String,
        "key": pl.String,  # of the finding that asks for the transfer; null without one
        "name": pl.String,
        "sex": pl.String,  # M, F
        "born": pl.String,
        "ethnicity": pl.String,
        "category": pl.String,  # full, probationary
        "id_number": pl.String,  # whole and sound, else null
        "from_org": pl.String,
        "to_org": pl.String,
        "addressee": pl.String,
        "dues": pl.String,
        "phone": pl.String,
        "committee": pl.String,
        "office_phone": pl.String,
        "call": pl.String,  # the unit that is asked for the transfer
    },
)
"""What is known about the people of a roster, for their letters."""

_SOUND: Final = ("valid", "fifteen")
_DEEPEST: Final = 20
_MOVING: Final = ("RL01", "RL05")
"""The findings that ask for a letter: due to move; and a letter that ran out."""


def about(outcome: Outcome) -> pl.DataFrame:
    """PERSON_FACTS: one row a person on a roster, the first of each person's records.

    The register's word comes before the roster's, since the letter is its to give; sex and birth
    follow the ID number where it is sound. Where registers or rosters contradict each other about
    the category, it is left blank: a letter says nothing that a source denies.
    """
    verdicts = (
        outcome.verdicts.join(outcome.matched.persons, on="record")
        # Who is due in one of two branches is due.
        .sort((pl.col("verdict") != "due").fill_null(value=True), "record")
        .unique("person", keep="first", maintain_order=True)
    )
    homes = _homes(outcome)
    own = outcome.records.join(homes, on="record", how="left")
    here = own.select("record", *(pl.col(name).alias(f"here_{name}") for name in _TAKEN))
    there = own.select(
        pl.col("record").alias("register_record"),
        *(pl.col(name).alias(f"there_{name}") for name in _TAKEN),
    )
    joined = (
        verdicts.join(here, on="record", how="left")
        .join(there, on="register_record", how="left")
        .join(_asked(outcome), on="record", how="left")
    )
    made = joined.select(
        "person", "record", "verdict", "key",
        _whole_name(),
        pl.coalesce(_sound("there", "id_sex"), _sound("here", "id_sex"), _either("sex_key")).alias(
            "sex"
        ),
        pl.coalesce(
            _sound("there", "id_birth"), _sound("here", "id_birth"), _either("birth_key")
        ).alias("born"),
        _either("ethnicity_key").alias("ethnicity"),
        _agreed("category_key").alias("category"),
        pl.coalesce(_sound("there", "id_key"), _sound("here", "id_key")).alias("id_number"),
        pl.coalesce("there_org_name", "there_branch").alias("from_org"),
        pl.coalesce("here_org_name", "here_branch").alias("to_org"),
        pl.col("here_committee").alias("addressee"),
        _either("dues_key").alias("dues"),
        # The association called the person last.
        pl.coalesce("here_phone_key", "there_phone_key").alias("phone"),
        pl.col("there_committee").alias("committee"),
        pl.col("there_office_phone").alias("office_phone"),
        "call",
    )  # fmt: skip
    return frames.conform(made.sort("record"), PERSON_FACTS)


_TAKEN: Final = (
    "name_key", "sex_key", "birth_key", "ethnicity_key", "category_key", "id_key", "id_state",
    "id_sex", "id_birth", "dues_key", "phone_key", "branch", "org_name", "committee",
    "office_phone",
)  # fmt: skip


def _either(name: str) -> pl.Expr:
    return pl.coalesce(f"there_{name}", f"here_{name}").alias(name)


def _whole_name() -> pl.Expr:
    """The name, from the side that has every character of it."""
    names = [
        pl.when(~pl.col(f"{side}_name_key").str.contains("?", literal=True)).then(
            pl.col(f"{side}_name_key")
        )
        for side in ("there", "here")
    ]
    return pl.coalesce(*names).alias("name")


def _agreed(name: str) -> pl.Expr:
    """What both say, or one alone; null where they contradict each other."""
    there, here = pl.col(f"there_{name}"), pl.col(f"here_{name}")
    return pl.when((there != here).fill_null(value=False)).then(None).otherwise(_either(name))


def _sound(side: str, name: str) -> pl.Expr:
    return pl.when(pl.col(f"{side}_id_state").is_in(_SOUND)).then(pl.col(f"{side}_{name}"))


def _asked(outcome: Outcome) -> pl.DataFrame:
    """record, key, call: the finding that asks for the transfer of each roster record."""
    return (
        outcome.findings.filter(pl.col("code").is_in(_MOVING))
        .drop_nulls("record")
        .unique("record", keep="first", maintain_order=True)
        .select("record", "key", "call")
    )


def _homes(outcome: Outcome) -> pl.DataFrame:
    """record, org_name, committee (the nearest one above) and its office_phone."""
    nodes = outcome.organisations.select(
        "node", "org_name", "level", "parent_node", office="contact_phone"
    )
    steps = nodes.select("node", at="node")
    found: list[pl.DataFrame] = []
    for _step in range(_DEEPEST):  # what hangs in a loop ends here
        here = steps.join(nodes, left_on="at", right_on="node")
        found.append(
            here.filter(pl.col("level") == "committee").select(
                "node", committee="org_name", office_phone="office"
            )
        )
        above = here.filter((pl.col("level") != "committee").fill_null(value=True))
        steps = above.select("node", at="parent_node").drop_nulls()
        if steps.is_empty():
            break
    committees = pl.concat(found).unique("node", keep="first", maintain_order=True)
    return (
        outcome.membership.drop_nulls("node")
        .join(nodes.select("node", "org_name"), on="node", how="left")
        .join(committees, on="node", how="left")
        .drop("node")
        .unique("record", keep="first", maintain_order=True)
    )
