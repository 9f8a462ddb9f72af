"""From the tables as read to the findings: every stage in order, and nothing but tables.

Pure: the same exports, rulings and date give the same outcome, whatever was run before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from orgtransfer import diff, findings, frames, issued, match, succession, through
from orgtransfer.config import Config, Rules
from orgtransfer.match import consistency
from orgtransfer.match.weights import TABLE, Weights
from orgtransfer.models import Earlier, Inputs, Matched, Outcome, Progress

ALIASES: Final = {"name": pl.String, "full_name": pl.String}
"""The columns of the alias table: a name in use, and the full name it stands for."""


Matching = Callable[..., Matched]
"""Takes and gives what `match.match` does."""

Judging = Callable[[findings.World, Rules], tuple[pl.DataFrame, findings.Found]]
"""Takes a run's tables without verdicts; gives VERDICTS and what `findings.examine` gives with them."""


@dataclass(frozen=True)
class _Cleaned:
    records: pl.DataFrame
    organisations: pl.DataFrame
    membership: pl.DataFrame
    transfers: pl.DataFrame


def reconcile(  # noqa: PLR0913  # all that a run may rest on, so that nothing else does
    inputs: Inputs,
    config: Config,
    today: dt.date,
    *,
    previous: pl.DataFrame | None = None,
    earlier: Earlier | None = None,
    closed: pl.DataFrame | None = None,
    decisions: pl.DataFrame | None = None,
    aliases: pl.DataFrame | None = None,
    letters: pl.DataFrame | None = None,
    salt: bytes = b"",
    progress: Progress | None = None,
    weights: Weights = TABLE,
    reweighed: bool = False,
    matching: Matching | None = None,
    judging: Judging | None = None,
) -> Outcome:
    """Works out one run.

    Args:
        inputs: the exports as read.
        config: the configuration.
        today: the date that counts as today.
        previous: FINDINGS of the last run; None on the first night.
        earlier: the other tables of the last run, so that who was corrected keeps their key.
        closed: CLOSED of the last run.
        decisions: DECISIONS of clerks, the oldest first, with or without `repeats` (see
            `consistency.sifted`).
        aliases: `name`, `full_name`: names in use and the full names they stand for.
        letters: LETTERS that this program wrote; they count as a ledger's rows.
        salt: keys the hashes of people; kept in the store.
        progress: is told as each stage begins and ends.
        weights: what each level of each comparison is worth.
        reweighed: whether the last run had other weights.
        matching: what gives on many machines what `match.match` gives on one; None: that one.
        judging: what gives verdicts and findings there; None: the code of one machine.

    Returns:
        The outcome; `findings` say what is new, changed or standing since the last run. The raw rows of
        its `inputs` are in the order of RECORDS.
    """
    report_progress = progress or _silent
    decisions = frames.DECISIONS.empty() if decisions is None else decisions
    aliases = pl.DataFrame(schema=ALIASES) if aliases is None else aliases
    letters = frames.LETTERS.empty() if letters is None else letters
    noted = replace(
        inputs, transfers=pl.concat([inputs.transfers, issued.rows(letters, inputs.sources)])
    )
    cleaned = _clean(noted, config, salt, report_progress, earlier)
    # What the members' rows say stands in RECORDS too: the tables share their texts, and where the
    # caller keeps no hold of what was read, that makes room.
    inputs = replace(inputs, records=cleaned.records.select(frames.RAW_RECORDS.columns.keys()))
    del noted
    decisions = consistency.sifted(decisions, cleaned.records)
    matched = (matching or match.match)(
        cleaned.records,
        cleaned.organisations,
        cleaned.membership,
        cleaned.transfers,
        config.match,
        aliases,
        decisions,
        salt,
        progress=report_progress,
        weights=weights,
    )
    if earlier is not None:
        matched = _with_earlier_persons(
            matched, succession.persons(matched.persons, cleaned.records, earlier)
        )
    transfers, ledger = issued.with_letter_register(
        cleaned.transfers, matched, cleaned.records, letters
    )
    cleaned = replace(cleaned, transfers=transfers)
    matched = replace(matched, ledger_persons=ledger)
    report_progress("match", 1, 1)
    from orgtransfer import organisations

    linked, branch_pairs = organisations.link(
        cleaned.organisations,
        cleaned.membership,
        matched.persons,
        aliases,
        decisions,
        salt,
    )
    tables = _Linked(inputs, cleaned, linked, matched, branch_pairs)
    known = _Known(previous, closed, earlier, reweighed)
    examined = _apply_rules(
        tables, config, today, known, aliases, report_progress, judging or _judged
    )
    return replace(examined, letters=letters)


