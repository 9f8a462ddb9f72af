"""Runs the rules and turns their subjects into FINDINGS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Rules
from orgtransfer.errors import FrameError
from orgtransfer.findings import exemptions, registry
from orgtransfer.findings.counts import counts
from orgtransfer.findings.coverage import coverage
from orgtransfer.findings.facts import fact_digest, fill_template, with_facts
from orgtransfer.findings.rule import Rule, Scope
from orgtransfer.findings.world import World
from orgtransfer.i18n import _
from orgtransfer.threads import FEW, pool

W = TypeVar("W", bound=World)


_ABOUT = {
    "member": ("person", "organisation"),
    "person": ("person",),
    "record": ("person", "system"),
    "pair": ("person", "other_person"),
    "organisation": ("organisation",),
    "transfer": ("subject",),
    "source": ("subject",),
}
"""The columns that a finding's key is made of."""


_OF_THE_ROW = ("DU", "ID")
"""Families about a row as such: whoever keeps the row is called, not who holds the relationship."""


_OPTIONAL = frozenset(
    ("person", "organisation", "system", "file", "sheet", "row", "record", "other_record", "node",
     "transfer", "call", "state", "first_seen", "certainty")
)  # fmt: skip
"""Columns of FINDINGS that not every rule has something for, or that are filled in later."""


_NONE = frames.FINDINGS.empty().with_columns(exemption=pl.lit(None, pl.UInt32))
"""What `_findings` gives where a rule finds nothing."""


_CRASHED = ":crashed"
"""What the key of a finding ends with that stands for a rule that could not be applied."""


@dataclass(frozen=True)
class Found:
    """What the rules found, and what was left out."""

    findings: pl.DataFrame
    """FINDINGS, sorted by code and key; `state` and `first_seen` are still null."""
    exempted: pl.DataFrame
    """EXEMPTED: one row an exemption of the configuration."""
    coverage: pl.DataFrame
    """COVERAGE: 六个清, one row an association."""
    counts: pl.DataFrame
    """COUNTS: 底数."""
    unit_names: pl.DataFrame
    """person, name, text: see `People.unit_names`."""
    exempted_keys: frozenset[str] = frozenset()
    """The keys of what was left out."""
    crashed: tuple[str, ...] = ()
    """Rules that could not be applied."""


def find(world: World, rules: Rules) -> pl.DataFrame:
    """FINDINGS of every rule that the configuration selects, exemptions taken out."""
    return examine(world, rules).findings


def examine(world: World, rules: Rules, strict: bool = False) -> Found:
    """Applies the rules.

    Args:
        world: one run's tables.
        rules: selection, severities, exemptions and numbers.
        strict: let a fault in a rule through, instead of reporting it and going on.
    """
    world = ready(world, rules)
    # The steps of one rule are too small to be shared between two cores: two rules are not.
    with pool(world.records.height, 2) as both:
        counted = both.submit(counts, world)
        said = both.submit(lambda: world.unit_names)
        # Most that is found is about relationships (RL), the first rules: they are asked last, so that
        # it is not there beside all that is counted.
        found = list(both.map(_asking(world, rules, strict), reversed(registry.RULES)))
    return told(found, world, rules, counted.result(), said.result())


def ready(world: W, rules: Rules) -> W:
    """The world as rules take it: in order, and with their options."""
    return world.in_order(_options(rules))


def asked(
    world: World, rules: Rules, scopes: Sequence[Scope], strict: bool = False
) -> list[pl.DataFrame]:
    """FINDINGS, with the `exemption` that covers each, of every rule of some scopes; a table a rule.

    Args:
        world: what `ready` gives.
        rules: selection, severities, exemptions and numbers.
        scopes: of which rules.
        strict: see `examine`.
    """
    chosen = [rule for rule in registry.RULES if rule.scope in scopes]
    with pool(world.records.height, 2) as both:
        return list(both.map(_asking(world, rules, strict), chosen))


