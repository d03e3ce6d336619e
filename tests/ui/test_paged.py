"""The paged model and its table: pages, order, selection by record, columns."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from smallcrm.core import i18n
from smallcrm.core.errors import UserError
from smallcrm.services.table import Sort
from smallcrm.ui.itemmodels.cells import make_cell
from smallcrm.ui.itemmodels.paged import KEPT_PAGES, PAGE, PagedTableModel
from smallcrm.ui.jobs import InlineReader
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.panels import EmptyState
from smallcrm.ui.widgets.table import TableView
from smallcrm.ui.widgets.table_columns import ViewState


@pytest.fixture
def model(now) -> PagedTableModel:
    return PagedTableModel(None, InlineReader(None), now, "list")


@pytest.fixture
def shown(qtbot, model, make_query) -> TableView:
    """A table of 250 records that is on the screen."""
    view = TableView(model)
    qtbot.addWidget(view)
    model.set_query(make_query())
    view.resize(700, 400)
    with qtbot.waitExposed(view):
        view.show()
    return view


def texts(model: PagedTableModel, column: int = 0, count: int = 3) -> list[str]:
    return [model.index(row, column).data() for row in range(min(count, model.rowCount()))]


def test_it_is_a_right_item_model(model, make_query, qtmodeltester):
    model.set_query(make_query(count=230))
    qtmodeltester.check(model)
    model.set_query(make_query(count=120))
    model.clear()


def test_a_hundred_thousand_records_read_only_what_is_seen(qtbot, model, make_query):
    query = make_query(count=100_000)
    view = TableView(model)
    qtbot.addWidget(view)
    model.set_query(query)
    view.resize(700, 400)
    view.grab()
    assert model.rowCount() == 100_000
    assert query.fetched == list(range(1, PAGE + 1))

    view.selectAll()
    assert view.selected_count() == 100_000
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    view.grab()
    assert set(query.fetched[PAGE:]) == set(range(100_000 - PAGE + 1, 100_001))


def test_the_first_page_is_read_with_the_ids(slow_reader, now, make_query):
    query = make_query(count=250)
    model = PagedTableModel(None, slow_reader, now, "list")
    model.set_query(query)
    slow_reader.answer()
    assert query.fetched == list(range(1, PAGE + 1))
    assert model.index(0, 0).data() == "Customer 1 v1"
    assert len(query.fetched) == PAGE


def test_pages_seen_long_ago_are_given_up(model, make_query):
    query = make_query(count=(KEPT_PAGES + 2) * PAGE)
    model.set_query(query)
    for page in range(KEPT_PAGES + 1):
        model.row(page * PAGE)
    query.fetched.clear()
    model.row((KEPT_PAGES - 1) * PAGE)
    assert query.fetched == []
    assert model.index(0, 0).data() == "Customer 1 v1"
    assert query.fetched == list(range(1, PAGE + 1))


def test_old_contents_stay_until_the_new_ids_are_there(slow_reader, now, make_query):
    model = PagedTableModel(None, slow_reader, now, "list")
    model.set_query(make_query(count=3))
    assert model.loading
    assert model.rowCount() == 0
    slow_reader.answer()
    assert not model.loading
    model.set_query(make_query(count=5, version=2))
    assert texts(model) == ["Customer 1 v1", "Customer 2 v1", "Customer 3 v1"]
    slow_reader.answer()
    assert model.rowCount() == 5
    assert texts(model, count=1) == ["Customer 1 v2"]


def test_reading_again_shows_new_contents(qtbot, model, make_query):
    query = make_query(count=3)
    model.set_query(query)
    assert texts(model, count=1) == ["Customer 1 v1"]
    with qtbot.waitSignal(model.dataChanged, timeout=0):
        model.set_query(make_query(count=3, version=2))
    assert texts(model, count=1) == ["Customer 1 v2"]


def test_a_failed_read_is_told_and_leaves_the_old_rows(qtbot, model, make_query):
    model.set_query(make_query(count=3))

    class Broken(make_query):
        def ids(self, session):
            raise UserError("The disk is full")

    with qtbot.waitSignal(model.failed, timeout=0) as told:
        model.set_query(Broken())
    assert str(told.args[0]) == "The disk is full"
    assert model.rowCount() == 3
    assert not model.loading


def test_pressing_a_head_orders_and_pressing_again_turns_round(shown, qtbot, model):
    head = shown.horizontalHeader()
    amount = head.viewport(), Qt.MouseButton.LeftButton
    place = QPoint(head.sectionViewportPosition(4) + 20, 10)
    qtbot.mouseClick(*amount, pos=place)
    assert model.query.sort == Sort("bought")
    qtbot.mouseClick(*amount, pos=place)
    assert model.query.sort == Sort("bought", descending=True)
    assert texts(model, count=1) == ["Customer 250 v1"]
    unsortable = QPoint(head.sectionViewportPosition(3) + 20, 10)
    qtbot.mouseClick(*amount, pos=unsortable)
    assert model.query.sort.key == "bought"
    assert head.sortIndicatorSection() == 4


def test_the_same_records_stay_selected_in_another_order(shown, qtbot, model):
    told = []
    shown.current_changed.connect(told.append)
    shown.go_to(7)
    assert told == [7]
    model.set_query(model.query.sorted_by(Sort("name", descending=True)))
    assert shown.current_id() == 7
    assert shown.selected_ids() == [7]
    assert told == [7]
    assert shown.visualRect(shown.currentIndex()).intersects(shown.viewport().rect())


def test_a_record_that_is_gone_is_no_longer_current(shown, qtbot, model, make_query):
    shown.go_to(7)
    told = []
    shown.current_changed.connect(told.append)
    model.set_query(make_query(missing=frozenset({7})))
    assert shown.current_id() is None
    assert shown.selected_ids() == []
    assert told == [None]


def test_a_selection_with_gaps_is_told_in_order(shown, model):
    for row in (5, 1, 2):
        shown.selectionModel().select(
            model.index(row, 0),
            shown.selectionModel().SelectionFlag.Select | shown.selectionModel().SelectionFlag.Rows,
        )
    assert shown.selected_ids() == [2, 3, 6]


def test_keys_open_delete_and_copy(shown, qtbot):
    shown.go_to(2)
    with qtbot.waitSignal(shown.opened) as opened:
        qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert opened.args == [2]
    with qtbot.waitSignal(shown.delete_asked):
        qtbot.keyClick(shown, Qt.Key.Key_Delete)
    qtbot.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().text().split("\t")
    assert copied[0] == "Customer 2 v1"
    assert "138 0000 0002" in copied
    assert "late" not in copied


def test_chosen_columns_are_kept(qtbot, now, make_query):
    kept: dict[str, object] = {}
    state = ViewState(lambda: kept, kept.update)

    def table() -> TableView:
        model = PagedTableModel(None, InlineReader(None), now, "list")
        view = TableView(model, state)
        qtbot.addWidget(view)
        model.set_query(make_query())
        return view

    first = table()
    assert first.columns.shown() == ["name", "level", "phone", "last", "bought"]
    first.columns.show(["phone", "name", "note"])
    first.setColumnWidth(2, 222)
    qtbot.waitUntil(lambda: kept.get("widths", {}).get("phone") == 222)
    second = table()
    assert second.columns.shown() == ["phone", "name", "note"]
    assert second.columnWidth(2) == 222
    second.columns.reset()
    assert second.columns.shown() == ["name", "level", "phone", "last", "bought"]


def test_the_last_column_cannot_be_hidden(shown):
    shown.columns.show(["phone"])
    enabled = [item.enabled for item in shown.columns.actions() if item and item.checked]
    assert enabled == [False]


def test_an_empty_list_says_what_to_do(qtbot, model, make_query):
    view = TableView(model)
    qtbot.addWidget(view)
    empty = EmptyState("users", "No customers yet", "Import a list")
    view.set_empty(empty)
    model.set_query(make_query(count=0))
    assert not empty.isHidden()
    model.set_query(make_query(count=2))
    assert empty.isHidden()


def test_buttons_of_a_row_name_its_record(shown, qtbot):
    shown.set_row_actions([("log", "phone", "Log")])
    place = QPoint(30, shown.rowViewportPosition(3) + 5)
    qtbot.mouseMove(shown.viewport(), place)
    (press,) = shown.viewport().findChildren(IconButton)
    with qtbot.waitSignal(shown.row_action) as told:
        press.click()
    assert told.args == ["log", 4]


@pytest.mark.parametrize(
    ("value", "kind", "text", "tooltip"),
    [
        ("2026-11-18 14:00", "date", "Today 14:00", "Wednesday, November 18, 2026 14:00"),
        ("2026-11-15", "date", "3 days ago", "Sunday, November 15, 2026"),
        ("13800138000", "phone", "138 0013 8000", ""),
        (123450, "money", "¥ 1,234.50", ""),
        (1284, "number", "1,284", ""),
        (82, "percent", "82%", ""),
        ("one\ntwo", "text", "one two", ""),
        (None, "money", "", ""),
        (0, "money", "¥ 0.00", ""),
    ],
)
def test_values_are_shown_as_their_kind_asks(value, kind, text, tooltip, today):
    cell = make_cell(value, kind, "", today, "en")
    assert (cell.text, cell.tooltip) == (text, tooltip)


def test_heads_are_in_the_window_s_language_and_figures_stand_right(model, make_query):
    model.set_query(make_query())
    right = model.headerData(4, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight
    i18n.set_language("zh_CN")
    assert model.headerData(4, Qt.Orientation.Horizontal) == i18n.gettext("Amount")
    assert model.index(0, 3).data() == "昨天"


def test_heads_do_not_ask_every_row_whether_it_is_selected(qtbot, now, make_query):
    asked = []

    class Counting(PagedTableModel):
        def flags(self, index):
            asked.append(index.row())
            return super().flags(index)

    model = Counting(None, InlineReader(None), now, "list")
    view = TableView(model)
    qtbot.addWidget(view)
    model.set_query(make_query(count=5000))
    view.selectAll()
    view.grab()
    assert len(asked) < model.rowCount()


class Begun(PagedTableModel):
    """A model whose lists tell their first records before all."""

    def first(self, query):
        return lambda session, most: (len(query.ids(session)), query.ids(session)[:most])


@pytest.fixture
def begun(slow_reader, now, make_query) -> Begun:
    """A list of 250 records of which only the first page was answered."""
    model = Begun(None, slow_reader, now, "list")
    model.set_query(make_query(count=250))
    slow_reader.answer()
    return model


def test_a_list_shows_its_first_page_before_all_ids_are_read(begun, slow_reader, qtbot):
    assert begun.rowCount() == 250
    assert not begun.loading
    assert begun.index(0, 0).data() == "Customer 1 v1"
    with qtbot.assertNotEmitted(begun.modelReset):
        slow_reader.answer()
    assert begun.ids == list(range(1, 251))


def test_rows_behind_the_first_page_are_there_when_they_are_asked_for(begun, slow_reader):
    assert begun.index(249, 0).data() == "Customer 250 v1"
    assert begun.row_of(200) == 199
    slow_reader.answer()
    assert begun.rowCount() == 250
    assert begun.ids[-1] == 250


def test_all_can_be_selected_before_all_ids_are_read(begun, qtbot):
    view = TableView(begun)
    qtbot.addWidget(view)
    view.selectAll()
    assert view.selected_ids() == list(range(1, 251))


def test_another_order_meanwhile_is_what_stays(begun, slow_reader):
    begun.order_by(Sort("name", descending=True))
    slow_reader.answer()  # the other ids of the old order
    slow_reader.answer()
    assert begun.ids[0] == 250
    assert begun.id_at(249) == 1
