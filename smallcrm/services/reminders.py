"""What the reminder rules make of the data: follow-ups that are new, and those whose fact is gone.

Planning only reads and may be done on any thread; `apply_reminders` writes one step of the program.
A rule and a fact make one follow-up of a customer, ever: what was done, dropped or put off by a
user is not made again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from smallcrm.core.i18n import current
from smallcrm.models import Customer, FollowUp, Staff
from smallcrm.services.lookups import ensure
from smallcrm.services.reminder_contact import find_dormant, find_silent
from smallcrm.services.reminder_dates import find_birthdays, find_festival, find_founded
from smallcrm.services.reminder_habits import load_habits
from smallcrm.services.reminder_look import Finder, Hit, Look
from smallcrm.services.reminder_products import find_for_new_product
from smallcrm.services.reminder_rules import (
    RULES,
    Choice,
    Rule,
    Shift,
    fill_text,
    load_choices,
    rule_text,
)
from smallcrm.services.reminder_selling import find_still, find_unpaid
from smallcrm.services.reminder_terms import find_ending
from smallcrm.storage.operations import Op, Origin
from smallcrm.storage.session import Session

FINDERS: dict[str, Finder] = {
    "cadence": find_silent,
    "birthday": find_birthdays,
    "founding": find_founded,
    "term_contract": find_ending,
    "term_subscription": find_ending,
    "term_warranty": find_ending,
    "term_consumable": find_ending,
    "money_due": find_unpaid,
    "deal_still": find_still,
    "dormant": find_dormant,
    "new_product": find_for_new_product,
    "spring": find_festival,
    "mid_autumn": find_festival,
}

PART = 500


@dataclass(frozen=True, slots=True)
class Made:
    """A follow-up to be made: the rule's key, its title, whose it will be, and what it is for."""

    rule: str
    title: str
    staff: str
    hit: Hit


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """What there is to write: follow-ups to be made, and ids of those to be withdrawn."""

    make: tuple[Made, ...] = ()
    withdraw: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.make or self.withdraw)


def plan_reminders(session: Session) -> ReminderPlan:
    """What the rules say today. Reads only."""
    choices = load_choices(session)
    make: list[Made] = []
    gone: list[int] = []
    for rule in RULES:
        choice = choices[rule.key]
        look = look_at(session, rule, choice)
        opened = _open_of(rule)
        held = _held(look, opened) if choice.on else set()
        lapsed = [id for id, customer, fact in opened if (customer, fact) not in held]
        gone += lapsed
        if choice.on:
            free = choice.most - (len(opened) - len(lapsed)) if choice.most else None
            title = rule_text(rule, choice)
            make += [
                Made(rule.key, _title(title, hit, look.today), choice.staff, hit)
                for hit in _new(look, free)
            ]
    return ReminderPlan(tuple(make), tuple(gone))


def apply_reminders(session: Session, plan: ReminderPlan) -> tuple[int, int]:
    """Write a plan as one step of the program; returns how many were made and withdrawn.

    What changed since it was planned is looked at again: nothing is made twice.
    """
    make = _still_new(plan.make)
    withdraw = _still_open(plan.withdraw)
    if not make and not withdraw:
        return 0, 0
    detail = {"made": len(make), "gone": len(withdraw)}
    with session.unit(Op.REMIND, detail, origin=Origin.PROGRAM):
        staff = {name: ensure(Staff, name) for name in {one.staff for one in make}}
        me, now, today = session.settings.staff_id, session.now, session.clock.today()
        shift = Shift(on=load_habits(session).workdays)
        rows = [
            _row(one, staff[one.staff] or one.hit.owner_id or me, now, _due(one.hit, today, shift))
            for one in make
        ]
        for part in _parts(rows):
            FollowUp.insert_many(part).execute()
        for ids in _parts(withdraw):
            FollowUp.delete().where(FollowUp.id << list(ids)).execute()
    return len(make), len(withdraw)


