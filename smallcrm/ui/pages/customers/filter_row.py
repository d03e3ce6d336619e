"""One condition of the list, and the box that finds a field to add one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from smallcrm.core.i18n import _
from smallcrm.core.pinyin import pinyin_initials
from smallcrm.core.text import fold
from smallcrm.services.customer_filter import Condition
from smallcrm.services.customer_filter_fields import FilterField, list_fields
from smallcrm.services.customer_filter_words import field_words, find_conditions, op_words
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers.filter_values import ValueEdit
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.choices import ChoiceBox, CompletingEdit
from smallcrm.ui.widgets.labels import ElidedLabel
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.popup_list import Entry

_ROW_HEIGHT = 40
_FIELD_WIDTH, _OP_WIDTH, _NARROW = 112, 160, 580


class FilterRow(QWidget):
    """One condition: its field, how it is compared, with what, and a button to take it away."""

    changed = Signal(bool)  # typed: more may follow
    removed = Signal()

    def __init__(self, context: Context, field: FilterField, condition: Condition) -> None:
        super().__init__()
        self._context, self._field, self._condition = context, field, condition
        name = ElidedLabel(field_words(field), "body")
        name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        name.setFixedWidth(theme().px(_FIELD_WIDTH))
        self.op = ChoiceBox([(op, op_words(field, op)) for op in field.ops], condition.op)
        self.op.setFixedWidth(theme().px(_OP_WIDTH))
        self.op.setAccessibleName(field_words(field))
        self.op.chosen.connect(self._compare)
        self.remove = IconButton("x", _("Take this condition away"), small=True)
        self.remove.clicked.connect(self.removed)
        self.edit = self._make_edit(condition)
        self._row = hbox(hbox(name, self.op, None), self.edit, spacing=8)
        self._row.setStretchFactor(self.edit, 1)
        whole = hbox(self._row, self.remove, spacing=8)
        whole.setStretchFactor(self._row, 1)
        self.setLayout(whole)

    def condition(self) -> Condition:
        """Return the condition as it is filled in."""
        return Condition(self._field.key, str(self.op.value()), self.edit.values())

    def enter(self) -> None:
        """Go to the value, or to the comparison where there is none."""
        (self.edit.first or self.op).setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event) -> None:
        # where room is short the values stand below
        narrow = self.width() < theme().px(_NARROW)
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._row.setSpacing(4 if narrow else 8)
        # in a line of its own the comparison can be read in full
        wide = theme().px(_OP_WIDTH)
        self.op.setFixedWidth(
            max(wide, min(self.op.sizeHint().width(), self._beside())) if narrow else wide
        )
        super().resizeEvent(event)

    def _beside(self) -> int:
        """The width that is left beside the field's name."""
        return self.width() - theme().px(_FIELD_WIDTH + 2 * _ROW_HEIGHT)

    def _make_edit(self, condition: Condition) -> ValueEdit:
        edit = ValueEdit(self._context, self._field, condition)
        edit.changed.connect(self.changed)
        return edit

    def _compare(self, op: str) -> None:
        before = self.edit
        kept = Condition(self._field.key, op, before.values())
        self.edit = self._make_edit(kept)
        self._row.replaceWidget(before, self.edit)
        self._row.setStretchFactor(self.edit, 1)
        before.hide()
        before.deleteLater()
        QWidget.setTabOrder(self.op, self.edit.first or self.op)
        self.changed.emit(False)


class FieldFinder(CompletingEdit):
    """Finds a field by any part of its name, or of its pinyin; all of them on Down or a click."""

    def __init__(self, context: Context, width: int = 280) -> None:
        super().__init__(self._suggest_fields, _("Add a condition …"), icon="plus", min_width=280)
        self._session = context.session
        self.setFixedWidth(theme().px(width))
        self.setAccessibleName(_("Add a condition …"))

    def mousePressEvent(self, event) -> None:
        super().mousePressEvent(event)
        self.ask()

    def keyPressEvent(self, event) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if enter and not self.text():
            self.ask()
        else:
            super().keyPressEvent(event)

    def _suggest_fields(self, text: str, show: Callable[[Sequence[Entry]], None]) -> None:
        wanted = fold(text)
        entries: list[Entry] = []
        group = ""
        for field in list_fields(self._session):
            words = field_words(field)
            if wanted not in fold(words) and wanted not in pinyin_initials(words):
                continue
            if field.group != group:
                group = field.group
                entries.append(Entry(None, _(group)))
            entries.append(Entry(field.key, words))
        said = find_conditions(text, list_fields(self._session))
        if said:
            entries.append(Entry(None, _("Conditions")))
            entries += [Entry(condition, words) for condition, words in said]
        show(entries)
