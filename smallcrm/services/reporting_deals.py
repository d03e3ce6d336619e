"""Deals as they stood on each day, from their stage history."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from peewee import JOIN

from smallcrm.core.dates import Month
from smallcrm.core.i18n import Translator
from smallcrm.models import Competitor, Deal, Staff, Stage, StageHistory
from smallcrm.reports.monthly import DealMove, ForecastMonth, StageFigure, Trend
from smallcrm.services.reporting_scope import Scope, fetch
from smallcrm.services.reporting_states import Known, as_trend
from smallcrm.services.vocabulary import stage_words


class Step(NamedTuple):
    """From this day on the deal stood in this stage, with this amount."""

    day: str
    stage: int
    amount: int


@dataclass(frozen=True, slots=True)
class Course:
    """A deal with its steps, in order of time; `closes` is when it is expected to, or ""."""

    id: int
    customer: int
    title: str
    owner: str
    competitor: str
    reason: str
    closes: str
    steps: list[Step]
    days: list[str]

    def at(self, day: str) -> int | None:
        """The place of the step in which it stood at the end of a day; None before it began."""
        place = bisect_right(self.days, day) - 1
        return place if place >= 0 else None


@dataclass(frozen=True, slots=True)
class Moves:
    """What happened to deals in the period."""

    won: tuple[DealMove, ...]
    lost: tuple[DealMove, ...]
    moved: tuple[DealMove, ...]
    won_customers: tuple[int, ...]


class Pipeline:
    """All deals in scope, and the questions the report asks of them."""

    def __init__(self, scope: Scope, known: dict[int, Known], translator: Translator) -> None:
        self._scope, self._known, self._translator = scope, known, translator
        self._stages = {stage.id: stage for stage in list(Stage.select())}
        courses = _load_courses(scope)
        self._open = {id for id, stage in self._stages.items() if stage.kind == "open"}
        # Those that had come to an end before the days that are told stand in none of them.
        end = min(scope.month_ends[0], scope.year_ago.last, scope.previous.last).isoformat()
        self._lately = [c for c in courses if c.steps[-1].stage in self._open or c.days[-1] > end]

    def figures(self) -> tuple[StageFigure, ...]:
        """What stands in each open stage at the period's end."""
        standing: dict[int, list[int]] = defaultdict(list)
        for step in self._standing(self._scope.last):
            standing[step.stage].append(step.amount)
        stages = sorted(self._stages.values(), key=lambda stage: (stage.position, stage.id))
        return tuple(
            StageFigure(self._name(stage.id), len(standing[stage.id]), sum(standing[stage.id]))
            for stage in stages
            if stage.kind == "open"
        )

    def trend(self) -> Trend:
        """The sum of the open deals at each month's end."""

        scope = self._scope
        told = (scope.as_of, scope.previous.last, scope.year_ago.last)
        ends = [day.isoformat() for day in scope.month_ends]
        sums = self._sums({*ends, *(day.isoformat() for day in told)})
        return as_trend([sums[day] for day in ends], [sums[day.isoformat()] for day in told])

    def _sums(self, days: Set[str]) -> dict[str, int]:
        """The sum of the open deals at the end of each of these days."""
        order = sorted(days)
        changes = [0] * (len(order) + 1)
        for course in self._lately:
            until = len(order)
            # Newest first: a step holds up to the one read before it.
            for step, day in zip(reversed(course.steps), reversed(course.days), strict=True):
                since = bisect_left(order, day)
                if since < until and step.stage in self._open:
                    changes[since] += step.amount
                    changes[until] -= step.amount
                until = min(until, since)
        return dict(zip(order, accumulate(changes), strict=False))

    def forecast(self) -> tuple[ForecastMonth, ...]:
        """The deals open at the period's end by the month in which they may close.

        The day they are expected to close is the one known today: no older one is kept.
        """
        sums: dict[Month | None, list[int]] = defaultdict(lambda: [0, 0, 0])
        last = self._scope.last
        for course in self._lately:
            place = course.at(last)
            if place is None or course.steps[place].stage not in self._open:
                continue
            step, closes = course.steps[place], course.closes
            counts = sums[Month.parse(closes[:7]) if closes else None]
            counts[0] += 1
            counts[1] += step.amount
            counts[2] += step.amount * self._stages[step.stage].probability
        now = Month.of(self._scope.as_of)
        order = sorted(sums, key=lambda month: (month is None, month or now))
        return tuple(
            ForecastMonth(
                month,
                sums[month][0],
                sums[month][1],
                sums[month][2] // 100,
                month is not None and month < now,
            )
            for month in order
        )

    def weighted(self) -> int:
        """The sum of the open deals, each by the probability of its stage."""
        standing = self._standing(self._scope.last)
        return sum(s.amount * self._stages[s.stage].probability for s in standing) // 100

    def stuck(self, planned: Set[int]) -> list[tuple[int, str, int]]:
        """(customer, title, days) of deals too long in their stage with nothing planned.

        `planned` are the ids of deals with an open follow-up.
        """
        found, last, as_of = [], self._scope.last, self._scope.as_of
        for course in self._lately:
            place = course.at(last)
            if place is None or course.id in planned:
                continue
            step = course.steps[place]
            stage = self._stages[step.stage]
            days = (as_of - date.fromisoformat(step.day[:10])).days
            if stage.kind == "open" and stage.stale_days is not None and days > stage.stale_days:
                found.append((course.customer, course.title, days))
        return found

    def moves(self) -> Moves:
        """The deals won, lost and moved in the period, in order of time."""
        found: dict[str, list[tuple[DealMove, int]]] = {"won": [], "lost": [], "open": []}
        eve = (self._scope.period.first - timedelta(days=1)).isoformat()
        first, last = self._scope.first, self._scope.last
        for course in self._lately:
            place = course.at(last)
            if place is None or course.days[place] < first:
                continue
            before = course.at(eve)
            kind = self._stages[course.steps[place].stage].kind
            is_back = before is not None and course.steps[before].stage == course.steps[place].stage
            if kind != "open" or not is_back:
                found[kind].append((self._move(course, place, before, kind), course.customer))
        by_day = {
            kind: sorted(moves, key=lambda move: (move[0].day, move[0].title, move[0].customer))
            for kind, moves in found.items()
        }
        listed = {kind: tuple(move for move, _customer in moves) for kind, moves in by_day.items()}
        customers = tuple(customer for _move, customer in by_day["won"])
        return Moves(listed["won"], listed["lost"], listed["open"], customers)

    def _move(self, course: Course, place: int, before: int | None, kind: str) -> DealMove:
        step = course.steps[place]
        # A lost deal is told by the stage in which it was lost.
        stood = course.steps[place - 1].stage if kind == "lost" and place else step.stage
        return DealMove(
            day=date.fromisoformat(step.day[:10]),
            title=course.title,
            customer=self._known[course.customer].name,
            amount=step.amount,
            owner=course.owner or self._known[course.customer].owner,
            stage=self._name(stood),
            stage_before="" if before is None else self._name(course.steps[before].stage),
            reason=course.reason if kind == "lost" else "",
            competitor=course.competitor if kind == "lost" else "",
        )

    def _standing(self, day: str) -> list[Step]:
        places = ((course, course.at(day)) for course in self._lately)
        steps = (course.steps[place] for course, place in places if place is not None)
        return [step for step in steps if step.stage in self._open]

    def _name(self, stage_id: int) -> str:
        stage = self._stages[stage_id]
        return stage_words(stage.key, stage.name, self._translator)


