"""The line under the list: how many customers, of which groups, and what they buy a year."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from smallcrm.core.i18n import _, ngettext
from smallcrm.core.money import format_money
from smallcrm.services.customer_list import CustomerQuery, count_words
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.buttons import Action, Button
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.panels import Panel

_GROUPS_SHOWN = 6
_KEY = "customers.groups"

Counts = list[tuple[str, int]]


class ListFoot(Panel):
    """Counts what is shown, or what is selected, by level, owner ...; read beside the window."""

    grouped = Signal()

    def __init__(self, context: Context) -> None:
        self.count = Label("", "body", "muted")
        self.sum = ElidedLabel("", "body", "muted").fit_text()
        self.groups = ElidedLabel("", "body", "muted")
        self.by = Button("", "", "link", small=True)
        super().__init__("plain", self.count, self.by, self.groups, self.sum, across=True,
                         margins=(12, 6))  # fmt: skip
        self.box.setStretchFactor(self.groups, 1)
        self._context = context
        self._counted = ""  # by what the whole list is counted
        kept = context.memory.get(_KEY, "level")
        self._key = str(kept) if kept in _titles() or kept == "" else "level"
        self.by.set_menu(self._choices())
        self._name()

    def show_list(
        self, query: CustomerQuery, total: int, selected: Sequence[int], again: bool = True
    ) -> None:
        """Count the list, or of two or more selected rows those.

        Without `again` the list is as it was: going from row to row counts nothing.
        """
        text = count_words(total)
        n = len(selected)
        if n:
            words = ngettext("%(n)s selected", "%(n)s selected", n) % {"n": f"{n:,}"}
            text = f"{text} · {words}"
        self.count.setText(text)
        if not self._key:
            self.groups.setText("")
            self._counted = ""
            return
        key, only = self._key, list(selected) if n > 1 else None
        if not again and only is None and self._counted == key:
            return
        self._counted = key if only is None else ""

        def read(session: Session) -> Counts:
            return query.counts(session, key, only)

        self._context.reader.read("customers.groups", read, lambda found: self._show(key, found))

    def read_sum(self, query: CustomerQuery) -> None:
        """Add up what the customers of the list buy a year."""
        self._context.reader.read("customers.sum", query.sum_revenue, self._show_sum)

    def _show(self, key: str, counts: Counts) -> None:
        if key != self._key:
            return
        nothing = _("Nobody") if key == "owner" else _("unknown")
        parts = [f"{value or nothing} {n:,}" for value, n in counts[:_GROUPS_SHOWN]]
        others = sum(n for _value, n in counts[_GROUPS_SHOWN:])
        if others:
            parts.append(_("others %(n)s") % {"n": f"{others:,}"})
        self.groups.setText(" · ".join(parts))

    def _show_sum(self, amount: int) -> None:
        money = format_money(amount, self._context.language)
        self.sum.setText(_("Annual purchases %(amount)s") % {"amount": money} if amount else "")

    def _choices(self) -> list[Action | None]:
        def choose(key: str) -> None:
            self._key = key
            self._context.memory.set(_KEY, key)
            self._name()
            self.grouped.emit()

        titles = [*_titles().items(), ("", _("No groups"))]
        return [Action(text, partial(choose, key)) for key, text in titles]

    def _name(self) -> None:
        title = _titles().get(self._key, _("Groups"))
        self.by.setText(title)
        self.by.setToolTip(_("By what the list is counted"))
        self.by.setAccessibleName(_("By what the list is counted"))


def _titles() -> dict[str, str]:
    return {
        "level": _("Level"),
        "status": _("Life-cycle"),
        "owner": _("Owner"),
        "source": _("Source"),
        "city": _("City"),
        "industry": _("Industry"),
    }
