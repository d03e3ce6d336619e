"""Whose customers a report is about: one owner's, of a level, of a segment."""

from dataclasses import replace

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import Translator, _
from smallcrm.models import Customer, CustomerTag, Tag
from smallcrm.services.customer_list import VIEWS, CustomerQuery, Filter
from smallcrm.services.report_segments import INDUSTRY, TAG, VIEW
from smallcrm.services.reporting_scope import Scope, fetch, find_staff
from smallcrm.services.saved_views import find_saved_view
from smallcrm.storage.session import Session


def narrowed(scope: Scope, session: Session, owner: str, level: str, segment: str) -> Scope:
    """The scope of an owner, a level and a segment; "" means all of them.

    UserError for an owner, view or tag that is not there.
    """
    return replace(
        scope,
        owner_id=find_staff(owner),
        level=level,
        segment=_members(session, segment) if segment else None,
    )


def whose_words(owner: str, level: str, segment: str, translator: Translator) -> str:
    """What the head of the report says of them; "" for all customers."""
    t = translator.gettext
    parts = []
    if owner:
        parts.append(t("Customers of %(owner)s") % {"owner": owner})
    if level:
        parts.append(t("Level %(level)s") % {"level": level})
    kind, _sign, name = segment.partition(":")
    if kind == VIEW:
        named = t(VIEWS[name][0]) if name in VIEWS else name
        parts.append(t("View “%(name)s”") % {"name": named})
    elif kind == TAG:
        parts.append(t("Tag “%(name)s”") % {"name": name})
    elif kind == INDUSTRY:
        parts.append(t("Industry “%(name)s”") % {"name": name})
    return "  ·  ".join(parts)


def _members(session: Session, segment: str) -> frozenset[int]:
    """The ids of a segment's customers, as they are today: no older membership is kept."""
    kind, _sign, name = segment.partition(":")
    if kind == TAG:
        found = fetch(Tag.select(Tag.id).where(Tag.name.collate("NOCASE") == name))
        if not found:
            raise UserError(_("There is no tag “%(name)s”.") % {"name": name})
        rows = fetch(CustomerTag.select(CustomerTag.customer).where(CustomerTag.tag == found[0][0]))
        return frozenset(row[0] for row in rows)
    if kind == INDUSTRY:
        rows = fetch(Customer.select(Customer.id).where(Customer.industry == name))
        if not rows:
            raise UserError(_("No customer is in the industry “%(name)s”.") % {"name": name})
        return frozenset(row[0] for row in rows)
    if name in VIEWS:
        query = CustomerQuery(Filter(view=name), today=session.today)
    else:
        query = find_saved_view(session, name).query(session)
    return frozenset(query.ids(session))