def _load_courses(scope: Scope) -> list[Course]:
    deals = (
        Deal.select(
            Deal.id,
            Deal.customer,
            Deal.title,
            Staff.name,
            Competitor.name,
            Deal.lost_reason,
            Deal.stage,
            Deal.amount,
            Deal.opened,
            Deal.expected_close,
        )
        .join(Staff, JOIN.LEFT_OUTER, on=(Deal.owner == Staff.id))
        .switch(Deal)
        .join(Competitor, JOIN.LEFT_OUTER, on=(Deal.competitor == Competitor.id))
    )
    entered = StageHistory.select(
        StageHistory.deal, StageHistory.entered, StageHistory.stage, StageHistory.amount
    ).order_by(StageHistory.deal, StageHistory.entered, StageHistory.id)
    steps: dict[int, list[Step]] = defaultdict(list)
    for deal, day, stage, amount in fetch(entered):
        steps[deal].append(Step(day[:10], stage, amount))
    courses = []
    for row in fetch(scope.only_own(deals, Deal.customer)):
        id, customer, title, owner, competitor, reason, stage, amount, opened, closes = row
        its_steps = steps[id] or [Step(opened[:10], stage, amount)]
        # In its present stage a deal is worth what it says now; before, what it said then.
        if its_steps[-1].stage == stage:
            its_steps[-1] = its_steps[-1]._replace(amount=amount)
        days = [step.day for step in its_steps]
        courses.append(
            Course(
                id,
                customer,
                title,
                owner or "",
                competitor or "",
                reason,
                closes or "",
                its_steps,
                days,
            )
        )
    return courses