def run_reminders(session: Session) -> tuple[int, int]:
    """Plan and write; returns how many were made and withdrawn."""
    return apply_reminders(session, plan_reminders(session))


def look_at(session: Session, rule: Rule, choice: Choice) -> Look:
    """The question what holds today of a rule."""
    shift = Shift(on=load_habits(session).workdays)
    return Look(rule, choice, session.clock.today(), shift)


def _open_of(rule: Rule) -> list[tuple[int, int, str]]:
    query = FollowUp.select(FollowUp.id, FollowUp.customer_id, FollowUp.fact).where(
        (FollowUp.rule == rule.key) & (FollowUp.state == "open") & (FollowUp.fact != "")
    )
    return list(query.tuples())


def _held(look: Look, opened: Sequence[Any]) -> set[tuple[int, str]]:
    """The facts of open follow-ups that still hold."""
    if not opened:
        return set()
    hits = FINDERS[look.rule.key](replace(look, among=True))
    return {(hit.customer_id, hit.fact) for hit in hits}


def _new(look: Look, free: int | None) -> list[Hit]:
    """What has no follow-up yet; at most `free` of them."""
    if free is not None and free <= 0:
        return []
    hits = FINDERS[look.rule.key](replace(look, limit=free))
    return without_known(look.rule.key, hits)[:free]


def without_known(rule: str, hits: Sequence[Hit]) -> list[Hit]:
    """Those of a rule's hits that never had their follow-up."""
    known: set[tuple[int, str]] = set()
    for part in _parts(sorted({hit.fact for hit in hits})):
        query = FollowUp.select(FollowUp.customer_id, FollowUp.fact).where(
            (FollowUp.rule == rule) & (FollowUp.fact << list(part))
        )
        known.update(list(query.tuples()))
    return [hit for hit in hits if (hit.customer_id, hit.fact) not in known]


def _title(text: str, hit: Hit, today: date) -> str:
    filled = fill_text(text, hit.values(today, current().language))
    return filled.rstrip(" :：,，") or hit.customer


def _still_new(make: Iterable[Made]) -> list[Made]:
    by_rule: dict[str, list[Made]] = {}
    for one in make:
        by_rule.setdefault(one.rule, []).append(one)
    found = []
    for rule, ones in by_rule.items():
        fresh = {(hit.customer_id, hit.fact) for hit in without_known(rule, [m.hit for m in ones])}
        there: set[int] = set()
        for part in _parts(sorted({one.hit.customer_id for one in ones})):
            query = Customer.select(Customer.id).where(Customer.id << list(part))
            there.update(row[0] for row in list(query.tuples()))
        for one in ones:
            key = (one.hit.customer_id, one.hit.fact)
            if key in fresh and one.hit.customer_id in there:
                fresh.discard(key)
                found.append(one)
    return found


def _still_open(ids: Sequence[int]) -> list[int]:
    found: list[int] = []
    for part in _parts(ids):
        query = FollowUp.select(FollowUp.id).where(
            (FollowUp.id << list(part)) & (FollowUp.state == "open")
        )
        found += [row[0] for row in list(query.tuples())]
    return found


def _due(hit: Hit, today: date, shift: Shift) -> date:
    """The day a follow-up made today is due: never before today, nor after what it is about."""
    if hit.due >= today:
        return hit.due
    working = shift(today, False)
    return today if today <= hit.day < working else working


def _row(one: Made, staff: int | None, now: str, due: date) -> dict[str, Any]:
    hit = one.hit
    return {
        "customer": hit.customer_id,
        "contact": hit.contact_id,
        "deal": hit.deal_id,
        "order": hit.order_id,
        "staff": staff,
        "title": one.title,
        "due": due.isoformat(),
        "latest": hit.latest.isoformat() if hit.latest else None,
        "rule": one.rule,
        "fact": hit.fact,
        "created": now,
    }


def _parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + PART] for start in range(0, len(items), PART))
