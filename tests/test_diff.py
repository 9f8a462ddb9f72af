"""What changed between two runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import polars as pl
import pytest

from orgtransfer import diff, frames
from tests import builders

FIRST, SECOND = dt.date(2026, 11, 20), dt.date(2026, 11, 21)


def findings(*rows: dict[str, Any]) -> pl.DataFrame:
    return builders.table(frames.FINDINGS, [{"code": row["key"][:4], **row} for row in rows])


ONE = {"key": "RL01:P1:O1", "severity": "error", "message": "m", "evidence": "e", "row": 5}
TWO = {"key": "ID01:P2:roster", "severity": "error", "message": "m", "evidence": "e", "row": 6}


def states(previous: pl.DataFrame | None, now: pl.DataFrame) -> dict[str, str]:
    compared, _ = diff.compare(previous, now, SECOND)
    return dict(compared.select("key", "state").iter_rows())


def first_run(*rows: dict[str, Any]) -> pl.DataFrame:
    return diff.compare(None, findings(*rows), FIRST)[0]


def test_on_the_first_night_everything_is_new() -> None:
    compared, resolved = diff.compare(None, findings(ONE, TWO), FIRST)
    assert compared["state"].to_list() == ["new", "new"]
    assert compared["first_seen"].to_list() == [FIRST, FIRST]
    assert resolved.is_empty()


def test_the_same_finding_stands_and_keeps_the_day_it_was_first_seen() -> None:
    compared, resolved = diff.compare(first_run(ONE), findings(ONE, TWO), SECOND)
    assert compared.select("key", "state", "first_seen").rows() == [
        (ONE["key"], "standing", FIRST),
        (TWO["key"], "new", SECOND),
    ]
    assert resolved.is_empty()


def test_what_is_gone_is_resolved() -> None:
    compared, resolved = diff.compare(first_run(ONE, TWO), findings(TWO), SECOND)
    assert compared["state"].to_list() == ["standing"]
    assert resolved["key"].to_list() == [ONE["key"]]


def test_other_evidence_or_severity_is_a_change() -> None:
    before = first_run(ONE, TWO)
    now = findings({**ONE, "evidence": "other"}, {**TWO, "severity": "info"})
    assert set(states(before, now).values()) == {"changed"}


def test_another_wording_or_another_row_is_no_change() -> None:
    now = findings({**ONE, "message": "worded better", "row": 900, "file": "new.xlsx"})
    assert states(first_run(ONE), now) == {ONE["key"]: "standing"}


def test_a_finding_that_comes_back_is_new_again() -> None:
    empty = diff.compare(first_run(ONE), findings(), SECOND)[0]
    assert states(empty, findings(ONE)) == {ONE["key"]: "new"}


def test_evidence_that_appears_or_goes_is_a_change_and_none_on_both_sides_is_not() -> None:
    bare = {**ONE, "evidence": None}
    assert states(first_run(bare), findings(bare)) == {ONE["key"]: "standing"}
    assert states(first_run(bare), findings(ONE)) == {ONE["key"]: "changed"}


def test_other_words_for_the_same_facts_are_no_change() -> None:
    before = first_run({**ONE, "told": "facts", "evidence": "in one language"})
    now = findings({**ONE, "told": "facts", "evidence": "in another"})
    assert states(before, now) == {ONE["key"]: "standing"}


def test_other_facts_in_the_same_words_are_a_change() -> None:
    before = first_run({**ONE, "told": "facts"})
    assert states(before, findings({**ONE, "told": "others"})) == {ONE["key"]: "changed"}


def tonight(**known: object) -> diff.RunFacts:
    nobody = {
        "verdicts": frames.VERDICTS.empty(),
        "persons": builders.table(frames.PERSONS, [{"record": 0, "person": "P1"}]),
        "organisations": frames.ORGANISATIONS.empty(),
    }
    return diff.RunFacts(SECOND, **{**nobody, **known})


def closed(*now: dict[str, Any], **known: object) -> pl.DataFrame:
    """CLOSED after ONE stood in the first night, and `now` in the second."""
    previous = first_run({**ONE, "person": "P1"})
    compared, gone = diff.compare(previous, findings(*now), SECOND)
    return diff.closed_findings(None, compared, gone, tonight(**known))


def test_what_comes_back_is_reopened_and_keeps_its_first_day() -> None:
    ended = closed()
    again, _gone = diff.compare(findings(TWO), findings(ONE, TWO), SECOND, ended)
    rows = again.filter(key=ONE["key"]).select("state", "first_seen").rows()
    assert rows == [("reopened", FIRST)]
    assert diff.closed_findings(ended, again, frames.FINDINGS.empty(), tonight()).is_empty()


def test_what_is_settled_is_remembered_for_a_year_and_a_bit() -> None:
    ended = closed()
    none = frames.FINDINGS.empty()
    later = diff.RunFacts(
        SECOND + dt.timedelta(days=400), frames.VERDICTS.empty(), frames.PERSONS.empty(),
        frames.ORGANISATIONS.empty(),
    )  # fmt: skip
    assert diff.closed_findings(ended, none, none, later).height == 1
    much_later = dataclasses.replace(later, today=later.today + dt.timedelta(days=1))
    assert diff.closed_findings(ended, none, none, much_later).is_empty()


MOVED = {"verdicts": builders.table(frames.VERDICTS, [{"record": 0, "verdict": "consistent"}])}


@pytest.mark.parametrize(
    ("now", "known", "reason"),
    [
        ((), {}, "corrected"),
        ((), {"persons": frames.PERSONS.empty()}, "gone"),
        ((), MOVED, "moved"),
        ((), {"off": frozenset({"RL01"})}, "rule_off"),
        ((), {"exempted": frozenset({ONE["key"]})}, "exempted"),
        ((), {"reweighed": frozenset({ONE["key"]})}, "reweighed"),
        (({"key": "RL03:P1:O1", "person": "P1"},), {}, "other"),
    ],
)
def test_it_is_told_why_a_finding_is_settled(
    now: tuple[dict[str, Any], ...], known: dict[str, Any], reason: str
) -> None:
    assert closed(*now, **known).select("key", "closed", "reason").rows() == [
        (ONE["key"], SECOND, reason)
    ]


def test_other_weights_are_the_reason_only_where_the_rows_say_what_they_said() -> None:
    before = builders.table(
        frames.RECORDS,
        [{"record": at, "record_key": f"R{at}", "content_key": f"C{at}"} for at in range(3)],
    )
    # The second row was corrected, the third one's file is another: it says the same.
    changed = pl.when(pl.col("record") == 1).then(pl.lit("other")).otherwise("content_key")
    rows = before.with_columns(content_key=changed, file=pl.lit("later.csv"))
    gone = findings(
        {**ONE, "key": "a", "record": 0},
        {**ONE, "key": "b", "record": 1},
        {**ONE, "key": "c", "record": 2, "other_record": 1},
        {**ONE, "key": "d", "record": 2, "other_record": 0},
        {**ONE, "key": "e", "record": None},
    )
    assert diff.unmoved(gone, rows, before) == {"a", "d", "e"}


def test_another_of_the_family_that_was_there_before_is_no_reason() -> None:
    other = {"key": "RL03:P1:O1", "person": "P1"}
    previous = first_run({**ONE, "person": "P1"}, other)
    compared, gone = diff.compare(previous, findings(other), SECOND)
    assert diff.closed_findings(None, compared, gone, tonight())["reason"].to_list() == [
        "corrected"
    ]


def test_another_of_the_family_may_have_any_number() -> None:
    assert closed({"key": "RL10:P1:O1", "person": "P1"})["reason"].to_list() == ["other"]


def test_a_verdict_by_itself_is_no_move() -> None:
    due = builders.table(frames.VERDICTS, [{"record": 0, "verdict": "due"}])
    assert closed(verdicts=due)["reason"].to_list() == ["corrected"]


@pytest.mark.parametrize(
    ("about", "there", "reason"),
    [
        ({"organisation": "O1"}, "O2", "branch_gone"),
        ({"organisation": "O1"}, "O1", "corrected"),
        ({"organisation": "O1", "person": "P1"}, "O2", "corrected"),
        ({}, "O2", "corrected"),
    ],
)
def test_a_branch_that_is_in_no_export_is_told_of_what_is_about_the_branch(
    about: dict[str, Any], there: str, reason: str
) -> None:
    previous = first_run({"key": "BR05:O1", **about})
    compared, gone = diff.compare(previous, findings(), SECOND)
    branches = builders.table(frames.ORGANISATIONS, [{"node": 0, "organisation": there}])
    ended = diff.closed_findings(None, compared, gone, tonight(organisations=branches))
    assert ended["reason"].to_list() == [reason]


def test_a_run_that_kept_no_facts_is_compared_by_its_words() -> None:
    before = first_run({**ONE, "told": None})
    assert states(before, findings({**ONE, "told": "facts"})) == {ONE["key"]: "standing"}


def test_a_key_that_stood_twice_counts_once() -> None:
    before = first_run({**ONE, "severity": "info"}, {**ONE, "severity": "error"})
    compared, _gone = diff.compare(before, findings({**ONE, "severity": "info"}), SECOND)
    assert compared["state"].to_list() == ["standing"]
    _none, gone = diff.compare(before, findings(), SECOND)
    assert diff.closed_findings(None, _none, gone, tonight())["severity"].to_list() == ["info"]
    ended = pl.concat([closed(), closed()])
    again, _gone = diff.compare(None, findings(ONE), SECOND, ended)
    assert again["state"].to_list() == ["reopened"]


def test_what_is_gone_is_listed_by_code_and_what_is_settled_by_day_first() -> None:
    _none, gone = diff.compare(first_run(ONE, TWO), findings(), SECOND)
    assert gone["key"].to_list() == [TWO["key"], ONE["key"]]
    ended = diff.closed_findings(None, _none, gone, tonight())
    three = {**ONE, "key": "RL09:P3:O1"}
    later = dataclasses.replace(tonight(), today=SECOND + dt.timedelta(days=1))
    both = diff.closed_findings(ended, _none, findings(three), later)
    assert both["key"].to_list() == [three["key"], TWO["key"], ONE["key"]]


def test_what_is_settled_on_one_day_is_listed_by_code_and_key() -> None:
    first = {**ONE, "key": "ID01:P1:a"}
    ended = frames.CLOSED.empty()
    for gone in (first, {**ONE, "key": "RL01:P2:O1"}, {**ONE, "key": "RL01:P1:O1"}):
        ended = diff.closed_findings(ended, frames.FINDINGS.empty(), findings(gone), tonight())
    assert ended["key"].to_list() == ["ID01:P1:a", "RL01:P1:O1", "RL01:P2:O1"]


def test_of_several_ends_the_last_says_since_when() -> None:
    early, late = (closed().with_columns(first_seen=pl.lit(day)) for day in (FIRST, SECOND))
    again, _gone = diff.compare(None, findings(ONE), SECOND, pl.concat([early, late]))
    assert again["first_seen"].to_list() == [SECOND]


def test_what_bears_another_key_keeps_its_day_and_is_not_settled() -> None:
    now = findings({**ONE, "key": "RL01:P9:O1"}, TWO)
    moved = pl.DataFrame({"key": ["RL01:P9:O1"], "was": [ONE["key"]]})
    compared, resolved = diff.compare(first_run(ONE), now, SECOND, followed=moved)
    assert compared.select("state", "first_seen").rows() == [("standing", FIRST), ("new", SECOND)]
    assert resolved.is_empty()


PARTS = {
    "R5": ("P4", "P2"), "R4": ("P4", "P4"), "R1": ("P1", "P1"), "R2": ("P1", "P2"),
    "R3": ("P3", "P3"),
}  # fmt: skip
"""Row -> whose it was last night, and whose it is tonight."""


def parted(before: list[str], now: list[str]) -> list[tuple[str, str]]:
    persons = [
        pl.DataFrame({"record_key": list(PARTS), "person": [both[side] for both in PARTS.values()]})
        for side in (0, 1)
    ]
    gone, found = (
        findings(*({**ONE, "key": key, "person": key.split(":")[1]} for key in keys))
        for keys in (before, now)
    )
    return diff.parted(found, persons[1], gone, persons[0]).rows()


def test_what_was_said_of_two_who_are_no_longer_one_is_no_news_of_either() -> None:
    assert parted(["ID06:P1"], ["ID06:P1", "ID06:P2"]) == [("ID06:P2", "ID06:P1")]
    parts = pl.DataFrame({"key": ["ID06:P2"], "was": ["ID06:P1"]})
    one, other = ({**ONE, "key": key} for key in ("ID06:P1", "ID06:P2"))
    compared, resolved = diff.compare(first_run(one), findings(one, other), SECOND, parted=parts)
    assert compared.select("state", "first_seen").rows() == [("standing", FIRST)] * 2
    assert resolved.is_empty()


def test_who_is_made_of_parts_of_two_goes_by_the_first() -> None:
    before = ["ID06:P4", "ID06:P1"]
    assert parted(before, [*before, "ID06:P2"]) == [("ID06:P2", "ID06:P1")]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (["ID06:P3"], ["ID06:P3", "ID06:P2"]),  # nobody said it of the whole
        (["ID06:P1"], ["ID06:P2"]),  # nobody says it of the other part: see `matters`
        (["ID06:P1"], ["ID06:P1", "ID08:P2"]),  # another rule says it
        (["ID06:P1"], ["ID06:P1", "ID06:P3"]),  # no part of the person
        (["ID06:P1"], ["ID06:P1", "ID06:P2:O1"]),  # it is about a place too
    ],
)
def test_other_findings_are_news(before: list[str], now: list[str]) -> None:
    assert parted(before, now) == []


def said(code: str, person: str, record: int, other: int | None = None) -> dict[str, Any]:
    key = f"{code}:{person}"
    return {"code": code, "key": key, "person": person, "record": record, "other_record": other}


def followed(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What follows where last night's rows 0, 1 and 2 are tonight's 2, 1 and 0."""
    rows = builders.table(
        frames.RECORDS, [{"record": at, "record_key": f"R{at}"} for at in range(3)]
    )
    turned = rows.reverse().with_columns(record=pl.Series([0, 1, 2], dtype=pl.UInt32))
    tables = [builders.table(frames.FINDINGS, findings) for findings in (now, before)]
    return diff.matters(tables[0], turned, tables[1], rows).rows()


