"""Letters as a Word document: the form that comes with the program, or a template of the user's own."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final

from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from lxml.etree import LxmlError

from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.letters.fields import FIELDS, Letter
from orgtransfer.letters.form import build

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LARGEST: Final = 20_000_000
"""Bytes of a template when unpacked; a form is a hundredth of that."""
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
        made = DocxTemplate(io.BytesIO(_checked(form)) if form else io.BytesIO(build()))
        made.init_docx()
        body = _joined([made.fix_tables(filled) for filled in _filled(made, letters)])
        # Pictures and the like need numbers of their own on every page.
        made.fix_docpr_ids(body)
        made.map_tree(body)
    except _broken() as error:
        raise _unusable(name, error) from error
    target = io.BytesIO()
    made.get_docx().save(target)
    return target.getvalue()


def check(form: bytes, name: str) -> None:
    """Makes sure that a template can be filled, before a number is given out.

    Raises:
        InputError: as `documents`.
    """
    documents([_TRIAL], form, name)


_PAGE_BREAK: Final = (
    f'<w:p xmlns:w="{_W}"><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '</w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'
)


def _filled(made: DocxTemplate, letters: Sequence[Letter]) -> Iterator[str]:
    """The template's body, filled in: in a sandbox, since a template comes from anywhere."""
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    source = made.patch_xml(made.get_xml())
    part = made.get_docx().part
    for letter in letters:
        yield made.render_xml_part(source, part, letter.shown(), environment)


def _joined(bodies: Sequence[Any]) -> Any:  # noqa: ANN401  # elements of lxml, which has no types
    """One body of several: page after page, and the page's setup once, at the end."""
    first, *others = bodies
    setup = first.find(f"{{{_W}}}sectPr")
    for body in others:
        pages = [etree.fromstring(_PAGE_BREAK), *body]
        for child in pages:
            if child.tag == f"{{{_W}}}sectPr":
                continue
            if setup is None:
                first.append(child)
            else:
                setup.addprevious(child)
    return first


def _checked(form: bytes) -> bytes:
    """Raises what `documents` takes for a broken template where it unpacks to too much."""
    with zipfile.ZipFile(io.BytesIO(form)) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
    if size > _LARGEST:
        raise ValueError(_("it is too large for a form"))
    return form


def _broken() -> tuple[type[Exception], ...]:
    """What a file that is no template, or a broken one, makes the libraries raise."""
    return (PythonDocxError, OpcError, TemplateError, LxmlError, zipfile.BadZipFile, KeyError,
            ValueError, TypeError, AttributeError)  # fmt: skip


def _unusable(name: str, error: Exception) -> InputError:
    known = "、".join(word for word, _width in FIELDS.values())
    said: Any = error.message if isinstance(error, TemplateError) else _("no Word document (.docx)")
    return InputError(
        _(
            "{file} cannot be used as the form of a letter ({reason}). Between double braces it may "
            "name: {fields}. `orgtransfer letters template` writes one to start from."
        ).format(file=name or "docx", reason=said, fields=known)
    )
