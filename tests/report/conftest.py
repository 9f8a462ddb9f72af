"""Every test here speaks Chinese unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orgtransfer import i18n


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    before = i18n.language()
    i18n.use("zh")
    yield
    i18n.use(before)
