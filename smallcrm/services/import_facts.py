"""What is stored of a customer, in the form a list's rows are compared with."""

from smallcrm.importers.existing import ExistingCustomer
from smallcrm.services.flat import iter_customers
from smallcrm.storage.session import Session


def stored_customer(session: Session, customer_id: int) -> ExistingCustomer | None:
    """A stored customer under full field names; None when it is gone."""
    for flat in iter_customers(session, [customer_id]):
        return ExistingCustomer.from_flat(flat)
    return None
