"""Who of tonight is who of last night: rows, persons and branches keep the key they had.

A correction must not make a new person: the clerk who was asked to put a number right would find
the line gone, and another one, new, in its place. So a row of tonight takes the key of the row of
last night that it continues: the same content first, then what agrees in so many fields that
nobody else fits; a person takes the key of the person with whom most rows are shared; a branch the
key of the branch with its code, its name, or most of its members.

Pure: a function of last night's tables and tonight's. The fields and their points are our own; the
form (points for agreement, taken off for contradiction, mutual best) is that of Newcombe et al.,
"Automatic linkage of vital records", Science 130 (1959).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from orgtransfer.hashes import hashed, told_apart
from orgtransfer.models import Earlier

_RESTS: Final = ("name_key", "id_key")
"""The fields of a row by which a clerk knows a person."""
_ROW: Final = (
    "system", "name_key", "id_key", "phone_key", "birth_key", "join_key", "member_no_key",
)  # fmt: skip
"""The fields that tell a row of a system from others, whatever file, branch or order it stands in."""
_BIRTH: Final = "_birth"
"""The birth date that the number gives, else the one that is stated."""
_STATED: Final = "_stated"
"""The birth date that is stated, else the one that the number gives."""
_SURNAME: Final = "_surname"
_POINTS: Final[Mapping[str, tuple[float, float]]] = {
    "id_key": (6.0, 4.0),
    "member_no_key": (6.0, 3.0),
    "name_key": (4.0, 4.0),
    "phone_key": (4.0, 1.0),
    _BIRTH: (3.0, 3.0),
    "join_key": (3.0, 2.0),
    "branch_key": (2.0, 1.0),
    "unit_key": (1.0, 0.5),
    "association_key": (1.0, 0.5),
    "full_key": (1.0, 0.5),
    "sex_key": (0.5, 2.0),
    "ethnicity_key": (0.5, 1.0),
    "education_key": (0.5, 0.0),
    "post_key": (0.5, 0.0),
}
"""Field -> points where two rows agree in it, and points taken off where they contradict."""
_OPTIONAL: Final = "中国共产党|中共|党|委员会"
"""What one export writes in a branch's name and another leaves out."""
_ENOUGH: Final = 5.0
"""Points from which a row continues another: a name and a branch and some of the rest."""
_NEAR: Final = 1.0
"""What a contradiction costs where a slip explains it: two characters of a number, one of a name."""
_SLIPS: Final = 2
_COUNTER: Final = r"-[0-9]+$"
"""What tells keys of one content apart (see `hashes.told_apart`)."""
_PLACE: Final = ("branch_key", "unit_key", "association_key", "post_key")
"""Where rows of one content stand."""
_AT_HOME: Final = 1.0
"""What a slip in the name adds where branch and unit agree: of some rosters nothing else is known."""
_BLOCKS: Final[Sequence[Sequence[str]]] = (
    ("id_key",),
    ("member_no_key",),
    ("phone_key",),
    ("name_key", _BIRTH),
    ("name_key", "branch_key"),
    ("name_key", "unit_key"),
    ("name_key", "join_key"),
    (_BIRTH, "join_key", "branch_key"),
    (_BIRTH, "unit_key"),
    (_SURNAME, "branch_key", "unit_key"),
)
"""Fields in which two rows must agree to be compared at all."""
_CROWD: Final = 6
"""A block with more rows than this on a side tells nobody apart, and is passed over."""
_ROUNDS: Final = 4
_MOST: Final = 0.6
"""The share of the members that a branch must have kept to be the same one under another name."""


def row_digests(records: pl.DataFrame, salt: bytes, keys: pl.Series | None = None) -> pl.DataFrame:
    """Keyed digests by which a row that was ruled on is known again.

    Args:
        records: RECORDS.
        salt: keys them.
        keys: only the rows with these record keys; None: all.

    Returns:
        record_key; `rests`: of the name and the number; `row`: of all that tells it from others.
    """
    rows = records if keys is None else records.filter(pl.col("record_key").is_in(keys.implode()))
    texts = rows.select(
        "record_key",
        *(
            pl.concat_str(pl.col(*fields).fill_null(""), separator="\x1f").alias(name)
            for name, fields in (("rests", _RESTS), ("row", _ROW))
        ),
    )
    return texts.with_columns(hashed(texts["rests"], "G", salt), hashed(texts["row"], "G", salt))


