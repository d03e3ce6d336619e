"""Rules about terms: contracts, subscriptions and warranties that end, parts that wear out."""

from datetime import date

from peewee import JOIN

from smallcrm.core.dates import add_months
from smallcrm.models import Customer, Product, Term
from smallcrm.services.reminder_look import Hit, Look, fetch

# Who switches the rule on is not told of what ended long before.
GRACE = 30


def find_ending(look: Look) -> list[Hit]:
    """Terms of the rule's kind whose end is near, or just over."""
    kind = look.rule.key.removeprefix("term_")
    months = look.choice.days.get("months", 0)
    first, last = look.window(GRACE + max(look.choice.after, default=0))
    query = (
        Term.select(
            Term.id,
            Term.title,
            Term.serial,
            Term.starts,
            Term.ends,
            Product.name,
            Customer.id,
            Customer.name,
            Customer.level,
            Customer.owner_id,
        )
        .join(Customer)
        .switch(Term)
        .join(Product, JOIN.LEFT_OUTER)
        .where((Term.kind == kind) & look.cared_for())
    )
    if not look.among:
        near = Term.ends.between(first.isoformat(), last.isoformat())
        if months:
            begun = add_months(first, -months - 1), add_months(last, 1 - months)
            begins = Term.starts.between(begun[0].isoformat(), begun[1].isoformat())
            near |= Term.ends.is_null() & begins
        query = query.where(near)
    found = []
    for id, title, serial, starts, ends, product, customer, name, level, owner in fetch(
        look.narrow(query)
    ):
        day = _end(starts, ends, months)
        if day is None or not (look.among or first <= day <= last):
            continue
        if dated := look.dated(f"t{id}", day):
            what = " ".join(part for part in (title or product or "", serial) if part)
            fact, due, latest = dated
            found.append(Hit(customer, name, level, owner, fact, day, due, latest, what=what))
    return found


def _end(starts: str | None, ends: str | None, months: int) -> date | None:
    if ends:
        return date.fromisoformat(ends[:10])
    return add_months(date.fromisoformat(starts[:10]), months) if starts and months else None
