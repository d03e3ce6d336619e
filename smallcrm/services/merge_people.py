"""Contact persons when customers are merged: who is the same person, and joining two into one."""

from collections.abc import Sequence
from typing import Any

from smallcrm.core.dates.birthday import said_birthday
from smallcrm.core.i18n import N_, _, current
from smallcrm.core.text import fold
from smallcrm.models import Contact, Phone, RecordedModel
from smallcrm.services.children import differing
from smallcrm.storage.database import fetch_rows

_TITLES = {
    "name": N_("Name"),
    "salutation": N_("Salutation"),
    "gender": N_("Gender"),
    "title": N_("Job title"),
    "role": N_("Role"),
    "occupation": N_("Occupation"),
    "interests": N_("Interests"),
    "email": N_("E-mail"),
    "wechat": N_("WeChat"),
    "qq": "QQ",
    "birthday": N_("Birthday"),
    "left_on": N_("Left on"),
}
_FILLED = tuple(name for name in _TITLES if name not in ("name", "left_on"))
_EMPTY = (None, "")


def references_to(model: type[RecordedModel]) -> list[tuple[type[RecordedModel], str]]:
    """Every field of a recorded table that refers to a row of this one."""
    found = []
    for one in RecordedModel.__subclasses__():
        for name, field in one._meta.fields.items():
            if getattr(field, "rel_model", None) is model:
                found.append((one, name))
    return found


def move_people(keep: int, other: int) -> None:
    """Let the contact persons of a customer be those of another; the same person is joined."""
    mine, theirs = _people(keep), _people(other)
    numbers = {person.id: _numbers(person.id) for person in [*mine, *theirs]}
    place = len(mine)
    for person in theirs:
        same = next((one for one in mine if _is_same(one, person, numbers)), None)
        if same is not None:
            _join(same, person)
            numbers[same.id] |= numbers[person.id]
            point(Contact, person.id, same.id)
            Contact.delete().where(Contact.id == person.id).execute()
            continue
        Contact.update(customer=keep, position=place).where(Contact.id == person.id).execute()
        place += 1


def move_phones(keep: int, other: int) -> None:
    """Let the numbers of a customer be those of another; one that is there already goes."""
    query = Phone.select(
        Phone.id, Phone.customer, Phone.contact, Phone.kind, Phone.number, Phone.extension
    )
    found = fetch_rows(
        query.where(Phone.customer << [keep, other]).order_by(Phone.position, Phone.id)
    )
    # What came from the other one is looked at last; its person may be the kept one's by now.
    found.sort(key=lambda row: row[1] != keep)
    seen: set[tuple[object, ...]] = set()
    places: dict[int | None, int] = {}
    for id, customer, contact, kind, number, extension in found:
        use = kind if kind in ("fax", "invoice") else ""
        key = (contact, use, number, extension)
        if key in seen and customer != keep:
            Phone.delete().where(Phone.id == id).execute()
            continue
        seen |= {key, (None, use, number, extension)}
        place = places.get(contact, 0)
        places[contact] = place + 1
        if customer != keep:
            Phone.update(customer=keep, position=place).where(Phone.id == id).execute()


def point(model: type[RecordedModel], old: int, new: int, but: Sequence[Any] = ()) -> None:
    """Let all that refers to a row refer to another one; tables in `but` are left alone."""
    for table, name in references_to(model):
        if table not in but:
            table.update(**{name: new}).where(getattr(table, name) == old).execute()


def _people(customer_id: int) -> list[Any]:
    query = Contact.select().where(Contact.customer == customer_id)
    return list(query.order_by(Contact.position, Contact.id))


def _numbers(contact_id: int) -> set[str]:
    return {
        row[0] for row in fetch_rows(Phone.select(Phone.number).where(Phone.contact == contact_id))
    }


def _is_same(one: Any, other: Any, numbers: dict[int, set[str]]) -> bool:
    """The same name, or the same surname and number (杨先生 and later 杨建国)."""
    first, second = fold(one.name), fold(other.name)
    if first == second:
        # Two known by the surname only (黄总, 黄会计) are the same only when called the same.
        called = (fold(one.salutation), fold(one.title)) == (
            fold(other.salutation),
            fold(other.title),
        )
        return len(first) > 1 or called or bool(numbers[one.id] & numbers[other.id])
    alike = first[:1] == second[:1] and min(len(first), len(second)) == 1
    return alike and bool(numbers[one.id] & numbers[other.id])


def _join(kept: Any, other: Any) -> None:
    """Fill what the kept person lacks; what differs is told in the note."""
    values, told = _filled(kept, other)
    if len(other.name) > len(kept.name):
        values["name"] = other.name
    if "refused" in (kept.consent, other.consent):
        values["consent"] = "refused"
    elif not kept.consent:
        values["consent"] = other.consent
    if bool(kept.left_on) != bool(other.left_on):  # one of the two says that the person is there
        told.append(_line("left_on", kept.left_on or other.left_on))
        values["left_on"] = None
    values["note"] = join_notes(kept.note, other.note, told)
    changed = differing(kept, values)
    if changed:
        Contact.update(**changed).where(Contact.id == kept.id).execute()
        for name, value in changed.items():
            setattr(kept, name, value)


def _filled(kept: Any, other: Any) -> tuple[dict[str, Any], list[str]]:
    """What the kept person gets from the other one, and what the other one has otherwise."""
    values: dict[str, Any] = {}
    told = []
    for name in _FILLED:
        mine, theirs = getattr(kept, name), getattr(other, name)
        if theirs in _EMPTY:
            continue
        if mine in _EMPTY:
            values[name] = theirs
            if name == "birthday":
                values["birthday_lunar"] = other.birthday_lunar
        elif fold(str(mine)) != fold(str(theirs)):
            told.append(_line(name, _said(name, other)))
    return values, told


def _said(name: str, person: Any) -> str:
    if name == "birthday":
        return said_birthday(person.birthday, person.birthday_lunar, current().language)
    return str(getattr(person, name))


def _line(name: str, text: object) -> str:
    return _("%(label)s: %(text)s") % {"label": _(_TITLES[name]), "text": text}


def join_notes(kept: str, other: str, told: Sequence[str]) -> str:
    """One note under the other, without lines that are there already."""
    lines = kept.split("\n") if kept else []
    known = {line.strip() for line in lines}
    lines += [line for line in other.split("\n") if line.strip() and line.strip() not in known]
    return "\n".join([*lines, *told])
