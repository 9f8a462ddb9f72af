"""The words and tables of docs/benchmarks.md, from what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

Json = dict[str, Any]

TOOLS: Final = {"orgtransfer": "orgtransfer", "XLOOKUP": "XLOOKUP", "Splink": "Splink"}
MODELS: Final = {"ordinary": "Ordinary errors", "held-out": "Held-out errors"}

HEAD: Final = """# Benchmarks

How well and how fast records are matched, beside what a clerk can install: a lookup in the spreadsheet, and [Splink](https://moj-analytical-services.github.io/splink/), the best-known tool for record linkage. Everything here is written by a command; no figure is set by hand.

```
python -m tests.benchmarks.document               # measures everything and writes this page (extra `bench`)
python -m tests.benchmarks.document --text        # writes this page again from tests/benchmarks/measured.json
python -m tests.benchmarks.bench_match --peers --best --calibration
python -m tests.benchmarks.bench_match --register 2400000 --difficulty full
python -m tests.benchmarks.best                   # the best decision that a world allows
python -m tests.benchmarks.bench_rules            # what the rules cost beside the matching
```

## The worlds

A register (every person with ID number, full unit, branch) and a roster (an association's list as its clerk keeps it), both of invented people. 8 in 100 people on the roster are in no register; 2 in 100 rows on either side are the same person again. Surnames have their national shares, given names the repetition of real ones, so that about three in ten people share their full name with another; one in 300 is a twin. About 1,400 units of one province have short forms written from how people call them, not from the code under test.

* `full`: the roster has ID numbers, most birth dates, some phones and joining months.
* `masked`: ID numbers as six digits, eight stars, four digits; half the phones.
* `noid`: no ID numbers; birth month, half the phones.
* `roster`: name, sex, unit (mostly abbreviated); one in five has a birth year, one in ten a phone.

Names are written by another character of the same reading, a look-alike, a variant, with a lost or a dropped character, in another order, or are changed; numbers are mistyped, spoilt by a spreadsheet, or have fifteen digits; people change employer, units are renamed. Rates and their sources stand in `tests/benchmarks/errors.py`. The weights may be compared with the *ordinary* errors; the *held-out* errors have other rates and other kinds of slip and are only for this page.

A pair is a roster row and a register row; precision, recall and F1 are counted over such pairs. *Automatic* is what is linked without asking; *with review* is the share of true pairs among the linked ones and those laid before a clerk, at most three a record.
"""

WEAK_POINTS: Final = """## What the figures do not show

* The people, units and slips are invented. Rates that no study gives (abbreviated units, spreadsheet damage, lost characters) are assumptions; real exports may be better or worse. Units here are those of one province's health system.
* XLOOKUP is the first row with the same number, else with the same name, on the cells as they are. A patient clerk does better by hand, a hurried one worse.
* Splink gets the names, numbers and dates that orgtransfer has cleaned, and comparisons, blocking and training by someone who knows the data; its threshold is the one that gives the best F1 on the truth, which nobody has in practice. Somebody else might set it up better. It learns chance agreement from ten million pairs, the least that its documentation recommends; from two million it takes about half as long in `noid` and `roster` (5 to 6 s on this machine) and a quarter in `full` and `masked` (some 27 s), with an F1 within 0.001. Its training is random within narrow bounds; one run is shown.
* One register and one roster. Several systems at once, rulings and branches are tested elsewhere.
* Seconds are the clock's, of one run on a machine with two cores that other work shared: they vary, some by half, so that processor seconds stand beside them. The ratios compare runs in one process right after one another. Memory is what the whole process held at most, the world itself included.
* The best possible decision knows the chances by which the world was made, down to each unit's short forms; a tool that knew them would be fitted to this world. It is told by the truth which rows of the register are one person, and takes two slips in one name for a stranger: small differences in either direction.
"""


def table(head: str, rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; a column whose name ends in `:` stands on the right."""
    columns = [part.strip() for part in head.split("|")]
    rule = ["--:" if name.endswith(":") else "---" for name in columns]
    lines = [[name.rstrip(":") for name in columns], rule, *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def text(kept: Json) -> str:
    """The whole document."""
    parts = [HEAD]
    if "comparison" in kept:
        parts += [_where(kept["machine"]), _all_tools(kept["comparison"])]
        parts += [_best(kept["comparison"]), _calibration(kept["comparison"])]
        parts += [_ledgers(kept["comparison"]), _stages(kept["comparison"])]
    if "sizes" in kept:
        parts.append(_sizes(kept["sizes"]))
    if "rules" in kept:
        parts.append(_rules(kept["rules"]))
    return "\n".join([*parts, WEAK_POINTS])


def _where(machine: Json) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return (
        f"Measured on {machine['date']} at commit {machine['commit']}, Python {machine['python']}, "
        f"{versions}, two cores.\n"
    )


def _tool(world: Json, name: str) -> Json:
    return next(tool for tool in world["tools"] if tool["tool"] == name)


def _total(tool: Json) -> float:
    return float(sum(tool["seconds"].values()))


def _score(value: float) -> str:
    return f"{value:.5f}"


def _all_tools(worlds: list[Json]) -> str:
    parts = ["## All tools, 10,000 × 50,000\n"]
    for model, title in MODELS.items():
        rows: list[list[str]] = []
        for world in (world for world in worlds if world["model"] == model):
            rows += [_row(world, tool) for tool in world["tools"]]
        parts += [f"### {title}\n", table(
            "world | tool | precision: | recall: | F1: | with review: | most candidates: | seconds:", rows
        )]  # fmt: skip
    parts.append(_ratios(worlds))
    return "\n".join(parts)


def _row(world: Json, tool: Json) -> list[str]:
    auto, both = tool["auto"], tool["both"]
    return [
        f"`{world['difficulty']}`",
        tool["tool"],
        _score(auto["precision"]),
        _score(auto["recall"]),
        f"**{_score(auto['f1'])}**" if both else _score(auto["f1"]),
        _score(both["recall"]) if both else "–",
        str(tool["candidates"]) if both else "–",
        f"{_total(tool):.2f}",
    ]


def _ratios(worlds: list[Json]) -> str:
    rows = []
    for world in worlds:
        ours, peer = _tool(world, "orgtransfer"), _tool(world, "Splink")
        used, spent = (sum(tool["processor"].values()) for tool in (ours, peer))
        rows.append([
            f"`{world['difficulty']}`", MODELS[world["model"]].lower(),
            f"{ours['auto']['f1'] - peer['auto']['f1']:+.5f}",
            f"{_total(ours):.1f} : {_total(peer):.1f} = **{_total(ours) / _total(peer):.2f}**",
            f"{used:.1f} : {spent:.1f} = {used / spent:.2f}",
            f"{used / peer['processor']['splink']:.2f}",
        ])  # fmt: skip
    return (
        "### Beside Splink, in the same run\n\n"
        "From parsed tables to decided links, for both with the cleaning, which Splink needs as well, and after "
        "a small world on which each tool has loaded what it needs; in the "
        "last column orgtransfer with its cleaning and Splink without. Processor seconds are those of all "
        "cores together: other work on the machine changes them little.\n\n"
        + table(
            "world | errors | F1, difference: | seconds, orgtransfer : Splink: | processor seconds: "
            "| Splink without cleaning:",
            rows,
        )
        + "\n"
        + _first(worlds)
    )


def _first(worlds: list[Json]) -> str:
    told = []
    for tool in ("orgtransfer", "Splink"):
        seconds = [world["first"][tool] for world in worlds]
        told.append(f"{tool} {min(seconds):.1f} to {max(seconds):.1f} s")
    return f"That small world (200 × 1,000), with all that is loaded: {', '.join(told)}.\n"


def _best(worlds: list[Json]) -> str:
    rows = []
    for world in (world for world in worlds if "best" in world):
        ours, best = _tool(world, "orgtransfer"), world["best"]
        rows.append([
            f"`{world['difficulty']}`", MODELS[world["model"]].lower(),
            f"{_score(ours['auto']['precision'])} / **{_score(ours['auto']['f1'])}**",
            f"{_score(best['sure']['precision'])} / {_score(best['sure']['f1'])}",
            f"{_score(best['auto']['precision'])} / {_score(best['auto']['f1'])}",
            _score(ours["both"]["recall"]),
            _score(best["quarter"]),
        ])  # fmt: skip
    return (
        "## The best possible\n\n"
        "How much do the rows hold? `tests/benchmarks/best.py` weighs every roster row with the chances by "
        "which the world was made: what share of people has each name, birth and unit, how often each slip "
        "happens and what it makes of a value, who is unregistered or listed twice. No tool can know these. "
        "Its probabilities are true to what happens (of its pairs at 0.95–0.99 about 0.98 are true). "
        "*Each at 0.99* links what is that sure by itself; *down to the bound* links on for as long as all "
        "links together keep a precision of 0.9995 (`noid`) or 0.997 (`roster`), the point being found on the "
        "truth; *above 1/4* is the share of true pairs that could be among three candidates at all.\n\n"
        + table(
            "world | errors | orgtransfer, P / F1: | best, each at 0.99, P / F1: | best, down to the bound, P / F1: "
            "| orgtransfer, with review: | best, above 1/4:",
            rows,
        )
    )


def _calibration(worlds: list[Json]) -> str:
    parts = [
        "## Calibration\n\nOf pairs that were said to be so likely, how many are true (`noid` and `roster`).\n"
    ]
    for model, title in MODELS.items():
        chosen = [w for w in worlds if w["model"] == model and "best" in w]
        for world in chosen:
            rows = {name: _bands(_tool(world, name)) for name in ("orgtransfer", "Splink")}
            bands = [band for band in _BANDS if any(band in found for found in rows.values())]
            parts += [f"### `{world['difficulty']}`, {title.lower()}\n", table(
                "said | orgtransfer, pairs: | mean said: | true: | Splink, pairs: | mean said: | true:",
                ([band, *(cell for found in rows.values() for cell in found.get(band, ["0", "–", "–"]))]
                 for band in bands),
            )]  # fmt: skip
    return "\n".join(parts)


_BANDS: Final = {
    "below 0.5": "[-inf, 0.5)", "0.5–0.6": "[0.5, 0.6)", "0.6–0.7": "[0.6, 0.7)", "0.7–0.8": "[0.7, 0.8)",
    "0.8–0.9": "[0.8, 0.9)", "0.9–0.95": "[0.9, 0.95)", "0.95–0.99": "[0.95, 0.99)",
    "0.99–0.999": "[0.99, 0.999)", "0.999–1": "[0.999, 1)", "1": "[1, inf)",
}  # fmt: skip


def _bands(tool: Json) -> dict[str, list[str]]:
    names = {code: name for name, code in _BANDS.items()}
    return {
        names[band]: [f"{pairs:,}", f"{said:.3f}", f"{true:.3f}"]
        for band, pairs, said, true in tool.get("calibration", [])
    }


def _ledgers(worlds: list[Json]) -> str:
    checked = [_tool(world, "orgtransfer")["ledgers"] for world in worlds]
    pairs, widest = sum(c[0] for c in checked), max(c[1] for c in checked)
    return (
        "## Ledgers\n\n"
        f"For all {pairs:,} pairs of these runs the contributions shown were added up again: they differ from "
        f"the pair's score by at most {widest:.0e}. Sentences that do not name the strongest reason for, or the "
        f"strongest against: {sum(c[2] for c in checked)}.\n"
    )


def _stages(worlds: list[Json]) -> str:
    rows = []
    for world in (world for world in worlds if world["model"] == "ordinary"):
        for tool in world["tools"]:
            rows += [
                [f"`{world['difficulty']}`", tool["tool"], stage, f"{seconds:.2f}",
                 f"{tool['processor'][stage]:.2f}", f"{tool['megabytes'][stage]:,.0f}"]
                for stage, seconds in tool["seconds"].items()
            ]  # fmt: skip
    return "## Time and memory by stage\n\n" + table(
        "world | tool | stage | seconds: | processor: | peak of the process, MB:", rows
    )


def _sizes(worlds: list[Json]) -> str:
    rows = []
    for world in worlds:
        ours = _tool(world, "orgtransfer")
        seconds = ours["seconds"]
        rows.append([
            f"`{world['difficulty']}`",
            f"{world['rows']['roster']:,} × {world['rows']['register']:,}",
            _score(ours["auto"]["precision"]), _score(ours["auto"]["f1"]),
            _score(ours["both"]["recall"]),
            *(f"{seconds[stage]:.1f}" for stage in ("clean", "trees", "match")),
            f"{sum(ours['processor'].values()):.1f}" if "processor" in ours else "–",
            f"{max(ours['megabytes'].values()):,.0f}",
        ])  # fmt: skip
    return (
        "## Sizes\n\nRows on the roster and in the register; ordinary errors; each in a process of its own, "
        "after the small world.\n\n"
    ) + table(
        "world | rows | precision: | F1: | with review: | clean, s: | trees, s: | match, s: | processor, s: | peak, MB:",
        rows,
    )


def _rules(rules: Json) -> str:
    seconds = rules["seconds"]
    return (
        "## Rules beside the matching\n\n"
        f"One whole run without files ({rules['first']}), the roster's branches made ordinary ones, so that "
        f"nearly every member is a finding: the rules take **{seconds['rules'] / seconds['match']:.2f}** of the "
        f"time of the matching (the fewest seconds of five runs; in each run: {rules['each']}).\n\n"
        + table("stage | seconds:", ([name, f"{took:.2f}"] for name, took in seconds.items()))
    )
