"""Everything that happened with a customer, as one list, newest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from peewee import JOIN

from smallcrm.core.i18n import _, current, listed, ngettext
from smallcrm.core.money import format_money
from smallcrm.models import (
    Contact,
    Deal,
    FollowUp,
    ImportFile,
    ImportRow,
    Interaction,
    Staff,
    Stage,
    StageHistory,
)
from smallcrm.services.orders import list_orders, list_receipts
from smallcrm.services.people import called
from smallcrm.services.records import OrderRecord, ReceiptRecord
from smallcrm.services.vocabulary import INTERACTION_KINDS, OUTCOMES, stage_words, word
from smallcrm.storage.customer_parts import PARTS
from smallcrm.storage.session import Session
from smallcrm.storage.steps import find_steps

ICONS = {
    "call": "phone",
    "visit": "map-pin",
    "wechat": "message-circle",
    "email": "mail",
    "meeting": "users",
    "letter": "mail",
    "event": "calendar",
    "service": "wrench",
    "note": "sticky-note",
}

_MOST_ROWS = 5  # of a file, told for an import


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    `kind` is interaction, follow_up, stage, order, receipt or import; `id` is its record's.
    """

    kind: str
    id: int
    at: str
    icon: str
    title: str
    text: str = ""


def list_timeline(
    session: Session,
    customer_id: int,
    limit: int = 100,
    *,
    orders: Sequence[OrderRecord] | None = None,
    receipts: Sequence[ReceiptRecord] | None = None,
    there: Collection[str] = PARTS,
) -> list[Event]:
    """The newest `limit` events of a customer.

    `orders` and `receipts` when they were read already, `there` when it is known which parts
    (`storage.customer_parts`) hold anything.
    """
    if orders is None:
        orders = list_orders(session, customer_id) if "sales_order" in there else ()
    if receipts is None:
        receipts = list_receipts(session, customer_id) if "receipt" in there else ()
    events = [
        *_interactions(customer_id, limit),
        *(_follow_ups(customer_id, limit) if "follow_up" in there else ()),
        *(_stages(customer_id, limit) if "deal" in there else ()),
        *_orders(orders[:limit]),
        *_receipts(receipts[:limit]),
        *(_imports(session, customer_id) if "import_row" in there else ()),
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)[:limit]


def _interactions(customer_id: int, limit: int) -> list[Event]:
    query = (
        Interaction.select(
            Interaction.id,
            Interaction.at,
            Interaction.kind,
            Interaction.subject,
            Interaction.content,
            Interaction.satisfaction,
            Interaction.outcome,
            Staff.name,
            called(),
        )
        .join(Staff, JOIN.LEFT_OUTER, on=(Interaction.staff == Staff.id))
        .switch(Interaction)
        .join(Contact, JOIN.LEFT_OUTER, on=(Interaction.contact == Contact.id))
        .where(Interaction.customer == customer_id)
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(limit)
    )
    events = []
    for id, at, kind, subject, content, satisfaction, outcome, staff, contact in list(
        query.tuples()
    ):
        said = (word(INTERACTION_KINDS, kind), word(OUTCOMES, outcome), contact, staff)
        title = " · ".join(part for part in said if part)
        text = " ".join(part for part in (subject, content) if part)
        if satisfaction:
            text = _("%(text)s (satisfaction %(n)d/5)") % {"text": text, "n": satisfaction}
        events.append(Event("interaction", id, at, ICONS.get(kind, "sticky-note"), title, text))
    return events


def _follow_ups(customer_id: int, limit: int) -> list[Event]:
    query = FollowUp.select().where((FollowUp.customer == customer_id) & (FollowUp.state == "done"))
    done = list(query.order_by(FollowUp.closed.desc()).limit(limit))
    # A follow-up that was logged shows as the record of contact it led to.
    return [
        Event("follow_up", f.id, f.closed, "circle-check", _("Done"), f.title)
        for f in done
        if not f.interaction_id
    ]


def _stages(customer_id: int, limit: int) -> list[Event]:
    query = (
        StageHistory.select(
            Deal.id, StageHistory.entered, Stage.key, Stage.name, Deal.title, StageHistory.amount
        )
        .join(Deal)
        .switch(StageHistory)
        .join(Stage)
        .where(Deal.customer == customer_id)
        .order_by(StageHistory.entered.desc(), StageHistory.id.desc())
        .limit(limit)
    )
    return [
        Event(
            "stage",
            id,
            entered,
            "square-kanban",
            _("Deal: %(stage)s") % {"stage": stage_words(key, name)},
            f"{title} {_money(amount)}",
        )
        for id, entered, key, name, title, amount in list(query.tuples())
    ]


def _orders(orders: Sequence[OrderRecord]) -> list[Event]:
    events = []
    for order in orders:
        title = _("Order %(amount)s") % {"amount": _money(order.amount)}
        what = listed(line.title for line in order.lines if line.title)
        text = " · ".join(part for part in (order.number, what) if part)
        events.append(Event("order", order.id or 0, order.date, "shopping-cart", title, text))
    return events


def _receipts(receipts: Sequence[ReceiptRecord]) -> list[Event]:
    return [
        Event(
            "receipt",
            r.id or 0,
            r.date,
            "wallet",
            _("Received %(amount)s") % {"amount": _money(r.amount)},
            " · ".join(part for part in (_(r.method) if r.method else "", r.note) if part),
        )
        for r in receipts
    ]


def _imports(session: Session, customer_id: int) -> list[Event]:
    """The imports that brought something of a customer; not those that were taken back."""
    query = (
        ImportRow.select(
            ImportFile.id, ImportFile.step_id, ImportFile.at, ImportFile.name, ImportRow.row
        )
        .join(ImportFile, on=(ImportFile.id == ImportRow.import_id))
        .where(
            (ImportRow.customer_id == customer_id)
            & (ImportRow.outcome << ["created", "updated", "merged"])
        )
    )
    rows = list(query.tuples())
    steps = find_steps(session.connection, [step for _id, step, *_rest in rows if step is not None])
    places: dict[tuple[int, str, str], list[int]] = {}
    for id, step, at, name, row in rows:
        if step not in steps or steps[step].state == "done":
            places.setdefault((id, at, name), []).append(row)
    return [
        Event("import", id, at, "upload", _("Import"), _place(name, found))
        for (id, at, name), found in places.items()
    ]


def _place(file: str, rows: list[int]) -> str:
    """Where in a file the rows of a customer stand; of many the first."""
    if len(rows) == 1:
        return _("%(file)s, row %(row)d") % {"file": file, "row": rows[0]}
    shown = ", ".join(map(str, sorted(rows)[:_MOST_ROWS]))
    if len(rows) > _MOST_ROWS:
        shown += " …"
    text = ngettext("%(file)s, %(n)d row: %(rows)s", "%(file)s, %(n)d rows: %(rows)s", len(rows))
    return text % {"file": file, "n": len(rows), "rows": shown}


def _money(amount: int) -> str:
    return format_money(amount, current().language)
