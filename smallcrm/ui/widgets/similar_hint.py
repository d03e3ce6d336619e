"""Says while one types that a customer of this name or phone is there already."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from smallcrm.core.i18n import _
from smallcrm.services.similar import Similar
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.widgets.labels import ElidedLabel, LinkLabel
from smallcrm.ui.widgets.layouts import clear_layout, hbox, holder, vbox


class SimilarHint(QFrame):
    """A line for each; `asked` tells the customer the user wants to see."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("banner", "warn")
        self._lines = vbox(spacing=4)
        row = hbox(spacing=10, margins=(12, 8))
        row.addWidget(IconLabel("users", "warn"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._lines, 1)
        self.setLayout(row)
        self.hide()

    def show_similar(self, found: Sequence[Similar]) -> None:
        """Show customers; none hides the hint."""
        clear_layout(self._lines)
        for one in found:
            text = (
                _("There is a customer of this name already: %(name)s")
                if one.why == "name"
                else _("This phone belongs to a customer already: %(name)s")
            )
            words = text % {"name": one.name}
            label = ElidedLabel(f"{words}  {one.detail}" if one.detail else words)
            link = LinkLabel(_("Show"))
            link.clicked.connect(self._teller(one.customer_id))
            line = hbox(spacing=8)
            line.addWidget(label, 1)
            line.addWidget(link)
            self._lines.addWidget(holder(line))
        self.setVisible(bool(found))

    def _teller(self, customer_id: int):
        return lambda: self.asked.emit(customer_id)
