"""Text files with delimiters (csv, tsv, txt) to rows of text."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from smallcrm.importers.sheet import Row

DELIMITERS = (",", "\t", ";", "|", "，")
MOST_COLUMNS = 2000

_SAMPLE_LINES = 60
# What spreadsheets write so that a value stays text, ="00123", and the quote that careful exports
# put before = + - @ so that nothing runs as a formula.
_FORMULA_TEXT = re.compile(r'=\s*"((?:[^"]|"")*)"')
_GUARDED = re.compile(r"'[=+\-@\t\r]")


def guess_delimiter(text: str) -> str:
    """Tell what separates the cells: what cuts most lines into the same number of cells."""
    named = re.match(r"sep=(.)\r?\n", text)
    if named:
        return named[1]
    lines = "".join(itertools.islice(io.StringIO(text), _SAMPLE_LINES))
    scores = {delimiter: _evenness(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ","


def read_rows(text: str, delimiter: str) -> list[Row]:
    """Return the rows, all of one length, numbers left as text. Raises csv.Error when hopeless."""
    text = re.sub(r"\Asep=.\r?\n", "", text)
    try:
        rows = _parse(text, delimiter, csv.QUOTE_MINIMAL)
        if _quote_left_open(rows):
            rows = _parse(text, delimiter, csv.QUOTE_NONE)
    except csv.Error:
        rows = _parse(text, delimiter, csv.QUOTE_NONE)
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    if width > MOST_COLUMNS:
        raise csv.Error("too many columns")
    full: list[Row] = [[*row, *[""] * (width - len(row))] for row in rows]
    if "=" in text or "'" in text:
        full = [[_plain(cell) for cell in row] for row in _texts(full)]
    return full


def _parse(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[list[str]]:
    lines = io.StringIO(text, newline="")
    return list(csv.reader(lines, delimiter=delimiter, quoting=quoting))


def _texts(rows: list[Row]) -> Iterator[list[str]]:
    return ([str(cell) for cell in row] for row in rows)


def _plain(cell: str) -> str:
    if cell[:1] not in ("=", "'"):
        return cell
    formula = _FORMULA_TEXT.fullmatch(cell)
    if formula:
        return formula[1].replace('""', '"')
    return cell[1:] if _GUARDED.match(cell) else cell


def _quote_left_open(rows: list[list[str]]) -> bool:
    """Whether a stray quotation mark has swallowed the rest of the file into one cell."""
    return any(cell.count("\n") > 200 for row in rows for cell in row if len(cell) > 400)


def _evenness(lines: str, delimiter: str) -> float:
    try:
        rows = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in rows if row)
    except csv.Error:
        return 0.0
    cut = {width: count for width, count in widths.items() if width > 1}
    if not cut:
        return 0.0
    width, count = max(cut.items(), key=lambda item: (item[1], item[0]))
    # Western commas come first in DELIMITERS, so they win a tie.
    return count / sum(widths.values()) + min(width, 20) / 1000
