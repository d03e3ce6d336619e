"""Parts of a row that several cells may hold together: names, addresses, numbers."""

import re
from collections.abc import MutableMapping, Sequence

from smallcrm.core.names import looks_like_person, split_person
from smallcrm.core.phone import PhoneKind
from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.places import Place, begins_with_place, find_place, province_of
from smallcrm.importers.rows import CONTACT_PHONES, RowContact, RowPhone

WIDE = re.compile(r"[\u3400-\u9fff]")
MANY_DIGITS = re.compile(r"(?:\d\D{0,2}){7}")
_JOINTS = " ,，、;；/:："
_CODE_ENDS = frozenset("0123456789０１２３４５６７８９)） ")
# 上海市浦东新区… 200120, 200120 上海市...; not the number of a house or a phone
_POSTCODE = re.compile(
    r"\s*[,，(（]?\s*(?:邮\s?编|邮政编码|P\.?C\.?)\s*[:：]?\s*(\d{6})\s*[)）]?\s*$"
    r"|(?<=[\u4e00-\u9fff)）\s,，])\s*[(（]?([0-8]\d{5})[)）]?\s*$"
)
_SEVERAL = re.compile(r"\s*[、，,;；/\n]\s*")
# A name behind a number begins the next person.
_PERSONS = re.compile(r"\s*[、，,;；/\n]\s*|(?<=\d{7})\s+(?=[^\W\d_])")

# Behind a name: 采购, 财务主管.
_LONGEST_TITLE = 6
_LETTER = re.compile(r"[^\W\d_]")

Values = MutableMapping[str, object]
# Whether a number is the contact person's, where there is one, and the number.
OwnedPhone = tuple[bool, RowPhone]
# A number under such a header is the company's own, whoever stands beside it.
_OF_THE_COMPANY = ("公司", "单位", "企业", "company")


def add_name(names: list[str], value: object, part: str) -> None:
    """Join parts of a name: first before last in Latin, last before first in Chinese."""
    if value is None:
        return
    text = str(value)
    wide = bool(WIDE.search(text))
    if part and names and wide:
        first, last = (text, names[0]) if part == "first" else (names[0], text)
        names[:] = [last + first]
    elif part == "first":
        names.insert(0, text)
    else:
        names.append(text)


def plain_name(text: str) -> object:
    """The name in a cell that names one person and says nothing more; None otherwise."""
    if not text or MANY_DIGITS.search(text):
        return None
    first, *others = read_persons(text)
    return first["contact.name"] if len(first) == 1 and not others else None


def read_persons(text: str) -> list[Values]:
    """The values of the contact persons a cell names."""
    persons: list[Values] = []
    for name in _split_names(text):
        person = split_person(name)
        values = {
            "contact.name": person.name or name.strip(),
            "contact.salutation": person.salutation,
            "contact.gender": person.gender,
            "contact.title": person.title,
        }
        persons.append({field: value for field, value in values.items() if value})
    return persons


def split_numbered(text: str) -> list[str]:
    """Several persons with their numbers in a cell, each with the text that is theirs.

    周海东 采购 13800138000 / 林晓 13900139000. A number alone belongs to the person before it.
    """
    pieces: list[str] = []
    for piece in _PERSONS.split(text.strip()):
        if _LETTER.search(piece):
            pieces.append(piece)
        elif pieces and piece:
            pieces[-1] += f" {piece}"
        elif piece:
            return [text]
    numbered = all(MANY_DIGITS.search(piece) for piece in pieces)
    return pieces if len(pieces) > 1 and numbered else [text]


def with_title(text: str) -> str:
    """A person's name with what stands behind it as the title: 周海东 采购 -> 周海东（采购）."""
    name, _space, rest = text.strip(_JOINTS).partition(" ")
    plain = WIDE.match(name) and WIDE.match(rest) and len(rest) <= _LONGEST_TITLE
    if plain and looks_like_person(name) and not looks_like_person(rest):
        return f"{name}（{rest}）"
    return text.strip(_JOINTS)


def _split_names(text: str) -> list[str]:
    """Several persons in a cell (张三、李四); anything else stays one name."""
    parts = [part for part in _SEVERAL.split(text) if part]
    if len(parts) > 1 and all(len(part) <= 20 and looks_like_person(part) for part in parts):
        return parts
    return [text.replace("\n", " ")]


