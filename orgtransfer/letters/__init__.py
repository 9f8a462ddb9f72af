"""Letters that move an organisation relationship (党员组织关系介绍信): whom they are for, and the form."""

from __future__ import annotations

from orgtransfer.letters.document import documents, template
from orgtransfer.letters.facts import PERSON_FACTS, about
from orgtransfer.letters.fields import FIELDS, Letter, blanks
from orgtransfer.letters.page import pages

__all__ = ["FIELDS", "PERSON_FACTS", "Letter", "about", "blanks", "documents", "pages", "template"]
