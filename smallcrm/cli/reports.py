"""`report`: make a report as PDF, or as a workbook."""

import argparse
from pathlib import Path

from smallcrm.cli import parser
from smallcrm.cli.output import align, opened, print_lines
from smallcrm.cli.terminal import Bar, tell
from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, current
from smallcrm.reports.label_sheets import ENVELOPE_KEYS, SHEET_KEYS
from smallcrm.services import report_list
from smallcrm.services.report_list import (
    REPORTS,
    ReportKind,
    ReportOptions,
)
from smallcrm.services.report_segments import INDUSTRY, TAG, VIEW

# Option of the command -> what a report must take for it, and what it is when not given.
GIVEN = {
    "month": ((report_list.MONTH, report_list.DAYS), None),
    "first": ((report_list.DAYS,), None),
    "last": ((report_list.DAYS,), None),
    "customer": ((report_list.CUSTOMER, report_list.ONE_CUSTOMER, report_list.CUSTOMERS), None),
    "owner": ((report_list.OWNER,), ""),
    "level": ((report_list.LEVEL,), ""),
    "group": ((report_list.GROUP,), ""),
    "region": ((report_list.REGION,), ""),
    "view": ((report_list.VIEW, report_list.CUSTOMERS, report_list.SEGMENT), "all"),
    "tag": ((report_list.SEGMENT,), ""),
    "industry": ((report_list.SEGMENT,), ""),
    "sections": ((report_list.SECTIONS,), None),
    "labels": ((report_list.LABELS,), SHEET_KEYS[0]),
    "start": ((report_list.LABELS,), 1),
    "envelope": ((report_list.ENVELOPE,), ENVELOPE_KEYS[0]),
    "paper": ((report_list.PAPER,), report_list.A4),
    "grey": ((report_list.PAPER,), False),
}
FLAGS = {"first": "from", "last": "to", "grey": "black-and-white", "start": "first-label"}


def run_report(options: argparse.Namespace) -> None:
    """Write a report, or name the reports there are."""
    if options.list:
        print_lines(align([(kind.key, _(kind.title), _(kind.answers)) for kind in REPORTS]))
        return
    if options.scheduled:
        from smallcrm.cli.scheduled import run_scheduled

        run_scheduled(options)
        return
    if options.kind is None:
        parser.build().error(_("say which report (report --list names them)"))
    kind = report_list.find_report(options.kind)
    _check_options(options, kind)
    with opened(options) as session:
        month = options.month
        if report_list.MONTH in kind.takes:
            month = month or Month.of(session.clock.today())
        path = Path(options.output or _file_name(kind.key, month, options))
        chosen = ReportOptions(
            language=current().language,
            month=month,
            first=options.first,
            last=options.last,
            customer_id=options.customer,
            owner=options.owner,
            level=options.level,
            group=options.group,
            region=options.region,
            view=options.view,
            segment=_segment(options, kind),
            sections=options.sections,
            labels=options.labels,
            start=options.start,
            envelope=options.envelope,
            paper=options.paper,
            grey=options.grey,
        )
        report_list.write_report(session, kind.key, chosen, path, Bar())
    tell(_("Written: %(path)s") % {"path": path})


def _segment(options: argparse.Namespace, kind: ReportKind) -> str:
    """The segment that was named: a view, tag or industry, of which only one can be."""
    if report_list.SEGMENT not in kind.takes:
        return ""
    named = [
        f"{one}:{name}"
        for one, name, usual in (
            (VIEW, options.view, "all"),
            (TAG, options.tag, ""),
            (INDUSTRY, options.industry, ""),
        )
        if name != usual
    ]
    if len(named) > 1:
        raise UserError(_("Say only one of --view, --tag and --industry."))
    return named[0] if named else ""


def _check_options(options: argparse.Namespace, kind: ReportKind) -> None:
    """Refuse what the report would pass over: the paper would not be what was asked for."""
    for name, (takes, usual) in GIVEN.items():
        if getattr(options, name) != usual and not kind.takes.intersection(takes):
            flag = FLAGS.get(name, name)
            words = _("The report %(kind)s takes no --%(option)s.")
            raise UserError(words % {"kind": kind.key, "option": flag})
    if report_list.ONE_CUSTOMER in kind.takes and options.customer is None:
        raise UserError(_("Say of which customer: --customer ID."))


def _file_name(key: str, month: Month | None, options: argparse.Namespace) -> str:
    days = [day for day in (options.first, options.last) if day]
    if days:
        return "-".join([key, *map(str, days)]) + ".pdf"
    return f"{key}-{month}.pdf" if month else f"{key}.pdf"
