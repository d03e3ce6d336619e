"""Text files with delimiters (csv, tsv, txt) to rows of text."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from smallcrm.importers.answers import Answer, Unreadable, file_answer, sheet_answer
from smallcrm.importers.charset import decode, guess_encoding

DELIMITERS = (",", "\t", ";", "|", "，")
MOST_COLUMNS = 2000
MOST_ROWS = 5_000_000
MOST_CELLS = 40_000_000
LONGEST_LINE = 1_000_000

_SAMPLE_LINES = 60
_SAMPLE_LENGTH = 200_000
# A line that Excel writes and reads itself: what separates the cells of the lines below.
_NAMED = re.compile(r'\A"?sep=(.)"?[^\S\r\n]*(?:\r\n?|\n)', re.IGNORECASE)
# What spreadsheets write so that a value stays text, ="00123", and the quote that careful exports
# put before = + - @ so that nothing runs as a formula.
_FORMULA_TEXT = re.compile(r'=\s*"((?:[^"]|"")*)"')
_GUARDED = re.compile(r"'(?:[=+\-@\t\r]|\d+$)")
# Lines that one quoted cell may run over, where the quotation marks of a file cannot be trusted.
_LONGEST_CELL = 40
_LINE_END = re.compile(r"\r\n|\r|\n")


class TooLarge(csv.Error):
    """The text holds more than any list."""


def text_answer(
    data: bytes, name: str, encoding: str | None = None, delimiter: str | None = None
) -> Answer:
    """Read a text file's bytes as one sheet of this name; what is not given is guessed.

    The answer also holds encoding, delimiter, and how many characters were unreadable.
    Raises Unreadable, or LookupError for an encoding nobody knows.
    """
    encoding = encoding or guess_encoding(data).encoding
    text, unreadable = decode(data, encoding)
    text = text.replace("\ufeff", "").replace("\0", "")  # one more where files were joined
    if not text.strip():
        raise Unreadable("empty")
    delimiter = delimiter or guess_delimiter(text)
    try:
        rows = read_rows(text, delimiter)
    except TooLarge:
        raise Unreadable("too_long") from None
    except csv.Error:
        raise Unreadable("not_a_list") from None
    answer = file_answer({"\t": "tsv"}.get(delimiter, "csv"), [sheet_answer(name, rows)])
    return answer | {"encoding": encoding, "delimiter": delimiter, "unreadable": unreadable}


def guess_delimiter(text: str) -> str:
    """Tell what separates the cells: what cuts most lines into the same number of cells."""
    named = _NAMED.match(text)
    if named:
        return named[1]
    lines = "".join(itertools.islice(io.StringIO(text[:_SAMPLE_LENGTH]), _SAMPLE_LINES))
    scores = {delimiter: _evenness(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    if scores[best] > 0:
        return best
    # One column: anything that would not cut it.
    return next((delimiter for delimiter in DELIMITERS if delimiter not in text), ",")


def read_rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the rows, all of one length, numbers left as text. Raises csv.Error, TooLarge."""
    text = _NAMED.sub("", text)
    rows = _parse(text, delimiter)
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    if width > MOST_COLUMNS or width * len(rows) > MOST_CELLS:
        raise TooLarge
    for row in rows:
        if len(row) < width:
            row += [""] * (width - len(row))
    if "=" in text or "'" in text:
        return [[_plain(cell) for cell in row] for row in rows]
    return rows


def _parse(text: str, delimiter: str) -> list[list[str]]:
    # A space before a quotation mark does not make the mark part of the value.
    spaced = f'{delimiter} "' in text
    try:
        rows = _strictly(text, delimiter, spaced)
    except TooLarge:
        raise
    except csv.Error:
        return list(_mended(text, delimiter))
    return list(_mended(text, delimiter)) if _swallowed(rows, delimiter) else rows


def _strictly(text: str, delimiter: str, spaced: bool = False) -> list[list[str]]:
    """Take the text at its word. Raises csv.Error where quotation marks do not fit."""
    lines = io.StringIO(text, newline="")
    rows = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=spaced)
    taken = list(itertools.islice(rows, MOST_ROWS))
    if next(rows, None) is not None:
        raise TooLarge
    return taken


def _swallowed(rows: list[list[str]], delimiter: str) -> bool:
    """Whether a stray quotation mark has taken whole rows into one cell."""
    width = max(map(len, rows), default=0)
    for row in rows:
        for cell in row:
            if len(cell) > 40 and cell.count("\n") + cell.count("\r") > 3:
                lines = _LINE_END.split(cell)[1:-1]
                like = sum(line.count(delimiter) >= max(width - 1, 1) for line in lines)
                if 2 * like > len(lines) or len(lines) > 200:
                    return True
    return False


def _mended(text: str, delimiter: str) -> Iterator[list[str]]:
    """Read a text whose quotation marks are wrong somewhere: each line as well as it can be."""
    lines = _LINE_END.split(text)
    if len(lines) > MOST_ROWS or max(map(len, lines)) > LONGEST_LINE:
        raise TooLarge
    place = 0
    while place < len(lines):
        if '"' not in lines[place]:
            yield lines[place].split(delimiter) if lines[place] else []
            place += 1
            continue
        row, used = _record(lines, place, delimiter)
        yield row if row is not None else _by_hand(lines[place], delimiter)
        place += used


def _record(lines: list[str], place: int, delimiter: str) -> tuple[list[str] | None, int]:
    """The row that begins at this line, over as many lines as its quoted cells need."""
    used, marks = 1, lines[place].count('"')
    while marks % 2 and used < _LONGEST_CELL and place + used < len(lines):
        marks += lines[place + used].count('"')
        used += 1
    if marks % 2:
        return None, 1
    try:
        rows = _strictly("\n".join(lines[place : place + used]), delimiter)
    except csv.Error:
        return None, 1
    beginning = lines[place].split(delimiter)
    if used > 1 and (len(rows) != 1 or _swallowed([*rows, beginning], delimiter)):
        return None, 1
    return (rows[0] if rows else []), used


def _by_hand(line: str, delimiter: str) -> list[str]:
    """Split a line where a quotation mark only ends a cell when a delimiter follows."""
    row = []
    line += delimiter
    closing: re.Pattern[str] | None = re.compile(rf'"\s*{re.escape(delimiter)}')
    place = 0
    while place < len(line):
        if closing and line[place] == '"':
            end = closing.search(line, place + 1)
            if end:
                row.append(re.sub(r'""|\\"', '"', line[place + 1 : end.start()]))
                place = end.end()
                continue
            closing = None  # nor for any cell after this one
        cut = line.index(delimiter, place)
        row.append(line[place:cut])
        place = cut + 1
    return row


def _plain(cell: str) -> str:
    if cell[:1] not in ("=", "'"):
        return cell
    formula = _FORMULA_TEXT.fullmatch(cell)
    if formula:
        return formula[1].replace('""', '"')
    return cell[1:] if _GUARDED.match(cell) else cell


def _evenness(lines: str, delimiter: str) -> float:
    """How evenly a delimiter cuts the lines: 0 when it cuts few of them, and each otherwise."""
    try:
        rows = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in rows if any(row))
    except csv.Error:
        return 0.0
    cut = {width: count for width, count in widths.items() if width > 1}
    if not cut:
        return 0.0
    width, count = max(cut.items(), key=lambda item: (item[1], item[0]))
    # Commas in the notes or addresses of a list with one column
    if 2 * sum(cut.values()) < sum(widths.values()) and (width < 3 or count < 2):
        return 0.0
    # Western commas come first in DELIMITERS, so they win a tie.
    return count / sum(widths.values()) + min(width, 20) / 1000
