"""Thousands of broken files of every format, each in turn: `python -m tests.read.broken --files 5000`.

The long form of `test_fuzz.py` and `test_other.py`: a file may be cut off, have bits, pieces or one
of its parts wrong, or be built so that it says far more than it holds (nesting, entities, counts).
Told are how many gave rows, how many a message, the slowest file and the most memory; a traceback,
a file over 20 s or over 2 GB ends the run with 1. Files are read in processes of a hundred each, so
that memory is that of a few files and not of the whole run.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing as mp
import random
import re
import sqlite3
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import cache
from typing import Final

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.read.limit import Job
from orgtransfer.read.open import of_bytes
from orgtransfer.read.table import tables
from tests.read import faults
from tests.read.other import OTHERS, people
from tests.read.test_fuzz import flip, inner, splice, truncate
from tests.read.writers import WRITERS

SECONDS: Final = 20
MEGABYTES: Final = 2048
BATCH: Final = 100
FINE: Final = frozenset({"rows", "nothing", "message"})

Mutation = Callable[[bytes, random.Random], bytes]


def digits(data: bytes, rng: random.Random) -> bytes:
    """A number in the file says something else: a count, a length, a width, a reference."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return flip(data, rng)
    one = rng.choice(found)
    said = rng.choice((b"0", b"-1", b"999999999", b"4294967296", b"1e309", b"NaN"))
    return data[: one.start()] + said + data[one.end() :]


def repeat(data: bytes, rng: random.Random) -> bytes:
    """A piece stands there thousands of times: brackets, elements, pages."""
    start = rng.randrange(len(data))
    piece = data[start : start + rng.choice((1, 2, 9, 80))]
    return data[:start] + piece * rng.choice((100, 5_000, 50_000)) + data[start:]


def zeros(data: bytes, rng: random.Random) -> bytes:
    """A block of the disk was never written."""
    start = rng.randrange(len(data))
    end = min(len(data), start + rng.choice((16, 512, 4096)))
    return data[:start] + bytes(end - start) + data[end:]


MUTATIONS: Final[tuple[Mutation, ...]] = (truncate, flip, splice, digits, repeat, zeros, inner)


def nested_json(depth: int) -> bytes:
    """Lists in lists."""
    return b"[" * depth + b"]" * depth


def nested_objects(depth: int) -> bytes:
    """Objects in objects, each with a name and a number."""
    return b'{"\xe5\xa7\x93\xe5\x90\x8d":"a","b":' * depth + b"1" + b"}" * depth


def nested_xml(depth: int) -> bytes:
    """Elements in elements."""
    return b"<?xml version='1.0'?>" + b"<a>" * depth + b"</a>" * depth


def entities() -> bytes:
    """Ten entities of ten of the one before."""
    told = "".join(f'<!ENTITY e{n} "{(f"&e{n - 1};" if n else "lol") * 10}">' for n in range(10))
    return f"<?xml version='1.0'?><!DOCTYPE r [{told}]><r><a>&e9;</a></r>".encode()


def outside_entity() -> bytes:
    """An entity that names a file of the machine."""
    return b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><r><a>&e;</a></r>"


def full_document() -> bytes:
    """A text document whose one part unpacks to far more than it holds."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w:p>" * 30_000_000)
    return target.getvalue()


def endless_view() -> bytes:
    """A database whose view would count for ever."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE TABLE t (姓名 TEXT)")
        base.execute(
            "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM c"
        )
        base.commit()
        return bytes(base.serialize())


def wide_json() -> bytes:
    """Every object with names of its own."""
    return json.dumps([{f"k{n}_{m}": "v" for m in range(20)} for n in range(5_000)]).encode()


BUILT: Final[Mapping[str, Callable[[], bytes]]] = {
    "json, 100,000 lists deep": lambda: nested_json(100_000),
    "json, 100,000 objects deep": lambda: nested_objects(100_000),
    "json, 100,000 columns": wide_json,
    "xml, 100,000 elements deep": lambda: nested_xml(100_000),
    "xml, entities of entities": entities,
    "xml, a file as entity": outside_entity,
    "docx, 150 MB in one part": full_document,
    "sqlite, an endless view": endless_view,
    "dbf, rows without end": lambda: _counted(OTHERS["dbf"][1](*people()), 4, b"\xff\xff\xff\xff"),
    "dbf, a header over the file": lambda: _counted(OTHERS["dbf"][1](*people()), 8, b"\xff\xff"),
    "dbf, rows of no width": lambda: _counted(OTHERS["dbf"][1](*people()), 10, b"\0\0"),
}
"""Files that are built to be awkward rather than broken at random."""


def _counted(data: bytes, at: int, said: bytes) -> bytes:
    return data[:at] + said + data[at + len(said) :]


@cache
def originals() -> dict[str, bytes]:
    """Every format that is written by a program, whole."""
    draft = faults.draft(faults.title_rows, faults.numeric_id)
    old = {name: write(faults.sheets(draft, name)) for name, (_end, write) in WRITERS.items()}
    return {name: write(*people()) for name, (_end, write) in OTHERS.items()} | old


def broken(number: int) -> tuple[str, bytes]:
    """The `number`th file: what it is, and its content. The same each time."""
    if number < len(BUILT):
        name = list(BUILT)[number]
        return name, BUILT[name]()
    names = list(originals())
    name = names[number % len(names)]
    data = originals()[name]
    mutation = MUTATIONS[number // len(names) % len(MUTATIONS)]
    if mutation is inner and not zipfile.is_zipfile(io.BytesIO(data)):
        mutation = flip
    return f"{name}, {mutation.__name__}", mutation(data, random.Random(number))


def outcome(data: bytes) -> str:
    """`rows`, `nothing` (no table was found), `message`, or the traceback."""
    try:
        found = tables(of_bytes(data, Job("file", Limits(seconds=SECONDS))), {})
    except InputError as error:
        text = str(error)
        return "message" if text.startswith("file") and len(text) < 1000 else f"message? {text}"
    except BaseException:  # noqa: BLE001  # whatever comes out is what is looked for
        return traceback.format_exc()
    return "rows" if any(table.data.height for table in found) else "nothing"


def batch(numbers: tuple[int, ...]) -> list[tuple[int, str, str, float, int]]:
    """Number, file, outcome, seconds of the processor and the process's megabytes so far, each."""
    import resource  # noqa: PLC0415  # not on every system

    done = []
    for number in numbers:
        name, data = broken(number)
        started = time.process_time()
        said = outcome(data)
        spent = time.process_time() - started
        done.append(
            (number, name, said, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
        )
    return done


def main() -> int:
    """Reads them all and tells what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--from", dest="first", type=int, default=0)
    given = parser.parse_args()
    numbers = range(given.first, given.first + given.files)
    met: Counter[str] = Counter()
    slowest, most, bad, count = (0.0, ""), (0, ""), 0, 0
    with mp.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        batches = [tuple(numbers[at : at + BATCH]) for at in range(0, len(numbers), BATCH)]
        for done in pool.imap(batch, batches):
            for number, name, said, spent, held in done:
                count += 1
                fine = said in FINE and spent < SECONDS and held < MEGABYTES
                met[said if said in FINE else "fault"] += 1
                slowest, most = max(slowest, (spent, name)), max(most, (held, name))
                if not fine:
                    bad += 1
                    print(f"{number} {name}: {spent:.1f} s, {held} MB\n{said}", flush=True)
            print(f"{count} files: {dict(met)}; slowest {slowest}, most {most} MB", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
