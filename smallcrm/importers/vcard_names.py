"""Whose card it is: the person's name put together, the company and department."""

import re
from typing import NamedTuple

from smallcrm.importers.parts import WIDE
from smallcrm.importers.vcard_lines import Card, Property


class Named(NamedTuple):
    """Who a card names; "" for what it does not say. `also`: a formatted name that says more."""

    person: str
    company: str
    department: str = ""
    salutation: str = ""
    also: str = ""


def read_names(card: Card) -> Named:
    """Read FN, N and ORG. A card that shows as a company, or names nobody, has no person."""
    structured, formatted = _first(card, "N"), _first(card, "FN")
    org = _first(card, "ORG")
    company, *units = org.parts() if org else [""]
    shown = formatted.value if formatted else ""
    person, salutation, also = _person(structured, shown)
    kind = _first(card, "KIND")
    as_company = bool(kind and kind.value.casefold() == "org") or any(
        p.name == "X-ABSHOWAS" and p.value.casefold() == "company" for p in card
    )
    if as_company or (company and person == company):
        other = person if company and person != company else ""
        return Named("", company or person, " ".join(filter(None, units)), "", other)
    return Named(person, company, " ".join(filter(None, units)), salutation, also)


def _first(card: Card, name: str) -> Property | None:
    return next((p for p in card if p.name == name and p.text.strip(" ;\t")), None)


def _person(structured: Property | None, shown: str) -> tuple[str, str, str]:
    """Return the name, the salutation, and the formatted name where that says more."""
    shown = " ".join(shown.split())
    if structured is None:
        return shown, "", ""
    # A part may be a list: second names stand with commas.
    parts = [" ".join(part.replace(",", " ").split()) for part in structured.parts(5)]
    family, given, more, before, after = parts[:5]
    filled = [part for part in (family, given, more) if part]
    if len(filled) < 2 and (not filled or filled[0] in shown):
        whole = shown or (filled[0] if filled else before)
        return (whole.removeprefix(before).strip() if filled else whole), before, ""
    if all(WIDE.search(part) for part in filled):
        name = family + more + given + after
        # The phone may have put the parts in the wrong places; then the formatted name is right.
        if " " not in shown and sorted(shown) == sorted(name):
            return shown, before, ""
    else:
        name = " ".join(filter(None, (given, more, family, after)))
    left = _letters(shown)
    for part in parts:
        left = left.replace(_letters(part), "", 1)
    return name, before, shown if left else ""


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
