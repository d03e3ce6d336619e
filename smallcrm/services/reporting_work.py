"""The work done: contacts made, follow-ups kept and missed, terms that end."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from peewee import JOIN, Expression, fn

from smallcrm.models import FollowUp, Interaction, Product, Staff, Term
from smallcrm.reports.monthly import (
    CadenceGap,
    ContactCount,
    FollowUpCount,
    LateFollowUp,
    Period,
    PlanFigure,
    Sleeping,
    TermEnding,
    Trend,
)
from smallcrm.services.reporting_money import Money
from smallcrm.services.reporting_scope import (
    SLEEPING_DAYS,
    TERM_DAYS,
    Scope,
    count_if,
    day_of,
    fetch,
    until,
    within,
)
from smallcrm.services.reporting_states import Known, as_trend


@dataclass(frozen=True, slots=True)
class Plans:
    """Follow-ups open at the period's end: of which customers and deals, and the overdue ones."""

    customers: frozenset[int]
    deals: frozenset[int]
    late: tuple[tuple[int, LateFollowUp], ...]


def contacts_by_month(scope: Scope) -> Trend:
    """How many contacts were made in each of the twelve months; notes are none."""
    # By the day's text, not by its index: most of the records are wanted, so reading them in
    # their own order is quicker.
    day = day_of(Interaction.at)
    since = min(scope.months[0].first, scope.year_ago.first, scope.previous.first)
    query = Interaction.select(day, fn.COUNT(Interaction.id)).where(
        (Interaction.kind != "note") & day.between(since.isoformat(), scope.last)
    )
    counts = fetch(scope.only_own(query, Interaction.customer).group_by(day))
    by_month: Counter[str] = Counter()
    for day, count in counts:
        by_month[day[:7]] += count
    told = [
        sum(count for day, count in counts if days.first.isoformat() <= day <= str(days.last))
        for days in (scope.counted, scope.previous, scope.year_ago)
    ]
    return as_trend([by_month[str(month)] for month in scope.months], told)


def contacts_by_customer(scope: Scope) -> dict[int, int]:
    """How many contacts each customer had in the period."""
    query = Interaction.select(Interaction.customer, fn.COUNT(Interaction.id)).where(
        (Interaction.kind != "note") & within(Interaction.at, scope.counted)
    )
    query = scope.only_own(query, Interaction.customer).group_by(Interaction.customer)
    return dict(fetch(query))


def plan_figures(
    scope: Scope,
    known: dict[int, Known],
    made: dict[int, int],
    cadence: dict[str, int],
    name_of: Callable[[Known], str],
) -> tuple[PlanFigure, ...]:
    """Contacts that the rhythm of the levels asks for, and those made, by level or owner.

    A customer is to be contacted as often as its rhythm fits into the days it was there.
    """
    sums: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
    first, end = scope.period.first, scope.as_of
    for one in known.values():
        every = cadence.get(one.level)
        if not every or not one.has_rhythm:
            continue
        counts, done = sums[name_of(one)], made.get(one.id, 0)
        counts[0] += 1
        counts[1] += ((end - max(first, one.created)).days + 1) / every
        counts[2] += done
        counts[3] += done > 0
    return tuple(
        PlanFigure(name, int(n), planned, int(done), int(reached))
        for name, (n, planned, done, reached) in sorted(sums.items())
    )


def contacts_by_staff(scope: Scope) -> tuple[ContactCount, ...]:
    """Contacts of the period by person and kind."""
    query = Interaction.select(
        Staff.name,
        Interaction.kind,
        fn.COUNT(Interaction.id),
        fn.COALESCE(fn.SUM(Interaction.minutes), 0),
    ).join(Staff, JOIN.LEFT_OUTER, on=(Interaction.staff == Staff.id))
    query = scope.only_own(query, Interaction.customer).where(
        (Interaction.kind != "note") & within(Interaction.at, scope.counted)
    )
    query = query.group_by(Interaction.staff, Interaction.kind)
    found = [ContactCount(staff or "", *rest) for staff, *rest in fetch(query)]
    return tuple(sorted(found, key=lambda one: (one.staff, one.kind)))


def _is_due(scope: Scope) -> Expression:
    """Follow-ups that count as due up to the period's end: what is due today may still be done."""
    closed_in_time = until(FollowUp.closed, scope.last)
    due = FollowUp.due <= scope.last
    return due if scope.is_over else due & ((FollowUp.due < scope.last) | closed_in_time)


def on_time_by_month(scope: Scope) -> Trend:
    """The share, in percent, of the follow-ups due in each month that were done by their day.

    Those dropped within the month do not count. None where none was due.
    """
    since = min(scope.months[0].first, scope.year_ago.first, scope.previous.first)
    closed = day_of(FollowUp.closed)
    query = FollowUp.select(FollowUp.due, FollowUp.state, closed, fn.COUNT(FollowUp.id)).where(
        (FollowUp.due >= since.isoformat()) & _is_due(scope)
    )
    query = scope.only_own(query, FollowUp.customer)
    rows = fetch(query.group_by(FollowUp.due, FollowUp.state, closed))

    def share(days: Period) -> float | None:
        first, last = days.first.isoformat(), days.last.isoformat()
        kept = every = 0
        for due, state, done, count in rows:
            if first <= due <= last and not (state == "dropped" and done <= last):
                every += count
                kept += count if state == "done" and done <= due else 0
        return 100 * kept / every if every else None

    months = [Period(month.first, month.last) for month in scope.months]
    told = [share(days) for days in (scope.counted, scope.previous, scope.year_ago)]
    return as_trend([share(days) for days in months], told)


