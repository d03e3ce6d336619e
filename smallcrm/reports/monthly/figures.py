"""What the monthly customer report prints: plain figures and lists, made elsewhere.

Money is in minor units, percentages run from 0 to 100. Names of customers, staff, sources and
stages are printed as they are; kinds of interactions and terms are codes (see `reports.texts`).
Every list is complete and in the order to print; the report decides how much of it the body shows.
A figure that cannot be told (no follow-up was due, say) is None.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from smallcrm.core.dates.calendar import Month

ReasonKind = Literal[
    "money_overdue",
    "no_contact",
    "term_ending",
    "deal_stuck",
    "follow_up_late",
    "no_next_step",
    "note",
]


@dataclass(frozen=True, slots=True)
class Period:
    """The days reported, both included."""

    first: date
    last: date

    @property
    def month(self) -> Month | None:
        """The month, when the period is exactly one."""
        month = Month.of(self.first)
        return month if (month.first, month.last) == (self.first, self.last) else None


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure, the same in the period before, and its last months, oldest first up to now."""

    now: float | None
    before: float | None = None
    months: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The six figures of the first page; of the pipeline also its sum weighted by probability.

    States (customers, pipeline, completeness) are those of the period's end.
    """

    customers: Trend
    interactions: Trend
    on_time: Trend
    pipeline: Trend
    weighted: int
    receipts: Trend
    completeness: Trend


@dataclass(frozen=True, slots=True)
class MonthMoney:
    """Orders and receipts of one month, with a target for receipts where there is one."""

    month: Month
    orders: int
    receipts: int
    target: int | None = None


@dataclass(frozen=True, slots=True)
class StageFigure:
    """The deals standing in one open stage at the period's end."""

    name: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a customer needs attention; `days` overdue, since or until, `what` names the thing."""

    kind: ReasonKind
    days: int = 0
    amount: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True)
class Attention:
    """A customer that needs attention, the most pressing first; `bought` in twelve months."""

    customer: str
    level: str
    bought: int
    last_contact: date | None
    owner: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer entered in the period."""

    name: str
    created: date
    level: str = ""
    source: str = ""
    city: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class ContactCount:
    """How many interactions of one kind one person had in the period, and how long they took."""

    staff: str
    kind: str
    count: int
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class FollowUpCount:
    """What became of one person's follow-ups due in the period.

    Done by the due date, done later, not done by the period's end (missed), and all that are open
    and overdue at the period's end, whenever they were due.
    """

    staff: str
    in_time: int
    late: int
    missed: int
    open_overdue: int


@dataclass(frozen=True, slots=True)
class LateFollowUp:
    """A follow-up open and overdue at the period's end."""

    customer: str
    title: str
    due: date
    staff: str = ""


@dataclass(frozen=True, slots=True)
class CadenceGap:
    """A customer not contacted for longer than its level asks for."""

    customer: str
    level: str
    cadence: int
    last_contact: date | None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class DealMove:
    """A deal won, lost or moved in the period; `stage` is where it went or, when lost, stood."""

    day: date
    title: str
    customer: str
    amount: int
    owner: str = ""
    stage: str = ""
    stage_before: str = ""
    reason: str = ""
    competitor: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the period."""

    day: date
    customer: str
    amount: int
    number: str = ""
    what: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money received in the period."""

    day: date
    customer: str
    amount: int
    method: str = ""
    order: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class MoneyDue:
    """What one customer owes at the period's end, how much of it is overdue, and since when."""

    customer: str
    due: int
    overdue: int = 0
    since: date | None = None
    level: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class BestCustomer:
    """What a customer bought in the twelve months up to the period's end, and in those before."""

    customer: str
    amount: int
    before: int = 0
    level: str = ""
    last_order: date | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Sleeping:
    """A customer without contact for longer than `MonthlyReport.sleeping_days`."""

    customer: str
    last_contact: date | None
    bought: int = 0
    level: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class SourceFigure:
    """Where customers came from: new ones, deals won, and orders of the period."""

    source: str
    new: int
    won: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class TermEnding:
    """A contract, warranty or the like that ends soon; `planned` when a follow-up is open."""

    customer: str
    kind: str
    ends: date
    what: str = ""
    amount: int | None = None
    planned: bool = False
    owner: str = ""


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """Everything the monthly customer report prints.

    `scope` says whose customers are counted ("" for all). `data_until` is the moment the figures
    stand for. `months` are twelve, oldest first. `a_level` counts the customers of level A.
    """

    company: str
    period: Period
    made_at: datetime
    data_until: datetime
    figures: KeyFigures
    scope: str = ""
    currency: str = "CNY"
    sleeping_days: int = 60
    term_days: int = 30
    a_level: int = 0
    new_before: int = 0
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

    @property
    def as_of(self) -> date:
        """The day that "overdue" and "days ago" are counted from."""
        return min(self.period.last, self.data_until.date())
