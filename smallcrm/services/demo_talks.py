"""Inventing what was said with demonstration customers."""

import re
from datetime import date, timedelta
from random import Random

from smallcrm.services.demo_drafts import Calendar, Customer, Deal, Talk, near_workday, workday
from smallcrm.services.demo_sales import last_day
from smallcrm.services.demo_words import Words, fill

# Days between two contacts, by level; sometimes a customer is left waiting much longer.
GAPS = {"A": (6, 13), "B": (18, 29), "C": (42, 90), "D": (80, 190), "": (35, 80)}
FORGOTTEN = {"A": 0.05, "B": 0.09, "C": 0.07, "D": 0.0, "": 0.0}
KINDS = (("call", 45), ("wechat", 29), ("visit", 15), ("email", 8), ("meeting", 3))
# By what a deal comes to: the kinds of contact in which that is said.
DEAL_KINDS = {
    "0": ("call",),
    "1": ("visit",),
    "2": ("email", "wechat", "call"),
    "3": ("call", "meeting", "visit"),
    "won": ("meeting", "visit", "email"),
    "lost": ("call", "wechat"),
}
# What words of a talk say of how it came out; the first that fits counts.
OUTCOMES = (
    ("later", r"暂时没有|不买了|年底前不换|往后放|出差|nothing to buy|put off|will not|travelling"),
    ("ordered", r"确认下单|确认订单|发了订单|ordered"),
    ("interested", r"有意向|来电询问|扩产|测算|愿意试|interested|they rang|extend|will try"),
)
# The touch point that a kind of contact belongs to.
POINTS = {"call": "call", "visit": "visit", "service": "repair", "event": "fair"}


def outcome_of(kind: str, text: str) -> str:
    """How a talk came out, by its words; a call that tells nothing else was taken at least."""
    found = (key for key, words in OUTCOMES if re.search(words, text, re.IGNORECASE))
    return next(found, "reached" if kind == "call" else "")


def invent_talks(words: Words, rng: Random, calendar: Calendar, customer: Customer) -> None:
    """Fill in the interactions of a customer, in order of time."""
    talks = _routine(words, rng, calendar, customer)
    for order in customer.orders:
        talks += _around_order(
            words, rng, calendar, customer, order.day, order.lines[0].article.name
        )
        if order.deal:
            day = workday(order.day + timedelta(days=rng.randint(5, 14)))
            text = fill(words.service[0], product=order.deal.what)
            talks.append(Talk(day, "service", text))
        if customer.pays != "prompt":
            talks += _chasing(words, rng, order.due, order.paid, order.open_amount)
    for deal in customer.deals:
        talks += _about_deal(words, rng, deal)
    if customer.source == words.sources[1][0] and customer.created >= calendar.start:
        talks.append(Talk(customer.created, "event", rng.choice(words.fair)))
    first, end = max(customer.created, calendar.start), last_day(calendar, customer)
    customer.talks = [talk for talk in talks if first <= talk.day <= end]
    customer.talks.sort(key=lambda talk: talk.day)
    _set_times(rng, customer.talks)


def _routine(words: Words, rng: Random, calendar: Calendar, customer: Customer) -> list[Talk]:
    first_order = min((order.day for order in customer.orders), default=date.max)
    day = max(calendar.start, customer.created) + timedelta(days=rng.randint(0, 6))
    if customer.created < calendar.start:
        day = calendar.start + timedelta(days=rng.randint(0, GAPS[customer.level][1]))
    end = last_day(calendar, customer)
    talks = []
    while day <= end:
        courting = day < first_order and (day - customer.created).days < 120
        kind = rng.choices([k for k, _w in KINDS], [w for _k, w in KINDS])[0]
        if kind == "visit":
            text = rng.choice(words.visit)
        elif courting and customer.status not in ("dormant", "lost"):
            text = rng.choice(words.intro)
        elif rng.random() < 0.06:
            kind, text = "service", rng.choice(words.service[1:])
        else:
            text = rng.choice(words.care)
        talks.append(Talk(near_workday(rng, day), kind, text, routine=True))
        day += timedelta(days=_gap(rng, customer, courting))
    return talks


def _gap(rng: Random, customer: Customer, courting: bool) -> int:
    low, high = GAPS[customer.level]
    if courting and customer.status in ("lead", "prospect", "active"):
        low, high = min(low, 9), min(high, 26)
    gap = rng.randint(low, high)
    return gap * 3 if rng.random() < FORGOTTEN[customer.level] else gap


def _around_order(
    words: Words, rng: Random, calendar: Calendar, customer: Customer, day: date, product: str
) -> list[Talk]:
    talks = []
    if rng.random() < 0.32:
        text = fill(rng.choice(words.order_talk), product=product)
        talks.append(Talk(day, rng.choice(("wechat", "call", "wechat", "email")), text))
    if rng.random() < 0.13:
        text = fill(rng.choice(words.after_order), product=product)
        after = workday(day + timedelta(days=rng.randint(3, 7)))
        talks.append(Talk(after, rng.choice(("wechat", "call")), text))
    return talks


def _chasing(
    words: Words, rng: Random, due: date, paid: list[tuple[date, int]], open_amount: int
) -> list[Talk]:
    """Reminders while an order stood unpaid after it was due."""
    until = date.max if open_amount > 0 else max((day for day, _amount in paid), default=due)
    first = due + timedelta(days=rng.randint(4, 12))
    days = [first, first + timedelta(days=rng.randint(12, 20))]
    return [
        Talk(workday(day), "call", rng.choice(words.chase)) for day in days if workday(day) < until
    ]


def _about_deal(words: Words, rng: Random, deal: Deal) -> list[Talk]:
    steps = [(str(stage), day) for stage, day in deal.entered]
    if deal.closed:
        steps.append((deal.outcome, deal.closed))
    values = {"product": deal.what, "competitor": words.competitors[deal.competitor or 0]}
    return [
        Talk(
            day,
            rng.choice(DEAL_KINDS[step]),
            fill(rng.choice(words.deal_texts[step]), **values),
            deal,
        )
        for step, day in steps
        if rng.random() < 0.6
    ]


def _set_times(rng: Random, talks: list[Talk]) -> None:
    """Give each talk its time of day, in working hours."""
    last: dict[date, int] = {}
    for talk in talks:
        minute = last.get(talk.day, 0) or rng.randint(8 * 12 + 6, 16 * 12)
        last[talk.day] = minute + rng.randint(4, 12)
        talk.at = f"{talk.day.isoformat()} {minute // 12:02}:{minute % 12 * 5:02}"
