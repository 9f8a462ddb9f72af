"""The configuration: TOML text in, a frozen `Config` out, or every mistake at once.

Paths stay text, relative to the configuration file; the parts that read and write resolve them.
Ours because pydantic and its like tell mistakes in English and in their own terms; here each is told
in the user's language, with its path and the nearest right key.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import re
import tomllib
import zoneinfo
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final

from orgtransfer import config_syntax
from orgtransfer.errors import ConfigError
from orgtransfer.frames import FIELDS
from orgtransfer.i18n import _

Table = Mapping[str, Any]
RuleOptions = Mapping[str, Mapping[str, Any]]
"""Rule code -> option -> default: what `[rules.CODE]` may set (see findings.registry)."""

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
_PROMISE: Final = re.compile(r"[1-9][0-9]{0,5}/[1-9][0-9]{1,8}")
"""Wrong links among how many links."""
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


@dataclass(frozen=True)
class Project:
    """`[project]`: whose worklists these are."""

    name: str = ""
    timezone: str = "Asia/Shanghai"


@dataclass(frozen=True)
class System:
    """`[systems.KEY]`: one source of exports."""

    key: str
    label: str
    role: str
    members: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    transfers: tuple[str, ...] = ()
    all_files: bool = False
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Kind of export -> field -> header, where detection errs."""
    password_env: str | None = None


@dataclass(frozen=True)
class Match:
    """`[match]`: probabilities from which a pair is linked, or shown to a clerk."""

    auto: float = 0.95
    review: float = 0.50
    sure: float = 0.99
    """A finding that rests on a link less probable than this says so: first make sure who it is."""
    aliases: str | None = None
    """A CSV or workbook of two columns: a name in use, and the full name it stands for."""
    wrong_links: str = ""
    """What is promised instead of `auto`: "1/2000", at most one wrong link in 2,000; empty: nothing."""
    weights: str = ""
    """A file of weights that `learn` wrote; empty: the shipped ones."""


@dataclass(frozen=True)
class Exemption:
    """`[[rules.exempt]]`: what is known and accepted, with its reason and its end."""

    codes: tuple[str, ...]
    reason: str
    until: str | None = None
    unit: str | None = None
    branch: str | None = None
    person: str | None = None


@dataclass(frozen=True)
class Rules:
    """`[rules]`: which rules run, and the numbers they use."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    exempt: tuple[Exemption, ...] = ()
    options: RuleOptions = field(default_factory=dict)
    """Complete: every option of every known rule, the configured value or its default."""


@dataclass(frozen=True)
class Worklist:
    """`[worklist]`: the workbook."""

    path: str = "工作台账.xlsx"
    mask_ids: bool = True
    password_env: str | None = None
    split_by: str | None = None
    strict: bool = False
    """Whether an entry that is not understood stops everything, instead of being kept and told."""
    states: Mapping[str, str] = field(default_factory=dict)
    """Further words for the state of a line -> open, doing, done or ignored."""
    settled_days: int = 30
    """For how many days what was settled is listed."""
    max_lines: int = MAX_LINES
    """How many lines a sheet may hold."""


@dataclass(frozen=True)
class Rulings:
    """`[rulings]`: from when on what clerks rule on pairs counts."""

    approve: int = 1
    """How many clerks must say it."""
    approve_for: str = "all"
    """For which pairs: `all`, or `due`, those with somebody who is due to move."""


@dataclass(frozen=True)
class Report:
    """`[report]`: the page that every run writes."""

    path: str | None = None
    """Where to; without it only `orgtransfer report` writes one."""
    people: bool = False
    """Whether findings and people are on it, masked."""


@dataclass(frozen=True)
class Store:
    """`[store]`: what is remembered from run to run."""

    path: str = ".orgtransfer"
    keep_runs: int = 400
    """So many runs are remembered."""
    keep_days: int = 400
    """For so many days a run is remembered, and a copy of the worklist kept."""
    keep_copies: int = 30
    """So many dated copies of the worklist are kept beside it."""
    shrink_limit: float = 0.2


@dataclass(frozen=True)
class Intake:
    """`[intake]`: from which share on an export is not believed, against the last that was."""

    check: bool = True
    lost: float = 0.03
    """Rows that are gone."""
    emptied: float = 0.2
    """Cells of a column that are empty now."""
    uniform: float = 0.5
    """Different values of a column that must be left."""
    changed: float = 0.3
    """Rows in which a column says something else."""
    doubled: float = 0.1
    """Rows that stand there twice now."""
    grown: float = 0.5
    """Rows that are new."""
    nights: int = 30
    """How many of the last good nights tonight's export is held against; 0 or 1: the last alone."""
    shrunk: float = 0.1
    """Rows that are fewer than the most of these nights."""
    swollen: float = 1.0
    """Rows that are more than the fewest of these nights."""
    thinned: float = 0.3
    """Cells of a column that are empty now, beside the night when fewest were."""


