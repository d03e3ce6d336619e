"""What the monthly customer report prints: plain figures and lists, made elsewhere.

Money is in minor units, percentages run from 0 to 100. Names of customers, staff, sources and
stages are printed as they are; kinds of interactions and terms are codes (see `reports.texts`).
Every list is complete and in the order to print; the report decides how much of it the body shows.
A figure that cannot be told (no follow-up was due, say) is None.
"""

from dataclasses import dataclass
from datetime import date, datetime

from smallcrm.reports.monthly.lines import (
    Attention,
    BestCustomer,
    CadenceGap,
    CompetitorFigure,
    Complaint,
    CompleteFigure,
    ContactCount,
    DealMove,
    DecisionLine,
    FollowUpCount,
    ForecastMonth,
    Heard,
    LateFollowUp,
    LevelFigure,
    MoneyDue,
    MonthMoney,
    NewCustomer,
    Order,
    Period,
    PlanFigure,
    RatingFigure,
    Receipt,
    Sleeping,
    SourceFigure,
    StageFigure,
    StatusChange,
    TermEnding,
)


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure, the same in the period before, and its last months, oldest first up to now.

    `year` is the same in the same period of the year before.
    """

    now: float | None
    before: float | None = None
    months: tuple[float | None, ...] = ()
    year: float | None = None


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The eight figures of the first page; of the pipeline also its sum weighted by probability.

    States (customers, pipeline, money due, completeness) are those of the period's end.
    """

    customers: Trend
    interactions: Trend
    on_time: Trend
    pipeline: Trend
    weighted: int
    receipts: Trend
    completeness: Trend
    orders: Trend = Trend(None)
    due: Trend = Trend(None)


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """Everything the monthly customer report prints.

    `about` are the company's address and phone, `logo` its picture. `scope` says whose customers
    are counted ("" for all). `data_until` is the moment the figures stand for. `months` are
    twelve, oldest first. `a_level` counts the customers of level A; `has_past` tells whether
    anything is known of the end of the period before.
    """

    company: str
    period: Period
    made_at: datetime
    data_until: datetime
    figures: KeyFigures
    scope: str = ""
    about: str = ""
    logo: bytes = b""
    currency: str = "CNY"
    sleeping_days: int = 60
    term_days: int = 30
    a_level: int = 0
    new_before: int = 0
    new_imported: int = 0
    months: tuple[MonthMoney, ...] = ()
    stages: tuple[StageFigure, ...] = ()
    attention: tuple[Attention, ...] = ()
    new_customers: tuple[NewCustomer, ...] = ()
    contacts: tuple[ContactCount, ...] = ()
    cadence_gaps: tuple[CadenceGap, ...] = ()
    follow_ups: tuple[FollowUpCount, ...] = ()
    late_follow_ups: tuple[LateFollowUp, ...] = ()
    won: tuple[DealMove, ...] = ()
    lost: tuple[DealMove, ...] = ()
    moved: tuple[DealMove, ...] = ()
    orders: tuple[Order, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    money_due: tuple[MoneyDue, ...] = ()
    best: tuple[BestCustomer, ...] = ()
    sleeping: tuple[Sleeping, ...] = ()
    sources: tuple[SourceFigure, ...] = ()
    terms: tuple[TermEnding, ...] = ()
    levels: tuple[LevelFigure, ...] = ()
    plan_levels: tuple[PlanFigure, ...] = ()
    plan_owners: tuple[PlanFigure, ...] = ()
    won_back: tuple[StatusChange, ...] = ()
    dormant: tuple[StatusChange, ...] = ()
    gone: tuple[StatusChange, ...] = ()
    has_past: bool = True
    forecast: tuple[ForecastMonth, ...] = ()
    fallen: tuple[BestCustomer, ...] = ()
    ratings: tuple[RatingFigure, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    competitors: tuple[CompetitorFigure, ...] = ()
    heard: tuple[Heard, ...] = ()
    wishes: tuple[Heard, ...] = ()
    complete_owners: tuple[CompleteFigure, ...] = ()
    complete_levels: tuple[CompleteFigure, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    earlier: tuple[DecisionLine, ...] = ()

    @property
    def as_of(self) -> date:
        """The day that "overdue" and "days ago" are counted from."""
        return min(self.period.last, self.data_until.date())
