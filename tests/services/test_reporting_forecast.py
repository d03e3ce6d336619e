"""Pipeline and forecast: each figure worked out again by plain queries, and the paper read back."""

from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.reports.forecast import (
    ForecastReport,
    MonthSum,
    OwnerSum,
    StageSum,
    StillDeal,
    tabular,
)
from smallcrm.reports.tabular import render_tabular
from smallcrm.services.customers import save_customer
from smallcrm.services.deals import find_stage, save_deal
from smallcrm.services.records import CustomerRecord, DealRecord
from smallcrm.services.report_list import ReportOptions, write_report
from smallcrm.services.reporting_forecast import forecast_report
from smallcrm.storage.session import Session
from tests.reports.reading import Document

EN = translator("en")
DEALS = (
    "SELECT d.title, s.position, s.probability, s.stale_days, d.amount, d.expected_close,"
    " coalesce(o.name, ''), (SELECT max(h.entered) FROM stage_history h WHERE h.deal_id = d.id"
    " AND h.stage_id = d.stage_id) FROM deal d JOIN stage s ON s.id = d.stage_id"
    " JOIN customer c ON c.id = d.customer_id"
    " LEFT JOIN staff o ON o.id = coalesce(d.owner_id, c.owner_id) WHERE s.kind = 'open'"
)


def printed(report: ForecastReport, language: str = "en") -> Document:
    out = BytesIO()
    render_tabular(tabular(report, translator(language)), out)
    document = Document(out)
    for page in range(len(document.pages)):
        assert not document.overlaps(page)
        assert not document.outside(page)
    return document


def test_stages_months_owners_and_what_stands_still(demo: Session) -> None:
    report = forecast_report(demo, EN)
    rows = demo.connection.execute(DEALS).fetchall()
    assert len(rows) > 20
    stages: dict[int, list[int]] = {}
    expected: Counter[str] = Counter()
    owners: Counter[str] = Counter()
    still: list[str] = []
    for title, position, probability, usual, amount, close, owner, entered in rows:
        sums = stages.setdefault(position, [0, 0, 0])
        for place, value in enumerate((1, amount, amount * probability // 100)):
            sums[place] += value
        late = close is not None and close < "2026-11-18"
        kind = "no date" if close is None else "late" if late else close[:7]
        expected["later" if "2027-04" < kind < "3" else kind] += amount
        owners[owner] += amount
        days = (date(2026, 11, 18) - date.fromisoformat(entered[:10])).days
        if late or (usual is not None and days > usual):
            still.append(title)
    assert [[s.deals, s.amount, s.weighted] for s in report.stages if s.deals] == [
        stages[position] for position in sorted(stages)
    ]
    assert {str(one.month or one.when): one.amount for one in report.months if one.deals} == dict(
        expected
    )
    assert {one.owner: one.amount for one in report.owners} == dict(owners)
    assert sorted(one.title for one in report.still) == sorted(still)
    assert sum(one.still for one in report.owners) == len(still) > 0
    whole = sum(one.amount for one in report.stages)
    weighted = sum(one.weighted for one in report.stages)
    for parts in (report.months, report.owners):
        assert sum(one.amount for one in parts) == whole
        assert sum(one.weighted for one in parts) == weighted
    text = printed(report).text
    assert f"{whole // 100:,}" in text
    assert f"{weighted // 100:,}" in text


def test_of_one_owner(demo: Session) -> None:
    every = forecast_report(demo, EN)
    owner = next(one for one in every.owners if one.owner)
    mine = forecast_report(demo, EN, owner.owner)
    assert mine.owners == (owner,)
    assert sum(one.amount for one in mine.stages) == owner.amount
    with pytest.raises(UserError, match="Nobody"):
        forecast_report(demo, EN, "Nobody")


def test_each_deal_stands_where_its_day_says(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("Ashholm Foods"))
    stage = find_stage(session, "quote")
    days = ("2026-11-17", "2026-11-18", "2027-04-30", "2027-05-01", None)
    for place, day in enumerate(days):
        save_deal(
            session,
            DealRecord(customer, f"Deal {place}", 10**place, stage_id=stage, expected_close=day),
        )
    months = forecast_report(session, EN).months
    assert [(str(one.month or one.when), one.amount) for one in months if one.deals] == [
        ("late", 1),
        ("2026-11", 10),
        ("2027-04", 100),
        ("later", 1000),
        ("no date", 10000),
    ]
    assert [one.title for one in forecast_report(session, EN).still] == ["Deal 0"]


def test_no_deal_is_open(session: Session, tmp_path: Path) -> None:
    write_report(session, "pipeline", ReportOptions("zh_CN"), tmp_path / "out.pdf")
    assert "没有在谈的销售机会。" in Document((tmp_path / "out.pdf").read_bytes()).text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_hostile_names_and_hundreds_of_deals(session: Session, language: str) -> None:
    names = ["<b>Smith & Söhne", "堃犇喆𫖯商行", "长" * 200, "W" * 200]
    names += [f"Deal {n}." for n in range(200)]
    day = date(2026, 5, 1)
    much = 10**12
    report = ForecastReport(
        stages=tuple(StageSum(name, 50, 1, much, much) for name in names[:5]),
        months=(MonthSum(Month.of(day), 1, much, much), MonthSum(None, 1, 1, 1, "late")),
        owners=tuple(OwnerSum(name, 1, much, much, 1) for name in names[:5]),
        still=tuple(StillDeal(n, n, n[:9], "Quote", 9, day, much) for n in names),
        as_of=day,
        made_at=session.clock.now(),
        company="A < B",
    )
    document = printed(report, language)
    for name in names:
        assert document.solid.count("".join(name.split())) >= 2
    for page in document.pages[3:]:
        assert ("客户" if language == "zh_CN" else "Customer") in page
