"""Fields as a user meets them: typing, keys, what is understood."""

from datetime import date, time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from smallcrm.ui.widgets.calendar_popup import CalendarPopup, MonthGrid
from smallcrm.ui.widgets.choices import ChoiceBox, CompletingEdit, TagEdit
from smallcrm.ui.widgets.date_edits import DateEdit, WhenEdit
from smallcrm.ui.widgets.line_edits import LineEdit, MoneyEdit, PhoneEdit, SearchBox, StarRating
from smallcrm.ui.widgets.popup_list import Entry, PopupList
from smallcrm.ui.widgets.text_edit import TextEdit

# the offscreen platform warns of every pop-up
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def show(qtbot):
    """Puts a widget on the screen."""

    def on_screen(widget):
        qtbot.addWidget(widget)
        widget.resize(max(300, widget.sizeHint().width()), widget.sizeHint().height())
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        widget.setFocus()
        return widget

    return on_screen


def type_in(qtbot, field, text: str) -> None:
    field.selectAll()
    field.insert(text)  # keys of a test are ASCII only


def leave(qtbot, field) -> None:
    """Press Enter, which ends editing as leaving the field does."""
    qtbot.keyClick(field, Qt.Key.Key_Return)


class TestSearchBox:
    def test_it_waits_for_the_typist(self, qtbot, show):
        box = show(SearchBox("Find"))
        told = []
        box.searched.connect(told.append)
        with qtbot.waitSignal(box.searched):
            qtbot.keyClicks(box, "abc")
        assert told == ["abc"]

    def test_enter_searches_at_once_and_esc_empties(self, qtbot, show):
        box = show(SearchBox("Find", delay_ms=60_000))
        told = []
        box.searched.connect(told.append)
        qtbot.keyClicks(box, "abc")
        qtbot.keyClick(box, Qt.Key.Key_Return)
        qtbot.keyClick(box, Qt.Key.Key_Escape)
        assert told == ["abc", ""]

    def test_down_goes_on_into_the_list(self, qtbot, show):
        box = show(SearchBox("Find"))
        with qtbot.waitSignal(box.left_down):
            qtbot.keyClick(box, Qt.Key.Key_Down)


class TestMoneyEdit:
    @pytest.mark.parametrize(
        ("typed", "value", "shown"),
        [("12万", 12_000_000, "¥ 120,000.00"), ("(300)", -30_000, "-¥ 300.00"), ("", None, "")],
    )
    def test_it_understands_and_tidies(self, qtbot, show, typed, value, shown):
        edit = show(MoneyEdit(100))
        type_in(qtbot, edit, typed)
        leave(qtbot, edit)
        assert edit.value() == value
        assert edit.text() == shown
        assert edit.is_valid()

    def test_nonsense_stays_and_is_marked(self, qtbot, show):
        edit = show(MoneyEdit())
        type_in(qtbot, edit, "soon")
        leave(qtbot, edit)
        assert not edit.is_valid()
        assert edit.text() == "soon"
        assert edit.property("wrong") == "true"


def test_a_phone_is_grouped_when_left(qtbot, show):
    edit = show(PhoneEdit())
    type_in(qtbot, edit, "+86 138-0013-8000")
    leave(qtbot, edit)
    assert edit.value() == "138 0013 8000"
    type_in(qtbot, edit, "ask at the desk")
    leave(qtbot, edit)
    assert edit.value() == "ask at the desk"


