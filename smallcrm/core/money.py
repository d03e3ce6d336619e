"""Money: whole minor units (fen, cents), read from lists and shown in words of the language."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NewType

from smallcrm.core.i18n import CHINESE, known_language
from smallcrm.core.numerals import SIGNS, parse_number

Minor = NewType("Minor", int)

_LARGEST: Final = 10**16  # a hundred trillion; beyond it a cell holds no amount
_LONGEST: Final = 60
_SYMBOLS: Final = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$"}
_UNITS: Final = {
    **{
        "百": 10**2,
        "千": 10**3,
        "万": 10**4,
        "萬": 10**4,
        "w": 10**4,
        "十万": 10**5,
        "百万": 10**6,
    },
    **{"千万": 10**7, "亿": 10**8, "億": 10**8, "k": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6},
    **{"thousand": 10**3, "million": 10**6, "b": 10**9, "bn": 10**9, "billion": 10**9},
}
# one letter counts only right at the number: "5 m" is a length
_UNIT: Final = (
    r"(?:\s*(?:千万|百万|十万|[百千万萬亿億]|(?:thousand|million|billion|mio|mn|bn)\b)|[kwmb]\b)"
)
_USUAL = re.compile(r"[¥￥$]? ?(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{1,2}))?元?", re.ASCII)
_AMOUNT: Final = rf"(?P<number>\d+(?:[,.'’]\d+|\s\d{{3}}(?!\d))*)(?P<unit>{_UNIT})?\s*"
_CURRENCY: Final = r"(?:[¥$€£]|[a-z]{1,3}\$|cny|rmb|usd|eur|gbp|hkd|jpy|人民币)"
_MINUS_BEFORE: Final = rf"(?:(?<!\w)[-−–]\s*{_CURRENCY}?\s*|{_CURRENCY}\s*[-−–]\s*|负\s*)$"
_MINUS_AFTER: Final = r"\s*[-−–]\s*$"
_BRACKETS: Final = rf"{_CURRENCY}?\s*\(\s*{_CURRENCY}?[\d,.'’\s]+{_UNIT}?\s*元?\s*\)\s*元?"
_CAPITALS: Final = (
    rf"(?<![{SIGNS}])(?P<yuan>[{SIGNS}]+)(?:(?P<word>[元圆块])(?:(?P<jiao>[{SIGNS}])角)?零?"
    rf"(?:(?P<fen>[{SIGNS}])分)?[整正]?|(?=\s*(?:$|左右|以上|多)))"
)
_COMPACT_CHINESE: Final = ((10**8, "亿", 2), (10**4, "万", 1))
_COMPACT_ENGLISH: Final = ((10**9, "B", 2), (10**6, "M", 2), (10**3, "K", 1))


def parse_money(value: object) -> Minor | None:
    """Read a cell as an amount in minor units, rounded half up; None when it holds none.

    Understood are numbers, "¥1,234.50", "(300)", "8,500.00元", "12万", "1.2亿", "CNY 300",
    "约12万", "1.234,50", 叁佰元整. Two amounts in one cell (a range), percentages, "-", "无" and
    the like are None. The currency is not looked at.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return _minor(Decimal(value))
    if isinstance(value, float):
        return _minor(Decimal(repr(value)))
    return _from_text(value) if isinstance(value, str) else None


def to_decimal_string(minor: int) -> str:
    """Return an amount as "1234.50", for files and commands."""
    sign = "-" if minor < 0 else ""
    whole, rest = divmod(abs(minor), 100)
    return f"{sign}{whole}.{rest:02d}"


def format_money(
    minor: int,
    language: str,
    *,
    currency: str = "CNY",
    symbol: bool = True,
    short: bool = False,
) -> str:
    """Return an amount as "¥ 1,234.50"; with `short` whole amounts lose their ".00".

    Both languages write it the same way; `language` is there for those to come.
    """
    whole, rest = divmod(abs(minor), 100)
    digits = f"{whole:,}" if short and not rest else f"{whole:,}.{rest:02d}"
    sign = "-" if minor < 0 else ""
    return f"{sign}{_SYMBOLS.get(currency, currency)} {digits}" if symbol else f"{sign}{digits}"


