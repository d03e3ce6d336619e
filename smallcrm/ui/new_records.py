"""Opens the form for a new record of any kind."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from smallcrm.core.i18n import _, ngettext
from smallcrm.ui.context import Context


def open_new_record(
    context: Context, window: QWidget, what: str, show: Callable[[QDialog], None]
) -> None:
    """Open the form for a new record; "demo" adds demonstration data.

    `what`: customer, follow_up, deal, order, receipt, term, product or complaint, with ":" and the
    customer's id where it is known.
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
    if kind == "products":
        from smallcrm.ui.dialogs.products_dialog import ProductsDialog

        return ProductsDialog(context, window)
    if kind == "complaint":
        from smallcrm.ui.dialogs.log_box import LogBox

        return LogBox(context, customer_id, point="complaint", parent=window)
    if kind == "product":
        from smallcrm.ui.dialogs.new_product_dialog import NewProductDialog

        return NewProductDialog(context, parent=window)
    raise ValueError(what)
