"""A sheet in every format that exports come in."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import msoffcrypto.format.ooxml
import openpyxl

from tests.read.binary import xls, xlsb
from tests.read.sheets import Error, Sheet, Value

PASSWORD = "开门-12"  # noqa: S105  # a password that only these tests use


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """An Open XML workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        made = book.create_sheet(sheet.name)
        for at, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = made.cell(at, column)
                cell.value = value.text if isinstance(value, Error) else value
                if isinstance(value, str):
                    cell.data_type = "s"
        for top, left, bottom, right in sheet.merges:
            made.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
        for row_number in sheet.hidden_rows:
            made.row_dimensions[row_number + 1].hidden = True
        made.sheet_state = "hidden" if sheet.hidden else "visible"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsm(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with a (hollow) macro project."""
    data = io.BytesIO(xlsx(sheets))
    with zipfile.ZipFile(data, "a") as package:
        package.writestr("xl/vbaProject.bin", b"no macro is ever run")
    return data.getvalue()


def locked(sheets: Sequence[Sheet]) -> bytes:
    """A workbook that needs PASSWORD."""
    target = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(xlsx(sheets))).encrypt(PASSWORD, target)
    return target.getvalue()


def zipped(sheets: Sequence[Sheet]) -> bytes:
    """An archive with a workbook in a folder."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("导出/名册.xlsx", xlsx(sheets))
    return target.getvalue()


# -- OpenDocument ---------------------------------------------------------------------------

_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:{root} '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:automatic-styles><style:style style:name="ta0" style:family="table">'
    '<style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="ta1" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:{root}>"
)


def ods(sheets: Sequence[Sheet]) -> bytes:
    """An OpenDocument spreadsheet."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr("content.xml", _opendocument(sheets, "document-content"))
    return target.getvalue()


def fods(sheets: Sequence[Sheet]) -> bytes:
    """An OpenDocument spreadsheet in one XML file."""
    return _opendocument(sheets, "document").encode()


def _opendocument(sheets: Sequence[Sheet], root: str) -> str:
    return _ODS.format(root=root, tables="".join(_ods_table(sheet) for sheet in sheets))


def _ods_table(sheet: Sheet) -> str:
    rows = "".join(_ods_row(sheet, at, row) for at, row in enumerate(sheet.rows))
    style = f"ta{int(sheet.hidden)}"
    # Spreadsheet programs fill the sheet to its end with one repeated row.
    rest = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    name = html.escape(sheet.name)
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}{rest}</table:table>'


def _ods_row(sheet: Sheet, at: int, row: Sequence[Value]) -> str:
    cells = "".join(_ods_cell(sheet, at, column, value) for column, value in enumerate(row))
    hidden = ' table:visibility="collapse"' if at in sheet.hidden_rows else ""
    return f"<table:table-row{hidden}>{cells}</table:table-row>"


def _ods_cell(sheet: Sheet, at: int, column: int, value: Value) -> str:
    spans = "".join(
        f' table:number-rows-spanned="{bottom - top + 1}"'
        f' table:number-columns-spanned="{right - left + 1}"'
        for top, left, bottom, right in sheet.merges
        if (top, left) == (at, column)
    )
    if value is None:
        return f"<table:table-cell{spans}/>"
    if isinstance(value, Error):
        kind = ' table:formula="of:=NA()" office:value-type="string"'
        text = value.text
    elif isinstance(value, dt.date):
        kind = f' office:value-type="date" office:date-value="{value.isoformat()}"'
        text = value.isoformat()
    elif isinstance(value, str):
        kind, text = ' office:value-type="string"', value
    else:
        text = f"{float(value):.15G}"
        kind = f' office:value-type="float" office:value="{text}"'
    paragraphs = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in text.split("\n"))
    return f"<table:table-cell{kind}{spans}>{paragraphs}</table:table-cell>"


# -- markup ---------------------------------------------------------------------------------


def page(sheets: Sequence[Sheet]) -> bytes:
    """A web page in UTF-8."""
    return _page(sheets, '<meta charset="utf-8">').encode()


def page_gbk(sheets: Sequence[Sheet]) -> bytes:
    """A web page that declares GBK, as servers here do."""
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=gbk">'
    return _page(sheets, meta).encode("gb18030")


def page_bare(sheets: Sequence[Sheet]) -> bytes:
    """A web page in GB18030 that declares nothing."""
    return _page(sheets, "").encode("gb18030")


def saved_page(sheets: Sequence[Sheet]) -> bytes:
    """A web page saved as one file."""
    from email.mime.multipart import MIMEMultipart  # noqa: PLC0415  # used here only
    from email.mime.text import MIMEText  # noqa: PLC0415  # used here only

    message = MIMEMultipart("related")
    message.attach(MIMEText(_page(sheets, ""), "html", "utf-8"))
    return message.as_bytes()


def _page(sheets: Sequence[Sheet], meta: str) -> str:
    tables = "".join(_html_table(sheet) for sheet in sheets)
    return f"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><head>{meta}</head><body>{tables}</body></html>"


def _html_table(sheet: Sheet) -> str:
    covered = {
        (row, column)
        for top, left, bottom, right in sheet.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    rows = []
    for at, row in enumerate(sheet.rows):
        cells = "".join(
            _html_cell(sheet, at, column, value)
            for column, value in enumerate(row)
            if (at, column) not in covered
        )
        style = ' style="display: none"' if at in sheet.hidden_rows else ""
        rows.append(f"<tr{style}>{cells}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _html_cell(sheet: Sheet, at: int, column: int, value: Value) -> str:
    spans = "".join(
        f" rowspan={bottom - top + 1} colspan={right - left + 1}"
        for top, left, bottom, right in sheet.merges
        if (top, left) == (at, column)
    )
    number = f' x:num="{value:.15G}"' if isinstance(value, float) else ""
    text = html.escape(plain(value)).replace("\n", "<br>").replace(" ", "&nbsp;")
    return f"<td{spans}{number}>{text}</td>"


def xml(sheets: Sequence[Sheet]) -> bytes:
    """An XML spreadsheet of Excel 2003."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    )
    return (head + "".join(_worksheet(sheet) for sheet in sheets) + "</Workbook>").encode()


