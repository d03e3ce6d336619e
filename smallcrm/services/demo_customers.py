"""Inventing the customers of the demonstration data: who they are and where they stand."""

from datetime import date, timedelta
from itertools import product
from random import Random

from smallcrm.core.dates import Month
from smallcrm.core.pinyin import pinyin_full
from smallcrm.services.demo_drafts import MONTHS_BACK, Calendar, Customer, Person, workday
from smallcrm.services.demo_words import Words, weighted

COUNT = 300
DEALERS, SUPPLIERS = 9, 4
# Chinese mobile numbers that no operator has been given.
MOBILE_STARTS = ("154", "161", "164")

# Where a customer stands, by how many days ago it came, and its level by where it stands.
STANDING = (
    (75, (("lead", 40), ("prospect", 42), ("active", 18))),
    (300, (("active", 52), ("prospect", 27), ("lead", 8), ("lost", 8), ("dormant", 5))),
    (9999, (("active", 64), ("dormant", 16), ("lost", 8), ("prospect", 10), ("lead", 2))),
)
LEVELS = {
    "active": (("A", 14), ("B", 36), ("C", 43), ("D", 7)),
    "prospect": (("A", 3), ("B", 30), ("C", 50), ("", 17)),
    "lead": (("C", 35), ("D", 20), ("", 45)),
    "dormant": (("B", 22), ("C", 58), ("D", 20)),
    "lost": (("B", 14), ("C", 54), ("D", 32)),
}


