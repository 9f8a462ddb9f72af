"""Organisations: one tree a system, and which branches are the same across systems."""

from orgtransfer.organisations.called import called
from orgtransfer.organisations.kinds import not_understood
from orgtransfer.organisations.link import link
from orgtransfer.organisations.tree import trees

__all__ = ["called", "link", "not_understood", "trees"]
