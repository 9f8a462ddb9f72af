"""The kind of post: what decides whether a relationship has to move (组通字〔1998〕6号)."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import words

_POSTS: Final[words.Patterns] = (
    # Whoever asks does not know; and no second post says nothing about the first.
    (r"不详", None),
    # Asked for, not approved, called off, or of once.
    (
        r"\((?:拟|原|曾|前|申请|建议|未办|待办|未批|已?撤销|已?取消)\)$|\p{Han}\((?:否|不是|无)\)$|(?:审批|审核|办理|申请|公示)中|以前$|^(?:申请|建议|约)",
        None,
    ),
    (r"非专职|不是专职|不专职|专职[:(]?(?:否|不是|无|n|no)\)?$", "parttime"),
    (r"(?:非|不是|无|未|没有|不)兼", None),
    (r"(?:职|退休|离休|挂靠|代管)[:(]?(?:否|不是|无|n|no)\)?$|^否.*专|^是.*兼", None),
    # What somebody was, will be or no longer is.
    (
        r"(?:未|非|不是|不再|已不|原|曾|取消|解除|没有?|尚未|即将|将要?|拟|待|延迟|暂缓|推迟)(?:办理)?(?:退休|离休|挂靠|代管)|延退",
        None,
    ),
    (
        r"^(?:原|前|曾|时任|由)|(?:未|没有|无|拟|曾|待|将|即将|申请|计划|不再|已不|半|准)(?:任|聘|聘任|为|是)*(?:专|全|兼)职",
        None,
    ),
    (r"[专兼全]职.*(?:改|转|变更|调整)(?:为|成|任)?.*[专兼全]职|辞去|已辞|卸任|免去", None),
    (
        r"(?:^|[^期同])至(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[年.]?[0-9]{0,2}月?[-~](?:19|20)[0-9]{2}",
        None,
    ),
    (
        r"专兼|兼专|家属|配偶|父亲|母亲|爱人|太太|妈妈|(?:专职|全职)(?:学生|律师|教师|医生|医师|护士|司机)",
        None,
    ),
    # A full-time officer may hold a second office there: 专职副会长兼秘书长. Any other 专职 with 兼 is no answer.
    (
        (
            r"(?:专职|全职|专任|驻会)(?:党委|党总支|党支部|支部|常务|执行|副)*(?:会长|理事长|秘书长|书记|主席|主任|干事|部长)兼任?"
            r"\p{Han}*(?:会长|理事长|秘书长|书记|主席|主任|干事|部长|委员|会计|出纳)$"
        ),
        "fulltime",
    ),
    (r"(?:专职|全职|专任|^专).*兼|兼.*(?:专职|全职)", None),
    (r"(?:名誉|荣誉|志愿).*(?:专职|全职)|(?:专职|全职).*(?:名誉|荣誉|志愿)", None),
    (r"退休|离休|离退|退养", "retired"),
    (r"挂靠|代管", "attached"),
    (r"离职|辞职|辞退|解聘|离任|离岗|终止", None),
    (r"兼", "parttime"),
    # Not on the staff at all (组通字〔1998〕6号 speaks of 专职人员): the employer keeps the relationship.
    (r"名誉|荣誉|志愿", "parttime"),
    # Somebody else's staff, or retired before: whatever else the cell says, it has to be asked.
    (r"借调|借用|挂职|派遣|外包|返聘|抽调|轮岗|见习|实习|非全日制|临时", None),
    (r"专职|全职|专任", "fulltime"),
    # The column 是否专职.
    (r"^(?:否|不是|n|no|false)$", "parttime"),
    (r"^(?:是|y|yes|true|√|✓)$", "fulltime"),
)


def post(expr: pl.Expr) -> pl.Expr:
    """`fulltime` (专职), `parttime` (兼职), `retired` (离退休), `attached` (挂靠), or null.

    名誉 and 志愿者 are no staff: part-time. 借调, 挂职, 劳务派遣 and 返聘 are decided by no source, not even
    beside 专职; nor are 驻会, 聘用 and 合同制 alone, and 在职 says nothing about the association: null.
    """
    return words.coded(expr, _POSTS)
