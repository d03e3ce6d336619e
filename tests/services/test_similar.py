"""Who may be the customer that is being typed in, and whose customer that is."""

import pytest

from smallcrm.models import Staff
from smallcrm.services.customers import add_customer
from smallcrm.services.interactions import save_interaction
from smallcrm.services.not_same import mark_not_same
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    InteractionRecord,
)
from smallcrm.services.similar import Signs, Similar, find_similar
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session


def work_as(session: Session, name: str) -> None:
    with session.unit(Op.EDIT_STAFF):
        staff = Staff.get_or_none(Staff.name == name) or Staff.create(name=name)
    session.settings.set("staff_id", str(staff.id))


def test_a_colleagues_customer_is_told_with_the_last_contact(session: Session) -> None:
    work_as(session, "Lu")
    customer = add_customer(session, CustomerRecord("Alder Works", owner="Cheng"))
    save_interaction(session, InteractionRecord(customer, "Prices", at="2026-11-02 10:00"))
    (found,) = find_similar(session, "alder works ltd.", [])
    assert (found.owner, found.colleague, found.mine) == ("Cheng", True, False)
    assert found.last_contact == "2026-11-02 10:00"
    work_as(session, "Cheng")
    (found,) = find_similar(session, "alder works ltd.", [])
    assert (found.colleague, found.mine) == (False, True)


@pytest.mark.parametrize(
    ("signs", "why"),
    [
        (Signs(wechat=("", "YANG88")), "wechat"),
        (Signs(email=("a@Alder.example",)), "email"),
        (Signs(tax_number="91330200ma28abcd1x"), "tax_number"),
    ],
)
def test_other_signs_are_found(session: Session, signs: Signs, why: str) -> None:
    customer = add_customer(
        session,
        CustomerRecord(
            "Alder Works",
            email="A@alder.example",
            tax_number="91330200MA28ABCD1X",
            contacts=(ContactRecord("Yang", wechat="yang88"),),
        ),
    )
    add_customer(session, CustomerRecord("Birch", wechat="yang888", email="ba@alder.example"))
    (found,) = find_similar(session, "Something else", [], signs=signs)
    assert (found.customer_id, found.why) == (customer, why)


def test_a_similar_name_counts_when_nothing_else_is_found(session: Session) -> None:
    address = (AddressRecord("东路", city="宁波"),)
    similar = add_customer(session, CustomerRecord("海川精密机械厂", addresses=address))
    add_customer(session, CustomerRecord("海川精密机械厂苏州分公司"))
    add_customer(session, CustomerRecord("白石商行"))

    def named(name: str) -> list[tuple[int, str]]:
        return [(one.customer_id, one.why) for one in find_similar(session, name, [])]

    assert named("海川精密机械制造厂") == [(similar, "similar")]
    assert named("宁波海川精密机械制造厂") == [(similar, "similar")]
    assert named("海川精密机械厂")[0] == (similar, "name")
    assert named("海") == []


def test_what_is_not_the_same_is_not_told_again(session: Session) -> None:
    one = add_customer(session, CustomerRecord("Alder Works"))
    two = add_customer(session, CustomerRecord("Alder Works"))
    found: list[Similar] = find_similar(session, "Alder Works", [], but=one)
    assert [other.customer_id for other in found] == [two]
    mark_not_same(session, (one, two))
    assert find_similar(session, "Alder Works", [], but=one) == []
