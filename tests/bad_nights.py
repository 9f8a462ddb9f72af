"""Bad nights: `python -m tests.bad_nights` breaks an export in each way that is known, and asks what a night believes.

Each bad night (a few in a row where one alone would pass) follows a good one and is followed by the
good export again. What must come of it: nothing that is not true is new or resolved, neither in the
bad night nor in the good one; the good night is not refused; and one message names the file and
says what to do.

    python -m tests.bad_nights [--roster 300] [--register 1500] [KIND...]
"""

from __future__ import annotations

import argparse
import io
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
from click.testing import CliRunner
from msoffcrypto.format.ooxml import OOXMLFile

from orgtransfer.cli import main as program
from tests.benchmarks import errors, worlds

DAY: Final = "2026-11-20"
MEMBERS, ROSTER, LIST = "登记系统_党员.csv", "花名册.csv", "登记系统_党组织.csv"
_CONFIG: Final = f"""
[systems.roster]
label = "花名册"
role = "roster"
members = "{ROSTER}"

[systems.register]
label = "登记系统"
role = "register"
members = "{MEMBERS}"
organisations = "{LIST}"
"""
_HEADS: Final = {
    "name": "姓名", "id_number": "身份证号码", "sex": "性别", "birth_date": "出生日期",
    "category": "人员类别", "join_date": "入党日期", "branch": "所在党支部", "parent": "上级党组织",
    "unit": "工作单位", "phone": "联系电话", "association": "所属协会", "state": "党籍状态",
    "post": "任职类型",
}  # fmt: skip
_LIST_HEADS: Final = {"org_name": "党组织全称", "parent": "上级党组织", "unit": "所在单位"}
_POSTS: Final = ("专职", "兼职", "退休", "兼职", "兼职")
_COUNTS: Final = re.compile(r"new: ([0-9,]+), resolved: ([0-9,]+)")

Change = Callable[[Path], None]
"""Breaks what lies in a folder of exports."""


@dataclass(frozen=True)
class Seen:
    """What came of one kind of bad night."""

    code: int
    """The exit code of the (last) bad night: 4 not believed, 2 not there, 0 believed."""
    told: str
    """What it said on stderr."""
    false: tuple[int, int]
    """Findings that were new, and resolved, in the bad nights."""
    after: tuple[int, int]
    """The same in the good night after them."""
    after_code: int
    good: bool = False
    """Whether nothing was wrong with the export, so that nothing need be said."""

    @property
    def is_right(self) -> bool:
        """Whether all that must come of it has come of it."""
        named = any(name in self.told for name in (MEMBERS, ROSTER, LIST))
        once = self.code == 2 or self.told.count("Not believed") == 1
        told = self.code == 0 if self.good else self.code in {2, 4} and named and once
        return told and self.false == self.after == (0, 0) and self.after_code == 0


