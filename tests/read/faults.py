"""What goes wrong with exports, one function a fault, and any number of them in one file.

A `Draft` is a list of eight invented people on its way to a file. A fault changes the draft and
what is to be expected of the reader; the people stay the same.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.read.sheets import Block, Error, Sheet, Value
from tests.samples.people import check_digit


def whole(first17: str) -> str:
    """An ID number with its check digit; region 99…, which was never assigned."""
    return first17 + check_digit(first17)


BRANCHES = ("某某医院内科党支部", "某某医院外科党支部")
PEOPLE: tuple[dict[str, str], ...] = tuple(
    {
        "name": name,
        "id_number": whole(f"990101{born.replace('-', '')}{number:03d}"),
        "sex": "男" if number % 2 else "女",
        "birth_date": born,
        "category": "预备党员" if number == 7 else "正式党员",
        "join_date": joined,
        "branch": BRANCHES[number > 4],
        "unit": unit,
        "phone": f"1000000{number:04d}",
    }
    for number, (name, born, joined, unit) in enumerate(
        (
            ("张三丰", "1980-05-03", "2001-07-01", "某某医院"),
            ("李䶮", "1975-11-30", "1999-06-12", "某某医院"),
            ("王秀兰", "1990-02-14", "2015-12-30", "某某诊所"),
            ("买买提·吐尔逊", "1968-08-08", "1992-01-05", "某某医院"),
            ("欧阳翀", "1985-03-21", "2008-05-04", "某某中心"),
            ("赵敏", "1979-09-09", "2003-03-03", "某某医院"),
            ("刘洋", "1995-12-01", "2025-07-01", "某某诊所"),
            ("陈晓", "1983-06-17", "2006-11-11", "某某医院"),
        ),
        start=1,
    )
)
HEADERS: Mapping[str, str] = {
    "name": "姓名",
    "id_number": "公民身份号码",
    "sex": "性别",
    "birth_date": "出生日期",
    "category": "人员类别",
    "join_date": "入党日期",
    "branch": "所在党支部",
    "unit": "工作单位",
    "phone": "手机号码",
}


@dataclass
class Line:
    """A row under the header: a person's, or one that is set aside for a reason."""

    values: dict[str, Value]
    reason: str | None = None
    start: tuple[Value, ...] = ()
    """Of a row that is no person's: its first cells."""
    hidden: bool = False


@dataclass
class Draft:
    """A list on its way to a file."""

    columns: list[tuple[str | None, str]] = field(
        default_factory=lambda: [(name, header) for name, header in HEADERS.items()]
    )
    lines: list[Line] = field(default_factory=lambda: [Line(dict(person)) for person in PEOPLE])
    above: list[tuple[Value, ...]] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)
    parents: bool = False
    merged: bool = False
    by_sheet: bool = False
    hidden: bool = False
    more: list[Sheet] = field(default_factory=list)
    expected: list[dict[str, str]] = field(
        default_factory=lambda: [dict(person) for person in PEOPLE]
    )
    damage: Counter[str] = field(default_factory=Counter)
    stated: int | None = None
    exported: dt.date | None = None
    ragged: bool = False

    def people(self) -> list[Line]:
        """The rows that are people's."""
        return [line for line in self.lines if line.reason is None]


Fault = Callable[[Draft], None]


def title_rows(draft: Draft) -> None:
    """A title and a 填报单位 row above the header."""
    draft.above.append(("某某医院党员花名册",))
    draft.above.append(("填报单位:某某医院", None, None, "填报日期:2026年3月4日"))
    draft.exported = dt.date(2026, 3, 4)


def marked_headers(draft: Draft) -> None:
    """Stars, spaces, line breaks, brackets and colons in the header."""
    forms = ("*{}", "{}\n(必填)", " {} ", "{}:", "【{}】", "{}(文本格式)")
    draft.columns = [
        (name, forms[place % len(forms)].format(_spaced(header)) if header else header)
        for place, (name, header) in enumerate(draft.columns)
    ]


def _spaced(header: str) -> str:
    return f"{header[0]} {header[1]}" if len(header) == 2 else header


