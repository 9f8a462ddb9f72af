from __future__ import annotations

import polars as pl
import pytest

from orgtransfer.similarity import characters, frequencies, names
from tests.similarity import build_readings
from tests.similarity.tables import wrong


def test_levels() -> None:
    cases = [
        ("王芳", "王芳", "exact"),
        ("王昇", "王升", "variant"),
        ("李喆", "李哲", "variant"),
        ("陈堃", "陈坤", "variant"),
        ("甯静", "宁静", "variant"),
        ("張偉", "张伟", "variant"),
        ("张?明", "张三明", "wildcard"),
        ("张?", "张?", "wildcard"),
        ("??", "李娜", None),
        ("?娜", "李娜", "wildcard"),
        ("王小明", "王明小", "order"),
        ("李晓", "李小", "reading"),
        ("张伟", "张玮", "reading"),
        ("张未", "张末", "lookalike"),
        ("陈兰", "陈南", "near_reading"),
        ("周智", "周志", "reading"),
        ("周自", "周志", "near_reading"),
        ("胡建国", "福建国", "near_reading"),
        ("王小芳", "王芳", "dropped"),
        ("王小芳", "王小小芳", "dropped"),
        ("欧阳修文", "欧阳修", "dropped"),
        ("王小芳", "王大芳", "one_other"),
        ("王小芳", "李小芳", "surname"),
        ("欧阳修文", "司马修文", "surname"),
        ("王芳", "李芳", "different"),
        ("王芳", "王伟", "different"),
        ("王", "王芳", "different"),
        ("王芳", None, None),
        ("王芳", "", None),
    ]
    assert wrong(names.compare, cases) == []


def test_surnames_have_the_readings_of_surnames() -> None:
    cases = [
        ("单雄信", "善雄信", "reading"),
        ("单雄信", "丹雄信", "surname"),
        ("曾国", "增国", "reading"),
        ("仇英", "求英", "reading"),
        ("查慎行", "扎慎行", "reading"),
        ("区达", "欧达", "reading"),
        ("翟海", "宅海", "reading"),
        ("缪海", "妙海", "reading"),
        ("解海", "谢海", "reading"),
        ("覃海", "谈海", "reading"),
        ("覃海", "秦海", "reading"),
        ("万俟雅言", "莫奇雅言", "reading"),
        ("王海", "玉海", "lookalike"),  # 王 is never read yu as a surname
    ]
    assert wrong(names.compare, cases) == []


def test_every_living_reading_of_a_heteronym_is_tried() -> None:
    cases = [
        ("李乐", "李月", "reading"),
        ("李乐", "李勒", "reading"),
        ("李行", "李航", "reading"),
        ("李行", "李型", "reading"),
    ]
    assert wrong(names.compare, cases) == []


def test_minority_names_lose_dots_and_parts_and_are_spelt_otherwise() -> None:
    cases = [
        ("阿依古丽·买买提", "阿依古丽·买买提", "exact"),
        ("阿依古丽·买买提", "阿依古丽买买提", "minority"),
        ("阿依古丽·买买提", "阿依古丽", "minority"),
        ("阿依古丽·买买提", "阿依古丽·麦麦提", "minority"),
        ("阿卜杜热合曼·艾合买提", "阿不都热赫曼·艾海买提", "minority"),
        ("扎西次仁", "札西才让", "minority"),
        ("阿依古丽·买买提", "阿依古丽·买买", "dropped"),
        ("阿依古丽·买买?", "阿依古丽·买买提", "wildcard"),
        ("阿依古丽·买买提", "帕提古丽·吐尔逊", "different"),
        ("阿依古丽·买买提", "王芳", "different"),
        ("·", "·", None),
    ]
    assert wrong(names.compare, cases) == []


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("王芳", "王"), ("欧阳修", "欧阳"), ("欧阳", "欧"), ("單于飞", "單"), ("单于飞", "单于"),
        ("?芳", None), ("阿依古丽·买买提", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_surnames_are_compound_in_names_of_three(name: str | None, surname: str | None) -> None:
    assert names.surname(pl.Series([name], dtype=pl.String)).to_list() == [surname]


def test_variants_fold_to_a_form_that_folds_no_further() -> None:
    targets = pl.Series(sorted(set(characters.usual().values())))
    assert names.fold(targets).to_list() == targets.to_list()


@pytest.mark.slow
def test_the_shipped_readings_are_what_pypinyin_says() -> None:
    shipped = {syllable: set(text) for syllable, text in characters.lines("readings")}
    made = {syllable: set(text) for syllable, text in build_readings.table().items()}
    # A newer pypinyin may know more: what is shipped must hold for nearly all characters.
    unequal = sum(len(shipped.get(s, set()) ^ made.get(s, set())) for s in shipped.keys() | made)
    assert unequal <= 0.01 * sum(map(len, made.values()))


def test_shares_are_a_prior_that_falls_with_the_rank() -> None:
    for table in (frequencies.surname_shares(), frequencies.given_shares()):
        shares = table["share"]
        assert table[table.columns[0]].is_unique().all()
        assert 0.5 < shares.sum() <= 1
        assert shares.sort(descending=True).equals(shares)


def test_common_names_are_expected_more_often_than_rare_ones() -> None:
    column = pl.Series(["王芳", "王?", "欧阳翀", "?芳", "阿依古丽·买买提", "", None])
    shares = dict(zip(column, frequencies.name_share(column), strict=True))
    assert min(shares["王?"], shares["?芳"]) > shares["王芳"] > shares["欧阳翀"]
    assert shares["欧阳翀"] > shares["阿依古丽·买买提"] > 0
    assert shares[None] is None
