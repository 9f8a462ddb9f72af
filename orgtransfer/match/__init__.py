"""Which records are the same person: block, compare, score, assign, explain.

`match` is the entry; `explain` says in words why a pair was, or was not, joined.
"""

from orgtransfer.match.matching import match

__all__ = ["match"]
