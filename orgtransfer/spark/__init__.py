"""Matching, verdicts and rules on Apache Spark: our own functions on parts of the tables, and the same answer.

Needs the extra `spark`; nothing of it is imported by the ordinary way.
"""

from orgtransfer.spark.by_unit import Results
from orgtransfer.spark.by_unit import write as write_by_unit
from orgtransfer.spark.cleaning import Rough, clean
from orgtransfer.spark.judging import Law, Members, verdicts
from orgtransfer.spark.matching import Asked, Found, match
from orgtransfer.spark.rules import NARROW, examine
from orgtransfer.spark.stages import Stages

__all__ = [
    "NARROW",
    "Asked",
    "Found",
    "Law",
    "Members",
    "Results",
    "Rough",
    "Stages",
    "clean",
    "examine",
    "match",
    "verdicts",
    "write_by_unit",
]
