"""Numbers that a cell itself calls a fax: "Phone:(021) 5555 1234 Fax:(021) 5555 1235"."""

import re
import unicodedata
from collections.abc import Iterator

from smallcrm.core.phone import Phone, parse_phones

_FAX = re.compile(r"(?:tele)?fax|facsimile|传真|傳真|\bf(?=\s*[.:])", re.IGNORECASE)
_LABEL = re.compile(
    rf"(?P<fax>{_FAX.pattern})"
    r"|(?:tele)?phone|mobile|tel|cell|office|home|work|main|other|direct|alt|\b[tmpchow](?=\s*[.:])"
    r"|电话|電話|手机|手機|座机|固话|总机|热线",
    re.IGNORECASE,
)
# What stands between a label and its number, and between a number and the label behind it.
_BETWEEN = re.compile(r"\W{0,3}(?:no|nr|number|号码|号)?\W{0,4}(?=\d)", re.IGNORECASE)
_BEHIND = re.compile(r"\d\s*[(\[]\s*$")
# One word for both: 电话/传真, Tel & Fax.
_BOTH = re.compile(r"\W{0,4}(?:and|or|和|及|或)?\W{0,3}", re.IGNORECASE)


def read_faxes(cell: object, region: str) -> tuple[Phone, ...]:
    """The numbers of a cell that names a fax, those of kind "fax" marked; () when it names none.

    A number for both (Tel/Fax) stays a phone.
    """
    if not isinstance(cell, str) or not _FAX.search(cell):
        return ()
    text = unicodedata.normalize("NFKC", cell)
    spans = list(_spans(text))
    if not spans:
        return ()
    others, last = [], 0
    for start, end in spans:
        others.append(text[last:start])
        last = end
    others.append(text[last:])
    # Read whole, a number without its area code has that of the one before.
    known = parse_phones(text, region)
    faxes = [
        _whole(phone, known)._replace(kind="fax")
        for start, end in spans
        for phone in parse_phones(text[start:end], region)
    ]
    return (*parse_phones("\n".join(others), region), *dict.fromkeys(faxes))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where in a text the numbers of faxes stand, with their label."""
    labels = list(_LABEL.finditer(text))
    for place, label in enumerate(labels):
        if not label["fax"]:
            continue
        end = labels[place + 1].start() if place + 1 < len(labels) else len(text)
        before = labels[place - 1].end() if place else 0
        if place and _BOTH.fullmatch(text[before : label.start()]):
            continue
        if behind := _BEHIND.search(text, before, label.start()):
            first = max(text.rfind(sign, before, behind.start()) for sign in ",;/\n") + 1
            yield max(first, before), label.end()
        elif _BETWEEN.match(text, label.end(), end):
            yield label.start(), end


def _whole(phone: Phone, known: list[Phone]) -> Phone:
    return next((one for one in known if one.number.endswith(phone.number)), phone)
