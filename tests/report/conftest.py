"""Every test here speaks Chinese unless it says otherwise; some look at the page in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from orgtransfer import i18n
from orgtransfer.cli import main as program
from tests import once
from tests.conftest import copied_samples
from tests.report import chromium


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    before = i18n.language()
    i18n.use("zh")
    yield
    i18n.use(before)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with chromium.launched() as one:
        yield one


@pytest.fixture
def visit(browser: object) -> Iterator[Callable[..., chromium.Visit]]:
    """Opens pages; each is closed at the end."""
    made: list[chromium.Visit] = []

    def go(file: Path, **window: object) -> chromium.Visit:
        made.append(chromium.Visit(browser, file, **window))
        return made[-1]

    yield go
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two nights of the samples: `page.html`, `people.html`, `findings.csv`."""
    return once.shared(tmp_path_factory, "report", _two_nights)


def _two_nights(folder: Path) -> None:
    config = ["-c", str(copied_samples(folder))]
    for words in (
        ["reconcile", "-q", "--as-of", "2026-11-20"],
        ["reconcile", "-q", "--as-of", "2026-12-25"],
        ["report", "-o", str(folder / "page.html")],
        ["report", "--people", "-o", str(folder / "people.html")],
        ["export", "findings", "-o", str(folder / "findings.csv")],
        ["export", "records", "-o", str(folder / "records.parquet")],
        ["export", "organisations", "-o", str(folder / "organisations.parquet")],
    ):
        done = CliRunner().invoke(program.group, ["--lang", "zh", *words, *config])
        assert done.exit_code == 0, done.output