def other_words(draft: Draft) -> None:
    """Other spellings of every header."""
    spelt = {
        "name": "党员姓名", "id_number": "居民身份证号码", "birth_date": "出生年月",
        "category": "党员类别", "join_date": "加入党组织日期", "branch": "组织关系所在党支部",
        "unit": "现工作单位名称", "phone": "联系方式",
    }  # fmt: skip
    draft.columns = [(name, spelt.get(name or "", header)) for name, header in draft.columns]


def two_header_rows(draft: Draft) -> None:
    """A header of two rows, its cells merged."""
    draft.parents = True


def unknown_headers(draft: Draft) -> None:
    """ID and phone under headers that say nothing: the values tell."""
    odd = {"id_number": "字段甲", "phone": "字段乙"}
    draft.columns = [(name, odd.get(name or "", header)) for name, header in draft.columns]


def totals_and_notes(draft: Draft) -> None:
    """小计 between, 合计, 审核人 and 注 below."""
    draft.lines.insert(4, Line({}, "total", ("小计", "4人")))
    draft.below += [
        Line({}, "total", ("合计", None, "8人")),
        Line({}, "note", ("审核人:张某", None, "填表人:李某")),
        Line({}, "note", ("注:本表一式两份,由党支部和党委各存一份",)),
    ]
    draft.stated = 8


def repeated_headers(draft: Draft) -> None:
    """The header once more, as on every printed page."""
    draft.lines.insert(5, Line({}, "repeated_header"))


def blank_rows(draft: Draft) -> None:
    """Blank rows between and below."""
    draft.lines.insert(2, Line({}, "blank", (None,)))
    draft.lines.insert(6, Line({}, "blank", ("  ",)))


def serial_and_blank_columns(draft: Draft) -> None:
    """A running number in front and a column without anything in the middle."""
    draft.columns.insert(4, (None, ""))
    draft.columns.insert(0, ("serial", "序号"))
    for number, line in enumerate(draft.people(), start=1):
        line.values["serial"] = number


def branch_named_once(draft: Draft) -> None:
    """The branch's cell merged over its members; blanks where a format cannot merge."""
    draft.merged = True
    last = None
    for line in draft.people():
        branch = line.values.get("branch")
        if branch == last:
            line.values["branch"] = None
        last = branch


def branch_headings(draft: Draft) -> None:
    """No branch column: the branch's name stands in a row of its own above its members."""
    draft.columns = [(name, header) for name, header in draft.columns if name != "branch"]
    for branch in reversed(BRANCHES):
        at = next(i for i, line in enumerate(draft.lines) if line.values.get("branch") == branch)
        draft.lines.insert(at, Line({}, "note", (branch,)))


def a_sheet_a_branch(draft: Draft) -> None:
    """No branch column: each branch has a sheet."""
    draft.by_sheet = True
    draft.columns = [(name, header) for name, header in draft.columns if name != "branch"]


def hidden_rows(draft: Draft) -> None:
    """Rows that the program does not show."""
    for place in (1, 5):
        draft.people()[place].hidden = True


def hidden_sheet(draft: Draft) -> None:
    """The list on a hidden sheet, a page of advice in front."""
    draft.hidden = True
    draft.more.append(Sheet("填表说明", (("请在本表中如实填写",), ("不得漏项",))))


def organisations_beside(draft: Draft) -> None:
    """A sheet of organisations in the same workbook."""
    rows = (("党组织名称", "党组织代码", "上级党组织", "书记"),)
    rows += tuple((name, f"99{i:010d}", "某某医院党委", "张某") for i, name in enumerate(BRANCHES))
    draft.more.append(Sheet("党组织", rows))


def others_in_between(draft: Draft) -> None:
    """Applicants and the like among the members."""
    for place, category in enumerate(("积极分子", "发展对象", "入党申请人")):
        values: dict[str, Value] = {
            "name": "不计入",
            "id_number": whole(f"99010119990101{place + 100}"),
            "category": category,
            "branch": BRANCHES[0],
        }
        draft.lines.insert(2 + place, Line(values, "not_member"))


def numeric_id(draft: Draft) -> None:
    """An ID kept as a number: fifteen digits are left of it."""
    line = draft.people()[2]
    line.values["id_number"] = float(str(line.values["id_number"]).replace("X", "0"))
    draft.expected[2]["id_number"] = draft.expected[2]["id_number"][:15]
    draft.damage["number"] += 1


