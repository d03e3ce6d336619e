"""What a condition is compared with: the right fields for each kind of value."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallcrm.core.i18n import _, pgettext
from smallcrm.core.text import fold
from smallcrm.services.customer_filter import Condition, Values
from smallcrm.services.customer_filter_fields import FilterField
from smallcrm.services.customer_filter_words import Choice, choices_of, number_of, period_words
from smallcrm.services.periods import BETWEEN, MOST_DAYS, PERIODS
from smallcrm.ui.context import Context
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.choices import ChoiceBox, CompletingEdit
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import FlowLayout, clear_layout, hbox, holder, vbox
from smallcrm.ui.widgets.line_edits import LineEdit, MoneyEdit, NumberEdit
from smallcrm.ui.widgets.popup_list import Entry
from smallcrm.ui.widgets.toggle_chip import ToggleChip

_DAYS = ("last_days", "next_days", "ago", "quiet")
_CHIPS_MOST = 8  # more choices are found by typing
_FOUND_MOST = 60
_BACK = (30, 90, 180, 365)
_FROM_TO = "from_to"
_USUAL_DAYS = {"last_days": 30, "next_days": 30, "ago": 30, "quiet": 60}


class ValueEdit(QWidget):
    """The fields of one condition; `changed` tells whether it was typed (more may follow)."""

    changed = Signal(bool)

    def __init__(self, context: Context, field: FilterField, condition: Condition) -> None:
        super().__init__()
        self._context, self._field, self._op = context, field, condition.op
        self._readers: list[Callable[[], Values]] = []
        self.first: QWidget | None = None
        self._row = hbox(spacing=6)
        self.setLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._fill(condition.values)

    def values(self) -> Values:
        """Return what is filled in."""
        return tuple(value for read in self._readers for value in read())

    def _fill(self, values: Values) -> None:
        op, kind = self._op, self._field.kind
        first = values[0] if values else ""
        second = values[1] if len(values) > 1 else ""
        if op in ("known", "unknown"):
            return
        if op in _DAYS:
            self._add_days(number_of(first) if values else _USUAL_DAYS[op])
        elif op in ("any_of", "none_of", "all_of"):
            self._add_choices(values)
        elif kind == "sold":
            self._add_choice(first)
            self._add_period(str(second))
        elif op == "period":
            self._add_period(str(first), any_time=False)
        elif kind in ("date", "dates"):
            self._add_pair(op, self._add_date, first, second)
        elif kind in ("money", "amount"):
            self._add_pair(op, self._add_money, first, second)
            if kind == "amount":
                at = 2 if op == "between" else 1
                self._add_period(str(values[at]) if len(values) > at else "")
        else:
            self._add_pair(op, self._add_text, first, second)

    def _add_pair(
        self, op: str, add: Callable[[str | int], None], first: str | int, second: str | int
    ) -> None:
        add(first)
        if op == "between":
            self._row.addWidget(Label(pgettext("from … to", "to"), "body", "muted"))
            add(second)
        if self._field.kind not in ("text", "phone", "amount"):
            self._row.addStretch(1)

    def _put(self, widget: QWidget, read: Callable[[], Values], stretch: int = 0) -> None:
        self._row.addWidget(widget, stretch)
        self._readers.append(read)
        if self.first is None:
            self.first = widget
            self.setFocusProxy(widget)

    def _add_text(self, value: str | int) -> None:
        edit = LineEdit(str(value))
        number = self._field.kind in ("number", "figure")
        edit.textEdited.connect(lambda: self.changed.emit(True))
        edit.returnPressed.connect(lambda: self.changed.emit(False))
        if number:
            edit.setMaximumWidth(theme().px(120))
        self._put(edit, lambda: (_number(edit.text()) if number else edit.text().strip(),), 1)

    def _add_money(self, value: str | int) -> None:
        edit = MoneyEdit(value if isinstance(value, int) else None)
        edit.setFixedWidth(theme().px(130))
        edit.value_changed.connect(lambda: self.changed.emit(True))
        edit.returnPressed.connect(lambda: self.changed.emit(False))
        self._put(edit, lambda: ("" if edit.value() is None else int(edit.value() or 0),))

    def _add_days(self, value: int) -> None:
        edit = NumberEdit(value, 0, MOST_DAYS)
        edit.setMaximumWidth(theme().px(110))
        edit.valueChanged.connect(lambda: self.changed.emit(True))
        self._put(edit, lambda: (edit.value(),))
        self._row.addWidget(Label(pgettext("after a number", "days"), "body", "muted"))
        self._row.addStretch(1)

    def _add_date(self, value: str | int) -> None:
        edit = DateEdit(self._context.session.clock.now, _day(value))
        edit.setFixedWidth(theme().px(132))
        edit.changed.connect(lambda: self.changed.emit(True))
        edit.returnPressed.connect(lambda: self.changed.emit(False))
        self._put(edit, lambda: (_iso(edit.value()),))

    def _add_period(self, value: str, any_time: bool = True) -> None:
        edit = PeriodEdit(self._context, value, any_time)
        edit.changed.connect(lambda: self.changed.emit(True))
        self._put(edit, lambda: (edit.value(),), 1)

    def _add_choice(self, value: str | int) -> None:
        """One of few values by a list, of many by typing."""
        choices = choices_of(self._field.choices)
        if len(choices) <= 2 * _CHIPS_MOST:
            box = ChoiceBox(choices, value)
            box.chosen.connect(lambda _v: self.changed.emit(False))
            self._put(box, lambda: ("" if box.value() is None else box.value(),), 1)
            return
        edit = _finder(choices)
        edit.set_value(value or None, dict(choices).get(value, ""))
        edit.chosen.connect(lambda _v: self.changed.emit(False))
        self._put(edit, lambda: ("" if edit.value() is None else edit.value(),), 1)

    def _add_choices(self, values: Values) -> None:
        picker = ChoicePicker(choices_of(self._field.choices), values)
        picker.changed.connect(lambda: self.changed.emit(False))
        self._put(picker, picker.values, 1)


class ChoicePicker(QWidget):
    """Several of the choices: chips to switch on, or found by typing when there are many."""

    changed = Signal()

    def __init__(self, choices: Sequence[Choice], values: Values) -> None:
        super().__init__()
        self._choices, self._values = list(choices), list(values)
        self._flow = FlowLayout(spacing=4)
        self._flow.setContentsMargins(0, 4, 0, 4)
        self._edit: CompletingEdit | None = None
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if len(self._choices) > _CHIPS_MOST:
            self._edit = _finder(self._choices)
            self._edit.setFixedWidth(theme().px(180))
            self._edit.chosen.connect(self._add)
        self._show()

    def values(self) -> Values:
        """Return what is chosen."""
        return tuple(self._values)

    def _show(self) -> None:
        if self._edit is not None:
            self._flow.removeWidget(self._edit)
        clear_layout(self._flow)
        words = dict(self._choices)
        if self._edit is None:
            for value, text in self._choices:
                chip = ToggleChip(text, value in self._values)
                chip.toggled.connect(lambda on, value=value: self._switch(value, on))
                self._flow.addWidget(chip)
            first = self._flow.itemAt(0).widget() if self._choices else None
            if first is not None:
                self.setFocusProxy(first)
            return
        for value in self._values:
            chip = ToggleChip(words.get(value, _("gone")), icon="x", checkable=False)
            chip.clicked.connect(lambda _on=False, value=value: self._drop(value))
            self._flow.addWidget(chip)
        self._flow.addWidget(self._edit)
        self._edit.show()
        self.setFocusProxy(self._edit)
        self.updateGeometry()

    def _switch(self, value: str | int, on: bool) -> None:
        self._values = [one for one in self._values if one != value]
        if on:
            self._values.append(value)
        self.changed.emit()

    def _add(self, value: object) -> None:
        if value is None or self._edit is None:
            return
        if value not in self._values:
            self._values.append(value)  # type: ignore[arg-type]
        with QSignalBlocker(self._edit):
            self._edit.set_value(None, "")
        self._show()
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _drop(self, value: str | int) -> None:
        self._values.remove(value)
        self._show()
        if self._edit is not None:
            self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()


class PeriodEdit(QWidget):
    """A stretch of days: by name, so many days back, or from one day to another."""

    changed = Signal()

    def __init__(self, context: Context, value: str, any_time: bool) -> None:
        super().__init__()
        now = context.session.clock.now
        days = [(str(n), period_words(str(n))) for n in _BACK]
        named = [(key, period_words(key)) for key in PERIODS]
        choices = [*([("", _("at any time"))] if any_time else []), *named, *days]
        ranged = BETWEEN in value
        if value and not ranged and value not in dict(choices):
            choices.append((value, period_words(value)))
        choices.append((_FROM_TO, _("from … to …")))
        self._box = ChoiceBox(choices, _FROM_TO if ranged else value)
        first, _sign, last = value.partition(BETWEEN) if ranged else ("", "", "")
        self._first, self._last = DateEdit(now, _day(first)), DateEdit(now, _day(last))
        for edit in (self._first, self._last):
            edit.setMinimumWidth(theme().px(114))
            edit.changed.connect(self.changed)
        self._box.chosen.connect(self._chosen)
        self._days = holder(hbox(self._first, self._last, spacing=6))
        self.setLayout(vbox(self._box, self._days, spacing=4))
        self.setFocusProxy(self._box)
        self._show_days()

    def value(self) -> str:
        """Return the period as it is kept."""
        if self._box.value() != _FROM_TO:
            return str(self._box.value() or "")
        first, last = _iso(self._first.value()), _iso(self._last.value())
        return f"{first}{BETWEEN}{last}" if first or last else ""

    def _chosen(self, _value: object) -> None:
        self._show_days()
        self.changed.emit()

    def _show_days(self) -> None:
        self._days.setVisible(self._box.value() == _FROM_TO)


def _finder(choices: Sequence[Choice]) -> CompletingEdit:
    """A field that finds choices by any part of their words."""

    def suggest(text: str, show: Callable[[Sequence[Entry]], None]) -> None:
        wanted = fold(text)
        found = [Entry(value, words) for value, words in choices if wanted in fold(words)]
        show(found[:_FOUND_MOST])

    return CompletingEdit(suggest, _("Choose …"), min_width=220)


def _number(text: str) -> str | int:
    text = text.strip().replace(",", "")
    try:
        number = float(text)
    except ValueError:
        return ""
    return int(number) if number.is_integer() else text


def _day(value: str | int) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
