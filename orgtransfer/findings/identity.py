"""ID: what is wrong with an identity number, read on its own."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.dates import age, contradict, earliest, year
from orgtransfer.findings.people import one_each
from orgtransfer.findings.world import World
from orgtransfer.i18n import _
from orgtransfer.similarity import documents

PROVINCES = (
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83", "91",
)  # fmt: skip
"""The first two digits of the codes that GB/T 2260 has assigned; 83 is on the residence permits of
people from Taiwan, 91 was foreigners' permanent residence."""

_LENGTH = 18
"""Characters of a number."""
READABLE = ("valid", "fifteen", "masked")
"""The states of numbers whose readable parts can be relied on."""


def check_digit(world: World) -> pl.DataFrame:
    """{name} ({branch}): the ID number {number} cannot be right.

    What it finds:
        A number whose check digit does not fit, or that has neither 18 nor 15 characters. Other
        findings about the same number are left out; what the other systems have is said here.

    Why it matters:
        With a mistyped number nobody can be found, and the wrong person may be.

    Example:
        The last digit is 4; by the standard it must be X.

    What to do:
        Compare with the identity card and have the number corrected in the system named.

    Basis:
        GB 11643-1999, ISO 7064 MOD 11-2: the 18th character is computed from the first 17.
    """
    return _of_state(world, ["checksum", "malformed"])


def damaged(world: World) -> pl.DataFrame:
    """{name} ({branch}): a spreadsheet has damaged the ID number.

    What it finds:
        A number that was kept as a number and not as text: from the 16th digit on it is no longer
        what was typed, even where it looks like an ordinary number.

    Why it matters:
        The last digits are lost for good in this file; 9 in 100 such numbers even pass the check
        digit.

    Example:
        …011235 became …011008 when the list was opened and saved in Excel.

    What to do:
        Export again without opening the file in a spreadsheet program, or set the column to text
        before the numbers are typed in.

    Basis:
        GB 11643-1999: 18 characters; spreadsheet programs keep 15 digits of a number.
    """
    return _of_state(world, ["damaged"])


def fifteen_digits(world: World) -> pl.DataFrame:
    """{name} ({branch}): the ID number still has fifteen digits.

    What it finds:
        A number of the old form. It is brought to 18 characters for comparing.

    Why it matters:
        Fifteen-digit numbers are out of use, and systems that compare text do not find them.

    Example:
        A record that nobody has touched since 2004.

    What to do:
        Replace it by the 18 characters on the identity card.

    Basis:
        GB 11643-1999: the number has 18 characters.
    """
    return _of_state(world, ["fifteen"])


def missing(world: World) -> pl.DataFrame:
    """{name} ({branch}): no ID number is given.

    What it finds:
        A record without an ID number, in a file that has the column. A file without the column is
        a matter of the source and gives no finding a row.

    Why it matters:
        Namesakes cannot be told apart, and the relationship cannot be found with certainty.

    Example:
        Twelve members of one branch were entered by name and phone only.

    What to do:
        Have the number added in the system named.

    Basis:
        组通字〔2006〕45号, form of the letter: the ID number is one of its fields.
    """
    bare = world.alive.filter(pl.col("id_state") == "missing")
    place = ["system", "file", "sheet"]
    rows = bare.join(world.numbering, on=place, how="semi", nulls_equal=True, maintain_order="left")
    return rows.select("record", elsewhere=pl.lit(None, pl.String)).pipe(_elsewhere, world)


def contradicted(world: World) -> pl.DataFrame:
    """{name} ({branch}): {what} does not fit the ID number.

    What it finds:
        A birth date or sex that contradicts what the record's own number says, at the precision
        given. Numbers that are wrong or damaged are reported as such only.

    Why it matters:
        Either the number belongs to somebody else, or the birth date in the system is wrong.

    Example:
        The column says 女, and the 17th digit is odd, which means a man.

    What to do:
        Compare with the identity card. A birth date that differs from the card is a matter for the
        member's file (干部档案), which the organisation department decides.

    Basis:
        GB 11643-1999: digits 7 to 14 are the birth date, digit 17 is odd for men.
    """
    birth, sex = contradict("birth_key", "id_birth"), contradict("sex_key", "id_sex")
    what = (
        pl.when(birth & sex)
        .then(pl.lit(_("birth date and sex")))
        .when(birth)
        .then(pl.lit(_("birth date")))
        .otherwise(pl.lit(_("sex")))
    )
    readable = pl.col("id_state").is_in(READABLE).fill_null(value=False)
    citizens = documents.resident(pl.col("id_key")).is_null()
    return world.alive.filter(readable & citizens & (birth | sex)).select("record", what=what)


def masked_everywhere(world: World) -> pl.DataFrame:
    """{name} ({branch}): every system gives only a masked ID number.

    What it finds:
        A person of whom no live record of any system holds a whole ID number, and at least one a
        masked one. One finding a person.

    Why it matters:
        With the middle of the number hidden on all sides, identity rests on the name and what else
        is known, and namesakes cannot be told apart with certainty.

    Example:
        Both ports export 990101********0014.

    What to do:
        Ask for an export with whole numbers from one of the systems; it stays on this computer.

    Basis:
        个人信息保护法, Art. 6: no more than the purpose needs. For establishing identity one whole
        number is needed.
    """
    shown = world.alive.select("person", "id_state").filter(
        ~pl.col("id_state").is_in(["masked", "missing"])
    )
    masked = world.alive.select("record", "person", "role", "id_state").filter(id_state="masked")
    return one_each(masked.join(shown, on="person", how="anti")).select("record")


