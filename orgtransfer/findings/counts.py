"""底数: how many people each system, unit, branch and association has, each counted once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.findings.absence import absence
from orgtransfer.findings.dates import age, by_text, earliest
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
_ASKED: Final = (
    "record", "system", "role", "person", "who", "live", "node", "org_name", "organisation", "nature",
    "unit_key", "original_unit_key", "association_key", "state", "state_key", "flow", "flow_key",
    "post", "post_key", "birth_key", "id_birth", "id_sex", "join_key", "full_key",
    *(f"{name}_key" for name in _KEYS),
)  # fmt: skip
"""What is asked of a member's row: of some seventy columns so many are carried along."""
_WHERE: Final = ("unit_called", "association_called", "org_name", "above", "organisation")


def counts(world: World) -> pl.DataFrame:
    """COUNTS of one run.

    Within a system everybody counts once, in the branch of theirs whose name sorts first, so that
    branches, units and associations sum up to the system. Rows of people who moved out, died or
    were removed count nobody; `rows` says how many these are, and how many rows are doubles.
    """
    return together([of_people(world), of_lists(world)])


def of_people(world: World) -> pl.DataFrame:
    """What `together` makes COUNTS of, as far as it counts people: those of a part add up."""
    rows = _rows(world)
    people = _people(rows.filter("home"), rows, world)
    return _grouped(people, rows.select("system", *_WHERE, "by_rows"))


def of_lists(world: World) -> pl.DataFrame:
    """The same, as far as lists and their organisations say it."""
    return pl.concat(
        [_organisations(world), _units(world), _stated(world), _branches_stated(world)]
    )


