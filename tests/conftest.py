"""What every test may rely on: no network, no real home directory, one language at a time."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

import pytest

from orgtransfer import i18n
from orgtransfer.models import Outcome
from tests import examples, once

ROOT: Final = Path(__file__).parents[1]
AS_OF: Final = "2026-11-20"
"""The samples' own day."""

examples.register()


def pytest_collection_finish() -> None:
    """Thousands of tests stay until the end: the garbage collector need not look at them each time.

    A workbook is some hundred thousand objects that all stay: while it is opened or written there is
    little to collect, so it is looked for less often than by default.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


# As many tests run at a time as there are cores: each keeps to one, and so do programs that it starts.
# Polars reads it when it works for the first time; POLARS_MAX_THREADS=4 pytest tries another number.
os.environ.setdefault("POLARS_MAX_THREADS", "1")


_ROOM: Final = 4 << 30
"""More than a whole session leaves behind."""


def _in_memory() -> str | None:
    """A folder that is kept in memory, where the system has one with room in which programs may run."""
    folder = Path("/dev/shm")  # noqa: S108  # pytest makes a folder of its own in it
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        return None
    found = os.statvfs(folder)
    room = found.f_bavail * found.f_frsize
    return str(folder) if room >= _ROOM and not found.f_flag & os.ST_NOEXEC else None


# Each of hundreds of nights waits a dozen times until a disk has written; nobody needs these files later.
# PYTEST_DEBUG_TEMPROOT=/tmp pytest keeps them on the disk.
if "PYTEST_DEBUG_TEMPROOT" not in os.environ and (_folder := _in_memory()):
    os.environ["PYTEST_DEBUG_TEMPROOT"] = os.environ["TMPDIR"] = _folder
    tempfile.tempdir = None  # it was looked up before


def _refuse(*_args: object, **_kwargs: object) -> NoReturn:
    pytest.fail("the tool must work without a network")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test, and nothing that it calls, reaches the network or the real home directory."""
    monkeypatch.setattr(socket.socket, "connect", _refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", _refuse)
    monkeypatch.setattr(socket, "getaddrinfo", _refuse)
    monkeypatch.setattr(Path, "home", lambda: pytest.fail("the home directory is not ours"))
    # Programs that a test starts find an empty home.
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(home))


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Programs that tests start compile the code once, though whoever runs them wants no compiled files."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        compiled = once.shared(tmp_path_factory, "compiled", lambda _folder: None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(compiled)


def copied_samples(folder: Path) -> Path:
    """The samples and their configuration, laid into a folder; the configuration's path."""
    shutil.copytree(ROOT / "sample_exports", folder / "sample_exports")
    return Path(shutil.copy(ROOT / "config.toml", folder))


@pytest.fixture(scope="session")
def samples_done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples after one run, as of AS_OF and in English; tests must not write into it (see `samples`)."""
    from tests.cli.conftest import command  # noqa: PLC0415  # most tests need no command line

    def make(folder: Path) -> None:
        config = copied_samples(folder)
        done = command("--lang", "en", "reconcile", "-q", "-c", config, "--as-of", AS_OF)
        assert done.exit_code == 0, done.stderr

    return once.shared(tmp_path_factory, "samples", make)


@pytest.fixture(scope="session")
def samples_outcome() -> Outcome:
    """What one run on the samples works out, in English; nothing is written."""
    from tests.samples import score  # noqa: PLC0415  # most tests need no samples

    i18n.use("en")
    return score.run()


@pytest.fixture
def samples(samples_done: Path, tmp_path: Path) -> Path:
    """The samples after one run, to do with as the test likes."""
    return Path(shutil.copytree(samples_done, tmp_path / "samples"))


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests read the source strings unless they ask for a language; none leaks into the next."""
    # The width of whoever started the tests is no width of theirs.
    for name in ("ORGTRANSFER_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    # The command line sets it for click's messages; monkeypatch puts it back.
    monkeypatch.setenv("LANGUAGE", "en")
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test speaks Chinese, as users do by default."""
    monkeypatch.setenv("ORGTRANSFER_LANG", "zh")
    i18n.use("zh")
    yield
    i18n.use("en")


@pytest.fixture(params=i18n.LANGUAGES)
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The test runs once in each language."""
    monkeypatch.setenv("ORGTRANSFER_LANG", request.param)
    i18n.use(request.param)
    yield request.param
    i18n.use("en")
