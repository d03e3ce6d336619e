"""Inventing what demonstration customers bought and paid, and the deals around it."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from smallcrm.services.demo_drafts import (
    SEASON,
    Calendar,
    Customer,
    Deal,
    Line,
    Order,
    near_workday,
    next_workday,
    workday,
    workday_before,
)
from smallcrm.services.demo_words import Article, Words, fill, weighted

# By level: days between orders of consumables, how many machines in two years, how much at once,
# and the price in percent of the list.
RHYTHM = {"A": 36, "B": 75, "C": 130, "D": 200, "": 150}
MACHINES = {"A": (1, 3), "B": (0, 2), "C": (0, 1), "D": (0, 0), "": (0, 0)}
SIZES = {"A": 3, "B": 2, "C": 1, "D": 1, "": 1}
PRICES = {"A": 92, "B": 96, "C": 100, "D": 100, "": 100}
DUE_DAYS = (30, 60, 3, 0)  # as Words.payments
OPEN_STAGES = 4


def invent_sales(words: Words, rng: Random, calendar: Calendar, customer: Customer) -> None:
    """Fill in a customer's orders, receipts and deals."""
    if customer.role == "supplier":
        return
    if customer.buys:
        _consumables(words, rng, calendar, customer)
        _machines(words, rng, calendar, customer)
        customer.orders.sort(key=lambda order: order.day)
        if customer.status == "active" and not customer.orders:
            _first_order(words, rng, calendar, customer)
        for order in customer.orders:
            _pay(rng, calendar, customer, order)
    _lost_deals(words, rng, calendar, customer)
    _open_deal(words, rng, calendar, customer)
    customer.deals.sort(key=lambda deal: deal.opened)


def last_day(calendar: Calendar, customer: Customer) -> date:
    """The last day on which something may have happened with a customer."""
    return customer.until or workday_before(calendar.today)


def _first_day(rng: Random, calendar: Calendar, customer: Customer) -> date:
    if customer.created < calendar.start:
        return calendar.start + timedelta(days=rng.randint(0, RHYTHM[customer.level]))
    return customer.created + timedelta(days=rng.randint(8, 45))


def _consumables(words: Words, rng: Random, calendar: Calendar, customer: Customer) -> None:
    day = _first_day(rng, calendar, customer)
    end = last_day(calendar, customer)
    while day <= end:
        if rng.random() < SEASON[day.month - 1]:
            on = near_workday(rng, day)
            if customer.created <= on <= end:
                customer.orders.append(_order_of_supplies(words, rng, calendar, customer, on))
        day += timedelta(days=round(RHYTHM[customer.level] * rng.uniform(0.5, 1.5)))


def _order_of_supplies(
    words: Words, rng: Random, calendar: Calendar, customer: Customer, day: date
) -> Order:
    size = SIZES[customer.level] * (1.0 + 0.5 * calendar.progress(day))
    articles = rng.sample(words.supplies, rng.randint(1, 4))
    lines = [
        Line(one, max(1, round(rng.randint(1, 5) * size)), _price(customer, one))
        for one in articles
    ]
    return _order(customer, day, lines, cancelled=rng.random() < 0.02)


def _price(customer: Customer, article: Article) -> int:
    """The price for this customer, in whole units of ten fen."""
    return article.price * PRICES[customer.level] // 1000 * 10


def _order(customer: Customer, day: date, lines: list[Line], *, cancelled: bool = False) -> Order:
    due = day + timedelta(days=DUE_DAYS[customer.payment])
    return Order(day, due, lines, cancelled=cancelled)


def _first_order(words: Words, rng: Random, calendar: Calendar, customer: Customer) -> None:
    day = max(customer.created, last_day(calendar, customer) - timedelta(days=rng.randint(0, 20)))
    customer.orders.append(_order_of_supplies(words, rng, calendar, customer, workday(day)))
    customer.created = min(customer.created, customer.orders[0].day)


def _machines(words: Words, rng: Random, calendar: Calendar, customer: Customer) -> None:
    start = max(calendar.start, customer.created + timedelta(days=25))
    days = (last_day(calendar, customer) - start).days
    count = rng.randint(*MACHINES[customer.level])
    if customer.level != "A" and rng.random() < 0.35:
        count = 0
    for _place in range(count if days > 60 else min(count, 1) if days > 10 else 0):
        day = workday(start + timedelta(days=rng.randint(5, days)))
        machine = _machine(words, rng)
        quantity = _quantity(rng, machine)
        order = _order(customer, day, [Line(machine, quantity, _price(customer, machine))])
        if rng.random() < 0.35:
            extra = rng.choice(words.supplies)
            order.lines.append(Line(extra, rng.randint(1, 4), _price(customer, extra)))
        order.deal = _won_deal(words, rng, customer, order)
        customer.orders.append(order)
        customer.deals.append(order.deal)


def _machine(words: Words, rng: Random) -> Article:
    return rng.choices(words.equipment, (22, 24, 12, 10, 16, 3, 11, 2))[0]


