"""The call and visit list: who is on it, who is not, and what the paper says."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.reports.call_list import Call, CallList, render
from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import save_customer
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_order
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    FollowUpRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
    PhoneRecord,
)
from smallcrm.services.report_list import ReportOptions, write_report
from smallcrm.services.reporting_calls import call_list
from smallcrm.storage.session import Session
from tests.reports.reading import Document

EN = translator("en")


def calls_of(session: Session, **options: object) -> CallList:
    return call_list(session, EN, **options)  # type: ignore[arg-type]


def printed(report: CallList, language: str = "en") -> Document:
    out = BytesIO()
    render(report, out, translator(language))
    document = Document(out)
    for page in range(len(document.pages)):
        assert not document.overlaps(page)
        assert not document.outside(page)
    return document


def test_what_is_due_of_all_by_a_plain_query(demo: Session) -> None:
    rows = demo.connection.execute(
        "SELECT c.name, f.title, f.due, coalesce(s.name, '') FROM follow_up f"
        " JOIN customer c ON c.id = f.customer_id LEFT JOIN staff s ON s.id = f.staff_id"
        " LEFT JOIN contact p ON p.id = f.contact_id WHERE f.state = 'open'"
        " AND f.due <= '2026-11-20' AND c.consent <> 'refused'"
        " AND coalesce(p.consent, '') <> 'refused'"
    ).fetchall()
    assert len(rows) > 3
    report = calls_of(demo, days=2)
    assert sorted((c.customer, c.title, str(c.due), c.staff) for c in report.calls) == sorted(rows)
    assert [call.due for call in report.calls] == sorted(call.due for call in report.calls)
    for name in {row[3] for row in rows}:
        mine = calls_of(demo, days=2, staff=name)
        assert len(mine.calls) == sum(1 for row in rows if row[3] == name)
    document = printed(report)
    for call in report.calls:
        assert "".join(call.customer.split()) in document.solid
        assert "".join(call.title.split()) in document.solid


def test_how_to_reach_what_was_said_and_what_is_owed(session: Session) -> None:
    person = ContactRecord(
        "Lena Ashholm",
        salutation="Ms.",
        title="Buyer",
        phones=(PhoneRecord("13800130021"), PhoneRecord("02155550123", kind="fax")),
    )
    first = ContactRecord("Tom Early", phones=(PhoneRecord("13800130022"),))
    customer = save_customer(session, CustomerRecord("Ashholm Foods", level="A"))
    save_contact(session, replace(first, customer_id=customer))
    contact = save_contact(session, replace(person, customer_id=customer))
    save_interaction(
        session, InteractionRecord(customer, "Wants the red ones", "visit", "2026-11-02")
    )
    save_interaction(session, InteractionRecord(customer, "A thought", "note", "2026-11-05"))
    line = OrderLineRecord("Boxes", 120_000)
    save_order(session, OrderRecord(customer, "2026-11-03", (line,)), paid=20_000)
    save_follow_up(session, FollowUpRecord(customer, "Ask again", "2026-11-16", contact_id=contact))
    (call,) = calls_of(session).calls
    assert call.person == "Ms. Ashholm  ·  Lena Ashholm  ·  Buyer"
    assert call.phones == ("138 0013 0021",)
    assert (call.last_kind, call.last_talk, call.owed) == ("visit", "Wants the red ones", 100_000)
    text = printed(calls_of(session)).text
    for words in ("2 days overdue", "Ask again", "2026-11-02 Visit", "¥ 1,000", "138 0013 0021"):
        assert words in text


def test_who_refused_is_left_out(session: Session) -> None:
    whole = save_customer(session, CustomerRecord("Quiet Ltd", consent="refused"))
    part = save_customer(session, CustomerRecord("Half Ltd"))
    refusing = (PhoneRecord("13800130023"),)
    no = save_contact(
        session, ContactRecord("Nora No", None, part, consent="refused", phones=refusing)
    )
    save_contact(
        session, ContactRecord("Yan Yes", None, part, phones=(PhoneRecord("13800130024"),))
    )
    save_follow_up(session, FollowUpRecord(whole, "Never", "2026-11-10"))
    save_follow_up(session, FollowUpRecord(part, "Not her", "2026-11-10", contact_id=no))
    save_follow_up(session, FollowUpRecord(part, "Somebody", "2026-11-18"))
    report = calls_of(session)
    assert [(call.title, call.phones) for call in report.calls] == [
        ("Somebody", ("138 0013 0024",))
    ]
    text = printed(report).text
    assert "2 who asked not to be contacted were left out." in text
    assert "Quiet" not in text
    assert "13800130023" not in text.replace(" ", "")


def test_nothing_due_and_an_unknown_name(session: Session, tmp_path: Path) -> None:
    write_report(session, "followups", ReportOptions("zh_CN"), tmp_path / "out.pdf")
    assert "没有要打电话或拜访的人" in Document((tmp_path / "out.pdf").read_bytes()).text
    with pytest.raises(UserError, match="Nobody"):
        calls_of(session, staff="Nobody")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_hostile_texts_and_a_long_list(session: Session, language: str) -> None:
    today = session.clock.today()
    names = ["<b>Smith & Söhne", "堃犇喆𫖯商行", "שלום עולם", "😀 Ltd", "长" * 200, "W" * 200]
    calls = [
        Call(name, name, today, "09:00", "A", name, (name[:40],), name, today, "call", name * 20)
        for name in names
    ]
    calls += [Call(f"Customer {n}", "Call", today) for n in range(60)]
    report = CallList(tuple(calls), today, today, session.clock.now(), company="A < B")
    document = printed(report, language)
    for name in (*names[:2], *names[4:]):
        assert "".join(name.split()) in document.solid
    for n in range(60):
        assert re.search(rf"^Customer {n}\s", document.text, re.MULTILINE)
    for page in document.pages[-10:]:  # what is to be done stands on the page of whose it is
        heads = len(re.findall(r"^Customer \d+\s", page, re.MULTILINE))
        assert heads == len(re.findall(r"\bCall\s*$", page, re.MULTILINE)) > 0
