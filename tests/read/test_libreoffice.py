"""Files that another program wrote: LibreOffice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from orgtransfer.config import Limits
from orgtransfer.read.open import grids
from orgtransfer.read.table import tables
from tests.read import faults
from tests.read.writers import xlsx

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
]
FORMATS = ("xls", "ods", "fods", "xlsx", "html")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One workbook in every format that LibreOffice writes."""
    folder = tmp_path_factory.mktemp("office")
    draft = faults.draft(
        faults.title_rows, faults.two_header_rows, faults.numeric_id, faults.branch_named_once,
        faults.totals_and_notes, faults.error_cell, faults.dates_of_all_forms,
    )  # fmt: skip
    source = folder / "in" / "a.xlsx"
    source.parent.mkdir()
    source.write_bytes(xlsx(faults.sheets(draft, "xlsx")))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    for name in FORMATS:
        words = [str(OFFICE), profile, "--headless", "--convert-to", name, "--outdir", str(folder)]
        subprocess.run([*words, str(source)], check=True, capture_output=True, timeout=120)
    return folder


@pytest.mark.parametrize("name", FORMATS)
def test_what_another_program_wrote_reads_the_same(name: str, converted: Path) -> None:
    (table,) = tables(grids(converted / f"a.{name}", "a", Limits()), {})
    assert table.grid.format == name
    assert table.data["name"].to_list() == [person["name"] for person in faults.PEOPLE]
    assert table.data["branch"].to_list() == [person["branch"] for person in faults.PEOPLE]
    assert table.data["id_number"].item(2)[:15] == faults.PEOPLE[2]["id_number"][:15]
    assert table.damage.filter(table.damage["kind"] == "number").height == 1
    assert table.stated == 8
    assert str(table.exported) == "2026-03-04"
