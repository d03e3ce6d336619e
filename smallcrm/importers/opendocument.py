"""Sheets of OpenDocument (.ods) to rows, with merged ranges, hidden rows and columns, errors."""

import re
import zipfile
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from xml.parsers import expat

from smallcrm.importers.answers import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Answer,
    SparseSheet,
    Unreadable,
    file_answer,
    plain_moment,
    plain_number,
)

_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE = f"{_BASE}table:1.0 ", f"{_BASE}office:1.0 "
_TEXT, _STYLE = f"{_BASE}text:1.0 ", f"{_BASE}style:1.0 "
_ERROR_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d*)?S")
_CHUNK = 65536
_ROW_COST = 5  # what a row needs beside its cells


def with_own_reader(archive: zipfile.ZipFile) -> Answer:
    """Read the sheets. Raises Unreadable (too_large, unsafe, locked, damaged, no_sheets)."""
    names = set(archive.namelist())
    if "encrypted-package" in names or _is_encrypted(archive, names):
        raise Unreadable("locked")
    book = _Book()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = book.start
    parser.EndElementHandler = book.end
    parser.CharacterDataHandler = book.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        with archive.open("content.xml") as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, KeyError, zipfile.BadZipFile):
        raise Unreadable("damaged") from None
    return file_answer("ods", [sheet.answer() for sheet in book.sheets])


def _refuse(*_about: object) -> None:
    raise Unreadable("unsafe")


def _is_encrypted(archive: zipfile.ZipFile, names: set[str]) -> bool:
    place = "META-INF/manifest.xml"
    return place in names and b"encryption-data" in archive.read(place)


