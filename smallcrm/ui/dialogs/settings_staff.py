"""Settings: the people who work with the file, and which of them sits here now."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, pgettext
from smallcrm.services.hand_over import count_load
from smallcrm.services.lookups import StaffRecord, choose_staff, list_staff, save_staff
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.hand_over_all import HandOverAllDialog, load_parts
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import clear_layout, hbox, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import Banner


class StaffSection(QWidget):
    """Names to edit in place, who has left, a field for a new one, and who "I" am."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._me = QButtonGroup(self)
        self._records: list[StaffRecord] = []
        self.fields: dict[int, LineEdit] = {}
        self.problem = Banner()
        self.undo = Button(_("Undo"), "undo-2", "quiet", small=True, on_click=self._take_back)
        self.said = Banner("", "ok", self.undo)
        self._left = 0  # who was said to have left, and still cares for customers
        self.offer = Button(_("Hand over…"), "arrow-right-left", small=True)
        self.left = Banner("", "warn", self.offer)
        self.offer.clicked.connect(lambda: self.hand_over(self._left))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.new = LineEdit("", _("Name of a new colleague"))
        self.new.returnPressed.connect(self.add)
        self.add_button = Button(_("Add"), "plus", on_click=self.add)
        self.setLayout(
            vbox(
                Label(_("Staff"), "section"),
                Label(
                    _("Who looks after customers. Nobody logs in: say who works here now."),
                    tone="muted",
                    wrap=True,
                ),
                self.problem,
                self.said,
                self.left,
                4,
                self._grid,
                hbox(self.new, self.add_button),
            )
        )
        self._fill()
        context.hub.changed.connect(self._changed)

    def add(self) -> None:
        """Add the person whose name was typed; the first one is who works here."""
        first = not self._records
        name = self.new.text()
        if not self._save(StaffRecord(name)):
            self.new.setFocus()
            return
        if first:
            self._choose(list_staff(self._context.session)[0].id)
        self.new.clear()
        self.new.setFocus()
        self._fill()

    def choose(self, staff_id: int | None) -> None:
        """Say who works here now."""
        self._choose(staff_id)
        self._fill()

    def rename(self, staff_id: int) -> None:
        """Keep the name that was typed for someone."""
        record, field = self._record(staff_id), self.fields[staff_id]
        name = field.text().strip()
        if name == record.name:
            return
        if self._save(replace(record, name=name)):
            self._records = list_staff(self._context.session, all_staff=True)
        else:
            field.setText(record.name)

    def set_active(self, staff_id: int, active: bool) -> None:
        """Say that someone has left or is back."""
        if self._save(replace(self._record(staff_id), active=active)):
            if not active and self._context.session.settings.staff_id == staff_id:
                self._choose(None)
            if not active:
                self._offer_hand_over(staff_id)
            self._fill()

    def hand_over(self, staff_id: int) -> None:
        """Ask to whom all customers of someone shall go."""
        dialog = HandOverAllDialog(self._context, self._record(staff_id), self.window())
        dialog.accepted.connect(lambda: self._handed_over(dialog.said))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _offer_hand_over(self, staff_id: int) -> None:
        """Ask what becomes of the customers and follow-ups of somebody who has left."""
        load = count_load(self._context.session, staff_id)
        if not (load.customers or load.follow_ups):
            return
        self._left = staff_id
        text = _("%(name)s still has %(customers)s and %(steps)s. Hand them over now?")
        parts = load_parts(load) | {"name": self._record(staff_id).name}
        self.left.set_message(text % parts, "warn")

    def _handed_over(self, said: str) -> None:
        self.left.set_message("", "warn")
        self.said.set_message(said, "ok")

    def _take_back(self) -> None:
        self.said.set_message("", "ok")
        self._context.hub.undo()

    def _record(self, staff_id: int) -> StaffRecord:
        return next(record for record in self._records if record.id == staff_id)

    def _save(self, record: StaffRecord) -> bool:
        self.problem.set_message("", "bad")
        self.said.set_message("", "ok")
        self.left.set_message("", "warn")
        try:
            save_staff(self._context.session, record)
        except UserError as error:
            self.problem.set_message(str(error), "bad")
            return False
        return True

    def _choose(self, staff_id: int | None) -> None:
        choose_staff(self._context.session, staff_id)
        self._context.hub.post_changes(
            None
        )  # a setting is no recorded change, but names stand about

    def _changed(self, changes) -> None:
        if changes is not None and changes.touches("staff"):
            found = list_staff(self._context.session, all_staff=True)
            if found != self._records:  # undone, or changed elsewhere
                self._fill()

    def _fill(self) -> None:
        self._records = sorted(
            list_staff(self._context.session, all_staff=True), key=lambda one: not one.active
        )
        for button in self._me.buttons():
            self._me.removeButton(button)
        clear_layout(self._grid)
        self.fields = {}
        if self._records:
            self._grid.addWidget(Label(_("I am"), "small", "muted"), 0, 0)
            self._grid.addWidget(Label(pgettext("person", "Name"), "small", "muted"), 0, 1)
        for row, record in enumerate(self._records, 1):
            self._add_row(row, record)

    def _add_row(self, row: int, record: StaffRecord) -> None:
        assert record.id is not None  # they come from the file
        staff_id = record.id
        me = QRadioButton()
        me.setAccessibleName(_("I am %(name)s") % {"name": record.name})
        me.setEnabled(record.active)
        me.setChecked(self._context.session.settings.staff_id == staff_id)
        me.clicked.connect(lambda _on=False: self._choose(staff_id))
        self._me.addButton(me)
        field = LineEdit(record.name)
        field.setAccessibleName(pgettext("person", "Name"))
        field.editingFinished.connect(lambda: self.rename(staff_id))
        self.fields[staff_id] = field
        if not record.active:
            field.setEnabled(False)
        words = _("Has left") if record.active else _("Is back")
        icon = "user-x" if record.active else "user-check"
        button = Button(
            words, icon, "quiet", on_click=lambda: self.set_active(staff_id, not record.active)
        )
        button.setMinimumWidth(theme().px(104))
        self._grid.addWidget(me, row, 0, Qt.AlignmentFlag.AlignCenter)
        self._grid.addWidget(field, row, 1)
        all_of = _("Hand over all customers of %(name)s") % {"name": record.name}
        hand_over = Button(
            _("Hand over…"),
            "arrow-right-left",
            "quiet",
            on_click=lambda: self.hand_over(staff_id),
            tooltip=all_of,
        )
        hand_over.setAccessibleName(all_of)
        self._grid.addWidget(hand_over, row, 2)
        self._grid.addWidget(button, row, 3)
