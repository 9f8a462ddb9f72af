"""The table of the configuration's keys: one line a key, in a dataclass for each of its tables.

A line says the key's name and type, its default, its range or words, and what it is for. The reader
(`reader.py`), the JSON schema (`schema.py`), the messages about mistakes and the pages
`docs/configuration*.md` (`python -m tests.config_page`) all follow from it; the Chinese of what it is
for is in the catalog. Keys are read, and mistakes told, in the order in which they stand here.

Paths stay text, relative to the configuration file; the parts that read and write resolve them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from orgtransfer.config import value_types as types
from orgtransfer.config import words
from orgtransfer.config.declaring import (
    Section,
    choice,
    codes,
    declared,
    flag,
    integer,
    number,
    optional_choice,
    optional_text,
    table,
    text,
    texts,
)
from orgtransfer.config.setting import RuleOptions
from orgtransfer.config.table_types import (
    Columns,
    Entries,
    Meanings,
    RulesTable,
    TableForEach,
    WordTables,
    section,
)
from orgtransfer.i18n import N_, _

# fmt: off


@dataclass(frozen=True)
class Project(Section):
    """`[project]`: whose worklists these are."""

    name: str = text("", N_("on the workbook and the page"), example='"某某行业综合党委"')
    timezone: str = declared(types.TimeZone(usual="Asia/Shanghai"), N_('in which "today" is a date'), default="Asia/Shanghai")


@dataclass(frozen=True)
class System(Section):
    """`[systems.KEY]`: one source of exports."""

    key: str
    label: str = declared(types.Label(), N_("what people read; where it is missing, the key"), '"赣鄱云(行业综合党委端口)"')
    role: str = declared(types.Choice(words.ROLES, needed=True), N_("needed. A roster says who takes part here, a register where relationships are held"), '"roster"')
    members: tuple[str, ...] = texts(N_("a path, a pattern, or a list of them"), example='"导出/花名册*.xlsx"')
    organisations: tuple[str, ...] = texts(N_("the same for lists of organisations"), example='["导出/党组织*.xlsx"]')
    transfers: tuple[str, ...] = texts(N_("the same for ledgers of transfers"), example='"导出/转接台账*.xlsx"')
    all_files: bool = flag(N_("of several files that match a pattern, only the newest is read, unless this is true"), default=False)
    columns: Mapping[str, Mapping[str, str]] = table(Columns(), N_('where the columns are not recognised: field = "header"; "" for a field that no column has'), example='name = "姓名"')
    password_env: str | None = optional_text(N_("the environment variable with the password of locked workbooks"), example='"ORGTRANSFER_PASSWORD"')

    def contradictions(self, path: str) -> Iterator[str]:
        """A system without any file says nothing."""
        if not (self.members or self.organisations or self.transfers):
            yield _('{path}: no files; give members = "…"').format(path=path)


@dataclass(frozen=True)
class Match(Section):
    """`[match]`: probabilities from which a pair is linked, or shown to a clerk."""

    auto: float = number(0.95, 0.5, 1, N_("probability from which two rows are linked by themselves; of one system from 0.99"))
    review: float = number(0.50, 0, 1, N_("probability from which a clerk is asked; not above auto"))
    sure: float = number(0.99, 0, 1, N_("a finding that rests on a link below this says: first make sure who it is"))
    aliases: str | None = optional_text(N_("a table of two columns: a name in use, its full name (csv or workbook); the same twice: it stands for no other"), example='"简称对照表.csv"')
    wrong_links: str = declared(types.Promise(), N_('"1/2000": at most one wrong link in 2,000, instead of auto; worked out each night'), default="")
    weights: str = text("", N_('"weights.toml": weights that `orgtransfer learn --write` wrote; empty: the shipped ones'))

    def contradictions(self, path: str) -> Iterator[str]:
        """What is linked by itself is not asked about."""
        if self.review > self.auto:
            yield f"{path}.review: " + _("must not be above match.auto, got {value}").format(value=self.review)


@dataclass(frozen=True)
class Exemption(Section):
    """`[[rules.exempt]]`: what is known and accepted, with its reason and its end."""

    codes: tuple[str, ...] = declared(types.Codes(needed=True), N_("codes of rules, or the letters of a family"), '["BR06"]')
    reason: str = declared(types.NeededText(missing=N_("{path}.reason: is needed")), N_("needed: why it is accepted"), '"正在撤并，已报上级党委"')
    until: str | None = declared(types.Date(), N_("a date without quotes; after it the findings are back"), "2027-06-30", default=None)
    unit: str | None = optional_text(N_("only of this unit"), example='"某某医院"')
    branch: str | None = optional_text(N_("only of this branch"), example='"某某协会党支部"')
    person: str | None = optional_text(N_("only of this person: the name, or the key of the tables"), example='"P123"')


@dataclass(frozen=True)
class Rules(Section):
    """`[rules]`: which rules run, and the numbers they use."""

    severity: Mapping[str, str] = table(Meanings(types.Choice(words.SEVERITIES), of_rules=True), N_("of a rule or a family; default: the rule's own"), example='{ BR20 = "info", FD = "warning" }')
    select: tuple[str, ...] = codes(N_('codes, or the letters of a family ("BR"); empty: all'), example="[]")
    ignore: tuple[str, ...] = codes(N_("the same of rules that are not wanted"), example='["ID03"]')
    exempt: tuple[Exemption, ...] = declared(Entries(Exemption), N_("what is known and accepted: [[rules.exempt]] tables, see below"), "[]", default=())
    options: RuleOptions = field(default_factory=dict)
    """Complete: every option of every known rule, the configured value or its default."""


@dataclass(frozen=True)
class Worklist(Section):
    """`[worklist]`: the workbook."""

    path: str = text("工作台账.xlsx", N_("the file of the workbook"))
    mask_ids: bool = flag(N_("false shows whole ID numbers: mind who gets the workbook"), default=True)
    password_env: str | None = optional_text(N_("the environment variable with the password of worklists that come back locked"), example='"ORGTRANSFER_BOOK"')
    split_by: str | None = optional_choice(words.SPLITS, N_("`orgtransfer worklist` writes one workbook for each"), example='"unit"')
    settled_days: int = integer(30, 0, N_("for so many days what was settled stands on its sheet"))
    max_lines: int = integer(words.MAX_LINES, 1, N_("so many lines a sheet; what must be done first stays"), high=words.MOST_LINES, too_high=N_("at most {most} lines fit on a sheet, got {value}"))
    strict: bool = flag(N_("true: an entry that is not understood stops everything, instead of being kept and told"), default=False)
    states: Mapping[str, str] = table(Meanings(types.Choice(words.STATES)), N_("your own words for the state of a line, and what each means"), example='"等领导批" = "doing"')


@dataclass(frozen=True)
class Rulings(Section):
    """`[rulings]`: from when on what clerks rule on pairs counts."""

    approve: int = integer(1, 1, N_("2: only when another clerk has said the same"), high=words.MOST_CLERKS, too_high=N_("at most {most} clerks can be asked for, got {value}"))
    approve_for: str = choice("all", words.APPROVE_FOR, N_("for which pairs: due only where somebody of the pair is due to move"))


@dataclass(frozen=True)
class Report(Section):
    """`[report]`: the page that every run writes."""

    path: str | None = optional_text(N_("where to; without it only `orgtransfer report` writes one"), example='"报告.html"', empty=False)
    people: bool = flag(N_("true: with findings and people, masked; mind who gets the page"), default=False)


@dataclass(frozen=True)
class Store(Section):
    """`[store]`: what is remembered from run to run."""

    path: str = text(".orgtransfer", N_("a folder that only its owner may read"))
    keep_runs: int = integer(400, 2, N_("so many runs are remembered; clerks' rulings are never forgotten"))
    keep_days: int = integer(400, 2, N_("older runs, and older copies of the worklist, are forgotten"))
    keep_copies: int = integer(30, 1, N_("so many dated copies of the worklist stay; one saved since always does"))
    shrink_limit: float = number(0.2, 0, 1, N_("stop where an export has lost more than this share of its rows"))


@dataclass(frozen=True)
class Notify(Section):
    """`[notify]`: a command of the user's own that is given a short text after a run."""

    command: tuple[str, ...] = texts(N_("program and arguments; is given a short text on its input"), example='["mail", "-s", "orgtransfer", "clerk"]')
    on: str = choice("failure", words.NOTIFY, N_("a doubted export is a failure, anything new, changed or resolved a change"))
    seconds: int = integer(60, 1, N_("after which the command is given up"))
    format: str = choice("text", words.NOTIFY_FORMATS, N_("html: a small page, for mail that is shown as one"))


