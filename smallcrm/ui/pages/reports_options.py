"""What can be chosen for a report: only what the report that is shown takes."""

from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox

from smallcrm.core.dates import Month, month_words
from smallcrm.core.i18n import LANGUAGES, _
from smallcrm.reports.label_sheets import ENVELOPES, SHEETS, find_sheet
from smallcrm.services.customer_list import VIEWS
from smallcrm.services.customers import name_of
from smallcrm.services.report_list import (
    CUSTOMER,
    CUSTOMERS,
    DAYS,
    ENVELOPE,
    GROUP,
    LABELS,
    LEVEL,
    MONTH,
    ONE_CUSTOMER,
    OWNER,
    PAPER,
    PAPERS,
    REGION,
    SECTIONS,
    SEGMENT,
    ReportKind,
    ReportOptions,
)
from smallcrm.services.saved_views import list_saved_views
from smallcrm.services.table import ShownList
from smallcrm.services.vocabulary import LEVELS, level_words
from smallcrm.ui.context import Context
from smallcrm.ui.forms.picks import CustomerPick, StaffBox
from smallcrm.ui.pages.reports_month import MonthParts, SegmentBox
from smallcrm.ui.widgets.buttons import Segmented
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.line_edits import NumberEdit

MONTHS_BACK = 24
LAST_MONTH_UNTIL = 10  # in the first days of a month the one before is what is wanted
OTHER_DAYS = "days"  # among the months, where any days can be chosen
_PAUSE_MS = 350  # typing a date makes the report once, not at every digit


