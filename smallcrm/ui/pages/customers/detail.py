"""One customer at the right: who it is, what is going on, and everything that happened."""

from datetime import date, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from smallcrm.core.dates import date_words, format_date
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, pgettext
from smallcrm.services.customer_card import EVENTS, Card, read_card
from smallcrm.services.customers import change_customer
from smallcrm.services.timeline import Event
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers.actions import CustomerActions
from smallcrm.ui.pages.customers.changes_dialog import ChangesDialog
from smallcrm.ui.pages.customers.detail_facts import FactsPanel
from smallcrm.ui.pages.customers.detail_files import FilesPanel
from smallcrm.ui.pages.customers.detail_head import DetailHead, chip_choices
from smallcrm.ui.pages.customers.detail_lead import LeadPanel
from smallcrm.ui.pages.customers.detail_people import FactAsked, PeoplePanel
from smallcrm.ui.pages.customers.detail_relations import RelationsPanel
from smallcrm.ui.pages.customers.detail_work import WorkPanel
from smallcrm.ui.pages.customers.origin_dialog import OriginDialog
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, Button, fill_menu, pop_menu
from smallcrm.ui.widgets.labels import Label, SectionHead
from smallcrm.ui.widgets.panels import EmptyState, Line, Panel, ScrollColumn
from smallcrm.ui.widgets.timeline import TimelineItem, TimelineView

_TONES = {
    "interaction": "accent",
    "stage": "ok",
    "receipt": "ok",
    "order": "accent",
    "follow_up": "ok",
    "import": "muted",
}
_WAIT_MS = 40
_WIDEST = 760


