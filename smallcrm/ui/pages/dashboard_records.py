"""What lies behind a figure of the dashboard, as a list from which each record is opened."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _, current, ngettext, pgettext
from smallcrm.core.money import format_money
from smallcrm.services import interactions, orders
from smallcrm.services.dashboard_behind import Behind, Owed
from smallcrm.services.payment_days import payment_days, payment_words
from smallcrm.services.record_list import RecordKind
from smallcrm.services.table import ShownList
from smallcrm.ui.context import Context
from smallcrm.ui.itemmodels.cells import Cell
from smallcrm.ui.itemmodels.paged import PagedTableModel
from smallcrm.ui.list_actions import list_actions
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import show_if
from smallcrm.ui.widgets.panels import EmptyState
from smallcrm.ui.widgets.table import TableView

_WIDTH, _HEIGHT = 1080, 420


class RecordsDialog(Dialog):
    """The records; Enter opens one, Ctrl+O its customer. On paper `of` says of which month."""

    def __init__(
        self,
        context: Context,
        title: str,
        behind: Behind,
        parent: QWidget | None = None,
        *,
        of: str = "",
    ) -> None:
        super().__init__(title, _("Close"), parent=parent, width=_WIDTH)
        self._context, self.behind, self._of = context, behind, of
        self.cancel.hide()
        self.primary.setDefault(False)  # Enter opens the record
        self.primary.set_kind("plain")
        self.model = _Records(
            context.session, context.reader, context.session.clock.now, "dashboard.records", self
        )
        state = context.memory.view_state(f"dashboard.{behind.kind}")
        self.table = TableView(self.model, state)
        self.table.set_empty(EmptyState("circle-check", _("There is nothing behind this figure.")))
        self.table.setMinimumHeight(theme().px(_HEIGHT))
        self.box.addWidget(self.table, 1)
        self.foot = Label("", "body", "muted")
        self.open_one = Button(
            pgettext("verb", "Open"), "external-link", on_click=self._open_current
        )
        self.customer = Button(
            _("Show customer"), "users", "quiet", on_click=self._open_customer, tooltip="Ctrl+O"
        )
        show_if(self.customer, behind.kind != "customers")
        self.buttons.insertWidget(0, self.foot)
        self.buttons.insertWidget(1, self.customer)
        self.buttons.insertWidget(2, self.open_one)
        self.more = IconButton("ellipsis", _("More"))
        self.more.set_menu(list_actions(context, self, self.shown))
        self.buttons.insertWidget(3, self.more)
        self.model.loaded.connect(self._loaded)
        self.table.opened.connect(lambda _id: self._open_current())
        QShortcut(QKeySequence("Ctrl+O"), self, self._open_customer)
        context.hub.changed.connect(self.model.reload)
        self.model.set_query(behind.query())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown(self) -> ShownList:
        """The records as they stand here, to print or to write to a file."""
        query = self.model.query or self.behind.query()
        return ShownList(self.windowTitle(), query, tuple(self.table.columns.shown()), self._of)

    def _loaded(self) -> None:
        self.table.go_to_first()
        n = len(self.model.ids)
        words = count_words(self.behind.kind, n)
        if self.behind.parts:
            parts = self.behind.parts
            total = sum(parts.get(id, 0) for id in self.model.ids)
            currency = self._context.session.settings.get("currency")
            amount = format_money(total, self._context.language, currency=currency, short=True)
            words = f"{words} · {amount}"
        if isinstance(self.behind, Owed):
            words = f"{words} · {payment_words(payment_days(), current())}"
        self.foot.setText(words)
        for button in (self.open_one, self.customer, self.more):
            button.setEnabled(n > 0)

    def _open_current(self) -> None:
        id, kind = self.table.current_id(), self.behind.kind
        if id is None:
            return
        session = self._context.session
        if kind == "deals":
            self._context.hub.deal_asked.emit(id)
        elif kind == "orders":
            from smallcrm.ui.dialogs.order_dialog import OrderDialog

            self._show(OrderDialog(self._context, orders.get_order(session, id), parent=self))
        elif kind == "receipts":
            from smallcrm.ui.dialogs.receipt_dialog import ReceiptDialog

            self._show(ReceiptDialog(self._context, orders.get_receipt(session, id), parent=self))
        elif kind == "interactions":
            from smallcrm.ui.forms.interaction_form import InteractionDialog

            record = interactions.get_interaction(session, id)
            self._show(InteractionDialog(self._context, record, parent=self))
        else:
            self._open_customer()

    def _open_customer(self) -> None:
        id = self.table.current_id()
        place = self.model.row_of(id) if id is not None else None
        row = self.model.row(place) if place is not None else None
        if row is not None:
            self.accept()
            self._context.hub.open_customer(int(str(row["of"])))

    def _show(self, dialog: Dialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class _Records(PagedTableModel):
    """A day stands with how long ago it was: these records are compared with paper."""

    def cell(self, row: int, column: int) -> Cell:
        cell, values = super().cell(row, column), self.row(row)
        if self.columns[column].kind != "date" or values is None or not cell.text:
            return cell
        told = str(values.get(self.columns[column].key))
        try:
            day = date.fromisoformat(told[:10])
        except ValueError:
            return cell
        exact = day.isoformat()
        if cell.text in exact:  # as "11-28" is, of a day that is far
            return replace(cell, text=exact)
        return replace(cell, text=f"{exact} · {cell.text}")


def count_words(kind: RecordKind, n: int) -> str:
    """Return how many records of a kind there are, in words."""
    texts = {
        "customers": ngettext("%(n)d customer", "%(n)d customers", n),
        "deals": ngettext("%(n)d deal", "%(n)d deals", n),
        "orders": ngettext("%(n)d order", "%(n)d orders", n),
        "receipts": ngettext("%(n)d receipt", "%(n)d receipts", n),
        "interactions": ngettext("%(n)d contact made", "%(n)d contacts made", n),
        "follow_ups": ngettext("%(n)d follow-up", "%(n)d follow-ups", n),
    }
    return texts[kind] % {"n": n}
