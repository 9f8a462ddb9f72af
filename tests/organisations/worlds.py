"""Small worlds for the trees and links: raw rows in, cleaned tables out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from orgtransfer import frames
from orgtransfer.clean import clean_organisations, clean_records
from orgtransfer.organisations import link, trees

SALT: Final = b"salt of the tests"
ALIASES: Final = {"name": pl.String, "full_name": pl.String}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Forest:
    """The trees of a small world, and who is in which branch."""

    records: pl.DataFrame
    nodes: pl.DataFrame
    membership: pl.DataFrame
    persons: pl.DataFrame

    def node(self, name: str, system: str = "s") -> dict[str, Any]:
        """The only node of that name."""
        return self.nodes.filter(org_name=name, system=system).row(0, named=True)

    def parent(self, name: str, system: str = "s") -> str | None:
        """The name of a node's parent."""
        number = self.node(name, system)["parent_node"]
        return None if number is None else self.nodes.filter(node=number)["org_name"][0]

    def branches(self) -> list[str | None]:
        """The branch of each record, in the order of the rows given."""
        joined = self.membership.join(self.nodes.select("node", "org_name"), on="node", how="left")
        return self.records.join(joined, on="record").sort("row")["org_name"].to_list()

    def linked(
        self,
        aliases: Sequence[tuple[str, str]] = (),
        decisions: Sequence[Row] = (),
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What link makes of it."""
        known = pl.DataFrame(list(aliases), schema=ALIASES, orient="row")
        ruled = pl.DataFrame(list(decisions), schema=frames.DECISIONS.columns)
        return link(self.nodes, self.membership, self.persons, known, ruled, SALT)

    def groups(self, **more: Any) -> set[frozenset[str]]:  # noqa: ANN401  # passed on to linked
        """The names (system:name) of the nodes of each organisation that has several."""
        nodes, _ = self.linked(**more)
        names = pl.concat_str("system", pl.coalesce("org_name", "org_code"), separator=":")
        grouped = nodes.group_by("organisation").agg(names.alias("names"))
        return {frozenset(group) for group in grouped["names"] if len(group) > 1}


def forest(organisations: Sequence[Row] = (), records: Sequence[Row] = ()) -> Forest:
    """Cleans the rows and builds the trees; a record's `person` is its name unless given."""
    place = {"system": "s", "file": "f.xlsx", "sheet": ""}
    rows = [place | {"row": n} | dict(row) for n, row in enumerate(organisations, start=2)]
    people = [place | {"row": n} | dict(row) for n, row in enumerate(records, start=2)]
    persons = {row["row"]: row.pop("person", row.get("name")) for row in people}
    systems = sorted({row["system"] for row in rows + people} | {"s"})
    sources = pl.DataFrame(
        [
            {"system": s, "role": "roster" if s.startswith("roster") else "register"}
            for s in systems
        ],
        schema=frames.SOURCES.columns,
    )
    listed = clean_organisations(
        pl.DataFrame(rows, schema=frames.RAW_ORGANISATIONS.columns), sources
    )
    cleaned = clean_records(
        pl.DataFrame(people, schema=frames.RAW_RECORDS.columns),
        frames.DAMAGE.empty(),
        sources,
        SALT,
    )
    nodes, membership = trees(listed, cleaned)
    named = pl.DataFrame(
        {"row": list(persons), "person": list(persons.values())},
        schema={"row": pl.UInt32, "person": pl.String},
    )
    return Forest(
        cleaned,
        nodes,
        membership,
        cleaned.select("record", "row").join(named, on="row").drop("row"),
    )
