"""The figures of the monthly customer report, from a few queries over the data file.

States (how many customers, how complete, of which level) are those of the period's last day, as
they were known then. What has a date of its own (orders, receipts, interactions, deals) is told by
that date. With an owner, all is about the customers of that owner.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import Translator, _, translator
from smallcrm.core.progress import Progress
from smallcrm.reports.monthly import (
    KeyFigures,
    MonthlyReport,
    NewCustomer,
    SourceFigure,
    Trend,
    render,
)
from smallcrm.reports.style import A4
from smallcrm.services import reporting_money as money_part
from smallcrm.services import reporting_work as work
from smallcrm.services.demo import has_demo
from smallcrm.services.demo_words import load_words
from smallcrm.services.reporting_attention import Attentions
from smallcrm.services.reporting_deals import Moves, Pipeline
from smallcrm.services.reporting_money import Money
from smallcrm.services.reporting_scope import (
    SLEEPING_DAYS,
    TERM_DAYS,
    Scope,
    find_staff,
    uncollected,
)
from smallcrm.services.reporting_states import Known, Past, load_customers, load_past
from smallcrm.storage.session import Session

NOTHING = Trend(None)
NO_FIGURES = KeyFigures(NOTHING, NOTHING, NOTHING, NOTHING, 0, NOTHING, NOTHING)


def write_monthly_report(
    session: Session,
    month: Month,
    language: str,
    path: Path,
    progress: Progress | None = None,
    *,
    owner: str = "",
    size: tuple[float, float] = A4,
    grey: bool = False,
) -> None:
    """Write the report of a month as PDF in a language, on paper of `size` points.

    Raises UserError for a month to come or an unknown owner, StorageError, Cancelled.
    """
    texts = translator(language)
    report = monthly_report(session, month, texts, owner, progress)
    render(report, path, texts, progress, size=size, grey=grey)


def monthly_report(
    session: Session,
    month: Month,
    translator: Translator,
    owner: str = "",
    progress: Progress | None = None,
) -> MonthlyReport:
    """Everything that the report of a month prints, of all customers or those of one owner.

    A month that is not over is told up to now. UserError for a month to come or an unknown owner.
    """
    now = session.clock.now()
    if month.first > now.date():
        raise UserError(_("%(month)s has not begun yet.") % {"month": month})
    scope = Scope.of(month, now, find_staff(owner))
    head = MonthlyReport(
        company=company_name(session, translator),
        period=scope.period,
        made_at=now,
        data_until=scope.data_until,
        figures=NO_FIGURES,
        scope=translator.gettext("Customers of %(owner)s") % {"owner": owner} if owner else "",
        currency=session.settings.get("currency"),
        sleeping_days=SLEEPING_DAYS,
        term_days=TERM_DAYS,
    )
    with uncollected():
        return _filled_in(head, session, scope, translator, progress or Progress())


def _filled_in(
    report: MonthlyReport,
    session: Session,
    scope: Scope,
    translator: Translator,
    progress: Progress,
) -> MonthlyReport:
    past = load_past(session, scope)
    progress.check()
    known = load_customers(scope, past)
    progress.check()
    money = money_part.load_money(scope)
    progress.check()
    pipeline = Pipeline(scope, known, translator)
    report = replace(report, figures=_figures(scope, known, past, money, pipeline))
    progress.check()
    report = _with_sales(report, scope, known, money, pipeline, translator)
    return _with_work(report, scope, known, money, pipeline)


def _with_sales(
    report: MonthlyReport,
    scope: Scope,
    known: dict[int, Known],
    money: Money,
    pipeline: Pipeline,
    translator: Translator,
) -> MonthlyReport:
    new = [one for one in known.values() if scope.month.first <= one.created <= scope.as_of]
    new.sort(key=lambda one: (one.created, one.id))
    moves = pipeline.moves()
    return replace(
        report,
        months=money_part.by_month(scope, money),
        stages=pipeline.figures(),
        new_before=sum(1 for one in known.values() if one.created in scope.month.previous()),
        new_customers=tuple(
            NewCustomer(one.name, one.created, one.level, one.source, one.city, one.owner)
            for one in new
        ),
        won=moves.won,
        lost=moves.lost,
        moved=moves.moved,
        orders=money_part.list_orders(scope, money, known, translator),
        receipts=money_part.list_receipts(scope, known),
        best=money_part.best_customers(money, known),
        sources=_sources(scope, known, new, moves, money),
    )


def _with_work(
    report: MonthlyReport, scope: Scope, known: dict[int, Known], money: Money, pipeline: Pipeline
) -> MonthlyReport:
    plans = work.load_plans(scope, known)
    gaps = work.cadence_gaps(scope, known)
    terms = work.terms_ending(scope, known, plans)
    due = money_part.money_due(scope, money, known)
    attention = Attentions(scope, known, money)
    attention.money_overdue(due)
    attention.no_contact(gaps)
    attention.terms(terms)
    attention.stuck(pipeline.stuck(plans.deals))
    attention.late(plans)
    attention.nothing_planned(plans)
    return replace(
        report,
        a_level=sum(1 for one in known.values() if one.level == "A" and one.has_rhythm),
        attention=attention.ranked(),
        contacts=work.contacts_by_staff(scope),
        cadence_gaps=tuple(gap for _customer, gap in gaps),
        follow_ups=work.follow_ups_by_staff(scope, plans),
        late_follow_ups=tuple(one for _customer, one in plans.late),
        money_due=tuple(one for _customer, one in due),
        sleeping=work.sleeping(scope, money, known),
        terms=tuple(term for _customer, term in terms),
    )


def company_name(session: Session, translator: Translator) -> str:
    """The company's name from the settings; demonstration data is marked as such."""
    name = session.settings.get("company_name")
    if not has_demo(session):
        return name
    name = name or load_words(translator.language).company
    return translator.gettext("Demonstration data · %(company)s") % {"company": name}


def _figures(
    scope: Scope, known: dict[int, Known], past: Past, money: Money, pipeline: Pipeline
) -> KeyFigures:
    customers = past.customers
    if customers.now is None:
        # The file is younger than the period: all that is told of it is when customers came.
        there = sum(1 for one in known.values() if one.created <= scope.as_of)
        customers = replace(customers, now=there)
    receipts = [one.receipts for one in money_part.by_month(scope, money)]
    return KeyFigures(
        customers=customers,
        interactions=work.contacts_by_month(scope),
        on_time=work.on_time_by_month(scope),
        pipeline=pipeline.trend(),
        weighted=pipeline.weighted(),
        receipts=Trend(receipts[-1], receipts[-2], tuple(receipts)),
        completeness=past.completeness,
    )


def _sources(
    scope: Scope, known: dict[int, Known], new: Sequence[Known], moves: Moves, money: Money
) -> tuple[SourceFigure, ...]:
    """New customers, won deals and orders of the period by where the customer came from."""
    came = Counter(one.source for one in new)
    won = Counter(known[customer].source for customer in moves.won_customers)
    amounts: Counter[str] = Counter()
    for customer, amount in money.amounts.values():
        amounts[known[customer].source] += amount
    found = [
        SourceFigure(source, came[source], won[source], amounts[source])
        for source in {*came, *won, *amounts}
    ]
    return tuple(sorted(found, key=lambda one: (-one.amount, -one.new, one.source)))
