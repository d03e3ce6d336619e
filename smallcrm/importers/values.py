"""Clean the cells of a column: what each type of field makes of what lists hold."""

import re
import unicodedata
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from smallcrm.core.dates import DateOrder, parse_date
from smallcrm.core.i18n import _, ngettext
from smallcrm.core.money import Minor, parse_money
from smallcrm.core.phone import Phone, parse_phones, usual_phone, usual_phones
from smallcrm.importers.content import is_empty, odd_texts, words
from smallcrm.importers.labelled_numbers import read_faxes
from smallcrm.importers.masked import is_masked_code, without_masked
from smallcrm.importers.places import is_city, is_province, province_is_city, short_city
from smallcrm.importers.sheet import Cell, ErrorCell
from smallcrm.importers.staff_names import read_staff
from smallcrm.importers.wordlists import (
    read_about,
    read_consent,
    read_gender,
    read_kind,
    read_level,
    read_order_status,
    read_rating,
    read_refusal,
    read_role,
    read_stage,
    read_talk,
    read_term,
)

_LONGEST_EXACT = 15
_EXACT = 2.0**53  # below it a float holds every whole number
_PLAIN_MOBILE = re.compile(r"\s*(?:\+?86[\s-]?)?(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})\s*", re.ASCII)
_EMAIL = re.compile(r"[^\s@,;，；、<>()*]+@[^\s@,;，；、<>()]+\.[A-Za-z]{2,}")
_TAGS = re.compile(r"[,，;；、|/\n]+|\s{2,}|\s:::\s")
# How amounts are written in one column: 1.234,50 or 1,234.50; 88.400 alone could be either.
_COMMA_CENTS = re.compile(r"\d,\d{1,2}(?!\d)")
_POINT_CENTS = re.compile(r"\d\.\d{1,2}(?!\d)|\d,\d{3}")
_POINTS = re.compile(r"\D*\d{1,3}(?:\.\d{3})+\D*")
# What databases and address books write where there is no date: 0000-00-00 00:00:00, 0/0/00.
_NO_DATE = re.compile(r"0+([-/.])0+\1[0\s:.]+")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?")
# Combining marks, spaces other than single ones, and spaces at the ends.
_UNTIDY = re.compile(r"^\s|\s$|\s\s|[\t\u3000\u00a0\u0300-\u036f\uf900-\ufaff]")
_QUANTITY = re.compile(r"[(-]?\s*(?P<number>\d{1,12}(?:\.\d{1,6})?)\s*(?P<unit>[^\W\d]{0,6})\s*\)?")
_YES = words("是 有 y yes true √ ✓ 对 1")
_NO = words("否 无 没有 n no false × x ✗ 0")
_NO_GENDER = words("unspecified unknown other undisclosed 未指定 未知 未填写 保密 不详 其他 其它")
_PIECES = words(
    "个 只 台 件 套 箱 包 把 张 条 支 根 双 袋 瓶 盒 组 批 次 项 份 部 辆 块 pcs pc sets set"
)
# What text files and copied cells hold where a sheet had an error.
_ERRORS = words("#ref! #n/a #name? #value! #div/0! #null! #num! #spill! #getting_data")
_UNIT = re.compile(r"[千万萬亿億元圆]")
_SPACES = re.compile(r"[ \t\u3000\u00a0]+")


class Clean(NamedTuple):
    """What became of one cell.

    `value` None: nothing to keep here; `rest`: what the field cannot hold and a note will;
    `problem`: a sentence about what is doubtful.
    """

    value: object = None
    rest: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CleanColumn:
    """A column's clean values, one a record (None: empty), and what is doubtful or left over."""

    values: Sequence[object]
    problems: Mapping[int, str] = field(default_factory=dict)
    rests: Mapping[int, str] = field(default_factory=dict)


