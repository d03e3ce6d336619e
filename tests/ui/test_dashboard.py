"""The dashboard page: figures and bars that open what lies behind them, by mouse and by key."""

import shutil
from datetime import datetime
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from smallcrm.core.config import Config
from smallcrm.core.dates import FixedClock
from smallcrm.reports.charts_kinds import FunnelChart, FunnelRow
from smallcrm.services.dashboard_behind import Owed
from smallcrm.services.demo import add_demo
from smallcrm.services.orders import save_order
from smallcrm.services.records import OrderLineRecord, OrderRecord
from smallcrm.services.table import Sort
from smallcrm.storage.datafile import DataFile
from smallcrm.ui.charts import ChartView
from smallcrm.ui.desk import Desk
from smallcrm.ui.dialogs.order_dialog import OrderDialog
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.page_list import page_specs
from smallcrm.ui.pages.dashboard import DashboardPage
from smallcrm.ui.pages.dashboard_records import RecordsDialog
from smallcrm.ui.theme import theme
from tests.reports.test_charts_layout import HOSTILE, check_texts
from tests.ui.desk import add_customer, make_context, settle

Key = Qt.Key


CLOCK = FixedClock(datetime(2026, 11, 18, 9, 30))


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("dashboard") / "demo.db"
    datafile = DataFile.open(path, clock=CLOCK)
    session = datafile.session()
    add_demo(session, "en")
    session.close()
    datafile.close()
    return path


@pytest.fixture
def demo(tmp_path, demo_file):
    shutil.copyfile(demo_file, tmp_path / "demo.db")
    datafile = DataFile.open(tmp_path / "demo.db", clock=CLOCK)
    session = datafile.session()
    yield datafile, session
    session.close()
    datafile.close()


@pytest.fixture
def page(qtbot, demo) -> DashboardPage:
    made = DashboardPage(make_context(*demo))
    qtbot.addWidget(made)
    made.resize(1300, 1500)
    made.show()
    made.activate()
    settle()
    return made


def dialog_of(page: DashboardPage) -> RecordsDialog:
    shown = [one for one in page.window().findChildren(RecordsDialog) if one.isVisible()]
    assert len(shown) == 1
    settle()
    return shown[0]


def test_every_tile_opens_its_records_by_key(qtbot, page) -> None:
    assert [card.tile.key.partition("|")[0] for card in page.tiles.cards] == [
        "customers",
        "contacts",
        "on_time",
        "deals",
        "receipts",
        "overdue",
        "completeness",
    ]
    for card in page.tiles.cards:
        assert card.tile.value in card.accessibleName()
        card.setFocus()
        qtbot.keyClick(card, Key.Key_Return)
        dialog = dialog_of(page)
        assert dialog.windowTitle().startswith(card.tile.label)
        assert len(dialog.model.ids) == len(dialog.behind.ids) > 0
        qtbot.keyClick(dialog, Key.Key_Escape)
        settle()


def test_the_customers_behind_the_figure_are_as_many_as_it_says(qtbot, page) -> None:
    card = page.tiles.cards[0]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    dialog = dialog_of(page)
    assert f"{len(dialog.model.ids):,}" == card.tile.value
    assert dialog.foot.text() == f"{card.tile.value} customers"


FIRST_TITLES = {
    "money": "Orders of December 2025 (¥ ",
    "stages": "Deals in stage ",
    "best": "",
    "overdue": "",
    "sources": "Orders of November 2026, source: ",
    "work": "",
    "days": "Contacts of ",
}


def test_a_customers_bar_is_titled_with_its_name_and_what_it_is(page) -> None:
    for name, words in (
        ("best", ": orders of twelve months (¥ "),
        ("overdue", ": overdue orders (¥ "),
    ):
        row = page.shown.charts[name].rows[0]
        page.open_key(row.key)
        dialog = dialog_of(page)
        assert dialog.windowTitle().startswith(f"{row.label}{words}")
        dialog.reject()
        settle()


def test_each_chart_is_walked_and_opened_by_key(qtbot, page) -> None:
    for name, view in page.charts.items():
        spots = view.picture().spots
        assert spots, name
        qtbot.keyClick(view, Key.Key_End)
        assert view.current_key() == spots[-1].key
        qtbot.keyClick(view, Key.Key_Home)
        qtbot.keyClick(view, Key.Key_Return)
        dialog = dialog_of(page)
        assert dialog.windowTitle().startswith(FIRST_TITLES[name]), name
        assert len(dialog.model.ids) > 0
        qtbot.keyClick(dialog, Key.Key_Escape)
        settle()


def test_arrows_reach_every_bar(qtbot, page) -> None:
    view = page.charts["money"]
    view.setFocus()
    qtbot.keyClick(view, Key.Key_Home)
    reached = {view.current_key()}
    for _step in range(11):
        qtbot.keyClick(view, Key.Key_Right)
        reached.add(view.current_key())
    qtbot.keyClick(view, Key.Key_Down)
    reached.add(view.current_key())
    for _step in range(11):
        qtbot.keyClick(view, Key.Key_Left)
        reached.add(view.current_key())
    assert reached == {spot.key for spot in view.picture().spots}


def test_a_bar_is_pressed_with_the_mouse_and_its_order_opened(qtbot, page) -> None:
    view = page.charts["money"]
    rect = view.spot_rect("orders|2026-10")
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
    dialog = dialog_of(page)
    assert {row["date"][:7] for row in map(dialog.model.row, range(5))} == {"2026-10"}
    qtbot.keyClick(dialog.table, Key.Key_Return)
    settle()
    assert [one for one in QApplication.topLevelWidgets() if isinstance(one, OrderDialog)]


