"""Customers as flat values: what JSON, exports and imports see."""

from smallcrm.services.customers import add_customer
from smallcrm.services.flat import iter_customers
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    PhoneRecord,
)
from smallcrm.storage.session import Session


def test_values_have_the_names_of_the_contract_and_empty_ones_are_left_out(
    session: Session,
) -> None:
    id = add_customer(
        session,
        CustomerRecord(
            "宁海机电",
            level="A",
            owner="陆小曼",
            revenue=123450,
            phones=(
                PhoneRecord("05932222333", "8", "phone"),
                PhoneRecord("05932222334", "", "phone"),
                PhoneRecord("05932222335", "", "fax"),
            ),
            addresses=(
                AddressRecord("东路 1 号", city="宁德"),
                AddressRecord("西路", kind="delivery"),
            ),
            tags=("a", "b"),
            custom={"车型": "厢式"},
            contacts=(ContactRecord("林", phones=(PhoneRecord("13800001111"),)),),
        ),
    )
    (found,) = iter_customers(session, [id])
    tags = found.pop("tags")
    assert sorted(tags.split(", ")) == ["a", "b"]
    assert found.pop("contacts")[0]["mobile"] == "13800001111"
    assert found == {
        "id": id,
        "name": "宁海机电",
        "kind": "company",
        "role": "customer",
        "status": "prospect",
        "level": "A",
        "owner": "陆小曼",
        "revenue": "1234.50",
        "created": "2026-11-18",
        "phone": "05932222333x8",
        "more_phone": ["05932222334"],
        "fax": "05932222335",
        "mobile": "13800001111",
        "city": "宁德",
        "address": "东路 1 号",
        "delivery_address": "西路",
        "custom.车型": "厢式",
    }


def test_the_order_is_that_of_the_ids_and_missing_ones_are_passed_over(session: Session) -> None:
    ids = [add_customer(session, CustomerRecord(name)) for name in "abc"]
    found = iter_customers(session, [ids[2], 99, ids[0]])
    assert [values["name"] for values in found] == ["c", "a"]


def test_many_customers_are_read_in_parts(session: Session) -> None:
    ids = [add_customer(session, CustomerRecord(f"c{n}")) for n in range(5)]
    assert [v["id"] for v in iter_customers(session, ids * 200)] == ids * 200
