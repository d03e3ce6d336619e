"""`report`: make a report as PDF."""

import argparse
from pathlib import Path

from smallcrm.cli import parser
from smallcrm.cli.output import align, opened, print_lines
from smallcrm.cli.terminal import Bar, tell
from smallcrm.core.dates import Month
from smallcrm.core.i18n import N_, _, current

# What each report is called, by the name that the command takes.
REPORTS = {"monthly": N_("Monthly customer report")}


def run_report(options: argparse.Namespace) -> None:
    """Write a report, or name the reports there are."""
    if options.list:
        print_lines(align([(name, _(title)) for name, title in REPORTS.items()]))
        return
    if options.kind is None:
        parser.build().error(_("say which report (report --list names them)"))
    from smallcrm.services.reporting import write_monthly_report  # with its PDF library: slow

    with opened(options) as session:
        month = options.month or Month.of(session.clock.today())
        path = Path(options.output or f"{options.kind}-{month}.pdf")
        write_monthly_report(session, month, current().language, path, Bar())
    tell(_("Written: %(path)s") % {"path": path})
