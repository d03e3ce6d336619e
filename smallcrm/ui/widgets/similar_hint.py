"""Says while one types that such a customer is there already, and who cares for it."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from smallcrm.core.dates import date_words, within
from smallcrm.core.i18n import N_, _, current
from smallcrm.services.similar import Similar
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.widgets.labels import ElidedLabel, LinkLabel
from smallcrm.ui.widgets.layouts import clear_layout, hbox, holder, vbox

_TEXTS = {
    "name": N_("There is a customer of this name already: %(name)s"),
    "similar": N_("There is a customer of a similar name: %(name)s"),
    "phone": N_("This phone belongs to a customer already: %(name)s"),
    "wechat": N_("This WeChat belongs to a customer already: %(name)s"),
    "email": N_("This e-mail address belongs to a customer already: %(name)s"),
    "tax_number": N_("This tax number belongs to a customer already: %(name)s"),
}


class SimilarHint(QFrame):
    """Two lines for each; `asked` tells the customer the user wants to see.

    With `comparing` they can also be compared: `compare_asked` tells with which.
    """

    asked = Signal(int)
    compare_asked = Signal(int)

    def __init__(
        self,
        today: Callable[[], date],
        *,
        comparing: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today, self._comparing = today, comparing
        self.setProperty("banner", "warn")
        self._said: list[str] = []
        self.links: list[LinkLabel] = []
        self._lines = vbox(spacing=6)
        row = hbox(spacing=10, margins=(12, 8))
        row.addWidget(IconLabel("users", "warn"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._lines, 1)
        self.setLayout(row)
        self.hide()

    def show_similar(self, found: Sequence[Similar]) -> None:
        """Show customers; none hides the hint."""
        clear_layout(self._lines)
        self._said, self.links = [], []
        for one in found:
            words = _(_TEXTS[one.why]) % {"name": one.name}
            detail = self._detail(one)
            # A colleague's customer: to be spoken of before anything is done.
            tone = "bad" if one.colleague else "muted"
            text = vbox(ElidedLabel(words), ElidedLabel(detail, "body", tone), spacing=1)
            self._said += [words, detail]
            line = hbox(spacing=12)
            line.addLayout(text, 1)
            if self._comparing:
                self._add_link(line, _("Compare"), self.compare_asked, one.customer_id)
            self._add_link(line, _("Show"), self.asked, one.customer_id)
            self._lines.addWidget(holder(line))
        self.setVisible(bool(found))

    def texts(self) -> list[str]:
        """Return what is said."""
        return list(self._said)

    def _detail(self, one: Similar) -> str:
        parts = []
        if one.mine:
            parts.append(_("yours"))
        elif one.owner:
            parts.append(_("%(name)s cares for it") % {"name": one.owner})
        else:
            parts.append(_("nobody cares for it"))
        if one.last_contact:
            day = date.fromisoformat(one.last_contact[:10])
            when = date_words(day, self._today(), current().language)
            parts.append(_("last contact %(when)s") % {"when": within(when)})
        return " · ".join([*parts, *([one.detail] if one.detail else [])])

    def _add_link(self, line, text: str, signal, customer_id: int) -> None:
        link = LinkLabel(text)
        link.clicked.connect(lambda: signal.emit(customer_id))
        self.links.append(link)
        line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
