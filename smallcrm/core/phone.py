"""Telephone numbers: found in cells of any shape, kept as digits, shown in groups.

A Chinese number is kept as its digits (landlines with area code and leading 0), any other as "+"
and digits. What cannot be dialled is kept too, marked as not valid: it may lack just one digit.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, compress, repeat
from typing import Final, Literal, NamedTuple

from smallcrm.core import i18n

# "fax": the cell says so; no number tells it by itself.
PhoneKind = Literal["mobile", "landline", "service", "foreign", "unknown", "fax"]


class Phone(NamedTuple):
    """A number with its extension ("" for none); `valid` tells whether it can be dialled."""

    number: str
    extension: str
    kind: PhoneKind
    valid: bool


# Area codes without their 0, and how many figures follow: eight in the largest cities.
_LARGE_AREAS: Final = r"10|2[0-57-9]"
_AREAS: Final = (
    r"31\d|335|349|35\d|37\d|39[1-68]|41[1-9]|421|427|429|43[1-9]|44\d|45[1-9]|46[4-9]|47\d|48[23]"
    r"|51\d|52[37]|53\d|54[36]|55\d|56[1-46]|57\d|580|59[1-9]|63[1-5]|66[0238]|69[12]|701|71\d"
    r"|72[248]|73\d|74[3-6]|75\d|76[023689]|77\d|79\d|81[236-8]|82[5-7]|83\d|85\d|87\d|88[36-8]"
    r"|89\d|90[1-36-9]|91\d|93\d|94[13]|95[1-5]|97\d|99\d"
)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(rf"0(?:(?:{_LARGE_AREAS})[2-8]\d{{7}}|(?:{_AREAS})[2-8]\d{{6,7}})", re.ASCII)
_USUAL_LANDLINE = re.compile(r"0\d{2,3}[- ]?[2-8]\d{6,7}", re.ASCII)
_LOCAL = re.compile(r"[2-8]\d{6,7}", re.ASCII)
_SERVICE = re.compile(r"[48]00\d{7}|9[56]\d{3,6}|1[0-2]\d{3}|11\d|12[02]", re.ASCII)
_AREA_CODE = re.compile(rf"0(?:{_LARGE_AREAS}|[3-9]\d{{2}})", re.ASCII)

# Kept as texts: `re` compiles each at its first use, so that starting the program costs nothing.
_FLOAT_TAIL: Final = r"(?a)(?<=\d{5})\.0+(?!\d)"
_SCIENTIFIC: Final = r"(?a)\d(?:\.\d+)?e\+?\d+"
# 0086 can also be a part of a mobile written in groups: a whole number stands behind the code.
_COUNTRY: Final = (
    r"(?a)(?:(?:\+|(?<!\d)00(?=\s*\(?86(?:[-\s().]*\d){9}))\s*\(?86\)?"
    r"|(?<!\d)\(?86\)?(?=[-\s]|1[3-9]\d{9}(?!\d)))"
    r"[-\s]*(?:\(0\))?"
)
_SPACED_LOCAL: Final = r"(?:[2-8]\d{6,7}|[2-8]\d{2,3}[-\s.]\d{4})(?!\d)"
# An area code without its 0, as it stands behind +86.
_NATIONAL: Final = rf"(?a)(?:{_LARGE_AREAS}|{_AREAS})\s*[-.]?\s*{_SPACED_LOCAL}"
_TOKEN: Final = (
    r"(?a)(?P<foreign>(?:\+|(?<!\d)00)\s?\(?[1-9][\d\s().-]{5,})"
    r"|(?P<joined>(?<!\d)(?:1[3-9]\d{9}){2,}(?!\d))"
    r"|(?P<mobile>(?<!\d)0?1[3-9]\d(?:[-\s.]?\d){8}(?!\d))"
    r"|(?P<service>(?<!\d)[48]00(?:[-\s]?\d){7}(?!\d))"
    # Hong Kong, Macau and Taiwan are often written without the plus
    r"|(?P<neighbour>(?<!\d)(?:852|853|886)[-\s]\d(?:[-\s]?\d){7,9}(?!\d))"
    r"|(?P<american>(?<!\d)1[-.\s]\(?[2-9]\d\d\)?[-.\s]\d{3}[-.\s]\d{4}(?!\d))"
    rf"|(?P<landline>(?<!\d)\(?0\d{{2,3}}\)?\s*[-.]?\s*{_SPACED_LOCAL})"
    rf"|(?P<local>(?<![\d-]){_SPACED_LOCAL})"
    r"|(?P<digits>\d(?:[\s().-]{0,3}\d)*)"
)
_EXTENSION: Final = (
    r"(?a)\s*[-,(]?\s*(?:转(?:接|分机)?|轉|分机号?|内线|extension|ext|x|#|\*)\s*[:.]?\s*(\d{1,6})\s*\)?"
    r"|\s*\((\d{1,5})\)|\s?[-~—–]\s?(\d{1,6})(?!\d)"
)
_SHORTHAND: Final = r"(?a)\s*/\s*(\d{1,4})(?!\d|\s*-)"
_NOT_DIGITS: Final = r"(?a)\D+"
_SHORTEST: Final = 5
_WRONG: Final = r"(?a)\+?\d(?:[\s()./-]{0,3}\d)*"
_SHORTEST_WRONG: Final = 7


def parse_phones(value: object, region: str = "CN") -> list[Phone]:
    """Find the numbers in a cell, in order, each once; [] when there is none.

    Several numbers may stand in one cell, with labels, extensions (转 802, ext 802, -802),
    country codes, full-width digits, or as a float. `region` is the country of numbers without a
    country code; numbers of any other country than China are "foreign" and start with "+".
    """
    if isinstance(value, str):
        text = value.strip()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        text = _number_text(value)
    else:
        return []
    if region == "CN" and (usual := usual_phone(text)):
        return [usual]
    text = unicodedata.normalize("NFKC", text).casefold()
    if re.fullmatch(_SCIENTIFIC, text):  # the sheet has rounded it: nobody can dial this any more
        return [Phone(str(int(float(text))), "", "unknown", False)]
    text = re.sub(_FLOAT_TAIL, "", text)
    found = _scan_chinese(text) if region == "CN" else _scan_region(text, region)
    phones: list[Phone] = []
    for phone in found:
        phone = _with_area_code(phone, phones)
        if phone not in phones:
            phones.append(phone)
    return phones


def usual_phone(text: str) -> Phone | None:
    """Read what nearly all cells hold, a Chinese number alone; the rest takes ten times as long."""
    if _MOBILE.fullmatch(text):
        return Phone(text, "", "mobile", True)
    return _usual_landline(text) if _USUAL_LANDLINE.fullmatch(text) else None


def usual_phones(texts: Sequence[str]) -> Iterator[tuple[str, tuple[Phone]]]:
    """Pair texts with their `usual_phone` where they hold one; many at once take a third the time.

    In the order of the texts, but all mobiles first.
    """
    mobiles = list(filter(_MOBILE.fullmatch, texts))
    pairs = zip(mobiles, _alone(mobiles, "mobile"), strict=True)
    if len(mobiles) == len(texts):
        return pairs
    landlines = list(filter(_USUAL_LANDLINE.fullmatch, texts))
    numbers = [text.replace("-", "").replace(" ", "") for text in landlines]
    others = zip(landlines, _alone(numbers, "landline"), strict=True)
    return chain(pairs, compress(others, map(_LANDLINE.fullmatch, numbers)))


def _alone(numbers: Iterable[str], kind: PhoneKind) -> Iterator[tuple[Phone]]:
    """Make phones that can be dialled, without extension, each as the only one of its cell."""
    return zip(map(Phone._make, zip(numbers, repeat(""), repeat(kind), repeat(True))))


def _usual_landline(text: str) -> Phone | None:
    number = text.replace("-", "").replace(" ", "")
    return Phone(number, "", "landline", True) if _LANDLINE.fullmatch(number) else None


def phone_digits(text: str) -> str:
    """Return the digits of a text, for searching; full-width ones become plain."""
    return re.sub(_NOT_DIGITS, "", text if text.isascii() else unicodedata.normalize("NFKC", text))


def format_phone(number: str, extension: str = "", language: str | None = None) -> str:
    """Return a number in groups: "138 0013 8000", "021 6210 8888 转 802", "+1 415-555-0123".

    `language` is that of the window when not given; it matters only for the extension.
    """
    shown = _grouped(number)
    if not extension:
        return shown
    texts = i18n.translator(language) if language else i18n.current()
    return shown + " " + texts.gettext("ext. %(extension)s") % {"extension": extension}


def _number_text(value: float) -> str:
    if isinstance(value, float) and not value.is_integer():
        return str(value)
    text = str(int(value))
    # Sheets drop the 0 of a landline typed as a number.
    return f"0{text}" if _LANDLINE.fullmatch(f"0{text}") else text


# --- reading -----------------------------------------------------------------------------------


def _scan_chinese(text: str) -> Iterator[Phone]:
    text, countries = re.subn(_COUNTRY, _without_country, text)
    bare = not any(sign.isalpha() for sign in text)
    position = 0
    while match := re.compile(_TOKEN).search(text, position):
        position = match.end()
        digits = re.sub(_NOT_DIGITS, "", match[0])
        kind = match.lastgroup or "digits"
        if kind == "joined":
            yield from (Phone(number, "", "mobile", True) for number in _MOBILE.findall(digits))
            continue
        if kind == "digits":
            found = list(_read_digits(match[0], national=countries > 0))
            found = [phone for phone in found if bare or len(phone.number) >= _SHORTEST]
        elif kind == "foreign":
            found = [_foreign(digits.removeprefix("00") if match[0][0] == "0" else digits)]
        elif kind in ("american", "neighbour"):
            found = [_without_plus(digits)]
        else:
            found = [_chinese(digits)]
        if not found:
            continue
        yield from found[:-1]
        last = found[-1]
        if extension := re.compile(_EXTENSION).match(text, position):
            last = last._replace(extension=next(part for part in extension.groups() if part))
            position = extension.end()
        yield last
        while shorthand := re.compile(_SHORTHAND).match(text, position):
            position = shorthand.end()
            yield _sibling(last, shorthand[1])


def _without_country(country: re.Match[str]) -> str:
    """Give the landline behind a country code the 0 it lacks, so that its end can be told."""
    return " 0" if re.compile(_NATIONAL).match(country.string, country.end()) else " "


def _chinese(digits: str) -> Phone:
    """Judge a Chinese number by its digits alone."""
    if digits.startswith("01") and _MOBILE.fullmatch(digits[1:]):
        digits = digits[1:]  # the 0 once dialled before mobiles of other cities
    if _MOBILE.fullmatch(digits):
        return Phone(digits, "", "mobile", True)
    if _LANDLINE.fullmatch(digits) or _LOCAL.fullmatch(digits):
        return Phone(digits, "", "landline", True)
    if _SERVICE.fullmatch(digits):
        return Phone(digits, "", "service", True)
    return Phone(digits, "", "unknown", False)


def _read_digits(text: str, *, national: bool) -> Iterator[Phone]:
    """Judge digits that stand in no usual shape; groups long enough are numbers of their own."""
    groups = [re.sub(_NOT_DIGITS, "", group) for group in text.split()]
    if len(groups) > 1 and all(len(group) >= 7 for group in groups):
        yield from (_chinese(group) for group in groups)
        return
    digits = "".join(groups)
    phone = _chinese(digits)
    if not phone.valid and national and _LANDLINE.fullmatch(f"0{digits}"):
        phone = _chinese(f"0{digits}")  # +86 21 ...
    yield phone


def _without_plus(digits: str) -> Phone:
    foreign = _foreign(digits)
    return foreign if foreign.valid else Phone(digits, "", "unknown", False)


def _foreign(digits: str) -> Phone:
    if digits.startswith("86"):
        return _chinese(digits[2:])
    import phonenumbers

    number = f"+{digits}"
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return Phone(number, "", "foreign", False)
    if not phonenumbers.is_valid_number(parsed):
        return Phone(number, "", "foreign", False)
    # as the world dials it: "+49 (0)30" has a 0 too many
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Phone(number, "", "foreign", True)


def _sibling(phone: Phone, digits: str) -> Phone:
    """Read the second of 62108888/89: the last figures change, or else the extension."""
    tail = phone.number[-len(digits) :]
    if phone.extension:
        return phone._replace(extension=digits)
    if len(digits) <= 2 or tail[0] == digits[0]:
        return phone._replace(number=phone.number[: -len(digits)] + digits, extension="")
    return phone._replace(extension=digits)


def _with_area_code(phone: Phone, before: list[Phone]) -> Phone:
    """Give the second of 021-62108888/62108889 the area code of the first."""
    if phone.kind != "landline" or phone.number.startswith("0"):
        return phone
    for other in before:
        area, local = _split_area(other.number)
        if other.kind == "landline" and area and len(local) == len(phone.number):
            return phone._replace(number=area + phone.number)
    return phone


def _scan_region(text: str, region: str) -> Iterator[Phone]:
    """Find numbers as written in another country, with the library that knows them all."""
    import phonenumbers

    end = 0
    for found in phonenumbers.PhoneNumberMatcher(text, region):
        yield from _left_over(text[end : found.start])
        end = found.end
        number = found.number
        if number.country_code == 86:
            phone = _chinese(str(number.national_number))
            if not phone.valid:
                phone = _chinese(f"0{number.national_number}")
        else:
            digits = phonenumbers.national_significant_number(number)
            phone = Phone(f"+{number.country_code}{digits}", "", "foreign", True)
        yield phone._replace(extension=number.extension or "")
    left = list(_left_over(text[end:])) if end or "+" in text else []
    yield from left
    if end == 0 and not left:
        digits = re.sub(_NOT_DIGITS, "", text)
        if len(digits) >= _SHORTEST or (digits and not any(sign.isalpha() for sign in text)):
            yield Phone(digits, "", "unknown", False)


def _left_over(text: str) -> Iterator[Phone]:
    """The numbers of a cell that the library takes for wrong: they are kept all the same."""
    for match in re.finditer(_WRONG, text):
        digits = re.sub(_NOT_DIGITS, "", match[0])
        if len(digits) >= _SHORTEST_WRONG:
            abroad = match[0].startswith("+")
            kind: PhoneKind = "foreign" if abroad else "unknown"
            yield Phone(f"+{digits}" if abroad else digits, "", kind, False)


# --- showing -----------------------------------------------------------------------------------


def _grouped(number: str) -> str:
    length = len(number)
    if length == 11 and number[0] == "1":
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    if number[:1] == "+":
        return _grouped_foreign(number)
    area, local = _split_area(number)
    if area and 7 <= len(local) <= 8:
        return f"{area} {local[:-4]} {local[-4:]}"
    if length == 10 and number[:3] in ("400", "800"):
        return f"{number[:3]} {number[3:6]} {number[6:]}"
    if length in (7, 8) and number[0] in "2345678":
        return f"{number[:-4]} {number[-4:]}"
    return number


def _split_area(number: str) -> tuple[str, str]:
    match = _AREA_CODE.match(number)
    return (number[: match.end()], number[match.end() :]) if match else ("", number)


@lru_cache(maxsize=4096)
def _grouped_foreign(number: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    shown: str = phonenumbers.format_number(parsed, form)
    return shown
