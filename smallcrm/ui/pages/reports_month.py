"""What is chosen only for the monthly report: a segment, the sections, and what was decided."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.report_segments import list_segments
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.report_decisions import DecisionsDialog
from smallcrm.ui.dialogs.report_sections import SectionsDialog
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.layouts import hbox

Days = Callable[[], tuple[date, date]]


class MonthParts(QWidget):
    """Two buttons; `changed` tells when the report must be made again. `days` are those of it."""

    changed = Signal()

    def __init__(self, context: Context, days: Days) -> None:
        super().__init__()
        self._context, self._days = context, days
        self.sections = Button(_("Sections…"), "list-checks", on_click=self.choose_sections)
        self.decisions = Button(_("Decided…"), "check-check", on_click=self.decide)
        self.decisions.setToolTip(_("What was decided, for the last page"))
        row = hbox(self.sections, self.decisions, spacing=8)
        self.setLayout(row)

    def choose_sections(self) -> None:
        """Ask which sections are printed, and in which order."""
        self._open(SectionsDialog(self._context, self.window()))

    def decide(self) -> None:
        """Ask what was decided over the report that is shown."""
        first, last = self._days()
        self._open(DecisionsDialog(self._context, first, last, self.window()))

    def _open(self, dialog: Dialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self.changed)
        dialog.open()


class SegmentBox(ChoiceBox):
    """All customers, or those of a view, tag or industry."""

    def __init__(self, context: Context) -> None:
        super().__init__([("", _("All customers"))])
        self._context = context

    def read(self) -> None:
        """Fill the list with what the data file has, keeping what is chosen."""
        self.set_choices(list_segments(self._context.session), self.value())

    def segment(self) -> str:
        """Return what is chosen, as `report_segments` writes it."""
        return str(self.value() or "")
