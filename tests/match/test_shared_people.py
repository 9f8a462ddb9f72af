"""Units that are the same by the people in them."""

from __future__ import annotations

from tests.match.people import pair, records, run

STAFF = "欧阳翀 司马芃 诸葛珩 上官璟 皇甫嵘 尉迟琰 端木楠".split()


def _world(places: list[str]) -> list[dict[str, object]]:
    """A roster calls one unit by a name of its own; the register has its people in `places`."""
    roster = [
        {"name_key": name, "sex_key": "F", "unit_key": "康宁医管", "system": "roster"}
        for name in STAFF
    ]
    register = [
        {"name_key": name, "sex_key": "F", "unit_key": place}
        for name, place in zip(STAFF, places, strict=True)
    ]
    return roster + register


def _level(places: list[str]) -> object:
    rows = _world(places)
    found = pair(run(records(*rows)), 0, len(STAFF))
    assert found is not None
    return found["unit_level"]


def test_a_unit_by_a_name_of_its_own_is_known_by_its_people() -> None:
    assert _level(["江西省第五人民医院"] * len(STAFF)) == "people"


def test_nobody_vouches_for_himself() -> None:
    places = [
        "江西省第五人民医院", "江西省儿童医院", "赣州市立医院", "九江学院附属医院", "江西省胸科医院",
        "上饶市人民医院", "抚州市中医院",
    ]  # fmt: skip
    assert _level(places) == "different"
