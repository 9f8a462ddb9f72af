"""底数 in words: what is counted by is called, the sentence of each system, the lines of the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from orgtransfer.i18n import N_, _
from orgtransfer.models import ABSENCES, VERDICTS

SCOPES: Final[Mapping[str, str]] = {
    "system": N_("system"),
    "association": N_("association"),
    "unit": N_("unit"),
    "branch": N_("branch"),
}
"""What is counted, in the order of the lines."""

DIMENSIONS: Final[Mapping[str, str]] = {
    "category": N_("Full or probationary"),
    "service": N_("In service or retired"),
    "sex": N_("Sex"),
    "ethnicity": N_("Ethnic group"),
    "education": N_("Education"),
    "age": N_("Age"),
    "membership": N_("Length of membership (years)"),
    "branch_kind": N_("Kind of branch"),
    "state": N_("State"),
    "verdict": N_("Verdict"),
    "absence": N_("In which register"),
}
"""By what people are counted, in the order of the sheet."""

VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "category": {"full": N_("full member"), "probationary": N_("probationary member")},
    "service": {"active": N_("in service"), "retired": N_("retired from service")},
    "sex": {"M": N_("male"), "F": N_("female")},
    "ethnicity": {"汉族": N_("Han"), "minority": N_("ethnic minorities")},
    "education": {
        "postgraduate": N_("postgraduate"),
        "bachelor": N_("bachelor"),
        "college": N_("college"),
        "vocational": N_("vocational school"),
        "high": N_("high school"),
        "middle": N_("middle school"),
        "primary": N_("primary school"),
    },
    "age": {
        "-30": N_("up to 30"),
        **{band: band for band in ("31-35", "36-40", "41-45", "46-50", "51-55", "56-60")},
        "61-": N_("61 and above"),
    },
    "membership": {
        "probation": N_("on probation"),
        "0-4": N_("under 5"),
        **{band: band for band in ("5-9", "10-19", "20-29", "30-39", "40-49")},
        "50-": N_("50 and above"),
    },
    "branch_kind": {
        "ordinary": N_("ordinary branch"),
        "joint": N_("joint branch"),
        "functional": N_("functional branch"),
        "temporary": N_("temporary branch"),
        "floating": N_("branch of floating members"),
    },
    "state": {
        "normal": N_("normal"),
        "lost": N_("out of contact"),
        "suspended": N_("suspended"),
        "abroad": N_("abroad"),
        "floating": N_("floating"),
        "hanging": N_("between two organisations"),
        "incoming": N_("not yet received"),
        "unknown": N_("a state not known"),
    },
    "verdict": {**VERDICTS, "on_no_roster": N_("on no roster")},
    "absence": {"in_register": N_("a register has the member"), **ABSENCES},
}
"""Dimension -> value -> what it is called, in the order of the sheet."""

_GONE: Final = ("deceased", "removed", "historical")
_MINORITY: Final = "minority"
_YOUNG: Final = ("-30", "31-35")
_STUDIED: Final = ("postgraduate", "bachelor", "college")
_KEYS: Final = ("scope", "system", "name", "parent", "organisation")

COUNTED: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("people", "people", ("counted",)),
    ("full", "category", ("full",)),
    ("probationary", "category", ("probationary",)),
    ("active", "service", ("active",)),
    ("retired", "service", ("retired",)),
    ("female", "sex", ("F",)),
    ("minority", "ethnicity", (_MINORITY,)),
    ("young", "age", _YOUNG),
    ("studied", "education", _STUDIED),
    ("doubled", "rows", ("doubled",)),
    ("moved_out", "rows", ("moved_out",)),
    ("gone", "rows", _GONE),
    ("due", "verdict", ("due",)),
    ("unclear", "verdict", ("unclear",)),
    ("not_registered", "verdict", ("not_registered",)),
)
"""Column of a line, and the dimension and values that it sums up."""


def gathered(counts: pl.DataFrame) -> pl.DataFrame:
    """COUNTS with every ethnic group but the largest as one: on paper there is no room for each."""
    minority = (pl.col("dimension") == "ethnicity") & (pl.col("value") != "汉族")
    value = pl.when(minority.fill_null(value=False)).then(pl.lit(_MINORITY)).otherwise("value")
    by = [name for name in counts.columns if name != "count"]
    return counts.with_columns(value=value).group_by(by).agg(pl.col("count").sum())


def lines(counts: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """One line a system, unit, association and branch.

    Args:
        counts: COUNTS.
        labels: system, label: what each system is called.

    Returns:
        scope (a code), what (in words), label, name, parent, rows, the columns of COUNTED, and why
        rows and people differ; systems first, branches last.
    """
    table = gathered(counts)
    sums = {
        column: pl.col("count")
        .filter((pl.col("dimension") == dimension) & pl.col("value").is_in(list(values)))
        .sum()
        for column, dimension, values in COUNTED
    }
    all_rows = pl.col("count").filter(pl.col("dimension") == "rows").sum()
    order = {scope: place for place, scope in enumerate(SCOPES)}
    blank = pl.when(pl.col("scope") == "system").then("label").otherwise(pl.lit(_("(not stated)")))
    return (
        table.group_by(_KEYS)
        .agg(rows=all_rows, **sums)
        .filter(pl.col("rows") > 0)
        .join(labels, on="system", how="left")
        .with_columns(label=pl.coalesce("label", "system"))
        .with_columns(
            what=pl.col("scope").replace_strict({code: _(text) for code, text in SCOPES.items()}),
            name=pl.coalesce("name", blank),
            why=_why(),
            place=pl.col("scope").replace_strict(order, return_dtype=pl.Int8),
        )
        .sort(
            "place", "label", "people", "name", "parent", "organisation",
            descending=[False, False, True, False, False, False], nulls_last=True,
        )
    )  # fmt: skip


def _why() -> pl.Expr:
    """What a line's rows are besides people, and what is to be done about these."""
    said = {
        "doubled": _("listed more than once {count}"),
        "moved_out": _("moved out {count}"),
        "gone": _("deceased or removed {count}"),
        "due": _("due to move {count}"),
        "unclear": _("to be checked {count}"),
        "not_registered": _("in no register {count}"),
    }
    parts = []
    for column, text in said.items():
        before, _brace, after = text.partition("{count}")
        told = pl.concat_str(pl.lit(before), pl.col(column).cast(pl.String), pl.lit(after))
        parts.append(pl.when(pl.col(column) > 0).then(told))
    return pl.concat_str(parts, separator=_("; "), ignore_nulls=True)


