"""Statements of account as the customer reads them."""

from datetime import date, datetime
from io import BytesIO

import pytest

from smallcrm.core.i18n import translator
from smallcrm.reports.letterhead import Company
from smallcrm.reports.statement import Movement, Statement, Statements, render
from smallcrm.reports.style import LETTER
from tests.reports.reading import Document

HOSTILE = (
    "<b>Smith & Söhne</b> &amp; ${x} %s",
    "喆堃犇𫖯餐饮 🙂 <para>",
    "שלום Trading",
    "Endless" * 714,
    "无穷" * 2500,
)


def paper_of(*statements: Statement, language: str = "en", **more: object) -> Document:
    out = BytesIO()
    batch = Statements(
        statements,
        date(2026, 11, 1),
        date(2026, 11, 30),
        datetime(2026, 11, 18, 9, 30),
        Company("Fairsail Trading Ltd.", "66 Greenfield Road", "021 5288 0000"),
    )
    render(batch, out, translator(language), **more)  # type: ignore[arg-type]
    return Document(out)


def account(name: str = "Alder Works", text: str = "Press") -> Statement:
    return Statement(
        name,
        100_000,
        (
            Movement(date(2026, 11, 3), "order", 1_250_050, "SO-1", text),
            Movement(date(2026, 11, 9), "receipt", 350_000, "SO-1", "Bank transfer"),
        ),
        address="1 Mill Lane",
        person="Ms. Reed",
    )


def test_the_account_runs_from_opening_to_closing_balance() -> None:
    document = paper_of(account())
    for text in (
        *("Fairsail Trading Ltd.", "66 Greenfield Road", "Alder Works", "Ms. Reed", "1 Mill Lane"),
        *("2026-11-01 to 2026-11-30", "Opening balance", "1,000.00", "Order SO-1", "12,500.50"),
        *("13,500.50", "Receipt SO-1", "3,500.00", "10,000.50"),
        "On 2026-11-30 you owe us ¥ 10,000.50.",
    ):
        assert text in document.text


def test_in_chinese_the_amount_stands_in_capitals() -> None:
    document = paper_of(account(), language="zh_CN")
    assert "对账单" in document.text
    assert "人民币壹万元伍角整" in document.solid


@pytest.mark.parametrize(
    ("opening", "said"), [(-5000, "paid ¥ 50.00 ahead"), (0, "nothing is owed")]
)
def test_paid_ahead_or_even(opening: int, said: str) -> None:
    assert said in paper_of(Statement("Alder Works", opening)).text


def test_each_customer_has_pages_of_its_own_and_a_bookmark() -> None:
    many = tuple(
        Movement(date(2026, 11, 3), "order", 100, f"SO-{place}", "Press") for place in range(60)
    )
    document = paper_of(account("First"), Statement("Second", 0, many), account("Third"))
    marks = dict(document.bookmarks())
    assert list(marks) == ["First", "Second", "Third"]
    assert marks["First"] == 0
    assert marks["Second"] == 1
    assert marks["Third"] > 2
    assert "Second · 2026-11-01 to 2026-11-30" in document.pages[2]  # what runs on says whose
    assert "Third" not in document.pages[marks["Third"] - 1]


def test_without_anything_owed_a_sentence_says_so() -> None:
    assert "No customer had a movement" in paper_of().text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("size", [None, LETTER], ids=["A4", "Letter"])
def test_any_name_is_printed_whole(
    name: str, language: str, size: tuple[float, float] | None
) -> None:
    document = paper_of(
        account(name, text=name), language=language, **({"size": size} if size else {})
    )
    if len(name) > 1000:  # over several pages, with their feet between
        assert document.solid.count(name[0]) >= 2 * name.count(name[0])
    elif "שלום" not in name:  # the reader of the test gives such letters in its own order
        assert document.solid.count("".join(name.split())) >= 2
    for page in range(len(document.pages)):
        assert not document.overlaps(page)
        assert not document.outside(page)
