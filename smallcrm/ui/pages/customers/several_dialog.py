"""Several customers edited together: what is ticked is set on all of them."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from smallcrm.core.i18n import _, ngettext
from smallcrm.services.custom_fields import list_fields
from smallcrm.services.edit_several import STAFF, Several
from smallcrm.services.lookups import list_industries, list_sources, list_staff, list_tags
from smallcrm.services.vocabulary import CONSENTS, LEVELS, ROLES, STATUSES, word
from smallcrm.ui.context import Context
from smallcrm.ui.forms.own_field import OwnField
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.choices import ChoiceBox, TagEdit
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.layouts import holder
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import ScrollColumn

_WIDTH, _MOST_HEIGHT = 520, 460
_ADD, _REMOVE = "add_tags", "remove_tags"


class SeveralDialog(Dialog):
    """Asks what to set on several customers; `changed` tells it with their ids."""

    changed = Signal(object, object)  # a Several, ids

    def __init__(self, context: Context, ids: Sequence[int], parent: QWidget) -> None:
        n = len(ids)
        title = ngettext("Edit %(n)s customer", "Edit %(n)s customers", n) % {"n": f"{n:,}"}
        super().__init__(
            title,
            _("Change"),
            parent=parent,
            width=_WIDTH,
            subtitle=_("Choose what to change; the rest stays as it is. One step, undone with"
                       " Ctrl+Z."),
        )  # fmt: skip
        self._context, self._ids = context, list(ids)
        self.ticks: dict[object, QCheckBox] = {}
        self.fields: dict[object, QWidget] = {}
        self._readers: dict[object, Callable[[], Any]] = {}
        self._own: dict[int, OwnField] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._add_rows()
        area = ScrollColumn(holder(self._grid), margins=0)
        height = area.widget().sizeHint().height() + 4
        area.setFixedHeight(min(height, theme().px(_MOST_HEIGHT)))
        self.box.addWidget(area)

    def change(self) -> Several:
        """Return what is ticked."""
        ticked = [key for key, tick in self.ticks.items() if tick.isChecked()]
        return Several(
            {str(key): self._readers[key]() for key in ticked
             if isinstance(key, str) and key not in (_ADD, _REMOVE)},
            tuple(self._readers[_ADD]()) if _ADD in ticked else (),
            tuple(self._readers[_REMOVE]()) if _REMOVE in ticked else (),
            {key: self._readers[key]() for key in ticked if isinstance(key, int)},
        )  # fmt: skip

    def submit(self) -> bool:
        """Tell what to change; what a field cannot keep is said above."""
        for field_id, own in self._own.items():
            if self.ticks[field_id].isChecked() and (wrong := own.problem()):
                self.show_problem(f"{own.field.name}: {wrong}")
                return False
        change = self.change()
        if not change:
            self.show_problem(_("Nothing is chosen to be changed."))
            return False
        self.changed.emit(change, self._ids)
        return True

    def _add_rows(self) -> None:
        session = self._context.session
        staff = [(one.name, one.name) for one in list_staff(session)]
        nobody = ("", _("Nobody"))
        self._add_box("level", _("Level"), [*((o, o) for o in LEVELS), ("", _("No level"))])
        self._add_box("status", _("Life-cycle"), [(key, word(STATUSES, key)) for key in STATUSES])
        titles = dict(zip(STAFF, (_("Owner"), _("Deputy"), _("Service person")), strict=True))
        for key, title in titles.items():
            self._add_box(key, title, [*staff, nobody])
        sources = [(name, name) for name in list_sources(session)]
        self._add_box("source", _("Source"), [*sources, ("", _("No source"))])
        tags = [tag.name for tag in list_tags(session)]
        asked = (_ADD, _("Add tags"), ""), (_REMOVE, _("Remove tags"), _("Tags to take away"))
        for key, title, placeholder in asked:
            edit = TagEdit((), lambda: tags, placeholder=placeholder)
            self._add_row(key, title, edit, edit.tags)
        consents = [(key, word(CONSENTS, key)) for key in CONSENTS]
        self._add_box("consent", _("Consent"), [*consents, ("", _("Not asked"))])
        self._add_box("role", _("Role"), [(key, word(ROLES, key)) for key in ROLES])
        industries = [(name, name) for name in list_industries(session)]
        if industries:
            self._add_box("industry", _("Industry"), [*industries, ("", _("Empty it"))])
        region = LineEdit()
        self._add_row("region", _("Region"), region, lambda: region.text().strip())
        for field in list_fields(session):
            own = OwnField(field, "", session.clock.now)
            if field.id is not None:
                self._own[field.id] = own
                self._add_row(field.id, field.name, own.widget, own.value)

    def _add_box(self, key: str, title: str, choices: Sequence[tuple[str, str]]) -> None:
        box = ChoiceBox(choices, choices[0][0])
        self._add_row(key, title, box, lambda: str(box.value() or ""))

    def _add_row(self, key: object, title: str, edit: QWidget, read: Callable[[], Any]) -> None:
        row = self._grid.rowCount()
        tick = QCheckBox(title)
        edit.setEnabled(False)
        edit.setAccessibleName(title)

        def switch(on: bool) -> None:
            edit.setEnabled(on)
            if on:
                edit.setFocus(Qt.FocusReason.OtherFocusReason)

        tick.toggled.connect(switch)
        self._grid.addWidget(tick, row, 0)
        self._grid.addWidget(edit, row, 1)
        self.ticks[key], self.fields[key], self._readers[key] = tick, edit, read
