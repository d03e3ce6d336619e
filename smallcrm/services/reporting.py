"""The figures of the monthly customer report, from a few queries over the data file.

States (how many customers, how complete, of which level) are those of the period's last day, as
they were known then. What has a date of its own (orders, receipts, interactions, deals) is told by
that date. With an owner or a level, all is about the customers that had it on that day.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from smallcrm.core.collector import paused_collector
from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import Translator, _, translator
from smallcrm.core.progress import Progress
from smallcrm.reports.monthly import (
    KeyFigures,
    MonthlyReport,
    NewCustomer,
    Period,
    SourceFigure,
    Trend,
    render,
)
from smallcrm.reports.style import A4
from smallcrm.services import reporting_life, reporting_said
from smallcrm.services import reporting_money as money_part
from smallcrm.services import reporting_work as work
from smallcrm.services.company import company_name, own_company
from smallcrm.services.reminder_rules import load_choices
from smallcrm.services.report_sections import check_sections, chosen_sections
from smallcrm.services.reporting_attention import Attentions
from smallcrm.services.reporting_deals import Moves, Pipeline
from smallcrm.services.reporting_decided import decided_before, decided_in
from smallcrm.services.reporting_money import Money
from smallcrm.services.reporting_scope import SLEEPING_DAYS, TERM_DAYS, Scope
from smallcrm.services.reporting_states import (
    Known,
    Past,
    count_imported,
    load_customers,
    load_past,
)
from smallcrm.services.reporting_whose import narrowed, whose_words
from smallcrm.services.usual import CADENCE
from smallcrm.storage.session import Session

__all__ = ["cadence_days", "company_name", "monthly_report", "write_monthly_report"]

NOTHING = Trend(None)
NO_FIGURES = KeyFigures(NOTHING, NOTHING, NOTHING, NOTHING, 0, NOTHING, NOTHING)
STEPS = 6  # of the figures, as progress tells them


def write_monthly_report(
    session: Session,
    days: Month | Period,
    language: str,
    path: Path,
    progress: Progress | None = None,
    *,
    owner: str = "",
    level: str = "",
    segment: str = "",
    sections: Sequence[str] | None = None,
    size: tuple[float, float] = A4,
    grey: bool = False,
) -> None:
    """Write the report of a month or of any days as PDF, on paper of `size` points, or as .xlsx.

    `sections` are those to print in their order; None is what was chosen in the settings. Raises
    UserError for days to come or names that are not there, StorageError, Cancelled.
    """
    texts = translator(language)
    chosen = chosen_sections(session) if sections is None else check_sections(sections)
    report = monthly_report(session, days, texts, owner, progress, level=level, segment=segment)
    if path.suffix.lower() == ".xlsx":
        from smallcrm.exporters.report_book import write_report_book
        from smallcrm.reports.monthly.book import tabular
        from smallcrm.services.reporting_files import sheets_of

        book = tabular(report, texts, chosen)
        write_report_book(path, sheets_of(book), book.opening.sender.name)
        return
    render(report, path, texts, progress, sections=chosen, size=size, grey=grey)


def monthly_report(
    session: Session,
    days: Month | Period,
    translator: Translator,
    owner: str = "",
    progress: Progress | None = None,
    *,
    level: str = "",
    segment: str = "",
) -> MonthlyReport:
    """Everything that the report of a month, or of any days, prints.

    Of all customers, or those of one owner, level or segment. Days that are not over are told up
    to now. UserError for days to come or for an owner or segment that is not there.
    """
    now = session.clock.now()
    if days.first > now.date():
        told = days if isinstance(days, Month) else days.first
        raise UserError(_("%(month)s has not begun yet.") % {"month": told})
    scope = narrowed(Scope.of(days, now), session, owner, level, segment)
    company = own_company(session, translator)
    head = MonthlyReport(
        company=company.name,
        about=company.about,
        logo=company.logo,
        period=scope.period,
        made_at=now,
        data_until=scope.data_until,
        figures=NO_FIGURES,
        scope=whose_words(owner, level, segment, translator),
        currency=session.settings.get("currency"),
        sleeping_days=SLEEPING_DAYS,
        term_days=TERM_DAYS,
        decisions=decided_in(session, scope.period),
        earlier=decided_before(scope.period, scope.as_of),
    )
    with paused_collector():
        return _filled_in(head, session, scope, translator, progress or Progress())


def _filled_in(
    report: MonthlyReport,
    session: Session,
    scope: Scope,
    translator: Translator,
    progress: Progress,
) -> MonthlyReport:
    def step(number: int) -> None:
        progress.check()
        progress.report(number, STEPS, _("Figures"))

    step(0)
    past = load_past(session, scope)
    step(1)
    known = load_customers(scope, past)
    if not scope.is_all:
        scope = replace(scope, ids=frozenset(known))
    step(2)
    money = money_part.load_money(scope)
    step(3)
    pipeline = Pipeline(scope, known, translator)
    report = replace(report, figures=_figures(scope, known, past, money, pipeline))
    step(4)
    report = _with_sales(report, scope, known, money, pipeline, translator)
    report = _with_life(report, past, known, money)
    step(5)
    report = _with_said(report, scope, known)
    report = _with_work(report, session, scope, known, money, pipeline)
    step(6)
    return report


def _with_sales(
    report: MonthlyReport,
    scope: Scope,
    known: dict[int, Known],
    money: Money,
    pipeline: Pipeline,
    translator: Translator,
) -> MonthlyReport:
    first, last = scope.period.first, scope.as_of
    new = [one for one in known.values() if first <= one.created <= last]
    new.sort(key=lambda one: (one.created, one.id))
    first, last = scope.previous.first, scope.previous.last
    moves = pipeline.moves()
    ill = reporting_said.complaints(scope, known)
    return replace(
        report,
        months=money_part.by_month(scope, money),
        stages=pipeline.figures(),
        new_before=sum(1 for one in known.values() if first <= one.created <= last),
        new_imported=count_imported(scope, new),
        new_customers=tuple(
            NewCustomer(one.name, one.created, one.level, one.source, one.city, one.owner)
            for one in new
        ),
        won=moves.won,
        lost=moves.lost,
        moved=moves.moved,
        forecast=pipeline.forecast(),
        orders=money_part.list_orders(scope, money, known, translator),
        receipts=money_part.list_receipts(scope, known),
        best=money_part.best_customers(money, known),
        fallen=money_part.fallen_customers(money, known),
        complaints=tuple(one for _customer, one in ill),
        sources=_sources(known, new, moves, money, [customer for customer, _one in ill]),
    )


def _with_life(
    report: MonthlyReport, past: Past, known: dict[int, Known], money: Money
) -> MonthlyReport:
    back, dormant, gone = reporting_life.status_changes(past, money, known)
    owners, levels = reporting_life.complete_figures(past)
    return replace(
        report,
        levels=reporting_life.level_figures(past, money, known),
        won_back=back,
        dormant=dormant,
        gone=gone,
        has_past=past.before is not None,
        complete_owners=owners,
        complete_levels=levels,
    )


def _with_said(report: MonthlyReport, scope: Scope, known: dict[int, Known]) -> MonthlyReport:
    spoken = reporting_said.heard(scope, known)
    return replace(
        report,
        ratings=reporting_said.ratings(scope),
        heard=spoken,
        wishes=reporting_said.wishes(scope, known),
        competitors=reporting_said.competitors(report.lost, spoken),
    )


def _with_work(
    report: MonthlyReport,
    session: Session,
    scope: Scope,
    known: dict[int, Known],
    money: Money,
    pipeline: Pipeline,
) -> MonthlyReport:
    cadence = cadence_days(session)
    plans = work.load_plans(scope, known)
    gaps = work.cadence_gaps(scope, known, cadence)
    terms = work.terms_ending(scope, known, plans)
    due = money_part.money_due(scope, money, known)
    made = work.contacts_by_customer(scope)
    attention = Attentions(scope, known, money)
    attention.money_overdue(due)
    attention.no_contact(gaps)
    attention.terms(terms)
    attention.stuck(pipeline.stuck(plans.deals))
    attention.late(plans)
    attention.nothing_planned(plans)
    owed = sum(one.due for _customer, one in due)
    return replace(
        report,
        # What is owed now is the sum of the list: a bill entered late counts in both.
        figures=replace(report.figures, due=_with_now(report.figures.due, owed)),
        a_level=sum(1 for one in known.values() if one.level == "A" and one.has_rhythm),
        attention=attention.ranked(),
        contacts=work.contacts_by_staff(scope),
        plan_levels=work.plan_figures(scope, known, made, cadence, lambda one: one.level),
        plan_owners=work.plan_figures(scope, known, made, cadence, lambda one: one.owner),
        cadence_gaps=tuple(gap for _customer, gap in gaps),
        follow_ups=work.follow_ups_by_staff(scope, plans),
        late_follow_ups=tuple(one for _customer, one in plans.late),
        money_due=tuple(one for _customer, one in due),
        sleeping=work.sleeping(scope, money, known),
        terms=tuple(term for _customer, term in terms),
    )


def _with_now(trend: Trend, now: float) -> Trend:
    return replace(trend, now=now, months=(*trend.months[:-1], now))


def cadence_days(session: Session) -> dict[str, int]:
    """How many days may pass between two contacts, by level: as the reminder rule says."""
    rule = load_choices(session)["cadence"]
    return {level: (rule.days.get(level) if rule.on else 0) or CADENCE[level] for level in CADENCE}


def _figures(
    scope: Scope, known: dict[int, Known], past: Past, money: Money, pipeline: Pipeline
) -> KeyFigures:
    customers = past.customers
    if customers.now is None:
        # The file is younger than the period: all that is told of it is when customers came.
        there = sum(1 for one in known.values() if one.created <= scope.as_of)
        customers = replace(customers, now=there)
    return KeyFigures(
        customers=customers,
        interactions=work.contacts_by_month(scope),
        on_time=work.on_time_by_month(scope),
        pipeline=pipeline.trend(),
        weighted=pipeline.weighted(),
        receipts=money_part.receipt_trend(scope, money),
        completeness=past.completeness,
        orders=money_part.order_trend(scope, money),
        due=past.due,
    )


def _sources(
    known: Mapping[int, Known],
    new: Sequence[Known],
    moves: Moves,
    money: Money,
    complained: Sequence[int],
) -> tuple[SourceFigure, ...]:
    """New customers, won deals, orders and complaints by where the customer came from."""
    came = Counter(one.source for one in new)
    won = Counter(known[customer].source for customer in moves.won_customers)
    ill = Counter(known[customer].source for customer in complained)
    amounts: Counter[str] = Counter()
    for customer, amount in money.amounts.values():
        amounts[known[customer].source] += amount
    found = [
        SourceFigure(source, came[source], won[source], amounts[source], ill[source])
        for source in {*came, *won, *amounts, *ill}
    ]
    return tuple(sorted(found, key=lambda one: (-one.amount, -one.new, one.source)))
