"""Which rows of a table are rows of data, and why the others are not."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from orgtransfer.read import words
from orgtransfer.read.column_values import unguarded
from orgtransfer.read.header import Header
from orgtransfer.similarity.nobody import nobody

REASONS: Final = (
    "blank", "repeated_header", "total", "note", "not_member", "no_name", "example", "deleted",
)  # fmt: skip

_SPACES: Final = r"[\s\x{3000}\x{00A0}\x{200B}\x{FEFF}]+"
_BLANKS: Final = " \t\r\n\u3000\u00a0\u200b\ufeff"
_COUNTED: Final = (
    r"(?:以上|上述|本表|本册|全表|全部)?(?:合计|共计|总共|共有|共)\d[\d,]*(?:人|名|条|个|行)"
)
_PAGE_COUNTED: Final = (
    r"(?:本页|此页|本组|本支部)(?:合计|共计|总共|共有|共)\d[\d,]*(?:人|名|条|个|行)"
)
_TOTALS: Final = f"^(?:{'|'.join((*words.TOTAL, *words.SUBTOTAL))}|{_COUNTED}|{_PAGE_COUNTED})"
_SUMS: Final = [*words.TOTAL, *words.SUBTOTAL]
_GRAND: Final = f"^(?:{'|'.join(words.TOTAL)}|{_COUNTED})"
_NOTES: Final = (
    f"^(?:{'|'.join(words.NOTE)})(?:[(（][^)）]*[)）])?[:：]|^(?:{'|'.join(words.NOTE)})$"
)
_EXAMPLE: Final = r"^[（(\[【]?(?:填写)?(?:示例|样例|范例|举例|例如|例)(?:[)）\]】:：]|[一二三\d]?$|[一二三\d]?[:：])"
"""The row that a form fills in itself: 例：张三, or 示例 in the column of running numbers."""
_EXAMPLE_BEHIND: Final = r"[（(\[【](?:填写)?(?:示例|样例|范例|举例|例)[)）\]】]$"
_TITLE: Final = r"(?:花名册|名册|名单|信息表|采集表|登记表|统计表|汇总表|一览表|明细表|台账)(?:[(（][^)）]*[)）]|续)*$"
"""How a list's title ends, also where it stands again on its next page."""
_PAGE: Final = r"^第\d+页|^共\d+页|^—\d+—$"
_HINT: Final = (
    r"^[（(*＊]*(?:必填|选填|必填项|选填项|非必填|文本格式|日期格式|下拉选择|请选择|请填写|自动生成|单选|多选)(?:项)?[）)*＊]*$"
    r"|^[（(]?(?:格式|填写)?(?:如|例如|格式为|格式如|须填|应填|请填|请按|按照)[:：]?.*\d{4}[-./年]?\d{0,2}"
    r"|^[（(]?(?:文本|日期|数字|字符)(?:型|格式)|^(?:填写|填报)(?:说明|要求)"
)
"""What a form says about how its columns are filled in."""
_FURNITURE: Final = (
    r"^[-—_=─━*＊~·.…]+$|^\d+/\d+页?$|^[（(]?(?:公章|盖章|加盖公章|签章|印章|签字|签名)[）)]?$"
    r"|(?:负责人|经办人|填表人|审核人|制表人|书记|单位|党支部|党委|组织部).{0,6}(?:签字|签名|签章|盖章|公章)[）)]?[:：]?.{0,20}$"
)
"""Rules of dashes, page numbers, and the place for a signature or a seal."""
_SUBJECT: Final = {"members": "name", "organisations": "org_name", "transfers": "name"}
_ID: Final = {"members": "id_number", "organisations": "org_code", "transfers": "id_number"}


def judged(
    body: pl.DataFrame, kind: str, fields: dict[str, int], header: Header | None
) -> pl.DataFrame:
    """The body with four columns more.

    Args:
        body: the rows under the header, all columns of the grid.
        kind: members, organisations or transfers.
        fields: field -> column.
        header: the table's header, to know it again further down.

    Returns:
        `body` with `reason` (null for rows of data), `text` (what may be told of a row that is
        set aside: a category, a stated total), `filled` (the number of cells that are given) and
        `heading` (the branch that a row between the others names for those below it).
    """
    sure = _surely_people(body, kind, fields)
    doubtful = body.with_row_index(_AT).filter(~sure)
    if doubtful.is_empty() and body.width:
        # A dozen patterns are not made where there is nothing to hold against them.
        return body.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in _SAID.items())
    said = _reasons(doubtful, body.columns, kind, fields, header)
    places = said.get_column(_AT)
    return body.with_columns(
        pl.repeat(None, body.height, dtype=said.schema[name], eager=True)
        .scatter(places, said.get_column(name))
        .alias(name)
        for name in _SAID
    )