def records(now: pl.DataFrame, earlier: Earlier, salt: bytes = b"") -> pl.DataFrame:
    """Tonight's RECORDS with the `record_key` of the rows that they continue.

    A row that was ruled on is known again as well where it was missing for some nights.

    Args:
        now: RECORDS; `record_key` is made of each row's content.
        earlier: last night's tables.
        salt: what `earlier.ruled` was keyed with.

    Returns:
        RECORDS; `content_key` is the key by content alone.
    """
    before = earlier.records.with_columns(content_key=pl.coalesce("content_key", "record_key"))
    now = now.with_columns(content_key="record_key")
    same = _same(now, before)
    left = now.join(same, on="record", how="anti")
    gone = before.join(same, left_on="record_key", right_on="inherited", how="anti")
    continued = _continued(left, gone)
    inherited = pl.concat([same, continued])
    back = _come_back(now.join(inherited, on="record", how="anti"), inherited, earlier.ruled, salt)
    return _keyed(now, pl.concat([inherited, back]))


def _same(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """record, inherited: rows whose content is the same.

    A counter tells rows of one content apart, in an order that changes where one of them moves: of
    these each is first sought in its place, then the one that is left, and only then by its counter.
    """
    base = pl.col("content_key").str.replace(_COUNTER, "")
    sides = (
        now.select("record", "content_key", *_PLACE, base=base),
        before.select("content_key", *_PLACE, base=base, inherited="record_key"),
    )
    several = pl.concat([side.filter(pl.len().over("base") > 1)["base"] for side in sides])
    alone = pl.col("base").is_in(several.implode())
    plain, crowd = ([side.filter(one) for side in sides] for one in (~alone, alone))
    found = [plain[0].join(plain[1], on="content_key").select("record", "inherited")]
    for on in (["base", *_PLACE], ["base"], ["content_key"]):
        if any(side.is_empty() for side in crowd):
            break
        single = [side.filter(pl.len().over(on) == 1) for side in crowd]
        met = single[0].join(single[1], on=on, nulls_equal=True).select("record", "inherited")
        found.append(met)
        crowd = [
            crowd[0].join(met, on="record", how="anti"),
            crowd[1].join(met, on="inherited", how="anti"),
        ]
    return pl.concat(found)


def _come_back(
    left: pl.DataFrame, inherited: pl.DataFrame, ruled: pl.DataFrame, salt: bytes
) -> pl.DataFrame:
    """record, inherited: rows that were ruled on and that last night did not have."""
    gone = ruled.filter(~pl.col("record_key").is_in(inherited["inherited"].implode())).filter(
        pl.len().over("row") == 1
    )
    if gone.is_empty() or left.is_empty():
        return inherited.clear()
    told = row_digests(left, salt).filter(pl.len().over("row") == 1)
    own = left.select("record", own="record_key")
    return (
        told.rename({"record_key": "own"})
        .join(own, on="own")
        .join(gone, on="row")
        .select("record", inherited="record_key")
    )


def _keyed(now: pl.DataFrame, inherited: pl.DataFrame) -> pl.DataFrame:
    """`now` with the keys it inherits; a key of its own that somebody has inherited is told apart."""
    joined = now.join(inherited, on="record", how="left", maintain_order="left")
    own = joined.filter(pl.col("inherited").is_null())["record_key"]
    names = told_apart(own, set(inherited["inherited"]))
    key = pl.coalesce("inherited", pl.col("record_key").replace(names))
    return joined.with_columns(record_key=key).drop("inherited")


def _continued(left: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """record, inherited: rows that changed in some of their fields."""
    nobody = pl.DataFrame(schema={"record": pl.UInt32, "inherited": pl.String})
    if left.is_empty() or gone.is_empty():
        return nobody
    a, b = _compared(gone), _compared(left)
    pairs = [_met(a, b, fields) for fields in _BLOCKS]
    met = pl.concat(pairs).unique()
    if met.is_empty():
        return nobody
    scored = (
        met.join(a.select(pl.all().name.prefix("a_")), left_on="a", right_on="a_item")
        .join(b.select(pl.all().name.prefix("b_")), left_on="b", right_on="b_item")
        .select("a", "b", points=_points())
        .filter(pl.col("points") >= _ENOUGH)
    )
    best = _mutual(scored)
    keys = gone.select(a="record", inherited="record_key")
    return best.join(keys, on="a").select(record="b", inherited="inherited")


def _compared(rows: pl.DataFrame) -> pl.DataFrame:
    fields = [name for name in _POINTS if name != _BIRTH]
    births = (
        pl.coalesce("id_birth", "birth_key").alias(_BIRTH),
        pl.coalesce("birth_key", "id_birth").alias(_STATED),
    )
    surname = pl.col("name_key").str.slice(0, 1).alias(_SURNAME)
    return rows.select(
        "system", *fields, *births, surname, stated="birth_key", item="record"
    ).with_columns(pl.col("branch_key").str.replace_all(_OPTIONAL, ""))


def _met(a: pl.DataFrame, b: pl.DataFrame, fields: Sequence[str]) -> pl.DataFrame:
    """a, b: rows of one system that agree in `fields`, where few do."""
    on = ["system", *fields]
    sides = [
        side.drop_nulls(on).filter(pl.len().over(on) <= _CROWD).select(*on, "item")
        for side in (a, b)
    ]
    met = sides[0].join(sides[1], on=on, suffix="_b")
    return met.select(a="item", b="item_b")


def _points() -> pl.Expr:
    """The points of a pair, over all fields that both rows give."""
    at_home = pl.all_horizontal(
        pl.col(f"a_{name}") == pl.col(f"b_{name}") for name in (_SURNAME, "branch_key", "unit_key")
    )
    slip = _near(pl.col("a_name_key"), pl.col("b_name_key")) & at_home
    return pl.sum_horizontal(
        *(_field(name, *points) for name, points in _POINTS.items()),
        pl.when(slip & (pl.col("a_name_key") != pl.col("b_name_key"))).then(_AT_HOME),
    )


def _field(name: str, agree: float, against: float) -> pl.Expr:
    a, b = pl.col(f"a_{name}"), pl.col(f"b_{name}")
    cost = pl.lit(-against)
    if name == "id_key":
        cost = pl.when(_slips(a, b) <= _SLIPS).then(-_NEAR).otherwise(-against)
    if name == "name_key":
        cost = pl.when(_near(a, b)).then(0.0).otherwise(-against)
    if name == _BIRTH:
        return _birth(agree, against)
    return pl.when(a.is_null() | b.is_null()).then(0.0).when(a == b).then(agree).otherwise(cost)


def _birth(agree: float, against: float) -> pl.Expr:
    """The points of the birth dates: those of the numbers, or those that are stated.

    A slip in the date that a number holds has cost its points already, as a slip in the number: what
    it makes of the birth date contradicts nothing by itself.
    """
    dates = [tuple(pl.col(f"{side}_{name}") for side in "ab") for name in (_BIRTH, _STATED)]
    # A date given to the month agrees with the same date given to the day.
    same = pl.any_horizontal(a.str.starts_with(b) | b.str.starts_with(a) for a, b in dates)
    slip = _slips(pl.col("a_id_key"), pl.col("b_id_key")) <= _SLIPS
    stated = pl.all_horizontal(pl.col(f"{side}_stated").is_not_null() for side in "ab")
    cost = pl.when(slip.fill_null(value=False) & ~stated).then(0.0).otherwise(-against)
    told = pl.all_horizontal(pl.col(f"{side}_{_BIRTH}").is_not_null() for side in "ab")
    return pl.when(~told).then(0.0).when(same).then(agree).otherwise(cost)


def _slips(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """In how many of the 18 places two numbers contradict; a hidden character contradicts nothing."""
    places = [(a.str.slice(at, 1), b.str.slice(at, 1)) for at in range(18)]
    return pl.sum_horizontal((x != y) & (x != "*") & (y != "*") for x, y in places)


def _near(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Whether one slip makes one name of the other: a character more, less or other, or two swapped.

    Two names of three characters that share a surname and a character elsewhere are two people's.
    """
    return pl.map_batches([a, b], _one_slip, return_dtype=pl.Boolean, is_elementwise=True)


def _one_slip(names: Sequence[pl.Series]) -> pl.Series:
    # A night on which nothing changed asks for none of them.
    import numpy as np  # noqa: PLC0415
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    left, right = names
    both = left.is_not_null() & right.is_not_null()
    longer = pl.select(pl.max_horizontal(left.str.len_chars(), right.str.len_chars())).to_series()
    apart = process.cpdist(
        left.fill_null("").to_list(), right.fill_null("").to_list(),
        scorer=OSA.distance, score_cutoff=1, dtype=np.uint8,
    )  # fmt: skip
    near = pl.Series(apart <= 1) & (longer > 1)
    return pl.select(pl.when(both).then(near)).to_series()


def _mutual(scored: pl.DataFrame) -> pl.DataFrame:
    """a, b: each the other's best, round by round; whom two fit equally well, nobody gets."""
    found: list[pl.DataFrame] = []
    for _round in range(_ROUNDS):
        best = scored.filter(
            pl.col("points") == pl.col("points").max().over("a"),
            pl.col("points") == pl.col("points").max().over("b"),
        ).filter(pl.len().over("a") == 1, pl.len().over("b") == 1)
        if best.is_empty():
            break
        found.append(best.select("a", "b"))
        scored = scored.join(best, on="a", how="anti").join(best, on="b", how="anti")
    return pl.concat([scored.select("a", "b").clear(), *found])


def persons(now: pl.DataFrame, rows: pl.DataFrame, earlier: Earlier) -> dict[str, str]:
    """Which persons of tonight are called as persons of last night were.

    Args:
        now: PERSONS.
        rows: RECORDS, with the keys they inherited.
        earlier: last night's tables.

    Returns:
        Key of tonight -> key to bear, for those whose key changes.
    """
    here = now.join(rows.select("record", "record_key", "id_key"), on="record")
    there = earlier.persons.join(earlier.records.select("record", "record_key"), on="record")
    shared = (
        here.join(there, on="record_key", suffix="_before")
        .group_by("person", "person_before")
        .len()
    )
    return _renamed(now["person"], _kept(shared, _parted(shared, there["person"], here, earlier)))


def _parted(
    shared: pl.DataFrame, before: pl.Series, here: pl.DataFrame, earlier: Earlier
) -> set[str]:
    """Persons of tonight who keep their own name, though they are a part of one of last night.

    Whom a ruling took for one with somebody, and it was taken back, is called as before it: it
    leaves nothing behind. That is the own name, which comes from the key of a row, or from a number:
    with a number it may have been another, before the number was corrected, so it must have been
    in use. Parts that no ruling was about go by the rows that they share.
    """
    parts = shared.filter(pl.len().over("person") == 1, pl.len().over("person_before") > 1).select(
        "person"
    )
    ruled = here.filter(pl.col("record_key").is_in(earlier.ruled["record_key"].implode()))
    numbered = here.drop_nulls("id_key").filter(~pl.col("person").is_in(before.implode()))
    return set(
        parts.join(ruled, on="person", how="semi").join(numbered, on="person", how="anti")["person"]
    )


def _kept(shared: pl.DataFrame, parts: set[str]) -> dict[str, str]:
    """Person -> person_before: one to one, those who share most first, the equal name before others.

    Args:
        shared: person, person_before, len: how many rows they share.
        parts: persons who keep their own name whoever bore it last.
    """
    ranked = shared.filter(~pl.col("person").is_in(parts)).sort(
        pl.col("len") * -1.0, pl.col("person") != pl.col("person_before"),
        "person_before", "person",
    )  # fmt: skip
    kept = {person: person for person in parts}
    used = set(parts)
    single = ranked.filter(
        pl.len().over("person") == 1,
        pl.len().over("person_before") == 1,
        ~pl.col("person_before").is_in(used),
    )
    kept |= dict(single.select("person", "person_before").iter_rows())
    used.update(single["person_before"])
    for person, before in (
        ranked.join(single, on="person", how="anti").select("person", "person_before").iter_rows()
    ):
        if person not in kept and before not in used:
            kept[person] = before
            used.add(before)
    return kept


def _renamed(now: pl.Series, kept: Mapping[str, str]) -> dict[str, str]:
    """All keys that change; one of tonight's that somebody has inherited is told apart."""
    changed = {person: before for person, before in kept.items() if person != before}
    return changed | told_apart(set(now) - kept.keys(), set(kept.values()))


def organisations(
    now: pl.DataFrame, membership: pl.DataFrame, rows: pl.DataFrame, earlier: Earlier
) -> pl.DataFrame:
    """Tonight's ORGANISATIONS with the `node_key` of the branches that they continue.

    Args:
        now: ORGANISATIONS.
        membership: MEMBERSHIP of tonight.
        rows: RECORDS, with the keys they inherited.
        earlier: last night's tables.

    Returns:
        ORGANISATIONS; `node_key` is null for a branch that was not there.
    """
    before = earlier.organisations.with_columns(inherited="node_key").drop_nulls("inherited")
    named = ("system", "name_key", "parent_key")
    same = _alike(now, before, ("system", "code_key"))
    same = _and(same, _alike(*_rest(now, before, same), named))
    same = _and(same, _alike(*_rest(now, before, same), ("system", "name_key")))
    left, gone = _rest(now, before, same)
    same = _and(same, _by_members(left, gone, _members(membership, rows), earlier))
    return (
        now.drop("node_key")
        .join(
            same.select("node", node_key="inherited"), on="node", how="left", maintain_order="left"
        )
        .select(now.columns)
    )


def _rest(
    now: pl.DataFrame, before: pl.DataFrame, same: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    return now.join(same, on="node", how="anti"), before.join(same, on="inherited", how="anti")


def _and(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([one, other.select(one.columns)])


def _alike(now: pl.DataFrame, before: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """node, inherited: equal in `on`, where that is one branch on either side."""
    sides = [side.drop_nulls(list(on)).filter(pl.len().over(*on) == 1) for side in (now, before)]
    return sides[0].join(sides[1], on=list(on), suffix="_before").select("node", "inherited")


def _members(membership: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """node, record_key."""
    return (
        membership.drop_nulls()
        .join(rows.select("record", "record_key"), on="record")
        .select("node", "record_key")
    )


def _by_members(
    left: pl.DataFrame, gone: pl.DataFrame, members: pl.DataFrame, earlier: Earlier
) -> pl.DataFrame:
    """node, inherited: branches that kept most of their members under another name."""
    sides = [
        who.join(branches.select("node", "system"), on="node")
        for who, branches in (
            (members, left),
            (_members(earlier.membership, earlier.records), gone),
        )
    ]
    counted = [side.with_columns(size=pl.len().over("node")) for side in sides]
    shared = (
        counted[0]
        .join(counted[1], on=["system", "record_key"], suffix="_before")
        .group_by("node", "node_before")
        .agg(pl.len(), pl.col("size").first(), pl.col("size_before").first())
        .filter(pl.col("len") >= _MOST * pl.max_horizontal("size", "size_before"))
        .sort("node", pl.col("len") * -1.0)
        .unique("node", keep="first", maintain_order=True)
        .unique("node_before", keep="first", maintain_order=True)
    )
    keys = gone.select(node_before="node", inherited="inherited")
    return shared.join(keys, on="node_before").select("node", "inherited")
