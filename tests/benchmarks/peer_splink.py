"""Splink on the benchmark worlds, set up as an expert would who knows the data.

It gets the same cleaned columns as orgtransfer (normalised names and IDs, dates at the precision
given) and, beside them, the reading of the name without tones. Training and prediction count as its
time; the cleaning does not.
"""

from __future__ import annotations

import logging
from typing import Final

import polars as pl
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from pypinyin import lazy_pinyin
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.comparison_creator import ComparisonCreator
from splink.internals.duckdb.database_api import DuckDBAPI as _Api

_SAMPLED: Final = 1e7
"""Pairs from which chance agreement is learnt.

Splink's own documentation of `estimate_u_using_random_sampling` calls 1e7 often adequate while a
model is being made, and 1e9 best for the one that is used.
"""


def link(records: pl.DataFrame) -> pl.DataFrame:
    """Scored pairs across the two systems: `roster`, `register` (row numbers), `probability`."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    prepared = _prepare(records)
    api: _Api = DuckDBAPI()
    columns = [name for name in ("id", "birth", "phone", "joined") if _given(prepared, name)]
    linker = Linker(
        [
            api.register(
                prepared.filter(system=system).drop("system").to_arrow(),
                dataset_display_name=system,
            )
            for system in ("roster", "register")
        ],
        SettingsCreator(
            link_type="link_only",
            comparisons=[
                _name(),
                cl.ExactMatch("sex"),
                _unit(),
                *(_COMPARISONS[c]() for c in columns),
            ],
            blocking_rules_to_generate_predictions=_blocking(columns),
            retain_matching_columns=False,
        ),
        log_level=logging.ERROR,
    )
    rules = (
        [block_on("name", "unit"), block_on("phone")]
        if "phone" in columns
        else [block_on("name", "unit")]
    )
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("unit", "surname"))
    found = linker.inference.predict(threshold_match_probability=0.01).as_duckdbpyrelation().pl()
    first = pl.col("source_dataset_l") == "roster"
    return found.select(
        roster=pl.when(first).then("unique_id_l").otherwise("unique_id_r").cast(pl.UInt32),
        register=pl.when(first).then("unique_id_r").otherwise("unique_id_l").cast(pl.UInt32),
        probability="match_probability",
    )


def _given(prepared: pl.DataFrame, column: str) -> bool:
    return prepared.filter(system="roster")[column].is_not_null().any()


def _prepare(records: pl.DataFrame) -> pl.DataFrame:
    names = records["name_key"].drop_nulls().unique()
    readings = pl.DataFrame(
        {"name_key": names, "reading": ["".join(lazy_pinyin(n)) for n in names]}
    )
    return records.join(readings, on="name_key", how="left", maintain_order="left").select(
        "system",
        "reading",
        unique_id=pl.col("row").cast(pl.Int64),
        name="name_key",
        surname=pl.col("name_key").str.head(1),
        sex="sex_key",
        id="id_key",
        id_ends=pl.col("id_key").str.head(6) + pl.col("id_key").str.tail(4),
        birth=pl.col("birth_key"),
        month=pl.col("birth_key").str.head(7),
        phone="phone_key",
        joined=pl.col("join_key").str.head(7),
        unit="unit",
    )


def _name() -> ComparisonCreator:
    return cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name"),
            cll.ExactMatchLevel("name", term_frequency_adjustments=True),
            cll.ExactMatchLevel("reading"),
            cll.LevenshteinLevel("name", 1),
            cll.ElseLevel(),
        ],
    )


def _unit() -> ComparisonCreator:
    return cl.CustomComparison(
        output_column_name="unit",
        comparison_levels=[
            cll.NullLevel("unit"),
            cll.ExactMatchLevel("unit", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("unit", 0.9),
            cll.JaroWinklerLevel("unit", 0.8),
            cll.JaroWinklerLevel("unit", 0.65),
            cll.ElseLevel(),
        ],
    )


def _id() -> ComparisonCreator:
    return cl.CustomComparison(
        output_column_name="id",
        comparison_levels=[
            cll.NullLevel("id"),
            cll.ExactMatchLevel("id"),
            cll.ExactMatchLevel("id_ends"),
            cll.DamerauLevenshteinLevel("id", 1),
            cll.DamerauLevenshteinLevel("id", 3),
            cll.ElseLevel(),
        ],
    )


def _birth() -> ComparisonCreator:
    return cl.CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            cll.NullLevel("birth"),
            cll.ExactMatchLevel("birth"),
            cll.CustomLevel("starts_with(birth_l, birth_r) OR starts_with(birth_r, birth_l)"),
            cll.LevenshteinLevel("birth", 1),
            cll.ElseLevel(),
        ],
    )


def _phone() -> ComparisonCreator:
    return cl.LevenshteinAtThresholds("phone", 1)


def _joined() -> ComparisonCreator:
    return cl.ExactMatch("joined")


_COMPARISONS = {"id": _id, "birth": _birth, "phone": _phone, "joined": _joined}


def _blocking(columns: list[str]) -> list[object]:
    rules = [block_on("name"), block_on("reading", "sex"), block_on("surname", "unit")]
    if "id" in columns:
        rules += [block_on("id"), block_on("id_ends")]
    if "birth" in columns:
        rules += [block_on("month", "sex", "surname")]
    if "phone" in columns:
        rules += [block_on("phone")]
    return rules
