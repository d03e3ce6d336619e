"""Sheets written as files of every kind that lists come in."""

import csv
import html
import io
from collections.abc import Sequence
from datetime import date, datetime

import openpyxl

from smallcrm.importers.sheet import Cell, ErrorCell, RawSheet
from tests.importers.lists import Truth
from tests.importers.old_excel import OldSheet, xls

_XML_NAMES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
)


def csv_bytes(sheet: RawSheet, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A text file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(sheet.rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(sheets: Sequence[RawSheet]) -> bytes:
    """A workbook with merged cells, dates and hidden sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        if sheet.hidden:
            page.sheet_state = "hidden"
        for row in sheet.rows:
            page.append([None if cell == "" else _openpyxl(cell) for cell in row])
        for area in sheet.merged:
            ends = (area.top + 1, area.left + 1, area.bottom + 1, area.right + 1)
            page.merge_cells(None, *ends)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls_bytes(sheets: Sequence[RawSheet]) -> bytes:
    """A workbook of Excel 97; it has no dates here, so they are texts."""
    return xls(
        [
            OldSheet(
                sheet.name,
                [[_old(cell) for cell in row] for row in sheet.rows],
                merged=[(area.top, area.left, area.bottom, area.right) for area in sheet.merged],
                hidden=sheet.hidden,
            )
            for sheet in sheets
        ]
    )


def html_bytes(sheet: RawSheet, encoding: str = "utf-8") -> bytes:
    """A web page with a table, as many programs export and name .xls."""
    covered = {
        (row, column)
        for area in sheet.merged
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    }
    starts = {(area.top, area.left): area for area in sheet.merged}
    lines = [f'<html><head><meta charset="{encoding}"></head><body><table border=1>']
    for number, row in enumerate(sheet.rows):
        lines.append("<tr>")
        for place, cell in enumerate(row):
            area = starts.get((number, place))
            if area:
                spans = f'rowspan="{area.bottom - area.top + 1}"'
                lines.append(f'<td {spans} colspan="{area.right - area.left + 1}">{_text(cell)}')
            elif (number, place) not in covered:
                lines.append(f"<td>{_text(cell)}</td>")
        lines.append("</tr>")
    return "\n".join([*lines, "</table></body></html>"]).encode(encoding)


def xml_bytes(sheets: Sequence[RawSheet]) -> bytes:
    """An XML workbook of Excel 2003."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<Workbook {_XML_NAMES}>"]
    for sheet in sheets:
        starts = {(area.top, area.left): area for area in sheet.merged}
        lines.append(f'<Worksheet ss:Name="{html.escape(sheet.name)}"><Table>')
        for number, row in enumerate(sheet.rows):
            lines.append(f'<Row ss:Index="{number + 1}">')
            for place, cell in enumerate(row):
                if cell == "":
                    continue
                area = starts.get((number, place))
                down, across = (area.bottom - area.top, area.right - area.left) if area else (0, 0)
                merge = f' ss:MergeDown="{down}" ss:MergeAcross="{across}"' if area else ""
                lines.append(f'<Cell ss:Index="{place + 1}"{merge}>{_xml_data(cell)}</Cell>')
            lines.append("</Row>")
        hidden = "<Visible>SheetHidden</Visible>" if sheet.hidden else ""
        options = 'WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"'
        lines.append(f"</Table><{options}>{hidden}</WorksheetOptions></Worksheet>")
    return "\n".join([*lines, "</Workbook>"]).encode()


def vcf_bytes(truth: Sequence[Truth], encoding: str = "utf-8", version: str = "3.0") -> bytes:
    """A card for each contact person."""
    lines: list[str] = []
    for customer in truth:
        for person in customer.people:
            lines += ["BEGIN:VCARD", f"VERSION:{version}", f"FN:{person.name}"]
            lines += [f"ORG:{customer.name}", f"TEL;TYPE=CELL:{person.mobile}"]
            lines += [f"EMAIL:{customer.email}", f"NOTE:{customer.note}", "END:VCARD", ""]
    return "\r\n".join(lines).encode(encoding)


def _openpyxl(cell: Cell) -> object:
    return str(cell) if isinstance(cell, ErrorCell) else cell


def _old(cell: Cell) -> str | float | None:
    if cell == "":
        return None
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else _plain(cell)


def _plain(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _text(cell: Cell) -> str:
    return html.escape(_plain(cell)).replace("\n", "<br>")


def _xml_data(cell: Cell) -> str:
    if isinstance(cell, date):
        day = cell if isinstance(cell, datetime) else datetime.combine(cell, datetime.min.time())
        return f'<Data ss:Type="DateTime">{day.isoformat()}.000</Data>'
    kind = "Number" if isinstance(cell, int | float) else "String"
    text = html.escape(_plain(cell)).replace("\n", "&#10;")
    return f'<Data ss:Type="{kind}">{text}</Data>'
