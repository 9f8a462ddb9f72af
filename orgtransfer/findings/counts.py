"""底数: how many people each system, unit, branch and association has, each counted once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.findings.absence import absence
from orgtransfer.findings.dates import age, earliest
from orgtransfer.findings.people import GONE, for_retired, standing
from orgtransfer.findings.world import World

AGES: Final = (30, 35, 40, 45, 50, 55, 60)
"""The oldest age of each band but the last, as the yearly statistics of members cut them."""
YEARS: Final = (5, 10, 20, 30, 40, 50)
"""Where the bands of the length of membership begin, but for the first."""
GRAVEST: Final = (
    "due", "double", "overdue", "in_transit", "not_registered", "unclear", "stays", "consistent",
)  # fmt: skip
"""Which verdict a person counts under in a register who stands on a roster with several."""
_KEYS: Final = ("sex", "ethnicity", "education", "category")
_RANK: Final = {"committee": 0, "general_branch": 1, "branch": 2}
_AT_WORK: Final = r"在职|在岗"
_SCOPES: Final[Mapping[str, tuple[str, ...]]] = {
    "system": (),
    "unit": ("unit_called",),
    "association": ("association_called",),
    "branch": ("org_name", "above", "organisation"),
}
"""Scope -> the columns that name what is counted in it, besides the system."""
_NAMED: Final = ("name", "parent", "organisation")
_WHERE: Final = ("unit_called", "association_called", "org_name", "above", "organisation")


def counts(world: World) -> pl.DataFrame:
    """COUNTS of one run.

    Within a system everybody counts once, in the branch of theirs whose name sorts first, so that
    branches, units and associations sum up to the system. Rows of people who moved out, died or
    were removed count nobody; `rows` says how many these are, and how many rows are doubles.
    """
    rows = _rows(world)
    people = _people(rows.filter("home"), rows, world).with_columns(by_people=pl.lit("counted"))
    further = {
        "system": pl.concat([_organisations(world), _units(world), _stated(world)]),
        "branch": _branches_stated(world),
    }
    nothing = frames.COUNTS.empty()
    sides = (people, rows)
    # In the order of their names, so that what is sorted in itself is sorted together.
    made = [_of_scope(scope, sides, further.get(scope, nothing)) for scope in sorted(_SCOPES)]
    return frames.conform(pl.concat(made), frames.COUNTS)


def _of_scope(scope: str, sides: Sequence[pl.DataFrame], further: pl.DataFrame) -> pl.DataFrame:
    """COUNTS of one scope, sorted: `sides` by each of their columns `by_…`, and `further` rows.

    There are thousands of branches and a dozen dimensions: what is counted goes by the number of
    its place, which is also that of its names in their order.
    """
    named = dict(zip(_NAMED, _SCOPES[scope], strict=False))
    on = ["system", *named]
    told = [
        side.select("system", "^by_.*$", **{name: pl.col(column) for name, column in named.items()})
        for side in sides
    ]
    places = _places(pl.concat([side.select(on) for side in (*told, further)]), on, scope)
    at = [side.join(places, on=on, nulls_equal=True) for side in (*told, further)]
    columns = ("place", "dimension", "value", "count")
    parts = [_by(side, name) for side in at[:-1] for name in side.columns if name.startswith("by_")]
    counted = pl.concat([part.select(columns) for part in (*parts, at[-1])]).filter(_is_said())
    made = counted.sort(columns[:-1]).join(places, on="place", how="left", maintain_order="left")
    missing = {name: pl.lit(None, pl.String) for name in _NAMED if name not in named}
    return made.select(
        pl.col(name) for name in made.columns if name != "place"
    ).with_columns(scope=pl.lit(scope), **missing).select(frames.COUNTS.columns.keys())  # fmt: skip


def _places(named: pl.DataFrame, on: Sequence[str], scope: str) -> pl.DataFrame:
    """`on` and `place`: their number in the order of the names.

    Where nobody names an association, or a unit, nothing is said of these.
    """
    found = named.unique()
    if scope in {"unit", "association"}:
        found = found.filter(pl.col("name").is_not_null().any().over("system"))
    return frames.numbered(found.sort(on), "place")


def _by(side: pl.DataFrame, column: str) -> pl.DataFrame:
    """place, dimension, value, count of one column `by_…`."""
    return side.group_by("place", value=column).agg(
        dimension=pl.lit(column.removeprefix("by_")), count=pl.len().cast(pl.UInt32)
    )


def _is_said() -> pl.Expr:
    """Only who is on a roster can be missing from the registers."""
    return ~((pl.col("dimension") == "absence") & pl.col("value").is_null())


def _rows(world: World) -> pl.DataFrame:
    """Every row of a members' list: where it counts, and `by_rows`, as what."""
    above = world.nodes.select("node", "above")
    names = world.units.select("unit_key", "called")
    unit = pl.coalesce("unit_key", "original_unit_key")
    rows = (
        world.members.join(above, on="node", how="left", maintain_order="left")
        .with_columns(unit_named=unit)
        .join(
            names.rename({"unit_key": "unit_named", "called": "unit_called"}),
            on="unit_named", how="left", maintain_order="left",
        )
        .join(
            names.rename({"unit_key": "association_key", "called": "association_called"}),
            on="association_key", how="left", maintain_order="left",
        )
        .sort("system", "org_name", "record", nulls_last=True)
    )  # fmt: skip
    first = rows.filter("live").unique(["system", "person"], keep="first", maintain_order=True)
    state = pl.when(pl.col("state_key").is_in(GONE)).then("state_key").fill_null("moved_out")
    return rows.with_columns(home=pl.col("record").is_in(first["record"].implode())).with_columns(
        by_rows=pl.when("home")
        .then(pl.lit("counted"))
        .when("live")
        .then(pl.lit("doubled"))
        .otherwise(state)
    )


