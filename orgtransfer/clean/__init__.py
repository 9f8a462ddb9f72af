"""From the text that the exports hold to keys that can be compared; the text stays beside them."""

from orgtransfer.clean.organisations import clean_organisations
from orgtransfer.clean.records import clean_records
from orgtransfer.clean.transfers import clean_transfers
from orgtransfer.clean.units import keys as unit_keys
from orgtransfer.clean.vocabulary import not_understood
from orgtransfer.clean.words import extended

__all__ = [
    "clean_organisations",
    "clean_records",
    "clean_transfers",
    "extended",
    "not_understood",
    "unit_keys",
]
