"""What was changed at one customer, step by step, in words; any one can be taken back."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from smallcrm.core.dates.birthday import said_birthday, without_year
from smallcrm.core.i18n import N_, _, current
from smallcrm.core.phone import format_phone
from smallcrm.models import Customer, CustomField, CustomValue, Source, Staff, Tag
from smallcrm.services.custom_fields import value_words
from smallcrm.services.customer_facts import FACTS, WORDS
from smallcrm.services.customers import name_of
from smallcrm.services.steps import origin_words
from smallcrm.services.vocabulary import STATUSES, word
from smallcrm.storage.customer_steps import read_customer_changes, touched_steps
from smallcrm.storage.operations import Op
from smallcrm.storage.recording import RowChange
from smallcrm.storage.session import Session
from smallcrm.storage.steps import Step, describe_step, find_steps

# Steps that show as an event of their own (a contact, an order ...) are no edits of the customer.
EDITED = ("customer", "contact", "phone", "address", "customer_tag", "custom_value", "attachment",
          "relation")  # fmt: skip
_NO_EDITS = (Op.IMPORT, Op.DEMO, Op.RESTORE_JSON, Op.REMOVE_DEMO)
SMALL = 20_000  # bytes of a step, packed, that is read whenever a customer is shown
READ = 40  # of so many steps it is said what they changed
LARGEST = 200_000  # bytes of a step, packed; an import is not read through for one customer
TITLES = {
    "name": N_("Name"),
    "level": N_("Level"),
    "status": N_("Life-cycle"),
    "email": N_("E-mail"),
    "wechat": N_("WeChat"),
    "qq": "QQ",
    "website": N_("Website"),
    "note": N_("Note"),
    "title": N_("Job title"),
    "salutation": N_("Salutation"),
    "left_on": N_("Left"),
    "referred_by_id": N_("Referred by"),
    "owner_id": N_("Owner"),
    "deputy_id": N_("Deputy"),
    "service_id": N_("Service person"),
    "source_id": N_("Source"),
    **{key: title for key, title, _kind in FACTS},
}
_NAMED: dict[str, type[Staff] | type[Source] | type[Customer]] = {
    "owner_id": Staff,
    "deputy_id": Staff,
    "service_id": Staff,
    "source_id": Source,
    "referred_by_id": Customer,
}
_SILENT = ("id", "customer_id", "contact_id", "position", "created", "consent_on", "lead_verdict")


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """One step that changed a customer. `what` says what, as far as that is still known.

    `edit` is True when the customer itself was changed, not what happened with it; `customers`
    counts the customers whose own facts the step changed, `size` all of its rows.
    """

    step_id: int
    op: str
    at: str
    label: str
    staff: str
    origin: str
    state: str
    can_undo: bool
    what: str
    edit: bool
    size: int
    customers: int


def list_changes(session: Session, customer_id: int, limit: int = 100) -> list[ChangeRecord]:
    """The newest steps that changed a customer or what hangs on it, newest first.

    May read stored changes: not for the window's thread.
    """
    steps, touched = touched_steps(session.connection, customer_id)
    changes = read_customer_changes(
        session.connection, customer_id, LARGEST, columns=session.columns
    )
    gone = changes.keys() - steps.keys()  # of rows that are no longer there
    steps |= find_steps(session.connection, gone) if gone else {}
    newest = sorted(steps.values(), key=lambda step: -step.id)[:limit]
    return [_record(step, changes.get(step.id), touched.get(step.id, set())) for step in newest]


def list_edits(session: Session, customer_id: int, limit: int = READ) -> list[ChangeRecord]:
    """The newest steps that changed what is known of a customer: quick enough to read with it.

    Not what was deleted altogether (see `list_changes`), nor imports.
    """
    steps, touched = touched_steps(session.connection, customer_id, EDITED)
    found = [step for step in steps.values() if step.op not in _NO_EDITS and step.state == "done"]
    newest = sorted(found, key=lambda step: -step.id)[:limit]
    ids = [step.id for step in newest]
    changes = read_customer_changes(
        session.connection, customer_id, SMALL, ids, columns=session.columns
    )
    records = [_record(step, changes.get(step.id), touched[step.id]) for step in newest]
    return [one for one in records if one.edit]


def _record(step: Step, changes: list[RowChange] | None, tables: set[str]) -> ChangeRecord:
    tables = tables | {change.table for change in changes or ()}
    counts = json.loads(step.counts)
    return ChangeRecord(
        step_id=step.id,
        op=step.op,
        at=step.at,
        label=describe_step(step),
        staff=step.staff,
        origin=origin_words(step.origin),
        state=step.state,
        can_undo=step.state == "done" and bool(step.kept),
        what="; ".join(dict.fromkeys(_words(changes or ()))),
        edit=bool(tables) and tables <= set(EDITED),
        size=sum(counts.values()),
        customers=counts.get("customer", 0),
    )


def _words(changes: Iterable[RowChange]) -> Iterator[str]:
    for change in changes:
        if change.table in ("customer", "contact") and change.action == "U":
            yield from _field_words(change)
            continue
        said = _thing_words(change)
        if said:
            yield _change_words(*said)


def _field_words(change: RowChange) -> Iterator[str]:
    for field, value in change.new.items():
        if field in _SILENT or field not in TITLES:
            continue
        if field == "birthday":
            before, after = (_birthday(side) for side in (change.old, change.new))
        else:
            before, after = (_shown(field, one) for one in (change.old.get(field), value))
        title = _(TITLES[field])
        words = _("%(label)s: %(text)s")
        yield words % {"label": title, "text": _change_words(before, after)}


def _thing_words(change: RowChange) -> tuple[str, str] | None:
    """A phone, tag, own value and the like before and after; None for what is said elsewhere."""
    if change.table == "phone":
        numbers = (change.old.get("number"), change.new.get("number"))
        before, after = (format_phone(str(one)) if one else "" for one in numbers)
        return (before, after) if before or after else None
    if change.table == "address" and change.action != "U":
        parts = ("province", "city", "district", "street")
        before, after = (
            "".join(str(side.get(part) or "") for part in parts)
            for side in (change.old, change.new)
        )
        return before, after
    if change.table == "customer_tag":
        tag_id = change.old.get("tag_id") or change.new.get("tag_id")
        tag = Tag.get_or_none(Tag.id == tag_id)
        name = _("Tag %(name)s") % {"name": tag.name if tag else tag_id}
        return ("", name) if change.action == "I" else (name, "")
    if change.table == "custom_value":
        field_id = change.old.get("field_id") or change.new.get("field_id")
        if field_id is None:  # a changed value: only what changed is stored
            stored = CustomValue.get_or_none(CustomValue.id == change.row_id)
            field_id = stored.field_id if stored is not None else None
        field = CustomField.get_or_none(CustomField.id == field_id)
        head = f"{field.name}: " if field is not None else ""
        kind = str(field.type) if field is not None else ""
        before, after = (
            value_words(kind, str(side.get("value") or "")) for side in (change.old, change.new)
        )
        return head + before if before else "", head + after if after and not before else after
    if change.table == "relation" and change.action != "U":
        names = [
            " – ".join(name_of(id) for id in (side.get("customer_id"), side.get("other_id"))
                       if isinstance(id, int))
            for side in (change.old, change.new)
        ]  # fmt: skip
        return names[0], names[1]
    if change.table in ("contact", "attachment") and change.action != "U":
        return str(change.old.get("name") or ""), str(change.new.get("name") or "")
    return None


def _change_words(before: str, after: str) -> str:
    if before and after:
        return f"{before} → {after}"
    return after or _("%(what)s removed") % {"what": before}


def _birthday(side: Mapping[str, object]) -> str:
    """A birthday before or after a change; in digits where only its day changed."""
    stored = str(side.get("birthday") or "")
    if not stored or "birthday_lunar" not in side:
        return without_year(stored)
    return said_birthday(stored, bool(side["birthday_lunar"]), current().language)


def _shown(field: str, value: object) -> str:
    if value in (None, ""):
        return ""
    if field in _NAMED:
        found = _NAMED[field].get_or_none(_NAMED[field].id == value)
        return str(found.name) if found is not None else ""
    if field == "status":
        return word(STATUSES, str(value))
    if field in WORDS:
        return word(dict(WORDS[field]), str(value))
    if field in ("revenue", "credit_limit") and isinstance(value, int):
        return f"{value / 100:,.2f}".removesuffix(".00")
    if field in ("opinion_leader", "birthday_lunar"):
        return _("Yes") if value else ""
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else text[:39] + "…"