class TestDateEdit:
    @pytest.mark.parametrize(
        ("typed", "day"),
        [
            ("2026-12-05", date(2026, 12, 5)),
            ("2026年12月5日", date(2026, 12, 5)),
            ("tomorrow", date(2026, 11, 19)),
            ("Dec 5", date(2026, 12, 5)),
        ],
    )
    def test_it_reads_every_form(self, qtbot, show, now, typed, day):
        edit = show(DateEdit(now))
        edit.setText(typed)
        leave(qtbot, edit)
        assert edit.value() == day
        assert edit.text() == day.isoformat()

    def test_nonsense_is_marked_and_empty_only_where_it_may_be(self, qtbot, show, now):
        edit = show(DateEdit(now, optional=False))
        assert not edit.is_valid()
        type_in(qtbot, edit, "never")
        leave(qtbot, edit)
        assert edit.property("wrong") == "true"
        assert edit.value() is None

    def test_a_day_is_picked_from_the_calendar(self, qtbot, show, now):
        edit = show(DateEdit(now, date(2026, 11, 28)))
        qtbot.keyClick(edit, Qt.Key.Key_Down)
        calendar = edit.findChild(CalendarPopup)
        grid = calendar.findChild(MonthGrid)
        qtbot.keyClick(grid, Qt.Key.Key_PageDown)
        qtbot.keyClick(grid, Qt.Key.Key_Left)
        with qtbot.waitSignal(edit.changed):
            qtbot.keyClick(grid, Qt.Key.Key_Return)
        assert edit.value() == date(2026, 12, 27)
        assert not calendar.isVisible()

    def test_the_mouse_picks_the_day_under_it(self, qtbot, today):
        grid = MonthGrid(today)
        qtbot.addWidget(grid)
        with qtbot.waitSignal(grid.picked) as told:  # 2 November 2026 is a Monday
            side = grid.sizeHint().width() // 7
            place = QPoint(side // 2, side * 2 + side // 2)
            qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=place)
        assert told.args == [date(2026, 11, 2)]


class TestWhenEdit:
    def test_it_reads_day_and_time_and_keeps_the_rest(self, qtbot, show, now):
        edit = show(WhenEdit(now))
        qtbot.keyClicks(edit.edit, "next Friday 10am call back")
        when = edit.when()
        assert (when.date, when.time) == (date(2026, 11, 27), time(10))
        assert edit.what() == "call back"
        words = [label.text() for label in edit.findChildren(type(edit._words))]
        qtbot.waitUntil(lambda: edit._words.text() == "Fri, Nov 27, 10:00")
        assert len(words) == 1

    def test_without_a_day_it_hints(self, show, now):
        edit = show(WhenEdit(now, hint="Say when"))
        edit.set_text("call back")
        assert edit.when() is None
        assert edit.what() == "call back"
        assert edit._words.text() == "Say when"

    def test_enter_submits(self, qtbot, show, now):
        edit = show(WhenEdit(now))
        with qtbot.waitSignal(edit.submitted):
            qtbot.keyClick(edit.edit, Qt.Key.Key_Return)


class TestChoiceBox:
    def test_only_the_user_s_choice_is_told(self, qtbot, show):
        box = show(ChoiceBox([("a", "Level A"), (None, "None"), ("c", "Level C")], "c"))
        assert box.value() == "c"
        with qtbot.assertNotEmitted(box.chosen):
            box.set_value(None)
        assert box.value() is None
        with qtbot.waitSignal(box.chosen) as told:
            qtbot.keyClick(box, Qt.Key.Key_Up)
        assert told.args == ["a"]

    def test_new_choices_keep_a_value_that_is_still_there(self, show):
        box = show(ChoiceBox([(1, "One"), (2, "Two")], 2))
        box.set_choices([(2, "Two"), (3, "Three")], box.value())
        assert box.value() == 2
        box.set_choices([], None)
        assert box.value() is None


