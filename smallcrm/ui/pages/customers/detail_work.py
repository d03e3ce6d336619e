"""What is going on with a customer: open follow-ups, deals, orders and receipts, what it said."""

from datetime import date, time
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import date_words, format_date, overdue_words, within
from smallcrm.core.i18n import _, pgettext
from smallcrm.core.money import format_money
from smallcrm.services.customer_card import Card
from smallcrm.services.deals import StageRecord
from smallcrm.services.feedback import is_open
from smallcrm.services.records import (
    DealRecord,
    FeedbackRecord,
    FollowUpRecord,
    OrderRecord,
    ReceiptRecord,
)
from smallcrm.services.vocabulary import ORDER_STATUSES, word
from smallcrm.ui.context import Context
from smallcrm.ui.forms.feedback_card import title_of
from smallcrm.ui.pages.customers.words import listed
from smallcrm.ui.widgets.buttons import Action, IconButton, pop_menu
from smallcrm.ui.widgets.detail_row import DetailRow
from smallcrm.ui.widgets.labels import Label, SectionHead
from smallcrm.ui.widgets.layouts import clear_layout, vbox
from smallcrm.ui.widgets.panels import Line

_SHOWN = 4


class WorkPanel(QWidget):
    """Sections that are made anew for each customer; one that is empty takes no room."""

    new_asked = Signal(str)  # follow_up, deal, order, receipt, feedback
    record_asked = Signal(str, int)  # kind and id of a record to open
    delete_asked = Signal(str, int)
    snooze_asked = Signal(int, int)  # follow-up, days from today
    answered = Signal(int)  # feedback

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._card: Card | None = None
        self._whole: set[str] = set()
        self._box = vbox(spacing=0)
        self.setLayout(self._box)

    def show_card(self, card: Card) -> None:
        """Show another customer, or the same anew."""
        if self._card is None or self._card.customer.id != card.customer.id:
            self._whole = set()
        self._card = card
        clear_layout(self._box)
        self._section(
            "follow_up",
            _("Follow-ups"),
            _("Plan follow-up"),
            [self._follow_up_row(one) for one in self._cut("follow_up", card.follow_ups)],
            len(card.follow_ups),
        )
        self._section(
            "deal",
            _("Deals"),
            _("New deal"),
            [self._deal_row(*one) for one in self._cut("deal", card.deals)],
            len(card.deals),
        )
        money: list[OrderRecord | ReceiptRecord] = [*card.orders, *card.receipts]
        money.sort(key=lambda one: (one.date, one.id or 0), reverse=True)
        self._section(
            "order",
            _("Orders and receipts"),
            _("New order"),
            [self._money_row(one) for one in self._cut("order", money)],
            len(money),
        )
        self._section(
            "feedback",
            _("Feedback"),
            _("Feedback or a wish"),
            [self._feedback_row(one) for one in self._cut("feedback", card.feedback)],
            len(card.feedback),
        )

    def _cut(self, kind: str, records) -> list:
        # one more is shown rather than a line that says "one more"
        whole = kind in self._whole or len(records) <= _SHOWN + 1
        return list(records) if whole else list(records[:_SHOWN])

    def _section(self, kind: str, title: str, add: str, rows: list[DetailRow], count: int) -> None:
        if not rows:
            return
        plus = IconButton("plus", add, small=True, on_click=lambda: self.new_asked.emit(kind))
        self._box.addWidget(Line())
        self._box.addSpacing(8)
        self._box.addWidget(SectionHead(title, count if count > 1 else None, "", plus))
        self._box.addSpacing(2)
        for row in rows:
            self._box.addWidget(row)
        if count > len(rows):
            text = _("Show all %(n)d") % {"n": count}
            more = DetailRow("chevron-down", text, tone="accent", clickable=True)
            more.clicked.connect(lambda: self._show_whole(kind))
            self._box.addWidget(more)
        self._box.addSpacing(8)

    def _show_whole(self, kind: str) -> None:
        self._whole.add(kind)
        if self._card is not None:
            self.show_card(self._card)

    # --- rows --------------------------------------------------------------------------------

    def _follow_up_row(self, record: FollowUpRecord) -> DetailRow:
        today, language = self._context.today, self._context.language
        day = date.fromisoformat(record.due)
        late = day < today
        at = time.fromisoformat(record.due_time) if record.due_time else None
        words = (
            overdue_words((today - day).days, language)
            if late
            else date_words(day, today, language, at)
        )
        done = IconButton("check", _("Done: log it and plan the next"), small=True)
        done.clicked.connect(lambda: self.record_asked.emit("follow_up", record.id))
        later = IconButton("alarm-clock", _("Put off"), small=True)
        later.set_menu(self._snooze_actions(record))
        tone = "bad" if late else "accent" if day == today else "muted"
        row = DetailRow(
            "circle-alert" if late else "circle",
            record.title,
            words,
            icon_token="bad" if late else "muted",
            right_tone=tone,
            tooltip=_tip(format_date(day, language, "long"), record.due_time, record.staff,
                         record.note),
            clickable=True,
            hidden=[later, done],
        )  # fmt: skip
        row.clicked.connect(lambda: self.record_asked.emit("follow_up", record.id))
        row.menu_asked.connect(lambda where: self._follow_up_menu(record, where))
        return row

    def _snooze_actions(self, record: FollowUpRecord) -> list[Action | None]:
        days = ((1, _("Tomorrow")), (3, _("In 3 days")), (7, _("In a week")), (30, _("In a month")))
        items: list[Action | None] = [
            Action(text, partial(self.snooze_asked.emit, record.id, n)) for n, text in days
        ]
        choose = partial(self.record_asked.emit, "follow_up", record.id)
        return [*items, None, Action(_("Choose a day"), choose)]

    def _follow_up_menu(self, record: FollowUpRecord, where: QPoint) -> None:
        items: list[Action | None] = [
            Action(_("Done"), lambda: self.record_asked.emit("follow_up", record.id), "check"),
            Action(_("Put off"), items=self._snooze_actions(record)),
            None,
            self._delete_action("follow_up", record.id or 0),
        ]
        pop_menu(self, items, where)

    def _deal_row(self, record: DealRecord, stage: StageRecord) -> DetailRow:
        language = self._context.language
        tone = {"won": "ok", "lost": "muted"}.get(stage.kind, "accent")
        what = stage.name
        if stage.kind == "open" and record.expected_close:
            close = date_words(
                date.fromisoformat(record.expected_close), self._context.today, language
            )
            closes = _("closes %(when)s") % {"when": within(close)}
            what = f"{stage.name} · {closes}"
        elif record.lost_reason:
            what = f"{stage.name} · {record.lost_reason}"
        row = DetailRow(
            "square-kanban",
            record.title,
            Label(format_money(record.amount, language, short=True), "strong"),
            second=what,
            icon_token=tone,
            second_tone=tone if stage.kind == "won" else "muted",
            tooltip=record.note,
            clickable=True,
        )
        row.clicked.connect(lambda: self.record_asked.emit("deal", record.id))
        row.menu_asked.connect(lambda where: self._record_menu("deal", record.id or 0, where))
        return row

    def _money_row(self, record: OrderRecord | ReceiptRecord) -> DetailRow:
        if isinstance(record, OrderRecord):
            return self._order_row(record)
        return self._receipt_row(record)

    def _order_row(self, record: OrderRecord) -> DetailRow:
        language = self._context.language
        what = listed(line.title or line.product for line in record.lines)
        name = " · ".join(part for part in (record.number, what) if part) or _("Order")
        open_amount = record.amount - record.paid
        if record.status == "cancelled":
            state = word(ORDER_STATUSES, "cancelled")
        elif open_amount > 0:
            state = _("%(amount)s open") % {"amount": format_money(open_amount, language)}
        else:
            state = _("paid")
        row = self._dated_row("shopping-cart", "muted", name, record.date, state, record.amount)
        row.clicked.connect(lambda: self.record_asked.emit("order", record.id))
        row.menu_asked.connect(lambda where: self._record_menu("order", record.id or 0, where))
        return row

    def _receipt_row(self, record: ReceiptRecord) -> DetailRow:
        name = record.note or _("Receipt")
        method = _(record.method) if record.method else ""
        row = self._dated_row("wallet", "ok", name, record.date, method, record.amount)
        row.clicked.connect(lambda: self.record_asked.emit("receipt", record.id))
        row.menu_asked.connect(lambda where: self._record_menu("receipt", record.id or 0, where))
        return row

    def _dated_row(
        self, icon: str, token: str, name: str, day: str, state: str, amount: int
    ) -> DetailRow:
        language = self._context.language
        words = date_words(date.fromisoformat(day), self._context.today, language)
        money = Label(format_money(amount, language), "strong", "ok" if token == "ok" else "")
        second = " · ".join(part for part in (words, state) if part)
        exact = format_date(date.fromisoformat(day), language, "long")
        return DetailRow(
            icon, name, money, second=second, icon_token=token, tooltip=exact, clickable=True
        )

    def _feedback_row(self, record: FeedbackRecord) -> DetailRow:
        language, waits = self._context.language, is_open(record)
        day = date.fromisoformat((record.at or self._context.today.isoformat())[:10])
        wish = _("Wish: %(text)s") % {"text": record.wish} if record.wish else ""
        state = _("Not answered yet") if waits else _("Answered") if record.answered else ""
        stars = "★" * (record.rating or 0)
        words = date_words(day, self._context.today, language)
        done = IconButton("check", _("Mark answered"), small=True)
        done.clicked.connect(lambda: self.answered.emit(record.id))
        row = DetailRow(
            "message-square-text",
            " · ".join(part for part in (record.text, wish) if part) or stars,
            words,
            second=" · ".join(part for part in (title_of(record), stars, state) if part),
            icon_token="warn" if waits else "muted",
            second_tone="warn" if waits else "muted",
            tooltip=_tip(record.text, wish, format_date(day, language, "long")),
            clickable=True,
            hidden=[done] if waits else [],
        )
        row.clicked.connect(lambda: self.record_asked.emit("feedback", record.id))
        row.menu_asked.connect(lambda where: self._record_menu("feedback", record.id or 0, where))
        return row

    def _record_menu(self, kind: str, record_id: int, where: QPoint) -> None:
        items: list[Action | None] = [
            Action(
                pgettext("verb", "Open"), lambda: self.record_asked.emit(kind, record_id), "pencil"
            ),
            None,
            self._delete_action(kind, record_id),
        ]
        pop_menu(self, items, where)

    def _delete_action(self, kind: str, record_id: int) -> Action:
        return Action(
            _("Delete"), lambda: self.delete_asked.emit(kind, record_id), "trash-2", token="bad"
        )


def _tip(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
