"""Rows pasted from the clipboard."""

import csv
import hashlib

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.importers.delimited import guess_delimiter, read_rows
from smallcrm.importers.sheet import RawFile, RawSheet

LONGEST = 50_000_000
FORMAT = "clipboard"
_LONGEST_LINE = 200


def read_pasted(text: str) -> RawFile:
    """Take apart rows copied from a table, or lines of text with commas or semicolons.

    Cells with line breaks, tabs and quotation marks are taken as Excel and WPS copy them. One
    value a line is a table of one column. Raises UserError when it is no table.
    """
    if len(text) > LONGEST:
        raise UserError(
            _("This is too much to paste."), _("Save it as a file and bring that instead.")
        )
    text = text.removeprefix("\ufeff").replace("\0", "").strip("\r\n")
    if not text.strip():
        raise UserError(_("Nothing to paste: the clipboard holds no text."), _how())
    delimiter = "\t" if "\t" in text else guess_delimiter(text)
    try:
        rows = read_rows(text, delimiter)
    except csv.Error:
        raise _no_table() from None
    if not _is_table(rows, delimiter):
        raise _no_table()
    name = _("Clipboard")
    return RawFile(
        name=name,
        path="",
        format=FORMAT,
        sha256=hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest(),
        sheets=(RawSheet(name, [list(row) for row in rows]),),
        delimiter=delimiter,
    )


def _is_table(rows: list[list[str]], delimiter: str) -> bool:
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if delimiter == "\t" and filled and len(filled[0]) > 1:
        return True
    # Sentences have commas too: a table has several rows, and its values are short.
    short = all(len(cell) <= _LONGEST_LINE for row in filled for cell in row)
    return len(filled) > 1 and short


def _no_table() -> UserError:
    return UserError(_("What was copied is not a table."), _how())


def _how() -> str:
    return _("Select the rows in Excel, WPS or a web page, copy them, and paste here.")
