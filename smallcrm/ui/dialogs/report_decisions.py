"""What was decided over a report: a small table to fill in before printing it."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, pgettext
from smallcrm.services.customers import owner_of
from smallcrm.services.decisions import (
    DecisionRecord,
    close_decision,
    list_decisions,
    list_open_decisions,
    save_decisions,
)
from smallcrm.ui.context import Context
from smallcrm.ui.forms.picks import CustomerPick, StaffBox
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import Line

_WIDTH = 900
_HEIGHT = 420
_FREE_LINES = 3
_MOST_OPEN = 30


class DecisionLineEdit:
    """The fields of one line."""

    def __init__(self, context: Context, record: DecisionRecord) -> None:
        self.id = record.id
        self._customer = (record.customer_id, record.customer)
        self.what = LineEdit(record.what, _("What is to be done"))
        self.what.setAccessibleName(pgettext("report", "What"))
        self.who = StaffBox(context, record.who)
        self.who.setAccessibleName(pgettext("report", "Who"))
        due = date.fromisoformat(record.due) if record.due else None
        self.due = DateEdit(context.session.clock.now, due)
        self.due.setAccessibleName(pgettext("report", "By when"))
        self.customer = CustomerPick(context, record.customer_id, record.customer, create=False)
        self.customer.setPlaceholderText(_("None"))
        self.customer.setAccessibleName(_("Customer"))
        self.customer.chosen.connect(self._know_customer)
        self._session = context.session

    def record(self) -> DecisionRecord:
        """Return what was typed. UserError where it is no date or no customer."""
        what = self.what.text().strip()
        if not self.due.is_valid():
            raise UserError(_("Say when: a date is missing."))
        customer = self.customer.customer_id()
        if self.customer.text().strip() and customer is None:
            raise UserError(
                _("There is no customer “%(name)s”.") % {"name": self.customer.text().strip()}
            )
        due = self.due.value()
        return DecisionRecord(
            what, self.who.name(), due.isoformat() if due else "", customer, self.id
        )

    def _know_customer(self, key: object) -> None:
        """Let the customer's owner do it unless somebody was named."""
        if isinstance(key, int) and not self.who.name():
            self.who.set_value(owner_of(self._session, key))


class DecisionsDialog(Dialog):
    """Lines of what, who, by when and for which customer; and what is still open from before."""

    def __init__(
        self, context: Context, first: date, last: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("What was decided"),
            _("Save"),
            parent=parent,
            width=_WIDTH,
            subtitle=_(
                "Stands on the last page of the report. With a customer it becomes a follow-up;"
                " the next report tells what became of each."
            ),
        )
        self._context, self._first, self._last = context, first, last
        self.lines: list[DecisionLineEdit] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        for place, share in enumerate((5, 2, 2, 3)):
            self._grid.setColumnStretch(place, share)
        heads = [pgettext("report", "What"), pgettext("report", "Who")]
        heads += [pgettext("report", "By when"), _("Customer")]
        for place, head in enumerate(heads):
            self._grid.addWidget(Label(head, "small", "muted"), 0, place)
        add = Button(_("Add a line"), "plus", "link", on_click=self.add_line)
        self._earlier = vbox(spacing=4)
        inner = QWidget()
        inner.setLayout(vbox(self._grid, hbox(add, None), self._earlier, None, spacing=8))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inner)
        for ground in (area.viewport(), inner):  # the dialog's own ground shows through
            ground.setAutoFillBackground(False)
        area.setMinimumHeight(theme().px(_HEIGHT))
        self.box.addWidget(area)
        for record in list_decisions(context.session, first, last):
            self._add(record)
        for _line in range(max(1, _FREE_LINES - len(self.lines))):
            self._add(DecisionRecord(""))
        self._show_earlier()
        self.lines[0].what.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_line(self) -> None:
        """Begin a further line."""
        self._add(DecisionRecord(""))
        self.lines[-1].what.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> bool:
        records = [line.record() for line in self.lines if line.what.text().strip()]
        save_decisions(self._context.session, self._first, self._last, records)
        return True

    def close_open(self, record: DecisionRecord, state: str, row: QWidget) -> None:
        """Say that something decided before is done or given up."""
        close_decision(self._context.session, int(record.id or 0), state)
        row.setEnabled(False)

    def _add(self, record: DecisionRecord) -> None:
        line = DecisionLineEdit(self._context, record)
        row = self._grid.rowCount()
        for place, field in enumerate((line.what, line.who, line.due, line.customer)):
            self._grid.addWidget(field, row, place)
        self.lines.append(line)
        self.put_buttons_last()

    def _show_earlier(self) -> None:
        """Show what is open from other reports, each with a button to close it."""
        mine = (self._first.isoformat(), self._last.isoformat())
        found = [one for one in list_open_decisions(self._context.session) if one.period != mine]
        if not found:
            return
        self._earlier.addWidget(Line())
        self._earlier.addWidget(Label(_("Still open from earlier reports"), "section"))
        for record in found[:_MOST_OPEN]:
            self._earlier.addWidget(self._earlier_row(record))

    def _earlier_row(self, record: DecisionRecord) -> QWidget:
        row = QWidget()
        told = "  ·  ".join(filter(None, (record.who, record.due, record.customer)))
        what, about = ElidedLabel(record.what), ElidedLabel(told, "small", "muted")
        done = Button(
            _("Done"), "check", small=True, on_click=lambda: self.close_open(record, "done", row)
        )
        drop = IconButton(
            "x", _("Given up"), on_click=lambda: self.close_open(record, "dropped", row)
        )
        line = hbox(what, about, done, drop)
        line.setStretch(0, 3)
        line.setStretch(1, 2)
        row.setLayout(line)
        return row
