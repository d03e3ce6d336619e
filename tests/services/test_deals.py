"""Deals: the board's figures, moving through stages, winning, losing, and undo."""

from dataclasses import replace

import pytest

from smallcrm.core import i18n
from smallcrm.core.errors import UserError
from smallcrm.services import deals
from smallcrm.services.customers import delete_customers, get_customer, save_customer
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.lookups import StaffRecord, choose_staff, list_competitors, save_staff
from smallcrm.services.records import CustomerRecord, DealRecord, FollowUpRecord
from smallcrm.services.validation import FieldError


@pytest.fixture
def customer(session) -> int:
    return save_customer(session, CustomerRecord("Alder Works", status="prospect"))


@pytest.fixture
def stages(session) -> dict[str, int]:
    keys = ("lead", "needs", "quote", "negotiation", "won", "lost")
    return dict(zip(keys, (s.id for s in deals.list_stages(session)), strict=True))


def add(session, customer: int, title: str = "Press", **more) -> int:
    return deals.save_deal(session, DealRecord(customer, title, **more))


def card(session, deal: int) -> deals.Card:
    columns = deals.get_board(session).columns
    return next(card for column in columns for card in column.cards if card.id == deal)


def test_a_new_deal_starts_in_the_first_stage_today(session, customer, stages) -> None:
    record = deals.get_deal(session, add(session, customer))
    assert (record.stage_id, record.opened, record.closed) == (stages["lead"], "2026-11-18", None)
    assert record.customer == "Alder Works"


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (DealRecord(1, " "), "title"),
        (DealRecord(999, "Press"), "customer"),
        (DealRecord(1, "Press", amount=-1), "amount"),
    ],
)
def test_a_deal_needs_title_customer_and_a_fair_amount(session, customer, record, field) -> None:
    with pytest.raises(FieldError) as error:
        deals.save_deal(session, record)
    assert error.value.field == field


def test_the_owner_is_the_customers_else_who_works_now(session) -> None:
    ann = save_staff(session, StaffRecord("Ann"))
    save_staff(session, StaffRecord("Bo"))
    choose_staff(session, ann)
    of_bo = save_customer(session, CustomerRecord("One", owner="Bo"))
    of_none = save_customer(session, CustomerRecord("Two"))
    assert deals.get_deal(session, add(session, of_bo)).owner == "Bo"
    assert deals.get_deal(session, add(session, of_none)).owner == "Ann"
    assert deals.get_deal(session, add(session, of_bo, owner="Cy")).owner == "Cy"


def test_board_sums_and_weights_open_deals_only(session, customer, stages) -> None:
    add(session, customer, amount=1000)
    add(session, customer, amount=2000, stage_id=stages["quote"], expected_close="2026-12-31")
    add(session, customer, amount=4000, stage_id=stages["quote"], expected_close="2027-01-01")
    add(session, customer, amount=8000, stage_id=stages["won"])
    board = deals.get_board(session)
    assert board.open_amount == 7000
    assert board.weighted == 100 + 1000 + 2000
    assert board.weighted_quarter == 1000
    assert [column.amount for column in board.columns] == [1000, 0, 6000, 0, 8000, 0]


def test_closed_deals_leave_the_board_after_thirty_days(session, customer, stages) -> None:
    add(session, customer, "Recent", stage_id=stages["won"], closed="2026-10-19")
    add(session, customer, "Old", stage_id=stages["won"], closed="2026-10-18")
    (won,) = [c for c in deals.get_board(session).columns if c.stage.id == stages["won"]]
    assert [c.title for c in won.cards] == ["Recent"]


def test_the_board_of_one_owner(session, customer) -> None:
    for name in ("Ann", "Bo"):
        add(session, customer, name, owner=name)
    titles = [c.title for column in deals.get_board(session, "Bo").columns for c in column.cards]
    assert titles == ["Bo"]


def test_a_deal_is_stuck_after_too_long_with_nothing_planned(session, customer) -> None:
    at_limit = add(session, customer, opened="2026-11-04")  # 14 days
    over = add(session, customer, opened="2026-11-03")
    planned = add(session, customer, opened="2026-11-03")
    save_follow_up(session, FollowUpRecord(customer, "Call", "2026-11-20", deal_id=planned))
    assert [card(session, d).stale for d in (at_limit, over, planned)] == [False, True, False]
    assert deals.get_board(session).stale == 1


def test_age_counts_from_the_last_entry_into_the_stage(session, customer, stages) -> None:
    deal = add(session, customer, opened="2026-10-01")
    assert card(session, deal).age == 48
    deals.move_deal(session, deal, stages["needs"])
    assert card(session, deal).age == 0
    deals.move_deal(session, deal, stages["lead"])
    assert card(session, deal).age == 0


