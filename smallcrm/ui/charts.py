"""Charts in the window: the pictures that paper shows too, in the theme's colours, to be opened.

`ChartView` lays a description out for its size and paints it. A mark that stands for something is
pressed with the mouse, or gone to with the arrows and opened with Enter.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from smallcrm.ui.theme import Theme, theme

if TYPE_CHECKING:
    from smallcrm.reports.charts_kinds import Chart
    from smallcrm.reports.charts_shapes import Box, Picture, Spot, Words

_TOKENS = {
    "strong": "accent",
    "soft": "accent_soft",
    "on_light": "text",
    "on_dark": "on_accent",
}
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_ASIDE = 20.0  # how much worse a mark is that the way of an arrow misses
_OVERLAP = 2.0
_ROUND = 2.0


class ChartView(QWidget):
    """Shows a chart; `opened` tells the key of a mark that was pressed or entered."""

    opened = Signal(str)

    def __init__(self, height: int = 260) -> None:
        super().__init__()
        self._height = height
        self._chart: Chart | None = None
        self._picture: Picture | None = None
        self._at = -1
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().theme_changed.connect(self._relay)

    def set_chart(self, chart: "Chart") -> None:
        """Show a chart."""
        key = self.current_key()
        self._chart = chart
        self.setAccessibleName(chart.title)
        self._relay()
        spots = self.picture().spots
        self._at = next((place for place, spot in enumerate(spots) if spot.key == key), -1)
        can_be_entered = Qt.FocusPolicy.StrongFocus if spots else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(can_be_entered)
        self.setAccessibleDescription("; ".join(spot.name for spot in spots[:40]))

    def picture(self) -> "Picture":
        """Return the chart as it is laid out now, in px at 100 % text."""
        from smallcrm.reports.charts_layout import lay_out
        from smallcrm.reports.charts_shapes import Look, Picture

        if self._chart is None:
            return Picture(self.width(), self.height())
        if self._picture is None:
            scale = _scale(theme())
            look = Look(number=11, label=11, row=12.5, title=14, gap=10)
            width, height = max(self.width(), 80) / scale, max(self.height(), 60) / scale
            self._picture = lay_out(self._chart, width, height, look)
        return self._picture

    def current_key(self) -> str:
        """Return the key of the mark the keyboard is on, or ""."""
        spots = self.picture().spots if self._chart is not None else []
        return spots[self._at].key if 0 <= self._at < len(spots) else ""

    def spot_rect(self, key: str) -> QRectF:
        """Return where a mark stands in the widget."""
        spot = next(one for one in self.picture().spots if one.key == key)
        return self._rect(spot)

    def sizeHint(self) -> QSize:
        return QSize(320, theme().px(self._height))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._picture = None

    # --- painting ---------------------------------------------------------------------------

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        picture = self.picture()
        paint(painter, picture, _scale(theme()))
        shown = (self._at if self.hasFocus() else -1, self._hovered)
        for place, width in zip(shown, (2.0, 1.0), strict=True):
            if 0 <= place < len(picture.spots):
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(theme().pen("accent", width))
                rect = self._rect(picture.spots[place]).adjusted(-1, -1, 1, 1)
                inside = rect.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1))
                painter.drawRoundedRect(inside, 3, 3)

    # --- mouse and keyboard -------------------------------------------------------------------

    def mouseMoveEvent(self, event) -> None:
        self._hover(self._place_at(event.position()))

    def leaveEvent(self, event) -> None:
        self._hover(-1)

    def mouseReleaseEvent(self, event) -> None:
        place = self._place_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place >= 0:
            self._go_to(place)
            self.opened.emit(self.picture().spots[place].key)

    def keyPressEvent(self, event) -> None:
        key, spots = Qt.Key(event.key()), self.picture().spots
        if key in _KEYS and spots:
            self._go_to(self._neighbour(_KEYS[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and spots:
            self._go_to(0 if key == Qt.Key.Key_Home else len(spots) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current_key():
            self.opened.emit(self.current_key())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        if self._at < 0 and self.picture().spots:
            self._go_to(0)
        self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(QPointF(event.pos()))
            name = self.picture().spots[place].name if place >= 0 else ""
            QToolTip.showText(event.globalPos(), name, self)
            return True
        return super().event(event)

    # --- inside ---------------------------------------------------------------------------------

    def _relay(self) -> None:
        self._picture = None
        self.updateGeometry()
        self.update()

    def _rect(self, spot: "Spot") -> QRectF:
        scale, picture = _scale(theme()), self.picture()
        top = picture.height - spot.y - spot.height
        return QRectF(spot.x * scale, top * scale, spot.width * scale, spot.height * scale)

    def _place_at(self, point: QPointF) -> int:
        for place, spot in enumerate(self.picture().spots):
            if self._rect(spot).contains(point):
                return place
        return -1

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            over = Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
            self.setCursor(over)
            self.update()

    def _go_to(self, place: int) -> None:
        self._at = place
        self.setAccessibleDescription(self.picture().spots[place].name)
        changed = QAccessible.Event.DescriptionChanged
        QAccessible.updateAccessibility(QAccessibleEvent(self, changed))
        self.update()

    def _neighbour(self, way: tuple[int, int]) -> int:
        """The nearest mark in a direction; the same where there is none."""
        spots = self.picture().spots
        if not 0 <= self._at < len(spots):
            return 0
        here = spots[self._at]
        best, least = self._at, float("inf")
        for place, spot in enumerate(spots):
            ahead, aside, off = _way_to(here, spot, across=bool(way[0]))
            ahead *= way[0] or way[1]
            worse = ahead + _ASIDE * off + aside / 10
            if ahead > 0.5 and worse < least:
                best, least = place, worse
        return best


def paint(painter: QPainter, picture: "Picture", scale: float) -> None:
    """Paint a laid-out chart with its upper left corner at the painter's origin."""
    from smallcrm.reports.charts_shapes import Box, Dot, Stroke, Words

    look, high = theme(), picture.height

    def at(x: float, y: float) -> QPointF:
        return QPointF(x * scale, (high - y) * scale)

    for shape in picture.shapes:
        match shape:
            case Box():
                _paint_box(painter, shape, high, scale)
            case Stroke():
                pen = QPen(look.color(_token(shape.role)), shape.thick * scale)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                painter.setPen(pen)
                painter.drawPolyline([at(x, y) for x, y in shape.points])
            case Dot():
                rim = Qt.PenStyle.NoPen if shape.rim is None else look.pen(_token(shape.rim), scale)
                painter.setPen(rim)
                painter.setBrush(look.color(_token(shape.fill)))
                radius = shape.radius * scale
                painter.drawEllipse(at(shape.x, shape.y), radius, radius)
            case Words():
                _paint_words(painter, shape, at(shape.x, shape.y), scale)


