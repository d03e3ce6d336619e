"""Sheets of XML Spreadsheet 2003, which programs name .xml or .xls, to rows."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from smallcrm.importers.answers import (
    MOST_COLUMNS,
    MOST_ROWS,
    Answer,
    SparseSheet,
    Unreadable,
    file_answer,
    plain_moment,
    plain_number,
)
from smallcrm.importers.charset import decode, guess_encoding

BIGGEST = 200_000_000

_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_WHOLE_NUMBER = re.compile(r"-?\d{16,}")
_DAY_ONE = "1899-12-31T"


def xml_answer(data: bytes, encoding: str | None = None) -> Answer:
    """Read the sheets of an XML workbook. Raises Unreadable, or LookupError for the encoding."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    if len(data) > BIGGEST:
        raise Unreadable("too_large")
    encoding = encoding or _encoding(data)
    text, unreadable = decode(data, encoding)
    # The parser knows few character sets, so it is given the text as UTF-8.
    text = _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
    book = _Book()
    parser = DefusedXMLParser(target=book, encoding="utf-8", forbid_dtd=True)
    try:
        for start in range(0, len(text), 65536):
            parser.feed(text[start : start + 65536].encode("utf-8", errors="replace"))
        parser.close()
    except DefusedXmlException:
        raise Unreadable("unsafe") from None
    except ParseError:
        raise Unreadable("damaged") from None
    answer = file_answer("xml", [sheet.answer() for sheet in book.sheets])
    return answer | {"encoding": encoding, "unreadable": unreadable}


def _encoding(data: bytes) -> str:
    named = _DECLARED.search(data[:400])
    guess = guess_encoding(data)
    if named is None or guess.confidence == 1.0:
        return guess.encoding
    encoding = named[1].decode().casefold()
    return "gb18030" if encoding in ("gb2312", "gbk") else encoding


class _Book:
    """What the parser tells element by element."""

    def __init__(self) -> None:
        self.sheets: list[SparseSheet] = []
        self._row = self._column = self._next_column = -1
        self._after_row = 0
        self._kind = ""
        self._text: list[str] = []
        self._cell = False
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{_SHEET}Worksheet": self._start_sheet,
            f"{_SHEET}Column": self._start_column,
            f"{_SHEET}Row": self._start_row,
            f"{_SHEET}Cell": self._start_cell,
            f"{_SHEET}Data": self._start_data,
            f"{_SHEET}Comment": self._start_comment,
            f"{_EXCEL}Visible": self._start_visible,
        }
        self._taking = False
        self._visible = False

    def start(self, tag: str, about: dict[str, str]) -> None:
        """Take the beginning of an element."""
        step = self._starts.get(tag)
        if step:
            step({key.removeprefix(_SHEET): value for key, value in about.items()})

    def data(self, text: str) -> None:
        """Take text."""
        if self._taking or self._visible:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag == f"{_SHEET}Data" and self._taking:
            self._taking = False
            self._put("".join(self._text))
        elif tag in (f"{_SHEET}Cell", f"{_SHEET}Comment"):
            self._cell = False
        elif tag == f"{_EXCEL}Visible":
            self._visible = False
            if self.sheets and "".join(self._text).strip() != "SheetVisible":
                self.sheets[-1].hidden = True

    def close(self) -> None:
        """Take the end of the file."""

    def _start_sheet(self, about: dict[str, str]) -> None:
        self.sheets.append(SparseSheet(about.get("Name", f"Sheet{len(self.sheets) + 1}")))
        self._after_row = 0
        self._next_column = 0

    def _start_column(self, about: dict[str, str]) -> None:
        first = _number(about, "Index", self._next_column + 1, MOST_COLUMNS) - 1
        self._next_column = first + 1 + _number(about, "Span", 0, MOST_COLUMNS)
        if _hides(about, "Width") and self.sheets:
            self.sheets[-1].hidden_columns.append(range(first, self._next_column))

    def _start_row(self, about: dict[str, str]) -> None:
        self._row = _number(about, "Index", self._after_row + 1, MOST_ROWS) - 1
        span = _number(about, "Span", 0, MOST_ROWS)
        self._after_row = self._row + 1 + span
        self._column = 0
        if _hides(about, "Height") and self.sheets:
            self.sheets[-1].hidden_rows.append(range(self._row, self._after_row))
        if self._row >= MOST_ROWS:
            raise Unreadable("too_large")

    def _start_cell(self, about: dict[str, str]) -> None:
        first = _number(about, "Index", self._column + 1, MOST_COLUMNS) - 1
        across = _number(about, "MergeAcross", 0, MOST_COLUMNS)
        down = _number(about, "MergeDown", 0, MOST_ROWS)
        if (across or down) and self.sheets:
            self.sheets[-1].merged.append((self._row, first, self._row + down, first + across))
        self._place = first
        self._column = first + across + 1
        self._cell = True
        if first >= MOST_COLUMNS:
            raise Unreadable("too_large")

    def _start_data(self, about: dict[str, str]) -> None:
        if self._cell and self.sheets:
            self._kind = about.get("Type", "String")
            self._taking = True
            self._text = []

    def _start_comment(self, about: dict[str, str]) -> None:
        self._cell = False  # the text of a comment is no value

    def _start_visible(self, about: dict[str, str]) -> None:
        self._visible = True
        self._text = []

    def _put(self, text: str) -> None:
        sheet = self.sheets[-1]
        if self._kind == "Error":
            sheet.errors.append((self._row, self._place, text.strip() or "#ERROR"))
            text = ""
        value = _value(self._kind, text)
        if value != "" or self._kind == "Error":
            sheet.rows.setdefault(self._row, {})[self._place] = value


def _value(kind: str, text: str) -> Any:
    try:
        if kind == "Number":
            text = text.strip()
            return text if _WHOLE_NUMBER.fullmatch(text) else plain_number(float(text))
        if kind == "DateTime":
            moment = datetime.fromisoformat(text.strip().removesuffix("Z"))
            return moment.time() if text.startswith(_DAY_ONE) else plain_moment(moment)
    except ValueError:
        return text
    return text.strip() == "1" if kind == "Boolean" else text


def _number(about: dict[str, str], name: str, default: int, most: int) -> int:
    text = about.get(name, "").strip()
    return min(max(int(text), 0), most) if text.isascii() and text.isdigit() else default


def _hides(about: dict[str, str], size: str) -> bool:
    return about.get("Hidden") in ("1", "true") or about.get(size) == "0"
