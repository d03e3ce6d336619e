"""What can be chosen for a report: only what the report that is shown takes."""

from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox

from smallcrm.core.dates import Month, month_words
from smallcrm.core.i18n import LANGUAGES, _
from smallcrm.services.customers import name_of
from smallcrm.services.report_list import (
    CUSTOMER,
    DAYS,
    LEVEL,
    MONTH,
    ONE_CUSTOMER,
    OWNER,
    PAPER,
    PAPERS,
    ReportKind,
    ReportOptions,
)
from smallcrm.services.vocabulary import LEVELS, level_words
from smallcrm.ui.context import Context
from smallcrm.ui.forms.picks import CustomerPick, StaffBox
from smallcrm.ui.widgets.buttons import Segmented
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.layouts import hbox

MONTHS_BACK = 24
LAST_MONTH_UNTIL = 10  # in the first days of a month the one before is what is wanted
_PAUSE_MS = 350  # typing a date makes the report once, not at every digit


class OptionsForm(Form):
    """The choices; `changed` tells when the report must be made again."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self.changed)
        self._add_days()
        self._add_whose()
        self._add_paper()

    def show_for(self, kind: ReportKind) -> None:
        """Show what a report takes."""
        takes = kind.takes
        self.set_visible("month", MONTH in takes)
        self.set_visible("days", DAYS in takes)
        self.set_visible("customer", bool(takes & {CUSTOMER, ONE_CUSTOMER}))
        self.set_visible("owner", OWNER in takes)
        self.set_visible("level", LEVEL in takes)
        self.set_visible("paper", PAPER in takes)
        self.customer.setPlaceholderText(
            _("All with movement or balance") if CUSTOMER in takes else _("Type a name or phone")
        )

    def options(self) -> ReportOptions:
        """Return what is chosen."""
        return ReportOptions(
            language=str(self.language.value()),
            month=self.chosen_month(),
            first=self.first.value(),
            last=self.last.value(),
            customer_id=self.customer.customer_id(),
            owner=self.owner.name(),
            level=str(self.level.value() or ""),
            paper=str(self.paper.value()),
            grey=self.grey.isChecked(),
        )

    def chosen_month(self) -> Month:
        """Return the month that is chosen."""
        value = self.month.value()
        return value if isinstance(value, Month) else first_choice(self._context.today)

    def set_customer(self, customer_id: int) -> None:
        """Choose a customer without telling."""
        self.customer.set_value(customer_id, name_of(customer_id))

    def _add_days(self) -> None:
        context = self._context
        self.month = ChoiceBox(month_choices(context.today, context.language))
        self.month.set_value(first_choice(context.today))
        self.month.chosen.connect(lambda _month: self.changed.emit())
        usual = first_choice(context.today)
        self.first = DateEdit(context.session.clock.now, usual.first)
        self.last = DateEdit(context.session.clock.now, usual.last)
        for edit, name in ((self.first, _("From")), (self.last, _("Until"))):
            edit.setAccessibleName(name)
            edit.changed.connect(self._date_changed)
        self.add("month", _("Month"), self.month)
        self.add("days", _("From, until"), hbox(self.first, self.last, spacing=8))

    def _add_whose(self) -> None:
        context = self._context
        self.customer = CustomerPick(context, create=False)
        self.customer.chosen.connect(lambda _customer: self.changed.emit())
        self.owner = StaffBox(context, nobody=_("All owners"))
        self.owner.chosen.connect(lambda _owner: self.changed.emit())
        levels = [(level, level_words(level)) for level in LEVELS if level]
        self.level = ChoiceBox([("", _("All levels")), *levels])
        self.level.chosen.connect(lambda _level: self.changed.emit())
        self.add("customer", _("Customer"), self.customer)
        self.add("owner", _("Owner"), self.owner)
        self.add("level", _("Level"), self.level)

    def _add_paper(self) -> None:
        memory = self._context.memory
        kept = memory.get("reports.language")
        language = kept if kept in LANGUAGES else self._context.language
        self.language = Segmented(list(LANGUAGES.items()), language)
        self.language.changed.connect(lambda key: self._keep("language", key))
        kept = memory.get("reports.paper")
        self.paper = Segmented([(one, one) for one in PAPERS], kept if kept in PAPERS else None)
        self.paper.changed.connect(lambda key: self._keep("paper", key))
        self.grey = QCheckBox(_("Black-and-white"))
        self.grey.setChecked(memory.get("reports.grey") is True)
        self.grey.toggled.connect(lambda on: self._keep("grey", on))
        self.add("language", _("Language of the report"), hbox(self.language, None))
        self.add("paper", _("Paper"), hbox(self.paper, self.grey, None, spacing=10))

    def _keep(self, name: str, value: object) -> None:
        self._context.memory.set(f"reports.{name}", value)
        self.changed.emit()

    def _date_changed(self) -> None:
        if self.first.is_valid() and self.last.is_valid():
            self._later.start()


def month_choices(today: date, language: str) -> list[tuple[object, str]]:
    """Return this month and those before it, newest first, with their words."""
    months = [Month.of(today).plus(-back) for back in range(MONTHS_BACK)]
    return [(month, month_words(month.year, month.month, language)) for month in months]


def first_choice(today: date) -> Month:
    """Return the month that is most likely wanted today."""
    month = Month.of(today)
    return month.previous() if today.day <= LAST_MONTH_UNTIL else month
