"""Reminder rules under a fixed clock: what they make, once, and withdraw when the fact is gone."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from smallcrm.core.dates import FixedClock
from smallcrm.core.errors import UserError
from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import delete_customers, get_customer, save_customer
from smallcrm.services.deals import list_stages, save_deal
from smallcrm.services.follow_up_words import explain
from smallcrm.services.follow_ups import (
    complete_follow_up,
    delete_follow_up,
    list_due,
    list_of_customer,
    save_follow_up,
    snooze_follow_ups,
)
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_order, save_receipt, save_term
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    DealRecord,
    FollowUpRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
    ReceiptRecord,
    TermRecord,
)
from smallcrm.services.reminder_preview import preview_counts, preview_rule
from smallcrm.services.reminder_rules import (
    BY_KEY,
    RULES,
    fill_text,
    load_choices,
    parse_days,
    save_choice,
)
from smallcrm.services.reminders import (
    plan_reminders,
    run_reminders,
)
from smallcrm.services.steps import list_steps
from smallcrm.storage.session import Session


@pytest.fixture
def customer(session: Session) -> int:
    return save_customer(
        session, CustomerRecord("星河印务", level="A", owner="Ann", status="active")
    )


def go_to(session: Session, day: str) -> None:
    """Let the clock show nine in the morning of a day."""
    session.clock = FixedClock(datetime.fromisoformat(f"{day} 09:00"))


def talk(session: Session, customer: int, day: str) -> int:
    return save_interaction(session, InteractionRecord(customer, "talk", "call", day))


def choose(session: Session, key: str, **values: object) -> None:
    save_choice(session, key, replace(load_choices(session)[key], **values))


def only(session: Session, key: str) -> None:
    """Switch all other rules off."""
    for rule in RULES:
        choose(session, rule.key, on=rule.key == key)


def made(session: Session, customer: int, state: str = "open") -> list[FollowUpRecord]:
    return list_of_customer(session, customer, state=state)


# --- contact rhythm -----------------------------------------------------------------------------


def test_silence_beyond_the_rhythm_makes_one_follow_up(session: Session, customer: int) -> None:
    talk(session, customer, "2026-11-04")  # 14 days ago today, the 18th
    assert run_reminders(session) == (1, 0)
    (one,) = made(session, customer)
    assert (one.rule, one.fact, one.due, one.latest) == (
        "cadence",
        "2026-11-04",
        "2026-11-18",
        "2026-11-25",
    )
    assert one.staff == "Ann"
    assert explain(one, date(2026, 11, 18)) == "A-level: no contact for 14 days"
    assert run_reminders(session) == (0, 0)


def test_the_day_before_nothing_is_made(session: Session, customer: int) -> None:
    talk(session, customer, "2026-11-05 18:00")
    assert run_reminders(session) == (0, 0)


def test_it_is_withdrawn_when_somebody_called_and_comes_back_with_undo(
    session: Session, customer: int
) -> None:
    talk(session, customer, "2026-10-01")
    run_reminders(session)
    talk(session, customer, "2026-11-17")
    assert run_reminders(session) == (0, 1)
    assert made(session, customer) == []
    session.undo()  # the talk, not what the program did
    run_reminders(session)
    assert len(made(session, customer)) == 1


def test_what_is_planned_by_hand_takes_its_place(session: Session, customer: int) -> None:
    talk(session, customer, "2026-10-01")
    run_reminders(session)
    save_follow_up(session, FollowUpRecord(customer, "offer", "2026-12-01"))
    assert run_reminders(session) == (0, 1)


@pytest.mark.parametrize("way", ["delete", "done", "snooze"])
def test_what_a_user_did_with_it_is_respected(session: Session, customer: int, way: str) -> None:
    talk(session, customer, "2026-10-01")
    run_reminders(session)
    id = made(session, customer)[0].id
    assert id is not None
    if way == "delete":
        delete_follow_up(session, id)
    elif way == "done":
        complete_follow_up(session, id)
    else:
        snooze_follow_ups(session, [id], "2026-12-24")
    assert run_reminders(session) == (0, 0)
    go_to(session, "2027-01-20")
    assert run_reminders(session) == (0, 0)
    assert len(list_due(session, 1000)) == (1 if way == "snooze" else 0)


def test_who_refused_is_lost_or_supplies_is_not_called(session: Session, customer: int) -> None:
    talk(session, customer, "2026-10-01")
    known = get_customer(session, customer)
    for values in ({"consent": "refused"}, {"status": "lost"}, {"role": "supplier"}):
        save_customer(session, replace(known, **values))
        assert plan_reminders(session).make == ()


def test_the_most_important_come_first_where_the_number_is_limited(session: Session) -> None:
    ids = {}
    for name, level, day in (
        ("b", "B", "2026-01-01"),
        ("a2", "A", "2026-03-01"),
        ("a1", "A", "2026-02-01"),
    ):
        ids[name] = save_customer(session, CustomerRecord(name, level=level, status="active"))
        talk(session, ids[name], day)
    choose(session, "cadence", most=2)
    assert run_reminders(session) == (2, 0)
    assert {f.customer for f in list_due(session)} == {"a1", "a2"}
    first = made(session, ids["a1"])[0]
    assert first.id is not None
    complete_follow_up(session, first.id)
    assert run_reminders(session) == (1, 0)


def test_switched_off_its_follow_ups_are_withdrawn(session: Session, customer: int) -> None:
    talk(session, customer, "2026-10-01")
    run_reminders(session)
    choose(session, "cadence", on=False)
    assert run_reminders(session) == (0, 1)


# --- birthdays, festivals -----------------------------------------------------------------------


def person(session: Session, customer: int, **values: object) -> int:
    return save_contact(session, ContactRecord("杨敏", customer_id=customer, **values))


def days_made(session: Session, customer: int, key: str, days: list[str]) -> list[tuple[str, str]]:
    """(day, due) for each follow-up as the program runs on these days; each is done at once."""
    only(session, key)
    found = []
    for day in days:
        go_to(session, day)
        run_reminders(session)
        for one in made(session, customer):
            found.append((day, one.due))
            assert one.id is not None
            complete_follow_up(session, one.id)
    return found


def every_day(first: str, count: int) -> list[str]:
    start = date.fromisoformat(first).toordinal()
    return [date.fromordinal(start + n).isoformat() for n in range(count)]


def test_a_birthday_is_told_before_and_on_its_day_each_year(
    session: Session, customer: int
) -> None:
    person(session, customer, birthday="1985-12-24")
    days = days_made(session, customer, "birthday", every_day("2026-12-19", 8))
    assert days == [("2026-12-21", "2026-12-21"), ("2026-12-24", "2026-12-24")]
    days = days_made(session, customer, "birthday", every_day("2027-12-19", 8))
    assert [day for day, _due in days] == ["2027-12-21", "2027-12-24"]


def test_somebody_known_by_the_surname_only_is_called_with_the_title(
    session: Session, customer: int
) -> None:
    save_contact(
        session, ContactRecord("王", customer_id=customer, title="老板", birthday="1985-11-18")
    )
    only(session, "birthday")
    run_reminders(session)
    (one,) = made(session, customer)
    assert (one.contact, "王老板" in one.title) == ("王老板", True)


def test_a_birthday_on_29_february_is_kept_on_the_28th(session: Session, customer: int) -> None:
    person(session, customer, birthday="1988-02-29")
    choose(session, "birthday", before=(0,))
    # a Sunday in 2027: told on the Friday before
    days = days_made(session, customer, "birthday", every_day("2027-02-24", 8))
    assert [day for day, _due in days] == ["2027-02-26"]
    assert "2027-02-28" in made(session, customer, "done")[0].fact
    days = days_made(session, customer, "birthday", every_day("2028-02-25", 8))
    assert [day for day, _due in days] == ["2028-02-29"]


def test_a_birthday_without_a_year_is_told_as_well(session: Session, customer: int) -> None:
    person(session, customer, birthday="1904-12-24")
    choose(session, "birthday", before=(0,))
    days = days_made(session, customer, "birthday", every_day("2026-12-19", 8))
    assert [day for day, _due in days] == ["2026-12-24"]
    assert "1904" not in made(session, customer, "done")[0].title


def test_a_lunar_birthday_moves_and_comes_once_in_a_leap_year(
    session: Session, customer: int
) -> None:
    person(session, customer, birthday="1980-06-10", birthday_lunar=True)
    choose(session, "birthday", before=(0,))
    days = days_made(
        session, customer, "birthday", [*every_day("2025-06-30", 8), *every_day("2025-07-30", 8)]
    )
    assert [day for day, _due in days] == ["2025-07-04"]  # not again in the leap sixth month
    days = days_made(session, customer, "birthday", every_day("2026-07-18", 8))
    assert [day for day, _due in days] == ["2026-07-23"]


def test_nothing_is_lost_because_the_program_was_off(session: Session, customer: int) -> None:
    only(session, "birthday")
    person(session, customer, birthday="1985-12-24")
    go_to(session, "2026-12-29")  # last opened before the 21st
    assert run_reminders(session) == (1, 0)
    (one,) = made(session, customer)
    assert one.due == "2026-12-29"  # nobody was late with it
    go_to(session, "2027-03-01")  # still open long after: it stays
    assert run_reminders(session) == (0, 0)
    assert len(made(session, customer)) == 1


@pytest.mark.parametrize(
    ("today", "born", "due"),
    [
        # three days before is a Sunday, moved to the Friday before: the Monday after is in time
        ("2026-11-22", "1985-11-25", "2026-11-23"),
        # Saturday, and the birthday is on Sunday: Monday would be too late
        ("2026-11-21", "1985-11-22", "2026-11-21"),
        ("2026-11-18", "1985-11-20", "2026-11-18"),
    ],
)
def test_no_reminder_is_late_when_it_is_made(
    session: Session, customer: int, today: str, born: str, due: str
) -> None:
    only(session, "birthday")
    person(session, customer, birthday=born)
    go_to(session, today)
    assert run_reminders(session) == (1, 0)
    assert [one.due for one in made(session, customer)] == [due]
    assert run_reminders(session) == (0, 0)


def test_a_later_reminder_takes_the_place_of_an_earlier_one(
    session: Session, customer: int
) -> None:
    only(session, "birthday")
    person(session, customer, birthday="1985-12-24")
    go_to(session, "2026-12-21")
    run_reminders(session)
    go_to(session, "2026-12-24")
    assert run_reminders(session) == (1, 1)
    assert [one.due for one in made(session, customer)] == ["2026-12-24"]


def test_who_left_or_refused_is_not_congratulated(session: Session, customer: int) -> None:
    only(session, "birthday")
    person(session, customer, birthday="1985-11-18", left_on="2026-01-01")
    person(session, customer, birthday="1985-11-18", consent="refused")
    assert run_reminders(session) == (0, 0)


def test_a_changed_birthday_withdraws_and_makes_anew(session: Session, customer: int) -> None:
    only(session, "birthday")
    id = person(session, customer, birthday="1985-11-18")
    run_reminders(session)
    save_contact(session, ContactRecord("杨敏", id=id, customer_id=customer, birthday="1985-11-20"))
    assert run_reminders(session) == (1, 1)


def test_festivals_greet_the_levels_chosen(session: Session, customer: int) -> None:
    save_customer(session, CustomerRecord("C level", level="C", status="active"))
    days = days_made(session, customer, "spring", every_day("2027-01-26", 12))
    assert len(days) == 1
    assert days[0][0] == "2027-01-29"  # a week before 6 February is a Saturday: the Friday
    days = days_made(session, customer, "mid_autumn", every_day("2026-09-15", 12))
    assert [day for day, _due in days] == ["2026-09-18"]


# --- terms, money, deals --------------------------------------------------------------------------


def test_a_contract_is_told_30_and_7_days_before(session: Session, customer: int) -> None:
    save_term(session, TermRecord(customer, "Service", ends="2027-03-31"))
    days = days_made(session, customer, "term_contract", every_day("2027-02-26", 30))
    assert days == [("2027-03-01", "2027-03-01"), ("2027-03-24", "2027-03-24")]
    assert made(session, customer, "done")[0].title == "Contract ends Mar 31, 2027: Service"


def test_a_renewed_contract_withdraws_its_reminder(session: Session, customer: int) -> None:
    only(session, "term_contract")
    term = TermRecord(customer, "Service", ends="2026-12-01")
    id = save_term(session, term)
    assert run_reminders(session) == (1, 0)
    save_term(session, replace(term, id=id, ends="2027-12-01"))
    assert run_reminders(session) == (0, 1)


def test_what_ended_long_ago_is_not_told(session: Session, customer: int) -> None:
    only(session, "term_contract")
    save_term(session, TermRecord(customer, "Old", ends="2024-12-01"))
    assert run_reminders(session) == (0, 0)


def test_a_consumable_is_due_months_after_its_start(session: Session, customer: int) -> None:
    save_term(session, TermRecord(customer, "Battery", "consumable", starts="2025-02-28"))
    days = days_made(session, customer, "term_consumable", every_day("2027-02-08", 10))
    assert [day for day, _due in days] == ["2027-02-12"]  # 14 days before is a Sunday


def order(session: Session, customer: int, amount: int, due: str) -> int:
    line = OrderLineRecord("paper", amount=amount)
    return save_order(session, OrderRecord(customer, "2026-10-01", due=due, lines=(line,)))


def test_money_due_comes_again_until_it_is_paid(session: Session, customer: int) -> None:
    only(session, "money_due")
    id = order(session, customer, 100_00, "2026-11-17")
    assert run_reminders(session) == (1, 0)
    (one,) = made(session, customer)
    assert one.order_id == id
    assert one.title == "Payment of ¥ 100 was due Nov 17, 2026"
    go_to(session, "2026-11-24")
    assert run_reminders(session) == (1, 1)
    save_receipt(session, ReceiptRecord(customer, "2026-11-24", 100_00))
    assert run_reminders(session) == (0, 1)


def test_an_order_that_somebody_chases_is_not_told_again(session: Session, customer: int) -> None:
    only(session, "money_due")
    id = order(session, customer, 100_00, "2026-11-17")
    mine = FollowUpRecord(customer, "Ask for the money", "2026-11-20", order_id=id)
    planned = save_follow_up(session, mine)
    assert run_reminders(session) == (0, 0)
    complete_follow_up(session, planned)
    assert run_reminders(session) == (1, 0)


def test_a_receipt_without_an_order_pays_what_is_due_first(session: Session, customer: int) -> None:
    only(session, "money_due")
    order(session, customer, 100_00, "2026-11-01")
    second = order(session, customer, 50_00, "2026-11-10")
    save_receipt(session, ReceiptRecord(customer, "2026-11-12", 100_00))
    run_reminders(session)
    assert [one.order_id for one in made(session, customer)] == [second]


def test_a_deal_standing_still_is_told_until_it_moves(session: Session, customer: int) -> None:
    only(session, "deal_still")
    stage = list_stages(session)[0]
    go_to(session, "2026-10-20")
    id = save_deal(session, DealRecord(customer, "Two presses", stage_id=stage.id, amount=5_000_00))
    go_to(session, "2026-11-03")
    assert run_reminders(session) == (0, 0)
    go_to(session, "2026-11-04")
    assert run_reminders(session) == (1, 0)
    (one,) = made(session, customer)
    assert (one.deal_id, one.title) == (id, "Move on: Two presses")
    save_interaction(session, InteractionRecord(customer, "talk", "call", "2026-11-04", deal_id=id))
    assert run_reminders(session) == (0, 1)


def test_a_dormant_customer_is_told_where_the_rule_is_on(session: Session, customer: int) -> None:
    only(session, "dormant")
    line = OrderLineRecord("paper", amount=100)
    save_order(session, OrderRecord(customer, "2026-05-01", lines=(line,)))
    assert run_reminders(session) == (1, 0)
    save_order(session, OrderRecord(customer, "2026-11-01", lines=(line,)))
    assert run_reminders(session) == (0, 1)


# --- settings, preview, undo ----------------------------------------------------------------------


def test_a_text_of_ones_own_is_filled_in(session: Session, customer: int) -> None:
    choose(session, "cadence", text="给{客户}打电话（{days} 天未联系）", staff="Ben")
    talk(session, customer, "2026-10-01")
    run_reminders(session)
    (one,) = made(session, customer)
    assert (one.title, one.staff) == ("给星河印务打电话（48 天未联系）", "Ben")


def test_places_are_filled_by_either_language() -> None:
    values = {"customer": "星河", "contact": "杨敏"}
    assert fill_text("{联系人}/{contact}/{contact person}", values) == "杨敏/杨敏/杨敏"
    assert fill_text("{nobody} {customer}", values) == "{nobody} 星河"


@pytest.mark.parametrize(
    ("text", "days"), [("30, 7,1", (30, 7, 1)), ("7、30", (30, 7)), ("", ()), ("a", None)]
)
def test_days_are_read_as_typed(text: str, days: tuple[int, ...] | None) -> None:
    assert parse_days(text) == days


def test_a_rule_keeps_only_what_was_chosen(session: Session) -> None:
    choose(session, "birthday", before=(10, 1))
    assert load_choices(session)["birthday"].offsets == (-10, -1)
    assert load_choices(session)["spring"] == BY_KEY["spring"].usual
    with pytest.raises(UserError):
        choose(session, "birthday", before=(), after=())


def test_a_preview_shows_whom_a_rule_hits_even_when_it_is_off(
    session: Session, customer: int
) -> None:
    talk(session, customer, "2026-10-01")
    run_reminders(session)
    choice = replace(load_choices(session)["cadence"], on=False)
    preview = preview_rule(session, "cadence", choice)
    assert [hit.customer for hit in preview.hits] == ["星河印务"]
    assert preview.known == 1
    assert preview_counts(session)["cadence"] == 1


def test_undo_takes_the_users_step_and_the_log_names_the_program(
    session: Session, customer: int
) -> None:
    talk(session, customer, "2026-10-01")
    run_reminders(session)
    newest = list_steps(session, 1)[0]
    assert newest.label == "Reminder rules: 1 made, 0 withdrawn"
    assert newest.origin == "program"
    assert session.undo_label() == "Log contact with 星河印务"
    delete_customers(session, [customer])
    assert run_reminders(session) == (0, 0)
    session.undo()
    assert len(made(session, customer)) == 1
