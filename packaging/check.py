"""Runs what a build made, as the machine it is for would: `python packaging/check.py ZIP`.

Nothing but the zip is there: no Python, no `PATH`, an empty home, a folder with blanks and Chinese
in its name. Every reader, writer and command runs once, so that a part that was left out of the
build shows itself here and not in an office. Run from the checkout, whose tests know how to write
each format, and what reading it gives.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import openpyxl
import polars as pl
from click.testing import CliRunner

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from orgtransfer.cli import export  # noqa: E402  # the checkout's own
from orgtransfer.cli import main as program  # noqa: E402  # as above
from tests.read import faults  # noqa: E402  # as above
from tests.read.writers import PASSWORD, WRITERS  # noqa: E402  # as above

QUICK: Final = 0.5
"""Seconds until `--help` must have answered."""
MANY: Final = 30
"""How often it is asked at most; the quickest counts, since the machine does other things too."""

BEFORE: Final = (
    ("help",),
    ("help", "begin"),
    ("help", "reconcile"),
    ("completion", "bash"),
    ("completion", "zsh"),
    ("completion", "fish"),
    ("completion", "powershell"),
    ("config", "schema"),
    ("config", "check"),
    ("config", "check", "-c", "起草.toml"),
    ("reconcile", "--profile"),
    ("reconcile", "-q"),
    ("reconcile", "--json"),
    ("runs", "--json"),
    ("runs", "--attempts"),
    ("diff", "--format", "json"),
    ("rules", "--json"),
    ("explain", "RL01"),
    ("explain", "王"),
    ("explain", "赣鄱云_党员花名册_20261118.xlsx:2", "全国系统_党员信息_20261120.csv:2"),
    ("worklist", "--split-by", "unit", "--letters", "-o", "分单位"),
    ("letters", "write", "--all"),
    ("letters", "reissue", "{year}0001", "--reason", "丢失"),
    ("letters", "void", "{year}0002", "--reason", "写错"),
    ("letters", "arrived", "{year}0003"),
    ("letters", "received", "{year}0003"),
    ("letters", "list"),
    ("letters", "template", "-o", "模板.docx"),
    ("letters", "write", "--all", "--anyway", "-o", "介绍信.xlsx"),
    ("corrections",),
    ("corrections", "forms"),
    ("corrections", "template", "-o", "采集表模板.docx"),
    ("report", "-o", "report.html"),
    ("report", "--people", "-o", "people.html"),
    ("decide", "工作台账.xlsx"),
    ("rulings", "--format", "json"),
    ("quality", "--sample", "20"),
    ("quality", "--json"),
    ("learn",),
    ("schedule", "--for", "cron"),
    ("schedule", "--for", "systemd"),
    ("schedule", "--for", "windows"),
    ("schedule", "--check"),
    ("store", "check"),
    ("store", "list"),
    ("store", "backup", "备份.sqlite"),
    ("store", "forget", "--yes"),
    ("store", "restore", "备份.sqlite"),
    ("store", "rebuild"),
    *(
        ("export", table, "-o", f"{table}.{ending}")
        for table in export.TABLES
        for ending in ("csv", "parquet", "json")
    ),
)
"""Command lines that must end with 0, in this order; the rest needs an answer, see `Office.work`."""

APART: Final = frozenset({"start", "init", "inspect", "judge"})
"""Commands that `Office` runs by itself."""


class MissingPartError(Exception):
    """What was built does not do what the checkout does."""


class Office:
    """A desk on a machine without Python, with a zip on it."""

    def __init__(self, folder: Path, zipped: Path) -> None:
        self._outside = folder / "home"
        self._outside.mkdir()
        self.desk = folder / "我的 U盘" / "核对"
        unpack(zipped, self.desk)
        for name in ("config.toml", "sample_exports"):
            place = self.desk / name
            if not place.exists():
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
                copy(ROOT / name, place)
        ending = ".exe" if sys.platform == "win32" else ""
        self.program = self.desk / "orgtransfer" / f"orgtransfer{ending}"

    def run(self, *words: str, keyboard: bool = False, **env: str) -> str:
        """Runs a command; what it printed.

        Args:
            words: the command line.
            keyboard: whether the same key is typed on a terminal until the command ends.
            env: further variables of the environment.

        Raises:
            MissingPartError: it did not end with 0.
        """
        with contextlib.ExitStack() as stack:
            out, err = (stack.enter_context(tempfile.TemporaryFile()) for _stream in "oe")
            ours, theirs = os.openpty() if keyboard else (None, subprocess.DEVNULL)
            child = subprocess.Popen(
                [str(self.program), *words], cwd=self.desk, env={**self._environment(), **env},
                stdin=theirs, stdout=out, stderr=err,
            )  # fmt: skip
            while ours is not None and child.poll() is None:
                # What is typed before a key is waited for is thrown away, so it is typed again.
                os.write(ours, b"s")
                time.sleep(0.2)
            code = child.wait()
            out.seek(0)
            err.seek(0)
            printed, said = (part.read().decode("utf-8", "replace") for part in (out, err))
        if code:
            raise MissingPartError(f"{' '.join(words)}: exit code {code}\n{said}")
        return printed

    def _environment(self) -> dict[str, str]:
        """What a machine without Python has, and homes that nothing should be written into."""
        kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
        homes = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TEMP", "TMP")
        return {
            **kept,
            **dict.fromkeys(homes, str(self._outside)),
            "PATH": "",
            "ORGTRANSFER_LANG": "zh",
        }

    def work(self) -> None:
        """Everything once.

        Raises:
            MissingPartError: with the first thing that is not as it should be.
        """
        self.answers_at_once()
        self._tries()
        self.reads()
        self._begins()
        year = time.strftime("%Y")
        for words in BEFORE:
            self._told(*(word.format(year=year) for word in words))
        self._judges()
        self._corrects()
        self._leaves_nothing()

    def _told(self, *words: str) -> str:
        printed = self.run(*words)
        print(f"ok: {' '.join(words)}")
        return printed

    def answers_at_once(self) -> None:
        """Each command's `--help`, and how long the program's takes."""
        for name in ("", *program.COMMANDS):
            self.run(*([name] if name else []), "--help")
        took = 2 * QUICK
        for _again in range(MANY):
            began = time.perf_counter()
            self.run("--help")
            took = min(took, time.perf_counter() - began)
            if took <= QUICK / 2:
                break
        print(f"--help: {took:.2f} s")
        if took > QUICK:
            raise MissingPartError(f"--help takes {took:.2f} s")

    def reads(self) -> None:
        """Each format gives what the checkout reads from the same file."""
        password = {"ORGTRANSFER_PASSWORD": PASSWORD}
        for number, (name, (file, write)) in enumerate(WRITERS.items()):
            place = self.desk / "格式" / str(number) / file
            place.parent.mkdir(parents=True)
            place.write_bytes(write(faults.sheets(faults.draft(), name)))
            words = ("inspect", str(place), "--json", "--password-env", *password)
            found = json.loads(self.run(*words, **password))
            wanted = CliRunner(env=password).invoke(program.group, ["--lang", "zh", *words])
            if not found or found != json.loads(wanted.stdout):
                raise MissingPartError(f"{name} is read otherwise than by the checkout")
            print(f"ok: inspect {name}")

    def _tries(self) -> None:
        """What is double-clicked in the folder with the samples; a shell alone is on the machine."""
        trial = self.desk / "试用"
        if sys.platform == "win32":
            words = [str(self.program), "start", "--no-open"]
        else:
            words = ["/bin/sh", str(trial / "试一试.sh"), "--no-open"]
        environment = {**self._environment(), "PATH": "" if sys.platform == "win32" else "/bin"}
        done = subprocess.run(words, cwd=trial, env=environment, capture_output=True, check=False)
        if done.returncode or not (trial / "工作台账.xlsx").exists():
            raise MissingPartError(f"试一试: {done.stderr.decode('utf-8', 'replace')}")
        print("ok: 试一试")

    def _begins(self) -> None:
        """The drafts of a configuration, and a first run by itself."""
        self._told("init", "sample_exports", "-o", "起草.toml")
        self._told("start", "sample_exports", "--no-open", "-c", "第一次.toml")
        if not (self.desk / "工作台账.xlsx").exists():
            raise MissingPartError("start has left no workbook")
        (self.desk / "工作台账.xlsx").unlink()
        shutil.rmtree(self.desk / ".orgtransfer")

    def _judges(self) -> None:
        """Pairs at the keyboard, where there are pseudo-terminals; and one ruling taken back."""
        if sys.platform == "win32":
            self._told("judge", "--help")
            return
        self.run("judge", "--by", "王干事", keyboard=True)
        (ruling, *_more) = json.loads(self.run("rulings", "--format", "json"))
        self._told("rulings", "confirm", ruling["key"], "--by", "李干事")
        self._told("rulings", "undo", ruling["key"], "--reason", "看错了")

    def _corrects(self) -> None:
        """Ticks the first line of each workbook of corrections, and takes them back."""
        for file in sorted((self.desk / "更正").glob("更正_*.xlsx")):
            book = openpyxl.load_workbook(file)
            sheet = book.worksheets[0]
            heads = [cell.value for cell in sheet[3]]
            sheet.cell(4, heads.index("采用") + 1).value = "是"
            book.save(file)
        self._told("corrections", "--show-id", "accept")

    def _leaves_nothing(self) -> None:
        """Nothing of the people is left outside the working folder."""
        left = [path for path in self._outside.rglob("*") if path.is_file()]
        if left:
            raise MissingPartError(f"left outside the folder: {[path.name for path in left]}")
        if pl.read_parquet(self.desk / "findings.parquet").is_empty():
            raise MissingPartError("the samples have no findings")


def unpack(zipped: Path, folder: Path) -> None:
    """Unpacks as a file manager does: files with their permissions, and no links."""
    with zipfile.ZipFile(zipped) as packed:
        for entry in packed.infolist():
            made = Path(packed.extract(entry, folder))
            mode = entry.external_attr >> 16
            if mode:
                made.chmod(mode & 0o777)


def main(words: Sequence[str]) -> int:
    """Checks the zip that is named; the exit code."""
    with tempfile.TemporaryDirectory() as made:
        Office(Path(made), Path(words[0])).work()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
