"""The field for a value of the company's own, by its type; used in forms and in place."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.core.money import parse_money, to_decimal_string
from smallcrm.services.custom_fields import FieldRecord, read_value, value_words, wrong_words
from smallcrm.services.validation import FieldError
from smallcrm.ui.widgets.choices import ChoiceBox, TagEdit
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.line_edits import LineEdit, MoneyEdit
from smallcrm.ui.widgets.text_edit import TextEdit


class OwnField:
    """A widget with how to read it: `value()` as stored, `problem()` what cannot be kept."""

    def __init__(self, field: FieldRecord, value: str, now: Callable[[], datetime]) -> None:
        self.field, self._before = field, value
        makers = {
            "long_text": self._make_area,
            "money": self._make_money,
            "date": lambda: self._make_day(now),
            "number": self._make_number,
            "yes_no": self._make_box,
            "choice": self._make_box,
            "choices": self._make_tags,
        }
        self._read: Callable[[], str]
        self.widget: QWidget = makers.get(field.type, self._make_line)()

    def value(self) -> str:
        """Return the value as it is stored; what was there when nothing was changed."""
        typed = self._read()
        try:
            return read_value(self.field.type, typed) if typed != self._before else typed
        except FieldError:
            return typed

    def problem(self) -> str:
        """Return what is wrong with what was typed, or ""."""
        typed = self._read()
        try:
            if typed != self._before:
                read_value(self.field.type, typed)
        except FieldError:
            return wrong_words(self.field.type)
        return ""

    def _make_line(self) -> QWidget:
        edit = LineEdit(self._before)
        self._read = lambda: edit.text().strip()
        return edit

    def _make_area(self) -> QWidget:
        area = TextEdit(self._before)
        self._read = area.text
        return area

    def _make_number(self) -> QWidget:
        shown = value_words("number", self._before)
        edit = LineEdit(shown)
        self._read = lambda: self._unless_same(edit.text().strip(), shown)
        edit.editingFinished.connect(lambda: edit.set_wrong(bool(self.problem())))
        return edit

    def _make_money(self) -> QWidget:
        edit = MoneyEdit(parse_money(self._before) if self._before else None)
        shown = edit.text()

        def read() -> str:
            amount = edit.value()
            typed = edit.text().strip() if amount is None else to_decimal_string(amount)
            return self._before if edit.text() == shown else typed

        self._read = read
        return edit

    def _make_day(self, now: Callable[[], datetime]) -> QWidget:
        edit = DateEdit(now, _day(self._before))
        shown = edit.text()

        def read() -> str:
            day = edit.value()
            return self._unless_same(
                day.isoformat() if day is not None and edit.text() != shown else edit.text(), shown
            )

        self._read = read
        return edit

    def _make_box(self) -> QWidget:
        said = {"yes": _("Yes"), "no": _("No")} if self.field.type == "yes_no" else {}
        options = tuple(said) or self.field.choices
        pairs = [("", "—"), *((one, said.get(one, one)) for one in options)]
        if self._before and self._before not in options:
            pairs.append((self._before, self._before))
        box = ChoiceBox(pairs, self._before)
        self._read = lambda: str(box.value() or "")
        return box

    def _make_tags(self) -> QWidget:
        mine = [one for one in self._before.split("\n") if one]
        tags = TagEdit(mine, lambda: self.field.choices, placeholder=_("Add a choice"))
        self._read = lambda: "\n".join(tags.tags())
        return tags

    def _unless_same(self, text: str, shown: str) -> str:
        return self._before if text == shown else text


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