NOTHING = Clean()


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of a column are read.

    `region` is the country of phone numbers without a country code, "" when it is not known;
    `year` that of dates without one; `scale` what plain amounts are counted in; `years`: a year
    alone is a date too.
    """

    order: DateOrder = "ymd"
    region: str = "CN"
    year: int | None = None
    scale: int = 1
    years: bool = True


def clean_column(cells: Sequence[Cell], kind: str, reading: Reading | None = None) -> CleanColumn:
    """Clean all cells of a column as values of a field type (see fields.Field.type)."""
    reading = reading or Reading()
    cleaner = _cleaner(kind, reading)
    if kind == "money":
        cells = _with_points(cells)
    # Each value once; what is no text with its type, as 1, True and 1.0 would be the same key.
    keys: Sequence[Hashable] = cells
    values: dict[Hashable, Any] = dict(zip(cells, cells, strict=True))
    if not set(map(type, values)) <= {str}:
        keys = [cell if type(cell) is str else (type(cell), cell) for cell in cells]
        values = dict(zip(keys, cells, strict=True))
    doubtful: dict[Hashable, Clean] = {}
    for key in _clean_usual(values, cleaner, kind, reading.region):
        cell = values[key]
        clean = clean_cell(cell, cleaner)
        if kind == "yes_no" and clean is NOTHING:  # 无 is an answer here
            clean = _clean_yes_no(cell)
            clean = clean if clean.value else NOTHING
        values[key] = clean.value
        if clean.rest or clean.problem:
            doubtful[key] = clean
    places: list[tuple[int, Clean]] = []
    if doubtful:
        places = [(at, doubtful[key]) for at, key in enumerate(keys) if key in doubtful]
    different = len(values) == len(keys)
    return CleanColumn(
        list(values.values() if different else map(values.__getitem__, keys)),
        {at: clean.problem for at, clean in places if clean.problem},
        {at: clean.rest for at, clean in places if clean.rest},
    )


def _clean_usual(
    values: dict[Hashable, Any], cleaner: Callable[[Cell], Clean], kind: str, region: str
) -> Collection[Hashable]:
    """Clean usual texts, nearly all of a large list, at one look; returns what is left of them."""
    texts = [key for key in values if type(key) is str]
    if kind == "phone" and region == "CN":
        values.update(usual_phones(texts))
        return [key for key, value in values.items() if type(value) is not tuple]
    if kind == "email":
        found = (text for text in texts if text.isascii() and _EMAIL.fullmatch(text))
        return values.keys() - (text for text in found if not text.startswith("mailto:"))
    if cleaner in _AS_WRITTEN:
        others = (key for key in values if type(key) is not str)
        return odd_texts(texts).union(others)
    return list(values)


def _with_points(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Amounts with a comma before the cents (1.250,00): then 88.400 € has no cents either."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if not any(_COMMA_CENTS.search(text) for text in texts):
        return cells
    if any(_POINT_CENTS.search(text) for text in texts):
        return cells
    return [
        cell.replace(".", "") if isinstance(cell, str) and _POINTS.fullmatch(cell.strip()) else cell
        for cell in cells
    ]


def clean_cell(cell: Cell, cleaner: Callable[[Cell], Clean]) -> Clean:
    """Clean one cell; error cells and words for nothing are the same for all types."""
    if isinstance(cell, ErrorCell) or (isinstance(cell, str) and _is_error(cell)):
        return Clean(problem=_("The cell holds the error %(code)s.") % {"code": str(cell).strip()})
    return NOTHING if is_empty(cell) else cleaner(cell)


def _is_error(text: str) -> bool:
    return text.lstrip()[:1] == "#" and text.strip().casefold() in _ERRORS


def text_of(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a point, dates ISO, single spaces."""
    if isinstance(cell, str):
        if not _UNTIDY.search(cell):
            return cell
        return _SPACES.sub(" ", unicodedata.normalize("NFC", cell)).strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if not cell.is_integer() or abs(cell) < _EXACT:
            return f"{cell:.0f}" if cell.is_integer() else repr(cell)
        return f"{Decimal(repr(cell)):f}"  # the digits that are there, and noughts behind them
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _cleaner(kind: str, reading: Reading) -> Callable[[Cell], Clean]:
    if kind == "date":
        return lambda cell: _clean_date(cell, reading)
    if kind == "phone":
        return lambda cell: _clean_phone(cell, reading.region)
    if kind == "money" and reading.scale != 1:
        return lambda cell: _clean_money(cell, reading.scale)
    return _CLEANERS.get(kind, _clean_text)


def _clean_text(cell: Cell) -> Clean:
    text = text_of(cell)
    if not isinstance(cell, str) and len(text) > _LONGEST_EXACT and text.endswith("0"):
        return Clean(text, problem=_rounded())
    return Clean(text)


def _clean_note(cell: Cell) -> Clean:
    return Clean(cell.strip() if isinstance(cell, str) else text_of(cell))


