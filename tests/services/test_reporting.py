"""The monthly report's figures, each worked out again by plain queries on demonstration data."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smallcrm.core.dates import FixedClock, Month
from smallcrm.core.errors import Cancelled, UserError
from smallcrm.core.i18n import translator
from smallcrm.core.progress import Progress
from smallcrm.reports.monthly import MonthlyReport
from smallcrm.services.customers import delete_customers, edit_customers, save_customer
from smallcrm.services.deals import find_stage, move_deal, save_deal
from smallcrm.services.demo import remove_demo
from smallcrm.services.orders import save_order, save_receipt
from smallcrm.services.records import (
    CustomerRecord,
    DealRecord,
    OrderLineRecord,
    OrderRecord,
    ReceiptRecord,
)
from smallcrm.services.reporting import monthly_report, write_monthly_report
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
ENDS = {OCTOBER: "2026-10-31", NOVEMBER: "2026-11-18"}  # the second one is not over
MONTHS = pytest.mark.parametrize("month", [OCTOBER, NOVEMBER], ids=str)
YEAR_STARTS = {OCTOBER: "2025-11-01", NOVEMBER: "2025-11-19"}
YEAR_BEFORE = {OCTOBER: "2024-11-01", NOVEMBER: "2024-11-19"}


def ask(session: Session, query: str, **values: object) -> list[tuple[Any, ...]]:
    """All rows of a plain query."""
    return session.connection.execute(query, values).fetchall()


def report_of(session: Session, month: Month, owner: str = "") -> MonthlyReport:
    return monthly_report(session, month, translator("en"), owner)


def month_ends(month: Month) -> list[str]:
    ends = [month.plus(place).last.isoformat() for place in range(-11, 0)]
    return [*ends, ENDS[month]]


@MONTHS
def test_customers_and_completeness_at_each_months_end(demo: Session, month: Month) -> None:
    figures = report_of(demo, month).figures
    for place, day in enumerate(month_ends(month)):
        ((came,),) = ask(demo, "SELECT count(*) FROM customer WHERE created <= :day", day=day)
        assert figures.customers.months[place] == came
        states = demo.as_of(day)
        assert figures.completeness.months[place] == pytest.approx(
            sum(state[4] for state in states) / len(states)
        )
    assert (figures.customers.now, figures.customers.before) == figures.customers.months[:-3:-1]
    assert figures.completeness.now == figures.completeness.months[-1]


@MONTHS
def test_contacts_made(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    counted = ask(
        demo,
        "SELECT s.name, i.kind, count(*), sum(coalesce(minutes, 0)) FROM interaction i"
        " LEFT JOIN staff s ON s.id = i.staff_id WHERE substr(at, 1, 10) BETWEEN :a AND :b"
        " AND i.kind != 'note' GROUP BY 1, 2 ORDER BY 1, 2",
        a=str(month.first),
        b=ENDS[month],
    )
    assert [(c.staff, c.kind, c.count, c.minutes) for c in report.contacts] == counted
    assert report.figures.interactions.now == sum(c.count for c in report.contacts)
    by_month = dict(ask(demo, "SELECT substr(at, 1, 7), count(*) FROM interaction GROUP BY 1"))
    assert report.figures.interactions.months[:-1] == tuple(
        by_month[str(month.plus(place))] for place in range(-11, 0)
    )


@MONTHS
def test_what_became_of_follow_ups(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    rows = ask(
        demo,
        "SELECT due, state, substr(closed, 1, 10), s.name FROM follow_up f"
        " LEFT JOIN staff s ON s.id = f.staff_id",
    )

    def outcomes(first: str, end: str, *, over: bool) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for due, state, closed, staff in rows:
            is_open = closed is None or closed > end
            if not first <= due <= end or (state == "dropped" and not is_open):
                continue
            if is_open and due == end and not over:
                continue
            kept = state == "done" and closed <= due
            found[staff]["missed" if is_open else "in_time" if kept else "late"] += 1
        return found

    mine = outcomes(str(month.first), ENDS[month], over=month == OCTOBER)
    for one in report.follow_ups:
        assert (one.in_time, one.late, one.missed) == tuple(
            mine[one.staff][key] for key in ("in_time", "late", "missed")
        )
    assert {one.staff for one in report.follow_ups} >= set(mine)
    for place, end in enumerate(month_ends(month)):
        first = end[:8] + "01"
        total = sum(outcomes(first, end, over=end != ENDS[NOVEMBER]).values(), Counter())
        share = 100 * total["in_time"] / total.total()
        assert report.figures.on_time.months[place] == pytest.approx(share)


@MONTHS
def test_promises_overdue_at_the_end(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    late = ask(
        demo,
        "SELECT c.name, f.title, f.due, s.name FROM follow_up f JOIN customer c"
        " ON c.id = f.customer_id LEFT JOIN staff s ON s.id = f.staff_id WHERE f.due < :day"
        " AND f.created <= :day || ' 99' AND (f.closed IS NULL OR f.closed > :day || ' 99')"
        " ORDER BY f.due, f.id",
        day=ENDS[month],
    )
    assert late
    found = [(one.customer, one.title, str(one.due), one.staff) for one in report.late_follow_ups]
    assert found == late
    by_staff = Counter(row[3] for row in late)
    assert {
        one.staff: one.open_overdue for one in report.follow_ups if one.open_overdue
    } == by_staff


def stage_at(demo: Session, day: str) -> dict[int, tuple[str, int, int, str]]:
    """(kind, stage id, amount, since) of each deal at the end of a day, by its id."""
    history = ask(
        demo,
        "SELECT h.deal_id, s.kind, s.id, d.amount, h.entered FROM stage_history h"
        " JOIN stage s ON s.id = h.stage_id JOIN deal d ON d.id = h.deal_id"
        " WHERE h.entered <= :day ORDER BY h.entered, h.id",
        day=day,
    )
    return {row[0]: row[1:] for row in history}


@MONTHS
def test_the_pipeline(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    for place, day in enumerate(month_ends(month)):
        standing = [row for row in stage_at(demo, day).values() if row[0] == "open"]
        assert report.figures.pipeline.months[place] == sum(row[2] for row in standing)
    standing = [row for row in stage_at(demo, ENDS[month]).values() if row[0] == "open"]
    chances = dict(ask(demo, "SELECT id, probability FROM stage"))
    assert report.figures.weighted == sum(row[2] * chances[row[1]] for row in standing) // 100
    assert [(stage.count, stage.amount) for stage in report.stages] == [
        (sum(1 for row in standing if row[1] == id), sum(r[2] for r in standing if r[1] == id))
        for (id,) in ask(demo, "SELECT id FROM stage WHERE kind = 'open' ORDER BY position")
    ]
    assert [stage.name for stage in report.stages] == [
        "Qualifying",
        "Needs",
        "Quote",
        "Negotiation",
    ]


@MONTHS
def test_deals_won_lost_and_moved(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    before = stage_at(demo, str(month.first - timedelta(days=1)))
    after = stage_at(demo, ENDS[month])
    titles = dict(ask(demo, "SELECT id, title FROM deal"))
    expected: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for deal, (kind, stage, amount, since) in after.items():
        if deal not in before or before[deal][1] != stage:
            expected[kind].append((since, titles[deal], amount))
    for kind, moves in (("won", report.won), ("lost", report.lost), ("open", report.moved)):
        found = sorted((str(move.day), move.title, move.amount) for move in moves)
        assert found == sorted(expected[kind])
        assert found
    closed = ask(
        demo,
        "SELECT lost_reason, coalesce(c.name, '') FROM deal d LEFT JOIN competitor c"
        " ON c.id = d.competitor_id WHERE lost_reason != '' AND closed BETWEEN :a AND :b",
        a=str(month.first),
        b=ENDS[month],
    )
    assert sorted((move.reason, move.competitor) for move in report.lost) == sorted(closed)
    assert all(move.stage_before != move.stage for move in report.moved)


ORDER_SUM = (
    "SELECT coalesce(sum(l.amount), 0) FROM sales_order o JOIN order_line l ON l.order_id = o.id"
    " WHERE o.status != 'cancelled' AND o.date BETWEEN :a AND :b"
)
RECEIPT_SUM = "SELECT coalesce(sum(amount), 0) FROM receipt WHERE date BETWEEN :a AND :b"


@MONTHS
def test_orders_and_receipts(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    for place, (day, one) in enumerate(zip(month_ends(month), report.months, strict=True)):
        span = {"a": day[:8] + "01", "b": day}
        assert ask(demo, ORDER_SUM, **span) == [(one.orders,)]
        assert ask(demo, RECEIPT_SUM, **span) == [(one.receipts,)]
        assert report.figures.receipts.months[place] == one.receipts
    assert sum(order.amount for order in report.orders) == report.months[-1].orders
    assert sum(receipt.amount for receipt in report.receipts) == report.months[-1].receipts
    numbers = ask(
        demo,
        "SELECT number FROM sales_order WHERE status != 'cancelled' AND date BETWEEN :a AND :b"
        " ORDER BY date, id",
        a=str(month.first),
        b=ENDS[month],
    )
    assert [order.number for order in report.orders] == [number for (number,) in numbers]
    assert all(order.what for order in report.orders)


@MONTHS
def test_money_due(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    owed = {id: amount for id, *_rest, amount in demo.as_of(ENDS[month]) if amount > 0}
    names = dict(ask(demo, "SELECT id, name FROM customer"))
    assert {one.customer: one.due for one in report.money_due} == {
        names[id]: amount for id, amount in owed.items()
    }
    # In demonstration data every receipt names its order, so that orders can be told apart.
    late = ask(
        demo,
        "SELECT name, sum(left), min(due) FROM (SELECT c.name, o.due, (SELECT sum(amount)"
        " FROM order_line WHERE order_id = o.id) - (SELECT coalesce(sum(amount), 0) FROM receipt"
        " WHERE order_id = o.id AND date <= :day) AS left FROM sales_order o JOIN customer c"
        " ON c.id = o.customer_id WHERE o.status != 'cancelled' AND o.date <= :day"
        " AND o.due < :day) WHERE left > 0 GROUP BY name",
        day=ENDS[month],
    )
    assert late
    overdue = [(m.customer, m.overdue, str(m.since)) for m in report.money_due if m.overdue]
    assert sorted(overdue) == sorted(late)
    assert [m.overdue for m in report.money_due] == sorted(
        (m.overdue for m in report.money_due), reverse=True
    )


@MONTHS
def test_the_best_customers(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    bought = (
        "SELECT c.name, sum(l.amount), max(o.date) FROM sales_order o JOIN order_line l"
        " ON l.order_id = o.id JOIN customer c ON c.id = o.customer_id WHERE o.status !="
        " 'cancelled' AND o.date BETWEEN :a AND :b GROUP BY c.id ORDER BY 2 DESC, 1"
    )
    now = ask(demo, bought, a=YEAR_STARTS[month], b=ENDS[month])
    eve = date.fromisoformat(YEAR_STARTS[month]) - timedelta(days=1)
    before = {row[0]: row[1] for row in ask(demo, bought, a=YEAR_BEFORE[month], b=str(eve))}
    assert [(one.customer, one.amount, str(one.last_order)) for one in report.best] == now
    assert all(one.before == before.get(one.customer, 0) for one in report.best)


@MONTHS
def test_who_waited_too_long(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    states = {row[0]: row for row in demo.as_of(ENDS[month])}
    as_of = date.fromisoformat(ENDS[month])
    gaps, asleep, a_level = set(), set(), 0
    for id, name, role, created, last in ask(
        demo,
        "SELECT id, name, role, created, (SELECT max(substr(at, 1, 10)) FROM interaction"
        " WHERE customer_id = c.id AND kind != 'note' AND substr(at, 1, 10) <= :day)"
        " FROM customer c WHERE created <= :day",
        day=ENDS[month],
    ):
        _id, level, status, *_rest = states[id]
        if role == "supplier" or status == "lost":
            continue
        days = (as_of - date.fromisoformat(last or created)).days
        if status != "dormant":
            a_level += level == "A"
            if days > {"A": 14, "B": 30, "C": 90, "D": 180}.get(level, 9999):
                gaps.add(name)
        if last and days > 60:
            asleep.add(name)
    assert {gap.customer for gap in report.cadence_gaps} == gaps
    assert {one.customer for one in report.sleeping} == asleep
    assert report.a_level == a_level
    assert gaps
    assert asleep
    assert [gap.level for gap in report.cadence_gaps] == sorted(
        g.level for g in report.cadence_gaps
    )


@MONTHS
def test_new_customers_and_sources(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    span = {"a": str(month.first), "b": ENDS[month]}
    new = ask(
        demo,
        "SELECT c.name, coalesce(s.name, '') FROM customer c LEFT JOIN source s ON s.id ="
        " c.source_id WHERE created BETWEEN :a AND :b ORDER BY created, c.id",
        **span,
    )
    assert [(one.name, one.source) for one in report.new_customers] == new
    previous = month.previous()
    ((before,),) = ask(
        demo,
        "SELECT count(*) FROM customer WHERE created BETWEEN :a AND :b",
        a=str(previous.first),
        b=str(previous.last),
    )
    assert report.new_before == before
    sources = {one.source: one for one in report.sources}
    assert sum(one.new for one in report.sources) == len(new)
    assert sum(one.won for one in report.sources) == len(report.won)
    assert sum(one.amount for one in report.sources) == report.months[-1].orders
    for source, amount in ask(
        demo,
        "SELECT coalesce(s.name, ''), sum(l.amount) FROM sales_order o JOIN order_line l"
        " ON l.order_id = o.id JOIN customer c ON c.id = o.customer_id LEFT JOIN source s"
        " ON s.id = c.source_id WHERE o.status != 'cancelled' AND o.date BETWEEN :a AND :b"
        " GROUP BY 1",
        **span,
    ):
        assert sources[source].amount == amount


@MONTHS
def test_terms_that_end_soon(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    as_of = date.fromisoformat(ENDS[month])
    # The last evening of a month: what ended that day is over. In the middle of a day it is not.
    first = as_of + timedelta(days=1 if month == OCTOBER else 0)
    terms = ask(
        demo,
        "SELECT c.name, t.kind, t.ends, t.title, t.amount, EXISTS (SELECT 1 FROM follow_up f"
        " WHERE f.customer_id = c.id AND f.created <= :day || ' 99' AND (f.closed IS NULL OR"
        " f.closed > :day || ' 99')) FROM term t JOIN customer c ON c.id = t.customer_id"
        " WHERE t.ends BETWEEN :first AND :last ORDER BY t.ends, t.id",
        day=ENDS[month],
        first=str(first),
        last=str(as_of + timedelta(days=30)),
    )
    assert terms
    assert [
        (t.customer, t.kind, str(t.ends), t.what, t.amount, t.planned) for t in report.terms
    ] == terms


@MONTHS
def test_reasons_for_attention_can_be_found_in_the_lists(demo: Session, month: Month) -> None:
    report = report_of(demo, month)
    as_of = date.fromisoformat(ENDS[month])
    money = {(m.customer, m.overdue, (as_of - m.since).days) for m in report.money_due if m.since}
    gaps = {
        (g.customer, (as_of - g.last_contact).days) for g in report.cadence_gaps if g.last_contact
    }
    terms = {(t.customer, t.what, (t.ends - as_of).days) for t in report.terms if not t.planned}
    late = {(f.customer, f.title, (as_of - f.due).days) for f in report.late_follow_ups}
    kinds = Counter()
    for one in report.attention:
        assert one.reasons
        for reason in one.reasons:
            kinds[reason.kind] += 1
            match reason.kind:
                case "money_overdue":
                    assert (one.customer, reason.amount, reason.days) in money
                case "no_contact":
                    assert (one.customer, reason.days) in gaps
                case "term_ending":
                    assert (one.customer, reason.what, reason.days) in terms
                case "follow_up_late":
                    assert (one.customer, reason.what, reason.days) in late
    assert {"money_overdue", "no_contact", "deal_stuck"} <= set(kinds)


def test_one_owner(demo: Session) -> None:
    every = report_of(demo, OCTOBER)
    names = {name for (name,) in ask(demo, "SELECT name FROM staff")}
    parts = [report_of(demo, OCTOBER, name) for name in names]
    ((unowned,),) = ask(
        demo,
        ORDER_SUM + " AND o.customer_id IN (SELECT id FROM customer WHERE owner_id IS NULL)",
        a="2026-10-01",
        b="2026-10-31",
    )
    assert sum(part.months[-1].orders for part in parts) + unowned == every.months[-1].orders
    for part, name in zip(parts, names, strict=True):
        assert part.scope == f"Customers of {name}"
        assert {one.owner for one in (*part.new_customers, *part.best, *part.attention)} == {name}
        assert 0 < (part.figures.customers.now or 0) < 285
        assert len(part.orders) < len(every.orders)


def test_a_state_is_told_as_it_was(demo: Session) -> None:
    before = report_of(demo, OCTOBER)
    best = before.best[0].customer
    ((id, level),) = ask(demo, "SELECT id, level FROM customer WHERE name = :name", name=best)
    assert level == "A"
    edit_customers(demo, [id], level="D", status="lost")
    after = report_of(demo, OCTOBER)
    assert after.best[0].level == "A"
    assert after.a_level == before.a_level
    now = report_of(demo, NOVEMBER)
    assert next(one for one in now.best if one.customer == best).level == "D"


def test_who_left_since_was_there_then(tmp_path: Path) -> None:
    counts = []
    for now in (datetime(2026, 10, 20), datetime(2026, 11, 18)):
        datafile = DataFile.open(tmp_path / "x.db", clock=FixedClock(now))
        session = datafile.session()
        if now.month == 10:
            save_customer(session, CustomerRecord("Stays"))
            save_customer(session, CustomerRecord("Leaves"))
        else:
            delete_customers(session, [2])
            counts = [report_of(session, month).figures.customers for month in ENDS]
        session.close()
        datafile.close()
    assert [count.now for count in counts] == [2, 1]
    assert [count.before for count in counts] == [None, 2]


def test_demonstration_data_is_marked_and_leaves_no_past(demo: Session) -> None:
    assert report_of(demo, OCTOBER).company == "Demonstration data · Mulridge Compressed Air Ltd."
    demo.settings.set("company_name", "Ours")
    assert report_of(demo, OCTOBER).company == "Demonstration data · Ours"
    save_customer(demo, CustomerRecord("Own customer"))
    remove_demo(demo)
    report = report_of(demo, NOVEMBER)
    assert report.company == "Ours"
    assert report.figures.customers.now == 1
    assert report.figures.customers.before is None
    assert report.best == report.orders == report.late_follow_ups == ()


def test_a_file_younger_than_the_month(session: Session) -> None:
    save_customer(session, CustomerRecord("Old friend", created="2026-09-01"))
    save_customer(session, CustomerRecord("New one"))
    report = report_of(session, OCTOBER)
    assert report.figures.customers.now == 1
    assert report.figures.customers.before is None
    assert report.figures.completeness.now is None
    assert report_of(session, NOVEMBER).figures.customers.now == 2


def test_an_empty_file(session: Session) -> None:
    report = report_of(session, NOVEMBER)
    assert report.figures.customers.now == 0
    assert report.figures.on_time.now is None
    assert report.attention == ()


def order(session: Session, customer: int, day: str, amount: int, **values: Any) -> int:
    record = OrderRecord(customer, day, (OrderLineRecord("x", amount),), **values)
    return save_order(session, record)


def test_what_is_overdue_by_order(session: Session) -> None:
    one, two, three = (save_customer(session, CustomerRecord(name)) for name in "ABC")
    # Paid by name: the deposit on a new order does not pay the old one.
    order(session, one, "2026-08-01", 1000_00, due="2026-08-31")
    new = order(session, one, "2026-10-20", 5000_00, due="2026-12-20")
    save_receipt(session, ReceiptRecord(one, "2026-10-20", 1500_00, order_id=new))
    # Not named: what is due first is paid first. Without a date for payment: thirty days.
    order(session, two, "2026-09-01", 800_00)
    order(session, two, "2026-10-01", 700_00)
    save_receipt(session, ReceiptRecord(two, "2026-10-05", 1000_00))
    # Cancelled, and paid ahead: nothing is owed.
    order(session, three, "2026-08-01", 900_00, status="cancelled")
    save_receipt(session, ReceiptRecord(three, "2026-08-01", 300_00))
    order(session, three, "2026-08-05", 300_00)
    due = {m.customer: m for m in report_of(session, NOVEMBER).money_due}
    assert (due["A"].due, due["A"].overdue, due["A"].since) == (4500_00, 1000_00, date(2026, 8, 31))
    assert (due["B"].due, due["B"].overdue, due["B"].since) == (500_00, 500_00, date(2026, 10, 31))
    assert "C" not in due
    # At the end of October only the older order of B was due, and that was paid.
    october = {m.customer: m.overdue for m in report_of(session, OCTOBER).money_due}
    assert october == {"A": 1000_00, "B": 0}


def test_a_deal_is_worth_what_it_says_now(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("A"))
    deal = save_deal(session, DealRecord(customer, "Pump", 100_00))
    save_deal(session, DealRecord(customer, "Pump", 300_00, id=deal))
    report = report_of(session, NOVEMBER)
    assert report.figures.pipeline.now == 300_00
    assert [(move.stage_before, move.stage) for move in report.moved] == [("", "Qualifying")]
    move_deal(session, deal, find_stage(session, "lost"), lost_reason="Price")
    report = report_of(session, NOVEMBER)
    assert report.figures.pipeline.now == 0
    assert [(move.stage, move.reason) for move in report.lost] == [("Qualifying", "Price")]


def test_wrong_wishes_are_told(demo: Session) -> None:
    with pytest.raises(UserError, match="2026-12 has not begun"):
        report_of(demo, Month(2026, 12))
    with pytest.raises(UserError, match="Nobody"):
        report_of(demo, OCTOBER, "Nobody")


def test_it_can_be_cancelled(demo: Session, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_monthly_report(demo, OCTOBER, "en", tmp_path / "x.pdf", progress)
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_document_is_in_the_language_asked_for(demo: Session, tmp_path: Path) -> None:
    from tests.reports.reading import Document

    texts = []
    for language in ("zh_CN", "en"):
        path = tmp_path / f"{language}.pdf"
        write_monthly_report(demo, OCTOBER, language, path)
        texts.append(Document(path.read_bytes()).text)
    assert "月度客户报告" in texts[0]
    assert "演示数据" in texts[0]
    assert "Monthly customer report" in texts[1]
    assert all(stage in texts[0] for stage in ("报价", "谈判"))


def test_midday_and_midnight(tmp_path: Path, demo_file: Path) -> None:
    """Printed on the first day of the next month, the month is over and complete."""
    for now, until in (
        (datetime(2026, 12, 1, 8), datetime(2026, 11, 30, 23, 59)),
        (datetime(2026, 11, 30, 17), datetime(2026, 11, 30, 17)),
    ):
        datafile = DataFile.open(demo_file, clock=FixedClock(now))
        session = datafile.session()
        report = report_of(session, NOVEMBER)
        session.close()
        datafile.close()
        assert report.data_until == until
        assert report.made_at == now
        assert report.as_of == date(2026, 11, 30)
