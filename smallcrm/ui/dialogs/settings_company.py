"""Settings: the company that works with the file, as reports and papers name it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, pgettext
from smallcrm.services.company_logo import clear_logo, read_logo, set_logo
from smallcrm.services.payment_days import MOST_DAYS, payment_days, set_payment_days
from smallcrm.ui.context import Context
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import LineEdit, NumberEdit, PhoneEdit
from smallcrm.ui.widgets.panels import Banner

_LOGO = (200, 64)
_POSTCODE = 12  # signs


class CompanySection(QWidget):
    """Name, address, postcode and phone; kept as soon as a field is left."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._settings = context.session.settings
        self.name = LineEdit(self._settings.get("company_name"))
        self.address = LineEdit(self._settings.get("company_address"))
        self.postcode = LineEdit(self._settings.get("company_postcode"))
        self.postcode.setMaxLength(_POSTCODE)
        self.phone = PhoneEdit(self._settings.get("company_phone"))
        form = Form()
        form.add("company_name", pgettext("of a company", "Name"), self.name)
        form.add("company_address", _("Address"), self.address)
        form.add("company_postcode", _("Postcode"), self.postcode)
        form.add("company_phone", _("Phone"), self.phone)
        self.days = NumberEdit(payment_days(), 0, MOST_DAYS)
        self.days.setKeyboardTracking(False)  # not while it is typed
        self.days.valueChanged.connect(self._keep_days)
        form.add(
            "payment_days",
            _("Days for payment"),
            self.days,
            hint=_("of orders without a due date"),
        )
        self.logo = LogoField(context)
        form.add("company_logo", _("Logo"), self.logo)
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
            ("company_postcode", self.postcode),
            ("company_phone", self.phone),
        ):
            field.editingFinished.connect(lambda key=key, field=field: self._keep(key, field))

    def _keep_days(self, days: int) -> None:
        set_payment_days(self._context.session, days)
        self._context.hub.post_changes(None)  # what is overdue is worked out again

    def _keep(self, key: str, field: QLineEdit) -> None:
        value = field.text().strip()
        if value != self._settings.get(key):
            self._settings.set(key, value)


class LogoField(QWidget):
    """The company's picture, with buttons to choose another one and to take it away."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._session = context.session
        self.picture = QLabel()
        self.problem = Banner()
        self.choose_button = Button(_("Choose a picture…"), "file", on_click=self.choose)
        self.remove_button = Button(_("Remove"), "x", "quiet", on_click=self.remove)
        self.setLayout(
            vbox(
                self.problem,
                hbox(self.picture, self.choose_button, self.remove_button, None),
                spacing=6,
            )
        )
        self._show()

    def choose(self) -> None:
        """Ask for a picture file and keep it."""
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a picture…"), "", "PNG, JPEG (*.png *.jpg *.jpeg *.bmp *.gif *.webp)"
        )
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Keep a picture file as the logo, or say why that cannot be."""
        self.problem.set_message("", "bad")
        try:
            set_logo(self._session, path)
        except UserError as error:
            self.problem.set_message(str(error), "bad")
        self._show()

    def remove(self) -> None:
        """Take the logo away."""
        clear_logo(self._session)
        self._show()

    def _show(self) -> None:
        picture = QPixmap()
        has_one = picture.loadFromData(read_logo(self._session))
        if has_one:
            look = theme()
            size = picture.size().scaled(
                look.px(_LOGO[0]), look.px(_LOGO[1]), Qt.AspectRatioMode.KeepAspectRatio
            )
            picture = picture.scaled(size, mode=Qt.TransformationMode.SmoothTransformation)
        self.picture.setPixmap(picture)
        self.picture.setVisible(has_one)
        self.remove_button.setVisible(has_one)