def follow_ups_by_staff(scope: Scope, plans: Plans) -> tuple[FollowUpCount, ...]:
    """What became of the follow-ups due in the period, by person."""
    closed = until(FollowUp.closed, scope.last)  # NULL where it is open
    in_time = (FollowUp.state == "done") & (day_of(FollowUp.closed) <= FollowUp.due)
    late = (FollowUp.state == "done") & (day_of(FollowUp.closed) > FollowUp.due) & closed
    missed = FollowUp.closed.is_null() | ~closed
    dropped = (FollowUp.state == "dropped") & closed
    query = FollowUp.select(
        Staff.name, count_if(in_time), count_if(late), count_if(missed & ~in_time)
    ).join(Staff, JOIN.LEFT_OUTER, on=(FollowUp.staff == Staff.id))
    query = scope.only_own(query, FollowUp.customer).where(
        (FollowUp.due >= scope.first) & _is_due(scope) & ~dropped
    )
    rows = fetch(query.group_by(FollowUp.staff))
    counts = {staff or "": numbers for staff, *numbers in rows}
    overdue = Counter(one.staff for _customer, one in plans.late)
    found = []
    for staff in sorted({*counts, *overdue}):
        kept, later, never = counts.get(staff, (0, 0, 0))
        found.append(FollowUpCount(staff, kept, later, never, overdue[staff]))
    return tuple(found)


def load_plans(scope: Scope, known: dict[int, Known]) -> Plans:
    """The follow-ups that were open at the period's end."""
    is_open = FollowUp.closed.is_null() | (FollowUp.closed > f"{scope.last} 99")
    query = (
        FollowUp.select(FollowUp.customer, FollowUp.deal, FollowUp.title, FollowUp.due, Staff.name)
        .join(Staff, JOIN.LEFT_OUTER, on=(FollowUp.staff == Staff.id))
        .where(is_open & until(FollowUp.created, scope.last))
        .order_by(FollowUp.due, FollowUp.id)
    )
    rows = fetch(scope.only_own(query, FollowUp.customer))
    last = scope.last
    late = (
        (customer, LateFollowUp(known[customer].name, title, date.fromisoformat(due), staff or ""))
        for customer, _deal, title, due, staff in rows
        if due < last and customer in known
    )
    deals = frozenset(deal for _customer, deal, *_rest in rows if deal is not None)
    return Plans(frozenset(row[0] for row in rows), deals, tuple(late))


def cadence_gaps(
    scope: Scope, known: dict[int, Known], cadences: dict[str, int]
) -> list[tuple[int, CadenceGap]]:
    """Customers that waited longer than their level allows, A first, the longest wait first.

    Sleeping and lost customers are told elsewhere.
    """
    found, as_of = [], scope.as_of
    for one in known.values():
        cadence = cadences.get(one.level)
        if not cadence or not one.has_rhythm:
            continue
        days = (as_of - (one.last_contact or one.created)).days
        if days > cadence:
            gap = CadenceGap(one.name, one.level, cadence, one.last_contact, one.owner)
            found.append((one.level, -days, one.name, one.id, gap))
    return [(row[3], row[4]) for row in sorted(found, key=lambda row: row[:4])]


def sleeping(scope: Scope, money: Money, known: dict[int, Known]) -> tuple[Sleeping, ...]:
    """Customers that had contact or orders and were silent for long, the best buyers first."""
    limit = scope.as_of - timedelta(days=SLEEPING_DAYS)
    found = []
    for one in known.values():
        was_awake = one.last_contact is not None or one.id in money.last_order
        if one.is_cared_for and was_awake and (one.last_contact or date.min) < limit:
            bought = money.bought.get(one.id, 0)
            found.append(Sleeping(one.name, one.last_contact, bought, one.level, one.owner))
    return tuple(
        sorted(found, key=lambda row: (-row.bought, row.last_contact or date.min, row.customer))
    )


def terms_ending(
    scope: Scope, known: dict[int, Known], plans: Plans
) -> list[tuple[int, TermEnding]]:
    """Contracts, warranties and the like that end within thirty days of the period's end."""
    # What ends today has not ended yet; what ended on the last day of the period has.
    first = (scope.as_of + timedelta(days=scope.is_over)).isoformat()
    last = (scope.as_of + timedelta(days=TERM_DAYS)).isoformat()
    query = (
        Term.select(Term.customer, Term.kind, Term.ends, Term.title, Product.name, Term.amount)
        .join(Product, JOIN.LEFT_OUTER, on=(Term.product == Product.id))
        .where((Term.ends >= first) & (Term.ends <= last))
        .order_by(Term.ends, Term.id)
    )
    return [
        (
            customer,
            TermEnding(
                known[customer].name,
                kind,
                date.fromisoformat(ends),
                title or product or "",
                amount,
                customer in plans.customers,
                known[customer].owner,
            ),
        )
        for customer, kind, ends, title, product, amount in fetch(
            scope.only_own(query, Term.customer)
        )
        if customer in known
    ]
