"""`report --scheduled`: last month's reports into their folder, as the window makes them."""

import argparse

from smallcrm.cli.output import opened
from smallcrm.cli.terminal import Bar, tell
from smallcrm.core.dates import Month, month_words
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, current
from smallcrm.services.report_schedule import find_due, make_reports


def run_scheduled(options: argparse.Namespace) -> None:
    """Make what is due, or the reports of the month that is named; UserError for failures."""
    language = current().language
    with opened(options) as session:
        month = options.month or find_due(session, asked=True)
        if month is None:
            last = Month.of(session.clock.today()).previous()
            words = _("Nothing is due: the reports of %(month)s were made, or nothing is known.")
            tell(words % {"month": month_words(last.year, last.month, language)})
            return
        made = make_reports(session, month, language, Bar())
    for path in made.paths:
        tell(_("Written: %(path)s") % {"path": path})
    if made.failures:
        words = _("%(report)s could not be made: %(why)s")
        raise UserError(
            "\n".join(words % {"report": title, "why": why} for title, why in made.failures)
        )
