"""The sections after the first page, by the names under which they are chosen."""

from collections.abc import Callable
from typing import Final

from smallcrm.reports.monthly import customers, life, said, selling
from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.monthly.lists import Listing
from smallcrm.reports.texts import Texts

Section = Callable[[MonthlyReport, Texts], list[Listing]]

# In the order in which they are printed unless another is asked for.
SECTIONS: Final[dict[str, Section]] = {
    "levels": life.levels,
    "new_customers": customers.new_customers,
    "changes": life.changes,
    "contacts": customers.contacts,
    "follow_ups": customers.follow_ups,
    "pipeline": selling.pipeline,
    "forecast": selling.forecast,
    "orders": selling.orders,
    "money_due": selling.money_due,
    "best": selling.best,
    "fallen": selling.fallen,
    "sleeping": customers.sleeping,
    "terms": customers.terms,
    "satisfaction": said.satisfaction,
    "competitors": said.competitors,
    "wishes": said.wishes,
    "sources": selling.sources,
    "completeness": life.completeness,
}
# What was decided stands on the last page, wherever it is named.
DECISIONS: Final = "decisions"
