"""Letters as a Word document: the form that comes with the program, or a template of the user's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from orgtransfer import documents as word
from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.letters.fields import FIELDS, Letter
from orgtransfer.letters.form import build

_TRIAL: Final = Letter(number="0", issued=dt.date(2026, 1, 1), valid_days=30)


def template() -> bytes:
    """The form that comes with the program, with the names of FIELDS in double braces."""
    return build()


def documents(letters: Sequence[Letter], form: bytes | None = None, name: str = "") -> bytes:
    """The letters as one document, each on a page of its own.

    Args:
        letters: what each says.
        form: a template of the user's own (.docx): its body is one letter, and what stands in double
            braces is filled in; without it the program's form.
        name: the template's file, for a message about it.

    Raises:
        InputError: the template is no Word document, or names what no letter has.
    """
    try:
        return word.filled(form or build(), [letter.shown() for letter in letters])
    except word.FormError as error:
        known = "、".join(field for field, _width in FIELDS.values())
        raise InputError(
            _(
                "{file} cannot be used as the form of a letter ({reason}). Between double braces it may "
                "name: {fields}. `orgtransfer letters template` writes one to start from."
            ).format(file=name or "docx", reason=error, fields=known)
        ) from error


def check(form: bytes, name: str) -> None:
    """Makes sure that a template can be filled, before a number is given out.

    Raises:
        InputError: as `documents`.
    """
    documents([_TRIAL], form, name)
