"""Feedback on us and on competitors: open until it is answered."""

import pytest

from smallcrm.services.contact_log import address_of, log_contact, recall_customer
from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import save_customer
from smallcrm.services.feedback import (
    answer_feedback,
    count_open_feedback,
    delete_feedback,
    list_feedback,
    save_feedback,
)
from smallcrm.services.follow_ups import complete_follow_up, save_follow_up
from smallcrm.services.interactions import get_interaction
from smallcrm.services.lookups import list_competitors
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    FeedbackRecord,
    FollowUpRecord,
    InteractionRecord,
)
from smallcrm.services.steps import list_steps
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session


@pytest.fixture
def customer(session: Session) -> int:
    return save_customer(session, CustomerRecord("星河印务"))


def test_it_is_logged_with_the_call_in_one_step(session: Session, customer: int) -> None:
    before = len(list_steps(session))
    said = [
        FeedbackRecord(0, "quick delivery", rating=5),
        FeedbackRecord(
            0, "cheaper", about="competitor", competitor="Rival", product="Pump", rating=4
        ),
    ]
    logged = log_contact(
        session,
        InteractionRecord(customer, "asked how it goes", at="2026-11-16 10:00"),
        feedback=said,
    )
    theirs, ours = list_feedback(session, customer)
    assert (ours.text, ours.rating, ours.about, ours.at) == (
        "quick delivery",
        5,
        "us",
        "2026-11-16",
    )
    assert (theirs.competitor, theirs.product, theirs.interaction_id) == ("Rival", "Pump", logged)
    assert [one.id for one in list_feedback(session, interaction_id=logged)] == [theirs.id, ours.id]
    assert len(list_steps(session)) == before + 1
    session.undo()
    assert list_feedback(session, customer) == []
    assert list_competitors(session) == []


def test_wishes_and_complaints_are_open_until_answered(session: Session, customer: int) -> None:
    wish = save_feedback(session, FeedbackRecord(customer, wish="invoices by mail"))
    save_feedback(session, FeedbackRecord(customer, "all well", rating=5))
    complaint = save_feedback(session, FeedbackRecord(customer, "came late", rating=1))
    theirs = FeedbackRecord(customer, "broke", about="competitor", competitor="Rival", rating=1)
    save_feedback(session, theirs)  # their trouble is not for us to answer
    assert [one.id for one in list_feedback(session, open_only=True)] == [complaint, wish]
    answer_feedback(session, wish)
    assert count_open_feedback(session, customer) == 1
    session.undo()
    assert count_open_feedback(session) == 2
    delete_feedback(session, complaint)
    assert [one.id for one in list_feedback(session, customer, open_only=True)] == [wish]


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (FeedbackRecord(1), "feedback"),
        (FeedbackRecord(1, "x", rating=6), "rating"),
        (FeedbackRecord(1, "x", about="competitor"), "competitor"),
        (FeedbackRecord(999, "x"), "customer"),
    ],
)
def test_what_is_missing_names_its_field(
    session: Session, customer: int, record: FeedbackRecord, field: str
) -> None:
    with pytest.raises(FieldError) as caught:
        save_feedback(session, record)
    assert caught.value.field == field


def test_an_outcome_alone_is_a_record_and_is_entered_now(session: Session, customer: int) -> None:
    logged = log_contact(session, InteractionRecord(customer, outcome="no_answer", at="2026-11-15"))
    found = get_interaction(session, logged)
    assert (found.outcome, found.at, found.entered) == (
        "no_answer",
        "2026-11-15",
        "2026-11-18 09:30",
    )


def test_recall_tells_what_was_done_last(session: Session, customer: int) -> None:
    done = save_follow_up(session, FollowUpRecord(customer, "send samples", "2026-11-10"))
    complete_follow_up(session, done)
    kept = recall_customer(session, customer).kept
    assert kept is not None
    assert kept.title == "send samples"
    again = save_follow_up(session, FollowUpRecord(customer, "ring", "2026-11-18"))
    log_contact(session, InteractionRecord(customer, "rang"), completes=again)
    recall = recall_customer(session, customer)
    assert recall.last is not None
    assert recall.last.content == "rang"
    assert recall.kept is None  # it is the last contact already


def test_how_to_speak_to_someone(session: Session, customer: int) -> None:
    person = save_contact(
        session, ContactRecord("赵岩", customer_id=customer, title="采购经理", gender="male")
    )
    assert address_of(customer, person) == "赵经理"
    assert address_of(customer, None) == ""
