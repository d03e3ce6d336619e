"""Settings: templates for notes that are written often."""

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _, pgettext
from smallcrm.services.note_templates import NoteTemplate, list_templates, save_templates
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import Panel
from smallcrm.ui.widgets.text_edit import TextEdit


class TemplatesSection(QWidget):
    """Each with a name and a text; kept as soon as something is changed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._session = context.session
        self.rows: list[tuple[LineEdit, TextEdit, Panel]] = []
        self._column = vbox(spacing=8)
        self.setLayout(
            vbox(
                Label(_("Note templates"), "section"),
                Label(
                    _(
                        "Type / in a note to put one in. {person}, {customer} and {date} are"
                        " filled in."
                    ),
                    tone="muted",
                    wrap=True,
                ),
                4,
                self._column,
                hbox(Button(_("Add a template"), "plus", on_click=self.add), None),
            )
        )
        for template in list_templates(self._session):
            self._add_row(template)

    def add(self) -> None:
        """Begin a new template."""
        self._add_row(NoteTemplate("", ""))
        self.rows[-1][0].setFocus()

    def remove(self, place: int) -> None:
        """Take a template away."""
        panel = self.rows.pop(place)[2]
        self._column.removeWidget(panel)
        panel.deleteLater()
        self._keep()

    def _add_row(self, template: NoteTemplate) -> None:
        name = LineEdit(template.name, pgettext("of a thing", "Name"))
        name.setAccessibleName(_("Name of the template"))
        text = TextEdit(template.text, _("Text of the note"), rows=2, most=6)
        text.setAccessibleName(_("Text of the note"))
        delete = IconButton("trash-2", _("Delete template"))
        head = hbox(name, delete)
        head.setStretchFactor(name, 1)
        panel = Panel("sunken", head, text, margins=10, spacing=6)
        row = (name, text, panel)
        delete.clicked.connect(lambda: self.remove(self.rows.index(row)))
        name.editingFinished.connect(self._keep)
        text.changed.connect(self._keep)
        self.rows.append(row)
        self._column.addWidget(panel)

    def _keep(self) -> None:
        templates = [NoteTemplate(name.text(), text.text()) for name, text, _panel in self.rows]
        if templates != list_templates(self._session):
            save_templates(self._session, templates)
