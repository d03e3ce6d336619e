"""Logging a contact in one step with what follows from it, and what to know before it."""

from dataclasses import dataclass, replace

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import FollowUp, Interaction
from smallcrm.services.customers import name_of
from smallcrm.services.follow_ups import get_follow_up, list_of_customer, save_follow_up
from smallcrm.services.interactions import get_interaction, save_interaction
from smallcrm.services.records import FollowUpRecord, InteractionRecord
from smallcrm.services.validation import FieldError
from smallcrm.storage.operations import Op, Origin
from smallcrm.storage.session import Session


@dataclass(frozen=True, slots=True)
class Recall:
    """What to know before talking: the promise that is due first, and the last contact."""

    promise: FollowUpRecord | None
    last: InteractionRecord | None


def recall_customer(session: Session, customer_id: int) -> Recall:
    """The open follow-up of a customer that is due first and the newest record of contact."""
    promises = list_of_customer(session, customer_id)
    query = (
        Interaction.select(Interaction.id)
        .where((Interaction.customer == customer_id) & (Interaction.kind != "note"))
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(1)
    )
    last = list(query.tuples())
    return Recall(
        promises[0] if promises else None,
        get_interaction(session, last[0][0]) if last else None,
    )


def log_contact(
    session: Session,
    log: InteractionRecord,
    next_step: FollowUpRecord | None = None,
    *,
    completes: int | None = None,
    origin: Origin | None = None,
) -> int:
    """Log what happened, plan what comes next and mark the follow-up `completes` done, in one step.

    The next step is for the customer of `log`. Returns the id of the record of contact.
    """
    customer = name_of(log.customer_id)
    if not customer:
        raise FieldError("customer", _("Choose a customer."))
    if completes is not None and get_follow_up(session, completes).customer_id != log.customer_id:
        raise UserError(_("This follow-up belongs to another customer."))
    with session.unit(Op.LOG_INTERACTION, {"name": customer}, origin=origin):
        logged = save_interaction(session, log)
        if completes is not None:
            mine = (FollowUp.id == completes) & (FollowUp.state == "open")
            FollowUp.update(state="done", closed=session.now, interaction=logged).where(
                mine
            ).execute()
        if next_step is not None:
            save_follow_up(session, replace(next_step, customer_id=log.customer_id))
    return logged