def error_cell(draft: Draft) -> None:
    """A cell that holds #N/A."""
    draft.people()[3].values["unit"] = Error()
    draft.expected[3]["unit"] = ""
    draft.damage["error"] += 1


def guarded_ids(draft: Draft) -> None:
    """IDs behind a tab, an apostrophe or ="…"."""
    for line, form in zip(draft.people(), ("\t{}", "'{}", '="{}"', "{}\t", " {} "), strict=False):
        if isinstance(line.values["id_number"], str):
            line.values["id_number"] = form.format(line.values["id_number"])


def masked_ids(draft: Draft) -> None:
    """IDs with stars, in two shapes."""
    for place, line in enumerate(draft.people()):
        number = line.values["id_number"]
        if isinstance(number, str) and len(number) == 18:
            form = (
                number[:6] + "*" * 8 + number[14:]
                if place % 2
                else number[:4] + "*" * 8 + number[12:]
            )
            line.values["id_number"] = draft.expected[place]["id_number"] = form


def fillers(draft: Draft) -> None:
    """无, — and / where there is nothing to say."""
    for place, word in enumerate(("无", "—", "/", "／", "-")):
        draft.people()[place].values["phone"] = word
        draft.expected[place]["phone"] = word


def line_breaks(draft: Draft) -> None:
    """Line breaks and quotation marks inside cells."""
    draft.people()[5].values["unit"] = '某某医院\n("北院")'
    draft.expected[5]["unit"] = '某某医院("北院")'


def lost_characters(draft: Draft) -> None:
    """Characters that a system could not store."""
    for place, name in ((1, "李?"), (4, "欧阳[羽中]")):
        draft.people()[place].values["name"] = name
        draft.expected[place]["name"] = name
    draft.damage["lost_character"] += 2


def short_years(draft: Draft) -> None:
    """Years of two digits."""
    draft.people()[6].values["join_date"] = draft.expected[6]["join_date"] = "85.7.1"
    draft.damage["short_year"] += 1


def dates_of_all_forms(draft: Draft) -> None:
    """Dates as real dates, and in every other form."""
    forms = ("%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%Y.%m.%d", "%Y-%m", None, None)
    for place, form in enumerate(forms):
        day = dt.date.fromisoformat(PEOPLE[place]["birth_date"])
        draft.people()[place].values["birth_date"] = day.strftime(form) if form else day
        draft.expected[place]["birth_date"] = day.strftime(form or "%Y-%m-%d")


def ragged_rows(draft: Draft) -> None:
    """Rows that end where their last value stands."""
    draft.ragged = True
    for line in draft.people()[::2]:
        line.values["phone"] = None
    for person in draft.expected[::2]:
        person["phone"] = ""


FAULTS: tuple[Fault, ...] = (
    other_words, unknown_headers, numeric_id, error_cell, masked_ids, guarded_ids, fillers,
    line_breaks, lost_characters, short_years, dates_of_all_forms, ragged_rows, a_sheet_a_branch,
    branch_headings, branch_named_once, hidden_rows, others_in_between, serial_and_blank_columns,
    blank_rows, totals_and_notes, repeated_headers, marked_headers, two_header_rows, title_rows,
    hidden_sheet, organisations_beside,
)  # fmt: skip
"""Every fault, in the order in which several of them are applied."""

NEEDS_SHEETS = {"a_sheet_a_branch", "hidden_rows", "hidden_sheet", "organisations_beside"}
"""Faults that delimited text cannot have."""

APART = (
    {"a_sheet_a_branch", "branch_headings", "branch_named_once"},
    {"other_words", "unknown_headers"},
    {"unknown_headers", "masked_ids"},
    {"unknown_headers", "fillers"},
    {"unknown_headers", "ragged_rows"},
    {"ragged_rows", "fillers"},
    {"a_sheet_a_branch", "totals_and_notes"},
    {"a_sheet_a_branch", "title_rows"},
    # Of a branch named once, the blanks of a format without merged cells are all there is to
    # see: applicants with the branch's name in between leave no block.
    {"branch_named_once", "others_in_between"},
    # A page that begins anew names the branch anew.
    {"branch_named_once", "repeated_headers"},
)
"""Faults of which one file has only one."""


