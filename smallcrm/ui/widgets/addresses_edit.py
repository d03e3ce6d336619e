"""Several addresses of a customer by kind; one typed in a line is taken apart when it is left."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.addresses import split_address
from smallcrm.services.records import AddressRecord
from smallcrm.services.vocabulary import ADDRESS_KINDS, word
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import LineEdit

_KIND_WIDTH = 116
_PARTS = ("province", "city", "district", "postcode")


class _AddressRow(QWidget):
    changed = Signal()
    removed = Signal()

    def __init__(self, address: AddressRecord) -> None:
        super().__init__()
        kinds = [(kind, word(ADDRESS_KINDS, kind)) for kind in ADDRESS_KINDS]
        self.kind = ChoiceBox(kinds, address.kind)
        self.kind.setFixedWidth(theme().px(_KIND_WIDTH))
        self.street = LineEdit(address.street, _("Address: type or paste all of it"))
        titles = (_("Province"), _("City"), _("District"), _("Postcode"))
        self.parts = {
            name: LineEdit(getattr(address, name), title)
            for name, title in zip(_PARTS, titles, strict=True)
        }
        remove = IconButton("x", _("Remove this address"), on_click=self.removed.emit)
        first = hbox(self.kind, self.street, remove)
        first.setStretchFactor(self.street, 1)
        # a space is no widget: the gap beside it has to be in it
        gap = first.spacing()
        second = hbox(*self.parts.values(), theme().control_height + gap)
        second.insertSpacing(0, theme().px(_KIND_WIDTH) + gap)
        self.setLayout(vbox(first, second, spacing=6))
        self.kind.chosen.connect(lambda _kind: self.changed.emit())
        self.street.editingFinished.connect(self._split)
        for edit in (self.street, *self.parts.values()):
            edit.setAccessibleName(edit.placeholderText())
            edit.textEdited.connect(lambda _text: self.changed.emit())

    def address(self) -> AddressRecord:
        """Return the address as typed."""
        parts = {name: edit.text().strip() for name, edit in self.parts.items()}
        return AddressRecord(street=self.street.text().strip(), kind=self.kind.value(), **parts)

    def _split(self) -> None:
        typed = self.address()
        if not self.street.isModified():
            return
        self.street.setModified(False)
        split = split_address(typed)
        if split != typed:
            self.street.setText(split.street)
            for name, edit in self.parts.items():
                edit.setText(getattr(split, name))
            self.changed.emit()


class AddressesEdit(QWidget):
    """Two lines for each address and a button for one more; an empty one counts as none."""

    changed = Signal()

    def __init__(
        self, addresses: Sequence[AddressRecord] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows: list[_AddressRow] = []
        self._list = vbox(spacing=12)
        self._add = Button(
            _("Add an address"), "plus", "quiet", small=True, on_click=self._add_empty
        )
        self.setLayout(vbox(self._list, self._add, spacing=4))
        for address in addresses or [AddressRecord()]:
            self._insert(address)

    def addresses(self) -> tuple[AddressRecord, ...]:
        """Return the addresses."""
        typed = [split_address(row.address()) for row in self._rows]
        return tuple(one for one in typed if replace(one, kind="") != AddressRecord(kind=""))

    def row(self, place: int) -> _AddressRow:
        """Return the fields of one address."""
        return self._rows[place]

    def _add_empty(self) -> None:
        kinds = {row.kind.value() for row in self._rows}
        free = next((kind for kind in ADDRESS_KINDS if kind not in kinds), "office")
        self._insert(AddressRecord(kind=free)).street.setFocus()

    def _insert(self, address: AddressRecord) -> _AddressRow:
        row = _AddressRow(address)
        row.changed.connect(self.changed)
        row.removed.connect(self._remover(row))
        self._rows.append(row)
        self._list.addWidget(row)
        QWidget.setTabOrder(row.parts["postcode"], self._add)
        return row

    def _remover(self, row: _AddressRow) -> Callable[[], None]:
        def remove() -> None:
            self._rows.remove(row)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
            if not self._rows:
                self._insert(AddressRecord())
            self.changed.emit()

        return remove
