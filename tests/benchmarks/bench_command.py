"""The whole command on worlds of growing size, beside the floor: what it costs to read and join.

    python -m tests.benchmarks.bench_command [--sizes 10000x50000 240000x240000] [--nights 2] [--tables]

Each world is written as two csv files; then `orgtransfer reconcile --profile` runs in a process of
its own, several nights. The floor is polars reading both files, joining them on the ID number and
writing the result, in a process of its own too. With `--tables` a night is what comes before any
file is written: neither workbook nor store, and the seconds are the processor's.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import polars as pl

from tests.benchmarks import errors, worlds

_HEADS: Final = {
    "name": "姓名", "id_number": "身份证号码", "sex": "性别", "ethnicity": "民族",
    "birth_date": "出生日期", "category": "人员类别", "join_date": "入党日期", "branch": "所在党支部",
    "parent": "上级党组织", "unit": "工作单位", "phone": "联系电话", "association": "所属协会",
}  # fmt: skip
_CONFIG: Final = """
[systems.roster]
label = "花名册"
role = "roster"
members = "roster.csv"

[systems.register]
label = "登记系统"
role = "register"
members = "register.csv"
"""
_FLOOR: Final = """
import polars as pl
a, b = (pl.read_csv(name, infer_schema=False) for name in ("roster.csv", "register.csv"))
a.join(b, on="身份证号码", how="inner").write_parquet("floor.parquet")
"""
_CPU: Final = "import time; print(time.process_time())"
_TABLES: Final = """
import datetime as dt, json, time
from functools import partial
from pathlib import Path
from orgtransfer import pipeline, read
from orgtransfer.intake import history
from orgtransfer.run import workspace
from orgtransfer.run.profile import Profile
config = workspace.load(Path("config.toml")).config
profile = Profile(lambda *_: None)
handed = [read.read(config, Path(), partial(profile, "read"))]
history.profile(handed[0])
pipeline.reconcile(handed.pop(), config, dt.date(2026, 11, 21), progress=profile, salt=b"scale")
profile.end()
stages = {name: (cost.processor, cost.megabytes) for name, cost in profile.costs.items()}
print(json.dumps([time.process_time(), stages]))
"""
_POSTS: Final = ("专职", "兼职", "退休", "兼职", "兼职")


def write(folder: Path, difficulty: str, roster: int, register: int) -> None:
    """A world as two csv files and a configuration."""
    world = worlds.build(difficulty, roster=roster, register=register, model=errors.ORDINARY)
    for system in ("roster", "register"):
        rows = world.inputs.records.filter(system=system).sort("row")
        given = [name for name in _HEADS if rows[name].null_count() < rows.height]
        table = rows.select(pl.col(name).alias(_HEADS[name]) for name in given)
        if system == "roster":
            posts = pl.Series("任职类型", _POSTS * (rows.height // len(_POSTS) + 1))
            table = table.with_columns(posts.head(rows.height))
            # Ordinary branches, so that some relationships have to move.
            table = table.with_columns(pl.col("所在党支部").str.replace("功能型", ""))
        table.write_csv(folder / f"{system}.csv", include_bom=True)
    (folder / "config.toml").write_text(_CONFIG, encoding="utf-8")


def _timed(words: list[str], folder: Path) -> float:
    start = time.perf_counter()
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def measured(folder: Path, nights: int) -> None:
    """Prints the floor, and a line a night."""
    floor = _timed([sys.executable, "-c", _FLOOR], folder)
    print(f"  floor {floor:.2f} s")
    for night in range(1, nights + 1):
        day = f"2026-11-{20 + night}"
        words = [sys.executable, "-m", "orgtransfer", "reconcile", "-q", "--as-of", day]
        if night > 1:
            # Something has changed, so that the night is no quiet one.
            with (folder / "roster.csv").open("a", encoding="utf-8") as stream:
                stream.write("\n")
        whole = _timed(words, folder)
        journal = (folder / ".orgtransfer" / "attempts.jsonl").read_text(encoding="utf-8")
        stages = json.loads(journal.splitlines()[-1])["stages"]
        told = "  ".join(f"{name} {cost['seconds']:.1f}" for name, cost in stages.items())
        peak = max(cost["megabytes"] for cost in stages.values())
        rest = whole - stages.get("worklist", {"seconds": 0.0})["seconds"]
        print(f"  night {night}: {whole:.1f} s ({whole / floor:.0f} floors; {whole / rest:.2f} times "
              f"what it takes without the workbook), {peak:,.0f} MB: {told}")  # fmt: skip


def tabled(folder: Path) -> None:
    """Prints what the tables of a night cost, in processor seconds beside those of the floor."""
    floor = float(_printed(_FLOOR + _CPU, folder))
    whole, stages = json.loads(_printed(_TABLES, folder))
    told = "  ".join(f"{name} {spent:.1f}" for name, (spent, _peak) in stages.items())
    peaks = "  ".join(f"{name} {peak:,.0f}" for name, (_spent, peak) in stages.items())
    most = max(peak for _spent, peak in stages.values())
    print(f"  floor {floor:.2f} s of the processor")
    print(f"  tables: {whole:.1f} s ({whole / floor:.0f} floors), {most:,.0f} MB: {told}")
    print(f"  MB at most: {peaks}")


def _printed(program: str, folder: Path) -> str:
    words = [sys.executable, "-c", program]
    return subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Prints a paragraph a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=["10000x50000", "240000x240000"])
    parser.add_argument("--difficulty", choices=worlds.DIFFICULTIES, default="full")
    parser.add_argument("--nights", type=int, default=2)
    parser.add_argument("--tables", action="store_true", help="neither workbook nor store")
    asked = parser.parse_args()
    for size in asked.sizes:
        roster, register = (int(number) for number in size.split("x"))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder, asked.difficulty, roster, register)
            print(f"{roster:,} x {register:,} people, {asked.difficulty}", flush=True)
            if asked.tables:
                tabled(folder)
            else:
                measured(folder, asked.nights)


if __name__ == "__main__":
    main()
