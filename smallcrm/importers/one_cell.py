"""Cells that hold name, phone and address of somebody together, as on parcels and in chats."""

import re
import unicodedata
from typing import NamedTuple

from smallcrm.core.names import looks_like_person
from smallcrm.importers.content import kind_of
from smallcrm.importers.places import begins_with_place
from smallcrm.importers.sheet import Cell, RawSheet, Row

_HEADS = ("收件人", "手机", "地址", "备注")
_LEAST = 3
_ENOUGH = 0.75
_MOST_ROWS = 20_000
_SAMPLE = 60
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?(1[3-9]\d)[-\s]?(\d{4})[-\s]?(\d{4})(?!\d)")
_NUMBERING = re.compile(r"^\s*\d{1,4}\s*[.、)）:：]\s*")
_LABELS = re.compile(
    r"(?:收[件货]人?|姓名|联系人|联系电话|手机号?码?|电话|号码|(?:收货|详细|收件|快递)?地址|所在地区|邮编)\s*[:：]\s*"
    r"|[(（]收[)）]"
)
_POSTCODE = re.compile(r"\d{6}")
_BREAKS = re.compile(r"[\s,，;；。|]+")


class Person(NamedTuple):
    """What such a cell says."""

    name: str
    phone: str
    address: str
    rest: str


def split_cells(sheet: RawSheet) -> list[Row] | None:
    """The sheet with a column of such cells taken apart; None where it has none."""
    if len(sheet.rows) > _MOST_ROWS or sheet.width > 6:
        return None
    for place in range(sheet.width):
        first_ones = [row[place] for row in sheet.rows[:_SAMPLE] if row[place] != ""]
        alike = sum(isinstance(cell, str) and bool(_MOBILE.search(cell)) for cell in first_ones)
        if 2 * alike < len(first_ones):
            continue
        found = {}
        for number, row in enumerate(sheet.rows):
            cell = row[place]
            if isinstance(cell, str) and (person := read_person(cell)):
                found[number] = person
        first = next(iter(found), 0)
        filled = sum(row[place] != "" for row in sheet.rows[first:])
        if len(found) >= _LEAST and len(found) >= _ENOUGH * filled:
            return _taken_apart(sheet, place, found, first)
    return None


def read_person(cell: str) -> Person | None:
    """Name, phone and address of a cell, None where it does not hold all three."""
    text = unicodedata.normalize("NFKC", cell)
    phone = _MOBILE.search(text)
    if phone is None or not 15 <= len(text) <= 200:
        return None
    text = text[: phone.start()] + "\n" + text[phone.end() :]
    words = [word for word in _BREAKS.split(_LABELS.sub("\n", _NUMBERING.sub("", text))) if word]
    name = next((word for word in words if len(word) <= 4 and looks_like_person(word)), "")
    start = next((at for at, word in enumerate(words) if _begins_address(word)), None)
    if not name or start is None:
        return None
    end = start + 1
    while end < len(words) and _goes_on(words[end]):
        end += 1
    address = " ".join(words[start:end])
    rest = [word for word in (*words[:start], *words[end:]) if word != name]
    return Person(name, "".join(phone.groups()), address, " ".join(rest))


def _begins_address(word: str) -> bool:
    return len(word) >= 6 and (begins_with_place(word) or kind_of(word) == "address")


def _goes_on(word: str) -> bool:
    """Whether a word is more of an address, its postcode say."""
    return kind_of(word) == "address" or bool(_POSTCODE.fullmatch(word))


def _taken_apart(sheet: RawSheet, place: int, found: dict[int, Person], first: int) -> list[Row]:
    """The rows with four columns for the one; its own text stays where it cannot be read."""
    heads = list(_HEADS)
    rows: list[Row] = []
    above = first - 1 if first and sheet.width > 1 else -1
    for number, row in enumerate(sheet.rows):
        if number == first and above < 0:
            rows.append([*([""] * place), *heads])
        parts: list[Cell] = ["", "", "", row[place]]
        if number in found:
            parts = list(found[number])
        elif number == above:
            parts = list(heads)
        elif number < first:
            parts = [row[place], "", "", ""]
        rows.append([*row[:place], *parts, *row[place + 1 :]])
    return rows
