"""The how-tos: complete in both languages, and every command line in them runs."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import openpyxl
import pytest

from orgtransfer import i18n
from orgtransfer.cli import help as topics
from orgtransfer.cli import main as program
from tests import catalog, docs, examples
from tests.cli.conftest import ROOT, Command

LANGUAGES = i18n.LANGUAGES


def command_lines(text: str) -> list[str]:
    """The lines of the shell blocks, and what stands between backquotes, that are ours."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    inline = re.findall(r"`(orgtransfer [^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [line for line in [*lines, *inline] if line.startswith("orgtransfer ")]


@pytest.fixture
def office(samples: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The samples after one run, with what the how-tos speak of beside them."""
    monkeypatch.chdir(samples)
    shutil.copy(next((samples / "sample_exports").glob("赣鄱云_党员*")), "花名册.xlsx")
    (samples / "收回").mkdir()
    shutil.copy("工作台账.xlsx", "收回") if Path("工作台账.xlsx").exists() else None
    return samples


@pytest.fixture
def small_office(busy_desk: Path) -> Path:
    """Four people after one run, and a workbook that came back."""
    (busy_desk / "收回").mkdir()
    shutil.copy(busy_desk / "工作台账.xlsx", busy_desk / "收回")
    return busy_desk


A_FILE_FOR_EACH_UNIT = "handout"
"""The samples have a hundred units: test_handed_out.py looks at theirs, here they need only be written."""
INSTALLS = "--install"
"""Nothing is installed on the machine that runs the tests."""
NEEDS_KEYBOARD = "judge"
ANSWERS = {0, 1}
"""`diff --exit-code` and `schedule --check` answer with 1."""


# In the daily run each topic in one language, by turns.
RUN = [
    (topic, lang)
    for place, topic in enumerate(topics.TOPICS)
    for number, lang in enumerate(LANGUAGES)
    if examples.whole() or (place + number) % len(LANGUAGES) == 0
]


@pytest.mark.slow
@pytest.mark.parametrize(("topic", "lang"), RUN)
def test_every_command_line_runs(
    run: Command,
    request: pytest.FixtureRequest,
    topic: str,
    lang: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request.getfixturevalue("small_office" if topic == A_FILE_FOR_EACH_UNIT else "office")
    monkeypatch.setenv("ORGTRANSFER_LANG", lang)
    i18n.use(lang)
    for line in command_lines(topics.text(topic)):
        words = [word for word in shlex.split(line)[1:] if word != INSTALLS]
        if words[0] == NEEDS_KEYBOARD:
            words = ["judge", "--help"]
        if words[:2] == ["rulings", "undo"]:
            words = ["rulings", "undo", "--help"]
        result = run("--lang", lang, *words)
        assert result.exit_code in ANSWERS, f"{line}\n{result.stderr}"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("topic", topics.TOPICS)
def test_every_how_to_is_there_in_both_languages(run: Command, topic: str, lang: str) -> None:
    result = run("--lang", lang, "help", topic)
    assert result.exit_code == 0
    assert result.stdout.startswith("# ")
    assert re.search("[\u4e00-\u9fff]", result.stdout.splitlines()[0]) or lang == "en"
    links = re.findall(r"orgtransfer help ([a-z]+)", result.stdout)
    assert set(links) <= set(topics.TOPICS)


def test_a_part_of_a_title_finds_it_and_a_command_is_helped(run: Command) -> None:
    assert run("--lang", "zh", "help", "十分钟").stdout.startswith("# 十分钟上手")
    assert "Usage: orgtransfer diff" in run("--lang", "en", "help", "diff").stdout
    unknown = run("--lang", "zh", "help", "没有的")
    assert unknown.exit_code == 2
    assert unknown.stderr == "错误：没有叫“没有的”的说明或命令；列出全部：orgtransfer help\n"
    assert run("help").stdout.count("\n") == len(topics.TOPICS) + 1


def test_there_is_no_how_to_that_is_not_listed() -> None:
    folder = Path(topics.__file__).parents[1] / "topics"
    for lang in LANGUAGES:
        assert {file.stem for file in (folder / lang).iterdir()} == set(topics.TOPICS)


def test_the_pages_of_docs_are_the_how_tos() -> None:
    for file, text in docs.how_tos().items():
        assert file.read_text(encoding="utf-8") == text, "run: python -m tests.docs"


def test_every_picture_of_the_pages_is_there() -> None:
    for file, text in docs.how_tos().items():
        shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
        assert bool(shown) == (file.stem == "begin")
        assert all((file.parent / picture).stat().st_size > 20_000 for picture in shown)


def test_every_message_of_the_table_is_one_that_is_said() -> None:
    said = catalog.read()
    texts = {"zh": [str(one.string) for one in said], "en": [str(one.id) for one in said]}
    numbers = []
    for lang, known in texts.items():
        i18n.use(lang)
        rows = re.findall(r"^\| (T\d+) \| ([^|]+?) \|", topics.text("messages"), re.MULTILINE)
        assert [words for _number, words in rows if not any(words in one for one in known)] == []
        numbers.append([number for number, _words in rows])
    assert numbers[0] == numbers[1] == sorted(set(numbers[0]))
    assert len(numbers[0]) >= 14


PAGES = [
    "README.md",
    "README.zh-CN.md",
    "docs/configuration.md",
    "docs/configuration.zh-CN.md",
    "docs/python.md",
]


@pytest.mark.parametrize("page", PAGES)
def test_command_lines_of_the_other_pages_name_what_there_is(page: str) -> None:
    """They speak of folders of the reader's own, so that only their words can be checked."""
    for line in command_lines((ROOT / page).read_text(encoding="utf-8")):
        words = [word for word in line.split()[1:] if not word.startswith(("-", "[", "…"))]
        assert words[0].strip(".,;") in program.COMMANDS, line
        options = re.findall(r"(?<=\s)--[a-z-]+", line)
        assert all(option in docs.help_of(words[0]) for option in options), line


@pytest.mark.slow
def test_the_three_sentences_of_the_first_page_are_what_is_said(
    run: Command, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(samples)
    said = run("--lang", "zh", "start", "--no-open").stdout.splitlines()
    # Who is due depends on the day, so the numbers are not compared.
    page = re.sub(r"\d+", "0", topics.text("begin"))
    assert len(said) == 3
    for sentence in said:
        assert re.sub(r"\d+", "0", sentence) in page


def test_a_workbook_is_there_to_be_taken_back(office: Path) -> None:
    assert openpyxl.load_workbook(office / "收回" / "工作台账.xlsx", read_only=True).sheetnames
