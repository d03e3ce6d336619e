"""Making one customer of several: one step that can be taken back, and nothing is lost."""

from collections.abc import Mapping, Sequence
from typing import Any

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import CHINESE, _, current, ngettext
from smallcrm.core.money import format_money
from smallcrm.core.progress import Progress
from smallcrm.core.text import fold
from smallcrm.models import (
    Address,
    Contact,
    Customer,
    CustomerTag,
    CustomValue,
    FactCheck,
    ImportRow,
    NotSame,
    Phone,
    Relation,
)
from smallcrm.services.children import differing
from smallcrm.services.customers import get_customer, name_of
from smallcrm.services.merge_facts import (
    CUSTOM,
    FIELDS,
    default_choices,
    own_fields,
    read_stored,
    title_of,
    value_words,
)
from smallcrm.services.merge_people import (
    join_notes,
    move_people,
    move_phones,
    point,
    references_to,
)
from smallcrm.services.records import CustomerRecord
from smallcrm.storage.database import fetch_rows
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

# What is joined row by row; everything else that refers to a customer simply goes along.
_JOINED = (Contact, Phone, Address, CustomerTag, CustomValue, Relation, FactCheck, Customer)


def merge_customers(
    session: Session,
    keep: int,
    others: Sequence[int],
    choices: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> None:
    """Merge `others` into the customer `keep`, as one step.

    `choices` tells for a field (a key of `merge_facts.FIELDS`, or custom:<id>) whose value is taken
    (a customer id); the rest is chosen as `default_choices` does. Values that were not taken are
    told in the note. UserError when one of them is gone.
    """
    others = [id for id in dict.fromkeys(others) if id != keep]
    if not others:
        raise UserError(_("There is nothing to merge."))
    ids = [keep, *others]
    stored = read_stored(ids)
    records = {id: get_customer(session, id) for id in ids}
    taken = {**default_choices(session, keep, stored), **(choices or {})}
    detail = {
        "name": records[keep].name,
        "other": _others_words([records[id].name for id in others]),
        "into": keep,
        "import_rows": _import_rows(others),
    }
    names = own_fields()
    with session.unit(Op.MERGE_CUSTOMERS, detail, progress=progress):
        told: list[str] = []
        _move_checks(keep, others, taken, stored)
        for id in others:
            told += _lost_values(id, records, taken, names)
        for id in others:
            move_people(keep, id)
            move_phones(keep, id)
            _move_addresses(keep, id)
            _move_tags(keep, id)
            told += _move_relations(keep, id)
            point(Customer, id, keep, _JOINED)
            Customer.update(referred_by=keep).where(Customer.referred_by == id).execute()
        if any(taken[key] in others for key in taken):
            told += _lost_values(keep, records, taken, names)
        referrer = _referrer(keep, others, taken, stored)
        told += _drop_other_referrals(keep, referrer)
        _take_values(keep, others, taken, stored, referrer, told)
        _take_own_fields(keep, others, taken, stored)
        _check_left(others)
        Customer.delete().where(Customer.id << others).execute()
        ImportRow.update(customer_id=keep).where(ImportRow.customer_id << others).execute()
        _keep_apart(keep, others)


def _others_words(names: Sequence[str]) -> str:
    n = len(names)
    return names[0] if n == 1 else ngettext("%(n)d customer", "%(n)d customers", n) % {"n": n}


def _import_rows(others: Sequence[int]) -> dict[str, list[int]]:
    """The rows of imports that speak of each, for the undo: they are not recorded."""
    found: dict[str, list[int]] = {}
    query = ImportRow.select(ImportRow.customer_id, ImportRow.id)
    for customer_id, id in fetch_rows(query.where(ImportRow.customer_id << list(others))):
        found.setdefault(str(customer_id), []).append(id)
    return found


# --- values ---------------------------------------------------------------------------------------


def _lost_values(
    id: int,
    records: Mapping[int, CustomerRecord],
    taken: Mapping[str, int],
    names: Mapping[int, str],
) -> list[str]:
    """What one of the customers said otherwise than what is taken, in lines for the note."""
    lines = []
    for key in (*FIELDS, *(f"{CUSTOM}{field}" for field in names)):
        if key == "created" or key not in taken:
            continue
        mine = value_words(key, records[id], names)
        kept = value_words(key, records[taken[key]], names)
        if mine and fold(mine) != fold(kept):
            lines.append(_("%(label)s: %(text)s") % {"label": title_of(key, names), "text": mine})
    return lines


def _take_values(
    keep: int,
    others: Sequence[int],
    taken: Mapping[str, int],
    stored: Mapping[int, Mapping[str, Any]],
    referrer: int | None,
    told: Sequence[str],
) -> None:
    values: dict[str, Any] = {}
    for key, (_title, along) in FIELDS.items():
        source = stored[taken[key]]
        values |= {name: source[name] for name in (key, *along)}
    values["referred_by"] = referrer
    note = stored[keep]["note"]
    for id in others:
        note = join_notes(note, stored[id]["note"], ())
    if told:
        joint = "、" if current().language == CHINESE else ", "
        names = joint.join(stored[id]["name"] for id in others)
        head = _("Merged with %(name)s; it also said:") % {"name": names}
        note = join_notes(note, "", [head, *dict.fromkeys(told)])
    kept = Customer.get(Customer.id == keep)
    changed = differing(kept, {**values, "note": note})
    if changed:
        Customer.update(**changed).where(Customer.id == keep).execute()


def _referrer(
    keep: int,
    others: Sequence[int],
    taken: Mapping[str, int],
    stored: Mapping[int, Mapping[str, Any]],
) -> int | None:
    """Who brought the one they became: none of themselves, nor anybody they brought."""
    for id in (taken["referred_by"], keep, *others):
        wanted = stored[id]["referred_by"]
        if wanted in (None, keep, *others):
            continue
        above, seen = wanted, {keep}
        while above is not None and above not in seen:
            seen.add(above)
            above = Customer.select(Customer.referred_by).where(Customer.id == above).scalar()
        if above is None:
            return int(wanted)
    return None


def _drop_other_referrals(keep: int, referrer: int | None) -> list[str]:
    """Only one can have brought a customer: what was promised to another one is told in words."""
    told = []
    mine = (Relation.other == keep) & (Relation.kind == "referred")
    for one in list(Relation.select().where(mine & (Relation.customer != (referrer or 0)))):
        reward = format_money(one.reward, current().language) if one.reward else ""
        text = " · ".join(part for part in (name_of(one.customer_id), reward, one.note) if part)
        told.append(_("%(label)s: %(text)s") % {"label": _("Referred by"), "text": text})
        Relation.delete().where(Relation.id == one.id).execute()
    return told


def _take_own_fields(
    keep: int,
    others: Sequence[int],
    taken: Mapping[str, int],
    stored: Mapping[int, Mapping[str, Any]],
) -> None:
    for key in {key for one in stored.values() for key in one if key.startswith(CUSTOM)}:
        field = int(key.removeprefix(CUSTOM))
        wanted, had = stored[taken[key]].get(key), stored[keep].get(key)
        mine = (CustomValue.customer == keep) & (CustomValue.field == field)
        if wanted == had:
            continue
        if not wanted:
            CustomValue.delete().where(mine).execute()
        elif had is None:
            CustomValue.create(customer=keep, field=field, value=wanted)
        else:
            CustomValue.update(value=wanted).where(mine).execute()
    CustomValue.delete().where(CustomValue.customer << list(others)).execute()


def _move_checks(
    keep: int,
    others: Sequence[int],
    taken: Mapping[str, int],
    stored: Mapping[int, Mapping[str, Any]],
) -> None:
    """A check goes with its value: one of a value that was not taken would speak of another."""
    for id in (keep, *others):
        gone = [
            key
            for key in FIELDS
            if fold(str(stored[id][key])) != fold(str(stored[taken[key]][key]))
        ]
        mine = (FactCheck.customer == id) & FactCheck.contact.is_null()
        FactCheck.delete().where(mine & (FactCheck.field << gone)).execute()
        if id != keep:
            FactCheck.update(customer=keep).where(FactCheck.customer == id).execute()


# --- what hangs on them ---------------------------------------------------------------------------


def _move_addresses(keep: int, other: int) -> None:
    """The same address is kept once, with the postcode that one of them has."""

    def place(one: Any) -> tuple[str, ...]:
        return (
            one.kind,
            *(fold(part) for part in (one.province, one.city, one.district)),
            one.street,
        )

    query = Address.select().order_by(Address.position, Address.id)
    mine = list(query.where(Address.customer == keep))
    known = {place(one): one for one in mine}
    position = len(mine)
    for one in list(query.where(Address.customer == other)):
        same = known.get(place(one))
        if same is not None and (
            not one.postcode or one.postcode == same.postcode or not same.postcode
        ):
            if one.postcode and not same.postcode:
                Address.update(postcode=one.postcode).where(Address.id == same.id).execute()
            Address.delete().where(Address.id == one.id).execute()
            continue
        Address.update(customer=keep, position=position).where(Address.id == one.id).execute()
        position += 1


def _move_tags(keep: int, other: int) -> None:
    mine = CustomerTag.select(CustomerTag.tag).where(CustomerTag.customer == keep)
    have = [row[0] for row in fetch_rows(mine)]
    theirs = CustomerTag.customer == other
    CustomerTag.delete().where(theirs & (CustomerTag.tag << have)).execute()
    CustomerTag.update(customer=keep).where(theirs).execute()


def _move_relations(keep: int, other: int) -> list[str]:
    """Relations go along; one between the two, or one that is there already, is told in words."""
    told = []
    query = Relation.select().where((Relation.customer == keep) | (Relation.other == keep))
    known = {(one.customer_id, one.other_id, one.kind): one for one in list(query)}
    query = Relation.select().where((Relation.customer == other) | (Relation.other == other))
    for one in list(query):
        first = keep if one.customer_id == other else one.customer_id
        second = keep if one.other_id == other else one.other_id
        same = known.get((first, second, one.kind))
        if first != second and same is None:
            Relation.update(customer=first, other=second).where(Relation.id == one.id).execute()
            continue
        if same is not None:
            filled = {
                name: getattr(one, name)
                for name in ("reward", "reward_given")
                if getattr(same, name) is None and getattr(one, name) is not None
            }
            note = join_notes(same.note, one.note, ())
            if changed := differing(same, {**filled, "note": note}):
                Relation.update(**changed).where(Relation.id == same.id).execute()
        elif one.note:
            told.append(_("%(label)s: %(text)s") % {"label": _("Relation"), "text": one.note})
        Relation.delete().where(Relation.id == one.id).execute()
    return told


def _check_left(others: Sequence[int]) -> None:
    """Nothing may hang on what is deleted: it would go with it."""
    for table, name in references_to(Customer):
        left = table.select(table.id).where(getattr(table, name) << list(others)).limit(1)
        if fetch_rows(left):
            raise RuntimeError(f"{table.__name__}.{name} still refers to a merged customer")


def _keep_apart(keep: int, others: Sequence[int]) -> None:
    """What was not the same as one of them is not the same as the one they became."""
    query = NotSame.select(NotSame.first, NotSame.second, NotSame.at)
    query = query.where((NotSame.first << list(others)) | (NotSame.second << list(others)))
    marks = []
    for first, second, at in fetch_rows(query):
        stranger = second if first in others else first
        if stranger not in (keep, *others):
            low, high = sorted((keep, stranger))
            marks.append({"first": low, "second": high, "at": at})
    if marks:
        NotSame.insert_many(marks).on_conflict_ignore().execute()
