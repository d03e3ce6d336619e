"""Tables of any length and width lose nothing and stay quick."""

import time
from datetime import datetime
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from smallcrm.core.i18n import translator
from smallcrm.core.progress import Progress
from smallcrm.reports import fonts, style
from smallcrm.reports.page import Frame, Paper
from smallcrm.reports.tables import Cell, Column, Table, draw_table, natural_widths, share_widths
from tests.reports.reading import Document

COLUMNS = (Column("Name"), Column("City", wrap=False), Column("Amount", "right", wrap=False))


def _print(table: Table) -> Document:
    frame = Frame("List", "Company", "", "foot", datetime(2026, 11, 1))
    paper = Paper(frame, translator("en"), Progress())
    draw_table(paper, table)
    out = BytesIO()
    paper.save(out)
    return Document(out)


def _rows(number):
    return [(f"Customer number {n}", "Leeds", f"{n:,}") for n in range(number)]


def test_a_long_table_goes_on_with_its_head_on_every_page():
    document = _print(Table(COLUMNS, _rows(300), ("Total", "", "44,850")))
    assert len(document.pages) > 5
    for number, page in enumerate(document.pages, 1):
        assert page.count("Amount") == 1
        assert f"Page {number} of {len(document.pages)}" in page
    for n in range(300):
        assert f"Customernumber{n}Leeds{n:,}" in document.solid
    assert "Total44,850" in document.solid


def test_the_total_never_stands_alone_on_a_page():
    for number in range(20, 70):
        last = _print(Table(COLUMNS, _rows(number), ("Total", "", "1"))).pages[-1]
        assert f"Customer number {number - 1} " in last


def test_no_page_begins_with_a_single_row() -> None:
    for number in range(20, 70):
        document = _print(Table(COLUMNS, _rows(number), after=20))
        assert document.pages[-1].count("Customer number ") >= 3


def test_a_row_taller_than_the_page_goes_on_over_the_next():
    name = "".join(chr(0x4E00 + n % 3000) for n in range(5000))
    rows = [*_rows(3), (name, "Hull", "7"), *_rows(3)]
    document = _print(Table(COLUMNS, rows, dense=True))
    pieces = [name[start : start + 8] for start in range(0, 5000, 8)]
    lost = [piece for piece in pieces if piece not in document.solid]
    # Only where a page ends, or the other cells of the row stand between, is a piece divided.
    assert len(lost) <= len(document.pages)
    assert not any(document.overlaps(page) for page in range(len(document.pages)))
    assert not any(document.outside(page) for page in range(len(document.pages)))


def test_many_columns_of_long_texts_neither_overlap_nor_leave_the_page():
    columns = tuple(Column(f"A long head number {n}", wrap=n % 2 == 0) for n in range(12))
    rows = [tuple(f"text {n} of this row 很长的内容" * 3 for n in range(12)) for _row in range(4)]
    document = _print(Table(columns, rows, dense=True))
    for page in range(len(document.pages)):
        assert not document.overlaps(page)
        assert not document.outside(page)


def test_toned_cells_and_totals_print_their_text():
    rows = [(Cell("Late one", "bad"), Cell("x", muted=True), Cell("5", bold=True))] * 2
    assert _print(Table(COLUMNS, rows, ("Total", "", "10"))).text.count("Late one x 5") == 2


@pytest.mark.parametrize("natural", [[50, 40, 60], [500, 40, 60], [500, 400, 600], [5000, 5, 5]])
def test_columns_fill_the_width_exactly(natural):
    widths, gap = share_widths(natural, COLUMNS, 480)
    assert sum(widths) + gap * 2 == pytest.approx(480)
    assert min(widths) > 0


def test_what_should_not_wrap_gets_its_room_first():
    widths, _gap = share_widths([900, 40, 60], COLUMNS, 480)
    assert widths[1:] == [40, 60]


def test_time_is_near_that_of_drawing_the_bare_strings():
    rows = [(f"客户名称 {n} 有限公司", "杭州", f"¥ {n:,}.00") for n in range(1500)]

    def bare() -> None:
        canvas = Canvas(BytesIO(), invariant=1, pageCompression=1)
        for start in range(0, len(rows), 45):
            canvas.setFont(fonts.REGULAR, style.CELL_DENSE.size)
            for place, row in enumerate(rows[start : start + 45]):
                for column, text in enumerate(row):
                    canvas.drawString(50 + column * 150, 780 - place * 16, text)
            canvas.showPage()
        canvas.save()

    def seconds(job) -> float:
        start = time.perf_counter()
        job()
        return time.perf_counter() - start

    fonts.faces()
    table = Table(COLUMNS, rows, dense=True)

    def ours() -> None:
        paper = Paper(
            Frame("List", "", "", "", datetime(2026, 11, 1)), translator("en"), Progress()
        )
        draw_table(paper, table)
        paper.save(BytesIO())

    ratio = min(seconds(ours) / seconds(bare) for _attempt in range(3))
    assert ratio < 4


def test_a_bold_cell_has_room_on_one_line():
    columns = (Column("Due", wrap=False), Column("What"), Column("More"))
    rows = [(Cell("2026-10-30", bold=True), "call " * 30, "x " * 200), ("2026-11-01", "call", "x")]
    look = style.CELL
    wide = natural_widths(Table(columns, rows), look, style.CELL_HEAD)[0]
    assert wide >= fonts.text_width("2026-10-30", look.size, bold=True)
