"""Settings: when a customer becomes active, dormant or lost."""

from PySide6.QtWidgets import QCheckBox, QWidget

from smallcrm.core.i18n import _, pgettext
from smallcrm.services.lifecycle import LifecycleRules, read_rules, save_rules
from smallcrm.ui.context import Context
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import NumberEdit
from smallcrm.ui.widgets.panels import Panel


class LifecycleSection(QWidget):
    """Three rules, each kept as soon as it is changed; what they propose is a list of its own."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        rules = read_rules(context.session)
        self.active = _check(_("Active: who bought lately"), rules.active)
        self.dormant = _check(_("Dormant: who has not bought for"), rules.dormant)
        self.dormant_days = _days(rules.dormant_days, _("Days until dormant"))
        self.own = _check(
            _("Who bought on three days or more has its own time: its usual interval times"),
            rules.own_interval > 0,
        )
        usual = LifecycleRules().own_interval
        self.own_interval = NumberEdit(rules.own_interval or usual, 110, 1000, " %")
        self.own_interval.setAccessibleName(_("Per cent of the usual interval"))
        self.lost = _check(_("Lost: dormant with neither order nor contact for"), rules.lost)
        self.lost_days = _days(rules.lost_days, _("Days until lost"))
        self.show_button = Button(
            _("Show what they propose"), "refresh-cw", on_click=context.hub.lifecycle_asked.emit
        )
        own = Label(self.own.text(), wrap=True)
        self.own.setAccessibleName(self.own.text())
        self.own.setText("")
        own_row = hbox(self.own, own, self.own_interval)
        own_row.setStretch(1, 1)
        own_row.setContentsMargins(theme().px(24), 0, 0, 0)
        about = _("Nothing changes by itself: the rules propose, you take it or leave it.")
        self.setLayout(
            vbox(
                Label(_("Life-cycle"), "section"),
                Label(about, tone="muted", wrap=True),
                4,
                Panel("card", self.active),
                Panel("card", hbox(self.dormant, None, self.dormant_days), own_row),
                Panel("card", hbox(self.lost, None, self.lost_days)),
                hbox(self.show_button, None),
            )
        )
        for box in (self.active, self.dormant, self.own, self.lost):
            box.toggled.connect(lambda _on: self._keep())
        for number in (self.dormant_days, self.own_interval, self.lost_days):
            number.valueChanged.connect(lambda _value: self._keep())
        self._enable()

    def rules(self) -> LifecycleRules:
        """Return the rules as they stand here."""
        return LifecycleRules(
            active=self.active.isChecked(),
            dormant=self.dormant.isChecked(),
            dormant_days=self.dormant_days.value(),
            own_interval=self.own_interval.value() if self.own.isChecked() else 0,
            lost=self.lost.isChecked(),
            lost_days=self.lost_days.value(),
        )

    def _keep(self) -> None:
        save_rules(self._context.session, self.rules())
        self._enable()

    def _enable(self) -> None:
        dormant = self.dormant.isChecked()
        self.dormant_days.setEnabled(dormant)
        self.own.setEnabled(dormant)
        self.own_interval.setEnabled(dormant and self.own.isChecked())
        self.lost_days.setEnabled(self.lost.isChecked())


def _check(text: str, on: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(on)
    return box


def _days(value: int, name: str) -> NumberEdit:
    edit = NumberEdit(value, 7, 3650, " " + pgettext("after a number", "days"))
    edit.setAccessibleName(name)
    return edit