class CustomerDetail(QStackedWidget):
    """Shows the customer asked for last; reads it off the window's thread."""

    shown = Signal(int)
    gone = Signal(int)

    def __init__(self, context: Context, actions: CustomerActions) -> None:
        super().__init__()
        self._context, self._actions = context, actions
        self._id: int | None = None
        self._instead: QWidget | None = None
        self._events = EVENTS
        self.card: Card | None = None
        self.head = DetailHead(context.language)
        self.lead = LeadPanel(context)
        self.people = PeoplePanel(context)
        self.facts = FactsPanel(context)
        self.work = WorkPanel(context)
        self.relations = RelationsPanel(context)
        self.files = FilesPanel(context)
        self.timeline = TimelineView()
        self._kind = ""
        self._kinds = Button(_("Everything"), "chevron-down", "quiet", small=True)
        self._kinds.set_menu([])
        self._older = Button(_("Show older"), "chevron-down", "quiet", on_click=self._show_older)
        self._nothing = Label(_("Nothing happened here yet. Log the first call."), "body", "muted")
        self._column = ScrollColumn(
            self.head,
            self.lead,
            self.people,
            self.work,
            self.facts,
            self.relations,
            self.files,
            Line(),
            SectionHead(_("Timeline"), None, "", self._kinds),
            self.timeline,
            self._nothing,
            self._older,
            None,
            margins=(16, 14, 16, 16),
            spacing=10,
        )
        self._column.widget().setMaximumWidth(theme().px(_WIDEST))
        self._column.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._drop = Panel("drop", parent=self)
        self._drop.box.addWidget(
            Label(_("Drop it to attach it to this customer"), "section", "accent"),
            0,
            Qt.AlignmentFlag.AlignCenter,
        )
        self._drop.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._drop.hide()
        self.setAcceptDrops(True)
        self._empty = EmptyState(
            "user-round-search", _("Choose a customer to see it here."), kind="plain"
        )
        self.addWidget(self._empty)
        self.addWidget(self._column)
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._read)
        self._connect()

    @property
    def customer_id(self) -> int | None:
        """Return the customer that is shown or about to be."""
        return self._id

    def show_customer(self, customer_id: int | None, *, at_once: bool = True) -> None:
        """Show a customer, or none; not `at_once` waits whether the next one comes right after."""
        if customer_id != self._id:
            self._events = EVENTS
            self._column.verticalScrollBar().setValue(0)
        self._id = customer_id
        if customer_id is None:
            self.card = None
            self._wait.stop()
            self.setCurrentWidget(self._instead or self._empty)
        elif at_once:
            self._read()
        else:
            self._wait.start()

    def show_instead(self, panel: QWidget | None) -> None:
        """Show something else here than the customer at hand; None shows that one again."""
        if panel is self._instead:
            return
        self._instead = panel
        if panel is not None:
            if self.indexOf(panel) < 0:
                self.addWidget(panel)
            self.setCurrentWidget(panel)
        elif self._id is None:
            self.setCurrentWidget(self._empty)
        else:
            self._read()

    def reload(self) -> None:
        """Read the customer again."""
        if self._id is not None:
            self._read()

    def more_actions(self) -> list[Action | None]:
        """Return what else can be done with the customer that is shown."""
        card = self.card
        if card is None or card.customer.id is None:
            return []
        id, actions = card.customer.id, self._actions
        itself = FactAsked("customer", "name", id)
        return [
            Action(_("New order"), lambda: actions.new("order", id), "shopping-cart"),
            Action(_("New receipt"), lambda: actions.new("receipt", id), "wallet"),
            Action(_("New contract or term"), lambda: actions.new("term", id), "file-clock"),
            Action(_("Add a contact person"), lambda: actions.add_contact(id), "user-plus"),
            Action(_("Feedback or a wish"), lambda: actions.new("feedback", id), "smile"),
            Action(_("Log a complaint"), lambda: actions.new("complaint", id), "circle-alert"),
            Action(_("Add a relation"), self.relations.add, "network"),
            Action(_("Attach files"), self.files.ask_files, "paperclip"),
            None,
            Action(_("Edit"), lambda: actions.edit(id), "pencil", "F2"),
            Action(_("Copy card as text"), lambda: actions.copy_card(card), "copy"),
            Action(_("Customer card"), lambda: self._report("customer"), "contact"),
            Action(_("Statement of account"), lambda: self._report("statement"), "wallet"),
            Action(_("Where is this from?"), lambda: self.explain(itself), "circle-help"),
            Action(_("Changes of this customer"), self.show_changes, "history"),
            None,
            Action(_("Delete"), lambda: actions.delete([id]), "trash-2", "Del", token="bad"),
        ]  # fmt: skip

    def _report(self, kind: str) -> None:
        """Go to a report about the customer that is shown."""
        if self._id is not None:
            self._context.hub.report_asked.emit(kind, self._id)

    def explain(self, fact: FactAsked) -> None:
        """Show where a value came from."""
        if self._id is not None:
            dialog = OriginDialog(self._context, self._id, fact, self.window())
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def dragEnterEvent(self, event) -> None:
        # elsewhere on the window a file is a list to import; here it belongs to the customer
        if self._id is not None and self._instead is None and _dropped(event):
            event.acceptProposedAction()
            self._drop.setGeometry(self.rect())
            self._drop.show()
            self._drop.raise_()

    def dragLeaveEvent(self, event) -> None:
        self._drop.hide()

    def dropEvent(self, event) -> None:
        self._drop.hide()
        event.acceptProposedAction()
        self.files.attach(_dropped(event))

    def show_changes(self) -> None:
        """Show every change of this customer, to take any one back."""
        if self._id is not None:
            dialog = ChangesDialog(self._context, self._id, self.window())
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    # --- inside ------------------------------------------------------------------------------

    def _connect(self) -> None:
        head, people, work, actions = self.head, self.people, self.work, self._actions
        head.log_asked.connect(lambda: self._with_id(self._context.hub.log))
        head.plan_asked.connect(lambda: self._with_id(lambda id: actions.new("follow_up", id)))
        head.deal_asked.connect(lambda: self._with_id(lambda id: actions.new("deal", id)))
        head.edit_asked.connect(lambda: self._with_id(actions.edit))
        head.menu_asked.connect(lambda where: pop_menu(self, self.more_actions(), where))
        head.chip_menu_asked.connect(self._chip_menu)
        people.edit_contact_asked.connect(actions.edit_contact)
        people.delete_contact_asked.connect(lambda one: actions.delete_record("contact", one.id))
        people.add_contact_asked.connect(lambda: self._with_id(actions.add_contact))
        people.fact_asked.connect(self.explain)
        people.term_asked.connect(actions.edit_term)
        self.facts.fact_asked.connect(self.explain)
        self.facts.editing.connect(lambda cell: self._column.ensureWidgetVisible(cell, 0, 40))
        work.new_asked.connect(lambda kind: self._with_id(lambda id: actions.new(kind, id)))
        work.record_asked.connect(actions.open)
        work.delete_asked.connect(actions.delete_record)
        work.snooze_asked.connect(actions.snooze)
        work.answered.connect(actions.answer)
        self._kinds.menu().aboutToShow.connect(self._fill_kinds)
        self.timeline.opened.connect(self._open_event)
        self.timeline.delete_asked.connect(self._delete_event)
        self.timeline.menu_asked.connect(self._event_menu)
        self.timeline.current_moved.connect(self._scroll_to_event)
        self._context.hub.busy_changed.connect(head.set_busy)

    def _with_id(self, work) -> None:
        if self._id is not None:
            work(self._id)

    def _read(self) -> None:
        self._wait.stop()
        customer_id, events = self._id, self._events
        if customer_id is None or self._instead is not None:
            return

        def read(session: Session) -> Card:
            return read_card(session, customer_id, events)

        self._context.reader.read("customers.card", read, self._take, self._failed)

    def _take(self, card: Card) -> None:
        if card.customer.id != self._id or self._instead is not None:
            return
        self.card = card
        today = self._context.today
        self.setUpdatesEnabled(False)
        self.head.show_card(card, today)
        for panel in (self.lead, self.people, self.facts, self.work, self.relations, self.files):
            panel.show_card(card)
        self._show_events()
        self.setCurrentWidget(self._column)
        self.setUpdatesEnabled(True)
        self.shown.emit(self._id)

    def _failed(self, error: BaseException) -> None:
        gone = self._id
        self.show_customer(None)
        if not isinstance(error, UserError):
            raise error
        if gone is not None:
            self.gone.emit(gone)

    # --- timeline --------------------------------------------------------------------------

    def _fill_kinds(self) -> None:
        items = [
            Action(text, partial(self._choose_kind, kind), checked=kind == self._kind)
            for kind, text in self._kinds_there().items()
        ]
        fill_menu(self._kinds.menu(), items)

    def _kinds_there(self) -> dict[str, str]:
        words = {
            "": _("What happened"),
            "interaction": _("Contacts"),
            "follow_up": _("Follow-ups"),
            "stage": _("Deals"),
            "order": _("Orders"),
            "receipt": _("Receipts"),
            "import": _("Imports"),
            "edit": _("Edits"),
            "all": _("Everything"),
        }
        there = {event.kind for event in self._events_of("all")}
        always = ("", "all") if "edit" in there else ("",)
        return {kind: text for kind, text in words.items() if kind in there or kind in always}

    def _events_of(self, kind: str) -> list[Event]:
        """Return the events of a kind; edits are among them only where they are asked for."""
        if self.card is None:
            return []
        events = [event for event in self.card.events if kind in ("", "all", event.kind)]
        if kind in ("all", "edit"):
            events += self.card.edits
            events.sort(key=lambda event: event.at, reverse=True)
        return events

    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        self._show_events()

    def _show_events(self) -> None:
        card = self.card
        if card is None:
            return
        there = self._kinds_there()
        if self._kind not in there:
            self._kind = ""
        self._kinds.setText(there[self._kind])
        self._kinds.setVisible(len(there) > 2)
        events = self._events_of(self._kind)
        self.timeline.set_items([self._item(event) for event in events])
        self.timeline.setVisible(bool(events))
        self._nothing.setVisible(not events)
        self._older.setVisible(card.more_events)

    def _item(self, event: Event) -> TimelineItem:
        today, language = self._context.today, self._context.language
        moment = datetime.fromisoformat(event.at)
        day: date = moment.date()
        exact = format_date(day, language, "long")
        near = (today - day).days < 2 and len(event.at) > 10
        when = date_words(day, today, language, moment.time() if near else None)
        if len(event.at) > 10:
            exact = f"{exact} {event.at[11:16]}"
        tone = "warn" if event.icon == "wrench" else _TONES.get(event.kind, "muted")
        openable = event.kind in ("interaction", "order", "receipt", "stage", "edit")
        key = ("deal" if event.kind == "stage" else event.kind, event.id)
        return TimelineItem(key, event.icon, event.title, when, event.text, tone, exact, openable)

    def _show_older(self) -> None:
        self._events += EVENTS
        self._read()

    def _open_event(self, key: tuple[str, int]) -> None:
        if key[0] == "edit":
            self.show_changes()
        else:
            self._actions.open(*key)

    def _delete_event(self, key: tuple[str, int]) -> None:
        if key[0] in ("interaction", "order", "receipt", "follow_up"):
            self._actions.delete_record(*key)

    def _event_menu(self, key: tuple[str, int], where: QPoint) -> None:
        items: list[Action | None] = []
        if key[0] in ("interaction", "order", "receipt", "deal"):
            items.append(
                Action(pgettext("verb", "Open"), lambda: self._actions.open(*key), "pencil")
            )
        if key[0] in ("interaction", "order", "receipt", "follow_up"):
            items += [None, Action(_("Delete"), lambda: self._delete_event(key), "trash-2", "Del",
                                   token="bad")]  # fmt: skip
        if items:
            pop_menu(self, items, where)

    def _scroll_to_event(self, rect: QRect) -> None:
        top = self.timeline.mapTo(self._column.widget(), rect.topLeft())  # type: ignore[arg-type]
        self._column.ensureVisible(0, top.y() + rect.height() // 2, 0, rect.height())

    def _chip_menu(self, field: str, where: QPoint) -> None:
        card = self.card
        if card is None or card.customer.id is None:
            return
        customer_id, now = card.customer.id, getattr(card.customer, field)
        fact = FactAsked("customer", field, customer_id)
        items: list[Action | None] = [
            Action(text, partial(self._set_fact, field, value), checked=value == now)
            for value, text in chip_choices(field)
        ]
        items += [None, Action(_("Where is this from?"), lambda: self.explain(fact),
                               "circle-help")]  # fmt: skip
        pop_menu(self, items, where)

    def _set_fact(self, field: str, value: object) -> None:
        if self._id is None:
            return
        try:
            change_customer(self._context.session, self._id, **{field: value})
        except UserError as error:
            self._context.hub.say(str(error), "bad")


def _dropped(event) -> list[Path]:
    urls = event.mimeData().urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
