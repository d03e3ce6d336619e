"""The lines of the monthly report's lists and tables.

Money is in minor units, percentages run from 0 to 100. Names of customers, staff, sources and
stages are printed as they are; kinds of interactions and terms are codes (see `reports.texts`).
Lines of which there may be tens of thousands are tuples: they are made in half the time.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

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


class MoneyDue(NamedTuple):
    """What one customer owes at the period's end, how much of it is overdue, and since when."""

    customer: str
    due: int
    overdue: int = 0
    since: date | None = None
    level: str = ""
    owner: str = ""


class BestCustomer(NamedTuple):
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
    complaints: int = 0


@dataclass(frozen=True, slots=True)
class LevelFigure:
    """The customers of one level ("" without one), at the period's end and before.

    `active` are those of them that buy; `revenue` is what the level ordered in the period. What is
    of the period before and of the same a year ago is None where the file was not there yet.
    """

    level: str
    customers: int
    before: int | None = None
    year: int | None = None
    active: int = 0
    active_before: int | None = None
    active_year: int | None = None
    revenue: int = 0
    revenue_before: int = 0
    revenue_year: int = 0


@dataclass(frozen=True, slots=True)
class PlanFigure:
    """Contacts planned by the rhythm of the levels and made, of one level or owner.

    `customers` are those with a rhythm, `reached` those of them that were contacted.
    """

    name: str
    customers: int
    planned: float
    made: int
    reached: int


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A customer that stands elsewhere in its life than at the end of the period before."""

    customer: str
    before: str
    now: str
    level: str = ""
    owner: str = ""
    last_contact: date | None = None
    bought: int = 0


@dataclass(frozen=True, slots=True)
class ForecastMonth:
    """Open deals expected to close in a month; None without a date. `late`: it is over."""

    month: Month | None
    count: int
    amount: int
    weighted: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class RatingFigure:
    """How often each rating from 1 to 5 was given ("contact" or "feedback"), and the mean before.

    `counts` begins with rating 1.
    """

    kind: str
    counts: tuple[int, int, int, int, int]
    before: float | None = None
    year: float | None = None

    @property
    def count(self) -> int:
        """How many ratings there are."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean rating; None without any."""
        total = sum(rating * count for rating, count in enumerate(self.counts, 1))
        return total / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Complaint:
    """A rating of 1 or 2 of us, with what was said."""

    day: date
    customer: str
    rating: int
    text: str = ""
    owner: str = ""
    answered: bool | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a customer said of a competitor, or wishes for."""

    day: date
    customer: str
    text: str
    about: str = ""
    owner: str = ""
    answered: bool = False


@dataclass(frozen=True, slots=True)
class CompetitorFigure:
    """A competitor: deals lost to it, their amount, and how often customers spoke of it."""

    name: str
    lost: int = 0
    amount: int = 0
    named: int = 0


@dataclass(frozen=True, slots=True)
class CompleteFigure:
    """How complete customers are, in percent: of one owner or of a level."""

    name: str
    customers: int
    share: float
    before: float | None = None
    year: float | None = None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What was decided, who does it and by when; `state` is open, done or dropped."""

    what: str
    who: str = ""
    due: date | None = None
    customer: str = ""
    state: str = "open"
    closed: date | None = None
    decided: Period | None = None


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
