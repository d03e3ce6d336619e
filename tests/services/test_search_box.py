"""The search box: everything there is, in groups, the likeliest first."""

import pytest

from smallcrm.models import Deal, Order, OrderLine, Product
from smallcrm.services.customers import add_customer
from smallcrm.services.deals import list_stages, save_deal
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_order
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    DealRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
    PhoneRecord,
)
from smallcrm.services.search_box import Groups, SearchRun
from smallcrm.services.search_hits import Hit, recent_customers
from smallcrm.services.search_records import ROWS_AT_ONCE, list_buyers
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session


def search(session: Session, text: str, recent: tuple[int, ...] = ()) -> Groups:
    """Everything found, when the last step is done."""
    run = SearchRun(text, recent)
    while not (answer := run.step(session)).done:
        pass
    return answer.groups


def titles(hits: list[Hit]) -> list[str]:
    return [hit.title.text for hit in hits]


def marked(hit: Hit) -> list[str]:
    """What stands out in a hit."""
    parts = (hit.title, *hit.facts)
    return [part.text[start:end] for part in parts for start, end in part.spans]


@pytest.fixture
def mill(session: Session) -> int:
    """A customer with everything about it."""
    person = ContactRecord("曾国平", title="采购", phones=(PhoneRecord("13800001111"),))
    mill = add_customer(
        session,
        CustomerRecord(
            "宁德海川机电有限公司", phones=(PhoneRecord("05932222333"),), contacts=(person,)
        ),
    )
    stage = list_stages(session)[0].id
    save_deal(session, DealRecord(mill, "冲床改造", 120_000_00, stage_id=stage))
    line = OrderLineRecord("", 8_500_00, product="螺杆泵")
    save_order(session, OrderRecord(mill, "2026-10-08", (line,), number="SO-2026-017"))
    save_interaction(session, InteractionRecord(mill, "冲床报价太高", kind="visit"))
    return mill


def test_each_kind_is_found_in_its_group(session: Session, mill: int) -> None:
    found = search(session, "冲床")
    assert {group: titles(hits) for group, hits in found.items()} == {
        "deal": ["冲床改造"],
        "note": ["宁德海川机电有限公司"],
    }
    assert [hit.customer_id for hits in found.values() for hit in hits] == [mill, mill]
    order = search(session, "so-2026")["order"][0]
    assert (order.title.text, order.amount, marked(order)) == ("SO-2026-017", 8_500_00, ["SO-2026"])
    assert titles(search(session, "lgb")["product"]) == ["螺杆泵"]
    assert titles(search(session, "ccgz")["deal"]) == ["冲床改造"]
    assert titles(search(session, "海川 冲床")["deal"]) == ["冲床改造"]


@pytest.mark.parametrize(
    ("text", "group", "title", "found"),
    [
        ("海川", "customer", "宁德海川机电有限公司", ["海川"]),
        ("hcjd", "customer", "宁德海川机电有限公司", ["海川机电"]),
        ("2222-333", "customer", "宁德海川机电有限公司", ["222 2333"]),
        ("zgp", "contact", "曾国平", ["曾国平"]),
        ("0000 11", "contact", "曾国平", ["0000 11"]),
        ("海川 曾", "contact", "曾国平", ["曾", "海川"]),
    ],
)
def test_it_shows_the_fact_that_matched(
    session: Session, mill: int, text: str, group: str, title: str, found: list[str]
) -> None:
    hit = search(session, text)[group][0]
    assert hit.title.text == title
    assert marked(hit) == found
    assert hit.customer_id == mill


def test_it_is_ranked_exact_start_recent_value(session: Session) -> None:
    def add(name: str, **more) -> int:
        return add_customer(session, CustomerRecord(name, **more))

    inside = add("Old Alder")
    rich = add("Alder West", revenue=900_000_00)
    poor = add("Alder East")
    late = add("Alder North")
    exact = add("Alder")
    save_interaction(session, InteractionRecord(late, "x", at="2026-11-17", kind="call"))
    found = [hit.customer_id for hit in search(session, "alder")["customer"]]
    assert found == [exact, late, rich, poor, inside]
    found = [hit.customer_id for hit in search(session, "alder", (poor,))["customer"]]
    assert found == [exact, poor, late, rich, inside]


def test_of_very_many_the_likeliest_are_found(session: Session) -> None:
    with session.unit(Op.ADD_CUSTOMER):
        begins = add_customer(session, CustomerRecord("Zinc Works"))
        valued = add_customer(session, CustomerRecord("Old Zinc", revenue=5_000_00))
        for number in range(650):
            add_customer(session, CustomerRecord(f"Mill {number} Zinc"))
    found = [hit.customer_id for hit in search(session, "zinc")["customer"]]
    assert found[:2] == [begins, valued]
    found = [hit.customer_id for hit in search(session, "zi")["customer"]]
    assert found[:2] == [begins, valued]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("宁德海穿", "宁德海川机电有限公司"),  # sounds the same
        ("宁德海州机电", "宁德海川机电有限公司"),  # one sign is wrong
        ("ningdehiachuan", "宁德海川机电有限公司"),  # two letters changed places
        ("zengguoping2", None),
        ("zenguoping", "曾国平"),  # one is left out
        ("曾国瓶", "曾国平"),
        ("harbour gate", "Harbor Gate Ltd."),
        ("qwertz", None),
    ],
)
def test_slips_give_similar_names(
    session: Session, mill: int, text: str, title: str | None
) -> None:
    add_customer(session, CustomerRecord("Harbor Gate Ltd."))
    found = search(session, text)
    assert "customer" not in found
    assert titles(found.get("similar", [])) == ([title] if title else [])
    assert all(hit.similar for hit in found.get("similar", []))


def test_a_name_that_is_there_is_not_similar(session: Session, mill: int) -> None:
    assert "similar" not in search(session, "海川机电")


def test_notes_are_looked_through_from_the_newest_on(session: Session, mill: int) -> None:
    with session.unit(Op.ADD_CUSTOMER):
        Order.create(customer=mill, number="AB-9", date="2020-01-01", id=ROWS_AT_ONCE * 2)
    run, answers = SearchRun("ab"), []
    while not (answer := run.step(session)).done:
        answers.append(titles(answer.groups.get("order", [])))
    assert ["AB-9"] in answers
    assert titles(search(session, "17")["order"]) == ["SO-2026-017"]


def test_nothing_typed_finds_nothing(session: Session, mill: int) -> None:
    assert search(session, "  ") == {}
    assert search(session, "%") == {}


def test_recent_customers_in_their_order_then_the_last_met(session: Session, mill: int) -> None:
    other = add_customer(session, CustomerRecord("Fern Mill"))
    add_customer(session, CustomerRecord("Never Met"))
    found = recent_customers(session, [other, 9999], 5)
    assert [hit.customer_id for hit in found] == [other, mill]


def test_who_bought_a_product(session: Session, mill: int) -> None:
    (buyer,) = list_buyers(session, Product.get().id, 5)
    assert (buyer.customer_id, buyer.at, buyer.amount) == (mill, "2026-10-08", 8_500_00)
    assert OrderLine.select().count() == Deal.select().count() == 1
