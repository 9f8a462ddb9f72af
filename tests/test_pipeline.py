"""One night and the next: the whole calculation on a handful of rows, without a file."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from orgtransfer import frames, i18n, pipeline, succession
from orgtransfer.config import Config, parse
from orgtransfer.findings import registry
from orgtransfer.models import Earlier, Inputs, Outcome
from tests.examples import examples

TODAY = dt.date(2026, 11, 20)
SALT = b"one salt a store"

CONFIG: Config = parse(
    '[systems.roster]\nrole = "roster"\nmembers = "r"\n'
    '[systems.register]\nrole = "register"\nmembers = "g"\n',
    registry.OPTIONS,
)

Row = Mapping[str, str]

ASSOCIATION = "江西省某某协会党支部"
HOSPITAL = "某某医院第一党支部"

# Invented people; region code 990000 was never assigned.
WANG = {"name": "王小明", "id_number": "990000198001011234", "category": "正式党员"}
LI = {"name": "李小红", "id_number": "990000198501012348", "category": "正式党员"}
ZHANG = {"name": "张大山", "id_number": "990000197001013411", "category": "正式党员"}
ZHAO = {"name": "赵小川", "id_number": "990000199001014552", "category": "正式党员"}
SUN = {"name": "孙立", "id_number": "990000196501015670", "category": "正式党员"}

ROSTER = [
    {**WANG, "branch": ASSOCIATION, "post": "专职"},
    {**LI, "branch": ASSOCIATION, "post": "兼职"},
    {**ZHANG, "branch": ASSOCIATION, "post": "专职"},
    {**SUN, "branch": ASSOCIATION, "post": "专职"},
]
REGISTER = [
    {**WANG, "branch": HOSPITAL, "unit": "某某医院"},
    {**LI, "branch": HOSPITAL, "unit": "某某医院"},
    {**SUN, "branch": ASSOCIATION, "unit": "江西省某某协会"},
]


def inputs(roster: Iterable[Row], register: Iterable[Row]) -> Inputs:
    """Two exports of members, as `read` hands them over."""
    rows = [
        {"system": system, "file": f"{system}.csv", "sheet": "", "row": number, **row}
        for system, listed in (("roster", roster), ("register", register))
        for number, row in enumerate(listed, start=2)
    ]
    sources = [
        {"system": s, "label": s, "role": s, "kind": "members", "file": f"{s}.csv", "sheet": "",
         "format": "csv", "header_row": 1, "rows": 4, "set_aside": 0, "unmapped": [],
         "exported": TODAY}
        for s in ("roster", "register")
    ]  # fmt: skip
    return Inputs(
        sources=pl.DataFrame(sources, schema=frames.SOURCES.columns),
        records=pl.DataFrame(rows, schema=frames.RAW_RECORDS.columns),
    )


def night(
    roster: Iterable[Row] = ROSTER,
    register: Iterable[Row] = REGISTER,
    previous: pl.DataFrame | None = None,
    decisions: pl.DataFrame | None = None,
    today: dt.date = TODAY,
) -> Outcome:
    """One run."""
    return pipeline.reconcile(
        inputs(roster, register),
        CONFIG,
        today,
        previous=previous,
        decisions=decisions,
        salt=SALT,
    )


def verdicts(outcome: Outcome) -> dict[str, str]:
    """Name -> verdict of every roster row."""
    joined = outcome.verdicts.join(outcome.records.select("record", "name"), on="record")
    return dict(joined.select("name", "verdict").iter_rows())


@pytest.mark.slow
def test_a_finding_says_how_sure_its_link_is_where_that_is_less_than_asked() -> None:
    register = [{**row, "id_number": ""} for row in REGISTER]
    strict = replace(CONFIG, match=replace(CONFIG.match, sure=1.0))
    made = pipeline.reconcile(inputs(ROSTER, register), strict, TODAY, salt=SALT)
    (chance,) = made.findings.filter(code="RL01")["certainty"]
    assert 0.5 < chance < 1
    assert night().findings.filter(code="RL01")["certainty"].to_list() == [None]


def test_one_night_says_where_each_relationship_stands() -> None:
    assert verdicts(night()) == {
        "王小明": "due",
        "李小红": "stays",
        "张大山": "not_registered",
        "孙立": "consistent",
    }


def test_every_table_conforms_to_its_schema() -> None:
    outcome = night()
    for frame, schema in (
        (outcome.records, frames.RECORDS),
        (outcome.organisations, frames.ORGANISATIONS),
        (outcome.membership, frames.MEMBERSHIP),
        (outcome.transfers, frames.TRANSFERS),
        (outcome.matched.pairs, frames.PAIRS),
        (outcome.matched.persons, frames.PERSONS),
        (outcome.matched.ledger_persons, frames.LEDGER_PERSONS),
        (outcome.branch_pairs, frames.BRANCH_PAIRS),
        (outcome.verdicts, frames.VERDICTS),
        (outcome.findings, frames.FINDINGS),
        (outcome.resolved, frames.FINDINGS),
    ):
        assert_frame_equal(frames.conform(frame, schema), frame)


def test_every_record_comes_out_once_with_one_person_and_every_roster_record_with_a_verdict() -> (
    None
):
    outcome = night()
    assert outcome.records.height == 7
    assert outcome.matched.persons["record"].to_list() == outcome.records["record"].to_list()
    roster = outcome.records.filter(role="roster")
    assert sorted(outcome.verdicts["record"]) == sorted(roster["record"])


def states(outcome: Outcome) -> dict[str, str]:
    """Code and name -> state of every finding about a person."""
    joined = outcome.findings.join(
        outcome.records.select("record", "name"), on="record", how="inner"
    )
    return {f"{row['code']} {row['name']}": row["state"] for row in joined.iter_rows(named=True)}


@pytest.mark.slow
def test_the_second_night_says_exactly_what_changed() -> None:
    first = night()
    assert set(states(first).values()) == {"new"}
    # 王小明's relationship has been moved; a new colleague has come who is held elsewhere.
    second = night(
        [*ROSTER, {**ZHAO, "branch": ASSOCIATION, "post": "专职"}],
        [
            {**WANG, "branch": ASSOCIATION, "unit": "江西省某某协会"},
            *REGISTER[1:],
            {**ZHAO, "branch": HOSPITAL, "unit": "某某医院"},
        ],
        previous=first.findings,
        today=TODAY + dt.timedelta(days=1),
    )
    found = states(second)
    assert found["RL01 赵小川"] == "new"
    assert found["RL07 张大山"] == "standing"
    assert "RL01 王小明" not in found
    assert "RL01" in second.resolved["code"].to_list()
    seen = dict(second.findings.select("key", "first_seen").iter_rows())
    kept = second.findings.filter(pl.col("state") != "new")["key"].to_list()
    assert {seen[key] for key in kept} == {TODAY}


@pytest.mark.slow
def test_the_same_exports_again_are_nothing_new() -> None:
    first = night()
    second = night(previous=first.findings, today=TODAY + dt.timedelta(days=1))
    assert second.findings["state"].unique().to_list() == ["standing"]
    assert second.resolved.is_empty()
    assert second.findings["key"].to_list() == first.findings["key"].to_list()


@pytest.mark.slow
def test_the_same_exports_in_another_language_are_nothing_new() -> None:
    with i18n.speaking("zh"):
        first = night()
    with i18n.speaking("en"):
        second = night(previous=first.findings, today=TODAY + dt.timedelta(days=1))
    assert first.findings["told"].null_count() == 0
    assert first.findings["message"].to_list() != second.findings["message"].to_list()
    assert second.findings["state"].unique().to_list() == ["standing"]


def without_places(outcome: Outcome) -> list[pl.DataFrame]:
    """What must not depend on where a row stood."""
    names = outcome.records.select("record", "record_key")
    verdict = outcome.verdicts.join(names, on="record").select("record_key", "verdict")
    person = outcome.matched.persons.join(names, on="record").select("record_key", "person")
    return [
        verdict.sort("record_key"),
        person.sort("record_key"),
        outcome.findings.select("code", "key", "message", "evidence").sort("key"),
    ]


@pytest.mark.slow
@examples(5, 15)
@given(st.permutations(ROSTER), st.permutations(REGISTER))
def test_the_order_of_rows_changes_nothing(roster: list[Row], register: list[Row]) -> None:
    mixed = without_places(night(roster, register))
    for mine, straight in zip(mixed, _in_order(), strict=True):
        assert_frame_equal(mine, straight)


@functools.cache
def _in_order() -> list[pl.DataFrame]:
    return without_places(night())


@pytest.mark.slow
def test_a_ruling_of_a_clerk_wins() -> None:
    stranger = {**ZHANG, "name": "张太山", "id_number": "", "branch": HOSPITAL, "unit": "某某医院"}
    before = night(register=[*REGISTER, stranger])
    key = dict(before.records.select("name", "record_key").iter_rows())
    ruling = {"kind": "pair", "a_key": key["张大山"], "b_key": key["张太山"], "ruling": "same",
              "decided": TODAY}  # fmt: skip
    decided = pl.DataFrame([ruling], schema=frames.DECISIONS.columns)
    after = night(register=[*REGISTER, stranger], decisions=decided)
    assert verdicts(after)["张大山"] == "due"
    person = dict(
        after.matched.persons.join(after.records.select("record", "name"), on="record")
        .select("name", "person")
        .iter_rows()
    )
    assert person["张大山"] == person["张太山"]


@pytest.mark.slow
@pytest.mark.parametrize(("roster", "register"), [([], []), (ROSTER, []), ([], REGISTER)])
def test_exports_without_rows_are_no_failure(roster: list[Row], register: list[Row]) -> None:
    outcome = night(roster, register)
    assert outcome.records.height == len(roster) + len(register)
    assert set(verdicts(outcome).values()) <= {"not_registered"}


@pytest.mark.slow
def test_the_salt_keys_every_hash_of_a_person() -> None:
    one = night()
    other = pipeline.reconcile(inputs(ROSTER, REGISTER), CONFIG, TODAY, salt=b"another")
    for frame, column in (("records", "record_key"),):
        mine, theirs = getattr(one, frame)[column], getattr(other, frame)[column]
        assert not set(mine) & set(theirs)
    assert not set(one.matched.persons["person"]) & set(other.matched.persons["person"])


@pytest.mark.slow
def test_each_stage_is_told() -> None:
    told: list[str] = []
    pipeline.reconcile(
        inputs(ROSTER, REGISTER),
        CONFIG,
        TODAY,
        salt=SALT,
        progress=lambda stage, _done, _total: told.append(stage),
    )
    order = ["clean", "organisations", "match", "findings", "diff"]
    assert [stage for stage in dict.fromkeys(told) if stage in order] == order


@pytest.mark.slow
def test_a_ruled_on_row_that_was_missing_for_a_night_is_known_again() -> None:
    """Though it was corrected before, and so bears a key that its content does not give."""

    def following(before: Outcome, register: list[Row], ruled: pl.DataFrame) -> Outcome:
        known = Earlier(
            before.records, before.matched.persons, before.organisations, before.membership, ruled
        )
        return pipeline.reconcile(
            inputs(ROSTER, register),
            CONFIG,
            TODAY,
            earlier=known,
            previous=before.findings,
            salt=SALT,
        )

    def key(outcome: Outcome) -> str:
        return str(outcome.records.filter(system="register", name="李小红")["record_key"].item())

    corrected = [REGISTER[0], {**REGISTER[1], "id_number": "990000198501012356"}, REGISTER[2]]
    first = night()
    nobody = frames.Schema("ruled", {"record_key": pl.String, "row": pl.String}).empty()
    second = following(first, corrected, nobody)
    assert key(second) == key(first)
    keys = pl.Series([key(second)])
    ruled = succession.row_digests(second.records, SALT, keys).select("record_key", "row")
    missing = following(second, [REGISTER[0], REGISTER[2]], ruled)
    assert key(following(missing, corrected, ruled)) == key(first)
    assert key(following(missing, corrected, nobody)) != key(first)