def sentences(counts: pl.DataFrame, labels: pl.DataFrame) -> list[str]:
    """What a report would say, one text a system: people, then what the rows are besides them."""
    said = []
    for line in lines(counts.filter(scope="system"), labels).iter_rows(named=True):
        own = counts.filter(scope="system", system=line["system"])
        figures = {name: f"{value:,}" for name, value in line.items() if isinstance(value, int)}
        told = _(
            "{label}: {units}{branches} branches and {people} members, {active} of them in service and "
            "{retired} retired; {full} full and {probationary} probationary members; {female} women, "
            "{minority} of ethnic minorities."
        ).format(
            label=line["label"], units=_units(own), branches=f"{_number(own, 'organisations', 'branch'):,}",
            **figures,
        )  # fmt: skip
        said.append(told + _rows(line) + _stated(own))
    return said


def _number(own: pl.DataFrame, dimension: str, *values: str) -> int:
    found = own.filter(pl.col("dimension") == dimension)
    return int(
        (found.filter(pl.col("value").is_in(list(values))) if values else found)["count"].sum()
    )


def _units(own: pl.DataFrame) -> str:
    """How many units there are, by the level of each one's highest organisation."""
    if not _number(own, "units"):
        return ""
    levels = [_number(own, "units", level) for level in ("committee", "general_branch", "branch")]
    return _(
        "{units} units (committees {committees}, general branches {general}, branches {branches}), "
    ).format(
        units=_number(own, "units"), committees=levels[0], general=levels[1], branches=levels[2]
    )


def _rows(line: Mapping[str, int]) -> str:
    """The rows that count nobody, where there are some."""
    if line["rows"] == line["people"]:
        return _("The list has {rows} rows, one a member.").format(rows=f"{line['rows']:,}")
    others = (
        (line["doubled"], N_("{count} list somebody once more")),
        (line["moved_out"], N_("{count} are of members who moved out")),
        (line["gone"], N_("{count} of members who are deceased or were removed")),
    )
    told = _(", ").join(_(text).format(count=f"{count:,}") for count, text in others if count)
    return _("The list has {rows} rows: {others}; these are not counted.").format(
        rows=f"{line['rows']:,}", others=told
    )


def _stated(own: pl.DataFrame) -> str:
    """What the list says of itself, and where the difference is."""
    stated = _number(own, "stated", "stated")
    if not stated:
        return ""
    parts = (
        ("used", N_("{count} were read")),
        ("not_member", N_("{count} are no members")),
        ("missing", N_("{count} are not in the file")),
        ("surplus", N_("{count} more are in the file")),
    )
    told = _(", ").join(
        _(text).format(count=f"{count:,}")
        for value, text in parts
        if (count := _number(own, "stated", value))
    )
    return _("It states {stated} itself: {told}.").format(stated=f"{stated:,}", told=told)


def shares(counts: pl.DataFrame) -> list[tuple[str, str, dict[str, int]]]:
    """What the systems' people are like: dimension, value, and the people of each system.

    Names are in the language in force; a value that nobody has is left out.
    """
    table = gathered(counts.filter(scope="system"))
    found: dict[tuple[str, str | None], dict[str, int]] = {}
    for dimension, value, system, count in table.select(
        "dimension", "value", "system", "count"
    ).iter_rows():
        found.setdefault((dimension, value), {})[system] = count
    made = []
    for dimension, title in DIMENSIONS.items():
        names: dict[str | None, str] = {code: _(text) for code, text in VALUES[dimension].items()}
        names[None] = _("(not stated)")
        made += [
            (_(title), name, found[dimension, code])
            for code, name in names.items()
            if (dimension, code) in found
        ]
    return made