def _quantity(rng: Random, machine: Article) -> int:
    """How many at once: of large machines one."""
    return rng.choices((1, 2, 3), (78, 17, 5))[0] if machine.price < 3_000_000 else 1


def _won_deal(words: Words, rng: Random, customer: Customer, order: Order) -> Deal:
    machine, quantity = order.lines[0].article, order.lines[0].quantity
    title = _title(words, rng, machine.name, quantity)
    skipped = rng.choices((0, 1, 2), (60, 28, 12))[0]
    entered = _walk_back(rng, customer, order.day, range(skipped, OPEN_STAGES))
    deal = Deal(title, machine.name, order.amount, entered, "won", order.day)
    deal.expected = order.day + timedelta(days=rng.randint(-20, 15))
    return deal


def _walk_back(
    rng: Random, customer: Customer, day: date, stages: Sequence[int]
) -> list[tuple[int, date]]:
    """When the stages were entered, the last of them some days before `day`."""
    entered: list[tuple[int, date]] = []
    for stage in reversed(stages):
        day = workday(day - timedelta(days=rng.randint(7, 38)))
        if day <= customer.created and entered:
            break
        entered.insert(0, (stage, max(day, customer.created)))
    return entered


def _title(words: Words, rng: Random, name: str, quantity: int) -> str:
    if quantity > 1:
        return fill(words.deals["many"], product=name, n=quantity)
    return fill(words.deals[rng.choice(("one", "one", "renew"))], product=name)


def _lost_deals(words: Words, rng: Random, calendar: Calendar, customer: Customer) -> None:
    chance = {"active": 0.32, "prospect": 0.22, "lost": 0.75, "dormant": 0.25}
    if rng.random() > chance.get(customer.status, 0.0):
        return
    start = max(calendar.start, customer.created + timedelta(days=20))
    days = (last_day(calendar, customer) - start).days
    if days < 3:
        return
    # Lost customers are lost with their deal; the others mostly lost one lately, as there were
    # fewer customers before.
    back = 0 if customer.status == "lost" else round(days * rng.random() ** 1.3)
    day = workday(start + timedelta(days=days - back))
    machine = _machine(words, rng)
    stages = range(rng.choices((1, 2, 3, 4), (12, 20, 40, 28))[0])
    deal = Deal(
        _title(words, rng, machine.name, 1),
        machine.name,
        machine.price * rng.choice((1, 1, 1, 2)),
        _walk_back(rng, customer, day, stages),
        "lost",
        day,
    )
    deal.reason = weighted(rng, words.lost_reasons)
    if deal.reason in (words.lost_reasons[0][0], words.lost_reasons[3][0]):
        deal.competitor = rng.randrange(len(words.competitors))
    customer.deals.append(deal)


def _open_deal(words: Words, rng: Random, calendar: Calendar, customer: Customer) -> None:
    chance = {"active": {"A": 0.35, "B": 0.2}.get(customer.level, 0.06), "prospect": 0.36}
    if rng.random() > chance.get(customer.status, 0.16 if customer.status == "lead" else 0.0):
        return
    # Leads stand at the beginning; quotes take longest, so that many stand there.
    shares = (70, 25, 5, 0) if customer.status == "lead" else (26, 26, 30, 18)
    stage = rng.choices(range(OPEN_STAGES), shares)[0]
    quiet = rng.random() < 0.13
    ago = rng.randint(22, 55) if quiet else rng.randint(0, 13)
    day = max(workday(calendar.today - timedelta(days=ago)), customer.created)
    earlier = _walk_back(rng, customer, day, range(stage))
    machine = _machine(words, rng)
    quantity = _quantity(rng, machine)
    title, what = _title(words, rng, machine.name, quantity), machine.name
    amount = machine.price * quantity // 100_000 * 100_000
    if rng.random() < 0.2 and customer.status == "active":
        title, what = words.deals["annual"], words.deals["annual"]
        amount = rng.randint(12, 60) * 100_000
    deal = Deal(title, what, amount, [*earlier, (stage, day)], quiet=quiet)
    ahead = next_workday(calendar.today + timedelta(days=rng.randint(-4, 95 - 20 * stage)))
    deal.expected = ahead if stage or rng.random() < 0.5 else None
    customer.deals.append(deal)


def _pay(rng: Random, calendar: Calendar, customer: Customer, order: Order) -> None:
    """Fill in the receipts for an order, as this customer pays, up to today."""
    if order.cancelled:
        return
    late = {"prompt": (-6, 2), "slow": (3, 42), "bad": (35, 150)}[customer.pays]
    day = workday(max(order.day, order.due + timedelta(days=rng.randint(*late))))
    parts = [(day, order.amount)]
    if order.deal and order.amount > 1_500_000:
        deposit = order.amount * 3 // 1000 * 100
        parts = [(order.day, deposit), (day, order.amount - deposit)]
    elif customer.pays == "slow" and rng.random() < 0.4:
        first = order.amount // 200 * 100
        parts = [(day, first), (workday(day + timedelta(days=28)), order.amount - first)]
    order.paid = [(day, amount) for day, amount in parts if day <= calendar.today]
