"""`orgtransfer init`: a configuration out of a folder of exports."""

from __future__ import annotations

import csv
import io
import random
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from orgtransfer import config
from orgtransfer.cli import drafting
from orgtransfer.cli import main as program
from orgtransfer.read.header import lookup, normal
from tests import examples
from tests.conftest import AS_OF
from tests.read import faults, other
from tests.read.test_columns import SEEN
from tests.read.writers import delimited, xlsx

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_exports"
CSV = delimited(",", "gb18030")


def command(*words: object) -> Result:
    """The command line in this process."""
    return CliRunner().invoke(program.group, [str(word) for word in words])


def drafted(folder: Path, output: Path) -> config.Config:
    """What `init` writes, read back."""
    result = command("init", folder, "-o", output)
    assert result.exit_code == 0, result.stderr
    return config.parse(output.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_the_samples_give_the_committed_configuration(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / "sample_exports")
    made = drafted(tmp_path / "sample_exports", tmp_path / "config.toml")
    committed = config.parse((ROOT / "config.toml").read_text(encoding="utf-8"))
    assert made.project == committed.project
    assert {s.key: (s.label, s.role) for s in made.systems} == {
        s.key: (s.label, s.role) for s in committed.systems
    }
    for system in committed.systems:
        for kind in ("members", "organisations", "transfers"):
            ours = _files(tmp_path, getattr(made.system(system.key), kind))
            assert ours == _files(ROOT, getattr(system, kind))


def _files(root: Path, patterns: tuple[str, ...]) -> set[str]:
    """The files that patterns mean: the newest of each."""
    return {max(file.name for file in root.glob(pattern)) for pattern in patterns}


# -- the same findings ----------------------------------------------------------------------

Rows = list[list[object]]


def findings(folder: Path) -> list[tuple[str, ...]]:
    """What `reconcile` finds there, without the keys that hang on the store's own salt."""
    done = command(
        "--lang", "en", "reconcile", "-c", folder / "config.toml", "--as-of", AS_OF, "-q"
    )
    assert done.exit_code == 0, done.stderr
    return found(folder)


def found(folder: Path) -> list[tuple[str, ...]]:
    """The findings of the last run there."""
    target = folder / "findings.csv"
    assert (
        command(
            "--lang", "en", "export", "findings", "-c", folder / "config.toml", "-o", target
        ).exit_code
        == 0
    )
    columns = ("code", "severity", "system", "file", "sheet", "row", "message", "evidence")
    with target.open(encoding="utf-8-sig", newline="") as stream:
        return sorted(tuple(row[name] for name in columns) for row in csv.DictReader(stream))


@pytest.fixture(scope="module")
def owed(samples_done: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, ...]]:
    """The findings with the committed configuration."""
    return found(shutil.copytree(samples_done, tmp_path_factory.mktemp("committed") / "samples"))


def untouched(_rows: Rows, _at: int, _kind: str) -> None:
    """The samples as they are."""


def respelled(rows: Rows, at: int, kind: str) -> None:
    """Every header in another spelling."""
    for place, header in enumerate(rows[at]):
        found = lookup(kind).get(normal(str(header or "")).replace("(最高)", ""))
        others = [
            word
            for word in (SEEN[kind].get(found[0], "").split() if found else [])
            if normal(word) != normal(str(header))
        ]
        if others:
            rows[at][place] = others[-1]


def shuffled(rows: Rows, at: int, _kind: str) -> None:
    """The columns in another order."""
    order = list(range(len(rows[at])))
    random.Random(3).shuffle(order)
    for row in rows[at:]:
        cells = row + [None] * (len(order) - len(row))
        row[:] = [cells[place] for place in order]