def test_beside_the_bars_nothing_is_opened(qtbot, page) -> None:
    view = page.charts["money"]
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() - 1, 1))
    assert not page.window().findChildren(RecordsDialog)


def test_tab_goes_through_figures_then_charts(qtbot, page) -> None:
    page.report.setFocus()
    seen = []
    for _step in range(len(page.tiles.cards) + len(page.charts)):
        page.focusNextChild()
        seen.append(page.focusWidget())
    assert seen == [*page.tiles.cards, *page.charts.values()]
    for view in page.charts.values():
        assert view.accessibleName() == view.picture().title
        assert view.accessibleDescription()


def test_texts_stay_inside_in_every_size_and_scheme(qtbot, page) -> None:
    for size, percent in ((900, 100), (1300, 130), (1700, 100)):
        theme().change("dark", percent)
        page.resize(size, 900)
        settle()
        for view in page.charts.values():
            picture = view.picture()
            assert abs(picture.width * percent / 100 - view.width()) < 1
            check_texts(picture)
            for spot in picture.spots:
                assert spot.x >= -1
                assert spot.x + spot.width <= picture.width + 1
        assert not page.grab().isNull()
    theme().change("light", 100)


def test_figures_are_kept_until_the_data_changes(qtbot, datafile, session, monkeypatch) -> None:
    add_customer(session, "Alder Works")
    page = DashboardPage(make_context(datafile, session))
    qtbot.addWidget(page)
    page.show()
    page.activate()
    settle()
    first = page.shown
    assert page.tiles.cards[0].tile.value == "1"
    page.activate()
    settle()
    assert page.shown is first
    page.hide()
    add_customer(session, "Birch Paper")
    settle()
    assert page.shown is first
    page.show()
    page.activate()
    settle()
    assert page.tiles.cards[0].tile.value == "2"


def test_an_empty_file_says_how_to_begin(qtbot, datafile, session) -> None:
    page = DashboardPage(make_context(datafile, session))
    qtbot.addWidget(page)
    page.show()
    page.activate()
    settle()
    assert page.empty.isVisible()


def test_the_records_are_printed_and_written_as_they_stand(qtbot, page, monkeypatch) -> None:
    page.open_key(page.tiles.cards[4].tile.key)
    dialog = dialog_of(page)
    asked = []
    hub = page._context.hub
    hub.print_asked.connect(lambda shown: asked.append(("print", shown)))
    hub.export_asked.connect(lambda shown: asked.append(("export", shown)))
    dialog.model.order_by(Sort("customer"))
    settle()
    qtbot.keyClick(dialog, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(dialog.table, Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert [what for what, _shown in asked] == ["print", "export"]
    for _what, shown in asked:
        assert shown.title == dialog.windowTitle()
        assert shown.filter == "Dashboard of November 2026"
        assert shown.query.ids(page._context.session) == list(dialog.model.ids)
        assert [column.key for column in shown.columns] == dialog.table.columns.shown()
    dialog.reject()


def test_a_month_and_an_owner_are_chosen(qtbot, page) -> None:
    before = page.tiles.cards[0].tile.value
    qtbot.keyClick(page.owner, Key.Key_Down)
    settle()
    assert page.tiles.cards[0].tile.value != before
    qtbot.keyClick(page.month, Key.Key_Down)
    settle()
    assert page.tiles.cards[1].tile.key == "contacts|2026-10"


def test_the_report_of_the_figures_is_one_step_away(qtbot, demo) -> None:
    context = make_context(*demo)
    window = MainWindow(context.hub, page_specs(context), context.memory)
    program = SimpleNamespace(config=Config(), change_config=None, move_file=None, open_file=None)
    window.desk = Desk(context, window, program)
    qtbot.addWidget(window)
    window.show()
    window.show_page("dashboard")
    settle()
    qtbot.mouseClick(window.page("dashboard").report, Qt.MouseButton.LeftButton)
    settle()
    assert window.page_key == "reports"
    assert window.page("reports").gallery.value() == "monthly"


def test_a_chart_without_bars_takes_no_focus(qtbot) -> None:
    view = ChartView()
    qtbot.addWidget(view)
    view.set_chart(FunnelChart("No money is overdue", ()))
    assert view.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert view.accessibleName() == "No money is overdue"


def test_any_name_is_painted_in_the_window(qtbot) -> None:
    rows = tuple(FunnelRow(name, 9 - n, str(n), "", key=f"k{n}") for n, name in enumerate(HOSTILE))
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.set_chart(FunnelChart("Names", rows))
    view.show()
    assert not view.grab().isNull()
    assert [spot.key for spot in view.picture().spots] == [f"k{n}" for n in range(len(HOSTILE))]


def test_money_owed_stands_with_its_due_day_its_owner_and_how_that_was_reckoned(
    qtbot, datafile, session
) -> None:
    customer = add_customer(session, "Oakrun Pumps", owner="Ann")
    line = OrderLineRecord("Boxes", 500_00)
    order = save_order(session, OrderRecord(customer, "2026-07-01", (line,)))
    behind = Owed("orders", (order,), {order: 500_00})
    dialog = RecordsDialog(make_context(datafile, session), "Overdue", behind)
    qtbot.addWidget(dialog)
    settle()
    shown = {
        column.key: dialog.model.cell(0, place).text
        for place, column in enumerate(dialog.model.columns)
    }
    assert shown["date"] == "2026-07-01 · 4 months ago"
    assert shown["due"].startswith("2026-07-31 · ")
    assert shown["owner"] == "Ann"
    assert dialog.foot.text().endswith("orders without a due date: due 30 days after the order")
