"""The texts by which customers are searched and ordered, made for many of them at once."""

from collections.abc import Sequence

from smallcrm.core.phone import phone_digits
from smallcrm.core.pinyin import all_pinyin_full, all_search_readings
from smallcrm.core.text import fold_all

LONGEST_KEY = 64


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
    words = [
        fold_all(column)
        for column in (names, short_names, codes, networks, contacts, addresses, tags)
        if any(column)
    ]
    numbers = [_digits(text) for text in phones]
    sounds = [all_search_readings(column) for column in (names, short_names) if any(column)]
    persons = [[line.partition(" ")[0] for line in text.split("\n")] for text in contacts]
    known = list({person for part in persons for person in part})
    spoken = dict(zip(known, all_search_readings(known, surname=True), strict=True))
    heard = [[spoken[person] for person in part] for part in persons]
    return [
        "\n".join(filter(None, dict.fromkeys((*texts, *digits, *read, *voices))))
        for texts, digits, read, voices in zip(
            zip(*words, strict=True), numbers, zip(*sounds, strict=True), heard, strict=True
        )
    ]


def _digits(numbers: str) -> list[str]:
    """The numbers of a customer as searched: digits only."""
    found = numbers.split()
    if all(map(str.isdigit, found)) and numbers.isascii():
        return found
    return [
        number if number.isdigit() and number.isascii() else phone_digits(number)
        for number in found
    ]
