"""Whom a rule would hit today: how many, and the first of them, without reading everybody."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from peewee import ModelSelect

from smallcrm.models import Customer, FollowUp
from smallcrm.services.reminder_contact import dormant, silent
from smallcrm.services.reminder_dates import greeted
from smallcrm.services.reminder_look import Hit, Look, fetch
from smallcrm.services.reminder_products import told
from smallcrm.services.reminder_rules import BY_KEY, RULES, Choice, load_choices
from smallcrm.services.reminder_selling import owing_ids, still_deals
from smallcrm.services.reminders import FINDERS, look_at, without_known
from smallcrm.storage.session import Session

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Preview:
    """How many customers a rule hits today, the first hits, and how many have their follow-up."""

    hits: tuple[Hit, ...]
    customers: int
    known: int


def preview_rule(session: Session, key: str, choice: Choice) -> Preview:
    """Whom a rule would hit today as chosen, whether or not it is on or made it before."""
    look = replace(look_at(session, BY_KEY[key], choice), again=True)
    hits = tuple(FINDERS[key](replace(look, limit=SHOWN))[:SHOWN])
    ever = FollowUp.select(FollowUp.customer).where(FollowUp.rule == key)
    told_of = FINDERS[key](replace(look, of=ever))
    return Preview(hits, _count(look), len(told_of) - len(without_known(key, told_of)))


def preview_counts(session: Session) -> dict[str, int]:
    """How many customers each rule hits today, as chosen."""
    choices = load_choices(session)
    return {
        rule.key: _count(replace(look_at(session, rule, choices[rule.key]), again=True))
        for rule in RULES
    }


def _count(look: Look) -> int:
    key = look.rule.key
    if key == "money_due":
        return len(owing_ids(look))
    if key in _ASKED:
        queries = _ASKED[key](look)
        ids = {id for one in queries for (id,) in fetch(one.select(Customer.id).order_by())}
        return len(ids)
    # the others ask for a few days only
    return len({hit.customer_id for hit in FINDERS[key](look)})


# Rules that may hit everybody: what they ask, each a query with the customer in it.
_ASKED: dict[str, Callable[[Look], Iterable[ModelSelect]]] = {
    "cadence": lambda look: [silent(look)],
    "dormant": lambda look: [dormant(look)],
    "deal_still": lambda look: [still_deals(look)],
    "new_product": lambda look: [one[-1] for one in told(look)],
    "spring": lambda look: [one[-1] for one in greeted(look)],
    "mid_autumn": lambda look: [one[-1] for one in greeted(look)],
}