_AT: Final = "_at"
_SAID: Final = {"reason": pl.String, "text": pl.String, "filled": pl.UInt16, "heading": pl.String}


def _surely_people(body: pl.DataFrame, kind: str, fields: dict[str, int]) -> pl.Series:
    """Rows with an ID number and no category that is set aside: all but a few, told quickly."""
    number = fields.get(_ID[kind]) if kind != "organisations" else None
    if number is None:
        return pl.repeat(value=False, n=body.height, dtype=pl.Boolean, eager=True)
    numbered = body.to_series(number).str.contains(r"\d{6}").fill_null(value=False)
    numbered &= ~_are_examples(body, fields)
    if kind != "members" or "category" not in fields:
        return numbered
    category = body.to_series(fields["category"])
    others = category.unique().to_frame("category").filter(_is_other(kind)).to_series()
    return numbered & ~category.is_in(others.implode()).fill_null(value=False)


def _are_examples(body: pl.DataFrame, fields: dict[str, int]) -> pl.Series:
    """Whether a form's own example stands in each row: its first cell or its name says so."""
    places = {str(fields["name"]) if "name" in fields else body.columns[0], body.columns[0]}
    marked = [
        body.select(_marks_example(pl.col(name).str.replace_all(_SPACES, ""))).to_series()
        for name in sorted(places)
    ]
    return marked[0] | marked[-1]


def _marks_example(cell: pl.Expr) -> pl.Expr:
    """Whether a cell says that its row is the form's own example: 例：张三, 张三（示例）."""
    marked = cell.str.contains(_EXAMPLE) | cell.str.contains(_EXAMPLE_BEHIND)
    return marked.fill_null(value=False)


def _reasons(
    rows: pl.DataFrame,
    columns: list[str],
    kind: str,
    fields: dict[str, int],
    header: Header | None,
) -> pl.DataFrame:
    """`_at`, `reason`, `text`, `filled` and `heading` of the given rows."""
    stripped = [pl.col(name).str.strip_chars(_BLANKS) for name in columns]
    given = [pl.when(cell != "").then(cell) for cell in stripped]
    first = pl.coalesce(given).str.replace_all(_SPACES, "") if given else pl.lit(None, pl.String)
    frame = rows.with_columns(
        filled=pl.sum_horizontal(cell.is_not_null().cast(pl.UInt16) for cell in given),
        first=first,
        subject=_field(fields, _SUBJECT[kind]),
        mark=_field(fields, _ID[kind]),
        category=_field(fields, "category"),
    ).with_columns(heading=_heading(kind, len(fields)))
    frame = frame.with_columns(hint=_are_hints(frame, columns))
    numbered = pl.col("mark").str.contains(r"\d{6}").fill_null(value=False)
    reason = (
        pl.when(pl.col("filled") == 0)
        .then(pl.lit("blank"))
        .when(_is_header(header, len(columns)))
        .then(pl.lit("repeated_header"))
        .when(pl.col("first").str.contains(_EXAMPLE) | _marks_example(pl.col("subject")))
        .then(pl.lit("example"))
        .when(~numbered & pl.col("hint"))
        .then(pl.lit("note"))
        .when(~numbered & (pl.col("first").str.contains(_TOTALS) | pl.col("subject").is_in(_SUMS)))
        .then(pl.lit("total"))
        .when(~numbered & _is_note(len(fields)))
        .then(pl.lit("note"))
        .when(pl.col("heading").is_not_null())
        .then(pl.lit("note"))
        .when(_is_other(kind))
        .then(pl.lit("not_member"))
        .when(pl.col("subject").is_null() & ~(numbered & pl.lit(kind != "organisations")))
        .then(pl.lit("no_name"))
        .when(~numbered & nobody(pl.col("subject")) & pl.lit(kind != "organisations"))
        .then(pl.lit("no_name"))
    )
    return frame.select(
        _AT,
        "filled",
        "heading",
        reason=reason,
        text=pl.when(reason == "not_member").then("category"),
    )


def _field(fields: dict[str, int], name: str) -> pl.Expr:
    if name not in fields:
        return pl.lit(None, pl.String)
    cell = pl.col(str(fields[name])).str.replace_all(_SPACES, "")
    return pl.when((cell != "") & ~cell.is_in(words.FILLERS)).then(cell)


