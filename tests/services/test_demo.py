"""Demonstration data: a believable company that comes and goes in one step."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from smallcrm.core.dates import FixedClock
from smallcrm.core.errors import Cancelled, UserError
from smallcrm.core.phone import parse_phones
from smallcrm.core.progress import Progress
from smallcrm.models import (
    Address,
    Attachment,
    Contact,
    Customer,
    CustomerDay,
    CustomerFact,
    CustomField,
    CustomValue,
    Deal,
    Feedback,
    FollowUp,
    Interaction,
    Order,
    OrderLine,
    Phone,
    Product,
    Receipt,
    RecordedModel,
    Relation,
    Staff,
    Stage,
    StageHistory,
    Term,
)
from smallcrm.services.attachments import copy_to_open, list_attachments
from smallcrm.services.customers import save_customer
from smallcrm.services.demo import add_demo, has_demo, remove_demo
from smallcrm.services.duplicates import find_duplicates
from smallcrm.services.interactions import save_interaction
from smallcrm.services.lookups import choose_staff
from smallcrm.services.orders import save_order
from smallcrm.services.records import (
    CustomerRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
)
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session

TODAY = date(2026, 11, 18)


def all_rows() -> dict[str, list[tuple[object, ...]]]:
    """Every recorded row."""
    return {
        model._meta.table_name: list(model.select().order_by(model.id).tuples())
        for model in RecordedModel.__subclasses__()
    }


def column(field: object) -> list[object]:
    return [row[0] for row in list(field.model.select(field).tuples())]


def test_the_company_is_there_in_one_step(session: Session) -> None:
    before = all_rows()
    assert add_demo(session, "zh_CN") == 300
    assert Customer.select().count() == 300
    assert has_demo(session)
    assert session.settings.get("demo") == "1"
    made = all_rows()

    session.undo()
    assert all_rows() == before
    assert not has_demo(session)

    session.redo()
    assert all_rows() == made
    assert has_demo(session)


def test_it_is_the_same_each_time(tmp_path: Path) -> None:
    made = []
    for name in ("one.db", "two.db"):
        datafile = DataFile.open(tmp_path / name, clock=FixedClock(TODAY))
        session = datafile.session()
        add_demo(session, "en")
        made.append(all_rows())
        session.close()
        datafile.close()
    assert made[0] == made[1]


def test_there_is_something_of_every_kind(demo: Session) -> None:
    today = TODAY.isoformat()
    assert set(column(Customer.status)) == {"lead", "prospect", "active", "dormant", "lost"}
    assert set(column(Customer.level)) == {"A", "B", "C", "D", ""}
    assert set(column(Customer.role)) == {"customer", "partner", "supplier"}
    assert Staff.select().count() == 4
    stages = Stage.select().order_by(Stage.position)
    assert all(Deal.select().where(Deal.stage == stage.id).count() >= 5 for stage in list(stages))
    plans = FollowUp.select().where(FollowUp.state == "open")
    sunday = TODAY + timedelta(days=6 - TODAY.weekday())
    assert plans.where(FollowUp.due < today).count() == 9
    assert plans.where(FollowUp.due == today).count() == 8
    assert plans.where((FollowUp.due > today) & (FollowUp.due <= sunday.isoformat())).count() >= 15
    assert plans.where(FollowUp.due > sunday.isoformat()).count() > 100
    nothing_planned = CustomerFact.select().where(CustomerFact.next_due.is_null()).count()
    assert 20 < nothing_planned < 100
    month = (TODAY + timedelta(days=30)).isoformat()
    assert {row.kind for row in list(Term.select().where(Term.ends.between(today, month)))} == {
        "contract",
        "warranty",
        "consumable",
    }
    assert any(owed > 0 for owed in column(CustomerFact.owed))
    assert min(column(Interaction.at)) < (TODAY - timedelta(days=700)).isoformat()


def test_every_page_has_something_to_look_at(demo: Session) -> None:
    assert {"given", "refused", ""} == set(column(Customer.consent))
    assert {row.type for row in CustomField.select()} == {"number", "choice", "yes_no"}
    assert CustomValue.select().count() > 100
    assert set(column(Relation.kind)) == {"referred", "belongs_to", "supplies"}
    assert Customer.select().where(Customer.referred_by.is_null(False)).count() >= 8
    assert len(find_duplicates(demo).groups) >= 2
    assert {"us", "competitor"} <= set(column(Feedback.about))
    assert len(set(column(Interaction.touch_point))) > 2
    assert any(column(Interaction.satisfaction))


def test_customers_have_files_that_open(session: Session) -> None:
    add_demo(session, "en")
    owner = Attachment.select(Attachment.customer).limit(1).scalar()
    files = {one.name: one.id for one in list_attachments(session, owner)}
    assert set(files) == {"Visit notes.txt", "Compressor room.png"}
    text = copy_to_open(session, files["Visit notes.txt"]).read_text(encoding="utf-8")
    assert Customer.get_by_id(owner).name in text
    with Image.open(copy_to_open(session, files["Compressor room.png"])) as drawing:
        drawing.load()
        assert drawing.size == (480, 320)


def test_everybody_speaks_the_language_that_was_asked_for(session: Session) -> None:
    add_demo(session, "zh_CN")
    texts = [*column(Customer.name), *column(Contact.name), *column(Staff.name)]
    texts += [*column(FollowUp.title), *column(Address.city)]
    assert [text for text in texts if str(text).isascii()] == []
    session.undo()
    add_demo(session, "en")
    texts = [*column(Customer.name), *column(Contact.name), *column(Staff.name)]
    texts += [*column(Customer.note), *column(Address.street)]
    assert [text for text in texts if not str(text).isascii()] == []


def test_names_differ_and_numbers_can_be_phones(demo: Session) -> None:
    names = column(Customer.name)
    assert len(set(names)) == len(names)
    numbers = [str(number) for number in column(Phone.number)]
    assert all(parse_phones(number)[0].valid for number in numbers)
    # ranges that nobody was given
    assert {n[:3] for n in numbers if n[0] == "1"} == {"154", "161", "164"}
    assert all("555" in number[3:7] for number in numbers if number[0] == "0")


@pytest.mark.parametrize(
    "today", [date(2026, 3, 1), date(2028, 2, 29), date(2026, 11, 22), date(2027, 1, 1)]
)
def test_nothing_has_happened_in_the_future(tmp_path: Path, today: date) -> None:
    now = datetime(today.year, today.month, today.day, 9)
    datafile = DataFile.open(tmp_path / "x.db", clock=FixedClock(now))
    session = datafile.session()
    try:
        add_demo(session, "en")
        days = [Interaction.at, Order.date, Receipt.date, Customer.created, StageHistory.entered]
        days += [CustomerDay.day, FollowUp.created, Deal.opened]
        for field in days:
            assert max(str(day)[:10] for day in column(field)) <= today.isoformat(), field
        first_orders = Order.select(Order.customer, Order.date, Customer.created).join(Customer)
        assert all(day >= created for _id, day, created in list(first_orders.tuples()))
        moves = StageHistory.select(StageHistory.deal, StageHistory.entered)
        in_order = list(moves.order_by(StageHistory.id).tuples())
        assert in_order == sorted(in_order)
    finally:
        session.close()
        datafile.close()


def test_past_states_lead_to_the_present_ones(demo: Session) -> None:
    facts = CustomerFact
    query = Customer.select(
        Customer.id,
        Customer.level,
        Customer.status,
        Customer.owner,
        facts.completeness,
        facts.owed,
    )
    now = list(query.join(facts, on=(facts.customer == Customer.id)).order_by(Customer.id).tuples())
    assert demo.as_of(TODAY.isoformat()) == now
    # What was known yesterday is not corrected today, except where something happened today.
    today = [
        row[0]
        for row in list(
            CustomerDay.select(CustomerDay.customer)
            .where(CustomerDay.day == TODAY.isoformat())
            .tuples()
        )
    ]
    assert len(today) <= 6
    assert len(demo.as_of("2025-12-31")) < len(demo.as_of("2026-06-30")) < 300


def test_what_was_owed_at_a_months_end_follows_from_orders_and_receipts(demo: Session) -> None:
    day = "2026-08-31"
    owed: dict[int, int] = {}
    lines = OrderLine.select(Order.customer, OrderLine.amount).join(Order)
    for customer, amount in list(
        lines.where((Order.date <= day) & (Order.status != "cancelled")).tuples()
    ):
        owed[customer] = owed.get(customer, 0) + amount
    for customer, amount in list(
        Receipt.select(Receipt.customer, Receipt.amount).where(Receipt.date <= day).tuples()
    ):
        owed[customer] -= amount
    assert {row[0]: row[5] for row in demo.as_of(day) if row[5]} == {
        customer: amount for customer, amount in owed.items() if amount
    }


def test_a_file_with_customers_is_left_alone(session: Session) -> None:
    save_customer(session, CustomerRecord("Own customer"))
    with pytest.raises(UserError, match="holds customers"):
        add_demo(session, "en")
    assert Customer.select().count() == 1


def test_a_cancelled_demonstration_leaves_no_trace(session: Session) -> None:
    before = all_rows()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        add_demo(session, "en", progress)
    assert all_rows() == before
    assert session.settings.get("demo") == ""


def test_removal_takes_what_was_added_to_it_and_leaves_the_users_own(demo: Session) -> None:
    known = Customer.get(Customer.id == 7)
    save_interaction(demo, InteractionRecord(known.id, "Tried the log"))
    save_customer(demo, CustomerRecord("Renamed", id=8))
    line = OrderLineRecord("Oil", 100, product="Compressor oil 20 l")
    own = save_customer(demo, CustomerRecord("Own customer", owner="Tom Ellery"))
    save_order(demo, OrderRecord(own, "2026-11-18", (line,)))
    choose_staff(demo, Staff.get(Staff.name == "Helen Marwick").id)

    assert remove_demo(demo) == 300
    assert column(Customer.name) == ["Own customer"]
    assert column(Staff.name) == ["Tom Ellery"]
    assert column(Product.name) == ["Compressor oil 20 l"]
    assert Interaction.select().count() == FollowUp.select().count() == Deal.select().count() == 0
    assert demo.settings.get("demo") == ""
    assert demo.settings.staff_id is None
    assert not has_demo(demo)
    with pytest.raises(UserError, match="no demonstration data"):
        remove_demo(demo)

    demo.undo()
    assert Customer.select().count() == 301
    assert has_demo(demo)
    assert Customer.get(Customer.id == 8).name == "Renamed"
    assert remove_demo(demo) == 300


def test_it_uses_the_staff_that_are_there(session: Session) -> None:
    own = save_customer(session, CustomerRecord("Own", owner="tom ellery"))
    with session.unit("delete_customers"):
        Customer.delete().where(Customer.id == own).execute()
    add_demo(session, "en")
    assert sorted(str(name).lower() for name in column(Staff.name)) == [
        "daniel kwong",
        "helen marwick",
        "priya sandhar",
        "tom ellery",
    ]
    assert min(column(Customer.id)) > own
    remove_demo(session)
    assert column(Staff.name) == ["tom ellery"]
