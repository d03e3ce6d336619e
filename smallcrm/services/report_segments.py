"""The segments that a report can be narrowed to: views, tags and industries by their names.

A segment is kept as text: "view:NAME", "tag:NAME", "industry:NAME", or "" for all customers.
"""

from peewee import fn

from smallcrm.core.i18n import _
from smallcrm.models import Customer
from smallcrm.services.customer_list import VIEWS, list_tag_views
from smallcrm.services.saved_views import list_saved_views
from smallcrm.storage.session import Session

VIEW, TAG, INDUSTRY = "view", "tag", "industry"
MOST = 40  # industries offered; any other can be named on the command line


def list_segments(session: Session) -> list[tuple[str, str]]:
    """(segment, words) to choose from: all customers first, then views, tags, industries."""
    found = [("", _("All customers"))]
    found += [(f"{VIEW}:{key}", _(VIEWS[key][0])) for key in VIEWS if key != "all"]
    found += [(f"{VIEW}:{one.name}", one.name) for one in list_saved_views(session)]
    tag, industry = _("Tag “%(name)s”"), _("Industry “%(name)s”")
    found += [(f"{TAG}:{name}", tag % {"name": name}) for _id, name, _n in list_tag_views(session)]
    query = (
        Customer.select(Customer.industry)
        .where(Customer.industry != "")
        .group_by(Customer.industry)
        .order_by(fn.COUNT(Customer.id).desc(), Customer.industry)
        .limit(MOST)
    )
    names = [row[0] for row in list(query.tuples())]
    return found + [(f"{INDUSTRY}:{name}", industry % {"name": name}) for name in names]