def together(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """COUNTS; what each part counts is different people, or something else."""
    return frames.conform(_sorted(pl.concat(parts).filter(_is_said())), frames.COUNTS)


def summed(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """What parts have counted of different people as if it had been counted at once."""
    by = [name for name in frames.COUNTS.columns if name != "count"]
    return pl.concat(parts).group_by(by).agg(pl.col("count").sum())


def _sorted(made: pl.DataFrame) -> pl.DataFrame:
    """By all columns but the count; each text is compared once, and then one number a row."""
    groups = [[name] for name in made.columns if name not in {"count", *_NAMED[1:]}]
    groups[groups.index([_NAMED[0]])] = list(_NAMED)
    order = pl.zeros(made.height, pl.UInt64, eager=True)
    for group in groups:
        texts = made.select(group).unique().sort(group).with_row_index("place")
        placed = made.select(group).join(
            texts, on=group, nulls_equal=True, how="left", maintain_order="left"
        )
        order = order * texts.height + placed["place"]
    return made[order.arg_sort()]


def _is_said() -> pl.Expr:
    """Whether there is something to say: where nobody names an association, nothing of associations."""
    named = pl.col("name").is_not_null().any().over("scope", "system")
    place = named | ~pl.col("scope").is_in(["unit", "association"])
    # Only who is on a roster can be missing from the registers.
    return place & ~((pl.col("dimension") == "absence") & pl.col("value").is_null())


def _rows(world: World) -> pl.DataFrame:
    """Every row of a members' list: where it counts, and `by_rows`, as what."""
    above = world.nodes.select("node", "above")
    names = world.units.select("unit_key", "called")
    unit = pl.coalesce("unit_key", "original_unit_key")
    rows = (
        world.members.select(_ASKED)
        .join(above, on="node", how="left", maintain_order="left")
        .with_columns(unit_named=unit)
        .join(
            names.rename({"unit_key": "unit_named", "called": "unit_called"}),
            on="unit_named", how="left", maintain_order="left",
        )
        .join(
            names.rename({"unit_key": "association_key", "called": "association_called"}),
            on="association_key", how="left", maintain_order="left",
        )
    )  # fmt: skip
    state = pl.when(pl.col("state_key").is_in(GONE)).then("state_key").fill_null("moved_out")
    return rows.with_columns(home=_homes(rows)).with_columns(
        by_rows=pl.when("home")
        .then(pl.lit("counted"))
        .when("live")
        .then(pl.lit("doubled"))
        .otherwise(state)
    )


def _homes(rows: pl.DataFrame) -> pl.Series:
    """Whether somebody counts by this row: of a system's in the branch whose name sorts first."""
    names = rows["org_name"].unique().drop_nulls().sort().to_frame().with_row_index("place")
    place = rows.select("org_name").join(names, on="org_name", how="left", maintain_order="left")
    # Names and record as one number, a row without a branch last.
    order = place["place"].fill_null(len(names)).cast(pl.UInt64) * 2**32 + rows["record"]
    asked = rows.select("system", "who", "live", order=order)
    first = asked.filter("live").group_by("system", "who").agg(pl.col("order").min())
    return asked["order"].is_in(first["order"].implode()).alias("home")


def _people(homes: pl.DataFrame, rows: pl.DataFrame, world: World) -> pl.DataFrame:
    """One row a person and system, with a column `by_…` for everything that is counted by.

    What the row leaves out is taken from the person's other rows, the registers' first.
    """
    verdicts = world.verdicts.select("record", "verdict")
    gravest = _gravest(world)
    known = (
        homes.with_columns(_known(homes, rows))
        .join(verdicts, on="record", how="left", maintain_order="left")
        .join(absence(world), on="record", how="left", maintain_order="left")
        .join(gravest, on="who", how="left", maintain_order="left")
        .join(_service(rows), on="who", how="left", maintain_order="left")
    )
    register = pl.col("role") == "register"
    made = known.select(
        "system",
        *_WHERE,
        by_verdict=pl.when(register)
        .then(pl.col("gravest").fill_null("on_no_roster"))
        .otherwise("verdict"),
        by_absence=pl.when(~register).then(pl.col("absence").fill_null("in_register")),
        by_service="service",
        by_branch_kind="nature",
        by_state=standing().fill_null("normal"),
        by_age=by_text(known["birth"], lambda born: age(earliest(born), world.today), _band),
        by_membership=_length(known, world),
        **{f"by_{name}": pl.col(f"{name}_key") for name in _KEYS},
    )
    return made.with_columns(_numbers())


def _known(homes: pl.DataFrame, rows: pl.DataFrame) -> list[pl.Series]:
    """What each row of `homes` says; what it leaves out the first of the person's rows that says it."""
    said = {
        name: pl.col(name) for name in ("join_key", "full_key", *(f"{key}_key" for key in _KEYS))
    }
    said["birth"] = pl.coalesce("birth_key", "id_birth")
    elsewhere = said | {"sex_key": pl.coalesce("sex_key", "id_sex")}
    return [_completed(homes, rows, said[name], elsewhere[name]).alias(name) for name in said]


def _completed(
    homes: pl.DataFrame, rows: pl.DataFrame, said: pl.Expr, elsewhere: pl.Expr
) -> pl.Series:
    own = homes.select("who", said=said)
    missing = own["said"].is_null()
    if not missing.any():
        return own["said"]
    told = rows.select("who", "role", "record", other=elsewhere)
    told = told.filter(pl.col("other").is_not_null())
    if told.is_empty():  # many lists leave out a column
        return own["said"]
    asked = own.filter(missing).select("who")
    others = (
        told.join(asked.unique(), on="who", how="semi")
        .sort("role", "record")
        .unique("who", keep="first", maintain_order=True)
    )
    found = asked.join(others, on="who", how="left", maintain_order="left")["other"]
    return own["said"].scatter(missing.arg_true(), found)


def _gravest(world: World) -> pl.DataFrame:
    """who, gravest: the verdict under which somebody counts outside the roster."""
    rank = {verdict: place for place, verdict in enumerate(GRAVEST)}
    ranked = world.roster.filter("live").select(
        "who", rank=pl.col("verdict").replace_strict(rank, return_dtype=pl.Int8)
    )
    names = dict(enumerate(GRAVEST))
    return (
        ranked.group_by("who")
        .agg(pl.col("rank").min())
        .select("who", gravest=pl.col("rank").replace_strict(names, return_dtype=pl.String))
    )


def _service(rows: pl.DataFrame) -> pl.DataFrame:
    """who, service: `retired` where any row says so, else `active` where any does."""
    retired = ((pl.col("post_key") == "retired") | for_retired()).fill_null(value=False)
    active = pl.col("post_key").is_in(["fulltime", "parttime"]) | pl.col("post").str.contains(
        _AT_WORK
    )
    told = rows.select("who", retired=retired, active=active.fill_null(value=False))
    said = (
        told.filter(pl.col("retired") | pl.col("active"))
        .group_by("who")
        .agg(pl.col("retired").any())
    )
    return said.select(
        "who", service=pl.when("retired").then(pl.lit("retired")).otherwise(pl.lit("active"))
    )


def _band(years: pl.Expr) -> pl.Expr:
    """The band of an age: `-30`, `31-35`, ..., `61-`."""
    starts = ["", *(str(limit + 1) for limit in AGES)]
    names = [f"{start}-{end}" for start, end in zip(starts, [*map(str, AGES), ""], strict=True)]
    return _cut(years, AGES, names)


def _length(known: pl.DataFrame, world: World) -> pl.Expr:
    """The band of the length of membership: `probation`, `0-4`, `5-9`, ..., `50-`.

    It begins with full membership; where that date is missing, a year after joining.
    """
    ends = [year - 1 for year in YEARS]
    starts = [0, *YEARS]
    names = [f"{start}-{end}" for start, end in zip(starts, [*map(str, ends), ""], strict=True)]

    def years(begun: pl.Expr) -> pl.Expr:
        return age(begun, world.today)

    def band(years: pl.Expr) -> pl.Expr:
        return _cut(years, ends, names)

    full = by_text(known["full_key"], earliest, years, band)
    joined = by_text(known["join_key"], lambda text: earliest(text).dt.offset_by("1y"), years, band)
    on_probation = pl.col("category_key") == "probationary"
    return pl.when(on_probation).then(pl.lit("probation")).otherwise(pl.coalesce(full, joined))


def _cut(years: pl.Expr, ends: Sequence[int], names: Sequence[str]) -> pl.Expr:
    """The name of the first band whose last year is not passed, else the last one's."""
    bands = [
        pl.when(years <= end).then(pl.lit(name)) for end, name in zip(ends, names, strict=False)
    ]
    return pl.coalesce(*bands, pl.when(years > ends[-1]).then(pl.lit(names[-1])))


def _numbers() -> pl.Expr:
    """Texts as numbers: names are looked at once, and what is grouped in each scope is a fourth as large."""
    return pl.col(pl.String).cast(pl.Categorical)


def _grouped(people: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of COUNTS: in each scope how many people there are, and rows, by each `by_…` column."""
    tables = [
        table.select("system", *_WHERE, "^by_.*$").with_columns(_numbers()).lazy()
        for table in (people.with_columns(by_people=pl.lit("counted")), rows)
    ]
    columns = ((table, by) for table in tables for by in table.collect_schema() if by[:3] == "by_")
    parts = [
        table.group_by("system", *named, value=by)
        .agg(count=pl.len())
        .select(_made(scope, named, by.removeprefix("by_")))
        for table, by in columns
        for scope, named in _SCOPES.items()
    ]
    # All of them as one query, which has little to optimise: of few people, asking costs most.
    return pl.concat(parts).collect(engine="in-memory", optimizations=pl.QueryOptFlags.none())


def _made(scope: str, named: Sequence[str], dimension: str) -> list[pl.Expr]:
    """The columns of COUNTS: `system`, `value`, `count`, and the `named` under the names there."""
    given = dict(zip(_NAMED, named, strict=False))
    made = {
        "system": pl.col("system").cast(pl.String),
        "value": pl.col("value").cast(pl.String),
        **{
            name: pl.col(given[name]).cast(pl.String) if name in given else pl.lit(None, pl.String)
            for name in _NAMED
        },
        "scope": pl.lit(scope),
        "dimension": pl.lit(dimension),
        "count": pl.col("count").cast(pl.UInt32),
    }
    return [made[name].alias(name) for name in frames.COUNTS.columns]


def _organisations(world: World) -> pl.DataFrame:
    """How many organisations of each level a system lists; where it has no list, its members name."""
    own = world.known.group_by("system", value="level").agg(count=pl.len())
    return own.select(_made("system", (), "organisations"))


def _units(world: World) -> pl.DataFrame:
    """How many units the lists name, by the level of each one's highest organisation."""
    rank = pl.col("level").replace_strict(_RANK, default=len(_RANK), return_dtype=pl.Int8)
    top = (
        world.known.filter(pl.col("unit_key").is_not_null())
        .sort(rank, "node")
        .unique(["system", "unit_key"], keep="first", maintain_order=True)
    )
    return (
        top.group_by("system", value="level")
        .agg(count=pl.len())
        .select(_made("system", (), "units"))
    )


def _stated(world: World) -> pl.DataFrame:
    """What the lists that state a total state, how much of it was read, and what is left over.

    `stated` = `used` + `not_member` + `missing` - `surplus`.
    """
    place = ["system", "file", "sheet"]
    listed = world.sources.filter(pl.col("kind") == "members", pl.col("stated").is_not_null())
    if listed.is_empty():
        return frames.COUNTS.empty()
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
    return told.filter(pl.col("count") > 0).select(_made("system", (), "stated"))


def _branches_stated(world: World) -> pl.DataFrame:
    """The members that a list of organisations states for a branch."""
    stated = pl.col("members_stated").str.extract(r"^\s*(\d+)\s*(?:人|名)?\s*$").cast(pl.UInt32)
    listed = world.known.filter(pl.col("level") == "branch", pl.col("members_stated").is_not_null())
    if listed.is_empty():
        return frames.COUNTS.empty()
    found = (
        listed.with_columns(count=stated, value=pl.lit("stated"))
        .filter(pl.col("count").is_not_null())
        .group_by("system", *_SCOPES["branch"], "value")
        .agg(pl.col("count").sum())
    )
    return found.select(_made("branch", _SCOPES["branch"], "stated"))