CHANGES: dict[str, tuple[Callable[[Rows, int, str], None], ...]] = {
    "as they are": (untouched,),
    "headers respelled and columns shuffled": (respelled, shuffled),
    "headers respelled": (respelled,),
    "columns shuffled": (shuffled,),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", list(CHANGES)[0 if examples.whole() else 1 : examples.number(2, 4)]
)
def test_the_draft_finds_what_the_committed_configuration_finds(
    name: str, owed: list[tuple[str, ...]], tmp_path: Path
) -> None:
    exports = tmp_path / "sample_exports"
    shutil.copytree(SAMPLES, exports)
    for file in exports.iterdir():
        if file.suffix in (".csv", ".xlsx"):
            change(file, CHANGES[name])
    drafted(exports, tmp_path / "config.toml")
    assert findings(tmp_path) == owed


def change(file: Path, changes: tuple[Callable[[Rows, int, str], None], ...]) -> None:
    """Rewrites an export in its own format."""
    kind = "organisations" if "党组织" in file.name else "members"
    kind = "transfers" if "台账" in file.name else kind
    if file.suffix == ".csv":
        rows: Rows = [
            list(row) for row in csv.reader(io.StringIO(file.read_bytes().decode("gb18030")))
        ]
        for one in changes:
            one(rows, 0, kind)
        target = io.StringIO(newline="")
        csv.writer(target).writerows(rows)
        file.write_bytes(target.getvalue().encode("gb18030"))
        return
    book = openpyxl.load_workbook(file)
    for sheet in book:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        at = next(i for i, row in enumerate(rows) if sum(cell is not None for cell in row) > 3)
        for one in changes:
            one(rows, at, kind)
        for y, row in enumerate(rows[at:], start=at + 1):
            for x, value in enumerate(row, start=1):
                cell = sheet.cell(y, x)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
                    cell.number_format = "@"
                elif isinstance(value, int | float):
                    cell.number_format = "General"
    book.save(file)


# -- the draft itself -----------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One list of members under a name that says nothing."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "名单20261120.csv").write_bytes(CSV(faults.sheets(faults.draft(), "csv")))
    return exports


def test_a_configuration_that_is_there_is_kept(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "config.toml"
    output.write_text("mine")
    result = command("init", folder, "-o", output)
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert output.read_text() == "mine"
    assert command("init", folder, "-o", output, "--force").exit_code == 0
    assert output.read_text() != "mine"


def test_the_draft_is_for_its_owner_only(folder: Path, tmp_path: Path) -> None:
    drafted(folder, tmp_path / "c.toml")
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "c.toml").stat().st_mode) == 0o600


def test_the_date_in_a_name_becomes_a_star(folder: Path, tmp_path: Path) -> None:
    made = drafted(folder, tmp_path / "c.toml")
    assert made.systems[0].members == ("exports/名单*.csv",)


def test_without_a_terminal_the_guesses_are_said_to_be_guesses(
    folder: Path, tmp_path: Path
) -> None:
    result = command("init", folder, "-o", tmp_path / "c.toml")
    assert "guesses" in result.stderr
    assert "guessed" in (tmp_path / "c.toml").read_text(encoding="utf-8")


