"""Which column is which field: header words first, then the values vote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from orgtransfer.frames import FIELDS
from orgtransfer.i18n import _
from orgtransfer.read import column_values, words
from orgtransfer.read.column_values import Profile
from orgtransfer.read.header import Header, is_serial, lookup, spellings

_CONTAINED: Final = 10
"""Added to the tier of a word that is only a part of the header."""


@dataclass(frozen=True)
class Column:
    """A column of a table, and the field that it was taken for."""

    index: int
    header: str
    field: str | None = None
    confidence: float = 0.0
    why: str = ""
    """header, part, values, config."""


@dataclass(frozen=True)
class Claim:
    """A column that may be a field."""

    index: int
    tier: int
    confidence: float
    why: str


@dataclass(frozen=True)
class Mapped:
    """A table's columns as one kind of table."""

    kind: str
    columns: tuple[Column, ...]
    conflicts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Field -> the columns that claim it alike."""
    missing: tuple[tuple[str, ...], ...] = ()
    """Groups of fields of which the table needs one."""
    unknown: tuple[str, ...] = ()
    """Headers that the configuration names and the table does not have."""

    def fields(self) -> dict[str, int]:
        """Field -> column."""
        return {c.field: c.index for c in self.columns if c.field}

    def weight(self) -> float:
        """How well the kind fits the table."""
        found = set(self.fields()) | set(self.conflicts)
        telling = len(found & words.TELLING[self.kind])
        return len(found) + telling - 6 * len(self.missing)


def shown(header: Header | None, width: int) -> list[str]:
    """The header of each column as messages and the configuration call it.

    Equal headers are told apart by `#2`, `#3`; a column without a header by its place.
    """
    texts = header.texts if header else ()
    seen: dict[str, int] = {}
    result = []
    for index in range(width):
        text = texts[index] if index < len(texts) else ""
        label = " ".join(text.split()) or f"#{index + 1}"
        seen[label] = seen.get(label, 0) + 1
        result.append(label if seen[label] == 1 else f"{label}#{seen[label]}")
    return result


def assign(
    kind: str, header: Header | None, profiles: Sequence[Profile], asked: Mapping[str, str]
) -> Mapped:
    """Takes the table for `kind` and gives each field its column.

    Args:
        kind: members, organisations or transfers.
        header: the table's header; null where it has none.
        profiles: what the values of each column look like.
        asked: field -> header, as the configuration overrules; "" means that no column has it.
    """
    labels = shown(header, len(profiles))
    fixed, unknown = _fixed(asked, labels)
    claims = _claims(kind, header, profiles, set(fixed.values()))
    taken = {name: Claim(index, -1, 1.0, "config") for name, index in fixed.items()}
    conflicts: dict[str, tuple[int, ...]] = {}
    for name in FIELDS[kind]:
        if name in asked or name not in claims:
            continue
        best = _strongest(claims[name], profiles, name)
        if len(best) == 1:
            taken[name] = best[0]
        else:
            conflicts[name] = tuple(claim.index for claim in best)
    free = [i for i in range(len(profiles)) if i not in _used(taken, conflicts)]
    open_fields = [n for n in FIELDS[kind] if not (n in taken or n in conflicts or n in asked)]
    taken.update(_voted(kind, open_fields, free, profiles, labels))
    by_index = {claim.index: (name, claim) for name, claim in taken.items()}
    columns = tuple(_column(i, label, by_index) for i, label in enumerate(labels))
    have = taken.keys() | conflicts.keys()
    missing = tuple(group for group in words.NEEDED[kind] if not have & set(group))
    return Mapped(kind, columns, conflicts, missing, tuple(unknown))


def _used(taken: Mapping[str, Claim], conflicts: Mapping[str, tuple[int, ...]]) -> set[int]:
    return {c.index for c in taken.values()} | {i for group in conflicts.values() for i in group}


def _column(index: int, label: str, by_index: Mapping[int, tuple[str, Claim]]) -> Column:
    if index not in by_index:
        return Column(index, label)
    name, claim = by_index[index]
    return Column(index, label, name, round(claim.confidence, 2), claim.why)


def _fixed(asked: Mapping[str, str], labels: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Field -> column for what the configuration says, and the headers that are not there."""
    fixed, unknown = {}, []
    plain = {" ".join(spellings(label)[:1]): i for i, label in reversed(list(enumerate(labels)))}
    exact = {label: i for i, label in reversed(list(enumerate(labels)))}
    for name, header in asked.items():
        if not header:
            continue
        index = exact.get(" ".join(header.split()), plain.get(" ".join(spellings(header)[:1])))
        if index is None:
            unknown.append(header)
        else:
            fixed[name] = index
    return fixed, unknown


