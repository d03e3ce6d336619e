"""Touch points: what is recorded where, and what is required there."""

from smallcrm.core import i18n
from smallcrm.services.completeness import missing_facts
from smallcrm.services.contact_log import log_contact
from smallcrm.services.customers import save_customer
from smallcrm.services.records import (
    CustomerRecord,
    FeedbackRecord,
    InteractionRecord,
    PhoneRecord,
)
from smallcrm.services.touch_points import (
    TouchPoint,
    asked_at,
    count_points,
    list_points,
    missing_at,
    new_key,
    point_for,
    save_points,
)
from smallcrm.storage.session import Session


def test_there_are_some_until_the_users_have_their_own(session: Session) -> None:
    keys = [one.key for one in list_points(session)]
    assert keys == ["fair", "call", "visit", "delivery", "repair", "complaint", "dealer"]
    i18n.set_language("zh_CN")
    assert list_points(session)[0].name == "展会"
    mine = [TouchPoint("own1", "前台", "visit", "来访人", "前台", "登记本", ("contact_id",))]
    save_points(session, [*mine, TouchPoint("own2", " ")])
    assert list_points(session) == mine
    assert new_key(mine) == "own2"
    assert new_key([]) == "own1"


def test_what_is_required_and_not_given() -> None:
    point = TouchPoint("x", "x", "visit", required=("outcome", "mobile", "contact_id"))
    assert missing_at(point, ["contact_id"]) == ["outcome"]
    assert missing_at(point, ["contact_id", "outcome"]) == []
    assert asked_at(point, ["industry", "mobile"]) == "mobile"
    assert asked_at(point, ["industry"]) == ""


def test_a_kind_of_contact_belongs_to_a_point(session: Session) -> None:
    points = list_points(session)
    assert point_for(points, "visit") == "visit"
    assert point_for(points, "note") == ""


def test_facts_asked_at_a_point_are_those_missing(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("星河", phones=(PhoneRecord("13800138000"),)))
    found = missing_facts(session, customer, ("outcome", "mobile", "industry"))
    assert found == ("industry",)


def test_what_was_recorded_is_counted_by_point(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("星河"))
    said = [FeedbackRecord(0, "good"), FeedbackRecord(0, "quick")]
    visit = InteractionRecord(customer, "x", "visit", "2026-11-10", touch_point="visit")
    log_contact(session, visit, feedback=said)
    log_contact(session, InteractionRecord(customer, "y", at="2026-11-11", touch_point="visit"))
    log_contact(session, InteractionRecord(customer, "z", at="2026-01-11", touch_point="call"))
    log_contact(session, InteractionRecord(customer, "w"))
    found = count_points(session, "2026-09-01")
    assert set(found) == {"visit"}
    assert (found["visit"].records, found["visit"].feedback) == (2, 2)
