"""Sheets that are no list as they stand, made one: written sideways, as cards, as labelled lines.

Before anything is understood. What was done is told in a note; a sheet that is a list stays as it
is.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from smallcrm.core.i18n import N_, _
from smallcrm.importers.day_columns import spread_days
from smallcrm.importers.headers import find_meaning, fold_header, is_known_header, shown_header
from smallcrm.importers.one_cell import split_cells
from smallcrm.importers.parts import WIDE
from smallcrm.importers.said_above import name_sections, name_titled
from smallcrm.importers.sheet import Cell, Note, RawFile, RawSheet, Row

_LONGEST_LABEL = 16
# A list with so many rows, or so many columns, is no set of cards and not written sideways.
_MOST_ROWS, _MOST_COLUMNS = 5000, 8
_MOST_TURNED = 60
_LEAST_LABELS = 3
_ENOUGH = 0.8
_LABELLED = re.compile(r"([^\s:：,，;；、()（）]{1,12})\s*[:：]\s*")
_ENDS = " \t,，;；、。"
# Headers for lines without a label, in Latin and in Chinese letters.
_NOTE = ("Note", "备注")
_COMPANY = ("Company", "公司名称")
_WHO = frozenset(("customer.name", "contact.name", "@person", "@first"))

Way = Callable[[RawSheet], list[Row] | None]


def reshape(file: RawFile, *, as_it_stands: bool = False) -> RawFile:
    """Return the file with each sheet as a list, and a note on each that was none.

    A file that was reshaped may be given too; `as_it_stands` leaves all sheets as they are.
    """
    file = file.as_it_stands or file
    if as_it_stands:
        return file
    sheets, notes = [], list(file.notes)
    for sheet in file.sheets:
        code, done = _reshaped(sheet)
        sheets.append(done)
        if code:
            notes.append(Note(code, _(_NOTES[code]) % {"sheet": sheet.name}))
    if len(notes) == len(file.notes):
        return file
    return replace(file, sheets=tuple(sheets), notes=tuple(notes), as_it_stands=file)


def _reshaped(sheet: RawSheet) -> tuple[str, RawSheet]:
    if not sheet.rows:
        return "", sheet
    for code, way in _WAYS.items():
        if (rows := way(sheet)) is not None:
            return code, RawSheet(sheet.name, _even(rows), sheet.hidden)
    for code, add in _ADDED.items():
        if (rows := add(sheet)) is not None:
            return code, replace(sheet, rows=_even(rows))
    return "", sheet


# --- written sideways ----------------------------------------------------------------------------


def _turned(sheet: RawSheet) -> list[Row] | None:
    """Columns for rows, where labels stand in the first column and nowhere else."""
    if sheet.width < 3 or not _LEAST_LABELS <= len(sheet.rows) <= _MOST_TURNED:
        return None
    rows = [row for row in sheet.rows if any(cell != "" for cell in row)]
    while rows and _count(rows[0]) == 1 and not _is_label(rows[0][0]):
        rows = rows[1:]  # a title
    labels = [row[0] for row in rows if row[0] != ""]
    known = [label for label in labels if _is_label(label)]
    if len(known) < _LEAST_LABELS or len(known) < _ENOUGH * len(rows) or not _names_who(known):
        return None
    if len({fold_header(str(label)) for label in known}) < len(known):
        return None  # cards below each other
    values = [cell for row in rows for cell in row[1:] if cell != ""]
    if not values or sum(map(_is_label, values)) > 0.1 * len(values):
        return None
    return [list(column) for column in zip(*rows, strict=True) if any(c != "" for c in column)]


# --- cards: a label and its value beside it ------------------------------------------------------


def _cards(sheet: RawSheet) -> list[Row] | None:
    """A row for each card of labels with values beside them, below each other on the sheet."""
    if not 2 <= sheet.width <= _MOST_COLUMNS or len(sheet.rows) > _MOST_ROWS:
        return None
    pairs: list[list[tuple[str, Cell]]] = []
    titles = others = 0
    for row in sheet.rows:
        found = _pairs_of(row)
        if found:
            pairs.append(found)
        elif _count(row) == 1:
            titles += 1
        elif _count(row):
            others += 1
    if not pairs or others > 0.1 * len(pairs) or titles > max(len(pairs) // 3, 3):
        return None
    return _list_of([pair for found in pairs for pair in found])


def _pairs_of(row: Row) -> list[tuple[str, Cell]]:
    """The labels of a row with the value behind each; none where the row is not made of such."""
    found: list[tuple[str, Cell]] = []
    place = 0
    while place < len(row):
        cell = row[place]
        if cell == "":
            place += 1
            continue
        if not _is_label(cell):
            return []
        value = row[place + 1] if place + 1 < len(row) else ""
        if _is_label(value) and not _has_colon(cell):
            return []
        value = "" if _is_label(value) else value
        found.append((_label(cell), value))
        place += 2 if value != "" else 1
    return found


def _list_of(pairs: Sequence[tuple[str, Cell]]) -> list[Row] | None:
    """A header of all labels and a row for each card; a card begins with the first label."""
    start = fold_header(pairs[0][0])
    cards: list[dict[str, Cell]] = []
    for label, value in pairs:
        if fold_header(label) == start:
            cards.append({})
        name, number = label, 2
        while name in cards[-1]:
            name, number = f"{label}{number}", number + 1
        cards[-1][name] = value
    labels = list(dict.fromkeys(label for card in cards for label in card))
    filled = sum(value != "" for card in cards for value in card.values())
    least = _LEAST_LABELS if len(cards) > 1 else _LEAST_LABELS + 1
    if len(labels) < least or not _names_who(labels) or filled < 0.4 * len(cards) * len(labels):
        return None
    if len(labels) > 3 * min(len(card) for card in cards[:1]) + 6:
        return None
    return _rows(labels, cards)


# --- lines: a label, a colon and the value in one cell -------------------------------------------


def _lines(sheet: RawSheet) -> list[Row] | None:
    """A row for each block of lines (电话：0512-66660011); a first line without one is the name."""
    if len(sheet.rows) > _MOST_ROWS:
        return None
    lines = ["  ".join(str(cell) for cell in row if cell != "").strip() for row in sheet.rows]
    if sum(_count(row) > 1 for row in sheet.rows) > 0.2 * len(lines):
        return None
    parts = [_labelled(line) for line in lines]
    filled = sum(bool(line) for line in lines)
    if sum(map(bool, parts)) < 0.4 * filled or filled < _LEAST_LABELS:
        return None
    blocks: list[dict[str, str]] = [{}]
    for line, found in zip(lines, parts, strict=True):
        begins = any(label in blocks[-1] for label in found)
        if blocks[-1] and (not line or begins):
            blocks.append({})
        block = blocks[-1]
        if line and not found and not block:
            block[_COMPANY[bool(WIDE.search(line))]] = line
        elif line and not found:
            note = _NOTE[bool(WIDE.search(line))]
            block[note] = f"{block[note]}\n{line}" if note in block else line
        block.update(found)
    blocks = [block for block in blocks if len(block) > 1]
    if sum(map(len, parts)) < 2 * len(blocks):
        return None
    labels = list(dict.fromkeys(label for block in blocks for label in block))
    if len(labels) < _LEAST_LABELS or not _names_who(labels) or len(blocks) * 2 > filled:
        return None
    return _rows(labels, blocks)


def _labelled(line: str) -> dict[str, str]:
    """The known labels of a line with what stands behind each."""
    marks = [mark for mark in _LABELLED.finditer(line) if _is_known(mark[1])]
    if not marks or marks[0].start() > 0:
        return {}
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    return {
        mark[1]: line[mark.end() : end].strip(_ENDS) for mark, end in zip(marks, ends, strict=True)
    }


def _rows(labels: Sequence[str], records: Sequence[Mapping[str, Cell]]) -> list[Row]:
    rows: list[Row] = [[*labels]]
    rows += [[record.get(label, "") for label in labels] for record in records]
    return rows


# --- labels --------------------------------------------------------------------------------------


def _is_label(cell: Cell) -> bool:
    return isinstance(cell, str) and 0 < len(cell) <= 2 * _LONGEST_LABEL and _is_known(cell)


@lru_cache(maxsize=10_000)
def _is_known(text: str) -> bool:
    label = _label(text)
    return 0 < len(label) <= _LONGEST_LABEL and is_known_header(label)


def _label(cell: Cell) -> str:
    return shown_header(str(cell)).strip().rstrip(":： ")


def _has_colon(cell: Cell) -> bool:
    return str(cell).rstrip().endswith((":", "："))


def _names_who(labels: Sequence[Cell]) -> bool:
    found = (find_meaning(_label(label)) for label in labels)
    return any(meaning is not None and meaning.field in _WHO for meaning in found)


def _count(row: Row) -> int:
    return len(row) - row.count("")


def _even(rows: list[Row]) -> list[Row]:
    width = max(map(len, rows))
    return [[*row, *([""] * (width - len(row)))] for row in rows]


_WAYS: Mapping[str, Way] = {
    "turned": _turned,
    "cards": _cards,
    "lines": _lines,
    "days": spread_days,
}
# What only gets a column more, or one column taken apart.
_ADDED: Mapping[str, Way] = {
    "split_cells": split_cells,
    "sections": name_sections,
    "titled": name_titled,
}
_NOTES: Mapping[str, str] = {
    "turned": N_("%(sheet)s is written sideways: its columns were read as rows."),
    "cards": N_("%(sheet)s holds cards of labels and values: each card was read as a row."),
    "lines": N_("%(sheet)s holds lines of labels and values: each block was read as a row."),
    "days": N_("%(sheet)s has a column for each day: what stands there was read as contacts."),
    "split_cells": N_("Name, phone and address stood in one cell of %(sheet)s: they were split."),
    "sections": N_("The headings between the rows of %(sheet)s were read as a column."),
    "titled": N_("The customer named above the table of %(sheet)s was read as a column."),
}
