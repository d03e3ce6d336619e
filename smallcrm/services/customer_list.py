"""The Customers list: views, filters, columns, order."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any

from peewee import JOIN, Expression, ModelSelect, fn

from smallcrm.core.dates import date_words, overdue_words
from smallcrm.core.i18n import N_, _, current, ngettext
from smallcrm.models import (
    Customer,
    CustomerFact,
    CustomerTag,
    ImportRow,
    Source,
    Staff,
    Tag,
    Term,
)
from smallcrm.services.lookups import list_tags
from smallcrm.services.search import SearchIndex, matches
from smallcrm.services.table import Column, Row, Sort, Tone
from smallcrm.services.vocabulary import STATUSES, word
from smallcrm.storage.database import fetch_ids
from smallcrm.storage.session import Session

COLUMNS = (
    Column("name", N_("Customer"), "text", 210),
    Column("level", N_("Level"), "level", 60),
    Column("contact", N_("Contact"), "text", 90),
    Column("phone", N_("Phone"), "phone", 130),
    Column("city", N_("City"), "text", 80),
    Column("last_contact", N_("Last contact"), "date", 100),
    Column("next_step", N_("Next step"), "words", 170),
    Column("status", N_("Life-cycle"), "words", 80, shown=False),
    Column("owner", N_("Owner"), "text", 90, shown=False),
    Column("source", N_("Source"), "text", 100, shown=False),
    Column("industry", N_("Industry"), "text", 110, shown=False),
    Column("revenue", N_("Annual purchases"), "money", 120, shown=False),
    Column("bought", N_("Bought"), "money", 120, shown=False),
    Column("owed", N_("Owed"), "money", 110, shown=False),
    Column("completeness", N_("Complete"), "percent", 80, shown=False),
    Column("code", N_("Code"), "text", 90, shown=False),
    Column("created", N_("Since"), "date", 100, shown=False),
)

ORDERS: dict[str, Any] = {
    "name": CustomerFact.sort_name,
    "level": Customer.level,
    "contact": CustomerFact.contact,
    "phone": CustomerFact.phone,
    "city": CustomerFact.city,
    "last_contact": CustomerFact.last_contact,
    "next_step": CustomerFact.next_due,
    "status": Customer.status,
    "owner": Staff.name,
    "source": Source.name,
    "industry": Customer.industry,
    "revenue": Customer.revenue,
    "bought": CustomerFact.bought,
    "owed": CustomerFact.owed,
    "completeness": CustomerFact.completeness,
    "code": Customer.code,
    "created": Customer.created,
}
# Unknown values come last in either direction.
ON_CUSTOMER = {"level", "status", "owner", "source", "industry", "revenue", "code", "created"}
EMPTY_LAST = {
    "level",
    "contact",
    "phone",
    "city",
    "last_contact",
    "next_step",
    "revenue",
    "industry",
    "code",
}


@dataclass(frozen=True, slots=True)
class View:
    """A named filter at the left of the list. `count` is how many customers it holds now."""

    key: str
    title: str
    icon: str
    tone: Tone
    count: int


VIEWS: dict[str, tuple[str, str, Tone]] = {
    "all": (N_("All customers"), "users", ""),
    "level_a": (N_("Level A"), "star", ""),
    "no_next_step": (N_("No next step"), "circle-alert", "bad"),
    "quiet": (N_("Quiet for 60 days"), "moon", "warn"),
    "term_ends": (N_("Term ends in 30 days"), "file-clock", "muted"),
    "owing": (N_("Owing money"), "wallet", "warn"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown: a view or tag, a text, and picked values (empty means any).

    `imports` keeps to the customers that rows of imported lists were about: (import's id, file).
    """

    view: str = "all"
    tag_id: int | None = None
    text: str = ""
    levels: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    imports: tuple[tuple[int, str], ...] = ()

    @property
    def picked(self) -> int:
        """How many kinds of values are picked."""
        return sum(
            bool(values) for values in (self.levels, self.statuses, self.owners, self.cities)
        )

    @property
    def needs_customer(self) -> bool:
        """Whether the conditions look at the customer, not only at what is derived for it."""
        picked = self.levels or self.statuses or self.owners
        return bool(picked) or self.view in ("level_a", "no_next_step", "quiet")