def _worksheet(sheet: Sheet) -> str:
    rows = []
    for at, row in enumerate(sheet.rows):
        cells = [_xml_cell(sheet, at, column, value) for column, value in enumerate(row)]
        if any(cells):
            hidden = ' ss:Hidden="1"' if at in sheet.hidden_rows else ""
            rows.append(f'<Row ss:Index="{at + 1}"{hidden}>{"".join(cells)}</Row>')
    state = "SheetHidden" if sheet.hidden else "SheetVisible"
    options = f"<x:WorksheetOptions><x:Visible>{state}</x:Visible></x:WorksheetOptions>"
    name = html.escape(sheet.name)
    return f'<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table>{options}</Worksheet>'


def _xml_cell(sheet: Sheet, at: int, column: int, value: Value) -> str:
    spans = "".join(
        f' ss:MergeDown="{bottom - top}" ss:MergeAcross="{right - left}"'
        for top, left, bottom, right in sheet.merges
        if (top, left) == (at, column)
    )
    if value is None:
        return ""
    if isinstance(value, Error):
        kind, text = "Error", value.text
    elif isinstance(value, dt.date):
        kind, text = "DateTime", f"{value.isoformat()}T00:00:00.000"
    elif isinstance(value, str):
        kind, text = "String", value
    else:
        kind, text = "Number", f"{float(value):.15G}"
    data = html.escape(text)
    return f'<Cell ss:Index="{column + 1}"{spans}><Data ss:Type="{kind}">{data}</Data></Cell>'


# -- delimited text -------------------------------------------------------------------------


def plain(value: Value) -> str:
    """A value as a program writes it into text."""
    if value is None:
        return ""
    if isinstance(value, Error):
        return value.text
    if isinstance(value, int | float):
        return str(value) if abs(value) < 1e11 else f"{float(value):.6G}"
    return value.isoformat() if isinstance(value, dt.date) else value


def delimited(delimiter: str, encoding: str, line_end: str = "\r\n") -> Callable[..., bytes]:
    """A writer of delimited text: one sheet a file."""

    def write(sheets: Sequence[Sheet]) -> bytes:
        target = io.StringIO(newline="")
        writer = csv.writer(target, delimiter=delimiter, lineterminator=line_end)
        for row in sheets[0].rows:
            writer.writerow([plain(value) for value in row])
        return target.getvalue().encode(encoding)

    return write


WRITERS: Mapping[str, tuple[str, Callable[[Sequence[Sheet]], bytes]]] = {
    "xlsx": ("a.xlsx", xlsx),
    "xlsm": ("a.xlsm", xlsm),
    "xlsx, locked": ("a.xlsx", locked),
    "xls (BIFF)": ("a.xls", xls),
    "et (BIFF)": ("a.et", xls),
    "xlsb": ("a.xlsb", xlsb),
    "ods": ("a.ods", ods),
    "fods": ("a.fods", fods),
    "xls (HTML, UTF-8)": ("a.xls", page),
    "xls (HTML, GBK)": ("a.xls", page_gbk),
    "xls (HTML, nothing declared)": ("a.xls", page_bare),
    "mht": ("a.mht", saved_page),
    "xls (XML 2003)": ("a.xls", xml),
    "csv, UTF-8": ("a.csv", delimited(",", "utf-8")),
    "csv, UTF-8 with mark": ("a.csv", delimited(",", "utf-8-sig")),
    "csv, GB18030": ("a.csv", delimited(",", "gb18030")),
    "csv, UTF-16": ("a.csv", delimited(",", "utf-16")),
    "csv, UTF-16 without mark": ("a.csv", delimited(",", "utf-16-le")),
    "csv, semicolon": ("a.csv", delimited(";", "gb18030", "\n")),
    "txt, tab": ("a.txt", delimited("\t", "utf-16")),
    "tsv": ("a.tsv", delimited("\t", "utf-8", "\n")),
    "csv, vertical bar": ("a.csv", delimited("|", "utf-8")),
    "zip": ("a.zip", zipped),
}
"""Format -> a file name with the ending it comes with, and its writer."""

TEXT = tuple(name for name in WRITERS if name.startswith(("csv", "tsv", "txt")))
"""Formats without sheets, merged cells and cell types."""