@pytest.mark.parametrize(
    ("before", "now"),
    [
        # The row is another person's now; what is said of it is not.
        (said("ID01", "P1", 0), said("ID01", "P2", 2)),
        # Of a pair of rows it does not matter which is named first.
        (said("DU01", "P1:P2", 0, 2), said("DU01", "P3:P4", 0, 2)),
        (said("DU01", "P1:P2", 2, 0), said("DU01", "P3:P4", 0, 2)),
        # The row that it is held against may be another one.
        (said("FD02", "P1", 0, 1), said("FD02", "P2", 2, 0)),
    ],
)
def test_a_finding_about_the_same_row_is_the_same_matter(
    before: dict[str, Any], now: dict[str, Any]
) -> None:
    assert followed([before], [now]) == [(now["key"], before["key"])]


def test_findings_about_several_rows_follow_each_its_own() -> None:
    before = [said("ID01", "P1", 0), said("ID01", "P3", 1)]
    now = [said("ID01", "P9", 2), said("ID01", "P2", 1)]
    assert followed(before, now) == [("ID01:P2", "ID01:P3"), ("ID01:P9", "ID01:P1")]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([said("ID01", "P1", 0)], [said("ID01", "P2", 0)]),  # another row
        ([said("ID01", "P1", 0)], [said("ID02", "P2", 2)]),  # another rule
        ([said("DU01", "P1:P2", 0, 1)], [said("DU01", "P1:P3", 2, 0)]),  # half a pair
        ([said("ID01", "P1", 0)], [said("ID01", "P1", 0), said("ID01", "P2", 2)]),  # it stands
        ([said("ID01", "P1", 0)], [said("ID01", "P2", 2), said("ID01", "P3", 2)]),  # one of two
    ],
)
def test_another_matter_follows_nothing(
    before: list[dict[str, Any]], now: list[dict[str, Any]]
) -> None:
    assert followed(before, now) == []


