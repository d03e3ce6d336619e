"""The deals of one stage as a list model, and how one of them is drawn as a card."""

import html
from collections.abc import Sequence
from datetime import date, time
from typing import cast

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smallcrm.core import i18n
from smallcrm.core.dates import date_words, format_date, overdue_words
from smallcrm.core.i18n import _, ngettext
from smallcrm.core.money import format_money
from smallcrm.services.deals import Card, StageRecord
from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme

CardRole = Qt.ItemDataRole.UserRole
MIME = "application/x-smallcrm-deal"
CARD_HEIGHT = 82
CARD_GAP = 9
SIDE = 8
_PAD = 10
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CardModel(QAbstractListModel):
    """The cards of one stage, in the order they were read."""

    def __init__(self, stage: StageRecord, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stage, self.today = stage, today
        self.cards: list[Card] = []

    def replace(self, cards: Sequence[Card], today: date) -> None:
        """Show other cards."""
        if list(cards) == self.cards and today == self.today:
            return
        self.beginResetModel()
        self.cards, self.today = list(cards), today
        self.endResetModel()

    def row_of(self, deal_id: int) -> int:
        """Return the row of a deal, -1 when it is not here."""
        return next((row for row, card in enumerate(self.cards) if card.id == deal_id), -1)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        card = self.cards[index.row()]
        if role == CardRole:
            return card
        if role == Qt.ItemDataRole.DisplayRole:
            return card.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(describe(card, self.stage, self.today))
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = (html.escape(line) for line in describe(card, self.stage, self.today))
            return "<p style='white-space: pre'>" + "<br>".join(lines) + "</p>"
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(MIME, str(self.cards[indexes[0].row()].id).encode())
        return data


def amount_words(card: Card) -> str:
    """Return a card's amount, "" when none was given."""
    return format_money(card.amount, i18n.current().language, short=True) if card.amount else ""


def age_words(card: Card, stage: StageRecord, *, brief: bool = False) -> str:
    """Return how long a deal has stood in its stage, or why it was lost."""
    if stage.kind == "lost" and card.lost_reason:
        return card.lost_reason
    if card.stale and not brief:
        return ngettext("Stuck for %(n)d day", "Stuck for %(n)d days", card.age) % {"n": card.age}
    if card.age == 0 and not brief:
        return _("Since today")
    return ngettext("%(n)d day", "%(n)d days", card.age) % {"n": card.age}


def next_words(card: Card, stage: StageRecord, today: date) -> tuple[str, str]:
    """Return the next step in a few words with its tone."""
    if card.next_due is None:
        if stage.kind != "open":
            return "", ""
        return _("No next step"), "bad" if card.stale else "muted"
    due = date.fromisoformat(card.next_due)
    language = i18n.current().language
    if due < today:
        return overdue_words((today - due).days, language), "bad"
    words = date_words(due, today, language, _time(card.next_time))
    return (words if card.next_time else f"{words} {card.next_title}"), "accent"


def describe(card: Card, stage: StageRecord, today: date) -> list[str]:
    """Return all there is to say about a card, line by line."""
    language = i18n.current().language
    lines = [card.title, card.customer]
    if card.amount:
        lines.append(format_money(card.amount, language))
    lines.append(
        _("In “%(stage)s”: %(age)s") % {"stage": stage.name, "age": age_words(card, stage)}
    )
    if card.expected_close:
        day = format_date(date.fromisoformat(card.expected_close), language)
        lines.append(_("Expected close: %(date)s") % {"date": day})
    if card.next_due:
        day = format_date(date.fromisoformat(card.next_due), language)
        what = f"{day} {card.next_time}".strip() + f" · {card.next_title}"
        lines.append(_("Next step: %(what)s") % {"what": what})
    if card.owner:
        lines.append(_("Staff: %(name)s") % {"name": card.owner})
    return lines


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None  # brought in from elsewhere in another form: the date alone is shown


class CardDelegate(QStyledItemDelegate):
    """Draws a card: title and amount, customer, age in the stage and next step."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(theme().px(160), theme().px(CARD_HEIGHT) + CARD_GAP)

    def card_rect(self, item: QRect) -> QRect:
        """Return where in an item's room the card itself stands."""
        view = self.parent()
        bar = view.verticalScrollBar() if isinstance(view, QAbstractItemView) else None
        right = 0 if bar is not None and bar.isVisible() else SIDE  # the bar stands in the margin
        return item.adjusted(SIDE, 0, -right, -CARD_GAP)

    def step_rect(self, item: QRect) -> QRect:
        """Return where the next step is written: pressing it plans one."""
        card = self.card_rect(item)
        return QRect(
            card.center().x(), card.bottom() - theme().px(28), card.width() // 2, theme().px(28)
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        model = cast(CardModel, index.model())
        state = option.state
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.card_rect(option.rect)
        paint_ground(painter, rect, focused=focused, hovered=hovered)
        paint_card(painter, rect, index.data(CardRole), model.stage, model.today)
        painter.restore()


def paint_ground(painter: QPainter, rect: QRect, *, focused: bool, hovered: bool) -> None:
    """Draw the empty card."""
    look = theme()
    edge = look.pen("accent", 1.6) if focused else look.pen("faint" if hovered else "line")
    painter.setPen(edge)
    painter.setBrush(look.color("surface"))
    inset = 1.0 if focused else 0.5
    painter.drawRoundedRect(rect.toRectF().adjusted(inset, inset, -inset, -inset), 8, 8)


def paint_card(painter: QPainter, rect: QRect, card: Card, stage: StageRecord, today: date) -> None:
    """Write on a card; rect is the card's own."""
    look = theme()
    inner = rect.adjusted(_PAD, look.px(7), -_PAD, -look.px(7))
    third = inner.height() / 3
    top = QRect(inner.left(), inner.top(), inner.width(), round(third))
    middle = top.translated(0, round(third))
    low = top.translated(0, round(2 * third))
    _paint_pair(painter, top, (card.title, "strong", "text"), (amount_words(card), "body", "text"))
    _paint_text(painter, middle, card.customer, "body", "muted")
    side = look.px(14)
    lost = stage.kind == "lost" and bool(card.lost_reason)
    token = "bad" if card.stale else "faint"
    box = QRect(low.left(), low.top(), side, low.height())
    name = "circle-x" if lost else "circle-check" if stage.kind == "won" else "clock"
    paint_icon(painter, box, name, token, 14)
    rest = low.adjusted(side + look.px(4), 0, 0, 0)
    words, tone = next_words(card, stage, today)
    age = age_words(card, stage)
    painter.setFont(look.font())
    if painter.fontMetrics().horizontalAdvance(age + words) + look.px(8) > rest.width():
        age = age_words(card, stage, brief=True)  # its red icon and the words beside it remain
    _paint_pair(
        painter,
        rest,
        (age, "body", "bad" if card.stale else "muted"),
        (words, "body", tone or "muted"),
        keep_left=not lost,
    )


Text = tuple[str, str, str]


def _paint_pair(
    painter: QPainter, rect: QRect, left: Text, right: Text, *, keep_left: bool = False
) -> None:
    """Write one text at the left and one at the right; the one that is not kept is cut."""
    look = theme()
    if not right[0]:
        _paint_text(painter, rect, *left)
        return
    painter.setFont(look.font((left if keep_left else right)[1]))
    kept = painter.fontMetrics().horizontalAdvance((left if keep_left else right)[0])
    room = max(0, rect.width() - kept - look.px(8))
    if keep_left:
        _paint_text(painter, rect, *left)
        _paint_text(painter, rect.adjusted(rect.width() - room, 0, 0, 0), *right, align=_RIGHT)
    else:
        _paint_text(painter, rect, *right, align=_RIGHT)
        _paint_text(painter, rect.adjusted(0, 0, room - rect.width(), 0), *left)


def _paint_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    rank: str,
    token: str,
    align: Qt.AlignmentFlag = _MIDDLE,
) -> None:
    look = theme()
    painter.setFont(look.font(rank))
    painter.setPen(look.color(token))
    cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, align, cut)
