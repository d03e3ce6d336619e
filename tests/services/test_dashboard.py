"""The dashboard tells what the monthly report tells, and what it opens adds up to what it shows."""

from typing import Any

import pytest

from smallcrm.core.dates import Month
from smallcrm.core.errors import Cancelled, UserError
from smallcrm.core.i18n import translator
from smallcrm.core.progress import Progress
from smallcrm.reports.charts_kinds import (
    BarChart,
    FunnelChart,
    HeatChart,
    ParetoChart,
    StackedChart,
)
from smallcrm.reports.texts import Texts
from smallcrm.services.dashboard import Dashboard, read_dashboard
from smallcrm.services.dashboard_behind import Behind, find_behind
from smallcrm.services.reporting import monthly_report
from smallcrm.services.table import Sort
from smallcrm.storage.session import Session

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
ENDS = {OCTOBER: "2026-10-31", NOVEMBER: "2026-11-18"}
MONTHS = pytest.mark.parametrize("month", [OCTOBER, NOVEMBER], ids=str)
OWNERS = pytest.mark.parametrize("owner", ["", "first"])


def ask(session: Session, query: str, **values: object) -> list[tuple[Any, ...]]:
    return session.connection.execute(query, values).fetchall()


def owner_of(session: Session, owner: str) -> str:
    """The name of a staff member with customers, or "" for all."""
    query = "SELECT s.name FROM staff s JOIN customer c ON c.owner_id = s.id ORDER BY 1 LIMIT 1"
    return ask(session, query)[0][0] if owner else ""


def read(session: Session, month: Month, owner: str = "") -> Dashboard:
    return read_dashboard(session, month, "en", owner_of(session, owner), Progress())


def behind(session: Session, shown: Dashboard, key: str) -> Behind:
    found = find_behind(session, shown, key)
    # what is listed is what is counted: all of it is there, each once
    assert sorted(found.query().ids(session)) == sorted(set(found.ids))
    assert len(found.query().rows(session, found.ids[:20])) == len(found.ids[:20])
    return found


def tile_values(shown: Dashboard) -> dict[str, str]:
    return {tile.key.partition("|")[0]: tile.value for tile in shown.tiles}


@MONTHS
@OWNERS
def test_key_figures_are_those_of_the_report(demo: Session, month: Month, owner: str) -> None:
    shown, texts = read(demo, month, owner), Texts(translator("en"))
    report = monthly_report(demo, month, translator("en"), owner_of(demo, owner))
    figures = report.figures
    assert tile_values(shown) == {
        "customers": texts.count(figures.customers.now or 0),
        "contacts": texts.count(figures.interactions.now or 0),
        "on_time": texts.percent(figures.on_time.now),
        "deals": texts.money(int(figures.pipeline.now or 0)),
        "receipts": texts.money(int(figures.receipts.now or 0)),
        "overdue": texts.money(sum(one.overdue for one in report.money_due)),
        "completeness": texts.percent(figures.completeness.now),
    }


@MONTHS
@OWNERS
def test_what_a_tile_opens_adds_up_to_its_figure(demo: Session, month: Month, owner: str) -> None:
    shown, texts = read(demo, month, owner), Texts(translator("en"))
    for tile in shown.tiles:
        found = behind(demo, shown, tile.key)
        kind = tile.key.partition("|")[0]
        if kind in ("customers", "contacts"):
            assert texts.count(len(found.ids)) == tile.value
        elif kind in ("deals", "receipts", "overdue"):
            assert texts.money(found.total) == tile.value
        elif kind == "on_time":
            assert tile.beside.endswith(f" of {len(found.ids)}")


@MONTHS
@OWNERS
def test_bars_of_money_are_the_sums_of_what_they_open(
    demo: Session, month: Month, owner: str
) -> None:
    shown = read(demo, month, owner)
    chart = shown.charts["money"]
    assert isinstance(chart, BarChart)
    for series in chart.series:
        for value, key in zip(series.values, series.keys, strict=True):
            assert value == (behind(demo, shown, key).total if key else 0)


@MONTHS
def test_money_by_month_and_a_year_before_by_plain_queries(demo: Session, month: Month) -> None:
    chart = read(demo, month).charts["money"]
    assert isinstance(chart, BarChart)
    sums = [
        "SELECT substr(o.date, 1, 7), sum(l.amount) FROM sales_order o JOIN order_line l"
        " ON l.order_id = o.id WHERE o.status != 'cancelled' AND o.date <= :day GROUP BY 1",
        "SELECT substr(date, 1, 7), sum(amount) FROM receipt WHERE date <= :day GROUP BY 1",
    ]
    for series, query in zip(chart.series, sums, strict=True):
        told = dict(ask(demo, query, day=ENDS[month]))
        months = [month.plus(place) for place in range(-11, 1)]
        assert list(series.values) == [told.get(str(one), 0) for one in months]
        assert list(series.targets) == [told.get(str(one.plus(-12))) for one in months]


