"""Kinds of contact as round chips of which one is chosen; rare ones wait behind "more"."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from smallcrm.core.i18n import _
from smallcrm.services.timeline import ICONS
from smallcrm.services.vocabulary import INTERACTION_KINDS, word
from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, make_menu
from smallcrm.ui.widgets.layouts import FlowLayout

USUAL = ("call", "wechat", "visit", "email", "meeting")
_HEIGHT = 24


class ChipButton(QAbstractButton):
    """A round chip that can be chosen."""

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setText(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().theme_changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        look = theme()
        width = QFontMetrics(look.font("small")).horizontalAdvance(self.text())
        icon = look.px(18) if self._icon else 0
        return QSize(width + icon + 2 * look.px(10), look.px(_HEIGHT))

    def paintEvent(self, event) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token, ground = "muted", "sunken"
        if self.isChecked():
            token, ground = "accent", "accent_bg"
        elif self.underMouse():
            token = "text"
        shape = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        on_edge = self.hasFocus() or self.isChecked()
        painter.setPen(look.pen("accent") if on_edge else Qt.PenStyle.NoPen)
        painter.setBrush(look.color(ground))
        painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2)
        rect = self.rect().adjusted(look.px(10), 0, -look.px(10), 0)
        if self._icon:
            box = QRect(rect.left() - look.px(2), rect.top(), look.px(16), rect.height())
            paint_icon(painter, box, self._icon, token, 14)
            rect = rect.adjusted(look.px(18), 0, 0, 0)
        painter.setFont(look.font("small"))
        painter.setPen(look.color(token))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, self.text())

    def enterEvent(self, event) -> None:
        self.update()

    def leaveEvent(self, event) -> None:
        self.update()


class KindChips(QWidget):
    """The kinds of contact; `changed` tells the one the user chose. Arrows go on to the next."""

    changed = Signal(str)

    def __init__(
        self,
        kind: str = "call",
        usual: Sequence[str] = USUAL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._chips: dict[str, ChipButton] = {}
        self._group = QButtonGroup(self)
        self._flow = FlowLayout(spacing=6)
        self._more = ChipButton(_("More"), "ellipsis")
        self._more.setCheckable(False)
        self._more.clicked.connect(self._pop_more)
        for one in usual:
            self._add(one)
        self._flow.addWidget(self._more)
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("Kind of contact"))
        self.set_value(kind)

    def value(self) -> str:
        """Return the chosen kind."""
        return next((kind for kind, chip in self._chips.items() if chip.isChecked()), "call")

    def set_value(self, kind: str) -> None:
        """Choose a kind without telling."""
        if kind not in self._chips:
            self._add(kind)
        self._chips[kind].setChecked(True)
        self._set_stops()

    def keyPressEvent(self, event) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        kinds = list(self._chips)
        kind = kinds[(kinds.index(self.value()) + step) % len(kinds)]
        self._choose(kind)
        self._chips[kind].setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, kind: str) -> None:
        chip = ChipButton(word(INTERACTION_KINDS, kind), ICONS.get(kind, ""))
        chip.clicked.connect(lambda: self._choose(kind))
        self._group.addButton(chip)
        self._flow.insert_widget(len(self._chips), chip)
        self._chips[kind] = chip
        self._more.setVisible(len(self._chips) < len(INTERACTION_KINDS))
        self.updateGeometry()

    def _choose(self, kind: str) -> None:
        self.set_value(kind)
        self.changed.emit(kind)

    def _set_stops(self) -> None:
        """Tab stops once in the chips: at the chosen one."""
        for chip in self._chips.values():
            stops = Qt.FocusPolicy.TabFocus if chip.isChecked() else Qt.FocusPolicy.ClickFocus
            chip.setFocusPolicy(stops)

    def _pop_more(self) -> None:
        rest = [kind for kind in INTERACTION_KINDS if kind not in self._chips]
        items = [
            Action(word(INTERACTION_KINDS, kind), lambda kind=kind: self._choose(kind), ICONS[kind])
            for kind in rest
        ]
        menu = make_menu(self, items)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))
