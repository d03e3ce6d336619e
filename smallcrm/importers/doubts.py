"""Doubts about who a row is: the customers it may mean, how sure that is, and why, in words."""

from dataclasses import dataclass

from smallcrm.core.i18n import N_, _
from smallcrm.core.phone import format_phone
from smallcrm.importers.plan import Candidate, MatchedBy

MOST_CANDIDATES = 5

_TEXTS = {
    "same_phone": N_("The same phone number stands at another customer."),
    "same_wechat": N_("The same WeChat stands at another customer."),
    "same_email": N_("The same e-mail address stands at another customer."),
    "same_name": N_("A person of the same name has another number."),
    "same_code": N_("The same customer code stands at another name."),
    "same_tax_number": N_("A customer of the same name has another tax number."),
    "similar_name": N_("A customer with a similar name is there."),
    "branch": N_("One may be a branch of the other."),
}
# How sure each sign is by itself, in the order in which they name a doubt.
_SIGNS = {
    "branch": 0.5,
    "same_code": 0.5,
    "same_tax_number": 0.4,
    "same_name": 0.5,
    "same_phone": 0.6,
    "same_wechat": 0.65,
    "same_email": 0.6,
    "similar_name": 0.7,
}
_ORDER = tuple(_SIGNS)
_MISSING: dict[str, tuple[str, str]] = {
    "phone": (
        N_("No customer has the number %(value)s."),
        N_("Several customers have the number %(value)s."),
    ),
    "code": (
        N_("No customer has the code %(value)s."),
        N_("Several customers have the code %(value)s."),
    ),
    "tax_number": (
        N_("No customer has the tax number %(value)s."),
        N_("Several customers have the tax number %(value)s."),
    ),
    "order": (
        N_("No customer has an order %(value)s."),
        N_("Several customers have an order %(value)s."),
    ),
    "email": (
        N_("No customer has the e-mail address %(value)s."),
        N_("Several customers have the e-mail address %(value)s."),
    ),
    "wechat": (
        N_("No customer has the WeChat %(value)s."),
        N_("Several customers have the WeChat %(value)s."),
    ),
}


@dataclass(slots=True)
class _Suspect:
    name: str
    why: str
    kind: str
    unlike: float  # how sure it is another customer, by all signs


class Suspects:
    """The customers a row may mean, gathered sign by sign; a customer with several counts once."""

    def __init__(self) -> None:
        self._found: dict[str, _Suspect] = {}

    def add(self, ref: str, name: str, kind: str, why: str, score: float = 0.0) -> None:
        """Note a sign; `score` where it is surer or less sure than usual."""
        unlike = 1 - (score or _SIGNS[kind])
        known = self._found.get(ref)
        if known is None:
            self._found[ref] = _Suspect(name, why, kind, unlike)
        elif why not in known.why:
            known.why = _("%(why)s, %(more)s") % {"why": known.why, "more": why}
            known.unlike *= unlike
            known.kind = min(known.kind, kind, key=_ORDER.index)

    def settle(self) -> tuple[str, tuple[Candidate, ...]]:
        """Return the kind of doubt, and the candidates, likeliest first; ("", ()) for none."""
        if not self._found:
            return "", ()
        ranked = list(self._found.items())
        if len(ranked) > 1:
            ranked.sort(key=lambda pair: pair[1].unlike)
        candidates = [
            Candidate(ref, one.name, one.why, round(1 - one.unlike, 2))
            for ref, one in ranked[:MOST_CANDIDATES]
        ]
        return ranked[0][1].kind, tuple(candidates)


def question_text(kind: str) -> str:
    """The sentence for a doubt, in the user's language."""
    return _(_TEXTS[kind])


def why(kind: str, value: str = "") -> str:
    """Why a customer is suspected, in the user's language."""
    if kind == "same_phone":
        return _("phone %(number)s") % {"number": format_phone(value)}
    if kind == "same_wechat":
        return _("WeChat %(id)s") % {"id": value}
    if kind == "same_email":
        return _("e-mail %(address)s") % {"address": value}
    if kind == "same_code":
        return _("customer code %(code)s") % {"code": value}
    if kind == "similar_name":
        return _("similar name, same city") if value else _("similar name")
    texts = {
        "branch": N_("branch and head office"),
        "same_name": N_("same name"),
        "same_tax_number": N_("same name, another tax number"),
    }
    return _(texts[kind])


def missing_text(by: MatchedBy, value: str, *, several: bool) -> str:
    """Why a row that names its customer by a number, code ... only belongs to none, in words."""
    none, many = _MISSING[by]
    shown = format_phone(value) if by == "phone" else value
    return _(many if several else none) % {"value": shown}
