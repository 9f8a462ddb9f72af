"""What comes before a transfer is asked for, whatever the kinds of branch and post say.

A full-time member of an ordinary branch must move (组通字〔1998〕6号 section 2); but no source asks it of
somebody whose membership, whose employment or whose way there is in doubt. Each obstacle is a row
here: an order of rank, and who says it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from orgtransfer.findings.dates import latest
from orgtransfer.findings.people import live, standing
from orgtransfer.i18n import N_, _
from orgtransfer.similarity.org_spelling import fold

VALID_DAYS: Final = 90
"""How long a transfer without a stated validity may take: the longest a letter can run, and what
transfers across systems are given."""
GRADUATE_MONTHS: Final = 24
"""How long a school may keep a graduate's relationship (党员教育管理工作条例 Art. 34)."""

NOTES: Final[Mapping[str, tuple[str, str]]] = {
    "note_rehired": (
        r"返聘|反聘|回聘|离退休|退休|离休|退养|内退|病退|军休|干休所|退管",
        N_("retired from which unit, and is the relationship in its branch of retired members?"),
    ),
    "note_seconded": (
        r"借调|借用|挂职|抽调|外派|轮岗|援外|援疆|援藏|援非",
        N_("until when, and who pays? Under six months the relationship stays"),
    ),
    "note_dispatched": (
        r"劳务派遣|人事代理|派遣|外包|人力资源\p{Han}{0,6}公司",
        N_("which company is the employer, and has it a Party organisation?"),
    ),
    "note_parttime": (
        r"兼职|非专职|不驻会|名誉|荣誉|志愿者|停薪留职|不在岗",
        N_("full working hours at the association, and no other employer?"),
    ),
    "note_left": (
        r"离职|辞职|离任|离岗|离会|退会|调离|调出|解聘|辞退|解除(?:劳动)?合同|合同(?:已)?到期|不再聘用",
        N_("does the member still work at the association?"),
    ),
    "note_undecoupled": (
        r"(?:未|尚未|没有|未完成|暂未|正在)脱钩|脱钩(?:中|未完成|前)|参公|参照公务员",
        N_("the association is not decoupled: with whom does its Party work rest?"),
    ),
    "note_away": (
        r"出国|出境|国外|境外|海外|驻外|留学(?:人员|党员|生)?第?[一二三四五六七八九十0-9]{0,3}党?支部|流动党员|活动证|证明信|临时组织关系",
        N_("the unit that a member abroad left keeps the relationship until the return"),
    ),
    "note_graduate": (
        (
            r"应届|毕业生|在读|脱产|攻读|读研|读博"
            r"|(?:学生|研究生|博士生?|硕士生?|本科生)第?[一二三四五六七八九十0-9]{0,3}(?:临时|联合)?党?(?:总支|支部|委)"
            r"|20[0-9][0-9]级[^,，。;；]{0,8}支部"
        ),
        N_("a school may keep a graduate's relationship for two years: is it time to move it?"),
    ),
    "note_state": (
        r"失联|失去联系|联系不上|停止党籍|停党籍|除名|开除|脱党|退党|口袋|空挂|历史党员",
        N_("what this state means has to be asked before anything is moved"),
    ),
    "note_deceased": (
        r"去世|病故|逝世|死亡|亡故|身故|已故",
        N_("check with tact whether the news is right, and put the lists right"),
    ),
    "note_kept": (
        r"(?:组织)?关系(?:暂|保留|不转|未转|仍|留在|在原)|保留(?:组织)?关系|不转(?:组织)?关系",
        N_("why does the relationship stay there, and who agreed to it?"),
    ),
}  # fmt: skip
"""What a remark or a position says against a transfer -> its pattern, and what to ask. The sources
leave these open, or say that the relationship may stay: 党员教育管理工作条例 Arts 24, 25, 32 and 34,
中组发〔2004〕10号, 组通字〔1998〕6号 (which leaves out associations run like authorities)."""
_FOR_WHOM: Final = (
    "退休|离休|军休|干休|退管|毕业生|学生|研究生|博士|硕士|本科生|[0-9]级|出国|出境|境外|海外|国外|驻外|留学"
    "|流动党员|失联|失去联系|口袋|空挂|派遣|外包|人力资源|人事代理"
)
"""Branches whose name says for whom they are; one of a year's graduates (2022届) is judged by the year."""
_PARTY_WORD: Final = r"党?总?支部?(?:委员会)?$|党委$"
# 离退休干部处处长 works for the retired, 流动人口科 is about nobody's relationship, and 未退休 says no.
_OFFICES: Final = (
    r"(?:离退休|退休|离休|派遣|兼职|志愿者?|国外|境外|海外|出国|出境|援外|挂职|毕业生|名誉|脱产)\p{Han}{0,6}?"
    r"(?:处|科|办公室|办|部|中心|服务站|局|小组|专员|大队|指导)"
    r"|(?:国外|境外|海外|留学)\p{Han}{0,8}?(?:会|公司|院|集团|厅)"
    r"|(?:未|非|不是|不属于?|没有|并非|无)(?:曾|被|办理)?"
    r"(?:离退休|退休|离休|返聘|借调|挂职|派遣|兼职|离职|出国|失联|去世|流动党员)"
)
_MOVING: Final = r"转接中|转移中|接转中|转出中|转出(?:审核|审批)|转出.*未接收"
_YEAR: Final = r"(20\d\d)(?:届|年[^,,。;;]{0,6}毕业)"

