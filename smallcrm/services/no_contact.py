"""Who asked not to be contacted: marked in every list, left out of those made for contacting."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallcrm.core.i18n import N_, _, current, ngettext
from smallcrm.models import Contact, Customer
from smallcrm.services.customer_list import CustomerQuery
from smallcrm.services.table import Column, TableQuery
from smallcrm.storage.database import among, fetch_ids, fetch_rows
from smallcrm.storage.session import Session

MARK = Column("no_contact", N_("Do not contact"), "words", 110, sortable=False)
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refusals:
    """The ids of customers who refused, and of contact persons with their customer and name."""

    customers: frozenset[int]
    people: dict[int, tuple[int, str]]

    def __bool__(self) -> bool:
        return bool(self.customers or self.people)

    def words(self) -> dict[int, str]:
        """What a list says of each customer concerned: the whole customer, or who of its people."""
        names: dict[int, list[str]] = {}
        for customer_id, name in self.people.values():
            names.setdefault(customer_id, []).append(name)
        joint = "、" if current().language.startswith("zh") else ", "
        found = {id: joint.join(some) for id, some in names.items()}
        return found | dict.fromkeys(self.customers, _("The whole customer"))


def find_refusals(session: Session, ids: Sequence[int]) -> Refusals:
    """Who of these customers and their people asked not to be contacted."""
    theirs = (Customer.consent == REFUSED) & (Customer.id << among(ids))
    customers = fetch_ids(Customer.select(Customer.id).where(theirs))
    people = Contact.select(Contact.id, Contact.customer, Contact.name).where(
        (Contact.consent == REFUSED) & (Contact.customer << among(ids))
    )
    listed = fetch_rows(people.order_by(Contact.position, Contact.id))
    return Refusals(frozenset(customers), {id: (whose, name) for id, whose, name in listed})


def marks_of_list(session: Session, query: TableQuery, ids: Sequence[int]) -> dict[int, str]:
    """What the column MARK says in a list of customers; nothing for lists of other things."""
    return find_refusals(session, ids).words() if isinstance(query, CustomerQuery) else {}


def left_out_words(n: int) -> str:
    """How many were left out of a list made for contacting; "" for none."""
    if not n:
        return ""
    text = ngettext(
        "%(n)d who asked not to be contacted was left out.",
        "%(n)d who asked not to be contacted were left out.",
        n,
    )
    return text % {"n": n}
