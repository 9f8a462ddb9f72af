"""The matching on Apache Spark: our own functions on parts of the tables, and the same answer.

Needs the extra `spark`; nothing of it is imported by the ordinary way.
"""

from orgtransfer.spark.cleaning import Rough, clean
from orgtransfer.spark.matching import Asked, Found, match
from orgtransfer.spark.stages import Stages

__all__ = ["Asked", "Found", "Rough", "Stages", "clean", "match"]