@dataclass(frozen=True, slots=True)
class CustomerQuery:
    """The Customers list under a filter, in an order; `only` keeps it to some of its ids."""

    filter: Filter = field(default_factory=Filter)
    sort: Sort = field(default_factory=lambda: Sort("name"))
    today: str = ""
    columns: tuple[Column, ...] = COLUMNS
    only: frozenset[int] = frozenset()

    def sorted_by(self, sort: Sort) -> "CustomerQuery":
        """The same list in another order."""
        return replace(self, sort=sort)

    def ids(self, session: Session) -> list[int]:
        """The ids of all customers in order."""
        order, descending = ORDERS[self.sort.key], self.sort.descending
        by_id = CustomerFact.customer.desc() if descending else CustomerFact.customer
        ordering = (order.desc() if descending else order, by_id)
        if self.sort.key not in EMPTY_LAST:
            return self._kept(fetch_ids(self._select(session).order_by(*ordering)))
        # Two ordered reads by an index are quicker than one that sorts by "is it empty".
        known = fetch_ids(
            self._select(session).where(order.is_null(False) & (order != "")).order_by(*ordering)
        )
        empty = self._select(session).where(order.is_null() | (order == ""))
        return self._kept(known + fetch_ids(empty.order_by(by_id)))

    def rows(self, session: Session, ids: Sequence[int]) -> list[Row]:
        """One row for each id, in the order of `ids`."""
        query = (
            Customer.select(
                Customer.id,
                Customer.name,
                Customer.level,
                Customer.status,
                Customer.industry,
                Customer.revenue,
                Customer.code,
                Customer.created,
                Staff.name,
                Source.name,
                CustomerFact.contact,
                CustomerFact.phone,
                CustomerFact.city,
                CustomerFact.last_contact,
                CustomerFact.next_due,
                CustomerFact.next_time,
                CustomerFact.next_title,
                CustomerFact.bought,
                CustomerFact.owed,
                CustomerFact.completeness,
            )
            .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
            .switch(Customer)
            .join(Staff, JOIN.LEFT_OUTER, on=(Customer.owner == Staff.id))
            .switch(Customer)
            .join(Source, JOIN.LEFT_OUTER, on=(Customer.source == Source.id))
            .where(Customer.id << list(ids))
        )
        today = session.clock.today()
        found = {row[0]: _as_row(row, today) for row in list(query.tuples())}
        return [found[id] for id in ids if id in found]

    def tone(self, row: Row, key: str) -> Tone:
        """How a cell should look."""
        if key == "next_step":
            due = str(row["next_due"] or "")
            if not due:
                return "muted"
            return "bad" if due < self.today else ""
        if key == "owed" and isinstance(row["owed"], int) and row["owed"] > 0:
            return "warn"
        if key == "level" and row["level"] == "A":
            return "accent"
        return "muted" if key in ("level", "last_contact", "created", "completeness") else ""

    def sum_revenue(self, session: Session) -> int:
        """The annual purchases of all customers in the list, in minor units."""
        query = CustomerFact.select(fn.COALESCE(fn.SUM(Customer.revenue), 0))
        query = query.join(Customer, on=(CustomerFact.customer == Customer.id))
        conditions = self._conditions(session)
        return int((query.where(*conditions) if conditions else query).scalar())

    def _kept(self, ids: list[int]) -> list[int]:
        return [one for one in ids if one in self.only] if self.only else ids

    def _select(self, session: Session) -> ModelSelect:
        """The ids of the filtered customers: other tables are joined only where they are needed."""
        query = CustomerFact.select(CustomerFact.customer)
        if self.sort.key in ON_CUSTOMER or self.filter.needs_customer:
            query = query.join(Customer, on=(CustomerFact.customer == Customer.id))
        if self.sort.key == "owner":
            query = query.join(Staff, JOIN.LEFT_OUTER, on=(Customer.owner == Staff.id))
        elif self.sort.key == "source":
            query = query.join(Source, JOIN.LEFT_OUTER, on=(Customer.source == Source.id))
        conditions = self._conditions(session)
        return query.where(*conditions) if conditions else query

    def _conditions(self, session: Session) -> list[Expression]:
        f, customer = self.filter, CustomerFact.customer
        view = _view_condition(session, f.view)
        found = [view] if view is not None else []
        if f.tag_id is not None:
            tagged = CustomerTag.select(CustomerTag.customer).where(CustomerTag.tag == f.tag_id)
            found.append(customer << tagged)
        if f.text.strip():
            hits = SearchIndex.select(SearchIndex.rowid).where(matches(SearchIndex.body, f.text))
            found.append(customer << hits)
        if f.imports:
            of_import = ImportRow.import_id << [id for id, _name in f.imports]
            rows = ImportRow.select(ImportRow.customer_id).where(of_import)
            found.append(customer << rows.where(ImportRow.customer_id.is_null(False)))
        if f.levels:
            found.append(Customer.level << f.levels)
        if f.statuses:
            found.append(Customer.status << f.statuses)
        if f.cities:
            found.append(CustomerFact.city << f.cities)
        if f.owners:
            owned = Customer.owner << Staff.select(Staff.id).where(Staff.name << f.owners)
            found.append((owned | Customer.owner.is_null()) if "" in f.owners else owned)
        return found


