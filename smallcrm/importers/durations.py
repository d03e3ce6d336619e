"""How long a contract or a warranty runs, where a list says that instead of its last day."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

_LABEL = re.compile(
    r"[保质维]修?[保]?期|质保|保修|有效期|服务期|期限|年限|租期|合同期|时长"
    r"|warranty|guarantee|\bterm\b|duration|period|validity|length",
    re.I,
)
_LINE = re.compile(r"(?P<label>[^:：\n]{1,40})[:：]\s*(?P<value>[^\n]{1,20})")
_VALUE = re.compile(
    r"(?P<number>\d{1,3})(?:\.0)?\s*(?P<unit>个?月|年|周年|months?|mths?|mos?|years?|yrs?|[my])?\.?",
    re.I,
)
_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "八": 8, "十": 10}
_IN_MONTHS = re.compile(r"月|month|mth", re.I)
_IN_YEARS = re.compile(r"年(?!限)|year|yr", re.I)
_MOST_MONTHS = 600


def end_told(start: date, note: str) -> date | None:
    """The last day of a term by a line such as "保修期：12个月" or "Warranty (months): 24".

    None when no line says how long it runs, or not in what.
    """
    for line in _LINE.finditer(note):
        if _LABEL.search(line["label"]):
            months = _months(line["label"], line["value"])
            if months:
                return _later(start, months) - timedelta(days=1)
    return None


def _months(label: str, value: str) -> int:
    text = unicodedata.normalize("NFKC", value).strip()
    for sign, number in _CHINESE.items():
        if text.startswith(sign):
            text = f"{number}{text[1:]}"
            break
    found = _VALUE.fullmatch(text)
    if not found:
        return 0
    unit = found["unit"] or label
    if _IN_MONTHS.search(unit) or unit.casefold() in ("m", "mo", "mos"):
        months = int(found["number"])
    elif _IN_YEARS.search(unit) or unit.casefold() == "y":
        months = 12 * int(found["number"])
    else:
        return 0
    return months if months <= _MOST_MONTHS else 0


def _later(day: date, months: int) -> date:
    """The same day so many months later; the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