def draft(*faults: Fault) -> Draft:
    """The list with the given faults."""
    made = Draft()
    for fault in FAULTS:
        if fault in faults:
            fault(made)
    return made


# -- from a draft to sheets -----------------------------------------------------------------


def sheets(made: Draft, name: str) -> list[Sheet]:
    """The sheets of a draft, for the format `name`."""
    if not made.by_sheet:
        return [*made.more, _sheet(made, made.lines, "Sheet1", "", made.more)]
    titled = "HTML" in name or name == "mht"
    listed = []
    for branch in BRANCHES:
        # A row that is nobody's stays with the person above it.
        owner, lines = BRANCHES[0], []
        for line in made.lines:
            owner = str(line.values.get("branch") or owner)
            if owner == branch:
                lines.append(line)
        title = f"{branch}党员名册" if titled else ""
        listed.append(_sheet(made, lines, branch, title, []))
    return [*made.more, *listed]


def _sheet(made: Draft, lines: list[Line], name: str, title: str, _more: list[Sheet]) -> Sheet:
    merges: list[Block] = []
    header = _header(made, merges, len(made.above) + bool(title))
    rows: list[tuple[Value, ...]] = [*([(title,)] if title else []), *made.above, *header]
    start = len(rows)
    hidden = set()
    for line in (*lines, *made.below):
        if line.hidden:
            hidden.add(len(rows))
        rows += header if line.reason == "repeated_header" else [_cells(made, line)]
    if made.merged:
        merges += _blocks(made, rows, start)
    width = len(made.columns)
    # The title of a list is merged across it.
    merges += [(at, 0, at, width - 1) for at in range(bool(title) + min(1, len(made.above)))]
    trim = _trimmed if made.ragged else tuple
    listed = tuple(trim(row) for row in rows)
    return Sheet(name, listed, tuple(merges), frozenset(hidden), made.hidden)


def _trimmed(row: tuple[Value, ...]) -> tuple[Value, ...]:
    end = max((place + 1 for place, value in enumerate(row) if value is not None), default=0)
    return tuple(row[:end])


def _cells(made: Draft, line: Line) -> tuple[Value, ...]:
    if line.reason in (None, "not_member"):
        return tuple(line.values.get(name or "") for name, _header in made.columns)
    return (*line.start, *[None] * (len(made.columns) - len(line.start)))


def _header(made: Draft, merges: list[Block], at: int) -> list[tuple[Value, ...]]:
    """One row, or two: the first three columns and the two dates under a common parent."""
    texts = [header or None for _name, header in made.columns]
    if not made.parents:
        return [tuple(texts)]
    names = [name for name, _header in made.columns]
    first: list[Value] = list(texts)
    second: list[Value] = [None] * len(texts)
    for parent, group in (
        ("基本情况", ("name", "id_number", "sex")),
        ("党内情况", ("category", "join_date")),
    ):
        places = [names.index(name) for name in group]
        if places == list(range(places[0], places[-1] + 1)):
            merges.append((at, places[0], at, places[-1]))
            for place in places:
                first[place], second[place] = None, texts[place]
            first[places[0]] = parent
    merges += [(at, i, at + 1, i) for i, text in enumerate(texts) if text and second[i] is None]
    return [tuple(first), tuple(second)]


def _blocks(made: Draft, rows: list[tuple[Value, ...]], start: int) -> list[Block]:
    """The branch's cell, merged from where it is named to the last member before the next."""
    names = [name for name, _header in made.columns]
    column, person = names.index("branch"), names.index("name")
    blocks: list[Block] = []
    top = None
    for at in range(start, len(rows)):
        if rows[at][person] is None or rows[at][0] in ("小计", "合计"):
            continue
        if rows[at][column] is not None:
            top = at
        elif top is not None:
            if blocks and blocks[-1][0] == top:
                blocks.pop()
            blocks.append((top, column, at, column))
    return [block for block in blocks if block[0] < block[2]]


def reasons(made: Draft) -> Counter[str]:
    """How many rows are set aside for each reason."""
    counted = Counter(line.reason for line in (*made.lines, *made.below) if line.reason)
    if made.parents:
        counted["repeated_header"] *= 2
    return +Counter({str(reason): number for reason, number in counted.items()})
