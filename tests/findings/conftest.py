"""Tests here choose the language they need; it is put back after each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orgtransfer import i18n


@pytest.fixture(autouse=True)
def _language_put_back() -> Iterator[None]:
    before = i18n.language()
    yield
    i18n.use(before)
