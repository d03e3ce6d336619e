"""A dialog round one form: what is wrong is said under its field, what was done in the window."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.validation import FieldError
from smallcrm.ui.context import Context
from smallcrm.ui.forms.point_ask import PointAsk
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.panels import FittingColumn


class FormDialog(Dialog):
    """Subclasses fill `form` and override `save`, which returns what to say at the window's bottom.

    `saved_id` is the id of the record once it is saved.
    """

    def __init__(
        self,
        context: Context,
        title: str,
        primary: str = "",
        *,
        columns: int = 2,
        width: int = 480,
        subtitle: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, primary, parent=parent, width=width, subtitle=subtitle)
        self.context = context
        self.saved_id: int | None = None
        self.point_ask: PointAsk | None = None
        self.form = Form(columns)
        # on a low screen the fields scroll and the buttons stay
        self.column = FittingColumn(self.form)
        self.box.addWidget(self.column)
        self.box = self.column.box

    def errors(self) -> Mapping[str, str]:
        """Return what is wrong before anything is written, by the field's key."""
        return {}

    def save(self) -> str:
        """Write the record and set `saved_id`; FieldError names the form's field."""
        raise NotImplementedError

    def ask_for_points(
        self, form: str, contact: Callable[[], int | None] | None = None
    ) -> PointAsk:
        """Ask at the end what the touch points of a form require; the dialog's save keeps it.

        `contact` tells the contact person chosen in the form itself, where it asks for one.
        """
        self.point_ask = PointAsk(self.context, form, contact)
        self.box.addWidget(self.point_ask)
        return self.point_ask

    def submit(self) -> bool:
        """Check, save and tell."""
        if not self.form.set_errors(self.errors()):
            return False
        if self.point_ask is not None:
            said = self.point_ask.errors() or self.point_ask.reminder()
            if said:
                self.show_problem(said)
                QTimer.singleShot(0, self.point_ask, self._show_points)
                return False
        try:
            said = self.save()
        except FieldError as error:
            if self.form.set_errors({error.field: str(error)}):
                raise  # no field of this form: the dialog says it above
            return False
        if said:
            self.context.hub.say(said, "ok", _("Undo"))
        return True

    def _show_points(self) -> None:
        """Scroll to what is asked, once the message above has taken its room."""
        layout = self.layout()
        if self.point_ask is not None and layout is not None:
            layout.activate()
            bar = self.column.verticalScrollBar()
            bar.setValue(min(self.point_ask.y(), bar.maximum()))
