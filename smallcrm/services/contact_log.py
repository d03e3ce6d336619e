"""Logging a contact in one step with what follows from it, and what to know before it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.names import greeting
from smallcrm.models import FollowUp, Interaction
from smallcrm.services.contacts import read_contacts
from smallcrm.services.customers import name_of
from smallcrm.services.feedback import save_feedback
from smallcrm.services.follow_ups import (
    get_follow_up,
    list_of_customer,
    repeat_follow_up,
    save_follow_up,
)
from smallcrm.services.interactions import get_interaction, save_interaction
from smallcrm.services.records import FeedbackRecord, FollowUpRecord, InteractionRecord
from smallcrm.services.validation import FieldError
from smallcrm.storage.operations import Op, Origin
from smallcrm.storage.session import Session


@dataclass(frozen=True, slots=True)
class Recall:
    """What to know before talking: the promise due first, the last contact, what was done last."""

    promise: FollowUpRecord | None
    last: InteractionRecord | None
    kept: FollowUpRecord | None = None


def recall_customer(session: Session, customer_id: int) -> Recall:
    """The open follow-up due first, the newest record of contact and the follow-up done last.

    A follow-up that the newest contact completed is not told twice.
    """
    promises = list_of_customer(session, customer_id)
    query = (
        Interaction.select(Interaction.id)
        .where((Interaction.customer == customer_id) & (Interaction.kind != "note"))
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(1)
    )
    last = next((id for (id,) in list(query.tuples())), None)
    mine = (FollowUp.customer == customer_id) & (FollowUp.state == "done")
    done = FollowUp.select(FollowUp.id, FollowUp.interaction).where(mine)
    kept = list(done.order_by(FollowUp.closed.desc(), FollowUp.id.desc()).limit(1).tuples())
    return Recall(
        promises[0] if promises else None,
        get_interaction(session, last) if last is not None else None,
        get_follow_up(session, kept[0][0])
        if kept and (last is None or kept[0][1] != last)
        else None,
    )


def address_of(customer_id: int, contact_id: int | None) -> str:
    """How to speak to a contact person (杨先生, "Ms. Chen"), or "" when nobody is chosen."""
    person = next((one for one in read_contacts(customer_id) if one.id == contact_id), None)
    if person is None:
        return ""
    return greeting(
        person.name, salutation=person.salutation, gender=person.gender, title=person.title
    )


def log_contact(
    session: Session,
    log: InteractionRecord,
    next_step: FollowUpRecord | None = None,
    *,
    completes: int | None = None,
    feedback: Sequence[FeedbackRecord] = (),
    origin: Origin | None = None,
) -> int:
    """Log what happened, plan what comes next and mark the follow-up `completes` done, in one step.

    The next step and the feedback are for the customer of `log`; feedback without a day was given
    on its day. Returns the id of the record of contact.
    """
    customer = name_of(log.customer_id)
    if not customer:
        raise FieldError("customer", _("Choose a customer."))
    if completes is not None and get_follow_up(session, completes).customer_id != log.customer_id:
        raise UserError(_("This follow-up belongs to another customer."))
    with session.unit(Op.LOG_INTERACTION, {"name": customer}, origin=origin):
        logged = save_interaction(session, log)
        if completes is not None:
            before = get_follow_up(session, completes)
            mine = (FollowUp.id == completes) & (FollowUp.state == "open")
            FollowUp.update(state="done", closed=session.now, interaction=logged).where(
                mine
            ).execute()
            if before.state == "open" and (next_step is None or next_step.title != before.title):
                repeat_follow_up(session, before)
        if next_step is not None:
            save_follow_up(session, replace(next_step, customer_id=log.customer_id))
        for said in feedback:
            day = said.at or (log.at or session.now)[:10]
            said = replace(said, customer_id=log.customer_id, interaction_id=logged, at=day)
            save_feedback(session, said)
    return logged