def again(
    outcome: Outcome,
    config: Config,
    today: dt.date,
    *,
    previous: pl.DataFrame,
    aliases: pl.DataFrame | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """The same exports and rulings as in the last run, on another day: only the rules are applied.

    Args:
        outcome: the last run.
        config: the configuration, the same as then.
        today: the date that counts as today.
        previous: FINDINGS of that run.
        aliases: see `reconcile`.
        progress: is told as each stage begins and ends.
    """
    aliases = pl.DataFrame(schema=ALIASES) if aliases is None else aliases
    known = _Known(previous, outcome.closed)
    examined = _apply_rules(
        _tables_of(outcome), config, today, known, aliases, progress or _silent, _judged
    )
    return replace(examined, letters=outcome.letters)


def stands(
    outcome: Outcome,
    config: Config,
    today: dt.date,
    *,
    since: dt.date,
    aliases: pl.DataFrame | None = None,
) -> bool:
    """Whether the rules say of the same tables what they said on another day.

    Asked are the verdicts and the rules that read the date (`Rule.dated`): nothing else can say
    anything else.

    Args:
        outcome: the last run.
        config: the configuration, the same as then.
        today: the date that counts as today.
        since: the date of that run.
        aliases: see `reconcile`.
    """
    if not findings.hold_alike(config.rules.exempt, since, today):
        return False
    if not findings.verdicts_stand(
        outcome.records, outcome.matched, outcome.transfers, config.rules, today, since
    ):
        return False
    aliases = pl.DataFrame(schema=ALIASES) if aliases is None else aliases
    world = _world(_tables_of(outcome), outcome.verdicts, today, aliases)
    found = findings.dated(world, config.rules)
    before = outcome.findings.filter(pl.col("code").is_in(findings.DATED))
    now = diff.renumbered(found, outcome.records, before, outcome.records)
    # The state is about two runs; the others follow from the tables.
    said = pl.all().exclude("state", "first_seen", "certainty", "call")
    return now.select(said).equals(before.sort("code", "key").select(said))


def _tables_of(outcome: Outcome) -> _Linked:
    """What the rules look at, as the last run left it."""
    cleaned = _Cleaned(
        outcome.records, outcome.organisations, outcome.membership, outcome.transfers
    )
    return _Linked(
        outcome.inputs, cleaned, outcome.organisations, outcome.matched, outcome.branch_pairs
    )


def repeated(outcome: Outcome) -> Outcome:
    """The same exports, rulings and date as in the last run: everything stands.

    Args:
        outcome: the last run.
    """
    return replace(
        outcome,
        findings=outcome.findings.with_columns(state=pl.lit("standing")),
        resolved=outcome.resolved.clear(),
    )


@dataclass(frozen=True)
class _Linked:
    """Everything that the rules look at."""

    inputs: Inputs
    cleaned: _Cleaned
    organisations: pl.DataFrame
    matched: Matched
    branch_pairs: pl.DataFrame


@dataclass(frozen=True)
class _Known:
    """What the last run found, and what was settled by then."""

    previous: pl.DataFrame | None
    closed: pl.DataFrame | None
    earlier: Earlier | None = None
    """The tables of that run, where tonight's rows are not those."""
    reweighed: bool = False
    """Whether the weights have changed since."""


def _apply_rules(  # noqa: PLR0913, PLR0917  # what the rules rest on, and with what they are compared
    tables: _Linked,
    config: Config,
    today: dt.date,
    known: _Known,
    aliases: pl.DataFrame,
    report_progress: Progress,
    judging: Judging,
) -> Outcome:
    """The rules applied, and compared with the last run."""
    inputs, cleaned, linked = tables.inputs, tables.cleaned, tables.organisations
    matched, branch_pairs = tables.matched, tables.branch_pairs
    previous = known.previous
    report_progress("findings", 0, 2)
    world = _world(tables, frames.VERDICTS.empty(), today, aliases)
    verdicts, found = judging(world, config.rules)
    del world
    report_progress("findings", 2, 2)
    names = _called(found, aliases)
    shown = found.findings.with_columns(
        pl.col("call").replace(names),
        certainty=_certainty(found.findings, verdicts, matched, config),
    )
    shown, followed, closed = _followed(shown, cleaned.records, known)
    parted = _parted(shown, cleaned.records, matched.persons, known, followed)
    compared, resolved = diff.compare(previous, shown, today, closed, followed, parted)
    report_progress("diff", 1, 1)
    return Outcome(
        inputs=inputs,
        records=cleaned.records,
        organisations=frames.conform(linked, frames.ORGANISATIONS),
        membership=cleaned.membership,
        transfers=cleaned.transfers,
        matched=matched,
        branch_pairs=frames.conform(branch_pairs, frames.BRANCH_PAIRS),
        verdicts=verdicts,
        findings=frames.conform(compared, frames.FINDINGS),
        resolved=frames.conform(resolved, frames.FINDINGS),
        closed=diff.closed_findings(
            closed,
            compared,
            resolved,
            diff.RunFacts(
                today,
                verdicts,
                matched.persons,
                linked,
                off=findings.off(config.rules),
                exempted=found.exempted_keys,
                rows=known.earlier.records if known.earlier else cleaned.records,
                reweighed=_reweighed(resolved, cleaned.records, known),
            ),
        ),
        exempted=found.exempted,
        coverage=found.coverage,
        counts=_recounted(found.counts, names),
        unit_names=_unit_names(shown["call"], found.unit_names, names),
        **({} if followed is None else {"followed": followed}),
    )


def _reweighed(resolved: pl.DataFrame, rows: pl.DataFrame, known: _Known) -> frozenset[str]:
    """Keys of findings that are gone because links are weighed otherwise."""
    if not known.reweighed or known.earlier is None:
        return frozenset()
    return diff.unmoved(resolved, rows, known.earlier.records)


def _followed(
    shown: pl.DataFrame, rows: pl.DataFrame, known: _Known
) -> tuple[pl.DataFrame, pl.DataFrame | None, pl.DataFrame | None]:
    """FINDINGS with the numbers they had; those under another key; CLOSED with tonight's keys.

    See `diff.matters` and `diff.returned`; where the rows are those of last night nothing is under
    another key: None.
    """
    if known.previous is None:
        return shown, None, known.closed
    before = known.earlier.records if known.earlier else rows
    shown = diff.renumbered(shown, rows, known.previous, before)
    if known.earlier is None:
        return shown, None, known.closed
    followed = diff.matters(shown, rows, known.previous, before)
    if known.closed is None:
        return shown, followed, None
    names = dict(followed.select("was", "key").iter_rows())
    previous = known.previous.with_columns(pl.col("key").replace(names))
    back = diff.returned(shown, rows, previous, known.closed)
    names = dict(back.select("was", "key").iter_rows())
    closed = known.closed.with_columns(pl.col("key").replace(names))
    return shown, pl.concat([followed, back]), closed


def _parted(
    shown: pl.DataFrame,
    rows: pl.DataFrame,
    persons: pl.DataFrame,
    known: _Known,
    followed: pl.DataFrame | None,
) -> pl.DataFrame | None:
    """See `diff.parted`; where the rows are those of last night nobody is parted: None."""
    if known.previous is None or known.earlier is None:
        return None
    names = {} if followed is None else dict(followed.select("was", "key").iter_rows())
    sides = [
        of.select("record", "record_key").join(who.select("record", "person"), on="record")
        for of, who in ((rows, persons), (known.earlier.records, known.earlier.persons))
    ]
    now, before = (side.select("record_key", "person") for side in sides)
    return diff.parted(
        shown, now, known.previous.with_columns(pl.col("key").replace(names)), before
    )


def _certainty(
    found: pl.DataFrame, verdicts: pl.DataFrame, matched: Matched, config: Config
) -> pl.Series:
    """How sure the link is on which each finding rests; null where it is sure enough, or is none."""
    register = verdicts.select("record", "register_record")
    rests = found.select("record", "other_record", "code").join(
        register, on="record", how="left", maintain_order="left"
    )
    person = matched.persons.select(b="record", other_person="person")
    about_verdict = pl.col("code").str.starts_with("RL")
    rows = (
        rests.select(
            a="record",
            b=pl.coalesce("other_record", pl.when(about_verdict).then("register_record")),
        )
        .join(matched.persons.rename({"record": "a"}), on="a", how="left", maintain_order="left")
        .join(person, on="b", how="left", maintain_order="left")
        # A pair to judge, or two people with one number, is no link.
        .with_columns(b=pl.when(pl.col("person") == pl.col("other_person")).then("b"))
    )
    sure = through.certainty(rows.select("a", "b"), matched.pairs)
    return pl.select(certainty=pl.when(sure < config.match.sure).then(sure))["certainty"]


def _called(found: findings.Found, aliases: pl.DataFrame) -> dict[str, str]:
    """Each name of a unit that is shown under another one, and that one."""
    units = found.counts.filter(scope="unit")["name"]
    names = pl.concat([found.findings["call"], units]).drop_nulls().unique().sort()
    from orgtransfer import organisations

    called = organisations.called(names, aliases, found.unit_names)
    return {name: one for name, one in zip(names, called, strict=True) if name != one}


def _unit_names(calls: pl.Series, said: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """UNIT_NAMES of the units to call."""
    table = pl.DataFrame(
        {"name": list(names), "call": list(names.values())}, schema=frames.UNIT_NAMES.columns
    )
    written = said.select(call=pl.col("name").replace(names), name=pl.col("text").str.strip_chars())
    every = pl.concat([table.select("call", "name"), written]).unique().sort("call", "name")
    known = every.filter(pl.col("call").is_in(calls.drop_nulls().unique().implode()))
    return known.filter(pl.col("call") != pl.col("name"))


def _recounted(counts: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """COUNTS with the units under the names that they are shown by.

    Only units are renamed, so only theirs are added up and sorted anew: the branches are many.
    """
    by = [name for name in counts.columns if name != "count"]
    unit = pl.col("scope") == "unit"
    summed = (
        counts.filter(unit)
        .with_columns(pl.col("name").replace(names))
        .group_by(by)
        .agg(pl.col("count").sum())
        .sort(by)
    )
    before, after = (
        counts.filter(side) for side in (pl.col("scope") < "unit", pl.col("scope") > "unit")
    )
    return frames.conform(pl.concat([before, summed.select(counts.columns), after]), frames.COUNTS)


def _silent(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


def _with_earlier_persons(matched: Matched, names: Mapping[str, str]) -> Matched:
    """With the persons' keys of last night."""
    if not names:
        return matched
    persons, ledger = (
        table.with_columns(pl.col("person").replace(names))
        for table in (matched.persons, matched.ledger_persons)
    )
    return replace(matched, persons=persons, ledger_persons=ledger)


def _clean(
    inputs: Inputs, config: Config, salt: bytes, report_progress: Progress, earlier: Earlier | None
) -> _Cleaned:
    from orgtransfer import clean, organisations

    report_progress("clean", 0, 2)
    records = frames.conform(
        clean.clean_records(inputs.records, inputs.damage, inputs.sources, salt),
        frames.RECORDS,
    ).pipe(clean.extended, config.words)
    if earlier is not None:
        records = frames.conform(succession.records(records, earlier, salt), frames.RECORDS)
    transfers = frames.conform(
        clean.clean_transfers(inputs.transfers, inputs.damage, inputs.sources), frames.TRANSFERS
    )
    listed = clean.clean_organisations(inputs.organisations, inputs.sources)
    report_progress("clean", 2, 2)
    report_progress("organisations", 0, 1)
    trees, membership = organisations.trees(listed, records, config.words.get("org_kind"))
    if earlier is not None:
        trees = succession.organisations(trees, membership, records, earlier)
    report_progress("organisations", 1, 1)
    return _Cleaned(
        records=records,
        organisations=frames.conform(trees, frames.ORGANISATIONS),
        membership=frames.conform(membership, frames.MEMBERSHIP),
        transfers=transfers,
    )


def _judged(world: findings.World, rules: Rules) -> tuple[pl.DataFrame, findings.Found]:
    """VERDICTS, and what the rules find."""
    verdicts = _verdicts(world, rules)
    return verdicts, findings.examine(replace(world, verdicts=verdicts), rules)


def _verdicts(world: findings.World, rules: Rules) -> pl.DataFrame:
    """VERDICTS."""
    return findings.verdicts(
        world.records,
        world.organisations,
        world.membership,
        Matched(pairs=world.pairs, persons=world.persons, ledger_persons=world.ledger_persons),
        world.transfers,
        rules,
        world.today,
    )


def _world(
    tables: _Linked, verdicts: pl.DataFrame, today: dt.date, aliases: pl.DataFrame
) -> findings.World:
    """What the rules look at."""
    inputs, cleaned, matched = tables.inputs, tables.cleaned, tables.matched
    return findings.World(
        today=today,
        records=cleaned.records,
        organisations=tables.organisations,
        membership=cleaned.membership,
        persons=matched.persons,
        pairs=matched.pairs,
        verdicts=verdicts,
        transfers=cleaned.transfers,
        ledger_persons=matched.ledger_persons,
        sources=inputs.sources,
        set_aside=inputs.set_aside,
        damage=inputs.damage,
        aliases=aliases,
    )
