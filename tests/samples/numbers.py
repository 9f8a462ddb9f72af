"""ID numbers as they arrive: damaged, shortened, mistyped, hidden, missing, or somebody else's."""

from __future__ import annotations

from collections import Counter
from typing import Final

from tests.samples import formats, styles
from tests.samples.forest import NATIONAL, ROSTER
from tests.samples.people import check_digit
from tests.samples.rows import Row
from tests.samples.world import World

_FILLERS: Final = ("", "", "无", "—", "-", "／", "")


def number_cell(world: World, row: Row) -> bool:
    """Typed into a cell for numbers: Excel kept fifteen digits."""
    if row.id_number[-1] == "X":
        return False
    row.cells["id_number"] = formats.damaged(row.id_number)
    row.id_number = row.id_number[:15] + "***"
    row.id_state = "damaged"
    return True


def scientific(world: World, row: Row) -> bool:
    """A CSV that was saved from a spreadsheet which had turned the ID into a number."""
    if row.id_number[-1] == "X":
        return False
    row.cells["id_number"] = f"{int(row.id_number):.5E}"
    row.id_number = row.id_number[:6] + "*" * 12
    row.id_state = "damaged"
    return True


def _broken(row: Row, number: str, state: str) -> bool:
    row.id_number, row.id_state = number, state
    if row.system == NATIONAL:
        row.cells["id_number"] = "\t" + number
    return True


def mistyped(world: World, row: Row) -> bool:
    """One digit wrong, anywhere in the last twelve but the check digit."""
    place = world.random.randrange(6, 17)
    digit = (int(row.id_number[place]) + world.random.randrange(1, 10)) % 10
    return _broken(row, f"{row.id_number[:place]}{digit}{row.id_number[place + 1 :]}", "checksum")


def swapped(world: World, row: Row) -> bool:
    """Two neighbouring digits exchanged."""
    number = row.id_number
    place = world.random.randrange(10, 16)
    if number[place] == number[place + 1]:
        return False
    swap = number[place + 1] + number[place]
    return _broken(row, number[:place] + swap + number[place + 2 :], "checksum")


def short(world: World, row: Row) -> bool:
    """One digit left out."""
    place = world.random.randrange(7, 16)
    return _broken(row, row.id_number[:place] + row.id_number[place + 1 :], "malformed")


def long(world: World, row: Row) -> bool:
    """One digit typed twice."""
    return _broken(row, row.id_number[:12] + row.id_number[11:], "malformed")


def fifteen(world: World, row: Row) -> bool:
    """The number of the old kind."""
    if row.person.born.year > 1965:
        return False
    old = formats.fifteen(row.id_number)
    row.cells["id_number"] = "\t" + old if row.system == NATIONAL else old
    row.id_state = "fifteen"
    return True


def lower_x(world: World, row: Row) -> bool:
    """A small x: not a fault, but not the same text either."""
    lower = row.id_number.lower()
    row.cells["id_number"] = "\t" + lower if row.system == NATIONAL else lower
    return lower.endswith("x")


def missing(world: World, row: Row) -> bool:
    """No number, or a dash for it."""
    row.id_number, row.id_state = "", "missing"
    row.cells["id_number"] = world.random.choice(_FILLERS)
    return bool(row.phone and row.birth)


def masked(world: World, row: Row) -> bool:
    """Hidden on the roster as well, in one of the usual shapes."""
    styles.hide(row, *world.random.choice(styles.MASKS))
    return True


def differs(world: World, row: Row) -> bool:
    """Another number of the right form: one digit of the serial, and the check digit with it."""
    whole = row.person.id_number
    if row.id_state == "masked" and not row.id_number.startswith(whole[:6] + "*" * 8):
        return False
    digit = (int(whole[14]) + 3) % 10
    wrong = whole[:14] + str(digit) + whole[15:17]
    wrong += check_digit(wrong)
    if row.id_state == "masked":
        wrong = whole[:6] + "*" * 8 + wrong[14:]
        row.cells["id_number"] = wrong
    row.id_number = wrong
    return bool(row.phone and row.birth)


def two_people(world: World) -> None:
    """One ID on two people: three copied from the row above, one pair in the national system."""
    rows = [r for r in world.of(ROSTER) if r.faults == ["in_no_register"]]
    for place, row in enumerate(rows[5:35:12]):
        above = next(
            r for r in world.of(ROSTER) if r.node is row.node and not r.faults and r.sex == row.sex
        )
        row.id_number, row.id_state = above.id_number, "valid"
        row.birth = row.birth if place else ""
        row.cells["birth"] = row.cells.get("birth", row.birth) if place else ""
        row.fault("id_of_another")
        above.fault("id_shared")
    idle = [r for r in world.of(NATIONAL) if id(r) not in world.used and not r.faults]
    first, other = next(
        (one, two)
        for place, one in enumerate(idle[100:], start=101)
        for two in idle[place:]
        if one.sex == two.sex and one.node is two.node
    )
    other.id_number = first.id_number
    other.fault("id_of_another")
    first.fault("id_shared")


def undecidable(world: World) -> None:
    """Second rows that give hardly but a name and a unit, where the unit has two of that name."""
    register = {id(r.person) for r in world.of(NATIONAL) if "namesake" in r.faults}
    known = [r for r in world.of(ROSTER) if r.faults == ["namesake"] and id(r.person) in register]
    for number, first in enumerate(known[::2]):
        _bare_row(world, first, -3 - number, "南大二附院").fault("undecidable")


def probable_doubles(world: World) -> None:
    """Second rows of people in no register, as bare; the name is a common one, the unit the same."""
    names = Counter(person.name for person in world.registry.people)
    rows = [r for r in world.of(ROSTER) if r.faults == ["in_no_register"] and r.original_unit]
    rows.sort(key=lambda r: (-names[r.name], r.person.key))
    for number, first in enumerate(rows[:3]):
        _bare_row(world, first, -12 - number, first.original_unit).fault("probable_double")


def _bare_row(world: World, first: Row, place: int, unit: str) -> Row:
    homes = [
        n
        for n in world.forest.leaves(ROSTER)
        if n.nature == "functional" and "special" not in n.tags
    ]
    row = world.add(first.person, homes[place], "", first.post)
    row.original_unit = unit
    row.id_number, row.id_state = "", "missing"
    row.birth = row.joined = row.full = row.phone = row.education = ""
    return row