_COLUMNS: Final = ("record", "person", "rank", "obstacle", "said", "by_system")


@dataclass(frozen=True)
class Letters:
    """Ledger rows (TRANSFERS), whose they are, and how long one without a validity is good."""

    transfers: pl.DataFrame
    persons: pl.DataFrame
    valid_days: int = VALID_DAYS


def number(options: Mapping[str, Mapping[str, Any]], code: str, option: str, usual: int) -> int:
    """The number of a rule's option, where it is set."""
    return int(options.get(code, {}).get(option, usual))


def obstacles(places: pl.DataFrame, letters: Letters, months: int, today: dt.date) -> pl.DataFrame:
    """The first obstacle of each roster record that would be asked to transfer, if it has any.

    Args:
        places: RECORDS with `person`, `organisation`, `nature` and `org_name` of the branch, and
            `house` and `above` (houses.with_houses).
        letters: the ledgers.
        months: how long a school may keep a graduate's relationship.
        today: the day that counts as today.

    Returns:
        record, obstacle (a row of the table of verdicts), said (the word that says it), by_system.
    """
    roster = pl.col("role") == "roster"
    rows = places.with_columns(hindrance=_hindrance(), live=live())
    asked = rows.filter(
        roster & (pl.col("post_key").is_null() | (pl.col("post_key") == "fulltime"))
    ).sort("record")
    theirs = rows.join(asked.select("person").drop_nulls(), on="person", how="semi")
    there = theirs.filter(~roster & pl.col("live"))
    staff = asked.filter(post_key="fulltime")
    told = [
        _of_person(asked, there.filter(pl.col("hindrance").is_not_null()), 0),
        _own(asked),
        _of_person(asked, _other_rows(theirs.filter(roster & pl.col("live"))), 2),
        _of_person(asked, _ended(theirs.filter(~pl.col("live"))), 3),
        _of_person(staff, _graduates(there, months, today), 4),
        _received(staff, letters, today),
        _twice(staff),
        _unplaced(staff, there),
        _same_unit(staff, there),
        _noted(staff, staff, 8, by="record"),
        _noted(staff, there, 9, by="person"),
    ]
    return (
        pl.concat(told)
        .sort("record", "rank", maintain_order=True)
        .unique("record", keep="first", maintain_order=True)
        .select("record", "obstacle", "said", "by_system")
    )


def obstacles_stand(
    records: pl.DataFrame, letters: Letters, months: int, today: dt.date, since: dt.date
) -> bool:
    """Whether `obstacles` says of the same tables what it said on another day.

    Args:
        records: RECORDS.
        letters: the ledgers.
        months: see `obstacles`.
        today: the day that counts as today.
        since: the other day.
    """
    register = records.filter(pl.col("role") == "register", live())
    kept = [_graduates(register, months, day)["record"] for day in (today, since)]
    done = [_lately_done(letters, day) for day in (today, since)]
    return kept[0].equals(kept[1]) and done[0].equals(done[1])


def _hindrance() -> pl.Expr:
    """The state that has to be settled first, also where a date or the branch says it."""
    plain = (pl.col("state_key") == "normal") | pl.col("state").is_null()
    # 转接中, 转出审核中: still where the register has it, and no transfer to be asked for.
    moving = (pl.col("state_key") == "normal") & pl.col("state").str.contains(_MOVING)
    return pl.when(moving).then(pl.lit("moving")).otherwise(_otherwise(plain))


