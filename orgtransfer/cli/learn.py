"""`orgtransfer learn`: weights for the exports at hand, from the last run and what clerks ruled."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from orgtransfer.run.learning import Found, Trial


_MOVED = 0.005
"""By what part a share must change to be shown."""


@click.command(
    "learn",
    help=N_(
        "Estimates from the last run how often names, dates, units and telephone numbers of one "
        "person agree in these exports, and what each level is worth then. Levels that are seen "
        "about as often as the shipped weights say are left as they are. What clerks have ruled "
        "counts too, a random sample (`quality --sample`) most; and it is shown what the weights "
        "say of rulings that they did not learn from.\n\n"
        "Nothing is changed unless --write is given: then weights.toml is written beside the "
        "configuration, and nights use it as it is once the configuration names it "
        "(match.weights).\n\n"
        "Example: orgtransfer learn --write"
    ),
)
@options.config
@click.option("--write", is_flag=True, help=N_("Write the file of weights."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print a JSON object."))
def command(config: Path, *, write: bool, as_json: bool) -> None:
    """Prints what was learnt; writes it if asked."""
    from orgtransfer import run
    from orgtransfer.cli.output import console
    from orgtransfer.run import learning

    workspace = run.load(config)
    with workspace.store() as memory:
        found = learning.learn(memory, workspace.config.match.auto)
    if as_json:
        click.echo(json.dumps(_data(found), ensure_ascii=False, indent=2))
    else:
        out = console()
        for part in _told(found):
            out.print(part, highlight=False)
    if write:
        place = learning.write(workspace, found)
        click.echo(_("Written: {file}").format(file=place.name), err=as_json)
        if not workspace.config.match.weights:
            click.echo(_hint(place), err=as_json)


def _hint(place: Path) -> str:
    return _("Nights use it once the configuration says so:") + (
        f'\n\n[match]\nweights = "{place.name}"'
    )


def _told(found: Found) -> Iterator[RenderableType]:
    """Which weights the run had, what was seen, and what rulings say of it."""
    from orgtransfer.run import weighing

    yield weighing.told(found.run.summary)
    rows = list(_rows(found))
    if rows:
        yield _table(rows)
    if found.learnt.held_back:
        yield _(
            "Not all that was seen is followed: judged pairs speak against it, or links would go that are most likely right."
        )
    elif not rows:
        yield _(
            "Every level that was seen often enough is seen about as often as the shipped weights say: they stay."
        )
    if found.trial is None:
        yield _(
            "Nobody has ruled on a pair yet: nothing checks this. Draw pairs to judge with: orgtransfer quality --sample 60"
        )
        return
    yield from _tried(found.trial)


def _rows(found: Found) -> Iterator[tuple[str, ...]]:
    """The levels that are changed."""
    from orgtransfer.match.explain import comparison_text, level_text

    for row in found.learnt.kinds.iter_rows(named=True):
        if abs(row["learnt"] / row["shipped"] - 1.0) > _MOVED:
            yield (
                comparison_text(row["comparison"]),
                level_text(row["comparison"], row["kind"]),
                f"{row['pairs']:,.0f}",
                f"{row['shipped']:.2%}",
                f"{row['seen']:.2%}",
                f"{row['learnt']:.2%}",
                f"{math.log(row['learnt'] / row['shipped']):+.1f}",
            )


def _table(rows: list[tuple[str, ...]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        title=_("Of the pairs of one person that both give the field"),
        title_justify="left", title_style="bold", box=box.SIMPLE_HEAD,
    )  # fmt: skip
    heads = (
        _("Comparison"), _("Level"), _("Pairs"), _("As shipped"), _("Seen"), _("Learnt"),
        _("Log-odds"),
    )  # fmt: skip
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place > 1 else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _tried(trial: Trial) -> Iterator[RenderableType]:
    before, after = trial.expected
    yield _(
        "Of {count} rulings that the weights did not learn from, {same} say one person; expected were {before} before, {after} after."
    ).format(
        count=f"{trial.rulings:,}", same=f"{trial.same:,}",
        before=f"{before:,.1f}", after=f"{after:,.1f}",
    )  # fmt: skip
    yield _(
        "Log-loss of these (less is better): {before} before, {after} after; the difference is sure to ± {error}."
    ).format(
        before=f"{trial.losses[0]:.4f}", after=f"{trial.losses[1]:.4f}", error=f"{trial.error:.4f}"
    )
    if trial.worse:
        yield _("The rulings speak against these weights.")


def _data(found: Found) -> dict[str, Any]:
    """What is printed, as data."""
    from orgtransfer.match import learnt

    return {
        "run": found.run.run,
        "before": learnt.digest(found.before),
        "after": learnt.digest(found.learnt.shares),
        "shares": found.learnt.shares,
        "levels": found.learnt.kinds.to_dicts(),
        "held_back": found.learnt.held_back,
        "rulings": None
        if found.trial is None
        else {**asdict(found.trial), "worse": found.trial.worse},
    }