def test_on_a_terminal_it_asks_with_the_guess_as_default(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orgtransfer.cli.init._asks", lambda: True)
    output = tmp_path / "c.toml"
    answers = "某某行业综合党委\n协会名单\nroster\n"
    result = CliRunner().invoke(
        program.group, ["init", str(folder), "-o", str(output)], input=answers
    )
    assert result.exit_code == 0, result.stderr
    made = config.parse(output.read_text(encoding="utf-8"))
    assert made.project.name == "某某行业综合党委"
    assert (made.systems[0].label, made.systems[0].role) == ("协会名单", "roster")


def test_one_file_a_branch_is_one_system(tmp_path: Path) -> None:
    exports = tmp_path / "e"
    exports.mkdir()
    for branch in ("内科", "外科", "护理"):
        (exports / f"{branch}党员名册.csv").write_bytes(CSV(faults.sheets(faults.draft(), "csv")))
    made = drafted(exports, tmp_path / "c.toml")
    assert len(made.systems) == 1
    assert made.systems[0].all_files
    assert len(made.systems[0].members) == 3


def test_an_associations_list_is_a_roster_and_the_other_a_register(tmp_path: Path) -> None:
    exports = tmp_path / "e"
    exports.mkdir()
    for name, branch in (("甲", "江西省某某学会党支部"), ("乙", "某某医院党支部")):
        draft = faults.draft()
        for line in draft.people():
            line.values["branch"] = branch
        (exports / f"{name}.csv").write_bytes(CSV(faults.sheets(draft, "csv")))
    made = drafted(exports, tmp_path / "c.toml")
    assert {s.label: s.role for s in made.systems} == {"甲": "roster", "乙": "register"}


def test_columns_that_claim_one_field_are_settled_in_the_draft(tmp_path: Path) -> None:
    exports = tmp_path / "e"
    exports.mkdir()
    (exports / "a.csv").write_text("姓名,手机号码,移动电话\n张某,10000000001,10000000002\n")
    made = drafted(exports, tmp_path / "c.toml")
    assert made.systems[0].columns == {"members": {"phone": "手机号码"}}


def test_members_and_organisations_of_one_workbook_are_one_system(tmp_path: Path) -> None:
    exports = tmp_path / "e"
    exports.mkdir()
    draft = faults.draft(faults.organisations_beside)
    (exports / "a.xlsx").write_bytes(xlsx(faults.sheets(draft, "xlsx")))
    made = drafted(exports, tmp_path / "c.toml")
    assert [(s.members, s.organisations) for s in made.systems] == [(("e/a.xlsx",), ("e/a.xlsx",))]


def test_what_is_not_used_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "b.xls").write_bytes(b"%PDF-1.7")
    (folder / "c.txt").write_text("一段话\n又一段\n")
    result = command("init", folder, "-o", tmp_path / "c.toml")
    text = (tmp_path / "c.toml").read_text(encoding="utf-8")
    assert "b.xls" in result.stderr
    assert all(
        any(n in line for line in text.splitlines() if line.startswith("#"))
        for n in ("b.xls", "c.txt")
    )


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A folder without an export."""
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def test_a_folder_without_exports_is_an_error(nowhere: Path, tmp_path: Path) -> None:
    result = command("init", nowhere, "-o", tmp_path / "c.toml")
    assert result.exit_code == 2
    assert "no list of members" in result.stderr
    assert not (tmp_path / "c.toml").exists()
    missing = command("init", tmp_path / "none", "-o", tmp_path / "c.toml")
    assert missing.exit_code == 2


def test_the_draft_speaks_the_chosen_language(folder: Path, tmp_path: Path, lang: str) -> None:
    result = command("--lang", lang, "init", folder, "-o", tmp_path / "c.toml")
    assert result.exit_code == 0
    text = (tmp_path / "c.toml").read_text(encoding="utf-8")
    assert ("Paths are relative" in text) == (lang == "en")


def test_a_list_in_a_word_document_is_told_and_taken_only_where_nothing_else_is(
    tmp_path: Path,
) -> None:
    heads, rows = other.people()
    for name in ("docx", "sqlite", "json, objects"):
        file, write = other.OTHERS[name]
        (tmp_path / file).write_bytes(write(heads, rows))
    (tmp_path / "notes.json").write_text('{"a": 1}', encoding="utf-8")
    alone, unread = drafting.look(tmp_path, tmp_path / "config.toml")
    assert {Path(table.file).name for table in alone} == {"a.docx", "a.db", "a.json"}
    assert not unread
    file, write = other.OTHERS["dbf"]
    (tmp_path / file).write_bytes(write(heads, rows))
    seen, unread = drafting.look(tmp_path, tmp_path / "config.toml")
    assert {Path(table.file).name for table in seen} == {"a.dbf"}
    assert [line.partition(": ")[0].rpartition("/")[2] for line in unread] == [
        "a.db",
        "a.docx",
        "a.json",
    ]
