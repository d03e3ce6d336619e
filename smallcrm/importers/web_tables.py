"""Tables of web pages, which many programs write and name .xls, to sheets.

One table is one sheet; a table that only arranges others on the page is no sheet, theirs are.
All values stay text, so that leading zeros and long numbers are as they are seen.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from html import unescape

from smallcrm.importers.answers import Answer, Unreadable, file_answer, sheet_answer
from smallcrm.importers.charset import decode, guess_encoding

BIGGEST_PAGE = 200_000_000
MOST_CELLS = 5_000_000
MOST_COLUMNS = 2000
_MOST_TABLES = 200
_MOST_DEPTH = 30

_BLOCKS = frozenset(("div", "p", "li", "dd", "dt", "pre", "h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN = frozenset(["noscript", "script", "style", "template", "title", "textarea", "select"])
_META = re.compile(rb"""<(?:meta\b[^>]*?charset|\?xml[^>]*?encoding)\s*=\s*["']?([\w.:-]+)""", re.I)
_KNOWN = frozenset(("tr", "td", "th", "col", "caption", "br", *_BLOCKS))
# A comment, a mark with its attributes, or something for other programs such as <![if ...]>.
# The lengths are bounded so that a page of marks that never end takes no time either.
_MARK = re.compile(
    r"""<(?:!--.*?(?:--!?>|\Z)
    |(/?)([a-zA-Z][^\s/>]{0,50}+)((?:[^>"']{1,5000}+|"[^"]{0,20000}+"|'[^']{0,20000}+'){0,40}+)>
    |[!?][^>]{0,2000}+>)""",
    re.S | re.X,
)
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]++)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]++)))?""")
_SPACE = re.compile(r"[^\S\n\u3000]+")
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*collapse", re.I)
# What is shown instead of a number in a narrow column; the number itself stands in the mark.
_CRAMPED = re.compile(r"#{2,}|\d(?:\.\d+)?E[+-]?\d+", re.I)
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,100})</x:Name>")


@dataclass(slots=True)
class _Cell:
    row_span: int = 1
    column_span: int = 1
    hidden: bool = False
    number: str = ""
    parts: list["str | _Table"] = field(default_factory=list)

    def text(self, *, inner: bool) -> str:
        """The words of the cell; with `inner`, those of the tables inside it too."""
        if len(self.parts) == 1 and isinstance(self.parts[0], str) and not self.number:
            words = self.parts[0]
            if "\n" not in words:  # nearly all are so simple
                return _SPACE.sub(" ", words).strip()
        pieces = (
            part if isinstance(part, str) else f"\n{part.words()}\n" if inner else "\n"
            for part in self.parts
        )
        lines = (_SPACE.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
        text = "\n".join(line for line in lines if line)
        return self.number if self.number and _CRAMPED.fullmatch(text) else text


@dataclass(slots=True)
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)
    caption: str = ""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    columns: int = 0
    in_cell: bool = False

    def inner(self) -> list["_Table"]:
        cells = (cell for row in self.rows for cell in row)
        return [part for cell in cells for part in cell.parts if isinstance(part, _Table)]

    def words(self) -> str:
        return "\n".join(" ".join(cell.text(inner=True) for cell in row) for row in self.rows)

    def is_list(self) -> bool:
        """Whether it has rows of its own beside the tables inside it."""
        filled = (sum(bool(cell.text(inner=False)) for cell in row) for row in self.rows)
        return sum(many > 1 for many in filled) > 1


def page_answer(data: bytes, name: str, encoding: str | None = None) -> Answer:
    """Read the tables of a web page. Raises Unreadable, or LookupError for the encoding."""
    if len(data) > BIGGEST_PAGE:
        raise Unreadable("too_large")
    encoding = encoding or page_encoding(data)
    text, unreadable = decode(data, encoding)
    sheets = _sheets(text.removeprefix("\ufeff").replace("\0", ""), name)
    if not sheets:
        raise Unreadable("html")
    return file_answer("html", sheets) | {"encoding": encoding, "unreadable": unreadable}


def archive_answer(data: bytes, name: str, encoding: str | None = None) -> Answer:
    """Read the tables of a web page saved as one file (MHTML). Raises Unreadable."""
    if len(data) > BIGGEST_PAGE:
        raise Unreadable("too_large")
    sheets: list[Answer] = []
    for page in _pages(email.message_from_bytes(data)):
        own = encoding or page_encoding(page)
        sheets += _sheets(decode(page, own)[0], name)
    if not sheets:
        raise Unreadable("html")
    return file_answer("html", _named_once(sheets))


def page_encoding(data: bytes) -> str:
    """The character set a page names, where its bytes agree; else what they look like."""
    guess = guess_encoding(data)
    named = _META.search(data[:8192])
    if (guess.confidence == 1.0 and guess.encoding != "utf-8") or not named:
        return guess.encoding
    encoding = named[1].decode().casefold()
    if encoding in ("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936"):
        encoding = "gb18030"
    try:
        _text, broken = decode(data, encoding)
    except LookupError:
        return guess.encoding
    return guess.encoding if broken > len(data) // 1000 else encoding


def _pages(message: Message) -> Iterator[bytes]:
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                yield body


def _sheets(text: str, name: str) -> list[Answer]:
    parser = _Parser()
    parser.feed(text)
    tables = list(_lists(parser.tables))
    names = [found.strip() for found in _SHEET_NAME.findall(text[:65536])]
    if len(names) != len(tables):
        names = [name] * len(tables)
    sheets = []
    for table, own in zip(tables, names, strict=True):
        sheet = _sheet(table, table.caption[:60] or own)
        if sheet["rows"]:
            sheets.append(sheet)
    return _named_once(sheets)


def _named_once(sheets: list[Answer]) -> list[Answer]:
    seen: set[str] = set()
    for sheet in sheets:
        name, number = sheet["name"], 1
        while sheet["name"] in seen:
            number += 1
            sheet["name"] = f"{name} {number}"
        seen.add(sheet["name"])
    return sheets


def _lists(tables: list[_Table]) -> Iterator[_Table]:
    """The tables that are lists, in their order; those inside a list belong to its cells."""
    for table in tables:
        inner = table.inner()
        if not inner or table.is_list():
            yield table
        else:
            for cell in (cell for row in table.rows for cell in row):
                cell.parts = [part for part in cell.parts if isinstance(part, str)]
            yield table  # what it says around them, where it says anything
            yield from _lists(inner)


def _sheet(table: _Table, name: str) -> Answer:
    """Lay the cells out; what spans several places stands in the first and is a merged range."""
    grid = _Grid(len(table.rows))
    for number, cells in enumerate(table.rows):
        grid.add_row(number, cells)
    width = max(map(len, grid.rows), default=0)
    if width * len(grid.rows) > MOST_CELLS:
        raise Unreadable("too_large")
    rows = [row + [""] * (width - len(row)) for row in grid.rows]
    return sheet_answer(
        name,
        rows if any(any(row) for row in rows) else [],
        merged=grid.merged,
        hidden_rows=sorted(table.hidden_rows),
        hidden_columns=sorted(table.hidden_columns | (grid.unseen - grid.seen)),
    )


class _Grid:
    """The places of a table's cells. `seen` and `unseen` are the columns of shown, hidden cells."""

    def __init__(self, height: int) -> None:
        self.rows: list[list[str]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.seen: set[int] = set()
        self.unseen: set[int] = set()
        self._height = height
        self._free: dict[int, int] = {}  # column -> the first row that is not taken from above
        self._total = 0

    def add_row(self, number: int, cells: list[_Cell]) -> None:
        """Lay out one row. Raises Unreadable when it all becomes too large."""
        row: list[str] = []
        column = 0
        for cell in cells:
            while self._free.get(column, 0) > number:
                column += 1
            if column >= MOST_COLUMNS:
                raise Unreadable("too_large")
            row += [""] * (column - len(row)) + [cell.text(inner=True)]
            column = self._span(number, column, cell)
        row += [""] * (column - len(row))
        self._total += len(row)
        if self._total > MOST_CELLS:
            raise Unreadable("too_large")
        self.rows.append(row)

    def _span(self, row: int, column: int, cell: _Cell) -> int:
        """Take the places of a cell; returns the column after it."""
        right = min(column + cell.column_span, MOST_COLUMNS)
        bottom = min(row + cell.row_span, self._height)
        if bottom > row + 1 or right > column + 1:
            self.merged.append((row, column, bottom - 1, right - 1))
        if bottom > row + 1:
            self._free |= dict.fromkeys(range(column, right), bottom)
        (self.unseen if cell.hidden else self.seen).update(range(column, right))
        return right


class _Parser:
    """Gather the tables of a page; forgiving, as browsers are, of what is not closed."""

    def __init__(self) -> None:
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._caption = False
        self._count = 0
        self._known: dict[str, dict[str, str]] = {"": {}}

    def feed(self, text: str) -> None:
        """Take a page apart: marks, and the words between them."""
        place = 0
        search = _MARK.search
        while mark := search(text, place):
            start, end = mark.span()
            if self._open and start > place:
                self._take_words(text[place:start])
            place = end
            tag = (mark[2] or "").casefold()
            if mark[1]:
                self._end(tag)
            elif tag in _UNSEEN:
                after = re.compile(f"</{tag}", re.I).search(text, end)
                place = after.start() if after else end
            elif tag:
                self._start(tag, mark[3])
        self._take_words(text[place:])

    def _take_words(self, text: str) -> None:
        # A line break in the source is a space; <br> is the line break.
        if "\n" in text or "\r" in text:
            text = text.replace("\n", " ").replace("\r", " ")
        self._write(unescape(text) if "&" in text else text)

    def _start(self, tag: str, marks: str) -> None:
        if tag == "table":
            self._begin_table()
        elif self._open and tag in _KNOWN:
            about = self._known.get(marks)
            if about is None:
                about = self._known[marks] = _attributes(marks)
            self._inside(tag, about)

    def _end(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            if self._open:
                self._open[-1].in_cell = False
        elif tag == "table":
            self._caption = False
            if self._open:
                self._open.pop()
        elif tag == "caption":
            self._caption = False
        elif tag in _BLOCKS:
            self._write("\n")

    def _begin_table(self) -> None:
        self._caption = False
        if self._open and not self._open[-1].in_cell:
            self._open.pop()  # it was not closed: tables lie inside cells only
        table = _Table()
        if len(self._open) >= _MOST_DEPTH or self._count >= _MOST_TABLES:
            raise Unreadable("too_large")
        self._count += 1
        cell = self._cell()
        if cell is None:
            self.tables.append(table)
        else:
            cell.parts.append(table)
        self._open.append(table)

    def _inside(self, tag: str, about: dict[str, str]) -> None:
        table = self._open[-1]
        hidden = bool(_HIDES.search(about.get("style", ""))) or "hidden" in about
        if tag in ("tr", "td", "th"):
            self._caption = False
            table.in_cell = tag != "tr"
        if tag == "tr":
            table.rows.append([])
            if hidden:
                table.hidden_rows.add(len(table.rows) - 1)
        elif tag in ("td", "th"):
            if not table.rows:
                table.rows.append([])
            rows, columns = _span(about, "rowspan", 65534), _span(about, "colspan", 1000)
            table.rows[-1].append(_Cell(rows, columns, hidden, about.get("x:num", "")))
        elif tag == "col":
            span = _span(about, "span", 1000)
            if hidden:
                table.hidden_columns |= set(range(table.columns, table.columns + span))
            table.columns += span
        elif tag == "caption":
            table.in_cell = False
            self._caption = True
        else:
            self._write("\n")

    def _cell(self) -> _Cell | None:
        if not self._open or not self._open[-1].in_cell:
            return None
        return self._open[-1].rows[-1][-1]

    def _write(self, text: str) -> None:
        if self._caption:
            self._open[-1].caption = (self._open[-1].caption + text).strip()
        elif cell := self._cell():
            cell.parts.append(text)


def _attributes(marks: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(marks):
        found.setdefault(name.casefold(), unescape("".join(values)))
    return found


def _span(about: dict[str, str], name: str, most: int) -> int:
    if name not in about:
        return 1
    number = re.match(r"\s*(\d{1,6})", about[name])
    return min(max(int(number[1]), 1), most) if number else 1
