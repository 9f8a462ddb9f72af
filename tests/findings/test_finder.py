"""Selection, severities, exemptions, keys, faults in a rule."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import polars as pl
import pytest

from orgtransfer import frames, i18n
from orgtransfer.config import Exemption, Rules
from orgtransfer.errors import FrameError
from orgtransfer.findings import examine, find, finder, registry
from orgtransfer.findings.world import World
from tests import builders

TWO_DUE: dict[str, Any] = {
    "records": [
        {"name": "王大明", "branch": "甲支部", "post": "fulltime", "association": "甲协会"},
        {"name": "李晓红", "branch": "乙支部", "post": "fulltime", "association": "乙协会"},
        {"name": "王大明", "branch": "医院支部", "system": "register", "unit": "省医院"},
        {"name": "李晓红", "branch": "医院支部", "system": "register", "unit": "省医院"},
    ]
}


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.use("en")


def codes(rules: Rules, case: dict[str, Any] = TWO_DUE) -> set[str]:
    return set(find(builders.world(case), rules)["code"])


@pytest.mark.slow
def test_a_family_can_be_selected_and_one_of_its_rules_ignored() -> None:
    assert codes(Rules()) > {"RL01", "BR06"}
    assert codes(Rules(select=("RL",))) == {"RL01"}
    assert codes(Rules(select=("RL", "BR06"), ignore=("RL01",))) == {"BR06"}


def test_the_longest_prefix_sets_the_severity_and_off_takes_the_rule_out() -> None:
    rules = Rules(select=("RL",), severity={"RL": "info", "RL01": "warning"})
    assert set(find(builders.world(TWO_DUE), rules)["severity"]) == {"warning"}
    assert not codes(Rules(select=("RL",), severity={"RL01": "off"}))


def test_a_configured_severity_overrules_what_the_rule_says_of_single_findings() -> None:
    case = {
        "records": [{"name": "王大明", "branch": "甲支部"}, {"name": "王大明", "branch": "乙支部"}]
    }
    world = builders.world(case)
    assert find(world, Rules(select=("DU02",)))["severity"].to_list() == ["info"]
    rules = Rules(select=("DU02",), severity={"DU02": "error"})
    assert find(world, rules)["severity"].to_list() == ["error"]


@pytest.mark.parametrize(
    "exemption",
    [
        Exemption(("RL01",), "known", person="王大明"),
        Exemption((), "known", branch="甲支部"),
        Exemption(("RL",), "known", unit="甲协会", branch="甲支部"),
        Exemption(("RL",), "known", unit="甲协会", until="2026-11-20"),
    ],
)
def test_an_exemption_takes_out_what_it_names_and_is_counted(exemption: Exemption) -> None:
    rules = Rules(select=("RL01",), exempt=(exemption,))
    found = examine(builders.world(TWO_DUE), rules, strict=True)
    assert ["李晓红" in message for message in found.findings["message"]] == [True]
    assert found.exempted.select("reason", "state", "findings").rows() == [("known", "used", 1)]


@pytest.mark.parametrize(
    ("exemption", "state"),
    [
        (Exemption(("RL01",), "over", unit="甲协会", until="2026-11-19"), "expired"),
        (Exemption(("RL01",), "nobody", person="赵小燕"), "unused"),
        (Exemption(("RL01",), "both must fit", person="王大明", branch="乙支部"), "unused"),
        (Exemption(("DU",), "another rule", person="王大明"), "unused"),
    ],
)
def test_an_exemption_that_does_not_apply_is_shown_too(exemption: Exemption, state: str) -> None:
    rules = Rules(select=("RL01",), exempt=(exemption,))
    found = examine(builders.world(TWO_DUE), rules, strict=True)
    assert found.findings.height == 2
    assert found.exempted.select("state", "findings").rows() == [(state, 0)]


def test_what_is_about_a_branch_is_not_exempted_with_a_person() -> None:
    rules = Rules(select=("BR06",), exempt=(Exemption((), "a person", person="王大明"),))
    found = examine(builders.world(TWO_DUE), rules, strict=True)
    assert not found.findings.is_empty()
    assert found.exempted.select("state", "findings").rows() == [("unused", 0)]


@pytest.mark.slow
def test_keys_are_made_of_people_and_organisations_and_not_of_places_or_messages() -> None:
    before = find(builders.world(TWO_DUE), Rules())
    rows = [{**row, "row": place + 900} for place, row in enumerate(TWO_DUE["records"])]
    after = find(builders.world({"records": rows}), Rules())
    assert before["key"].to_list() == after["key"].to_list()
    i18n.use("zh")
    assert find(builders.world(TWO_DUE), Rules())["key"].to_list() == before["key"].to_list()


def test_a_finding_says_whom_to_call_and_where_to_look() -> None:
    found = find(builders.world(TWO_DUE), Rules(select=("RL01",))).row(0, named=True)
    assert found["call"] == "省医院"
    assert (found["system"], found["file"], found["row"]) == ("roster", "roster.xlsx", 3)
    assert found["other_record"] is not None
    assert found["basis"].startswith("组通字〔1998〕6号")


def test_a_fault_in_one_rule_does_not_cost_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(world: World) -> pl.DataFrame:
        raise ZeroDivisionError

    broken.__doc__ = registry.BY_CODE["RL01"].find.__doc__
    rules = [
        dataclasses.replace(rule, find=broken) if rule.code == "RL01" else rule
        for rule in registry.RULES
    ]
    monkeypatch.setattr(registry, "RULES", tuple(rules))
    found = examine(builders.world(TWO_DUE), Rules())
    assert found.crashed == ("RL01",)
    assert {"RL01:crashed"} < set(found.findings["key"])
    assert "BR06" in set(found.findings["code"])
    with pytest.raises(ZeroDivisionError):
        examine(builders.world(TWO_DUE), Rules(), strict=True)


def test_findings_conform_to_their_schema_even_where_there_is_nothing() -> None:
    found = find(World(dt.date(2026, 11, 20)), Rules())
    assert found.is_empty()
    assert frames.conform(found, frames.FINDINGS).schema == found.schema


def test_no_finding_gives_an_id_number_or_a_birth_date_away() -> None:
    number = "990101198001010014"
    case = {
        "records": [
            {"name": "王大明", "id_number": number, "birth_date": "1981-02-03", "sex": "F"},
            {"name": "王大明", "id_number": "990101198001010030", "system": "register", "sex": "M"},
            {"name": "王大名", "id_number": number, "person": "P2", "birth_date": "1980-01-01"},
            {"name": "王大名", "system": "register", "person": "P2", "birth_date": "1982-02-03"},
        ]
    }
    found = find(builders.world(case), Rules())
    assert {"DU03", "FD01", "FD03", "ID05"} <= set(found["code"])
    text = " ".join(found.select(pl.concat_str("message", "evidence", "key")).to_series())
    assert not any(secret in text for secret in (number, "198001", "1980-", "1981-", "1982-"))


def test_a_column_that_every_rule_has_is_never_filled_with_nothing() -> None:
    whole = pl.DataFrame(
        {name: ["x"] for name in frames.FINDINGS.columns if name not in finder._OPTIONAL}
    )
    assert finder._complete(whole).columns[: whole.width] == whole.columns
    with pytest.raises(FrameError, match="told"):
        finder._complete(whole.rename({"told": "facts"}))
