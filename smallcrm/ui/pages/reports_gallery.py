"""The gallery of reports: a card for each with its icon, its title and the question it answers."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smallcrm.core.i18n import _
from smallcrm.services.report_list import ReportKind
from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme

_KindRole = Qt.ItemDataRole.UserRole
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_SIDE, _PAD, _TILE, _GAP = 8, 9, 32, 10


class _Kinds(QAbstractListModel):
    def __init__(self, kinds: Sequence[ReportKind], parent) -> None:
        super().__init__(parent)
        self.kinds = list(kinds)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.kinds)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        kind = self.kinds[index.row()]
        if role == _KindRole:
            return kind
        if role == Qt.ItemDataRole.DisplayRole:
            return _(kind.title)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return _(kind.answers)
        return None


class _Card(QStyledItemDelegate):
    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        look, width = theme(), self._view.viewport().width()
        return QSize(width, self._texts(index, width)[2] + look.px(2 * _PAD + 4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        look, kind = theme(), index.data(_KindRole)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = option.rect.adjusted(look.px(_SIDE), look.px(2), -look.px(_SIDE), -look.px(2))
        painter.setPen(look.color("accent" if chosen else "line"))
        painter.setBrush(look.color("accent_bg" if chosen else "sunken" if hovered else "surface"))
        painter.drawRoundedRect(card.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        side = look.px(_TILE)
        tile = QRect(card.topLeft() + QPoint(look.px(_PAD), look.px(_PAD)), QSize(side, side))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("surface" if chosen else "sunken"))
        painter.drawRoundedRect(tile.toRectF(), 6, 6)
        paint_icon(painter, tile, kind.icon, "accent" if chosen else "muted")
        title, answers, _height = self._texts(index, option.rect.width())
        corner = tile.topRight() + QPoint(look.px(_GAP), 0)
        painter.setFont(look.font("strong"))
        painter.setPen(look.color("accent" if chosen else "text"))
        painter.drawText(title.translated(corner), _WRAP, _(kind.title))
        painter.setFont(look.font("small"))
        painter.setPen(look.color("muted"))
        painter.drawText(answers.translated(corner), _WRAP, _(kind.answers))
        painter.restore()

    def _texts(self, index: QModelIndex, width: int) -> tuple[QRect, QRect, int]:
        """Where title and sentence stand beside the icon, and how high both are."""
        look, kind = theme(), index.data(_KindRole)
        room = width - look.px(2 * _SIDE + 2 * _PAD + _TILE + _GAP)
        title = _wrapped(look.font("strong"), _(kind.title), room)
        answers = _wrapped(look.font("small"), _(kind.answers), room)
        answers.translate(0, title.height() + look.px(2))
        return title, answers, max(answers.bottom() + 1, look.px(_TILE))


def _wrapped(font: QFont, text: str, width: int) -> QRect:
    found = QFontMetrics(font).boundingRect(QRect(0, 0, width, 10_000), _WRAP, text)
    return QRect(0, 0, width, found.height())


class Gallery(QListView):
    """Cards to choose a report from; `chosen` tells the key of the one the user went to."""

    chosen = Signal(str)

    def __init__(self, kinds: Sequence[ReportKind]) -> None:
        super().__init__()
        self._kinds = _Kinds(kinds, self)
        self._quiet = False
        self.setModel(self._kinds)
        self.setItemDelegate(_Card(self))
        self.setProperty("ground", "bg")
        self.setAccessibleName(_("Reports"))
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setViewportMargins(0, theme().px(8), 0, theme().px(4))
        self.selectionModel().currentChanged.connect(self._changed)
        theme().theme_changed.connect(self.doItemsLayout)
        self.set_value("")

    def kind(self) -> ReportKind:
        """Return the report that is chosen."""
        return self.currentIndex().data(_KindRole)

    def value(self) -> str:
        """Return the key of the report that is chosen."""
        return self.kind().key

    def set_value(self, key: str) -> None:
        """Choose a report without telling; an unknown key chooses the first."""
        keys = [kind.key for kind in self._kinds.kinds]
        self._quiet = True
        self.setCurrentIndex(self._kinds.index(keys.index(key) if key in keys else 0))
        self._quiet = False

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().px(120))

    def resizeEvent(self, event) -> None:
        # the choices below take more or less room from one report to the next
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def _changed(self, index: QModelIndex) -> None:
        if not self._quiet and index.isValid():
            self.chosen.emit(index.data(_KindRole).key)