def _people(homes: pl.DataFrame, rows: pl.DataFrame, world: World) -> pl.DataFrame:
    """One row a person and system, with a column `by_…` for everything that is counted by.

    What the row leaves out is taken from the person's other rows, the registers' first.
    """
    verdicts = world.verdicts.select("record", "verdict")
    known = homes.join(_known(rows), on="person", how="left", maintain_order="left")
    known = (
        known.join(verdicts, on="record", how="left", maintain_order="left")
        .join(absence(world), on="record", how="left", maintain_order="left")
        .join(_gravest(world), on="person", how="left", maintain_order="left")
        .join(_service(rows), on="person", how="left", maintain_order="left")
    )
    born = pl.coalesce("birth_key", "id_birth", "birth_known")
    # Each once: a band asks for the years a dozen times.
    known = known.with_columns(_age=age(earliest(born), world.today), _membership=_years(world))
    register = pl.col("role") == "register"
    return known.select(
        "system",
        *_WHERE,
        by_verdict=pl.when(register)
        .then(pl.col("gravest").fill_null("on_no_roster"))
        .otherwise("verdict"),
        by_absence=pl.when(~register).then(pl.col("absence").fill_null("in_register")),
        by_service="service",
        by_branch_kind="nature",
        by_state=standing().fill_null("normal"),
        by_age=_band(pl.col("_age")),
        by_membership=_length(pl.col("_membership")),
        **{f"by_{name}": pl.coalesce(f"{name}_key", f"{name}_known") for name in _KEYS},
    )


def _known(rows: pl.DataFrame) -> pl.DataFrame:
    """person, *_known: what the rows of a person say, the first row that says it."""
    said = {
        **{name: pl.col(f"{name}_key") for name in _KEYS},
        "birth": pl.coalesce("birth_key", "id_birth"),
        "join": pl.col("join_key"),
        "full": pl.col("full_key"),
    }
    said["sex"] = pl.coalesce("sex_key", "id_sex")
    ordered = rows.sort("role", "record")
    return ordered.group_by("person", maintain_order=True).agg(
        **{f"{name}_known": key.drop_nulls().first() for name, key in said.items()}
    )


def _gravest(world: World) -> pl.DataFrame:
    """person, gravest: the verdict under which somebody counts outside the roster."""
    rank = {verdict: place for place, verdict in enumerate(GRAVEST)}
    ranked = world.roster.filter("live").with_columns(
        rank=pl.col("verdict").replace_strict(rank, return_dtype=pl.Int8)
    )
    return ranked.group_by("person").agg(gravest=pl.col("verdict").sort_by("rank").first())


def _service(rows: pl.DataFrame) -> pl.DataFrame:
    """person, service: `retired` where any row says so, else `active` where any does."""
    retired = ((pl.col("post_key") == "retired") | for_retired()).fill_null(value=False)
    active = pl.col("post_key").is_in(["fulltime", "parttime"]) | pl.col("post").str.contains(
        _AT_WORK
    )
    said = rows.group_by("person").agg(
        retired=retired.any(), active=active.fill_null(value=False).any()
    )
    return said.select(
        "person",
        service=pl.when("retired").then(pl.lit("retired")).when("active").then(pl.lit("active")),
    )


def _band(years: pl.Expr) -> pl.Expr:
    """The band of an age: `-30`, `31-35`, ..., `61-`."""
    starts = ["", *(str(limit + 1) for limit in AGES)]
    names = [f"{start}-{end}" for start, end in zip(starts, [*map(str, AGES), ""], strict=True)]
    return _cut(years, AGES, names)


