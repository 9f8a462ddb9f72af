"""What the files of a folder are: which belong to one system, and what its role is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from orgtransfer.frames import FIELDS
from orgtransfer.i18n import N_, _
from orgtransfer.read.table_description import TableSeen

_DATE: Final = re.compile(
    r"[-_ 　(（]*20\d{2}[-_.年]?\d{1,2}[-_.月]?\d{0,2}日?[)）]*(?:[-_ T]*\d{4,6}(?!\d))?"
)
_KIND_WORDS: Final = re.compile(
    "党员花名册|党员名册|党员名单|党员信息(?:表|采集表)?|党员基本信息|党员|花名册|名册|名单|"
    "党组织信息(?:表)?|党组织基本信息|党组织(?:名册|列表|花名册)?|组织信息|组织机构|支部信息|党支部|支部|"
    "组织关系转接台账|组织关系|转接台账|转接记录|转接信息|转接|台账|介绍信|"
    "导出|信息|数据|列表|汇总|统计|表|members?|organi[sz]ations?|transfers?|branches",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"[(（]\d+[)）]$")


@dataclass(frozen=True)
class Known:
    """A system that files are often from: what their names say, and what it is."""

    pattern: str
    key: str
    label: str
    role: str


KNOWN: Final = (
    Known("省直|机关党建", "ganpoyun_szjg", "赣鄱云(省直机关党建端口)", "register"),
    Known("两新", "liangxin", "两新工委党建平台", "register"),
    Known("全国|国管|12371", "national", "全国党员管理信息系统", "register"),
    Known("赣鄱云|行业综合党委|行业党委", "ganpoyun", "赣鄱云(行业综合党委端口)", "roster"),
)
"""The first that fits a file's name wins."""

ROSTER_FIELDS: Final = frozenset({"association", "original_unit"})
REGISTER_FIELDS: Final = frozenset({"branch_code", "member_no", "state", "moved_out"})

SHARE: Final = 0.5
"""From this share of association names on, a list is an association's."""


@dataclass(frozen=True)
class SystemGuess:
    """One system of the draft."""

    key: str
    label: str
    role: str
    why: str
    """What the role was told by."""
    tables: tuple[TableSeen, ...]
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind -> patterns relative to the folder that was looked at."""
    all_files: bool = False

    @property
    def columns(self) -> dict[str, dict[str, str]]:
        """Kind -> field -> header, where two columns claim one field: the first of them."""
        chosen: dict[str, dict[str, str]] = {}
        for table in self.tables:
            for name, headers in table.conflicts.items():
                chosen.setdefault(table.kind, {}).setdefault(name, headers[0])
        return chosen


def systems(folder: Path, tables: Iterable[TableSeen]) -> list[SystemGuess]:
    """Groups the tables of a folder by the system they are from, and guesses its role.

    Args:
        folder: the folder; patterns are relative to it.
        tables: what was seen in its files; `file` begins with the folder.

    Returns:
        The systems, rosters first; none where no table of a known kind was seen.
    """
    groups: dict[tuple[str, str], list[TableSeen]] = {}
    for table in tables:
        if table.kind in FIELDS:
            place, name = _group(table.file, folder)
            known = _known(name)
            groups.setdefault((place, known.label if known else name), []).append(table)
    merged = _merged(groups)
    found = [_system(name, parts, folder) for (_place, name), parts in sorted(merged.items())]
    rated = _balanced([system for system in found if system.files])
    return _unique(sorted(rated, key=lambda s: (s.role != "roster", s.key)))


def _group(file: str, folder: Path) -> tuple[str, str]:
    """The subfolder, and what a file's name says beside its kind and its date."""
    path = Path(file).relative_to(folder.as_posix())
    first = path.parts[0] if len(path.parts) > 1 else ""
    stem = Path(path.parts[0]).stem if Path(first).suffix else path.stem
    bare = _KIND_WORDS.sub("", _NUMBERED.sub("", _DATE.sub("", stem)))
    return ("" if Path(first).suffix else path.parent.as_posix(), bare.strip(" _-—()（）[]【】.·"))


def _merged(
    groups: Mapping[tuple[str, str], list[TableSeen]],
) -> dict[tuple[str, str], list[TableSeen]]:
    """Files of one folder with the same columns are parts of one list, one file a branch."""
    parts: dict[tuple[str, frozenset[str], bool], list[tuple[str, str]]] = {}
    for name, tables in groups.items():
        if {table.kind for table in tables} == {"members"} and not _known(name[1]):
            headers = frozenset(c.header for table in tables for c in table.columns)
            theirs = max(table.associations for table in tables) >= SHARE
            parts.setdefault((name[0], headers, theirs), []).append(name)
    merged = dict(groups)
    for names in parts.values():
        if len(names) > 1:
            joined = [table for name in names for table in merged.pop(name)]
            merged[names[0][0], _common([name for _place, name in names])] = joined
    return merged


