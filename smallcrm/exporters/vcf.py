"""Contact cards (vCard 3.0, UTF-8), which every phone and mail program takes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from smallcrm.core.names import family_name
from smallcrm.exporters.files import replace_file

_LONGEST_LINE = 75  # bytes, without the line end
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class CardPhone:
    """A number as it is dialled; `kind` is mobile, phone or fax."""

    number: str
    extension: str = ""
    kind: str = "phone"


@dataclass(frozen=True, slots=True)
class ContactCard:
    """What one card says; "" for nothing. Without a person it is the company's own card.

    `address` is street, city, province and postcode; `birthday` an ISO date.
    """

    person: str
    company: str = ""
    salutation: str = ""
    gender: str = ""
    title: str = ""
    occupation: str = ""
    nickname: str = ""
    phones: Sequence[CardPhone] = ()
    email: str = ""
    wechat: str = ""
    qq: str = ""
    website: str = ""
    address: tuple[str, str, str, str] = ("", "", "", "")
    birthday: str = ""
    tags: Sequence[str] = ()
    note: str = ""


def write_cards(path: Path, cards: Iterable[ContactCard]) -> None:
    """Write the cards into one file, whole or not at all. Raises StorageError."""

    def save(place: Path) -> None:
        with place.open("w", encoding="utf-8", newline="") as handle:
            for card in cards:
                handle.writelines(_folded(line) + "\r\n" for line in _lines(card))

    replace_file(path, save)


def _lines(card: ContactCard) -> list[str]:
    street, city, province, postcode = card.address
    place = ["", "", street, city, province, postcode, ""]
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"FN:{_escaped(card.person or card.company)}",
        f"N:{_structured(_name_parts(card))}",
        *([f"ORG:{_escaped(card.company)}"] if card.company else []),
        *([] if card.person else ["X-ABShowAs:COMPANY"]),
        *(_phone_line(phone) for phone in card.phones),
        *([f"ADR;TYPE=WORK:{_structured(place)}"] if any(place) else []),
    ]
    plain = (
        ("TITLE", card.title),
        ("ROLE", card.occupation),
        ("NICKNAME", card.nickname),
        ("EMAIL;TYPE=INTERNET", card.email),
        ("URL", card.website),
        ("BDAY", card.birthday),
        ("X-WECHAT", card.wechat),
        ("X-QQ", card.qq),
        ("X-GENDER", card.gender),
        ("NOTE", card.note),
    )
    lines += [f"{name}:{_escaped(text)}" for name, text in plain if text]
    if card.tags:
        lines.append("CATEGORIES:" + ",".join(map(_escaped, card.tags)))
    return [*lines, "END:VCARD"]


def _name_parts(card: ContactCard) -> list[str]:
    """Family name, given name, none more, salutation."""
    family = family_name(card.person)
    rest = card.person
    if family and rest.startswith(family):
        rest = rest.removeprefix(family)
    elif family and rest.endswith(f" {family}"):
        rest = rest.removesuffix(family)
    else:
        family, rest = "", card.person
    return [family, rest.strip(), "", card.salutation, ""]


def _phone_line(phone: CardPhone) -> str:
    kinds = {"mobile": "CELL", "fax": "FAX"}
    # A pause and the extension: phones dial it so.
    number = phone.number + (f" ext. {phone.extension}" if phone.extension else "")
    return f"TEL;TYPE={kinds.get(phone.kind, 'WORK,VOICE')}:{_escaped(number)}"


def _structured(parts: Sequence[str]) -> str:
    return ";".join(map(_escaped, parts))


def _escaped(text: str) -> str:
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"([\\;,])", r"\\\1", clean).replace("\n", "\\n")


def _folded(line: str) -> str:
    """Cut a line into pieces of at most 75 bytes, never within a character."""
    if len(line) * 4 <= _LONGEST_LINE or len(line.encode()) <= _LONGEST_LINE:
        return line
    pieces = [""]
    size = 0
    for sign in line:
        length = len(sign.encode())
        if size + length > _LONGEST_LINE:
            pieces.append("")
            size = 1  # the space that the next line begins with
        pieces[-1] += sign
        size += length
    return "\r\n ".join(pieces)
