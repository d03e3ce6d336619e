"""The customers of a view, a usual or a saved one, as a list to print."""

from smallcrm.core.i18n import _
from smallcrm.services.customer_columns import list_columns
from smallcrm.services.customer_list import VIEWS, CustomerQuery, Filter, filter_words
from smallcrm.services.saved_views import find_saved_view
from smallcrm.services.table import ShownList, Sort
from smallcrm.storage.session import Session


def list_of_view(session: Session, view: str) -> ShownList:
    """The list with its columns, filter and order. UserError naming what there is."""
    if view in VIEWS:
        columns = list_columns(session)
        query = CustomerQuery(Filter(view=view), Sort("name"), session.today, columns)
        return ShownList(_(VIEWS[view][0]), query, _usual(query), "")
    saved = find_saved_view(session, view)
    query = saved.query(session)
    return ShownList(view, query, saved.columns or _usual(query), filter_words(query.filter))


def _usual(query: CustomerQuery) -> tuple[str, ...]:
    return tuple(column.key for column in query.columns if column.shown)
