"""Planning what to do next about a deal: one line that says when and what."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from smallcrm.core import i18n
from smallcrm.core.dates import format_date, format_time
from smallcrm.core.i18n import _
from smallcrm.services.deals import Card
from smallcrm.services.follow_ups import next_step_of_deal, save_follow_up
from smallcrm.services.records import FollowUpRecord
from smallcrm.ui.context import Context
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.widgets.date_edits import WhenEdit


class StepDialog(FormDialog):
    """Plans the next step of a deal, or changes the one that is planned."""

    def __init__(self, context: Context, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            _("Next step"),
            _("Plan"),
            columns=1,
            width=440,
            subtitle=f"{card.customer} · {card.title}",
            parent=parent,
        )
        self._card = card
        self._planned = next_step_of_deal(context.session, card.id)
        self.when = WhenEdit(context.session.clock.now)
        self.form.add("due", _("What and when"), self.when)
        if self._planned is not None:
            self.when.set_text(_as_typed(self._planned))
            self.when.edit.selectAll()
        self.when.setFocus()

    def errors(self) -> Mapping[str, str]:
        when = self.when.when()
        if when is None:
            return {"due": _("Say when: a date is missing.")}
        if when.date < self.context.today:
            return {"due": _("This day has passed.")}
        return {}

    def save(self) -> str:
        when = self.when.when()
        assert when is not None  # errors() has seen to it
        planned = self._planned
        record = FollowUpRecord(
            customer_id=self._card.customer_id,
            title=self.when.what() or (planned.title if planned else _("Follow up")),
            due=when.date.isoformat(),
            due_time=format_time(when.time) if when.time else "",
            id=planned.id if planned else None,
            contact_id=planned.contact_id if planned else None,
            deal_id=self._card.id,
            order_id=planned.order_id if planned else None,
            staff=planned.staff if planned else self._card.owner,
            repeat=when.repeat,
            note=planned.note if planned else "",
        )
        self.saved_id = save_follow_up(self.context.session, record)
        return ""


def _as_typed(planned: FollowUpRecord) -> str:
    day = format_date(date.fromisoformat(planned.due), i18n.current().language, "short")
    return " ".join(part for part in (day, planned.due_time, planned.title) if part)
