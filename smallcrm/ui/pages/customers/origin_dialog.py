"""Answers "where is this from?": every change of one value, newest first, and who confirmed it."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import date_words
from smallcrm.core.i18n import _
from smallcrm.services.fact_confirm import Confirmation, confirm_value, last_confirmed
from smallcrm.services.origins import (
    Fact,
    OriginWords,
    explain_fact,
    find_address_fact,
    find_custom_fact,
    find_phone_fact,
)
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers.detail_people import FactAsked
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.panels import ScrollColumn
from smallcrm.ui.widgets.timeline import TimelineItem, TimelineView


class OriginDialog(Dialog):
    """Reads off the window's thread: the change may lie in a large import.

    Enter confirms that the value is right as it stands, Esc leaves it.
    """

    def __init__(
        self, context: Context, customer_id: int, asked: FactAsked, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Where is this from?"),
            _("It is right"),
            parent=parent,
            width=460,
            icon="check",
            cancel=_("Close"),
        )
        self._context, self._customer_id = context, customer_id
        self._fact: Fact | None = None
        self.confirmed = Label("", "body", "muted", wrap=True)
        self.confirmed.hide()
        self.primary.setEnabled(False)
        self._note = Label(_("Looking it up"), "body", "muted", wrap=True)
        self._view = TimelineView()
        column = ScrollColumn(self._note, self._view, None, margins=0)
        column.setMinimumHeight(theme().px(180))
        self.box.addWidget(self.confirmed)
        self.box.addWidget(column)

        def read(session: Session) -> _Found:
            fact = _find_fact(session, customer_id, asked)
            if fact is None:
                return None, [], None
            said = last_confirmed(session, customer_id, fact)
            return fact, explain_fact(session, fact), said

        context.reader.read("customers.origin", read, self._show)

    def submit(self) -> bool:
        """Keep that the value was found right today."""
        if self._fact is None:
            return False
        confirm_value(self._context.session, self._customer_id, self._fact)
        self._context.hub.say(_("Confirmed as it stands"), "ok", _("Undo"))
        return True

    def _show(self, read: "_Found") -> None:
        self._fact, found, said = read
        self.primary.setEnabled(self._fact is not None)
        self.confirmed.setVisible(self._fact is not None)
        self.confirmed.setText(self._confirmed_words(said))
        self._show_changes(found)

    def _confirmed_words(self, said: Confirmation | None) -> str:
        if said is None:
            return _("Never confirmed since it is so.")
        day = date.fromisoformat(said.at[:10])
        when = date_words(day, self._context.today, self._context.language)
        text = _("Last confirmed: %(when)s") % {"when": when}
        return f"{text} · {said.staff}" if said.staff else text

    def _show_changes(self, found: Sequence[OriginWords]) -> None:
        items = [
            TimelineItem(place, "history", one.change or one.what, one.when,
                         one.what if one.change else "")
            for place, one in enumerate(found)
        ]  # fmt: skip
        self._view.set_items(items)
        self._note.setText("" if found else _("The history does not reach back that far."))
        self._note.setVisible(not found)


_Found = tuple[Fact | None, list[OriginWords], Confirmation | None]


def _find_fact(session: Session, customer_id: int, asked: FactAsked) -> Fact | None:
    if asked.kind == "phone":
        return find_phone_fact(session, customer_id, asked.key)
    if asked.kind == "address":
        return find_address_fact(session, customer_id, int(asked.key))
    if asked.kind == "custom":
        return find_custom_fact(session, customer_id, int(asked.key))
    return Fact(asked.kind, asked.row_id, asked.key)
