"""The head of a customer's detail: name, chips, key figures, and what to do next."""

from datetime import date, time

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import date_words, format_date, overdue_words
from smallcrm.core.i18n import _
from smallcrm.core.money import compact_money, format_money
from smallcrm.services.customer_card import Card
from smallcrm.services.vocabulary import (
    CONSENTS,
    LEVELS,
    OPINIONS,
    ROLES,
    STATUSES,
    level_words,
    word,
)
from smallcrm.ui.pages.customers.words import listed
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.figure_row import FigureRow
from smallcrm.ui.widgets.labels import Chip, ElidedLabel, KeyFigure, Label
from smallcrm.ui.widgets.layouts import FlowLayout, clear_layout, hbox, vbox

_STATUS_TONES = {"lead": "accent", "active": "ok", "dormant": "warn", "lost": "bad"}
_LARGE = 10_000_000_00  # minor units; larger amounts are shown short


class DetailHead(QWidget):
    """Fixed widgets that are filled again for each customer."""

    log_asked = Signal()
    plan_asked = Signal()
    deal_asked = Signal()
    edit_asked = Signal()
    menu_asked = Signal(QPoint)
    chip_menu_asked = Signal(str, QPoint)  # the field it stands for

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._name = ElidedLabel("", "page")
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._edit = IconButton("pencil", _("Edit"), on_click=self.edit_asked.emit)
        self._more = IconButton("ellipsis", _("More"))
        self._more.clicked.connect(self._ask_menu)
        self._chips = FlowLayout(spacing=6)
        self._complete = Label("", "body", "muted")
        self._bought = KeyFigure(_("Bought this year"))
        self._owed = KeyFigure(_("Owed"))
        self._last = KeyFigure(_("Last contact"))
        self._next = KeyFigure(_("Next step"))
        figures = FigureRow([self._bought, self._owed, self._last, self._next])
        self.log = Button(_("Log"), "message-square-plus", "primary", on_click=self.log_asked.emit)
        self._plan = Button(_("Plan follow-up"), "calendar-plus", on_click=self.plan_asked.emit)
        self._deal = Button(_("New deal"), "circle-plus", on_click=self.deal_asked.emit)
        chips = hbox(spacing=8)
        chips.addLayout(self._chips, 1)
        chips.addWidget(self._complete, 0, Qt.AlignmentFlag.AlignTop)
        head = hbox(self._name, self._edit, self._more, spacing=2)
        buttons = FlowLayout(spacing=8)
        for button in (self.log, self._plan, self._deal):
            buttons.addWidget(button)
        self.setLayout(vbox(head, chips, figures, buttons, spacing=10))

    def show_card(self, card: Card, today: date) -> None:
        """Show another customer, or the same anew."""
        customer = card.customer
        self._name.setText(customer.name)
        parts = (customer.name, customer.short_name, customer.code)
        self._name.setToolTip("\n".join(part for part in parts if part))
        self._fill_chips(card)
        self._complete.setText(_("%(n)d%% complete") % {"n": card.completeness})
        self._complete.set_tone("muted" if card.completeness >= 50 else "warn")
        self._complete.setToolTip(
            _("Still missing: %(names)s") % {"names": listed(card.missing)}
            if card.missing
            else _("Nothing is missing.")
        )
        self._show_money(card)
        self._show_dates(card, today)

    def set_busy(self, busy: bool) -> None:
        """Turn writing off while a job has the file."""
        for button in (self.log, self._plan, self._deal, self._edit):
            button.setDisabled(busy)

    def _fill_chips(self, card: Card) -> None:
        customer = card.customer
        clear_layout(self._chips)
        tone = {"A": "accent", "B": "accent"}.get(customer.level, "")
        self._add_chip(level_words(customer.level) or _("No level"), tone, "level")
        tone = _STATUS_TONES.get(customer.status, "")
        self._add_chip(word(STATUSES, customer.status), tone, "status")
        if customer.role != "customer":
            self._add_chip(word(ROLES, customer.role), "", "role")
        if customer.consent == "refused":
            self._add_chip(word(CONSENTS, "refused"), "bad", "consent")
        if customer.opinion_leader:
            self._add_chip(_("Opinion leader"), "accent", "opinion_leader")
        if customer.opinion:
            tone = "ok" if customer.opinion == "well" else "bad"
            self._add_chip(word(OPINIONS, customer.opinion), tone, "opinion")
        for tag in customer.tags:
            self._add_chip(tag, "warn", "")

    def _add_chip(self, text: str, tone: str, field: str) -> None:
        if not field:
            self._chips.addWidget(Chip(text, tone))
            return
        chip = FieldChip(text, tone)
        chip.asked.connect(lambda where: self.chip_menu_asked.emit(field, where))
        self._chips.addWidget(chip)

    def _show_money(self, card: Card) -> None:
        self._bought.set_value(*self._money(card.money.this_year))
        owed = card.money.owed
        text, _tone, exact = self._money(owed)
        self._owed.set_value(text, "warn" if owed > 0 else "", exact)

    def _money(self, amount: int) -> tuple[str, str, str]:
        exact = format_money(amount, self._language)
        if abs(amount) >= _LARGE:
            return compact_money(amount, self._language, symbol=True), "", exact
        # cents are noise at this size; the tooltip has them
        whole = round(amount / 100) * 100
        return format_money(whole, self._language, short=True), "", exact if whole != amount else ""

    def _show_dates(self, card: Card, today: date) -> None:
        if card.last_contact:
            day = date.fromisoformat(card.last_contact[:10])
            exact = format_date(day, self._language, "long")
            self._last.set_value(date_words(day, today, self._language), "", exact)
        else:
            self._last.set_value("—", "faint", _("No contact is recorded yet."))
        if not card.follow_ups:
            self._next.set_value("—", "bad", _("Nothing is planned: plan the next step."))
            return
        step = card.follow_ups[0]
        day = date.fromisoformat(step.due)
        exact = f"{format_date(day, self._language, 'long')} {step.due_time}\n{step.title}"
        if day < today:
            words, tone = overdue_words((today - day).days, self._language), "bad"
        else:
            at = time.fromisoformat(step.due_time) if step.due_time else None
            words, tone = date_words(day, today, self._language, at), "accent"
        self._next.set_value(words, tone, exact)

    def _ask_menu(self) -> None:
        self.menu_asked.emit(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))


