"""Holds a run on the samples against their truth: `python -m tests.samples.score [CODE]` prints it."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import polars as pl

from orgtransfer import config, pipeline, read
from orgtransfer.findings import registry
from orgtransfer.models import Outcome
from tests.samples.world import TODAY

ROOT: Final = Path(__file__).parents[2]
TRUTH: Final = Path(__file__).parent / "truth"

Place = tuple[str, str, str, int]
"""System, file name, sheet and row: where a row stands."""

IN_ANY_SYSTEM: Final = frozenset({
    "BR07", "BR08", "BR09", "BR15", "BR18", "BR20", "BR21",
})  # fmt: skip
"""Rules about an organisation as such, whichever of its systems the finding stands in."""
OF_ASSOCIATIONS: Final = frozenset({"BR10", "BR11"})
OF_LETTERS: Final = frozenset({"RL06", "RL11"})


def _of_person(code: str) -> bool:
    """Whether the rule makes one finding a person, which may stand at any row of theirs."""
    return code == "ID06" or (code[:2] in {"DU", "FD", "ST"} and code != "DU04")


def run(decisions: pl.DataFrame | None = None) -> Outcome:
    """Reconciles the committed samples with the committed configuration, as of their own day."""
    settings = config.parse((ROOT / "config.toml").read_text("utf-8"), registry.OPTIONS)
    return pipeline.reconcile(
        read.read(settings, ROOT), settings, TODAY, salt=b"samples", decisions=decisions
    )


def table(name: str) -> list[dict[str, Any]]:
    """One table of the truth."""
    path = TRUTH / f"{name}.csv"
    return pl.read_csv(path, infer_schema=False).fill_null("").to_dicts()


def place(row: dict[str, Any]) -> Place | None:
    """Where a row of the truth or of the tool's tables stands."""
    if not row["row"]:
        return None
    return row["system"], Path(row["file"]).name, row["sheet"] or "", int(row["row"])


