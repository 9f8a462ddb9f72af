"""Word documents of one form a page: lines of text with fields, filled in as often as needed.

A form is a .docx whose body is one page; what stands in double braces is filled in. It may be the
program's own or a user's, so it is filled in a sandbox, and may unpack to so much only.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from lxml.etree import LxmlError

from orgtransfer.i18n import _

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LARGEST: Final = 20_000_000
"""Bytes of a form when unpacked; one is a hundredth of that."""
_A4: Final = (21.0, 29.7)  # cm
_PAGE_BREAK: Final = (
    f'<w:p xmlns:w="{_W}"><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '</w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'
)


_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")


def clean(text: str) -> str:
    """`text` without what a document cannot hold."""
    return _CONTROL.sub("", text)


class FormError(Exception):
    """A form is no Word document, or names what there is not; the message says which."""


# -- filling a form in -------------------------------------------------------------------------


def filled(form: bytes, pages: Sequence[Mapping[str, str]]) -> bytes:
    """One document of a form, each page filled in with its own texts.

    Args:
        form: a .docx; its body is one page.
        pages: name between double braces -> text; at least one.

    Raises:
        FormError: the form cannot be used.
    """
    try:
        made = DocxTemplate(io.BytesIO(_checked(form)))
        made.init_docx()
        body = _joined([made.fix_tables(page) for page in _filled(made, pages)])
        # Pictures and the like need numbers of their own on every page.
        made.fix_docpr_ids(body)
        made.map_tree(body)
    except TemplateError as error:
        raise FormError(error.message) from error
    except _BROKEN as error:
        raise FormError(_("no Word document (.docx)")) from error
    target = io.BytesIO()
    made.get_docx().save(target)
    return target.getvalue()


def _filled(made: DocxTemplate, pages: Sequence[Mapping[str, str]]) -> Iterator[str]:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    source = made.patch_xml(made.get_xml())
    part = made.get_docx().part
    for texts in pages:
        yield made.render_xml_part(source, part, dict(texts), environment)


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
    """Raises what `filled` takes for a broken form where it unpacks to too much."""
    with zipfile.ZipFile(io.BytesIO(form)) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
    if size > _LARGEST:
        raise ValueError(_("it is too large for a form"))
    return form


_BROKEN: Final = (
    PythonDocxError, OpcError, TemplateError, LxmlError, zipfile.BadZipFile, KeyError, ValueError,
    TypeError, AttributeError,
)  # fmt: skip
"""What a file that is no form, or a broken one, makes the libraries raise."""


# -- making a form -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Looks:
    """How a kind of line looks; sizes in points."""

    size: float = 13.0
    font: str = "仿宋"
    """Of Chinese characters."""
    leading: float = 20.5
    """Exact, so that the page is the same in every font."""
    before: float = 0.0
    after: float = 2.0
    place: str = "left"
    """left, centre or right."""
    indent: bool = False
    """Whether the first line begins two characters later."""
    bold: bool = False
    ruled: bool = True
    """Whether what is filled in stands on a line."""


def page(title: str, margins: tuple[float, float]) -> Document:
    """An empty A4 page.

    Args:
        title: what the file is, in its properties.
        margins: above and below, and beside, in cm.
    """
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = (Cm(size) for size in _A4)
    section.top_margin = section.bottom_margin = Cm(margins[0])
    section.left_margin = section.right_margin = Cm(margins[1])
    properties = made.core_properties
    properties.author, properties.title, properties.comments = "orgtransfer", title, ""
    return made


def line(made: Document, looks: Looks, text: str) -> None:
    """Adds a line.

    Args:
        made: the document.
        looks: how the line looks.
        text: what it says, with fields in single braces.
    """
    paragraph = made.add_paragraph()
    paragraph.alignment = {"centre": ALIGN.CENTER, "right": ALIGN.RIGHT}.get(
        looks.place, ALIGN.LEFT
    )
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after = Pt(looks.before), Pt(looks.after)
    layout.line_spacing = Pt(looks.leading)
    if looks.indent:
        layout.first_line_indent = Pt(2 * looks.size)
    rest = text
    while rest:
        before, brace, after = rest.partition("{")
        _run(paragraph, before, looks, filled=False)
        if not brace:
            break
        word, _brace, rest = after.partition("}")
        _run(paragraph, f"{{{{ {word} }}}}", looks, filled=True)


def saved(made: Document) -> bytes:
    """The bytes of the file."""
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _run(paragraph: Paragraph, text: str, looks: Looks, *, filled: bool) -> None:
    if not text:
        return
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(looks.size), "Times New Roman"
    # The Chinese font is another one than the Latin one, and has no property of its own.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(  # noqa: SLF001  # see above
        qn("w:eastAsia"), looks.font
    )
    language = run._element.get_or_add_rPr().makeelement(qn("w:lang"))  # noqa: SLF001  # as above
    # Without it a word processor may set commas and full stops as in Taiwan, in the middle.
    language.set(qn("w:eastAsia"), "zh-CN")
    run._element.get_or_add_rPr().append(language)  # noqa: SLF001  # as above
    run.bold = looks.bold
    run.underline = filled and looks.ruled
