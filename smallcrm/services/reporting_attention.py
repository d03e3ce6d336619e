"""Which customers need attention most: points for each reason, by simple rules."""

from collections import defaultdict
from collections.abc import Iterable
from heapq import nsmallest
from math import log10

from smallcrm.reports.monthly import Attention, CadenceGap, MoneyDue, Reason, TermEnding
from smallcrm.reports.monthly.lines import ReasonKind
from smallcrm.services.reporting_money import Money
from smallcrm.services.reporting_scope import Scope
from smallcrm.services.reporting_states import Known
from smallcrm.services.reporting_work import Plans

MOST = 30
MOST_REASONS = 2
# How much a customer's level weighs.
WEIGHTS = {"A": 1.5, "B": 1.2, "C": 1.0, "D": 0.7, "": 0.8}
# Up to so many points for what a customer bought, compared with the one that bought most.
WORTH = 25

# Points, and the reason as its parts: of thousands of customers only a few are printed.
Points = dict[int, list[tuple[float, ReasonKind, int, int, str]]]


class Attentions:
    """Collects reasons, then ranks the customers by them."""

    def __init__(self, scope: Scope, known: dict[int, Known], money: Money) -> None:
        self._scope, self._known, self._money = scope, known, money
        self._points: Points = defaultdict(list)

    def money_overdue(self, due: Iterable[tuple[int, MoneyDue]]) -> None:
        """Money that should be here: most pressing of all."""
        as_of = self._scope.as_of
        for customer, one in due:
            if one.overdue > 0 and one.since:
                days = (as_of - one.since).days
                # 12 points more for ten times the amount: 24 for 10,000.
                size = 12 * (log10(one.overdue / 100) - 2)
                points = 15 + min(25.0, days / 3) + max(0.0, size)
                self._add(customer, points, "money_overdue", days, one.overdue)

    def no_contact(self, gaps: Iterable[tuple[int, CadenceGap]]) -> None:
        """Levels A and B left waiting."""
        for customer, gap in gaps:
            if gap.level in ("A", "B"):
                last = gap.last_contact or self._known[customer].created
                days = (self._scope.as_of - last).days
                points = 20 + min(25, 10 * (days / gap.cadence - 1))
                self._add(customer, points, "no_contact", days if gap.last_contact else 0)

    def terms(self, terms: Iterable[tuple[int, TermEnding]]) -> None:
        """Something ends and nobody has planned to call."""
        for customer, term in terms:
            if not term.planned:
                days = (term.ends - self._scope.as_of).days
                self._add(customer, 30 - days / 3, "term_ending", days, what=term.what)

    def stuck(self, deals: Iterable[tuple[int, str, int]]) -> None:
        """Deals that do not move."""
        for customer, title, days in deals:
            self._add(customer, 18 + min(15, days / 4), "deal_stuck", days, what=title)

    def late(self, plans: Plans) -> None:
        """Promises not kept."""
        for customer, one in plans.late:
            days = (self._scope.as_of - one.due).days
            self._add(customer, 15 + min(15, days), "follow_up_late", days, what=one.title)

    def nothing_planned(self, plans: Plans) -> None:
        """Good customers with no next step."""
        for one in self._known.values():
            active = one.status in ("active", "prospect") and one.is_cared_for
            if active and one.level in ("A", "B") and one.id not in plans.customers:
                self._add(one.id, 10, "no_next_step")

    def ranked(self) -> tuple[Attention, ...]:
        """The customers that need it most, the most pressing first."""
        most = max(self._money.bought.values(), default=0) or 1
        scored, all_bought = [], self._money.bought
        for customer, reasons in self._points.items():
            one = self._known[customer]
            bought = all_bought.get(customer, 0)
            points = reasons[0][0] if len(reasons) == 1 else sum(told[0] for told in reasons)
            points *= WEIGHTS[one.level]
            scored.append((-points - WORTH * bought / most, -bought, one.name, customer))
        return tuple(self._row(customer) for *_key, customer in nsmallest(MOST, scored))

    def _row(self, customer: int) -> Attention:
        one = self._known[customer]
        reasons = sorted(self._points[customer], key=lambda pair: -pair[0])[:MOST_REASONS]
        return Attention(
            one.name,
            one.level,
            self._money.bought.get(customer, 0),
            one.last_contact,
            one.owner,
            tuple(
                Reason(kind, days, amount, what) for _points, kind, days, amount, what in reasons
            ),
        )

    def _add(
        self,
        customer: int,
        points: float,
        kind: ReasonKind,
        days: int = 0,
        amount: int = 0,
        what: str = "",
    ) -> None:
        self._points[customer].append((points, kind, days, amount, what))
