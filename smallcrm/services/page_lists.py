"""The follow-ups and the deals of their pages as lists, to be printed or written to a file."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from peewee import JOIN

from smallcrm.core.dates import date_words
from smallcrm.core.i18n import N_, _, current, pgettext
from smallcrm.models import Contact, Customer, CustomerFact, FollowUp, Staff
from smallcrm.services.deals import Board, get_board
from smallcrm.services.follow_ups import ids_without
from smallcrm.services.people import called
from smallcrm.services.table import Column, Row, ShownList, Sort, Tone
from smallcrm.services.vocabulary import level_words
from smallcrm.storage.database import among, fetch_ids, fetch_rows
from smallcrm.storage.session import Session

FOLLOW_UP_COLUMNS = (
    Column("group", N_("When"), "words", 90, sortable=False),
    Column("due", N_("Due"), "date", 100),
    Column("time", N_("Time"), "text", 60, sortable=False),
    Column("title", N_("Follow-up"), "text", 240, sortable=False),
    Column("customer", N_("Customer"), "text", 200, sortable=False),
    Column("level", N_("Level"), "words", 60, sortable=False),
    Column("contact", N_("Contact person"), "text", 110, sortable=False),
    Column("phone", N_("Phone"), "phone", 120, sortable=False),
    Column("staff", N_("Staff"), "text", 90, sortable=False),
)
DEAL_COLUMNS = (
    Column("stage", N_("Stage"), "words", 110, sortable=False),
    Column("title", N_("Deal"), "text", 200, sortable=False),
    Column("customer", N_("Customer"), "text", 200, sortable=False),
    Column("owner", N_("Owner"), "text", 90, sortable=False),
    Column("expected", N_("Expected"), "date", 100, sortable=False),
    Column("age", N_("Days in stage"), "number", 90, sortable=False),
    Column("step", N_("Next step"), "text", 180, sortable=False),
    Column("step_due", N_("Due"), "date", 100, sortable=False),
    Column("amount", N_("Amount"), "money", 120, sortable=False),
)


def follow_up_list(staff: str = "") -> ShownList:
    """The open follow-ups of one of the staff, or of all, and who has none, as their page."""
    keys = tuple(column.key for column in FOLLOW_UP_COLUMNS)
    return ShownList(_("Follow-ups"), OpenFollowUps(staff), keys, staff)


def deal_list(owner: str = "") -> ShownList:
    """The deals on the board, stage by stage, of one owner or of all."""
    keys = tuple(column.key for column in DEAL_COLUMNS)
    return ShownList(_("Pipeline"), BoardDeals(owner), keys, owner)


@dataclass(frozen=True, slots=True)
class OpenFollowUps:
    """Every open follow-up, those due first first; then the customers with no next step.

    The id of such a customer stands with a minus: it is no follow-up's.
    """

    staff: str = ""
    sort: Sort = field(default_factory=lambda: Sort("due"))

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is told of each."""
        return FOLLOW_UP_COLUMNS

    def sorted_by(self, sort: Sort) -> "OpenFollowUps":
        """The same list in another order."""
        return replace(self, sort=sort)

    def ids(self, session: Session) -> list[int]:
        """Their ids, by day and time, then those of customers with no next step."""
        query = FollowUp.select(FollowUp.id).where(FollowUp.state == "open")
        if self.staff:
            theirs = Staff.select(Staff.id).where(Staff.name == self.staff)
            query = query.where(FollowUp.staff << theirs)
        due = FollowUp.due.desc() if self.sort.descending else FollowUp.due
        no_time = FollowUp.due_time == ""
        planned = fetch_ids(query.order_by(due, no_time, FollowUp.due_time, FollowUp.id))
        return [*planned, *(-id for id in ids_without(self.staff))]

    def rows(self, session: Session, ids: Sequence[int]) -> list[Row]:
        """One row for each id; where no person is named, the customer's first one stands."""
        query = (
            FollowUp.select(
                FollowUp.id,
                FollowUp.due,
                FollowUp.due_time,
                FollowUp.title,
                Customer.name,
                Customer.level,
                called(),
                CustomerFact.contact,
                CustomerFact.phone,
                Staff.name,
            )
            .join(Customer)
            .join(CustomerFact, JOIN.LEFT_OUTER, on=(CustomerFact.customer == Customer.id))
            .switch(FollowUp)
            .join(Contact, JOIN.LEFT_OUTER, on=(FollowUp.contact == Contact.id))
            .switch(FollowUp)
            .join(Staff, JOIN.LEFT_OUTER, on=(FollowUp.staff == Staff.id))
            .where(FollowUp.id << among(ids))
        )
        today = session.today
        found: dict[int, Row] = {}
        for id, due, time, title, customer, level, named, first, phone, staff in fetch_rows(query):
            found[id] = {
                "id": id,
                "group": _group(due[:10], today),
                "due": due,
                "time": time,
                "title": title,
                "customer": customer,
                "level": level_words(level),
                "contact": named or first or "",
                "phone": phone or "",
                "staff": staff or "",
            }
        found |= _rows_without([-id for id in ids if id < 0], today)
        return [found[id] for id in ids if id in found]

    def tone(self, row: Row, key: str) -> Tone:
        """What is overdue stands out."""
        return "bad" if key == "group" and row["group"] == _("Overdue") else ""


