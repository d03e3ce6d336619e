"""The relations of a customer in both directions, with what those it referred bought."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.core.money import format_money
from smallcrm.services.customer_card import Card
from smallcrm.services.relations import RelationRecord, brought_by, delete_relation
from smallcrm.ui.context import Context
from smallcrm.ui.forms.relation_form import RelationDialog
from smallcrm.ui.widgets.buttons import Action, IconButton, pop_menu
from smallcrm.ui.widgets.detail_row import DetailRow
from smallcrm.ui.widgets.labels import Label, SectionHead
from smallcrm.ui.widgets.layouts import clear_layout, vbox
from smallcrm.ui.widgets.panels import Line

_SHOWN = 6


class RelationsPanel(QWidget):
    """A section that takes no room while there are none."""

    customer_asked = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._card: Card | None = None
        self._all = False
        self._rows: dict[DetailRow, RelationRecord] = {}
        self._box = vbox(spacing=0)
        self.setLayout(self._box)

    def show_card(self, card: Card) -> None:
        """Show another customer, or the same anew."""
        if self._card is None or self._card.customer.id != card.customer.id:
            self._all = False
        self._card = card
        self._rows = {}
        clear_layout(self._box)
        self.setVisible(bool(card.relations))
        if not card.relations:
            return
        plus = IconButton("plus", _("Add a relation"), small=True, on_click=self.add)
        count = len(card.relations)
        self._box.addWidget(Line())
        self._box.addSpacing(8)
        self._box.addWidget(SectionHead(_("Relations"), count if count > 1 else None, "", plus))
        self._box.addSpacing(2)
        self._add_brought(card)
        cut = card.relations if self._all or count <= _SHOWN + 1 else card.relations[:_SHOWN]
        for record in cut:
            self._add_row(record)
        if count > len(cut):
            more = DetailRow(
                "chevron-down", _("Show all %(n)d") % {"n": count}, tone="accent", clickable=True
            )
            more.clicked.connect(self._show_all)
            self._box.addWidget(more)
        self._box.addSpacing(8)

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

    def _add_brought(self, card: Card) -> None:
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

    def _show_all(self) -> None:
        self._all = True
        if self._card is not None:
            self.show_card(self._card)

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