def prepare(folder: Path, roster: int = 300, register: int = 1500) -> None:
    """Writes the exports of a good night, and lets it run.

    Args:
        folder: an empty one.
        roster: people of the roster.
        register: people of the register.
    """
    made = worlds.build("full", roster=roster, register=register, model=errors.ORDINARY).inputs
    for system, file in (("roster", ROSTER), ("register", MEMBERS)):
        rows = made.records.filter(system=system).sort("row").with_columns(state=pl.lit("正常"))
        posts = pl.Series(_POSTS * (rows.height // len(_POSTS) + 1)).head(rows.height)
        rows = rows.with_columns(
            post=posts, branch=pl.col("branch").str.replace("功能型", "")
        ).select(pl.col(name).alias(head) for name, head in _HEADS.items())
        _put(folder / file, rows.select(one for one in rows if one.null_count() < one.len()))
    named = pl.concat([made.records["branch"], made.records["parent"]]).drop_nulls().unique()
    listed = made.organisations.filter(
        pl.col("system") == "register", pl.col("org_name").is_in(named.implode())
    )
    _put(
        folder / LIST, listed.select(pl.col(name).alias(head) for name, head in _LIST_HEADS.items())
    )
    (folder / "config.toml").write_text(_CONFIG, encoding="utf-8")
    code, told, _counts = _night(folder)
    assert code == 0, told


def simulate(base: Path, folder: Path, kind: str) -> Seen:
    """One kind of bad night, and the good one after it.

    Args:
        base: what `prepare` made.
        folder: where to; it is made.
        kind: a key of BAD or GOOD.
    """
    shutil.copytree(base, folder)
    changes = BAD.get(kind) or GOOD[kind]
    false = [0, 0]
    for change in [changes] if callable(changes) else changes:
        change(folder)
        code, told, counts = _night(folder)
        false = [one + more for one, more in zip(false, counts, strict=True)]
    _restore(base, folder)
    after_code, after_told, after = _night(folder)
    text = told + (after_told if after_code else "")
    return Seen(code, text, (false[0], false[1]), after, after_code, kind in GOOD)


def _restore(base: Path, folder: Path) -> None:
    for file in folder.glob(".~lock*"):
        file.unlink()
    for name in (MEMBERS, ROSTER, LIST):
        shutil.copy2(base / name, folder / name)


def _night(folder: Path) -> tuple[int, str, tuple[int, int]]:
    """The exit code of a night, what it said, and how much was new and resolved."""
    words = ["--lang", "en", "reconcile", "-q", "-c", str(folder / "config.toml"), "--as-of", DAY]
    done = CliRunner().invoke(program.group, words)
    found = _COUNTS.search(done.stdout)
    counts = [int(text.replace(",", "")) for text in found.groups()] if found else [0, 0]
    return done.exit_code, done.stderr, (counts[0], counts[1])


def _table(file: Path) -> pl.DataFrame:
    return pl.read_csv(file, infer_schema=False)


def _put(file: Path, table: pl.DataFrame) -> None:
    table.write_csv(file, include_bom=True)


def rows(change: Callable[[pl.DataFrame], pl.DataFrame], name: str = MEMBERS) -> Change:
    """Changes the rows of one export."""
    return lambda folder: _put(folder / name, change(_table(folder / name)))


def column(head: str, value: pl.Expr | str | None, name: str = MEMBERS) -> Change:
    """Changes one column of one export."""
    made = value if isinstance(value, pl.Expr) else pl.lit(value, pl.String)
    return rows(lambda table: table.with_columns(made.alias(head)), name)


def without(head: str, name: str = MEMBERS) -> Change:
    """One column is gone, heading and all."""
    return rows(lambda table: table.drop(head), name)


def raw(change: Callable[[bytes], bytes], name: str = MEMBERS) -> Change:
    """Changes the bytes of one export."""
    return lambda folder: _bytes(folder / name, change)


def _bytes(file: Path, change: Callable[[bytes], bytes]) -> None:
    file.write_bytes(change(file.read_bytes()))


def _workbook(content: bytes, password: str | None = None) -> bytes:
    """The export as a workbook, which a password locks if there is one."""
    made = io.BytesIO()
    pl.read_csv(content, infer_schema=False).write_excel(made)
    if password is None:
        return made.getvalue()
    locked = io.BytesIO()
    made.seek(0)
    OOXMLFile(made).encrypt(password, locked)
    return locked.getvalue()


def head(share: float, name: str = MEMBERS) -> Change:
    """The rows after a share of them are gone."""
    return rows(lambda table: table.head(round(table.height * share)), name)


def shifted(table: pl.DataFrame) -> pl.DataFrame:
    """Every column holds what its neighbour held."""
    names = table.columns
    return table.select(
        pl.col(source).alias(name)
        for name, source in zip(names, [*names[1:], names[0]], strict=True)
    )


def swapped(one: str, other: str) -> Change:
    """Two columns hold each other's values."""
    return rows(
        lambda table: table.with_columns(pl.col(one).alias(other), pl.col(other).alias(one))
    )


def _serial(head: str) -> pl.Expr:
    day = pl.col(head).str.to_date("%Y-%m-%d", strict=False)
    return (day - pl.date(1899, 12, 30)).dt.total_days().cast(pl.String)


def _largest_gone(head: str, name: str = MEMBERS) -> Change:
    def change(table: pl.DataFrame) -> pl.DataFrame:
        largest = table[head].drop_nulls().value_counts(sort=True)[head][0]
        return table.filter(pl.col(head).ne_missing(largest))

    return rows(change, name)


def _two_days(table: pl.DataFrame) -> pl.DataFrame:
    """The export of another day stands below this one's, with another tenth of the people."""
    older = table.gather_every(1, 0).with_columns(pl.col("联系电话").str.reverse())
    return pl.concat([table, older.tail(round(table.height * 0.6))])


def _locked(folder: Path) -> None:
    rows(lambda table: table.head(table.height - 3))(folder)
    (folder / f".~lock.{MEMBERS}#").touch()


BAD: Final[Mapping[str, Change | Sequence[Change]]] = {
    "branch column gone": without("所在党支部"),
    "branch column empty": column("所在党支部", None),
    "columns shifted by one": rows(shifted),
    "every branch the same": column("所在党支部", "第一支部"),
    "every unit the same": column("工作单位", "某某医院"),
    "numbers as 3.6E+17": column(
        "身份证号码", pl.col("身份证号码").str.slice(0, 1) + "." + pl.col("身份证号码").str.slice(1, 5) + "E+17"
    ),
    "last digits of numbers zero": column("身份证号码", pl.col("身份证号码").str.slice(0, 15) + "000"),
    "numbers masked": column(
        "身份证号码",
        pl.col("身份证号码").str.slice(0, 6) + "********" + pl.col("身份证号码").str.slice(14),
    ),
    "cut at 50 %": head(0.5),
    "cut at 85 %": head(0.85),
    "cut at 95 %": head(0.95),
    "cut at 95 % in mid-line": raw(lambda content: content[: content.rfind(b"\n", 0, round(len(content) * 0.95)) + 40]),
    "the second half only": rows(lambda table: table.tail(table.height // 2)),
    "every second row": rows(lambda table: table.gather_every(2)),
    "post column gone": without("任职类型", ROSTER),
    "organisation list cut at 85 %": head(0.85, LIST),
    "organisation list without superiors": without("上级党组织", LIST),
    "number column gone": without("身份证号码"),
    "name column gone": without("姓名"),
    "phone column gone": without("联系电话"),
    "half the phones gone": column(
        "联系电话", pl.when(pl.int_range(pl.len()) % 2 == 0).then("联系电话")
    ),
    "dates of joining gone": without("入党日期"),
    "an association gone": _largest_gone("所属协会", ROSTER),
    "a unit gone": _largest_gone("工作单位"),
    "a committee gone": _largest_gone("上级党组织"),
    "shrinking by 18 % a night": [head(0.82)] * 6,
    "pasted twice": rows(lambda table: pl.concat([table, table])),
    "a fifth pasted twice": rows(
        lambda table: pl.concat([table, table.head(table.height // 5)])
    ),
    "two exports of different days": rows(_two_days),
    "names beside other rows": column("姓名", pl.col("姓名").reverse()),
    "numbers beside other rows": column("身份证号码", pl.col("身份证号码").reverse()),
    "phones beside other rows": column("联系电话", pl.col("联系电话").reverse()),
    "branches beside other rows": column("所在党支部", pl.col("所在党支部").reverse()),
    "names and units exchanged": swapped("姓名", "工作单位"),
    "names and branches exchanged": swapped("姓名", "所在党支部"),
    "birth and joining exchanged": swapped("出生日期", "入党日期"),
    "names masked": column("姓名", pl.col("姓名").str.slice(0, 1) + "**"),
    "names as question marks": column("姓名", "???"),
    "values as ####": rows(
        lambda table: table.with_columns(
            pl.lit("########").alias(name) for name in ("身份证号码", "出生日期", "入党日期")
        )
    ),
    "states all changed": column("党籍状态", "停止党籍"),
    "everybody probationary": column("人员类别", "预备党员"),
    "everybody part-time": column("任职类型", "兼职", ROSTER),
    "every sex the other": column(
        "性别", pl.col("性别").replace({"男": "女", "女": "男"})
    ),
    "header row missing": raw(lambda content: content.split(b"\n", 1)[1]),
    "empty file": raw(lambda _content: b""),
    "the header only": head(0),
    "mojibake": raw(
        lambda content: content.decode("utf-8-sig").encode("gb18030").decode("latin-1").encode()
    ),
    "bytes lost": raw(lambda content: content.replace("党".encode(), b"\xe5\x85")),
    "a page that asks to log in": raw(
        lambda _content: b"<html><head><title>login</title></head><body><form>...</form></body></html>"
    ),
    "the roster in its place": lambda folder: shutil.copy(folder / ROSTER, folder / MEMBERS) and None,
    "the organisation list in its place": lambda folder: shutil.copy(folder / LIST, folder / MEMBERS)
    and None,
    "another province's units": rows(
        lambda table: table.with_columns(
            pl.col("姓名").str.reverse() + "某",
            pl.col("身份证号码").str.reverse(),
            (pl.lit("外省") + pl.col("工作单位")).alias("工作单位"),
            (pl.lit("外省") + pl.col("所在党支部")).alias("所在党支部"),
            pl.col("联系电话").str.reverse(),
        )
    ),
    "a truncated workbook": raw(lambda content: _workbook(content)[:-2000]),
    "a workbook without its end": raw(lambda content: _workbook(content)[:600]),
    "a locked workbook": raw(lambda content: _workbook(content, "geheim")),
    "garbage": raw(lambda content: random.Random(1).randbytes(len(content))),
    "zeros": raw(lambda content: bytes(len(content))),
    "a picture": raw(lambda content: b"\x89PNG\r\n\x1a\n" + content),
    "dates as serial numbers": rows(
        lambda table: table.with_columns(_serial("出生日期"), _serial("入党日期"))
    ),
    "full-width figures": column(
        "联系电话", pl.col("联系电话").str.replace_many(list("0123456789"), list("０１２３４５６７８９"))
    ),
    "open and half saved": _locked,
    "the file gone": lambda folder: (folder / MEMBERS).unlink(),
}  # fmt: skip
"""Kinds of bad night: what is broken, one change a night."""
GOOD: Final[Mapping[str, Change | Sequence[Change]]] = {
    "the same bytes again": lambda folder: _bytes(folder / MEMBERS, bytes),
    "another order of rows": rows(lambda table: table.reverse()),
    "another order of columns": rows(lambda table: table.select(reversed(table.columns))),
    "in GBK": raw(lambda content: content.decode("utf-8-sig").encode("gb18030")),
    "a lock file beside it": lambda folder: (folder / f".~lock.{MEMBERS}#").touch(),
}  # fmt: skip
"""What looks as if it were bad, and says what the night before said."""


def main() -> int:
    """Prints a line a kind; how many are not right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    parser.add_argument("--roster", type=int, default=300)
    parser.add_argument("--register", type=int, default=1500)
    parser.add_argument("--told", action="store_true", help="print what each night said")
    given = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        base.mkdir()
        prepare(base, given.roster, given.register)
        for place, kind in enumerate(given.kinds or [*BAD, *GOOD]):
            seen = simulate(base, Path(folder) / str(place), kind)
            wrong += not seen.is_right
            print(
                f"{'right' if seen.is_right else 'WRONG'}  {kind}: exit {seen.code}, new/resolved "
                f"{seen.false}, after it {seen.after}, exit {seen.after_code}", flush=True,
            )  # fmt: skip
            if given.told or not seen.is_right:
                print("    " + seen.told.strip().replace("\n", "\n    "), flush=True)
    print(f"{wrong} wrong of {len(given.kinds or [*BAD, *GOOD])}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
