"""Sheets with a column for each day of a month, and what was done with a customer in the cells."""

import re
from collections.abc import Mapping, Sequence

from smallcrm.importers.content import is_empty, is_sequence
from smallcrm.importers.headerrows import find_header
from smallcrm.importers.parts import WIDE
from smallcrm.importers.rowkinds import is_number_like, is_total_row
from smallcrm.importers.sheet import Cell, RawSheet, Row

_MOST_ROWS = 5000
_LEAST_DAYS = 5
_DAY = re.compile(r"(?:(\d{1,2})[月/.-])?(\d{1,2})\s*[日号]?")
_YEAR = re.compile(r"(20\d\d)\s*年?")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s*月|20\d\d[-./](1[0-2]|0?[1-9])(?!\d)")
_TICKS = frozenset("√✓✔✅●○■1vVxX")
_HEADS = {True: ("沟通日期", "沟通内容"), False: ("Interaction date", "Interaction content")}
_TICKED = {True: "拜访", False: "Visit"}


def spread_days(sheet: RawSheet) -> list[Row] | None:
    """A row for each day on which something is written for a customer; None for other sheets."""
    if len(sheet.rows) > _MOST_ROWS or sheet.width <= _LEAST_DAYS:
        return None
    header = find_header(sheet, 0)
    if not header.rows:
        return None
    said = [sheet.name, *(str(cell) for row in sheet.rows[: header.rows[0]] for cell in row)]
    days = _days({at: label for at, (_group, label) in header.labels.items()}, " ".join(said))
    below = [row for row in sheet.rows[header.first_data :] if not is_total_row(row)]
    cells = [row[at] for row in below for at in days]
    filled = [cell for cell in cells if not is_empty(cell)]
    numbers = sum(is_number_like(cell) and str(cell) not in _TICKS for cell in filled)
    if len(days) < _LEAST_DAYS or not filled or 2 * numbers > len(filled):
        return None
    chinese = any(WIDE.search(label) for _group, label in header.labels.values())
    others = [at for at in range(sheet.width) if at not in days]
    last = header.rows[-1]
    done: list[Row] = [[row[at] for at in others] for row in sheet.rows[:last]]
    done.append([*(sheet.rows[last][at] for at in others), *_HEADS[chinese]])
    for row in sheet.rows[header.first_data :]:
        own = [row[at] for at in others]
        talks = [] if is_total_row(row) else _talks(row, days, _TICKED[chinese])
        done += [[*own, *talk] for talk in talks] or [own]
    return done


def _days(labels: Mapping[int, str], said: str) -> dict[int, str]:
    """The columns that stand for days, with their dates as far as the sheet tells them."""
    found = {at: match for at, text in labels.items() if (match := _DAY.fullmatch(text.strip()))}
    numbers: Sequence[Cell] = [int(match[2]) for match in found.values()]
    if len(found) < _LEAST_DAYS or any(not 0 < int(str(day)) <= 31 for day in numbers):
        return {}
    month, year = _MONTH.search(said), _YEAR.search(said)
    own = all(match[1] for match in found.values())
    if not own and (month is None or not is_sequence([*range(1, int(str(numbers[0]))), *numbers])):
        return {}
    before = f"{year[1]}年" if year else ""
    usual = (month[1] or month[2]) if month else ""
    return {at: f"{before}{match[1] or usual}月{match[2]}日" for at, match in found.items()}


def _talks(row: Row, days: Mapping[int, str], ticked: str) -> list[tuple[str, Cell]]:
    return [
        (day, ticked if str(row[at]).strip() in _TICKS else row[at])
        for at, day in days.items()
        if not is_empty(row[at])
    ]
