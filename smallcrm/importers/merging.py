"""Merging what a row says into its customer or record: fill, overwrite, add, or leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from smallcrm.importers.choosing import match_contact
from smallcrm.importers.compare import as_text, same
from smallcrm.importers.entries import ContactEntry, Entry, State
from smallcrm.importers.fields import CUSTOM
from smallcrm.importers.parts import WIDE
from smallcrm.importers.plan import Change, Policy
from smallcrm.importers.recordrows import labelled
from smallcrm.importers.rows import ImportRow, RowContact, RowPhone

# Texts that grow: what a list adds to them is put below.
_NOTES = frozenset(
    {
        *("customer.note", "contact.note", "deal.note", "order.note", "receipt.note"),
        *("term.note", "product.note"),
    }
)
_MOST_LINES = 50
# What was noted and promised here since is never replaced by a list, which may be older.
_OWN_HISTORY = ("customer.last_contact", "customer.next_follow_up")
# Who refused is contacted no more, whichever list says otherwise.
_CONSENT = ("customer.consent", "contact.consent")
_REFUSED = "refused"
# What a record has when nothing was said: as good as empty.
_UNSAID: Mapping[str, frozenset[object]] = {
    "interaction.kind": frozenset({"note", "event"}),
    "order.status": frozenset({"open"}),
}


@dataclass(slots=True)
class Effect:
    """What a row did to its customer and records: differences made, and those left alone."""

    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)


def merge_row(
    entry: Entry, row: ImportRow, policy: Policy, effect: Effect, *, rename: bool = True
) -> None:
    """Merge a row into the customer it was found to be.

    With `rename` an overwriting list changes its name too: a list of orders only names it.
    """
    state = entry.state
    stored = entry.id is not None
    row = _with_own_email(state, row, replaced=stored and policy == "overwrite")
    before = len(effect.kept)
    for name, value in row.values.items():
        if name != "customer.name" or (rename and policy == "overwrite"):
            _merge_into(state, stored, name, value, policy, effect, "")
    if not stored:
        _keep_own_values(state, row, effect, before)
    for phone in row.phones:
        known = state.faxes if phone.kind == "fax" else state.phones
        if phone.number not in known:
            known.add(phone.number)
            state.new_phones.append(phone)
            effect.changes.append(Change(f"customer.{_phone_field(phone)}", "", phone.number))
    for contact in row.contacts:
        _merge_contact(state, contact, policy, effect)


def _keep_own_values(state: State, row: ImportRow, effect: Effect, before: int) -> None:
    """Put what a further row says otherwise under own columns into the note: a second flat, car.

    Of the list's first row they are fields; a note of very many lines helps nobody.
    """
    left = [one for one in effect.kept[before:] if one.field.startswith(CUSTOM)]
    note = str(state.values.get("customer.note") or "")
    if not left or note.count("\n") >= _MOST_LINES:
        return
    told = [labelled(one.field.removeprefix(CUSTOM), one.new) for one in left]
    line = ("；" if WIDE.search(told[0]) else "; ").join(told)
    if len(row.contacts) == 1:
        line = labelled(row.contacts[0].name, line)
    if (merged := _more_lines(note, line) if note else line) is not None:
        state.values["customer.note"] = state.planned["customer.note"] = merged
        effect.changes.append(Change("customer.note", note, merged))


def _with_own_email(state: State, row: ImportRow, *, replaced: bool) -> ImportRow:
    """Give an e-mail beside a person to that person where the customer has another already.

    `replaced` tells that the list's e-mail takes the place of the customer's.
    """
    old, email = state.values.get("customer.email"), row.values.get("customer.email")
    if not old or not email or same("customer.email", old, email) or len(row.contacts) != 1:
        return row
    [who] = row.contacts
    if "contact.email" in who.values:
        return row
    known = match_contact(state.contacts, who)
    theirs = known.values.get("contact.email") if known is not None else None
    if replaced and not (theirs and same("contact.email", theirs, email)):
        return row
    values = {name: value for name, value in row.values.items() if name != "customer.email"}
    person = who._replace(values={**who.values, "contact.email": email})
    return row._replace(values=values, contacts=(person,))


def merge_value(
    old: object,
    name: str,
    value: object,
    effect: Effect,
    *,
    stored: bool,
    policy: Policy,
    who: str = "",
) -> object | None:
    """Return what a field becomes, None when it stays as it is; says so in `effect`.

    `stored` tells whether the data file holds it already: only then is `policy` asked.
    """
    if old in (None, "", ()) or (name in _UNSAID and old in _UNSAID[name] and value != old):
        merged: object | None = value
    elif same(name, old, value):
        return None
    elif name in _CONSENT and value == _REFUSED:
        merged = value  # whatever was said before, and whatever the policy
    elif name == "customer.tags" or (name in _OWN_HISTORY and not stored):
        merged = _more_tags(old, value) if name == "customer.tags" else _later(old, value)
        if merged is None:
            return None
    elif name in _NOTES and _more_lines(str(old), str(value)) is None:
        return None
    elif name in _NOTES and (not stored or policy == "overwrite"):
        merged = _more_lines(str(old), str(value))
    elif stored and policy == "overwrite" and not _stays(name, old):
        merged = value
    else:
        effect.kept.append(Change(name, as_text(name, old), as_text(name, value), who))
        return None
    effect.changes.append(Change(name, as_text(name, old), as_text(name, merged), who))
    return merged


def _stays(name: str, old: object) -> bool:
    """Whether a stored value is never replaced by a list."""
    return name in _OWN_HISTORY or (name in _CONSENT and old == _REFUSED)


def _merge_into(
    target: State | ContactEntry,
    stored: bool,
    name: str,
    value: object,
    policy: Policy,
    effect: Effect,
    who: str,
) -> None:
    old = target.values.get(name)
    merged = merge_value(old, name, value, effect, stored=stored, policy=policy, who=who)
    if merged is not None:
        target.values[name] = merged
        target.planned[name] = merged


def _merge_contact(state: State, wanted: RowContact, policy: Policy, effect: Effect) -> None:
    found = match_contact(state.contacts, wanted)
    new_phones = [phone for phone in wanted.phones if phone.number not in state.phones]
    if found is None:
        fresh = RowContact(wanted.values, tuple(new_phones))
        state.contacts.append(ContactEntry.new(fresh))
        effect.changes.append(Change("contact.name", "", wanted.name, wanted.name))
    else:
        stored = found.id is not None
        for name, value in wanted.values.items():
            _merge_into(found, stored, name, value, policy, effect, wanted.name)
        found.new_phones += new_phones
        found.phones.update(phone.number for phone in new_phones)
    for phone in new_phones:
        state.phones.add(phone.number)
        field_name = f"contact.{_phone_field(phone)}"
        effect.changes.append(Change(field_name, "", phone.number, wanted.name))


def _more_tags(old: object, new: object) -> object | None:
    known = old if isinstance(old, tuple) else tuple(str(old).replace("，", ",").split(","))
    tags = dict.fromkeys(tag.strip() for tag in known)
    more = [tag for tag in (new if isinstance(new, tuple) else (new,)) if tag not in tags]
    return (*tags, *more) if more else None


def _later(old: object, new: object) -> object | None:
    """Each person's row, and each talk's, has its day; the customer's is the latest."""
    return new if isinstance(old, date) and isinstance(new, date) and new > old else None


def _more_lines(old: str, new: str) -> str | None:
    lines = old.split("\n")
    more = [line for line in new.split("\n") if line not in lines]
    return "\n".join((*lines, *more)) if more else None


def _phone_field(phone: RowPhone) -> str:
    return "invoice_phone" if phone.kind == "invoice" else phone.kind