def _years(world: World) -> pl.Expr:
    """Whole years of membership.

    It begins with full membership; where that date is missing, a year after joining.
    """
    begun = pl.coalesce(
        earliest(pl.coalesce("full_key", "full_known")),
        earliest(pl.coalesce("join_key", "join_known")).dt.offset_by("1y"),
    )
    return age(begun, world.today)


def _length(years: pl.Expr) -> pl.Expr:
    """The band of the length of membership: `probation`, `0-4`, `5-9`, ..., `50-`."""
    ends = [year - 1 for year in YEARS]
    starts = [0, *YEARS]
    names = [f"{start}-{end}" for start, end in zip(starts, [*map(str, ends), ""], strict=True)]
    on_probation = pl.coalesce("category_key", "category_known") == "probationary"
    return pl.when(on_probation).then(pl.lit("probation")).otherwise(_cut(years, ends, names))


def _cut(years: pl.Expr, ends: Sequence[int], names: Sequence[str]) -> pl.Expr:
    """The name of the first band whose last year is not passed, else the last one's."""
    bands = [
        pl.when(years <= end).then(pl.lit(name)) for end, name in zip(ends, names, strict=False)
    ]
    return pl.coalesce(*bands, pl.when(years > ends[-1]).then(pl.lit(names[-1])))


def _made(found: pl.DataFrame, scope: str, named: tuple[str, ...], dimension: str) -> pl.DataFrame:
    """Rows of COUNTS, `named` columns under the names that they have there."""
    given = dict(zip(_NAMED, named, strict=False))
    return found.select(
        "system",
        "value",
        **{
            name: pl.col(given[name]) if name in given else pl.lit(None, pl.String)
            for name in _NAMED
        },
        scope=pl.lit(scope),
        dimension=pl.lit(dimension),
        count=pl.col("count").cast(pl.UInt32),
    ).select(frames.COUNTS.columns.keys())


def _organisations(world: World) -> pl.DataFrame:
    """How many organisations of each level a system lists; where it has no list, its members name."""
    own = world.known.group_by("system", value="level").agg(count=pl.len())
    return _made(own, "system", (), "organisations")


def _units(world: World) -> pl.DataFrame:
    """How many units the lists name, by the level of each one's highest organisation."""
    rank = pl.col("level").replace_strict(_RANK, default=len(_RANK), return_dtype=pl.Int8)
    top = (
        world.known.filter(pl.col("unit_key").is_not_null())
        .sort(rank, "node")
        .unique(["system", "unit_key"], keep="first", maintain_order=True)
    )
    return _made(top.group_by("system", value="level").agg(count=pl.len()), "system", (), "units")


def _stated(world: World) -> pl.DataFrame:
    """What the lists that state a total state, how much of it was read, and what is left over.

    `stated` = `used` + `not_member` + `missing` - `surplus`.
    """
    place = ["system", "file", "sheet"]
    listed = world.sources.filter(pl.col("kind") == "members", pl.col("stated").is_not_null())
    others = (
        world.set_aside.filter(pl.col("reason").is_in(["not_member", "no_name"]))
        .group_by(place)
        .agg(not_member=pl.len())
    )
    sums = (
        listed.join(others, on=place, how="left")
        .group_by("system")
        .agg(
            pl.col("stated", "not_member").sum().cast(pl.Int64),
            used=pl.col("rows").sum().cast(pl.Int64),
        )
        .with_columns(left=pl.col("stated") - pl.col("used") - pl.col("not_member"))
        .with_columns(
            missing=pl.col("left").clip(lower_bound=0),
            surplus=(-pl.col("left")).clip(lower_bound=0),
        )
    )
    told = sums.unpivot(
        ["stated", "used", "not_member", "missing", "surplus"],
        index="system", variable_name="value", value_name="count",
    )  # fmt: skip
    return _made(told.filter(pl.col("count") > 0), "system", (), "stated")


def _branches_stated(world: World) -> pl.DataFrame:
    """The members that a list of organisations states for a branch."""
    stated = pl.col("members_stated").str.extract(r"^\s*(\d+)\s*(?:人|名)?\s*$").cast(pl.UInt32)
    found = (
        world.known.filter(pl.col("level") == "branch")
        .with_columns(count=stated, value=pl.lit("stated"))
        .filter(pl.col("count").is_not_null())
        .group_by("system", *_SCOPES["branch"], "value")
        .agg(pl.col("count").sum())
    )
    return _made(found, "branch", _SCOPES["branch"], "stated")
