"""Figures beside those before and a year ago, by any days, level and segment, worked out again."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.reports.monthly import MonthlyReport, Period
from smallcrm.services.customers import edit_customers, save_customer, tag_customers
from smallcrm.services.feedback import save_feedback
from smallcrm.services.interactions import save_interaction
from smallcrm.services.records import CustomerRecord, FeedbackRecord, InteractionRecord
from smallcrm.services.reporting import monthly_report, write_monthly_report
from smallcrm.storage.session import Session
from tests.reports.reading import Document

OCTOBER = Month(2026, 10)
SUMMER = Period(date(2026, 6, 10), date(2026, 9, 3))
# Now, the period before, the same a year ago.
MONTHS = (("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30"), ("2025-10-01", "2025-10-31"))
DAYS = (("2026-06-10", "2026-09-03"), ("2026-03-16", "2026-06-09"), ("2025-06-10", "2025-09-03"))
PERIODS = pytest.mark.parametrize(
    ("days", "stretches"), [(OCTOBER, MONTHS), (SUMMER, DAYS)], ids=["month", "days"]
)

ORDERED = (
    "SELECT o.customer_id, sum(l.amount) FROM sales_order o JOIN order_line l ON l.order_id = o.id"
    " WHERE o.status != 'cancelled' AND o.date BETWEEN ? AND ? GROUP BY 1"
)
RECEIVED = "SELECT customer_id, sum(amount) FROM receipt WHERE date BETWEEN ? AND ? GROUP BY 1"
CONTACTS = (
    "SELECT customer_id, count(*) FROM interaction WHERE kind != 'note'"
    " AND substr(at, 1, 10) BETWEEN ? AND ? GROUP BY 1"
)


def ask(session: Session, query: str, *values: object) -> list[tuple[Any, ...]]:
    return session.connection.execute(query, values).fetchall()


def report_of(session: Session, days: Month | Period, **whose: str) -> MonthlyReport:
    return monthly_report(session, days, translator("en"), **whose)


def three(trend: Any) -> tuple[Any, Any, Any]:
    return trend.now, trend.before, trend.year


def named(session: Session) -> dict[int, str]:
    return dict(ask(session, "SELECT id, name FROM customer"))


@PERIODS
def test_what_happened_now_before_and_a_year_ago(demo: Session, days, stretches) -> None:
    figures = report_of(demo, days).figures
    for trend, query in (
        (figures.orders, ORDERED),
        (figures.receipts, RECEIVED),
        (figures.interactions, CONTACTS),
    ):
        told = tuple(sum(row[1] for row in ask(demo, query, *one)) for one in stretches)
        assert three(trend) == told
        assert min(told) > 0
    shares = []
    for first, last in stretches:
        ((kept, due),) = ask(
            demo,
            "SELECT sum(state = 'done' AND substr(closed, 1, 10) <= due), count(*) FROM follow_up"
            " WHERE due BETWEEN ? AND ? AND NOT (state = 'dropped' AND substr(closed, 1, 10) <= ?)",
            first,
            last,
            last,
        )
        shares.append(100 * kept / due)
    assert three(figures.on_time) == pytest.approx(tuple(shares))


@PERIODS
def test_states_are_those_of_the_last_evenings(demo: Session, days, stretches) -> None:
    figures = report_of(demo, days).figures
    states = [demo.as_of(last) for _first, last in stretches]
    assert three(figures.customers) == tuple(len(one) for one in states)
    assert three(figures.completeness) == pytest.approx(
        tuple(sum(state[4] for state in one) / len(one) for one in states)
    )
    assert three(figures.due) == tuple(
        sum(state[5] for state in one if state[5] > 0) for one in states
    )
    open_sums = []
    for _first, last in stretches:
        standing = dict(
            (deal, (kind, amount))
            for deal, kind, amount in ask(
                demo,
                "SELECT h.deal_id, s.kind, d.amount FROM stage_history h JOIN stage s"
                " ON s.id = h.stage_id JOIN deal d ON d.id = h.deal_id WHERE h.entered <= ?"
                " ORDER BY h.entered, h.id",
                last,
            )
        )
        open_sums.append(sum(amount for kind, amount in standing.values() if kind == "open"))
    assert three(figures.pipeline) == tuple(open_sums)


@PERIODS
def test_levels_and_what_an_active_customer_is_worth(demo: Session, days, stretches) -> None:
    report = report_of(demo, days)
    levels = {one.level: one for one in report.levels}
    fields = (
        ("customers", "active", "revenue"),
        ("before", "active_before", "revenue_before"),
        ("year", "active_year", "revenue_year"),
    )
    for (first, last), (many, active, revenue) in zip(stretches, fields, strict=True):
        states = {state[0]: state for state in demo.as_of(last)}
        counts = Counter(state[1] for state in states.values())
        buying = Counter(state[1] for state in states.values() if state[2] == "active")
        sums: Counter[str] = Counter()
        today = dict(ask(demo, "SELECT id, level FROM customer"))
        for customer, amount in ask(demo, ORDERED, first, last):
            sums[states[customer][1] if customer in states else today[customer]] += amount
        for level, one in levels.items():
            assert getattr(one, many) == counts[level]
            assert getattr(one, active) == buying[level]
            assert getattr(one, revenue) == sums[level]
    assert sum(one.customers for one in report.levels) == report.figures.customers.now
    assert sum(one.revenue for one in report.levels) == report.figures.orders.now


@PERIODS
def test_who_was_won_back_fell_asleep_and_left(demo: Session, days, stretches) -> None:
    report = report_of(demo, days)
    now = {state[0]: state[2] for state in demo.as_of(stretches[0][1])}
    before = {state[0]: state[2] for state in demo.as_of(stretches[1][1])}
    names, found = named(demo), {"back": set(), "dormant": set(), "lost": set()}
    for customer, status in now.items():
        was = before.get(customer)
        if was is None or was == status:
            continue
        if status in ("dormant", "lost"):
            found[status].add((names[customer], was))
        elif was in ("dormant", "lost") and status in ("active", "prospect"):
            found["back"].add((names[customer], was))
    told = {"back": report.won_back, "dormant": report.dormant, "lost": report.gone}
    for kind, ones in told.items():
        assert {(one.customer, one.before) for one in ones} == found[kind]
    assert any(found.values())


def test_contacts_against_the_plan(demo: Session) -> None:
    report = report_of(demo, OCTOBER)
    made = dict(ask(demo, CONTACTS, "2026-10-01", "2026-10-31"))
    states = {state[0]: state for state in demo.as_of("2026-10-31")}
    rhythm = {"A": 14, "B": 30, "C": 90, "D": 180}
    counted: dict[str, list[float]] = {level: [0, 0.0, 0, 0] for level in rhythm}
    for customer, role, created in ask(demo, "SELECT id, role, created FROM customer"):
        state = states.get(customer)
        if state is None or state[1] not in rhythm or state[2] in ("lost", "dormant"):
            continue
        if role == "supplier":
            continue
        sums = counted[state[1]]
        there = (date(2026, 10, 31) - max(date(2026, 10, 1), date.fromisoformat(created))).days + 1
        sums[0] += 1
        sums[1] += there / rhythm[state[1]]
        sums[2] += made.get(customer, 0)
        sums[3] += customer in made
    for one in report.plan_levels:
        many, planned, done, reached = counted[one.name]
        assert (one.customers, one.made, one.reached) == (many, done, reached)
        assert one.planned == pytest.approx(planned)
    for what in ("customers", "made", "reached"):
        assert sum(getattr(one, what) for one in report.plan_owners) == sum(
            getattr(one, what) for one in report.plan_levels
        )


def test_the_forecast_is_the_open_pipeline_by_month(demo: Session) -> None:
    report = report_of(demo, OCTOBER)
    assert sum(one.count for one in report.forecast) == sum(s.count for s in report.stages)
    assert sum(one.amount for one in report.forecast) == report.figures.pipeline.now
    assert sum(one.weighted for one in report.forecast) == pytest.approx(
        report.figures.weighted, abs=len(report.forecast)
    )
    standing = {
        deal: (kind, closes)
        for deal, kind, closes in ask(
            demo,
            "SELECT h.deal_id, s.kind, substr(d.expected_close, 1, 7) FROM stage_history h"
            " JOIN stage s ON s.id = h.stage_id JOIN deal d ON d.id = h.deal_id"
            " WHERE h.entered <= '2026-10-31' ORDER BY h.entered, h.id",
        )
    }
    months = Counter(closes for kind, closes in standing.values() if kind == "open")
    assert {str(one.month) if one.month else None: one.count for one in report.forecast} == months
    assert [one.month for one in report.forecast if one.late] == [
        one.month for one in report.forecast if one.month and one.month < OCTOBER
    ]


def test_who_bought_less(demo: Session) -> None:
    report = report_of(demo, OCTOBER)
    now = dict(ask(demo, ORDERED, "2025-11-01", "2026-10-31"))
    before = dict(ask(demo, ORDERED, "2024-11-01", "2025-10-31"))
    names = named(demo)
    less = {
        (names[id], now.get(id, 0), amount)
        for id, amount in before.items()
        if amount > now.get(id, 0)
    }
    assert {(one.customer, one.amount, one.before) for one in report.fallen} == less
    falls = [one.before - one.amount for one in report.fallen]
    assert falls == sorted(falls, reverse=True)


@PERIODS
def test_what_customers_said(demo: Session, days, stretches) -> None:
    report = report_of(demo, days)
    span = stretches[0]
    ratings = {one.kind: one for one in report.ratings}
    for kind, query in (
        ("contact", "SELECT satisfaction FROM interaction WHERE substr(at, 1, 10) BETWEEN ? AND ?"),
        ("feedback", "SELECT rating FROM feedback WHERE about = 'us' AND at BETWEEN ? AND ?"),
    ):
        given = [[row[0] for row in ask(demo, query, *one) if row[0]] for one in stretches]
        assert ratings[kind].counts == tuple(given[0].count(number) for number in range(1, 6))
        means = [sum(one) / len(one) if one else None for one in given]
        assert (ratings[kind].mean, ratings[kind].before, ratings[kind].year) == (
            pytest.approx(tuple(means))
        )
    wished = ask(
        demo,
        "SELECT c.name, wish FROM feedback f JOIN customer c ON c.id = f.customer_id"
        " WHERE wish != '' AND at BETWEEN ? AND ? ORDER BY at, f.id",
        *span,
    )
    assert [(one.customer, one.text) for one in report.wishes] == wished
    spoken = ask(
        demo,
        "SELECT coalesce(k.name, ''), text FROM feedback f LEFT JOIN competitor k"
        " ON k.id = f.competitor_id WHERE about = 'competitor' AND at BETWEEN ? AND ?"
        " ORDER BY at, f.id",
        *span,
    )
    assert [(one.about, one.text) for one in report.heard] == spoken
    for one in report.competitors:
        lost = [deal for deal in report.lost if deal.competitor == one.name]
        assert (one.lost, one.amount) == (len(lost), sum(deal.amount for deal in lost))
        assert one.named == sum(1 for name, _text in spoken if name == one.name)
    ((ill,),) = ask(
        demo,
        "SELECT (SELECT count(*) FROM feedback WHERE about = 'us' AND rating <= 2 AND at BETWEEN"
        " ?1 AND ?2) + (SELECT count(*) FROM interaction i WHERE satisfaction <= 2 AND"
        " substr(at, 1, 10) BETWEEN ?1 AND ?2 AND NOT EXISTS (SELECT 1 FROM feedback WHERE"
        " interaction_id = i.id AND about = 'us' AND rating <= 2))",
        *span,
    )
    assert len(report.complaints) == ill
    assert sum(one.complaints for one in report.sources) == ill


def test_completeness_by_owner_and_level(demo: Session) -> None:
    report = report_of(demo, OCTOBER)
    staff = dict(ask(demo, "SELECT id, name FROM staff"))
    for lines, key in (
        (report.complete_owners, lambda state: staff.get(state[3], "")),
        (report.complete_levels, lambda state: state[1]),
    ):
        for one in lines:
            told = []
            for _first, last in MONTHS:
                shares = [state[4] for state in demo.as_of(last) if key(state) == one.name]
                told.append(sum(shares) / len(shares) if shares else None)
            assert (one.share, one.before, one.year) == pytest.approx(tuple(told))
        assert sum(one.customers for one in lines) == report.figures.customers.now


def test_a_level_a_tag_an_industry_and_a_view(demo: Session) -> None:
    every = report_of(demo, OCTOBER)
    ordered = dict(ask(demo, ORDERED, "2026-10-01", "2026-10-31"))
    states = {state[0]: state for state in demo.as_of("2026-10-31")}
    parts = [report_of(demo, OCTOBER, level=level) for level in "ABCD"]
    for part, level in zip(parts, "ABCD", strict=True):
        mine = {id for id, state in states.items() if state[1] == level}
        assert part.scope == f"Level {level}"
        assert part.figures.customers.now == len(mine)
        assert part.figures.orders.now == sum(ordered.get(id, 0) for id in mine)
        assert {one.level for one in (*part.best, *part.money_due, *part.sleeping)} == {level}
        assert sum(one.amount for one in part.orders) == part.figures.orders.now
    assert sum(part.figures.customers.now or 0 for part in parts) < every.figures.customers.now

    ((industry, many),) = ask(
        demo,
        "SELECT industry, count(*) FROM customer WHERE industry != '' GROUP BY 1 ORDER BY 2 DESC"
        " LIMIT 1",
    )
    part = report_of(demo, OCTOBER, segment=f"industry:{industry}")
    mine = {id for (id,) in ask(demo, "SELECT id FROM customer WHERE industry = ?", industry)}
    assert part.figures.orders.now == sum(ordered.get(id, 0) for id in mine)
    assert part.figures.customers.now == len(mine & states.keys()) <= many
    assert industry in part.scope

    ids = sorted(mine)[:3]
    tag_customers(demo, ids, "report tag")
    part = report_of(demo, OCTOBER, segment="tag:report tag", level="A")
    assert part.scope == "Level A  ·  Tag “report tag”"
    assert part.figures.customers.now == sum(1 for id in ids if states[id][1] == "A")
    view = report_of(demo, OCTOBER, segment="view:level_a")
    a_level = {id for (id,) in ask(demo, "SELECT id FROM customer WHERE level = 'A'")}
    assert view.figures.orders.now == sum(ordered.get(id, 0) for id in a_level)
    for wrong in ("view:nothing", "tag:nothing", "industry:nothing"):
        with pytest.raises(UserError, match="nothing"):
            report_of(demo, OCTOBER, segment=wrong)


def test_the_level_and_owner_are_those_of_the_periods_end(demo: Session) -> None:
    ((id,),) = ask(
        demo, "SELECT id FROM customer WHERE level = 'A' AND created < '2026-01-01' LIMIT 1"
    )
    before = report_of(demo, OCTOBER, level="A")
    edit_customers(demo, [id], level="D")
    after = report_of(demo, OCTOBER, level="A")
    assert after.figures == before.figures
    name = named(demo)[id]
    now = report_of(demo, Month(2026, 11), level="A")
    assert name not in {one.customer for one in now.best}


def test_complaints_are_counted_once(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("Only one", source="Fair"))
    contact = save_interaction(
        session, InteractionRecord(customer, "The pump leaks", satisfaction=1)
    )
    save_feedback(session, FeedbackRecord(customer, text="Leaks", rating=1, interaction_id=contact))
    save_interaction(session, InteractionRecord(customer, "Late again", satisfaction=2))
    report = report_of(session, Month.of(session.clock.today()))
    assert sorted(one.text for one in report.complaints) == ["Late again", "Leaks"]
    assert [(one.source, one.complaints) for one in report.sources] == [("Fair", 2)]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_all_customers_lost(demo: Session, tmp_path: Path, language: str) -> None:
    ids = [id for (id,) in ask(demo, "SELECT id FROM customer")]
    edit_customers(demo, ids, status="lost")
    path = tmp_path / "lost.pdf"
    write_monthly_report(demo, Month(2026, 11), language, path)
    document = Document(path.read_bytes())
    assert not [box for page in range(len(document.pages)) for box in document.overlaps(page)]
    report = report_of(demo, Month(2026, 11))
    assert len(report.gone) > 200
    assert report.cadence_gaps == report.sleeping == report.plan_levels == ()
    assert f"{len(report.gone)}" in document.pages[0]


def test_one_customer_and_nothing_else(session: Session, tmp_path: Path) -> None:
    save_customer(session, CustomerRecord("<b>Only & one 𫖯喆堃犇"))
    path = tmp_path / "one.pdf"
    month = Month.of(session.clock.today())
    write_monthly_report(session, month, "en", path)
    document = Document(path.read_bytes())
    assert "1 new customer this month" in document.pages[0]
    assert "<b>Only&one𫖯喆堃犇" in document.solid
    report = report_of(session, month)
    assert [(one.customers, one.active) for one in report.levels] == [(1, 0)]
    assert not report.has_past
