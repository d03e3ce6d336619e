"""What is printed comes out in its own size, standing or on its side."""

from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from smallcrm.ui.dialogs.pdf_preview import render_to, set_paper
from tests.ui.test_reports_page import write_pdf

A4, A4_LYING, DL = (210, 297), (297, 210), (220, 110)
POINT = 72 / 25.4


@pytest.mark.parametrize("size", [A4, A4_LYING, DL])
def test_the_paper_is_that_of_the_document(qapp, tmp_path: Path, size: tuple[int, int]) -> None:
    source, target = tmp_path / "source.pdf", tmp_path / "printed.pdf"
    write_pdf(source, ["one", "two"], size)
    pdf = QPdfDocument()
    pdf.load(str(source))
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    set_paper(printer, pdf)
    render_to(printer, pdf)
    pdf.close()
    printed = QPdfDocument()
    printed.load(str(target))
    for page in range(2):
        found = printed.pagePointSize(page)
        assert abs(found.width() - size[0] * POINT) < 4
        assert abs(found.height() - size[1] * POINT) < 4
    printed.close()
