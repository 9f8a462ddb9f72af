"""Exports that cannot be read at all: each is set aside by itself, and the night goes on."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests import once
from tests.cli.conftest import AS_OF, REGISTER, Command, command, lay_out

pytestmark = pytest.mark.slow

ORGANISATIONS = "党组织全称,上级党组织\n某医院党委,省委\n某医院第一党支部,某医院党委\n某医院离退休党支部,某医院党委\n"
LOGIN = "<html><head><title>login</title></head><body><form>...</form></body></html>"


@pytest.fixture
def run() -> Command:
    return command


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small folder after two good nights, with a list of organisations."""
    once.copied("two good nights, with a list", _two_good_nights, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _two_good_nights(folder: Path) -> None:
    lay_out(folder)
    (folder / "list.csv").write_text(ORGANISATIONS, encoding="utf-8")
    with (folder / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write('organisations = "list.csv"\n')
    for _night in range(2):
        assert night("-c", folder / "config.toml").exit_code == 0


def night(*words: object) -> Result:
    return command("--lang", "en", "reconcile", "-q", "--as-of", AS_OF, *words)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def login(file: Path) -> None:
    file.write_text(LOGIN, encoding="utf-8")


def cut_zip(file: Path) -> None:
    file.write_bytes(b"PK\3\4" + bytes(range(200)))


def garbage(file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 9)


def other_list(file: Path) -> None:
    file.write_text(ORGANISATIONS, encoding="utf-8")


def closed(file: Path) -> None:
    file.chmod(0)


@pytest.mark.parametrize("change", [emptied, login, cut_zip, garbage, other_list])
def test_it_is_set_aside_alone_and_nothing_is_news(
    desk: Path, change: Callable[[Path], None]
) -> None:
    whole = (desk / "register.csv").read_bytes()
    change(desk / "register.csv")
    bad = night()
    assert bad.exit_code == 4
    assert bad.stderr.count("Not believed") == 1
    assert "register.csv: cannot be read: " in bad.stderr
    assert "--accept intake" not in bad.stderr  # there is nothing to believe
    assert "new: 0, resolved: 0" in bad.stdout
    (desk / "register.csv").write_bytes(whole)
    good = night()
    assert good.exit_code == 0, good.stderr
    assert "new: 0, resolved: 0" in good.stdout


def test_the_others_are_news_as_ever(desk: Path) -> None:
    emptied(desk / "register.csv")
    with (desk / "roster.csv").open("a", encoding="utf-8") as stream:
        stream.write("钱新来,990000199101014567,某协会党支部,正式党员,专职\n")
    bad = night()
    assert bad.exit_code == 4
    assert "new: 0" not in bad.stdout
    assert "resolved: 0" in bad.stdout


def test_two_of_them_are_told_a_line_each(desk: Path) -> None:
    emptied(desk / "register.csv")
    login(desk / "list.csv")
    bad = night()
    assert bad.exit_code == 4
    assert bad.stderr.count("Not believed") == 2
    assert "new: 0, resolved: 0" in bad.stdout


def test_a_file_that_holds_two_lists_is_told_once(desk: Path) -> None:
    text = (desk / "config.toml").read_text(encoding="utf-8")
    (desk / "config.toml").write_text(text.replace("list.csv", "register.csv"), encoding="utf-8")
    emptied(desk / "register.csv")
    bad = night()
    assert bad.exit_code == 4
    assert bad.stderr.count("Not believed") == 1
    assert "members, organisations, register.csv" in bad.stderr


def test_what_is_let_through_does_not_stop_at_it(desk: Path) -> None:
    emptied(desk / "register.csv")
    bad = night("--accept", "intake")
    assert bad.exit_code == 4
    assert "new: 0, resolved: 0" in bad.stdout


def test_the_first_night_stops_with_all_of_them(tmp_path: Path, run: Command) -> None:
    lay_out(tmp_path)
    emptied(tmp_path / "register.csv")
    login(tmp_path / "roster.csv")
    done = run("--lang", "en", "reconcile", "-q", "-c", tmp_path / "config.toml")
    assert done.exit_code == 2
    assert "register.csv" in done.stderr
    assert "roster.csv" in done.stderr
    assert "Not believed" not in done.stderr
    assert not list(tmp_path.glob("*.xlsx"))


def test_a_source_that_is_new_stops_it_too(desk: Path) -> None:
    text = (desk / "config.toml").read_text(encoding="utf-8")
    other = '[systems.other]\nlabel = "另一系统"\nrole = "register"\nmembers = "other.csv"\n'
    (desk / "config.toml").write_text(text + other, encoding="utf-8")
    emptied(desk / "other.csv")
    assert night().exit_code == 2
    (desk / "other.csv").write_text(REGISTER, encoding="utf-8")
    assert night().exit_code == 0


def test_where_nothing_is_to_be_doubted_it_stops(desk: Path) -> None:
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[intake]\ncheck = false\n")
    emptied(desk / "register.csv")
    assert night().exit_code == 2


def test_a_mistake_of_the_configuration_stops_it(desk: Path) -> None:
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[systems.register.columns.members]\nname = "党员的大名"\n')
    assert night().exit_code == 2
    (desk / "register.csv").unlink()
    assert night().exit_code == 2


def test_the_history_has_what_it_had_of_the_export(desk: Path, run: Command) -> None:
    emptied(desk / "register.csv")
    night()
    with (desk / ".orgtransfer" / "attempts.jsonl").open(encoding="utf-8") as stream:
        assert json.loads(stream.readlines()[-1])["result"] == "doubted"
    assert len(json.loads(run("runs", "--json").stdout)) == 3
    told = run("--lang", "en", "reconcile", "--json", "--as-of", AS_OF)
    assert "cannot be read" in json.loads(told.stdout)["doubts"][0]


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may read and write anything"
)
def test_one_that_may_not_be_opened_is_set_aside(desk: Path) -> None:
    closed(desk / "register.csv")
    bad = night()
    assert bad.exit_code == 4
    assert "cannot be opened" in bad.stderr
