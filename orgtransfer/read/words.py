"""The words of the exports: headers, categories, notes. Data only; nothing here is a message.

Header words were collected from real systems and templates. A field's words stand in tiers: where
two columns of a table bear words of one field, the earlier tier takes the field and the later one
is left over. Two columns of one tier are a conflict that the reader reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Tiers = tuple[str, ...]
"""Words separated by spaces, a string a tier."""


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_NAME: Final[Tiers] = (
    "姓名 党员姓名 人员姓名 名字 XM",
    "党员 党员名称",
)
_ID_NUMBER: Final[Tiers] = (
    "公民身份号码 公民身份证号 公民身份证号码 身份证号 身份证号码 居民身份证号 居民身份证号码 身份证 身份证件号 身份证件号码 公民身份证 居民身份证 身份号码 SFZH SFZHM 身份证编号",
    "证件号码 证件号",
)
_PARENT: Final[Tiers] = (
    "上级党组织 上级党组织名称 上级组织 上级组织名称 上一级党组织 上一级党组织名称",
    "批准成立的上级党组织 直接上级党组织 直属上级党组织 所属上级党组织 上级党委 所属党委 所在党委 所属基层党委 所属党委名称 隶属党组织 隶属党委",
)

MEMBERS: Final[Mapping[str, Tiers]] = {
    "name": _NAME,
    "id_number": _ID_NUMBER,
    "member_no": (
        "党员唯一标识 全国党员编码 全国党员管理信息系统唯一编码 党员编码 党员编号 党员标识",
        "人员编码 人员编号 人员标识",
        "员工工号 工号 职工号 编号",
    ),
    "sex": ("性别 XB",),
    "ethnicity": ("民族 MZ",),
    "birth_date": ("出生日期 出生年月 出生年月日 出生时间 生日 CSRQ CSNY",),
    "education": (
        "学历 最高学历 文化程度 学历情况 XL",
        "全日制学历 学历学位 学历及学位 最高学历学位 在职学历",
    ),
    "category": (
        "人员类别 党员类别 党员类型 人员类型 党员身份 党员性质",
        "党员阶段 发展阶段 正式预备 正式或预备",
        "政治面貌 政治面目",
    ),
    "join_date": (
        "入党日期 入党时间 入党年月 加入党组织日期 加入党组织时间 加入中国共产党日期 加入中国共产党时间 加入中共日期 RDSJ RDRQ",
        "接收预备党员日期 接收为预备党员日期 接收预备党员时间 成为预备党员日期 预备党员日期",
    ),
    "full_date": (
        "转正日期 转正时间 转正年月 转为正式党员日期 转为正式党员时间 正式转正日期 成为正式党员日期 正式党员日期 ZZSJ ZZRQ",
    ),
    "branch": (
        "所在党支部 组织关系所在党支部 现所在党组织 所属党支部 所在支部 所属党组织 所在党组织 所在党组织名称 所属党组织名称 所在党支部名称 所属党支部名称 所属支部 所属支部名称 现所在党支部 组织关系所在党组织 组织关系所在支部 所在支部名称 党员所在党支部 SZDZB",
        "党组织名称 党支部名称 支部名称 党支部 支部 党组织 组织关系所在地 组织关系",
    ),
    "branch_code": (
        "党组织代码 党组织编码 党组织唯一标识 支部编码 支部代码 党支部编码 党支部代码 所在党组织代码 所在党组织编码 所在党支部编码 所在党支部代码 所属党组织代码 所属党组织编码 组织代码 组织编码 党组织编号 党支部编号",
    ),
    "parent": (*_PARENT, "上一级党组织唯一标识 上级党组织代码 上级党组织编码"),
    "unit": (
        "工作单位 工作所在单位 工作单位名称 现工作单位名称 现工作单位 现单位 单位 GZDW",
        "工作单位及职务 工作单位及职务职称 现工作单位及职务 单位及职务",
        "所在单位 单位名称 所在单位名称",
    ),
    "original_unit": (
        "原工作单位 原组织关系所在单位 原单位 原单位名称 原工作单位名称",
        "原所在党支部 原组织关系所在党支部 原党组织 原所在党组织 原支部 原组织关系所在地",
    ),
    "association": (
        "所属协会 社会组织名称 所属社会组织 协会名称 所在协会 所属学会 社会组织 协会 所属协会名称 所在社会组织 所属协会学会 所属行业协会 协会学会名称",
    ),
    "post": (
        "任职类型 专兼职 专兼职情况 是否专职 任职方式 专职兼职 专职或兼职",
        "用工形式 用工类型 人员性质 任职形式",
    ),
    "position": (
        "职务 职务名称 现任职务 行政职务 职务职称 ZW",
        "工作岗位 岗位 党内职务 党内现任职务 协会职务 协会任职 职称",
    ),
    "phone": (
        "手机号码 手机号 手机 移动电话 本人手机 手机电话 SJH SJHM",
        "联系电话 联系方式 联系手机 本人联系电话 LXDH",
        "电话 电话号码 固定电话 办公电话 家庭电话",
    ),
    "address": ("家庭住址 现居住地 现居住地址 住址 家庭地址 居住地址 居住地 联系地址 户籍地址",),
    "state": ("党籍状态 党员状态 当前状态 党员当前状态", "状态 人员状态 在册状态"),
    "lost_since": (
        "失去联系日期 失联日期 失联时间 失去联系时间",
        "是否为失联党员 是否失联党员 是否失联 失联情况",
    ),
    "flow": ("是否流动党员 是否为流动党员 流动党员", "外出流向 流动情况 流出地"),
    "flow_since": ("流出日期 流出时间 外出日期 外出时间 流动日期 流动时间",),
    "moved_in": (
        "进入党支部日期 组织关系转入时间 组织关系转入日期 进入党支部时间 进入支部日期 转入时间 转入日期 进入当前党支部日期 进入现支部日期",
    ),
    "moved_out": (
        "转往时间 转往日期 转出日期 转出时间 组织关系转出时间 组织关系转出日期 组织关系转往时间",
        "组织关系转往 离开党支部日期",
    ),
    "dues_paid_to": (
        "党费交至 党费缴至 党费交纳至 党费缴纳至 党费交至年月 党费缴纳截止 党费缴纳截止月 党费已交至 党费缴纳截止日期 党费交纳截止年月",
    ),
    "remark": ("备注 备注说明", "说明 其他"),
    "former_name": ("曾用名 曾用姓名 原姓名 更名前姓名", "原名 曾用名称 又名 别名"),
}
"""Members: field -> header words."""

ORGANISATIONS: Final[Mapping[str, Tiers]] = {
    "org_name": (
        "党组织全称 党组织名称全称 组织全称",
        "党组织名称 组织名称 党支部名称 支部名称 党组织 党支部 支部全称 党支部全称",
    ),
    "org_short_name": ("党组织简称 组织简称 简称 支部简称 党支部简称",),
    "org_former_name": ("党组织曾用名 曾用名 原名称 曾用名称 党组织曾用名称 原党组织名称",),
    "org_code": (
        "党组织代码 党组织编码 党组织唯一标识 支部编码 组织代码 组织编码 党组织编号 党支部编码 支部代码 党组织标识 党支部代码",
        "编码 代码 编号",
    ),
    "org_kind": (
        "组织类别 党组织类别 党组织类型 组织类型 党组织类别代码 党组织性质 组织类别代码",
        "类别 类型",
    ),
    "parent": _PARENT,
    "parent_code": (
        "上一级党组织唯一标识 上级党组织唯一标识 上级党组织代码 上级党组织编码 上级组织代码 上级组织编码 上一级党组织代码 上一级党组织编码 上级编码 上级代码 上级党组织编号",
    ),
    "secretary": ("党组织书记 书记 书记姓名 党组织书记姓名 支部书记 党支部书记 负责人",),
    "contact": ("联系人 党组织联系人 联系人姓名 党务联系人 联络员 党务干部",),
    "contact_phone": (
        "联系人电话 联系人手机 联系电话 联系方式 党组织联系电话 联系人手机号码 联系人联系电话",
        "手机号码 手机号 电话 书记电话 书记手机 书记联系电话",
    ),
    "founded": (
        "成立日期 成立时间 建立日期 党组织成立日期 党组织成立时间 建立时间 批准成立日期 批准成立时间",
    ),
    "term_from": (
        "领导班子当选日期 班子当选日期 当选日期 本届当选日期 领导班子当选时间",
        "换届日期 换届时间 本届换届日期 最近换届日期 上次换届日期 上次换届时间",
    ),
    "term_to": (
        "领导班子届满日期 届满日期 届满时间 班子届满日期 任期届满日期 任期届满时间 领导班子届满时间 应换届日期 应换届时间",
    ),
    "functional": (
        "功能型党组织 是否功能型党组织 是否功能型 是否为功能型党组织 功能型 功能型党支部 是否功能型党支部",
    ),
    "may_admit": (
        "是否具有审批预备党员权限 审批预备党员权限 具有审批预备党员权限 有无审批预备党员权限 是否有审批预备党员权限",
    ),
    "members_stated": ("党员人数 党员数 党员总数 党员数量 现有党员数 现有党员人数 党员总人数",),
    "unit": (
        "党组织所在单位情况 党组织所在单位 所在单位 单位名称 所在单位名称 党组织所在单位名称 单位情况 依托单位",
        "社会组织名称 所属社会组织 所属协会 协会名称 所属学会 社会组织",
    ),
}
"""Organisations: field -> header words."""

TRANSFERS: Final[Mapping[str, Tiers]] = {
    "name": _NAME,
    "id_number": _ID_NUMBER,
    "letter_no": (
        "介绍信编号 介绍信号 介绍信字号 介绍信号码 介绍信文号 介绍信编码",
        "编号 字号 业务编号 流水号",
    ),
    "from_org": (
        "转出单位 转出党组织 转出组织 转出党组织名称 转出支部 转出党支部 转出单位名称 转出地 转出基层党委 转出党委",
        "原所在党支部 原所在党组织 原组织关系所在党支部 原党支部",
    ),
    "to_org": (
        "转入单位 转入党组织 转入组织 转入党组织名称 转入支部 转入党支部 转往单位 转往党组织 转入单位名称 接收党组织 接收单位 转入地 转入基层党委 转入党委 组织关系转往",
        "介绍信抬头 抬头",
    ),
    "issued": (
        "开具日期 开具时间 介绍信开具日期 介绍信日期 介绍信开具时间 开出日期 发出日期 签发日期 办理时间 办理日期",
        "转出日期 转出时间 发起时间 发起日期 申请时间 申请日期 转接时间 转接日期",
    ),
    "valid_days": ("介绍信有效期天数 有效期天数 介绍信有效期 有效天数 有效期",),
    "received": (
        "接收日期 接收时间 转入日期 转入时间 报到日期 报到时间 落实日期 落实时间 接转日期 接收落实日期",
        "完成时间 完成日期 办结时间 办结日期",
    ),
    "receipt": (
        "是否有回执 有无回执 回执情况 是否收到回执 是否已回执 回执",
        "回执日期 回执时间 收到回执日期 回执收到日期 回执联日期",
    ),
    "transfer_state": (
        "转接状态 办理状态 转移状态 接转状态 当前状态 流程状态 转接进度",
        "状态 办理情况 办理进度",
    ),
}
"""Transfer ledgers: field -> header words."""

FIELD_WORDS: Final[Mapping[str, Mapping[str, Tiers]]] = {
    "members": MEMBERS,
    "organisations": ORGANISATIONS,
    "transfers": TRANSFERS,
}
"""Kind of export -> field -> header words in tiers."""

NEEDED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "members": (("name",),),
    "organisations": (("org_name",),),
    "transfers": (("name",), ("to_org", "from_org")),
}
"""What a table of a kind cannot do without: of each group at least one field."""

TELLING: Final[Mapping[str, frozenset[str]]] = {
    "members": frozenset(
        {"category", "join_date", "full_date", "member_no", "birth_date", "branch"}
    ),
    "organisations": frozenset(
        {"org_name", "org_kind", "secretary", "parent_code", "term_to", "term_from", "org_code"}
    ),
    "transfers": frozenset(
        {"letter_no", "from_org", "to_org", "receipt", "transfer_state", "valid_days"}
    ),
}
"""Fields that tell the kinds of table apart."""

SERIAL: Final = frozenset(_split("序号 序 编次 行号 次序 NO №"))
"""Headers of a running number, which no field takes."""

TOTAL: Final = ("合计", "总计", "共计", "累计", "总人数")
SUBTOTAL: Final = ("小计", "本页合计", "本页小计", "分计")
"""First words of rows that add up."""

NOTE: Final = _split(
    "审核人 审核 填表人 填报人 制表人 制表 经办人 负责人 审批人 复核人 联系人 联系电话 备注 注 附注 说明 填表说明 填报说明 填表日期 填报日期 填表时间 填报时间 填报单位 填表单位 单位盖章 盖章 党组织盖章 书记签字 书记签名 打印日期 打印时间 打印人 导出时间 导出日期 导出人 统计时间 统计日期 统计人 截止日期 截至日期 报送日期 上报日期 党组织书记签字 单位 日期 页码"
)
"""First words of rows of notes and signatures, followed by a colon or by nothing."""

NOT_MEMBERS: Final = (
    "积极分子", "发展对象", "申请人", "申请入党", "入党申请", "群众", "共青团员", "无党派", "民主党派",
    "民盟", "民革", "民建", "民进", "农工党", "致公党", "九三学社", "台盟",
)  # fmt: skip
"""Categories that are not members; the row is set aside and counted."""

FILLERS: Final = (
    "无",
    "—",
    "——",
    "-",
    "--",
    "/",
    "／",
    "\\",
    "、",
    "空",
    "暂无",
    "N/A",
    "n/a",
    "NULL",
    "null",
    "None",
)
"""What is written where there is nothing to write."""

BRANCH_ENDINGS: Final = (
    "党支部",
    "支部委员会",
    "联合支部",
    "支部",
    "总支部",
    "党总支",
    "总支",
    "党委",
    "委员会",
    "党小组",
    "党组",
)
"""How the name of a Party organisation ends."""

ASSOCIATIONS: Final = ("协会", "学会", "商会", "联合会", "促进会", "研究会", "基金会", "医师会")
"""Words in the names of social organisations."""

EXPORTED: Final = _split(
    "导出时间 导出日期 填报日期 填报时间 填表日期 填表时间 统计时间 统计日期 截止日期 截至日期 截止时间 截至时间 打印日期 打印时间 制表日期 制表时间 报表日期 生成时间 生成日期 上报日期 报送日期 更新时间 数据日期 数据时间 截至 截止 日期 时间"
)
"""Words before the date on which a file was made."""

CATEGORIES: Final = ("正式党员", "预备党员", "中共党员", "中共预备党员")
EDUCATIONS: Final = (
    "博士",
    "硕士",
    "研究生",
    "大学",
    "本科",
    "专科",
    "大专",
    "中专",
    "高中",
    "初中",
    "小学",
    "技校",
)
POSTS: Final = ("专职", "兼职", "退休", "挂靠", "退休返聘", "离退休")
STATES: Final = ("正常", "失联", "停止党籍", "除名", "转出", "已转出", "死亡", "去世", "出党")
TRANSFER_STATES: Final = ("审核", "转接中", "已完成", "驳回", "撤销", "办结", "接收")
SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧单仇查区"
    "盖翟缪解朴尉司诸葛上官欧阳"
)
"""Values that give a column away whatever its header says."""
