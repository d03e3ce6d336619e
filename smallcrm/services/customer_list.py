"""The Customers list: views, filters, columns, order."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from peewee import JOIN, SQL, Expression, ModelSelect, fn

from smallcrm.core.dates import date_words, overdue_words
from smallcrm.core.dates.birthday import said_birthday
from smallcrm.core.i18n import N_, _, current, listed, ngettext
from smallcrm.models import Customer, CustomerFact, Source, Staff, Tag
from smallcrm.services.customer_columns import (
    ALWAYS,
    COLUMNS,
    is_stored,
    on_customer,
    order_of,
    read_values,
)
from smallcrm.services.customer_filter import EVERYBODY, Condition, Group
from smallcrm.services.customer_filter_sql import SEARCH, compile_filter, needs_customer
from smallcrm.services.customer_filter_words import group_words
from smallcrm.services.lookups import list_tags
from smallcrm.services.table import Column, Row, Sort, Tone
from smallcrm.services.vocabulary import (
    CONSENTS,
    CUSTOMER_KINDS,
    ROLES,
    STATUSES,
    word,
)
from smallcrm.storage.database import among, fetch_ids, fetch_long, fetch_rows
from smallcrm.storage.session import Session

__all__ = ["COLUMNS", "VIEWS", "CustomerQuery", "Filter", "View"]


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
    "leads": (N_("New leads"), "inbox", "accent"),
    "nobodys": (N_("Nobody's"), "user-x", "muted"),
}
_NOT_LOST = Condition("status", "none_of", ("lost",))
VIEW_FILTERS: dict[str, Group] = {
    "level_a": Group((Condition("level", "any_of", ("A",)),)),
    "no_next_step": Group(
        (Condition("next_step", "unknown"), _NOT_LOST, Condition("role", "none_of", ("supplier",)))
    ),
    "quiet": Group((Condition("last_contact", "quiet", (60,)), _NOT_LOST)),
    "term_ends": Group((Condition("term", "next_days", (30,)),)),
    "owing": Group((Condition("owed", "known"),)),
    "leads": Group((Condition("status", "any_of", ("lead",)),)),
    "nobodys": Group((Condition("owner", "unknown"), _NOT_LOST)),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown: a view or tag, a text, picked values (empty means any), and conditions.

    `saved` is the id of the saved view it came from; `imports` keeps to the customers that rows of
    imported lists were about: (import's id, file).
    """

    view: str = "all"
    tag_id: int | None = None
    text: str = ""
    levels: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    imports: tuple[tuple[int, str], ...] = ()
    where: Group = EVERYBODY
    saved: int | None = None

    @property
    def picked(self) -> int:
        """How many kinds of values are picked."""
        return sum(
            bool(values) for values in (self.levels, self.statuses, self.owners, self.cities)
        )

    def tree(self) -> Group:
        """All of it as one tree of conditions."""
        parts: list[Condition | Group] = []
        if found := VIEW_FILTERS.get(self.view):
            parts.append(found)
        if self.tag_id is not None:
            parts.append(Condition("tags", "any_of", (self.tag_id,)))
        if self.text.strip():
            parts.append(Condition(SEARCH, "contains", (self.text,)))
        if self.imports:
            parts.append(Condition("import", "any_of", tuple(id for id, _name in self.imports)))
        if self.levels:
            parts.append(Condition("level", "any_of", self.levels))
        if self.statuses:
            parts.append(Condition("status", "any_of", self.statuses))
        if self.cities:
            parts.append(Group(tuple(Condition("city", "is", (one,)) for one in self.cities), True))
        if self.owners:
            parts.append(Condition("owner", "any_of", _staff_ids(self.owners)))
        return Group((*parts, self.where) if self.where else tuple(parts))


