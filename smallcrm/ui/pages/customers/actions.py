"""What can be done with customers and their records: each writes at once and offers to undo."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.core.progress import Progress
from smallcrm.services import deals, follow_ups, interactions, orders
from smallcrm.services.contacts import delete_contact
from smallcrm.services.customer_card import Card, card_text
from smallcrm.services.customers import (
    delete_customers,
    edit_customers,
    get_customer,
    name_of,
    tag_customers,
)
from smallcrm.services.edit_several import Several, change_several
from smallcrm.services.feedback import answer_feedback, delete_feedback, get_feedback
from smallcrm.services.hand_over import hand_over_customers
from smallcrm.services.records import ContactRecord
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.jobs import SessionFactory
from smallcrm.ui.pages.customers.several_dialog import SeveralDialog

# So many are written at once; more become a job, so that the window never stands still.
AT_ONCE = 100


class CustomerActions(QObject):
    """Opens the dialogs of the page and carries out its commands."""

    added = Signal(int)  # a customer that was just made

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window

    # --- forms ---------------------------------------------------------------------------

    def add(self) -> QDialog:
        """Open the form of a new customer."""
        from smallcrm.ui.forms.customer_form import CustomerDialog

        form = CustomerDialog(self._context, None, self._window)
        form.saved.connect(self.added)
        return self._show(form, beside=True)

    def edit(self, customer_id: int) -> None:
        """Open the form of a customer."""
        from smallcrm.ui.forms.customer_form import CustomerDialog

        def work() -> None:
            record = get_customer(self._context.session, customer_id)
            self._show(CustomerDialog(self._context, record, self._window), beside=True)

        self._try(work)

    def add_contact(self, customer_id: int) -> None:
        """Open the form of a new contact person."""
        from smallcrm.ui.forms.contact_form import ContactDialog

        self._show(ContactDialog(self._context, customer_id, None, self._window))

    def edit_contact(self, person: ContactRecord) -> None:
        """Open the form of a contact person."""
        from smallcrm.ui.forms.contact_form import ContactDialog

        self._show(ContactDialog(self._context, person.customer_id or 0, person, self._window))

    def new(self, kind: str, customer_id: int) -> None:
        """Ask for the dialog of a new record, such as an order: kinds as open_new_record has."""
        self._context.hub.new_asked.emit(f"{kind}:{customer_id}")

    def open(self, kind: str, record_id: int) -> None:
        """Open a record where it is edited."""
        context = self._context
        if kind == "follow_up":
            context.hub.follow_up_asked.emit(record_id)
        elif kind == "deal":
            context.hub.deal_asked.emit(record_id)
        else:
            self._try(lambda: self._show(self._record_dialog(kind, record_id)))

    def _record_dialog(self, kind: str, record_id: int) -> QDialog:
        context, session, window = self._context, self._context.session, self._window
        if kind == "interaction":
            from smallcrm.ui.forms.interaction_form import InteractionDialog

            interaction = interactions.get_interaction(session, record_id)
            return InteractionDialog(context, interaction, parent=window)
        if kind == "order":
            from smallcrm.ui.dialogs.order_dialog import OrderDialog

            return OrderDialog(context, orders.get_order(session, record_id), parent=window)
        if kind == "feedback":
            from smallcrm.ui.forms.feedback_box import FeedbackDialog

            return FeedbackDialog(context, get_feedback(session, record_id), parent=window)
        from smallcrm.ui.dialogs.receipt_dialog import ReceiptDialog

        return ReceiptDialog(context, orders.get_receipt(session, record_id), parent=window)

    def edit_term(self, term) -> None:
        """Open the dialog of a term."""
        from smallcrm.ui.dialogs.term_dialog import TermDialog

        self._show(TermDialog(self._context, term, parent=self._window))

    # --- several customers ---------------------------------------------------------------

    def delete(self, ids: Sequence[int]) -> None:
        """Delete customers; undo brings all of it back."""
        n = len(ids)
        if not n:
            return
        said = ngettext("%(n)s customer deleted", "%(n)s customers deleted", n) % {"n": f"{n:,}"}
        if n == 1:
            said = _("%(name)s deleted") % {"name": name_of(ids[0])}
        self._write(lambda session: delete_customers(session, ids), ids, said, _("Deleting"))

    def change(self, ids: Sequence[int], **values: str) -> None:
        """Set level, status, owner, source or industry of customers."""
        n = len(ids)
        said = ngettext("%(n)s customer changed", "%(n)s customers changed", n) % {"n": f"{n:,}"}
        self._write(
            lambda session: edit_customers(session, ids, **values), ids, said, _("Changing")
        )

    def edit_several(self, ids: Sequence[int]) -> SeveralDialog:
        """Ask what to set on several customers at once."""
        dialog = SeveralDialog(self._context, ids, self._window)
        dialog.changed.connect(self.change_several)
        return self._show(dialog)

    def change_several(self, change: Several, ids: Sequence[int]) -> None:
        """Set what was chosen on all of them, in one step."""
        n = len(ids)
        said = ngettext("%(n)s customer changed", "%(n)s customers changed", n) % {"n": f"{n:,}"}
        self._write(lambda session: change_several(session, ids, change), ids, said, _("Changing"))

    def hand_over(self, ids: Sequence[int], staff: str) -> None:
        """Give customers to somebody, with the open follow-ups of their former owner."""
        n = len(ids)
        text = ngettext("%(n)s customer handed over to %(name)s",
                        "%(n)s customers handed over to %(name)s", n)  # fmt: skip
        self._write(
            lambda session: hand_over_customers(session, ids, staff),
            ids,
            text % {"n": f"{n:,}", "name": staff},
            _("Changing"),
        )

    def tag(self, ids: Sequence[int], name: str, *, remove: bool = False) -> None:
        """Put a tag on customers, or take it off."""
        n = len(ids)
        text = (
            ngettext("Tag %(tag)s taken off %(n)s customer",
                     "Tag %(tag)s taken off %(n)s customers", n)
            if remove
            else ngettext("%(n)s customer tagged %(tag)s", "%(n)s customers tagged %(tag)s", n)
        )  # fmt: skip
        self._write(
            lambda session: tag_customers(session, ids, name, remove=remove),
            ids,
            text % {"n": f"{n:,}", "tag": name},
            _("Changing"),
        )

    # --- records of one customer ------------------------------------------------------------

    def delete_record(self, kind: str, record_id: int) -> None:
        """Delete a record that hangs on a customer."""
        commands: dict[str, tuple[Callable[[Session, int], object], str]] = {
            "follow_up": (follow_ups.delete_follow_up, _("Follow-up deleted")),
            "deal": (deals.delete_deal, _("Deal deleted")),
            "order": (orders.delete_order, _("Order deleted")),
            "receipt": (orders.delete_receipt, _("Receipt deleted")),
            "term": (orders.delete_term, _("Term deleted")),
            "interaction": (interactions.delete_interaction, _("Record deleted")),
            "contact": (delete_contact, _("Contact person deleted")),
            "feedback": (delete_feedback, _("Feedback deleted.")),
        }
        command, said = commands[kind]
        self._write(lambda session: command(session, record_id), [record_id], said, said)

    def answer(self, feedback_id: int) -> None:
        """Say that a wish or complaint was answered."""
        said, ids = _("Marked answered."), [feedback_id]
        self._write(lambda session: answer_feedback(session, feedback_id), ids, said, said)

    def snooze(self, follow_up_id: int, days: int) -> None:
        """Put a follow-up off to so many days from today."""
        due = (self._context.today + timedelta(days=days)).isoformat()
        said = _("Put off to %(date)s") % {"date": due}
        self._write(
            lambda session: follow_ups.snooze_follow_ups(session, [follow_up_id], due),
            [follow_up_id],
            said,
            said,
        )

    def copy_card(self, card: Card) -> None:
        """Put a customer's card on the clipboard as text."""
        QApplication.clipboard().setText(card_text(card, self._context.today))
        self._context.hub.say(_("Card copied: paste it into a chat or letter"), "ok")

    # --- inside ------------------------------------------------------------------------------

    def _write(
        self, work: Callable[[Session], object], ids: Sequence[int], said: str, title: str
    ) -> None:
        hub = self._context.hub
        if len(ids) <= AT_ONCE:
            if self._try(lambda: work(self._context.session)):
                hub.say(said, "ok", _("Undo"))
            return

        def job(factory: SessionFactory, progress: Progress) -> None:
            with factory() as session:
                progress.check()
                work(session)

        self._context.runner.run(
            job,
            title,
            done=lambda _result: hub.say(said, "ok", _("Undo")),
            failed=lambda error: hub.say(str(error), "bad"),
        )

    def _try(self, work: Callable[[], object]) -> bool:
        """Do it; say what is wrong where it cannot be done, and tell whether it was."""
        try:
            work()
        except UserError as error:
            self._context.hub.say(str(error), "bad")
            return False
        return True

    def _show(self, dialog, *, beside=False):
        """Show a dialog that goes when it is closed; the customer's own form stays beside."""
        dialog.finished.connect(dialog.deleteLater)
        if beside:
            dialog.show()  # what it found may be looked at in the window behind
        else:
            dialog.open()
        return dialog
