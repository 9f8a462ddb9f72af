"""Where a membership, a member away from home or a transfer stands."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import text, words

_GRAVE: Final = "失联|失去联系|停止党籍|停党籍|除名|开除|脱党|退党|劝退|去世|死亡|病故|出国|出境|历史党员|流动|口袋|空挂"
_STATES: Final[words.Patterns] = (
    # Of once, or until a day: 失联（原）, 停止党籍至2020年.
    (r"\((?:原|曾|前)\)$|以前$|不详|(?:^|[^期同])至(?:19|20)[0-9]{2}|不是正常|未正常", None),
    # 非历史党员, 未停止党籍: what it is not does not say what it is.
    (
        r"(?:未|非|没有|不是|并无)(?:被|曾|办理)?(?:停止党籍|停党籍|除名|开除|历史党员|去世|出国|出境)",
        None,
    ),
    (r"停止?党籍.*(?:未|待|拟|不予|申请)恢复", "suspended"),
    (r"(?:未|待|拟|不予|申请)恢复", None),
    (r"恢复", "normal"),
    (r"(?:失联|失去联系).*(?:找回|联系上|已联系|寻回)", "normal"),
    # 失联：否, 曾出国, 拟除名, 撤销停止党籍, 父亲去世: what is said of others, of once or of the future.
    (rf".[:(]?(?:否|不是|n|no)\)?$|(?:曾经?|以前|过去)(?:被|因公|因私)*(?:{_GRAVE})", None),
    (rf"(?:拟|建议|申请|计划|即将|准备|应|疑|如|若)(?:予以|被|给予|其|以)*(?:{_GRAVE})", None),
    (rf"(?:取消|撤销|解除|撤回|免除?|不再|已不)(?:对其)?(?:{_GRAVE})", None),
    (
        rf"(?:{_GRAVE}).*(?:拟|未批|未通过|待批|审批中|审核中|上报中|手续未|未办|未生效|已?撤销|已?解除|已?取消|申请中|申请$)",
        None,
    ),
    (
        r"(?:父|母|配偶|妻|丈夫|爱人|子女|儿子|女儿|家属|岳|公婆|亲属).{0,2}(?:去世|病故|逝世|过世|出国|国外|境外|失联)|(?:去世|病故|出国|境外|国外)(?:党员)?家属",
        None,
    ),
    (r"转出.*(?:未批准|驳回|撤销|取消|失败|退回)", None),
    (r"去世|死亡|已故|逝世|病故|亡故|身故|离世|过世|身亡|辞世|故去|牺牲", "deceased"),
    (r"除名|开除|脱党|退党|(?:^|[被令]|清除)出党|取消.*资格|劝退|注销|^removed$", "removed"),
    (r"停止党籍|停党籍|党籍停止", "suspended"),
    # One that is only being moved is still here.
    (r"未转出|待转出|(?:拟|申请|即将|准备|计划)转出|转出中|转出审核|转接中|转出.*未接收", "normal"),
    (
        r"待转入|待接转|转入中|拟转入|未转入|待接收|未接收|待报到|未报到|转入.*(?:审核|审批)",
        "incoming",
    ),
    (r"口袋|空挂|挂空|悬空|两不挂|未落实组织关系|组织关系未落实|未落地", "hanging"),
    (r"转出|迁出|调出|转走|转往|moved_out", "moved_out"),
    (r"未失|非失|没有失", "normal"),
    (r"失联|失去联系|联系不上", "lost"),
    (r"历史党员|历史库|历史数据|历史信息|^历史[。.]?$|转为历史", "historical"),
    (r"(?:未|不)(?:能|曾|按期)?(?:回国|归国|返回)|逾期未归", "abroad"),
    (r"回国|归国", "normal"),
    (r"出国|出境|国外|境外|海外", "abroad"),
    (r"非流动|不流动", "normal"),
    (r"流动|流出|流入", "floating"),
    (r"不正常|非正常|异常|无效", None),
    (
        r"正常|在册|有效|现有|在籍|健在|在职|在岗|离退休|^退休$|正式|预备|已转入|已接收|已报到",
        "normal",
    ),
)
_TRANSFERS: Final[words.Patterns] = (
    (r"(?:撤销|撤回|取消).*(?:申请|审核|审批|待)|(?:申请|待).*(?:撤销|撤回|取消)", None),
    (r"驳回|退回|拒绝|拒收|拒接|不同意|不予?接收|[不未]予?(?:审核)?通过|转接失败", "rejected"),
    (r"撤销|撤回|取消|作废", "withdrawn"),
    (r"待|中$|审核|审批中|在途|under_way|未接收|未完成|未办结|转接中|办理中", "under_way"),
    (r"完成|已接收|办结|接收成功|转入成功|已转入|已报到|^接收$", "done"),
    (r"已转出|已开具|已发起|发起|开出|提交", "under_way"),
)
_UNSAID: Final = "不详|未知|不适用|无需|已取消|是[/或]否|有[/或]无|^(?:曾|原|以前)"
_NO: Final = r"否|非|未|不|没|无|^0$|^n$|^no$|^false$|^×$"
_YES: Final = r"是|有|已|^1$|^y$|^yes$|^true$|^√$|^✓$|具备|具有"


def state(expr: pl.Expr) -> pl.Expr:
    """The state of a member, or null for a word that is not known.

    `normal`, `lost` (失联), `suspended` (停止党籍), `abroad` (出国（境）), `floating` (流动党员),
    `hanging` (口袋党员, 组织关系空挂), `incoming` (待转入); and of members who are gone: `removed`,
    `moved_out`, `historical` (历史党员), `deceased`.
    """
    return words.coded(expr, _STATES)


def transfer(expr: pl.Expr) -> pl.Expr:
    """`under_way`, `done`, `rejected`, `withdrawn`, or null."""
    return words.coded(expr, _TRANSFERS)


def yes(expr: pl.Expr) -> pl.Expr:
    """True for 是, 有, 已…; False for 否, 无, 未…; null for an empty cell and anything else."""
    return words.flag(_said(expr), _NO, _YES)


def _said(expr: pl.Expr) -> pl.Expr:
    """The text where it answers at all."""
    return text.staged(text.visible(expr), _answered)


def _answered(plain: pl.Expr) -> pl.Expr:
    return pl.when(~plain.str.contains(_UNSAID)).then(plain)


def says_yes(expr: pl.Expr) -> pl.Expr:
    """`yes`, and any other text, a place or a date, says yes as well: 外出流向, 回执日期."""
    plain = text.staged(text.unspaced(_said(expr)), words.chosen, words.certain)
    said = pl.when(plain.is_not_null()).then(pl.lit(value=True))
    return pl.coalesce(yes(expr), said)
