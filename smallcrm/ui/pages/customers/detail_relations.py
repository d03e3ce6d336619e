"""The relations of a customer in both directions, with what those it referred bought."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.core.money import format_money
from smallcrm.services.customer_card import Card
from smallcrm.services.relation_network import Network, read_network
from smallcrm.services.relations import RelationRecord, brought_by, delete_relation
from smallcrm.ui.context import Context
from smallcrm.ui.forms.relation_form import RelationDialog
from smallcrm.ui.pages.customers.detail_network import NetworkPanel
from smallcrm.ui.pages.customers.detail_section import RecordSection
from smallcrm.ui.widgets.buttons import Action, IconButton, pop_menu
from smallcrm.ui.widgets.detail_row import DetailRow
from smallcrm.ui.widgets.labels import Label


class RelationsPanel(RecordSection[RelationRecord]):
    """What a customer is to others, and they to it."""

    first = 6

    customer_asked = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.network: NetworkPanel
        self._drawn: Network | None = None

    def _records(self, card: Card) -> Sequence[RelationRecord]:
        return card.relations

    def _head(self) -> tuple[str, IconButton]:
        return _("Relations"), IconButton(
            "plus", _("Add a relation"), small=True, on_click=self.add
        )

    def add(self) -> None:
        """Ask for a new relation."""
        if self._card is not None:
            self._show(RelationDialog(self._context, self._card.customer.id or 0, None, self))

    def edit(self, record: RelationRecord) -> None:
        """Change a relation."""
        if self._card is not None:
            self._show(RelationDialog(self._context, self._card.customer.id or 0, record, self))

    def remove(self, record: RelationRecord) -> None:
        """Take a relation away."""
        if self._card is None:
            return
        try:
            delete_relation(self._context.session, self._card.customer.id or 0, record)
        except UserError as error:
            self._context.hub.say(str(error), "bad")
            return
        self._context.hub.say(_("Relation removed"), "ok", _("Undo"))

    # --- inside ------------------------------------------------------------------------------

    def _begin(self, card: Card) -> None:
        self.network = NetworkPanel(self._context.language)
        self.network.chosen.connect(self._go_to)
        self._box.addWidget(self.network)
        self._read_network(card.customer.id or 0)
        n, amount = brought_by(card.relations)
        if not amount:
            return
        text = ngettext(
            "Brought %(n)d customer, who bought %(amount)s",
            "Brought %(n)d customers, who bought %(amount)s",
            n,
        )
        money = format_money(amount, self._context.language, short=True)
        self._box.addWidget(DetailRow("gift", text % {"n": n, "amount": money}, icon_token="ok"))

    def _read_network(self, customer_id: int) -> None:
        """Draw the network as it was read before, then as it is now."""
        if self._drawn is not None and self._drawn.nodes[0].id == customer_id:
            self.network.show_network(self._drawn)
        self._context.reader.read(
            "customers.network",
            lambda session: read_network(session, customer_id),
            self._take_network,
        )

    def _take_network(self, network: Network) -> None:
        card = self._card
        if card is None or not card.relations or not network.nodes:
            return  # another customer is shown, whose picture has gone with its rows
        if network.nodes[0].id == card.customer.id:
            self._drawn = network
            self.network.show_network(network)

    def _go_to(self, customer_id: int) -> None:
        if self._card is not None and customer_id != self._card.customer.id:
            self._context.hub.open_customer(customer_id)

    def _add_row(self, record: RelationRecord) -> None:
        language = self._context.language
        right = format_money(record.bought, language, short=True) if record.bought else ""
        what = [record.words, record.note]
        if record.reward is not None:
            reward = format_money(record.reward, language, short=True)
            said = _("reward %(amount)s given") if record.reward_given else _("promised %(amount)s")
            what.insert(1, said % {"amount": reward})
        tone = "warn" if record.reward is not None and not record.reward_given else "muted"
        edit = IconButton("pencil", _("Edit this relation"), small=True)
        edit.clicked.connect(lambda: self.edit(record))
        row = DetailRow(
            "network",
            record.other,
            Label(right, "strong") if right else "",
            second=" · ".join(part for part in what if part),
            second_tone=tone,
            tooltip=_("What it bought so far") if right else "",
            clickable=True,
            hidden=[edit],
        )
        row.clicked.connect(lambda: self._context.hub.open_customer(record.other_id))
        row.menu_asked.connect(lambda where: self._menu(record, where))
        self._rows[row] = record
        self._box.addWidget(row)

    def _menu(self, record: RelationRecord, where: QPoint) -> None:
        go = _("Go to %(name)s") % {"name": record.other}
        items: list[Action | None] = [
            Action(
                go, lambda: self._context.hub.open_customer(record.other_id), "arrow-right", "Enter"
            ),
            Action(_("Edit this relation"), lambda: self.edit(record), "pencil", "F2"),
            None,
            Action(_("Remove this relation"), lambda: self.remove(record), "trash-2", "Del",
                   token="bad"),
        ]  # fmt: skip
        pop_menu(self, items, where)

    def _show(self, dialog: RelationDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def event(self, event) -> bool:
        if event.type() == event.Type.ShortcutOverride and event.key() == Qt.Key.Key_F2:
            event.accept()  # F2 on a relation edits that, not the whole customer
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        record = next((one for row, one in self._rows.items() if row.hasFocus()), None)
        if record is not None and event.key() == Qt.Key.Key_Delete:
            self.remove(record)
        elif record is not None and event.key() == Qt.Key.Key_F2:
            self.edit(record)
        else:
            super().keyPressEvent(event)
