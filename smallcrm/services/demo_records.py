"""Turning what was invented into rows."""

from random import Random
from typing import Any

from smallcrm.models import (
    Address,
    Competitor,
    Contact,
    Customer,
    CustomerTag,
    Deal,
    Feedback,
    FollowUp,
    Interaction,
    Order,
    OrderLine,
    Phone,
    Product,
    Receipt,
    Source,
    Staff,
    Stage,
    StageHistory,
    Tag,
    Term,
)
from smallcrm.services import demo_drafts as drafts
from smallcrm.services.demo_book import Book
from smallcrm.services.demo_days import states
from smallcrm.services.demo_drafts import Calendar
from smallcrm.services.demo_more import consent_of
from smallcrm.services.demo_plans import Opinion, Plan, Promise
from smallcrm.services.demo_talks import POINTS, outcome_of
from smallcrm.services.demo_words import City, Words, weighted

MINUTES = {"call": (3, 20), "visit": (40, 150), "meeting": (30, 90), "service": (60, 240)}


class Records:
    """Adds drafts to a book, with what they refer to."""

    def __init__(self, book: Book, words: Words, rng: Random, calendar: Calendar) -> None:
        self._book, self._words, self._rng, self._calendar = book, words, rng, calendar
        self._staff = [book.find_or_add(Staff, name) for name in words.staff]
        self._competitors = [book.find_or_add(Competitor, name) for name in words.competitors]
        articles = [*words.equipment, *words.supplies, words.service_contract]
        self._products = {
            one.code: book.find_or_add(
                Product,
                one.name,
                code=one.code,
                category=one.category,
                unit=one.unit,
                price=one.price,
                cost=one.cost,
            )
            for one in articles
        }
        stages = list(Stage.select().order_by(Stage.position, Stage.id))
        self._open = [stage.id for stage in stages if stage.kind == "open"]
        ends = {stage.kind: stage.id for stage in reversed(stages)}
        self._ends = {kind: ends.get(kind, stages[-1].id) for kind in ("won", "lost")}

    def add_customers(self, customers: list[drafts.Customer]) -> None:
        """Customers with their persons, phones, addresses and tags, and their past states."""
        for place, customer in enumerate(customers, 1):
            customer.id = self._add_customer(customer, f"C{place:04}")
        for customer in customers:
            known = self._add_details(customer)
            owner = self._owner(customer)
            for state in states(self._rng, self._calendar, customer, owner, known):
                self._book.days.append((customer.id, *state, False))

    def add_history(self, customers: list[drafts.Customer]) -> None:
        """Deals, orders, receipts and interactions, each in the order of time."""
        deals = [(deal, one) for one in customers for deal in one.deals]
        for deal, customer in sorted(deals, key=lambda pair: pair[0].opened):
            deal.id = self._add_deal(customer, deal)
        orders = [(order, one) for one in customers for order in one.orders]
        counted: dict[str, int] = {}
        for order, customer in sorted(orders, key=lambda pair: pair[0].day):
            month = f"{order.day:%y%m}"
            counted[month] = counted.get(month, 0) + 1
            order.id = self._add_order(customer, order, f"SO{month}-{counted[month]:03}")
        receipts = [
            (day, amount, order, customer)
            for order, customer in orders
            for day, amount in order.paid
        ]
        for day, amount, order, customer in sorted(receipts, key=lambda row: (row[0], row[2].id)):
            self._add_receipt(customer, order, day.isoformat(), amount)
        talks = [(talk, one) for one in customers for talk in one.talks]
        for talk, customer in sorted(talks, key=lambda pair: pair[0].at):
            talk.id = self._add_talk(customer, talk)

    def add_plans(self, plans: list[Plan]) -> None:
        """Follow-ups, by when they were made."""
        for plan in sorted(plans, key=lambda plan: plan.created):
            self._book.add(
                FollowUp,
                customer=plan.customer.id,
                contact=plan.customer.people[0].id if plan.customer.people else None,
                deal=plan.deal.id if plan.deal else None,
                order=plan.order.id if plan.order else None,
                staff=self._owner(plan.customer) or self._staff[0],
                interaction=plan.talk.id if plan.talk else None,
                title=plan.title,
                due=plan.due.isoformat(),
                due_time=plan.time,
                state=plan.state,
                closed=plan.closed,
                created=f"{plan.created.isoformat()} 17:00",
            )

    def add_promises(self, promises: list[Promise]) -> None:
        """Terms."""
        for one in promises:
            self._book.add(
                Term,
                customer=one.customer.id,
                product=self._products[one.article.code],
                kind=one.kind,
                title=one.title,
                serial=one.serial,
                starts=one.starts.isoformat(),
                ends=one.ends.isoformat(),
                amount=one.amount,
            )

    def add_opinions(self, opinions: list[Opinion]) -> None:
        """Feedback."""
        for one in opinions:
            about = "us" if one.competitor is None else "competitor"
            rival = None if one.competitor is None else self._competitors[one.competitor]
            self._book.add(
                Feedback,
                customer=one.customer.id,
                interaction=one.talk.id,
                about=about,
                competitor=rival,
                rating=one.rating,
                text=one.text,
                wish=one.wish,
                answered=one.rating is not None and one.rating <= 3 and self._rng.random() < 0.7,
                at=one.talk.day.isoformat(),
            )

    def _owner(self, customer: drafts.Customer) -> int | None:
        return None if customer.owner is None else self._staff[customer.owner]

    def _add_customer(self, customer: drafts.Customer, code: str) -> int:
        words, rng = self._words, self._rng
        year = sum(
            order.amount
            for order in customer.orders
            if not order.cancelled and (self._calendar.today - order.day).days < 365
        )
        values: dict[str, Any] = {}
        if customer.level == "A":
            tax = f"91320000DEMO{code[1:]}X0"
            values |= {"invoice_title": customer.name, "tax_number": tax}
            values |= {"credit_limit": rng.randint(2, 12) * 5_000_000}
        if customer.level in ("A", "B"):
            values |= {
                "employees": rng.randint(2, 60) * 10,
                "founded": str(rng.randint(1996, 2018)),
                "buying_channel": rng.choice(words.channels),
                "preferred_contact": rng.choice(words.preferred),
            }
        if customer.buys:
            values["payment_method"] = words.payments[customer.payment][0]
        source = customer.source
        return self._book.add(
            Customer,
            code=code,
            name=customer.name,
            short_name=customer.short_name,
            role=customer.role,
            status=customer.status,
            level=customer.level,
            source=self._book.find_or_add(Source, source) if source else None,
            owner=self._owner(customer),
            industry=customer.industry,
            revenue=year or None,
            created=customer.created.isoformat(),
            note=rng.choice(words.customer_notes) if rng.random() < 0.12 else "",
            referred_by=customer.brought_by.id if customer.brought_by else None,
            **consent_of(customer, code),
            **values,
        )

    def _add_details(self, customer: drafts.Customer) -> int:
        """Write what hangs on a customer; returns how many facts of the eight are known."""
        book = self._book
        for place, person in enumerate(customer.people):
            person.id = self._add_person(customer, person, place)
        if customer.phone:
            book.add(Phone, customer=customer.id, kind="phone", number=customer.phone, position=9)
        if customer.city:
            self._add_addresses(customer, customer.city)
        for tag in customer.tags:
            book.add(CustomerTag, customer=customer.id, tag=book.find_or_add(Tag, tag))
        facts = (
            customer.people,
            customer.phone or any(person.mobile for person in customer.people),
            customer.city,
            customer.level,
            customer.owner is not None,
            customer.source,
            customer.industry,
            any(person.email or person.wechat for person in customer.people),
        )
        return sum(map(bool, facts))

    def _add_person(self, customer: drafts.Customer, person: drafts.Person, place: int) -> int:
        words = self._words
        person_id = self._book.add(
            Contact,
            customer=customer.id,
            position=place,
            name=person.name,
            salutation=words.salutations[0 if person.male else 1],
            gender="male" if person.male else "female",
            title=person.title,
            role=words.roles.get(person.title, ""),
            interests=person.interests,
            email=person.email,
            wechat=person.wechat,
            birthday=person.birthday,
            birthday_lunar=person.lunar,
            left_on=person.left_on.isoformat() if person.left_on else None,
        )
        if person.mobile:
            values = {"customer": customer.id, "contact": person_id, "number": person.mobile}
            self._book.add(Phone, kind="mobile", position=place, **values)
        return person_id

    def _add_addresses(self, customer: drafts.Customer, city: City) -> None:
        words, rng = self._words, self._rng
        kinds = [("office", words.street)]
        if customer.level == "A" and rng.random() < 0.4:
            kinds.append(("delivery", words.delivery))
        district = rng.choice(city.districts)
        for place, (kind, pattern) in enumerate(kinds):
            values = {"street": rng.choice(words.streets), "number": rng.randint(1, 399)}
            self._book.add(
                Address,
                customer=customer.id,
                kind=kind,
                province=city.province,
                city=city.name,
                district=district,
                street=pattern % values,
                position=place,
            )

    def _add_deal(self, customer: drafts.Customer, deal: drafts.Deal) -> int:
        entered = [
            (self._open[min(stage, len(self._open) - 1)], day) for stage, day in deal.entered
        ]
        if deal.closed:
            entered.append((self._ends[deal.outcome], deal.closed))
        deal_id = self._book.add(
            Deal,
            customer=customer.id,
            contact=customer.people[0].id if customer.people else None,
            stage=entered[-1][0],
            owner=self._owner(customer),
            competitor=None if deal.competitor is None else self._competitors[deal.competitor],
            title=deal.title,
            amount=deal.amount,
            expected_close=deal.expected.isoformat() if deal.expected else None,
            opened=deal.opened.isoformat(),
            closed=deal.closed.isoformat() if deal.closed else None,
            lost_reason=deal.reason,
        )
        for stage_id, day in entered:
            values = {"stage": stage_id, "entered": day.isoformat(), "amount": deal.amount}
            self._book.add(StageHistory, deal=deal_id, **values)
        return deal_id

    def _add_order(self, customer: drafts.Customer, order: drafts.Order, number: str) -> int:
        age = (self._calendar.today - order.day).days
        status = "cancelled" if order.cancelled else "done" if age > 14 else "open"
        order_id = self._book.add(
            Order,
            customer=customer.id,
            deal=order.deal.id if order.deal else None,
            staff=self._owner(customer),
            number=number,
            date=order.day.isoformat(),
            due=order.due.isoformat(),
            status=status,
        )
        for place, line in enumerate(order.lines):
            self._book.add(
                OrderLine,
                order=order_id,
                product=self._products[line.article.code],
                position=place,
                title=line.article.name,
                quantity=str(line.quantity),
                price=line.price,
                amount=line.quantity * line.price,
            )
        return order_id

    def _add_receipt(
        self, customer: drafts.Customer, order: drafts.Order, day: str, amount: int
    ) -> None:
        self._book.add(
            Receipt,
            customer=customer.id,
            order=order.id,
            staff=self._owner(customer),
            date=day,
            amount=amount,
            method=weighted(self._rng, self._words.methods),
        )

    def _add_talk(self, customer: drafts.Customer, talk: drafts.Talk) -> int:
        rng = self._rng
        other = rng.random() < 0.06 or customer.owner is None
        staff = rng.choice(self._staff) if other else self._owner(customer)
        people = [person for person in customer.people if not person.left_on]
        person = rng.choice(people[:2]) if people else None
        rated = talk.kind == "service" or (talk.routine and rng.random() < 0.16)
        low, high = MINUTES.get(talk.kind, (0, 0))
        return self._book.add(
            Interaction,
            customer=customer.id,
            contact=person.id if person else None,
            staff=staff,
            deal=talk.deal.id if talk.deal else None,
            kind=talk.kind,
            at=talk.at,
            content=talk.text,
            outcome=outcome_of(talk.kind, talk.text),
            touch_point=POINTS.get(talk.kind, ""),
            entered=talk.at,
            satisfaction=rng.choices((5, 4, 3, 2), (44, 40, 12, 4))[0] if rated else None,
            minutes=rng.randint(low, high) if high else None,
            expense=rng.randint(3, 24) * 1000
            if talk.kind == "visit" and rng.random() < 0.5
            else None,
        )