@dataclass
class Score:
    """The tool's answers beside the true ones."""

    outcome: Outcome
    places: dict[int, Place] = field(init=False)
    """Record -> where it stands."""
    person: dict[int, str] = field(init=False)
    """Record -> who it really is."""
    association: dict[Place | None, str] = field(init=False)
    """Where a roster row stands -> its association."""

    def __post_init__(self) -> None:
        truth = {place(row): row for row in table("records")}
        self.association = {where: row["association"] for where, row in truth.items()}
        self.places, self.person = {}, {}
        for row in self.outcome.records.iter_rows(named=True):
            where = place(row)
            assert where is not None
            self.places[row["record"]] = where
            self.person[row["record"]] = truth[where]["person"]

    # -- links -------------------------------------------------------------------------------

    @cached_property
    def groups(self) -> dict[int, str]:
        """Record -> the person that the tool takes it for."""
        frame = self.outcome.matched.persons
        return dict(zip(frame["record"], frame["person"], strict=True))

    def linked(self) -> set[tuple[int, int]]:
        """Every pair of records that the tool takes for one person, however it got there."""
        members: dict[str, list[int]] = defaultdict(list)
        for record, group in sorted(self.groups.items()):
            members[group].append(record)
        tiers = self.outcome.matched.pairs.filter(pl.col("tier").is_in(["auto", "decided"]))
        direct = set(zip(tiers["a"], tiers["b"], strict=True))
        return direct | {pair for own in members.values() for pair in combinations(own, 2)}

    @cached_property
    def true_pairs(self) -> set[tuple[int, int]]:
        """Every pair of records that are one person."""
        members: dict[str, list[int]] = defaultdict(list)
        for record, person in sorted(self.person.items()):
            members[person].append(record)
        return {pair for own in members.values() for pair in combinations(own, 2)}

    @cached_property
    def numbered(self) -> set[tuple[int, int]]:
        """The true pairs of which both rows give an ID in some form."""
        without = {place(row) for row in table("findings") if row["code"] == "ID04"}
        without |= {place(row) for row in table("faults") if row["kind"] == "no_id_column"}
        bare = {record for record, where in self.places.items() if where in without}
        return {(a, b) for a, b in self.true_pairs if a not in bare and b not in bare}

    def candidates(self) -> set[tuple[int, int]]:
        """True pairs that a clerk is asked about: by themselves, or through rows linked to them."""
        review = self.outcome.matched.pairs.filter(pl.col("tier") == "review")
        asked = {
            frozenset((self.groups[a], self.groups[b]))
            for a, b in zip(review["a"], review["b"], strict=True)
        }
        return {
            (a, b)
            for a, b in self.true_pairs
            if frozenset((self.groups[a], self.groups[b])) in asked
        }

    # -- verdicts ----------------------------------------------------------------------------

    def verdicts(self) -> Iterator[tuple[Place, str, str, str]]:
        """Each roster row: where, the true verdict, the tool's, and the group it is in."""
        frame = self.outcome.verdicts
        given = {self.places[r]: v for r, v in zip(frame["record"], frame["verdict"], strict=True)}
        for row in table("records"):
            if row["verdict"]:
                where = place(row)
                assert where is not None
                yield where, row["verdict"], given.get(where, "none"), row["group"]

    # -- findings ----------------------------------------------------------------------------

    @cached_property
    def branches(self) -> dict[int, str]:
        """Node -> the organisation it really is."""
        rows = table("branches")
        listed = {place(row): row["organisation"] for row in rows}
        named = {(row["system"], row["name"]): row["organisation"] for row in rows}
        return {
            row["node"]: listed[place(row)]
            if row["listed"]
            else named.get((row["system"], row["org_name"]), f"? {row['org_name']}")
            for row in self.outcome.organisations.iter_rows(named=True)
        }

    @cached_property
    def really(self) -> dict[str, str]:
        """What the tool takes for one organisation -> what it really is."""
        frame = self.outcome.organisations
        pairs = zip(frame["node"], frame["organisation"], strict=True)
        return {organisation: self.branches[node] for node, organisation in pairs}

    def _subject(self, row: dict[str, Any]) -> object:
        """What a finding is about, in the truth's words."""
        code = row["code"]
        if code[:2] == "BR":
            return self._of_branch(code, row)
        if code == "DU03":
            return "|".join(sorted({self.person[row["record"]], self.person[row["other_record"]]}))
        if code == "DU04":
            return self._weaker(row["record"], row["other_record"])
        if _of_person(code):
            return row["system"] if code[:2] == "DU" else "", self.person[row["record"]]
        return self.letters[row["transfer"]] if code in OF_LETTERS else place(row)

    def _of_branch(self, code: str, row: dict[str, Any]) -> object:
        if code in OF_ASSOCIATIONS:
            return self.association[place(row)]
        if code == "BR17":
            return "|".join(sorted(self.really[key] for key in row["key"].split(":")[1:]))
        return "" if code in IN_ANY_SYSTEM else row["system"], self.branches[row["node"]]

    @cached_property
    def letters(self) -> dict[int, Place | None]:
        """Row of the transfer ledger -> where it stands."""
        rows = self.outcome.transfers.iter_rows(named=True)
        return {row["transfer"]: place(row) for row in rows}

    def _weaker(self, a: int, b: int) -> Place:
        """Where the row of a probable double stands that gives no number."""
        states = dict(self.outcome.records.select("record", "id_state").iter_rows())
        return self.places[a if states[a] == "missing" else b]

    @staticmethod
    def _true_subject(row: dict[str, Any]) -> object:
        code = row["code"]
        if code in OF_ASSOCIATIONS or code == "BR17":
            return row["subject"]
        if code[:2] == "BR":
            return "" if code in IN_ANY_SYSTEM else row["system"], row["subject"]
        if code == "DU03":
            return row["note"]
        if _of_person(code):
            return row["system"] if code[:2] == "DU" else "", row["subject"]
        return place(row)

    @cached_property
    def found(self) -> Counter[tuple[str, object]]:
        """What the tool found: code and subject, how often."""
        rows = self.outcome.findings.iter_rows(named=True)
        return Counter((row["code"], self._subject(row)) for row in rows)

    @cached_property
    def owed(self) -> Counter[tuple[str, object]]:
        """What it should have found."""
        return Counter((row["code"], self._true_subject(row)) for row in table("findings"))

    def figures(self) -> dict[str, tuple[int, int, int]]:
        """Code -> findings owed, found of these, and found beyond these."""
        codes = sorted({code for code, _ in (*self.owed, *self.found)})
        return {
            code: (
                sum(n for (c, _), n in self.owed.items() if c == code),
                sum(n for (c, _), n in (self.owed & self.found).items() if c == code),
                sum(n for (c, _), n in (self.found - self.owed).items() if c == code),
            )
            for code in codes
        }


def report(score: Score) -> str:
    """The figures, a line each."""
    linked, right = score.linked(), score.true_pairs
    numbered, asked = score.numbered, score.candidates()
    verdicts = list(score.verdicts())
    good = sum(true == given for _, true, given, _ in verdicts)
    control = [given for _, _, given, group in verdicts if group == "control"]
    rest = right - linked
    lines = [
        f"automatic links: {len(linked)}, wrong: {len(linked - right)}",
        f"true pairs with an ID on both sides: {len(numbered)}, linked: {_share(numbered, linked)}",
        f"true pairs not linked: {len(rest)}, among the candidates: {len(rest & asked)}",
        f"candidates in all: {score.outcome.matched.pairs.filter(pl.col('tier') == 'review').height}",
        f"verdicts: {len(verdicts)}, right: {good} ({good / len(verdicts):.4f})",
        f"control group: {len(control)}, of them due: {control.count('due')}",
        "findings (owed, found, beyond):",
        *(f"  {code}  {o:5} {f:5} {b:5}" for code, (o, f, b) in score.figures().items()),
    ]
    return "\n".join(lines)


def _share(owed: set[tuple[int, int]], found: set[tuple[int, int]]) -> str:
    return f"{len(owed & found)} ({len(owed & found) / len(owed):.4f})"


def main() -> None:
    """Prints the figures and, for the codes named, what differs."""
    score = Score(run())
    print(report(score))
    for code in sys.argv[1:]:
        for key in sorted(map(str, (k for k in score.owed - score.found if k[0] == code))):
            print("  missing", key)
        for key in sorted(map(str, (k for k in score.found - score.owed if k[0] == code))):
            print("  beyond ", key)


if __name__ == "__main__":
    main()
