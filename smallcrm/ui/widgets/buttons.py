"""Buttons: text, icon and segmented ones, and menus made from a list of actions."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from smallcrm.ui.icons import set_icon
from smallcrm.ui.theme import set_property, theme
from smallcrm.ui.widgets.layouts import hbox

_ICON_GAP = 0.2  # room between icon and text beyond Qt's 4 px, as a share of the icon
_ICON_TOKENS = {
    "primary": "on_accent",
    "plain": "text",
    "quiet": "text",
    "link": "accent",
    "danger": "bad",
}

Slot = Callable[[], object]


class Button(QPushButton):
    """A push button; kind is plain, primary (one a page), quiet (no border), link or danger."""

    def __init__(
        self,
        text: str = "",
        icon: str = "",
        kind: str = "plain",
        *,
        on_click: Slot | None = None,
        key: str = "",
        tooltip: str = "",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon = icon
        self.setProperty("kind", kind)
        self.setProperty("small", small)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(tooltip)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if key:
            set_key(self, key, tooltip or text)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())
        self._show_icon()

    def set_kind(self, kind: str) -> None:
        """Change the kind."""
        set_property(self, "kind", kind)
        self._show_icon()

    def set_icon(self, name: str) -> None:
        """Show another icon ("" shows none)."""
        self._icon = name
        self._show_icon()

    def set_menu(self, items: Iterable["Action | None"]) -> QMenu:
        """Open a menu of actions when the button is pressed."""
        menu = make_menu(self, items)
        self.setMenu(menu)
        return menu

    def _show_icon(self) -> None:
        kind = self.property("kind")
        token = _ICON_TOKENS.get(kind, "text")
        on_token = "accent" if kind == "quiet" else token
        side = theme().px(14 if self.property("small") else 16)
        gap = _ICON_GAP if self.text() else 0.0
        self.setIconSize(QSize(round(side * (1 + gap)), side))
        set_icon(self, self._icon, token, on_token, gap)


class IconButton(QToolButton):
    """A square button with only an icon; its tooltip is also what a screen reader says."""

    def __init__(
        self,
        icon: str,
        tooltip: str,
        *,
        on_click: Slot | None = None,
        key: str = "",
        token: str = "muted",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._small = small
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_icon(self, icon, token, "accent")
        theme().theme_changed.connect(self._fit)
        self._fit()
        if key:
            set_key(self, key, tooltip)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())

    def set_icon(self, name: str, token: str = "muted") -> None:
        """Show another icon."""
        set_icon(self, name, token, "accent")

    def set_menu(self, items: Iterable["Action | None"]) -> QMenu:
        """Open a menu of actions when the button is pressed."""
        menu = make_menu(self, items)
        self.setMenu(menu)
        return menu

    def _fit(self) -> None:
        look = theme()
        side = look.px(26) if self._small else look.control_height
        self.setFixedSize(side, side)
        self.setIconSize(QSize(look.icon_size, look.icon_size))


class Segmented(QFrame):
    """A few choices side by side of which exactly one holds; `changed` tells its key."""

    changed = Signal(object)

    def __init__(
        self,
        choices: Sequence[tuple[object, str] | tuple[object, str, str]],
        value: object = None,
        *,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "segments")
        self._group = QButtonGroup(self)
        self._keys: list[object] = []
        row = hbox(spacing=2, margins=2)
        for key, text, *icon in choices:
            button = QPushButton(text)
            button.setProperty("kind", "segment")
            button.setProperty("small", small)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if icon:
                side = theme().icon_size
                button.setIconSize(QSize(round(side * (1 + _ICON_GAP)), side))
                set_icon(button, icon[0], "muted", "accent", _ICON_GAP)
            self._group.addButton(button, len(self._keys))
            self._keys.append(key)
            row.addWidget(button)
        self.setLayout(row)
        self.set_value(self._keys[0] if value is None else value)
        self._group.idClicked.connect(lambda index: self.changed.emit(self._keys[index]))

    def value(self) -> Any:
        """Return the key that holds."""
        return self._keys[self._group.checkedId()]

    def set_value(self, key: object) -> None:
        """Choose a key without telling."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def keyPressEvent(self, event) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        index = (self._group.checkedId() + step) % len(self._keys)
        self._group.button(index).setFocus(Qt.FocusReason.TabFocusReason)
        self._group.button(index).click()


class Action(NamedTuple):
    """One line of a menu; checked makes it a switch; items make it a submenu."""

    text: str
    on_click: Slot | None = None
    icon: str = ""
    key: str = ""
    enabled: bool = True
    checked: bool | None = None
    token: str = "muted"
    items: Sequence["Action | None"] = ()


def make_menu(parent: QWidget, items: Iterable[Action | None]) -> QMenu:
    """Return a menu of actions; None is a separator. Keys are shown, not bound."""
    menu = QMenu(parent)
    fill_menu(menu, items)
    return menu


def fill_menu(menu: QMenu, items: Iterable[Action | None]) -> None:
    """Replace what a menu holds."""
    menu.clear()
    for item in items:
        if item is None:
            menu.addSeparator()
        elif item.items:
            below = menu.addMenu(item.text)
            if item.icon:
                set_icon(below.menuAction(), item.icon, item.token)
            fill_menu(below, item.items)
        else:
            menu.addAction(_menu_action(menu, item))


def _menu_action(menu: QMenu, item: Action) -> QAction:
    text = f"{item.text}\t{item.key}" if item.key else item.text
    action = QAction(text, menu)
    action.setEnabled(item.enabled)
    if item.checked is not None:
        action.setCheckable(True)
        action.setChecked(item.checked)
    elif item.icon:
        set_icon(action, item.icon, item.token)
    if item.on_click is not None:
        slot = item.on_click
        action.triggered.connect(lambda: slot())
    return action


def pop_menu(parent: QWidget, items: Iterable[Action | None], where: QPoint) -> None:
    """Show a menu of actions at a place of the screen."""
    menu = make_menu(parent, items)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(where)


def set_key(button: QPushButton | QToolButton, key: str, tooltip: str) -> None:
    """Bind a key to a button and name it in the tooltip."""
    sequence = QKeySequence(key)
    QShortcut(sequence, button, button.click)  # setShortcut would be lost at the next setText
    shown = sequence.toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(f"{tooltip}  {shown}")