def _paint_box(painter: QPainter, box: "Box", high: float, scale: float) -> None:
    from smallcrm.reports.charts_shapes import hatching

    look = theme()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color(_token(box.fill)))
    top = (high - box.y - box.height) * scale
    rect = QRectF(box.x * scale, top, box.width * scale, box.height * scale)
    corner = min(_ROUND, rect.width() / 3, rect.height() / 3)
    painter.drawRoundedRect(rect, corner, corner)
    if box.hatched:
        painter.setPen(look.pen("text", 0.6))
        for (x1, y1), (x2, y2) in hatching(box):
            start = QPointF(x1 * scale, (high - y1) * scale)
            painter.drawLine(start, QPointF(x2 * scale, (high - y2) * scale))


def _paint_words(painter: QPainter, words: "Words", place: QPointF, scale: float) -> None:
    look = theme()
    font = QFont(look.font("strong" if words.bold else "body"))
    # as wide as on paper: Qt draws whole sizes only, so the rest is scaled; nothing is kerned
    size = words.size * scale
    whole = max(1, round(size))
    font.setPixelSize(whole)
    font.setKerning(False)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    painter.save()
    painter.translate(place)
    painter.scale(size / whole, size / whole)
    painter.setFont(font)
    painter.setPen(look.color(_token(words.role)))
    painter.drawText(QPointF(0, 0), words.plain)
    painter.restore()


def _scale(look: Theme) -> float:
    return look.text_percent / 100


def _token(role: str) -> str:
    return _TOKENS.get(role, role)


def _way_to(here: "Spot", spot: "Spot", *, across: bool) -> tuple[float, float, float]:
    """How far ahead a mark lies, how far aside, and how far it misses the way straight ahead."""
    x = spot.x + spot.width / 2 - here.x - here.width / 2
    y = spot.y + spot.height / 2 - here.y - here.height / 2
    if across:
        return x, abs(y), max(0.0, abs(y) - (spot.height + here.height) / 2 + _OVERLAP)
    return y, abs(x), max(0.0, abs(x) - (spot.width + here.width) / 2 + _OVERLAP)
