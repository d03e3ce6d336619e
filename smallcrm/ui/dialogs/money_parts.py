"""What the order and receipt dialogs share: how money came, and what a customer owes."""

from PySide6.QtWidgets import QWidget

from smallcrm.core import i18n
from smallcrm.core.i18n import _
from smallcrm.core.money import format_money
from smallcrm.services.orders import MoneySummary, summarise_money
from smallcrm.services.vocabulary import METHODS
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.labels import Label


class MethodBox(ChoiceBox):
    """How money came: the usual ways, and the one a record has from elsewhere."""

    def __init__(self, method: str = "", parent: QWidget | None = None) -> None:
        known = [(name, _(name)) for name in METHODS]
        other = [(method, method)] if method and method not in METHODS else []
        super().__init__([("", _("Not said")), *known, *other], method, parent=parent)

    def method(self) -> str:
        """Return the way as it is stored."""
        return str(self.value() or "")


class OwedLabel(Label):
    """What the chosen customer owes, and what it will be once the dialog is saved."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("", "small", "muted", wrap=True, parent=parent)
        self._context = context
        self._owed: int | None = None
        self._change = 0

    @property
    def owed(self) -> int | None:
        """Return what the customer owes now, in minor units; None without a customer."""
        return self._owed

    def show_customer(self, customer_id: int | None) -> None:
        """Ask what a customer owes."""
        self._owed = None
        self._show()
        if customer_id is not None:
            self._context.reader.read(
                "owed", lambda session: summarise_money(session, customer_id), self._take
            )

    def set_change(self, change: int) -> None:
        """Say by how much saving will change it, in minor units."""
        self._change = change
        self._show()

    def _take(self, money: MoneySummary) -> None:
        self._owed = money.owed
        self._show()

    def _show(self) -> None:
        self.setVisible(self._owed is not None)
        if self._owed is None:
            return
        words = owed_words(self._owed)
        if self._change:
            after = _("after this: %(words)s") % {"words": owed_words(self._owed + self._change)}
            words = f"{words} → {after}"
        self.setText(words[:1].upper() + words[1:])
        self.set_tone("warn" if self._owed > 0 else "muted")


def owed_words(owed: int) -> str:
    """Return what is owed in words; a negative amount was paid ahead."""
    amount = format_money(abs(owed), i18n.current().language, short=True)
    if owed > 0:
        return _("owes %(amount)s") % {"amount": amount}
    return _("has paid %(amount)s ahead") % {"amount": amount} if owed else _("owes nothing")
