"""Who referred whom, as a list says it: by name, often without the legal form."""

from collections.abc import Iterable, Mapping

from smallcrm.core.i18n import LANGUAGES, N_, _, translator
from smallcrm.importers.existing import name_key
from smallcrm.importers.plan import ImportPlan
from smallcrm.models import Customer
from smallcrm.services.customers import find_by_name
from smallcrm.services.search import search_customers
from smallcrm.storage.session import Session

# How a referrer who is no customer is kept in the note.
REFERRED_BY = N_("Referred by: %(name)s")


def link_referrals(
    session: Session,
    plan: ImportPlan,
    customer_ids: Mapping[int, int],
    referrals: Iterable[tuple[int, str]],
) -> None:
    """Link customers to those who referred them; a name that is no customer goes into the note.

    `referrals` holds customer ids with names, `customer_ids` the id of each planned customer. All
    customers of the plan are written already.
    """
    pairs = list(referrals)
    if not pairs:
        return
    planned = {
        name_key(str(customer.values["customer.name"])): customer_ids[customer.key]
        for customer in reversed(plan.customers)
        if customer.id is None
    }
    found: dict[str, int | None] = {}
    for customer_id, name in pairs:
        if name not in found:
            found[name] = find_by_name(name) or planned.get(name_key(name)) or _alike(session, name)
        referrer, mine = found[name], Customer.id == customer_id
        if referrer is not None and referrer != customer_id:
            Customer.update(referred_by=referrer).where(mine).execute()
            continue
        note = Customer.get_by_id(customer_id).note
        if noted_referrer(note) != name:
            text = _(REFERRED_BY) % {"name": name}
            Customer.update(note=f"{note}\n{text}".strip()).where(mine).execute()


def noted_referrer(note: str) -> str:
    """The referrer that an import left in a note, in whatever language; "" when there is none."""
    heads = [translator(language).gettext(REFERRED_BY) % {"name": ""} for language in LANGUAGES]
    for line in note.split("\n"):
        for head in heads:
            if line.startswith(head):
                return line.removeprefix(head)
    return ""


def _alike(session: Session, name: str) -> int | None:
    ids = search_customers(session, name, limit=20)
    stored = Customer.select(Customer.id, Customer.name).where(Customer.id << ids)
    alike = (id for id, other in list(stored.tuples()) if name_key(other) == name_key(name))
    return next(alike, None)
