"""Who has to be decided together: the connected groups of the open pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from orgtransfer.match import graph
from orgtransfer.spark import tables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_EDGE: Final = {"entity_a": pl.UInt32, "entity_b": pl.UInt32}
LABELS: Final = {"entity": pl.UInt32, "component": pl.UInt32}


def labels(vouched: DataFrame) -> pl.DataFrame:
    """LABELS of every entity that an open pair joins with another: the group's smallest entity.

    Each part of the edges is first made a forest by itself, which has fewer edges than nodes; the
    forests are brought together on the driver: eight bytes a node and part.
    """
    edges = vouched.where("open and entity_a != entity_b").select(*_EDGE)
    forest = tables.down(tables.each(edges, _EDGE, contracted, _EDGE).distinct(), _EDGE)
    made = contracted(forest)
    return made.select(entity="entity_b", component="entity_a")


def contracted(edges: pl.DataFrame) -> pl.DataFrame:
    """For every node an edge from the smallest node of its group, itself included."""
    nodes = pl.concat([edges["entity_a"], edges["entity_b"]]).unique().sort()
    a, b = (
        nodes.search_sorted(edges[end]).to_numpy().astype(np.int64)
        for end in ("entity_a", "entity_b")
    )
    found = graph.components(len(nodes), a, b)
    return pl.DataFrame({"entity_a": nodes.gather(found), "entity_b": nodes})