def _otherwise(plain: pl.Expr) -> pl.Expr:
    return (
        pl.when(pl.col("moved_out_key").is_not_null())
        .then(pl.lit("gone"))
        .when(plain & pl.col("lost_key").is_not_null())
        .then(pl.lit("lost"))
        .when((pl.col("role") == "register") & plain & (pl.col("nature") == "floating"))
        .then(pl.lit("floating"))
        .otherwise(standing())
    )


def _said() -> pl.Expr:
    """What the row says of it: the state, else when contact was lost or the member left, else where."""
    state = pl.when((pl.col("state_key") != "normal") | (pl.col("hindrance") == "moving")).then(
        "state"
    )
    other = pl.when(pl.col("state_key").is_null()).then("state")
    flow = pl.when(pl.col("flow_key")).then(pl.lit(_("away as a floating member")))
    floating = pl.when(pl.col("nature") == "floating").then("org_name")
    return pl.coalesce(state, other, "moved_out", "lost_key", flow, floating)


def _shaped(rows: pl.DataFrame, rank: int, obstacle: str | pl.Expr, said: pl.Expr) -> pl.DataFrame:
    named = pl.lit(obstacle) if isinstance(obstacle, str) else obstacle
    return rows.select(
        "record", "person", rank=pl.lit(rank), obstacle=named, said=said, by_system="system"
    )


def _none(rows: pl.DataFrame) -> pl.DataFrame:
    """What no rows say."""
    nothing = pl.lit(None, pl.String)
    return _shaped(rows, 0, nothing, nothing)


def _of_person(asked: pl.DataFrame, rows: pl.DataFrame, rank: int) -> pl.DataFrame:
    """What the first of a person's rows says, for each of the person's records that would be asked."""
    if rows.is_empty():
        return _none(rows)
    first = (
        rows.filter(pl.col("person").is_not_null())
        .sort("record")
        .unique("person", keep="first", maintain_order=True)
    )
    told = _shaped(first, rank, "state_" + pl.col("hindrance"), _said()).drop("record")
    return asked.select("record", "person").join(told, on="person").select(*_COLUMNS)


def _own(asked: pl.DataFrame) -> pl.DataFrame:
    rows = asked.filter(pl.col("hindrance").is_not_null())
    return _shaped(rows, 1, "state_" + pl.col("hindrance"), _said())


def _other_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of other rosters, or lower down: who left one association may work for another."""
    return rows.filter(pl.col("hindrance").is_not_null(), pl.col("hindrance") != "gone")


def _ended(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that do not count and say more than that somebody moved: dead, or no member any more."""
    ends = pl.col("state_key").is_in(["deceased", "removed"])
    # Who is dead by one list is not asked about being removed by another.
    return rows.filter(ends.fill_null(value=False)).with_columns(hindrance="state_key")


def _graduates(rows: pl.DataFrame, months: int, today: dt.date) -> pl.DataFrame:
    """Register rows of a school that may still keep the relationship."""
    end = graduated(rows.columns).dt.offset_by(f"{months}mo")
    kept = (end >= today).fill_null(value=False)
    return rows.filter(kept).with_columns(
        hindrance=pl.lit("graduate"), state=graduating(rows.columns), state_key=pl.lit("graduate")
    )


def graduating(columns: list[str]) -> pl.Expr:
    """The year that a row's branch, position, post or remark names as that of graduating; or null."""
    named = [name for name in ("branch", "position", "post", "remark") if name in columns]
    return pl.concat_str(named, separator=" ", ignore_nulls=True).str.extract(_YEAR)


def graduated(columns: list[str]) -> pl.Expr:
    """The end of July of that year."""
    return (graduating(columns) + "-07-31").str.to_date(strict=False)


def _received(staff: pl.DataFrame, letters: Letters, today: dt.date) -> pl.DataFrame:
    """A transfer that the ledger has as done lately: registers follow later."""
    if letters.transfers.is_empty():
        return _none(staff.clear())
    return (
        staff.select("record", "person")
        .join(_lately_done(letters, today), on="person")
        .with_columns(rank=pl.lit(5), obstacle=pl.lit("state_received"))
        .select(*_COLUMNS)
    )


def _lately_done(letters: Letters, today: dt.date) -> pl.DataFrame:
    """person, said, by_system: whose transfer was done so lately that it would still be valid."""
    days = pl.col("valid_days_key").cast(pl.Int64).fill_null(letters.valid_days)
    day = pl.coalesce("received_key", "issued_key")
    return (
        letters.transfers.filter(pl.col("state_key") == "done")
        .with_columns(day=day)
        .filter(latest("day") + pl.duration(days=days) >= today)
        .join(letters.persons, on="transfer")
        .drop_nulls("person")
        .sort("day", "transfer", descending=[True, False])
        .unique("person", keep="first", maintain_order=True)
        .select("person", said="day", by_system="system")
    )


