"""Names of people: one form for one name, and a wildcard where a character was lost."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import beside_names, text
from orgtransfer.similarity.nobody import nobody as names_nobody

UNKNOWN: Final = "?"
"""Stands for one character that the export lost: a rare character (䶮, 堃) that became pinyin,
a box, a question mark, a private code point or its parts in brackets."""

_HAN: Final = r"\p{Han}"
_DOT: Final = "·"
_DOTS: Final = r"[·•・‧∙⋅⦁᛫●﹒．.。｡]+"
# What is written behind a name without brackets. Two characters before it at the least: 李书记 is
# nobody's name, and 王书 记 must not lose its end.
_FORMERLY: Final = (
    r"(\p{Han}{2}) ?(?:曾用名|原名|又名|别名|化名|乳名|小名)[:是为]? ?[\p{Han}、,;/]+$"
)
NOW: Final = r"^(\p{Han}{2,4}) ?[(\[]?(?:现名|现?已?更名为|现?已?改名为?|后改名?为?|现改名|现用名)[:为]? ?(\p{Han}{2,4})[)\]]?$"
"""A name, and behind it what the member is called today."""
_LABEL: Final = r"^(?:姓名|名字|党员姓名|党员|同志|(?:党委|总支|支部|党支部)?(?:副?书记|(?:组织|宣传|纪检)?委员)|组长|联系人) ?[:;] ?"
# 李明 男 45岁; 李明-内科: a department is no part of a minority name.
_BESIDE: Final = r"^(\p{Han}{2,4}) +[男女][ ,、;/].*$|^(\p{Han}{2,4}) ?[-‐–—_] ?\p{Han}{1,8}(?:科|部|室|处|院|支部|小组|公司|中心)$"
_KIND_OF_OFFICE: Final = (
    "(?:名誉|荣誉|专职|兼职|兼任|驻会|常务|执行|轮值|第一|代理|临时|现任|原任|前任|候任|时任"
    "|团委|工会|纪委|党组|机关)"
)
# 李主任: a surname and an office; 支部书记, 常务副会长, 驻会副秘书长: an office alone.
_COMPOUND: Final = "(?:欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|东方)"
_TITLED: Final = rf"^(?:\p{{Han}}|{_COMPOUND}|{_KIND_OF_OFFICE}*) ?{beside_names.OFFICE}$"
# Two characters alone may be a surname and a given name, as unlikely as they are.
_WORDS_AS_NAMES: Final = r"^[书主][记任]$"
_AND_OTHERS: Final = r"等(?:[0-9]+|[一二三四五六七八九十两]+)?[人名位](?:同志)?$"
_ROMANISED: Final = (
    r"^(?:[A-Za-z]+ +[A-Za-z]+ *)(\p{Han}{2,})$|^(\p{Han}{2,}) *(?:[A-Za-z]+ +[A-Za-z]+"
    r"|[A-Z][a-z]+[A-Z][a-z]+|[A-Za-z]{7,})$|^(?:[A-Z][a-z]+[A-Z][a-z]+|[A-Za-z]{7,}) *(\p{Han}{2,})$"
)
# The hundred most frequent surnames, without those that begin Uighur and Hui names (马, 白, 艾).
_FREQUENT: Final = (
    "[王李张刘陈杨黄赵吴周徐孙朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤]"
)
_FRONT: Final = rf"{beside_names.FRONT}((?:{_COMPOUND}|{_FREQUENT})\p{{Han}}{{1,2}})$"
# Surnames that begin no Uighur, Tibetan or Mongolian name of five characters and more.
_LONG: Final = rf"^(?:{_COMPOUND}|[{_FREQUENT}--夏毛苏江罗丁万康汪史白])[^·]+$"
_MARKED: Final = rf"^({_FREQUENT}\p{{Han}})\?{{2,}}$|^({_FREQUENT}\p{{Han}}{{2}})\?+$"
_TWO_PEOPLE: Final = (
    rf"^({_FREQUENT})\p{{Han}}{{1,2}} ?(?: |[/\\|;、,和及与]) ?({_FREQUENT})\p{{Han}}{{1,2}}$"
)
_MANY_PEOPLE: Final = (
    rf"^(?:{_FREQUENT}\p{{Han}}{{1,2}}(?: |[/\\|;、,和及与])+){{2,}}{_FREQUENT}\p{{Han}}{{1,2}}$"
)
_UNUSUAL: Final = (
    rf"某|[男女]$|[党员待未无同空缺测删作请以查]|同志$|等[人名位]$|{beside_names.UNUSUAL}"
)
_FURTHER: Final = r"(\p{Han})[/\\|;、,].*$"  # a second name, or a remark
_OPEN: Final = r"[(\[{<〈《〔〖【「『]"
_CLOSE: Final = r"[)\]}>〉》〕〗】」』]"
_INNER: Final = r"[^(\[{<〈《〔〖【「『)\]}>〉》〕〗】」』]*"
# A note and a character's parts look alike ([退休], [石羡]); a note is made of these.
_NOTE: Final = (
    r"[男女大小老新已未转退休预备正式书记副委员离借调在岗兼专职党群工团学生原名曾用又失联死去世出国境外"
    r"停止籍除籍长期病假编制聘注号族人同志待查重复]"
)
_PARTS: Final = r"[\[〔【{](\p{Han})[+/]?(\p{Han})(?:[+/]?\p{Han})?[\]〕】}]"
_PINYIN: Final = r"[\p{Latin}]+[0-9]?"
_LOST: Final = r"[?□■▢◻◼〓○◯＊*�\p{Co}\p{Cn}]"
_DESCRIBED: Final = (
    r"[\x{2FF2}\x{2FF3}]\p{Han}\p{Han}\p{Han}"
    r"|[\x{2FF0}\x{2FF1}\x{2FF4}-\x{2FFB}]\p{Han}\p{Han}"
)


def name(expr: pl.Expr) -> pl.Expr:
    """A person's name as it is compared.

    Args:
        expr: the text of the export.

    Returns:
        Text: Han characters, `·` between the parts of a minority name, `UNKNOWN` for each lost
        character; a name without Han characters in capitals. Null where no name is left.
        Notes in brackets, marks that tell namesakes apart (王芳A, 王芳2), former names, remarks
        behind a blank and 同志 are gone. Null as well for two people in one cell (王芳 李四), for
        several (王芳等3人) and for a surname with an office (李主任): these name nobody.
    """
    visible = text.staged(expr, text.visible)
    return text.settled(visible, _alone, _lost_marked, _one_form, _filled)


def _alone(plain: pl.Expr) -> pl.Expr:
    """The name without what stands beside it unbracketed; null where the cell names nobody."""
    alone = (
        plain.str.replace(_LABEL, "")
        .str.replace(NOW, "$2")
        .str.replace(_FORMERLY, "$1")
        .str.replace(_BESIDE, "$1$2")
        .str.replace(beside_names.BEHIND, "$1$2")
        .str.replace(beside_names.PARTED, "$1")
        .str.replace(_FRONT, "$1")
        .str.replace(_ROMANISED, "$1$2$3")
    )
    separator = alone.str.contains(r"[ 和及与]")
    first, second = (alone.str.extract(_TWO_PEOPLE, group) for group in (1, 2))
    nobody = (
        ((first != second) | (first.is_not_null() & separator)).fill_null(value=False)
        | _an_office(plain)
        | _an_office(alone)
        | alone.str.contains(f"{beside_names.NOBODY}|(?:{_AND_OTHERS})|{_MANY_PEOPLE}")
        | names_nobody(alone.str.replace_all(" ", "", literal=True))
    )
    return pl.when(~nobody).then(alone.str.replace_all("某", UNKNOWN, literal=True))


def _an_office(plain: pl.Expr) -> pl.Expr:
    """Whether an office stands alone, or behind a surname."""
    return plain.str.contains(_TITLED) & ~plain.str.contains(_WORDS_AS_NAMES)


def _one_form(plain: pl.Expr) -> pl.Expr:
    return pl.when(plain.str.contains(_HAN)).then(_han(plain)).otherwise(_latin(plain))


def usual(expr: pl.Expr) -> pl.Expr:
    """What `name` makes of two to four ordinary characters; null for anything else.

    Blanks are often put into a name of two characters, to make it as wide as one of three.
    """
    return text.staged(expr, _closed_up, _ordinary)


def _closed_up(expr: pl.Expr) -> pl.Expr:
    padded = expr.str.replace(r"^([\x{4E00}-\x{9FFF}])[\t \x{3000}]+([\x{4E00}-\x{9FFF}])", "$1$2")
    return padded.str.strip_chars("\t \u3000")


def _ordinary(plain: pl.Expr) -> pl.Expr:
    form = plain.str.contains(r"^[\x{4E00}-\x{9FFF}]{2,4}$") & ~plain.str.contains(_UNUSUAL)
    return pl.when(form).then(text.given(plain))


def _han(plain: pl.Expr) -> pl.Expr:
    alone = _unbracketed(plain)
    return (
        # 妻子:王芳, 备注:王芳: whose name it is stands in front.
        pl.when(~alone.str.contains(r"\p{Han} ?:"))
        .then(alone)
        .str.replace(_FURTHER, "$1")
        .str.replace_all(r"[0-9]+$|[A-Za-z]$", "")
        .str.replace_all(_PINYIN, UNKNOWN)
        .str.replace_all(_DOTS, _DOT)
        .str.replace_all(r"(\p{Han})[-‐–—_](\p{Han})", "${1}·${2}")
        .str.replace_all(r"[^\p{Han}·?]", "")
        .str.replace_all(r"·+", _DOT)
        .str.replace_all(r"^·+|(?:同志|·)+$", "")
        .str.replace(_MARKED, "$1$2")
    )


def _lost_marked(plain: pl.Expr) -> pl.Expr:
    """Whatever stands for one lost character becomes `UNKNOWN`; only beside Han characters."""
    joined = plain.str.replace_all(" ", "", literal=True)
    return pl.when(plain.str.contains(_HAN)).then(_wild(joined)).otherwise(plain)


def _wild(plain: pl.Expr) -> pl.Expr:
    note = plain.str.contains(rf"[\[〔【{{]{_NOTE}+[\]〕】}}]")
    parts = pl.when(note).then(plain).otherwise(plain.str.replace_all(_PARTS, UNKNOWN))
    return (
        parts.str.replace_all(_DESCRIBED, UNKNOWN)
        .str.replace_all(rf"{_OPEN}[a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{{2,6}}[0-9]?{_CLOSE}", UNKNOWN)
        .str.replace_all(rf"^(\p{{Han}}){_OPEN}\p{{Han}}{{2,3}}{_CLOSE}", "${1}?")
        .str.replace_all(_LOST, UNKNOWN)
    )


def _unbracketed(plain: pl.Expr) -> pl.Expr:
    """Without notes in brackets, also nested ones and one that was never closed."""
    bracket = rf"{_OPEN}{_INNER}{_CLOSE}"
    return (
        plain.str.replace_all(bracket, "")
        .str.replace_all(bracket, "")
        .str.replace(rf"{_OPEN}.*$", "")
    )


def _latin(plain: pl.Expr) -> pl.Expr:
    return (
        _unbracketed(plain)
        .str.to_uppercase()
        .str.normalize("NFKC")
        .str.replace_all(_DOTS, _DOT)
        .str.replace_all(r"[^\p{L}·? '-]", "")
        .str.replace_all(r" +", " ")
        .str.strip_chars(" ·'-")
    )


def _filled(name: pl.Expr) -> pl.Expr:
    """Null where no letter is left, or where what is left names nobody (待定A, 省人民医院2)."""
    somebody = name.str.contains(r"\p{L}") & ~names_nobody(name)
    said = name.str.contains(beside_names.SENTENCE) & name.str.contains(
        f"{_LONG}|{beside_names.OF_SENTENCES}"
    )
    return pl.when(somebody & ~said).then(text.given(name))
