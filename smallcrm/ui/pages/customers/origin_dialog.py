"""Answers "where is this from?": every change of one value, newest first."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
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
    """Reads off the window's thread: the change may lie in a large import."""

    def __init__(
        self, context: Context, customer_id: int, asked: FactAsked, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Where is this from?"), _("Close"), parent=parent, width=460)
        self.cancel.hide()
        self._note = Label(_("Looking it up"), "body", "muted", wrap=True)
        self._view = TimelineView()
        column = ScrollColumn(self._note, self._view, None, margins=0)
        column.setMinimumHeight(theme().px(180))
        self.box.addWidget(column)

        def read(session: Session) -> list[OriginWords]:
            fact = _find_fact(session, customer_id, asked)
            return explain_fact(session, fact) if fact else []

        context.reader.read("customers.origin", read, self._show)

    def _show(self, found: Sequence[OriginWords]) -> None:
        items = [
            TimelineItem(place, "history", one.change or one.what, one.when,
                         one.what if one.change else "")
            for place, one in enumerate(found)
        ]  # fmt: skip
        self._view.set_items(items)
        self._note.setText("" if found else _("The history does not reach back that far."))
        self._note.setVisible(not found)


def _find_fact(session: Session, customer_id: int, asked: FactAsked) -> Fact | None:
    if asked.kind == "phone":
        return find_phone_fact(session, customer_id, asked.key)
    if asked.kind == "address":
        return find_address_fact(session, customer_id, int(asked.key))
    if asked.kind == "custom":
        return find_custom_fact(session, customer_id, int(asked.key))
    return Fact(asked.kind, asked.row_id, asked.key)