@dataclass(frozen=True)
class Notify:
    """`[notify]`: a command of the user's own that is given a short text after a run."""

    command: tuple[str, ...] = ()
    """Program and arguments; empty: nobody is told."""
    on: str = "failure"
    """always, change (anything new, changed or resolved, or a failure) or failure."""
    seconds: int = 60
    """After which the command is given up."""
    format: str = "text"
    """text, or html: a small page, for mail."""


@dataclass(frozen=True)
class Letters:
    """`[letters]`: the letters that move a relationship (介绍信)."""

    path: str = "介绍信"
    """The folder that they are written into."""
    valid_days: int = 30
    """How long a letter is valid: at most three months (中组发〔2004〕10号)."""
    first: int = 1
    """The first number of a year, where a register on paper came before."""
    template: str | None = None
    """A Word document with the form that is used instead of the program's."""
    word: str = ""
    """What stands before the number: 赣卫组字第."""


@dataclass(frozen=True)
class Limits:
    """`[limits]`: what one file may cost, so that a broken or hostile one stops early."""

    unpacked_mb: int = 1024
    cells: int = 50_000_000
    columns: int = 512
    seconds: int = 300


@dataclass(frozen=True)
class Config:
    """The whole configuration, checked."""

    project: Project = Project()
    systems: tuple[System, ...] = ()
    match: Match = Match()
    rules: Rules = Rules()
    worklist: Worklist = Worklist()
    rulings: Rulings = Rulings()
    report: Report = Report()
    store: Store = Store()
    intake: Intake = Intake()
    notify: Notify = Notify()
    letters: Letters = Letters()
    limits: Limits = Limits()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """`[words]`: field -> word as the cell has it -> what it means (see `WORDS`)."""

    def system(self, key: str) -> System:
        """The system that the configuration calls `key`."""
        return next(system for system in self.systems if system.key == key)


def parse(text: str, rule_options: RuleOptions = MappingProxyType({})) -> Config:
    """Reads the configuration.

    Args:
        text: the TOML document.
        rule_options: what each rule may be told, with defaults (findings.registry.OPTIONS).

    Raises:
        ConfigError: with every mistake found, one a line, each starting with its path.
    """
    try:
        document = config_syntax.document(text)
    except ValueError as error:
        raise ConfigError(
            _("not a TOML file: {error}").format(error=problem) for problem in error.args
        ) from error
    reader = _Reader(rule_options)
    config = reader.config(document)
    if reader.problems:
        raise ConfigError(reader.problems)
    return config


