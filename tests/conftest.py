"""What every test may rely on: no network, no real home directory, one language at a time."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import hypothesis
import pytest

from orgtransfer import i18n

# A busy machine is no failure; where an automatic run fails, it has to fail again.
hypothesis.settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("steady")

# As many tests run at a time as there are cores: each keeps to one, and so do programs that it starts.
# Polars reads it when it works for the first time; POLARS_MAX_THREADS=4 pytest tries another number.
os.environ.setdefault("POLARS_MAX_THREADS", "1")


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
