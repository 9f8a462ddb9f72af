"""What the page draws of the links: the ledger of a pair as a waterfall, and what thresholds give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from rich.cells import cell_len, set_cell_size

from orgtransfer.frames import COMPARISONS
from orgtransfer.i18n import _
from orgtransfer.report.page_tables import Words

_LABEL: Final = 42
"""Columns of text that a step's name may take."""
_LEFT, _RIGHT = 330.0, 790.0
"""Between what the steps of a waterfall lie, in the drawing's units."""
_WIDTH, _TOP, _BOTTOM = 360.0, 46.0, 140.0
"""Of the panel of a curve: how wide it is, and between what its points lie."""
_MARGIN: Final = 24.0
_SAYS_NOTHING: Final = 0.05
"""Log-odds below which a step could not be seen."""


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall: what is said, from where to where it leads."""

    label: str
    full: str
    value: str
    x: float
    length: float
    tone: str
    end: float
    """Where the sum stands after it."""


@dataclass(frozen=True)
class Waterfall:
    """The ledger of one pair, step by step, from nothing to its sum."""

    title: str
    steps: tuple[Step, ...]
    zero: float
    limit: float
    """Where the sum has to stand for a link."""
    said: str
    """What the limit is."""


@dataclass(frozen=True)
class Curve:
    """A number for each of several thresholds."""

    title: str
    points: str
    dots: tuple[tuple[float, float, str, str], ...]
    """x, y, the number, the threshold."""
    tone: str


def waterfall(title: str, pair: dict[str, Any], auto: float, words: Words) -> Waterfall:
    """The ledger of a pair, drawn.

    Args:
        title: what pair it is.
        pair: a row of PAIRS as a dictionary.
        auto: the probability from which a pair is linked.
        words: what comparisons and levels are called.
    """
    weights = {name: float(pair[f"{name}_weight"] or 0.0) for name in ("prior", *COMPARISONS)}
    said = [(words.comparisons.get("prior", ""), weights["prior"])]
    for name in sorted(COMPARISONS, key=lambda name: -abs(weights[name])):
        if abs(weights[name]) >= _SAYS_NOTHING:
            what = words.comparisons.get(name, name)
            level = words.levels.get(name, {}).get(pair[f"{name}_level"], "")
            said.append((f"{what}: {level}", weights[name]))
    limit = math.log(auto / (1.0 - auto)) if auto < 1.0 else math.inf
    return _drawn(title, said, limit, auto)


def _drawn(title: str, said: list[tuple[str, float]], limit: float, auto: float) -> Waterfall:
    sums = [0.0]
    for _label, weight in said:
        sums.append(sums[-1] + weight)
    ends = [*sums, limit] if math.isfinite(limit) else sums
    low, high = min(ends), max(*ends, min(ends) + 1.0)

    def place(value: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (value - low) / (high - low), 1)

    spans = [(label, weight, sums[at], sums[at + 1]) for at, (label, weight) in enumerate(said)] + [
        (_("sum"), sums[-1], 0.0, sums[-1])
    ]
    steps = tuple(
        Step(
            label=_cut(label),
            full=label,
            value=f"{weight:+.1f}",
            x=min(place(start), place(end)),
            length=max(round(abs(place(end) - place(start)), 1), 1.0),
            tone=("plain" if at == len(said) else "good" if weight >= 0 else "bad"),
            end=place(end),
        )
        for at, (label, weight, start, end) in enumerate(spans)
    )
    # A promise that nothing keeps links nothing, and has no place.
    reached = place(limit) if math.isfinite(limit) else _RIGHT
    return Waterfall(
        title, steps, place(0.0), reached, _("linked from {chance}").format(chance=f"{auto:.2%}")
    )


def _cut(label: str) -> str:
    return label if cell_len(label) <= _LABEL else set_cell_size(label, _LABEL - 1) + "…"


def waterfalls(pairs: pl.DataFrame, auto: float | None, words: Words) -> tuple[Waterfall, ...]:
    """The least sure link and the likeliest pair that was left to a clerk, without who they are.

    Args:
        pairs: pairs between two systems (see `quality.belief.between`).
        auto: the probability from which a pair is linked; None: that of the least sure link.
        words: what comparisons and levels are called.
    """
    order = ["probability", "weight", "a", "b"]
    by_itself = pairs.filter(pl.col("tier") == "auto", pl.col("reason").is_null())
    # A contradiction is for a clerk however likely the pair is: it shows nothing of the threshold.
    vetoed = pl.col("reason").fill_null("").str.starts_with("veto")
    open_ = pairs.filter(pl.col("tier") == "review", ~vetoed)
    chosen = (
        (_("The least sure link"), by_itself.sort(order).head(1)),
        (
            _("The likeliest pair that was left to a clerk"),
            open_.sort(order, descending=[True, True, False, False]).head(1),
        ),
    )
    least = by_itself["probability"].min() if auto is None else auto
    limit = float(str(least)) if least is not None else 1.0
    return tuple(
        waterfall(f"{title} · {pair['probability']:.2%}", pair, limit, words)
        for title, found in chosen
        for pair in found.iter_rows(named=True)
    )


def curves(thresholds: pl.DataFrame) -> tuple[Curve, ...]:
    """How many links are expected to be wrong, and missing, from threshold to threshold.

    Args:
        thresholds: what `quality.belief.thresholds` gives.
    """
    autos = [f"{auto:g}" for auto in thresholds["auto"]]
    return (
        _curve(_("Expected wrong"), autos, thresholds["wrong"].to_list(), "bad"),
        _curve(_("Expected missing"), autos, thresholds["missed"].to_list(), "plain"),
    )


def _curve(title: str, autos: Sequence[str], values: Sequence[float], tone: str) -> Curve:
    most = max(*values, 1e-9)
    step = (_WIDTH - 2 * _MARGIN) / max(len(values) - 1, 1)
    dots = tuple(
        (
            round(_MARGIN + step * at, 1),
            round(_BOTTOM - (_BOTTOM - _TOP) * value / most, 1),
            f"{value:.1f}",
            auto,
        )
        for at, (auto, value) in enumerate(zip(autos, values, strict=True))
    )
    points = " ".join(f"{x},{y}" for x, y, _value, _auto in dots)
    return Curve(title, points, dots, tone)
