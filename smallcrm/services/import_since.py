"""Since when the new customers of a list are known: what it brings of them is older than it is."""

from collections.abc import Sequence
from datetime import date, datetime

from smallcrm.importers.plan import ImportPlan, PlannedCustomer

# The days on which something was done with a customer.
_OF_CUSTOMERS = ("customer.last_contact", "customer.consent_on")
_OF_RECORDS = {
    "interaction": ("interaction.date",),
    "feedback": ("feedback.date",),
    "deal": ("deal.opened", "deal.closed"),
    "order": ("order.date",),
    "receipt": ("receipt.date",),
    "term": ("term.start",),
}


def days_told(plan: ImportPlan, new: Sequence[PlannedCustomer], today: date) -> dict[int, str]:
    """The earliest day (ISO) on which the list has something of a new customer, by its key.

    Days to come say nothing, and who has no such day is left out.
    """
    found: dict[int, date] = {}

    def take(key: int, value: object) -> None:
        day = value.date() if isinstance(value, datetime) else value
        if isinstance(day, date) and day <= today and (key not in found or day < found[key]):
            found[key] = day

    for planned in new:
        for name in _OF_CUSTOMERS:
            if name in planned.values:
                take(planned.key, planned.values[name])
    for record in plan.records:
        if record.customer is not None:
            for name in _OF_RECORDS.get(record.kind, ()):
                take(record.customer, record.values.get(name))
    return {key: day.isoformat() for key, day in found.items()}
