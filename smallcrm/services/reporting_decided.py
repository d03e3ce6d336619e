"""What was decided over reports, as it is printed."""

from datetime import date

from smallcrm.reports.monthly import DecisionLine, Period
from smallcrm.services.decisions import DecisionRecord, list_decisions, list_decisions_before
from smallcrm.storage.session import Session


def decided_in(session: Session, period: Period) -> tuple[DecisionLine, ...]:
    """What was decided over the report of a period, as it is printed."""
    return tuple(_line(one, None) for one in list_decisions(session, period.first, period.last))


def decided_before(period: Period, as_of: date) -> tuple[DecisionLine, ...]:
    """What was decided over the reports before, as it stood on the evening of `as_of`.

    That of the last report, and what was older and still open when the period began.
    """
    records = list_decisions_before(period.first, period.last)
    newest = max((one.period[1] for one in records), default="")
    first = period.first.isoformat()
    return tuple(
        _line(one, as_of)
        for one in records
        if one.period[1] == newest or one.state == "open" or one.closed[:10] >= first
    )


def _line(one: DecisionRecord, as_of: date | None) -> DecisionLine:
    closed = date.fromisoformat(one.closed[:10]) if one.closed else None
    is_later = as_of is not None and closed is not None and closed > as_of
    return DecisionLine(
        one.what,
        one.who,
        date.fromisoformat(one.due[:10]) if one.due else None,
        one.customer,
        "open" if is_later else one.state,
        None if is_later else closed,
        Period(date.fromisoformat(one.period[0]), date.fromisoformat(one.period[1])),
    )
