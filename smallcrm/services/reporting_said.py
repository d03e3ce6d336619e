"""What customers said in the period: ratings, complaints, competitors named, wishes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from peewee import JOIN, Field, fn

from smallcrm.models import Competitor, Feedback, Interaction, Product
from smallcrm.reports.monthly import (
    CompetitorFigure,
    Complaint,
    DealMove,
    Heard,
    Period,
    RatingFigure,
)
from smallcrm.services.reporting_scope import Scope, fetch, within
from smallcrm.services.reporting_states import Known

ILL = 2  # a rating up to this is a complaint


def ratings(scope: Scope) -> tuple[RatingFigure, ...]:
    """How content customers were: asked at contacts, and in their feedback on us."""
    kinds = (
        ("contact", Interaction.satisfaction, Interaction.at, None),
        ("feedback", Feedback.rating, Feedback.at, Feedback.about == "us"),
    )
    found = []
    for kind, rating, day, condition in kinds:
        now, before, year = (
            _counts(scope, rating, day, condition, days)
            for days in (scope.counted, scope.previous, scope.year_ago)
        )
        if now or before or year:
            ones, twos, threes, fours, fives = (now[number] for number in range(1, 6))
            counts = (ones, twos, threes, fours, fives)
            found.append(RatingFigure(kind, counts, _mean(before), _mean(year)))
    return tuple(found)


def _counts(scope: Scope, rating: Field, day: Field, condition: Any, days: Period) -> Counter[int]:
    query = rating.model.select(rating, fn.COUNT(rating.model.id)).where(
        rating.is_null(False) & within(day, days)
    )
    if condition is not None:
        query = query.where(condition)
    return Counter(dict(fetch(scope.only_own(query, rating.model.customer).group_by(rating))))


def _mean(counts: Counter[int]) -> float | None:
    number = counts.total()
    return sum(rating * n for rating, n in counts.items()) / number if number else None


def complaints(scope: Scope, known: Mapping[int, Known]) -> list[tuple[int, Complaint]]:
    """(customer id, complaint) in order of time: what was rated 1 or 2.

    A rating at a contact of which feedback was kept too counts once.
    """
    feedback = Feedback.select(
        Feedback.customer,
        Feedback.at,
        Feedback.rating,
        Feedback.text,
        Feedback.wish,
        Feedback.answered,
        Feedback.interaction,
    ).where(
        (Feedback.about == "us") & (Feedback.rating <= ILL) & within(Feedback.at, scope.counted)
    )
    contacts = Interaction.select(
        Interaction.customer,
        Interaction.at,
        Interaction.satisfaction,
        Interaction.subject,
        Interaction.content,
        Interaction.id,
    ).where((Interaction.satisfaction <= ILL) & within(Interaction.at, scope.counted))
    found: list[tuple[int, str, int, str, bool | None]] = []
    told = set()
    for customer, at, rating, text, wish, answered, contact in fetch(
        scope.only_own(feedback.order_by(Feedback.at, Feedback.id), Feedback.customer)
    ):
        told.add(contact)
        found.append((customer, at, rating, text or wish, bool(answered)))
    for customer, at, rating, subject, content, id in fetch(
        scope.only_own(contacts.order_by(Interaction.at, Interaction.id), Interaction.customer)
    ):
        if id not in told:
            found.append((customer, at, rating, content or subject, None))
    found.sort(key=lambda row: row[1])
    return [
        (
            customer,
            Complaint(
                date.fromisoformat(at[:10]),
                known[customer].name,
                rating,
                text,
                known[customer].owner,
                answered,
            ),
        )
        for customer, at, rating, text, answered in found
        if customer in known
    ]


def heard(scope: Scope, known: Mapping[int, Known]) -> tuple[Heard, ...]:
    """What customers said of competitors, in order of time."""
    query = (
        Feedback.select(
            Feedback.customer, Feedback.at, Feedback.text, Competitor.name, Feedback.answered
        )
        .join(Competitor, JOIN.LEFT_OUTER, on=(Feedback.competitor == Competitor.id))
        .where((Feedback.about == "competitor") & within(Feedback.at, scope.counted))
        .order_by(Feedback.at, Feedback.id)
    )
    return _heard(fetch(scope.only_own(query, Feedback.customer)), known)


def wishes(scope: Scope, known: Mapping[int, Known]) -> tuple[Heard, ...]:
    """What customers wish for, in order of time, and of which product."""
    query = (
        Feedback.select(
            Feedback.customer, Feedback.at, Feedback.wish, Product.name, Feedback.answered
        )
        .join(Product, JOIN.LEFT_OUTER, on=(Feedback.product == Product.id))
        .where((Feedback.wish != "") & within(Feedback.at, scope.counted))
        .order_by(Feedback.at, Feedback.id)
    )
    return _heard(fetch(scope.only_own(query, Feedback.customer)), known)


def _heard(rows: Iterable[tuple[Any, ...]], known: Mapping[int, Known]) -> tuple[Heard, ...]:
    return tuple(
        Heard(
            date.fromisoformat(at[:10]),
            known[customer].name,
            text,
            about or "",
            known[customer].owner,
            bool(answered),
        )
        for customer, at, text, about, answered in rows
        if customer in known
    )


def competitors(lost: Iterable[DealMove], spoken: Iterable[Heard]) -> tuple[CompetitorFigure, ...]:
    """Who took deals from us or was spoken of, the one with the most lost money first."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for deal in lost:
        if deal.competitor:
            sums[deal.competitor][0] += 1
            sums[deal.competitor][1] += deal.amount
    for one in spoken:
        if one.about:
            sums[one.about][2] += 1
    found = [CompetitorFigure(name, *numbers) for name, numbers in sums.items()]
    return tuple(sorted(found, key=lambda one: (-one.amount, -one.lost, -one.named, one.name)))
