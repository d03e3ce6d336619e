"""What a list says of several rows at once: headings between them, the customer above the table."""

import re

from smallcrm.importers.content import kind_of
from smallcrm.importers.headerrows import HeaderRows, find_header
from smallcrm.importers.headers import find_meaning, fold_header
from smallcrm.importers.parts import WIDE
from smallcrm.importers.rowkinds import is_note, is_total_row
from smallcrm.importers.sheet import RawSheet, Row

_MOST_ROWS = 50_000
_LONGEST = 20
_REGION = re.compile(
    r"(?:[东南西北中华]{2,3}|.{2,8})(?:大区|片区|地区|区域|区|省|市|州|县)|华[东南北中]|[东西][南北]|[东西]部"
)
_GROUP = re.compile(
    r".{1,12}(?:客户|部|组|团队|渠道|行业|类|级)|(?:region|area|group|team|territory)\b.{0,30}",
    re.I,
)
_COUNT = re.compile(r"\s*[(（【\[]?\s*(?:共|合计)?\s*\d+\s*(?:家|个|户|位|条|名)\s*[)）】\]]?\s*$")
_SIGNS = " \t:：-—=*#【】[]<>《》一二三四五六七八九十、.．"
_CUSTOMER = re.compile(
    r"\s*(?:客户(?:名称|单位|全称)?|购货单位|购买方|购方|需方|甲方|收货单位|往来单位|单位名称"
    r"|customer(?: name)?|client|bill to|sold to|account)\s*[:：]\s*(.{0,60}?)\s*",
    re.I,
)
_NAMES = frozenset(("customer.name", "contact.name", "@person", "@first", "customer.code"))


def name_sections(sheet: RawSheet) -> list[Row] | None:
    """The rows with the headings between them (华东区, A类客户) as one more column."""
    header = _header(sheet)
    if header is None:
        return None
    merged = {area.top for area in sheet.merged if 2 * (area.right - area.left + 1) > sheet.width}
    rows = sheet.rows
    found: dict[int, str] = {}
    for place in range(header.first_data, len(rows)):
        if sheet.width - rows[place].count("") == 1:
            text = _COUNT.sub("", next(str(cell) for cell in rows[place] if cell != ""))
            text = text.strip(_SIGNS)
            known = _REGION.fullmatch(text) or _GROUP.fullmatch(text)
            plain = 1 < len(text) <= _LONGEST and not is_note(text) and kind_of(text) != "company"
            if plain and (known or place in merged) and not any(sign.isdigit() for sign in text):
                found[place] = text
    if not _head_records(sheet, found):
        return None
    regions = all(_REGION.fullmatch(text) for text in found.values())
    chinese = any(WIDE.search(text) for text in found.values())
    title = ("区域" if regions else "分组") if chinese else "Group"
    done: list[Row] = []
    current = ""
    for place, row in enumerate(rows):
        if place in found:
            current = found[place]
            done.append([*([""] * len(row)), current])
        elif place == header.rows[-1]:
            done.append([*row, title])
        elif not current or sheet.width - row.count("") < 2 or is_total_row(row):
            done.append([*row, ""])
        else:
            done.append([*row, current])
    return done


def _head_records(sheet: RawSheet, found: dict[int, str]) -> bool:
    """Whether each of two or more headings has a record below it, and they are few enough."""
    if len(found) < 2:
        return False
    rows, records = sheet.rows, 0
    for place in found:
        below = rows[place + 1] if place + 1 < len(rows) else []
        records += len(below) - below.count("") > 1
    return records >= 2 and records * 4 >= 3 * len(found) and 2 * len(found) < len(rows)


def name_titled(sheet: RawSheet) -> list[Row] | None:
    """The rows of a statement (客户：远山机电 above the table) with the customer as a column."""
    header = _header(sheet)
    if header is None or len(header.labels) < 3:
        return None
    labels = [label for _group, label in header.labels.values()]
    if any((found := find_meaning(label)) and found.field in _NAMES for label in labels):
        return None
    said = {place: name for place in range(len(sheet.rows)) if (name := _customer(sheet, place))}
    if not said or min(said) > header.rows[0]:
        return None
    title = "客户名称" if any(map(WIDE.search, said.values())) else "Customer"
    head = [fold_header(str(cell)) for cell in sheet.rows[header.rows[-1]]]
    done: list[Row] = []
    current = ""
    for place, row in enumerate(sheet.rows):
        current = said.get(place, current)
        if [fold_header(str(cell)) for cell in row] == head:
            done.append([*row, title])
        elif place in said:  # in one cell it is a remark
            text = "  ".join(str(cell) for cell in row if cell != "")
            done.append([text, *([""] * len(row))])
        elif sheet.width - row.count("") < 3 or is_total_row(row):
            done.append([*row, ""])
        else:
            done.append([*row, current if place > header.rows[-1] else ""])
    return done


def _customer(sheet: RawSheet, place: int) -> str:
    """The customer that a row names by a label, "" for none."""
    row = sheet.rows[place]
    if not 0 < sheet.width - row.count("") <= 5:
        return ""
    for column, cell in enumerate(row):
        match = _CUSTOMER.fullmatch(cell) if isinstance(cell, str) else None
        if match is None:
            continue
        beside = row[column + 1] if column + 1 < len(row) else ""
        name = match[1] or (beside if isinstance(beside, str) else "")
        return "" if ":" in name or "：" in name else name
    return ""


def _header(sheet: RawSheet) -> HeaderRows | None:
    if len(sheet.rows) > _MOST_ROWS or sheet.width < 2:
        return None
    header = find_header(sheet, 0)
    return header if header.rows else None