def told(
    found: list[pl.DataFrame],
    world: World,
    rules: Rules,
    counted: pl.DataFrame,
    unit_names: pl.DataFrame,
) -> Found:
    """What was found, put together.

    Args:
        found: what `asked` gives, one table a rule; it is emptied.
        world: the run, of its records the columns of `parts.NARROW` at least.
        rules: exemptions.
        counted: COUNTS.
        unit_names: `People.unit_names`.
    """
    whole = _in_order(found)
    crashed = whole.filter(pl.col("key").str.ends_with(_CRASHED))["code"]
    kept = whole["exemption"].is_null()
    exempted = whole.filter(~kept).select("key", "exemption")
    return Found(
        whole.filter(kept).drop("exemption"),
        exemptions.counts(exempted["exemption"], rules.exempt, world.today),
        coverage(world),
        counted,
        unit_names,
        frozenset(exempted["key"]),
        tuple(crashed.sort()),
    )


def joined(found: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """What `asked` gives of several parts, as it gives it of all of them at once.

    A rule that could not be applied to one part has found nothing, as if it had been asked of all.

    Args:
        found: what it gave of each part, one after another; it is emptied.
    """
    by_code: dict[str, list[pl.DataFrame]] = {}
    for one in found:
        if not one.is_empty():
            by_code.setdefault(one["code"][0], []).append(one)
    found.clear()
    whole = []
    while by_code:
        _code, parts = by_code.popitem()
        one = pl.concat(parts)
        fault = one.filter(pl.col("key").str.ends_with(_CRASHED))
        whole.append(one if fault.is_empty() else fault.head(1))
    return whole


def _asking(world: World, rules: Rules, strict: bool) -> Callable[[Rule], pl.DataFrame]:
    def apply(rule: Rule) -> pl.DataFrame:
        if strict:
            return _findings(rule, world, rules)
        return _applied(rule, world, rules)

    return apply


def _in_order(found: list[pl.DataFrame]) -> pl.DataFrame:
    """What the rules found as one table, sorted by code and key.

    One rule after another: sorted all at once they would be held twice.
    """
    parts = sorted((one for one in found if not one.is_empty()), key=lambda one: one["code"][0])
    found.clear()
    for place, one in enumerate(parts):
        parts[place] = one.sort("key")
    whole = pl.concat([_NONE, *parts])
    # Of few rows, so many pieces cost more than the copy.
    return whole if whole.height > FEW else whole.rechunk()


def dated(world: World, rules: Rules) -> pl.DataFrame:
    """FINDINGS of the rules that read the date, exemptions taken out, sorted by code and key.

    What the other rules say can only change with the tables. `call` is null: it does not change
    with the date either.

    Args:
        world: one run's tables.
        rules: selection, severities, exemptions and numbers.
    """
    world = ready(world, rules)
    called = any(one.unit is not None for one in rules.exempt)

    def apply(rule: Rule) -> pl.DataFrame:
        return _applied(rule, world, rules, called=called)

    with pool(world.records.height, 2) as both:
        asked = [rule for rule in registry.RULES if rule.dated]
        found = pl.concat([_NONE, *both.map(apply, asked)])
    kept = found.filter(pl.col("exemption").is_null()).drop("exemption").sort("code", "key")
    return kept.with_columns(call=pl.lit(None, pl.String))


def _options(rules: Rules) -> dict[str, dict[str, Any]]:
    """Rule code -> option -> value, the configuration's before the regulation's."""
    return {
        code: {**defaults, **rules.options.get(code, {})}
        for code, defaults in registry.OPTIONS.items()
    }


def off(rules: Rules) -> frozenset[str]:
    """The codes of the rules that the configuration does not let run."""
    return frozenset(rule.code for rule in registry.RULES if ruled(rule.code, rules) == "off")


def ruled(code: str, rules: Rules) -> str | None:
    """The severity that the configuration gives a rule, `off` where it is not to run, or null."""
    if (rules.select and not code.startswith(rules.select)) or code.startswith(rules.ignore):
        return "off"
    named = sorted((prefix for prefix in rules.severity if code.startswith(prefix)), key=len)
    return rules.severity[named[-1]] if named else None


def _applied(rule: Rule, world: World, rules: Rules, *, called: bool = True) -> pl.DataFrame:
    """What `_findings` gives; where there is a fault in the rule, the finding that says so."""
    try:
        return _findings(rule, world, rules, called=called)
    except Exception as error:  # noqa: BLE001  # one rule must not take the others with it
        return _crash(rule, error)


def _findings(rule: Rule, world: World, rules: Rules, *, called: bool = True) -> pl.DataFrame:
    """FINDINGS of one rule, and `exemption`, the number of the one that covers it.

    Args:
        rule: the rule.
        world: one run's tables.
        rules: selection, severities, exemptions and numbers.
        called: whether it is said whom to telephone.
    """
    severity = ruled(rule.code, rules)
    if severity == "off":
        return _NONE
    subjects = rule.find(world)
    if subjects.is_empty():  # as for most rules on most nights
        return _NONE
    facts = with_facts(subjects, world)
    if called:
        facts = _called(facts, rule, world)
    given = pl.lit(severity) if severity else pl.lit(rule.severity)
    if not severity and "severity" in facts.columns:
        given = pl.coalesce("severity", pl.lit(rule.severity))
    complete = _complete(
        facts.with_columns(
            code=pl.lit(rule.code),
            rule=pl.lit(_(rule.name)),
            severity=given,
            key=_key(rule, facts.columns),
            message=fill_template(_(rule.message), facts.columns),
            evidence=fill_template(_(rule.evidence), facts.columns),
            told=fact_digest((rule.message, rule.evidence)),
            basis=pl.lit(rule.first("Basis")),
            advice=pl.lit(rule.first("What to do")),
            exemption=exemptions.mark(facts, rule.code, rules.exempt, world.today),
        )
    )
    return complete.with_columns(key=_numbered()).select(_NONE.columns)


def _called(facts: pl.DataFrame, rule: Rule, world: World) -> pl.DataFrame:
    """With `call`, whom to telephone: by the record, else by the branch."""
    if "call" in facts.columns:
        return facts
    table = world.nodes.select("node", "call")
    if "record" in facts.columns:
        whom = "keeper" if rule.code[:2] in _OF_THE_ROW else "call"
        table = world.calls.select("record", call=whom)
    key = table.columns[0]
    if key not in facts.columns:
        return facts
    return facts.join(table, on=key, how="left", maintain_order="left")


def _key(rule: Rule, columns: list[str]) -> pl.Expr:
    about = ("subject",) if "subject" in columns else _ABOUT[rule.about]
    parts = [pl.col(name) for name in about if name in columns]
    return pl.concat_str(pl.lit(rule.code), *parts, separator=":", ignore_nulls=True)


def _numbered() -> pl.Expr:
    """Keys, told apart where one subject has several findings of a rule."""
    place = pl.col("key").cum_count().over("key")
    return pl.when(place > 1).then(pl.col("key") + "#" + place.cast(pl.String)).otherwise("key")


def _complete(facts: pl.DataFrame) -> pl.DataFrame:
    """With every column of FINDINGS, null where the rule need say nothing of it.

    Raises:
        FrameError: a column is missing that every rule has.
    """
    missing = [name for name in frames.FINDINGS.columns if name not in facts.columns]
    if lost := [name for name in missing if name not in _OPTIONAL]:
        raise FrameError(f"findings: missing columns {', '.join(lost)}")
    return facts.with_columns(
        pl.col(name).cast(dtype) if name in facts.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in frames.FINDINGS.columns.items()
    )


def _crash(rule: Rule, error: Exception) -> pl.DataFrame:
    """The finding that stands for a rule that could not be applied: no data, only the error's kind."""
    line = {
        "code": rule.code,
        "rule": _(rule.name),
        "severity": "error",
        "key": rule.code + _CRASHED,
        "message": _("Rule {code} could not be applied: a fault of this program.").format(
            code=rule.code
        ),
        "evidence": f"{type(error).__name__}, {rule.find.__module__}.{rule.find.__name__}",
        "advice": _("Report it; the other rules are not affected."),
    }
    return pl.DataFrame([line], schema=_NONE.schema)