def _clean_name(cell: Cell) -> Clean:
    text = text_of(cell).replace("\n", " ")
    if text.isdecimal():
        return Clean(text, problem=_("The name is only a number."))
    return Clean(text)


def _clean_staff(cell: Cell) -> Clean:
    return Clean(read_staff(text_of(cell)))


def _rounded() -> str:
    return _("The sheet has rounded the last digits of this number.")


def _clean_code(cell: Cell) -> Clean:
    text = unicodedata.normalize("NFKC", text_of(cell))
    if isinstance(cell, int | float) and len(text.lstrip("-")) > _LONGEST_EXACT:
        return Clean(text, problem=_rounded())
    if is_masked_code(text):
        return Clean(rest=text, problem=_masked())
    return Clean(re.sub(r"(?<=\d{6})\.0$", "", text))


def _clean_date(cell: Cell, reading: Reading) -> Clean:
    # A lonely year is a year, not the day of that number in Excel's calendar.
    if lonely := _YEAR.fullmatch(text_of(cell)):
        if reading.years:
            return Clean(date(int(lonely[1]), 1, 1))
        return Clean(rest=text_of(cell), problem=_("This is a year only; it is kept in the note."))
    if isinstance(cell, str) and _NO_DATE.fullmatch(cell.strip()):
        return NOTHING
    day = parse_date(cell, order=reading.order, year=reading.year, serials=True)
    if day is None:
        return Clean(rest=text_of(cell), problem=_("This is no date; it is kept in the note."))
    return Clean(day)


def _clean_money(cell: Cell, scale: int = 1) -> Clean:
    amount = parse_money(cell)
    if scale != 1 and amount is not None and not _UNIT.search(str(cell)):
        amount = Minor(amount * scale)
    if amount is None:
        return Clean(rest=text_of(cell), problem=_("This is no amount; it is kept in the note."))
    return Clean(amount)


def _clean_whole(cell: Cell) -> Clean:
    text = unicodedata.normalize("NFKC", text_of(cell)).replace(",", "")
    found = re.fullmatch(
        r"(?:约|大约|about|ca\.?)?\s*(\d{1,9})(?:\.0+)?\s*(?:人|名|个|位|余人|多人|\+)?", text
    )
    if not found:
        return Clean(rest=text, problem=_("This is no number; it is kept in the note."))
    return Clean(int(found[1]))


def _clean_phone(cell: Cell, region: str) -> Clean:
    if region == "CN" and isinstance(cell, str) and (usual := usual_phone(cell.strip())):
        return Clean((usual,))
    if region == "CN" and isinstance(cell, str) and (plain := _PLAIN_MOBILE.fullmatch(cell)):
        return Clean((Phone(plain[1] + plain[2] + plain[3], "", "mobile", True),))
    if isinstance(cell, str) and (left := without_masked(cell)) is not None:
        return Clean(tuple(parse_phones(left, region or "CN")) or None, text_of(cell), _masked())
    where = region or "CN"
    phones = read_faxes(cell, where) or tuple(parse_phones(cell, where))
    if not phones:
        return Clean(rest=text_of(cell), problem=_("No phone number was found in this cell."))
    bad = next((phone for phone in phones if not _can_be(phone, region)), None)
    rest = _words_beside(cell)
    return Clean(phones, rest, _phone_problem(bad) if bad else "")


def _masked() -> str:
    return _("Part of this is hidden; it is kept in the note.")


def _can_be(phone: Phone, region: str) -> bool:
    """Whether a number may be right; where the country is not known, by its length alone."""
    digits = sum(character.isdecimal() for character in phone.number)
    return phone.valid or (not region and 7 <= digits <= 15)


def _phone_problem(phone: Phone) -> str:
    digits = sum(character.isdecimal() for character in phone.number)
    return ngettext(
        "The phone number has %(n)d digit and cannot be dialled; it is kept as it is.",
        "The phone number has %(n)d digits and cannot be dialled; it is kept as it is.",
        digits,
    ) % {"n": digits}


def _words_beside(cell: Cell) -> str:
    """Words that stand with a number (张三 138...; 白天打), for the note; labels say nothing."""
    if not isinstance(cell, str):
        return ""
    left = re.sub(
        r"\d|转|分机|ext\.?|(?<=\d)x(?=\d)|电话|手机|座机|固话|传真|总机|mobile|phone|tel|office|home|fax|work|cell",
        "",
        cell,
        flags=re.I,
    )
    has_words = re.search(r"[\u4e00-\u9fff]{1,}|[A-Za-z]{3,}", left)
    return text_of(cell) if has_words else ""


