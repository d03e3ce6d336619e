"""Draws the lines of the Follow-ups page: heads, and rows that stand in cards."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from smallcrm.core.i18n import _, pgettext
from smallcrm.services.records import FollowUpRecord
from smallcrm.ui.icons import paint_icon
from smallcrm.ui.pages.follow_ups_lines import Line
from smallcrm.ui.theme import theme

LineRole = Qt.ItemDataRole.UserRole
ROW = 39
HEAD = 42
_RADIUS = 8
_ROOM_FOR_STAFF = 760
_PAD = 12
_GAP = 8
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT = Qt.AlignmentFlag.AlignRight | _MIDDLE
_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine

CHECK, DONE, SNOOZE = "check", "done", "snooze"


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns at the right, the same for all rows; px."""

    time: int = 0
    chip: int = 0
    staff: int = 0

    @classmethod
    def fit(cls, lines: list[Line]) -> "Columns":
        """Return the widths that hold what all lines show."""
        body, small = QFontMetrics(theme().font()), QFontMetrics(theme().font("small"))
        items = [line for line in lines if line.kind == "item"]
        return cls(
            max((body.horizontalAdvance(text) for text in {one.time for one in items}), default=0),
            max((_chip_width(small, text) for text in {one.chip for one in items}), default=0),
            min(
                # Qt rounds the width of a text down
                max((small.horizontalAdvance(one.staff) + 2 for one in items), default=0),
                theme().px(104),
            ),
        )


def _chip_width(metrics: QFontMetrics, text: str) -> int:
    return metrics.horizontalAdvance(text) + 2 * theme().px(10) if text else 0


def parts_of(rect: QRect, columns: Columns) -> dict[str, QRect]:
    """Return where the parts of a row stand in its rectangle."""
    look = theme()
    top, height, icon = rect.top(), rect.height(), look.px(16)
    button = look.px(32)

    def box(left: int, width: int) -> QRect:
        return QRect(left, top, width, height)

    check = box(rect.left() + look.px(4), look.px(34))
    kind = box(check.right() + 1, icon)
    right = rect.right() + 1 - look.px(14)
    time = box(right - columns.time, columns.time)
    right = time.left() - (_GAP + 4 if columns.chip else _GAP)
    chip = box(right - columns.chip, columns.chip)
    staff_width = columns.staff if rect.width() >= look.px(_ROOM_FOR_STAFF) else 0
    right = chip.left() - (_GAP + 2 if staff_width else 0)
    staff = box(right - staff_width, staff_width)
    right = staff.left() - _GAP
    snooze = box(right - button, button)
    done = box(snooze.left() - button, button)
    left = kind.right() + 1 + _GAP
    return {
        CHECK: check,
        "kind": kind,
        "text": box(left, right - left),
        "short": box(left, done.left() - _GAP - left),
        DONE: done,
        SNOOZE: snooze,
        "staff": staff,
        "chip": chip,
        "time": time,
    }


