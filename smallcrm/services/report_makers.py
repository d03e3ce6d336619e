"""Who makes each report. The makers load what they need when they are called."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from smallcrm.core.dates import Month
from smallcrm.core.i18n import translator
from smallcrm.core.progress import Progress

if TYPE_CHECKING:
    from smallcrm.reports.work import Stretch
    from smallcrm.services.report_list import ReportOptions
    from smallcrm.storage.session import Session

# make(session, options, path, progress) writes the report, whole or not at all.
Make = Callable[["Session", "ReportOptions", Path, Progress], None]

WEEK = 7  # days


def make_monthly(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make the monthly report."""
    from smallcrm.reports.monthly import Period
    from smallcrm.services.reporting import write_monthly_report

    days: Month | Period = options.month or Month.of(session.clock.today())
    if options.first or options.last:
        days = Period(*options.days(session.clock.today()))
    write_monthly_report(
        session,
        days,
        options.language,
        path,
        progress,
        owner=options.owner,
        level=options.level,
        segment=options.segment,
        sections=options.sections,
        size=options.size,
        grey=options.grey,
    )


def make_statement(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make statements of account."""
    from smallcrm.services.reporting_statement import write_statements

    write_statements(session, options, path, progress)


def make_card(session: "Session", options: "ReportOptions", path: Path, progress: Progress) -> None:
    """Make the card of a customer."""
    from smallcrm.services.reporting_card import write_card

    write_card(session, options, path, progress)


def make_customer_month(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make the month of a customer."""
    from smallcrm.services.reporting_customer import write_customer_month

    write_customer_month(session, options, path, progress)


def make_view(session: "Session", options: "ReportOptions", path: Path, progress: Progress) -> None:
    """Make the list of a view."""
    from smallcrm.services.printing import print_list
    from smallcrm.services.view_list import list_of_view

    print_list(
        session,
        list_of_view(session, options.view),
        path,
        translator(options.language),
        progress,
        size=options.size,
        grey=options.grey,
    )


def make_view_sheet(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make the list of a view as a workbook."""
    from smallcrm.services.exports import export_list
    from smallcrm.services.view_list import list_of_view

    export_list(session, list_of_view(session, options.view), path, progress)


def make_calls(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make the list of calls due today."""
    from smallcrm.services.reporting_calls import write_call_list

    write_call_list(session, options, path, progress)


def make_calls_ahead(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make the list of calls due in a week."""
    from smallcrm.services.reporting_calls import write_call_list

    write_call_list(session, options, path, progress, days=WEEK)


def make_aging(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make the receivables by age."""
    from smallcrm.services.reporting_aging import write_aging

    write_aging(session, options, path, progress)


def make_forecast(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make pipeline and forecast."""
    from smallcrm.services.reporting_forecast import write_forecast

    write_forecast(session, options, path, progress)


def make_sales(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make the sales statistics."""
    from smallcrm.services.reporting_sales import write_sales

    write_sales(session, options, path, progress)


def make_abc(session: "Session", options: "ReportOptions", path: Path, progress: Progress) -> None:
    """Make the ABC list."""
    from smallcrm.services.reporting_sales import write_abc

    write_abc(session, options, path, progress)


def make_labels(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make address labels."""
    from smallcrm.services.reporting_post import write_labels

    write_labels(session, options, path, progress)


def make_envelopes(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make envelopes."""
    from smallcrm.services.reporting_post import write_envelopes

    write_envelopes(session, options, path, progress)


def make_directory(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make the directory."""
    from smallcrm.services.reporting_directory import write_directory

    write_directory(session, options, path, progress)


def make_activity(
    session: "Session", options: "ReportOptions", path: Path, progress: Progress
) -> None:
    """Make the activity book."""
    from smallcrm.services.reporting_activity import write_activity

    write_activity(session, options, path, progress)


def make_work(stretch: "Stretch") -> Make:
    """Return the maker of the report of a day, a week, or any days."""

    def make(session: "Session", options: "ReportOptions", path: Path, progress: Progress) -> None:
        from smallcrm.services.reporting_days import write_work

        write_work(session, stretch, options, path, progress)

    return make
