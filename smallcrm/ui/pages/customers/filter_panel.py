"""The conditions of the list: a row for each, all of them or any, added by a field's name."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from smallcrm.core.i18n import _
from smallcrm.core.pinyin import pinyin_initials
from smallcrm.core.text import fold
from smallcrm.services.customer_filter import Condition, Group, Node
from smallcrm.services.customer_filter_fields import FilterField, find_field, list_fields
from smallcrm.services.customer_filter_words import (
    field_words,
    find_conditions,
    group_words,
    op_words,
)
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers.filter_values import ValueEdit
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton, Segmented
from smallcrm.ui.widgets.choices import ChoiceBox, CompletingEdit
from smallcrm.ui.widgets.labels import ElidedLabel
from smallcrm.ui.widgets.layouts import clear_layout, hbox, holder, vbox
from smallcrm.ui.widgets.panels import Panel, ScrollColumn
from smallcrm.ui.widgets.popup_list import Entry

_SOON_MS = 200
_ROW_HEIGHT = 40
_MOST = 224  # px: five conditions, or three of two lines
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


class FilterPanel(Panel):
    """Rows of conditions over the list; `changed` tells the group a moment after each change."""

    changed = Signal(object)
    left = Signal()
    save_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("sunken", margins=(12, 8), spacing=6)
        self._context = context
        self._group = Group()
        self._rows: list[FilterRow | QWidget] = []
        self._parts: list[Node] = []
        choices = [(False, _("Meet all")), (True, _("Meet any"))]
        self.joined = Segmented(choices, False)
        self.joined.changed.connect(lambda _any: self._tell())
        self._hits = ElidedLabel("", "body", "muted").fit_text()
        self.save = Button(_("Save as view"), "star", "quiet", on_click=self.save_asked.emit)
        self.clear = IconButton("trash-2", _("Take all conditions away"), on_click=self._clear_all)
        close = IconButton("chevron-up", _("Close the conditions") + "  Esc", on_click=self._leave)
        self.box.addLayout(hbox(self.joined, self._hits, None, self.save, self.clear, close))
        self._column = vbox(spacing=4)
        self._area = ScrollColumn(holder(self._column), margins=0)
        self.box.addWidget(self._area)
        self.add = FieldFinder(context)
        self.add.chosen.connect(self._add)
        self.box.addLayout(hbox(self.add, None))
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._tell)
        self.setFocusProxy(self.add)
        self._show_rows()

    def group(self) -> Group:
        """Return the conditions as they are filled in."""
        parts = [
            row.condition() if isinstance(row, FilterRow) else part
            for row, part in zip(self._rows, self._parts, strict=True)
        ]
        return Group(tuple(parts), bool(self.joined.value()))

    def show_group(self, group: Group) -> None:
        """Show other conditions without telling."""
        if group == self.group():
            return
        self._soon.stop()
        self.joined.set_value(group.any)
        self._parts = list(group.parts)
        self._make_rows()

    def show_hits(self, text: str) -> None:
        """Say how many customers meet the conditions."""
        self._hits.setText(text)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell()
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    # --- inside -----------------------------------------------------------------------------

    def _add(self, key: object) -> None:
        if isinstance(key, Condition):
            condition = key
        else:
            field = find_field(str(key)) if key is not None else None
            if field is None:
                return
            condition = Condition(field.key, field.ops[0])
        self.add.set_value(None, "")
        self._parts = [*self.group().parts, condition]
        self._make_rows()
        row = self._rows[-1]
        if isinstance(row, FilterRow):
            row.enter()
        bar = self._area.verticalScrollBar()
        QTimer.singleShot(0, bar, lambda: bar.setValue(bar.maximum()))
        self._tell()

    def _make_rows(self) -> None:
        clear_layout(self._column)
        self._rows = [self._make_row(part) for part in self._parts]
        for row in self._rows:
            self._column.addWidget(row)
        widgets = [row for row in self._rows if isinstance(row, FilterRow)]
        before: QWidget = self.joined
        for row in widgets:
            for widget in (row.op, row.edit.first, row.remove):
                if widget is not None:
                    QWidget.setTabOrder(before, widget)
                    before = widget
        QWidget.setTabOrder(before, self.add)
        self._show_rows()

    def _make_row(self, part: Node) -> QWidget:
        field = find_field(part.field) if isinstance(part, Condition) else None
        if isinstance(part, Condition) and field is not None:
            row = FilterRow(self._context, field, part)
            row.changed.connect(self._row_changed)
            row.removed.connect(lambda row=row: self._remove(row))
            return row
        text = group_words(part if isinstance(part, Group) else Group((part,)))
        away = IconButton("x", _("Take this condition away"), small=True)
        line = holder(hbox(ElidedLabel(text, "body", "muted"), away))
        away.clicked.connect(lambda: self._remove(line))
        return line

    def _remove(self, row: QWidget) -> None:
        at = self._rows.index(row)
        parts = list(self.group().parts)
        del parts[at]
        self._parts = parts
        self._make_rows()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _clear_all(self) -> None:
        self._parts = []
        self._make_rows()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _row_changed(self, typed: bool) -> None:
        if typed:
            self._soon.start()
        else:
            self._tell()

    def _tell(self) -> None:
        self._soon.stop()
        group = self.group()
        self._parts = list(group.parts)
        if group != self._group:
            self._group = group
            self.changed.emit(group)

    def _leave(self) -> None:
        self._tell()
        self.left.emit()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def _fit(self) -> None:
        """Be as high as the rows, which wrap, up to a few of them; the rest is scrolled."""
        column = self._area.widget()
        needed = column.layout().totalHeightForWidth(max(self._area.viewport().width(), 1))
        if needed < 0:
            needed = column.sizeHint().height()
        self._area.setFixedHeight(max(1, min(needed, theme().px(_MOST))))

    def _show_rows(self) -> None:
        n = len(self._rows)
        self._area.setVisible(n > 0)
        self._fit()
        self.joined.setEnabled(n > 1)
        self.clear.setEnabled(n > 0)


class FieldFinder(CompletingEdit):
    """Finds a field by any part of its name, or of its pinyin; all of them on Down or a click."""

    def __init__(self, context: Context) -> None:
        super().__init__(self._suggest_fields, _("Add a condition …"), icon="plus", min_width=280)
        self._session = context.session
        self.setFixedWidth(theme().px(280))
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