class LineDelegate(QStyledItemDelegate):
    """Paints lines directly; what is under the pointer is told by the view in `hover`."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.columns = Columns()
        self.hover: tuple[int, str] = (-1, "")

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        line: Line = index.data(LineRole)
        look = theme()
        if line.kind == "head":
            return QSize(100, look.px(HEAD - 10 if index.row() == 0 else HEAD))
        return QSize(100, look.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        line: Line = index.data(LineRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if line.kind == "head":
            self._paint_head(painter, option.rect, line, chosen and focused)
        else:
            hovered = self.hover[0] == index.row() and line.kind != "calm"
            self._paint_card(painter, option.rect, line, chosen, hovered)
            if line.kind == "item":
                self._paint_item(painter, option.rect, line, index.row(), chosen or hovered)
            else:
                self._paint_sentence(painter, option.rect, line)
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, line: Line, focused: bool) -> None:
        look = theme()
        low = QRect(rect.left(), rect.bottom() + 1 - look.px(32), rect.width(), look.px(28))
        painter.setFont(look.font("section"))
        x = low.left()
        if line.folded is not None:
            arrow = "chevron-right" if line.folded else "chevron-down"
            paint_icon(painter, QRect(x, low.top(), look.px(16), low.height()), arrow, "muted")
            x += look.px(20)
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(line.text)
        if focused:
            painter.setPen(look.pen("accent"))
            frame = QRect(low.left(), low.top(), x - low.left() + width + look.px(40), low.height())
            painter.drawRoundedRect(frame.toRectF().adjusted(0.5, 2.5, -0.5, -2.5), 5, 5)
        painter.setPen(look.color(line.tone or "text"))
        painter.drawText(QRect(x, low.top(), width, low.height()), _MIDDLE, line.text)
        if line.count:
            painter.setFont(look.font())
            painter.setPen(look.color("muted"))
            left = QRect(x + width + _GAP, low.top(), look.px(80), low.height())
            painter.drawText(left, _MIDDLE, f"{line.count:,}")

    def _paint_card(
        self, painter: QPainter, rect: QRect, line: Line, chosen: bool, hovered: bool
    ) -> None:
        """Draw the row's share of its card; the corners belong to the first and the last row."""
        look = theme()
        painter.setClipRect(rect)
        room = _RADIUS + 2
        card = rect.adjusted(0, 0 if line.first else -room, 0, 0 if line.last else room).toRectF()
        painter.setPen(look.pen("line"))
        painter.setBrush(look.color("accent_bg" if chosen else "hover" if hovered else "surface"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        if not line.last:
            y = rect.bottom()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(look.pen("line"))
            painter.drawLine(rect.left() + _PAD, y, rect.right() - _PAD, y)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_item(
        self, painter: QPainter, rect: QRect, line: Line, row: int, active: bool
    ) -> None:
        look = theme()
        parts = parts_of(rect, self.columns)
        under = self.hover[1] if self.hover[0] == row else ""
        self._paint_check(painter, parts[CHECK], line, under == CHECK)
        paint_icon(painter, parts["kind"], line.icon, "warn" if line.tone == "warn" else "muted")
        self._paint_texts(painter, parts["short" if active else "text"], line)
        if active:
            done = "calendar-plus" if line.key[0] == "customer" else "check"
            paint_icon(painter, parts[DONE], done, "accent" if under == DONE else "muted")
            paint_icon(
                painter, parts[SNOOZE], "alarm-clock", "accent" if under == SNOOZE else "muted"
            )
        painter.setFont(look.font("small"))
        if line.staff and parts["staff"].width() > 0:
            painter.setPen(look.color("faint"))
            staff = painter.fontMetrics().elidedText(
                line.staff, Qt.TextElideMode.ElideRight, parts["staff"].width()
            )
            painter.drawText(parts["staff"], _RIGHT, staff)
        self._paint_chip(painter, parts["chip"], line)
        painter.setFont(look.font())
        painter.setPen(look.color(line.tone or "muted"))
        painter.drawText(parts["time"], _RIGHT, line.time)

    def _paint_check(self, painter: QPainter, rect: QRect, line: Line, under: bool) -> None:
        if line.key[0] == "customer":
            paint_icon(painter, rect, "circle-plus", "accent" if under else "faint", 18)
        elif under:
            paint_icon(painter, rect, "circle-check", "ok", 18)
        else:
            paint_icon(painter, rect, "circle", "faint", 18)

    def _paint_texts(self, painter: QPainter, rect: QRect, line: Line) -> None:
        look = theme()
        painter.setFont(look.font("strong"))
        metrics = painter.fontMetrics()
        whole = metrics.horizontalAdvance(line.text)
        detail = QFontMetrics(look.font()).horizontalAdvance(line.detail)
        room, shown = rect.width(), line.text
        if whole + _GAP + detail > room and isinstance(line.record, FollowUpRecord):
            shown = line.record.customer  # the panel names the person
            whole = metrics.horizontalAdvance(shown)
        if (
            whole + _GAP + detail > room
        ):  # the customer keeps two thirds at most, what to do the rest
            whole = min(whole, max(room - _GAP - detail, room * 3 // 5))
        text = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, whole + 1)
        painter.setPen(look.color("text"))
        painter.drawText(rect, _MIDDLE, text)
        left = rect.adjusted(metrics.horizontalAdvance(text) + _GAP, 0, 0, 0)
        painter.setFont(look.font())
        painter.setPen(look.color("muted"))
        cut = painter.fontMetrics().elidedText(
            line.detail, Qt.TextElideMode.ElideRight, left.width()
        )
        painter.drawText(left, _MIDDLE, cut)

    def _paint_chip(self, painter: QPainter, rect: QRect, line: Line) -> None:
        if not line.chip:
            return
        look = theme()
        width, height = _chip_width(painter.fontMetrics(), line.chip), look.px(20)
        top = rect.top() + (rect.height() - height) // 2
        chip = QRect(rect.right() + 1 - width, top, width, height)
        tone = line.chip_tone
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(f"{tone}_bg" if tone else "sunken"))
        painter.drawRoundedRect(chip.toRectF(), height / 2, height / 2)
        painter.setPen(look.color(tone or "muted"))
        painter.drawText(chip, _CENTRE, line.chip)

    def _paint_sentence(self, painter: QPainter, rect: QRect, line: Line) -> None:
        """A calm sentence, or what stands below a list that is cut."""
        look = theme()
        left = rect.left() + look.px(14)
        box = QRect(left, rect.top(), look.px(16), rect.height())
        paint_icon(painter, box, line.icon, line.tone or "muted")
        room = rect.adjusted(look.px(14 + 16 + 8), 0, -look.px(14), 0)
        painter.setFont(look.font())
        painter.setPen(look.color("text" if line.kind == "calm" else "muted"))
        metrics = painter.fontMetrics()
        text = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _MIDDLE, text)
        rest = room.adjusted(metrics.horizontalAdvance(text) + _GAP, 0, 0, 0)
        painter.setPen(look.color("muted"))
        cut = metrics.elidedText(line.detail, Qt.TextElideMode.ElideRight, max(rest.width(), 0))
        painter.drawText(rest, _MIDDLE, cut)


def part_at(rect: QRect, columns: Columns, where: QPoint) -> str:
    """Return the part of a row that is pressed at a place: check, done, snooze or ""."""
    parts = parts_of(rect, columns)
    return next((name for name in (CHECK, DONE, SNOOZE) if parts[name].contains(where)), "")


def part_hint(part: str, line: Line) -> str:
    """Return what pressing a part of a row does."""
    if line.key[0] == "decision":
        done = pgettext("button", "Done")
        return {CHECK: done, DONE: done, SNOOZE: _("Put off")}.get(part, "")
    if line.key[0] != "follow_up":
        return {
            CHECK: _("Plan a next step"),
            DONE: _("Plan a next step"),
            SNOOZE: _("Plan for another day"),
        }.get(part, "")
    return {
        CHECK: _("Done at once, without a note"),
        DONE: _("Done: note what happened, plan what comes next"),
        SNOOZE: _("Put off"),
    }.get(part, "")