def numbered(*rows: tuple[str, int | None]) -> pl.DataFrame:
    table = [{"code": "RL02", "key": key, "record": record} for key, record in rows]
    return builders.table(frames.FINDINGS, table)


@pytest.mark.parametrize(
    ("before", "now", "named"),
    [
        # In another order; rows 0, 1 and 2 of last night are 2, 1 and 0 tonight.
        ([("K", 0), ("K#2", 1)], [("K", 1), ("K#2", 2)], {1: "K#2", 2: "K"}),
        # One more comes to stand before the one that was there.
        ([("K", 0)], [("K", 1), ("K#2", 2)], {1: "K#2", 2: "K"}),
        # The first one is settled; the second keeps its number.
        ([("K", 0), ("K#2", 1)], [("K", 1)], {1: "K#2"}),
        ([("K", 0)], [("K", 1)], {1: "K"}),
        # What is about no row of last night stays as it is, however many there are.
        ([("K", 0)], [("K#2", 7), ("K#10", 8), ("K", 9)], {7: "K#2", 8: "K#10", 9: "K"}),
        # What is about no row at all gives its number up to whom it belongs.
        ([("K", 0), ("K#2", 1)], [("K", None), ("K#2", 2)], {None: "K#2", 2: "K"}),
        # The lowest number that nobody bears tonight is free, whoever bore it last night.
        ([("K", 0), ("K#2", 1)], [("K", 9), ("K#7", 2)], {9: "K#2", 2: "K"}),
    ],
)
def test_findings_that_a_number_tells_apart_keep_it(
    before: list[tuple[str, int]], now: list[tuple[str, int | None]], named: dict[int | None, str]
) -> None:
    made = renumbered(before, now)
    assert dict(made.select("record", "key").iter_rows()) == named
    assert made["key"].to_list() == sorted(named.values())


