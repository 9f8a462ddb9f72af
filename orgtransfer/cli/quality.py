"""`orgtransfer quality`: how good the links are, as the tool believes and as samples show."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType
    from rich.table import Table

    from orgtransfer.models import Outcome
    from orgtransfer.quality.estimate import Range
    from orgtransfer.quality.labels import Measures
    from orgtransfer.run.samples import Shown
    from orgtransfer.run.workspace import Workspace

_MOST = 15
"""Lines of a table."""
_LEAST = 0.05
"""Missing links from which a line without links is shown."""


@click.command(
    "quality",
    help=N_(
        "Says how many links of the last run are expected to be wrong or missing, and what clerks' "
        "answers to a random sample show: precision and recall with 95 % ranges, and whether what "
        "was said and what was judged agree.\n\n"
        "--sample 60 draws 60 pairs, links that are sure among them, and writes them as the sheet "
        "抽查.xlsx beside the worklist, without the tool's own opinion: fill it in and hand it back "
        "with `decide`, or judge them with `judge --sample`. An hour does for some 60. The same run "
        "and --seed draw the same pairs.\n\nExample: orgtransfer quality --sample 60"
    ),
)
@options.config
@click.option(
    "--sample", "count", type=click.IntRange(1), metavar="N", help=N_("Draw N pairs to judge.")
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help=N_("Another number draws other pairs.")
)
@click.option("-o", "--output", type=options.FILE, help=N_("Where the sheet of the sample goes."))
@click.option(
    "--by",
    type=click.Choice(["tier", "systems", "pattern", "unit"]),
    default="pattern",
    show_default=True,
    help=N_("By what the expected numbers are split."),
)
@click.option(
    "--labels",
    type=options.FILE,
    help=N_("Measure against a CSV of known pairs: a, b (FILE:ROW), same."),
)
@click.option("--json", "as_json", is_flag=True, help=N_("Print a JSON object."))
def command(  # noqa: PLR0913, PLR0917  # one parameter an option
    config: Path,
    count: int | None,
    seed: int,
    output: Path | None,
    by: str,
    labels: Path | None,
    as_json: bool,
) -> None:
    """Draws a sample if asked; prints what is believed and what was found."""
    from orgtransfer import run
    from orgtransfer.cli.output import console
    from orgtransfer.run import labelled, samples

    workspace = run.load(config)
    _take(workspace)
    if count is not None:
        _draw(workspace, count, seed, output)
        return
    with workspace.store() as memory:
        outcome = memory.outcome(memory.run().run)
        drawn = samples.Sample.last(memory)
        shown = samples.shown(memory, drawn) if drawn else None
    measured = labelled.measures(outcome, labels) if labels else None
    if as_json:
        click.echo(json.dumps(_data(outcome, by, shown, measured), ensure_ascii=False, indent=2))
        return
    out = console()
    for part in (*_believed(outcome, by), *_sampled(shown), *_measured(measured)):
        out.print(part, highlight=False)


def _take(workspace: Workspace) -> None:
    """Takes back what was entered in the sheet of the sample, where it is in its place."""
    from orgtransfer.run import sampled

    for problem in sampled.hand_in(workspace):
        click.echo(str(problem), err=True)


def _draw(workspace: Workspace, count: int, seed: int, output: Path | None) -> None:
    from orgtransfer.run import samples

    with workspace.store(create=True) as memory, memory.lock():
        made = samples.draw(memory, count, seed)
        place = samples.write(workspace, memory, made, output)
    click.echo(
        _("{count} pairs to judge: {file}. Hand it back with: orgtransfer decide {file}").format(
            count=made.keys.height, file=place.name
        )
    )
    alone = made.table["b_key"].null_count()
    if alone:
        click.echo(
            _("For {count} more rows another search found nobody at all.").format(count=alone)
        )


def _table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _sums(outcome: Outcome, by: str | None) -> pl.DataFrame:
    from orgtransfer.quality import belief

    pairs = belief.between(outcome.matched, outcome.records)
    return belief.sums(pairs, outcome.matched.unproposed, by)


def _shown(sums: pl.DataFrame) -> pl.DataFrame:
    """The first lines, without those that round to nothing."""
    from polars import col

    return sums.filter((col("links") > 0) | (col("missed") >= _LEAST)).head(_MOST)


def _believed(outcome: Outcome, by: str) -> Iterator[RenderableType]:
    """The expected numbers, in one line and split."""
    from orgtransfer.quality.wording import expected

    yield expected(*_sums(outcome, None).row(0))
    rows = [
        (_part(by, row), f"{row['links']:,}", f"{row['wrong']:.2f}", f"{row['missed']:.2f}")
        for row in _shown(_sums(outcome, by)).iter_rows(named=True)
    ]
    heads = (_(_PARTS[by]), _("Number of links"), _("Expected wrong"), _("Expected missing"))
    yield _table(_("As the tool believes"), heads, rows)


_PARTS = {
    "tier": N_("Tier"),
    "systems": N_("Systems"),
    "pattern": N_("What speaks for them"),
    "unit": N_("Unit"),
}


def _part(by: str, row: dict[str, Any]) -> str:
    from orgtransfer.quality.wording import pattern_text, tier_text

    if by == "systems":
        return f"{row['one']} – {row['other']}"
    if by == "pattern":
        return pattern_text(row["pattern"])
    return tier_text(row["tier"]) if by == "tier" else row["unit"] or _("no unit")


def _range(found: Range) -> str:
    return f"{found.estimate:.2%} ({found.low:.2%} – {found.high:.2%})"


def _count(found: Range) -> str:
    return f"{found.estimate:,.0f} ({found.low:,.0f} – {found.high:,.0f})"


def _sampled(shown: Shown | None) -> Iterator[RenderableType]:
    """What the sample shows, and whether what was said agrees with it."""
    if shown is None:
        yield _("No sample was drawn yet; start with: orgtransfer quality --sample 60")
        return
    if shown.quality is None:
        yield _("Of the sample of run {run} nothing is judged yet; {left} pairs wait.").format(
            run=shown.sample.run, left=shown.left
        )
        return
    found = shown.quality
    rows = [
        (_("Links that are right (precision)"), _range(found.precision)),
        (_("People's links that were found (recall)"), _range(found.recall)),
        (_("Wrong links"), _count(found.wrong)),
        (_("Missing links"), _count(found.missed)),
    ]
    title = _("As the sample of run {run} shows: judged {judged}, undecided {unsure}, left {left}")
    yield _table(
        title.format(
            run=shown.sample.run, judged=found.judged, unsure=found.unsure, left=shown.left
        ),
        ("", _("Estimate, and the range that holds it at 95 %")),
        rows,
    )
    yield from _calibrated(shown.calibration)


def _calibrated(bands: pl.DataFrame) -> Iterator[RenderableType]:
    rows = [
        (
            f"≥ {row['band']:.1%}", f"{row['judged']:,}", f"{row['said']:.2%}",
            f"{row['share']:.1%} ({row['low']:.1%} – {row['high']:.1%})",
            _("off") if row["off"] else "",
        )
        for row in bands.iter_rows(named=True)
    ]  # fmt: skip
    if not rows:
        return
    heads = (_("Probability"), _("Judged"), _("Said"), _("One person, as judged"), "")
    yield _table(_("Said and judged"), heads, rows)
    if bands["off"].any():
        yield _(
            "What is said is off by more than chance; go by what was judged, and raise [match] auto where links are wrong too often."
        )


def _measured(measured: Measures | None) -> Iterator[RenderableType]:
    if measured is None:
        return
    kinds = (
        (_("Pairs"), measured.pairs),
        (_("Rows (B³)"), measured.rows),
        (_("Whole groups"), measured.groups),
    )
    rows = [
        (name, f"{one.precision:.4f}", f"{one.recall:.4f}", f"{one.f:.4f}") for name, one in kinds
    ]
    title = _("Against {count} known pairs").format(count=f"{measured.labelled:,}")
    yield _table(title, ("", _("Precision"), _("Recall"), "F1"), rows)


def _data(
    outcome: Outcome, by: str, shown: Shown | None, measured: Measures | None
) -> dict[str, Any]:
    """What is printed, as data."""
    told: dict[str, Any] = {
        "believed": {**_sums(outcome, None).to_dicts()[0], "by": _sums(outcome, by).to_dicts()}
    }
    if shown is not None:
        told["sample"] = {
            "run": shown.sample.run,
            "seed": shown.sample.seed,
            "drawn": shown.sample.drawn,
            "left": shown.left,
            "quality": asdict(shown.quality) if shown.quality else None,
            "calibration": shown.calibration.to_dicts(),
        }
    if measured is not None:
        told["labels"] = asdict(measured)
    return told
