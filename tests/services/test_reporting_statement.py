"""The figures of statements, worked out again by plain queries."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.reports.statement import Statement
from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import save_customer
from smallcrm.services.orders import save_order, save_receipt
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    OrderLineRecord,
    OrderRecord,
    ReceiptRecord,
)
from smallcrm.services.report_list import ReportOptions, write_report
from smallcrm.services.reporting_statement import read_statements
from smallcrm.storage.session import Session
from tests.reports.reading import Document

FIRST, LAST = date(2026, 9, 1), date(2026, 10, 31)
OWED = """
    SELECT coalesce((SELECT sum(l.amount) FROM sales_order o JOIN order_line l ON l.order_id = o.id
                     WHERE o.customer_id = c.id AND o.status <> 'cancelled'
                       AND substr(o.date, 1, 10) {0} :day), 0)
         - coalesce((SELECT sum(r.amount) FROM receipt r
                     WHERE r.customer_id = c.id AND substr(r.date, 1, 10) {0} :day), 0)
    FROM customer c WHERE c.id = :id"""


def one(session: Session, query: str, **values: object) -> Any:
    (((value,),),) = [session.connection.execute(query, values).fetchall()]
    return value


def statements(session: Session, **more: Any) -> tuple[Statement, ...]:
    options = ReportOptions("en", **{"first": FIRST, "last": LAST, **more})
    return read_statements(session, options, translator("en"))


def test_every_statement_of_a_batch_agrees_with_the_books(demo: Session) -> None:
    found = statements(demo)
    names = dict(demo.connection.execute("SELECT name, id FROM customer"))
    assert len(names) > len(found) > 20
    for statement in found:
        id = names[statement.customer]
        assert statement.opening == one(demo, OWED.format("<"), id=id, day=str(FIRST))
        assert statement.closing == one(demo, OWED.format("<="), id=id, day=str(LAST))
        assert statement.received == one(
            demo,
            "SELECT coalesce(sum(amount), 0) FROM receipt WHERE customer_id = :id"
            " AND substr(date, 1, 10) BETWEEN :first AND :last",
            id=id,
            first=str(FIRST),
            last=str(LAST),
        )
        assert statement.movements or statement.opening
        assert [m.day for m in statement.movements] == sorted(m.day for m in statement.movements)
    shown = {names[statement.customer] for statement in found}
    for id in set(names.values()) - shown:
        assert one(demo, OWED.format("<"), id=id, day=str(FIRST)) == 0
        assert one(demo, OWED.format("<="), id=id, day=str(LAST)) == 0


def test_one_owners_customers(demo: Session) -> None:
    owner = one(demo, "SELECT min(name) FROM staff")
    of_owner = {
        name
        for (name,) in demo.connection.execute(
            "SELECT c.name FROM customer c JOIN staff s ON s.id = c.owner_id WHERE s.name = ?",
            (owner,),
        )
    }
    found = {statement.customer for statement in statements(demo, owner=owner)}
    assert found
    assert found == {statement.customer for statement in statements(demo)} & of_owner
    with pytest.raises(UserError, match="Nobody Known"):
        statements(demo, owner="Nobody Known")


def test_a_named_customer_has_one_without_any_movement(session: Session) -> None:
    id = save_customer(session, CustomerRecord("Alder Works"))
    (found,) = statements(session, customer_id=id)
    assert (found.customer, found.opening, found.closing) == ("Alder Works", 0, 0)
    assert statements(session) == ()
    with pytest.raises(UserError, match="no longer there"):
        statements(session, customer_id=id + 1)


def test_a_batch_has_the_order_of_the_list_of_customers(session: Session) -> None:
    for name in ("余姚塑料", "上海包装", "慈溪电器"):
        id = save_customer(session, CustomerRecord(name))
        save_order(session, OrderRecord(id, "2026-10-01", (OrderLineRecord("纸箱", 100_00),)))
    save_contact(session, ContactRecord("李", customer_id=id, title="老板"))
    found = statements(session)
    assert [one.customer for one in found] == ["慈溪电器", "上海包装", "余姚塑料"]
    assert found[0].person == "李老板"


def test_cancelled_orders_do_not_count_and_times_of_day_do(session: Session) -> None:
    id = save_customer(session, CustomerRecord("Alder Works"))
    line = (OrderLineRecord("Press", 100_00), OrderLineRecord("Oil", 20_00))
    save_order(session, OrderRecord(id, "2026-10-31 18:00", line, number="SO-1"))
    save_order(session, OrderRecord(id, "2026-10-30", line, status="cancelled"))
    save_receipt(session, ReceiptRecord(id, "2026-11-01", 50_00))
    (found,) = statements(session)
    assert [(m.kind, m.amount, m.number, m.what) for m in found.movements] == [
        ("order", 120_00, "SO-1", "Press, Oil")
    ]
    (later,) = statements(session, first=date(2026, 11, 1), last=date(2026, 11, 30))
    assert (later.opening, later.received, later.closing) == (120_00, 50_00, 70_00)


def test_a_month_that_is_not_over_is_told_up_to_today(session: Session, tmp_path: Path) -> None:
    id = save_customer(session, CustomerRecord("Alder Works"))
    save_receipt(session, ReceiptRecord(id, "2026-11-18", 50_00))
    save_receipt(session, ReceiptRecord(id, "2026-11-19", 70_00))
    path = tmp_path / "statement.pdf"
    write_report(session, "statement", ReportOptions("en"), path)
    text = Document(path.read_bytes()).text
    assert "2026-11-01 to 2026-11-18" in text
    assert "On 2026-11-18 you have paid ¥ 50.00 ahead." in text


def test_the_days_the_wrong_way_round(session: Session) -> None:
    with pytest.raises(UserError, match="after the last"):
        statements(session, first=LAST, last=FIRST)


def test_the_batch_as_pdf(demo: Session, tmp_path: Path) -> None:
    demo.settings.set("company_address", "66 Greenfield Road")
    path = tmp_path / "statement.pdf"
    write_report(demo, "statement", ReportOptions("en", first=FIRST, last=LAST), path)
    document = Document(path.read_bytes())
    found = statements(demo)
    contents, *marks = document.bookmarks()
    assert contents == ("Contents", 0)
    assert [text for text, _page in marks] == [one.customer for one in found]
    assert document.text.count("66 Greenfield Road") == len(found) + 1
    for text, page in marks:
        assert text in document.pages[page]
    first, last = marks[0], marks[-1]
    lines = "\n".join(document.pages[: first[1]]).splitlines()
    assert {first[0], str(first[1] + 1), last[0], str(last[1] + 1)} <= set(lines)
