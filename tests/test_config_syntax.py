"""Mistakes of writing in the configuration: each is named by its line, with the line put right."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer import i18n, run
from orgtransfer.config import parse, syntax
from orgtransfer.errors import ConfigError

PUNCTUATION = "punctuation of Chinese text, where a half-width sign belongs"
BACKSLASH = "a backslash in double quotes means something else; single quotes keep it"
TRUTH = "yes and no are written true and false"
OPEN = "a quote or a bracket is not closed"
NAME = "a name that is not made of letters and digits stands in quotes"

MENDED = [
    ("name = “卫健委”", PUNCTUATION, 'name = "卫健委"'),
    ("name = ‘卫健委’", PUNCTUATION, "name = '卫健委'"),
    ("name = 「卫健委」", PUNCTUATION, 'name = "卫健委"'),
    ("name ＝ 3", PUNCTUATION, "name = 3"),
    ("name：3", PUNCTUATION, "name=3"),
    ('name : "x"', PUNCTUATION, 'name = "x"'),
    ("［match］", PUNCTUATION, "[match]"),
    ('members = ["a.xlsx"，"b.xlsx"]', PUNCTUATION, 'members = ["a.xlsx","b.xlsx"]'),
    ("members = “D:\\名册\\a.xlsx”", PUNCTUATION, "members = 'D:\\名册\\a.xlsx'"),
    ("members = “a.xlsx", PUNCTUATION, 'members = "a.xlsx"'),
    ('members = "D:\\名册\\a.xlsx"', BACKSLASH, "members = 'D:\\名册\\a.xlsx'"),
    ('members = "C:\\Users\\a.xlsx"', BACKSLASH, "members = 'C:\\Users\\a.xlsx'"),
    ("all_files = True", TRUTH, "all_files = true"),
    ("mask_ids = 是", TRUTH, "mask_ids = true"),
    ("mask_ids = no # 不遮", TRUTH, "mask_ids = false # 不遮"),
    ("auto = 0.95,", "a sign too many at the end", "auto = 0.95"),
    ("shrink_limit = 20%", "a sign too many at the end", "shrink_limit = 20"),
    ('name = "x', OPEN, 'name = "x"'),
    ("name = 'x # 注", OPEN, "name = 'x' # 注"),
    ("[match", OPEN, "[match]"),
    ('members = ["a.xlsx]', OPEN, 'members = ["a.xlsx"]'),
    ('members = ["a.xlsx"', OPEN, 'members = ["a.xlsx"]'),
    ("[systems.全国]", NAME, '[systems."全国"]'),
    ("姓名 = 3", NAME, '"姓名" = 3'),
    ("members = 名册.xlsx", "a text stands in quotes", "members = '名册.xlsx'"),
]


@pytest.mark.parametrize(("line", "reason", "right"), MENDED, ids=[line for line, *_ in MENDED])
@pytest.mark.parametrize("behind", ["", "\n[store]\nkeep_runs = 5\n"])
def test_a_line_that_is_no_toml_is_shown_as_it_should_read(
    line: str, reason: str, right: str, behind: str
) -> None:
    with pytest.raises(ValueError) as caught:  # the text is made beside its reading
        syntax.document(f"[project]\n{line}{behind}")
    said = f"line 2: {reason}. It says: {line.strip()} It should say: {right}"
    assert caught.value.args == (said,)
    syntax.document(f"[project]\n{right}{behind}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\na = 2", "line 2: a name stands twice; take one of them out. It says: a = 2"),
        ("[a]\nx = 1\n[a]", "line 3: a heading in brackets stands twice"),
        ("a = ", "line 1: what stands behind the = is missing or is no value. It says: a ="),
        ("a = 1\nb", "line 2: an = is missing between a name and its value. It says: b"),
        ("a = 2027年6月", "line 1: something stands behind the value"),
        ("a = {x = 1", "line 1: a bracket is not closed"),
    ],
)
def test_what_cannot_be_put_right_is_named_by_its_line(text: str, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        syntax.document(text)
    assert caught.value.args[0].startswith(said)


def test_every_line_is_told_at_once() -> None:
    text = "name = “x”\nall_files = 否\n[systems.全国]\n"
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert [re.findall(r"line \d", problem) for problem in caught.value.problems] == [
        ["line 1"], ["line 2"], ["line 3"],
    ]  # fmt: skip


@pytest.mark.usefixtures("chinese")
def test_a_clerk_reads_it_in_chinese() -> None:
    with pytest.raises(ConfigError) as caught:
        parse("[project]\nname = “卫健委”\n")
    assert str(caught.value) == (
        "不是有效的 TOML 文件：第 2 行：用了中文标点，须改用英文半角符号。"
        '现在写的是：name = “卫健委”\u3000应改为：name = "卫健委"'
    )


@given(st.text(st.sampled_from("ab=“”\"'[]{}，：\\ \n#1.是true"), max_size=40))
def test_any_text_is_read_or_told_and_never_a_crash(text: str) -> None:
    problems: tuple[str, ...] = ()
    try:
        syntax.document(text)
    except ValueError as error:
        problems = error.args or ("",)
    assert all(problems)


SYSTEM = '[systems.a]\nrole = "roster"\nmembers = "a.xlsx"\n'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('[match]\nauto = "0.95"', "match.auto: must stand without quotes: auto = 0.95"),
        ('[store]\nkeep_runs = "30"', "store.keep_runs: must stand without quotes: keep_runs = 30"),
        ('[worklist]\nmask_ids = "True"', "mask_ids: must stand without quotes: mask_ids = True"),
        ('[worklist]\npath = "D:\\temp\\b.xlsx"', "worklist.path: holds a character that cannot"),
    ],
)
def test_a_value_of_the_wrong_kind_is_shown_as_it_should_stand(line: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(SYSTEM + line)
    assert said in str(caught.value)


def test_a_path_that_hides_a_tab_is_not_looked_for() -> None:
    with pytest.raises(ConfigError) as caught:
        parse(SYSTEM.replace("a.xlsx", "D:\\temp\\b.xlsx"))
    assert "systems.a.members: holds a character" in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_configuration_is_read_however_an_editor_saved_it(tmp_path: Path, encoding: str) -> None:
    text = SYSTEM + '[project]\nname = "江西省卫生健康行业综合党委"\n'
    (tmp_path / "config.toml").write_bytes(text.encode(encoding))
    assert run.load(tmp_path / "config.toml").config.project.name == "江西省卫生健康行业综合党委"


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\x00\x81\x20")
    with pytest.raises(ConfigError, match="is no text; save it again"):
        run.load(tmp_path / "config.toml")


def test_a_catalog_that_nothing_has_compiled_speaks_the_same() -> None:
    folder = Path(i18n.__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES"
    source = (folder / "orgtransfer.po").read_text(encoding="utf-8")
    uncompiled = i18n._Uncompiled(source)
    i18n.use("zh")
    messages = [
        "".join(map(ast.literal_eval, re.findall(r'^".*"$', entry, re.MULTILINE)))
        for entry in re.findall(r'^msgid ((?:".*"\n)+)', source, re.MULTILINE)
    ]
    assert len(messages) > 1000
    assert all(uncompiled.gettext(message) == i18n._(message) for message in messages if message)
