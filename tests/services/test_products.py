"""Products: listed, added, changed, deleted while unused, joined; each step can be undone."""

import pytest

from smallcrm.core.errors import UserError
from smallcrm.services.customers import save_customer
from smallcrm.services.lookups import list_products
from smallcrm.services.orders import get_order, save_order, save_term
from smallcrm.services.products import (
    ProductQuery,
    ProductRecord,
    delete_products,
    describe_use,
    get_product,
    merge_products,
    save_product,
)
from smallcrm.services.records import (
    CustomerRecord,
    OrderLineRecord,
    OrderRecord,
    TermRecord,
)
from smallcrm.services.table import Sort
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session


def sell(session: Session, product: str) -> int:
    customer = save_customer(session, CustomerRecord("星河印务"))
    line = OrderLineRecord("x", 100_00, product=product)
    return save_order(session, OrderRecord(customer, "2026-11-01", lines=(line,)))


def names(session: Session, query: ProductQuery) -> list[object]:
    return [row["name"] for row in query.rows(session, query.ids(session))]


def test_a_product_is_changed_and_undone(session: Session) -> None:
    id = save_product(session, ProductRecord("Press 10", price=120_00, category="Presses"))
    record = get_product(session, id)
    changed = ProductRecord("Press 12", "P12", "Presses", "North", "pc", 130_00, 90_00, id=id)
    save_product(session, changed)
    assert get_product(session, id) == changed
    assert session.undo_label() == "Edit product Press 12"
    session.undo()
    assert get_product(session, id) == record
    session.undo()
    assert not list_products(session)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (ProductRecord("  "), "name"),
        (ProductRecord("press 10"), "name"),
        (ProductRecord("Press 11", follows="press 11"), "follows"),
        (ProductRecord("Press 11", since="soon"), "since"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    session: Session, record: ProductRecord, field: str
) -> None:
    save_product(session, ProductRecord("Press 10"))
    with pytest.raises(FieldError) as caught:
        save_product(session, record)
    assert caught.value.field == field


def test_the_list_is_found_and_ordered_by_any_column(session: Session) -> None:
    for name, maker, price in (("Ink", "South", 20_00), ("Press", "North", 900_00), ("Oil", "", 0)):
        save_product(session, ProductRecord(name, maker=maker, price=price))
    save_product(session, ProductRecord("Press II", follows="Press", active=False))
    assert names(session, ProductQuery()) == ["Ink", "Oil", "Press", "Press II"]
    assert names(session, ProductQuery("NORTH")) == ["Press"]
    dear = ProductQuery(sort=Sort("price", descending=True))
    assert names(session, dear)[:3] == ["Press II", "Press", "Ink"]
    rows = ProductQuery("press ii").rows(session, ProductQuery("press ii").ids(session))
    assert (rows[0]["follows"], rows[0]["sold"]) == ("Press", "No longer sold")


def test_what_is_used_is_not_deleted_and_says_by_what(session: Session) -> None:
    order = sell(session, "Press")
    customer = get_order(session, order).customer_id
    save_term(session, TermRecord(customer, "Warranty", "warranty", product="Press"))
    save_product(session, ProductRecord("Press II", follows="Press"))
    press, newer = (ProductQuery(name).ids(session)[0] for name in ("press", "press ii"))
    assert describe_use(session, press) == "1 order line, 1 term, 1 product after it"
    with pytest.raises(UserError, match="Press is used by 1 order line"):
        delete_products(session, [press])
    delete_products(session, [newer])
    assert list_products(session) == ["Press"]
    session.undo()
    assert get_product(session, newer).follows == "Press"


def test_joined_products_are_one_everywhere_and_apart_again_after_undo(session: Session) -> None:
    order = sell(session, "Pres")
    kept = save_product(session, ProductRecord("Press", maker="North"))
    other = ProductQuery("pres").ids(session)[0]
    save_product(session, ProductRecord("Pres", "P-1", maker="Nort", price=5_00, id=other))
    merge_products(session, kept, [kept, other])
    assert get_order(session, order).lines[0].product == "Press"
    joined = get_product(session, kept)
    assert (joined.code, joined.maker, joined.price) == ("P-1", "North", 5_00)
    assert list_products(session) == ["Press"]
    session.undo()
    assert get_order(session, order).lines[0].product == "Pres"
    assert list_products(session) == ["Pres", "Press"]


def test_the_older_is_joined_into_what_takes_its_place(session: Session) -> None:
    save_product(session, ProductRecord("New", follows="Old"))
    new, old = (ProductQuery(name).ids(session)[0] for name in ("new", "old"))
    merge_products(session, new, [old])
    assert get_product(session, new).follows == ""
