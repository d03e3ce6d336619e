"""Facts to check again: each is found right, wrong, gone, or corrected at once."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from smallcrm.core.dates import date_words
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.completeness import title_of
from smallcrm.services.fact_checks import CHECKED, Doubt, check_fact, list_doubts
from smallcrm.services.fact_stale import confirm_fact, correct_fact, person_left, stands_as
from smallcrm.services.vocabulary import word
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.forms.fact_ask import FactAsk
from smallcrm.ui.forms.interaction_form import split_moment
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.labels import ElidedLabel, LinkLabel
from smallcrm.ui.widgets.layouts import hbox, vbox

_LIMIT = 50
_NAME_WIDTH = 200


def read_doubts(session: Session) -> list[tuple[Doubt, str]]:
    """What is in doubt, with what stands in the file now."""
    return [
        (one, stands_as(session, one.customer_id, one.field, one.contact_id))
        for one in list_doubts(session, _LIMIT)
    ]


class DoubtRows(QWidget):
    """A row for each doubt with its buttons; "Correct" unfolds a field below the row."""

    customer_asked = Signal(int)

    def __init__(
        self,
        context: Context,
        doubts: Sequence[tuple[Doubt, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.asks: dict[int, FactAsk] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        for place, (doubt, value) in enumerate(doubts):
            self._add(place, doubt, value)
        self.setLayout(self._grid)

    def correct(self, place: int, doubt: Doubt) -> None:
        """Ask for what is right, below the row."""
        if place not in self.asks:
            ask = FactAsk(self._context, doubt.field, labelled=False)
            ask.answered.connect(partial(self._keep, ask, doubt))
            self.asks[place] = ask
            self._grid.addWidget(ask, 2 * place + 1, 1, 1, 2)
        self.asks[place].field.setFocus()

    # --- inside -------------------------------------------------------------------------------

    def _add(self, place: int, doubt: Doubt, value: str) -> None:
        link = LinkLabel(doubt.customer)
        link.clicked.connect(partial(self.customer_asked.emit, doubt.customer_id))
        wide = theme().px(_NAME_WIDTH)
        link.setMaximumWidth(wide)
        shown = link.fontMetrics().elidedText(
            doubt.customer, Qt.TextElideMode.ElideRight, wide - theme().px(4)
        )
        if shown != doubt.customer:
            link.setText(shown)
            link.setToolTip(doubt.customer)
            link.setAccessibleName(doubt.customer)
        texts = vbox(spacing=0)
        if value:
            texts.addWidget(ElidedLabel(value))
        tone = "muted" if doubt.months else "warn"
        texts.addWidget(ElidedLabel(self._words(doubt), tone=tone))
        row = 2 * place
        self._grid.addWidget(link, row, 0)
        self._grid.addLayout(texts, row, 1)
        self._grid.addLayout(hbox(None, *self._buttons(place, doubt), spacing=6), row, 2)

    def _buttons(self, place: int, doubt: Doubt) -> list[QWidget]:
        about = {"customer": doubt.customer}
        log = IconButton("message-square-plus", _("Log a contact"), small=True)
        log.clicked.connect(partial(self._context.hub.log, doubt.customer_id))
        right = Button(_("It is right"), "check", small=True)
        right.clicked.connect(partial(self._confirm, doubt))
        fix = Button(_("Correct"), "pencil", "quiet", small=True)
        fix.setToolTip(_("Write what is right"))
        fix.clicked.connect(partial(self.correct, place, doubt))
        buttons: list[QWidget] = [log]
        if doubt.field == "contact":
            gone = Button(word(CHECKED, "contact"), "user-x", "quiet", small=True)
            gone.clicked.connect(partial(self._left, doubt))
            buttons.append(gone)
        elif doubt.field in ("phone", "mobile", "address") and (doubt.months or doubt.times):
            key = "address" if doubt.field == "address" else "phone"
            wrong = Button(word(CHECKED, key), "x", "quiet", small=True)
            wrong.clicked.connect(partial(self._wrong, doubt, key))
            buttons.append(wrong)
        buttons += [fix, right]
        for button in buttons:
            said = button.text() if isinstance(button, Button) else _("Log a contact")
            button.setAccessibleName(f"{said} · {about['customer']}")
        return buttons

    def _words(self, doubt: Doubt) -> str:
        title = title_of(self._context.session, doubt.field)
        day, _clock = split_moment(doubt.at)
        when = date_words(day, self._context.today, self._context.language) if day else ""
        if doubt.months:
            said = _("confirmed: %(when)s") % {"when": when} if when else _("never confirmed")
            return " · ".join((title, said))
        what = word(CHECKED, doubt.field) if doubt.field in CHECKED else title
        if doubt.times:
            n = doubt.times
            what = ngettext("%(n)d call in vain", "%(n)d calls in vain", n) % {"n": n}
        return " · ".join(part for part in (what, doubt.contact, when) if part)

    def _confirm(self, doubt: Doubt) -> None:
        self._write(
            lambda: confirm_fact(
                self._context.session, doubt.customer_id, doubt.field, doubt.contact_id
            ),
            _("Confirmed: %(customer)s") % {"customer": doubt.customer},
        )

    def _wrong(self, doubt: Doubt, key: str) -> None:
        self._write(
            lambda: check_fact(
                self._context.session, doubt.customer_id, key, "wrong", contact_id=doubt.contact_id
            ),
            _("Marked as wrong: %(customer)s") % {"customer": doubt.customer},
        )

    def _left(self, doubt: Doubt) -> None:
        self._write(
            lambda: person_left(self._context.session, doubt.customer_id, doubt.contact_id),
            _("Marked as left: %(customer)s") % {"customer": doubt.customer},
        )

    def _keep(self, ask: FactAsk, doubt: Doubt) -> None:
        if not ask.text():
            return
        try:
            correct_fact(
                *(self._context.session, doubt.customer_id, doubt.field, ask.text()),
                doubt.contact_id,
            )
        except UserError as error:
            ask.set_problem(str(error))
            return
        said = _("Saved: %(customer)s") % {"customer": doubt.customer}
        self._context.hub.say(said, "ok", _("Undo"))

    def _write(self, write: Callable[[], object], said: str) -> None:
        try:
            write()
        except UserError as error:
            self._context.hub.say(str(error), "bad")
        else:
            self._context.hub.say(said, "ok", _("Undo"))
