"""Why a deal was lost, and to whom: asked once, when it is moved there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from smallcrm.core.i18n import N_, _
from smallcrm.services.deals import list_lost_reasons, move_deal
from smallcrm.services.lookups import list_competitors
from smallcrm.ui.context import Context
from smallcrm.ui.forms.picks import NamePick
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, holder, vbox
from smallcrm.ui.widgets.line_edits import LineEdit

USUAL = (
    N_("Price"),
    N_("Chose a competitor"),
    N_("No budget"),
    N_("No need any more"),
    N_("No answer"),
)
MOST = 6


class LostDialog(Dialog):
    """Moves a deal to a lost stage with its reason; leaving it leaves the deal where it was."""

    def __init__(
        self,
        context: Context,
        deal_id: int,
        stage_id: int,
        *,
        about: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _("Why was this deal lost?"),
            _("Mark as lost"),
            parent=parent,
            width=420,
            subtitle=about,
        )
        self._context, self._deal_id, self._stage_id = context, deal_id, stage_id
        self._choices = QButtonGroup(self)
        column = vbox(spacing=6)
        for place, reason in enumerate(offered(list_lost_reasons(context.session))):
            column.addLayout(self._choice(place, reason))
        self.other = LineEdit("", _("Another reason"))
        self.other.textEdited.connect(self._typed)
        column.addWidget(self.other)
        self.competitor = NamePick(
            lambda: list_competitors(context.session), "", _("Who got it, if you know")
        )
        form = Form()
        form.add("reason", _("Reason"), holder(column))
        form.add("competitor", _("Competitor"), self.competitor)
        self.box.addWidget(form)
        self._choices.button(0).setFocus(Qt.FocusReason.OtherFocusReason)

    def reason(self) -> str:
        """Return the chosen or typed reason."""
        chosen = self._choices.checkedButton()
        return self.other.text().strip() or (chosen.text() if chosen else "")

    def choose(self, place: int) -> None:
        """Choose a reason by its number, from 0."""
        if 0 <= place < len(self._choices.buttons()):
            self.other.clear()
            self._choices.button(place).setChecked(True)
            self._choices.button(place).setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> bool:
        """Move the deal."""
        move_deal(
            self._context.session,
            self._deal_id,
            self._stage_id,
            lost_reason=self.reason(),
            competitor=self.competitor.name(),
        )
        self._context.hub.say(_("Marked as lost"), "", _("Undo"))
        return True

    def keyPressEvent(self, event) -> None:
        digit = event.key() - Qt.Key.Key_1
        if 0 <= digit < len(self._choices.buttons()):
            self.choose(digit)
        else:
            super().keyPressEvent(event)

    def _choice(self, place: int, reason: str):
        button = QRadioButton(reason)
        button.setChecked(place == 0)
        button.setMinimumHeight(theme().px(26))
        self._choices.addButton(button, place)
        QShortcut(QKeySequence(f"Alt+{place + 1}"), self, lambda: self.choose(place))
        return hbox(button, None, Label(str(place + 1), "small", "faint"))

    def _typed(self, text: str) -> None:
        # one of a group of radio buttons can only be unchecked outside of its group
        self._choices.setExclusive(False)
        for button in self._choices.buttons():
            button.setChecked(not text.strip() and button is self._choices.button(0))
        self._choices.setExclusive(True)


def offered(known: Sequence[str]) -> list[str]:
    """Return the reasons to choose from: those given before, then the usual ones."""
    found = list(known[:MOST])
    found += [_(reason) for reason in USUAL if _(reason) not in found]
    return found[:MOST]
