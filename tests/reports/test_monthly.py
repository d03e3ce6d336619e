"""The monthly report as a reader gets it: in both languages, for any data."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PySide6.QtPdf import QPdfDocument

from smallcrm.core.errors import Cancelled, StorageError
from smallcrm.core.i18n import translator
from smallcrm.core.progress import Progress
from smallcrm.reports.monthly import (
    Attention,
    BestCustomer,
    CompetitorFigure,
    Complaint,
    CompleteFigure,
    DealMove,
    DecisionLine,
    Heard,
    LevelFigure,
    MoneyDue,
    MonthlyReport,
    NewCustomer,
    Order,
    Period,
    PlanFigure,
    Reason,
    Sleeping,
    StageFigure,
    StatusChange,
    Trend,
    render,
)
from smallcrm.reports.style import A4
from tests.reports.reading import Document
from tests.reports.sample import MONTH, empty, sample

HOSTILE = (
    "<b>Smith & Söhne",
    "𫖯喆堃犇有限公司",
    "Café 😀👍🏽",
    "שלום עולם",
    "</para><img src='x'>",
    "O’Brien “Best” & Co",
    "a\u202eb",
)


def _render(report: MonthlyReport, language: str = "en", **options) -> Document:
    out = BytesIO()
    render(report, out, translator(language), **options)
    return Document(out)


def _is_tidy(document: Document) -> bool:
    pages = range(len(document.pages))
    assert not [box for page in pages for box in document.overlaps(page)]
    assert not [box for page in pages for box in document.outside(page)]
    return True


@pytest.fixture(scope="module")
def english() -> Document:
    return _render(sample("en"), "en")


@pytest.fixture(scope="module")
def chinese() -> Document:
    return _render(sample("zh_CN"), "zh_CN")


def test_the_first_page_tells_the_month(english):
    first = english.pages[0]
    assert "Monthly customer report October 2026" in first
    assert "Farridge Pumps Ltd." in first
    assert (
        "9 new customers this month, 3 more than the month before; most from Referral (4)." in first
    )
    assert "¥ 251,910.50" in first
    assert "Customers that need attention most" in first
    assert "data until 2026-10-31 23:59" in first


def test_the_first_page_is_one_page_in_both_languages(english, chinese):
    assert english.pages[1].startswith("Farridge Pumps Ltd.")
    assert "New customers" in english.pages[1]
    assert "新增客户" in chinese.pages[1]


def test_every_page_has_its_number(english, chinese):
    total = len(english.pages)
    for number, page in enumerate(english.pages, 1):
        assert f"Page {number} of {total}" in page
    for number, page in enumerate(chinese.pages, 1):
        assert f"第 {number} 页 / 共 {len(chinese.pages)} 页" in page


def test_nothing_overlaps_or_leaves_the_page(english, chinese):
    assert _is_tidy(english)
    assert _is_tidy(chinese)


def test_chinese_is_chinese_throughout(chinese):
    assert "本月新增客户 9 家，比上月多 3 家；来源最多的是老客户介绍（4 家）。" in chinese.text
    for word in ("customer", "Customer", "Total", "Owner", "days", "Orders", "month", "deal"):
        assert word not in chinese.text


def test_sums_under_the_tables_are_those_of_the_figures(english):
    report = sample("en")
    received = sum(one.amount for one in report.receipts)
    assert received == report.figures.receipts.now == report.months[-1].receipts
    solid = english.solid
    for amount in (
        received,
        sum(one.amount for one in report.orders),
        sum(one.due for one in report.money_due),
        sum(one.overdue for one in report.money_due),
        sum(one.amount for one in report.best),
        sum(one.bought for one in report.sleeping),
        sum(one.amount for one in report.won),
        sum(one.amount for one in report.lost),
    ):
        whole, cents = divmod(amount, 100)
        assert f"¥{whole:,}.{cents:02d}" in solid or f"¥{whole:,}" in solid


def test_a_list_cut_short_says_so_and_is_complete_in_the_appendix(english):
    assert "12 of 18 are shown; the complete list is in the appendix." in english.text
    appendix = next(n for n, page in enumerate(english.pages) if "Appendix" in page)
    tail = "".join("".join(english.pages[appendix:]).split())
    for one in sample("en").best:
        assert "".join(one.customer.split()) in tail
    for one in sample("en").attention:
        assert "".join(one.customer.split()) in tail


def test_what_is_cut_off_is_summed_up_in_one_row(english):
    left_out = sum(one.amount for one in sample("en").best[12:])
    assert "6 others" in english.text
    assert f"{left_out / 100:,.2f}" in english.text


def test_bookmarks_lead_to_the_sections(english):
    marks = dict(english.bookmarks())
    assert marks["Monthly customer report"] == 0
    for title in ("New customers", "Orders", "Sleeping customers", "Appendix: complete lists"):
        assert title in english.pages[marks[title]]


def test_the_document_knows_its_title_author_time_and_language(chinese):
    assert chinese.meta(QPdfDocument.MetaDataField.Title) == "月度客户报告 - 2026 年 10 月"
    assert chinese.meta(QPdfDocument.MetaDataField.Author) == "远岭泵业有限公司"
    made = chinese.meta(QPdfDocument.MetaDataField.CreationDate).toString("yyyy-MM-dd HH:mm")
    assert made == "2026-11-01 08:30"
    assert b"/Lang (zh-CN)" in chinese.data


def test_the_same_figures_make_the_same_bytes(english):
    assert _render(sample("en"), "en").data == english.data


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_empty_file_makes_one_readable_report(language):
    document = _render(empty(language), language)
    assert _is_tidy(document)
    assert len(document.pages) <= 4
    words = {"en": "There are no customers yet", "zh_CN": "还没有客户"}
    assert words[language] in document.pages[0]
    line = {"en": r"Nothing this month: .*, Orders,", "zh_CN": r"本月没有：.*、订单、"}[language]
    assert re.search(line, document.text.replace("\n", " "))
    assert "No order was recorded" not in document.text  # no head for each with nothing below


def test_one_customer_makes_a_report():
    report = replace(
        empty("en"),
        company="One",
        new_customers=(NewCustomer("Only one", MONTH.first),),
        attention=(Attention("Only one", "", 0, None, "", (Reason("no_contact"),)),),
    )
    report = replace(report, figures=replace(report.figures, customers=Trend(1, 0, (0, 1))))
    document = _render(report)
    assert _is_tidy(document)
    assert "1 new customer this month, 1 more than the month before." in document.pages[0]
    assert "Never contacted" in document.pages[0]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_hostile_names_are_printed_and_found_again(language):
    long = "".join(chr(0x4E00 + n % 2500) for n in range(5000))
    names = (*HOSTILE, long)
    report = replace(
        sample(language),
        company=long,
        scope=long,
        attention=tuple(
            Attention(name, "A", 1, None, name[:30], (Reason("deal_stuck", 3, what=name[:300]),))
            for name in names
        ),
        new_customers=tuple(NewCustomer(name, MONTH.first, source=name) for name in names),
        stages=tuple(StageFigure(name, 3, 100) for name in names),
        lost=tuple(DealMove(MONTH.first, name, name, 5, reason=name) for name in names),
    )
    document = _render(report, language)
    assert _is_tidy(document)
    # A mark of direction is drawn nowhere, so a reader may pass it over.
    solid = document.solid.replace("\u202e", "")
    for name in HOSTILE:
        assert "".join(name.split()).replace("\u202e", "") in solid
    lost = [long[n : n + 6] for n in range(0, 5000, 6) if long[n : n + 6] not in document.solid]
    assert len(lost) <= len(document.pages)


def test_ten_thousand_customers_are_all_in_it():
    number = 10_000
    report = replace(
        sample("en"),
        sleeping=tuple(
            Sleeping(f"Sleeper {n}", MONTH.first - timedelta(days=n % 400), n, "C", "Zoe")
            for n in range(number)
        ),
    )
    document = _render(report)
    words = set(document.text.replace("\n", " ").split(" "))
    assert {str(n) for n in range(number)} <= words
    assert "9,988 others" in document.text
    assert document.text.count(f"¥ {sum(range(number)) / 100:,.2f}") == 2


def test_sections_are_printed_in_the_order_asked_for():
    document = _render(sample("en"), sections=("money_due", "orders"))
    titles = [title for title, _page in document.bookmarks()]
    assert titles.index("Money due") < titles.index("Orders")
    assert "Sleeping customers" not in titles
    with pytest.raises(KeyError):
        _render(sample("en"), sections=("nothing",))


def test_a_period_other_than_a_month_is_called_by_its_dates():
    first = MONTH.first + timedelta(days=3)
    document = _render(replace(sample("en"), period=Period(first, MONTH.last)))
    assert "Customer report Oct 4, 2026 – Oct 31, 2026" in document.pages[0]
    assert "9 new customers in this period, 3 more than the period before" in document.pages[0]


def test_progress_is_told_and_ends_complete():
    told: list[tuple[int, int]] = []

    class Watching(Progress):
        def report(self, done: int, total: int, text: str = "") -> None:
            told.append((done, total))

    _render(sample("en"), progress=Watching())
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    assert told[-1][0] == told[-1][1]


def test_a_cancelled_report_leaves_no_trace(tmp_path):
    class Stopping(Progress):
        def report(self, done: int, total: int, text: str = "") -> None:
            if done > 2:
                self.cancel()

    out = tmp_path / "month.pdf"
    with pytest.raises(Cancelled):
        render(sample("en"), out, translator("en"), Stopping())
    assert list(tmp_path.iterdir()) == []


def test_a_report_replaces_the_one_before_and_leaves_no_other_file(tmp_path):
    out = tmp_path / "new" / "月度报告.pdf"
    for _time in range(2):
        render(sample("en"), out, translator("en"))
    assert [path.name for path in out.parent.iterdir()] == ["月度报告.pdf"]
    assert out.read_bytes().startswith(b"%PDF-")


def test_a_place_that_cannot_be_written_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError) as caught:
        render(sample("en"), tmp_path / "file" / "month.pdf", translator("en"))
    assert "month.pdf" in caught.value.message
    assert caught.value.advice


def test_amounts_of_a_column_have_all_decimals_or_none():
    orders = (Order(MONTH.first, "One", 100_00), Order(MONTH.first, "Two", 250_50))
    text = _render(replace(sample("en"), orders=orders)).text
    assert "¥ 100.00" in text
    assert "¥ 250.50" in text
    due = (MoneyDue("One", 100_00), MoneyDue("Two", 200_00))
    assert "¥ 300\n" in _render(replace(sample("en"), money_due=due)).text


def test_large_sums_stay_inside_their_cards():
    report = sample("zh_CN")
    figures = replace(
        report.figures,
        pipeline=Trend(1_234_567_890_123_456, None, (1, 2, 3)),
        receipts=Trend(-4_512_345_678, 100),
        weighted=98_765_432_109,
    )
    document = _render(replace(report, figures=figures), "zh_CN")
    assert _is_tidy(document)
    assert "¥ 123,457 亿" in document.pages[0]
    assert "-¥ 45,123,456.78" in document.pages[0]


def test_letter_paper_works_too():
    document = _render(sample("en"), size=(612.0, 792.0))
    assert _is_tidy(document)
    assert document.text.count("Customers that need attention most") == 2


def test_a_first_month_of_receipts_names_no_lowest_month() -> None:
    report = sample("en")
    months = tuple(replace(one, receipts=0) for one in report.months[:-1])
    document = _render(replace(report, months=(*months, report.months[-1])), "en")
    text = " ".join(document.pages[0].split())
    assert "Receipts were highest in" in text
    assert "lowest in" not in text


def test_a_long_report_lists_its_contents_with_their_pages(english) -> None:
    second = english.pages[1].split("\n")
    assert "Contents" in second
    marks = dict(reversed(english.bookmarks()))  # where a title stands first
    at = second.index("Contents") + 1
    titles = second[at : second.index(second[at], at + 1)]
    # The numbers are drawn last, when they are known.
    numbers = [int(one) for one in second if one.isdecimal()][-len(titles) :]
    assert titles[0] == "Customers by level"
    assert titles[-1] == "What was decided"
    assert "Appendix: complete lists" in titles
    assert numbers == [marks[one] + 1 for one in titles]
    assert "Contents" not in _render(empty("en")).text


def test_the_appendix_and_the_first_page_agree_about_who_changed(english) -> None:
    report = sample("en")
    assert "17 customers became dormant" in " ".join(english.pages[0].split())
    at = max(n for n, page in enumerate(english.pages) if "Appendix: complete lists" in page)
    tail = "".join("".join(english.pages[at:]).split())
    for ones in (report.dormant, report.fallen, report.wishes):
        assert all("".join(one.customer.split()) in tail for one in ones)
    for amount in (
        sum(one.bought for one in report.dormant),
        sum(one.amount for one in report.fallen),
        sum(one.before for one in report.fallen),
    ):
        whole, cents = divmod(amount, 100)
        told = (f"¥{whole:,}.{cents:02d}", f"¥{whole:,}")
        body = "".join("".join(english.pages[:at]).split())
        assert any(one in body for one in told)
        assert any(one in tail for one in told)


def test_sections_of_the_same_thing_have_the_same_sum() -> None:
    report = sample("en")
    assert sum(one.customers for one in report.levels) == report.figures.customers.now
    text = " ".join(_render(report, sections=("levels", "forecast", "competitors")).text.split())
    ordered = sum(one.revenue for one in report.levels)
    assert ordered == report.figures.orders.now
    assert f"¥ {ordered / 100:,.2f}" in text
    pipeline = sum(one.amount for one in report.forecast)
    assert pipeline == report.figures.pipeline.now
    assert f"¥ {pipeline // 100:,}" in text
    assert sum(one.weighted for one in report.forecast) == report.figures.weighted
    lost = sum(one.amount for one in report.lost)
    assert text.count(f"¥ {lost // 100:,}") >= 2  # in the sentences, and under the reasons
    assert sum(one.complaints for one in report.sources) == len(report.complaints)


def test_large_amounts_are_in_ten_thousands_in_chinese_only(chinese, english) -> None:
    best = sum(one.amount for one in sample("zh_CN").best)
    assert "金额单位：万元" in chinese.text
    assert f"{best / 1_000_000:.2f}" in chinese.text
    # What is compared with the bank's paper stays exact.
    received = sum(one.amount for one in sample("zh_CN").receipts)
    assert chinese.text.count(f"¥ {received / 100:,.2f}") >= 2
    assert "万" not in english.text


def test_all_that_is_said_and_decided_is_printed_however_it_is_written() -> None:
    long = "".join(chr(0x4E00 + n % 2500) for n in range(5000))
    names = (*HOSTILE, long)
    day = MONTH.first
    report = replace(
        sample("en"),
        levels=tuple(LevelFigure(name[:40], 1) for name in HOSTILE),
        plan_owners=tuple(PlanFigure(name, 1, 2.0, 1, 1) for name in names),
        dormant=tuple(StatusChange(name, "active", "dormant", "A", name[:30]) for name in names),
        complaints=tuple(Complaint(day, name, 1, name, name[:30]) for name in names),
        heard=tuple(Heard(day, name, name, name[:60]) for name in names),
        wishes=tuple(Heard(day, name, name, name[:60]) for name in names),
        competitors=tuple(CompetitorFigure(name, 1, 100) for name in names),
        complete_owners=tuple(CompleteFigure(name, 1, 50.0) for name in names),
        fallen=tuple(BestCustomer(name, 100, 200) for name in names),
        decisions=tuple(DecisionLine(name, name[:30], day, name) for name in names),
        earlier=tuple(DecisionLine(name, name[:30], day, name) for name in names),
    )
    for size in (A4, (612.0, 792.0)):
        document = _render(report, size=size)
        assert _is_tidy(document)
        solid = document.solid.replace("\u202e", "")
        for name in HOSTILE:
            # once in each list, and twice where it is also what was said
            assert solid.count("".join(name.split()).replace("\u202e", "")) >= 12


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_head_stands_alone_at_the_foot_of_a_page(language) -> None:
    for size in (A4, (612.0, 792.0)):
        document = _render(sample(language), language, size=size)
        titles = {title for title, _page in document.bookmarks()}
        for page in document.pages:
            lines = [line.strip() for line in page.strip().split("\n")]
            assert not titles & set(lines[-3:-1])


def test_a_grey_report_has_no_colour() -> None:
    assert _render(sample("en")).is_coloured
    assert not _render(sample("en"), grey=True).is_coloured
