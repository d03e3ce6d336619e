"""The reports page: made as a job, shown, printed and saved."""

from calendar import month_name
from pathlib import Path
from types import SimpleNamespace

import pytest
import shiboken6
from PySide6.QtCore import QMarginsF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from smallcrm.core.config import Config
from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.ui.desk import Desk
from smallcrm.ui.dialogs.pdf_dialog import PdfDialog
from smallcrm.ui.dialogs.pdf_preview import PdfPreview, render_to, save_pdf
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.page_list import page_specs
from smallcrm.ui.pages.reports import ReportsPage
from smallcrm.ui.pages.reports_options import first_choice
from tests.ui.desk import add_customer, make_context, settle


def write_pdf(path: Path, texts: list[str], millimetres: tuple[int, int] = (210, 297)) -> None:
    """Write a small real PDF with a text on each page."""
    writer = QPdfWriter(str(path))
    size = QPageSize(QSizeF(*millimetres), QPageSize.Unit.Millimeter)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter(writer)
    font = painter.font()
    font.setPixelSize(writer.resolution() // 2)
    painter.setFont(font)
    for number, text in enumerate(texts):
        if number:
            writer.newPage()
        painter.drawText(1000, 2000, text)
    painter.end()


class Maker:
    """Makes reports for the page and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Month, str]] = []
        self.error: Exception | None = None

    def __call__(self, session, kind, options, path, progress) -> None:
        progress.check()
        month, language = options.month, options.language
        self.asked.append((kind, month, language))
        if self.error is not None:
            raise self.error
        write_pdf(path, [f"Report {month_name[month.month]} {language}", "second page"])


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def page(qtbot, context, maker) -> ReportsPage:
    made = ReportsPage(context, maker)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.activate()
    settle()
    return made


def text_of(path: Path) -> str:
    pdf = QPdfDocument()
    pdf.load(str(path))
    words = " ".join(pdf.getAllText(page).text() for page in range(pdf.pageCount()))
    pdf.close()
    return words


def test_the_report_of_this_month_is_shown(page, maker) -> None:
    assert maker.asked == [("monthly", Month(2026, 11), "en")]
    assert page.preview.isVisible()
    assert page.preview.pdf.pageCount() == 2
    assert page._pages.text() == "Page 1 of 2"


def test_early_in_a_month_the_one_before_is_offered() -> None:
    assert first_choice(Month(2026, 11).day(10)) == Month(2026, 10)
    assert first_choice(Month(2026, 11).day(11)) == Month(2026, 11)
    assert first_choice(Month(2026, 1).day(5)) == Month(2025, 12)


def test_month_and_language_make_it_again(qtbot, page, maker, context) -> None:
    page.options.month.setFocus()
    qtbot.keyClick(page.options.month, Qt.Key.Key_Down)
    settle()
    qtbot.keyClick(page.options.language, Qt.Key.Key_Left)
    settle()
    assert maker.asked[1:] == [
        ("monthly", Month(2026, 10), "en"),
        ("monthly", Month(2026, 10), "zh_CN"),
    ]
    assert context.memory.get("reports.language") == "zh_CN"


def test_changed_data_offers_to_make_it_again(qtbot, page, maker, session) -> None:
    assert not page.again.isVisible()
    add_customer(session)
    settle()
    assert page.again.isVisible()
    qtbot.mouseClick(page.again, Qt.MouseButton.LeftButton)
    settle()
    assert len(maker.asked) == 2
    assert not page.again.isVisible()
    page.activate()
    settle()
    assert len(maker.asked) == 2


def test_a_failure_is_said_in_place_and_can_be_tried_again(qtbot, page, maker) -> None:
    maker.error = UserError("The disk is full.")
    page.refresh()
    settle()
    assert page.problem.isVisible()
    assert "The disk is full." in page.problem._sentence.text()
    assert not any(button.isEnabled() for button in page._actions)
    maker.error = None
    qtbot.mouseClick(page.problem.button, Qt.MouseButton.LeftButton)
    settle()
    assert page.preview.isVisible()


def test_only_the_last_report_asked_for_is_shown(page, maker) -> None:
    page.options.month.set_value(Month(2026, 1))
    page.refresh()
    page.options.month.set_value(Month(2026, 2))
    page.refresh()
    settle()
    assert "February" in page.preview.pdf.getAllText(0).text()


def test_saving_keeps_a_whole_pdf(qtbot, page, tmp_path, monkeypatch, context) -> None:
    offered = []

    def choose(_parent, _title, name, _kinds):
        offered.append(Path(name).name)
        return str(tmp_path / "my report"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    with qtbot.waitSignal(context.hub.message):
        qtbot.keyClick(page.preview, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert offered == ["Monthly customer report 2026-11.pdf"]
    assert "Report November en" in text_of(tmp_path / "my report.pdf")
    assert [path.name for path in tmp_path.glob("my*")] == ["my report.pdf"]


def test_a_place_that_cannot_be_written_is_said(qtbot, tmp_path, monkeypatch) -> None:
    made = tmp_path / "made.pdf"
    write_pdf(made, ["x"])
    target = tmp_path / "no folder" / "x.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_more: (str(target), ""))
    with pytest.raises(UserError, match="could not be written"):
        save_pdf(made, "x.pdf", None)


@pytest.mark.parametrize(("pages", "expected"), [((0, 0), 3), ((2, 3), 2)])
def test_printing_sends_each_page(qapp, tmp_path, pages, expected) -> None:
    source, target = tmp_path / "source.pdf", tmp_path / "printed.pdf"
    write_pdf(source, ["one", "two", "three"])
    pdf = QPdfDocument()
    pdf.load(str(source))
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printer.setFromTo(*pages)
    render_to(printer, pdf)
    pdf.close()
    printed = QPdfDocument()
    printed.load(str(target))
    assert printed.pageCount() == expected
    picture = printed.render(0, printed.pagePointSize(0).toSize())
    ink = [
        (x, y)
        for x in range(picture.width())
        for y in range(picture.height() // 3)
        if picture.pixelColor(x, y).alpha() and picture.pixelColor(x, y).lightness() < 128
    ]
    assert len(ink) > 50  # there is text on the paper, and where it should be
    assert min(x for x, _y in ink) > 40
    printed.close()


def test_a_pdf_in_a_dialog(qtbot, tmp_path) -> None:
    path = tmp_path / "list.pdf"
    write_pdf(path, ["one", "two"])
    dialog = PdfDialog(path, "List")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog._pages.text() == "Page 1 of 2"


def test_a_preview_may_be_deleted_with_its_document_open(qtbot, tmp_path) -> None:
    path = tmp_path / "list.pdf"
    write_pdf(path, ["one"])
    window = QWidget()
    preview = PdfPreview(window)
    preview.show_file(path)
    window.show()
    settle()
    shiboken6.delete(window)
    settle()
    assert not shiboken6.isValid(preview)


def test_a_file_that_is_no_pdf_is_said(qtbot, tmp_path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"not a pdf")
    dialog = PdfDialog(path, "List")
    qtbot.addWidget(dialog)
    assert dialog.problem.text()


def test_the_real_report_is_made_from_the_data_file(qtbot, context, session) -> None:
    add_customer(session)
    page = ReportsPage(context)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    settle()
    assert page.preview.isVisible()
    assert "Monthly customer report" in page.preview.pdf.getAllText(0).text()


def test_another_card_of_the_gallery_is_made_with_its_own_options(
    qtbot, page, maker, context
) -> None:
    assert page.options.month.isVisible()
    qtbot.keyClick(page.gallery, Qt.Key.Key_Down)
    settle()
    kind = page.gallery.kind()
    assert kind.key != "monthly"
    assert maker.asked[-1][0] == kind.key
    assert page.options.month.isVisible() == ("month" in kind.takes)
    assert page.options.first.isVisible() == ("days" in kind.takes)
    assert context.memory.get("reports.kind") == kind.key


def test_paper_and_colours_are_chosen_and_kept(qtbot, page, maker, context) -> None:
    qtbot.mouseClick(page.options.grey, Qt.MouseButton.LeftButton)
    qtbot.keyClick(page.options.paper, Qt.Key.Key_Right)
    settle()
    chosen = page.options.options()
    assert (chosen.paper, chosen.grey) == ("Letter", True)
    assert len(maker.asked) == 3
    assert (context.memory.get("reports.paper"), context.memory.get("reports.grey")) == (
        "Letter",
        True,
    )


def test_a_card_waits_for_its_customer(qtbot, page, maker, session) -> None:
    id = add_customer(session, "Alder Works")
    page.gallery.setCurrentIndex(page.gallery.model().index(0))
    while page.gallery.value() != "customer":
        qtbot.keyClick(page.gallery, Qt.Key.Key_Down)
    settle()
    assert page.asking.isVisible()
    assert "customer" not in {kind for kind, *_more in maker.asked}
    assert not any(button.isEnabled() for button in page._actions)
    page.options.customer.set_value(id, "Alder Works")
    page.options.customer.chosen.emit(id)
    settle()
    assert page.preview.isVisible()
    assert maker.asked[-1][0] == "customer"
    assert page._name() == "Customer card Alder Works"


def test_a_customers_detail_leads_to_its_statement(qtbot, datafile, session) -> None:
    context = make_context(datafile, session)
    id = add_customer(session, 'Alder "Works" / Leeds')
    window = MainWindow(context.hub, page_specs(context), context.memory)
    program = SimpleNamespace(config=Config(), change_config=None, move_file=None, open_file=None)
    window.desk = Desk(context, window, program)
    qtbot.addWidget(window)
    window.show()
    context.hub.report_asked.emit("statement", id)
    settle()
    page = window.page("reports")
    assert window.page_key == "reports"
    assert page.gallery.value() == "statement"
    assert page.options.options().customer_id == id
    assert "Statement of account" in page.preview.pdf.getAllText(0).text()
    assert page._name() == "Statement of account Alder _Works_ _ Leeds 2026-11-01 2026-11-30"


def test_typed_days_make_it_again_once(qtbot, page, maker) -> None:
    page.prepare("statement", 0)
    page.activate()
    settle()
    before = len(maker.asked)
    page.options.first.setFocus()
    page.options.first.selectAll()
    qtbot.keyClicks(page.options.first, "2026-09-01")
    qtbot.waitUntil(lambda: len(maker.asked) > before)
    assert len(maker.asked) == before + 1
    assert str(page.options.options().first) == "2026-09-01"
