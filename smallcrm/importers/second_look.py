"""Headers whose cells say better what a column is: 所在地区 over cities, 客户类别 over levels."""

import re
from collections.abc import Sequence
from dataclasses import replace

from smallcrm.importers.content import is_empty
from smallcrm.importers.headers import Meaning, find_meaning
from smallcrm.importers.places import find_place
from smallcrm.importers.sheet import Cell
from smallcrm.importers.tables import Table
from smallcrm.importers.wordlists import read_level

_ENOUGH = 0.9
_SAMPLE = 300
_SURE = 0.9
_OF_PLACES = re.compile("地区|地區|所在")
_LEVEL = ("customer.level",)
_CUSTOMER_PLACE = ("customer.address", "customer.city", "customer.province")


def look_again(
    meaning: Meaning | None, header: str, table: Table, cells: Sequence[Cell]
) -> Meaning | None:
    """The meaning of a column by its header, or a better one where nearly all cells say so.

    Only where no other column has that meaning by its header.
    """
    if meaning is None or meaning.field not in ("customer.region", "customer.tags"):
        return meaning
    texts = {str(cell).strip() for cell in cells[:_SAMPLE] if not is_empty(cell)}
    if not texts:
        return meaning
    better = meaning.field
    if meaning.field == "customer.tags":
        if len(texts) > 1 and all(read_level(text) for text in texts):
            better = better if _means_other(table, _LEVEL) else "customer.level"
    # 江苏苏州 is taken apart as addresses are; 华东 stays a region, and so does a 区域 of sales.
    elif _OF_PLACES.search(header) and not _means_other(table, _CUSTOMER_PLACE):
        places = sum(_is_city(text) for text in texts)
        better = "customer.address" if places >= _ENOUGH * len(texts) else better
    return replace(meaning, field=better, confidence=_SURE) if better != meaning.field else meaning


def _is_city(text: str) -> bool:
    """Whether a text is a place down to its city or district and nothing more."""
    place = find_place(text)
    return bool(place.city and not place.street)


def _means_other(table: Table, fields: Sequence[str]) -> bool:
    """Whether a header of the table means one of these fields."""
    found = (find_meaning(column.header) for column in table.columns)
    return any(meaning is not None and meaning.field in fields for meaning in found)
