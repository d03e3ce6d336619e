"""Invents the company of the demonstration data, all of it into a book that is written at once."""

from datetime import date
from random import Random

from smallcrm.services.demo_book import Book
from smallcrm.services.demo_customers import invent_customers
from smallcrm.services.demo_drafts import Calendar
from smallcrm.services.demo_files import Keep, add_files
from smallcrm.services.demo_more import (
    add_own_fields,
    add_relations,
    enter_twice,
    tell_referrers,
)
from smallcrm.services.demo_plans import (
    invent_open_plans,
    invent_opinions,
    invent_past_plans,
    invent_promises,
)
from smallcrm.services.demo_records import Records
from smallcrm.services.demo_sales import invent_sales
from smallcrm.services.demo_talks import invent_talks
from smallcrm.services.demo_words import load_words

__all__ = ["Book", "invent"]

SEED = 20


def invent(book: Book, language: str, today: date, keep: Keep) -> int:
    words, rng, calendar = load_words(language), Random(SEED), Calendar(today)
    customers = invent_customers(words, rng, calendar)
    enter_twice(words, customers)
    tell_referrers(customers)
    for customer in customers:
        invent_sales(words, rng, calendar, customer)
        invent_talks(words, rng, calendar, customer)
    records = Records(book, words, rng, calendar)
    records.add_customers(customers)
    records.add_history(customers)
    plans = [plan for one in customers for plan in invent_past_plans(words, rng, calendar, one)]
    records.add_plans(plans + invent_open_plans(words, rng, calendar, customers))
    records.add_promises(invent_promises(words, rng, calendar, customers))
    records.add_opinions(invent_opinions(words, rng, customers))
    add_own_fields(words, book, customers)
    add_relations(book, customers)
    add_files(words, book, calendar, customers, keep)
    return len(customers)
