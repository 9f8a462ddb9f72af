"""What a rule is, and its text: the docstring of its function, in fixed sections."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

import polars as pl

from orgtransfer.findings.world import World
from orgtransfer.i18n import N_, _
from orgtransfer.models import Severity

About = Literal["member", "person", "record", "pair", "organisation", "transfer", "source"]
"""What a finding is about, and so what its key is made of:
`member` a person in one organisation, `person`, `record` a person's row in one system,
`pair` two persons, `organisation`, `transfer` a ledger row, `source` an export."""

Scope = Literal["person", "people", "lists"]
"""What a rule rests on, and so of what it can be asked.

`person`: the records of one person, and what `parts.Common` holds: any part of the people that has all
records of each of its persons. `people`: two or more persons who have a number or a pair to judge in
common: all of these at once. `lists`: rows of many people, of which it counts: the whole run, and of
its records the columns `parts.NARROW`."""

HEADINGS: Final = (
    N_("What it finds"),
    N_("Why it matters"),
    N_("Example"),
    N_("What to do"),
    N_("Basis"),
)
"""The sections of every rule's text, in this order."""


@dataclass(frozen=True)
class Rule:
    """One check: a code that never changes its meaning, a name, a text and a pure function."""

    code: str
    name: str
    """The pattern found, in a few words (marked for translation)."""
    severity: Severity
    about: About
    scope: Scope
    find: Callable[[World], pl.DataFrame]
    """`World -> subjects`, one row a finding: see `facts.with_facts` for the columns it may return."""
    evidence: str
    """The template of the facts that the finding rests on (marked for translation)."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What `[rules.CODE]` may set, with the regulation's default."""
    dated: bool = False
    """Whether it reads the date, so that it may say something else of the same tables tomorrow.

    Not meant are the verdicts and what stands in the way of a transfer: see `verdicts_stand`.
    """

    @cached_property
    def message(self) -> str:
        """The template of the finding's message, in English: the docstring's first line."""
        return inspect.cleandoc(self.find.__doc__ or "").partition("\n")[0]

    @cached_property
    def sections(self) -> dict[str, str]:
        """Heading -> text in English; paragraphs are one line each, a blank line between them."""
        body = inspect.cleandoc(self.find.__doc__ or "").partition("\n")[2]
        parts = re.split(rf"^({'|'.join(HEADINGS)}):\n", body, flags=re.MULTILINE)
        return {
            heading: _unwrapped(text)
            for heading, text in zip(parts[1::2], parts[2::2], strict=True)
        }

    def text(self, heading: str) -> str:
        """One section in the language in force."""
        return _(self.sections[heading])

    def first(self, heading: str) -> str:
        """A section's first paragraph in the language in force: what a line of a table holds."""
        return self.text(heading).partition("\n\n")[0]


def _unwrapped(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(text).strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