def _staff_ids(names: Sequence[str]) -> tuple[int | str, ...]:
    """The ids of staff by name, "" for nobody; a name that is gone means no customer."""
    ids = fetch_ids(Staff.select(Staff.id).where(Staff.name << list(names)))
    return (*ids, *([""] if "" in names else []), *([] if ids or "" in names else [-1]))


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
        return self._ordered(session)

    def first(self, session: Session, most: int) -> tuple[int, list[int]]:
        """How many customers the list holds, and the first ids: quicker than all of them."""
        return self.count(session), self._ordered(session, most)

    def _ordered(self, session: Session, most: int | None = None) -> list[int]:
        order, descending = order_of(self.sort.key), self.sort.descending
        by_id = CustomerFact.customer.desc() if descending else CustomerFact.customer
        if self.sort.then or not is_stored(self.sort.key):
            return self._kept(
                fetch_long(self._sorted_once(session).order_by_extend(by_id).limit(most))
            )
        ordering = [order.desc() if descending else order.asc(), by_id]
        if self.sort.key in ALWAYS:
            return self._kept(fetch_long(self._select(session).order_by(*ordering).limit(most)))
        # Two ordered reads by an index are quicker than one that sorts by "is it empty".
        known = fetch_long(
            self._select(session)
            .where(order.is_null(False) & (order != ""))
            .order_by(*ordering)
            .limit(most)
        )
        left = None if most is None else most - len(known)
        empty = self._select(session).where(order.is_null() | (order == ""))
        return self._kept(known + fetch_long(empty.order_by(by_id).limit(left)))

    def rows(self, session: Session, ids: Sequence[int]) -> list[Row]:
        """One row for each id, in the order of `ids`."""
        keys = [column.key for column in self.columns]
        found = read_values(session, keys, ids)
        today = session.clock.today()
        return [_as_row(found[id], keys, today) for id in ids if id in found]

    def counts(
        self, session: Session, key: str, only: Sequence[int] | None = None
    ) -> list[tuple[str, int]]:
        """(value, customers) of the list, or of `only`, by level, status, owner, source or city.

        Levels and stages in their order, others by number; values that nobody has are left out.
        """
        links: dict[str, Any] = {"owner": Staff, "source": Source}
        value: Any = getattr(Customer, key) if key in links else order_of(key)
        query = CustomerFact.select(value, fn.COUNT(CustomerFact.customer))
        query = self._joined(query, {key}, names=False)
        if only is not None:
            query = query.where(CustomerFact.customer << among(only))
        else:
            query = self._narrowed(session, query)
        found = [(text or "", n) for text, n in fetch_rows(query.group_by(value))]
        if key in links:
            model = links[key]
            words = dict(fetch_rows(model.select(model.id, model.name)))
            found = [(words.get(id, ""), n) for id, n in found]
        if key == "status":
            known = list(STATUSES)
            found.sort(key=lambda one: known.index(one[0]) if one[0] in known else len(known))
            return [(word(STATUSES, text), n) for text, n in found]
        return sorted(found, key=lambda one: (not one[0], one[0] if key == "level" else -one[1]))

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
        return int(self._narrowed(session, query).scalar())

    def count(self, session: Session) -> int:
        """How many customers the list holds."""
        query = CustomerFact.select(fn.COUNT(SQL("*")))
        return int(self._narrowed(session, self._joined(query, set())).scalar())

    def _kept(self, ids: list[int]) -> list[int]:
        return [one for one in ids if one in self.only] if self.only else ids

    def _select(self, session: Session) -> ModelSelect:
        """The ids of the filtered customers: other tables are joined only where they are needed."""
        query = CustomerFact.select(CustomerFact.customer)
        return self._narrowed(session, self._joined(query, {one.key for one in self.sort.all}))

    def _sorted_once(self, session: Session) -> ModelSelect:
        """The ids with what they are ordered by beside them: it is worked out once for each."""
        values, ordering = [], []
        for place, one in enumerate(self.sort.all):
            name = f"sort_{place}"
            values.append(fn.NULLIF(order_of(one.key), "").alias(name))
            ordering.append(SQL(f"{name} {'DESC' if one.descending else 'ASC'} NULLS LAST"))
        return self._select(session).select_extend(*values).order_by(*ordering)

    def _joined(self, query: ModelSelect, keys: set[str], names: bool = True) -> ModelSelect:
        if any(on_customer(key) for key in keys) or needs_customer(self.filter.tree()):
            query = query.join(Customer, on=(CustomerFact.customer == Customer.id))
        if "owner" in keys and names:
            query = query.join(Staff, JOIN.LEFT_OUTER, on=(Customer.owner == Staff.id))
        if "source" in keys and names:
            query = query.join(Source, JOIN.LEFT_OUTER, on=(Customer.source == Source.id))
        return query

    def _narrowed(self, session: Session, query: ModelSelect) -> ModelSelect:
        condition: Expression | None = compile_filter(session, self.filter.tree())
        return query if condition is None else query.where(condition)


def has_customers(_session: Session) -> bool:
    """Whether there is any customer: counting all takes a while where there are many."""
    return bool(fetch_ids(CustomerFact.select(CustomerFact.customer).limit(1)))


def list_views(session: Session) -> list[View]:
    """The views with their counts."""
    return [
        View(key, _(title), icon, tone, CustomerQuery(Filter(view=key)).count(session))
        for key, (title, icon, tone) in VIEWS.items()
    ]


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
        words += [listed(values)] if values else []
    words += [imported_words(filter)] if filter.imports else []
    words += [group_words(filter.where)] if filter.where else []
    return " · ".join(words)


def imported_words(filter: Filter) -> str:
    """From which lists the filter keeps customers: "From the import of 客户.xlsx"."""
    names = listed(dict.fromkeys(name for _id, name in filter.imports))
    return _("From the import of %(file)s") % {"file": names}


def count_words(n: int) -> str:
    """ "1,284 customers"."""
    return ngettext("%(n)s customer", "%(n)s customers", n) % {"n": f"{n:,}"}


def next_step_words(due: str | None, due_time: str, title: str, today: date) -> str:
    """What is planned next, in words: 今天 14:00 回访, 逾期 3 天 · 催款; "" when nothing is."""
    if not due:
        return ""
    day, language = date.fromisoformat(due), current().language
    if day < today:
        return f"{overdue_words((today - day).days, language)} · {title}"
    at = time.fromisoformat(due_time) if due_time else None
    return f"{date_words(day, today, language, at)} {title}"


_WORDS = {"status": STATUSES, "kind": CUSTOMER_KINDS, "role": ROLES, "consent": CONSENTS}


def _as_row(values: dict[str, Any], keys: Sequence[str], today: date) -> Row:
    words = {key: word(table, values[key]) for key, table in _WORDS.items() if key in values}
    if values.get("birthday"):
        lunar = bool(values["birthday_lunar"])
        words["birthday"] = said_birthday(values["birthday"], lunar, current().language)
    step = next_step_words(values["next_due"], values["next_time"], values["next_title"], today)
    return dict.fromkeys(keys, "") | values | words | {"next_step": step}
