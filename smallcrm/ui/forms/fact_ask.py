"""Asking for one missing fact: its name and the field that fits it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.completeness import title_of
from smallcrm.services.customer_facts import WORDS
from smallcrm.services.lookups import list_industries, list_sources
from smallcrm.services.vocabulary import LEVELS, word
from smallcrm.ui.context import Context
from smallcrm.ui.forms.picks import NamePick, StaffBox
from smallcrm.ui.theme import set_property
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import show_if, vbox
from smallcrm.ui.widgets.line_edits import LineEdit

_NAMES = {"source": list_sources, "industry": list_industries}


class FactAsk(QWidget):
    """One fact; `answered` when Enter was pressed in its field, or a choice was made."""

    answered = Signal()

    def __init__(
        self, context: Context, key: str = "", *, labelled: bool = True, parent=None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.key = ""
        self.field: QWidget = QWidget()
        self._read: Callable[[], str] = str
        self._label = Label("", tone="muted")
        show_if(self._label, labelled)
        self._problem = Label("", "small", "bad", wrap=True)
        self._box = vbox(self._label, self.field, self._problem, spacing=4)
        self.setLayout(self._box)
        self.show_fact(key)

    def show_fact(self, key: str) -> None:
        """Ask for another fact; "" asks for nothing and hides."""
        show_if(self, bool(key))
        self.set_problem("")
        if key == self.key:
            return
        self.key = key
        old = self.field
        self.field, self._read = self._make_field(key)
        self._box.replaceWidget(old, self.field)
        old.deleteLater()
        title = title_of(self._context.session, key) if key else ""
        self._label.setText(_("Not known yet: %(what)s") % {"what": title})
        self.field.setAccessibleName(title)
        if isinstance(self.field, LineEdit):
            self.field.setPlaceholderText(_hint(key) or title)
        self.setFocusProxy(self.field)

    def text(self) -> str:
        """Return what was typed or chosen."""
        return self._read().strip()

    def set_problem(self, text: str) -> None:
        """Say below the field what is wrong, or "" for nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        set_property(self.field, "wrong", "true" if text else "false")

    def _make_field(self, key: str) -> tuple[QWidget, Callable[[], str]]:
        if key in ("owner", "service"):
            staff = StaffBox(self._context, "")
            staff.chosen.connect(lambda _one: self.answered.emit())
            return staff, staff.name
        if key == "level" or key in WORDS:
            pairs = (
                [(one, one) for one in LEVELS]
                if key == "level"
                else [(one, word(dict(WORDS[key]), one)) for one in WORDS[key]]
            )
            box = ChoiceBox([("", "—"), *pairs])
            box.chosen.connect(lambda _one: self.answered.emit())
            return box, lambda: str(box.value() or "")
        if key in _NAMES:
            names = _NAMES[key]
            pick = NamePick(lambda: names(self._context.session))
            pick.returnPressed.connect(self.answered)
            pick.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            return pick, pick.name
        edit = LineEdit()
        edit.returnPressed.connect(self.answered)
        return edit, edit.text


def _hint(key: str) -> str:
    hints = {
        "contact": _("Name and post, such as: Mr. Chen, purchasing"),
        "online": _("E-mail address or WeChat number"),
        "address": _("Whole address in one line"),
    }
    return hints.get(key, "")
