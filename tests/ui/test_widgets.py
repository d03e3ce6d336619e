"""Labels, lists, panels, forms and dialogs."""

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from smallcrm.core.errors import UserError
from smallcrm.ui.memory import Memory
from smallcrm.ui.widgets.buttons import Action, Button, IconButton, Segmented, make_menu
from smallcrm.ui.widgets.date_edits import WhenEdit
from smallcrm.ui.widgets.dialogs import ConfirmBar, Dialog
from smallcrm.ui.widgets.errors import ErrorDialog, ErrorReporter, describe
from smallcrm.ui.widgets.figure_row import FigureRow
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.labels import Badge, ElidedLabel, KeyFigure, Label, LinkLabel, SectionHead
from smallcrm.ui.widgets.layouts import FlowLayout, holder, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import Banner, EmptyState, ScrollColumn
from smallcrm.ui.widgets.side_list import SideItem, SideList
from smallcrm.ui.widgets.text_edit import TextEdit
from smallcrm.ui.widgets.three_pane import ThreePane
from smallcrm.ui.widgets.toast import Toast


@pytest.fixture
def show(qtbot):
    """Puts a widget on the screen."""

    def on_screen(widget, width=0, height=0):
        qtbot.addWidget(widget)
        if width:
            widget.resize(width, height or widget.sizeHint().height())
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        return widget

    return on_screen


def test_a_cut_text_has_a_tooltip_and_one_that_fits_has_none(show):
    label = show(ElidedLabel("A name that is a good deal too long for this place"), 120)
    label.grab()
    assert label.toolTip().startswith("A name")
    label.setText("Short")
    label.grab()
    assert label.toolTip() == ""


def test_labels_show_what_customers_are_called_and_no_markup(show):
    label = show(Label("<b>Bold & Co</b>"))
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.sizeHint().width() > show(Label("Bold & Co")).sizeHint().width()


def test_a_badge_hides_at_nothing(show):
    badge = Badge(12)
    show(badge)
    badge.set_count(0)
    assert not badge.isVisible()
    badge.set_count(1200)
    assert badge.text() == "999+"


def test_a_link_is_pressed_by_mouse_and_key(qtbot, show):
    link = show(LinkLabel("Copy"))
    with qtbot.waitSignal(link.clicked):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(link.clicked):
        qtbot.keyClick(link, Qt.Key.Key_Return)


def test_a_section_head_counts(show):
    head = show(SectionHead("Overdue", 1234))
    assert head.count.text() == "1,234"
    head.set_count(None)
    assert not head.count.isVisible()


def test_chips_wrap_like_words(qtbot):
    place = QWidget()
    qtbot.addWidget(place)
    flow = FlowLayout(spacing=4)
    for _ in range(6):
        box = QWidget()
        box.setFixedSize(50, 20)
        flow.addWidget(box)
    place.setLayout(flow)
    assert flow.heightForWidth(6 * 54) == 20
    assert flow.heightForWidth(160) == 2 * 20 + 4
    assert flow.sizeHint().width() == 6 * 54 - 4
    assert flow.totalMinimumSize().height() == 20  # or a dialog would be as high as one column


def test_key_figures_are_never_cut_but_stand_two_by_two(show):
    figures = [KeyFigure("Bought this year", "¥ 1,234,567.00") for _ in range(4)]
    row = show(FigureRow(figures), 700, 60)
    wide = row.heightForWidth(700)
    assert row.heightForWidth(330) > wide
    row.resize(330, row.heightForWidth(330))
    assert {figure.y() for figure in figures} != {figures[0].y()}
    assert all(figure.width() >= figure.sizeHint().width() for figure in figures)


def test_a_button_names_its_key(qtbot, show):
    pressed = []
    button = show(Button("Log", on_click=lambda: pressed.append(1), key="Ctrl+L"))
    assert button.toolTip() == "Log  Ctrl+L"
    qtbot.keyClick(button, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: pressed == [1])
    icon = IconButton("pencil", "Edit")
    qtbot.addWidget(icon)
    assert icon.accessibleName() == "Edit"


def test_one_of_the_segments_holds(qtbot, show):
    segments = show(Segmented([("list", "List"), ("week", "Week")], "week"))
    assert segments.value() == "week"
    with qtbot.waitSignal(segments.changed) as told:
        segments.findChildren(Button.__base__)[0].click()
    assert told.args == ["list"]
    with qtbot.waitSignal(segments.changed):
        qtbot.keyClick(segments, Qt.Key.Key_Right)
    assert segments.value() == "week"


def test_a_menu_is_made_of_actions(qtbot):
    done = []
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = make_menu(
        parent,
        [
            Action("Open", lambda: done.append("open"), "eye", key="Enter"),
            None,
            Action("Shown", checked=True),
            Action("More", items=[Action("Inside", lambda: done.append("inside"))]),
        ],
    )
    first, line, shown, more = menu.actions()
    first.trigger()
    more.menu().actions()[0].trigger()
    assert done == ["open", "inside"]
    assert line.isSeparator()
    assert shown.isChecked()


