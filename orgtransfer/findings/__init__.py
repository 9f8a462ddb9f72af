"""Verdicts and rules: what the records, the links and the trees mean under the regulations."""

from orgtransfer.findings.exemptions import hold_alike
from orgtransfer.findings.finder import Found, dated, examine, find, off
from orgtransfer.findings.registry import DATED
from orgtransfer.findings.verdict import verdicts, verdicts_of, verdicts_stand
from orgtransfer.findings.world import World

__all__ = [
    "DATED",
    "Found",
    "World",
    "dated",
    "examine",
    "find",
    "hold_alike",
    "off",
    "verdicts",
    "verdicts_of",
    "verdicts_stand",
]
