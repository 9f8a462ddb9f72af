"""The pages of `docs/` that follow from the code: `python -m tests.docs` writes them.

`--check` changes nothing and fails where a page is not what the code says.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from click.testing import CliRunner

from orgtransfer import i18n
from orgtransfer.cli import help as topics
from orgtransfer.cli import main as program

ROOT = Path(__file__).parents[1]
CLI = ROOT / "docs" / "cli.md"
PICTURES = ROOT / "docs" / "pictures"
SHOWN = {
    "terminal": {"zh": "窗口里的汇总", "en": "The summary in the window"},
    "workbook": {"zh": "工作台账的第一张表", "en": "The first sheet of the worklist"},
    "page": {"zh": "网页报告", "en": "The page"},
}
"""Pictures that `python -m tests.pictures` makes, with what stands below each."""

_HEAD = """\
# The command line

<!-- Written by `python -m tests.docs` from the commands themselves. -->

stdout carries results, stderr messages. Messages, workbooks and reports are in Chinese unless the
locale, `ORGTRANSFER_LANG` or `--lang en` says English.

## Exit codes

The exit code is the contract for automation.

| code | means |
|--:|---|
| 0 | done |
| 1 | something is new, changed or resolved, and `--exit-code` asked to be told |
| 2 | bad usage, configuration or input, or a file that cannot be written: the message says what to do |
| 3 | a fault of orgtransfer: a log is written, without personal data; `--debug` shows the traceback |
| 4 | stopped to protect: an export shrank, a worklist has entries that cannot be taken back, or another run is at work |
| 130 | interrupted |

Whatever the code, a file that was there is either as it was or completely the new one.

## Tables of `export`

Columns may be added in later versions; none is renamed or removed.

- `records`: system, file, sheet, row (as the spreadsheet numbers it), person, name, branch, unit,
  verdict (roster rows), and every field raw and cleaned (`*_key`). Without `--show-id` numbers are
  masked, and birth dates are empty: beside a masked number they would give it back.
- `links`: person, a_system, a_file, a_sheet, a_row, b_system, b_file, b_sheet, b_row, probability,
  tier (`auto`, `decided`), evidence, weight, reason. The evidence names every comparison with its
  level and its weight; weight is their sum, the log-odds.
- `candidates`: the same for pairs that a clerk must judge (tier `review`); reason says why.
- `findings`: code, rule, severity, key, person, organisation, system, file, sheet, row, message,
  evidence, basis, advice, state, first_seen, certainty (of the link that it rests on, where that is
  below `[match] sure`).
- `organisations`: system, code, name, kind, parent_code, organisation (equal where branches are
  the same), members, full_members, findings, level, nature, parent, listed, file, sheet, row.
- `coverage` (六个清): association, system, people, fulltime, fulltime_full, setup, and six columns that
  are empty where it is clear and else say what is missing: belongs, running, staff, setting,
  counted, head; clear (how many of the six).
- `counts` (底数): scope (`system`, `unit`, `association`, `branch`), system, name (empty: not stated),
  parent, organisation (branches), dimension, value (empty: not stated), count. Within a system
  everybody counts once, in the branch of theirs whose name comes first. `people`, `category`,
  `service`, `sex`, `ethnicity`, `education`, `age`, `membership`, `branch_kind`, `state`, `verdict`
  and `absence` count people, and each sums up to `people`; `rows` counts the rows of the list
  (`counted`, `doubled`, `moved_out`, `deceased`, `removed`, `historical`); `organisations` and `units`
  count these by level; `stated` is what a list says of itself (`stated` = `used` + `not_member` +
  `missing` - `surplus`).
"""


def cli() -> str:
    """The page about the commands."""
    pages = [_HEAD, "## Commands", _fenced(help_of())]
    for name in program.COMMANDS:
        pages += [f"### {name}", _fenced(help_of(name))]
        pages += [_fenced(help_of(name, sub)) for sub in _below(name)]
    return "\n\n".join(page.strip() for page in pages) + "\n"


def how_tos() -> dict[Path, str]:
    """The pages about how to do something: what `orgtransfer help TOPIC` shows, with pictures."""
    pages = {}
    for lang in i18n.LANGUAGES:
        i18n.use(lang)
        for name in topics.TOPICS:
            pages[ROOT / "docs" / lang / f"{name}.md"] = _pictured(name, topics.text(name)) + "\n"
    i18n.use("en")
    return pages


def _pictured(name: str, text: str) -> str:
    """A how-to with the pictures that a terminal cannot show."""
    if name != "begin":
        return text
    shown = [
        f"![{captions[i18n.language()]}](../pictures/{file}.png)"
        for file, captions in SHOWN.items()
    ]
    return "\n\n".join([text, *shown])


def _below(name: str) -> list[str]:
    """The subcommands of a command."""
    found = program.group.get_command(click.Context(program.group), name)
    return list(found.commands) if isinstance(found, click.Group) else []


def help_of(*words: str) -> str:
    """What `--help` prints, in English."""
    result = CliRunner().invoke(
        program.group, ["--lang", "en", *words, "--help"], terminal_width=96
    )
    return result.stdout


def _fenced(text: str) -> str:
    return f"```text\n{text.strip()}\n```"


def main() -> int:
    """Writes the pages, or only checks them."""
    os.environ["ORGTRANSFER_LANG"] = "en"
    if "--check" not in sys.argv[1:]:
        CLI.write_text(cli(), encoding="utf-8")
        for file, text in how_tos().items():
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
    fresh = CLI.read_text(encoding="utf-8") == cli()
    print("docs/cli.md is up to date" if fresh else "docs/cli.md is not what the commands say")
    return 0 if fresh else 1


if __name__ == "__main__":
    sys.exit(main())