@dataclass(frozen=True)
class Intake(Section):
    """`[intake]`: from which share on an export is not believed, against the last that was."""

    check: bool = flag(N_("false: every export is believed"), default=True)
    nights: int = integer(30, 0, N_("so many good nights count together; what creeps stays within the shares. 0 or 1: the last alone"))
    lost: float = number(0.03, 0, 10, N_("share of rows that are gone"))
    emptied: float = number(0.2, 0, 10, N_("share of a column's cells that are empty now"))
    uniform: float = number(0.5, 0, 10, N_("share of a column's different values that must be left"))
    changed: float = number(0.3, 0, 10, N_("share of rows in which a column says something else"))
    doubled: float = number(0.1, 0, 10, N_("share of rows that stand there twice now"))
    grown: float = number(0.5, 0, 10, N_("share of rows that are new"))
    shrunk: float = number(0.1, 0, 10, N_("share of rows that are fewer than the most of these nights"))
    swollen: float = number(1.0, 0, 10, N_("share of rows that are more than the fewest of these nights"))
    thinned: float = number(0.3, 0, 10, N_("share of a column's cells that are empty now, beside the night when fewest were"))


@dataclass(frozen=True)
class Letters(Section):
    """`[letters]`: the letters that move a relationship (介绍信)."""

    path: str = text("介绍信", N_("the folder that they are written into"))
    valid_days: int = integer(30, 1, N_("how long a letter is valid: at most three months (中组发〔2004〕10号)"), high=words.LONGEST_VALIDITY, too_high=N_("a letter is valid for three months at most, got {value} days"))
    first: int = integer(1, 1, N_("a year's first number, where a register on paper came before"))
    template: str | None = optional_text(N_("your own form; `orgtransfer letters template` writes one"), example='"介绍信模板.docx"')
    word: str = text("", N_("what stands before the number, such as 赣卫组字第"))