def _claims(
    kind: str, header: Header | None, profiles: Sequence[Profile], taken: set[int]
) -> dict[str, list[Claim]]:
    claims: dict[str, list[Claim]] = {}
    for index, tried in enumerate(header.tried if header else ()):
        if index in taken or index >= len(profiles):
            continue
        found = _worded(kind, tried) or _partly(kind, tried)
        if found:
            name, tier, confidence, why = found
            confidence = _confirmed(name, confidence, profiles[index])
            claims.setdefault(name, []).append(Claim(index, tier, confidence, why))
    return claims


def _worded(kind: str, tried: Sequence[str]) -> tuple[str, int, float, str] | None:
    for place, text in enumerate(tried):
        for depth, word in enumerate(spellings(text)):
            if word in lookup(kind):
                name, tier = lookup(kind)[word]
                return name, tier, 1.0 - 0.03 * (depth + place) - 0.03 * min(tier, 2), "header"
    return None


def _partly(kind: str, tried: Sequence[str]) -> tuple[str, int, float, str] | None:
    """The longest header word that makes up most of the header."""
    for text in tried:
        for word in spellings(text):
            if is_serial(text):
                return None
            inside = [
                known
                for known in lookup(kind)
                if len(known) >= 3 and known in word and len(known) * 2 >= len(word)
            ]
            if inside:
                best = max(inside, key=lambda known: (len(known), known))
                name, tier = lookup(kind)[best]
                return name, tier + _CONTAINED, 0.75, "part"
    return None


_EXPECTED: Final[Mapping[str, tuple[str, ...]]] = {
    "id_number": ("id",), "phone": ("phone",), "contact_phone": ("phone",), "sex": ("sex",),
    "birth_date": ("date",), "join_date": ("date",), "full_date": ("date",), "name": ("name",),
    "ethnicity": ("ethnicity",), "category": ("category",), "branch": ("branch",),
    "education": ("education",), "org_name": ("branch",),
}  # fmt: skip


def _confirmed(name: str, confidence: float, profile: Profile) -> float:
    """Less where the values do not look like the field at all."""
    shapes = _EXPECTED.get(name)
    if not shapes or profile.given < 5:
        return confidence
    share = max(profile.share(shape) for shape in shapes)
    return confidence * (1.0 if share >= 0.5 else 0.8 if share >= 0.1 else 0.5)


def _strongest(claims: Sequence[Claim], profiles: Sequence[Profile], name: str) -> list[Claim]:
    """The claims that are left after the tier and the values have spoken."""
    best = min(claim.tier for claim in claims)
    left = [claim for claim in claims if claim.tier == best]
    given = [claim for claim in left if profiles[claim.index].given]
    left = given or left[:1]
    if len(left) > 1:
        likely = [c for c in left if c.confidence >= 1.5 * min(o.confidence for o in left)]
        left = likely or left
    return left if len(left) > 1 and name else left[:1]


def _voted(
    kind: str,
    open_fields: Sequence[str],
    free: Sequence[int],
    profiles: Sequence[Profile],
    labels: Sequence[str],
) -> Iterator[tuple[str, Claim]]:
    """Fields without a column, given to the columns that only their values speak for."""
    left = [i for i in free if profiles[i].given and not is_serial(labels[i])]
    birth = False
    for name in open_fields:
        if name == "join_date" and not birth:
            continue  # a lone date may be any date
        scored = [(score, i) for i in left if (score := _score(kind, name, profiles[i])) > 0]
        best = max(scored, key=lambda pair: (pair[0], -pair[1]), default=None)
        rivals = [i for score, i in scored if best and score >= best[0] - 0.05]
        alone = len(rivals) == 1 and name != "birth_date"
        index = rivals[0] if alone else _by_year(name, rivals, profiles)
        if best and index is not None:
            left.remove(index)
            birth = birth or name == "birth_date"
            yield name, Claim(index, 99, 0.6 * best[0], "values")


