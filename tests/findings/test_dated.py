"""Which rules read the date: on a night without new exports only these can say something new."""

from __future__ import annotations

import datetime as dt
import functools
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orgtransfer import pipeline
from orgtransfer.config import Exemption
from orgtransfer.findings import (
    World,
    branch_terms,
    duplicates,
    exemptions,
    identity,
    obstacles,
    registry,
    standing,
    transit,
    verdicts,
    verdicts_stand,
)
from orgtransfer.models import Outcome
from orgtransfer.run import load
from orgtransfer.run.nightly import aliases_of
from orgtransfer.run.workspace import Workspace
from tests import examples

COMPARED_APART = frozenset({obstacles.obstacles, standing._obstacles})
"""What `verdicts_stand` compares by itself."""
DAYS = (1, 2, 3, 8, 15, 31, 60, 91, 200, 400, -1, -30, -200)
ASKED = examples.some(DAYS, 4)
"""The days that are asked about in full: all, or in the daily run near ones, far ones and one before."""


def _parts(code: types.CodeType) -> Iterator[types.CodeType]:
    """A function's code, and that of the functions inside it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from _parts(part)


def _attributes() -> dict[str, Callable[..., Any]]:
    """What `World` has, by name: the functions behind its properties, and its methods."""
    found = {}
    for kind in reversed(World.__mro__):
        for name, value in vars(kind).items():
            if isinstance(value, functools.cached_property):
                found[name] = value.func
            elif isinstance(value, types.FunctionType):
                found[name] = value
    return found


def reads_the_date(
    function: Callable[..., Any], seen: set[Callable[..., Any]] | None = None
) -> bool:
    """Whether a function, or anything of ours that it may call, names `today`."""
    seen = set(COMPARED_APART) if seen is None else seen
    if function in seen:
        return False
    seen.add(function)
    attributes = _attributes()
    for code in _parts(function.__code__):
        for name in code.co_names:
            if name == "today":
                return True
            named = [function.__globals__.get(name), attributes.get(name)]
            ours = (
                one
                for one in named
                if isinstance(one, types.FunctionType)
                and one.__module__.startswith("orgtransfer.findings")
            )
            if any(reads_the_date(one, seen) for one in ours):
                return True
    return False


def test_the_rules_that_read_the_date_are_those_that_say_so() -> None:
    found = {rule.code for rule in registry.RULES if reads_the_date(rule.find)}
    assert found == set(registry.DATED)


def test_the_search_finds_what_is_read_directly_through_a_function_and_through_the_world() -> None:
    assert reads_the_date(identity.impossible_birth)
    assert reads_the_date(transit.pocketed)
    assert reads_the_date(branch_terms.term_ended)
    assert not reads_the_date(duplicates.twice_in_branch)
    assert not reads_the_date(standing.state_first)  # but for what is compared apart


@pytest.mark.parametrize(
    ("until", "alike"), [(None, True), ("2026-11-19", True), ("2026-11-20", False), ("2026-11-21", True)]
)  # fmt: skip
def test_an_exemption_that_ends_between_two_days_does_not_hold_on_both(
    until: str | None, alike: bool
) -> None:
    exempt = (Exemption(codes=("BR",), reason="agreed", until=until),)
    days = dt.date(2026, 11, 20), dt.date(2026, 11, 21)
    assert exemptions.hold_alike(exempt, *days) is alike
    assert exemptions.hold_alike(exempt, *reversed(days)) is alike


@pytest.fixture(scope="module")
def kept(samples_done: Path) -> tuple[Workspace, Outcome, dt.date]:
    workspace = load(samples_done / "config.toml")
    with workspace.store() as memory:
        last = memory.run()
        outcome = memory.outcome(last.run)
    # By then all exports are old, which is no news on the day after.
    day = last.as_of + dt.timedelta(days=15)
    aliases = aliases_of(workspace)
    then = pipeline.again(
        outcome, workspace.config, day, previous=outcome.findings, aliases=aliases
    )
    return workspace, pipeline.repeated(then), day


@pytest.mark.slow
@pytest.mark.parametrize("days", ASKED)
def test_what_stands_is_what_the_whole_rules_say(
    kept: tuple[Workspace, Outcome, dt.date], days: int
) -> None:
    workspace, outcome, since = kept
    today, aliases = since + dt.timedelta(days=days), aliases_of(workspace)
    config = workspace.config
    quick = pipeline.stands(outcome, config, today, since=since, aliases=aliases)
    whole = pipeline.again(outcome, config, today, previous=outcome.findings, aliases=aliases)
    assert quick == (whole.resolved.is_empty() and whole.findings.equals(outcome.findings))


@pytest.mark.slow
def test_some_days_of_these_stand_and_some_do_not(
    kept: tuple[Workspace, Outcome, dt.date],
) -> None:
    workspace, outcome, since = kept
    told = {
        pipeline.stands(
            outcome, workspace.config, since + dt.timedelta(days=days),
            since=since, aliases=aliases_of(workspace),
        )
        for days in DAYS
    }  # fmt: skip
    assert told == {True, False}


@pytest.mark.slow
@pytest.mark.parametrize("days", DAYS)
def test_verdicts_that_stand_are_the_same(
    kept: tuple[Workspace, Outcome, dt.date], days: int
) -> None:
    workspace, outcome, since = kept
    today, rules = since + dt.timedelta(days=days), workspace.config.rules
    stand = verdicts_stand(outcome.records, outcome.matched, outcome.transfers, rules, today, since)
    given = verdicts(
        outcome.records, outcome.organisations, outcome.membership, outcome.matched,
        outcome.transfers, rules, today,
    )  # fmt: skip
    assert not stand or given.equals(outcome.verdicts)
    if abs(days) == 400 or days == -200:
        assert not stand
