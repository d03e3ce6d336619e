"""A product: what it is called, what it is like, what it costs, since when it is new."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from smallcrm.core.i18n import _, pgettext
from smallcrm.services.lookups import list_products
from smallcrm.services.new_products import list_categories, list_makers
from smallcrm.services.products import ProductRecord, list_units, save_product
from smallcrm.ui.context import Context
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.picks import NamePick
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.line_edits import LineEdit, MoneyEdit
from smallcrm.ui.widgets.text_edit import TextEdit


class ProductDialog(FormDialog):
    """A new product, or one that is there already."""

    def __init__(
        self,
        context: Context,
        record: ProductRecord | None = None,
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        new = record is None
        super().__init__(
            context,
            _("Add a product") if new else _("Product"),
            _("Add") if new else "",
            parent=parent,
            width=560,
        )
        self._record = record or ProductRecord(name)
        self._make_fields(self._record)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def errors(self) -> Mapping[str, str]:
        wrong: dict[str, str] = {}
        for key, field in (("price", self.price), ("cost", self.cost)):
            if not field.is_valid():
                wrong[key] = _("This is not an amount.")
        if not self.since.is_valid():
            wrong["since"] = _("This is not a date.")
        return wrong

    def save(self) -> str:
        since = self.since.value()
        record = ProductRecord(
            self.name.text(),
            self.code.text(),
            self.category.name(),
            self.maker.name(),
            self.unit.name(),
            self.price.value(),
            self.cost.value(),
            self.active.isChecked(),
            self.note.text(),
            since.isoformat() if since else "",
            self.follows.name(),
            self._record.id,
        )
        self.saved_id = save_product(self.context.session, record)
        return ""  # the list under it says so

    def _make_fields(self, record: ProductRecord) -> None:
        session, form = self.context.session, self.form
        self.name, self.code = LineEdit(record.name), LineEdit(record.code)
        self.category = NamePick(lambda: list_categories(session), record.category)
        self.maker = NamePick(lambda: list_makers(session), record.maker)
        self.unit = NamePick(lambda: list_units(session), record.unit)
        self.price, self.cost = MoneyEdit(record.price), MoneyEdit(record.cost)
        since = date.fromisoformat(record.since) if record.since else None
        self.since = DateEdit(session.clock.now, since)
        self.follows = NamePick(lambda: list_products(session), record.follows)
        self.active = QCheckBox(_("Still sold"))
        self.active.setChecked(record.active)
        self.note = TextEdit(record.note, rows=2, most=6)
        form.add("name", pgettext("of a thing", "Name"), self.name, required=True)
        form.add("code", _("Code"), self.code)
        form.add("category", _("Category"), self.category)
        form.add("maker", _("Maker"), self.maker)
        form.add("price", _("Price"), self.price)
        form.add("cost", _("Cost"), self.cost)
        form.add("unit", _("Unit"), self.unit)
        form.add("since", _("New since"), self.since, hint=_("Empty: not new"))
        form.add("follows", _("Takes the place of"), self.follows, span=2)
        form.add("note", _("Note"), self.note, span=2)
        form.add_wide(self.active)
