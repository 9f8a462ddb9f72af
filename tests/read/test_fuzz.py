"""Broken files: every outcome is rows or one clear message, never a traceback or a shorter table."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable

import pytest

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.read.limit import Job
from orgtransfer.read.open import of_bytes
from orgtransfer.read.table import tables
from tests import examples
from tests.read import faults
from tests.read.writers import WRITERS

BY_NIGHT = 5_040
FILES = examples.number(280, BY_NIGHT)
SECONDS = 120
"""Far more than the whole needs; a file that hangs shows here."""

SEEDS = ("xlsx", "xls (BIFF)", "xlsb", "ods", "fods", "xls (HTML, GBK)", "mht", "xls (XML 2003)",
         "csv, UTF-8", "csv, GB18030", "csv, UTF-16", "csv, UTF-16 without mark", "tsv", "zip")  # fmt: skip
CHECKED = ("xlsx", "xlsb", "ods", "zip")
"""Containers with checksums: what can be read is whole."""

Mutation = Callable[[bytes, random.Random], bytes]


def truncate(data: bytes, rng: random.Random) -> bytes:
    """The file ends too early."""
    return data[: rng.randrange(1, len(data))]


def flip(data: bytes, rng: random.Random) -> bytes:
    """Some bits are wrong."""
    changed = bytearray(data)
    for _time in range(rng.choice((1, 1, 4, 32))):
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def splice(data: bytes, rng: random.Random) -> bytes:
    """A piece is missing, doubled, or somewhere else."""
    a, b, c = sorted(rng.randrange(len(data)) for _time in range(3))
    return rng.choice((data[:a] + data[b:], data[:b] + data[a:], data[:a] + data[b:c] + data[a:b]))


def inner(data: bytes, rng: random.Random) -> bytes:
    """One part of a package is broken, and the package around it is whole."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        chosen = rng.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            broken = name == chosen and content
            new.writestr(name, rng.choice(MUTATIONS[:3])(content, rng) if broken else content)
    return target.getvalue()


MUTATIONS: tuple[Mutation, ...] = (truncate, flip, splice, inner)


def outcome(data: bytes) -> int | str:
    """The rows that were read and set aside, or the message."""
    try:
        grids = of_bytes(data, Job("file", Limits(unpacked_mb=64, cells=200_000, seconds=20)))
        found = tables(grids, {})
    except InputError as error:
        return str(error)
    members = [table for table in found if table.kind == "members"]
    if not members:
        return "file: no table"  # what `reconcile` says of it
    return sum(table.data.height + table.set_aside.height for table in members)


@pytest.mark.slow
def test_every_broken_file_gives_rows_or_a_message() -> None:
    draft = faults.draft(faults.title_rows, faults.numeric_id)
    originals = {name: WRITERS[name][1](faults.sheets(draft, name)) for name in SEEDS}
    whole = {name: outcome(data) for name, data in originals.items()}
    assert set(whole.values()) == {8}
    rng = random.Random(6)
    met: Counter[str] = Counter()
    # The processor's time and not the clock's: other work on the machine is no fault of a file.
    started = time.thread_time()
    for number in range(FILES):
        name = SEEDS[number % len(SEEDS)]
        mutation = MUTATIONS[number // len(SEEDS) % len(MUTATIONS)]
        if mutation is inner and name not in CHECKED:
            mutation = flip
        data = mutation(originals[name], rng)
        result = outcome(data)
        met["message" if isinstance(result, str) else "rows"] += 1
        if isinstance(result, str):
            assert result.startswith("file"), (name, number)
        elif name in CHECKED and mutation is not inner:
            assert result == 8, (name, mutation.__name__, number)
        elif mutation is truncate:
            assert result == 8 or "csv" in name or "tsv" in name, (name, number)
        assert time.thread_time() - started < SECONDS, (name, mutation.__name__, number)
    assert met["message"] > FILES // 10
    assert met["rows"] > FILES // 10


@pytest.mark.slow
@pytest.mark.parametrize("name", ["csv, UTF-8", "csv, GB18030", "csv, UTF-16", "tsv"])
def test_delimited_text_that_is_cut_off_keeps_every_row_that_began(name: str) -> None:
    data = WRITERS[name][1](faults.sheets(faults.draft(), name))
    encoding = {"csv, GB18030": "gb18030", "csv, UTF-16": "utf-16"}.get(name, "utf-8")
    for end in range(len(data) // 2, len(data), examples.number(23, 7)):
        begun = data[:end].decode(encoding, "ignore").rstrip().count("\n")
        assert outcome(data[:end]) in (begun, begun + 1)
