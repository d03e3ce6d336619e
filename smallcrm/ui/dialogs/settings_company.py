"""Settings: the company that works with the file, as reports and papers name it."""

from PySide6.QtWidgets import QLineEdit, QWidget

from smallcrm.core.i18n import _, pgettext
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import vbox
from smallcrm.ui.widgets.line_edits import LineEdit, PhoneEdit


class CompanySection(QWidget):
    """Name, address and phone; kept as soon as a field is left."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._settings = context.session.settings
        self.name = LineEdit(self._settings.get("company_name"))
        self.address = LineEdit(self._settings.get("company_address"))
        self.phone = PhoneEdit(self._settings.get("company_phone"))
        form = Form()
        form.add("company_name", pgettext("of a company", "Name"), self.name)
        form.add("company_address", _("Address"), self.address)
        form.add("company_phone", _("Phone"), self.phone)
        self.setLayout(
            vbox(
                Label(_("Company"), "section"),
                Label(_("Stands at the head of reports and printed lists."), tone="muted"),
                4,
                form,
            )
        )
        for key, field in (
            ("company_name", self.name),
            ("company_address", self.address),
            ("company_phone", self.phone),
        ):
            field.editingFinished.connect(lambda key=key, field=field: self._keep(key, field))

    def _keep(self, key: str, field: QLineEdit) -> None:
        value = field.text().strip()
        if value != self._settings.get(key):
            self._settings.set(key, value)