def _rows_without(ids: Sequence[int], today: str) -> dict[int, Row]:
    """Rows of customers nothing is planned for; they say when somebody was in contact last."""
    query = (
        Customer.select(
            Customer.id,
            Customer.name,
            Customer.level,
            CustomerFact.contact,
            CustomerFact.phone,
            CustomerFact.last_contact,
            Staff.name,
        )
        .join(CustomerFact, JOIN.LEFT_OUTER, on=(CustomerFact.customer == Customer.id))
        .switch(Customer)
        .join(Staff, JOIN.LEFT_OUTER, on=(Customer.owner == Staff.id))
        .where(Customer.id << among(ids))
    )
    found: dict[int, Row] = {}
    for id, name, level, contact, phone, last, staff in fetch_rows(query) if ids else ():
        found[-id] = {
            "id": -id,
            "group": _("No next step"),
            "due": "",
            "time": "",
            "title": _last_contact(last, today),
            "customer": name,
            "level": level_words(level),
            "contact": contact or "",
            "phone": phone or "",
            "staff": staff or "",
        }
    return found


def _last_contact(last: str | None, today: str) -> str:
    if not last:
        return _("Never contacted")
    day = date.fromisoformat(last[:10])
    words = date_words(day, date.fromisoformat(today), current().language)
    return _("Last contact: %(when)s") % {"when": words}


@dataclass(frozen=True, slots=True)
class BoardDeals:
    """The deals on the board: the open ones, and those won or lost in the last 30 days."""

    owner: str = ""
    sort: Sort = field(default_factory=lambda: Sort("stage"))

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is told of each."""
        return DEAL_COLUMNS

    def sorted_by(self, sort: Sort) -> "BoardDeals":
        """The same list in another order."""
        return replace(self, sort=sort)

    def ids(self, session: Session) -> list[int]:
        """Their ids, stage by stage."""
        board = get_board(session, self.owner)
        return [card.id for column in board.columns for card in column.cards]

    def rows(self, session: Session, ids: Sequence[int]) -> list[Row]:
        """One row for each id."""
        found = _deal_rows(get_board(session, self.owner))
        return [found[id] for id in ids if id in found]

    def tone(self, row: Row, key: str) -> Tone:
        """None stands out."""
        return ""


def _deal_rows(board: Board) -> dict[int, Row]:
    return {
        card.id: {
            "id": card.id,
            "stage": column.stage.name,
            "title": card.title,
            "customer": card.customer,
            "owner": card.owner,
            "expected": card.expected_close or "",
            "age": card.age,
            "step": card.next_title,
            "step_due": card.next_due or "",
            "amount": card.amount,
        }
        for column in board.columns
        for card in column.cards
    }


def _group(due: str, today: str) -> str:
    days = (date.fromisoformat(due) - date.fromisoformat(today)).days
    if days < 0:
        return _("Overdue")
    if days < 2:
        return _("Tomorrow") if days else _("Today")
    left = 6 - date.fromisoformat(today).weekday()
    return _("This week") if days <= left else pgettext("follow-ups", "Later")