def _clean_email(cell: Cell) -> Clean:
    text = unicodedata.normalize("NFKC", text_of(cell)).removeprefix("mailto:")
    if is_masked_code(text):
        return Clean(rest=text, problem=_masked())
    found = _EMAIL.findall(text)
    if not found:
        return Clean(text, problem=_("This is no e-mail address; it is kept as it is."))
    rest = text if len(found) > 1 or len(text) > len(found[0]) + 2 else ""
    return Clean(found[0], rest)


def _clean_tags(cell: Cell) -> Clean:
    tags = [tag.strip().strip('"“”') for tag in _TAGS.split(text_of(cell))]
    kept = dict.fromkeys(tag for tag in tags if tag and not tag.startswith("* "))
    return Clean(tuple(kept)) if kept else NOTHING


def _clean_province(cell: Cell) -> Clean:
    text = text_of(cell)
    if not is_province(text):
        return Clean(text)
    for ending in ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"):
        text = text.removesuffix(ending) if len(text) > len(ending) + 1 else text
    return Clean(text)


def _clean_city(cell: Cell) -> Clean:
    text = text_of(cell)
    return Clean(short_city(text) if is_city(text) or province_is_city(text) else text)


def _clean_quantity(cell: Cell) -> Clean:
    """A number of pieces as a decimal text: 12, 1.5; a word for a piece (台, pcs) says nothing."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Clean(_decimal(Decimal(str(cell))))
    text = unicodedata.normalize("NFKC", text_of(cell)).replace(",", "")
    found = _QUANTITY.fullmatch(text)
    if not found:
        return Clean(rest=text, problem=_("This is no number; it is kept in the note."))
    number = Decimal(found["number"]) * (-1 if text.startswith(("(", "-")) else 1)
    return Clean(
        _decimal(number), "" if not found["unit"] or found["unit"].casefold() in _PIECES else text
    )


def _decimal(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _coded(read: Callable[[str], str | int | None]) -> Callable[[Cell], Clean]:
    def clean(cell: Cell) -> Clean:
        text = text_of(cell)
        code = read(text)
        if code is None:
            return Clean(
                rest=text, problem=_("This word is not known here; it is kept in the note.")
            )
        return Clean(code)

    return clean


def _clean_refusal(cell: Cell) -> Clean:
    """The answer under 不要联系: who does not refuse has said nothing."""
    clean = _coded(read_refusal)(cell)
    return NOTHING if clean.value == "no" else clean


def _clean_gender(cell: Cell) -> Clean:
    """A gender; that none is given (未指定, Unspecified) says nothing."""
    return NOTHING if text_of(cell).casefold() in _NO_GENDER else _coded(read_gender)(cell)


def _clean_yes_no(cell: Cell) -> Clean:
    """A custom answer: "yes" or "no"."""
    word = text_of(cell).strip().casefold()
    value = "yes" if word in _YES else "no" if word in _NO else None
    if value is None:
        return Clean(rest=word, problem=_("This word is not known here; it is kept in the note."))
    return Clean(value)


def _clean_number(cell: Cell) -> Clean:
    """A custom number: kept as the digits it shows."""
    return Clean(text_of(cell))


# What leaves a tidy text as it is.
_AS_WRITTEN = (_clean_text, _clean_note, _clean_name, _clean_number)
_CLEANERS: Mapping[str, Callable[[Cell], Clean]] = MappingProxyType(
    {
        "name": _clean_name,
        "person": _clean_name,
        "code": _clean_code,
        "staff": _clean_staff,
        "note": _clean_note,
        "money": _clean_money,
        "whole": _clean_whole,
        "email": _clean_email,
        "tags": _clean_tags,
        "province": _clean_province,
        "city": _clean_city,
        "level": _coded(read_level),
        "status": _coded(read_stage),
        "role": _coded(read_role),
        "kind": _coded(read_kind),
        "gender": _clean_gender,
        "number": _clean_number,
        "quantity": _clean_quantity,
        "yes_no": _clean_yes_no,
        "talk": _coded(read_talk),
        "term": _coded(read_term),
        "order_status": _coded(read_order_status),
        "about": _coded(read_about),
        "rating": _coded(read_rating),
        "consent": _coded(read_consent),
        "no_contact": _clean_refusal,
    }
)
