"""Verdicts and rules: what the records, the links and the trees mean under the regulations."""

from orgtransfer.findings.finder import Found, examine, find, off
from orgtransfer.findings.verdict import verdicts
from orgtransfer.findings.world import World

__all__ = ["Found", "World", "examine", "find", "off", "verdicts"]