def is_street(address: str) -> bool:
    """Whether an address holds neither a known place at its beginning nor a postcode at its end."""
    return address[-1] not in _CODE_ENDS and not begins_with_place(address)


def add_address(values: Values, lines: Sequence[str]) -> None:
    """Put the lines of an address together, and the place it begins with where it belongs."""
    parts = [*lines] if len(lines) == 1 else list(dict.fromkeys(lines))
    if parts[-1][-1] in _CODE_ENDS and (written := _POSTCODE.search(parts[-1])):
        # what stands in a column of its own is no postcode here
        code = written[1] or written[2]
        if values.setdefault("customer.postcode", code) == code:
            parts[-1] = _POSTCODE.sub("", parts[-1]).strip(_JOINTS)
        parts = [part for part in parts if part]
        if not parts:
            return
    address = parts[0]
    if len(parts) > 1:
        address = ("" if WIDE.search(parts[0]) else ", ").join(parts)
    place = find_place(address)
    if place.province and _agrees(values, place):
        found = (("province", place.province), ("city", place.city), ("district", place.district))
        for field, part in found:
            if part:
                values.setdefault(f"customer.{field}", part)
        address = place.street
    if address:
        values["customer.address"] = address


def add_province(values: Values) -> None:
    """Add the province of a known city."""
    if "customer.province" in values:
        return
    city = values.get("customer.city")
    if city and (province := province_of(str(city))):
        values["customer.province"] = province


def _agrees(values: Values, place: Place) -> bool:
    """Whether a place read from the address does not speak against the columns."""
    found = (
        ("customer.province", place.province),
        ("customer.city", place.city),
        ("customer.district", place.district),
    )
    return all(not part or values.get(field, part) in (part, "") for field, part in found)


def phone_kind(field: str, kind: PhoneKind) -> str:
    """Return what a number is in the data file; the column decides what the number does not."""
    if field == "customer.fax" or kind == "fax":
        return "fax"
    if field == "customer.invoice_phone":
        return "invoice"
    if kind == "mobile":
        return "mobile"
    if kind in ("landline", "service"):
        return "phone"
    return "mobile" if field.endswith(".mobile") else "phone"


def is_personal(guess: ColumnGuess, kind: PhoneKind) -> bool:
    """Whether a number of this kind in a row with a contact person is that person's."""
    if guess.field in ("customer.fax", "customer.invoice_phone") or kind == "fax":
        return False
    if guess.reason == "own":
        return False
    if guess.header.casefold().startswith(_OF_THE_COMPANY):
        return False
    if guess.field in CONTACT_PHONES:
        # A column that is personal only because it holds mobiles gives its landlines back.
        return not (kind in ("landline", "service") and guess.reason == "contact")
    return kind == "mobile" or (kind == "unknown" and guess.field == "customer.mobile")


def share_out(phones: tuple[RowPhone, ...], people: Sequence[Values]) -> list[RowContact]:
    """As many numbers as persons: one each; otherwise all to the first."""
    if len(people) == 1:
        return [RowContact(people[0], phones)]
    if len(phones) == len(people):
        return [RowContact(who, (phone,)) for who, phone in zip(people, phones, strict=True)]
    return [RowContact(people[0], phones), *map(RowContact, people[1:])]


def share_phones(
    phones: Sequence[OwnedPhone], people: Sequence[Values]
) -> tuple[tuple[RowPhone, ...], list[RowContact]]:
    """Give each number to the customer or to a contact person.

    Beside a contact person a mobile is theirs and a landline the company's, unless the column
    says otherwise.
    """
    if len(phones) > 1 and len({phone[0] for _theirs, phone in phones}) < len(phones):
        phones = _each_once(phones, bool(people))
    if not people:
        return tuple([phone for _theirs, phone in phones]), []
    company: list[RowPhone] = []
    personal: list[RowPhone] = []
    for theirs, phone in phones:
        (personal if theirs else company).append(phone)
    return tuple(company), share_out(tuple(personal), people)


def _each_once(phones: Sequence[OwnedPhone], beside_person: bool) -> Sequence[OwnedPhone]:
    """Each number once for the company and once for a person; what is a person's is no other's."""
    found: dict[tuple[bool, str, str, bool], OwnedPhone] = {}
    for theirs, phone in phones:
        key = (phone.number, phone.extension, phone.kind == "fax")
        found.setdefault((theirs and beside_person, *key), (theirs, phone))
    return [one for key, one in found.items() if key[0] or (True, *key[1:]) not in found]
