"""Settings: the company's own fields on customers, defined, ordered and taken away in place."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext, pgettext
from smallcrm.services.custom_fields import (
    TYPES,
    WITH_CHOICES,
    FieldRecord,
    delete_field,
    list_fields,
    move_field,
    rename_choice,
    save_field,
)
from smallcrm.ui.context import Context
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, Button, IconButton, pop_menu
from smallcrm.ui.widgets.choices import ChoiceBox, TagEdit
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import clear_layout, hbox, holder, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import Banner

_TYPE_WIDTH = 158


class FieldsSection(QWidget):
    """A row for each field: name, type, up, down, delete; choices below where it has some."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._records: list[FieldRecord] = []
        self.rows: dict[int, FieldRow] = {}
        self.problem = Banner()
        self._undo = Button(_("Undo"), "undo-2", "quiet", small=True, on_click=self._take_back)
        self.said = Banner("", "ok", self._undo)
        self._list = vbox(spacing=10)
        self.new = LineEdit("", _("Name of a new field"))
        self.new_type = ChoiceBox(_types())
        self.new_type.setAccessibleName(pgettext("of a field", "Type"))
        self.new_type.setFixedWidth(theme().px(_TYPE_WIDTH))
        self.new.returnPressed.connect(self.add)
        self.add_button = Button(_("Add"), "plus", on_click=self.add)
        self._none = Label("", tone="faint", wrap=True)
        self._none.setText(_("None yet. Fields that an import makes stand here too."))
        about = _(
            "What only your company asks of a customer. Shown in the form, the list and files."
        )
        self.setLayout(
            vbox(
                Label(_("Own fields"), "section"),
                Label(about, tone="muted", wrap=True),
                self.problem,
                self.said,
                4,
                self._none,
                self._list,
                hbox(self.new, self.new_type, self.add_button),
            )
        )
        self._fill()
        context.hub.changed.connect(self._changed)

    def add(self) -> None:
        """Add the field whose name was typed."""
        record = FieldRecord(self.new.text(), str(self.new_type.value()))
        if not self._save(record):
            self.new.setFocus()
            return
        self.new.clear()
        self._fill()
        added = list(self.rows.values())[-1]
        focused = added.choices if added.choices is not None else self.new
        focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def change(self, field_id: int, **values: object) -> None:
        """Keep a changed name, type or choices."""
        record = replace(self._record(field_id), **values)  # type: ignore[arg-type]
        if record == self._record(field_id):
            return
        saved = self._save(record)
        if saved and "type" not in values:
            self._records = list_fields(self._context.session)
        else:
            self._fill()

    def rename_choice(self, field_id: int, choice: str) -> None:
        """Ask for another name of a choice; customers who have it get the new one too."""
        session = self._context.session

        def write(name: str) -> None:
            n = rename_choice(session, field_id, choice, name)
            self._fill()
            text = ngettext("%(n)d customer changed too.", "%(n)d customers changed too.", n)
            renamed = _("Now called %(name)s.") % {"name": name}
            self.said.set_message(f"{renamed} {text % {'n': n}}" if n else renamed, "ok")

        title = _("Rename “%(name)s”") % {"name": choice}
        ChoiceNameDialog(title, choice, write, self).open()

    def move(self, field_id: int, by: int) -> None:
        """Move a field up or down; the keyboard stays on its button."""
        self._try(lambda: move_field(self._context.session, field_id, by))
        self._fill()
        row = self.rows[field_id]
        wanted, other = (row.up, row.down) if by < 0 else (row.down, row.up)
        (wanted if wanted.isEnabled() else other).setFocus()

    def delete(self, field_id: int) -> None:
        """Delete a field with its values; undo brings both back."""
        record = self._record(field_id)
        if not self._try(lambda: delete_field(self._context.session, field_id)):
            return
        self._fill()
        text = _("Field %(name)s deleted.") % {"name": record.name}
        if record.used:
            gone = ngettext(
                "%(n)d customer had a value in it.",
                "%(n)d customers had a value in it.",
                record.used,
            )
            text = f"{text} {gone % {'n': record.used}}"
        self.said.set_message(text, "ok")
        self._undo.setFocus()

    # --- inside ------------------------------------------------------------------------------

    def _take_back(self) -> None:
        self.said.set_message("", "ok")
        self._context.hub.undo()

    def choices_of(self, field_id: int) -> tuple[str, ...]:
        """Return the choices of a field as they are kept now."""
        return self._record(field_id).choices

    def _record(self, field_id: int) -> FieldRecord:
        return next(record for record in self._records if record.id == field_id)

    def _save(self, record: FieldRecord) -> bool:
        return self._try(lambda: save_field(self._context.session, record))

    def _try(self, work) -> bool:
        self.problem.set_message("", "bad")
        self.said.set_message("", "ok")
        try:
            work()
        except UserError as error:
            self.problem.set_message(str(error), "bad")
            return False
        return True

    def _changed(self, changes) -> None:
        if changes is not None and changes.touches("custom_field"):
            found = list_fields(self._context.session)
            if found != self._records:  # undone, or changed elsewhere
                self._fill()

    def _fill(self) -> None:
        self._records = list_fields(self._context.session)
        clear_layout(self._list)
        self.rows = {}
        for place, record in enumerate(self._records):
            assert record.id is not None  # they come from the file
            row = FieldRow(self, record, place > 0, place < len(self._records) - 1)
            self.rows[record.id] = row
            self._list.addWidget(row)
        self._none.setVisible(not self._records)


