"""Each sentence of the first page follows from the figures."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smallcrm.core.i18n import translator
from smallcrm.reports.monthly import (
    CadenceGap,
    DealMove,
    LateFollowUp,
    MoneyDue,
    MonthMoney,
    NewCustomer,
    TermEnding,
    Trend,
    findings,
)
from tests.reports.sample import MONTH, empty

LAST = MONTH.last


def _report(**changes):
    base = empty("en")
    figures = replace(base.figures, customers=Trend(40, 40))
    if "receipts_figure" in changes:
        figures = replace(figures, receipts=changes.pop("receipts_figure"))
    return replace(base, figures=figures, **changes)


def _texts(report, language="en"):
    return {finding.text: finding.tone for finding in findings(report, translator(language))}


@pytest.mark.parametrize(
    ("now", "before", "tone", "text"),
    [
        (3, 1, "good", "3 new customers this month, 2 more than the month before."),
        (1, 3, "plain", "1 new customer this month, 2 fewer than the month before."),
        (2, 2, "good", "2 new customers this month, as many as the month before."),
        (0, 4, "plain", "No new customer this month; 4 in the month before."),
    ],
)
def test_new_customers(now, before, tone, text):
    ones = tuple(NewCustomer(f"N{n}", MONTH.first) for n in range(now))
    assert _texts(_report(new_customers=ones, new_before=before))[text] == tone


@pytest.mark.parametrize(
    ("trend", "tone", "text"),
    [
        (
            Trend(120_00, 100_00),
            "good",
            "Receipts of ¥ 120, 20% more than the month before (¥ 100).",
        ),
        (Trend(80_00, 100_00), "warn", "Receipts of ¥ 80, 20% less than the month before (¥ 100)."),
        (
            Trend(100_00, 100_00),
            "good",
            "Receipts of ¥ 100, about as much as the month before (¥ 100).",
        ),
        (Trend(80_00, 0), "good", "Receipts of ¥ 80."),
        (Trend(0, 100_00), "warn", "No money came in this month; ¥ 100 in the month before."),
        (Trend(0, 0), "plain", "No money came in this month."),
    ],
)
def test_receipts(trend, tone, text):
    assert _texts(_report(receipts_figure=trend))[text] == tone


def test_receipts_against_the_target():
    months = (MonthMoney(MONTH, 0, 120_00, 100_00),)
    texts = _texts(_report(receipts_figure=Trend(120_00, None), months=months))
    assert "Receipts of ¥ 120; 120% of the target." in texts


def test_money_overdue_names_the_largest_and_how_long():
    due = (
        MoneyDue("Small", 50_00, 50_00, LAST - timedelta(days=3)),
        MoneyDue("Large", 900_00, 400_00, LAST - timedelta(days=40)),
        MoneyDue("Fine", 5000_00, 0),
    )
    texts = _texts(_report(money_due=due))
    text = "¥ 450 is overdue from 2 customers; the largest: Large, ¥ 400, for 40 days."
    assert texts[text] == "bad"
    assert _texts(_report(money_due=due[2:]))["No money is overdue."] == "good"


def test_level_a_customers_not_contacted_are_named_three_and_counted():
    gaps = tuple(CadenceGap(f"Cust {n}", "A", 14, None) for n in range(5))
    other = (CadenceGap("Other", "B", 30, None),)
    texts = _texts(_report(cadence_gaps=gaps + other, a_level=12))
    text = (
        "5 of 12 level A customers were not contacted in time: Cust 0, Cust 1, Cust 2 and 2 more."
    )
    assert texts[text] == "warn"
    texts = _texts(_report(cadence_gaps=other, a_level=12))
    assert texts["All level A customers (12) were contacted in time."] == "good"
    assert not [text for text in _texts(_report()) if "level A" in text]


def test_deals_lost_with_their_reasons():
    lost = tuple(
        DealMove(MONTH.first, "Deal", "Cust", 100_00, reason=reason)
        for reason in ("Price", "Price", "")
    )
    won = (DealMove(MONTH.first, "Deal", "Cust", 500_00),)
    texts = _texts(_report(lost=lost))
    assert texts["3 deals lost, ¥ 300 (Price 2, no reason given 1)."] == "bad"
    texts = _texts(_report(lost=lost, won=won))
    text = "1 deal won, ¥ 500; 3 deals lost, ¥ 300 (Price 2, no reason given 1)."
    assert texts[text] == "warn"
    assert _texts(_report(won=won))["1 deal won, ¥ 500; no deal was lost."] == "good"
    assert _texts(_report())["No deal was won or lost this month."] == "plain"


def test_late_follow_ups_tell_the_oldest_and_who_has_most():
    late = tuple(
        LateFollowUp(f"Cust {days}", "Call", LAST - timedelta(days=days), staff)
        for days, staff in ((2, "Ann"), (9, "Bob"), (4, "Ann"))
    )
    texts = _texts(_report(late_follow_ups=late))
    text = "3 follow-ups are overdue; the oldest for 9 days: Cust 9; 2 belong to Ann."
    assert texts[text] == "warn"
    assert _texts(_report())["No follow-up is overdue."] == "good"


def test_terms_ending_tell_which_nobody_plans_for():
    terms = (
        TermEnding("Planned", "contract", LAST, amount=100_00, planned=True),
        TermEnding("Forgotten", "warranty", LAST),
    )
    texts = _texts(_report(terms=terms))
    text = (
        "2 contracts, warranties or subscriptions end within 30 days, worth ¥ 100; "
        "1 have no follow-up yet: Forgotten."
    )
    assert [tone for found, tone in texts.items() if "end within 30 days" in found] == ["warn"]
    assert text.replace("1 have", "1 has") in texts
    assert any("a follow-up is set for each" in text for text in _texts(_report(terms=terms[:1])))


def test_long_names_are_shortened_in_sentences_and_say_so():
    due = (MoneyDue("很" * 5000, 10_00, 10_00),)
    text = next(text for text in _texts(_report(money_due=due)) if "overdue" in text)
    assert len(text) < 120
    assert "很…" in text


def test_an_empty_file_has_one_finding():
    (only,) = findings(empty("en"), translator("en"))
    assert only.text == "There are no customers yet. Bring a list to begin."


def test_findings_in_chinese():
    due = (MoneyDue("百川水处理", 400_00, 400_00, LAST - timedelta(days=40)),)
    texts = _texts(_report(money_due=due), "zh_CN")
    assert "应收逾期 ¥ 400，涉及客户 1 家；最大一笔：百川水处理，¥ 400，已 40 天。" in texts
    assert "没有逾期的跟进。" in texts
