"""The collection forms of the national system (采集表): what they ask of a member, and what is stated."""

from __future__ import annotations

from orgtransfer.collection.facts import STATED, stated
from orgtransfer.collection.fields import FIELDS, Member, blanks
from orgtransfer.collection.form import build, documents
from orgtransfer.collection.summary import summary

__all__ = ["FIELDS", "STATED", "Member", "blanks", "build", "documents", "stated", "summary"]
