"""An example of each recipe of docs/development/architecture.md: what is put where, and what it does.

`test_recipes.py` copies the package, does all of them in the copy, and looks at what came of them.
Where code moves so that an example fits no more, the recipe has to be looked at as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[1] / "docs" / "development" / "architecture.md"

Put = tuple[str, str]
"""A text that stands once in the file, and what comes right before it; "" is the file's end."""

EXAMPLES: Final[Mapping[str, Mapping[str, tuple[Put, ...]]]] = {
    "a rule": {
        "orgtransfer/findings/sources.py": (
            (
                "",
                '''

def short(world: World) -> pl.DataFrame:
    """{export}: a short list.

    What it finds:
        An export of fewer rows than the configured number.

    Why it matters:
        An example.

    Example:
        A list of two rows.

    What to do:
        Export again.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    return _once_a_file(world.sources.filter(pl.col("rows") < world.number("SR09", "rows")))
''',
            ),
        ),
        "orgtransfer/findings/registry.py": (
            (
                ")\n# fmt: on",
                '    Rule("SR09", N_("short list"), "info", "source", "lists", sources.short, N_("{label}: {rows}"), {"rows": 3}),\n',
            ),
        ),
        "tests/findings/cases/SR09.toml": (
            (
                "",
                """[[case]]
title = "two rows"
hits = ["members.xlsx: a short list"]
sources = [{ system = "a", label = "A", role = "roster", kind = "members", file = "members.xlsx", sheet = "", header_row = 1, rows = 2 }]

[[case]]
title = "three rows"
hits = []
sources = [{ system = "a", label = "A", role = "roster", kind = "members", file = "members.xlsx", sheet = "", header_row = 1, rows = 3 }]
""",
            ),
        ),
    },
    "a file format": {
        "orgtransfer/read/headed.py": (
            (
                "",
                '''"""Delimited text behind a line that names its format."""

from orgtransfer.read import delimited
from orgtransfer.read.encoding import decode
from orgtransfer.read.grid import Grid
from orgtransfer.read.limit import Job

MARK = b"ORGTABLE"


def read(data: bytes, job: Job) -> Grid:
    """The one grid of the file."""
    return delimited.read(decode(data.partition(b"\\n")[2], job.place), job)
''',
            ),
        ),
        "orgtransfer/read/sniff.py": (
            (
                "    if data.startswith(_OLD_BIFF):",
                '    if data.startswith(b"ORGTABLE"):\n        return "headed"\n',
            ),
        ),
        "orgtransfer/read/open.py": (
            ("def _workbook(", "from orgtransfer.read import headed\n\n\n"),
            (
                '    "zip": _zip,',
                '    "headed": lambda data, _kind, job: [headed.read(data, job)],\n',
            ),
        ),
        "tests/read/writers.py": (
            (
                '    "tsv": ("a.tsv"',
                '    "headed": ("a.csv", lambda sheets: b"ORGTABLE\\n" + delimited(",", "utf-8")(sheets)),\n',
            ),
        ),
    },
    "a field": {
        "orgtransfer/frames.py": (
            ('    "remark",  # 备注', '    "blood_type",  # 血型\n'),
            (
                '        "dues_key": pl.String,',
                '        "blood_type_key": pl.String,  # capitals\n',
            ),
        ),
        "orgtransfer/read/words.py": (('    "remark": ("备注', '    "blood_type": ("血型",),\n'),),
        "orgtransfer/clean/records.py": (
            (
                '    ("state", "state_key", states.state, None),',
                '    ("blood_type", "blood_type_key", lambda text: text.str.to_uppercase(), None),\n',
            ),
        ),
        "orgtransfer/read/table_description.py": (
            ('"org_name",\n    "org_short_name"', '"blood_type", '),
        ),
    },
    "a comparison": {
        "orgtransfer/frames.py": (
            ('    "member_no": N_("member number"),', '    "education": N_("education"),\n'),
        ),
        "orgtransfer/match/values.py": (
            ('    "member_no": pl.String,', '    "education": pl.String,\n'),
            (
                '        pl.col("member_no_key").alias("member_no"),',
                '        pl.col("education_key").alias("education"),\n',
            ),
        ),
        "orgtransfer/match/weights.py": (
            (
                '        "member_no": {"same"',
                '        "education": {"same": _at(0.9, 0.3), "different": _at(0.1, 0.7)},\n',
            ),
        ),
    },
    "a verdict": {
        "orgtransfer/models.py": (
            ('    "unclear": N_("to be checked', '    "abroad": N_("abroad, to be kept"),\n'),
            (
                '    "unclear": N_("The relationship is elsewhere, and whether',
                '    "abroad": N_("Whom the unit keeps while they are abroad."),\n',
            ),
            ('    "unclear": "plain",', '    "abroad": "plain",\n'),
        ),
        "orgtransfer/findings/verdict.py": (
            ('    "state_abroad": "unclear",\n', '    "studies_abroad": "abroad",\n'),
            (
                '    "state_abroad": N_("elsewhere, and',
                '    "studies_abroad": N_("elsewhere, and the member studies abroad"),\n',
            ),
            ('            "state_lost", "state_suspended",', '            "studies_abroad",\n'),
            (
                '        .when(asked & before.str.starts_with("state_"))',
                '        .when(asked & (before == "state_abroad"))\n        .then(pl.lit("studies_abroad"))\n',
            ),
        ),
        "orgtransfer/findings/counts.py": (('"not_registered", "unclear", "stays"', '"abroad", '),),
        "tests/findings/test_verdict.py": (
            (
                '    ("no_record", {"records": [HERE]}),',
                '    ("studies_abroad", {"records": [STAFF, {**OTHER, "state": "abroad"}]}),\n',
            ),
        ),
    },
    "a sheet": {
        "orgtransfer/models.py": (
            ('    "members": N_("Member state"),', '    "documents": N_("Other documents"),\n'),
            ('    "ST": "members",', '    "ID09": "documents",\n'),
        ),
        "orgtransfer/worklist/sheets.py": (
            (
                '    _sheet("members", _MESSAGE',
                '    _sheet("documents", _MESSAGE, ("branch", "advice"), N_("Passports and the like."), "name", printed=False),\n',
            ),
        ),
    },
    "a command": {
        "orgtransfer/cli/hello.py": (
            (
                "",
                '''"""`orgtransfer hello`: an example."""

import click

from orgtransfer.i18n import N_, _


@click.command("hello", help=N_("Says hello.\\n\\nExample: orgtransfer hello"))
def command() -> None:
    """Prints a word."""
    click.echo(_("hello"))
''',
            ),
        ),
        "orgtransfer/cli/main.py": (
            ('    "help": N_("Show a how-to', '    "hello": N_("Says hello."),\n'),
        ),
        "packaging/check.py": (('    ("config", "schema"),', '    ("hello",),\n'),),
        "README.md": (("| `help` |", "| `hello` | says hello |\n"),),
        "README.zh-CN.md": (("| `help` |", "| `hello` | 问好 |\n"),),
    },
    "a configuration key": {
        "orgtransfer/config/keys.py": (
            (
                "    keep_copies: int = ",
                '    keep_logs: int = integer(10, 1, N_("so many logs are kept"))\n',
            ),
        ),
    },
}
"""Recipe -> file, from the root of the repository -> what is put into it. A file that is not there is new."""


def do(root: Path) -> None:
    """Does every recipe in a copy of the repository.

    Raises:
        ValueError: the text that something is to be put before does not stand there once.
    """
    for files in EXAMPLES.values():
        for name, puts in files.items():
            path = root / name
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            for before, added in puts:
                if before and text.count(before) != 1:
                    raise ValueError(f"{name}: {before!r} stands there {text.count(before)} times")
                text = text.replace(before, added + before) if before else text + added
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def named() -> dict[str, list[str]]:
    """Recipe -> the files that the page says to touch, in its order."""
    text = PAGE.read_text(encoding="utf-8")
    parts = re.split(r"^### Add (.+)$", text, flags=re.MULTILINE)[1:]
    return {
        title: re.findall(
            r"^\d+\. `([^`]+)`", re.split(r"^## ", part, flags=re.MULTILINE)[0], re.MULTILINE
        )
        for title, part in zip(parts[::2], parts[1::2], strict=True)
    }
