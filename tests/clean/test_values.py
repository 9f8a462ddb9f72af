"""Four hundred raw values a field come out as what they mean, or as nothing."""

from __future__ import annotations

import pytest

from tests.clean.values import FIELDS, counted


@pytest.mark.parametrize("name", FIELDS)
def test_what_systems_and_people_write_is_read_or_refused_and_never_wrong(name: str) -> None:
    found = counted(name)
    assert found.values >= 400
    assert found.wrong == []
    assert found.right >= 0.99 * found.values, found.refused
