"""A run with as many people and findings as wanted, every name its own: for sizes and times."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from orgtransfer import frames
from orgtransfer.models import Matched, Outcome
from tests.worklist import builder

_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文华建国红梅玲珍霖鑫宇浩然子轩欣怡梓涵"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_UNITS = tuple(f"庐陵省第{n}人民医院" for n in range(1, 400))


def outcome(people: int, findings: int) -> Outcome:
    """`people` persons of two rows each, and `findings` spread over them."""
    rows = pl.select(record=pl.int_range(2 * people, dtype=pl.UInt32)).with_columns(
        who=pl.col("record") // 2
    )
    named = rows.with_columns(
        name=_letter("who", 1, _SURNAMES)
        + _letter("who", len(_SURNAMES), _GIVEN)
        + _letter("who", len(_SURNAMES) * len(_GIVEN), _GIVEN),
        unit=pl.lit(pl.Series(_UNITS)).gather(pl.col("who") % len(_UNITS)),
        branch=pl.format("中共庐陵省第{}支部委员会", pl.col("who") % 3000),
        id_key=pl.format("990000198001{}X", pl.col("who").cast(pl.String).str.zfill(5)),
    )
    records = _filled(
        named.with_columns(
            system=pl.when(pl.col("record") % 2 == 0).then(pl.lit("ganpoyun"))
            .otherwise(pl.lit("national")),
            role=pl.when(pl.col("record") % 2 == 0).then(pl.lit("roster"))
            .otherwise(pl.lit("register")),
            file=pl.lit("exports/党员.xlsx"), sheet=pl.lit("党员"), row=pl.col("record") + 2,
            record_key=pl.format("R{}", "record"), name_key="name", original_unit="unit",
            association=pl.format("庐陵省第{}学会", pl.col("who") % 60), post=pl.lit("专职"),
        ),
        frames.RECORDS,
    )  # fmt: skip
    codes = list(builder.CODES)
    found = pl.select(n=pl.int_range(findings, dtype=pl.UInt32)).with_columns(
        who=pl.col("n") % people, code=pl.lit(pl.Series(codes)).gather(pl.col("n") % len(codes))
    )
    told = found.join(
        named.filter(pl.col("record") % 2 == 0).select("who", "record", "name", "unit", "branch"),
        on="who",
    ).with_columns(
        rule=pl.format("规则{}", "code"),
        severity=pl.col("code").replace_strict(builder.CODES),
        key=pl.format("{}:P{}:{}", "code", "who", "n"),
        person=pl.format("P{}", "who"), organisation=pl.lit(None, pl.String),
        system=pl.lit("ganpoyun"), file=pl.lit("exports/党员.xlsx"), sheet=pl.lit("党员"),
        row=pl.col("record") + 2,
        message=pl.format("{}在{}任职，组织关系仍在{}，第{}项须核实并尽快办理转接手续。", "name", "unit", "branch", "n"),
        evidence=pl.format("花名册：{}，专兼职：专职；登记系统：{}（{}），入党时间不一致，电话不一致。", "unit", "branch", "unit"),
        basis=pl.lit("《中国共产党党员教育管理工作条例》（2019年）第二十五条。"),
        advice=pl.format("按{}办理，请原单位开具介绍信。", "code"),
        state=pl.when(pl.col("n") % 3 == 0).then(pl.lit("new")).otherwise(pl.lit("standing")),
        first_seen=pl.lit(builder.TODAY) - pl.duration(days=pl.col("n") % 200),
        other_record=pl.col("record") + 1, call="unit",
    )  # fmt: skip
    verdicts = ("consistent", "stays", "due", "unclear")
    judged = records.filter(role="roster").select(
        "record",
        verdict=pl.lit(pl.Series(verdicts)).gather(pl.col("record") // 2 % len(verdicts)),
        because=pl.lit("post_fulltime"),
        register_record=pl.col("record") + 1,
    )
    small = builder.outcome(4)
    pairs = _filled(
        judged.select(
            a="record", b=pl.col("record") + 1, weight=pl.lit(7.5), probability=pl.lit(0.99945),
            tier=pl.lit("auto"), prior_weight=pl.lit(-8.0), name_level=pl.lit("exact"),
            name_weight=6 + pl.col("record") % 70 / 10, unit_level=pl.lit("same"),
            unit_weight=pl.lit(2.5),
        ),
        frames.PAIRS,
    )  # fmt: skip
    return replace(
        small,
        records=records,
        matched=Matched(
            pairs=pairs,
            persons=named.select("record", person=pl.format("P{}", "who")),
            ledger_persons=frames.LEDGER_PERSONS.empty(),
        ),
        verdicts=_filled(judged, frames.VERDICTS),
        findings=_filled(told, frames.FINDINGS),
        branch_pairs=frames.BRANCH_PAIRS.empty(),
    )


def _letter(column: str, over: int, letters: str) -> pl.Expr:
    place = pl.col(column) // over % len(letters)
    return pl.lit(pl.Series(list(letters))).gather(place)


def _filled(table: pl.DataFrame, schema: frames.Schema) -> pl.DataFrame:
    """The columns of the schema; those that the table does not have are null."""
    given = set(table.columns)
    return table.select(
        (pl.col(name) if name in given else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.columns.items()
    )
