"""Logging a contact and what follows from it in one step."""

import pytest

from smallcrm.services.contact_log import log_contact, recall_customer
from smallcrm.services.customers import save_customer
from smallcrm.services.follow_up_words import icon_of, kind_of_title, reason
from smallcrm.services.follow_ups import get_follow_up, list_of_customer, save_follow_up
from smallcrm.services.interactions import get_interaction, save_interaction
from smallcrm.services.records import CustomerRecord, FollowUpRecord, InteractionRecord
from smallcrm.services.steps import list_steps
from smallcrm.services.validation import FieldError
from smallcrm.storage.operations import Origin
from smallcrm.storage.session import Session


@pytest.fixture
def customer(session: Session) -> int:
    return save_customer(session, CustomerRecord("星河印务"))


def test_log_next_step_and_what_is_done_are_one_step(session: Session, customer: int) -> None:
    promise = save_follow_up(session, FollowUpRecord(customer, "send samples", "2026-11-18"))
    before = len(list_steps(session))
    logged = log_contact(
        session,
        InteractionRecord(customer, "likes the blue one", satisfaction=4),
        FollowUpRecord(0, "ask again", "2026-11-27", "09:00"),
        completes=promise,
        origin=Origin.LOG_BOX,
    )
    assert get_interaction(session, logged).content == "likes the blue one"
    assert get_follow_up(session, promise).state == "done"
    assert [(f.title, f.due) for f in list_of_customer(session, customer)] == [
        ("ask again", "2026-11-27")
    ]
    steps = list_steps(session)
    assert len(steps) == before + 1
    assert steps[0].origin == "log box"
    session.undo()
    assert [f.title for f in list_of_customer(session, customer)] == ["send samples"]
    assert recall_customer(session, customer).last is None


def test_a_wrong_next_step_leaves_no_record(session: Session, customer: int) -> None:
    with pytest.raises(FieldError) as caught:
        log_contact(
            session, InteractionRecord(customer, "hello"), FollowUpRecord(0, "call", "some day")
        )
    assert caught.value.field == "due"
    assert recall_customer(session, customer).last is None


def test_without_a_customer_the_field_is_named(session: Session) -> None:
    with pytest.raises(FieldError) as caught:
        log_contact(session, InteractionRecord(999, "hello"))
    assert caught.value.field == "customer"


def test_recall_tells_the_first_promise_and_the_newest_contact(
    session: Session, customer: int
) -> None:
    save_interaction(session, InteractionRecord(customer, "old", at="2026-10-01"))
    save_interaction(session, InteractionRecord(customer, "new", at="2026-11-01 10:00"))
    save_interaction(session, InteractionRecord(customer, "own note", "note", "2026-11-10"))
    save_follow_up(session, FollowUpRecord(customer, "later", "2026-12-01"))
    save_follow_up(session, FollowUpRecord(customer, "sooner", "2026-11-20"))
    recall = recall_customer(session, customer)
    assert recall.last is not None
    assert recall.last.content == "new"
    assert recall.promise is not None
    assert recall.promise.title == "sooner"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("催收尾款", "call"),
        ("上门拜访", "visit"),
        ("加微信发目录", "wechat"),
        ("Send e-mail with prices", "email"),
        ("Revisit the plan", "call"),
        ("新品演示", "meeting"),
        ("", "call"),
    ],
)
def test_a_title_tells_the_kind_of_contact(title: str, kind: str) -> None:
    assert kind_of_title(title) == kind


def test_why_a_follow_up_is_there() -> None:
    by_hand = FollowUpRecord(1, "催收尾款", "2026-11-18")
    assert (reason(by_hand).text, icon_of(by_hand)) == ("By hand", "wallet")
    assert reason(FollowUpRecord(1, "x", "2026-11-18", deal_id=3)).text == "Deal"
    by_rule = FollowUpRecord(1, "x", "2026-11-18", rule="birthday:7")
    assert (reason(by_rule).text, icon_of(by_rule)) == ("Birthday", "cake")
    assert reason(FollowUpRecord(1, "x", "2026-11-18", rule="own rule")).text == "own rule"