def renumbered(before: list[tuple[str, int]], now: list[tuple[str, int | None]]) -> pl.DataFrame:
    rows = builders.table(
        frames.RECORDS, [{"record": at, "record_key": f"R{at}"} for at in range(3)]
    )
    turned = rows.reverse().with_columns(record=pl.Series([0, 1, 2], dtype=pl.UInt32))
    return diff.renumbered(numbered(*now), turned, numbered(*before), rows)


def test_what_is_said_twice_of_one_row_keeps_its_numbers() -> None:
    twice = renumbered([("K", 0), ("K#2", 0)], [("K", 2), ("K#2", 2)])
    assert twice["key"].to_list() == ["K", "K#2"]


def test_what_was_settled_of_a_row_comes_back_under_another_key_with_its_first_day() -> None:
    """The row has meanwhile come to another person and into another branch."""
    row = {"record": 0, "system": "roster", "name": "王小明"}
    rows = builders.table(frames.RECORDS, [row | {"record_key": "R1"}])
    before = first_run({**ONE, "record": 0})
    compared, gone = diff.compare(before, frames.FINDINGS.empty(), SECOND)
    ended = diff.closed_findings(None, compared, gone, dataclasses.replace(tonight(), rows=rows))
    assert ended["record_key"].to_list() == ["R1"]
    now = findings({**ONE, "key": "RL01:P2:O2", "record": 0}, {**TWO, "record": 0})
    nothing = frames.FINDINGS.empty()
    assert diff.returned(now, rows, nothing, ended).rows() == [("RL01:P2:O2", ONE["key"])]
    closed = ended.with_columns(key=pl.lit("RL01:P2:O2"))
    again, _gone = diff.compare(nothing, now, SECOND + dt.timedelta(9), closed)
    assert again.select("state", "first_seen").rows()[0] == ("reopened", FIRST)
    # Two of a kind about one row, another row, or one that stands: nothing has come back.
    two = findings(*({**ONE, "key": f"RL01:P2:O{n}", "record": 0} for n in (2, 3)))
    assert diff.returned(two, rows, nothing, ended).is_empty()
    assert diff.returned(now, rows.with_columns(record_key=pl.lit("R2")), nothing, ended).is_empty()
    assert diff.returned(now, rows, now, ended).is_empty()
    assert diff.returned(findings({**ONE, "record": 0}), rows, nothing, ended).is_empty()


def test_of_what_was_settled_of_one_row_the_latest_comes_back_each_row_its_own() -> None:
    rows = builders.table(
        frames.RECORDS, [{"record": at, "record_key": f"R{at}"} for at in range(2)]
    )
    keys = ("RL01:P2:O1", "RL01:P1:O1", "RL01:P8:O1")
    ended = builders.table(
        frames.CLOSED,
        [
            {"code": "RL01", "key": key, "record_key": f"R{row}"}
            for key, row in zip(keys, (0, 0, 1), strict=True)
        ],
    )
    now = findings(
        {**ONE, "key": "RL01:P9:O1", "record": 1}, {**ONE, "key": "RL01:P3:O1", "record": 0}
    )
    assert diff.returned(now, rows, frames.FINDINGS.empty(), ended).rows() == [
        ("RL01:P3:O1", keys[0]),
        ("RL01:P9:O1", keys[2]),
    ]
