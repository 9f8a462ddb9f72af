"""Configurations as people break them, and the one line that each of them gets.

`tests/cli/test_broken.py` compares word for word, in Chinese and in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

GOOD: Final = """\
[project]
name = "某行业综合党委"
[systems.roster]
role = "roster"
members = "roster*.csv"
[systems.register]
role = "register"
members = "register*.csv"
[match]
auto = 0.95
"""


@dataclass(frozen=True)
class Broken:
    """A mistake: what stands in the good configuration, what somebody made of it, what is said."""

    name: str
    old: str
    new: str
    zh: str
    en: str


BROKEN: Final = (
    Broken(
        "Chinese quotes",
        '"某行业综合党委"',
        "“某行业综合党委”",
        '错误：config.toml: 不是有效的 TOML 文件：第 2 行：用了中文标点，须改用英文半角符号。现在写的是：name = “某行业综合党委”\u3000应改为：name = "某行业综合党委"',
        'Error: config.toml: not a TOML file: line 2: punctuation of Chinese text, where a half-width sign belongs. It says: name = “某行业综合党委” It should say: name = "某行业综合党委"',
    ),
    Broken(
        "one quote missing",
        '"某行业综合党委"',
        '"某行业综合党委',
        '错误：config.toml: 不是有效的 TOML 文件：第 2 行：引号或括号没有配对。现在写的是：name = "某行业综合党委\u3000应改为：name = "某行业综合党委"',
        'Error: config.toml: not a TOML file: line 2: a quote or a bracket is not closed. It says: name = "某行业综合党委 It should say: name = "某行业综合党委"',
    ),
    Broken(
        "no quotes",
        '"某行业综合党委"',
        "某行业综合党委",
        "错误：config.toml: 不是有效的 TOML 文件：第 2 行：文字须加引号。现在写的是：name = 某行业综合党委\u3000应改为：name = '某行业综合党委'",
        "Error: config.toml: not a TOML file: line 2: a text stands in quotes. It says: name = 某行业综合党委 It should say: name = '某行业综合党委'",
    ),
    Broken(
        "full-width equals",
        "name =",
        "name ＝",
        '错误：config.toml: 不是有效的 TOML 文件：第 2 行：用了中文标点，须改用英文半角符号。现在写的是：name ＝ "某行业综合党委"\u3000应改为：name = "某行业综合党委"',
        'Error: config.toml: not a TOML file: line 2: punctuation of Chinese text, where a half-width sign belongs. It says: name ＝ "某行业综合党委" It should say: name = "某行业综合党委"',
    ),
    Broken(
        "full-width brackets",
        "[project]",
        "【project】",
        "错误：config.toml: 不是有效的 TOML 文件：第 1 行：用了中文标点，须改用英文半角符号。现在写的是：【project】\u3000应改为：[project]",
        "Error: config.toml: not a TOML file: line 1: punctuation of Chinese text, where a half-width sign belongs. It says: 【project】 It should say: [project]",
    ),
    Broken(
        "Chinese colon",
        'role = "roster"',
        'role： "roster"',
        '错误：config.toml: 不是有效的 TOML 文件：第 4 行：用了中文标点，须改用英文半角符号。现在写的是：role： "roster"\u3000应改为：role= "roster"',
        'Error: config.toml: not a TOML file: line 4: punctuation of Chinese text, where a half-width sign belongs. It says: role： "roster" It should say: role= "roster"',
    ),
    Broken(
        "backslashes",
        '"roster*.csv"',
        '"D:\\导出\\roster*.csv"',
        "错误：config.toml: 不是有效的 TOML 文件：第 5 行：双引号里的反斜杠另有含义，改用单引号即可照原样保留。现在写的是：members = \"D:\\导出\\roster*.csv\"\u3000应改为：members = 'D:\\导出\\roster*.csv'",
        "Error: config.toml: not a TOML file: line 5: a backslash in double quotes means something else; single quotes keep it. It says: members = \"D:\\导出\\roster*.csv\" It should say: members = 'D:\\导出\\roster*.csv'",
    ),
    Broken(
        "a hidden tab",
        '"roster*.csv"',
        '"D:\\table\\roster.csv"',
        "错误：config.toml 第 5 行：systems.roster.members: 含有看不见的字符；Windows 路径中的每个 \\ 请改写成 /，或者给路径加单引号：'D:\\table\\roster.csv'",
        "Error: config.toml, line 5: systems.roster.members: holds a character that cannot be seen; in a Windows path write / for each \\, or put the path in single quotes: 'D:\\table\\roster.csv'",
    ),
    Broken(
        "a comma at the end",
        "auto = 0.95",
        "auto = 0.95,",
        "错误：config.toml: 不是有效的 TOML 文件：第 10 行：末尾多了符号。现在写的是：auto = 0.95,\u3000应改为：auto = 0.95",
        "Error: config.toml: not a TOML file: line 10: a sign too many at the end. It says: auto = 0.95, It should say: auto = 0.95",
    ),
    Broken(
        "a percent sign",
        "auto = 0.95",
        "auto = 95%",
        "错误：config.toml: 不是有效的 TOML 文件：第 10 行：末尾多了符号。现在写的是：auto = 95%\u3000应改为：auto = 95",
        "Error: config.toml: not a TOML file: line 10: a sign too many at the end. It says: auto = 95% It should say: auto = 95",
    ),
    Broken(
        "a number in quotes",
        "auto = 0.95",
        'auto = "0.95"',
        "错误：config.toml 第 10 行：match.auto: 不应加引号，请写成：auto = 0.95",
        "Error: config.toml, line 10: match.auto: must stand without quotes: auto = 0.95",
    ),
    Broken(
        "a comma for the point",
        "auto = 0.95",
        "auto = 0,95",
        "错误：config.toml: 不是有效的 TOML 文件：第 10 行：小数点写成了逗号。现在写的是：auto = 0,95\u3000应改为：auto = 0.95",
        "Error: config.toml: not a TOML file: line 10: a comma, where a decimal point belongs. It says: auto = 0,95 It should say: auto = 0.95",
    ),
    Broken(
        "too large",
        "auto = 0.95",
        "auto = 95",
        "错误：config.toml 第 10 行：match.auto: 应当在 0.5 到 1 之间，现在是 95；是不是 0.95？",
        "Error: config.toml, line 10: match.auto: must be between 0.5 and 1, got 95; did you mean 0.95?",
    ),
    Broken(
        "nothing behind the =",
        "auto = 0.95",
        "auto =",
        "错误：config.toml: 不是有效的 TOML 文件：第 10 行：等号后面缺少取值，或者写法不对。现在写的是：auto =",
        "Error: config.toml: not a TOML file: line 10: what stands behind the = is missing or is no value. It says: auto =",
    ),
    Broken(
        "a name twice",
        "auto = 0.95",
        "auto = 0.95\nauto = 0.9",
        "错误：config.toml: 不是有效的 TOML 文件：第 11 行：同一个名称写了两次，请删去一处。现在写的是：auto = 0.9",
        "Error: config.toml: not a TOML file: line 11: a name stands twice; take one of them out. It says: auto = 0.9",
    ),
    Broken(
        "a table twice",
        "[match]",
        "[project]\n[match]",
        "错误：config.toml: 不是有效的 TOML 文件：第 9 行：方括号标题出现了两次，请把两处内容合在一起。现在写的是：[project]",
        "Error: config.toml: not a TOML file: line 9: a heading in brackets stands twice; put what is below them together. It says: [project]",
    ),
    Broken(
        "a bracket missing",
        "[match]",
        "[match",
        "错误：config.toml: 不是有效的 TOML 文件：第 9 行：引号或括号没有配对。现在写的是：[match\u3000应改为：[match]",
        "Error: config.toml: not a TOML file: line 9: a quote or a bracket is not closed. It says: [match It should say: [match]",
    ),
    Broken(
        "a mistyped table",
        "[match]",
        "[macth]",
        "错误：config.toml 第 9 行：macth：没有这个设置项；是不是 match？",
        "Error: config.toml, line 9: macth: unknown key; did you mean match?",
    ),
    Broken(
        "a mistyped key",
        "auto =",
        "atuo =",
        "错误：config.toml 第 10 行：match.atuo：没有这个设置项；是不是 auto？",
        "Error: config.toml, line 10: match.atuo: unknown key; did you mean auto?",
    ),
    Broken(
        "a role in Chinese",
        '"register"',
        '"登记"',
        "错误：config.toml 第 7 行：systems.register.role: 应当是 roster, register 之一，现在是 登记；是不是 register？",
        "Error: config.toml, line 7: systems.register.role: must be one of roster, register, got 登记; did you mean register?",
    ),
    Broken(
        "no role",
        'role = "roster"\n',
        "",
        "错误：config.toml 第 3 行：systems.roster.role: 应当是 roster, register 之一，现在是 （没有写）",
        "Error: config.toml, line 3: systems.roster.role: must be one of roster, register, got nothing",
    ),
    Broken(
        "a Chinese system name",
        "[systems.register]",
        "[systems.全国系统]",
        '错误：config.toml: 不是有效的 TOML 文件：第 6 行：名称中有字母、数字以外的字符，须加引号。现在写的是：[systems.全国系统]\u3000应改为：[systems."全国系统"]',
        'Error: config.toml: not a TOML file: line 6: a name that is not made of letters and digits stands in quotes. It says: [systems.全国系统] It should say: [systems."全国系统"]',
    ),
    Broken(
        "no systems",
        '[systems.roster]\nrole = "roster"\nmembers = "roster*.csv"\n[systems.register]\nrole = "register"\nmembers = "register*.csv"\n',
        "",
        "错误：config.toml: systems：至少要有一个 [systems.名称]",
        "Error: config.toml: systems: at least one [systems.NAME] is needed",
    ),
    Broken(
        "no file in a system",
        'members = "register*.csv"\n',
        "",
        '错误：config.toml 第 6 行：systems.register：没有写文件；请写上 members = "…"',
        'Error: config.toml, line 6: systems.register: no files; give members = "…"',
    ),
    Broken(
        "yes in Chinese",
        "[match]",
        "[worklist]\nmask_ids = 是\n[match]",
        "错误：config.toml: 不是有效的 TOML 文件：第 10 行：是、否须写成 true、false。现在写的是：mask_ids = 是\u3000应改为：mask_ids = true",
        "Error: config.toml: not a TOML file: line 10: yes and no are written true and false. It says: mask_ids = 是 It should say: mask_ids = true",
    ),
    Broken(
        "a file that is not there",
        '"register*.csv"',
        '"registr.csv"',
        "错误：systems.register.members：在 {folder} 中没有与 registr.csv 匹配的文件；请把导出的文件放到那里，或改正配置文件中的文件名；是不是 register.csv？",
        "Error: systems.register.members: no file matches registr.csv in {folder}; put the export there, or correct the pattern in the configuration; did you mean register.csv?",
    ),
    Broken(
        "a folder that is not there",
        '"register*.csv"',
        '"导出/register*.csv"',
        "错误：systems.register.members：在 {folder} 中没有与 导出/register*.csv 匹配的文件；请把导出的文件放到那里，或改正配置文件中的文件名；没有“导出”这个文件夹",
        "Error: systems.register.members: no file matches 导出/register*.csv in {folder}; put the export there, or correct the pattern in the configuration; there is no folder 导出",
    ),
    Broken(
        "an unknown rule",
        "[match]",
        '[rules]\nignore = ["RL99"]\n[match]',
        "错误：config.toml 第 10 行：rules.ignore: 没有这条规则：RL99",
        "Error: config.toml, line 10: rules.ignore: no such rule: RL99",
    ),
    Broken(
        "a date in quotes",
        "[match]",
        '[[rules.exempt]]\ncodes = ["RL01"]\nreason = "会议决定"\nuntil = "2027年6月"\n[match]',
        "错误：config.toml 第 12 行：rules.exempt[1].until: 应当是日期，例如 2026-12-31（不加引号），现在是 2027年6月",
        "Error: config.toml, line 12: rules.exempt[1].until: must be a date such as 2026-12-31 (without quotes), got 2027年6月",
    ),
    Broken(
        "a time zone",
        "[systems.roster]",
        'timezone = "北京"\n[systems.roster]',
        "错误：config.toml 第 3 行：project.timezone: 没有这个时区：北京；是不是 Asia/Shanghai？",
        "Error: config.toml, line 3: project.timezone: no such time zone: 北京; did you mean Asia/Shanghai?",
    ),
)
"""What people do, each with what they read."""