class FieldRow(QWidget):
    """One field."""

    def __init__(self, section: FieldsSection, record: FieldRecord, up: bool, down: bool) -> None:
        super().__init__()
        field_id = record.id or 0
        self.name = LineEdit(record.name)
        self.name.setAccessibleName(pgettext("of a field", "Name"))
        self.name.editingFinished.connect(
            lambda: section.change(field_id, name=self.name.text().strip())
        )
        self.type = ChoiceBox(_types(), record.type)
        self.type.setAccessibleName(pgettext("of a field", "Type"))
        self.type.setFixedWidth(theme().px(_TYPE_WIDTH))
        self.type.chosen.connect(lambda kind: section.change(field_id, type=kind))
        self.up = IconButton("arrow-up", _("Move up"), on_click=lambda: section.move(field_id, -1))
        self.down = IconButton(
            "arrow-down", _("Move down"), on_click=lambda: section.move(field_id, 1)
        )
        self.up.setEnabled(up)
        self.down.setEnabled(down)
        self.remove = IconButton(
            "trash-2", _("Delete this field"), on_click=lambda: section.delete(field_id)
        )
        row = hbox(self.name, self.type, 0, self.up, self.down, self.remove, spacing=4)
        row.setStretch(0, 1)
        self.choices: TagEdit | None = None
        column = vbox(row, spacing=4)
        if record.type in WITH_CHOICES:
            self.choices = TagEdit(record.choices, placeholder=_("Add a choice"))
            self.choices.setAccessibleName(_("Choices"))
            self.choices.changed.connect(self._keep_choices(section, field_id))
            self.rename = IconButton("pencil", _("Rename a choice"))
            self.rename.clicked.connect(lambda: self._choose_to_rename(section, field_id))
            line = hbox(self.choices, self.rename, margins=(0, 0, 0, 2), spacing=4)
            line.setStretch(0, 1)
            column.addWidget(holder(line))
        self.setLayout(column)

    def _choose_to_rename(self, section: FieldsSection, field_id: int) -> None:
        named = section.choices_of(field_id)
        items = [Action(one, partial(section.rename_choice, field_id, one)) for one in named]
        if items:
            pop_menu(self, items, self.rename.mapToGlobal(self.rename.rect().bottomLeft()))

    def _keep_choices(self, section: FieldsSection, field_id: int):
        def keep() -> None:
            if self.choices is not None:
                section.change(field_id, choices=tuple(self.choices.tags()))

        return keep


class ChoiceNameDialog(Dialog):
    """Asks for a choice's name; `write` may refuse it."""

    def __init__(
        self, title: str, name: str, write: Callable[[str], object], parent: QWidget
    ) -> None:
        super().__init__(title, parent=parent.window(), width=400)
        self._write = write
        self.name = LineEdit(name)
        self.name.setAccessibleName(pgettext("of a thing", "Name"))
        self.name.selectAll()
        self.box.addWidget(self.name)
        self.finished.connect(self.deleteLater)

    def submit(self) -> bool:
        """Rename; what is wrong is said above."""
        self._write(self.name.text())
        return True


def _types() -> list[tuple[object, str]]:
    return [(kind, _(text)) for kind, text in TYPES.items()]