def _is_header(header: Header | None, width: int) -> pl.Expr:
    """The header once more, as on every printed page: half of what is given is its words."""
    columns = min(width, len(header.texts)) if header else 0
    noise = r"[\s*:;,.、。\"'“”‘’＊：!?#_\-·•~`]+"
    same = [
        pl.col(str(index)).str.replace_all(noise, "").str.to_uppercase().is_in(header.words(index))
        for index in range(columns)
        if header and header.words(index)
    ]
    if not same:
        return pl.lit(value=False)
    hits = pl.sum_horizontal(cell.fill_null(value=False).cast(pl.UInt16) for cell in same)
    return (hits >= 1) & (hits * 2 >= pl.col("filled"))


def _is_note(mapped: int) -> pl.Expr:
    """A remark or signature, or one text of a sentence's length alone in a row."""
    first = pl.col("first")
    lone = (pl.col("filled") == 1) & (first.str.len_chars() > 8) & pl.lit(mapped > 1)
    title = (pl.col("filled") == 1) & first.str.contains(_TITLE) & pl.lit(mapped > 1)
    furniture = (
        (pl.col("filled") <= _FEW) & first.str.contains(_FURNITURE) & _names_nobody(_FURNITURE)
    )
    return (
        first.str.contains(_NOTES)
        | first.str.contains(_PAGE)
        | lone
        | title
        | (furniture & pl.lit(mapped > 1))
    )


_FEW: Final = 3
"""Cells that a line for signatures takes: who signs, the seal, the date."""


def _are_hints(frame: pl.DataFrame, columns: list[str]) -> pl.Series:
    """Whether half of what is given in a row says how the form is filled in.

    Where a name stands nothing is looked at, and that is nearly everywhere.
    """
    hints = pl.sum_horizontal(
        pl.col(name)
        .str.replace_all(_SPACES, "")
        .str.contains(_HINT)
        .fill_null(value=False)
        .cast(pl.UInt16)
        for name in columns
    )
    nobody = frame.select(_names_nobody(_HINT)).to_series()
    said = frame.filter(nobody).select((hints >= 1) & (hints * 2 >= pl.col("filled"))).to_series()
    return (nobody & False).scatter(nobody.arg_true(), said)


def _names_nobody(pattern: str) -> pl.Expr:
    """Whether the cell for the name is empty, or says such a thing itself."""
    subject = pl.col("subject")
    return subject.is_null() | subject.str.contains(pattern)


def _heading(kind: str, mapped: int) -> pl.Expr:
    """A branch's name alone in a row stands over its members."""
    ending = f"^.{{2,60}}(?:{'|'.join(words.BRANCH_ENDINGS)})(?:[(（][^)）]*[)）])?$"
    alone = (pl.col("filled") == 1) & pl.col("first").str.contains(ending)
    return pl.when(alone & pl.lit(kind == "members" and mapped > 1)).then(pl.col("first"))


def _is_other(kind: str) -> pl.Expr:
    if kind != "members":
        return pl.lit(value=False)
    category = pl.col("category")
    others = category.str.contains("|".join(words.NOT_MEMBERS))
    member = category.str.contains(r"^(?:中共)?(?:正式|预备)?党员")
    return (others & ~member).fill_null(value=False)


def totals(rows: pl.DataFrame, body: list[str]) -> tuple[dict[int, int], int | None]:
    """What the file's own rows of totals state.

    Args:
        rows: the judged rows, with `row`.
        body: the columns of the grid.

    Returns:
        Row -> the number it states, and the number of the last grand total; null without one.
    """
    stated: dict[int, int] = {}
    grand = None
    for row, *cells in rows.filter(pl.col("reason") == "total").select("row", *body).iter_rows():
        texts = [re.sub(r"\s", "", cell) for cell in cells if cell and cell.strip()]
        number = _number(texts)
        if number is not None:
            stated[row] = number
            grand = number if re.search(_GRAND, texts[0]) else grand
    return stated, grand


def _number(texts: list[str]) -> int | None:
    """`共1,300人` before a bare number, which may be a sum of another column."""
    for pattern in (
        r"(\d[\d,，]*)(?:\.0)?(?:人|名|个|条|行)",
        r"[:：计](\d[\d,，]*)$",
        r"^(\d[\d,，]*)(?:\.0)?$",
    ):
        for text in texts:
            number = re.search(pattern, text)
            if number:
                return int(re.sub(r"[,，]", "", number.group(1)))
    return None


def given(column: str) -> pl.Expr:
    """Whether a cell says anything."""
    return unguarded(pl.col(column)).fill_null("") != ""