class OptionsForm(Form):
    """The choices; `changed` tells when the report must be made again."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self.changed)
        self._usual_months = 1
        self._listed: ShownList | None = None
        self._has_month = True
        self._add_days()
        self._add_whose()
        self._add_sold()
        self._add_post()
        self._add_paper()

    def show_for(self, kind: ReportKind) -> None:
        """Show what a report takes."""
        takes = kind.takes
        self._has_month = MONTH in takes
        self._show_days(DAYS in takes)
        self.set_visible("segment", SEGMENT in takes)
        self.set_visible("parts", SECTIONS in takes)
        self.set_visible("customer", bool(takes & {CUSTOMER, ONE_CUSTOMER, CUSTOMERS}))
        self.set_visible("view", CUSTOMERS in takes)
        self.set_visible("group", GROUP in takes)
        self.set_visible("region", REGION in takes)
        self.set_visible("labels", LABELS in takes)
        self.set_visible("envelope", ENVELOPE in takes)
        self.set_visible("owner", OWNER in takes)
        self.set_visible("level", LEVEL in takes)
        self.set_visible("paper", PAPER in takes)
        self.customer.setPlaceholderText(_placeholder(kind))
        self._read_choices(kind)
        self._set_usual_days(kind)

    def options(self) -> ReportOptions:
        """Return what is chosen."""
        return ReportOptions(
            language=str(self.language.value()),
            month=self.chosen_month(),
            first=self.first.value() if self._by_days() else None,
            last=self.last.value() if self._by_days() else None,
            customer_id=self.customer.customer_id(),
            owner=self.owner.name(),
            level=str(self.level.value() or ""),
            segment=self.segment.segment(),
            group=str(self.group.value() or ""),
            region=str(self.region.value() or ""),
            view=str(self.view.value() or "all"),
            listed=self._listed if self.view.value() == "" else None,
            labels=str(self.labels.value()),
            start=self.start.value(),
            envelope=str(self.envelope.value()),
            paper=str(self.paper.value()),
            grey=self.grey.isChecked(),
        )

    def chosen_month(self) -> Month:
        """Return the month that is chosen."""
        value = self.month.value()
        return value if isinstance(value, Month) else first_choice(self._context.today)

    def chosen_days(self) -> tuple[date, date]:
        """Return the first and the last day of the report."""
        return self.options().days(self._context.today)

    def _by_days(self) -> bool:
        return not self._has_month or self.month.value() == OTHER_DAYS

    def _show_days(self, any_days: bool) -> None:
        self.set_visible("month", self._has_month)
        self.set_visible("days", any_days and self._by_days())
        self.month.set_choices(
            month_choices(self._context.today, self._context.language)
            + ([(OTHER_DAYS, _("Other days…"))] if any_days else []),
            self.month.value(),
        )

    def _month_chosen(self, _month: object) -> None:
        self.set_visible("days", self._by_days())
        self.changed.emit()

    def set_customer(self, customer_id: int) -> None:
        """Choose a customer without telling."""
        self.customer.set_value(customer_id, name_of(customer_id))

    def _add_days(self) -> None:
        context = self._context
        self.month = ChoiceBox(month_choices(context.today, context.language))
        self.month.set_value(first_choice(context.today))
        self.month.chosen.connect(self._month_chosen)
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
        self.segment = SegmentBox(context)
        self.segment.chosen.connect(lambda _segment: self.changed.emit())
        self.add("segment", _("Segment"), self.segment)
        self.parts = MonthParts(context, self.chosen_days)
        self.parts.changed.connect(self.changed)
        self.add("parts", _("Contents"), self.parts)

    def set_list(self, shown: ShownList) -> None:
        """Choose a list as it stands on another page, without telling."""
        self._listed = shown
        self.view.set_choices([("", _as_shown(shown))])
        self.customer.set_value(None, "")

    def _add_sold(self) -> None:
        self.group, self.region = ChoiceBox([("", "")]), ChoiceBox([("", "")])
        for box in (self.group, self.region):
            box.chosen.connect(lambda _value: self.changed.emit())
        self.add("group", _("Product group"), self.group)
        self.add("region", _("Region"), self.region)

    def _add_post(self) -> None:
        memory = self._context.memory
        every, *_rest = VIEWS["all"]
        self.view = ChoiceBox([("all", _(every))])
        self.view.chosen.connect(lambda _view: self.changed.emit())
        sheets = [(one.key, f"{one.key} mm  ·  {one.count}") for one in SHEETS]
        self.labels = ChoiceBox(sheets, memory.get("reports.labels"))
        self.labels.chosen.connect(self._sheet_chosen)
        self.start = NumberEdit(1, 1, find_sheet(str(self.labels.value())).count)
        self.start.setAccessibleName(_("First free label"))
        self.start.setToolTip(_("First free label"))
        self.start.valueChanged.connect(lambda _number: self._later.start())
        envelopes = [(one.key, _(one.title)) for one in ENVELOPES]
        self.envelope = ChoiceBox(envelopes, memory.get("reports.envelope"))
        self.envelope.chosen.connect(lambda key: self._keep("envelope", key))
        self.add("view", _("List"), self.view)
        row = hbox(self.labels, self.start, spacing=8)
        row.setStretch(0, 1)
        self.add("labels", _("Label sheet, first free label"), row)
        self.add("envelope", _("Envelope"), self.envelope)

    def _sheet_chosen(self, key: object) -> None:
        self.start.setMaximum(find_sheet(str(key)).count)
        self._keep("labels", key)

    def _read_choices(self, kind: ReportKind) -> None:
        """Fill the lists of what the data file has, keeping what is chosen."""
        if CUSTOMERS in kind.takes:
            usual = [(key, _(title)) for key, (title, _icon, _tone) in VIEWS.items()]
            saved = [(view.name, view.name) for view in list_saved_views(self._context.session)]
            listed = [("", _as_shown(self._listed))] if self._listed else []
            self.view.set_choices([*listed, *usual, *saved], self.view.value())
        if SEGMENT in kind.takes:
            self.segment.read()
        if GROUP in kind.takes:
            from smallcrm.services.reporting_sales import product_groups  # draws: not at the start

            groups = [("", _("All product groups")), *((name, name) for name in product_groups())]
            self.group.set_choices(groups, self.group.value())
        if REGION in kind.takes:
            from smallcrm.services.reporting_sales import regions

            every = [("", _("All regions")), *((name, name) for name in regions())]
            self.region.set_choices(every, self.region.value())

    def _set_usual_days(self, kind: ReportKind) -> None:
        """Change to the days a report is usually about, from a report with other usual days."""
        if DAYS not in kind.takes or kind.usual_months == self._usual_months:
            return
        self._usual_months = kind.usual_months
        first, last = (
            first_choice(self._context.today).first,
            first_choice(self._context.today).last,
        )
        if kind.usual_months > 1:
            first, last = kind.usual_days(self._context.today)
        self.first.set_value(first)
        self.last.set_value(last)

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


def _as_shown(shown: ShownList) -> str:
    """What a list that stands on another page is called."""
    return _("As shown: %(list)s") % {"list": shown.title}


def _placeholder(kind: ReportKind) -> str:
    """What stands in the field of the customer while none is chosen."""
    if CUSTOMER in kind.takes:
        return _("All with movement or balance")
    return _("All of the list") if CUSTOMERS in kind.takes else _("Type a name or phone")


def month_choices(today: date, language: str) -> list[tuple[object, str]]:
    """Return this month and those before it, newest first, with their words."""
    months = [Month.of(today).plus(-back) for back in range(MONTHS_BACK)]
    return [(month, month_words(month.year, month.month, language)) for month in months]


def first_choice(today: date) -> Month:
    """Return the month that is most likely wanted today."""
    month = Month.of(today)
    return month.previous() if today.day <= LAST_MONTH_UNTIL else month