def test_the_earliest_open_follow_up_is_the_next_step(session, customer) -> None:
    deal = add(session, customer)
    for due, time in (("2026-11-20", "14:00"), ("2026-11-20", "09:00"), ("2026-12-01", "")):
        step = FollowUpRecord(customer, f"Call {time}", due, due_time=time, deal_id=deal)
        save_follow_up(session, step)
    found = card(session, deal)
    assert (found.next_due, found.next_time) == ("2026-11-20", "09:00")


def test_winning_closes_the_deal_and_makes_the_customer_active(session, customer, stages) -> None:
    deal = add(session, customer)
    deals.move_deal(session, deal, stages["won"])
    assert deals.get_deal(session, deal).closed == "2026-11-18"
    assert get_customer(session, customer).status == "active"
    session.undo()
    assert deals.get_deal(session, deal).closed is None
    assert get_customer(session, customer).status == "prospect"


def test_a_deal_written_down_as_won_makes_the_customer_active(session, customer, stages) -> None:
    add(session, customer, stage_id=stages["won"])
    assert get_customer(session, customer).status == "active"


def test_losing_keeps_reason_and_competitor_and_coming_back_drops_the_reason(
    session, customer, stages
) -> None:
    deal = add(session, customer)
    deals.move_deal(session, deal, stages["lost"], lost_reason="Too slow", competitor="Rival")
    lost = deals.get_deal(session, deal)
    assert (lost.lost_reason, lost.competitor, lost.closed) == ("Too slow", "Rival", "2026-11-18")
    assert list_competitors(session) == ["Rival"]
    assert deals.list_lost_reasons(session) == ["Too slow"]
    deals.move_deal(session, deal, stages["quote"])
    back = deals.get_deal(session, deal)
    assert (back.lost_reason, back.competitor, back.closed) == ("", "Rival", None)


def test_saving_into_a_lost_stage_keeps_the_reason(session, customer, stages) -> None:
    deal = add(session, customer)
    record = deals.get_deal(session, deal)
    lost = replace(record, stage_id=stages["lost"], lost_reason="Too dear")
    deals.save_deal(session, lost)
    assert deals.get_deal(session, deal).lost_reason == "Too dear"
    assert card(session, deal).lost_reason == "Too dear"


def test_changing_a_deal_moves_it_in_the_same_step(session, customer, stages) -> None:
    deal = add(session, customer, amount=100)
    record = deals.get_deal(session, deal)
    deals.save_deal(session, replace(record, amount=300, stage_id=stages["quote"]))
    session.undo()
    again = deals.get_deal(session, deal)
    assert (again.amount, again.stage_id) == (100, stages["lead"])


def test_moving_to_the_same_stage_writes_nothing(session, customer, stages) -> None:
    deal = add(session, customer)
    label = session.undo_label()
    deals.move_deal(session, deal, stages["lead"])
    assert session.undo_label() == label


def test_deleting_and_undo(session, customer, stages) -> None:
    deal = add(session, customer, amount=100)
    deals.move_deal(session, deal, stages["quote"])
    before = deals.get_deal(session, deal), card(session, deal)
    deals.delete_deal(session, deal)
    with pytest.raises(UserError):
        deals.get_deal(session, deal)
    session.undo()
    assert (deals.get_deal(session, deal), card(session, deal)) == before


def test_deals_go_and_come_with_their_customer(session, customer) -> None:
    deal = add(session, customer)
    delete_customers(session, [customer])
    with pytest.raises(UserError):
        deals.move_deal(session, deal, 2)
    session.undo()
    assert deals.get_deal(session, deal).customer == "Alder Works"


def test_deals_of_a_customer_open_ones_first(session, customer, stages) -> None:
    add(session, customer, "Won", stage_id=stages["won"], opened="2026-11-10")
    add(session, customer, "Older", opened="2026-10-01")
    add(session, customer, "Newer", opened="2026-11-01")
    found = deals.list_of_customer(session, customer)
    assert [record.title for record, _stage in found] == ["Newer", "Older", "Won"]
    assert [stage.kind for _record, stage in found] == ["open", "open", "won"]


def test_stages_are_found_by_their_name_in_the_users_language(session, stages) -> None:
    assert deals.find_stage(session, "Quote") == stages["quote"]
    assert deals.find_stage(session, "won") == stages["won"]
    with pytest.raises(UserError, match="Negotiation"):
        deals.find_stage(session, "nowhere")
    i18n.set_language("zh_CN")
    assert deals.find_stage(session, deals.list_stages(session)[2].name) == stages["quote"]
