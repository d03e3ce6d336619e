"""What shops hide of their buyers: 张**, 138****1234, tb**1.

Such a text tells no person from another, and such a number is none to dial.
"""

import re
import unicodedata
from collections.abc import Mapping

from smallcrm.core.text import fold

KEY_BREAK = "\0"  # between the parts of telling_key
_SIGNS = "*✱•●×█"
# 张**, 李*, *明; a single sign beside a long name is but a mark: *远山商贸.
_NAME = re.compile(rf"[{_SIGNS}○]{{2,}}|(?<=[\u4e00-\u9fff])[xX]{{2,}}")
_SHORT_NAME = re.compile(r"(?<=[\u4e00-\u9fff])[*✱○]|[*✱○](?=[\u4e00-\u9fff])")
_LONGEST_SHORT = 4
_NUMBER = re.compile(
    rf"(?<![\w*])\+?\d[\d-]*\s?[{_SIGNS}xX]{{2,}}[\d{_SIGNS}xX-]*"
    rf"(?:(?<=[{_SIGNS}xX])\s\d{{2,4}}(?!\d))?"
    rf"|[{_SIGNS}]{{3,}}-?\d+"
)
_CODE = re.compile(r"[*✱•●]{2,}")


def is_masked_name(name: str) -> bool:
    """Whether a name is partly hidden."""
    plain = name if name.isascii() else unicodedata.normalize("NFKC", name)
    short = len(plain) <= _LONGEST_SHORT and _SHORT_NAME.search(plain)
    return bool(short or _NAME.search(plain))


def tells_little(name: str) -> bool:
    """Whether a name may be one of those that need `telling_key`: at one look, as few are."""
    return "*" in name or "@" in name


def telling_key(key: str, name: str, values: Mapping[str, object]) -> str:
    """What a customer is found by whose folded name, `key`, is not enough; `key` for any other.

    Beside a name that is partly hidden the number as far as it is seen, else the address; an e-mail
    address that serves as name as it stands: folding takes its end for a company's.
    """
    if "@" in name:
        return KEY_BREAK.join((key, fold(name)))
    if not is_masked_name(name):
        return key
    told = sorted(masked_numbers(str(values.get("customer.note") or "")))
    places = (values.get("customer.city"), values.get("customer.address"))
    return KEY_BREAK.join((key, fold(name), *(told or (fold(str(one or "")) for one in places))))


def is_masked_code(text: str) -> bool:
    """Whether a code, an account or an e-mail address is partly hidden."""
    return _CODE.search(text) is not None


def is_masked_number(text: str) -> bool:
    """Whether a text is a phone number that is partly hidden."""
    return _NUMBER.fullmatch(text) is not None


def without_masked(text: str) -> str | None:
    """The rest of a cell with numbers that are partly hidden; None where there is none such."""
    plain = unicodedata.normalize("NFKC", text)
    rest, count = _NUMBER.subn(" ", plain)
    return rest if count else None


def masked_numbers(text: str) -> frozenset[str]:
    """The numbers in a note that are partly hidden."""
    return frozenset(match[0] for match in _NUMBER.finditer(unicodedata.normalize("NFKC", text)))
