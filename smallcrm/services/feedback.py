"""What customers say of us and of competitors, and what they wish for: open until answered."""

from typing import Any

from peewee import JOIN, ModelSelect, fn

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import Competitor, Customer, Feedback, Interaction, Product
from smallcrm.services.customers import name_of
from smallcrm.services.lookups import ensure
from smallcrm.services.records import FeedbackRecord
from smallcrm.services.validation import FieldError, check_choice
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

ABOUT = ("us", "competitor")
COMPLAINT = "complaint"  # the touch point where one is logged


def save_feedback(session: Session, record: FeedbackRecord) -> int:
    """Keep what a customer said (id None) or change it; returns the id.

    Without `at` it was said today. FieldError when nothing was said, or no competitor is named.
    """
    check_choice("about", record.about, ABOUT)
    text, wish = record.text.strip(), record.wish.strip()
    if not (text or wish or record.rating):
        raise FieldError("feedback", _("Write what they said, or give a rating."))
    if record.rating is not None and not 1 <= record.rating <= 5:
        raise FieldError("rating", _("A rating goes from 1 to 5."))
    theirs = record.about == "competitor"
    if theirs and not record.competitor.strip():
        raise FieldError("competitor", _("Say which competitor."))
    customer = name_of(record.customer_id)
    if not customer:
        raise FieldError("customer", _("Choose a customer."))
    values: dict[str, Any] = {
        "customer": record.customer_id,
        "interaction": record.interaction_id,
        "about": record.about,
        "rating": record.rating,
        "text": text,
        "wish": wish,
        "answered": record.answered,
    }
    op = Op.ADD_FEEDBACK if record.id is None else Op.EDIT_FEEDBACK
    with session.unit(op, {"name": customer}):
        values["competitor"] = ensure(Competitor, record.competitor) if theirs else None
        values["product"] = ensure(Product, record.product)
        if record.id is None:
            return int(Feedback.create(at=record.at or session.today, **values).id)
        if record.at:
            values["at"] = record.at
        Feedback.update(**values).where(Feedback.id == record.id).execute()
        return record.id


def list_feedback(
    session: Session,
    customer_id: int | None = None,
    *,
    open_only: bool = False,
    interaction_id: int | None = None,
    limit: int = 200,
) -> list[FeedbackRecord]:
    """What a customer (or every one) said, newest first; `open_only` leaves out what is answered.

    A rating without a wish, a question or a complaint asks for no answer: it is never open.
    """
    query = _base()
    if customer_id is not None:
        query = query.where(Feedback.customer == customer_id)
    if interaction_id is not None:
        query = query.where(Feedback.interaction == interaction_id)
    if open_only:
        query = query.where(waits_for_answer())
    found = list(query.order_by(Feedback.at.desc(), Feedback.id.desc()).limit(limit).tuples())
    return [_record(row) for row in found]


def get_feedback(session: Session, feedback_id: int) -> FeedbackRecord:
    """A piece of feedback by its id. UserError when it is gone."""
    for row in list(_base().where(Feedback.id == feedback_id).tuples()):
        return _record(row)
    raise UserError(_("This feedback is no longer there."))


def count_open_feedback(session: Session, customer_id: int | None = None) -> int:
    """How many wishes and complaints wait for an answer."""
    query = Feedback.select().where(waits_for_answer())
    if customer_id is not None:
        query = query.where(Feedback.customer == customer_id)
    return int(query.count())


def has_open_complaint(customer_id: int) -> bool:
    """Whether a customer spoke ill of us, or complained, and waits for an answer.

    A wish or complaint that was recorded alone and without stars may be either: it counts.
    """
    upset = (Interaction.touch_point == COMPLAINT) | (Interaction.satisfaction <= 2)
    alone = Feedback.interaction.is_null() & Feedback.rating.is_null()
    ill = (Feedback.rating <= 2) | ((Feedback.wish != "") & (upset | alone)) | _is_complaint()
    query = Feedback.select(Feedback.id).join(Interaction, JOIN.LEFT_OUTER)
    mine = (Feedback.customer == customer_id) & (Feedback.about == "us")
    return bool(query.where(mine & (Feedback.answered == False) & ill).exists())  # noqa: E712


def is_open(record: FeedbackRecord) -> bool:
    """Whether it waits for an answer: a wish, a complaint, or ill spoken of us."""
    ill = record.rating is not None and record.rating <= 2
    ours = record.about == "us" and (ill or record.complaint)
    return not record.answered and (bool(record.wish) or ours)


def answer_feedback(session: Session, feedback_id: int, *, answered: bool = True) -> None:
    """Say that a wish or complaint was answered (or is open again)."""
    name = _name(feedback_id)
    with session.unit(Op.EDIT_FEEDBACK, {"name": name}):
        Feedback.update(answered=answered).where(Feedback.id == feedback_id).execute()


def delete_feedback(session: Session, feedback_id: int) -> None:
    """Delete what was said."""
    name = _name(feedback_id)
    with session.unit(Op.DELETE_FEEDBACK, {"name": name}):
        Feedback.delete().where(Feedback.id == feedback_id).execute()


def waits_for_answer() -> Any:
    """SQL for what waits for an answer: a wish, a complaint, or ill spoken of us."""
    ill = (Feedback.about == "us") & ((Feedback.rating <= 2) | _is_complaint())
    return (Feedback.answered == False) & ((Feedback.wish != "") | ill)  # noqa: E712 - it is SQL


def _is_complaint() -> Any:
    """SQL for what was said, without stars, where a complaint was logged."""
    complaints = Interaction.select(Interaction.id).where(Interaction.touch_point == COMPLAINT)
    said = Feedback.rating.is_null() & (Feedback.text != "")
    return said & (Feedback.interaction << complaints)


def _base() -> ModelSelect:
    return (
        Feedback.select(
            Feedback.customer,
            Feedback.text,
            Feedback.wish,
            Feedback.about,
            Feedback.rating,
            Competitor.name,
            Product.name,
            Feedback.answered,
            Feedback.at,
            Feedback.id,
            Feedback.interaction,
            Customer.name,
            fn.COALESCE(_is_complaint(), 0),
        )
        .join(Customer)
        .switch(Feedback)
        .join(Competitor, JOIN.LEFT_OUTER)
        .switch(Feedback)
        .join(Product, JOIN.LEFT_OUTER)
    )


def _record(row: tuple[Any, ...]) -> FeedbackRecord:
    customer, text, wish, about, rating, competitor, product, answered, at, id, mine, *rest = row
    name, complaint = rest
    return FeedbackRecord(
        customer_id=customer,
        text=text,
        wish=wish,
        about=about,
        rating=rating,
        competitor=competitor or "",
        product=product or "",
        answered=bool(answered),
        at=at,
        id=id,
        interaction_id=mine,
        customer=name,
        complaint=bool(complaint),
    )


def _name(feedback_id: int) -> str:
    found = Feedback.get_or_none(Feedback.id == feedback_id)
    if found is None:
        raise UserError(_("This feedback is no longer there."))
    return name_of(found.customer_id)
