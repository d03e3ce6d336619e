"""Fields to choose from: a list of choices, a record found by typing, and tags."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from smallcrm.core.i18n import _
from smallcrm.ui.icons import icon as make_icon
from smallcrm.ui.theme import set_property, theme
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.labels import Chip
from smallcrm.ui.widgets.layouts import FlowLayout, hbox
from smallcrm.ui.widgets.line_edits import SEARCH_DELAY_MS, LineEdit
from smallcrm.ui.widgets.popup_list import Entry, PopupList

Suggest = Callable[[str, Callable[[Sequence[Entry]], None]], None]

_CREATE = object()


class ChoiceBox(QComboBox):
    """A drop-down of (value, text) or (value, text, icon); `chosen` tells what the user chose."""

    chosen = Signal(object)

    def __init__(
        self,
        choices: Sequence[tuple[object, str] | tuple[object, str, str]] = (),
        value: object = None,
        *,
        kind: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setItemDelegate(QStyledItemDelegate(self))  # lets the style sheet reach the items
        self.setMaxVisibleItems(14)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._values: list[object] = []
        self.set_choices(choices, value)
        self.activated.connect(lambda index: self.chosen.emit(self._values[index]))

    def set_choices(
        self, choices: Sequence[tuple[object, str] | tuple[object, str, str]], value: object = None
    ) -> None:
        """Replace the choices and choose value (the first one when it is not among them)."""
        self.clear()
        self._values = []
        for one, text, *icon in choices:
            self._values.append(one)
            if icon:
                self.addItem(make_icon(icon[0], "muted"), text)
            else:
                self.addItem(text)
        self.set_value(value)

    def value(self) -> Any:
        """Return the chosen value, None when there are no choices."""
        return self._values[self.currentIndex()] if self.currentIndex() >= 0 else None

    def set_value(self, value: object) -> None:
        """Choose a value without telling; an unknown one chooses the first."""
        index = self._values.index(value) if value in self._values else 0
        self.setCurrentIndex(index if self._values else -1)

    def set_wrong(self, wrong: bool) -> None:
        """Show the border in red."""
        set_property(self, "wrong", "true" if wrong else "false")

    def paintEvent(self, event) -> None:
        # Qt cuts a long text without dots
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(control, option, field, self).width()
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + 4
        whole = option.currentText
        option.currentText = self.fontMetrics().elidedText(
            whole, Qt.TextElideMode.ElideRight, max(room, 0)
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event) -> None:
        # a scrolled page must not change a choice under the pointer
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CompletingEdit(LineEdit):
    """A record found by typing: suggestions come from `suggest(text, show)`, at once or later.

    `chosen` tells the key of the record, None when it was taken away. With create the last line
    offers to make a new one: `create_asked` tells the text.
    """

    chosen = Signal(object)
    create_asked = Signal(str)

    def __init__(
        self,
        suggest: Suggest,
        placeholder: str = "",
        *,
        icon: str = "search",
        create: bool = False,
        min_width: int = 320,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", placeholder, icon=icon, clearable=True, parent=parent)
        self._suggest, self._create = suggest, create
        self._key: object = None
        self._shown = ""
        self._asked = 0
        self._popup = PopupList(self, min_width)
        self._popup.chosen.connect(self._take)
        self._titles: dict[object, str] = {}
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        self._timer.timeout.connect(self.ask)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._changed)

    def value(self) -> Any:
        """Return the key of the chosen record, None when the text is not one."""
        return self._key

    def set_value(self, key: object, text: str) -> None:
        """Show a record without telling."""
        self._key, self._shown = key, text
        self.setText(text)
        self.setCursorPosition(0)
        self.set_wrong(False)

    def ask(self) -> None:
        """Ask for suggestions for the text now."""
        self._timer.stop()
        self._asked += 1
        turn = self._asked
        self._suggest(self.text().strip(), lambda entries: self._show(turn, entries))

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Down and not self._popup.isVisible():
            self.ask()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event) -> None:
        self._timer.stop()
        self._asked += 1
        super().focusOutEvent(event)

    def _edited(self) -> None:
        self.set_wrong(False)
        self._timer.start()

    def _changed(self, text: str) -> None:
        if text != self._shown and self._key is not None:
            self._key, self._shown = None, ""
            self.chosen.emit(None)

    def _show(self, turn: int, entries: Sequence[Entry]) -> None:
        if turn != self._asked:
            return
        text = self.text().strip()
        self._titles = {entry.key: entry.title for entry in entries}
        lines = list(entries)
        if self._create and text and text not in self._titles.values():
            title = _("Create “%(name)s”") % {"name": text}
            lines.append(Entry(_CREATE, title, icon="plus", tone="accent"))
        self._popup.show_entries(lines, "" if lines else _("Nothing found"))

    def _take(self, key: object) -> None:
        if key is _CREATE:
            self.create_asked.emit(self.text().strip())
            return
        self.set_value(key, self._titles[key])
        self.chosen.emit(key)


class _TagChip(QFrame):
    removed = Signal(str)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setProperty("tag", "true")
        self.text = text
        label = Chip(text)
        label.setProperty("chip", "bare")
        close = IconButton("x", _("Remove"), small=True)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side = theme().px(18)
        close.setFixedSize(side, side)
        close.setIconSize(QSize(theme().px(12), theme().px(12)))
        close.clicked.connect(lambda: self.removed.emit(text))
        self.setLayout(hbox(label, close, spacing=0, margins=(0, 0, 3, 0)))
        self.setFixedHeight(theme().px(22))


class TagEdit(QFrame):
    """Tags as chips with a field behind them; Enter or a comma adds, Backspace takes the last."""

    changed = Signal()

    def __init__(
        self,
        tags: Sequence[str] = (),
        known: Callable[[], Sequence[str]] = lambda: (),
        parent: QWidget | None = None,
        *,
        placeholder: str = "",
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "field")
        self._known = known
        self._chips: list[_TagChip] = []
        self._edit = LineEdit("", placeholder or _("Add a tag"))
        self._edit.setProperty("bare", "true")
        self._edit.setFixedHeight(theme().px(22))
        self._edit.textEdited.connect(self._typed)
        self._edit.returnPressed.connect(self._enter)
        self._edit.editingFinished.connect(self._enter)
        self._edit.installEventFilter(self)
        self._popup = PopupList(self._edit, 160)
        self._popup.chosen.connect(self._add_one)
        self._flow = FlowLayout(spacing=4)
        self._flow.setContentsMargins(6, 4, 6, 4)
        self._flow.addWidget(self._edit)
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self._edit)
        self.set_tags(tags)

    def tags(self) -> list[str]:
        """Return the tags, with what was typed but not yet added."""
        typed = self._edit.text().strip()
        mine = [chip.text for chip in self._chips]
        return [*mine, typed] if typed and typed not in mine else mine

    def set_tags(self, tags: Sequence[str]) -> None:
        """Show tags without telling."""
        for chip in self._chips:
            self._drop(chip)
        self._chips = []
        for tag in tags:
            self._insert(tag)

    def eventFilter(self, watched, event) -> bool:
        kind = event.type()
        if kind in (event.Type.FocusIn, event.Type.FocusOut):
            set_property(self, "focused", "true" if kind == event.Type.FocusIn else "false")
        elif kind == event.Type.KeyPress:
            empty = not self._edit.text()
            if event.key() == Qt.Key.Key_Backspace and empty and self._chips:
                self._remove(self._chips[-1].text)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not empty:
                self._enter()
                return True  # or a dialog round it would take it for its own
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event) -> None:
        self._edit.setFocus()

    def _typed(self, text: str) -> None:
        if text.endswith((",", "，", "、", ";", "；")):
            self._add_one(text[:-1])
            return
        have = {chip.text for chip in self._chips}
        wanted = text.strip().casefold()
        found = [tag for tag in self._known() if wanted in tag.casefold() and tag not in have]
        shown = found[:8] if wanted else []
        self._popup.show_entries([Entry(tag, tag, icon="tag") for tag in shown], select_first=False)

    def _enter(self) -> None:
        self._popup.hide()
        self._add_one(self._edit.text())

    def _add_one(self, text: str) -> None:
        text = text.strip()
        self._edit.clear()
        if text and text not in [chip.text for chip in self._chips]:
            self._insert(text)
            self.changed.emit()

    def _insert(self, text: str) -> None:
        chip = _TagChip(text)
        chip.removed.connect(self._remove)
        self._flow.insert_widget(len(self._chips), chip)
        self._chips.append(chip)
        self.updateGeometry()

    def _remove(self, text: str) -> None:
        for chip in [one for one in self._chips if one.text == text]:
            self._chips.remove(chip)
            self._drop(chip)
        self.updateGeometry()
        self.changed.emit()

    def _drop(self, chip: _TagChip) -> None:
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
