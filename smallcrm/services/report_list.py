"""The reports there are: what each answers, what can be chosen for it, and who makes its PDF.

The command line and the Reports page read only this list. Makers load their PDF library when they
are called, so naming the reports stays quick.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _
from smallcrm.core.progress import Progress
from smallcrm.reports.label_sheets import ENVELOPE_KEYS, SHEET_KEYS
from smallcrm.services.report_makers import (
    Make,
    make_abc,
    make_activity,
    make_aging,
    make_calls,
    make_calls_ahead,
    make_card,
    make_customer_month,
    make_directory,
    make_envelopes,
    make_forecast,
    make_labels,
    make_monthly,
    make_sales,
    make_statement,
    make_view,
    make_view_sheet,
    make_work,
)

if TYPE_CHECKING:
    from smallcrm.services.table import ShownList
    from smallcrm.storage.session import Session

A4, LETTER = "A4", "Letter"
PAPERS = (A4, LETTER)

# What can be chosen for a report besides the language, which all take.
MONTH = "month"
DAYS = "days"  # from a day to a day
CUSTOMER = "customer"  # one, or all when none is named
ONE_CUSTOMER = "one_customer"  # must be named
OWNER = "owner"
LEVEL = "level"
GROUP = "group"  # of products
REGION = "region"
CUSTOMERS = "customers"  # those of a view, or one that is named
LABELS = "labels"  # the size of their sheet, and its first free label
ENVELOPE = "envelope"
SEGMENT = "segment"  # a view, tag or industry (see `report_segments`)
SECTIONS = "sections"  # which are printed, in which order; and what was decided
VIEW = "view"  # only on the command line: the window prints lists where they are shown
PAPER = "paper"  # A4 or Letter, and black-and-white


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What was chosen for a report; a maker reads only what its kind takes.

    `first` and `last` are days, both included; None is the usual stretch of the report, which is
    the month where one is named. `listed` is a list as it stands, in place of a view. `sections`
    None are those of the settings. `paper` is "A4" or "Letter", `grey` means black-and-white.
    """

    language: str
    month: Month | None = None
    first: date | None = None
    last: date | None = None
    customer_id: int | None = None
    owner: str = ""
    level: str = ""
    segment: str = ""
    sections: tuple[str, ...] | None = None
    group: str = ""
    region: str = ""
    view: str = "all"
    listed: "ShownList | None" = None
    labels: str = SHEET_KEYS[0]
    start: int = 1
    envelope: str = ENVELOPE_KEYS[0]
    paper: str = A4
    grey: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """The paper in points, upright."""
        from smallcrm.reports import style

        return style.LETTER if self.paper == LETTER else style.A4

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day: as chosen, else of the month, else of this month."""
        month = self.month or Month.of(self.last or today)
        first, last = self.first or month.first, self.last or month.last
        if first > last:
            raise UserError(_("The first day lies after the last one."))
        return first, last


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A report: its key on the command line, title, the question it answers, icon, and maker.

    `takes` are names of what can be chosen (MONTH, DAYS, ...). `sheet` makes it as .xlsx. When no
    days are chosen it is about `usual_months`, the last one that of today.
    """

    key: str
    title: str
    answers: str
    icon: str
    takes: frozenset[str]
    make: Make
    sheet: Make | None = None
    usual_months: int = 1

    def usual_days(self, today: date) -> tuple[date, date]:
        """The days it is about when none are chosen and today is that day."""
        month = Month.of(today)
        last = today if self.usual_months > 1 else month.last
        return month.plus(1 - self.usual_months).first, last

    @property
    def in_window(self) -> bool:
        """Whether the gallery offers it."""
        return VIEW not in self.takes


def find_report(key: str) -> ReportKind:
    """The report of a key. KeyError for an unknown one."""
    return _BY_KEY[key]