def invent_customers(words: Words, rng: Random, calendar: Calendar) -> list[Customer]:
    """The customers, oldest first."""
    brands = [first + second for first, second in product(words.first, words.second)]
    rng.shuffle(brands)
    days = sorted(_created(rng, calendar) for _place in range(COUNT))
    customers = [_customer(words, rng, calendar, brands.pop(), day) for day in days]
    for customer in rng.sample(customers[: COUNT // 2], DEALERS + SUPPLIERS)[:SUPPLIERS]:
        _make_supplier(words, customer, brands.pop())
    dealers = [c for c in customers if c.status == "active" and c.city and c.role == "customer"]
    for customer in rng.sample(dealers, DEALERS):
        _make_dealer(words, rng, customer, brands.pop())
    for customer in customers:
        customer.tags = _tags(words, rng, customer, calendar)
        customer.people = _people(words, rng, customer, calendar)
    return customers


def _created(rng: Random, calendar: Calendar) -> date:
    """A day: two of five were there before the history begins, the others more and more."""
    if rng.random() < 0.4:
        return workday(calendar.start - timedelta(days=rng.randint(5, 900)))
    months = range(MONTHS_BACK + 1)
    month = Month.of(calendar.start).plus(rng.choices(months, [1 + 0.06 * m for m in months])[0])
    day = workday(month.day(rng.randint(3, 28)))
    return min(day, workday(calendar.today - timedelta(days=rng.randint(0, 9))))


def _customer(words: Words, rng: Random, calendar: Calendar, brand: str, created: date) -> Customer:
    age = (calendar.today - created).days
    status = weighted(rng, next(shares for days, shares in STANDING if age <= days))
    level = weighted(rng, LEVELS[status])
    industry, kinds = rng.choice(words.industries)
    city = words.city(rng)
    values = {"brand": brand, "word": rng.choice(kinds), "city": city.name}
    name = rng.choice(words.names) % {**values, "suffix": weighted(rng, words.suffixes)}
    # What is not known of a customer: much of a lead, little of an old friend.
    gaps = {"lead": 0.42, "prospect": 0.22, "lost": 0.25, "dormant": 0.2}.get(status, 0.15)
    known = [rng.random() >= share for share in (gaps, gaps, gaps / 2.5, gaps / 2)]
    staff = rng.choices(range(len(words.staff)), (33, 28, 22, 17))[0]
    return Customer(
        name=name,
        short_name=words.short % values,
        role="customer",
        industry=industry if known[0] else "",
        city=city if known[1] or status == "active" else None,
        created=created,
        status=status,
        level=level,
        source=weighted(rng, words.sources) if known[2] else "",
        owner=staff if known[3] or level in ("A", "B") else None,
        payment=words.payments.index(weighted(rng, [(p, p[1]) for p in words.payments])),
        pays=weighted(rng, (("prompt", 80), ("slow", 16), ("bad", 4))),
        until=_until(rng, calendar, status, age),
        phone=_landline(rng, city.area_code) if rng.random() > gaps + 0.25 else "",
    )


def _until(rng: Random, calendar: Calendar, status: str, age: int) -> date | None:
    """The day after which a dormant or lost customer was not heard of any more."""
    if status not in ("dormant", "lost"):
        return None
    earliest, latest = (75, 260) if status == "dormant" else (15, 420)
    days = rng.randint(min(earliest, age - 1), max(earliest + 1, min(latest, age - 30)))
    return workday(calendar.today - timedelta(days=days))


def _make_supplier(words: Words, customer: Customer, brand: str) -> None:
    customer.name = words.supplier % {"brand": brand}
    customer.short_name, customer.role, customer.level = "", "supplier", ""
    customer.status, customer.until, customer.source = "active", None, ""


def _make_dealer(words: Words, rng: Random, customer: Customer, brand: str) -> None:
    assert customer.city
    customer.name = words.dealer % {"brand": brand, "city": customer.city.name}
    customer.short_name, customer.role = "", "partner"
    customer.industry, customer.level = "", rng.choice("AAB")
    customer.owner = rng.randrange(len(words.staff)) if customer.owner is None else customer.owner


def _tags(words: Words, rng: Random, customer: Customer, calendar: Calendar) -> list[str]:
    dealer, monthly, project, invoice, fair = words.tags
    year, met = customer.created.year, customer.source == words.sources[1][0]
    wanted = (
        (dealer, 1.0 if customer.role == "partner" else 0.0),
        (monthly, 0.45 if customer.payment < 2 and customer.status == "active" else 0.0),
        (project, 0.45 if customer.level == "A" else 0.0),
        (invoice, 0.15),
        (fair % {"year": year}, 0.8 if met and year >= calendar.today.year - 1 else 0.0),
    )
    return [tag for tag, chance in wanted if rng.random() < chance]


def _people(words: Words, rng: Random, customer: Customer, calendar: Calendar) -> list[Person]:
    most = {"A": (2, 3), "B": (1, 2)}.get(customer.level, (1, 1))
    count = rng.randint(*most)
    if customer.status == "lead" and rng.random() < 0.2:
        count = 0
    people = [_person(words, rng, customer, place) for place in range(count)]
    if count == 3 and rng.random() < 0.4:
        people[-1].left_on = workday(calendar.today - timedelta(days=rng.randint(40, 300)))
    return people


def _person(words: Words, rng: Random, customer: Customer, place: int) -> Person:
    male = rng.random() < 0.6
    given = rng.choice(words.given_male if male else words.given_female)
    surname = rng.choice(words.surnames)
    name = words.person % {"surname": surname, "given": given}
    title = weighted(rng, words.titles[place:])
    mobile = rng.choice(MOBILE_STARTS) + f"{rng.randint(0, 99_999_999):08}"
    person = Person(name, male, title, mobile if place == 0 or rng.random() < 0.8 else "")
    latin = pinyin_full(surname + given, surname=True) if not name.isascii() else given.lower()
    company = pinyin_full(customer.short_name or customer.name)[:14].strip() or "office"
    if rng.random() < (0.6 if customer.status == "active" else 0.35):
        person.email = f"{latin}@{company}.example"
    if rng.random() < 0.45:
        person.wechat = f"{latin}_{rng.randint(10, 999)}"
    if customer.level == "A" and rng.random() < 0.4:
        day = date(rng.randint(1966, 1994), rng.randint(1, 12), rng.randint(1, 28))
        person.birthday, person.lunar = day.isoformat(), rng.random() < 0.3
        person.interests = rng.choice(words.interests)
    return person


def _landline(rng: Random, area_code: str) -> str:
    digits = 8 if len(area_code) == 3 or rng.random() < 0.9 else 7
    start = "5550" if digits == 8 else "555"
    return area_code + start + f"{rng.randint(0, 10 ** (digits - len(start)) - 1):04}"
