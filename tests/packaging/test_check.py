"""The check of a build fails where a part is missing; what stands for the program is the checkout."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import click
import pytest

import build
import check
from orgtransfer.cli import main as program
from tests import examples

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="a shell script is the program"),
]

LAUNCHER = """#!/bin/sh
exec {python} -c '
import sys
sys.path.insert(0, "{root}")
for name in {missing}:
    sys.modules[name] = None
from orgtransfer.cli.main import main
main()
' "$@"
"""
"""The command line in which some modules cannot be imported."""


def office(folder: Path, *missing: str) -> check.Office:
    """A desk with a program that lacks modules."""
    text = LAUNCHER.format(python=sys.executable, root=ROOT, missing=json.dumps(missing))
    entry = zipfile.ZipInfo("orgtransfer/orgtransfer")
    entry.external_attr = 0o100755 << 16
    with zipfile.ZipFile(folder / "built.zip", "w") as packed:
        packed.writestr(entry, text)
    return check.Office(folder, folder / "built.zip")


def test_every_command_is_run_from_the_built_folder() -> None:
    run = {words[0] for words in check.BEFORE} | check.APART
    assert run == set(program.COMMANDS)


@pytest.mark.parametrize("name", ["letters", "store", "corrections", "rulings"])
def test_every_subcommand_is_run(name: str) -> None:
    found = program.group.get_command(click.Context(program.group), name)
    assert isinstance(found, click.Group)
    source = (ROOT / "packaging" / "check.py").read_text(encoding="utf-8")
    missing = [sub for sub in found.commands if f'"{sub}"' not in source]
    assert missing == []


def test_nothing_is_noticed_where_nothing_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The program is started for each format: in the daily run for every fourth.
    monkeypatch.setattr(check, "WRITERS", dict(examples.some(check.WRITERS.items(), 4)))
    office(tmp_path).reads()


@pytest.mark.parametrize("missing", ["lxml.etree", "fastexcel", "msoffcrypto", "olefile"])
def test_a_reader_that_was_left_out_is_noticed(tmp_path: Path, missing: str) -> None:
    with pytest.raises(check.MissingPartError, match="inspect"):
        office(tmp_path, missing).reads()


def test_a_command_that_was_left_out_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(check.MissingPartError, match="judge"):
        office(tmp_path, "orgtransfer.cli.judge").answers_at_once()


def test_a_writer_that_was_left_out_is_noticed(tmp_path: Path) -> None:
    desk = office(tmp_path, "docxtpl")
    desk.run("reconcile", "-q")
    with pytest.raises(check.MissingPartError, match="letters write"):
        desk.run("letters", "write", "--all")


def test_links_and_debugging_symbols_are_taken_out(tmp_path: Path) -> None:
    (tmp_path / "libs").mkdir()
    library = tmp_path / "libs" / "a.so.1"
    library.write_bytes(Path(sys.executable).resolve().read_bytes())
    (tmp_path / "a.so.1").symlink_to(library)
    build.slim(tmp_path)
    assert [file.name for file in build.libraries(tmp_path)] == ["a.so.1"]
    assert build.oldest_glibc(tmp_path).startswith("2.")
