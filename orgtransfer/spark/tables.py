"""Between Spark's tables and polars': one type for each column, and functions that work on parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from orgtransfer.errors import OrgtransferError
from orgtransfer.i18n import _
from orgtransfer.match.values import VALUES

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

Types = dict[str, Any]
"""Column -> its polars type, in order."""
Part = Callable[[pl.DataFrame], pl.DataFrame]
"""What is done with a part of a table."""
_KEYS: Final = pl.List(pl.UInt64)

LISTED: Final = {"units": _KEYS, "listed": pl.List(pl.String)}


class PartError(OrgtransferError):
    """A step failed in a worker; the message names the step and the kind of error, never a row."""


def values_types() -> Types:
    """VALUES with the entity."""
    return {**VALUES, "entity": pl.UInt32, "shared": pl.Boolean}


def given(frame: pl.DataFrame, types: Mapping[str, Any]) -> pl.DataFrame:
    """What came from Spark, in our types: Spark knows no unsigned numbers."""
    return frame.select(_back(name, dtype) for name, dtype in types.items())


def _back(name: str, dtype: Any) -> pl.Expr:  # noqa: ANN401  # polars types are classes and instances
    column = pl.col(name)
    if dtype == pl.UInt64:
        return column.reinterpret(signed=False)
    if dtype == _KEYS:
        return column.list.eval(pl.element().reinterpret(signed=False))
    return column.cast(dtype)


def taken(frame: pl.DataFrame, types: Mapping[str, Any]) -> pa.Table:
    """What goes to Spark, as Arrow in the types that it knows."""
    ready = frame.select(_forth(name, dtype) for name, dtype in types.items())
    return ready.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(_arrow(types))


def _forth(name: str, dtype: Any) -> pl.Expr:  # noqa: ANN401
    column = pl.col(name).cast(dtype)
    if dtype == pl.UInt64:
        return column.reinterpret(signed=True)
    if dtype == _KEYS:
        return column.list.eval(pl.element().reinterpret(signed=True))
    return column.cast(pl.Int64) if dtype == pl.UInt32 else column


def _arrow(types: Mapping[str, Any]) -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415  # of the extra

    return pa.schema([(name, _arrow_type(dtype)) for name, dtype in types.items()])


def _arrow_type(dtype: Any) -> pa.DataType:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415  # of the extra

    if isinstance(dtype, pl.List):
        return pa.list_(_arrow_type(dtype.inner))
    if isinstance(dtype, pl.Struct):
        return pa.struct([(field.name, _arrow_type(field.dtype)) for field in dtype.fields])
    plain = {
        pl.String: pa.string(), pl.Boolean: pa.bool_(), pl.Float64: pa.float64(), pl.Date: pa.date32(),
    }  # fmt: skip
    return plain.get(dtype, pa.int64())


def spark_schema(types: Mapping[str, Any]) -> str:
    """The same as Spark writes it."""
    return ", ".join(f"`{name}` {_spark_type(dtype)}" for name, dtype in types.items())


def _spark_type(dtype: Any) -> str:  # noqa: ANN401
    if isinstance(dtype, pl.List):
        return f"array<{_spark_type(dtype.inner)}>"
    if isinstance(dtype, pl.Struct):
        inner = ", ".join(f"{field.name}: {_spark_type(field.dtype)}" for field in dtype.fields)
        return f"struct<{inner}>"
    plain = {pl.String: "string", pl.Boolean: "boolean", pl.Float64: "double", pl.Date: "date"}
    return plain.get(dtype, "bigint")


def up(spark: SparkSession, frame: pl.DataFrame, types: Mapping[str, Any]) -> DataFrame:
    """A table of the driver, in Spark."""
    if frame.is_empty():
        # Of no rows `createDataFrame` makes a table by way of Python: processes that are used for nothing else.
        nothing = (
            f"cast(null as {_spark_type(dtype)}) as `{name}`" for name, dtype in types.items()
        )
        return spark.range(0).selectExpr(*nothing)
    return spark.createDataFrame(taken(frame, types))


def down(frame: DataFrame, types: Mapping[str, Any]) -> pl.DataFrame:
    """A table of Spark, brought to the driver."""
    table = pl.from_arrow(frame.select(*types).toArrow())
    return given(pl.DataFrame(table), types)


def each(frame: DataFrame, before: Types, step: Part, after: Types) -> DataFrame:
    """`step` on the rows, so many at a time as Arrow brings."""
    checked = guarded(step)
    version = pl.__version__

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        _same(version)
        for batch in batches:
            part = given(pl.DataFrame(pl.from_arrow(batch)), before)
            yield from taken(checked(part), after).to_batches()

    return frame.select(*before).mapInArrow(run, spark_schema(after))


def grouped(frame: DataFrame, before: Types, step: Part, after: Types) -> DataFrame:
    """`step` on all rows of one `bucket` together."""
    checked = guarded(step)
    version = pl.__version__

    def run(table: pa.Table) -> pa.Table:
        _same(version)
        return taken(checked(given(pl.DataFrame(pl.from_arrow(table)), before)), after)

    columns = frame.select("bucket", *before)
    return columns.groupBy("bucket").applyInArrow(run, spark_schema(after))


def cogrouped(  # two tables, what they hold, and what is done
    sides: tuple[DataFrame, DataFrame],
    before: tuple[Types, Types],
    step: Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame],
    after: Types,
) -> DataFrame:
    """`step` on all rows of one `bucket` of two tables together."""
    checked = guarded(step)
    version = pl.__version__

    def run(one: pa.Table, other: pa.Table) -> pa.Table:
        _same(version)
        parts = [
            given(pl.DataFrame(pl.from_arrow(table)), types)
            for table, types in zip((one, other), before, strict=True)
        ]
        return taken(checked(*parts), after)

    ready = [
        side.select("bucket", *types).groupBy("bucket")
        for side, types in zip(sides, before, strict=True)
    ]
    return ready[0].cogroup(ready[1]).applyInArrow(run, spark_schema(after))


def guarded(step: Callable[..., pl.DataFrame]) -> Callable[..., pl.DataFrame]:
    """`step`; what it raises loses its text, which may quote a person's row."""
    named = getattr(step, "__name__", "step")

    def run(*parts: pl.DataFrame) -> pl.DataFrame:
        try:
            return step(*parts)
        except (Exception, pl.exceptions.PanicException) as error:  # noqa: BLE001  # only its kind is told
            kind = type(error).__name__
        raise PartError(
            _("A step failed in a worker: {step} ({kind})").format(step=named, kind=kind)
        )

    return run


def _same(version: str) -> None:
    """Keys are hashes of polars: another version on a worker would make other ones."""
    if pl.__version__ != version:
        raise PartError(
            _("A worker has polars {theirs}, the driver {ours}: they must be the same.").format(
                theirs=pl.__version__, ours=version
            )
        )