def list_views(session: Session) -> list[View]:
    """The views with their counts."""
    found = []
    for key, (title, icon, tone) in VIEWS.items():
        condition = _view_condition(session, key)
        query = Customer.select(fn.COUNT(Customer.id))
        if condition is not None:
            query = query.join(CustomerFact, on=(CustomerFact.customer == Customer.id)).where(
                condition
            )
        found.append(View(key, _(title), icon, tone, int(query.scalar())))
    return found


def list_tag_views(session: Session) -> list[tuple[int, str, int]]:
    """(tag id, name, customers) for the tags that are in use."""
    return [(tag.id, tag.name, tag.count) for tag in list_tags(session) if tag.count]


def list_cities(session: Session) -> list[str]:
    """The cities in use, the most frequent first."""
    query = (
        CustomerFact.select(CustomerFact.city)
        .where(CustomerFact.city != "")
        .group_by(CustomerFact.city)
    )
    return [
        row[0]
        for row in list(query.order_by(fn.COUNT(CustomerFact.customer).desc()).limit(100).tuples())
    ]


def filter_words(filter: Filter) -> str:
    """The filter in words, for the head of a printed or exported list."""
    words = [_(VIEWS[filter.view][0])] if filter.view != "all" else []
    if filter.tag_id is not None:
        tag = Tag.get_or_none(Tag.id == filter.tag_id)
        words.append(_("Tag %(name)s") % {"name": tag.name if tag else ""})
    words += [f"“{filter.text.strip()}”"] if filter.text.strip() else []
    statuses = [word(STATUSES, status) for status in filter.statuses]
    for values in (list(filter.levels), statuses, list(filter.owners), list(filter.cities)):
        words += [", ".join(values)] if values else []
    words += [imported_words(filter)] if filter.imports else []
    return " · ".join(words)


def imported_words(filter: Filter) -> str:
    """From which lists the filter keeps customers: "From the import of 客户.xlsx"."""
    names = ", ".join(dict.fromkeys(name for _id, name in filter.imports))
    return _("From the import of %(file)s") % {"file": names}


def count_words(n: int) -> str:
    """ "1,284 customers"."""
    return ngettext("%(n)s customer", "%(n)s customers", n) % {"n": f"{n:,}"}


def _view_condition(session: Session, view: str) -> Expression | None:
    today = session.clock.today()
    if view == "level_a":
        return Customer.level == "A"
    if view == "no_next_step":
        return (
            CustomerFact.next_due.is_null()
            & (Customer.status != "lost")
            & (Customer.role != "supplier")
        )
    if view == "quiet":
        since = (today - timedelta(days=60)).isoformat()
        quiet = CustomerFact.last_contact.is_null() | (CustomerFact.last_contact < since)
        return quiet & (Customer.status != "lost")
    if view == "term_ends":
        until = (today + timedelta(days=30)).isoformat()
        return CustomerFact.customer << Term.select(Term.customer).where(
            Term.ends.between(today.isoformat(), until)
        )
    if view == "owing":
        return CustomerFact.owed > 0
    return None


def next_step_words(due: str | None, due_time: str, title: str, today: date) -> str:
    """What is planned next, in words: 今天 14:00 回访, 逾期 3 天 · 催款; "" when nothing is."""
    if not due:
        return ""
    day, language = date.fromisoformat(due), current().language
    if day < today:
        return f"{overdue_words((today - day).days, language)} · {title}"
    at = time.fromisoformat(due_time) if due_time else None
    return f"{date_words(day, today, language, at)} {title}"


def _as_row(found: Sequence[Any], today: date) -> Row:
    (
        id,
        name,
        level,
        status,
        industry,
        revenue,
        code,
        created,
        owner,
        source,
        contact,
        phone,
        city,
        *rest,
    ) = found
    last_contact, next_due, next_time, next_title, bought, owed, completeness = rest
    return {
        "id": id,
        "name": name,
        "level": level,
        "status": word(STATUSES, status),
        "industry": industry,
        "revenue": revenue,
        "code": code,
        "created": created,
        "owner": owner or "",
        "source": source or "",
        "contact": contact,
        "phone": phone,
        "city": city,
        "last_contact": last_contact,
        "next_step": next_step_words(next_due, next_time, next_title, today),
        "next_due": next_due,
        "next_time": next_time,
        "bought": bought,
        "owed": owed,
        "completeness": completeness,
    }
