"""Sixteen invented people whose posts and register states decide the verdict, read from files."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from orgtransfer import config, i18n, pipeline, read
from orgtransfer.errors import ConfigError
from orgtransfer.findings import registry
from orgtransfer.models import Outcome
from tests.builders import TODAY
from tests.match.people import number

DATA = Path(__file__).parent / "data" / "states"
CONFIG = """
[project]
name = "试"
[systems.a]
label = "协会"
role = "roster"
members = "roster.csv"
[systems.b]
label = "全国"
role = "register"
members = "register.csv"
"""
EXPECTED = {
    "赵一": "due", "钱二": "unclear", "孙三": "unclear", "李四平": "unclear", "周五": "stays",
    "吴六": "stays", "郑七": "stays", "王八斤": "not_registered", "冯九": "unclear",
    "陈十": "not_registered", "褚十一": "unclear", "卫十二": "unclear", "蒋十三": "stays",
    "沈十四": "unclear", "韩十五": "consistent", "杨十六": "due",
}  # fmt: skip
SAID = {
    "王八斤": ("RL07", "全国 lists the member as 历史党员"),
    "冯九": ("RL13", "by 全国 the state is 出国（境）: the unit that a member abroad left keeps"),
    "褚十一": ("RL13", "by 全国 the state is 停止党籍: nobody is asked to transfer"),
    "陈十": ("RL14", "全国 has the member as deceased; please check"),
    "杨十六": ("RL01", "临时支部"),
}


def reconciled(folder: Path, more: str = "") -> Outcome:
    settings = config.parse(CONFIG + more, registry.OPTIONS)
    return pipeline.reconcile(read.read(settings, folder), settings, TODAY, salt=b"states")


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    i18n.use("en")
    return reconciled(DATA)


def verdicts(outcome: Outcome) -> dict[str, str]:
    return dict(
        outcome.verdicts.join(outcome.records, on="record").select("name", "verdict").rows()
    )


def about(outcome: Outcome, name: str) -> list[tuple[str, str]]:
    record = outcome.records.filter(pl.col("name") == name, pl.col("role") == "roster")["record"]
    found = outcome.findings.filter(
        pl.col("record").is_in(record.implode()), pl.col("code").str.starts_with("RL")
    )
    return [
        (code, f"{said} {why}")
        for code, said, why in found.select("code", "message", "evidence").rows()
    ]


def test_each_of_the_sixteen_has_the_verdict_that_is_right(outcome: Outcome) -> None:
    assert verdicts(outcome) == EXPECTED


@pytest.mark.parametrize("name", SAID)
def test_the_line_says_what_the_register_says(outcome: Outcome, name: str) -> None:
    code, text = SAID[name]
    assert [(found, text in said) for found, said in about(outcome, name)] == [(code, True)]


def test_nobody_is_told_that_a_deceased_member_was_not_found(outcome: Outcome) -> None:
    assert not any("no likely record" in said for _, said in about(outcome, "陈十"))


def test_a_temporary_branch_that_holds_a_relationship_is_a_finding(outcome: Outcome) -> None:
    found = outcome.findings.filter(pl.col("code") == "BR22")["message"].to_list()
    assert len(found) == 1
    assert "临时支部" in found[0]


STATES = {
    "转入历史党员库": "not_registered", "已转出": "not_registered", "开除党籍": "not_registered",
    "病故": "not_registered", "因公出境": "unclear", "公派国外": "unclear",
    "流动党员": "unclear", "口袋党员": "unclear", "组织关系空挂": "unclear",
    "待转入": "unclear", "失联": "unclear", "停止党籍（未恢复）": "unclear",
    "待定": "unclear", "留党察看": "unclear", "恢复党籍": "due", "已回国": "due",
    "在册": "due", "": "due",
}  # fmt: skip
"""What a register writes of a member who would be due to move -> the verdict."""


@pytest.fixture(scope="module")
def by_state(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a register writes -> the verdict on its own member, all of them in one run."""
    i18n.use("en")
    folder = tmp_path_factory.mktemp("states")
    names = {word: f"赵{chr(0x4E00 + 40 * at)}" for at, word in enumerate(STATES)}
    for name in ("roster", "register"):
        head, one, *_others = (DATA / f"{name}.csv").read_text("utf-8-sig").splitlines()
        rows = [
            one.replace("赵一", names[word])
            .replace("990101196005120115", number("1960-05-12", at))
            .replace(",正常", f",{word}")
            for at, word in enumerate(STATES)
        ]
        (folder / f"{name}.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    found = verdicts(reconciled(folder))
    return {word: found[name] for word, name in names.items()}


@pytest.mark.parametrize(("word", "verdict"), STATES.items())
def test_a_state_that_is_not_live_never_gives_due(
    by_state: dict[str, str], word: str, verdict: str
) -> None:
    assert by_state[word] == verdict


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("钱二", "on the association's payroll"), ("孙三", "until when, and who pays"),
        ("李四平", "which company is the employer"), ("卫十二", "until when, and who pays"),
        ("沈十四", "full-time, part-time, retired or attached"),
    ],
)  # fmt: skip
def test_a_post_that_the_sources_leave_open_comes_with_its_question(
    outcome: Outcome, name: str, question: str
) -> None:
    ((code, said),) = about(outcome, name)
    assert code == "RL03"
    assert f"to ask: {question}" in said