def chip_choices(field: str) -> list[tuple[object, str]]:
    """Return what a chip's field may be: value and words."""
    if field == "level":
        return [("", _("No level")), *((level, level_words(level)) for level in LEVELS)]
    if field == "opinion_leader":
        return [(True, _("Opinion leader")), (False, _("No opinion leader"))]
    none = {"consent": _("Not asked"), "opinion": _("Not known")}
    words = {"status": STATUSES, "role": ROLES, "consent": CONSENTS, "opinion": OPINIONS}[field]
    empty: list[tuple[object, str]] = [("", none[field])] if field in none else []
    return [*empty, *((key, word(words, key)) for key in words)]


class FieldChip(Chip):
    """A chip that opens a menu of what else it could say: by a click, Enter or the space bar."""

    asked = Signal(QPoint)  # where the menu shall open, on the screen

    def __init__(self, text: str, tone: str) -> None:
        super().__init__(text, tone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)

    def mouseReleaseEvent(self, event) -> None:
        if self.rect().contains(event.position().toPoint()):
            self._ask()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._ask()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event) -> None:
        self._ask()

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme().pen("accent"))
            half = self.height() / 2
            painter.drawRoundedRect(
                self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), half, half
            )

    def _ask(self) -> None:
        self.asked.emit(self.mapToGlobal(QPoint(0, self.height() + 4)))