class TestCompletingEdit:
    @pytest.fixture
    def asked(self):
        """What was asked, with the callback that answers."""
        return []

    @pytest.fixture
    def edit(self, show, asked):
        return show(CompletingEdit(lambda text, tell: asked.append((text, tell)), create=True))

    def ask(self, qtbot, edit, asked, text):
        qtbot.keyClicks(edit, text)
        qtbot.waitUntil(lambda: bool(asked) and asked[-1][0] == edit.text())

    def test_a_record_is_chosen_with_the_keyboard(self, qtbot, edit, asked):
        self.ask(qtbot, edit, asked, "ha")
        asked[-1][1]([Entry(8, "Harwood", "Leeds"), Entry(9, "Hall")])
        qtbot.keyClick(edit, Qt.Key.Key_Down)
        with qtbot.waitSignal(edit.chosen) as told:
            qtbot.keyClick(edit, Qt.Key.Key_Return)
        assert told.args == [9]
        assert (edit.value(), edit.text()) == (9, "Hall")

    def test_a_late_answer_is_not_shown(self, qtbot, edit, asked):
        self.ask(qtbot, edit, asked, "h")
        self.ask(qtbot, edit, asked, "a")
        asked[0][1]([Entry(1, "Old")])
        assert not edit.window().findChild(PopupList).isVisible()

    def test_changing_the_text_takes_the_record_away(self, qtbot, edit):
        edit.set_value(8, "Harwood")
        with qtbot.waitSignal(edit.chosen) as told:
            qtbot.keyClicks(edit, "x")
        assert told.args == [None]
        assert edit.value() is None

    def test_a_new_one_can_be_asked_for(self, qtbot, edit, asked):
        self.ask(qtbot, edit, asked, "new")
        asked[-1][1]([])
        with qtbot.waitSignal(edit.create_asked) as told:
            qtbot.keyClick(edit, Qt.Key.Key_Return)
        assert told.args == ["new"]


class TestTagEdit:
    def test_tags_are_added_and_taken_away(self, qtbot, show):
        edit = show(TagEdit(["fair"]))
        field = edit.findChild(LineEdit)
        qtbot.keyClicks(field, "dealer,")
        qtbot.keyClicks(field, "vip")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.keyClicks(field, "fair")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert edit.tags() == ["fair", "dealer", "vip"]
        with qtbot.waitSignal(edit.changed):
            qtbot.keyClick(field, Qt.Key.Key_Backspace)
        assert edit.tags() == ["fair", "dealer"]

    def test_what_was_typed_counts(self, qtbot, show):
        edit = show(TagEdit())
        qtbot.keyClicks(edit.findChild(LineEdit), "dealer")
        assert edit.tags() == ["dealer"]

    def test_known_tags_are_offered(self, qtbot, show):
        edit = show(TagEdit([], lambda: ["Fair 2025", "Fair 2026", "Dealer"]))
        field = edit.findChild(LineEdit)
        qtbot.keyClicks(field, "fair")
        qtbot.keyClick(field, Qt.Key.Key_Down)
        qtbot.keyClick(field, Qt.Key.Key_Down)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert edit.tags() == ["Fair 2026"]


class TestStarRating:
    @pytest.mark.parametrize(
        ("key", "stars"),
        [(Qt.Key.Key_5, 5), (Qt.Key.Key_Right, 4), (Qt.Key.Key_Left, 2), (Qt.Key.Key_Delete, 0)],
    )
    def test_keys(self, qtbot, show, key, stars):
        rating = show(StarRating(3))
        with qtbot.waitSignal(rating.changed) as told:
            qtbot.keyClick(rating, key)
        assert told.args == [stars]
        assert rating.value() == stars

    def test_the_same_star_again_takes_the_rating_away(self, qtbot, show):
        rating = show(StarRating())
        place = QPoint(rating.sizeHint().width() * 3 // 10, 10)
        qtbot.mouseClick(rating, Qt.MouseButton.LeftButton, pos=place)
        assert rating.value() == 2
        qtbot.mouseClick(rating, Qt.MouseButton.LeftButton, pos=place)
        assert rating.value() == 0

    def test_one_to_read_stays(self, qtbot, show):
        rating = show(StarRating(3, read_only=True))
        qtbot.mouseClick(rating, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
        assert rating.value() == 3


def test_a_long_text_grows_and_tab_goes_on(qtbot, show):
    edit = show(TextEdit("one", rows=2, most=5))
    two = edit.sizeHint().height()
    edit.set_text("\n".join("abcd"))
    four = edit.sizeHint().height()
    edit.set_text("\n".join("abcdefghij"))
    assert two < four < edit.sizeHint().height()
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "\n".join("abcdefghij")
    QApplication.clipboard().setText("pasted")
    edit.selectAll()
    edit.paste()
    assert edit.text() == "pasted"
