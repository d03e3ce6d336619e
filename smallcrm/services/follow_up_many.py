"""Doing the same with several follow-ups at once, in one step of undo."""

from collections.abc import Sequence

from smallcrm.models import FollowUp, Staff
from smallcrm.services.customers import name_of
from smallcrm.services.follow_ups import complete_follow_up, save_follow_up, titles_of
from smallcrm.services.lookups import ensure
from smallcrm.services.records import FollowUpRecord
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session


def put_off(
    session: Session, ids: Sequence[int], customers: Sequence[int], due: str, title: str
) -> None:
    """Put follow-ups off to a date, each at its time of day, and plan one for these customers."""
    if not ids and len(customers) == 1:
        save_follow_up(session, FollowUpRecord(customers[0], title, due))
        return
    name = titles_of(session, ids) if ids else f"{name_of(customers[0])} +{len(customers) - 1}"
    with session.unit(Op.SNOOZE_FOLLOW_UP, {"name": name}):
        FollowUp.update(due=due).where(FollowUp.id << list(ids)).execute()
        for customer in customers:
            save_follow_up(session, FollowUpRecord(customer, title, due))


def hand_over_follow_ups(session: Session, ids: Sequence[int], staff: str) -> None:
    """Give follow-ups to a member of the staff ("" to nobody)."""
    with session.unit(Op.HAND_OVER_FOLLOW_UP, {"name": titles_of(session, ids)}):
        FollowUp.update(staff=ensure(Staff, staff)).where(FollowUp.id << list(ids)).execute()


def complete_follow_ups(session: Session, ids: Sequence[int]) -> None:
    """Mark several follow-ups done, in one step."""
    with session.unit(Op.COMPLETE_FOLLOW_UP, {"name": titles_of(session, ids)}):
        for one in ids:
            complete_follow_up(session, one)
