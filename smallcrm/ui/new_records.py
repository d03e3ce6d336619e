"""Opens the form for a new record of any kind."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from smallcrm.core.i18n import _, ngettext
from smallcrm.ui.context import Context


def open_new_record(
    context: Context, window: QWidget, what: str, show: Callable[[QDialog], None]
) -> None:
    """Open the form for a new record; "demo" adds demonstration data.

    `what`: customer, follow_up, deal, order, receipt, term, product, complaint or feedback, with
    ":" and the customer's id where it is known; products is their list.
    """
    if what == "demo":
        add_demo_data(context)
    else:
        show(_form(context, window, what))


def add_demo_data(context: Context) -> None:
    """Add demonstration data as a job."""

    def work(sessions, progress):
        from smallcrm.services.demo import add_demo

        with sessions() as session:
            return add_demo(session, context.language, progress)

    def done(n: int) -> None:
        text = ngettext(
            "%(n)d customer added. To remove it later, go to the settings.",
            "%(n)d customers added. To remove them later, go to the settings.",
            n,
        )
        context.hub.say(text % {"n": n}, "ok", _("Undo"))

    context.runner.run(
        work,
        _("Adding demonstration data"),
        done=done,
        failed=lambda error: context.hub.say(str(error), "bad"),
    )


def _form(context: Context, window: QWidget, what: str) -> QDialog:
    kind, _sign, number = what.partition(":")
    customer_id = int(number) if number else None
    if kind == "customer":
        from smallcrm.ui.forms.customer_form import CustomerDialog

        return CustomerDialog(context, parent=window)
    if kind == "follow_up":
        from smallcrm.ui.forms.follow_up_form import FollowUpDialog

        return FollowUpDialog(context, customer_id=customer_id, parent=window)
    if kind == "deal":
        from smallcrm.ui.forms.deal_form import DealDialog

        return DealDialog(context, customer_id=customer_id, parent=window)
    if kind == "order":
        from smallcrm.ui.dialogs.order_dialog import OrderDialog

        return OrderDialog(context, customer_id=customer_id, parent=window)
    if kind == "receipt":
        from smallcrm.ui.dialogs.receipt_dialog import ReceiptDialog

        return ReceiptDialog(context, customer_id=customer_id, parent=window)
    if kind == "term":
        from smallcrm.ui.dialogs.term_dialog import TermDialog

        return TermDialog(context, customer_id=customer_id, parent=window)
    return _form_of_product(context, window, kind) or _form_of_talk(
        context, window, kind, customer_id
    )


def _form_of_product(context: Context, window: QWidget, kind: str) -> QDialog | None:
    if kind == "products":
        from smallcrm.ui.dialogs.products_dialog import ProductsDialog

        return ProductsDialog(context, window)
    if kind == "product":
        from smallcrm.ui.dialogs.new_product_dialog import NewProductDialog

        return NewProductDialog(context, parent=window)
    return None


def _form_of_talk(context: Context, window: QWidget, kind: str, customer_id: int | None) -> QDialog:
    if kind == "feedback" and customer_id is not None:
        from smallcrm.services.customers import name_of
        from smallcrm.services.records import FeedbackRecord
        from smallcrm.ui.forms.feedback_box import FeedbackDialog

        said = FeedbackRecord(customer_id, customer=name_of(customer_id))
        return FeedbackDialog(context, said, parent=window)
    if kind == "complaint":
        from smallcrm.ui.dialogs.log_box import LogBox

        return LogBox(context, customer_id, point="complaint", parent=window)
    raise ValueError(kind)
