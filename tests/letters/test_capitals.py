"""Capital figures."""

from __future__ import annotations

import pytest

from orgtransfer.letters import capitals

_VALUE = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACE = {"拾": 10, "佰": 100, "仟": 1000}


def read(text: str) -> int:
    """What a person reads."""
    total = digit = 0
    for sign in text:
        if sign in _PLACE:
            total, digit = total + digit * _PLACE[sign], 0
        else:
            digit = _VALUE[sign]
    return total + digit


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "零"), (9, "玖"), (10, "壹拾"), (11, "壹拾壹"), (30, "叁拾"), (92, "玖拾贰"),
     (105, "壹佰零伍"), (110, "壹佰壹拾"), (1001, "壹仟零壹"), (1010, "壹仟零壹拾")],
)  # fmt: skip
def test_a_number(value: int, text: str) -> None:
    assert capitals.number(value) == text


def test_every_number_reads_as_itself_and_as_nothing_else() -> None:
    said = [capitals.number(value) for value in range(10_000)]
    assert [read(text) for text in said] == list(range(10_000))
    assert len(set(said)) == len(said)
    assert not any("零零" in text for text in said)


@pytest.mark.parametrize("value", [-1, 10_000])
def test_what_the_form_has_no_room_for(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        capitals.number(value)


@pytest.mark.parametrize(
    ("key", "said"),
    [("2026-11", ("贰零贰陆", "壹拾壹")), ("2026-10-31", ("贰零贰陆", "壹拾")), ("2026", None),
     ("2026-13", None), ("", None), (None, None)],
)  # fmt: skip
def test_a_month(key: str | None, said: tuple[str, str] | None) -> None:
    assert capitals.month(key) == said
