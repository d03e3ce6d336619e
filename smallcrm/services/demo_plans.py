"""Inventing what was promised to demonstration customers, and what they said of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from smallcrm.core.dates import add_months
from smallcrm.services.demo_drafts import (
    Calendar,
    Customer,
    Deal,
    Order,
    Talk,
    next_workday,
    workday,
)
from smallcrm.services.demo_talks import GAPS
from smallcrm.services.demo_words import Article, Words, fill

OVERDUE, TODAY, THIS_WEEK = 9, 8, 15
TIMES = ("09:00", "09:30", "10:00", "11:00", "14:00", "14:30", "15:30", "16:00")


@dataclass(slots=True, eq=False)
class Plan:
    """A follow-up; `talk` is what completed it, `closed` when."""

    customer: Customer
    title: str
    due: date
    created: date
    time: str = ""
    talk: Talk | None = None
    closed: str | None = None
    state: str = "open"
    deal: Deal | None = None
    order: Order | None = None


@dataclass(slots=True, eq=False)
class Promise:
    """A term: something dated at a customer."""

    customer: Customer
    kind: str
    title: str
    article: Article
    starts: date
    ends: date
    serial: str = ""
    amount: int | None = None


@dataclass(slots=True, eq=False)
class Opinion:
    """Feedback about us or, with `competitor`, about another."""

    customer: Customer
    talk: Talk
    text: str
    wish: str = ""
    rating: int | None = None
    competitor: int | None = None


def invent_past_plans(
    words: Words, rng: Random, calendar: Calendar, customer: Customer
) -> list[Plan]:
    """Follow-ups of the past: most kept in time, more so lately; a few kept late or dropped."""
    plans = []
    for before, talk in zip(customer.talks, customer.talks[1:], strict=False):
        if rng.random() > 0.62 or not (talk.routine or talk.deal):
            continue
        title = rng.choice(words.follow_ups["deal" if talk.deal else "care"])
        punctual = 0.66 + 0.2 * calendar.progress(talk.day) - 0.08 * ((customer.owner or 0) == 3)
        if rng.random() < punctual:
            due = next_workday(talk.day + timedelta(days=rng.choice((0, 0, 0, 1, 2))))
        else:
            due = max(before.day, workday(talk.day - timedelta(days=rng.randint(1, 9))))
        plan = Plan(customer, title, due, before.day, talk=talk, closed=talk.at, state="done")
        plan.deal = talk.deal
        if rng.random() < 0.02:
            plan.talk, plan.state = None, "dropped"
        plans.append(plan)
    return plans


def invent_open_plans(
    words: Words, rng: Random, calendar: Calendar, customers: list[Customer]
) -> list[Plan]:
    """What is to be done: some overdue, some today, some this week, the rest later.

    About one customer in eight has no next step.
    """
    live = [c for c in customers if c.status != "lost" and c.role != "supplier"]
    live = [c for c in live if c.status != "dormant" or rng.random() < 0.4]
    rng.shuffle(live)
    # Where money is overdue somebody should call soon.
    live.sort(key=lambda c: not _overdue_order(calendar, c) or rng.random() < 0.6)
    today = calendar.today
    sunday = today + timedelta(days=6 - today.weekday())
    plans = []
    for place, customer in enumerate(live):
        if place >= OVERDUE + TODAY + THIS_WEEK and _is_quiet(rng, customer):
            continue
        time = rng.choice(TIMES) if rng.random() < 0.45 else ""
        if place < OVERDUE:
            due, time = workday(today - timedelta(days=1 + place * 2)), ""
        elif place < OVERDUE + TODAY:
            due = today
        elif place < OVERDUE + TODAY + THIS_WEEK and sunday > today:
            due = min(sunday, today + timedelta(days=1 + place % 5))
        else:
            due = next_workday(_next_contact(rng, today, customer))
        title, deal, order = _title(words, rng, calendar, customer, due)
        created = customer.talks[-1].day if customer.talks else customer.created
        plans.append(Plan(customer, title, due, min(created, due), time, deal=deal, order=order))
    return sorted(plans, key=lambda plan: plan.due)


def _is_quiet(rng: Random, customer: Customer) -> bool:
    if any(deal.quiet for deal in customer.deals):
        return True
    return rng.random() < (0.04 if customer.level == "A" else 0.13)


def _next_contact(rng: Random, today: date, customer: Customer) -> date:
    low, high = GAPS[customer.level]
    if customer.status != "active":
        low, high = min(low, 7), min(high, 28)
    last = customer.talks[-1].day if customer.talks else today
    return max(
        last + timedelta(days=rng.randint(low, high)), today + timedelta(days=rng.randint(2, 9))
    )


def _overdue_order(calendar: Calendar, customer: Customer) -> Order | None:
    late = (o for o in customer.orders if o.due < calendar.today and o.open_amount > 0)
    return next(late, None)


def _title(
    words: Words, rng: Random, calendar: Calendar, customer: Customer, due: date
) -> tuple[str, Deal | None, Order | None]:
    order = _overdue_order(calendar, customer)
    if order and (due - calendar.today).days < 7 and rng.random() < 0.75:
        amount = f"{order.open_amount / 100:,.2f}".removesuffix(".00")
        return words.follow_ups["money"] % {"amount": amount}, None, order
    deal = next((deal for deal in customer.deals if not deal.outcome), None)
    if deal and rng.random() < 0.85:
        return rng.choice(words.follow_ups["deal"]), deal, None
    kind = "intro" if customer.status in ("lead", "prospect") else "care"
    return rng.choice(words.follow_ups[kind]), None, None


def invent_promises(
    words: Words, rng: Random, calendar: Calendar, customers: list[Customer]
) -> list[Promise]:
    """Warranties of the machines sold, service contracts, and parts to be replaced."""
    found = []
    for customer in customers:
        for order in customer.orders:
            if order.deal:
                found.append(_warranty(words, rng, customer, order))
        # The ends are spread evenly over the time ahead, some just gone by.
        place = len(found)
        share = {"A": 0.8, "B": 0.5, "C": 0.14}.get(customer.level, 0.0)
        if customer.status == "active" and customer.orders and rng.random() < share:
            starts = calendar.today - timedelta(days=2 + place * 97 % 394)
            if starts > customer.created:
                found.append(_contract(words, rng, customer, starts))
        if customer.status == "active" and customer.orders and rng.random() < 0.4:
            found.append(_replacement(words, rng, calendar, customer, place))
    return sorted(found, key=lambda promise: promise.starts)


def _warranty(words: Words, rng: Random, customer: Customer, order: Order) -> Promise:
    machine = order.lines[0].article
    starts = order.day + timedelta(days=7)
    serial = f"{machine.code.replace('-', '')}-{order.day:%y%m}-{rng.randint(1, 399):04}"
    title = fill(words.warranty, product=machine.name)
    months = rng.choice((12, 12, 24))
    ends = add_months(starts, months) - timedelta(days=1)
    return Promise(customer, "warranty", title, machine, starts, ends, serial)


def _contract(words: Words, rng: Random, customer: Customer, starts: date) -> Promise:
    ends = add_months(starts, 12) - timedelta(days=1)
    service = words.service_contract
    amount = service.price // 100_000 * 100_000 + rng.randint(-2, 8) * 100_000
    return Promise(customer, "contract", words.contract, service, starts, ends, amount=amount)


def _replacement(
    words: Words, rng: Random, calendar: Calendar, customer: Customer, place: int
) -> Promise:
    article = rng.choice(words.supplies[:9])
    starts = calendar.today - timedelta(days=5 + place * 61 % 190)
    ends = add_months(starts, 6)
    title = fill(words.consumable, product=article.name)
    return Promise(customer, "consumable", title, article, starts, ends)


def invent_opinions(words: Words, rng: Random, customers: list[Customer]) -> list[Opinion]:
    """What customers said of us, and of competitors, in some of the talks."""
    found = []
    for customer in customers:
        routine = [talk for talk in customer.talks if talk.routine]
        if not customer.orders or not routine:
            continue
        if rng.random() < 0.42:
            rating, text, wish = rng.choice(words.feedback)
            found.append(Opinion(customer, rng.choice(routine), text, wish, rating))
        if rng.random() < 0.1:
            place = rng.randrange(len(words.competitors))
            values = {"competitor": words.competitors[place]}
            text = fill(rng.choice(words.competitor_feedback), **values)
            found.append(Opinion(customer, rng.choice(routine), text, competitor=place))
    return found
