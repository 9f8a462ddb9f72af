"""The organisations of the samples: what really exists, and how each system lists it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

NATIONAL: Final = "national"
SZJG: Final = "ganpoyun_szjg"
ROSTER: Final = "ganpoyun"


@dataclass(eq=False)
class Node:
    """One organisation as one system knows it. `organisation` is the real thing behind it."""

    system: str
    organisation: str
    name: str
    short: str
    code: str
    level: str
    nature: str = "ordinary"
    parent: Node | None = None
    former: str = ""
    unit: str = ""
    stated_parent: tuple[str, str] | None = None
    """Name and code of the parent as listed, where it is not `parent` (missing, or a loop)."""
    listed: bool = True
    tags: set[str] = field(default_factory=set)
    secretary: str = ""
    phone: str = ""
    term_from: dt.date | None = None
    term_to: dt.date | None = None
    place: tuple[str, str, int] = ("", "", 0)

    def effective(self) -> str:
        """The nature this node has by itself or from the organisations above it."""
        node: Node | None = self
        while node:
            if node.nature in {"functional", "temporary", "floating"}:
                return node.nature
            node = node.parent
        return self.nature


@dataclass
class Forest:
    """Every node of the three systems, in the order in which the files list them."""

    nodes: list[Node] = field(default_factory=list)

    def add(self, node: Node) -> Node:
        """Lists `node`."""
        self.nodes.append(node)
        return node

    def of(self, system: str, *tags: str) -> list[Node]:
        """The system's nodes that carry all the tags."""
        return [n for n in self.nodes if n.system == system and n.tags.issuperset(tags)]

    def leaves(self, system: str) -> list[Node]:
        """The system's nodes that members can be in."""
        return [n for n in self.of(system) if n.level == "branch"]

    def one(self, system: str, organisation: str) -> Node:
        """The node of an organisation that the system has."""
        return next(n for n in self.of(system) if n.organisation == organisation)
