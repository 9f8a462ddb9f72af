"""`orgtransfer judge`: pairs to judge, one after another, on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from rich.table import Table

    from orgtransfer.run import Workspace
    from orgtransfer.run.judging import Ruling
    from orgtransfer.store import Store

KEYS: Final[Mapping[str, str]] = {
    "s": N_("same person"),
    "d": N_("not the same person"),
    "l": N_("later"),
    "b": N_("back"),
    "n": N_("note"),
    "w": N_("why"),
    "q": N_("leave"),
}
"""Key -> what it does."""

_RULINGS: Final = {"s": "same", "d": "different", "c": "unsure"}
_BLIND: Final[Mapping[str, str]] = {
    **{key: does for key, does in KEYS.items() if key != "w"},
    "c": N_("cannot tell"),
}
"""The same for drawn pairs: without the tool's opinion, and with one answer more."""
_FIELDS: Final = {
    "name": N_("Full name"),
    "id": N_("ID number"),
    "unit": N_("Unit"),
    "branch": N_("Branch"),
    "phone": N_("Phone"),
    "source": N_("Where"),
}


@click.command(
    "judge",
    help=N_(
        "Shows the pairs of rows that may be the same person one after another, both rows side by "
        "side, and takes your ruling by one key: s same, d different, l later, b back, n note, w why "
        "(what speaks for and against), q leave. Each ruling is kept at once and holds from the next run on. The pairs that say "
        "most come first. With WHO (as in `explain`: part of a name, pinyin, the last digits, a unit, "
        "a key) only the pairs of these people. With --sample the pairs that `quality --sample` drew, "
        "without what the tool thinks of them; c says that nobody can tell.\n\nExample: orgtransfer judge --by 张三"
    ),
)
@click.argument("who", required=False)
@options.config
@click.option("--by", "handler", help=N_("Who judges; kept with each ruling."))
@click.option("--sample", is_flag=True, help=N_("The pairs that were drawn as a sample, blind."))
def command(who: str | None, config: Path, handler: str | None, *, sample: bool) -> None:
    """Goes through the pairs until none is left or the clerk leaves."""
    from orgtransfer import run
    from orgtransfer.run import judging

    workspace = run.load(config)
    with workspace.store() as memory:
        if sample:
            found = judging.drawn_pairs(workspace, memory).to_dicts()
        else:
            found = judging.open_pairs(workspace, memory, who).to_dicts()
    if not found:
        click.echo(_("There is no pair to judge."))
        return
    handler = handler or click.prompt(_("Who judges?"), default="", show_default=False) or None
    with workspace.store(create=True) as memory:
        desk = _Desk(workspace, memory, found, handler, _BLIND if sample else KEYS)
        desk.work()
    click.echo(
        _("Judged: {count}; left: {left}. They hold from the next run on.").format(
            count=len(desk.said), left=len(found) - len(desk.said)
        )
    )


@dataclass
class _Desk:
    """The pairs, which of them is at hand, and what has been said so far."""

    workspace: Workspace
    memory: Store
    pairs: list[dict[str, Any]]
    handler: str | None
    keys: Mapping[str, str] = field(default_factory=lambda: KEYS)
    said: dict[str, Ruling] = field(default_factory=dict)
    note: str | None = None

    def work(self) -> None:
        """Shows one pair after another, and does what each key asks for."""
        from orgtransfer.cli import output

        console = output.console()
        at = 0
        while at < len(self.pairs):
            pair = self.pairs[at]
            console.print(_sheet(pair, at + 1, len(self.pairs)))
            key = _key(self.keys)
            if key == "q":
                return
            if key == "w":
                console.print(_why(pair["evidence"]))
                continue
            if key == "n":
                self.note = click.prompt(_("Note"), default="", show_default=False) or None
                continue
            if key in _RULINGS:
                self._rule(pair, _RULINGS[key])
            at = max(at - 1, 0) if key == "b" else at + 1
            self.note = None

    def _rule(self, pair: dict[str, Any], ruling: str) -> None:
        from orgtransfer.run import judging

        said = judging.Ruling(ruling, self.handler, self.note)
        judging.rule(self.workspace, self.memory, pair, said)
        self.said[pair["key"]] = said


def _key(keys: Mapping[str, str]) -> str:
    """The next key that means something; the end of the input leaves."""
    shown = "  ".join(f"[{key}] {_(does)}" for key, does in keys.items())
    click.echo(f"{shown}  ", nl=False)
    while True:
        try:
            key = click.getchar().lower() or "q"
        except EOFError:
            key = "q"
        if key in keys:
            click.echo(key)
            return key


def _why(pair: Mapping[str, Any] | None) -> Table:
    """The ledger: what speaks for and against, and the sum of it."""
    from rich.table import Table

    from orgtransfer.match.explain import ledger

    table = Table(box=None, show_header=False, padding=(0, 2))
    for entry in ledger(dict(pair)) if pair else ():
        table.add_row(entry.what, entry.text, f"{entry.weight:+.1f}")
    if pair:
        table.add_row(_("sum"), "", f"{pair['weight']:+.1f}", style="bold")
    return table


def _sheet(pair: Mapping[str, Any], number: int, count: int) -> Table:
    """Both rows side by side; a field that differs is marked by a sign as well as by colour."""
    from rich.table import Table
    from rich.text import Text

    title = _title(pair, number, count)
    table = Table(title=title, caption=pair.get("reason"), title_justify="left")
    for head in ("", _("A"), _("B"), ""):
        table.add_column(head, overflow="fold")
    places = dict(line.split(": ", 1) for line in pair["source"].split("\n"))
    for name, label in _FIELDS.items():
        a, b = (
            (places.get(_("A")), places.get(_("B")))
            if name == "source"
            else (pair[f"a_{name}"], pair[f"b_{name}"])
        )
        differs = pair.get(f"{name}_differs")
        style = {"contradicts": "bold red", "written": "yellow"}.get(differs or "", "")
        sign = {"contradicts": "≠", "written": "~"}.get(differs or "", "")
        table.add_row(_(label), Text(a or "", style), Text(b or "", style), sign)
    return table


def _title(pair: Mapping[str, Any], number: int, count: int) -> str:
    """Which pair it is; of a drawn one not how likely the tool takes it to be."""
    if "chance" not in pair:
        return _("Pair {number} of {count}").format(number=number, count=count)
    return _("Pair {number} of {count}, probability {chance}").format(
        number=number, count=count, chance=f"{pair['chance']:.0%}"
    )
