"""Lists to a file and to paper, as the window asks for them."""

from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFileDialog, QWidget

from smallcrm.core.i18n import current
from smallcrm.services.customer_list import CustomerQuery
from smallcrm.services.printing import print_list
from smallcrm.services.table import ShownList
from smallcrm.ui.list_output import export_list
from tests.ui.desk import add_customer, make_context

SHOWN = ShownList("Customers", CustomerQuery(), ("name", "phone"))


@pytest.fixture
def context(datafile, session):
    add_customer(session, "Alder Works", consent="refused")
    add_customer(session, "Beech Works")
    return make_context(datafile, session)


@pytest.mark.parametrize(
    ("kind", "ending", "left_out"),
    [
        ("Contact cards (*.vcf)", ".vcf", " 1 who asked not to be contacted was left out."),
        ("CSV (*.csv)", ".csv", ""),
        ("", ".xlsx", ""),
    ],
)
def test_a_list_is_written_in_the_form_that_is_chosen(
    qtbot, context, tmp_path: Path, monkeypatch, kind, ending, left_out
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_more: (str(tmp_path / "mine"), kind)
    )
    with qtbot.waitSignal(context.hub.message) as said:
        export_list(context, window, SHOWN)
    assert said.args[0].endswith(f"mine{ending}{left_out}")
    (path,) = tmp_path.glob("mine*")
    assert path.suffix == ending


def test_paper_says_who_must_not_be_contacted(qapp, context, tmp_path: Path) -> None:
    print_list(context.session, SHOWN, tmp_path / "out.pdf", current())
    pdf = QPdfDocument()
    pdf.load(str(tmp_path / "out.pdf"))
    text = pdf.getAllText(0).text()
    assert "Do not contact" in text
    assert "The whole customer" in text