@MONTHS
@OWNERS
def test_stages_open_their_deals(demo: Session, month: Month, owner: str) -> None:
    shown = read(demo, month, owner)
    chart, texts = shown.charts["stages"], Texts(translator("en"))
    assert isinstance(chart, FunnelChart)
    report = monthly_report(demo, month, translator("en"), owner_of(demo, owner))
    assert [(row.label, row.value) for row in chart.rows] == [
        (stage.name, stage.count) for stage in report.stages
    ]
    for row in chart.rows:
        found = behind(demo, shown, row.key) if row.key else Behind("deals", ())
        assert len(found.ids) == row.value
        assert texts.money(found.total) == row.figure


@MONTHS
@OWNERS
def test_best_customers_overdue_and_sources_open_orders(
    demo: Session, month: Month, owner: str
) -> None:
    shown = read(demo, month, owner)
    report = monthly_report(demo, month, translator("en"), owner_of(demo, owner))
    best, overdue, sources = (shown.charts[key] for key in ("best", "overdue", "sources"))
    assert isinstance(best, ParetoChart)
    assert [(row.label, row.value) for row in best.rows] == [
        (one.customer, one.amount) for one in report.best[: len(best.rows)]
    ]
    assert best.whole == sum(one.amount for one in report.best)
    assert isinstance(overdue, FunnelChart)
    late = [(one.customer, one.overdue) for one in report.money_due if one.overdue]
    assert [(row.label, row.value) for row in overdue.rows] == late[: len(overdue.rows)]
    assert isinstance(sources, FunnelChart)
    told = {one.source or "Source unknown": one.amount for one in report.sources if one.amount}
    assert {row.label: row.value for row in sources.rows} == told
    for row in (*best.rows, *overdue.rows, *sources.rows):
        assert behind(demo, shown, row.key).total == row.value


@MONTHS
@OWNERS
def test_contacts_by_person_and_by_day_open_the_records(
    demo: Session, month: Month, owner: str
) -> None:
    shown = read(demo, month, owner)
    work, days = shown.charts["work"], shown.charts["days"]
    assert isinstance(work, StackedChart)
    for row in work.rows:
        for value, key in zip(row.values, row.keys, strict=True):
            assert len(behind(demo, shown, key).ids) == value
    assert isinstance(days, HeatChart)
    assert days.days[-1].day.isoformat() == ENDS[month]
    assert days.days[0].day.weekday() == 0
    for day in [one for one in days.days if one.value][::17]:
        assert len(behind(demo, shown, day.key).ids) == day.value


@MONTHS
def test_contacts_of_each_day_by_a_plain_query(demo: Session, month: Month) -> None:
    chart = read(demo, month).charts["days"]
    assert isinstance(chart, HeatChart)
    told = dict(
        ask(
            demo,
            "SELECT substr(at, 1, 10), count(*) FROM interaction WHERE kind != 'note'"
            " AND substr(at, 1, 10) BETWEEN :a AND :b GROUP BY 1",
            a=str(chart.days[0].day),
            b=ENDS[month],
        )
    )
    assert {str(one.day): one.value for one in chart.days if one.value} == told


def test_records_are_ordered_by_any_column(demo: Session) -> None:
    shown = read(demo, NOVEMBER)
    keys = [tile.key for tile in shown.tiles] + ["orders|2026-10"]
    for key in keys:
        query = behind(demo, shown, key).query()
        for column in query.columns:
            if not column.sortable:
                continue
            up = query.sorted_by(Sort(column.key)).ids(demo)
            down = query.sorted_by(Sort(column.key, descending=True)).ids(demo)
            assert sorted(up) == sorted(down)
    orders = behind(demo, shown, "overdue").query()
    dear = orders.sorted_by(Sort("left", descending=True))
    left = [row["left"] for row in dear.rows(demo, dear.ids(demo))]
    assert left == sorted(left, reverse=True)


def test_both_languages_and_an_empty_file(session: Session) -> None:
    for language in ("zh_CN", "en"):
        shown = read_dashboard(session, NOVEMBER, language, "", Progress())
        assert shown.is_empty
        assert all(len(find_behind(session, shown, one.key).ids) == 0 for one in shown.tiles)


def test_it_can_be_stopped_and_says_who_is_unknown(demo: Session) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        read_dashboard(demo, NOVEMBER, "en", "", progress)
    with pytest.raises(UserError, match="no staff member"):
        read_dashboard(demo, NOVEMBER, "en", "Nobody at all", Progress())
