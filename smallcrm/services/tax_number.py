"""Chinese tax numbers: the unified social credit code of 18 places, and the older forms.

The check digits are those of GB 32100-2015 (whole code) and GB 11714 (organisation, places 9-17).
"""

import re

from smallcrm.core.i18n import _

_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# Before 2015 a tax number had 15 places; a person's is that of the identity card, with 2 more
# figures for further businesses.
_OLDER = re.compile(r"[0-9A-Z]{15}|[0-9]{17}[0-9X]([0-9]{2})?")


def tax_number_problem(text: str) -> str:
    """What is wrong with a tax number, in words; "" when nothing is, or when it is not Chinese.

    A number with other letters or of another length is taken for a foreign one or an older one.
    """
    number = "".join(text.split()).upper()
    if len(number) != 18 or not number.isascii() or not number.isalnum():
        short = number.isascii() and number.isdigit() and 15 < len(number) < 20
        if short and not _OLDER.fullmatch(number):
            return _("A tax number has 18 places; this one has %(n)d.") % {"n": len(number)}
        return ""
    if _is_identity(number):
        return ""
    wrong = next((letter for letter in number if letter not in _LETTERS), "")
    if wrong:
        return _("A tax number never has the letter %(letter)s.") % {"letter": wrong}
    if number[-1] != check_letter(number[:17]):
        return _("This tax number has a slip: its check digit does not fit.")
    return ""


def check_letter(first: str) -> str:
    """The 18th place of a unified social credit code, from the first 17."""
    total = sum(_LETTERS.index(letter) * by for letter, by in zip(first, _WEIGHTS, strict=True))
    return _LETTERS[-total % 31]


def _is_identity(number: str) -> bool:
    """Whether it is the number of an identity card, check digit and all."""
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return number[-1] == "10X98765432"[total % 11]