class TestSideList:
    ITEMS = (
        SideItem(None, "Views"),
        SideItem("all", "All customers", "users", 12),
        SideItem("a", "Level A", "star", 3),
        SideItem(None, "Tags"),
        SideItem("fair", "Fair", "tag", 1),
    )

    def test_heads_are_passed_over_by_keys(self, qtbot, show):
        side = show(SideList(self.ITEMS), 200, 300)
        told = []
        side.chosen.connect(told.append)
        assert side.value() == "all"
        for _ in range(2):
            qtbot.keyClick(side, Qt.Key.Key_Down)
        assert told == ["a", "fair"]

    def test_new_counts_keep_the_choice(self, qtbot, show):
        side = show(SideList(self.ITEMS), 200, 300)
        side.set_value("fair")
        with qtbot.assertNotEmitted(side.chosen):
            side.set_counts({"fair": 9})
            side.set_items(self.ITEMS[:-1])
        assert side.value() == "all"  # the tag is gone
        side.grab()

    def test_a_press_chooses(self, qtbot, show):
        side = show(SideList(self.ITEMS), 200, 300)
        place = side.visualRect(side.model().index(2, 0)).center()
        with qtbot.waitSignal(side.chosen) as told:
            qtbot.mouseClick(side.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert told.args == ["a"]


class TestForm:
    @pytest.fixture
    def form(self, show):
        form = Form(2)
        form.add("name", "Name", LineEdit(), required=True, span=2)
        form.add("email", "E-mail", LineEdit(), hint="For quotes")
        form.add("note", "Note", TextEdit())
        return show(form, 500)

    def test_errors_stand_under_their_fields_and_the_first_is_gone_to(self, form):
        assert not form.set_errors({"email": "Not an address", "note": "Too long", "other": "?"})
        assert form.error("email") == "Not an address"
        assert form.field("email").hasFocus()
        assert form.field("email").property("wrong") == "true"
        assert form.error("name") == ""
        assert form.set_errors({})
        assert form.error("note") == ""

    def test_what_has_the_keyboard_bears_the_label(self, form, now):
        when = form.add("due", "Next step", WhenEdit(now))
        assert when.edit.accessibleName() == "Next step"

    def test_an_error_goes_when_its_field_is_mended(self, qtbot, form):
        form.set_errors({"email": "Not an address", "note": "Too long"})
        qtbot.keyClicks(form.field("email"), "a")
        form.field("note").set_text("short")
        assert (form.error("email"), form.error("note")) == ("", "")
        assert form.field("email").property("wrong") == "false"

    def test_fields_have_names_for_screen_readers(self, form):
        assert form.field("name").accessibleName() == "Name"

    def test_a_field_hides_with_its_label(self, form):
        form.set_visible("email", False)
        labels = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
        assert "E-mail" not in labels
        assert "Note" in labels


class Ask(Dialog):
    """A dialog that refuses an empty name."""

    def __init__(self) -> None:
        super().__init__("New customer", "Create")
        self.name = LineEdit()
        self.note = TextEdit()
        self.box.addWidget(self.name)
        self.box.addWidget(self.note)

    def submit(self) -> bool:
        if not self.name.text():
            raise UserError("The name is missing", "Type one.")
        return True


class TestDialog:
    @pytest.fixture
    def dialog(self, show):
        return show(Ask())

    def test_a_user_error_is_shown_in_place(self, qtbot, dialog):
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
        assert dialog.isVisible()
        assert dialog.name.hasFocus()
        assert dialog.problem.text() == "The name is missing Type one."
        qtbot.keyClicks(dialog.name, "Harwood")
        with qtbot.waitSignal(dialog.accepted):
            qtbot.keyClick(dialog.name, Qt.Key.Key_Return)

    def test_a_long_text_takes_enter_and_ctrl_enter_submits(self, qtbot, dialog):
        dialog.name.setText("Harwood")
        qtbot.keyClick(dialog.note, Qt.Key.Key_Return)
        assert dialog.isVisible()
        dialog.note.setFocus()
        with qtbot.waitSignal(dialog.accepted):
            qtbot.keyClick(dialog.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def test_tab_goes_through_the_fields_and_then_to_the_buttons(self, qtbot, dialog):
        order = []
        for _ in range(4):
            order.append(dialog.focusWidget())
            qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert order == [dialog.name, dialog.note, dialog.cancel, dialog.primary]

    def test_esc_and_the_other_button_leave(self, qtbot, dialog):
        with qtbot.waitSignal(dialog.rejected):
            qtbot.keyClick(dialog.name, Qt.Key.Key_Escape)
        dialog.show()
        dialog.cancel.setFocus()
        with qtbot.waitSignal(dialog.rejected):
            qtbot.keyClick(dialog.cancel, Qt.Key.Key_Return)


def test_a_question_is_answered_with_a_verb(qtbot, show):
    bar = show(ConfirmBar())
    bar.ask("Erase the password?", "Erase")
    button = next(one for one in bar.findChildren(Button) if one.text() == "Erase")
    with qtbot.waitSignal(bar.confirmed):
        button.click()
    assert not bar.isVisible()
    bar.ask("Erase the password?", "Erase")
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(bar, Qt.Key.Key_Escape)


def test_a_banner_hides_when_it_has_nothing_to_say(qtbot, show):
    banner = Banner("No backup yet", "warn", closable=True)
    page = show(holder(vbox(banner)))
    assert page.isVisible()
    with qtbot.waitSignal(banner.closed):
        banner.findChild(IconButton).click()
    assert not banner.isVisible()
    banner.set_message("Again", "bad")
    assert banner.isVisible()
    banner.set_message("")
    assert not banner.isVisible()


def test_an_empty_page_offers_one_thing(qtbot, show):
    pressed = []
    empty = show(EmptyState("inbox", "Nothing yet", "Import", lambda: pressed.append(1)))
    empty.button.click()
    assert pressed == [1]


def test_a_toast_stands_inside_its_window_however_long(show):
    window = show(QWidget(), 700, 400)
    toast = Toast(window)
    toast.show_message("A sentence that goes on and on. " * 8, "warn", "Undo", lambda: None)
    assert window.rect().contains(toast.geometry())
    text = toast.findChild(Label)
    assert text.heightForWidth(text.width()) <= text.height()


def test_a_column_scrolls_down_but_never_sideways(show):
    column = show(
        ScrollColumn(ElidedLabel("long " * 80), *[Label("row") for _ in range(60)]), 300, 200
    )
    assert column.widget().width() <= column.viewport().width()
    assert column.verticalScrollBar().maximum() > 0


class TestThreePane:
    @pytest.fixture
    def pane(self, show):
        def fill(name):
            widget = QWidget()
            widget.setObjectName(name)
            widget.setLayout(vbox(Label(name)))
            return widget

        return show(ThreePane(fill("side"), fill("list"), fill("detail"), Memory(), "x"), 1300, 500)

    def visible(self, pane) -> set[str]:
        names = ("side", "list", "detail")
        return {name for name in names if pane.findChild(QWidget, name).isVisible()}

    def test_wide_shows_all(self, pane):
        assert self.visible(pane) == {"side", "list", "detail"}

    def test_narrow_makes_the_detail_a_page_with_a_way_back(self, pane):
        pane.resize(900, 500)
        assert self.visible(pane) == {"side", "list"}
        pane.show_detail()
        assert self.visible(pane) == {"detail"}
        back = next(one for one in pane.findChildren(Button) if one.isVisible())
        back.click()
        assert self.visible(pane) == {"side", "list"}
        pane.resize(1300, 500)
        assert self.visible(pane) == {"side", "list", "detail"}


class TestErrors:
    def fault(self) -> Exception:
        secret = "Harwood Ltd., 13800138000"
        try:
            int(secret)
        except ValueError as error:
            return error
        raise AssertionError

    def test_details_name_places_but_no_values(self):
        details = describe(self.fault())
        assert "test_widgets.py" in details
        assert "ValueError" in details
        assert "Harwood" not in details

    def test_a_fault_opens_one_dialog_whose_details_can_be_copied(self, qtbot, show):
        window = show(QWidget())
        reporter = ErrorReporter(window)
        reporter.report(self.fault())
        reporter.report(self.fault())
        qtbot.waitUntil(lambda: len(window.findChildren(ErrorDialog)) == 1)
        dialog = window.findChild(ErrorDialog)
        next(one for one in dialog.findChildren(Button) if one.text() == "Copy details").click()
        assert "ValueError" in QApplication.clipboard().text()
        dialog.accept()

    def test_a_user_error_is_said(self, qtbot):
        reporter = ErrorReporter()
        with qtbot.waitSignal(reporter.said) as told:
            reporter.report(UserError("The disk is full", "Free some room."))
        assert told.args == ["The disk is full Free some room."]


def test_a_press_beside_a_link_is_none(qtbot, show):
    link = show(LinkLabel("Copy"))
    with qtbot.assertNotEmitted(link.clicked):
        qtbot.mousePress(link, Qt.MouseButton.LeftButton)
        qtbot.mouseRelease(link, Qt.MouseButton.LeftButton, pos=QPoint(500, 500))


def test_a_dialog_is_high_enough_for_texts_that_wrap(show):
    dialog = show(ErrorDialog("details"))
    assert dialog.height() >= dialog.layout().totalHeightForWidth(dialog.width())
    before = dialog.height()
    dialog.show_problem("A sentence that needs more than one line here. " * 6)
    dialog.grab()
    QApplication.sendPostedEvents()
    assert dialog.height() > before
    dialog.show_problem("")
    dialog.grab()
    QApplication.sendPostedEvents()
    assert dialog.height() == before


def test_an_error_before_anything_runs_is_shown_and_written_out(qtbot, capsys):
    reporter = ErrorReporter()
    seen = []

    def close():
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, ErrorDialog) and dialog.isVisible():
                seen.append(dialog)
                dialog.reject()

    QTimer.singleShot(50, close)
    try:
        raise ModuleNotFoundError("smallcrm.nothing")
    except ModuleNotFoundError as error:
        reporter.tell(error)
    assert len(seen) == 1
    assert "ModuleNotFoundError: smallcrm.nothing" in capsys.readouterr().err
