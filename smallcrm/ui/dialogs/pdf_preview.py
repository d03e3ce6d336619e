"""A PDF on the screen, its pages as wide as the room; printing and saving it."""

from pathlib import Path

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QPageLayout, QPageSize, QPainter, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.paths import documents_dir
from smallcrm.ui.theme import theme

_MARGIN = 16
_WIDEST = 900  # px at 100 % text: wider than this a page is no easier to read
_PRINT_DPI = 300


class PdfPreview(QPdfView):
    """Shows a PDF, one page below the other; `page_changed` tells page and number of pages."""

    page_changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        # no child of the view: on its end it would call the half-destroyed view and crash
        self.pdf = QPdfDocument()
        self.setDocument(self.pdf)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.Custom)
        self.setPageSpacing(12)
        self.setObjectName("pdfPreview")
        self.setFrameShape(QPdfView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.pageNavigator().currentPageChanged.connect(self._tell)
        theme().theme_changed.connect(self._colour)
        self._colour()

    def show_file(self, path: Path) -> bool:
        """Show a PDF file; returns whether it could be read."""
        self.pdf.close()
        ready = self.pdf.load(str(path)) == QPdfDocument.Error.None_
        self._fit()
        self.verticalScrollBar().setValue(0)
        self._tell()
        return ready

    def clear(self) -> None:
        """Show nothing."""
        self.pdf.close()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event) -> None:
        bar = self.verticalScrollBar()
        steps = {
            int(Qt.Key.Key_Down): bar.singleStep() * 3,
            int(Qt.Key.Key_Up): -bar.singleStep() * 3,
            int(Qt.Key.Key_PageDown): bar.pageStep(),
            int(Qt.Key.Key_Space): bar.pageStep(),
            int(Qt.Key.Key_PageUp): -bar.pageStep(),
            int(Qt.Key.Key_Home): bar.minimum() - bar.value(),
            int(Qt.Key.Key_End): bar.maximum() - bar.value(),
        }
        step = steps.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step)

    def _fit(self) -> None:
        """Make a page as wide as the room, up to a readable width, and stand in its middle."""
        if not self.pdf.pageCount():
            return
        points = self.pdf.pagePointSize(0).width()
        room = self.viewport().width() - 2 * _MARGIN
        width = min(room, theme().px(_WIDEST))
        side = max(_MARGIN, (self.viewport().width() - width) // 2)
        self.setDocumentMargins(QMargins(side, _MARGIN, side, _MARGIN))
        dots = self.screen().logicalDotsPerInch() / 72
        self.setZoomFactor(max(0.1, width / (points * dots)))

    def _tell(self) -> None:
        self.page_changed.emit(self.pageNavigator().currentPage() + 1, self.pdf.pageCount())

    def _colour(self) -> None:
        palette = self.palette()
        for role in (QPalette.ColorRole.Dark, QPalette.ColorRole.Mid, QPalette.ColorRole.Base):
            palette.setColor(role, theme().color("sunken"))
        self.setPalette(palette)


def print_pdf(pdf: QPdfDocument, title: str, parent: QWidget) -> bool:
    """Ask for a printer and print a document; returns whether it was sent."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setFromTo(1, pdf.pageCount())
    set_paper(printer, pdf)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, pdf.pageCount())
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    render_to(printer, pdf)
    return True


def set_paper(printer: QPrinter, pdf: QPdfDocument) -> None:
    """Ask the printer for the paper of the first page: an envelope, labels, a sheet on its side."""
    wide, high = pdf.pagePointSize(0).width(), pdf.pagePointSize(0).height()
    points = QSizeF(min(wide, high), max(wide, high))
    match = QPageSize.SizeMatchPolicy.FuzzyMatch
    printer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", match))
    printer.setPageOrientation(_orientation(pdf, 0))


def _orientation(pdf: QPdfDocument, page: int) -> QPageLayout.Orientation:
    size = pdf.pagePointSize(page)
    is_wide = size.width() > size.height()
    return QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait


def render_to(printer: QPrinter, pdf: QPdfDocument) -> None:
    """Print the pages the printer was told to, fitted to its paper. UserError when it cannot."""
    printer.setFullPage(True)
    first, last = printer.fromPage() or 1, printer.toPage() or pdf.pageCount()
    painter = QPainter()
    for number in range(first, min(last, pdf.pageCount()) + 1):
        # a page on its side is as large as one that stands
        printer.setPageOrientation(_orientation(pdf, number - 1))
        if number == first:
            if not painter.begin(printer):
                raise UserError(_("The printer does not answer."), _("Check that it is on."))
        else:
            printer.newPage()
        area = painter.viewport().size()
        image = _page_image(pdf, number - 1, area, printer.resolution())
        shown = image.size().scaled(area, Qt.AspectRatioMode.KeepAspectRatio)
        place_of = QRect(QPoint(0, 0), shown)
        place_of.moveCenter(QRect(QPoint(0, 0), area).center())
        painter.drawImage(place_of, image)
    painter.end()


def save_pdf(made: Path, name: str, parent: QWidget) -> Path | None:
    """Ask where to keep a PDF and copy it there; returns the place. UserError when it cannot."""
    chosen, _kind = QFileDialog.getSaveFileName(
        parent, _("Save as PDF"), str(documents_dir() / name), "PDF (*.pdf)"
    )
    if not chosen:
        return None
    target = Path(chosen)
    if target.suffix.lower() != ".pdf":
        target = target.with_name(target.name + ".pdf")
    partial = target.with_name(target.name + ".partial")
    try:
        partial.write_bytes(made.read_bytes())
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UserError(
            _("The file %(path)s could not be written.") % {"path": target},
            _("Is it open in another program? Choose another name or folder."),
        ) from error
    return target


def open_file(path: Path) -> None:
    """Show a file in the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _page_image(pdf: QPdfDocument, page: int, area: QSize, resolution: int) -> QImage:
    """Draw a page at the printer's fineness, but no finer than paper needs."""
    points = pdf.pagePointSize(page)
    fineness = min(resolution, _PRINT_DPI) / 72
    size = QSize(round(points.width() * fineness), round(points.height() * fineness))
    page_image = pdf.render(page, size)
    white = QImage(page_image.size(), QImage.Format.Format_RGB32)
    white.fill(Qt.GlobalColor.white)
    painter = QPainter(white)
    painter.drawImage(0, 0, page_image)
    painter.end()
    return white
