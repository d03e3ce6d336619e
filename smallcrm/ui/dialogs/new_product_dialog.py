"""New products: which ones there are, and the form that marks one as new."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import format_date
from smallcrm.core.i18n import _, listed
from smallcrm.services.lookups import list_products
from smallcrm.services.new_products import (
    NewProduct,
    end_newness,
    find_product,
    list_categories,
    list_makers,
    list_new_products,
    save_new_product,
)
from smallcrm.ui.context import Context
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.picks import NamePick
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.detail_row import DetailRow
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox


class NewProductDialog(FormDialog):
    """Marks a product as new and says whose buyers are told; a name not known yet adds it."""

    def __init__(
        self, context: Context, record: NewProduct | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            _("New product"),
            _("Mark as new") if record is None else "",
            parent=parent,
            width=520,
            subtitle=_("Who bought alike before gets a follow-up by the rule for new products."),
        )
        self._record = record
        self._make_fields(record or NewProduct("", context.today.isoformat()))

    def errors(self) -> Mapping[str, str]:
        if self.since.value() is None:
            return {"since": _("This is not a date.")}
        return {}

    def save(self) -> str:
        since = self.since.value()
        record = NewProduct(
            self.name.name(),
            since.isoformat() if since else "",
            self.maker.name(),
            self.category.name(),
            self.follows.name(),
            self._record.id if self._record else None,
        )
        self.saved_id = save_new_product(self.context.session, record)
        return _("Marked as new: %(name)s") % {"name": record.name}

    def _make_fields(self, record: NewProduct) -> None:
        session, form = self.context.session, self.form
        self.name = NamePick(lambda: list_products(session), record.name)
        self.since = DateEdit(session.clock.now, date.fromisoformat(record.since), optional=False)
        self.maker = NamePick(lambda: list_makers(session), record.maker)
        self.category = NamePick(lambda: list_categories(session), record.category)
        self.follows = NamePick(lambda: list_products(session), record.follows)
        form.add("name", _("Product"), self.name, required=True)
        form.add("since", _("New since"), self.since, required=True)
        form.add("maker", _("Maker"), self.maker)
        form.add("category", _("Category"), self.category)
        form.add(
            "follows",
            _("Takes the place of"),
            self.follows,
            span=2,
            hint=_("With an earlier product here only its buyers are told."),
        )
        self.name.editingFinished.connect(self._know)
        self.name.chosen.connect(lambda _key: self._know())

    def _know(self) -> None:
        """Fill in what the file knows of the product."""
        found = find_product(self.context.session, self.name.name())
        if found is None:
            return
        for field, text in (
            (self.maker, found.maker),
            (self.category, found.category),
            (self.follows, found.follows),
        ):
            if text and not field.name():
                field.setText(text)


class NewProducts(QWidget):
    """The products marked as new, with a button for one more; `changed` comes after a change."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.rows: dict[str, DetailRow] = {}
        self.add = Button(
            _("Mark a product as new"), "plus", "link", on_click=lambda: self.open(None)
        )
        self._list = vbox(spacing=2)
        top = hbox(Label(_("New products"), "section"), None, self.add)
        self.setLayout(vbox(top, self._list, spacing=4))
        self.read()

    def read(self) -> None:
        """Show the products again."""
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            widget.hide()
            widget.deleteLater()
        self.rows = {}
        found = list_new_products(self._context.session)
        for record in found:
            self.rows[record.name] = row = self._row(record)
            self._list.addWidget(row)
        if not found:
            text = _("None so far: mark one, and its future buyers are found.")
            self._list.addWidget(Label(text, tone="muted", wrap=True))

    def open(self, record: NewProduct | None) -> None:
        """Open the form for a new one, or for one that is marked."""
        dialog = NewProductDialog(self._context, record, parent=self)
        dialog.accepted.connect(self._after)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def end(self, record: NewProduct) -> None:
        """Let a product be new no longer."""
        end_newness(self._context.session, record)
        said = _("No longer new: %(name)s") % {"name": record.name}
        self._context.hub.say(said, "ok", _("Undo"))
        self._after()

    def _after(self) -> None:
        self.read()
        self.changed.emit()

    def _row(self, record: NewProduct) -> DetailRow:
        day = format_date(date.fromisoformat(record.since), self._context.language, "medium")
        end = IconButton("x", _("No longer new"), small=True, on_click=lambda: self.end(record))
        row = DetailRow(
            "shopping-bag",
            record.name,
            [end],
            second=f"{day} · {told_words(record)}",
            clickable=True,
        )
        row.setCursor(Qt.CursorShape.PointingHandCursor)
        row.clicked.connect(lambda: self.open(replace(record)))
        return row


def told_words(record: NewProduct) -> str:
    """Say whose buyers are told: "bought of Brightway or Printers"."""
    if record.follows:
        return _("for buyers of %(name)s") % {"name": record.follows}
    alike = listed(part for part in (record.maker, record.category) if part)
    return _("for buyers of %(name)s") % {"name": alike}