def write_report(
    session: "Session",
    key: str,
    options: ReportOptions,
    path: Path,
    progress: Progress | None = None,
) -> None:
    """Write a report to a path, whole or not at all: a workbook to .xlsx, else PDF.

    Raises KeyError for an unknown key, UserError for choices that cannot be, StorageError,
    Cancelled.
    """
    kind = find_report(key)
    make = kind.make
    if path.suffix.lower() == ".xlsx":
        if kind.sheet is None:
            raise UserError(_("This report can only be written as PDF."))
        make = kind.sheet
    if kind.usual_months > 1 and not (options.month or options.first or options.last):
        first, last = kind.usual_days(session.clock.today())
        options = replace(options, first=first, last=last)
    make(session, options, path, progress or Progress())


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        "monthly",
        N_("Monthly customer report"),
        N_("What changed this month, and what needs attention?"),
        "file-text",
        frozenset((MONTH, DAYS, OWNER, LEVEL, SEGMENT, SECTIONS, PAPER)),
        make_monthly,
        make_monthly,
    ),
    ReportKind(
        "followups",
        N_("Call and visit list"),
        N_("Whom to call or visit today, and what was said last?"),
        "phone",
        frozenset((OWNER, PAPER)),
        make_calls,
        make_calls,
    ),
    ReportKind(
        "followups-week",
        N_("Call and visit list of the week"),
        N_("Whom to call or visit in the next seven days?"),
        "calendar",
        frozenset((OWNER, PAPER)),
        make_calls_ahead,
        make_calls_ahead,
    ),
    ReportKind(
        "receivables",
        N_("Receivables by age"),
        N_("Who owes how much, and for how long?"),
        "wallet",
        frozenset((OWNER, PAPER)),
        make_aging,
        make_aging,
    ),
    ReportKind(
        "statement",
        N_("Statement of account"),
        N_("What was ordered and paid, and what is still owed?"),
        "receipt",
        frozenset((DAYS, CUSTOMER, OWNER, PAPER)),
        make_statement,
        make_statement,
    ),
    ReportKind(
        "pipeline",
        N_("Pipeline and forecast"),
        N_("What may come in, when, and which deals stand still?"),
        "filter",
        frozenset((OWNER, PAPER)),
        make_forecast,
        make_forecast,
    ),
    ReportKind(
        "sales",
        N_("Sales statistics"),
        N_("What was sold, where and by whom, against last year?"),
        "shopping-cart",
        frozenset((DAYS, OWNER, GROUP, REGION, PAPER)),
        make_sales,
        make_sales,
    ),
    ReportKind(
        "abc",
        N_("ABC list of customers"),
        N_("Which customers make most of our sales, and which fell?"),
        "crown",
        frozenset((DAYS, OWNER, PAPER)),
        make_abc,
        make_abc,
        usual_months=12,
    ),
    ReportKind(
        "customer",
        N_("Customer card"),
        N_("What must I know before I visit this customer?"),
        "contact",
        frozenset((ONE_CUSTOMER, PAPER)),
        make_card,
    ),
    ReportKind(
        "customer-month",
        N_("Month of a customer"),
        N_("What happened with a customer in a month, or in any days?"),
        "calendar-check",
        frozenset((DAYS, ONE_CUSTOMER, PAPER)),
        make_customer_month,
        make_customer_month,
    ),
    ReportKind(
        "daily",
        N_("Daily report"),
        N_("What was done today, and what comes next?"),
        "clipboard-list",
        frozenset((OWNER, PAPER)),
        make_work("day"),
        make_work("day"),
    ),
    ReportKind(
        "weekly",
        N_("Weekly report"),
        N_("What was done this week, and what comes next?"),
        "clipboard-list",
        frozenset((OWNER, PAPER)),
        make_work("week"),
        make_work("week"),
    ),
    ReportKind(
        "work",
        N_("Work report"),
        N_("What did a person do in a month, or on any days?"),
        "users",
        frozenset((DAYS, OWNER, PAPER)),
        make_work("days"),
        make_work("days"),
    ),
    ReportKind(
        "activity",
        N_("Activity book"),
        N_("What was recorded, day by day, with room for notes?"),
        "history",
        frozenset((DAYS, OWNER, PAPER)),
        make_activity,
        make_activity,
    ),
    ReportKind(
        "directory",
        N_("Directory"),
        N_("Who is who, and by what number?"),
        "smartphone",
        frozenset((CUSTOMERS, PAPER)),
        make_directory,
        make_directory,
    ),
    ReportKind(
        "labels",
        N_("Address labels"),
        N_("Labels for letters to the customers of a list"),
        "tags",
        frozenset((CUSTOMERS, LABELS)),
        make_labels,
        make_labels,
    ),
    ReportKind(
        "envelopes",
        N_("Envelopes"),
        N_("Envelopes for letters to the customers of a list"),
        "mail",
        frozenset((CUSTOMERS, ENVELOPE)),
        make_envelopes,
        make_envelopes,
    ),
    ReportKind(
        "list",
        N_("Customer list of a view"),
        N_("Which customers are in a view, with its columns and order?"),
        "list",
        frozenset((VIEW, PAPER)),
        make_view,
        make_view_sheet,
    ),
)
KEYS = tuple(kind.key for kind in REPORTS)
_BY_KEY = {kind.key: kind for kind in REPORTS}