def compact_money(minor: int, language: str, *, currency: str = "CNY", symbol: bool = False) -> str:
    """Return an amount short enough for a chart: "128.4 万" / "1.28M", without small change."""
    chinese = known_language(language) == CHINESE
    text = _compact(abs(minor), _COMPACT_CHINESE if chinese else _COMPACT_ENGLISH, " " * chinese)
    sign = "-" if minor < 0 and text != "0" else ""
    return f"{sign}{_SYMBOLS.get(currency, currency)} {text}" if symbol else f"{sign}{text}"


def _compact(minor: int, units: tuple[tuple[int, str, int], ...], space: str) -> str:
    amount = Decimal(minor) / 100
    for size, unit, places in units:
        number = _round(amount / size, places)
        # 999,960 is 1M rather than 1000K, but 9,999 is not yet 1 万
        if number >= 1 and (size > units[-1][0] or _round(amount, 0) >= size):
            number = _round(number, 0 if number >= 1000 else places)
            text = f"{number:,f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text) + space + unit
    return f"{_round(amount, 0):,f}"


def _round(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _minor(amount: Decimal) -> Minor | None:
    if not amount.is_finite() or abs(amount) * 100 > _LARGEST:
        return None
    return Minor(int((amount * 100).to_integral_value(ROUND_HALF_UP)))


def _from_text(value: str) -> Minor | None:
    if usual := _USUAL.fullmatch(value):  # nearly all amounts; the rest takes ten times as long
        minor = int(usual[1].replace(",", "")) * 100 + int((usual[2] or "").ljust(2, "0"))
        return Minor(minor) if minor <= _LARGEST else None
    text = unicodedata.normalize("NFKC", value).strip().casefold()
    if not text or len(text) > _LONGEST or "%" in text:
        return None
    first = re.search(_AMOUNT, text)
    if first is None:
        return _from_capitals(text)
    amount, end = _sum_up(text, first)
    after = text[end:]
    if amount is None or any(sign.isdigit() for sign in after):
        return None
    before = text[: first.start()]
    negative = bool(
        re.search(_MINUS_BEFORE, before)
        or re.fullmatch(_MINUS_AFTER, after)
        or re.fullmatch(_BRACKETS, text)
    )
    return _minor(-amount if negative else amount)


def _sum_up(text: str, match: re.Match[str]) -> tuple[Decimal | None, int]:
    """Add up an amount said in several units, such as 3亿5000万 or 1万2; return it and its end."""
    amount = _piece(match)
    unit = _unit(match)
    end = match.end()
    while amount is not None and unit > 1 and (following := re.compile(_AMOUNT).match(text, end)):
        part = _piece(following)
        if part is None or part >= unit:
            break
        if _unit(following) == 1 and len(following["number"]) == 1:
            part *= unit // 10  # 1万2 is 12,000
        amount += part
        unit, end = _unit(following), following.end()
    return amount, end


def _unit(match: re.Match[str]) -> int:
    return _UNITS[match["unit"].strip()] if match["unit"] else 1


def _piece(match: re.Match[str]) -> Decimal | None:
    number = _decimal(re.sub(r"[\s'’]", "", match["number"]))
    return None if number is None else number * _unit(match)


def _decimal(digits: str) -> Decimal | None:
    commas, dots = digits.count(","), digits.count(".")
    if commas and dots:
        point = max(digits.rfind(","), digits.rfind("."))
        whole, rest = digits[:point], digits[point + 1 :]
        return Decimal(re.sub("[,.]", "", whole) + "." + rest)
    if dots > 1:
        groups = digits.split(".")
        return Decimal("".join(groups)) if all(len(part) == 3 for part in groups[1:]) else None
    if commas == 1 and (len(digits) - digits.index(",") <= 3 or digits.startswith("0,")):
        return Decimal(digits.replace(",", "."))
    return Decimal(digits.replace(",", ""))


def _from_capitals(text: str) -> Minor | None:
    found = list(re.finditer(_CAPITALS, text))
    if len(found) != 1 or (yuan := parse_number(found[0]["yuan"])) is None:
        return None
    if found[0]["yuan"][0] in "百佰千仟万萬亿億":
        return None  # a name rather than a number
    jiao, fen = (parse_number(found[0][part] or "零") or 0 for part in ("jiao", "fen"))
    return _minor(Decimal(yuan) + Decimal(jiao) / 10 + Decimal(fen) / 100)