@dataclass(frozen=True)
class Limits(Section):
    """`[limits]`: what one file may cost, so that a broken or hostile one stops early."""

    unpacked_mb: int = integer(1024, 1, N_("megabytes that its parts may have unpacked"))
    cells: int = integer(50_000_000, 1, N_("cells of all its sheets"))
    columns: int = integer(512, 1, N_("columns of a sheet"))
    seconds: int = integer(300, 1, N_("seconds that reading it may take"))


@dataclass(frozen=True)
class Config(Section):
    """The whole configuration, checked."""

    project: Project = section(Project, N_("whose worklists these are"))
    systems: tuple[System, ...] = declared(TableForEach(System, N_("systems: at least one [systems.NAME] is needed")), N_("one table a source of exports; its key names the system in every table"), default=())
    match: Match = section(Match, N_("from when on two rows are one person"))
    rules: Rules = declared(RulesTable(Rules), N_("which rules run, and the numbers they use"), default=Rules())
    worklist: Worklist = section(Worklist, N_("the workbook"))
    rulings: Rulings = section(Rulings, N_("when what clerks rule on pairs counts"))
    report: Report = section(Report, N_("the page that every run writes"))
    store: Store = section(Store, N_("what is remembered from run to run"))
    notify: Notify = section(Notify, N_("a command of your own that is called after a run"))
    intake: Intake = section(Intake, N_("when an export is not believed, against the last one that was"))
    letters: Letters = section(Letters, N_("the letters that move a relationship (介绍信)"))
    limits: Limits = section(Limits, N_("what one file may cost"))
    words: Mapping[str, Mapping[str, str]] = table(WordTables({name: Meanings(types.Choice(meant, hint=False)) for name, meant in words.WORDS.items()}), N_("what words in a column mean that are not known, or mean something else in your office"))

    def system(self, key: str) -> System:
        """The system that the configuration calls `key`."""
        return next(system for system in self.systems if system.key == key)
# fmt: on