def another_document(world: World) -> pl.DataFrame:
    """{name} ({branch}): the number looks like {kind}, not like that of an identity card.

    What it finds:
        Where the ID number is expected, the number of another document, recognised by its form: a
        permit of Hong Kong and Macao or Taiwan residents for travel to the mainland, a passport, a
        card of the armed forces, a residence permit (810000, 820000, 830000), a foreigner's permanent
        residence card. The record is not held against these cards' numbers.

    Why it matters:
        It is no mistake in itself. But nothing can be read from it and only the very same number
        finds the member in another system, which may have the identity card.

    Example:
        军字第1234567号 in the column of ID numbers.

    What to do:
        Compare with the document named. Where the member has an identity card as well, have its
        number entered.

    Basis:
        GB 11643-1999: the form of the citizen's number; other documents have forms of their own.
    """
    words = {
        "hk_macao": _("a travel permit of Hong Kong and Macao residents"),
        "taiwan": _("a travel permit of Taiwan residents"),
        "permanent": _("a foreigner's permanent residence card of the old form"),
        "military": _("a card of the armed forces"),
        "passport": _("a passport or another travel document"),
        "resident": _("a residence permit of Hong Kong, Macao or Taiwan residents"),
        "foreigner": _("a foreigner's permanent residence card"),
    }
    resident = documents.resident(pl.col("id_key"))
    sound = (pl.col("id_state") == "valid") & resident.is_not_null()
    rows = world.alive.filter((pl.col("id_state") == "document") | sound)
    kind = pl.coalesce(documents.kind(pl.col("id_key")), resident).replace_strict(
        words, default=_("another document"), return_dtype=pl.String
    )
    return rows.select("record", kind=kind)


def impossible_birth(world: World) -> pl.DataFrame:
    """{name} ({branch}): by the ID number {age} years old, which no member can be.

    What it finds:
        A number that is right in itself, whose birth date makes the member younger than 18 or older
        than the configured age today.

    Why it matters:
        The number is somebody else's: a child's or a parent's from the same household, most often.

    Example:
        A secretary copied the number of the member's son from the household register.

    What to do:
        Compare with the member's own identity card.

    Basis:
        GB 11643-1999: digits 7 to 14 are the birth date.

        Members join at 18 or older. Both ages are configurable.
    """
    born, years = earliest("id_birth"), world.today.year - year("id_birth")
    least, most = (world.number("ID07", option) for option in ("youngest", "oldest"))
    youngest = born.dt.offset_by(f"{least}y") > world.today
    oldest = born.dt.offset_by(f"{most + 1}y") <= world.today
    readable = pl.col("id_state").is_in(READABLE)
    # Hardly anybody is so young or so old that the day matters.
    rows = world.alive.filter(readable & ((years <= least) | (years > most)))
    return rows.filter(youngest | oldest).select("record", age=age(born, world.today))


def unknown_region(world: World) -> pl.DataFrame:
    """{name} ({branch}): the ID number begins with {region}, which is no province's code.

    What it finds:
        A number whose first two digits are not a province's code. Codes in the option `also` are
        let through: 99 and 00 were never assigned and mark invented people.

    Why it matters:
        The number was mistyped, or is no identity number.

    Example:
        63 became 36 and the check digit was made to fit.

    What to do:
        Compare with the identity card.

    Basis:
        GB 11643-1999: the first six digits are the code of the place of registration (GB/T 2260).
    """
    region = pl.col("id_key").str.slice(0, 2)
    known = [*PROVINCES, *world.options["ID08"]["also"]]
    readable = pl.col("id_state").is_in(READABLE) & ~region.str.contains("*", literal=True)
    # Permanent residence cards from 2023 on: a nine, then the province.
    foreign = documents.resident(pl.col("id_key")).is_not_null()
    unknown = readable & ~region.is_in(known) & ~foreign
    return world.alive.filter(unknown).select("record", region=region)


def _of_state(world: World, states: list[str]) -> pl.DataFrame:
    rows = world.alive.filter(pl.col("id_state").is_in(states)).select("record")
    return rows.with_columns(elsewhere=pl.lit(None, pl.String)).pipe(_elsewhere, world)


def _elsewhere(rows: pl.DataFrame, world: World) -> pl.DataFrame:
    """With `elsewhere`: which other systems hold a valid number of the same person."""
    if rows.is_empty():
        return rows
    numbers = world.alive.select("person", "system", "label", "id_state")
    mine = world.members.select("record", "person", "system")
    mine = rows.select("record").join(mine, on="record")
    held = (
        mine.join(numbers.filter(id_state="valid"), on="person", suffix="_sound")
        .filter(pl.col("system") != pl.col("system_sound"))
        .group_by("record")
        .agg(elsewhere=pl.col("label").unique().sort().str.join(_(", ")))
    )
    rows = rows.drop("elsewhere").join(held, on="record", how="left", maintain_order="left")
    return rows.with_columns(pl.col("elsewhere").fill_null(_("no system")))


def masks_exclude(one: str, other: str) -> pl.Expr:
    """Whether two columns of numbers of 18 characters differ where both are known."""
    places = range(_LENGTH)
    return pl.any_horizontal(
        (a != b) & (a != "*") & (b != "*")
        for a, b in (
            (pl.col(one).str.slice(place, 1), pl.col(other).str.slice(place, 1)) for place in places
        )
    )
