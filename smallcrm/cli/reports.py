"""`report`: make a report as PDF."""

import argparse
from pathlib import Path

from smallcrm.cli import parser
from smallcrm.cli.lists import customer_query, shown_keys
from smallcrm.cli.output import align, opened, print_lines
from smallcrm.cli.terminal import Bar, tell
from smallcrm.core.dates import Month
from smallcrm.core.i18n import N_, _, current
from smallcrm.services.customer_list import VIEWS, filter_words
from smallcrm.services.table import ShownList

# What each report is called, by the name that the command takes.
REPORTS = {"monthly": N_("Monthly customer report"), "list": N_("Customer list of a view")}


def run_report(options: argparse.Namespace) -> None:
    """Write a report, or name the reports there are."""
    if options.list:
        print_lines(align([(name, _(title)) for name, title in REPORTS.items()]))
        return
    if options.kind is None:
        parser.build().error(_("say which report (report --list names them)"))
    if options.kind == "list":
        _write_list(options)
        return
    from smallcrm.services.reporting import write_monthly_report  # with its PDF library: slow

    with opened(options) as session:
        month = options.month or Month.of(session.clock.today())
        path = Path(options.output or f"{options.kind}-{month}.pdf")
        write_monthly_report(session, month, current().language, path, Bar())
    tell(_("Written: %(path)s") % {"path": path})


def _write_list(options: argparse.Namespace) -> None:
    """Write the customers of a view with its columns and order."""
    from smallcrm.services.printing import print_list

    with opened(options) as session:
        query = customer_query(session, options.view)
        usual = tuple(column.key for column in query.columns if column.shown)
        keys = shown_keys(session, options.view, usual)
        title = _(VIEWS[options.view][0]) if options.view in VIEWS else options.view
        words = "" if options.view in VIEWS else filter_words(query.filter)
        path = Path(options.output or "list.pdf")
        print_list(session, ShownList(title, query, keys, words), path, current(), Bar())
    tell(_("Written: %(path)s") % {"path": path})
