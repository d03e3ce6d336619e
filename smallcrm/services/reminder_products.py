"""The rule about new products: who bought the same maker, category or forerunner is told."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from peewee import Expression, ModelSelect, fn

from smallcrm.models import Customer, CustomerFact, Order, OrderLine, Product, Term
from smallcrm.services.reminder_look import Hit, Look, day_text, fetch

_NEW = (Product.id, Product.name, Product.maker, Product.category, Product.new_since)


def told(look: Look) -> Iterator[tuple[str, date, tuple[str, date, date | None], ModelSelect]]:
    """Each new product with its day and fact, and those who bought something alike before.

    Who has the new product already is left out. The best customers come first. Where they have the
    earlier thing from, an order or a term that runs, makes no difference.
    """
    for id, name, maker, category, since, follows in _new_products(look):
        day = date.fromisoformat(since)
        if dated := look.dated(f"n{id}", day):
            had = _had(Product.id != id, _alike(id, maker, category, follows))
            yield name, day, dated, look.narrow(_buyers(look, id, had), dated[0])


def find_for_new_product(look: Look) -> list[Hit]:
    """Customers that bought something alike before, and not yet the new product."""
    found: list[Hit] = []
    for name, day, (fact, due, latest), query in told(look):
        for customer, named, level, owner, before in fetch(query):
            hit = Hit(customer, named, level, owner, fact, day, due, latest, what=name)
            found.append(replace(hit, before=before))
        if look.enough(found):
            break
    return found


def _new_products(look: Look) -> Iterable[tuple[int, str, str, str, str, int | None]]:
    first, last = look.window(
        look.choice.days.get("fresh", 0) + max(look.choice.offsets, default=0)
    )
    query = Product.select(*_NEW, Product.follows_id).where(Product.active)
    return fetch(query.where(Product.new_since.between(first.isoformat(), last.isoformat())))


def _alike(id: int, maker: str, category: str, follows: int | None) -> Expression:
    """Which products the new one is like."""
    if follows is not None:
        condition: Expression = Product.id == follows
        return condition
    never: Expression = Product.id == -id
    same = never
    if maker:
        same |= Product.maker.collate("NOCASE") == maker
    if category:
        same |= Product.category.collate("NOCASE") == category
    return same


def _had(*conditions: Expression) -> ModelSelect:
    """Customers with the product they had last: (customer_id, name, day)."""
    ordered = (
        OrderLine.select(
            Order.customer.alias("customer_id"), Product.name.alias("name"), Order.date.alias("day")
        )
        .join(Order)
        .switch(OrderLine)
        .join(Product)
        .where(Order.status != "cancelled", *conditions)
    )
    held = (
        Term.select(
            Term.customer.alias("customer_id"),
            Product.name.alias("name"),
            fn.COALESCE(Term.starts, "").alias("day"),
        )
        .join(Product)
        .where(*conditions)
    )
    every = ordered.union_all(held).alias("every")
    return (
        OrderLine.select(
            every.c.customer_id, every.c.name, fn.MAX(day_text(every.c.day)).alias("day")
        )
        .from_(every)
        .group_by(every.c.customer_id)
    )


def _buyers(look: Look, new_id: int, had: ModelSelect) -> ModelSelect:
    before = had.alias("before")
    have_it = _had(Product.id == new_id).alias("have_it")
    owners = OrderLine.select(have_it.c.customer_id).from_(have_it)
    return (
        Customer.select(
            Customer.id, Customer.name, Customer.level, Customer.owner_id, before.c.name
        )
        .join(before, on=(before.c.customer_id == Customer.id))
        .switch(Customer)
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .where(look.cared_for() & Customer.id.not_in(owners))
        .order_by(CustomerFact.bought.desc(), Customer.id)
    )
