"""`decide`: what was decided over a month's report, and what became of it."""

import argparse
from dataclasses import asdict
from datetime import date
from typing import Any

from smallcrm.cli.output import align, opened, print_json, print_lines
from smallcrm.core.dates import Month, parse_when
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services.customers import find_customer
from smallcrm.services.decisions import (
    DecisionRecord,
    close_decision,
    list_decisions,
    list_open_decisions,
    save_decisions,
)
from smallcrm.storage.session import Session


def run_decide(options: argparse.Namespace) -> None:
    """Add a decision, close one, or list those of a month and all that are open."""
    with opened(options) as session:
        month = options.month or Month.of(session.clock.today())
        first, last = options.first or month.first, options.last or month.last
        for decision_id, state in ((options.done, "done"), (options.dropped, "dropped")):
            if decision_id is not None:
                close_decision(session, decision_id, state)
        if options.what:
            before = list_decisions(session, first, last)
            save_decisions(session, first, last, [*before, _read(session, options)])
        found = list_decisions(session, first, last)
        ids = {one.id for one in found}
        found += [one for one in list_open_decisions(session) if one.id not in ids]
    if options.json:
        print_json({"decisions": [_values(one) for one in found]})
    elif found:
        print_lines(align([_line(one) for one in found]))
    else:
        print_lines([_("Nothing was decided.")])


def _read(session: Session, options: argparse.Namespace) -> DecisionRecord:
    due = ""
    if options.by:
        when = parse_when(options.by, session.clock.now())
        if when is None or when.rest:
            raise UserError(_("not a date: %(text)s") % {"text": options.by})
        due = when.date.isoformat()
    customer = find_customer(session, options.customer) if options.customer else None
    return DecisionRecord(options.what, options.who, due, customer)


def _values(one: DecisionRecord) -> dict[str, Any]:
    return {key: list(value) if key == "period" else value for key, value in asdict(one).items()}


def _line(one: DecisionRecord) -> tuple[str, ...]:
    states = {"open": _("Open"), "done": _("Done"), "dropped": _("Given up")}
    month = str(Month.of(date.fromisoformat(one.period[0])))
    return (str(one.id), month, one.what, one.who, one.due, one.customer, states[one.state])
