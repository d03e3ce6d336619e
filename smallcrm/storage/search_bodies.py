"""The texts by which customers are searched and ordered, made for many of them at once."""

from collections.abc import Sequence

from smallcrm.core.phone import phone_digits
from smallcrm.core.pinyin import all_pinyin_full, all_search_readings
from smallcrm.core.text import BREAK, fold_all

LONGEST_KEY = 64
# Many persons bear the same name, in one list above all.
_MOST_HEARD = 16384
_HEARD: dict[str, str] = {}


def sort_keys(names: Sequence[str]) -> list[str]:
    """The keys by which names are ordered: pinyin for Chinese, folded letters for the rest."""
    return [key[:LONGEST_KEY] for key in fold_all(all_pinyin_full(names))]


def search_bodies(
    names: Sequence[str],
    short_names: Sequence[str],
    codes: Sequence[str],
    networks: Sequence[str],
    contacts: Sequence[str],
    phones: Sequence[str],
    addresses: Sequence[str],
    tags: Sequence[str],
) -> list[str]:
    """The texts customers are found by: kept short, since filling the index costs by their length.

    One text a customer in each: `networks` are e-mail and the like, `contacts` the persons by
    lines.
    """
    if not names:
        return []
    columns = [
        *map(fold_all, (names, short_names, codes, networks, contacts, addresses, tags)),
        _digits_of(phones),
        *map(all_search_readings, (names, short_names)),
        _heard(contacts),
    ]
    told = [column for column in columns if any(column)] or [list(names)]
    bodies = list(map("\n".join, zip(*told, strict=True)))
    joined = BREAK.join(bodies)
    if joined.count(BREAK) >= len(bodies):  # a text holds the very sign that keeps them apart
        return ["\n".join(filter(None, body.split("\n"))) for body in bodies]
    for gap, closed in (("\n\n", "\n"), (f"\n{BREAK}", BREAK), (f"{BREAK}\n", BREAK)):
        while gap in joined:
            joined = joined.replace(gap, closed)
    return joined.strip("\n").split(BREAK)


def _heard(contacts: Sequence[str]) -> list[str]:
    """How the contact persons of each customer are called, as it is spoken."""
    heard = {text: _HEARD[text] for text in set(contacts) if text in _HEARD}
    persons = {
        text: [line.partition(" ")[0] for line in text.split("\n")]
        for text in set(contacts) - heard.keys()
    }
    known = list({person for named in persons.values() for person in named})
    spoken = dict(zip(known, all_search_readings(known, surname=True), strict=True))
    new = {text: "\n".join([spoken[one] for one in named]) for text, named in persons.items()}
    if len(_HEARD) + len(new) > _MOST_HEARD:
        _HEARD.clear()
    _HEARD.update(new)
    heard |= new
    return [heard[text] for text in contacts]


def _digits_of(phones: Sequence[str]) -> list[str]:
    """The numbers of each customer as searched: digits only."""
    joined = BREAK.join(phones)
    if joined.isascii() and joined.replace(BREAK, "").replace(" ", "").isdigit():
        return joined.replace(" ", "\n").split(BREAK)
    return ["\n".join(map(phone_digits, text.split())) for text in phones]