class _Book:
    """What the parser tells element by element."""

    def __init__(self) -> None:
        self.sheets: list[SparseSheet] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = 0  # of tables
        self._row = self._column = self._cell_column = 0
        self._row_span = 1
        self._row_cells: dict[int, Any] = {}
        self._cell: dict[str, str] | None = None
        self._lines: list[str] = []
        self._writing = False
        self._comment = False
        self._columns = 0
        self._total = 0
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{_STYLE}style": self._start_style,
            f"{_STYLE}table-properties": self._start_properties,
            f"{_TABLE}table": self._start_table,
            f"{_TABLE}table-column": self._start_column,
            f"{_TABLE}table-row": self._start_row,
            **dict.fromkeys(_CELLS, self._start_cell),
            f"{_TEXT}p": self._start_line,
            f"{_TEXT}line-break": self._start_line,
            f"{_TEXT}s": self._start_spaces,
            f"{_TEXT}tab": self._start_spaces,
            f"{_OFFICE}annotation": self._start_comment,
        }
        self._ends: dict[str, Callable[[], None]] = {
            f"{_TABLE}table": self._end_table,
            f"{_TABLE}table-row": self._end_row,
            **dict.fromkeys(_CELLS, self._end_cell),
            f"{_TEXT}p": self._end_line,
            f"{_OFFICE}annotation": self._end_comment,
        }

    def start(self, tag: str, about: dict[str, str]) -> None:
        """Take the beginning of an element."""
        step = self._starts.get(tag)
        if step:
            step(about)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        step = self._ends.get(tag)
        if step:
            step()

    def text(self, text: str) -> None:
        """Take text."""
        if self._writing:
            self._lines[-1] += text

    def _start_style(self, about: dict[str, str]) -> None:
        self._style = about.get(f"{_STYLE}name", "")

    def _start_properties(self, about: dict[str, str]) -> None:
        if about.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, about: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            name = about.get(f"{_TABLE}name", f"Sheet{len(self.sheets) + 1}")
            hidden = about.get(f"{_TABLE}style-name") in self._hidden_styles
            self.sheets.append(SparseSheet(name, hidden=hidden))
            self._row = self._columns = 0

    def _start_column(self, about: dict[str, str]) -> None:
        if self._depth == 1:
            span = _number(about, "number-columns-repeated", MOST_COLUMNS)
            if about.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                spans = self.sheets[-1].hidden_columns
                spans.append(range(self._columns, self._columns + span))
            self._columns += span

    def _start_row(self, about: dict[str, str]) -> None:
        if self._depth == 1:
            self._row_span = _number(about, "number-rows-repeated", MOST_ROWS)
            self._row_cells = {}
            self._column = 0
            if about.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                spans = self.sheets[-1].hidden_rows
                spans.append(range(self._row, self._row + self._row_span))

    def _start_cell(self, about: dict[str, str]) -> None:
        if self._depth == 1:
            self._cell = about
            self._lines = []

    def _start_line(self, about: dict[str, str]) -> None:
        if self._cell is not None and self._depth == 1 and not self._comment:
            self._lines.append("")
            self._writing = True

    def _start_spaces(self, about: dict[str, str]) -> None:
        self.text(" " * min(int(about.get(f"{_TEXT}c", "1")), 100))

    def _start_comment(self, about: dict[str, str]) -> None:
        self._comment = True

    def _end_comment(self) -> None:
        self._comment = False

    def _end_line(self) -> None:
        self._writing = False

    def _end_cell(self) -> None:
        if self._cell is None or self._depth != 1:
            return
        about, self._cell = self._cell, None
        first, span = self._column, _number(about, "number-columns-repeated", MOST_COLUMNS)
        self._column += span
        self._merge(about, first)
        value = _value(about, "\n".join(self._lines))
        if about.get(_ERROR_TYPE) == "error":
            self.sheets[-1].errors.append((self._row, first, str(value) or "#ERROR"))
            self._row_cells[first] = ""
        elif value != "":
            if first + span > MOST_COLUMNS:
                raise Unreadable("too_large")
            self._row_cells |= dict.fromkeys(range(first, first + span), value)
        elif f"{_TABLE}formula" in about and f"{_OFFICE}value-type" not in about:
            columns = range(first, min(first + span, MOST_COLUMNS))
            self.sheets[-1].formulas.update(dict.fromkeys(columns, self._row_span))

    def _merge(self, about: dict[str, str], column: int) -> None:
        right = column + _number(about, "number-columns-spanned", MOST_COLUMNS) - 1
        bottom = self._row + _number(about, "number-rows-spanned", MOST_ROWS) - 1
        if right > column or bottom > self._row:
            self.sheets[-1].merged.append((self._row, column, bottom, right))

    def _end_row(self) -> None:
        if self._depth != 1:
            return
        last = self._row + self._row_span
        if self._row_cells:
            self._total += (len(self._row_cells) + _ROW_COST) * self._row_span
            if last > MOST_ROWS or self._total > MOST_CELLS:
                raise Unreadable("too_large")
            self.sheets[-1].rows |= dict.fromkeys(range(self._row, last), self._row_cells)
        self._row = last

    def _end_table(self) -> None:
        self._depth -= 1


def _value(about: dict[str, str], text: str) -> Any:
    kind = about.get(f"{_OFFICE}value-type", "")
    try:
        if kind in ("float", "percentage", "currency"):
            # A number shown with leading zeros is a code.
            shown = len(text) > 1 and text.startswith("0") and text.isdecimal()
            return text if shown else plain_number(float(about[f"{_OFFICE}value"]))
        if kind == "date":
            return plain_moment(datetime.fromisoformat(about[f"{_OFFICE}date-value"]))
        if kind == "time":
            return _time(about[f"{_OFFICE}time-value"], text)
    except (KeyError, ValueError, OverflowError):
        return text
    if kind == "boolean":
        return about.get(f"{_OFFICE}boolean-value") == "true"
    return text or about.get(f"{_OFFICE}string-value", "")


def _time(duration: str, text: str) -> time | timedelta | str:
    parts = _DURATION.fullmatch(duration)
    if not parts:
        return text
    hours, minutes, seconds = map(int, parts.groups())
    if hours < 24:
        return time(hours, minutes, seconds)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _number(about: dict[str, str], name: str, most: int) -> int:
    text = about.get(_TABLE + name, "1")
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() else 1
