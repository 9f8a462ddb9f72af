"""The words and bounds of the configuration that the rest of the program asks for by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROLES: Final = ("roster", "register")
SPLITS: Final = ("unit", "branch", "association")
STATES: Final = ("open", "doing", "done", "ignored", "exempt")
"""What a word for the state of a line may mean."""
APPROVE_FOR: Final = ("all", "due")
MOST_CLERKS: Final = 2
"""So many clerks at most can be asked to say the same."""
NOTIFY: Final = ("always", "change", "failure")
NOTIFY_FORMATS: Final = ("text", "html")
MAX_LINES: Final = 20_000
"""Lines that a sheet holds: what a spreadsheet program opens in a few seconds."""
MOST_LINES: Final = 200_000
"""Lines that may be asked for: a sheet has 1,048,576 rows, and no office machine opens as many."""
LONGEST_VALIDITY: Final = 92
"""Days: what three months have at most."""
SEVERITIES: Final = ("error", "warning", "info", "off")
MEANT: Final[Mapping[str, str]] = {
    "花名册": "roster", "名册": "roster", "名单": "roster", "参加组织生活": "roster",
    "登记": "register", "登记系统": "register", "登记册": "register", "注册": "register",
    "错误": "error", "警告": "warning", "提示": "info", "关闭": "off", "单位": "unit", "支部": "branch",
}  # fmt: skip
"""What people write for a word of the configuration -> the word."""

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "post": ("fulltime", "parttime", "retired", "attached"),
    "state": (
        "normal", "lost", "suspended", "abroad", "floating", "hanging", "incoming", "moved_out",
        "removed", "historical", "deceased",
    ),
    "category": ("full", "probationary"),
    "education": (
        "postgraduate", "bachelor", "college", "vocational", "high", "middle", "primary",
    ),
    "org_kind": ("ordinary", "functional", "temporary", "floating", "joint"),
}  # fmt: skip
"""Field -> what a word in its column may be said to mean (`[words]`)."""
