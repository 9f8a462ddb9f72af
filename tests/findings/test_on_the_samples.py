"""The rules on the whole samples: none breaks, and no text gives anybody away."""

from __future__ import annotations

import polars as pl
import pytest

from orgtransfer.models import Outcome


@pytest.fixture(scope="module")
def outcome(samples_outcome: Outcome) -> Outcome:
    return samples_outcome


def test_no_rule_breaks_on_the_samples(outcome: Outcome) -> None:
    assert not outcome.findings["key"].str.ends_with(":crashed").any()
    assert outcome.findings["key"].is_unique().all()


def test_every_finding_says_what_why_and_what_to_do(outcome: Outcome) -> None:
    said = outcome.findings.select("message", "evidence", "basis", "advice", "rule")
    assert said.select(pl.all().is_not_null().all()).row(0) == (True,) * 5
    assert not outcome.findings["message"].str.contains(r"[{}]").any()


def test_every_finding_about_a_person_says_whom_to_call_and_where_to_look(outcome: Outcome) -> None:
    people = outcome.findings.filter(pl.col("record").is_not_null())
    assert people["call"].is_not_null().all()
    assert people.select(pl.col("file", "row").is_not_null().all()).row(0) == (True, True)


def test_no_finding_holds_a_whole_number_or_the_birth_date_of_its_person(outcome: Outcome) -> None:
    births = outcome.records.select(
        "record", "birth_key", compact=pl.col("birth_key").str.replace_all("-", "")
    ).filter(pl.col("birth_key").str.len_chars() == 10)
    text = pl.concat_str("message", "evidence", "key", ignore_nulls=True)
    told = outcome.findings.select("record", text=text)
    assert not told["text"].str.contains(r"\d{17}[\dX]").any()
    own = told.join(births, on="record")
    hits = own.filter(
        pl.col("text").str.contains(pl.col("birth_key"), literal=True)
        | pl.col("text").str.contains(pl.col("compact"), literal=True)
    )
    assert hits.is_empty()


def test_the_six_clarities_name_every_association_of_the_roster(outcome: Outcome) -> None:
    named = outcome.records.filter(role="roster")["association"].drop_nulls().n_unique()
    assert 0 < outcome.coverage.height <= named
    assert outcome.coverage["clear"].is_between(0, 6).all()