POSTS = {
    "驻会": ("unclear", "payroll"), "驻会副秘书长": ("unclear", "payroll"), "专职（驻会）": ("due", ""),
    "借调": ("unclear", "until when"), "借调人员": ("unclear", "until when"), "专职（借调）": ("unclear", "until when"),
    "挂职": ("unclear", "until when"), "挂职副会长": ("unclear", "until when"),
    "劳务派遣": ("unclear", "which company"), "派遣制": ("unclear", "which company"),
    "聘用": ("unclear", "working hours"), "聘任制": ("unclear", "working hours"), "专职（聘用）": ("due", ""),
    "返聘": ("unclear", "retired from"), "专职（返聘）": ("unclear", "retired from"), "退休返聘": ("stays", ""),
    "合同制": ("unclear", "working hours"), "专职（合同制）": ("due", ""),
    "志愿者": ("stays", ""), "志愿服务": ("stays", ""), "名誉会长": ("stays", ""), "名誉职务": ("stays", ""),
    "兼职（借调）": ("stays", ""), "非专职": ("stays", ""), "在职": ("unclear", "retired or attached"),
}  # fmt: skip
"""What an association writes of a post -> the verdict, and the beginning of what is to be asked."""


@pytest.mark.slow
def test_every_post_that_an_association_writes_has_its_case(tmp_path: Path) -> None:
    head = "姓名,性别,出生日期,人员类别,所在党支部,所属协会,任职类型"
    names = {f"王{chr(0x4E00 + 40 * at)}": post for at, post in enumerate(POSTS)}
    people = [(name, post, f"19{60 + at}-05-12") for at, (name, post) in enumerate(names.items())]
    rows = [f"{n},男,{day},正式党员,医学会党支部,医学会,{post}" for n, post, day in people]
    held = [f"{n},男,{day},正式党员,某医院内科党支部,正常" for n, _post, day in people]
    (tmp_path / "roster.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    register = "姓名,性别,出生日期,人员类别,所在党支部,党籍状态"
    (tmp_path / "register.csv").write_text("\n".join([register, *held]), encoding="utf-8")
    outcome = reconciled(tmp_path)
    found = verdicts(outcome)
    assert {post: found[name] for name, post in names.items()} == {
        post: verdict for post, (verdict, _question) in POSTS.items()
    }
    for name, post in names.items():
        question = POSTS[post][1]
        said = " ".join(text for _code, text in about(outcome, name))
        assert ("to ask: " in said) == bool(question), post
        assert question in said, post


@pytest.mark.slow
def test_the_configuration_says_what_a_kind_of_branch_means(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(
        "姓名,出生日期,所在党支部,任职类型\n赵一,1960-05-12,甲党支部,专职\n", encoding="utf-8"
    )
    (tmp_path / "register.csv").write_text(
        "姓名,出生日期,所在党支部\n赵一,1960-05-12,乙党支部\n", encoding="utf-8"
    )
    (tmp_path / "o.csv").write_text(
        "党组织全称,组织类别,党组织书记\n甲党支部,工作型 支部,王五\n", encoding="utf-8"
    )
    with_list = CONFIG.replace(
        'members = "roster.csv"', 'members = "roster.csv"\norganisations = "o.csv"'
    )
    for more, verdict in (
        ("", "due"),
        ('[words.org_kind]\n"工作型支部" = "functional"\n', "stays"),
    ):
        settings = config.parse(with_list + more, registry.OPTIONS)
        got = pipeline.reconcile(read.read(settings, tmp_path), settings, TODAY, salt=b"states")
        assert verdicts(got) == {"赵一": verdict}


@pytest.mark.slow
def test_each_member_marked_as_out_of_contact_is_a_finding(tmp_path: Path) -> None:
    rows = [f"王{n},男,甲支部,正常,{'是' if n in '一二三四五' else '否'}" for n in "一二三四五六七"]
    head = "姓名,性别,所在党支部,党籍状态,是否为失联党员"
    (tmp_path / "register.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    (tmp_path / "roster.csv").write_text("姓名,所在党支部\n李八,乙支部\n", encoding="utf-8")
    found = reconciled(tmp_path).findings.filter(code="ST06")["message"].to_list()
    assert sorted(message[:2] for message in found) == sorted(f"王{n}" for n in "一二三四五")


@pytest.mark.slow
def test_the_configuration_says_what_words_mean() -> None:
    more = '[words.post]\n"驻会 副秘书长" = "fulltime"\n[words.state]\n"出国(境)" = "normal"\n'
    found = verdicts(reconciled(DATA, more))
    changed = {name for name, verdict in found.items() if verdict != EXPECTED[name]}
    assert changed == {"钱二", "冯九"}
    assert {found[name] for name in changed} == {"due"}


def test_every_mistake_in_the_words_is_told() -> None:
    with pytest.raises(ConfigError) as error:
        config.parse(CONFIG + '[words]\nposts = {}\n[words.state]\n"甲.乙" = "gone"\n"丙" = 3\n')
    said = str(error.value)
    assert all(text in said for text in ("words.posts", "words.state.甲.乙", "words.state.丙"))
