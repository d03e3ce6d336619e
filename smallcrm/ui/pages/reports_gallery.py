"""The gallery of reports: a card for each with its first page small, and what it answers."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smallcrm.core.i18n import _, current
from smallcrm.core.paths import resources
from smallcrm.services.report_list import ReportKind
from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme

_KindRole = Qt.ItemDataRole.UserRole
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_SIDE, _PAD, _PAGE, _GAP = 8, 9, 60, 12
_A4 = 297 / 210
_DIMMED = 0.86


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
        self._pictures: dict[str, QPixmap] = {}

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
        tile = QRect(card.topLeft() + QPoint(look.px(_PAD), look.px(_PAD)), self._page_size())
        self._paint_page(painter, tile, kind, chosen)
        title, answers, _height = self._texts(index, option.rect.width())
        corner = tile.topRight() + QPoint(look.px(_GAP), 0)
        painter.setFont(look.font("strong"))
        painter.setPen(look.color("accent" if chosen else "text"))
        painter.drawText(title.translated(corner), _WRAP, _(kind.title))
        painter.setFont(look.font("small"))
        painter.setPen(look.color("muted"))
        painter.drawText(answers.translated(corner), _WRAP, _(kind.answers))
        painter.restore()

    def _paint_page(self, painter: QPainter, tile: QRect, kind: ReportKind, chosen: bool) -> None:
        """Paint the first page; a report without a picture shows its icon on an empty one."""
        look, picture = theme(), self._picture(kind.key)
        shown = tile
        if not picture.isNull():
            size = picture.size().scaled(tile.size(), Qt.AspectRatioMode.KeepAspectRatio)
            shown = QRect(tile.topLeft(), size)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            # paper stays paper, but does not shine out of a dark window
            painter.setOpacity(_DIMMED if look.dark else 1.0)
            painter.drawPixmap(shown, picture)
            painter.setOpacity(1.0)
        painter.setPen(look.color("accent" if chosen else "line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(shown.adjusted(0, 0, -1, -1))
        if picture.isNull():
            paint_icon(painter, shown, kind.icon, "accent" if chosen else "muted")

    def _picture(self, key: str) -> QPixmap:
        """The picture of a report in the window's language, read once."""
        if key not in self._pictures:
            self._pictures[key] = QPixmap(str(picture_path(key, current().language)))
        return self._pictures[key]

    def _page_size(self) -> QSize:
        return QSize(theme().px(_PAGE), round(theme().px(_PAGE) * _A4))

    def _texts(self, index: QModelIndex, width: int) -> tuple[QRect, QRect, int]:
        """Where title and sentence stand beside the icon, and how high both are."""
        look, kind = theme(), index.data(_KindRole)
        room = width - look.px(2 * _SIDE + 2 * _PAD + _PAGE + _GAP)
        title = _wrapped(look.font("strong"), _(kind.title), room)
        answers = _wrapped(look.font("small"), _(kind.answers), room)
        answers.translate(0, title.height() + look.px(2))
        return title, answers, max(answers.bottom() + 1, self._page_size().height())


def _wrapped(font: QFont, text: str, width: int) -> QRect:
    found = QFontMetrics(font).boundingRect(QRect(0, 0, width, 10_000), _WRAP, text)
    return QRect(0, 0, width, found.height())


def picture_path(key: str, language: str) -> Path:
    """Where the picture of a report is (tools/report_pictures.py makes it)."""
    return resources() / "report_pictures" / f"{key}-{language}.png"


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
