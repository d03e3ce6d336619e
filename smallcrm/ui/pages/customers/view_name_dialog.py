"""One small question: the name of a saved view."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import pgettext
from smallcrm.services.validation import FieldError
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.line_edits import LineEdit


class ViewNameDialog(Dialog):
    """Asks for a view's name; `write` may refuse it."""

    def __init__(
        self, title: str, write: Callable[[str], object], name: str, parent: QWidget
    ) -> None:
        super().__init__(title, parent=parent.window(), width=400)
        self._write = write
        self._form = Form(columns=1)
        self.name = LineEdit(name)
        self._form.add("name", pgettext("of a thing", "Name"), self.name, required=True)
        self.name.selectAll()
        self.box.addWidget(self._form)
        self.finished.connect(self.deleteLater)

    def submit(self) -> bool:
        """Save; a name that is missing or taken is said at the field."""
        try:
            self._write(self.name.text().strip())
        except FieldError as error:
            return self._form.set_errors({"name": str(error)})
        return True
