"""Several phones of one customer or person: kind and number, checked while they are typed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _, pgettext
from smallcrm.core.phone import format_phone, parse_phones
from smallcrm.services.records import PhoneRecord
from smallcrm.services.vocabulary import PHONE_KINDS, word
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import LineEdit

_KIND_WIDTH = 116


class _PhoneRow(QWidget):
    changed = Signal()
    removed = Signal()

    def __init__(self, phone: PhoneRecord) -> None:
        super().__init__()
        self._phone = phone
        self._kind_chosen = bool(phone.number)
        self.kind = ChoiceBox([(kind, word(PHONE_KINDS, kind)) for kind in PHONE_KINDS], phone.kind)
        self.kind.setFixedWidth(theme().px(_KIND_WIDTH))
        self._shown = format_phone(phone.number, phone.extension) if phone.number else ""
        self.number = LineEdit(self._shown, pgettext("of a phone", "Number"))
        self.number.setAccessibleName(pgettext("of a phone", "Number"))
        remove = IconButton("x", _("Remove this phone"), on_click=self.removed.emit)
        self._note = Label("", "small", "warn", wrap=True)
        self._note.hide()
        row = hbox(self.kind, self.number, remove)
        row.setStretchFactor(self.number, 1)
        self.setLayout(vbox(row, self._note, spacing=4))
        self.kind.chosen.connect(self._choose_kind)
        self.number.textEdited.connect(self._edited)
        self.number.editingFinished.connect(self._tidy)

    def text(self) -> str:
        """Return what was typed."""
        return self.number.text().strip()

    def is_valid(self) -> bool:
        """Tell whether it is empty or holds a number."""
        return not self.text() or bool(parse_phones(self.text()))

    def phones(self) -> list[PhoneRecord]:
        """Return the numbers, mostly one; the phone it began with when nothing was changed."""
        kind = self.kind.value()
        if self._phone.number and self.text() == self._shown:
            first = PhoneRecord(self._phone.number, self._phone.extension, kind)
            return [first]
        return [PhoneRecord(p.number, p.extension, kind) for p in parse_phones(self.text())]

    def _choose_kind(self, _kind: object) -> None:
        self._kind_chosen = True
        self.changed.emit()

    def _edited(self) -> None:
        self.number.set_wrong(False)
        self._note.hide()
        found = parse_phones(self.text())
        if found and not self._kind_chosen:
            mobile = found[0].kind in ("mobile", "foreign", "unknown")
            self.kind.set_value("mobile" if mobile else "phone")
        self.changed.emit()

    def _tidy(self) -> None:
        found = parse_phones(self.text())
        self.number.set_wrong(not self.is_valid())
        if not self.is_valid():
            self._say(_("This is not a phone number."), "bad")
        elif any(not phone.valid for phone in found):
            self._say(_("This number looks incomplete; it is kept as it is."), "warn")
        else:
            self._note.hide()
        if found and self.text() != self._shown:
            shown = [format_phone(phone.number, phone.extension) for phone in found]
            self.number.setText(", ".join(shown))

    def _say(self, text: str, tone: str) -> None:
        self._note.setText(text)
        self._note.set_tone(tone)
        self._note.show()


class PhonesEdit(QWidget):
    """A row for each phone and a button for one more; an empty row counts as none."""

    changed = Signal()

    def __init__(
        self,
        phones: Sequence[PhoneRecord] = (),
        *,
        add_text: str = "",
        kind: str = "mobile",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._rows: list[_PhoneRow] = []
        self._list = vbox(spacing=6)
        text = add_text or _("Add a phone")
        self._add = Button(text, "plus", "quiet", small=True, on_click=self._add_empty)
        self.setLayout(vbox(self._list, self._add, spacing=4))
        for phone in phones or [PhoneRecord("", kind=kind)]:
            self._insert(phone)

    def phones(self) -> tuple[PhoneRecord, ...]:
        """Return the phones, each once."""
        return tuple(dict.fromkeys(phone for row in self._rows for phone in row.phones()))

    def texts(self) -> list[str]:
        """Return what was typed, row by row."""
        return [row.text() for row in self._rows if row.text()]

    def is_valid(self) -> bool:
        """Tell whether each row is empty or holds a number."""
        return all(row.is_valid() for row in self._rows)

    def number_edit(self, place: int) -> LineEdit:
        """Return the field of a row."""
        return self._rows[place].number

    def set_wrong(self, wrong: bool) -> None:
        """Show the rows that hold no number in red."""
        for row in self._rows:
            row.number.set_wrong(wrong and not row.is_valid())

    def _add_empty(self) -> None:
        self._insert(PhoneRecord("", kind=self._kind)).number.setFocus()

    def _insert(self, phone: PhoneRecord) -> _PhoneRow:
        row = _PhoneRow(phone)
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self._remove(row))
        self._rows.append(row)
        self._list.addWidget(row)
        self._chain()
        return row

    def _remove(self, row: _PhoneRow) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        if not self._rows:
            self._insert(PhoneRecord("", kind=self._kind))
        self.changed.emit()

    def _chain(self) -> None:
        """Tab goes through the rows in the order they are seen, then to the button."""
        self.setFocusProxy(self._rows[0].number)
        QWidget.setTabOrder(self._rows[-1].number, self._add)
