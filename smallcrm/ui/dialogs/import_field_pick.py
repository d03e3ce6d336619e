"""The list of all meanings a column can have, in groups, narrowed by typing."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from smallcrm.core.i18n import _
from smallcrm.core.pinyin import pinyin_full, pinyin_initials
from smallcrm.core.text import fold
from smallcrm.importers.fields import CUSTOM, IGNORED, field_title
from smallcrm.ui.dialogs.import_words import field_groups
from smallcrm.ui.theme import set_property, theme
from smallcrm.ui.widgets.layouts import vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.side_list import SideItem, SideList

OWN = "custom"
_SIZE = QSize(270, 420)
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class FieldPick(QFrame):
    """Opens at a place with the present meaning marked; `picked` tells the field's name.

    "custom" means a field of its own, "ignored" that the column is left out.
    """

    picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("panel", "calendar")
        self.search = LineEdit("", _("Search fields"), icon="search")
        self.list = SideList()
        set_property(self.list, "ground", "raised")
        self.setLayout(vbox(self.search, self.list, spacing=4, margins=(8, 8, 8, 8)))
        self._header, self._value = "", ""
        self._own = True
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.list.clicked.connect(lambda _index: self._take())
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def open_at(self, where: QPoint, header: str, value: str, *, own: bool = True) -> None:
        """Show the list at a place of the screen; `own` offers a field of its own."""
        self._header, self._own = header, own
        self._value = OWN if value.startswith(CUSTOM) else value
        self.search.setText("")
        self._narrow()
        look = theme()
        size = QSize(look.px(_SIZE.width()), look.px(_SIZE.height()))
        screen = self.screen().availableGeometry()
        x = max(screen.left() + 8, min(where.x(), screen.right() - size.width() - 8))
        y = max(screen.top() + 8, min(where.y(), screen.bottom() - size.height() - 8))
        self.setGeometry(x, y, size.width(), size.height())
        self.show()
        self.list.scrollTo(self.list.currentIndex(), self.list.ScrollHint.PositionAtCenter)
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in _MOVES:
            QApplication.sendEvent(self.list, event)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
            return True
        return False

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _narrow(self) -> None:
        wanted = fold(self.search.text())
        items: list[SideItem] = []
        for title, names in field_groups():
            found = [
                SideItem(name, field_title(name))
                for name in names
                if not wanted or _fits(wanted, field_title(name)) or wanted in name
            ]
            if found:
                items += [SideItem(None, title), *found]
        self.list.set_items([*self._others(wanted), *items], self._value)

    def _others(self, wanted: str) -> list[SideItem]:
        own = _("Own field “%(name)s”") % {"name": self._header or "…"}
        left = field_title(IGNORED)
        items = [SideItem(IGNORED, left, "circle-slash")]
        if self._own:
            items.insert(0, SideItem(OWN, own, "square-pen"))
        return [item for item in items if not wanted or _fits(wanted, item.text)]

    def _take(self) -> None:
        value = self.list.value()
        if value is not None:
            self.hide()
            self.picked.emit(value)


def _fits(wanted: str, title: str) -> bool:
    """Whether all words that were typed are in a title, or begin its pinyin somewhere."""
    text = fold(title)
    if all(word in text for word in wanted.split()):
        return True
    typed = wanted.replace(" ", "")
    return typed in pinyin_initials(title) or typed in pinyin_full(title)
