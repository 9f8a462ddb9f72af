"""One small Spark on this machine for all tests of a session; without Java or PySpark they are skipped."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from orgtransfer.spark import session
from tests.spark.tables import SMALL


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if told := session.missing():
        pytest.skip(told)
    folder: Path = tmp_path_factory.mktemp("spark")
    with session.session("local[2]", folder, SMALL) as made:
        yield made


_CONNECT: Final = socket.socket.connect
_NAMED: Final = socket.getaddrinfo


def _only_here(host: object) -> None:
    if host not in ("localhost", "127.0.0.1", "::1"):
        pytest.fail("the tool must work without a network")


@pytest.fixture(autouse=True)
def _on_this_machine(_alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python and Java talk through sockets of this machine: these, and no others, may be opened.

    Where they are refused, Java waits for Python for ever.
    """

    def connect(one: socket.socket, address: tuple[object, ...]) -> None:
        if one.family != socket.AF_UNIX:
            _only_here(address[0])
        _CONNECT(one, address)

    def named(host: str, *given: Any, **further: Any) -> object:  # noqa: ANN401  # socket's own
        _only_here(host)
        return _NAMED(host, *given, **further)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", named)
