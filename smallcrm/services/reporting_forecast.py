"""The pipeline and the forecast of today, from the open deals."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from peewee import JOIN, fn

from smallcrm.core.dates import Month
from smallcrm.core.i18n import Translator, translator
from smallcrm.core.progress import Progress
from smallcrm.models import Customer, Deal, Staff, Stage, StageHistory
from smallcrm.reports.forecast import (
    ForecastReport,
    MonthSum,
    OwnerSum,
    StageSum,
    StillDeal,
    When,
    tabular,
)
from smallcrm.services.company import own_company
from smallcrm.services.report_list import ReportOptions
from smallcrm.services.reporting_files import write_tabular
from smallcrm.services.reporting_scope import fetch, find_staff
from smallcrm.services.vocabulary import stage_words
from smallcrm.storage.session import Session

MONTHS_AHEAD = 6  # with this one; what is expected after them stands together


class _Open(NamedTuple):
    """A deal as it is stored, with names; `entered` is when it came into its stage."""

    id: int
    title: str
    customer: str
    owner: str
    stage: int
    amount: int
    expected: str | None
    opened: str
    entered: str | None


@dataclass(frozen=True, slots=True)
class _Stages:
    """The open stages in their order."""

    rows: tuple[Stage, ...]

    def weigh(self, deal: _Open) -> int:
        """A deal's amount by the probability of its stage; rounded here, so that sums agree."""
        probability = next(one.probability for one in self.rows if one.id == deal.stage)
        return round(deal.amount * probability / 100)

    def usual_days(self, deal: _Open) -> int | None:
        """How long a deal may stand in its stage."""
        days: int | None = next(one.stale_days for one in self.rows if one.id == deal.stage)
        return days


def write_forecast(
    session: Session, options: ReportOptions, path: Path, progress: Progress
) -> None:
    """Write the report of today, as was chosen, as PDF or to .xlsx as a workbook.

    Raises UserError for an unknown owner, StorageError, Cancelled.
    """
    texts = translator(options.language)
    report = forecast_report(session, texts, options.owner)
    write_tabular(tabular(report, texts), options, path, progress)


def forecast_report(session: Session, translator: Translator, owner: str = "") -> ForecastReport:
    """The open deals of all, or of those an owner has. UserError for an unknown owner."""
    now = session.clock.now()
    today = now.date()
    order = (Stage.position, Stage.id)
    stages = _Stages(tuple(Stage.select().where(Stage.kind == "open").order_by(*order)))
    deals = _load_deals(find_staff(owner))
    names = {one.id: stage_words(one.key, one.name, translator) for one in stages.rows}
    still = [deal for deal in deals if _stands_still(deal, stages, today)]
    return ForecastReport(
        stages=_by_stage(deals, stages, names),
        months=_by_month(deals, stages, today),
        owners=_by_owner(deals, stages, still),
        still=tuple(
            StillDeal(
                deal.title,
                deal.customer,
                deal.owner,
                names[deal.stage],
                _days_in_stage(deal, today),
                date.fromisoformat(deal.expected[:10]) if deal.expected else None,
                deal.amount,
            )
            for deal in sorted(still, key=lambda one: (-_days_in_stage(one, today), one.id))
        ),
        as_of=today,
        made_at=now,
        owner=owner,
        company=own_company(session, translator),
        currency=session.settings.get("currency"),
    )


def _load_deals(owner: int | None) -> list[_Open]:
    entered = StageHistory.select(fn.MAX(StageHistory.entered)).where(
        (StageHistory.deal == Deal.id) & (StageHistory.stage == Deal.stage)
    )
    whose = fn.COALESCE(Deal.owner, Customer.owner)
    query = (
        Deal.select(
            Deal.id,
            Deal.title,
            Customer.name,
            fn.COALESCE(Staff.name, ""),
            Deal.stage,
            Deal.amount,
            Deal.expected_close,
            Deal.opened,
            entered,
        )
        .join(Customer)
        .switch(Deal)
        .join(Stage)
        .switch(Deal)
        .join(Staff, JOIN.LEFT_OUTER, on=(whose == Staff.id))
        .where(Stage.kind == "open")
        .order_by(Deal.id)
    )
    if owner is not None:
        query = query.where(whose == owner)
    return [_Open(*row) for row in fetch(query)]


def _days_in_stage(deal: _Open, today: date) -> int:
    return (today - date.fromisoformat((deal.entered or deal.opened)[:10])).days


def _stands_still(deal: _Open, stages: _Stages, today: date) -> bool:
    usual = stages.usual_days(deal)
    if usual is not None and _days_in_stage(deal, today) > usual:
        return True
    return deal.expected is not None and deal.expected[:10] < today.isoformat()


def _sums(deals: Sequence[_Open], stages: _Stages) -> tuple[int, int, int]:
    """How many deals, their amount, and that weighted."""
    return len(deals), sum(deal.amount for deal in deals), sum(map(stages.weigh, deals))


def _by_stage(
    deals: Sequence[_Open], stages: _Stages, names: dict[int, str]
) -> tuple[StageSum, ...]:
    standing: dict[int, list[_Open]] = defaultdict(list)
    for deal in deals:
        standing[deal.stage].append(deal)
    return tuple(
        StageSum(names[one.id], one.probability, *_sums(standing[one.id], stages))
        for one in stages.rows
    )


def _by_month(deals: Sequence[_Open], stages: _Stages, today: date) -> tuple[MonthSum, ...]:
    """What should have come in by now, each month, what comes after those, what has no day."""
    this = Month.of(today)
    shown = [this.plus(place) for place in range(MONTHS_AHEAD)]
    parts: dict[Month | When, list[_Open]] = {"late": [], "later": [], "no date": []}
    parts.update({month: [] for month in shown})
    for deal in deals:
        parts[_expected_in(deal, today, shown[-1])].append(deal)
    return (
        MonthSum(None, *_sums(parts["late"], stages), "late"),
        *(MonthSum(month, *_sums(parts[month], stages)) for month in shown),
        MonthSum(None, *_sums(parts["later"], stages), "later"),
        MonthSum(None, *_sums(parts["no date"], stages), "no date"),
    )


def _expected_in(deal: _Open, today: date, last: Month) -> Month | When:
    if deal.expected is None:
        return "no date"
    day = date.fromisoformat(deal.expected[:10])
    if day < today:
        return "late"
    return "later" if day > last.last else Month.of(day)


def _by_owner(
    deals: Sequence[_Open], stages: _Stages, still: Sequence[_Open]
) -> tuple[OwnerSum, ...]:
    theirs: dict[str, list[_Open]] = defaultdict(list)
    for deal in deals:
        theirs[deal.owner].append(deal)
    stuck = {deal.id for deal in still}
    found = [
        OwnerSum(owner, *_sums(own, stages), sum(1 for deal in own if deal.id in stuck))
        for owner, own in theirs.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.amount, one.owner)))
