"""Talks, sales, payments and terms of a plan: written in one step, undone without a trace."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from smallcrm.core.errors import Cancelled
from smallcrm.core.progress import Progress
from smallcrm.importers.plan import ImportPlan, PlannedCustomer, PlannedRecord
from smallcrm.models import (
    Customer,
    CustomerFact,
    Deal,
    Feedback,
    Interaction,
    Order,
    OrderLine,
    Product,
    Receipt,
    Stage,
    StageHistory,
)
from smallcrm.services.customer_card import read_card
from smallcrm.services.customers import add_customer, get_customer
from smallcrm.services.deals import list_of_customer
from smallcrm.services.import_writer import PlanWriter
from smallcrm.services.imports import import_files
from smallcrm.services.lookups import list_products
from smallcrm.services.orders import list_orders, list_receipts, list_terms, save_order
from smallcrm.services.records import CustomerRecord, OrderLineRecord, OrderRecord
from smallcrm.services.search import search_customers
from smallcrm.services.timeline import list_timeline
from smallcrm.storage import facts
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from tests.storage.helpers import dump


def record(
    key: int,
    kind: str,
    values: Mapping[str, object],
    *,
    id: int | None = None,
    customer: int | None = 1,
    **more: Any,
) -> PlannedRecord:
    """A planned record of the first planned customer, unless told."""
    return PlannedRecord(key, kind, id, values, customer=customer, **more)


def stored(existing: int, key: int, kind: str, values: Mapping[str, object], **more: Any) -> Any:
    """A planned record of a customer that stays as it is."""
    return record(key, kind, values, customer=None, existing=existing, **more)


def make_plan(*records: PlannedRecord, customers: tuple[str, ...] = ("宁海机电",)) -> ImportPlan:
    """A plan of new customers (keys from 1) and records."""
    planned = [
        PlannedCustomer(key, None, {"customer.name": name}, (), (), ())
        for key, name in enumerate(customers, 1)
    ]
    return ImportPlan(planned, (), (), (), {}, records=records)


def write(
    session: Session, plan: ImportPlan, progress: Progress | None = None
) -> Mapping[int, int]:
    """Write a plan as one step."""
    with session.unit(Op.IMPORT, {"file": "x"}) as unit:
        return PlanWriter(session, unit, plan, progress or Progress()).write(["x"])


LINES = (
    {"order.product": "Pump P1", "order.quantity": "2", "order.price": 5000},
    {"product.code": "p-2", "order.product": "seal", "order.amount": 700},
)
ALL = (
    record(1, "product", {"product.name": "泵 P1", "product.price": 5000}, customer=None),
    record(2, "product", {"product.name": "Seal", "product.code": "P-2"}, customer=None),
    record(
        3,
        "order",
        {"order.number": "S1", "order.date": date(2026, 10, 2), "order.status": "done"},
        lines=LINES,
    ),
    record(
        4,
        "receipt",
        {"receipt.date": date(2026, 10, 9), "receipt.amount": 4000, "receipt.method": "Cash"},
        order=3,
    ),
    record(
        5,
        "deal",
        {
            "deal.title": "New line",
            "deal.stage": "谈判",
            "deal.amount": 90000,
            "deal.expected_close": date(2026, 12, 1),
            "deal.owner": "陆小曼",
        },
    ),
    record(
        6,
        "term",
        {"term.product": "SEAL", "term.serial": "N7", "term.end": date(2027, 3, 1)},
    ),
    record(
        7,
        "interaction",
        {
            "interaction.date": date(2026, 9, 1),
            "interaction.kind": "visit",
            "interaction.content": "看了样品",
            "interaction.staff": "陆小曼",
        },
    ),
    record(
        8,
        "feedback",
        {"feedback.about": "us", "feedback.text": "slow", "feedback.rating": 2},
    ),
)


def test_all_kinds_are_there_and_shown(session: Session) -> None:
    (id,) = write(session, make_plan(*ALL)).values()
    assert list_products(session) == ["Seal", "泵 P1"]
    (order,) = list_orders(session, id)
    assert (order.number, order.date, order.status) == ("S1", "2026-10-02", "done")
    assert [(line.title, line.quantity, line.amount) for line in order.lines] == [
        ("Pump P1", "2", 10000),
        ("seal", "1", 700),
    ]
    assert [line.product for line in order.lines] == ["", "Seal"], "by code"
    (receipt,) = list_receipts(session, id)
    assert (receipt.order_id, receipt.amount, receipt.date) == (order.id, 4000, "2026-10-09")
    ((deal, stage),) = list_of_customer(session, id)
    assert (deal.title, deal.owner, deal.opened) == ("New line", "陆小曼", "2026-11-18")
    assert stage.name == "Negotiation"
    assert StageHistory.get(StageHistory.deal == deal.id).stage_id == stage.id
    (term,) = list_terms(session, id)
    assert (term.product, term.title, term.serial, term.ends) == (
        "Seal",
        "SEAL",
        "N7",
        "2027-03-01",
    )
    fact = CustomerFact.get(CustomerFact.customer == id)
    assert (fact.bought, fact.owed, fact.last_contact) == (10700, 6700, "2026-09-01")
    assert get_customer(session, id).status == "active"
    told = {event.kind for event in list_timeline(session, id)}
    assert {"interaction", "order", "receipt", "stage"} <= told
    assert read_card(session, id).money.owed == 6700


def test_undo_takes_all_of_it_back_and_redo_brings_it_again(session: Session) -> None:
    before = dump(session)
    write(session, make_plan(*ALL))
    after = dump(session)
    session.undo()
    assert dump(session) == before
    session.redo()
    assert dump(session) == after
    with session.keeping() as connection:
        facts.rebuild(connection, session.today)
    assert dump(session) == after


def test_stored_records_change_and_orders_get_more_lines(session: Session) -> None:
    id = add_customer(session, CustomerRecord("老客户"))
    order = save_order(session, OrderRecord(id, "2026-10-01", (OrderLineRecord("a", 100),)))
    plan = make_plan(
        stored(id, 1, "order", {"order.note": "later"}, id=order, lines=LINES[1:]),
        stored(id, 2, "receipt", {"receipt.amount": 50}, order_id=order),
        stored(id, 3, "deal", {"deal.title": "d", "deal.stage": "won", "deal.amount": 5}),
        customers=(),
    )
    write(session, plan)
    (found,) = list_orders(session, id)
    assert (found.note, [line.title for line in found.lines]) == ("later", ["a", "seal"])
    assert (found.paid, found.amount) == (50, 800)
    deal = Deal.get()
    assert (deal.closed, Stage.get_by_id(deal.stage_id).key) == ("2026-11-18", "won")
    assert Customer.get_by_id(id).status == "active"
    again = stored(id, 1, "deal", {"deal.stage": "Needs"}, id=deal.id)
    write(session, make_plan(again, customers=()))
    assert Deal.get().closed is None
    assert StageHistory.select().count() == 2
    assert CustomerFact.get(CustomerFact.customer == id).owed == 750


def test_what_is_paid_with_an_order_is_a_receipt(session: Session) -> None:
    values = {"order.date": date(2025, 1, 5), "order.paid": 300}
    write(session, make_plan(record(1, "order", values, lines=({"order.amount": 500},))))
    assert [(r.order_id, r.date, r.amount) for r in Receipt.select()] == [
        (Order.get().id, "2025-01-05", 300)
    ]
    assert CustomerFact.get().owed == 200


@pytest.mark.parametrize(
    ("said", "key"), [("中标", "won"), ("未中标", "lost"), ("流标", "lost"), ("已报名", "lead")]
)
def test_what_became_of_a_tender_is_told_by_its_stage(
    session: Session, tmp_path: Path, said: str, key: str
) -> None:
    path = tmp_path / "投标跟踪表.csv"
    path.write_text(
        f"项目名称,招标单位,开标时间,预算金额,状态\n空调采购,远山中学,2026-10-20,33万,{said}\n",
        encoding="utf-8",
    )
    import_files(session, [path])
    deal = Deal.get()
    assert (deal.title, Stage.get_by_id(deal.stage_id).key) == ("空调采购", key)
    assert deal.closed == (None if key == "lead" else "2026-10-20")
    assert import_files(session, [path])[1].totals["unchanged"] == 1


def test_an_unknown_stage_is_kept_in_the_note(session: Session) -> None:
    write(session, make_plan(record(1, "deal", {"deal.title": "t", "deal.stage": "打样"})))
    deal = Deal.get()
    assert (deal.note, Stage.get_by_id(deal.stage_id).key) == ("Stage: 打样", "lead")


def test_feedback_names_its_product(session: Session) -> None:
    known = record(1, "product", {"product.name": "泵"}, customer=None)
    first = record(2, "feedback", {"feedback.product": "泵", "feedback.text": "good"})
    second = record(3, "feedback", {"feedback.product": "阀", "feedback.text": "bad"})
    write(session, make_plan(known, first, second))
    found = [(one.product_id, one.text) for one in Feedback.select().order_by(Feedback.id)]
    assert found == [(Product.get().id, "good"), (None, "阀\nbad")]


def test_many_at_once_and_a_cancel_leaves_nothing(session: Session) -> None:
    names = tuple(f"客户{place}" for place in range(2500))
    records = [
        record(
            place,
            "interaction",
            {"interaction.content": f"call {place}", "interaction.kind": "call"},
            customer=place,
        )
        for place in range(1, 2501)
    ] + [
        record(
            10_000 + place,
            "order",
            {"order.date": date(2026, 1, 1)},
            customer=place,
            lines=({"order.product": "x", "order.amount": place},) * 2,
        )
        for place in range(1, 2501)
    ]
    plan = make_plan(*records, customers=names)
    before = dump(session)

    class Stop(Progress):
        """Stops in the midst of the records."""

        def report(self, done: int, total: int, text: str = "") -> None:
            if text.startswith("Writing orders") and done >= 2000:
                self.cancel()

    with pytest.raises(Cancelled):
        write(session, plan, Stop())
    assert dump(session) == before
    ids = write(session, plan)
    assert Interaction.select().count() == Order.select().count() == 2500
    assert OrderLine.select().count() == 5000
    assert CustomerFact.get(CustomerFact.customer == ids[7]).bought == 14
    assert Interaction.get(Interaction.content == "call 9").customer_id == ids[9]
    assert search_customers(session, "客户2417") == [ids[2418]]
    kept = dump(session)
    with session.keeping() as connection:
        facts.rebuild(connection, session.today)
    assert dump(session) == kept
    session.undo()
    assert dump(session) == before