def _common(names: Sequence[str]) -> str:
    """What the names of the parts of one list begin with."""
    return os.path.commonprefix(list(names)).strip(" _-")  # noqa: RUF071  # names, not paths


def _known(name: str) -> Known | None:
    return next((known for known in KNOWN if re.search(known.pattern, name)), None)


def _system(name: str, tables: Sequence[TableSeen], folder: Path) -> SystemGuess:
    known = _known(name) or _known("".join(table.title or "" for table in tables))
    files: dict[str, tuple[str, ...]] = {}
    for kind in FIELDS:
        own = {_file(table, folder) for table in tables if table.kind == kind}
        files |= {kind: tuple(sorted({_pattern(file) for file in own}))} if own else {}
    role, why = _role(known, tables)
    label = known.label if known else name or folder.resolve().name
    key = known.key if known else _key(name or folder.resolve().name)
    several = any(len(patterns) > 1 for patterns in files.values())
    return SystemGuess(key, label, role, why, tuple(tables), files, several)


def _file(table: TableSeen, folder: Path) -> str:
    """The file on the disk: of a file in an archive, the archive."""
    path = Path(table.file).relative_to(folder.as_posix())
    while not (folder / path).is_file() and path.parent != path:
        path = path.parent
    return path.as_posix()


def _pattern(file: str) -> str:
    """A file's path with `*` where its name has a date, so that tomorrow's export is found."""
    path = Path(file)
    stem = _DATE.sub("*", path.stem)
    usable = stem.strip("*") and not set(path.stem) & set("*?[]")
    return path.with_name(stem + path.suffix).as_posix() if usable else file


def _key(name: str) -> str:
    """A name in letters that need no quotation marks."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  # slow to load, and only a draft needs it

    spelt = "".join(lazy_pinyin(name)) if not name.isascii() else name
    return re.sub(r"[^a-z0-9_]+", "_", spelt.lower()).strip("_")[:24] or "system"


def _role(known: Known | None, tables: Sequence[TableSeen]) -> tuple[str, str]:
    """The role, and why."""
    if known:
        reason = _("the name says {label}").format(label=known.label)
        return known.role, reason
    share = max((table.associations for table in tables), default=0.0)
    fields = frozenset().union(*(table.fields for table in tables))
    if share >= SHARE:
        return "roster", _("most of its organisations are associations")
    if fields & ROSTER_FIELDS and not fields & REGISTER_FIELDS:
        return "roster", _("it has columns of an association's list")
    if fields & REGISTER_FIELDS:
        return "register", _("it has columns of a register: {fields}").format(
            fields=", ".join(sorted(fields & REGISTER_FIELDS))
        )
    return "register", _("nothing says that it is an association's list")


_ONLY: Final = {
    "roster": N_("no other file looks more like an association's list"),
    "register": N_("no other file looks more like a register"),
}


def _balanced(systems: list[SystemGuess]) -> list[SystemGuess]:
    """Where there are two systems or more, at least one is a roster and one a register."""
    for role in _ONLY:
        if len(systems) >= 2 and not any(system.role == role for system in systems):
            best = max(
                systems, key=lambda s: (_likeness(s) * (1 if role == "roster" else -1), s.key)
            )
            changed = replace(best, role=role, why=_(_ONLY[role]))
            systems = [changed if system is best else system for system in systems]
    return systems


def _likeness(system: SystemGuess) -> float:
    """How much a system looks like a roster."""
    fields = frozenset().union(*(table.fields for table in system.tables))
    share = max((table.associations for table in system.tables), default=0.0)
    return share + 0.2 * len(fields & ROSTER_FIELDS) - 0.1 * len(fields & REGISTER_FIELDS)


def _unique(systems: list[SystemGuess]) -> list[SystemGuess]:
    """No two systems of one key."""
    seen: dict[str, int] = {}
    result = []
    for system in systems:
        seen[system.key] = seen.get(system.key, 0) + 1
        number = seen[system.key]
        result.append(system if number == 1 else replace(system, key=f"{system.key}_{number}"))
    return result


def project(systems: Sequence[SystemGuess]) -> str:
    """Whose worklists these are, from the title of a roster; empty where none says so."""
    for system in systems:
        for table in system.tables:
            found = re.match(
                r"\s*(?:填报单位[:：]\s*)?(.{4,40}?(?:党委|委员会|党组|协会|学会|商会))(?=党员|党组织|组织|花?名册|信息|\s*$)",
                table.title or "",
            )
            if found and system.role == "roster":
                return found.group(1)
    return ""
