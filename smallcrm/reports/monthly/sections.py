"""The sections after the first page, by the names under which they are chosen."""

from collections.abc import Callable
from typing import Final

from smallcrm.reports.monthly import customers, selling
from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.monthly.lists import Listing
from smallcrm.reports.texts import Texts

Section = Callable[[MonthlyReport, Texts], list[Listing]]

# In the order in which they are printed unless another is asked for.
SECTIONS: Final[dict[str, Section]] = {
    "new_customers": customers.new_customers,
    "contacts": customers.contacts,
    "follow_ups": customers.follow_ups,
    "pipeline": selling.pipeline,
    "orders": selling.orders,
    "money_due": selling.money_due,
    "best": selling.best,
    "sleeping": customers.sleeping,
    "terms": customers.terms,
    "sources": selling.sources,
}
