"""A long invented past for customers that are there already, to measure with: one undoable step."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from random import Random

from smallcrm.models import (
    Customer,
    Deal,
    FollowUp,
    Interaction,
    Order,
    OrderLine,
    Product,
    Receipt,
    Stage,
    StageHistory,
    Term,
)
from smallcrm.models.bulk import insert_rows, next_id
from smallcrm.services.demo_words import Words, load_words
from smallcrm.storage.database import fetch_ids
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

SEED = 5
DAYS = 1500  # that the past is long
PRODUCTS = 60
BUSY = 200  # one record in so many is about the same few customers
BUSY_CUSTOMERS = 10
KINDS = ("call", "call", "call", "wechat", "wechat", "visit", "email", "note")
TERMS = ("contract", "warranty", "subscription", "consumable")


def invent_past(session: Session, interactions: int) -> None:
    """Give the customers so many records of contact, and deals, orders and plans in proportion."""
    ids = fetch_ids(Customer.select(Customer.id).order_by(Customer.id))
    with session.unit(Op.DEMO):
        _Past(session.clock.today(), ids, load_words("zh_CN")).write(interactions)


class _Past:
    """Rows of every kind, the same for the same customers and day."""

    def __init__(self, today: date, ids: Sequence[int], words: Words) -> None:
        self._ids, self._words = ids, words
        self._days = [(today - timedelta(days=back)).isoformat() for back in range(-60, DAYS)]
        self._today = 60
        self._random = Random(SEED)

    def write(self, interactions: int) -> None:
        self._write_products()
        self._write_deals()
        self._write_orders()
        soon = [self._days[self._today + late] for late in range(-30, 5)]
        plans = ((id, f"回访 {id}", soon[id % len(soon)], soon[-1]) for id in self._some(0.1))
        insert_rows(FollowUp, ("customer", "title", "due", "created"), plans)
        terms = ((id, TERMS[id % 4], "年度服务", self._day(-60, 600)) for id in self._some(0.05))
        insert_rows(Term, ("customer", "kind", "title", "ends"), terms)
        insert_rows(Interaction, ("customer", "kind", "at", "content"), self._talks(interactions))

    def _talks(self, count: int) -> Iterator[tuple[object, ...]]:
        ids, days, kinds = self._ids, self._days[self._today :], len(KINDS)
        notes = self._notes()
        for place in range(count):
            at = place * len(days) // count
            busy = place % BUSY == 0
            # a number without a common divisor spreads the records over all customers
            owner = ids[place // BUSY % BUSY_CUSTOMERS] if busy else ids[place * 7919 % len(ids)]
            time = f" {8 + place % 11:02}:{place % 60:02}"
            content = f"{notes[place * 31 % len(notes)]}，单号{place}"
            yield owner, KINDS[place % kinds], days[at] + time, content

    def _notes(self) -> list[str]:
        said = [*self._words.intro, *self._words.care, *self._words.visit, *self._words.chase]
        said = [text.rstrip("。") for text in said if "%" not in text]
        names = [one.name for one in self._words.equipment]
        parts = list(product(said, names))
        self._random.shuffle(parts)
        return [f"{text}，{name}" for text, name in parts]

    def _write_products(self) -> None:
        first = self._first_product = next_id(Product)
        articles = [*self._words.equipment, *self._words.supplies]
        names = (
            (first + place, f"{article.name} {place}", article.category, article.price)
            for place in range(PRODUCTS)
            for article in [articles[place % len(articles)]]
        )
        insert_rows(Product, ("id", "name", "category", "price"), names)

    def _write_deals(self) -> None:
        stages = fetch_ids(Stage.select(Stage.id).where(Stage.kind == "open"))
        ids, first = self._some(0.08), next_id(Deal)
        opened = [self._day(0, 200) for _id in ids]
        deals = (
            (
                first + place,
                id,
                stages[place % len(stages)],
                "设备更新",
                place * 1000,
                opened[place],
            )
            for place, id in enumerate(ids)
        )
        insert_rows(Deal, ("id", "customer", "stage", "title", "amount", "opened"), deals)
        entered = (
            (first + place, stages[place % len(stages)], opened[place]) for place in range(len(ids))
        )
        insert_rows(StageHistory, ("deal", "stage", "entered"), entered)

    def _write_orders(self) -> None:
        ids, first = self._some(0.3) + self._some(0.2), next_id(Order)
        days = [self._day(0, DAYS - 1) for _id in ids]
        orders = ((first + place, id, days[place]) for place, id in enumerate(ids))
        insert_rows(Order, ("id", "customer", "date"), orders)
        lines = (
            (first + place, self._first_product + (place * 7 + line) % PRODUCTS, line, amount)
            for place in range(len(ids))
            for line, amount in enumerate((120_000, 48_000)[: 1 + place % 2])
        )
        insert_rows(OrderLine, ("order", "product", "position", "amount"), lines)
        paid = (
            (id, first + place, days[place], 120_000 if place % 9 else 20_000)
            for place, id in enumerate(ids)
            if place % 12
        )
        insert_rows(Receipt, ("customer", "order", "date", "amount"), paid)

    def _some(self, share: float) -> list[int]:
        return self._random.sample(self._ids, max(1, int(len(self._ids) * share)))

    def _day(self, first: int, last: int) -> str:
        """A day from `first` to `last` days ago; negative ones are to come."""
        return self._days[self._today + self._random.randint(first, last)]
