"""The choices that only some reports have, and reports as workbooks, in the window."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog

from smallcrm.services.customer_list import CustomerQuery, Filter
from smallcrm.services.orders import save_order
from smallcrm.services.records import OrderLineRecord, OrderRecord
from smallcrm.services.report_list import ReportOptions, find_report
from smallcrm.services.saved_views import KeptView, save_view
from smallcrm.services.table import ShownList
from smallcrm.ui.pages.reports import ReportsPage
from tests.ui.desk import add_customer, make_context, settle


class Asked:
    """Keeps what the page asked for, and makes nothing."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ReportOptions, Path]] = []

    def __call__(self, _session, kind, options, path, _progress) -> None:
        self.asked.append((kind, options, path))


@pytest.fixture
def context(datafile, session):
    customer = add_customer(session, "Ashholm Foods", region="North")
    line = OrderLineRecord("Boxes", 100_00)
    save_order(session, OrderRecord(customer, "2026-11-02", (line,)))
    return make_context(datafile, session)


def open_page(qtbot, context, make=None) -> ReportsPage:
    page = ReportsPage(context, make)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.activate()
    settle()
    return page


def choose(page: ReportsPage, kind: str) -> None:
    page.gallery.set_value(kind)
    page.options.show_for(find_report(kind))
    page.refresh()
    settle()


def test_each_report_has_its_own_choices(qtbot, context) -> None:
    save_view(context.session, KeptView("My letters", Filter()))
    page = open_page(qtbot, context, Asked())
    fields = page.options
    shown = {
        "sales": (fields.group, fields.region),
        "labels": (fields.view, fields.labels, fields.start),
        "envelopes": (fields.view, fields.envelope),
    }
    for kind, there in shown.items():
        choose(page, kind)
        for field in (fields.group, fields.region, fields.view, fields.labels, fields.envelope):
            assert field.isVisibleTo(page) == (field in there), kind
    choose(page, "sales")
    assert fields.region.findText("North") > 0
    choose(page, "labels")
    assert fields.view.findText("My letters") > 0


def test_what_is_chosen_is_asked_for(qtbot, context) -> None:
    make = Asked()
    page = open_page(qtbot, context, make)
    choose(page, "labels")
    page.options.labels.set_value("105x57")
    page.options.labels.chosen.emit("105x57")
    assert page.options.start.maximum() == 10
    page.options.start.setValue(7)
    page.options.view.set_value("leads")
    page.refresh()
    settle()
    kind, options, _path = make.asked[-1]
    assert (kind, options.labels, options.start, options.view) == ("labels", "105x57", 7, "leads")


def test_labels_of_a_list_as_it_stands(qtbot, context) -> None:
    make = Asked()
    page = open_page(qtbot, context, make)
    shown = ShownList("North", CustomerQuery(Filter(view="leads")), ("name",))
    page.prepare_list("labels", shown)
    page.activate()
    settle()
    kind, options, _path = make.asked[-1]
    assert (kind, options.listed) == ("labels", shown)
    assert page.options.view.currentText() == "As shown: North"
    page.options.view.set_value("all")
    page.refresh()
    settle()
    assert make.asked[-1][1].listed is None


def test_the_abc_list_is_about_a_year_unless_told(qtbot, context) -> None:
    make = Asked()
    page = open_page(qtbot, context, make)
    choose(page, "abc")
    _kind, options, _path = make.asked[-1]
    assert (options.first, options.last) == (date(2025, 12, 1), date(2026, 11, 18))
    choose(page, "sales")
    _kind, options, _path = make.asked[-1]
    assert (options.first, options.last) == (date(2026, 11, 1), date(2026, 11, 30))


def test_a_report_is_saved_as_a_workbook(qtbot, context, tmp_path: Path, monkeypatch) -> None:
    page = open_page(qtbot, context)
    choose(page, "sales")
    target = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_more: (str(target), ""))
    with qtbot.waitSignal(context.hub.message) as said:
        page.save_workbook()
    assert "mine.xlsx" in said.args[0]
    assert "By month" in openpyxl.load_workbook(tmp_path / "mine.xlsx").sheetnames
