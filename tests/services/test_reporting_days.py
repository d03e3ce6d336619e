"""The work of days: each list worked out again by plain queries, and the paper read back."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.reports.tabular import render_tabular
from smallcrm.reports.work import Contacted, Promise, Sale, WorkReport, tabular
from smallcrm.services.customers import save_customer
from smallcrm.services.follow_ups import complete_follow_up, save_follow_up
from smallcrm.services.interactions import save_interaction
from smallcrm.services.records import CustomerRecord, FollowUpRecord, InteractionRecord
from smallcrm.services.report_list import ReportOptions, write_report
from smallcrm.services.reporting import monthly_report
from smallcrm.services.reporting_days import work_report
from smallcrm.storage.session import Session
from tests.reports.reading import Document

EN = translator("en")
TODAY = date(2026, 11, 18)
DAYS = [
    (TODAY, TODAY),
    (date(2026, 11, 9), date(2026, 11, 15)),
    (date(2026, 10, 1), date(2026, 10, 31)),
    (date(2026, 11, 16), date(2026, 11, 22)),
]


def ask(session: Session, query: str, **values: object) -> list[tuple[Any, ...]]:
    return session.connection.execute(query, values).fetchall()


def printed(report: WorkReport, language: str = "en") -> Document:
    out = BytesIO()
    render_tabular(tabular(report, translator(language)), out)
    document = Document(out)
    for page in range(len(document.pages)):
        assert not document.overlaps(page)
        assert not document.outside(page)
    return document


@pytest.mark.parametrize(("first", "last"), DAYS, ids=str)
@pytest.mark.parametrize("one", [False, True], ids=["all", "one"])
def test_by_plain_queries(demo: Session, first: date, last: date, one: bool) -> None:
    ((name,),) = ask(
        demo,
        "SELECT s.name FROM staff s JOIN interaction i ON i.staff_id = s.id GROUP BY s.id"
        " ORDER BY count(*) DESC LIMIT 1",
    )
    staff = name if one else ""
    report = work_report(demo, EN, "days", first, last, staff)
    end = min(last, TODAY)
    values = {"a": str(first), "b": str(last), "end": str(end), "s": staff}
    contacts = ask(
        demo,
        "SELECT c.name, i.kind, coalesce(s.name, '') FROM interaction i"
        " JOIN customer c ON c.id = i.customer_id LEFT JOIN staff s ON s.id = i.staff_id"
        " WHERE i.kind <> 'note' AND date(i.at) BETWEEN :a AND :b"
        " AND (:s = '' OR s.name = :s) ORDER BY i.at, i.id",
        **values,
    )
    assert [(o.customer, o.kind, o.staff) for o in report.contacts] == contacts
    promises = (
        "SELECT f.title, c.name, f.due, coalesce(s.name, '') FROM follow_up f"
        " JOIN customer c ON c.id = f.customer_id LEFT JOIN staff s ON s.id = f.staff_id"
        " WHERE (:s = '' OR s.name = :s) AND "
    )
    still = "(f.closed IS NULL OR date(f.closed) > :end) AND date(f.created) <= :end AND "
    for found, condition in (
        (report.done, "f.state = 'done' AND date(f.closed) BETWEEN :a AND :b"),
        (report.open, still + "f.due <= :end"),
        (report.plans, still + "f.due > :end AND f.due <= max(:b, date(:end, '+7 days'))"),
    ):
        assert sorted((o.title, o.customer, str(o.due), o.staff) for o in found) == sorted(
            ask(demo, promises + condition, **values)
        )
    orders = ask(
        demo,
        "SELECT o.number, sum(l.amount) FROM sales_order o JOIN order_line l ON l.order_id = o.id"
        " JOIN customer c ON c.id = o.customer_id"
        " LEFT JOIN staff s ON s.id = coalesce(o.staff_id, c.owner_id)"
        " WHERE o.status <> 'cancelled' AND o.date BETWEEN :a AND :b"
        " AND (:s = '' OR s.name = :s) GROUP BY o.id",
        **values,
    )
    assert sorted((o.note, o.amount) for o in report.orders) == sorted(orders)
    receipts = ask(
        demo,
        "SELECT c.name, r.amount FROM receipt r JOIN customer c ON c.id = r.customer_id"
        " LEFT JOIN staff s ON s.id = coalesce(r.staff_id, c.owner_id)"
        " WHERE r.date BETWEEN :a AND :b AND (:s = '' OR s.name = :s)",
        **values,
    )
    assert sorted((o.customer, o.amount) for o in report.receipts) == sorted(receipts)
    if one:
        assert report.people() in ([], [staff])
    text = printed(report).text
    assert f"{len(contacts)} contact" in text


def test_a_month_says_what_the_monthly_report_says(demo: Session) -> None:
    month = Month(2026, 10)
    whole = monthly_report(demo, month, EN)
    report = work_report(demo, EN, "days", month.first, month.last)
    assert len(report.contacts) == whole.figures.interactions.now
    assert sum(one.amount for one in report.orders) == sum(one.amount for one in whole.orders)
    assert sum(one.amount for one in report.receipts) == whole.figures.receipts.now


def test_in_time_late_and_left(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("Ashholm Foods"))
    for title, due in (("Kept", "2026-11-18"), ("Behind", "2026-11-16")):
        complete_follow_up(session, save_follow_up(session, FollowUpRecord(customer, title, due)))
    for title, due in (("Left", "2026-11-17"), ("Next", "2026-11-20"), ("Far", "2026-12-20")):
        save_follow_up(session, FollowUpRecord(customer, title, due))
    save_interaction(session, InteractionRecord(customer, "Said yes", "visit", "2026-11-18 08:15"))
    save_interaction(session, InteractionRecord(customer, "A note", "note", "2026-11-18"))
    report = work_report(session, EN, "day", TODAY, TODAY)
    assert [(one.title, one.in_time) for one in report.done] == [("Kept", True), ("Behind", False)]
    assert [one.title for one in report.open] == ["Left"]
    assert [one.title for one in report.plans] == ["Next"]
    text = " ".join(printed(report).text.split())
    assert "1 contact made; 1 follow-up done in time; 1 done late; 1 not done yet." in text
    assert "2026-11-18 08:15" in text
    assert "A note" not in text


def test_today_this_week_and_any_days(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "out.pdf"
    for key, options, words in (
        ("daily", ReportOptions("en"), ("Daily report", "2026-11-18", "No contact was made.")),
        ("weekly", ReportOptions("zh_CN"), ("工作周报", "2026-11-16 至 2026-11-22")),
        ("work", ReportOptions("en", Month(2026, 10)), ("2026-10-01 to 2026-10-31",)),
    ):
        write_report(session, key, options, path)
        text = Document(path.read_bytes()).text
        for each in words:
            assert each in text
    with pytest.raises(UserError, match="Nobody"):
        write_report(session, "daily", ReportOptions("en", owner="Nobody"), path)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_hostile_names_and_hundreds_of_rows(language: str) -> None:
    names = ["<b>Smith & Söhne", "堃犇喆𫖯商行", "长" * 200, "W" * 200]
    names += [f"Customer {n}." for n in range(150)]
    at = datetime(2026, 11, 18, 9)
    report = WorkReport(
        "day",
        TODAY,
        TODAY,
        tuple(Contacted(at, True, n, "call", n * 2, n[:8], n[:9]) for n in names),
        tuple(Promise(TODAY, n, n, n[:9], date(2026, 11, 20)) for n in names),
        tuple(Promise(date(2026, 1, 1), n, n, n[:9]) for n in names),
        tuple(Sale(TODAY, n, n[:20], 10**11, n[:9]) for n in names),
        (),
        (),
        TODAY,
        at,
        company="A < B",
    )
    document = printed(report, language)
    for name in names:
        assert document.solid.count("".join(name.split())) >= 3
    for page in document.pages:
        heads = ("客户", "业务员", "员工") if language == "zh_CN" else ("Customer", "Staff")
        assert any(head in page for head in heads)
