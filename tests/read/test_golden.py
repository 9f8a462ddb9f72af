"""Files as systems write them, each beside the rows that must come of it.

`WRITE_GOLDEN=1` writes the expected rows anew; a missing one fails.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from orgtransfer.config import Limits
from orgtransfer.read.open import grids
from orgtransfer.read.table import Table, tables

FOLDER = Path(__file__).with_name("golden")
FILES = sorted(file for file in FOLDER.iterdir() if file.suffix != ".json")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_gives_the_rows_that_stand_beside_it(file: Path) -> None:
    found = [
        _told(table)
        for table in tables(grids(file, file.name, Limits()), {})
        if table.kind != "unknown"
    ]
    beside = file.with_name(file.name + ".json")
    if os.environ.get("WRITE_GOLDEN"):
        beside.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(beside.read_text(encoding="utf-8"))


def _told(table: Table) -> dict[str, object]:
    """Everything a table says, in plain values."""
    fields = ["row", *table.mapped.fields(), *(["branch"] if table.branch else [])]
    return {
        "kind": table.kind,
        "format": table.grid.format,
        "encoding": table.grid.encoding,
        "header_rows": [row + 1 for row in table.header.rows] if table.header else [],
        "stated": table.stated,
        "exported": str(table.exported),
        "rows": table.data.select(*dict.fromkeys(fields)).to_dicts(),
        "set_aside": table.set_aside.to_dicts(),
        "damage": table.damage.to_dicts(),
        "without_field": [column.header for column in table.mapped.columns if not column.field],
    }