def _score(kind: str, name: str, profile: Profile) -> float:
    """How surely a column's values alone make it the field, from 0 to 1."""
    share = profile.share
    if name == "id_number":
        sure = profile.checked >= 0.5 or share("id") >= 0.8
        return max(share("id"), profile.checked) if sure and profile.given >= 2 else 0.0
    if profile.given < 3 or kind == "organisations":
        return 0.0
    scores = {
        "phone": share("phone") if share("phone") >= 0.8 else 0.0,
        "sex": share("sex_word") if share("sex_word") >= 0.9 else 0.0,
        "ethnicity": share("ethnicity") if share("ethnicity") >= 0.8 else 0.0,
        "category": share("category") if share("category") >= 0.8 else 0.0,
        "name": share("name") if share("name") >= 0.7 and share("surname") >= 0.5 else 0.0,
    }
    if kind == "members":
        scores["branch"] = share("branch") if share("branch") >= 0.8 else 0.0
        year = profile.median_year
        if share("date") >= 0.8 and year is not None:
            scores["birth_date"] = scores["join_date"] = share("date")
    return scores.get(name, 0.0)


def _by_year(name: str, rivals: Sequence[int], profiles: Sequence[Profile]) -> int | None:
    """Of two columns of dates the earlier one is the birth, where a youth lies between them."""
    years = sorted((profiles[i].median_year or 0, i) for i in rivals)
    if name == "birth_date" and len(years) == 2 and years[1][0] - years[0][0] >= 10:
        return years[0][1]
    return None


def best(
    header: Header | None,
    body: pl.DataFrame,
    asked: Mapping[str, Mapping[str, str]],
    wanted: str | None = None,
) -> Mapped:
    """Takes a table for the kind that fits it best.

    Args:
        header: the table's header.
        body: what stands under it.
        asked: kind -> field -> header, as the configuration overrules.
        wanted: the kind that the configuration gives the file as; it wins where it fits.
    """
    seen = column_values.profiles(body)
    profiles = [seen[name] for name in body.columns]
    mapped = [assign(kind, header, profiles, asked.get(kind, {})) for kind in FIELDS]
    if wanted:
        mine = next(one for one in mapped if one.kind == wanted)
        strongest = max(one.weight() for one in mapped)
        # A header that the configuration names in vain has to be told, not read past.
        vain = 6 * len(mine.missing) if mine.unknown else 0
        if mine.weight() + vain >= 0.6 * strongest and (vain or not mine.missing):
            return _settled(mine, body)
    return _settled(max(mapped, key=lambda one: one.weight()), body)


def _settled(mapped: Mapped, body: pl.DataFrame) -> Mapped:
    """Two columns that claim one field and hold the same values are no conflict."""
    left = dict(mapped.conflicts)
    columns = list(mapped.columns)
    for name, indexes in mapped.conflicts.items():
        first = body.to_series(indexes[0])
        if all(body.to_series(index).equals(first) for index in indexes[1:]):
            columns[indexes[0]] = replace(
                columns[indexes[0]], field=name, confidence=0.9, why="header"
            )
            del left[name]
    return replace(mapped, columns=tuple(columns), conflicts=left)


def problems(mapped: Mapped, system: str | None) -> list[str]:
    """What is wrong with a table's columns, each with the configuration line that mends it."""
    place = f"[systems.{system or '…'}.columns.{mapped.kind}]"
    labels = [column.header for column in mapped.columns]
    lines = []
    for name, indexes in mapped.conflicts.items():
        message = _(
            "several columns may be {field}: {candidates}; write under {place} the line "
            '{field} = "{first}" or name another'
        )
        candidates = ", ".join(labels[i] for i in indexes)
        lines.append(
            message.format(field=name, candidates=candidates, place=place, first=labels[indexes[0]])
        )
    for group in mapped.missing:
        message = _(
            "no column for {field}; the columns without a field are: {candidates}; write under "
            '{place} the line {field} = "…" with the right header'
        )
        spare = ", ".join(c.header for c in mapped.columns if not c.field)
        lines.append(message.format(field=group[0], candidates=spare or _("none"), place=place))
    for header in mapped.unknown:
        message = _(
            "the configuration names the column {header} under {place}, and the table has none of "
            "that name; it has: {candidates}"
        )
        lines.append(message.format(header=header, place=place, candidates=", ".join(labels)))
    return lines
