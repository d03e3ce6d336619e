"""Any list is printed as it is shown."""

from datetime import date, datetime
from io import BytesIO

import pytest

from smallcrm.core.errors import Cancelled
from smallcrm.core.i18n import translator
from smallcrm.core.progress import Progress
from smallcrm.reports.listing import ListColumn, ListReport, render
from tests.reports.reading import Document

COLUMNS = (
    ListColumn("Customer"),
    ListColumn("Phone", "phone"),
    ListColumn("Since", "date"),
    ListColumn("Complete", "percent"),
    ListColumn("Visits", "number", total=True),
    ListColumn("Bought", "money", total=True),
)
MADE = datetime(2026, 11, 1, 8, 30)


def _rows(number):
    return [
        (f"Customer {n}", f"138 0013 {n:04d}", date(2026, 10, 1 + n % 31), 75, n, n * 10_000)
        for n in range(number)
    ]


def _render(report, language="en", **options):
    out = BytesIO()
    render(report, out, translator(language), **options)
    document = Document(out)
    for page in range(len(document.pages)):
        assert not document.overlaps(page)
        assert not document.outside(page)
    return document


def _size(document):
    size = document._document.pagePointSize(0)
    return size.width(), size.height()


def test_title_filter_rows_and_totals_are_printed():
    report = ListReport("Customers of Leeds", COLUMNS, _rows(3), MADE, "Company", "Level A")
    text = _render(report).text
    assert "Customers of Leeds" in text
    assert "3 rows · Level A" in text
    assert "Made with smallcrm on 2026-11-01 08:30" in text
    assert "Page 1 of 1" in text
    flat = " ".join(text.split())
    assert "Customer 2 138 0013 0002 2026-10-03 75% 2 ¥ 200" in flat
    assert "Total 3 ¥ 300" in flat


def test_no_row_of_a_long_list_is_missing():
    document = _render(ListReport("All", COLUMNS, _rows(700), MADE))
    flat = " ".join(document.text.split())
    for n in range(700):
        assert f"Customer {n} 138 0013 {n:04d}" in flat
    assert len(document.pages) > 8


def test_an_empty_list_says_so_in_the_language():
    assert "列表是空的。" in _render(ListReport("客户", COLUMNS, [], MADE), "zh_CN").text


def test_wide_lists_turn_the_paper():
    many = COLUMNS + tuple(ListColumn(f"Further column {n}") for n in range(5))
    rows = [(*row, *["some text in it"] * 5) for row in _rows(4)]
    width, height = _size(_render(ListReport("Wide", many, rows, MADE)))
    assert width > height
    width, height = _size(_render(ListReport("Narrow", COLUMNS, _rows(4), MADE)))
    assert width < height
    report = ListReport("Narrow", COLUMNS, _rows(4), MADE)
    width, height = _size(_render(report, orientation="landscape"))
    assert width > height


def test_one_long_text_does_not_turn_the_paper():
    rows = [("long " * 300, *row[1:]) for row in _rows(2)]
    width, height = _size(_render(ListReport("Long", COLUMNS, rows, MADE)))
    assert width < height


def test_widths_of_the_screen_are_kept_in_proportion():
    columns = (ListColumn("One", width=100), ListColumn("Two", width=300))
    document = _render(ListReport("List", columns, [("first", "second")], MADE))
    left = min(box.left() for box in document.boxes(0))
    at = [box.left() for box in document.boxes(0) if abs(box.left() - left) > 100]
    assert min(at) - left == pytest.approx(0.25 * 488 + 10, abs=6)


def test_values_of_all_kinds_and_none():
    columns = (
        ListColumn("A", "moment"),
        ListColumn("B", "number"),
        ListColumn("C", "money"),
        ListColumn("D"),
        ListColumn("E", "percent"),
    )
    rows = [(datetime(2026, 11, 1, 14), 1234.5, 123_45, 7, 0.4), (None, None, None, None, None)]
    flat = " ".join(_render(ListReport("List", columns, rows, MADE)).text.split())
    assert "2026-11-01 14:00 1,234.5 ¥ 123.45 7 0%" in flat


def test_a_list_can_be_cancelled(tmp_path):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        render(
            ListReport("List", COLUMNS, _rows(5), MADE),
            tmp_path / "list.pdf",
            translator("en"),
            progress,
        )
    assert list(tmp_path.iterdir()) == []