def _twice(staff: pl.DataFrame) -> pl.DataFrame:
    """Full-time in another association as well: only one of them can be right."""
    known = staff.filter(live() & pl.col("organisation").is_not_null())
    homes = known.select("person", "organisation", "org_name", "system", other="record")
    both = staff.select("record", "person", here="organisation").join(homes, on="person")
    apart = both.filter(pl.col("organisation") != pl.col("here")).sort("record", "other")
    return _shaped(
        apart.unique("record", keep="first", maintain_order=True),
        6,
        "post_twice",
        pl.col("org_name"),
    )


def _unplaced(staff: pl.DataFrame, there: pl.DataFrame) -> pl.DataFrame:
    """Register rows that name no branch, or several: the relationship may be here already.

    A unit other than the association says elsewhere well enough; none at all, or the association itself,
    does not.
    """
    unread = pl.col("branch").is_not_null() & pl.col("branch_key").is_null()
    unnamed = there.filter(pl.col("node").is_null()).select(
        "person", "system", unit="unit_key", above="parent_key", said="branch", unread=unread, held="record"
    )  # fmt: skip
    here = pl.coalesce("association_key", "unit_key")
    both = staff.select("record", "person", here=here).join(unnamed, on="person")
    nowhere = pl.col("unit").is_null() & pl.col("above").is_null()
    same = fold(both["unit"]) == fold(both["here"])
    doubtful = both.filter(pl.col("unread") | nowhere | same.fill_null(value=False))
    told = doubtful.with_columns(said=pl.coalesce("said", "unit", pl.lit(_("no branch given"))))
    first = told.sort("record", "held").unique("record", keep="first", maintain_order=True)
    return _shaped(first, 7, "branch_unsaid", pl.col("said"))


def _same_unit(staff: pl.DataFrame, there: pl.DataFrame) -> pl.DataFrame:
    """In another branch of the same association, or right above or below: the relationship is in it already."""
    held = there.select(
        "person", "system", "org_name", "house", "organisation", "above", other="record"
    )
    here = staff.select("record", "person", "house", "organisation", "above")
    both = here.join(held, on="person", suffix="_held")
    same = (
        (pl.col("house") == pl.col("house_held"))
        | (pl.col("above") == pl.col("organisation_held"))
        | (pl.col("organisation") == pl.col("above_held"))
    )
    first = (
        both.filter(same)
        .sort("record", "other")
        .unique("record", keep="first", maintain_order=True)
    )
    return _shaped(first, 7, "unit_same", pl.col("org_name"))


def _noted(staff: pl.DataFrame, rows: pl.DataFrame, rank: int, by: str) -> pl.DataFrame:
    """What a remark, a position or another word of a row says against a transfer."""
    # Of a state, a category and a branch only what says retired: the rest of them has its own cleaner,
    # and the meaning that the user gives to a word.
    words = [
        pl.when(pl.col(name).str.contains("退休|离休")).then(name) for name in ("state", "category")
    ]
    whose = pl.col("org_name").str.contains(_FOR_WHOM) & ~pl.col("org_name").str.contains("[0-9]届")
    head = pl.col("org_name").str.replace(_PARTY_WORD, "").str.replace_all(_OFFICES, "")
    words.append(pl.when(whose).then(head + "党支部"))
    free = pl.concat_str("position", "remark", separator=" ", ignore_nulls=True)
    alone = free.str.replace_all(r"\s+", " ").str.replace_all(_OFFICES, "")
    plain = pl.concat_str(alone, *words, separator=" ", ignore_nulls=True)
    kinds = [
        pl.when(plain.str.contains(pattern)).then(pl.lit(kind))
        for kind, (pattern, _question) in NOTES.items()
    ]
    any_of = "|".join(f"(?:{pattern})" for pattern, _question in NOTES.values())
    rows = rows.filter(plain.str.contains(any_of))
    if rows.is_empty():  # as in most lists; seven patterns are not even read
        return _none(rows)
    found = (
        rows.with_columns(kind=pl.coalesce(kinds), word=plain.str.extract(f"({any_of})"))
        .sort("record")
        .unique(by, keep="first", maintain_order=True)
    )
    told = _shaped(found, rank, pl.col("kind"), pl.col("word"))
    if by == "record":
        return told
    return staff.select("record", "person").join(told.drop("record"), on="person").select(*_COLUMNS)
