"""Connected groups of records, without a Python loop over them.

Ours because SciPy, which has it, is tens of megabytes to carry to every office for this one function.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]


def components(size: int, a: NDArray[np.integer], b: NDArray[np.integer]) -> Labels:
    """The smallest node of each node's connected group.

    Min-label propagation with pointer jumping: a few passes over the edges, since groups are
    small (the records of one person).

    Args:
        size: nodes are 0 to size - 1.
        a: one end of each edge.
        b: the other end.

    Returns:
        For each node the smallest node that it is connected with, itself included.
    """
    labels = np.arange(size, dtype=np.int64)
    while True:
        low = np.minimum(labels[a], labels[b])
        before = labels.copy()
        np.minimum.at(labels, a, low)
        np.minimum.at(labels, b, low)
        labels = labels[labels]
        if np.array_equal(before, labels):
            return labels
