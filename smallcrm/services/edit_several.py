"""Changes several customers at once: fields, tags and the company's own fields, in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.models import Customer, CustomValue, Source, Staff
from smallcrm.services.customers import tag_customers
from smallcrm.services.lookups import ensure
from smallcrm.services.validation import check_choice
from smallcrm.services.vocabulary import CONSENTS, LEVELS, ROLES, STATUSES
from smallcrm.storage.database import among, fetch_ids
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

# What can be set, and what it may be set to (None: any text).
FIELDS: Mapping[str, tuple[str, ...] | None] = MappingProxyType(
    {
        "level": ("", *LEVELS),
        "status": tuple(STATUSES),
        "owner": None,
        "deputy": None,
        "service": None,
        "source": None,
        "role": tuple(ROLES),
        "industry": None,
        "region": None,
        "consent": ("", *CONSENTS),
    }
)
STAFF = ("owner", "deputy", "service")
PART = 5000


@dataclass(frozen=True, slots=True)
class Several:
    """What is set on all of them. Staff and source are names; `own` is by the field's id.

    "" empties a field.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    own: Mapping[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values or self.add_tags or self.remove_tags or self.own)


def change_several(
    session: Session, ids: Sequence[int], change: Several, progress: Progress | None = None
) -> None:
    """Set what was chosen on all of these customers. UserError when nothing was chosen."""
    if not change:
        raise UserError(_("Nothing is chosen to be changed."))
    for name, value in change.values.items():
        allowed = FIELDS[name]
        if allowed is not None:
            check_choice(name, value, allowed)
    progress = progress or Progress()
    with session.unit(Op.EDIT_CUSTOMERS, {"count": len(ids)}, progress=progress):
        values = _stored(change.values)
        for start in range(0, len(ids), PART):
            progress.check()
            progress.report(start, len(ids), _("Changing"))
            part = ids[start : start + PART]
            _set_values(session, part, values)
            for field_id, text in change.own.items():
                _set_own(part, field_id, text)
        for name in change.add_tags:
            tag_customers(session, ids, name)
        for name in change.remove_tags:
            tag_customers(session, ids, name, remove=True)


def _stored(values: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = dict(values)
    for name in STAFF:
        if name in found:
            found[name] = ensure(Staff, values[name])
    if "source" in found:
        found["source"] = ensure(Source, values["source"])
    return found


def _set_values(session: Session, ids: Sequence[int], values: dict[str, Any]) -> None:
    if not values:
        return
    if "consent" in values:
        # the day on which it was said, where something else was said before
        day = session.today if values["consent"] else None
        others = (Customer.id << among(ids)) & (Customer.consent != values["consent"])
        Customer.update(consent_on=day).where(others).execute()
    Customer.update(**values).where(Customer.id << among(ids)).execute()


def _set_own(ids: Sequence[int], field_id: int, text: str) -> None:
    mine = (CustomValue.field == field_id) & (CustomValue.customer << among(ids))
    if not text:
        CustomValue.delete().where(mine).execute()
        return
    CustomValue.update(value=text).where(mine).execute()
    have = set(fetch_ids(CustomValue.select(CustomValue.customer).where(mine)))
    new = [{"field": field_id, "customer": id, "value": text} for id in ids if id not in have]
    for start in range(0, len(new), 500):
        CustomValue.insert_many(new[start : start + 500]).execute()