class _Reader:
    """Walks the document once and collects every mistake with its path."""

    def __init__(self, rule_options: RuleOptions) -> None:
        self.problems: list[str] = []
        self._rule_options = rule_options

    def config(self, document: Table) -> Config:
        known = (
            "project",
            "systems",
            "match",
            "rules",
            "worklist",
            "rulings",
            "report",
            "store",
            "intake",
            "notify",
            "letters",
            "limits",
            "words",
        )
        self._known(document, known, "")
        return Config(
            project=self._project(self._table(document, "project")),
            systems=tuple(self._systems(self._table(document, "systems"))),
            match=self._match(self._table(document, "match")),
            rules=self._rules(self._table(document, "rules")),
            worklist=self._worklist(self._table(document, "worklist")),
            rulings=self._rulings(self._table(document, "rulings")),
            report=self._report(self._table(document, "report")),
            store=self._store(self._table(document, "store")),
            notify=self._notify(self._table(document, "notify")),
            intake=self._intake(self._table(document, "intake")),
            letters=self._letters(self._table(document, "letters")),
            limits=self._limits(self._table(document, "limits")),
            words=dict(self._words(self._table(document, "words"))),
        )

    def _words(self, table: Table) -> Iterator[tuple[str, dict[str, str]]]:
        self._known(table, tuple(WORDS), "words")
        for name in WORDS.keys() & table.keys():
            words = self._table(table, name, f"words.{name}")
            message = _("must be one of {choices}, got {value}").replace(
                "{choices}", ", ".join(WORDS[name])
            )
            for word, meant in words.items():
                if meant not in WORDS[name]:
                    self._wrong(f"words.{name}.{word}", message, meant)
            yield name, {word: str(meant) for word, meant in words.items()}

    # -- the tables of the document --------------------------------------------------------

    def _project(self, table: Table) -> Project:
        self._known(table, ("name", "timezone"), "project")
        project = Project(
            name=self._text(table, "project.name", Project.name) or "",
            timezone=self._text(table, "project.timezone", Project.timezone) or Project.timezone,
        )
        # To list them takes as long as all the rest, and the usual one is known.
        if project.timezone != Project.timezone and project.timezone not in _time_zones():
            near = difflib.get_close_matches(project.timezone, _time_zones(), n=1, cutoff=0.7)
            message = _("no such time zone: {value}") + _did_you_mean(near or [Project.timezone])
            self._wrong("project.timezone", message, project.timezone)
        return project

    def _systems(self, table: Table) -> Iterator[System]:
        if not table:
            self.problems.append(_("systems: at least one [systems.NAME] is needed"))
        for key in table:
            yield self._system(key, self._table(table, key, f"systems.{key}"))

    def _system(self, key: str, table: Table) -> System:
        path = f"systems.{key}"
        known = (
            "label", "role", "members", "organisations", "transfers", "all_files", "columns",
            "password_env",
        )  # fmt: skip
        self._known(table, known, path)
        system = System(
            key=key,
            label=self._text(table, f"{path}.label", key) or key,
            role=self._choice(table, f"{path}.role", ROLES),
            members=self._texts(table, f"{path}.members"),
            organisations=self._texts(table, f"{path}.organisations"),
            transfers=self._texts(table, f"{path}.transfers"),
            all_files=self._flag(table, f"{path}.all_files", default=False),
            columns=self._columns(self._table(table, "columns", f"{path}.columns"), path),
            password_env=self._text(table, f"{path}.password_env", None),
        )
        if not (system.members or system.organisations or system.transfers):
            self.problems.append(_('{path}: no files; give members = "…"').format(path=path))
        return system

    def _columns(self, table: Table, path: str) -> dict[str, dict[str, str]]:
        self._known(table, tuple(FIELDS), f"{path}.columns")
        columns: dict[str, dict[str, str]] = {}
        for kind in FIELDS.keys() & table.keys():
            place = f"{path}.columns.{kind}"
            fields = self._table(table, kind, place)
            self._known(fields, FIELDS[kind], place)
            columns[kind] = {
                name: self._text(fields, f"{place}.{name}", "") or "" for name in fields
            }
        return columns

    def _match(self, table: Table) -> Match:
        self._known(table, ("auto", "review", "sure", "aliases", "wrong_links", "weights"), "match")
        match = Match(
            auto=self._number(table, "match.auto", Match.auto, 0.5, 1),
            review=self._number(table, "match.review", Match.review, 0, 1),
            sure=self._number(table, "match.sure", Match.sure, 0, 1),
            aliases=self._text(table, "match.aliases", None),
            wrong_links=self._text(table, "match.wrong_links", Match.wrong_links) or "",
            weights=self._text(table, "match.weights", Match.weights) or "",
        )
        if match.wrong_links and not _PROMISE.fullmatch(match.wrong_links):
            self._wrong(
                "match.wrong_links",
                _("must be so many in so many, such as 1/2000, got {value}"),
                match.wrong_links,
            )
        if match.review > match.auto:
            self._wrong(
                "match.review", _("must not be above match.auto, got {value}"), match.review
            )
        return match

    def _rules(self, table: Table) -> Rules:
        fixed = ("select", "ignore", "severity", "exempt")
        self._known(table, (*fixed, *self._rule_options), "rules")
        severity = self._table(table, "severity", "rules.severity")
        for code in severity:
            self._code(code, "rules.severity")
            self._choice(severity, f"rules.severity.{code}", SEVERITIES)
        return Rules(
            select=self._codes(table, "rules.select"),
            ignore=self._codes(table, "rules.ignore"),
            severity={code: str(value) for code, value in severity.items()},
            exempt=tuple(self._exemptions(table.get("exempt", []))),
            options={
                code: self._options(self._table(table, code, f"rules.{code}"), code, defaults)
                for code, defaults in self._rule_options.items()
            },
        )

    def _options(self, table: Table, code: str, defaults: Table) -> dict[str, Any]:
        self._known(table, tuple(defaults), f"rules.{code}")
        return {
            name: self._like(table, f"rules.{code}.{name}", default)
            for name, default in defaults.items()
        }

    def _exemptions(self, entries: Any) -> Iterator[Exemption]:  # noqa: ANN401  # unchecked TOML
        if not isinstance(entries, list):
            self._wrong(
                "rules.exempt", _("must be written as [[rules.exempt]], got {value}"), entries
            )
            return
        for number, entry in enumerate(entries, start=1):
            path = f"rules.exempt[{number}]"
            known = ("codes", "reason", "until", "unit", "branch", "person")
            self._known(entry, known, path)
            if not entry.get("reason"):
                self.problems.append(_("{path}.reason: is needed").format(path=path))
            yield Exemption(
                codes=self._codes(entry, f"{path}.codes"),
                reason=self._text(entry, f"{path}.reason", "") or "",
                until=self._date(entry, f"{path}.until"),
                unit=self._text(entry, f"{path}.unit", None),
                branch=self._text(entry, f"{path}.branch", None),
                person=self._text(entry, f"{path}.person", None),
            )

    def _worklist(self, table: Table) -> Worklist:
        known = ("path", "mask_ids", "password_env", "split_by", "strict", "states", "settled_days",
                 "max_lines")  # fmt: skip
        self._known(table, known, "worklist")
        states = self._table(table, "states", "worklist.states")
        return Worklist(
            path=self._text(table, "worklist.path", Worklist.path) or Worklist.path,
            mask_ids=self._flag(table, "worklist.mask_ids", default=Worklist.mask_ids),
            password_env=self._text(table, "worklist.password_env", None),
            split_by=(
                self._choice(table, "worklist.split_by", SPLITS) if "split_by" in table else None
            ),
            settled_days=self._like(table, "worklist.settled_days", Worklist.settled_days),
            max_lines=self._max_lines(table),
            strict=self._flag(table, "worklist.strict", default=Worklist.strict),
            states={
                word: self._choice(states, f"worklist.states.{word}", STATES) for word in states
            },
        )

    def _report(self, table: Table) -> Report:
        self._known(table, ("path", "people"), "report")
        return Report(
            path=self._text(table, "report.path", Report.path) or None,
            people=self._flag(table, "report.people", default=Report.people),
        )

    def _max_lines(self, table: Table) -> int:
        most = self._whole(table, "worklist.max_lines", Worklist.max_lines, 1)
        if most > MOST_LINES:
            message = _("at most {most} lines fit on a sheet, got {value}")
            self._wrong("worklist.max_lines", message.replace("{most}", f"{MOST_LINES:,}"), most)
        return most

    def _intake(self, table: Table) -> Intake:
        shares = tuple(one.name for one in fields(Intake) if one.type == "float")
        self._known(table, ("check", "nights", *shares), "intake")
        return Intake(
            check=self._flag(table, "intake.check", default=Intake.check),
            nights=self._whole(table, "intake.nights", Intake.nights, 0),
            **{
                name: self._number(table, f"intake.{name}", getattr(Intake, name), 0, 10)
                for name in shares
            },
        )

    def _notify(self, table: Table) -> Notify:
        self._known(table, ("command", "on", "seconds", "format"), "notify")
        return Notify(
            command=self._texts(table, "notify.command"),
            on=self._choice(table, "notify.on", NOTIFY) if "on" in table else Notify.on,
            seconds=self._whole(table, "notify.seconds", Notify.seconds, 1),
            format=self._choice(table, "notify.format", NOTIFY_FORMATS)
            if "format" in table
            else Notify.format,
        )

    def _letters(self, table: Table) -> Letters:
        self._known(table, tuple(one.name for one in fields(Letters)), "letters")
        letters = Letters(
            path=self._text(table, "letters.path", Letters.path) or Letters.path,
            valid_days=self._whole(table, "letters.valid_days", Letters.valid_days, 1),
            first=self._whole(table, "letters.first", Letters.first, 1),
            template=self._text(table, "letters.template", None),
            word=self._text(table, "letters.word", Letters.word) or "",
        )
        if letters.valid_days > LONGEST_VALIDITY:
            message = _("a letter is valid for three months at most, got {value} days")
            self._wrong("letters.valid_days", message, letters.valid_days)
        return letters

    def _rulings(self, table: Table) -> Rulings:
        self._known(table, ("approve", "approve_for"), "rulings")
        rulings = Rulings(
            approve=self._whole(table, "rulings.approve", Rulings.approve, 1),
            approve_for=self._choice(table, "rulings.approve_for", APPROVE_FOR)
            if "approve_for" in table
            else Rulings.approve_for,
        )
        if rulings.approve > MOST_CLERKS:
            message = _("at most {most} clerks can be asked for, got {value}")
            message = message.replace("{most}", str(MOST_CLERKS))
            self._wrong("rulings.approve", message, rulings.approve)
        return rulings

    def _store(self, table: Table) -> Store:
        names = ("path", "keep_runs", "keep_days", "keep_copies", "shrink_limit")
        self._known(table, names, "store")
        return Store(
            path=self._text(table, "store.path", Store.path) or Store.path,
            keep_runs=self._whole(table, "store.keep_runs", Store.keep_runs, 2),
            keep_days=self._whole(table, "store.keep_days", Store.keep_days, 2),
            keep_copies=self._whole(table, "store.keep_copies", Store.keep_copies, 1),
            shrink_limit=self._number(table, "store.shrink_limit", Store.shrink_limit, 0, 1),
        )

    def _limits(self, table: Table) -> Limits:
        names = ("unpacked_mb", "cells", "columns", "seconds")
        self._known(table, names, "limits")
        return Limits(
            **{n: self._whole(table, f"limits.{n}", getattr(Limits, n), 1) for n in names}
        )

    # -- single values ----------------------------------------------------------------------

    def _wrong(self, path: str, message: str, value: object) -> None:
        self.problems.append(f"{path}: {message.format(value=value)}")

    def _known(self, table: Table, known: tuple[str, ...], path: str) -> None:
        for key in table:
            if key not in known:
                hint = _did_you_mean(difflib.get_close_matches(key, known, n=1, cutoff=0.5))
                place = f"{path}.{key}" if path else key
                self.problems.append(_("{path}: unknown key").format(path=place) + hint)

    def _table(self, table: Table, key: str, path: str | None = None) -> Table:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self._wrong(path or key, _("must be a table, got {value}"), value)
        return {}

    def _value(
        self,
        table: Table,
        path: str,
        default: object,
        good: Callable[[Any], bool],
        message: str,
    ) -> Any:  # noqa: ANN401  # a TOML value of the kind that `good` has checked
        key = path.rpartition(".")[2]
        if key not in table:
            return default
        if good(table[key]):
            return table[key]
        if good(_unquoted(table[key])):
            message = _("must stand without quotes: {key} = {value}").replace("{key}", key)
        self._wrong(path, message, table[key])
        return default

    def _text(self, table: Table, path: str, default: str | None) -> str | None:
        message = _("must be text, got {value}")
        text = _as_text(self._value(table, path, default, lambda v: isinstance(v, str), message))
        self._printable(text, path)
        return text

    def _printable(self, text: str | None, path: str) -> None:
        r"""Between double quotes `D:\temp` is a tab and "emp": no file of that name is meant."""
        if text and not text.isprintable():
            message = _(
                "holds a character that cannot be seen; in a Windows path write / for each \\, "
                "or put the path in single quotes: {value}"
            )
            self._wrong(path, message, repr(text))

    def _flag(self, table: Table, path: str, default: bool) -> bool:
        message = _("must be true or false, got {value}")
        return bool(self._value(table, path, default, lambda v: isinstance(v, bool), message))

    def _number(self, table: Table, path: str, default: float, low: float, high: float) -> float:
        message = _("must be between {low} and {high}, got {value}")
        message = message.replace("{low}", f"{low:g}").replace("{high}", f"{high:g}")

        def good(value: object) -> bool:
            return _is_number(value) and low <= value <= high  # type: ignore[operator]  # a number

        value = table.get(path.rpartition(".")[2])
        if _is_number(value) and not good(value) and good(value / 100):  # type: ignore[operator]  # as above
            message += _did_you_mean([f"{value / 100:g}"])  # type: ignore[operator]  # as above
        return float(self._value(table, path, default, good, message))

    def _whole(self, table: Table, path: str, default: int, low: int) -> int:
        message = _("must be a whole number from {low} on, got {value}").replace("{low}", str(low))

        def good(value: object) -> bool:
            return isinstance(value, int) and not isinstance(value, bool) and value >= low

        return int(self._value(table, path, default, good, message))

    def _choice(self, table: Table, path: str, choices: tuple[str, ...]) -> str:
        key = path.rpartition(".")[2]
        value = table.get(key)
        if value in choices:
            return str(value)
        message = _("must be one of {choices}, got {value}").replace(
            "{choices}", ", ".join(choices)
        )
        meant = MEANT.get(str(value))
        near = [meant] if meant in choices else difflib.get_close_matches(str(value), choices, n=1)
        message += _did_you_mean([str(word) for word in near])
        self._wrong(path, message, _("nothing") if value is None else value)
        return choices[0]

    def _texts(self, table: Table, path: str) -> tuple[str, ...]:
        value = table.get(path.rpartition(".")[2], ())
        if isinstance(value, str):
            value = (value,)
        if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
            for item in value:
                self._printable(item, path)
            return tuple(value)
        self._wrong(path, _("must be text or a list of texts, got {value}"), value)
        return ()

    def _codes(self, table: Table, path: str) -> tuple[str, ...]:
        codes = self._texts(table, path)
        for code in codes:
            self._code(code, path)
        return codes

    def _code(self, code: str, path: str) -> None:
        """A rule's code, or the first letters of a family's."""
        if self._rule_options and not any(known.startswith(code) for known in self._rule_options):
            self._wrong(path, _("no such rule: {value}"), code)

    def _date(self, table: Table, path: str) -> str | None:
        value = table.get(path.rpartition(".")[2])
        if value is None or isinstance(value, dt.date):
            return None if value is None else value.isoformat()
        self._wrong(
            path, _("must be a date such as 2026-12-31 (without quotes), got {value}"), value
        )
        return None

    def _like(self, table: Table, path: str, default: Any) -> Any:  # noqa: ANN401  # an option's type is its default's
        if isinstance(default, bool):
            return self._flag(table, path, default=default)
        if isinstance(default, int):
            return self._whole(table, path, default, 0)
        if isinstance(default, float):
            return self._number(table, path, default, 0, float("inf"))
        if isinstance(default, str):
            return self._text(table, path, default)
        key = path.rpartition(".")[2]
        return self._texts(table, path) if key in table else default


@functools.cache
def _time_zones() -> frozenset[str]:
    """Every name; to list them, the system's folders are walked."""
    return frozenset(zoneinfo.available_timezones())


def _did_you_mean(names: Sequence[str]) -> str:
    """The hint behind a message; empty where nothing is near."""
    return _("; did you mean {name}?").format(name=names[0]) if names else ""


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _unquoted(value: object) -> object:
    """What a text says that should have been a number, or true or false; else itself."""
    if not isinstance(value, str):
        return value
    try:
        return tomllib.loads(f"value = {value.strip().lower()}")["value"]
    except tomllib.TOMLDecodeError:
        return value


def _as_text(value: object) -> str | None:
    return None if value is None else str(value)
