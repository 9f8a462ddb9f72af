"""What is written beside a name in its cell: offices, states, departments, groups, relatives."""

from __future__ import annotations

from typing import Final

from orgtransfer.similarity.nobody import DEPARTMENT

OFFICE: Final = (
    "(?:(?:党委|总支|支部|党支部)?(?:副?书记|(?:组织|宣传|纪检|青年|群工|统战|保密|生活|学习|文体)?委员)"
    "|副?(?:主任|院长|处长|科长|会长|理事长|秘书长|所长|局长|部长|组长|校长|站长|主席|教授)"
    "|(?:副?主任|主治|住院|执业|副|主管)?(?:医师|药师|技师|护师)"
    "|小组长|护士长?|讲师|支书|老师|医生|大夫|理事|监事|干事)"
)
STATE: Final = (
    "(?:已?(?:转出|转入|转走|去世|病故|退休|离休|调离|调出|停保|失联|转正|除名|出国)|已故|(?:流动|预备|正式|新|老)?党员|预备|积极分子|发展对象"
    "|在职|返聘|借调|抽调|进修|规培|规培生|实习|实习生|研究生|学生|博士|支援|援疆|援藏|产假|休假|病假|长病|请假|缺席"
    "|待核实?|待定|待查|未知|不详|重名|同名|代签|签[字名]|先生|女士"
    "|(?:汉|回|满|壮|苗|土家|畲|瑶|侗|维吾尔|蒙古|藏|彝|布依|白|傣|朝鲜)族)"
)
_NAME: Final = r"\p{Han}{2,4}?|\p{Han}+(?:·\p{Han}+?)+?"
BEHIND: Final = (
    rf"(\p{{Han}}{{2}}) +(?:[男女注签]|{OFFICE}|{STATE})$"
    rf"|^({_NAME}) ?(?:{OFFICE}|{STATE}|{DEPARTMENT}|-[男女]|注[0-9]+|[0-9]{{1,3}}岁)$"
)
FRONT: Final = (
    rf"^(?:[男女] ?[: ]|[男女]|(?:预备|正式|新|老)?党员[: ]?|已故 ?|烈士 ?|{OFFICE}[: ]?|{DEPARTMENT} ?[-: ]?"
    r"|第[0-9]+号? ?|\p{Han}{1,3}族 |(?i:Dr|Mrs?|Ms|Prof)\.? ?)"
)
PARTED: Final = (
    rf"^(?:[男女]|{OFFICE}|{STATE}|{DEPARTMENT})[: ]+(\p{{Han}}{{2,4}}|\p{{Han}}+(?:·\p{{Han}}+)+)$"
)
NOBODY: Final = (
    r"^(?:曾用名|曾用姓名|原姓名|别名)|^(?:原名|又名|化名)[: ]|"
    r"^\p{Han}{2,4}(?:之[妻夫子女父母]|的?(?:妻子|丈夫|家属|配偶|父亲|母亲|爱人|儿子|女儿))$"
)
"""Former names alone, and relatives of somebody."""
UNUSUAL: Final = rf"{OFFICE}$|{STATE}$|^[男女]|^(?:{OFFICE}|{DEPARTMENT}|已故|烈士|新党|老党)|{DEPARTMENT}$|{NOBODY}"
# More than four characters are a minority's name, which has none of these.
SENTENCE: Final = r"^.{5,}$"
OF_SENTENCES: Final = (
    "[部科室院所会党委员职务任长师医护病退转出入支书籍族女男岁年号注备查核签名授席烈故第]"
)
